"""The manual says what the code does."""

import re
from pathlib import Path

import pytest

from kb import registry
from kb.cli.main import COMMANDS, cli
from tests.support import manual
from tests.support.workspace import kb

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", sorted(manual.pages()))
def test_generated_pages_are_current(name: str) -> None:
    """`make docs` has been run."""
    assert (manual.ABOUT / name).read_text(encoding="utf-8") == manual.pages()[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_is_the_first_line_of_the_long_one(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]

    assert command is not None
    assert (command.help or "").strip().split("\n")[0] == COMMANDS[name][1]


def test_every_option_says_what_it_does() -> None:
    for path, command in manual._walk(cli, ("kb",)):
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), f"{' '.join(path)} {parameter.name}"


def test_commands_that_report_speak_json_and_those_that_write_can_only_pretend() -> None:
    options = {
        " ".join(path): {o for p in command.params for o in p.opts}
        for path, command in manual._walk(cli, ("kb",))
    }
    leaves = {
        name: opts
        for name, opts in options.items()
        if name not in ("kb", "kb archive", "kb handover", "kb lessons", "kb log", "kb phase", "kb serve")
    }

    plain = [name for name, opts in leaves.items() if "--json" not in opts]
    assert plain == ["kb schema"]  # prints nothing but JSON
    writers = (
        "init", "demo", "harvest", "promote", "reviewed", "new", "retire", "merge", "split", "link", "unlink",
        "links", "check", "schema", "worklist", "archive add", "archive restore", "archive stamp", "log add", "log close",
        "lessons import", "lessons move", "lessons actions", "lessons checklist", "lessons export", "report lessons",
        "handover build", "build", "search test", "gaps forget", "measures",
        "report daily", "report weekly", "report status", "report dashboard", "report gaps", "report quarter",
        "report training", "phase move", "handover scorecard",
    )  # fmt: skip
    assert [name for name in writers if "--dry-run" not in leaves[f"kb {name}"]] == []


def test_every_page_of_the_manual_is_linked_from_another() -> None:
    pages = {
        path.relative_to(manual.ABOUT).as_posix(): path.read_text(encoding="utf-8")
        for path in manual.ABOUT.rglob("*.md")
    }
    linked = set()
    for name, text in pages.items():
        for target in re.findall(r"\]\(([^)#:]+\.md)", text):
            linked.add((Path(name).parent / target).as_posix().replace("decisions/../", ""))

    assert sorted(set(pages) - linked - {"index.md"}) == []


@pytest.mark.parametrize("source", registry.names("kb.sources"))
def test_every_source_has_a_page(source: str) -> None:
    assert (manual.ABOUT / "sources" / manual.page_of(source)).is_file()


def test_no_text_names_a_package_index() -> None:
    for path in (ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run"):
        assert not re.search(
            r"--(extra-)?index-url|--find-links|@ ?https?:", path.read_text(encoding="utf-8")
        )


def test_links_in_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_this_repository_passes_its_own_checks() -> None:
    """Links lead somewhere, and no page holds what redaction would hide."""
    done = kb(ROOT, "check")

    assert done.code == 0, done.out
