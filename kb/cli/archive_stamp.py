"""`kb archive stamp`."""

from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, relative, report_json, say, tell
from kb.cli.workspace import settings_of

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("stamp")
@click.argument("name", metavar="BUNDLE")
@click.option(
    "--query", type=_FILE, metavar="FILE", help="Write the question there (.tsq), to be sent by other means."
)
@click.option("--reply", type=_FILE, metavar="FILE", help="Check and keep the answer to it (.tsr).")
@dry_run_option
@json_option
@click.pass_context
def stamp_command(
    context: click.Context, name: str, query: Path | None, reply: Path | None, dry_run: bool, as_json: bool
) -> None:
    """
    Give a bundle a timestamp later.

    Asks the authority that `archive.timestamp_url` names, or exchanges files where this machine may not ask. The
    answer is kept in archive/stamps/, in a commit of its own. It shows of every bundle before it, too, that it stood then.
    """
    from kb.flows.bundles import stamp, write_query

    if query and reply:
        raise click.UsageError("first --query, then --reply")
    settings = settings_of(context)
    if query:
        done = write_query(settings, name, query, dry_run=dry_run)
    else:
        done = stamp(settings, name, reply=reply, dry_run=dry_run)
    if as_json:
        item = {
            "name": name,
            "file": str(done.file),
            "at": done.at.isoformat() if done.at else "",
            "proven": done.proven,
            "changed": done.changed,
        }
        report_json("archive stamp", ok=True, items=[item], dry_run=dry_run)
        return
    if done.at:
        say(f"{'would keep' if dry_run else 'kept'}  {relative(done.file)}: {done.at:%Y-%m-%d %H:%M:%S} UTC")
        if not done.proven:
            tell("it is the authority's bare word: set archive.timestamp_ca to prove it")
    else:
        say(f"{'would write' if dry_run else 'wrote'}  {relative(done.file)}")
        tell(f"send it to an authority, then: kb archive stamp {name} --reply FILE")
    if dry_run:
        tell("dry run: nothing was written")
