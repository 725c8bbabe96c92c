"""A bag is the same bytes each time, and the reference library accepts it."""

import hashlib
from pathlib import Path

import bagit
import pytest

from kb.archive import bag
from kb.archive.names import check_files
from kb.errors import InputError, RefusedError, StateError

FILES = [
    ("a.md", "one\n"),
    ("b/Grüße.txt", ""),
    ("b/c d.log", "\xff\r\n"),
]


def write(folder: Path | None) -> bag.Filling:
    filling = bag.Filling(folder)
    for path, content in FILES:
        filling.put(path, content)
    if folder:
        filling.close(INFO, {})
    return filling


INFO = {"Bagging-Date": "2026-08-28", "External-Identifier": "week"}


def test_the_same_files_give_the_same_bytes_on_any_day(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name)

    one, two = (
        {name: path.read_bytes() for name, path in bag.contents(tmp_path / folder).items()}
        for folder in ("one", "two")
    )

    assert one == two
    assert sorted(one) == [
        "bag-info.txt",
        "bagit.txt",
        *(f"data/{name}" for name, _ in FILES),
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    ]


def test_the_library_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    write(tmp_path / "bag")

    found = bagit.Bag(str(tmp_path / "bag"))

    assert found.is_valid()
    assert found.version_info == (1, 0)
    assert found.info["Payload-Oxum"] == "8.3"


def test_the_manifest_is_known_before_it_is_written(tmp_path: Path) -> None:
    write(tmp_path / "bag")

    manifest = write(None).manifest()

    assert manifest.render() == (tmp_path / "bag" / bag.MANIFEST).read_bytes()
    assert bag.read_manifest(tmp_path / "bag") == manifest
    assert manifest.digest == bag.digest_of(tmp_path / "bag")


def test_the_library_is_asked_about_tag_files_too(tmp_path: Path) -> None:
    write(tmp_path / "bag")
    (tmp_path / "bag" / "bag-info.txt").write_text("Bagging-Date: 2020-01-01\n")

    with pytest.raises(StateError, match="not a valid bag"):
        bag.check(tmp_path / "bag")


@pytest.mark.parametrize(
    "line",
    ["short  data/a.md", f"{'0' * 64}  outside.md", f"{'0' * 64}  data/../../x", f"{'0' * 64} data/a.md"],
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    good = f"{hashlib.sha256(b'').hexdigest()}  data/a.md\n"
    (tmp_path / bag.MANIFEST).write_text(f"{good}{line}\n")

    with pytest.raises(InputError) as caught:
        bag.read_manifest(tmp_path)

    assert caught.value.line == 2


@pytest.mark.parametrize(
    "names",
    [
        ["a.md", "a.md"],
        ["Zu\u0308rich.md", "Z\u00fcrich.md"],
        ["STRASSE.md", "straße.md"],
        ["a", "a/b"],
        ["A", "a/b/c"],
        ["100%.md"],
        [".gitattributes"],
        ["sub/.git/config"],
        ["a\u2028b"],
        ["\udcff.md"],
        ["./a"],
        ["a/../b"],
        ["x" * 201],
        ["COM1.log"],
        ["a?.md"],
    ],
)
def test_names_that_not_every_system_can_hold_together_are_refused(names: list[str]) -> None:
    with pytest.raises(RefusedError):
        check_files(names)


def test_ordinary_names_are_taken() -> None:
    check_files(["a.md", "b/a.md", "B.md", "Tag 1/Grüße & more (2).txt", "-dash.md", "com10.txt"])
