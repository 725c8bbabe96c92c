"""`kb gaps`."""

from datetime import datetime

import click

from kb.cli.screen import dry_run_option, json_option, report_json, say, table, tell
from kb.cli.workspace import settings_of


@click.group("gaps", invoke_without_command=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only since this day.")
@json_option
@click.pass_context
def gaps_command(context: click.Context, since: datetime | None, as_json: bool) -> None:
    """
    List what readers searched for and did not find.

    `kb serve` keeps searches without an answer: redacted, and without the reader. What was asked most
    often comes first, with the article whose title is nearest.
    """
    if context.invoked_subcommand is not None:
        return
    from kb.articles.repository import ArticleRepository
    from kb.flows.gaps import Nearest, gaps

    settings = settings_of(context)
    day = since.date() if since else None
    found = gaps(settings, since=day)
    near = Nearest(ArticleRepository(settings.content).load()[0])
    nearest = [near.to(gap.query) for gap in found.gaps]
    pairs = list(zip(found.gaps, nearest, strict=True))
    searches = sum(gap.times for gap in found.gaps)
    if as_json:
        report_json(
            "gaps",
            ok=True,
            counts={"gaps": len(found.gaps), "searches": searches, "left_out": found.left_out},
            items=[
                {
                    "query": gap.query,
                    "times": gap.times,
                    "last": gap.last,
                    "audiences": [each.value for each in gap.audiences],
                    "nearest": {"id": article.id, "title": article.title} if article else None,
                }
                for gap, article in pairs
            ],
            since=day,
        )
        return
    rows = [
        (str(gap.times), gap.last.isoformat(), gap.query, f"{article.id} {article.title}" if article else "–")
        for gap, article in pairs
    ]
    table(rows, ("TIMES", "LAST", "QUERY", "NEAREST"))
    if not rows:
        tell("nothing was searched for in vain, as far as kb serve kept it")
    if found.left_out:
        tell(f"{found.left_out} more were counted and not kept")


@gaps_command.command("forget")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@dry_run_option
@json_option
@click.pass_context
def forget_command(context: click.Context, query: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """
    Forget all searches for something.

    QUERY is what `kb gaps` shows; case does not matter.
    """
    from kb.flows.gaps import forget

    text = " ".join(query)
    count = forget(settings_of(context), text, dry_run=dry_run)
    if as_json:
        report_json("gaps forget", ok=True, counts={"searches": count}, query=text, dry_run=dry_run)
        return
    say(f"{count} searches for {text!r} {'would be' if dry_run else 'are'} forgotten")
