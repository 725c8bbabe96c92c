"""Incidents asked again of the knowledge base as Git held it: on real repositories, with clocks that go wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb import config
from kb.articles import markdown
from kb.flows import replay_crew
from kb.flows.replay import Every, Replay, keep, replay
from kb.ledger.jsonl import render
from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.incident import Incident, IncidentRef, ResolutionKind, Status
from kb.model.replay import Replayed
from tests.support.git import a_repository, commit, git
from tests.support.workspace import kb, without_git

OFFER, BADGE = "kb-00000001", "kb-00000002"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ref(number: int) -> IncidentRef:
    return IncidentRef("servicenow", f"INC{number}")


def an_incident(number: int, summary: str, opened: str, **changes: object) -> Incident:
    incident = Incident(
        ref=ref(number),
        summary=summary,
        status=Status.RESOLVED,
        resolution="Published the layout again.",
        opened_at=at(opened),
        resolved_at=at(opened),
        updated_at=at(opened),
    )
    return replace(incident, **changes)


def an_article(id_: str, title: str, *evidence: int, **changes: object) -> Article:
    article = Article(
        id=id_,
        path=f"troubleshooting/a-{id_}.md",
        title=title,
        type=ArticleType.TROUBLESHOOTING,
        confidence=Confidence.VALIDATED,
        audience=Audience.USERS,
        evidence=tuple(ref(number) for number in evidence),
        body=f"## Issue\n\n{title}.\n\n## Resolution\n\nDo it again.\n",
    )
    return replace(article, **changes)


class Base:
    """A workspace whose days are told one after the other."""

    def __init__(self, root: Path) -> None:
        self.root = a_repository(root)
        (root / "content").mkdir()
        (root / "kb.toml").write_text("")

    def ledger(self, *incidents: Incident) -> None:
        path = self.root / "archive" / "incidents" / "2026-09.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{render(each)}\n" for each in incidents))

    def day(self, when: str, *articles: Article) -> str:
        """Commit these articles, and no others."""
        for old in (self.root / "content").rglob("*.md"):
            old.unlink()
        for each in articles:
            path = self.root / "content" / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(markdown.render(each))
        return commit(self.root, when, f"{when}Z", "--allow-empty")

    def replay(self, **options: object) -> Replay:
        return replay(config.load(self.root), **options)

    def row(self, number: int, **options: object) -> Replayed:
        return next(each for each in self.replay(**options).rows if each.asked.ref == ref(number))


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path / "kb")


def test_each_incident_asks_the_state_it_met(base: Base) -> None:
    """One came before there was anything, one a minute before its article, one a minute after."""
    base.ledger(
        an_incident(1, "offer letter blank", "2026-09-01T08:00"),
        an_incident(2, "blank offer letter again", "2026-09-02T07:59"),
        an_incident(3, "offer letter is blank", "2026-09-02T08:01"),
    )
    first = base.day("2026-09-01T09:00", an_article(BADGE, "Badge reader is dark"))
    second = base.day(
        "2026-09-02T08:00",
        an_article(BADGE, "Badge reader is dark"),
        an_article(OFFER, "Offer letter blank", 1),
    )
    base.day("2026-09-09T08:00", an_article(OFFER, "Offer letter blank", 1, 2, 3))

    rows = base.replay().rows

    assert [(row.commit, row.own.existed, row.own.rank) for row in rows] == [
        ("", False, 0),
        (first, False, 0),
        (second, True, 1),
    ]
    assert {row.asked.article for row in rows} == {OFFER}


def test_a_day_or_a_week_asks_the_state_it_began_with_and_never_a_later_one(base: Base) -> None:
    """2 September 2026 is a Wednesday."""
    base.ledger(
        an_incident(1, "offer letter blank", "2026-08-28T08:00"), an_incident(2, "offer", "2026-09-02T12:00")
    )
    week = base.day("2026-08-30T09:00", an_article(BADGE, "Badge reader is dark"))
    day = base.day("2026-09-01T09:00", an_article(OFFER, "Offer letter blank", 1))
    now = base.day("2026-09-02T08:00", an_article(OFFER, "Offer letter blank", 1, 2))

    assert [base.row(2, every=every).commit for every in (Every.WEEK, Every.DAY, Every.COMMIT)] == [
        week,
        day,
        now,
    ]


def test_who_asked_finds_what_he_may_read_and_support_finds_more(base: Base) -> None:
    base.ledger(
        an_incident(1, "offer letter blank", "2026-09-01T08:00"),
        an_incident(2, "offer letter", "2026-09-03T08:00"),
    )
    base.day("2026-09-02T08:00", an_article(OFFER, "Offer letter blank", 1, 2, audience=Audience.SUPPORT))

    row = base.row(2)
    assert (row.asked.audience, row.own.existed, row.own.rank) == (Audience.USERS, False, 0)
    assert (row.team.existed, row.team.rank) == (True, 1)

    (base.root / "kb.toml").write_text('[replay]\nasked_by = ["servicenow=support"]\n')
    assert base.row(2).own == base.row(2).team == row.team
    assert base.row(2, audience=Audience.USERS).own == row.own


def test_a_wording_of_its_own_changes_nothing_wherever_it_was_planted(base: Base) -> None:
    """The article knew the incident's words before the incident: a clock was wrong, or it was harvested while open."""
    words = "zebra quagga okapi"
    base.ledger(
        an_incident(1, "offer letter blank", "2026-09-01T08:00"), an_incident(2, words, "2026-09-03T08:00")
    )
    article = an_article(OFFER, "Offer letter blank", 1)
    today = replace(article, evidence=(ref(1), ref(2)))
    base.day("2026-09-02T08:00", article)
    base.day("2026-09-04T08:00", today)
    honest = base.row(2)

    planted = Base(base.root.parent / "planted")
    planted.ledger(
        an_incident(1, "offer letter blank", "2026-09-01T08:00"), an_incident(2, words, "2026-09-03T08:00")
    )
    planted.day("2026-09-02T08:00", replace(today, also_asked_as=("Zebra, quagga, okapi!", words)))
    planted.day("2026-09-04T08:00", today)

    assert (honest.own.existed, honest.own.rank) == (True, 0)
    assert planted.row(2).own == honest.own
    # and it would have been the first hit otherwise
    other = an_incident(
        3, words, "2026-09-03T08:00", duplicate_of=ref(1), resolution_kind=ResolutionKind.DUPLICATE
    )
    planted.ledger(
        an_incident(1, "offer letter blank", "2026-09-01T08:00"), replace(other, summary="zebra okapi")
    )
    assert planted.row(3).own.rank == 1


def test_an_article_made_of_the_incident_itself_was_not_there_before_it(base: Base) -> None:
    base.ledger(an_incident(1, "offer letter blank", "2026-09-03T08:00"))
    base.day("2026-09-02T08:00", an_article(OFFER, "Offer letter blank", 1))

    assert not base.row(1).own.existed
    assert base.row(1).own.rank == 0


def test_a_hand_written_article_without_evidence_was_there(base: Base) -> None:
    base.ledger(an_incident(1, "offer letter blank", "2026-09-03T08:00"))
    base.day("2026-09-02T08:00", an_article(OFFER, "Offer letter blank"))
    base.day("2026-09-04T08:00", an_article(OFFER, "Offer letter blank", 1))

    assert base.row(1).own.rank == 1


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(an_article(BADGE, "Offer letter blank", 1, 2), id="split"),
        pytest.param(an_article("kb-00000009", "Offer letter blank", 5), id="merged"),
        pytest.param(an_article("kb-00000008", "Offer letter blank", 6), id="duplicate"),
    ],
)
def test_the_right_article_is_known_under_whatever_name_it_had(base: Base, then: Article) -> None:
    """Today's article took in one, has one as its duplicate, or was split off another."""
    incidents = [an_incident(number, "offer letter blank", "2026-09-01T08:00") for number in (1, 2, 5, 6)]
    base.ledger(*incidents, an_incident(3, "letter blank", "2026-09-03T08:00"))
    base.day("2026-09-02T08:00", then)
    base.day(
        "2026-09-04T08:00",
        an_article(OFFER, "Offer letter blank", 1, 2, 3, aliases=("kb-00000009",)),
        an_article("kb-00000008", "Other", 6, duplicate_of=OFFER, confidence=Confidence.ARCHIVED),
    )

    row = base.row(3)

    assert (row.asked.article, row.own.existed, row.own.rank) == (OFFER, True, 1)


@pytest.mark.parametrize("confidence", [Confidence.WIP, Confidence.ARCHIVED])
def test_what_has_no_answer_or_is_retired_did_not_exist(base: Base, confidence: Confidence) -> None:
    base.ledger(
        an_incident(1, "offer", "2026-09-01T08:00"), an_incident(2, "offer letter", "2026-09-03T08:00")
    )
    base.day("2026-09-02T08:00", an_article(OFFER, "Offer letter blank", 1, confidence=confidence))
    base.day("2026-09-04T08:00", an_article(OFFER, "Offer letter blank", 1, 2))

    assert not base.row(2).own.existed
    assert base.replay().stood == {OFFER: at("2026-09-04T08:00")} | (
        {OFFER: at("2026-09-02T08:00")} if confidence is Confidence.ARCHIVED else {}
    )


def test_what_is_asked_and_what_is_left_out(base: Base) -> None:
    """Every incident of the ledger is asked or counted with its reason."""
    base.ledger(
        an_incident(1, "offer letter blank", "2026-09-01T08:00"),
        an_incident(
            2, "offer", "2026-09-03T08:00", duplicate_of=ref(1), resolution_kind=ResolutionKind.DUPLICATE
        ),
        an_incident(3, "badge is dark", "2026-09-03T09:00"),
        an_incident(4, "cancelled", "2026-09-03T09:00", status=Status.CANCELLED),
        an_incident(5, "open", "2026-09-03T09:00", status=Status.OPEN, resolved_at=None),
        an_incident(6, " ", "2026-09-03T09:00"),
        an_incident(7, "undated", "2026-09-03T09:00", opened_at=None),
        an_incident(8, "late", "2026-09-09T09:00"),
    )
    base.day("2026-09-02T08:00", an_article(OFFER, "Offer letter blank", 1))

    done = base.replay(until=date(2026, 9, 8))

    assert [(row.asked.ref.key, row.asked.article) for row in done.rows] == [
        ("INC1", OFFER),
        ("INC2", OFFER),
        ("INC3", ""),
    ]
    assert done.left_out == {
        "cancelled, so nobody was answered": 1,
        "still open, so what answers it is not known": 1,
        "without a short description": 1,
        "without the day it was opened": 1,
        "outside these days": 1,
    }


def test_it_says_what_it_cannot_know(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No commit, an empty ledger, one incident, a clock that jumps, a shallow clone, no Git."""
    base.ledger(an_incident(1, "offer letter blank", "2026-09-01T08:00"))
    assert "no commit" in base.replay().remarks[0]
    base.day("2026-09-03T08:00", an_article(OFFER, "Offer letter blank", 1))
    base.day("2026-08-01T08:00", an_article(OFFER, "Offer letter is blank", 1))
    assert "was behind" in base.replay().remarks[0]
    assert [row.commit for row in base.replay().rows] == [""]
    base.ledger()
    assert (base.replay().rows, base.replay().left_out) == ((), {})
    assert "no incident could be asked" in kb(base.root, "replay").out
    assert "0 not asked" not in kb(base.root, "replay").err
    wrong = kb(base.root, "replay", "--from", "2026-09-02", "--to", "2026-09-01")
    assert (wrong.code, "2026-09-02 is after 2026-09-01" in wrong.err) == (2, True)
    base.ledger(an_incident(1, "offer letter blank", "2026-08-01T07:00"))
    base.day("2026-09-05T08:00", an_article(OFFER, "Offer letter is blank", 1))
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{base.root}", "cut")
    cut = replay(config.load(tmp_path / "cut"))
    assert cut.left_out == {"opened before this clone begins": 1}
    assert "shallow" in cut.remarks[0]
    without_git(monkeypatch, tmp_path / "empty")
    assert "Git is not installed" in base.replay().remarks[0]
    assert base.replay().left_out == {"nothing to ask them of": 1}


@pytest.fixture
def busy(base: Base) -> Base:
    """Six incidents that meet three states."""
    base.ledger(*(an_incident(n, f"offer letter blank {n}", f"2026-09-0{n}T12:00") for n in range(1, 7)))
    for day in (1, 3, 5):
        base.day(f"2026-09-0{day}T08:00", an_article(OFFER, f"Offer letter blank {day}", *range(1, day + 1)))
    return base


def kept(base: Base) -> bytes:
    keep(config.load(base.root), base.replay().rows)
    return (base.root / ".kb" / "replay" / "replay.jsonl").read_bytes()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note which states are asked in this process."""
    numbers: list[int] = []
    ask: Callable[..., object] = replay_crew.Asker.ask

    def noting(self: replay_crew.Asker, task: replay_crew.Task) -> object:
        numbers.append(task.number)
        return ask(self, task)

    monkeypatch.setattr(replay_crew.Asker, "ask", noting)
    return numbers


def test_a_replay_that_was_stopped_goes_on_and_ends_with_the_same_bytes(
    busy: Base, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = kept(busy)
    assert sorted(set(asked)) == [0, 1, 2]
    for file in (busy.root / ".kb" / "replay").rglob("*.jsonl"):
        file.unlink()
    del asked[:]
    patient = replay_crew.Asker.ask

    def stopped(self: replay_crew.Asker, task: replay_crew.Task) -> object:
        if task.number == 2:
            raise KeyboardInterrupt
        return patient(self, task)

    with monkeypatch.context() as patch:
        patch.setattr(replay_crew.Asker, "ask", stopped)
        with pytest.raises(KeyboardInterrupt):
            busy.replay()
    del asked[:]

    assert kept(busy) == whole
    assert set(asked) == {2}
    del asked[:]
    assert kept(busy) == whole
    assert asked == []


def test_what_was_remembered_of_other_texts_is_not_recalled(busy: Base, asked: list[int]) -> None:
    """A link made today, or another wording of an incident, is asked anew."""
    busy.replay()
    del asked[:]
    busy.day("2026-09-09T08:00", an_article(OFFER, "Offer letter blank 5", 1, 2, 3, 4, 5, 6))
    busy.replay()
    assert set(asked) == {0, 1, 2}


def test_several_processes_say_the_same(busy: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = kept(busy)
    for file in (busy.root / ".kb" / "replay").rglob("*.jsonl"):
        file.unlink()
    monkeypatch.setattr(replay_crew, "ALONE", 0)

    keep(config.load(busy.root), busy.replay(workers=2).rows)

    assert (busy.root / ".kb" / "replay" / "replay.jsonl").read_bytes() == alone


def test_the_command_tells_it_in_words_and_as_json(busy: Base) -> None:
    done = kb(busy.root, "replay", "--rows")
    assert done.code == 0, done.err
    assert "6 incidents were asked of the knowledge base as Git held it then (3 states)." in done.out
    assert "2026-W36" in done.out
    told = kb(busy.root, "replay", "--json", "--rows", "--from", "2026-09-02").json
    assert told["counts"]["asked"] == 5
    assert [each["incident"] for each in told["items"]] == [f"servicenow:INC{n}" for n in range(2, 7)]
    assert told["weeks"][0]["asked"] == 5
    assert kb(busy.root, "replay", "--every", "year").code == 2


def test_a_setting_that_names_no_audience_is_refused(base: Base) -> None:
    (base.root / "kb.toml").write_text('[replay]\nasked_by = ["jira=bosses"]\n')

    done = kb(base.root, "replay")

    assert done.code == 2
    assert "jira=bosses" in done.err
