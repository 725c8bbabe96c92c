"""`kb handover originals`."""

from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of


@click.command("originals")
@click.argument("name", metavar="NAME")
@click.option(
    "--from",
    "source",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder of the raw files.",
)
@click.option(
    "--recipient",
    "recipients",
    required=True,
    multiple=True,
    metavar="KEY",
    help="Who can read them: age1…, or an SSH public key; may be given again.",
)
@dry_run_option
@json_option
@click.pass_context
def originals_command(
    context: click.Context, name: str, source: Path, recipients: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """
    Seal the raw files beside a handover, encrypted.

    Everything in DIR goes, unredacted, into `dist/originals-NAME.zip.age`, which only the recipients can read. It
    is encrypted as it is written, and its seal follows that of `dist/handover-NAME.zip`. No other command does this,
    and no pack holds it.
    """
    from kb.flows.handover.originals import originals

    with progress(quiet=as_json) as bar:
        found = originals(
            settings_of(context), name, source=source, recipients=recipients, dry_run=dry_run, progress=bar
        )
    if as_json:
        report_json(
            "handover originals",
            ok=True,
            counts={"files": found.files, "bytes": found.bytes, "recipients": found.recipients},
            items=[{"path": str(found.target), "fingerprint": found.fingerprint}],
            dry_run=dry_run,
        )
        return
    word = "would seal" if dry_run else "sealed"
    say(f"{word}  {found.files:,} files, {found.bytes:,} bytes, for {found.recipients:,} recipients")
    say(f"{'in':<{len(word)}}  {relative(found.target)}")
    if dry_run:
        tell("dry run: nothing was written")
        return
    say(f"fingerprint  {found.fingerprint}")
    tell(f"to read it: age -d -i KEY {found.target.name} > originals.zip; kb handover verify originals.zip")
