"""`kb archive search`."""

import click

from kb.archive.finding import Found
from kb.cli.screen import json_option, progress, report_json, safe, say, tell
from kb.cli.workspace import settings_of


@click.command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--bundle", "names", multiple=True, metavar="NAME", help="Only this bundle; may be given several times."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="The most lines shown."
)
@click.option("--superseded", is_flag=True, help="Search bundles that a later one corrects, too.")
@json_option
@click.pass_context
def search_command(
    context: click.Context,
    words: tuple[str, ...],
    names: tuple[str, ...],
    limit: int,
    superseded: bool,
    as_json: bool,
) -> None:
    """
    Find lines in archived texts that hold all words, or what begins with them.

    The index is made below `.kb/`, bundle by bundle, when it is first asked; it leaves this machine never. Bundles
    that a later one corrects are left out.
    """
    from kb.flows.archive_search import search

    with progress(quiet=as_json) as bar:
        found = search(
            " ".join(words),
            settings=settings_of(context),
            names=names,
            limit=limit,
            superseded=superseded,
            progress=bar,
        )
    if as_json:
        items = [
            {
                "bundle": each.bundle,
                "file": each.file,
                "line": each.line,
                "snippet": each.snippet,
                "marks": [list(mark) for mark in each.marks],
            }
            for each in found
        ]
        report_json("archive search", ok=True, counts={"lines": len(found)}, items=items)
        return
    for each in found:
        say(f"{each.bundle}  {each.file}:{each.line}", bold=True)
        click.echo(f"    {_marked(each)}")
    if not found:
        tell("nothing found; every word must stand near the others, in one of the bundles")


def _marked(found: Found) -> str:
    out, last = [], 0
    for start, end in found.marks:
        if start >= last:
            out += [safe(found.snippet[last:start]), click.style(safe(found.snippet[start:end]), bold=True)]
            last = end
    return "".join((*out, safe(found.snippet[last:])))
