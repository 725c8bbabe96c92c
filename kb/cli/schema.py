"""`kb schema`."""

import json
from pathlib import Path

import click

from kb.cli.screen import relative, tell


@click.command("schema")
@click.option(
    "--write", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file instead."
)
def schema_command(file: Path | None) -> None:
    """
    Print the JSON Schema of an article's front matter.

    Editors that know it complete fields and values while one types, and mark what is wrong.
    """
    from kb.articles.schema import schema
    from kb.io.files import write_if_changed

    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if file is None:
        click.echo(text, nl=False)
        return
    changed = write_if_changed(file, text)
    tell(f"{'written to' if changed else 'is so already in'} {relative(file)}")
