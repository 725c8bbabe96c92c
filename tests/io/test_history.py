"""What folders held over time, as real Git has it."""

import subprocess
from pathlib import Path
from time import perf_counter

import pytest

from kb.io.git import Repository
from kb.io.history import History, history
from tests.support.git import a_repository, commit, git

DAY_1, DAY_2, DAY_3 = "2026-09-01T08:00:00Z", "2026-09-02T08:00:00Z", "2026-09-03T08:00:00Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_repository(tmp_path / "work")


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def past(root: Path, *folders: str) -> History:
    with Repository.open(root) as repository:
        return history(repository, root, [root / folder for folder in folders or ("content",)])


def texts(root: Path, *folders: str) -> list[dict[str, str]]:
    """Give the files of each moment with their text."""
    with Repository.open(root) as repository:
        told = history(repository, root, [root / folder for folder in folders or ("content",)])
        return [
            {path: repository.content(blob).decode() for path, blob in files.items()}
            for _, files in told.files()
        ]


def test_each_moment_has_the_files_it_had(root: Path) -> None:
    """Changed, renamed and deleted files stand as they stood; commits of other files are no moments."""
    put(root, "content/a.md", "one")
    put(root, "other.txt", "x")
    first = commit(root, "Start", DAY_1)
    put(root, "other.txt", "y")
    commit(root, "Elsewhere", DAY_1)
    git(root, "mv", "content/a.md", "content/b.md")
    put(root, "content/c.md", "two")
    second = commit(root, "Rename", DAY_2)
    (root / "content/c.md").unlink()
    put(root, "content/b.md", "three")
    third = commit(root, "Delete", DAY_3)

    assert texts(root) == [
        {"content/a.md": "one"},
        {"content/b.md": "one", "content/c.md": "two"},
        {"content/b.md": "three"},
    ]
    assert [each.commit for each in past(root).moments] == [first, second, third]
    assert [f"{each.at:%m-%d %H}" for each in past(root).moments] == ["09-01 08", "09-02 08", "09-03 08"]


def test_a_merge_brings_what_the_branch_held_when_it_is_merged(root: Path) -> None:
    put(root, "content/a.md", "one")
    commit(root, "Start", DAY_1)
    git(root, "checkout", "-qb", "side")
    put(root, "content/b.md", "two")
    commit(root, "On the side", DAY_2)
    git(root, "checkout", "-q", "main")
    put(root, "content/a.md", "changed")
    commit(root, "On main", DAY_2)
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    commit(root, "Merge", DAY_3)

    assert texts(root) == [
        {"content/a.md": "one"},
        {"content/a.md": "changed"},
        {"content/a.md": "changed", "content/b.md": "two"},
    ]


def test_a_clock_that_is_behind_is_held_to_the_one_before(root: Path) -> None:
    put(root, "content/a.md", "one")
    commit(root, "Start", DAY_2)
    put(root, "content/a.md", "two")
    commit(root, "A laptop without a battery", "1999-01-01T00:00:00Z")
    put(root, "content/a.md", "three")
    commit(root, "Right again", DAY_3)

    told = past(root).moments

    assert [f"{each.at:%Y-%m-%d}" for each in told] == ["2026-09-02", "2026-09-02", "2026-09-03"]
    assert [each.is_behind for each in told] == [False, True, False]


def test_a_folder_inside_a_repository_tells_its_own_paths(root: Path) -> None:
    put(root, "content/not-ours.md", "x")
    put(root, "kb/content/a.md", "one")
    put(root, "kb/lessons/b.md", "two")
    commit(root, "Start", DAY_1)

    assert texts(root / "kb", "content", "lessons") == [{"content/a.md": "one", "lessons/b.md": "two"}]


@pytest.mark.parametrize("name", ["é\tü.md", "a\nb.md", "a\x01b.md", ":x.md", "--help.md"])
def test_any_name_is_a_name(root: Path, name: str) -> None:
    put(root, f"content/{name}", "x")
    put(root, "content/z.md", "z")
    commit(root, "Start", DAY_1)

    assert texts(root) == [{f"content/{name}": "x", "content/z.md": "z"}]


def test_links_are_no_files_and_a_file_that_becomes_one_is_gone(root: Path) -> None:
    put(root, "content/a.md", "one")
    commit(root, "Start", DAY_1)
    (root / "content/a.md").unlink()
    (root / "content/a.md").symlink_to("/etc/passwd")
    commit(root, "Link", DAY_2)

    assert texts(root) == [{"content/a.md": "one"}, {}]


def test_nothing_before_the_first_commit_and_all_of_it_after_a_shallow_clone(
    root: Path, tmp_path: Path
) -> None:
    (root / "content").mkdir()
    assert past(root) == History()
    for number, day in enumerate((DAY_1, DAY_2, DAY_3)):
        put(root, f"content/{number}.md", "x")
        commit(root, "More", day)
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{root}", "cut")

    told = past(tmp_path / "cut")

    assert told.is_cut
    assert not past(root).is_cut
    assert [sorted(moment.changes) for moment in told.moments] == [
        ["content/0.md", "content/1.md"],
        ["content/2.md"],
    ]


def test_how_somebody_likes_to_see_a_log_changes_nothing(root: Path) -> None:
    put(root, "content/a.md", "one")
    commit(root, "Start", DAY_1)
    before = past(root)
    for setting in ("log.showRoot=false", "diff.renames=copies", "log.date=relative", "log.decorate=full"):
        git(root, "config", *setting.split("="))

    assert past(root) == before


def test_a_long_history_of_many_files_is_read_in_a_moment(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2,000 files over 26 commits: one log and one reader of blobs, nothing a file."""
    stream = []
    for week in range(26):
        stream += [
            "commit refs/heads/main",
            f"committer T <t@example.org> {1788000000 + week * 604800} +0000",
        ]
        stream += ["data 1", "w"]
        for number in range(2_000) if not week else range(week, 2_000, 26):
            text = f"article {number}, week {week}"
            stream += [f"M 100644 inline content/{number}.md", f"data {len(text)}", text]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input="\n".join(stream).encode(), check=True)
    started: list[object] = []
    popen = subprocess.Popen.__init__
    monkeypatch.setattr(
        subprocess.Popen, "__init__", lambda self, *a, **k: (started.append(a), popen(self, *a, **k))[1]
    )
    begun = perf_counter()

    found = texts(root)

    assert len(found) == 26
    assert len(found[-1]) == 2_000
    assert len(started) < 10
    assert perf_counter() - begun < 20
