"""Which article answers a ticket, and why; the ticket itself is kept nowhere."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.flows.suggest import Suggestion, suggest
from kb.flows.ticket import LIMIT, asked
from kb.io.files import walk
from kb.ledger.repository import Ledger
from kb.model.article import Audience, Confidence
from tests.support.build import a_redacted_incident
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge, refs

MAIL = """\
From: Jo Example <jo@example.com>
Sent: Monday, 2 November 2026 09:00
To: desk@example.com
Subject: RE: my badge

Dear team,

since this morning the terminal at the gate does not take my new badge. Could you please help me?

Kind regards,
Jo Example
Example Ltd, Offer House

On Mon, 2 Nov 2026 at 08:00, Ann Example <ann@example.com> wrote:
> The offer letter PDF is blank. Offer letter. WDR-5031.
"""
RAW = b"""\
Received: from mx.example.com; Mon, 2 Nov 2026 09:00:00 +0000
From: =?utf-8?Q?J=C3=B6?= <jo@example.com>
Subject: =?utf-8?Q?New_badge_refused?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

The terminal says no=
 to my badge.
--b
Content-Type: text/html

<p>The terminal says no to my badge.</p>
--b--
"""


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    return a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])


def ask(settings: Settings, text: str, audience: Audience = Audience.SUPPORT) -> tuple[Suggestion, ...]:
    return suggest(text, settings=settings, audience=audience)


def first(settings: Settings, text: str) -> str:
    return ask(settings, text)[0].article.id


@pytest.mark.parametrize(
    "text",
    [
        "blank letter",
        "The letter I got for my new job has nothing in it, all pages of the PDF are white",
        "Code wdr-5031",
        "Hello,\nthe offer is EMPTY!!!\nThanks\n",
        "offer " * 5_000,
    ],
)
def test_two_words_and_two_thousand_find_the_article(desk: Settings, text: str) -> None:
    assert first(desk, text) == blank_letter().id


def test_the_incidents_it_answered_speak_for_an_article(tmp_path: Path) -> None:
    """Words that only requestors used lead to the article that helped them."""
    asked_so = a_redacted_incident("INC3", summary="Turnstile beeps thrice", description="", resolution="")
    desk = a_desk(tmp_path, incidents=[*letters(), asked_so], articles=[blank_letter(), new_badge()])

    found = ask(desk, "the turnstile beeps at me")

    assert [each.article.id for each in found] == [new_badge().id]
    assert found[0].like == (asked_so.ref, asked_so.summary)
    assert found[0].words == ("beeps", "turnstile")


def test_it_says_why(desk: Settings) -> None:
    found = ask(desk, "WDR-5031 when I open the offer letter")[0]

    assert found.codes == ("WDR-5031",)
    assert set(found.words) == {"offer", "letter", "open"}
    assert found.like is not None
    assert found.like.ref in refs("INC1", "INC2")
    assert 0.15 <= found.score <= 1


def test_a_pasted_mail_is_asked_without_its_head_signature_and_what_it_quotes(desk: Settings) -> None:
    found = ask(desk, MAIL)

    assert [each.article.id for each in found] == [new_badge().id]
    assert asked(MAIL).split("\n")[0] == "my badge"
    for word in ("Offer", "WDR-5031", "jo@example.com", "Monday"):
        assert word not in asked(MAIL)


def test_a_whole_mail_file_is_opened(desk: Settings) -> None:
    text = RAW.decode()

    assert asked(text) == "New badge refused\nThe terminal says no to my badge."
    assert first(desk, text) == new_badge().id


@pytest.mark.parametrize(
    "text",
    [
        "Subject: no mail at all",
        "my subject: payroll\nfrom: Leeds",
        "> all of it\n> is quoted",
        "Subject:\n\n",
    ],
)
def test_what_only_looks_like_a_mail_is_asked_as_it_is(text: str) -> None:
    assert asked(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", " \n", "hello", "the and of", "!!!", "quantum flux capacitor", "0", "\x00\ud800"]
)
def test_no_answer_is_an_answer(desk: Settings, text: str) -> None:
    assert ask(desk, text) == ()


def test_an_empty_workspace_answers_nothing(tmp_path: Path) -> None:
    assert ask(a_desk(tmp_path), "offer letter") == ()


def test_a_word_in_common_is_not_enough(desk: Settings) -> None:
    assert (
        ask(desk, "the printer in the corridor shows a new colour of paper jam and needs toner again") == ()
    )


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "x " * 500_000,
        "> " * 300_000,
        "Subject: " + "a:" * 400_000,
        "-" * 1_000_000,
        "From: a@b.c\nSubject: x\n" + "Content-Type: multipart/mixed; boundary=b\n--b\n" * 20_000,
        "On " + "wrote: " * 100_000,
        "A-1 " * 250_000,
        "\n" * 1_000_000,
    ],
    ids=lambda text: text[:12].strip() or "blank",
)
def test_a_hostile_text_takes_no_time(desk: Settings, text: str) -> None:
    start = time.perf_counter()

    ask(desk, text)

    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "text", ["title:offer AND (", '"offer letter', "offer*", "offer~5", "[a TO z]", "NOT letter"]
)
def test_nothing_in_a_ticket_is_an_operator(desk: Settings, text: str) -> None:
    """What is found is what its words find."""
    plain = (
        "".join(c if c.isalnum() else " " for c in text)
        .replace("AND", "")
        .replace("NOT", "")
        .replace("TO", "")
    )

    assert [each.article.id for each in ask(desk, text)][:1] == [
        each.article.id for each in ask(desk, plain)
    ][:1]


@given(st.text(max_size=300))
def test_whatever_is_asked_there_is_an_answer(text: str) -> None:
    assert len(asked(text)) <= LIMIT


def test_the_text_is_kept_nowhere(desk: Settings) -> None:
    before = {path: path.read_bytes() for path in walk(desk.root)}

    ask(desk, "The offer letter of Zebediah Quillfeather is blank")

    files = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    made = {path.name for path in files if path not in before}
    assert made == {"suggest.sqlite"}  # of the ledger and the articles, for the next question
    assert not [
        path for path, data in files.items() if b"zebediah" in data.lower() or b"quillf" in data.lower()
    ]
    assert {path: data for path, data in files.items() if path in before} == before


def test_what_is_kept_answers_the_same_and_follows_every_change(desk: Settings) -> None:
    question = "The offer letter is blank"
    first_time = ask(desk, question)
    kept = desk.derived / "suggest.sqlite"
    stamp = kept.stat().st_mtime_ns
    assert ask(desk, question) == first_time
    assert kept.stat().st_mtime_ns == stamp

    file = desk.content / first_time[0].article.path
    file.write_text(
        file.read_text().replace("confidence: validated", "confidence: archived"), encoding="utf-8"
    )
    assert first_time[0].article.id not in [each.article.id for each in ask(desk, question)]


def test_what_is_put_in_anew_answers_as_what_is_made_anew(desk: Settings) -> None:
    """Edited, linked, added, renamed, broken, mended and removed: after each only that page is put in anew."""
    questions = ("The offer letter is blank", "badge refused at the gate", "no payslip in May")
    letter, badge = (desk.content / each().path for each in (blank_letter, new_badge))
    kept = desk.derived / "suggest.sqlite"
    ask(desk, questions[0])
    new = blank_letter("kb-44444444", title="No payslip – Payroll", evidence=(), path="faq/p-kb-44444444.md")
    steps: list[Callable[[], object]] = [
        lambda: letter.write_text(letter.read_text().replace("white", "refused at the gate")),
        lambda: letter.write_text(letter.read_text().replace("  - servicenow:INC1\n", "")),
        lambda: ArticleRepository(desk.content).create(new),
        lambda: badge.rename(badge.with_name("other.md")),
        lambda: letter.write_text(letter.read_text().replace("id: kb", "id: [kb")),
        lambda: letter.write_text(letter.read_text().replace("id: [kb", "id: kb")),
        lambda: (desk.content / new.path).unlink(),
        lambda: letter.write_text(letter.read_text().replace("audience: support", "audience: internal")),
    ]
    for step in steps:
        step()
        file = kept.stat().st_ino
        answers = [[(each.article, each.score, each.like) for each in ask(desk, text)] for text in questions]
        assert kept.stat().st_ino == file  # changed, not made anew
        kept.unlink()
        assert answers == [
            [(each.article, each.score, each.like) for each in ask(desk, text)] for text in questions
        ]


def test_a_new_incident_makes_what_is_kept_anew(desk: Settings) -> None:
    ask(desk, "badge")
    file = (desk.derived / "suggest.sqlite").stat().st_ino
    ledger = Ledger(desk.incidents)
    ledger.save(ledger.merge([(a_redacted_incident("INC7", summary="Payslip"), None)]))
    ask(desk, "badge")
    assert (desk.derived / "suggest.sqlite").stat().st_ino != file


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00 and then nothing"])
def test_what_is_kept_and_broken_is_made_again(desk: Settings, damage: bytes) -> None:
    question = "The offer letter is blank"
    answer = ask(desk, question)
    (desk.derived / "suggest.sqlite").write_bytes(damage)
    assert ask(desk, question) == answer


def test_readers_are_offered_what_they_may_see_and_no_incident(tmp_path: Path) -> None:
    articles = [blank_letter(audience=Audience.USERS), new_badge(audience=Audience.SUPPORT)]
    desk = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=articles)

    found = ask(desk, "offer letter is empty for a candidate, my badge at the terminal", Audience.USERS)

    assert [each.article.id for each in found] == [articles[0].id]
    assert found[0].like is None
    assert "candidate" not in found[0].words  # stands in an incident only


def test_what_is_retired_or_a_duplicate_is_not_offered(tmp_path: Path) -> None:
    articles = [blank_letter(confidence=Confidence.ARCHIVED), new_badge(duplicate_of="kb-b1a2c3d4")]
    desk = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=articles)

    assert ask(desk, "offer letter blank badge") == ()


def test_an_article_that_cannot_be_read_does_not_keep_the_others(desk: Settings) -> None:
    (desk.content / "broken.md").write_text("---\nid: kb-12345678\ntitle: [\n---\n")

    assert first(desk, "offer letter") == blank_letter().id


def test_at_most_three_best_first(tmp_path: Path) -> None:
    articles = [blank_letter(f"kb-b1a2c3d{number}", evidence=()) for number in range(5)]
    desk = a_desk(tmp_path, incidents=letters(), articles=articles)

    assert [each.article.id for each in ask(desk, "offer letter")] == [each.id for each in articles[:3]]
