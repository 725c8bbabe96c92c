"""`kb schema`."""

import json
from pathlib import Path

import click

from kb.cli.screen import dry_run_option, relative, tell


@click.command("schema")
@click.option(
    "--write", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file instead."
)
@dry_run_option
def schema_command(file: Path | None, dry_run: bool) -> None:
    """
    Print the JSON Schema of an article's front matter.

    Editors that know it complete fields and values while one types, and mark what is wrong.
    """
    from kb.articles.schema import TITLE, schema
    from kb.io.files import write_made

    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if file is None:
        click.echo(text, nl=False)
        return
    changed = write_made(
        file,
        text,
        is_ours=lambda old: f'"title": "{TITLE}"' in old,
        what="schema of ours",
        option="--write",
        dry_run=dry_run,
    )
    words = (
        "dry run: {} was not written" if dry_run else "written to {}" if changed else "is so already in {}"
    )
    tell(words.format(relative(file)))
