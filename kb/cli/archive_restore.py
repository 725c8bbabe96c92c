"""`kb archive restore`."""

from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of


@click.command("restore")
@click.argument("name", metavar="BUNDLE")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="DIR", help="The folder to put it in, below its name."
)
@click.option("--in-place", is_flag=True, help="Put a damaged or removed bundle back where it stood.")
@dry_run_option
@json_option
@click.pass_context
def restore_command(
    context: click.Context,
    name: str,
    paths: tuple[str, ...],
    to: Path | None,
    in_place: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Bring a bundle out of Git, or some of its files.

    What Git keeps is held against the seal before it is put anywhere, and nothing is written over: what stood in
    a bundle's place is moved aside, and named.
    """
    from kb.flows.bundles import restore

    if in_place is (to is not None):
        raise click.UsageError("say where to: either --to DIR or --in-place")
    with progress(quiet=as_json) as bar:
        done = restore(settings_of(context), name, paths, to=to, dry_run=dry_run, progress=bar)
    if as_json:
        item = {
            "name": name,
            "folder": str(done.folder),
            "files": list(done.files),
            "aside": str(done.aside or ""),
            "changed": done.changed,
        }
        report_json(
            "archive restore", ok=True, counts={"files": len(done.files)}, items=[item], dry_run=dry_run
        )
        return
    word = "would restore" if dry_run else "restored"
    say(f"{word if done.changed else 'unchanged'}  {name}: {relative(done.folder)}")
    if done.aside:
        say(f"moved aside   {relative(done.aside)}")
    if dry_run:
        tell("dry run: nothing was written")
