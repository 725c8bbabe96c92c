"""`kb archive add`, and where its neighbours stand."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.lazy import BesideGroup
from kb.cli.screen import dry_run_option, json_option, progress, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.model.bundle import Correction

if TYPE_CHECKING:
    from kb.flows.archive import ArchiveReport

BESIDE = {
    "list": "kb.cli.archive_list",
    "show": "kb.cli.archive_show",
    "search": "kb.cli.archive_search",
    "verify": "kb.cli.archive_verify",
    "restore": "kb.cli.archive_restore",
    "stamp": "kb.cli.archive_stamp",
}


@click.group("archive", cls=BesideGroup, beside=BESIDE)
def archive_command() -> None:
    """Archive hypercare logs in Git and verify them."""


@archive_command.command("add")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--bundle", "name", required=True, metavar="NAME", help="The bundle's name, as 2026-08-payroll-week1."
)
@click.option(
    "--supersedes", "old", default="", metavar="OLD", help="The bundle that this one corrects; it stays."
)
@click.option("--because", default="", metavar="WHY", help="Why it is corrected, in a line.")
@click.option(
    "--with-pictures",
    is_flag=True,
    help="Keep pictures, and what else `archive.allow` names, as they are; somebody has looked at them.",
)
@click.option(
    "--link",
    "links",
    multiple=True,
    metavar="URL=FILE",
    help="Keep FILE, which a link in the logs leads to; may be given several times.",
)
@click.option(
    "--links",
    "table_of_links",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Keep files that links lead to: a table with the header `link,file`.",
)
@dry_run_option
@json_option
@click.pass_context
def add(
    context: click.Context,
    paths: tuple[Path, ...],
    name: str,
    old: str,
    because: str,
    with_pictures: bool,
    links: tuple[str, ...],
    table_of_links: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Keep logs, files and folders, as one bundle.

    An export that a harvest reads is kept as its records, one a line, redacted as a harvest does; any other
    text as it is, redacted knowing whom the exports name. What cannot be redacted is left out and listed. They are
    written as a BagIt bag, committed to Git and tagged `archive/NAME`. A bundle never changes again; the same
    command after a crash finishes what is missing.
    """
    from kb import registry
    from kb.flows.archive import add as add_bundle
    from kb.flows.linked import linked
    from kb.io import clock
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    correction = _correction(old, because)
    with progress(quiet=as_json) as bar:
        report = add_bundle(
            paths,
            name=name,
            settings=settings,
            redactors=load_redactors(settings.redact),
            sources=registry.load_all("kb.sources"),
            today=clock.today(),
            correction=correction,
            linked=linked(links, table_of_links),
            with_pictures=with_pictures,
            dry_run=dry_run,
            progress=bar,
        )
    show_added(report, "archive add", as_json=as_json)


def show_added(report: "ArchiveReport", command: str, *, as_json: bool) -> None:
    """Print what a bundle was made of, and what was left out of it."""
    bundle = report.bundle
    if as_json:
        report_json(
            command,
            ok=True,
            counts={
                "read": report.read,
                "files": bundle.files,
                "bytes": bundle.bytes,
                "refused": len(report.refused),
                "unredacted": len(report.unredacted),
                "links": report.links,
                "links_kept": report.answered,
            },
            items=[
                {
                    "name": bundle.name,
                    "digest": bundle.digest,
                    "commit": bundle.commit,
                    "changed": report.changed,
                    "fingerprint": bundle.fingerprint,
                    "signed": bundle.signed,
                    "stamped": bundle.stamped,
                    "supersedes": bundle.supersedes.old if bundle.supersedes else "",
                }
            ],
            warnings=[
                {"code": "refused", "file": path, "line": 0, "message": why, "hint": ""}
                for path, why in report.refused
            ]
            + [
                {"code": "unredacted", "file": path, "line": 0, "message": "kept as it is", "hint": ""}
                for path in report.unredacted
            ]
            + [
                {"code": "archived", "file": "", "line": 0, "message": said, "hint": ""}
                for said in report.told
            ],
            redactions=dict(report.redactions),
            dry_run=report.dry_run,
        )
        return
    word = "would archive" if report.dry_run else "archived" if report.changed else "unchanged"
    say(f"{word}  {bundle.name}: {bundle.files} files, {bundle.bytes:,} bytes")
    say(f"manifest   sha256:{bundle.digest}")
    if bundle.fingerprint:
        say(f"seal       {bundle.fingerprint}{'  signed' if bundle.signed else ''}")
    if bundle.supersedes:
        say(f"supersedes {bundle.supersedes.old}")
    if report.redactions:
        say("hidden     " + ", ".join(f"{kind} {count:,}" for kind, count in report.redactions.items()))
    if report.links:
        say(f"links      {report.links:,} lead outside, {report.answered:,} of their targets are kept")
    for path in report.unredacted:
        tell(f"unredacted {path}: nobody but you has looked at it")
    for path, why in report.refused:
        tell(f"left out   {path}: {why}")
    for said in report.told:
        tell(f"note       {said}")
    if report.dry_run:
        tell("dry run: nothing was written")


def _correction(old: str, because: str) -> Correction | None:
    if because and not old:
        raise click.UsageError("--because tells why a bundle is corrected: name it with --supersedes")
    return Correction(old=old, because=because) if old else None
