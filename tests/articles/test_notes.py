"""What an internal note says is not repeated to users, whatever it is dressed in."""

from datetime import date

import pytest

from kb.articles.markdown import render
from kb.articles.notes import repeated_notes
from kb.articles.standard.check import check
from kb.model.article import Article, Audience, Confidence
from kb.model.incident import Entry, EntryKind, RedactedIncident
from tests.support.build import a_redacted_incident, an_article

NOTE = "Do not tell the callers: [person B] says the vendor knows this defect since March."


def an_entry(text: str, kind: EntryKind = EntryKind.INTERNAL) -> Entry:
    return Entry(at=None, author="[person A]", kind=kind, text=text)


def found(
    body: str, *, incident: RedactedIncident | None = None, audience: Audience = Audience.USERS
) -> list[tuple[int, str]]:
    incident = incident or a_redacted_incident(entries=(an_entry(NOTE),))
    article = an_article(
        body=body, evidence=(incident.ref,), audience=audience, confidence=Confidence.VALIDATED
    )
    return [(line, str(ref)) for line, ref in repeated_notes(article.body, article, {incident.ref: incident})]


@pytest.mark.parametrize(
    "line",
    [
        "the vendor knows this defect since March",
        "The **vendor** knows[^r1] this\ndefect, since *MARCH*!",
        "[person] says the vendor knows this",
        r"\[person A\] says the vendor knows this defect",
        "the v&#101;ndor knows this défect since March",
        "<!-- the vendor knows this defect since March -->",
        "## The vendor knows this defect since March",
    ],
)
def test_six_words_of_a_note_are_found(line: str) -> None:
    assert found(f"## Issue\n\n{line}\n")[0] == (3, "servicenow:INC0048001")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "the vendor knows this defect",
        "The vendor knew of this defect since March.",
        "callers: since March",
    ],
)
def test_own_words_are_not(line: str) -> None:
    assert found(f"## Issue\n\n{line}\n") == []


def test_what_is_said_in_public_too_may_be_repeated() -> None:
    text = "the vendor knows this defect since March"
    for public in (
        {"description": f"Well, {text}."},
        {"resolution": text},
        {"entries": (an_entry(NOTE), an_entry(text, EntryKind.PUBLIC))},
    ):
        incident = a_redacted_incident(**({"entries": (an_entry(NOTE),)} | public))

        assert found(text, incident=incident) == []


def checked(article: Article, incident: RedactedIncident) -> list[str]:
    texts = {article.path: render(article)}
    findings = check(
        [article],
        [],
        ledger={incident.ref: incident},
        files=frozenset(),
        texts=texts,
        today=date(2026, 11, 2),
    )
    return [f"{finding.code}:{finding.line}" for finding in findings if finding.code == "KB112"]


def test_the_check_names_the_line_for_users_only() -> None:
    incident = a_redacted_incident(entries=(an_entry(NOTE),))
    for audience, count in ((Audience.SUPPORT, 0), (Audience.USERS, 1), (Audience.PUBLIC, 1)):
        article = an_article(
            body="## Resolution\n\nThe vendor knows this defect since March.\n",
            evidence=(incident.ref,),
            audience=audience,
            confidence=Confidence.VALIDATED,
        )

        assert len(checked(article, incident)) == count


def test_the_names_kept_are_read_and_written_sorted_as_they_are() -> None:
    from kb.articles import markdown

    article = an_article(names_kept=("Glasgow", "Marek Nowak"))
    text = render(article)

    assert "names_kept:\n  - Glasgow\n  - Marek Nowak\n" in text
    assert markdown.parse(text, path=article.path) == article


def test_an_article_without_an_audience_is_internal() -> None:
    from kb.articles import markdown

    text = render(an_article()).replace("audience: support\n", "")

    assert "audience" not in text
    assert markdown.parse(text, path="faq/x.md").audience is Audience.INTERNAL
