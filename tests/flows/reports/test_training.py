"""What is taught, to whom, and that no sheet holds what its readers may not read."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import markdown
import pytest
from bs4 import BeautifulSoup

from kb.config import Settings
from kb.errors import ConfigError, RefusedError
from kb.flows.reports.facts import Facts
from kb.flows.reports.kit import files_of, write_kit
from kb.flows.reports.quiz import quiz
from kb.flows.reports.training import Training, Wanted, training
from kb.io.calendar import Appointment, rendered
from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.incident import ResolutionKind
from kb.model.kit import Kit
from tests.flows.reports.test_daily import resolved
from tests.support.desk import NO_ANSWER, a_desk, blank_letter, new_badge, refs
from tests.support.reporting import HOSTILE
from tests.support.workspace import files_of as files_below

TODAY = date(2026, 9, 30)
SECRET = "Zanzibar"


def article(number: int, *, kind: ArticleType = ArticleType.HOW_TO, **changes: Any) -> Article:
    """Make an article for users; its answer is its own."""
    values: dict[str, Any] = {
        "path": f"faq/topic-{number}.md",
        "title": f"Topic {number}",
        "type": kind,
        "confidence": Confidence.VALIDATED,
        "audience": Audience.USERS,
        "evidence": refs(f"INC{number}"),
        "also_asked_as": (f"Wording of {number}",),
        "error_codes": (),
        "created": date(2026, 9, 20),
        "last_reviewed_on": date(2026, 9, 20),
        "body": f"## Issue\n\nI see problem {number}.\n\n## Resolution\n\n1. Open page {number}.\n2. Choose entry {number}.\n",
    }
    return blank_letter(f"kb-0000000{number}", **values | changes)


def a_school(tmp_path: Path) -> Settings:
    """
    Six articles.

    1: how-to, 1 incident. 2: troubleshooting, 3 of 4 records user errors. 3: troubleshooting, 1 of 3.
    4: how-to for support, 2 incidents. 5: how-to without an answer. 6: a retired how-to.
    """

    def records(number: int, kinds: str) -> list[Any]:
        return [
            resolved(
                f"INC{number}{place}",
                "2026-09-20",
                "2026-09-20",
                resolution_kind=ResolutionKind.HOW_TO if kind == "q" else ResolutionKind.FIX,
            )
            for place, kind in enumerate(kinds)
        ]

    def evidence(number: int, count: int) -> Any:
        return refs(*(f"INC{number}{place}" for place in range(count)))

    incidents = [
        each
        for number, kinds in ((1, "f"), (2, "qqqf"), (3, "qff"), (4, "ff"), (5, "f"), (6, "f"))
        for each in records(number, kinds)
    ]
    trouble = ArticleType.TROUBLESHOOTING
    body = f"## Issue\n\nThe {SECRET} page is white.\n\n## Resolution\n\n1. Ask {SECRET}.\n"
    articles = [
        article(1, evidence=evidence(1, 1)),
        article(2, kind=trouble, path="troubleshooting/topic-2.md", evidence=evidence(2, 4)),
        article(3, kind=trouble, path="troubleshooting/topic-3.md", evidence=evidence(3, 3)),
        article(
            4,
            evidence=evidence(4, 2),
            audience=Audience.SUPPORT,
            body=body,
            title=f"Topic {SECRET}",
            also_asked_as=(SECRET,),
        ),
        article(5, evidence=evidence(5, 1), body=NO_ANSWER),
        article(6, evidence=evidence(6, 1), confidence=Confidence.ARCHIVED),
    ]
    return a_desk(tmp_path, incidents=incidents, articles=articles)


def made(settings: Settings, **wanted: Any) -> Training:
    return training(Facts(settings, today=TODAY), Wanted(**wanted))


def kit_of(settings: Settings, **wanted: Any) -> Kit:
    kit = made(settings, **wanted).kit
    assert kit is not None
    return kit


def titles(told: Training) -> list[str]:
    (table,) = told.report.sections[0].tables
    return [str(row.cells[0]) for row in table.rows]


def test_questions_and_user_errors_are_taught_the_most_frequent_first(tmp_path: Path) -> None:
    told = made(a_school(tmp_path))

    (table,) = told.report.sections[0].tables

    assert [row.cells for row in table.rows] == [
        ("Topic 2", "troubleshooting", 4, 4),
        ("Topic 1", "howto", 1, 1),
    ]
    assert told.report.next == (
        "The data ends on 20 September 2026, 10 days ago: get a new export and harvest it first. "
        "Teach 2 topics that 5 incidents were about. Then begin with: Topic 2"
    )


def test_what_cannot_be_handed_out_says_what_to_do_about_it(tmp_path: Path) -> None:
    told = made(a_school(tmp_path))

    shut = told.report.sections[1].items

    assert [(item.text, item.command[1]) for item in shut] == [
        (f"Topic {SECRET}", "promote"),
        ("Topic 5", "edit"),
    ]
    assert titles(made(a_school(tmp_path / "support"), audience=Audience.SUPPORT)) == [
        "Topic 2",
        f"Topic {SECRET}",
        "Topic 1",
    ]


def test_nothing_is_urgent_where_no_topic_came_up_lately(tmp_path: Path) -> None:
    how_to = article(1, evidence=refs("INC1"))
    incidents = [resolved("INC1", "2026-09-02", "2026-09-02"), resolved("INC2", "2026-09-30", "2026-09-30")]
    settings = a_desk(
        tmp_path / "late", incidents=incidents, articles=[how_to]
    )  # 2 September is not in 28 days

    told = made(settings).report

    assert told.next.startswith(
        "Nothing urgent to teach: none of it came up in the last 28 days. Teach 1 topic"
    )
    assert told.sections[1].title == "Nothing is kept from users"
    assert "Nothing urgent" not in made(a_school(tmp_path / "now")).report.next
    assert made(a_school(tmp_path / "shut")).report.sections[1].title == "Not for users yet"


def test_fewer_topics_or_others_can_be_asked_for(tmp_path: Path) -> None:
    settings = a_school(tmp_path)

    assert titles(made(settings, topics=1)) == ["Topic 2"]
    assert titles(made(settings, articles=("kb-00000003", "kb-00000001"))) == ["Topic 3", "Topic 1"]
    with pytest.raises(RefusedError, match="not for users"):
        made(settings, articles=("kb-00000004",))


def test_no_sheet_of_users_holds_a_word_of_an_article_for_support(tmp_path: Path) -> None:
    settings = a_school(tmp_path)

    users = files_of(kit_of(settings))
    support = files_of(kit_of(settings, audience=Audience.SUPPORT))

    assert not [name for name, content in users.items() if SECRET.encode() in content]
    assert SECRET.encode() in support["handout.md"]


def test_what_users_must_not_see_is_refused_whatever_its_front_matter_says(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, articles=[article(1, confidence=Confidence.NOT_VALIDATED)])

    with pytest.raises(RefusedError, match="only validated"):
        made(settings)


def test_every_sheet_says_its_part(tmp_path: Path) -> None:
    sheets = {sheet.name: sheet for sheet in kit_of(a_school(tmp_path), topics=1).sheets}

    assert list(sheets) == ["agenda", "demonstration", "exercise", "answers", "quiz", "handout", "webinar"]
    assert [(block.title, block.words) for block in sheets["agenda"].blocks] == [
        ("0:00  Welcome", ("5 minutes.",)),
        ("0:05  Topic 2", ("40 minutes.",)),
        ("0:45  Quiz", ("10 minutes.",)),
        ("0:55  Questions", ("5 minutes.",)),
    ]
    (shown,) = sheets["demonstration"].blocks
    assert (shown.quotes, shown.steps) == (("Wording of 2",), ("Open page 2.", "Choose entry 2."))
    (asked,) = sheets["exercise"].blocks
    assert (asked.title, asked.quotes, asked.steps) == ("Question 1", ("Wording of 2",), ())
    assert sheets["answers"].blocks[0].steps == ("Open page 2.", "Choose entry 2.")
    assert sheets["handout"].blocks[0].words == ("I see problem 2.",)
    assert [block.title for block in sheets["webinar"].blocks] == ["Topic 2", "Topic 3", "Topic 1"]


def test_what_is_new_counts_from_a_day_on(tmp_path: Path) -> None:
    settings = a_school(tmp_path)

    def news(since: date) -> int:
        return len(kit_of(settings, since=since).sheets[-1].blocks)

    assert (news(date(2026, 9, 20)), news(date(2026, 9, 21))) == (3, 0)


def test_too_few_minutes_are_said_so(tmp_path: Path) -> None:
    settings = a_school(tmp_path)

    with pytest.raises(ConfigError, match="too few for 2 topics") as refused:
        kit_of(settings, minutes=29)

    assert "take 30 minutes" in str(refused.value.hint)
    assert kit_of(settings, minutes=30)


def test_a_quiz_has_one_right_answer_and_others_articles_wrong_ones() -> None:
    topics = [article(number) for number in range(1, 7)]

    questions = quiz(topics, topics)

    assert [question.asked for question in questions] == [f"I see problem {n}." for n in range(1, 7)]
    for number, question in enumerate(questions, start=1):
        right = f"Open page {number}. Choose entry {number}."
        assert question.choices[question.right] == right
        assert (len(set(question.choices)), question.choices.count(right)) == (4, 1)
    assert len({question.right for question in questions}) > 1
    assert quiz(topics, list(reversed(topics))) == questions


def test_what_may_be_right_as_well_is_no_wrong_answer() -> None:
    one, twin, same = article(1), article(2), article(3, body=article(1).body)

    assert quiz([one], [one, twin], alike=[frozenset((one.id, twin.id))]) == ()
    assert quiz([one], [one, same]) == ()
    assert quiz([one], [one]) == ()
    assert len(quiz([one], [one, twin])[0].choices) == 2


def an_appointment(**changes: Any) -> str:
    told: dict[str, Any] = {
        "title": "Workshop",
        "text": "Welcome\nQuiz",
        "begins": datetime(2026, 12, 10, 9, 30),
        "minutes": 45,
        "made_at": datetime(2026, 9, 30, tzinfo=UTC),
    }
    return rendered(Appointment(**told | changes)).decode()


def test_an_appointment_floats_or_is_in_utc_and_invites_nobody() -> None:
    floating, utc = an_appointment(), an_appointment(begins=datetime(2026, 12, 10, 9, 30, tzinfo=UTC))

    assert "DTSTART:20261210T093000\r\nDTEND:20261210T101500\r\n" in floating
    assert "DTSTART:20261210T093000Z\r\nDTEND:20261210T101500Z\r\n" in utc
    assert "ATTENDEE" not in floating
    assert an_appointment() == floating


def test_a_hostile_title_adds_no_line_to_a_calendar() -> None:
    told = an_appointment(title="x\r\nATTENDEE:mailto:a@evil.example\nBEGIN:VALARM", text="y\r\nEND:VEVENT")

    assert not [line for line in told.split("\r\n") if line.startswith(("ATTENDEE", "BEGIN:VALARM"))]
    assert told.count("\r\nEND:VEVENT") == 1


def test_a_kit_is_written_whole_in_place_of_an_earlier_one_and_is_the_same_each_time(tmp_path: Path) -> None:
    settings, folder = a_school(tmp_path / "desk"), tmp_path / "kit"
    kit = kit_of(settings)

    assert write_kit(settings, kit, folder, dry_run=True)
    assert not folder.exists()
    names = write_kit(settings, kit, folder)
    before = files_below(folder)
    (folder / "old.md").write_text("old", encoding="utf-8")
    write_kit(settings, kit_of(settings), folder)

    assert files_below(folder) == before
    assert {path.name for path in folder.iterdir()} == {*names}
    assert not list(tmp_path.glob(".kit*"))


def test_a_folder_of_somebodys_own_and_one_that_is_published_stay(tmp_path: Path) -> None:
    settings = a_school(tmp_path / "desk")
    kit = kit_of(settings)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("# Mine\n", encoding="utf-8")

    for folder in (
        tmp_path / "mine",
        settings.content / "kit",
        settings.root / "site" / "kit",
        settings.root,
    ):
        with pytest.raises(RefusedError):
            write_kit(settings, kit, folder)

    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["README.md"]


def test_what_redaction_would_hide_is_never_handed_out(tmp_path: Path) -> None:
    body = "## Issue\n\nI see it.\n\n## Resolution\n\nWrite to jane.smith@corp-mail.com about it.\n"
    settings = a_desk(tmp_path / "desk", articles=[article(1, body=body)])

    with pytest.raises(RefusedError, match="email"):
        write_kit(settings, kit_of(settings), tmp_path / "kit")

    assert not (tmp_path / "kit").exists()


def test_hostile_texts_stay_words_on_every_sheet(tmp_path: Path) -> None:
    hostile = HOSTILE.replace("\x00", "").replace("\x1b", "")
    body = f"## Issue\n\n{hostile}\n\n## Resolution\n\n1. {hostile}\n"
    settings = a_desk(
        tmp_path, articles=[article(1, title=hostile, body=body, also_asked_as=(hostile,)), article(2)]
    )

    for name, content in files_of(kit_of(settings)).items():
        html = content.decode()
        if name.endswith(".md"):
            html = markdown.markdown(html, extensions=["attr_list", "tables", "def_list", "footnotes"])
        soup = BeautifulSoup(html, "html.parser")
        assert not soup.find_all(["script", "img", "iframe"]), name
        assert not [
            a for a in soup.find_all("a") if "evil" in str(a) or "javascript" in str(a.get("href"))
        ], name


def test_nothing_known_is_nothing_to_teach(tmp_path: Path) -> None:
    empty = made(a_desk(tmp_path / "empty"))
    only = made(a_desk(tmp_path / "support", articles=[article(1, audience=Audience.SUPPORT)]))

    assert (empty.kit, empty.report.next) == (
        None,
        "Nothing to teach: no article is about a question or a user error.",
    )
    assert only.report.next == "Nothing can be handed to users yet. Begin with: Topic 1"
    assert "The ledger holds no incident" in empty.report.cannot_know[0]


def test_trouble_that_no_record_calls_a_question_is_not_taught(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, articles=[new_badge(audience=Audience.USERS, evidence=())])

    assert made(settings).kit is None
