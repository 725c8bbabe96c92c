"""What to do next: each reason appears, and is gone once somebody did it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import RefusedError
from kb.flows.worklist import Worklist, page_of, worklist
from kb.model.article import Article, Confidence
from kb.model.incident import RedactedIncident
from kb.model.work import Need, Work, in_order
from tests.support.build import a_redacted_incident, at
from tests.support.desk import BLANK, NO_ANSWER, a_desk, badges, blank_letter, letters, new_badge, refs

TODAY = date(2026, 11, 20)


def needs(settings: Settings, *, owner: str | None = None, today: date = TODAY) -> list[Need]:
    return [each.need for each in worklist(settings, today=today, owner=owner).work]


def only(settings: Settings) -> Work:
    (work,) = worklist(settings, today=TODAY).work
    return work


def change(settings: Settings, article: Article, **fields: object) -> None:
    assert ArticleRepository(settings.content).update(article.id, fields)


def test_nothing_to_do_where_all_is_well(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])

    assert needs(settings) == []


def test_a_draft_that_incidents_confirm_waits_until_it_is_validated(tmp_path: Path) -> None:
    article = blank_letter(confidence=Confidence.NOT_VALIDATED)
    settings = a_desk(tmp_path, incidents=letters(), articles=[article])

    work = only(settings)
    change(settings, article, confidence="validated")

    assert (work.need, work.articles, work.command) == (
        Need.READY,
        (article.id,),
        ("kb", "promote", article.id, "--to", "validated"),
    )
    assert (work.lately, work.incidents) == (1, refs("INC1", "INC2"))
    assert needs(settings) == []


def test_an_article_without_an_answer_waits_for_one_and_then_to_be_trusted(tmp_path: Path) -> None:
    article = blank_letter(confidence=Confidence.WIP, body=NO_ANSWER)
    settings = a_desk(tmp_path, incidents=letters(), articles=[article])

    work = only(settings)
    path = settings.content / article.path
    path.write_text(path.read_text() + "\n## Resolution\n\nAdd the role in Workday.\n")

    assert (work.need, work.command) == (Need.NO_RESOLUTION, ("kb", "edit", article.id))
    assert only(settings).command == ("kb", "promote", article.id, "--to", "not-validated")


def test_a_flagged_article_says_its_first_reason_until_the_flag_is_taken_off(tmp_path: Path) -> None:
    article = blank_letter(flagged=("INC2 was opened again on 12 November.", "INC1 says something else."))
    settings = a_desk(tmp_path, incidents=letters(), articles=[article])

    work = only(settings)
    change(settings, article, flagged=None)

    assert work.need is Need.FLAGGED
    assert work.why == "INC2 was opened again on 12 November. (and 1 more)"
    assert needs(settings) == []


def test_a_review_is_overdue_the_day_after_it_was_due_until_it_is_dated(tmp_path: Path) -> None:
    article = blank_letter(last_reviewed_on=date(2026, 11, 12), review_in="1 week")
    settings = a_desk(tmp_path, incidents=letters(), articles=[article])

    assert needs(settings, today=date(2026, 11, 19)) == []
    assert needs(settings, today=date(2026, 11, 20)) == [Need.OVERDUE]
    change(settings, article, last_reviewed_on=date(2026, 11, 20))
    assert needs(settings) == []


def test_two_articles_that_look_like_one_stay_until_one_of_them_is_retired(tmp_path: Path) -> None:
    kept = blank_letter()
    other = blank_letter("kb-b1a2ffff", title="Offer letter is white", evidence=(), body=BLANK)
    settings = a_desk(tmp_path, incidents=letters(), articles=[kept, other, new_badge()])

    work = only(settings)
    change(settings, other, confidence="archived")

    assert (work.need, work.command) == (Need.DUPLICATE, ("kb", "merge", kept.id, other.id))
    assert needs(settings) == []


def test_incidents_without_an_article_wait_for_one(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[new_badge()])

    work = only(settings)
    ArticleRepository(settings.content).create(blank_letter())

    assert (work.need, work.incidents, work.owner) == (
        Need.NO_ARTICLE,
        refs("INC1", "INC2"),
        "HR Recruiting Support",
    )
    assert needs(settings) == []


def test_what_was_seen_once_comes_last_however_late(tmp_path: Path) -> None:
    article = blank_letter(confidence=Confidence.NOT_VALIDATED, evidence=refs("INC1", "INC2"))
    early = [replace(each, opened_at=at("2026-03-01")) for each in letters()]
    settings = a_desk(tmp_path, incidents=[*early, *badges()], articles=[article])

    found = worklist(settings, today=TODAY).work

    assert [(each.need, each.lately) for each in found] == [(Need.READY, 0), (Need.TOO_FEW, 1)]


def test_incidents_that_no_record_explains_are_said_to_be_so(tmp_path: Path) -> None:
    silent = [replace(each, resolution="Done", entries=()) for each in badges()]
    settings = a_desk(tmp_path, incidents=silent)

    assert only(settings).why == "Seen once, and no article; no record says what helped."


def test_a_retired_article_and_a_known_duplicate_are_nobodys_work(tmp_path: Path) -> None:
    retired = blank_letter(confidence=Confidence.ARCHIVED, flagged=("INC2 says it is wrong.",))
    duplicate = new_badge(duplicate_of=retired.id, flagged=("INC3 says it is wrong.",))
    settings = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[retired, duplicate])

    assert needs(settings) == []


def test_an_article_is_named_once_with_its_most_pressing_need(tmp_path: Path) -> None:
    article = blank_letter(
        confidence=Confidence.NOT_VALIDATED,
        flagged=("INC2 was opened again.",),
        last_reviewed_on=date(2026, 1, 1),
        review_in="1 week",
    )
    settings = a_desk(tmp_path, incidents=letters(), articles=[article])

    assert needs(settings) == [Need.FLAGGED]


def test_what_answered_most_lately_comes_first(tmp_path: Path) -> None:
    old = blank_letter(confidence=Confidence.NOT_VALIDATED)
    late = new_badge(confidence=Confidence.WIP)
    incidents = [*(replace(each, opened_at=at("2026-03-01")) for each in letters()), *badges()]
    settings = a_desk(tmp_path, incidents=incidents, articles=[old, late])

    found = worklist(settings, today=TODAY).work

    assert [(each.articles, each.lately, len(each.incidents)) for each in found] == [
        ((late.id,), 1, 1),
        ((old.id,), 0, 2),
    ]


@pytest.mark.parametrize(
    ("opened", "days", "lately"),
    [("2026-11-10", 28, 1), ("2026-10-16", 28, 1), ("2026-10-15", 28, 0), ("2026-11-12", 1, 1)],
)
def test_lately_is_counted_back_from_the_newest_incident(
    tmp_path: Path, opened: str, days: int, lately: int
) -> None:
    article = blank_letter(confidence=Confidence.NOT_VALIDATED)
    incidents = [replace(letters()[0], opened_at=at(opened)), *badges(opened="2026-11-12")]
    settings = a_desk(tmp_path, incidents=incidents, articles=[article, new_badge()])

    found = worklist(settings, today=date(2026, 12, 24), days=days)

    assert found.last == date(2026, 11, 12)
    assert [each.lately for each in found.work] == [lately]


def test_an_incident_of_the_future_does_not_empty_the_list(tmp_path: Path) -> None:
    article = blank_letter(confidence=Confidence.NOT_VALIDATED)
    settings = a_desk(
        tmp_path, incidents=[*letters(), *badges(opened="2099-01-01")], articles=[article, new_badge()]
    )

    found = worklist(settings, today=TODAY)

    assert found.last == date(2026, 11, 10)
    assert [each.lately for each in found.work] == [1]


def test_an_owner_sees_what_is_theirs_whatever_the_case(tmp_path: Path) -> None:
    articles = [blank_letter(confidence=Confidence.NOT_VALIDATED), new_badge(confidence=Confidence.WIP)]
    settings = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=articles)

    found = worklist(settings, today=TODAY, owner="time AND absence")

    assert [each.articles for each in found.work] == [(articles[1].id,)]
    assert found.owners == ("HR Recruiting Support", "Time and Absence")


def test_an_article_that_cannot_be_read_does_not_keep_the_others(tmp_path: Path) -> None:
    settings = a_desk(
        tmp_path, incidents=letters(), articles=[blank_letter(confidence=Confidence.NOT_VALIDATED)]
    )
    (settings.content / "broken.md").write_text("---\nid: kb-12345678\ntitle: [\n---\n")

    found = worklist(settings, today=TODAY)

    assert [each.need for each in found.work] == [Need.READY]
    assert [str(error).partition(": ")[0] for error in found.errors] == ["content/broken.md:4"]


def test_the_order_of_the_exports_does_not_matter(tmp_path: Path) -> None:
    incidents = [*letters(), *badges()]

    one = worklist(a_desk(tmp_path / "one", incidents=incidents), today=TODAY)
    other = worklist(a_desk(tmp_path / "other", incidents=incidents[::-1]), today=TODAY)

    assert one == other


class TestRemembering:
    """Groups are kept below `.kb/`, and made again when anything they depend on has changed."""

    def again(self, settings: Settings) -> tuple[Worklist, bytes]:
        found = worklist(settings, today=TODAY)
        return found, (settings.derived / "waiting.json").read_bytes()

    def test_the_second_time_says_the_same(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=[*letters(), *badges()])

        assert self.again(settings) == self.again(settings)

    def test_it_is_used(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=badges())
        known = json.loads(self.again(settings)[1])
        (settings.derived / "waiting.json").write_text(json.dumps(known | {"groups": []}))

        found, _ = self.again(settings)

        assert found.work == ()

    def test_a_new_incident_is_seen(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=letters())
        self.again(settings)

        a_desk(tmp_path, incidents=badges())

        assert {each.incidents for each in self.again(settings)[0].work} == {
            refs("INC1", "INC2"),
            refs("INC3"),
        }

    def test_a_linked_incident_is_seen(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=badges(), articles=[new_badge(evidence=())])
        assert needs(settings) == [Need.TOO_FEW]

        change(settings, new_badge(), evidence=["servicenow:INC3"])

        assert needs(settings) == []

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"state": 1, "groups": 2}', "\udcff", "[" * 10_000])
    def test_a_damaged_memory_is_made_again(self, tmp_path: Path, text: str) -> None:
        settings = a_desk(tmp_path, incidents=badges())
        before = self.again(settings)

        (settings.derived / "waiting.json").write_bytes(text.encode(errors="surrogateescape"))

        assert self.again(settings) == before


class TestPage:
    def write(self, settings: Settings, path: Path, *, dry_run: bool = False) -> bool:
        found = worklist(settings, today=TODAY)
        return page_of(found, found.work, path, content=path.parent, today=TODAY, dry_run=dry_run)

    def test_it_is_written_once(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=letters())
        path = settings.content / "worklist.md"

        assert self.write(settings, path)
        assert not self.write(settings, path)
        assert "audience: internal" in path.read_text()

    def test_a_dry_run_writes_nothing(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=letters())

        assert not self.write(settings, tmp_path / "w.md", dry_run=True)
        assert not (tmp_path / "w.md").exists()

    def test_a_page_of_somebodys_own_stays(self, tmp_path: Path) -> None:
        settings = a_desk(tmp_path, incidents=letters())
        path = tmp_path / "mine.md"
        path.write_text("# My list\n")

        with pytest.raises(RefusedError, match="is no worklist"):
            self.write(settings, path)

        assert path.read_text() == "# My list\n"


works = st.builds(
    Work,
    need=st.sampled_from(Need),
    title=st.text(max_size=3),
    why=st.just(""),
    command=st.just(("kb",)),
    articles=st.tuples(st.sampled_from(["kb-a", "kb-b"])),
    incidents=st.sampled_from([(), refs("INC1"), refs("INC1", "INC2")]),
    lately=st.integers(0, 2),
)


@given(st.lists(works), st.randoms())
def test_the_order_is_the_same_whatever_the_order_before(work: list[Work], chance: object) -> None:
    shuffled = list(work)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert in_order(work) == in_order(shuffled)


def test_the_text_of_an_incident_is_taken_as_it_is(tmp_path: Path) -> None:
    hostile: RedactedIncident = a_redacted_incident("INC9", summary="$(reboot) `x` 'y' -- --to\u202e")
    settings = a_desk(tmp_path, incidents=[hostile])

    assert only(settings).title == hostile.summary
