from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.archive import sealing
from kb.model.seal import BLANK, Entry, Kind, Seal, fingerprint, parse

DAY = date(2026, 11, 23)
_DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
_PATHS = (
    st.lists(st.text("abcé- .", min_size=1, max_size=5), min_size=1, max_size=3)
    .map("/".join)
    .filter(lambda path: not {".", ".."} & set(path.split("/")))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data/empty").mkdir(parents=True)
    (tmp_path / "data/a.txt").write_text("one\n")
    (tmp_path / "certificate.html").write_text(f"<p>{BLANK}</p>")
    return tmp_path


def sealed(folder: Path) -> Seal:
    return sealing.seal(folder, what="handover", name="x", made_on=DAY, certificates=["certificate.html"])


@given(
    st.builds(
        Seal,
        what=st.just("bundle"),
        name=st.text(max_size=9),
        made_on=st.dates(),
        entries=st.dictionaries(_PATHS, _DIGESTS, max_size=4).map(
            lambda found: tuple(
                Entry(path=path, kind=Kind.FILE, sha256=digest) for path, digest in sorted(found.items())
            )
        ),
        previous=st.dictionaries(st.text(max_size=3), _DIGESTS, max_size=3).map(
            lambda found: tuple(sorted(found.items()))
        ),
    )
)
def test_a_seal_reads_back_as_itself(seal: Seal) -> None:
    assert parse(seal.render()) == seal


def test_every_flipped_bit_of_a_seal_is_found(folder: Path) -> None:
    """Either it is no seal any more, or it is another one, with another fingerprint."""
    seal = sealed(folder)
    content = seal.render()

    for at in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[at // 8] ^= 1 << at % 8
        try:
            other = parse(bytes(flipped))
        except ValueError:
            continue
        assert other.fingerprint != seal.fingerprint


def test_a_folder_is_what_was_sealed(folder: Path) -> None:
    seal = sealed(folder)
    (folder / "SEAL.json").write_bytes(seal.render())
    certificate = folder / "certificate.html"
    certificate.write_text(certificate.read_text().replace(BLANK, seal.fingerprint))

    assert list(sealing.damage(sealing.read(folder), folder)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda root: (root / "data/a.txt").write_text("two\n"), "changed: data/a.txt"),
        (lambda root: (root / "data/a.txt").unlink(), "missing: data/a.txt"),
        (lambda root: (root / "data/b.txt").touch(), "added: data/b.txt"),
        (lambda root: (root / "data/more").mkdir(), "added: data/more"),
        (lambda root: (root / "data/empty").rmdir(), "missing: data/empty"),
        (lambda root: (root / "certificate.html").write_text("<p>mine</p>"), "changed: certificate.html"),
        (lambda root: (root / "certificate.html").write_text(f"<p>{BLANK}</p>"), "changed: certificate.html"),
        (lambda root: (root / "data/a.txt").rename(root / "data/c"), "missing: data/a.txt"),
    ],
)
def test_what_was_done_to_a_folder_is_named(folder: Path, change: object, told: str) -> None:
    seal = sealed(folder)
    certificate = folder / "certificate.html"
    certificate.write_text(certificate.read_text().replace(BLANK, seal.fingerprint))

    change(folder)  # type: ignore[operator]

    assert told in list(sealing.damage(seal, folder))


def test_a_link_is_told_and_never_followed(folder: Path) -> None:
    seal = sealed(folder)
    (folder / "data/a.txt").unlink()
    (folder / "data/a.txt").symlink_to("/etc/hostname")

    assert "a link: data/a.txt" in list(sealing.damage(seal, folder))


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../b", "a//b", "a\\b", ""])
def test_a_path_that_leads_out_is_no_seal(path: str) -> None:
    entry = Entry(path=path, kind=Kind.FILE, sha256="0" * 64)
    seal = Seal(what="bundle", name="x", made_on=DAY, entries=(entry,))

    with pytest.raises(ValueError, match="leads out"):
        parse(seal.render())


def test_a_fingerprint_is_short_enough_to_read_out() -> None:
    assert fingerprint("7f3a9c21" * 8) == "7F3A-9C21-7F3A-9C21-7F3A-9C21-7F3A-9C21"
