"""The sample project: each recurring problem one article, nothing personal anywhere, twice is once."""

import csv
import json
import math
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.flows.build import build
from kb.flows.demo import QUESTION, TODAY, DemoReport, demo
from kb.flows.handover.scorecard import scorecard
from kb.flows.log import days
from kb.flows.proving import verify
from kb.flows.replay import replay
from kb.flows.search import search
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience, Confidence
from kb.model.replay import Replayed
from kb.model.search import Request
from tests.support import sample
from tests.support.git import git
from tests.support.workspace import a_row, an_export, files_of, kb

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoReport]:
    folder = tmp_path_factory.mktemp("sample") / "demo"
    return folder, demo(folder)


@pytest.fixture(scope="module")
def settings(made: tuple[Path, DemoReport]) -> Settings:
    return config.load(made[0])


@pytest.fixture(scope="module")
def articles(settings: Settings) -> tuple[Article, ...]:
    return ArticleRepository(settings.content).articles()


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, str]]:
    """What a person says each incident is about."""
    with (HERE / "sample_truth.csv").open(encoding="utf-8") as file:
        return {row["ref"]: row for row in csv.DictReader(file)}


def test_every_incident_is_in_the_ledger(settings: Settings, truth: dict[str, dict[str, str]]) -> None:
    assert {str(ref) for ref in Ledger(settings.incidents).load()} == set(truth)


def test_counts_add_up(made: tuple[Path, DemoReport]) -> None:
    harvest = made[1].harvest

    assert harvest is not None
    assert harvest.account.read == 235
    assert harvest.account.created + harvest.account.updated + harvest.account.unchanged == 224
    assert len(harvest.account.rejected) == 0
    assert harvest.account.skip_reasons() == {
        "message without a thread": 6,
        "repeated number": 2,
        "automatic reply": 1,
        "joined, left or renamed": 1,
        "thread: no replies": 1,
    }


def test_no_article_mixes_two_problems(
    articles: tuple[Article, ...], truth: dict[str, dict[str, str]]
) -> None:
    for article in articles:
        assert len({truth[str(ref)]["problem"] for ref in article.evidence}) == 1, article.title


def test_each_recurring_problem_has_exactly_one_article(
    articles: tuple[Article, ...], truth: dict[str, dict[str, str]]
) -> None:
    problems = {row["problem"] for row in truth.values() if row["kind"] == "recurring"}
    counted = Counter(truth[str(article.evidence[0])]["problem"] for article in articles)

    assert counted == Counter(problems)


def test_boilerplate_is_no_answer(articles: tuple[Article, ...], truth: dict[str, dict[str, str]]) -> None:
    wip = {truth[str(a.evidence[0])]["problem"] for a in articles if a.confidence is Confidence.WIP}

    assert wip == {"expense-cost-centre"}


def test_nothing_personal_or_secret_reaches_disk_or_git(made: tuple[Path, DemoReport]) -> None:
    """Every planted name, address, number and secret, in every file, in Git's history, site and index."""
    folder = made[0]
    canaries = (HERE / "sample_canaries.txt").read_text(encoding="utf-8").splitlines()
    kept = [
        p
        for p in folder.rglob("*")
        if p.is_file() and p.relative_to(folder).parts[0] not in (".git", "exports", "logs")
    ]
    history = git(folder, "log", "--all", "-p", "--format=%an %ae %B", "--no-color")

    found = [(path, canary) for path in kept for canary in canaries if canary.encode() in path.read_bytes()]
    found += [(Path(".git"), canary) for canary in canaries if canary in history]

    assert len(canaries) > 80
    assert found == []


def test_archived_logs_are_unchanged(settings: Settings) -> None:
    assert verify(settings, now=datetime(2027, 1, 1, tzinfo=UTC)).is_whole


def test_the_command_center_has_a_closed_day_and_an_open_one(settings: Settings) -> None:
    closed, opened = days(settings)

    assert (closed.bundle, opened.bundle) == ("log-2026-11-20", "")
    assert "call [phone]" in closed.entries[4].text


def test_what_the_logs_link_to_is_listed_without_its_key(settings: Settings) -> None:
    rows = (settings.bundles / "2026-08-go-live-week" / "links.csv").read_text()

    assert "https://dashboards.tarnbridge.example/hypercare/week-1?token=" in rows
    assert "\\\\files.tarnbridge.example\\hypercare" in rows
    assert "Kestrel" not in rows


def test_everything_is_committed_and_the_second_run_changes_nothing(made: tuple[Path, DemoReport]) -> None:
    folder = made[0]
    head, before = git(folder, "rev-parse", "HEAD"), files_of(folder)

    again = demo(folder, build_site=False)

    assert again.harvest is not None
    assert (again.harvest.account.unchanged, again.harvest.created, again.harvest.grown) == (224, (), ())
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "rev-parse", "HEAD") == head
    assert files_of(folder) == before


def test_one_build_brings_deleted_indexes_back_with_the_same_answers(
    made: tuple[Path, DemoReport], settings: Settings
) -> None:
    audience = settings.project.audience
    queries = (QUESTION, "cant log in after pw change", "INT-214", "payslip poland")
    before = [search(Request(text=query), settings=settings, audience=audience) for query in queries]
    shutil.rmtree(settings.derived)
    shutil.rmtree(settings.root / "site")

    build(settings, audience, today=TODAY)

    assert [search(Request(text=query), settings=settings, audience=audience) for query in queries] == before
    assert all(answer.hits for answer in before)
    assert (settings.site(audience) / "index.html").is_file()


def test_the_question_of_the_demo_finds_the_offer_letter(made: tuple[Path, DemoReport]) -> None:
    assert "offer letter" in made[1].hits[0].title.casefold()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("offer pdf is white", "offer-letter-blank"),
        ("cant log in after pw change", "sso-loop"),
        ("ofer leter blank", "offer-letter-blank"),
        ("what is the organisation id for the app", "mobile-invalid-tenant"),
        ("HIR-1102", "hire-date-blocked"),
        ("my hours are missing although I clocked in at the kiosk", "kiosk-punches"),
        ("pension twice", "pension-doubled"),
        ("iban not accepted", "bank-details-rejected"),
    ],
)
def test_questions_find_their_article(
    settings: Settings,
    articles: tuple[Article, ...],
    truth: dict[str, dict[str, str]],
    asked: str,
    expected: str,
) -> None:
    problem = {article.id: truth[str(article.evidence[0])]["problem"] for article in articles}

    answer = search(Request(text=asked, limit=3), settings=settings, audience=settings.project.audience)

    assert expected in [problem.get(hit.id) for hit in answer.hits]


def test_the_users_site_holds_nothing_of_the_support_team(
    settings: Settings, articles: tuple[Article, ...]
) -> None:
    build(settings, Audience.USERS, today=TODAY)
    everything = b"".join(
        path.read_bytes() for path in settings.site(Audience.USERS).rglob("*") if path.is_file()
    )
    for_users = [article for article in articles if Audience.USERS.may_read(article.audience)]

    assert 0 < len(for_users) < len(articles)
    for article in articles:
        assert (article.id.encode() in everything) is (article in for_users)
        assert article in for_users or article.title.encode() not in everything
    assert b"Your first sign-in" in everything
    for number in (b"INC0048", b"PDW-1"):
        assert number not in everything


def test_an_article_without_an_answer_cannot_be_validated(
    made: tuple[Path, DemoReport], articles: tuple[Article, ...]
) -> None:
    wip = next(article for article in articles if article.confidence is Confidence.WIP)

    done = kb(made[0], "promote", wip.id, "--to", "validated", "--dry-run")

    assert done.code == 1
    assert "no resolution" in done.err


def test_check_finds_nothing(made: tuple[Path, DemoReport]) -> None:
    done = kb(made[0], "check", "--strict", "--json")

    assert (done.code, done.json["items"]) == (0, [])


def test_this_repository_holds_what_the_demo_makes(made: tuple[Path, DemoReport]) -> None:
    """`python -m tests.support.sample` has been run."""
    here, there = sample.shared_files(sample.ROOT), sample.shared_files(made[0])

    assert sorted(here) == sorted(there)
    assert [name for name in there if here[name] != there[name]] == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")

    done = kb(tmp_path.parent, "demo", tmp_path)

    assert done.code == 5
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_replay_says_what_a_person_wrote_down_before(settings: Settings) -> None:
    """Twenty incidents: whether the article existed and is among the first three, for who asked and for support."""
    rows = {str(each.asked.ref): each for each in replay(settings).rows}
    differs = {}
    with (HERE / "sample_replay.csv").open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    for line in told:
        found = rows[line["ref"]]
        says = (found.own.existed, found.own.is_found, found.team.existed, found.team.is_found)
        columns = ("existed", "top3", "existed_for_support", "top3_for_support")
        expected = tuple(line[name] == "yes" for name in columns)
        if (found.asked.article, *says) != (line["article"], *expected):
            differs[line["ref"]] = (found.asked.article, *says)

    assert len(told) == 20
    assert differs == {
        # nobody linked it to the article a person would name, so the replay knows of none
        "servicenow:INC0048239": ("", False, False, False, False),
        # third, by `opening Workday` alone
        "servicenow:INC0048241": ("kb-12eacde2", False, False, True, True),
    }


def test_a_lesson_that_was_applied_comes_back_and_the_next_harvest_says_so(
    made: tuple[Path, DemoReport], tmp_path: Path
) -> None:
    """Carried-over leave vanishes once more, a month after the balances' validity dates were put right."""
    folder = tmp_path / "kb"
    for name, content in files_of(made[0]).items():
        if not name.startswith(("exports/", "logs/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    lesson = folder / "lessons" / "check-validity-dates-of-converted-balances.md"
    before = lesson.read_text(encoding="utf-8")
    export = an_export(
        tmp_path / "later.csv",
        [
            a_row(
                "INC0049001",
                opened_at="2026-11-30 07:40:00",
                short_description="Days from last year gone again",
                description="I had four days left. They disappeared from my leave balance over the weekend.",
                cmdb_ci="Workday Absence",
                **UNSOLVED,
            ),
            a_row(
                "INC0049002",
                opened_at="2026-11-30 08:05:00",
                short_description="Coffee machine at the depot is dark",
                description="It shows no light since Friday.",
                cmdb_ci="Building",
                **UNSOLVED,
            ),
        ],
    )

    done = kb(folder, "harvest", export)

    assert done.code == 0, done.err
    told = done.out[done.out.index("came back") :]
    assert told.startswith("came back  lesson-0882c7ba  Check the validity dates of converted balances")
    assert "1 incident since it was applied on 2026-10-28; owner: HR Time and Absence" in told
    assert "servicenow:INC0049001  2026-11-30  Days from last year gone again  (“from last year”" in told
    assert "INC0049002" not in told
    first, second, *_ = kb(folder, "worklist", "--json").json["items"]
    assert (first["need"], first["owner"]) == ("recurred", "HR Time and Absence")
    assert (
        second["title"] == "A replacement badge is a process, not a piece of plastic"
    )  # in the sample's own history
    assert lesson.read_text(encoding="utf-8") == before.replace(
        "status: applied", "status: recurred"
    ).replace("---\n\n## Event", "recurrences:\n  - servicenow:INC0049001\n---\n\n## Event")
    others = [
        path for path in files_of(folder) if path.startswith("lessons/") and path != f"lessons/{lesson.name}"
    ]
    assert all((folder / path).read_bytes() == (made[0] / path).read_bytes() for path in others)


UNSOLVED = {"state": "New", "resolved_at": "", "close_code": "", "close_notes": ""}


def test_its_scorecard_has_every_colour_and_is_what_a_person_works_out(
    made: tuple[Path, DemoReport], settings: Settings, truth: dict[str, dict[str, str]]
) -> None:
    """Each value is computed again, in plain Python from the files themselves and from what a person wrote down."""
    card = scorecard(settings, today=TODAY)
    found = {each.name: (each.light.value, each.value) for each in card.criteria}

    assert found == by_hand(made[0], truth, replay(settings).rows)
    assert {light for light, _ in found.values()} == {"red", "amber", "green"}
    assert [each.name for each in card.criteria if each.holds_up] == ["lessons_agreed", "ownership_moved"]
    assert [each.name for each in card.criteria if each.waiver] == ["open_priority_2"]


def by_hand(
    folder: Path, truth: dict[str, dict[str, str]], replayed: tuple[Replayed, ...]
) -> dict[str, tuple[str, float]]:
    """Work out every criterion of the sample on Monday, 23 November 2026."""
    ledger = [
        json.loads(line)
        for path in (folder / "archive" / "incidents").glob("*.jsonl")
        for line in path.read_text().splitlines()
    ]
    pages = [
        yaml.safe_load(path.read_text().split("---\n")[1]) for path in (folder / "content").rglob("*kb-*.md")
    ]
    articles = [page for page in pages if page["confidence"] != "archived"]
    lessons = [
        yaml.safe_load(path.read_text().split("---\n")[1]) for path in (folder / "lessons").glob("*.md")
    ]
    answers = {ref: page for page in articles for ref in page.get("evidence", ())}
    wip = [page["id"] for page in articles if page["confidence"] == "wip"]

    still_open = Counter(each.get("priority") for each in ledger if each["status"] == "open")
    newest = max(each.get(when, "") for each in ledger for when in ("opened_at", "resolved_at", "updated_at"))
    opened = [
        date.fromisoformat(each["opened_at"][:10])
        for each in ledger
        if each["status"] not in ("cancelled", "merged")
    ]
    # the records end on a Friday, so the last whole week ended on Sunday the 15th
    last = sum(date(2026, 10, 19) <= day <= date(2026, 11, 15) for day in opened)
    before = sum(date(2026, 9, 21) <= day <= date(2026, 10, 18) for day in opened)
    kept = [
        each["sla_met"]
        for each in ledger
        if "sla_met" in each and "2026-10-27" <= each.get("resolved_at", "")[:10] <= "2026-11-23"
    ]
    problems = Counter(told["problem"] for told in truth.values() if told["kind"] == "recurring")
    has_answer = {
        truth[ref]["problem"]
        for ref, page in answers.items()
        if page["id"] not in wip and truth[ref]["problem"]
    }
    recent = [each for each in replayed if each.asked.at.date() >= date(2026, 9, 29) and each.asked.article]
    known_errors = [page for page in articles if page["type"] == "known-error"]
    undone = [
        each
        for each in lessons
        if each["status"] in ("observed", "validated", "recurred")
        or (each["status"] == "action-agreed" and each["due"] < TODAY)
    ]
    stays = [page["owner"] not in ("HR Integrations", "HR Learning") for page in articles]
    return {
        "records_current": ("green", (TODAY - date.fromisoformat(newest[:10])).days),
        "open_priority_1": ("green", still_open[1]),
        "open_priority_2": ("red", still_open[2]),
        "incident_trend": ("green", (last - before) / math.sqrt(last + before)),
        "service_levels": ("amber", sum(kept) / len(kept)),
        "recurring_covered": ("green", sum(each in has_answer for each in problems) / len(problems)),
        "answers_found": ("green", sum(0 < each.team.rank <= 3 for each in recent) / len(recent)),
        "known_errors": ("green", sum(not page["owner"] or page["id"] in wip for page in known_errors)),
        "lessons_agreed": ("red", len(undone)),
        "ownership_moved": ("red", sum(stays) / len(stays)),
        "training_held": ("amber", 1 / 2),
    }
