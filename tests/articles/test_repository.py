"""A folder of articles: found by id, changed by field, never overwritten."""

from dataclasses import replace
from datetime import date

import pytest

from kb.articles import markdown
from kb.articles.repository import ArticleRepository
from kb.errors import ConfigError, InputError, StateError
from kb.model.article import Audience
from kb.model.incident import IncidentRef
from tests.support.build import an_article


@pytest.fixture
def repository(tmp_path):
    return ArticleRepository(tmp_path / "content")


def write(repository, path, text):
    file = repository.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def test_what_is_created_is_loaded(repository):
    first, second = an_article("kb-0000000a"), an_article("kb-0000000b")

    path = repository.create(second)
    repository.create(first)

    assert path == repository.folder / second.path
    assert repository.articles() == (first, second)


def test_an_empty_or_missing_folder_holds_nothing(repository):
    assert repository.load() == ((), ())


def test_one_unreadable_article_does_not_hide_the_others(repository):
    good = an_article()
    repository.create(good)
    write(repository, "faq/bad.md", "---\nid: kb-bad\ntitle: 'open\n---\n")
    write(repository, "faq/latin.md", "---\nid: kb-x\n---\n").write_bytes(
        b"---\nid: kb-x\ntitle: \xe9\n---\n"
    )

    articles, errors = repository.load()

    assert articles == (good,)
    assert [str(error).rsplit(":", 2)[0] for error in errors] == [
        "content/faq/bad.md:3",
        "content/faq/latin.md:3",
    ]
    with pytest.raises(InputError):
        repository.articles()


def test_pages_without_an_article_id_are_guides(repository):
    repository.create(an_article())
    write(repository, "index.md", "# Welcome\n")
    write(repository, "about/kb-numbers.md", "---\ntitle: Why kb-1\nid: about-numbers\n---\n")
    write(repository, ".hidden/x.md", "# Hidden\n")
    write(repository, "faq/picture.txt", "no page")

    guides, errors = repository.guides()

    assert [(guide.path, guide.title) for guide in guides] == [
        ("about/kb-numbers.md", "Why kb-1"),
        ("index.md", "Welcome"),
    ]
    assert errors == ()
    assert len(repository.articles()) == 1


def test_reading_once_gives_everything(repository):
    article = an_article()
    repository.create(article)
    write(repository, "index.md", "# Welcome\n")
    write(repository, "bad.md", "---\nopen")

    contents = repository.read()

    assert contents.articles == (article,)
    assert [guide.path for guide in contents.guides] == ["index.md"]
    assert set(contents.texts) == {"index.md", article.path}
    assert [error.path for error in contents.errors] == ["content/bad.md"]


def test_an_article_is_its_id_wherever_the_file_lies(repository):
    article = an_article()
    path = repository.create(article)
    moved = repository.folder / "faq" / "renamed.md"
    moved.parent.mkdir()
    path.rename(moved)

    assert repository.get(article.id).path == "faq/renamed.md"
    assert repository.grow(replace(article, error_codes=("WDR-1",)))
    assert "WDR-1" in moved.read_text()
    assert not path.exists()


@pytest.mark.parametrize(
    "wanted",
    [
        "kb-0a1b2c3d",
        "0a1b2c3d",
        "kb-0a1",
        "0a1b",
        "offer-letter-pdf-is-blank-kb-0a1b2c3d",
        "offer-letter-pdf-is-blank-kb-0a1b2c3d.md",
        "troubleshooting/offer-letter-pdf-is-blank-kb-0a1b2c3d.md",
        "content/troubleshooting/offer-letter-pdf-is-blank-kb-0a1b2c3d.md",
    ],
)
def test_an_article_is_found_by_what_people_type(repository, wanted):
    repository.create(an_article("kb-0a1b2c3d"))
    repository.create(an_article("kb-ffffffff"))

    assert repository.get(wanted).id == "kb-0a1b2c3d"


def test_an_unknown_article_names_the_near_ones(repository):
    repository.create(an_article("kb-0a1b2c3d"))

    with pytest.raises(ConfigError, match="no article 'kb-0a1b2c4d'") as caught:
        repository.get("kb-0a1b2c4d")

    assert "kb-0a1b2c3d" in caught.value.hint


@pytest.mark.parametrize("wanted", ["", "kb-", ".", "..", "*", "a\nb", "/etc/passwd", "../../x.md"])
def test_nonsense_names_no_article(repository, wanted):
    repository.create(an_article("kb-0a1b2c3d"))

    with pytest.raises(ConfigError):
        repository.get(wanted)


def test_a_beginning_shared_by_two_asks_which(repository):
    repository.create(an_article("kb-0a000001"))
    repository.create(an_article("kb-0a000002"))

    with pytest.raises(ConfigError, match="names 2 articles") as caught:
        repository.get("kb-0a0")

    assert "kb-0a000001, kb-0a000002" in caught.value.hint


def test_an_unreadable_article_is_named_when_it_is_asked_for(repository):
    write(repository, "faq/vpn-kb-0a1b2c3d.md", "---\nid: kb-0a1b2c3d\ntype: nonsense\n---\n")

    with pytest.raises(InputError, match=r"content/faq/vpn-kb-0a1b2c3d\.md"):
        repository.get("vpn-kb-0a1b2c3d")


def test_an_id_that_stands_twice_names_both_files(repository):
    repository.create(an_article(path="faq/one.md"))
    repository.create(an_article(path="faq/two.md"))

    articles, errors = repository.load()

    assert len(articles) == 2
    assert isinstance(errors[0], StateError)
    assert "content/faq/one.md" in str(errors[0]) and "content/faq/two.md" in str(errors[0])
    with pytest.raises(StateError):
        repository.get("kb-0a1b2c3d")


def test_a_file_with_other_content_is_not_overwritten(repository):
    article = an_article()
    path = repository.create(article)
    before = path.read_bytes()

    assert repository.create(article) == path
    with pytest.raises(StateError, match="already holds another text"):
        repository.create(replace(article, title="Another"))
    assert path.read_bytes() == before


@pytest.mark.parametrize("path", ["../out.md", "/tmp/out.md", "faq/../../out.md", "faq/a.txt", "."])
def test_nothing_is_written_outside_the_folder(repository, tmp_path, path):
    with pytest.raises(StateError):
        repository.create(an_article(path=path))

    assert list(tmp_path.rglob("*.*")) == []


def test_update_changes_the_named_fields_only(repository):
    article = an_article()
    path = repository.create(article)
    mine = (
        path.read_text().replace("audience: support", "audience: support  # for now")
        + "\nA person's words.\n"
    )
    path.write_text(mine)

    assert repository.update(article.id, {"audience": "users", "last_reviewed_on": date(2026, 11, 2)})

    assert path.read_text() == mine.replace("support  # for now", "users  # for now").replace(
        "created: 2026-09-02\n", "created: 2026-09-02\nlast_reviewed_on: 2026-11-02\n"
    )
    assert repository.get(article.id).audience is Audience.USERS
    assert not repository.update(article.id, {"audience": "users"})


def test_an_update_that_could_not_be_read_back_is_not_written(repository):
    path = repository.create(an_article())
    before = path.read_bytes()

    with pytest.raises(InputError):
        repository.update("kb-0a1b2c3d", {"confidence": "sure"})

    assert path.read_bytes() == before


def test_update_keeps_the_file_mode(repository):
    path = repository.create(an_article())
    path.chmod(0o600)

    repository.update("kb-0a1b2c3d", {"owner": "Payroll"})

    assert path.stat().st_mode & 0o777 == 0o600


def test_growing_leaves_what_people_wrote(repository):
    article = an_article()
    path = repository.create(article)
    mine = (
        path.read_text()
        .replace("title: Offer letter PDF is blank – Workday Recruiting", "title: 'My title'  # mine")
        .replace("\n", "\r\n")
        .replace("The offer letter PDF is white.", "My own words 😀.")
    )
    path.write_bytes(mine.encode())
    grown = replace(
        article,
        title="Not this",
        body="nor this",
        evidence=(*article.evidence, IncidentRef("servicenow", "INC0048002")),
        also_asked_as=("pdf is empty",),
        last_seen=date(2026, 9, 20),
    )

    assert repository.grow(grown)

    after = path.read_bytes().decode()
    came = [line for line in after.splitlines() if line not in mine.splitlines()]
    assert came == [
        "also_asked_as:",
        "  - pdf is empty",
        "  - servicenow:INC0048002",
        "  incidents: 2",
        "  last: 2026-09-20",
    ]
    assert len(after.splitlines()) == len(mine.splitlines()) + 3
    assert markdown.parse(after, path=article.path).title == "My title"


def test_growing_by_nothing_writes_nothing(repository):
    article = an_article()
    path = repository.create(article)
    path.write_text(path.read_text().replace("evidence:\n", "evidence: # counted by hand\n"))
    before = path.stat()

    assert not repository.grow(article)

    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_growing_an_article_nobody_has_is_an_error(repository):
    with pytest.raises(ConfigError):
        repository.grow(an_article())
