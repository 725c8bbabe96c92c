"""`kb review`."""

import importlib.util
import os
import sys
from collections.abc import Callable

import click

from kb.cli.screen import json_option, report_json, say, tell
from kb.cli.worklist import NEEDS, item, unreadable
from kb.cli.workspace import settings_of
from kb.flows.review import Review
from kb.model.work import Work

_PROMPT = "number and key, as 1 p (? for help, q to quit): "


@click.command("review")
@click.argument("id", required=False)
@click.option("--owner", metavar="NAME", help="Only articles of this owner; case does not matter.")
@click.option("--plain", is_flag=True, help="A numbered list and questions instead of a screen.")
@json_option
@click.pass_context
def review_command(
    context: click.Context, id: str | None, owner: str | None, plain: bool, as_json: bool
) -> None:
    """
    Go through what articles need, one key each.

    Shows the part of the worklist that is about articles: move with the arrow keys or j and k, see one
    with Enter, promote, edit, date or retire it with one key; ? lists them. With ID only what this article
    needs. Where there is no terminal, or it is a dumb one, it is a numbered list with questions.
    """
    from kb.flows.articles import one
    from kb.io import clock

    settings = settings_of(context)
    only = one(settings, id).id if id else ""
    review = Review(settings, today=clock.today(), owner=owner, only=only)
    if as_json:
        report_json(
            "review",
            ok=True,
            counts={"work": len(review.work)},
            items=map(item, review.work),
            warnings=[unreadable(error) for error in review.errors],
        )
        return
    act = _actor(str(context.find_root().obj or "."), review)
    for error in review.errors:
        tell(f"warning: {error}")
    if plain or not _has_screen():
        _plainly(review, act)
        return
    from kb.cli.sitting import Sitting

    Sitting(review, act).run()


def _has_screen() -> bool:
    if importlib.util.find_spec("termios") is None:  # Windows: the numbered list does it, too
        return False
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "")


def _actor(workspace: str, review: Review) -> Callable[[str, Work], bool]:
    """Bind the keys to the commands that make the changes, so that both ask and refuse the same."""
    from kb.cli.main import main

    def act(key: str, work: Work) -> bool:
        command = {
            "p": review.promotion(work),
            "e": ("kb", "edit", work.articles[0]),
            "r": ("kb", "reviewed", work.articles[0]),
            "o": work.command,
        }.get(key)
        if key == "x" and _sure(work.articles[0]):
            command = ("kb", "retire", work.articles[0])
        if command is not None:
            main(["-C", workspace, *command[1:]])
        return command is not None or key == "x"

    return act


def _sure(id: str) -> bool:
    try:
        return click.confirm(f"retire {id}? search will not offer it any more", err=True)
    except click.Abort:
        tell("\nnothing was changed")
        return False


def _plainly(review: Review, act: Callable[[str, Work], bool]) -> None:
    _list(review)
    while review.work:
        click.echo(_PROMPT, nl=False, err=True)
        line = sys.stdin.readline()
        if not line or line.strip().casefold() in ("q", "quit"):
            if not line:
                click.echo(err=True)
            return
        words = line.casefold().split()
        number = (
            int(words[0]) if words and words[0].isascii() and words[0].isdigit() and len(words[0]) < 6 else 0
        )
        if not words or words[0] in ("l", "list"):
            _list(review)
        elif not 1 <= number <= len(review.work) or len(words) > 2:
            tell(_HELP)
        else:
            _one(review, act, review.work[number - 1], words[1] if len(words) == 2 else "show")


def _one(review: Review, act: Callable[[str, Work], bool], work: Work, key: str) -> None:
    if key == "show":
        for id_ in work.articles:
            article = review.articles[id_]
            say(f"{article.title}", bold=True)
            say(f"{article.id} · {article.confidence.value} · {article.audience.value}\n")
            say(article.body)
    elif key == "s":
        review.skip(work)
        _list(review)
    elif key not in "perxo" or len(key) != 1:
        tell(_HELP)
    elif act(key, work):
        review.refresh()
        _list(review)
    else:
        tell("it is as trusted as can be")


_HELP = """\
1 shows the first; 1 p promotes it one step; 1 e edits it; 1 r: looked at it today, and it is right;
1 x retires it; 1 s skips it until the next time; 1 o does what its last line says; l lists; q quits"""


def _list(review: Review) -> None:
    for number, work in enumerate(review.work, start=1):
        say(f"{number:>3}. {work.title}", bold=True)
        say(f"     {NEEDS[work.need]} · {work.lately} lately, {len(work.incidents)} in all · {work.why}")
        say(f"     {' '.join(work.command)}")
    if not review.work:
        tell("nothing to do")
