"""`kb archive show`."""

import click

from kb.cli.archive_list import as_item
from kb.cli.screen import json_option, report_json, say, table, tell
from kb.cli.workspace import settings_of

SHOWN = 10
"""How many rows of one table are printed."""


@click.command("show")
@click.argument("name", metavar="BUNDLE")
@json_option
@click.pass_context
def show_command(context: click.Context, name: str, as_json: bool) -> None:
    """
    Show what a bundle holds: its files, its description, its seal, what it corrects and what was left out.

    It says what the bundle says of itself; that it is true is what `kb archive verify` shows.
    """
    from kb.flows.bundles import show

    found = show(settings_of(context), name)
    bundle = found.bundle
    if as_json:
        files = [{"path": path, "bytes": size, "sha256": digest} for path, size, digest in found.files]
        item = as_item(bundle) | {
            "files": files,
            "follows": list(found.follows),
            "description": dict(found.description),
            "records": {
                name: [dict(zip(heads, row, strict=False)) for row in rows]
                for name, (heads, *rows) in found.records.items()
            },
        }
        report_json("archive show", ok=True, counts={"files": len(files)}, items=[item])
        return
    say(bundle.name, bold=True)
    lines = [
        ("seal", bundle.fingerprint or "none"),
        ("signed", "yes" if bundle.signed else "no"),
        ("timestamp", "yes" if bundle.stamped else "no"),
        ("follows", ", ".join(found.follows) or "no other bundle"),
    ]
    if bundle.superseded_by:
        lines.append(("superseded", f"by {bundle.superseded_by}"))
    lines += found.description
    width = max(len(word) for word, _ in lines)
    for word, value in lines:
        say(f"  {word.ljust(width)}  {value}")
    say()
    table(
        [(f"{size:,}", digest[:16], path) for path, size, digest in found.files], ("BYTES", "SHA-256", "FILE")
    )
    for name, (heads, *rows) in found.records.items():
        say()
        say(name, bold=True)
        table(rows[:SHOWN], tuple(head.replace("_", " ").upper() for head in heads))
        if len(rows) > SHOWN:
            tell(f"… and {len(rows) - SHOWN} more; --json has them all")
