"""`kb redact`."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.screen import dry_run_option, json_option, report_json, safe, say, table, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError, RefusedError

if TYPE_CHECKING:
    from kb.flows.redact import Tried

_COLORS = {"+": "green", "-": "red", "@": "cyan"}


@click.command("redact")
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--report", "as_report", is_flag=True, help="Count what is hidden in everything that is kept.")
@click.option("--check", "only_check", is_flag=True, help="List the places; end with 1 when there are any.")
@click.option("--plain", is_flag=True, help="Print the redacted text instead of what changes.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the redacted text of one file here.")
@click.option("--people", type=click.Path(path_type=Path), help="A CSV (name,email,user) of more people.")
@dry_run_option
@json_option
@click.pass_context
def redact_command(
    context: click.Context,
    files: tuple[str, ...],
    as_report: bool,
    only_check: bool,
    plain: bool,
    output: Path | None,
    people: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """
    Try redaction on any text, or report what it has hidden.

    Shows what would change in each FILE (`-` reads standard input) and writes nothing, unless --output
    names a new file. An export is read for the people it names. --report needs no file.
    """
    if as_report:
        return _report(context, as_json)
    if not files:
        raise ConfigError("no file to try", hint="kb redact notes.txt, or: kb redact --report")
    if output and len(files) > 1:
        raise ConfigError("--output takes the text of one file", hint="name one FILE")
    if output and output.exists():
        raise RefusedError("is there already", path=output, hint="name a new file")
    tried = _try(context, files, people)
    found = sum(len(each.places) for each in tried)
    if output and not dry_run:
        from kb.io.files import write_if_changed

        write_if_changed(output, tried[0].after)
    if as_json:
        report_json(
            "redact",
            ok=not (only_check and found),
            counts=_total(each.counts for each in tried),
            items=[
                {
                    "file": each.name,
                    "source": each.source,
                    "people": each.people,
                    "places": [{"line": line, "kind": kind} for line, kind in each.places],
                }
                for each in tried
            ],
            written=str(output) if output and not dry_run else None,
            dry_run=dry_run,
        )
        return int(only_check and found > 0)
    for each in tried:
        _show(each, only_check=only_check, plain=plain or output is not None, quiet=output is not None)
    if output:
        tell(f"dry run: {output} was not written" if dry_run else f"wrote {output}")
    return int(only_check and found > 0)


def _try(context: click.Context, files: Sequence[str], people: Path | None) -> list["Tried"]:
    from kb import registry
    from kb.flows.redact import try_file, try_text
    from kb.redact.load import load_redactors, read_people

    settings = settings_of(context)
    redactors = load_redactors(settings.redact)
    more = read_people(people) if people else ()
    sources = registry.load_all("kb.sources")
    return [
        try_text(sys.stdin.read(), "-", settings=settings, redactors=redactors, people=more)
        if name == "-"
        else try_file(Path(name), settings=settings, redactors=redactors, sources=sources, people=more)
        for name in files
    ]


def _show(each: "Tried", *, only_check: bool, plain: bool, quiet: bool) -> None:
    if only_check:
        for line, kind in each.places:
            say(f"{each.name}:{line}: {kind}")
    elif plain:
        if not quiet:
            click.echo(each.after, nl=False)
    else:
        for changed in each.diff():
            say(safe(changed), color=_COLORS.get(changed[:1]))
    known = f"; read by {each.source}, which names {each.people} people" if each.source else ""
    counts = ", ".join(f"{kind} {count}" for kind, count in each.counts.items()) or "nothing to hide"
    tell(f"{each.name}: {counts}{known}")


def _total(many: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in many:
        for kind, count in counts.items():
            total[kind] = total.get(kind, 0) + count
    return dict(sorted(total.items()))


def _report(context: click.Context, as_json: bool) -> int:
    from kb.flows.redact import report, rules

    settings = settings_of(context)
    rows, made = report(settings), rules(settings)
    if as_json:
        items = [
            {"what": row.what, "items": row.items, "touched": row.touched, "hidden": dict(row.counts)}
            for row in rows
        ]
        report_json(
            "redact", ok=True, counts=_total(row.counts for row in rows), items=items, rules=dict(made)
        )
        return 0
    lines = [
        (
            row.what,
            f"{row.items:,}",
            f"{row.touched:,}",
            ", ".join(f"{k} {n:,}" for k, n in row.counts.items()) or "–",
        )
        for row in rows
    ]
    table(lines, ("what is kept", "items", "with hidden parts", "hidden, by kind"))
    tell(f"rules: {made['redactors']}; {made['people']} people listed; settings {made['settings']}")
    return 0
