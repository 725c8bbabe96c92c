"""The generated pages of the manual, from the code itself; `python -m tests.support.manual` writes them."""

import dataclasses
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import click

from kb import config, errors, registry
from kb.articles.standard.rules import RULES
from kb.articles.standard.score import CRITERIA, PASS
from kb.cli.main import cli
from kb.cli.search import COMMANDS, SearchCommand
from kb.flows.sources import installed
from kb.model.figure import By, Figure
from kb.reports.criteria import conditions
from kb.reports.export import PYTHON, SHELL
from kb.reports.query import ABOUT as SUBJECTS
from kb.reports.query import TABLES, catalogue

ABOUT = Path(__file__).parents[2] / "content" / "about"


def pages() -> Mapping[str, str]:
    """Give each generated page: file name below `content/about/` → text."""
    return {
        "commands.md": commands(),
        "settings.md": settings(),
        "checks.md": checks(),
        "exit-codes.md": codes(),
        "measures.md": measures(),
        "criteria.md": criteria(),
        "sources/index.md": sources(),
    }


def _front(title: str) -> str:
    return f"---\ntitle: {title}\naudience: public\n---\n\n# {title}\n\n<!-- Made by `make docs`; edit the code instead. -->\n"


def commands() -> str:
    """Describe every command as its own `--help` does."""
    parts = [_front("Commands"), "\n`kb COMMAND --help` says the same in a terminal.\n"]
    for path, command in _walk(cli, ("kb",)):
        context = click.Context(command, info_name=" ".join(path), max_content_width=90, terminal_width=90)
        if isinstance(command, click.Group) and len(path) > 1 and not command.invoke_without_command:
            continue
        parts.append(f"\n## {' '.join(path)}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


def _walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, SearchCommand):
        for name in COMMANDS:
            yield from _walk(command.get_command(name), (*path, name))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _walk(child, (*path, name))


def settings() -> str:
    """Describe every setting with the words that stand beside it in the code."""
    parts = [
        _front("Settings"),
        "\nSettings stand in `kb.toml` at the workspace's root, or under `[tool.kb]` in `pyproject.toml`.\n"
        "An unknown name is an error, with the nearest one suggested.\n",
    ]
    sections = dict(config.SECTIONS) | {
        "harvest.chat": config.ChatSettings,
        "[harvest.map]": config.MapSettings,
        "[handover.criteria]": config.CriterionSettings,
        "[handover.waivers]": config.WaiverSettings,
        "[handover.training]": config.TrainingSettings,
    }
    for name, section in sections.items():
        parts.append(f"\n## [{name}]\n\n| setting | default | what it does |\n|---|---|---|\n")
        for item in dataclasses.fields(section):
            if dataclasses.is_dataclass(item.default):
                continue  # a table of its own
            words = str(item.metadata["text"]).replace("|", "\\|")
            parts.append(f"| `{item.name}` | {_value(item.default)} | {words} |\n")
    return "".join(parts)


def _value(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, StrEnum):
        return f'`"{value.value}"`'
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{item}"' for item in value) + "]`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{value}`"


def checks() -> str:
    """Describe the rules of `kb check`, and what the score is made of."""
    parts = [
        _front("Checks"),
        "\n`kb check` prints `path:line: CODE message` for each finding and ends with 1 when one is an error;\n"
        "with `--strict` warnings count too. A project switches a rule off, or makes it milder or stricter, in\n"
        "`kb.toml`; rules that protect people can only be made stricter:\n\n"
        '```toml\n[check]\noff = ["KB116"]\nerrors = ["KB113"]\nwarnings = ["KB106"]\n```\n\n'
        "| code | severity | rule |\n|---|---|---|\n",
    ]
    parts += [
        f"| [{code}](#{code.lower()}) | {rule.by_default} | {rule.asks} |\n"
        for code, rule in sorted(RULES.items())
    ]
    parts.append(
        f"\n## The score\n\n`kb check --score` gives each article points out of 100, of which {PASS} pass, and each owner\n"
        "the mean of theirs. What a rule is set to does not matter here: a finding loses the points of its line.\n"
        "Retired articles are left out.\n\n| an article | points | lost by |\n|---|---|---|\n"
    )
    parts += [
        f"| {each.name} | {each.points} | {', '.join(sorted(each.codes)) or 'an issue, other wordings or a code that are missing'} |\n"
        for each in CRITERIA
    ]
    for code, rule in sorted(RULES.items()):
        guard = " It protects people: it cannot be switched off." if rule.guards else ""
        parts.append(
            f"\n## {code}\n\n{rule.asks} *({rule.by_default})*\n\n**Why.** {rule.why}{guard}\n\n**What to do.** {rule.mend}\n"
        )
    return "".join(parts)


MEASURES = """
`kb measures` says in figures how good the knowledge base is, from the ledger, the articles, Git, the lessons and what
readers tell. Nobody is tracked for it.

```text
kb measures                       each of the last week, the one before, the change, all days
kb measures link_rate             one: its definition, each week, each part
kb measures link_rate --rows      the incidents behind it
kb measures --by quarter          by {periods}
kb measures --since 2026-09-01    only from a day on; --until ends it
kb measures --export DIR          the tables and the SQL, for somebody who checks them
```

What comes out is for the team: rows name incidents by number and title, and articles of every audience.

## How to read them

- **A share of nothing is –, not 0.** So is whatever cannot be taken here; the last lines say why, and what to type.
- **The last week is the last one that incidents reach.** Exports come late, so it need not be this week. A week
  without an incident has no share; whether nothing happened or no export holds it, nobody can tell.
- **Days are those of UTC.** What lies after today, or has no date, is left out and listed by `doubtful_dates`.
- **Small numbers jump.** Beside each share and time stands in brackets from how many rows it was made.
- **As it stands today** means that the days asked for do not matter.
- The words are those of KCS v6 and ITIL. **Deflection is not measured**: who found an answer and did not call leaves
  no record, so any such figure is a guess.

## Checking a figure without kb

`kb measures --export DIR` writes one JSON Lines file for each table, `tables.sql`, each measure's SQL as it stands
below, and a README. With [DuckDB](https://duckdb.org)'s shell, in that folder:

```sh
{shell}
```

or in Python, after `pip install duckdb`:

```python
{python}```

`incidents.jsonl` holds the ledger's own lines. Each query names first the rows behind the figure, then what is made of
them: `period` is `all` or one week, `part` is "" or one part, `n` counts the rows. An export in the place of an earlier
one replaces it; any other folder is refused, and so is one below `content/` or `site/`.

DuckDB runs in memory, installs and loads nothing, and once the tables are read it can open no file.
"""


def measures() -> str:
    """Describe every measure by the head of its SQL, and show the SQL."""
    example = next(iter(catalogue()))
    words = MEASURES.format(
        shell=SHELL.format(name=example),
        python=PYTHON.format(name=example),
        periods=", ".join(each.value for each in By),
    )
    parts = [_front("Measures"), words]
    for about in SUBJECTS:
        parts.append(f"\n## About {about}\n")
        parts += [_measure(each) for each in catalogue().values() if each.about == about]
    tables = TABLES.read_text(encoding="utf-8")
    parts.append(f"\n## The tables\n\n`tables.sql` reads them, and is run first.\n\n```sql\n{tables}```\n")
    return "".join(parts)


def _measure(each: Figure) -> str:
    return (
        f"\n### {each.title}\n\n`{each.name}`, in {UNITS.get(each.unit, each.unit.value)}, by {each.parts}.\n\n"
        f"{each.asks}\n\n**It cannot know:** {each.cannot_know}\n\n```sql\n{_bare(each.query)}\n```\n"
    )


CRITERIA_OF = """
`kb handover scorecard` asks these, in this order, of the same tables as `kb measures` does. What the colours mean, how to
set other limits and how to waive one says [Ending hypercare](ending-hypercare.md).
"""


def criteria() -> str:
    """Describe every criterion of the exit scorecard by the head of its SQL, and show the SQL."""
    parts = [_front("Criteria of the exit scorecard"), CRITERIA_OF]
    for each in conditions().values():
        amber = "" if each.amber == each.green else f" **Amber:** {each.words(each.amber)}."
        parts.append(
            f"\n## {each.title}\n\n`{each.name}`. {each.asks}\n\n**Green:** {each.words(each.green)}.{amber}"
            f"\n\n**It cannot know:** {each.cannot_know}\n\n```sql\n{_bare(each.query)}\n```\n"
        )
    return "".join(parts)


def _bare(query: str) -> str:
    return "\n".join(line for line in query.splitlines() if not line.startswith("--"))


UNITS = {"share": "parts of a whole"}


def codes() -> str:
    """Describe the exit codes from the classes that carry them."""
    rows = [(0, "well"), (1, "findings: the tool worked, the answer is “not good”")]
    for each in (errors.ConfigError, errors.InputError, errors.StateError, errors.RefusedError):
        rows.append((each.code, (each.__doc__ or "").strip().rstrip(".")))
    rows += [(errors.BUG, "our bug: the message names a log with the traceback and the versions")]
    rows += [(errors.INTERRUPTED, "interrupted with Ctrl-C")]
    table = "".join(f"| {code} | {words} |\n" for code, words in rows)
    return (
        f"{_front('Exit codes')}\nScripts can trust these.\n\n| code | it means |\n|---|---|\n{table}\n"
        "A message names where, then what, then a hint one can type. Results go to standard output, words to\n"
        "standard error; with `--json` standard output holds one object and nothing else:\n\n"
        "```json\n"
        '{"schema": "kb/1", "command": "harvest", "ok": true, "counts": {}, "items": [], "warnings": [], "elapsed_ms": 0}\n'
        "```\n"
    )


def page_of(source: str) -> str:
    """Name the manual page of a source: its product's, as `jira.md` of `jira-csv`."""
    return f"{source.partition('-')[0]}.md"


def sources() -> str:
    """List what can be harvested, from the sources themselves."""
    parts = [
        _front("What can be harvested"),
        "\n`kb sources` says the same in a terminal. A file is recognised by its content, never by its name; put\n"
        "everything you were given into one folder and name that: `kb harvest exports/`. How the parts fit together\n"
        "is told in [From incidents to articles](../harvest.md).\n\n",
    ]
    products: dict[str, list[str]] = {}
    for each in sorted(
        installed(registry.load_all("kb.sources")),
        key=lambda each: (each.name == "map", each.product.casefold()),
    ):
        products.setdefault(f"[{each.product}]({page_of(each.name)})", []).append(
            f"{each.reads} (`{each.name}`)"
        )
    parts += [f"- **{product}**: {'; '.join(reads)}\n" for product, reads in products.items()]
    parts.append(
        "\nLessons and post-mortems are not incidents: see [Lessons](../lessons.md). What makes a conversation an\n"
        "incident is told in [Threads](../threads.md).\n"
    )
    return "".join(parts)


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (ABOUT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
