"""The dialogue of `kb promote`: each word that may be a name, in its line, one key."""

import os
import sys
from collections.abc import Sequence

import click

from kb.cli.screen import safe, tell
from kb.errors import RefusedError
from kb.flows.promotion import Decisions, Desk, Promotion
from kb.redact.base import Redactor
from kb.redact.candidates import Candidate


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def decide(desk: Desk, made: Promotion, given: Decisions, redactors: Sequence[Redactor]) -> Promotion:
    """
    Ask about each word until none is left; nothing is written here.

    Hiding one may bring out another (`Marek Nowak`, then `Nowak` alone), so it is looked at anew.
    """
    keep, mask = list(given.keep), list(given.mask)
    while made.undecided:
        words: dict[str, list[Candidate]] = {}
        for each in made.undecided:
            words.setdefault(each.word, []).append(each)
        for word, places in words.items():
            (keep if _keeps(desk, word, places) else mask).append(word)
        made = desk.promote(Decisions(keep=tuple(keep), mask=tuple(mask)), redactors)
    return made


def _keeps(desk: Desk, word: str, places: list[Candidate]) -> bool:
    first = places[0]
    more = f", and {len(places) - 1} more" if len(places) > 1 else ""
    tell(f"\ncontent/{desk.article.path}:{first.line}: {first.reason.value}{more}")
    before, here, after = first.context.partition(word)
    word_shown = safe(here) if os.environ.get("NO_COLOR") else click.style(safe(here), bold=True, fg="yellow")
    click.echo(f"  {safe(before)}{word_shown}{safe(after)}", err=True)
    click.echo(f'"{safe(word)}" a name?  [m]ask  [k]eep  [q]uit ', nl=False, err=True)
    while True:
        try:
            key = click.getchar().casefold()
        except EOFError:
            key = "q"
        if key in ("m", "k", "q"):
            break
    click.echo(key, err=True)
    if key == "q":
        raise RefusedError(
            f"{desk.article.id} is as it was: nothing was written",
            hint="go on any time with the same command",
        )
    return key == "k"
