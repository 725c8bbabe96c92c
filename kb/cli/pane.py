"""What `kb review` shows on a terminal of any size; no meaning is in a colour alone."""

import shlex
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from kb.cli.screen import safe
from kb.cli.worklist import NEEDS
from kb.flows.review import Review
from kb.model.article import Article

KEYS = "j/k move  Enter show  p promote  e edit  r reviewed  s skip  ? help  q quit"
SHOWN_KEYS = "j/k scroll  Space next page  p promote  e edit  r reviewed  q back"
HELP = """\
j, k, arrows      move up and down
Space, b          a page further, a page back
g, G              to the first, to the last
Enter             show the article
p                 promote it one step: to not-validated, then to validated
e                 edit it
r                 you have looked at it today, and it is right
x                 retire it
s                 skip it until the next time
o                 do what the line above the keys says
q                 quit

Every change is made by the command of that name, with the same questions.\
"""
_FOOT = 6


def page(height: int) -> int:
    """Say how many things of the list there is room for."""
    return max(1, height - _FOOT - 2)


def listing(review: Review, at: int, top: int, note: str, console: Console) -> Text:
    """Draw the list, with what is known of the chosen thing below it."""
    height, width = console.size.height, console.size.width
    lines = [_line(_head(review), "bold"), _line("  lately  all  what           title", "underline")]
    for number, work in enumerate(review.work[top : top + page(height)], start=top):
        mark = ">" if number == at else " "
        row = f"{mark} {work.lately:>6} {len(work.incidents):>4}  {NEEDS[work.need]:<13}  {work.title}"
        lines.append(_line(row, "reverse" if number == at else ""))
    lines += [Text()] * (page(height) + 2 - len(lines))
    lines.append(_line("-" * width))
    if review.work:
        chosen = review.work[at]
        why = list(Text(safe(chosen.why)).wrap(console, width))[:2]
        lines += [*why, *[Text()] * (2 - len(why)), _line(f"next: {shlex.join(chosen.command)}")]
    else:
        lines += [_line("Nothing to do."), Text(), Text()]
    lines += [_line(note, "bold"), _line(KEYS)]
    return _fitted(lines, console)


def reading(lines: Sequence[Text], top: int, console: Console, keys: str = SHOWN_KEYS) -> Text:
    """Draw a part of a long text."""
    room = max(1, console.size.height - 2)
    shown = list(lines[top : top + room])
    shown += [Text()] * (room - len(shown))
    more = f"{min(len(lines), top + room)} of {len(lines)} lines"
    return _fitted([*shown, _line("-" * console.size.width), _line(f"{more}  {keys}")], console)


def lines_of(articles: Sequence[Article], console: Console) -> list[Text]:
    """Write articles as lines of the screen."""
    found: list[Text] = []
    for article in articles:
        found += [*Text(safe(article.title), style="bold").wrap(console, console.size.width)]
        for line in (*_facts(article), "", *article.body.replace("\t", "    ").split("\n")):
            found += [*Text(safe(line)).wrap(console, console.size.width)] or [Text()]
    return found


def help_lines() -> list[Text]:
    """Write what the keys do."""
    return [_line(line) for line in HELP.split("\n")]


def _facts(article: Article) -> Iterator[str]:
    yield f"{article.id} · {article.confidence.value} · {article.audience.value} · {len(article.evidence)} incidents"
    yield f"content/{article.path}"
    yield from (f"flagged: {reason}" for reason in article.flagged)


def _head(review: Review) -> str:
    count = len(review.work)
    return f"kb review · {count} thing{'' if count == 1 else 's'} to do · lately: {review.first} to {review.last}"


def _line(text: str, style: str = "") -> Text:
    return Text(safe(text).replace("\n", " "), style=style, no_wrap=True, overflow="ellipsis")


def _fitted(lines: Sequence[Text], console: Console) -> Text:
    """Cut to the screen; what is needed most, the keys, stands last and stays."""
    height, width = console.size.height, console.size.width
    kept = [*lines[: max(0, height - 1)], lines[-1]] if len(lines) > height else list(lines)
    for line in kept:
        line.truncate(width, overflow="ellipsis")
    return Text("\n", no_wrap=True).join(kept)
