"""`kb hosting`."""

import click

from kb.cli.screen import json_option, report_json, table


@click.command("hosting")
@click.argument("name", required=False)
@json_option
def hosting_command(name: str | None, as_json: bool) -> None:
    """
    Print examples of how the site is run for others.

    Without a NAME they are listed. NAME is nginx, systemd, container, github or gitlab: kb hosting nginx > kb.conf
    """
    from kb.flows.hosting import EXAMPLES, example

    examples = [example(each) for each in ([name] if name else EXAMPLES)]
    if as_json:
        items = [
            {"name": each.name, "file": each.file, "about": each.about, "text": each.text}
            for each in examples
        ]
        report_json("hosting", ok=True, counts={"examples": len(items)}, items=items)
    elif name:
        click.echo(examples[0].text, nl=False)
    else:
        table([(each.name, each.file, each.about) for each in examples], ("NAME", "FILE", "WHAT IT IS"))
