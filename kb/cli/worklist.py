"""`kb worklist`."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError, KbError
from kb.model.work import Need, Work

NEEDS = {
    Need.RECURRED: "came back",
    Need.FLAGGED: "flagged",
    Need.DISLIKED: "did not help",
    Need.NO_ARTICLE: "no article",
    Need.GAP: "not found",
    Need.NO_RESOLUTION: "no resolution",
    Need.DUPLICATE: "two alike",
    Need.READY: "ready",
    Need.OVERDUE: "overdue",
    Need.TOO_FEW: "seldom",
}
"""What a need is called where there is little room."""

SHOWN = 20


@click.command("worklist")
@click.option("--owner", metavar="NAME", help="Only what this owner has to do; case does not matter.")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=28,
    show_default=True,
    help="How many days count as lately, up to the newest incident.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=SHOWN,
    show_default=True,
    help="Show so many; 0 for all.",
)
@click.option(
    "--page", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a page for the team."
)
@dry_run_option
@json_option
@click.pass_context
def worklist_command(
    context: click.Context,
    owner: str | None,
    days: int,
    limit: int,
    page: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say what to do next, and why.

    First come lessons that came back after their action was applied, then what would have answered most incidents, searches and votes lately: problems without an
    article, searches that found nothing, articles that did not help, without a resolution, flagged,
    alike, ready to promote, or overdue for review. Each line ends with the command to type.
    """
    from kb.flows.worklist import page_of, worklist
    from kb.io import clock

    settings = settings_of(context)
    if page is not None and page.suffix != ".md":
        raise ConfigError("--page writes Markdown", hint="name a file that ends in .md")
    today = clock.today()
    with progress(quiet=as_json) as bar:
        found = worklist(settings, today=today, days=days, owner=owner, progress=bar)
    shown = found.work[:limit] if limit else found.work
    changed = (
        page_of(found, shown, page, content=settings.content, today=today, dry_run=dry_run)
        if page is not None
        else False
    )
    if as_json:
        report_json(
            "worklist",
            ok=True,
            counts=_counts(found.work),
            items=[item(each) for each in shown],
            warnings=[unreadable(error) for error in found.errors],
            first=found.first,
            last=found.last,
            page=str(page) if page else None,
            dry_run=dry_run,
        )
        return
    for number, each in enumerate(shown, start=1):
        _show(number, each)
    if len(shown) < len(found.work):
        tell(f"and {len(found.work) - len(shown)} more; all of them: kb worklist --limit 0")
    if not found.work:
        who = f" for {owner}" if owner is not None else ""
        others = (
            f"; owners with work: {', '.join(found.owners)}" if owner is not None and found.owners else ""
        )
        tell(f"nothing to do{who}{others}")
    else:
        tell(f"lately: {found.first} to {found.last}")
    for error in found.errors:
        tell(f"warning: {error}")
    if page is not None:
        words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
        tell(words.format(relative(page)))


def item(work: Work) -> dict[str, object]:
    """Give one thing to do as scripts get it."""
    return {
        "need": work.need.value,
        "title": work.title,
        "why": work.why,
        "articles": list(work.articles),
        "incidents": [str(ref) for ref in work.incidents],
        "count": work.count,
        "searches": work.searches,
        "votes": work.votes,
        "lately": work.lately,
        "owner": work.owner,
        "command": shlex.join(work.command),
    }


def unreadable(error: KbError) -> dict[str, object]:
    """Give a file that cannot be read as scripts get it."""
    return {
        "code": "unreadable",
        "file": str(error.path or ""),
        "line": error.line or 1,
        "message": error.problem,
        "hint": error.hint or "",
    }


def _counts(work: Sequence[Work]) -> dict[str, int]:
    return {"work": len(work)} | {
        need.value: count for need in Need if (count := sum(each.need is need for each in work))
    }


def _show(number: int, work: Work) -> None:
    say(f"{number:>3}. {work.title}", bold=True)
    owner = f" · {work.owner}" if work.owner else ""
    say(f"     {NEEDS[work.need]} · {work.lately} lately, {work.count} in all{owner}")
    say(f"     {work.why}")
    say(f"     {shlex.join(work.command)}")
