"""`kb sources` and `kb sources map`."""

from dataclasses import asdict
from pathlib import Path

import click

from kb.cli.screen import json_option, report_json, say, table, tell
from kb.errors import ConfigError


@click.group("sources", invoke_without_command=True)
@click.option("--source", "name", metavar="NAME", help="Say how to get the export of this source.")
@json_option
@click.pass_context
def sources_command(context: click.Context, name: str | None, as_json: bool) -> None:
    """List what can be harvested, and how to export it."""
    if context.invoked_subcommand:
        return
    from kb import registry
    from kb.flows.sources import installed

    found = installed(registry.load_all("kb.sources"))
    if name is not None:
        found = tuple(each for each in found if each.name == name)
        if not found:
            raise ConfigError(f"no source named {name!r}", hint="kb sources lists them")
    if as_json:
        report_json("sources", ok=True, counts={"sources": len(found)}, items=map(asdict, found))
        return
    if name is not None:
        say(f"{found[0].product} ({found[0].name})", bold=True)
        say(f"reads   {found[0].reads}")
        say(f"export  {found[0].how_to_export}")
        return
    table([(each.name, each.product, each.reads) for each in found], ("SOURCE", "PRODUCT", "READS"))
    tell("how to export: kb sources --source NAME; each file is recognised by its content")


@sources_command.command("map")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def map_command(context: click.Context, file: Path, as_json: bool) -> int:
    """
    Propose how kb.toml could name the columns of FILE.

    FILE is a CSV, Excel, JSON or JSON Lines file. The proposal goes to stdout, to be read and pasted
    into kb.toml; what could not be placed, and what is doubtful, goes to stderr. Nothing is written.
    """
    from kb import registry
    from kb.cli.workspace import settings_or_default
    from kb.flows.sources import proposed
    from kb.sources.propose import toml

    settings = settings_or_default(context)
    proposal, known = proposed(file, settings.harvest, registry.load_all("kb.sources"))
    text = toml(proposal)
    if as_json:
        report_json(
            "sources map",
            ok=not proposal.missing,
            counts={"columns": len(proposal.columns), "records": proposal.records},
            items=[asdict(proposal.declared)],
            warnings=[
                {"code": "doubt", "file": str(file), "line": 0, "message": doubt, "hint": ""}
                for doubt in proposal.doubts
            ],
            toml=text,
            missing=list(proposal.missing),
            unplaced=list(proposal.unplaced),
            known=known,
        )
        return 1 if proposal.missing else 0
    say(text.rstrip())
    if known:
        tell(f"note: the source {known} reads this file already")
    for role in proposal.missing:
        tell(f"missing: no column looks like {role}, which is required")
    for doubt in proposal.doubts:
        tell(f"doubt: {doubt}")
    if proposal.unplaced:
        tell(f"kept as they are, under extra: {', '.join(proposal.unplaced)}")
    return 1 if proposal.missing else 0
