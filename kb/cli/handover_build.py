"""`kb handover build`."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.model.article import Audience

if TYPE_CHECKING:
    from kb.flows.handover.build import PackReport


@click.command("build")
@click.argument("name", metavar="NAME")
@click.option(
    "--audience",
    type=click.Choice([each.value for each in Audience]),
    default=Audience.INTERNAL.value,
    show_default=True,
    help="For whom; any but internal leaves out incidents, logs, the history and the scorecard.",
)
@click.option("--recipient", metavar="TEAM", help="Who takes over.")
@click.option("--handed-by", metavar="WHO", help="Who hands over, name and role.")
@click.option("--accepted-by", metavar="WHO", help="Who accepts it, name and role.")
@click.option("--no-input", is_flag=True, help="Never ask; what is not told stays open on the certificate.")
@dry_run_option
@json_option
@click.pass_context
def build_command(
    context: click.Context,
    name: str,
    audience: str,
    recipient: str | None,
    handed_by: str | None,
    accepted_by: str | None,
    no_input: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """
    Make one file that hands everything over, and proves itself.

    `dist/handover-NAME.zip` holds a start page, the handover report and a certificate, the library with its
    search, the records and what proves them. It is made of what is committed, and of nothing else: the same
    commit gives the same bytes. Where something still stands that redaction hides, nothing is made (exit 5).

    It prints a fingerprint, which is written to no other place: mail it to whoever takes over. When the
    scorecard says that hypercare may not end yet, the file is made all the same, and says so.
    """
    from kb.flows.handover.build import build

    settings = settings_of(context)
    asks = not (no_input or dry_run or as_json) and sys.stdin.isatty() and sys.stderr.isatty()
    known = settings.handover
    names = replace(
        known,
        recipient=answer(recipient, known.recipient, "Who takes over, as a team?", asks=asks),
        handed_by=answer(handed_by, known.handed_by, "Who hands over, name and role?", asks=asks),
        accepted_by=answer(accepted_by, known.accepted_by, "Who accepts it, name and role?", asks=asks),
    )
    with progress(quiet=as_json) as bar:
        report = build(
            replace(settings, handover=names),
            name,
            audience=Audience(audience),
            dry_run=dry_run,
            progress=bar,
        )
    if as_json:
        _print_json(report)
    else:
        _print(report)
    return 0


def answer(told: str | None, known: str, question: str, *, asks: bool) -> str:
    """Take what the option says, else the settings, else an answer."""
    if told is not None:
        return told.strip()
    if known or not asks:
        return known
    given: str = click.prompt(f"{question} (Enter leaves it open)", default="", show_default=False, err=True)
    return given.strip()


def _warnings(report: "PackReport") -> list[tuple[str, str, str]]:
    found = []
    made = report.handover
    if made and made.scorecard and not made.may_end:
        found.append(("not-ready", made.verdict, "kb handover scorecard"))
    if report.replaced:
        found.append(("replaced", f"another file stood there, with the fingerprint {report.replaced}", ""))
    return found


def _print_json(report: "PackReport") -> None:
    made = report.handover
    report_json(
        "handover build",
        ok=True,
        counts={"files": report.files, "bytes": report.bytes},
        items=[
            {
                "path": str(report.target),
                "as_of": report.as_of,
                "fingerprint": report.fingerprint,
                "changed": report.changed,
                "may_end": made.may_end if made and made.scorecard else None,
                "searched": report.found,
            }
        ],
        warnings=[
            {"code": code, "message": message, "hint": hint} for code, message, hint in _warnings(report)
        ],
        dry_run=report.dry_run,
    )


def _print(report: "PackReport") -> None:
    if report.dry_run:
        say(f"would make {relative(report.target)}, state of {report.as_of}")
        if report.replaced:
            tell(f"another file stands there, with the fingerprint {report.replaced}")
        tell("dry run: nothing was written")
        return
    word = "made" if report.changed else "unchanged"
    say(f"{word:<10} {relative(report.target)}: {report.files:,} files, {report.bytes / 1e6:,.1f} MB")
    if report.handover and report.handover.tally:
        say(f"complete   {report.handover.tally.told}")
    tried = f", and a search for “{report.found}” finds its page" if report.found else ""
    say(f"checked    opened afresh: every file is as it was sealed{tried}")
    for _, message, hint in _warnings(report):
        tell(f"warning: {message}{f' ({hint})' if hint else ''}")
    say("")
    say(f"    {report.fingerprint}", bold=True)
    say("")
    say(
        "Mail this fingerprint to whoever takes over, apart from the file: it is written nowhere else but on the"
    )
    say("certificate inside. With it they can tell that the file is the one you made.")
