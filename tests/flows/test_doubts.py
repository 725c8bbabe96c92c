"""How often an author is asked, and what is missed, on the sample project of this repository."""

from pathlib import Path

import pytest

from kb import config
from kb.articles.repository import ArticleRepository
from kb.flows.doubts import Doubts
from kb.ledger.repository import Ledger
from kb.redact.load import read_people
from kb.redact.view import fold

ROOT = Path(__file__).parents[2]
SAID = (
    "Ask {} to restart the job.",
    "It was fixed by {}.",
    "{} restarted the job.",
    "It stays in {}'s queue.",
    "Then send it to {} for approval.",
    "The list that {} keeps is old.",
    "- {}: it works again",
)


@pytest.fixture(scope="module")
def doubts() -> Doubts:
    settings = config.load(ROOT)
    return Doubts(settings, ArticleRepository(settings.content).read(), Ledger(settings.incidents).load())


def test_an_author_is_asked_about_a_word_in_two_articles(doubts: Doubts) -> None:
    contents = ArticleRepository(ROOT / "content").read()

    asked = [
        {each.word for each in doubts.of(contents.texts[article.path], kept=())}
        for article in contents.articles
    ]

    assert len(asked) >= 26
    assert sum(map(len, asked)) <= len(asked)
    assert max(map(len, asked)) <= 5


@pytest.mark.parametrize("part", [0, -1])
def test_a_name_that_nobody_told_is_asked_about(doubts: Doubts, part: int) -> None:
    names = [somebody.name.split()[part] for somebody in read_people(ROOT / "kb" / "sample" / "people.csv")]

    for said in SAID:
        for name in names:
            page = f"---\nid: kb-x\ntitle: x\n---\n{said.format(name)}\n"
            assert fold(name) in [fold(each.word) for each in doubts.of(page, kept=())], said


def test_lines_of_titles_and_wordings_are_those_of_the_file(doubts: Doubts) -> None:
    page = (
        "---\r\nid: kb-x\r\nowner: Zofia\r\ntitle: Ask Marek\r\nalso_asked_as:\r\n  - a\r\n  - by Imogen\r\n---\r\n"
        "\r\nTell Rupert.\r\n"
    )

    assert [(each.line, each.word) for each in doubts.of(page, kept=())] == [
        (4, "Marek"),
        (7, "Imogen"),
        (10, "Rupert"),
    ]
