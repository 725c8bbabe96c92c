"""`kb feedback`."""

from datetime import datetime
from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, relative, report_json, say, table, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError
from kb.model.signal import REASONS, Told


@click.group("feedback", invoke_without_command=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only since this day.")
@click.option("--article", metavar="ID", default="", help="Only what was said of this article.")
@click.option(
    "--all", "everything", is_flag=True, help="Also reasons that were answered, and votes without one."
)
@click.option(
    "--export",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every vote as CSV; - prints it.",
)
@dry_run_option
@json_option
@click.pass_context
def feedback_command(
    context: click.Context,
    since: datetime | None,
    article: str,
    everything: bool,
    file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    List what readers said of articles.

    `kb serve` keeps a vote for each reader and article: redacted, and without the reader. First come the
    articles with most reasons that nobody has answered, then these reasons, newest first.
    """
    if context.invoked_subcommand is not None:
        return
    from kb.flows.feedback import as_csv, export, feedback

    found = feedback(settings_of(context), since=since.date() if since else None, article=article)
    shown = [each for each in found.told if everything or each.is_open]
    if as_json and file is not None:
        raise ConfigError("--json and --export each say it their own way", hint="leave one of them out")
    if as_json:
        report_json(
            "feedback",
            ok=True,
            counts={
                "articles": len(found.tallies),
                "helped": sum(each.helped for each in found.tallies),
                "not_helped": sum(each.not_helped for each in found.tallies),
                "open": sum(each.open for each in found.tallies),
            },
            items=[_item(each, found.titles.get(each.article, "")) for each in shown],
            articles=[
                {
                    "id": each.article,
                    "title": found.titles.get(each.article, ""),
                    "helped": each.helped,
                    "not_helped": each.not_helped,
                    "open": each.open,
                    "last": each.last,
                }
                for each in found.tallies
            ],
            since=since.date() if since else None,
        )
        return
    if file is not None and str(file) == "-":
        click.echo(as_csv(found), nl=False)
        return
    if file is not None:
        changed = export(found, file, dry_run=dry_run)
        words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
        tell(words.format(relative(file)))
        return
    table(
        [
            (str(each.helped), str(each.not_helped), str(each.open), each.last.isoformat(), each.article,
             found.titles.get(each.article, "–"))
            for each in found.tallies
        ],
        ("YES", "NO", "OPEN", "LAST", "ARTICLE", "TITLE"),
    )  # fmt: skip
    for each in shown:
        _show(each)
    if not found.tallies:
        tell("nobody has voted, as far as kb serve kept it")
    elif any(each.is_open for each in shown):
        tell('when one is dealt with: kb feedback answer ID "what was done"')


@feedback_command.command("answer")
@click.argument("vote", metavar="ID")
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@dry_run_option
@json_option
@click.pass_context
def answer_command(
    context: click.Context, vote: str, text: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """
    Say what was done about a reason; it leaves the worklist.

    TEXT is redacted and kept beside the reason. The reader is not known and hears nothing.
    """
    from kb.flows.feedback import answer
    from kb.io import clock

    told = answer(settings_of(context), vote, " ".join(text), today=clock.today(), dry_run=dry_run)
    if as_json:
        report_json("feedback answer", ok=True, items=[_item(told, "")], dry_run=dry_run)
        return
    say(f"{told.id} {'would be' if dry_run else 'is'} answered: {told.answer}")


@feedback_command.command("forget")
@click.argument("vote", metavar="ID")
@dry_run_option
@json_option
@click.pass_context
def forget_command(context: click.Context, vote: str, dry_run: bool, as_json: bool) -> None:
    """Forget a vote and what was said with it."""
    from kb.flows.feedback import forget

    told = forget(settings_of(context), vote, dry_run=dry_run)
    if as_json:
        report_json(
            "feedback forget",
            ok=True,
            counts={"votes": 1},
            vote=told.id,
            article=told.article,
            dry_run=dry_run,
        )
        return
    say(f"{told.id}, a vote on {told.article}, {'would be' if dry_run else 'is'} forgotten")


def _item(told: Told, title: str) -> dict[str, object]:
    return {
        "id": told.id,
        "article": told.article,
        "title": title,
        "day": told.day,
        "audience": told.audience.value,
        "helped": told.helped,
        "reason": told.reason.value if told.reason else "",
        "words": told.words,
        "answer": told.answer,
        "answered": told.answered,
    }


def _show(told: Told) -> None:
    said = "helped" if told.helped else REASONS[told.reason] if told.reason else "did not help"
    say(f"\n{told.id}  {told.day.isoformat()}  {told.article}  {said}", bold=True)
    if told.words:
        say(f"  {told.words}")
    if told.answered:
        say(f"  answered on {told.answered.isoformat()}: {told.answer}")
