"""The knowledge base as Git held it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import config
from kb.articles import markdown
from kb.flows.history import Held, Past
from kb.model.article import Article, ArticleType, Confidence
from tests.support.git import a_repository, commit, git
from tests.support.workspace import without_git

DAY_1, DAY_2, DAY_3 = "2026-09-01T08:00:00Z", "2026-09-02T08:00:00Z", "2026-09-03T08:00:00Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = a_repository(tmp_path / "work") / "base"
    (root / "content").mkdir(parents=True)
    (root / "kb.toml").write_text("")
    return root


def write(root: Path, title: str, path: str = "faq/a-kb-00000001.md", id_: str = "kb-00000001") -> None:
    article = Article(
        id=id_,
        path=path,
        title=title,
        type=ArticleType.FAQ,
        confidence=Confidence.NOT_VALIDATED,
        body="# A\n",
    )
    (root / "content" / path).parent.mkdir(parents=True, exist_ok=True)
    (root / "content" / path).write_text(markdown.render(article))


def states(root: Path) -> list[Held]:
    with Past(config.load(root)) as past:
        return list(past.states())


def remarks(root: Path) -> tuple[str, ...]:
    with Past(config.load(root)) as past:
        return past.remarks


def titles(held: Held) -> Iterator[str]:
    yield from (article.title for article in held.articles)


def test_articles_guides_lessons_and_synonyms_stand_as_they_stood(root: Path) -> None:
    write(root, "First title")
    (root / "content/guides").mkdir()
    (root / "content/guides/start.md").write_text("---\ntitle: Start\n---\n\nHello.\n")
    commit(root, "One", DAY_1)
    write(root, "Second title")
    (root / "content/_search").mkdir()
    (root / "content/_search/synonyms.yml").write_text("- [cv, resume]\n")
    (root / "content/_search/note.md").write_text("no page")
    (root / "lessons").mkdir()
    (root / "lessons/README.md").write_text("about lessons")
    commit(root, "Two", DAY_2)
    (root / "content/faq/a-kb-00000001.md").unlink()
    commit(root, "Three", DAY_3)

    one, two, three = states(root)

    assert [list(titles(each)) for each in (one, two, three)] == [["First title"], ["Second title"], []]
    assert [[guide.title for guide in each.guides] for each in (one, two)] == [["Start"], ["Start"]]
    assert [one.synonyms, two.synonyms] == ["", "- [cv, resume]\n"]
    assert two.lessons == ()
    assert one.articles[0].path == "faq/a-kb-00000001.md"
    assert one.blobs["content/guides/start.md"] == two.blobs["content/guides/start.md"]


def test_an_article_that_is_not_touched_is_read_once(root: Path) -> None:
    write(root, "First")
    commit(root, "One", DAY_1)
    write(root, "Second", path="faq/b-kb-00000002.md", id_="kb-00000002")
    commit(root, "Two", DAY_2)

    one, two = states(root)

    assert one.articles[0] is two.articles[0]


def test_a_page_nobody_could_read_then_is_left_out_and_named(root: Path) -> None:
    write(root, "First")
    (root / "content/broken.md").write_text("---\nid: kb-00000009\ntitle: [\n---\n")
    (root / "content/latin.md").write_bytes(b"\xe9t\xe9")
    commit(root, "One", DAY_1)

    (held,) = states(root)

    assert list(titles(held)) == ["First"]
    assert held.unreadable == ("content/broken.md", "content/latin.md")


def test_it_says_what_it_cannot_know(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No commit, a cut clone, a clock that is behind, no Git: each is said, and nothing fails."""
    assert "no commit" in remarks(root)[0]
    write(root, "First")
    commit(root, "One", DAY_2)
    assert remarks(root) == ()
    write(root, "Second")
    commit(root, "Two", DAY_1)
    assert "was behind" in remarks(root)[0]
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root.parent}", "cut")
    assert "shallow" in remarks(tmp_path / "cut" / "base")[0]
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "kb.toml").write_text("")
    assert "not in a Git repository" in remarks(tmp_path / "bare")[0]
    without_git(monkeypatch, tmp_path / "empty")
    assert "Git is not installed" in remarks(root)[0]
    assert states(root) == []
