"""`kb review` on a terminal: a list, one key each."""

from collections.abc import Callable, Sequence
from functools import partial

import click
from rich.console import Console
from rich.text import Text

from kb.cli import pane
from kb.cli.keys import Keys
from kb.flows.review import Review
from kb.model.work import Work

Act = Callable[[str, Work], bool]
"""Do what a key says to one thing, talking to the terminal as it is; False when there is nothing to do."""

ACTIONS = frozenset("perxo")
_STEPS = {"down": 1, "j": 1, "up": -1, "k": -1}
_RESIZED = 0.5
"""How often the window's size is looked at while no key comes, in seconds."""


class Sitting:
    """The screen and where one is in the list."""

    def __init__(self, review: Review, act: Act) -> None:
        self.review = review
        self._act = act
        self._console = Console(highlight=False, force_terminal=True)
        self._keys = Keys()
        self._at = self._top = 0
        self._note = ""

    def run(self) -> None:
        """Go on until somebody quits; the terminal is left as it was, whatever happens."""
        while (key := self._on_screen()) != "q":
            if not self._act(key, self.review.work[self._at]):
                self._note = "It is as trusted as can be."
                continue
            click.echo("press any key to go on ", nl=False, err=True)
            with self._keys.listening():
                self._keys.next()
            click.echo(err=True)
            self.review.refresh()

    def _on_screen(self) -> str:
        """Move about; give the key of an action for the chosen thing, or `q`, with the screen as it was before."""
        with self._keys.listening(), self._console.screen(hide_cursor=True):
            while True:
                key = self._shown(self._listing)
                self._note = ""
                work = self.review.work[self._at] if self.review.work else None
                if key == "enter" and work:
                    key = self._article(work)
                if key == "q" or (key in ACTIONS and work):
                    return key
                if key == "s" and work:
                    self.review.skip(work)
                    self._note = "Skipped until the next time."
                elif key == "?":
                    self._scrolled(pane.help_lines, "q back")
                else:
                    self._at = _moved(
                        self._at, key, pane.page(self._console.size.height), len(self.review.work)
                    )

    def _article(self, work: Work) -> str:
        """Show what it is about; give the key of an action, or "" when one goes back to the list."""
        articles = [self.review.articles[id_] for id_ in work.articles]
        key = self._scrolled(partial(pane.lines_of, articles, self._console), pane.SHOWN_KEYS)
        return key if key in ACTIONS or key == "s" else ""

    def _scrolled(self, write: Callable[[], Sequence[Text]], keys: str) -> str:
        """Scroll through a text; give the key that ended it."""
        top = 0
        while True:
            room = max(1, self._console.size.height - 2)
            lines = write()
            key = self._shown(partial(pane.reading, lines, top, self._console, keys))
            if key in ("q", "escape", "enter", "s") or key in ACTIONS:
                return key
            top = _moved(top, key, room, max(1, len(lines) - room + 1))

    def _listing(self) -> Text:
        """Draw the list, with the chosen thing in it and in sight."""
        room = pane.page(self._console.size.height)
        self._at = max(0, min(self._at, len(self.review.work) - 1))
        self._top = max(min(self._top, self._at), self._at - room + 1, 0)
        return pane.listing(self.review, self._at, self._top, self._note, self._console)

    def _shown(self, draw: Callable[[], Text]) -> str:
        """Show something until a key comes; draw anew when the window has another size."""
        while True:
            size = self._console.size
            self._console.update_screen(draw())
            while self._console.size == size:
                key = self._keys.next(timeout=_RESIZED)
                if key:
                    return key
            self._console.clear()


def _moved(at: int, key: str, room: int, count: int) -> int:
    if key in ("home", "g"):
        return 0
    if key in ("end", "G"):
        return max(0, count - 1)
    step = _STEPS.get(key, 0) or {"page down": room, "page up": -room, "b": -room}.get(key, 0)
    return max(0, min(at + step, count - 1))
