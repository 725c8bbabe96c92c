"""`kb measures`."""

import click

from kb.cli.screen import json_option, report_json, table
from kb.cli.workspace import settings_of


@click.command("measures")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@json_option
@click.pass_context
def measures_command(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Say how good the knowledge base is, in figures."""
    from dataclasses import asdict

    from kb.flows.measures import measure
    from kb.io.clock import today

    found = measure(settings_of(context), names, today=today())
    if as_json:
        report_json(
            "measures", ok=True, counts={"measures": len(found)}, items=[asdict(each) for each in found]
        )
        return
    table(
        [(each.name, each.title, str(each.at().value), str(each.at().n)) for each in found],
        ("NAME", "TITLE", "VALUE", "N"),
    )
