"""`kb archive add`, and where its neighbours stand."""

from pathlib import Path

import click

from kb.cli.lazy import BesideGroup
from kb.cli.screen import dry_run_option, json_option, progress, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.model.bundle import Correction

BESIDE = {
    "list": "kb.cli.archive_list",
    "show": "kb.cli.archive_show",
    "verify": "kb.cli.archive_verify",
    "restore": "kb.cli.archive_restore",
    "stamp": "kb.cli.archive_stamp",
}


@click.group("archive", cls=BesideGroup, beside=BESIDE)
def archive_command() -> None:
    """Archive hypercare logs in Git and verify them."""


@archive_command.command("add")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--bundle", "name", required=True, metavar="NAME", help="The bundle's name, as 2026-08-payroll-week1."
)
@click.option(
    "--supersedes", "old", default="", metavar="OLD", help="The bundle that this one corrects; it stays."
)
@click.option("--because", default="", metavar="WHY", help="Why it is corrected, in a line.")
@dry_run_option
@json_option
@click.pass_context
def add(
    context: click.Context, folder: Path, name: str, old: str, because: str, dry_run: bool, as_json: bool
) -> None:
    """
    Keep the logs of a folder as one bundle.

    An export that a harvest reads is kept as its records, one a line, redacted as a harvest does; any other
    text as it is, redacted knowing whom the exports name. They are written as a BagIt bag, committed to Git and tagged `archive/NAME`. A bundle
    never changes again; the same command after a crash finishes what is missing.
    """
    from kb import registry
    from kb.flows.archive import add as add_bundle
    from kb.io import clock
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    correction = _correction(old, because)
    with progress(quiet=as_json) as bar:
        report = add_bundle(
            folder,
            name=name,
            settings=settings,
            redactors=load_redactors(settings.redact),
            sources=registry.load_all("kb.sources"),
            today=clock.today(),
            correction=correction,
            dry_run=dry_run,
            progress=bar,
        )
    bundle = report.bundle
    if as_json:
        report_json(
            "archive add",
            ok=True,
            counts={"files": bundle.files, "bytes": bundle.bytes, "refused": len(report.refused)},
            items=[
                {
                    "name": bundle.name,
                    "digest": bundle.digest,
                    "commit": bundle.commit,
                    "changed": report.changed,
                    "fingerprint": bundle.fingerprint,
                    "signed": bundle.signed,
                    "stamped": bundle.stamped,
                    "supersedes": old,
                }
            ],
            warnings=[
                {"code": "refused", "file": path, "line": 0, "message": why, "hint": ""}
                for path, why in report.refused
            ]
            + [
                {"code": "archived", "file": "", "line": 0, "message": said, "hint": ""}
                for said in report.told
            ],
            redactions=dict(report.redactions),
            dry_run=dry_run,
        )
        return
    word = "would archive" if dry_run else "archived" if report.changed else "unchanged"
    say(f"{word}  {bundle.name}: {bundle.files} files, {bundle.bytes:,} bytes")
    say(f"manifest   sha256:{bundle.digest}")
    if bundle.fingerprint:
        say(f"seal       {bundle.fingerprint}{'  signed' if bundle.signed else ''}")
    if old:
        say(f"supersedes {old}")
    if report.redactions:
        say("hidden     " + ", ".join(f"{kind} {count:,}" for kind, count in report.redactions.items()))
    for path, why in report.refused:
        tell(f"left out   {path}: {why}")
    for said in report.told:
        tell(f"note       {said}")
    if dry_run:
        tell("dry run: nothing was written")


def _correction(old: str, because: str) -> Correction | None:
    if because and not old:
        raise click.UsageError("--because tells why a bundle is corrected: name it with --supersedes")
    return Correction(old=old, because=because) if old else None
