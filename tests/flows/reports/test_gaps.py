"""What is missing, counted by hand on a small ledger, and what is told where little is known."""

import csv
import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kb import config
from kb.config import Settings
from kb.flows.reports.facts import Facts
from kb.flows.reports.gaps import Kind, Lack, as_csv, gaps, gaps_and_lacks
from kb.flows.reports.weekly import weekly
from kb.model.article import Article, Confidence
from kb.model.report import Item, Report, Section
from kb.reports import rendering
from tests.flows.reports.test_daily import resolved
from tests.support.desk import NO_ANSWER, a_desk, blank_letter, new_badge, refs
from tests.support.reporting import HOSTILE

TODAY = date(2026, 9, 29)
WORKAROUND = "## Issue\n\nThe letter is white.\n\n## Workaround\n\nSend it from the old system.\n"
LESSON = "---\nid: {id}\ntitle: {title}\nstatus: {status}\ndue: {due}\ndate: {observed}\n---\n\n## Lesson\n\nAsk first.\n"


def report(settings: Settings, *, today: date = TODAY) -> Report:
    return gaps(Facts(settings, today=today))


def section(told: Report, title: str) -> Section:
    return next(each for each in told.sections if each.title == title)


def a_lesson(settings: Settings, id: str, *, status: str, due: str, observed: str = "2026-08-30") -> None:
    settings.lessons.mkdir(exist_ok=True)
    text = LESSON.format(id=id, title=f"Title of {id}", status=status, due=due, observed=observed)
    (settings.lessons / f"{id}.md").write_text(text, encoding="utf-8")


def barrier(key: str, day: str) -> Any:
    """An incident that no article answers, and that is like no other kind."""
    return resolved(
        key,
        day,
        day,
        summary="Barrier of the car park stays down",
        description="The barrier of the car park stays down.",
        resolution="Replaced the fuse of the barrier.",
        environment=("Car park",),
        group="Facilities",
    )


def four_weeks(tmp_path: Path, *, days: tuple[str, ...] = ("09-28", "09-20", "09-10", "09-09")) -> Settings:
    """28 September is the last day: a letter's article with incidents on some days, and two of a barrier."""
    keys = [f"INC{number}" for number in range(1, len(days) + 1)]
    letters = [resolved(key, f"2026-{day}", f"2026-{day}") for key, day in zip(keys, days, strict=True)]
    article = blank_letter(evidence=refs(*keys), created=date(2026, 8, 3), first_seen=date(2026, 8, 1))
    return a_desk(
        tmp_path,
        incidents=[*letters, barrier("INC8", "2026-09-27"), barrier("INC9", "2026-09-28")],
        articles=[article],
    )


def test_a_problem_without_an_article_says_what_to_type(tmp_path: Path) -> None:
    told, lacks = gaps_and_lacks(Facts(four_weeks(tmp_path), today=TODAY))

    (item,) = section(told, "Problems without an article").items
    (lack,) = [each for each in lacks if each.kind is Kind.ARTICLE]

    assert item.command[:3] == ("kb", "new", "Barrier of the car park stays down")
    assert (lack.incidents, lack.lately, lack.days, lack.owner) == (2, 2, 1, "Facilities")
    assert lack.named == ("servicenow:INC8", "servicenow:INC9")
    assert told.next.startswith("1 problem without an article and 1 article that keeps growing. Begin with:")


def test_an_article_with_new_incidents_in_three_of_four_weeks_keeps_growing(tmp_path: Path) -> None:
    # four weeks back from 28 September: 22 to 28, 15 to 21, 8 to 14, 1 to 7
    told = report(four_weeks(tmp_path))

    (table,) = section(told, "Articles that keep growing").tables
    (item,) = section(told, "Articles that keep growing").items

    assert [row.cells for row in table.rows] == [(blank_letter().title, 4, 4, 56)]
    assert item.why.startswith("4 new incidents in 3 of the last 4 weeks")


def test_two_weeks_are_not_enough_and_neither_are_incidents_older_than_the_article(tmp_path: Path) -> None:
    seldom = report(four_weeks(tmp_path / "seldom", days=("09-28", "09-27", "09-10", "08-31")))
    settings = four_weeks(tmp_path / "late")
    page = settings.content / blank_letter().path
    page.write_text(page.read_text(encoding="utf-8").replace("2026-08-03", "2026-09-12"), encoding="utf-8")

    assert section(seldom, "Articles that keep growing").is_empty
    assert section(report(settings), "Articles that keep growing").is_empty


def test_an_article_without_an_answer_is_no_matter_for_problem_management_yet(tmp_path: Path) -> None:
    settings = four_weeks(tmp_path)
    page = settings.content / blank_letter().path
    page.write_text(page.read_text(encoding="utf-8").partition("## Issue")[0] + NO_ANSWER, encoding="utf-8")

    assert section(report(settings), "Articles that keep growing").is_empty


def workarounds(tmp_path: Path, days: int = 30, **changes: Any) -> tuple[Item, ...]:
    settings = a_desk(
        tmp_path,
        incidents=[resolved("INC1", "2026-09-28", "2026-09-28")],
        articles=[
            blank_letter(
                **{"body": WORKAROUND, "evidence": refs("INC1"), "first_seen": date(2026, 8, 28)} | changes
            )
        ],
    )
    with (tmp_path / "kb.toml").open("a", encoding="utf-8") as file:
        file.write(f"[report]\nworkaround_days = {days}\n")
    return section(report(config.load(settings.root)), "Workarounds that stayed").items


def test_a_workaround_counts_when_it_is_older_than_the_setting_says(tmp_path: Path) -> None:
    (item,) = workarounds(tmp_path / "31", 30)  # 28 August to 28 September

    assert item.why.startswith("A workaround for 31 days, 1 incident, 1 lately. What removes the cause?")
    assert workarounds(tmp_path / "30", 31) == ()


def test_what_has_a_resolution_or_is_retired_is_no_open_workaround(tmp_path: Path) -> None:
    solved = f"{WORKAROUND}\n## Resolution\n\nPublish the layout again.\n"
    silent = f"{WORKAROUND}\n## Resolution\n\nTBD\n"

    assert workarounds(tmp_path / "solved", body=solved) == ()
    assert workarounds(tmp_path / "retired", confidence=Confidence.ARCHIVED) == ()
    assert workarounds(tmp_path / "twin", duplicate_of="kb-bad9e001") == ()
    assert len(workarounds(tmp_path / "silent", body=silent)) == 1


def test_what_still_comes_up_is_first_and_an_article_without_an_answer_is_missing_too(tmp_path: Path) -> None:
    incidents = [
        resolved("INC1", "2026-08-01", "2026-08-01"),
        resolved("INC2", "2026-08-02", "2026-08-02"),
        resolved("INC3", "2026-08-03", "2026-08-03"),
        resolved("INC4", "2026-09-28", "2026-09-28"),
    ]
    articles = [
        blank_letter(body=WORKAROUND, evidence=refs("INC4"), first_seen=date(2026, 8, 1)),
        new_badge(body=NO_ANSWER, evidence=refs("INC1", "INC2", "INC3"), confidence=Confidence.WIP),
    ]
    settings = a_desk(tmp_path, incidents=incidents, articles=articles)
    a_lesson(settings, "lesson-1", status="observed", due="2026-09-01")

    told, lacks = gaps_and_lacks(Facts(settings, today=TODAY))

    assert [item.text for item in told.agenda] == [
        blank_letter().title,
        new_badge().title,
        "Title of lesson-1",
    ]
    (lack,) = [each for each in lacks if each.kind is Kind.ANSWER]
    assert (lack.incidents, lack.lately, lack.days, lack.named) == (3, 0, 58, ("kb-bad9e001",))
    assert [item.command for item in section(told, "Articles without an answer").items] == [
        ("kb", "edit", "kb-bad9e001")
    ]
    assert "1 article without an answer" in told.next


def test_gaps_and_weekly_ask_for_the_same_of_one_article(tmp_path: Path) -> None:
    incidents = [resolved(f"INC{n}", f"2026-08-0{n}", f"2026-08-0{n}") for n in range(1, 5)]
    article = blank_letter(
        body=WORKAROUND,
        evidence=refs("INC1", "INC2", "INC3"),
        first_seen=date(2026, 8, 1),
        created=date(2026, 8, 1),
        confidence=Confidence.NOT_VALIDATED,
    )
    incidents.append(resolved("INC5", "2026-09-28", "2026-09-28"))
    facts = Facts(a_desk(tmp_path, incidents=incidents, articles=[article]), today=TODAY)

    (here,) = section(gaps(facts), "Workarounds that stayed").items
    (there,) = section(weekly(facts), "Drafts that wait").items

    assert here.command == there.command == ("kb", "promote", article.id, "--to", "validated")
    assert "Is the cause gone?" not in here.why


def test_lessons_whose_action_is_not_applied_stand_by_their_date(tmp_path: Path) -> None:
    settings = four_weeks(tmp_path)
    for id_, status, due in (
        ("lesson-1", "applied", "2026-09-01"),
        ("lesson-2", "observed", "2026-12-01"),
        ("lesson-3", "action-agreed", "2026-09-01"),
        ("lesson-4", "recurred", "2026-10-01"),
    ):
        a_lesson(settings, id_, status=status, due=due)

    items = section(report(settings), "Lessons without an applied action").items

    assert [item.text for item in items] == ["Title of lesson-3", "Title of lesson-4", "Title of lesson-2"]
    assert items[0].why == "Lesson, action agreed, overdue since 1 September 2026, nobody owns it."


def test_the_glance_counts_and_leads_to_what_defines_it(tmp_path: Path) -> None:
    settings = four_weeks(tmp_path)
    a_lesson(settings, "lesson-2", status="observed", due="2026-12-01")
    told = report(settings)

    (table,) = section(told, "At a glance").tables

    assert [(row.cells[1:], row.measure) for row in table.rows] == [
        ((1, 2), "coverage"),
        ((0, 0), ""),  # an article without an answer
        ((0, 0), ""),
        ((1, 4), "recurrence"),
        ((1, None), "lessons_applied"),
    ]
    assert {row.measure for row in table.rows if row.measure} <= {each.name for each in told.figures}


def test_nothing_known_is_no_praise(tmp_path: Path) -> None:
    empty = report(a_desk(tmp_path / "empty"))
    one = report(a_desk(tmp_path / "one", incidents=[resolved("INC1", "2026-09-28", "2026-09-28")]))
    later = report(a_desk(tmp_path / "clock", incidents=[resolved("INC1", "2027-09-28", "2027-09-28")]))

    assert empty.next == "Harvest an export: without incidents nothing can be missed."
    assert "The ledger holds no incident" in empty.cannot_know[0]
    assert one.next == "Nothing is missing that the ledger and the lessons know of."
    assert any("came up too seldom" in words for words in section(one, "Problems without an article").words)
    assert any("opened after today" in words for words in later.cannot_know)


def test_the_same_ledger_gives_the_same_bytes_and_hostile_texts_stay_words(tmp_path: Path) -> None:
    hostile: Article = new_badge(
        title=HOSTILE.replace("\x00", "").replace("\x1b", ""), body=WORKAROUND, created=date(2026, 1, 1)
    )
    settings = a_desk(tmp_path, incidents=[barrier("INC8", "2026-09-27")], articles=[hostile])

    one, two = report(settings), report(settings)

    assert rendering.page(one) == rendering.page(two)
    assert json.dumps(asdict(one), default=str) == json.dumps(asdict(two), default=str)
    assert "<script>" not in rendering.page(one)


def test_a_spreadsheet_calculates_no_cell(tmp_path: Path) -> None:
    lack = Lack(
        kind=Kind.ARTICLE,
        item=Item(text=" =HYPERLINK(1)\n", why="@SUM(1)", command=("kb", "new", "=1+1")),
        incidents=2,
        owner="+49",
        named=("-1",),
    )

    head, row = list(csv.reader(io.StringIO(as_csv([lack]))))

    assert head[0] == "kind"
    assert row == ["no article", "'=HYPERLINK(1)", "'@SUM(1)", "2", "0", "", "'+49", "'-1", "kb new =1+1"]
