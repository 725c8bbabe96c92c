"""A bundle comes out of Git as it was archived, whole or not at all, and nothing is written over."""

import contextlib
import random
import shutil
from pathlib import Path

import pytest

from kb.archive import bag
from kb.errors import ConfigError, RefusedError, StateError
from kb.flows import bundles
from kb.flows.bundles import Restored
from tests.support.git import git
from tests.support.tampering import (
    LAST,
    MIDDLE,
    archive,
    flip,
    forge_all,
    place,
    retag,
    settings_for,
    verified,
)


def restored(
    root: Path, *paths: str, to: Path | None = None, name: str = MIDDLE, dry_run: bool = False
) -> Restored:
    return bundles.restore(settings_for(root), name, paths, to=to, dry_run=dry_run)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in bag.contents(folder).items()}


def test_a_bundle_is_restored_out_of_git_and_not_of_the_work_tree(kept: Path, tmp_path: Path) -> None:
    good = contents(place(kept))
    shutil.rmtree(kept / "archive")

    done = restored(kept, to=tmp_path / "out")

    assert done.folder == tmp_path / "out" / MIDDLE
    assert contents(done.folder) == good
    assert [path.name for path in (tmp_path / "out").iterdir()] == [MIDDLE]


@pytest.mark.parametrize("asked", ["chat/day one.txt", "data/chat", "chat/"])
def test_some_files_are_restored_by_path_or_folder(kept: Path, tmp_path: Path, asked: str) -> None:
    done = restored(kept, asked, to=tmp_path)

    assert list(contents(done.folder)) == ["data/chat/day one.txt"]
    assert done.files == ("data/chat/day one.txt",)


def test_a_path_that_is_not_in_it_is_said_and_nothing_is_written(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no '\.\./x'"):
        restored(kept, "table.csv", "../x", to=tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / MIDDLE).mkdir(parents=True)

    with pytest.raises(RefusedError, match="is not written over"):
        restored(kept, to=tmp_path / "out")


def test_a_copy_is_not_put_among_the_bundles(kept: Path) -> None:
    with pytest.raises(RefusedError, match="where the archive itself stands"):
        restored(kept, to=place(kept).parent / "copies")


@pytest.mark.parametrize("removed", [False, True])
def test_a_bundle_is_put_back_where_it_stood(kept: Path, removed: bool) -> None:
    """What the user has staged, in part too, stays as it is; so does what stood in the bundle's place."""
    good = contents(place(kept))
    (place(kept) / "data/table.csv").write_text("a,b\n6,6\n")
    if removed:
        shutil.rmtree(place(kept))
    (kept / "README.md").write_text("staged\n")
    git(kept, "add", "README.md")
    (kept / "README.md").write_text("staged\nand not staged\n")
    before = git(kept, "diff", "--cached"), git(kept, "diff", "--", "README.md")

    done = restored(kept)

    assert done.changed
    assert contents(place(kept)) == good
    assert verified(kept).is_whole
    assert (git(kept, "diff", "--cached"), git(kept, "diff", "--", "README.md")) == before
    if not removed:
        assert done.aside is not None
        assert (done.aside / "data/table.csv").read_text() == "a,b\n6,6\n"


def test_a_whole_bundle_is_left_alone(kept: Path) -> None:
    at = place(kept).stat().st_ino

    assert not restored(kept).changed
    assert place(kept).stat().st_ino == at


def test_an_added_folder_is_not_whole(kept: Path) -> None:
    (place(kept) / "data/more").mkdir()

    assert restored(kept).changed
    assert verified(kept).is_whole


def test_a_dry_run_writes_nothing(kept: Path, tmp_path: Path) -> None:
    (place(kept) / "data/table.csv").write_text("x")

    assert restored(kept, dry_run=True).changed
    restored(kept, to=tmp_path / "out", dry_run=True)

    assert (place(kept) / "data/table.csv").read_text() == "x"
    assert not (tmp_path / "out").exists()


def test_what_git_keeps_is_not_believed(kept: Path, tmp_path: Path) -> None:
    """A tag moved to a commit that holds other bytes than it names restores nothing."""
    (place(kept) / "data/table.csv").write_text("forged\n")
    git(kept, "commit", "-qam", "tidy up")
    retag(kept, MIDDLE)

    with pytest.raises(StateError, match=r"is not what was archived: changed: data/table\.csv"):
        restored(kept, to=tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_tag_of_no_bundle_restores_nothing(kept: Path, tmp_path: Path) -> None:
    git(kept, "tag", "-f", f"archive/{MIDDLE}")

    with pytest.raises(StateError, match="names no bundle"):
        restored(kept, to=tmp_path / "out")


def test_a_bundle_dropped_from_the_history_is_put_back(kept: Path) -> None:
    git(kept, "reset", "-q", "--hard", "HEAD~1")

    assert restored(kept, name=LAST).changed

    assert (place(kept, LAST) / "data/table.csv").is_file()


def test_a_rotten_object_is_a_message(kept: Path, tmp_path: Path) -> None:

    blob = git(kept, "rev-parse", f"HEAD:archive/bundles/{MIDDLE}/data/2026-08-24.md")
    path = kept / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    flip(path, random.Random(4))

    with pytest.raises(StateError):
        restored(kept, to=tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_forged_bundle_is_shown_for_what_it_says(kept: Path) -> None:
    forge_all(kept, LAST)

    told = bundles.show(settings_for(kept), LAST)

    assert told.follows == (MIDDLE,)
    assert not told.bundle.signed
    assert [path for path, _, _ in told.files] == [
        "data/2026-08-24.md",
        "data/chat/day one.txt",
        "data/table.csv",
    ]


def test_a_folder_that_cannot_be_written_is_a_message(kept: Path) -> None:
    with pytest.raises(StateError, match="cannot be written"):
        restored(kept, to=Path("/proc/out"))


def test_nothing_is_left_open_or_running(kept: Path, tmp_path: Path) -> None:
    """Neither by what ends well nor by what does not."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    before = _open_files(), _children()

    verified(kept)
    restored(kept, to=tmp_path / "out")
    with pytest.raises(RefusedError):
        restored(kept, to=tmp_path / "out")
    archive(kept, "2026-09-next", "next")

    assert (_open_files(), _children()) == before


def _open_files() -> list[str]:
    found = []
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(each.readlink()))
    return sorted(each for each in found if not each.startswith("/proc"))


def _children() -> list[str]:
    """Name the processes that this one started and that still are, dead ones that nobody heard of included."""
    tasks = Path("/proc/self/task").iterdir()
    return sorted(child for task in tasks for child in (task / "children").read_text().split())
