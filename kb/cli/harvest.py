"""`kb harvest`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.recurred import recurrence_item, recurrence_lines
from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of

if TYPE_CHECKING:
    from kb.flows.outcome import ExportReport


SHOWN = 20
"""How many lines of one kind are printed; --json has all."""


@click.command("harvest")
@click.argument("exports", nargs=-1, required=True, metavar="EXPORT...", type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="Read as this kind of export instead of recognising it.")
@click.option(
    "--min-incidents",
    type=click.IntRange(1),
    metavar="N",
    help="Draft a problem that came up N times or more.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Write nothing when an export looks cut, or a record or file cannot be read.",
)
@dry_run_option
@json_option
@click.pass_context
def harvest_command(
    context: click.Context,
    exports: tuple[Path, ...],
    source: str | None,
    min_incidents: int | None,
    strict: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """
    Turn resolved incidents into articles with receipts.

    EXPORT is a file or a folder, in any mix: tickets, chats and mails as their products export them (`kb
    sources` lists all), or a table whose columns kb.toml names. Every incident is redacted and kept;
    problems that came up again are drafted; articles that already answer them grow.
    """
    from kb import registry
    from kb.flows.harvest import harvest, with_threshold
    from kb.io import clock
    from kb.redact.load import load_redactors

    settings = with_threshold(settings_of(context), min_incidents)
    with progress(quiet=as_json) as bar:
        report = harvest(
            exports,
            settings=settings,
            sources=registry.load_all("kb.sources"),
            redactors=load_redactors(settings.redact),
            today=clock.today(),
            source=source,
            dry_run=dry_run,
            strict=strict,
            progress=bar,
        )
    account = report.account
    counts = account.counts()
    if as_json:
        report_json(
            "harvest",
            ok=not account.rejected,
            counts=counts,
            items=[
                {
                    "id": a.id,
                    "path": a.path,
                    "title": a.title,
                    "change": "created",
                    "evidence": len(a.evidence),
                }
                for a in report.created
            ]
            + [
                {"id": a.id, "path": a.path, "title": a.title, "change": "grown", "evidence": len(a.evidence)}
                for a in report.grown
            ],
            warnings=[
                {"code": n.code, "file": str(n.path), "line": 0, "message": n.message, "hint": n.hint}
                for n in report.notices
            ]
            + [
                {"code": "rejected", "file": str(r.path), "line": r.line, "message": r.reason, "hint": ""}
                for r in account.rejected
            ]
            + [
                {
                    "code": "unread",
                    "file": str(path),
                    "line": 0,
                    "message": "no source reads this file",
                    "hint": "",
                }
                for path in report.unread
            ]
            + [
                {
                    "code": "lesson",
                    "file": relative(b.path),
                    "line": b.line,
                    "message": b.reason,
                    "hint": "kb lessons check",
                }
                for b in report.broken
            ],
            sources=[
                {
                    "path": str(each.path),
                    "source": each.source,
                    "records": each.records,
                    "skipped": each.skipped,
                    "rejected": each.rejected,
                    "known": each.known,
                }
                for each in report.exports
            ],
            skipped=account.skip_reasons(),
            redactions=dict(report.redactions),
            articles={
                "created": len(report.created),
                "grown": len(report.grown),
                "unchanged": report.unchanged,
                "flagged": len(report.flagged),
            },
            groups=report.groups,
            boilerplate=report.boilerplate,
            recurred=[recurrence_item(each) for each in report.recurred],
            not_drafted=dict(report.not_drafted),
            dry_run=dry_run,
        )
        return 1 if account.rejected else 0
    for line in _read_lines(report.exports):
        say(line, bold=True)
    for notice in report.notices[:SHOWN]:
        tell(f"note       {relative(notice.path)}: {notice.message}")
        if notice.hint:
            tell(f"           {notice.hint}")
    if len(report.notices) > SHOWN:
        tell(f"note       … and {len(report.notices) - SHOWN:,} more; --json lists all")
    say(
        f"incidents  read {counts['read']:,} = created {counts['created']:,} + updated {counts['updated']:,}"
        f" + unchanged {counts['unchanged']:,} + skipped {counts['skipped']:,} + rejected {counts['rejected']:,}"
    )
    if account.skipped:
        say(
            "skipped    "
            + ", ".join(f"{reason} {count:,}" for reason, count in account.skip_reasons().items())
        )
    for rejection in account.rejected[:SHOWN]:
        tell(f"rejected   {rejection}")
    if len(account.rejected) > SHOWN:
        tell(f"rejected   … and {len(account.rejected) - SHOWN:,} more; --json lists all")
    for file in report.unread[:5]:
        tell(f"not read   {relative(file)}: no source reads this file")
    if len(report.unread) > 5:
        tell(f"not read   … and {len(report.unread) - 5:,} more files; --json lists all")
    if report.redactions:
        say("hidden     " + ", ".join(f"{kind} {count:,}" for kind, count in report.redactions.items()))
    say(
        f"articles   {report.resolved:,} resolved incidents, {report.groups:,} recurring problems:"
        f" created {len(report.created):,}, grown {len(report.grown):,}, unchanged {report.unchanged:,}"
    )
    if report.boilerplate:
        say(
            f"answers    {report.boilerplate:,} close notes say nothing, as “Done.”: counted, never an answer"
        )
    if report.not_drafted:
        say("no article " + ", ".join(f"{reason} {count:,}" for reason, count in report.not_drafted.items()))
    for article in sorted(report.created, key=lambda a: (-len(a.evidence), a.id))[:10]:
        say(f"  + {article.id}  {len(article.evidence)}×  {article.title}")
    if len(report.created) > 10:
        say(f"  … and {len(report.created) - 10} more: kb list")
    for article in report.flagged[:SHOWN]:
        say(f"  ! {article.id}  flagged: {article.flagged[-1]}")
    for line in recurrence_lines(report.recurred):
        say(line)
    for lesson in report.broken[:SHOWN]:
        tell(f"not looked for  {lesson}; see kb lessons check")
    if dry_run:
        tell("dry run: nothing was written")
    elif report.created or report.flagged:
        tell("next: go through them with kb review, then kb check and kb build")
    return 1 if account.rejected else 0


def _read_lines(exports: "Sequence[ExportReport]") -> Iterator[str]:
    """Say what was read: a line an export, or one for all of a kind in a folder of many."""
    groups: dict[tuple[Path, str], list[ExportReport]] = {}
    for each in exports:
        groups.setdefault((each.path.parent, each.source), []).append(each)
    for (folder, source), found in groups.items():
        if len(found) <= 3:
            for each in found:
                again = ", unchanged since it was last read" if each.known else ""
                yield f"{relative(each.path)}  {source}: {_records(each.records)}{again}"
        else:
            known = sum(each.known for each in found)
            since = f", {known:,} files unchanged since they were last read" if known else ""
            records = _records(sum(each.records for each in found))
            yield f"{relative(folder)}/  {source}: {records} in {len(found):,} files{since}"


def _records(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"
