"""`kb suggest`."""

import sys
from typing import TYPE_CHECKING

import click

from kb.cli.screen import json_option, progress, report_json, say, tell
from kb.cli.search import WORDS
from kb.cli.workspace import settings_of
from kb.errors import ConfigError
from kb.model.article import Audience

if TYPE_CHECKING:
    from kb.model.suggestion import Suggestion

_BYTES = 1_000_000
"""How much of standard input is read."""


@click.command("suggest")
@click.argument("text", nargs=-1, metavar="[TEXT]")
@click.option(
    "--audience",
    type=click.Choice([member.value for member in Audience]),
    default=Audience.SUPPORT.value,
    show_default=True,
    help="Only articles these readers may see.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(1, 20), default=3, show_default=True, help="How many articles."
)
@json_option
@click.pass_context
def suggest_command(
    context: click.Context, text: tuple[str, ...], audience: str, limit: int, as_json: bool
) -> None:
    """
    Name the article that answers a ticket.

    TEXT is what somebody wrote: two words, a ticket or a whole mail. `-`, or nothing in a pipe, reads
    standard input, which keeps it out of the shell's history. The text is kept nowhere and sent nowhere.
    Ends with 0 also when no article answers.
    """
    from kb.flows.suggest import suggest

    settings = settings_of(context)
    ticket = _ticket(text)
    with progress(quiet=as_json) as bar:
        found = suggest(ticket, settings=settings, audience=Audience(audience), limit=limit, progress=bar)
    if as_json:
        report_json(
            "suggest", ok=True, counts={"articles": len(found)}, items=map(_item, found), audience=audience
        )
        return
    for number, each in enumerate(found, start=1):
        article = each.article
        state = WORDS.get(article.confidence.value, article.confidence.value)
        say(f"{number}. {article.title}  ({state})", bold=True)
        say(f"   {_why(each)}")
        say(f"   {article.id} · content/{article.path} · score {each.score:.2f}")
    if not found:
        tell("no article answers this; write one with: kb new")
        if settings.project.contact:
            tell(f"until then: {settings.project.contact}")


def _ticket(text: tuple[str, ...]) -> str:
    if text not in ((), ("-",)):
        return " ".join(text)
    if not text and sys.stdin.isatty():
        raise ConfigError("no text", hint='kb suggest "offer letter is blank", or pipe a mail into it')
    source = getattr(sys.stdin, "buffer", None)
    return source.read(_BYTES).decode("utf-8", "replace") if source else sys.stdin.read(_BYTES)


def _item(each: "Suggestion") -> dict[str, object]:
    article = each.article
    return {
        "id": article.id,
        "title": article.title,
        "score": round(each.score, 4),
        "why": _why(each),
        "incidents": len(article.evidence),
        "audience": article.audience.value,
        "confidence": article.confidence.value,
        "path": f"content/{article.path}",
        "words": list(each.words),
        "codes": list(each.codes),
        "like": str(each.like.ref) if each.like else None,
    }


def _why(each: "Suggestion") -> str:
    reasons = [f"same code {', '.join(each.codes)}"] if each.codes else []
    reasons += [f"same words: {', '.join(each.words)}"] if each.words else []
    if each.like:
        reasons.append(f"most like {each.like.ref.key} ({each.like.summary})")
    return "; ".join(reasons) or "answered incidents like this one"
