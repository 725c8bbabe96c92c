"""Every rule of `kb check` finds its fault in a workspace as a harvest makes it, and nothing where there is none."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kb.articles.repository import ArticleRepository
from kb.articles.standard.rules import RULES
from kb.flows import sweep
from kb.lessons import standard
from tests.support.git import git
from tests.support.lessons import a_lesson
from tests.support.workspace import a_row, a_workspace, an_export, kb

NOTE = "2026-09-01 10:00:00 - Tobias Feldkamp (Work notes)\nThe tenant of the candidate was copied by hand last spring.\n\n"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with one validated article of two incidents and a list of people, committed."""
    made = a_workspace(tmp_path_factory.mktemp("rules") / "kb")
    rows = [
        a_row("INC0048001", comments_and_work_notes=NOTE),
        a_row("INC0048002", short_description="Blank offer letter PDF"),
    ]
    (made / "exports").mkdir(exist_ok=True)
    (made / "exports" / "people.csv").write_text("name\nOndine Quist\n", encoding="utf-8")
    (made / "kb.toml").write_text('[redact]\npeople = "exports/people.csv"\n', encoding="utf-8")
    assert kb(made, "harvest", an_export(made / "exports" / "incidents.csv", rows)).code == 0
    git(made, "add", "-A")
    git(made, "commit", "-qm", "Harvest")
    (article,) = ArticleRepository(made / "content").articles()
    assert kb(made, "promote", article.id, "--to", "validated").code == 0
    return made


@pytest.fixture
def folder(clean: Path, tmp_path: Path) -> Path:
    return shutil.copytree(clean, tmp_path / "kb")


def the_page(folder: Path) -> Path:
    (article,) = ArticleRepository(folder / "content").articles()
    return folder / "content" / article.path


def field(name: str, value: str) -> Callable[[Path], None]:
    """Give a field another value, or add it."""

    def fault(folder: Path) -> None:
        page = the_page(folder)
        text = re.sub(rf"^{name}:[^\n]*\n(?:[ \t]+[^\n]*\n)*", "", page.read_text(), flags=re.MULTILINE)
        page.write_text(text.replace("type:", f"{name}: {value}\ntype:", 1))

    return fault


def body(old: str, new: str) -> Callable[[Path], None]:
    """Change the text."""

    def fault(folder: Path) -> None:
        page = the_page(folder)
        text = re.sub(old, new, page.read_text(), count=1, flags=re.MULTILINE | re.DOTALL)
        assert text != page.read_text()
        page.write_text(text)

    return fault


def below_issue(text: str) -> Callable[[Path], None]:
    return body(r"^## Environment", f"{text}\n\n## Environment")


def file(name: str, text: str) -> Callable[[Path], None]:
    def fault(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)

    return fault


def twin(id_: str) -> Callable[[Path], None]:
    """Copy the article under another id."""

    def fault(folder: Path) -> None:
        page = the_page(folder)
        text = re.sub(r"^id: .*", f"id: {id_ or page.stem[-11:]}", page.read_text(), flags=re.MULTILINE)
        page.with_name("twin.md").write_text(text)

    return fault


def renamed(folder: Path) -> None:
    page = the_page(folder)
    git(folder, "mv", str(page), str(page.with_name(f"other-{page.stem[-11:]}.md")))
    git(folder, "commit", "-qm", "Rename")


def raw(folder: Path) -> None:
    an_export(folder / "content" / "raw.csv", [a_row("INC0048009")])


def lesson(**changes: str) -> Callable[[Path], None]:
    def fault(folder: Path) -> None:
        a_lesson(folder, **changes)

    return fault


FAULTS: Mapping[str, Callable[[Path], None]] = {
    "KB001": field("confidence", "[x"),
    "KB101": field("title", "Letter"),
    "KB102": body(r"## Resolution.*?(?=\n\[\^)", "## Resolution\n"),
    "KB103": field("evidence", "[servicenow:INC0048001, servicenow:INC9]"),
    "KB104": below_issue("See this.[^zz]"),
    "KB105": body(r"sha256: ....", "sha256: 0000"),
    "KB106": below_issue("[here](nowhere.md)"),
    "KB107": below_issue("![](../assets/white.png)"),
    "KB108": twin(""),
    "KB109": field("last_reviewed_on", "2025-01-01"),
    "KB110": body(r"\[\^r1\](?!:)", ""),
    "KB111": body(r"validated\naudience: support", "not-validated\naudience: users"),
    "KB112": below_issue("The tenant of the candidate was copied by hand last spring."),
    "KB113": below_issue("Ask the depot for a spare badge."),
    "KB114": field("flagged", "[INC0048001 was opened again.]"),
    "KB115": below_issue("word " * 520),
    "KB116": below_issue("Organisational reconfiguration necessitates comprehensive authorisation. " * 20),
    "KB117": body(r"^1\. [^\n]*", "1. The layout is published again."),
    "KB118": twin("kb-77777777"),
    "KB119": file("content/lonely.md", "# Lonely\n\nNobody links here.\n"),
    "KB120": field("duplicate_of", "kb-00000000"),
    "KB121": renamed,
    "KB122": file("content/_search/synonyms.yml", "- [lonely]\n"),
    "KB123": field("language", "xx"),
    "KB124": below_issue("[" * 8000),
    "KB201": file("notes.txt", "Write to jo.doe@example.org\n"),
    "KB202": file("notes.txt", "Ondine Quist knows.\n"),
    "KB203": raw,
    "KB204": file("notes.txt", "x" * 5_000),
    "KB301": lesson(body="## Event\n\nIt was white.\n"),
    "KB302": lesson(phase=""),
    "KB303": lesson(owner=""),
    "KB304": lesson(applied_on="2999-01-01"),
    "KB305": lesson(detector=""),
    "KB306": lesson(detector="{codes: [XYZ-1]}"),
    "KB307": lesson(),
    "KB308": lesson(evidence="[servicenow:INC9]"),
}


def codes(folder: Path) -> dict[str, str]:
    done = kb(folder, "check", "--json")
    return {each["code"]: each["severity"] for each in done.json["items"]}


def test_a_harvested_workspace_has_no_finding(folder: Path) -> None:
    a_lesson(folder)

    assert codes(folder) == {}


def test_every_rule_has_a_fault_here() -> None:
    assert list(FAULTS) == list(RULES)


@pytest.mark.parametrize("code", RULES)
def test_a_fault_is_found_by_its_rule_and_a_rule_that_may_be_is_switched_off(
    folder: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if code == "KB112":
        field("audience", "users")(folder)
    if code == "KB204":
        monkeypatch.setattr(sweep, "LARGEST", 4_000)
    if code == "KB307":
        monkeypatch.setattr(standard, "MANY", 0)
    FAULTS[code](folder)

    assert codes(folder).get(code) == RULES[code].by_default

    settings = folder / "kb.toml"
    settings.write_text(f'{settings.read_text()}\n[check]\noff = ["{code}"]\n')
    if RULES[code].guards:
        assert kb(folder, "check").code == 2
    else:
        assert code not in codes(folder)
