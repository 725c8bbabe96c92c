"""
Hear what readers search for, and keep what found no answer: redacted, by the minute, without the reader.

A search is heard at once and kept later, by `settle`: so that nobody waits for it, and so that a word still being
typed is not taken for a question.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.config import Settings
from kb.errors import KbError
from kb.flows.gaps import misses
from kb.io import clock
from kb.model.article import Audience
from kb.model.incident import Person, RedactedText
from kb.model.prose import clean
from kb.model.signal import Miss, same
from kb.redact.base import PLACEHOLDER, Redactor
from kb.redact.incident import redact_text, shortened
from kb.redact.load import load_redactors, read_people
from kb.signals.misses import Misses

READ = 1_000
"""Characters of a query that are looked at."""
KEPT = 200
"""Characters of it that are kept, once it is redacted."""
TYPED_IN = 10.0
"""Seconds in which a longer query takes the place of its beginning."""
WAITING = 500
"""Queries that may wait to be kept; more are only counted."""

_LOG = logging.getLogger(__name__)


class Bucket:
    """Lets so many through a minute, at most so many at once."""

    def __init__(self, per_minute: int, seconds: Callable[[], float]) -> None:
        self._most = float(per_minute)
        self._seconds = seconds
        self._left, self._at = self._most, seconds()

    def take(self) -> bool:
        """Say whether one more may pass."""
        now = self._seconds()
        self._left = min(self._most, self._left + (now - self._at) * self._most / 60)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Discretion:
    """Says what may be kept of a reader's words; redactors and known people are read when first needed."""

    def __init__(self, settings: Settings, redactors: Sequence[Redactor] | None, *, where: str) -> None:
        self._settings = settings
        self._redactors = redactors
        self._people: tuple[Person, ...] = ()
        self._where = where

    def kept(self, said: str, letters: int) -> RedactedText | None:
        """
        Give one redacted line of at most so many letters; None where nothing is left of it.

        Raise KbError where it cannot be redacted.
        """
        if self._redactors is None:
            people = self._settings.root / self._settings.redact.people
            self._people = read_people(people) if people.is_file() else ()
            self._redactors = load_redactors(self._settings.redact)
        whole = said if len(said) < READ else said[:READ].rpartition(" ")[0]  # half an address is none
        text = " ".join(clean(whole).split())
        safe, _ = redact_text(text, self._redactors, extra=self._people, where=self._where)
        short = shortened(safe, letters)
        return short if any(letter.isalnum() for letter in PLACEHOLDER.sub(" ", short)) else None


@dataclass(slots=True)
class _Waiting:
    query: str
    at: datetime
    since: float
    times: int = 1


class Listener:
    """
    Hears searches from any thread; one at a time, `settle` keeps what found no answer.

    What cannot be redacted is not kept. Nothing here ever fails a search: what goes wrong is logged, without a
    word of what was asked.
    """

    def __init__(
        self,
        settings: Settings,
        audience: Audience,
        *,
        redactors: Sequence[Redactor] | None = None,
        now: clock.Clock = clock.now,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raise ConfigError when the settings name no place that signals can be kept in."""
        self._settings = settings
        self._audience = audience
        self._kept: Misses | None = misses(settings)
        self._discretion = Discretion(settings, redactors, where="a search")
        self._now = now
        self._seconds = seconds
        self._bucket = Bucket(settings.signals.per_minute, seconds)
        self._waiting: dict[str, _Waiting] = {}
        self._left_out = 0
        self._lock = threading.Lock()
        self._settling = threading.Lock()
        self._told: set[str] = set()

    def hear(self, query: str, *, answered: bool) -> None:
        """Take note of a search; what it began with was still being typed."""
        if self._kept is None:
            return
        asked = same(query[:READ])
        with self._lock:
            for begun in [each for each in self._waiting if asked.startswith(each) and each != asked]:
                del self._waiting[begun]
            if answered or any(each.startswith(asked) and each != asked for each in self._waiting):
                return  # it was found, or is what is left of a query while it is taken back letter by letter
            known = self._waiting.get(asked)
            if known:
                known.times += 1
            elif len(self._waiting) < WAITING:
                self._waiting[asked] = _Waiting(query[:READ], self._now(), self._seconds())
            else:
                self._left_out += 1

    def settle(self, *, all_of_it: bool = False) -> int:
        """Keep what nobody typed on at, or all that waits; return how many searches were kept."""
        if self._kept is None:
            return 0
        with self._settling:
            ripe, left_out = self._ripe(all_of_it)
            kept = []
            for each in ripe:
                safe = self._redacted(each.query) if self._bucket.take() else None
                if safe is None:
                    left_out += each.times
                else:
                    kept.append(Miss(query=safe, audience=self._audience, at=each.at, times=each.times))
            if not kept and not left_out:
                return 0
            try:
                self._kept.add(kept, left_out=left_out, on=clock.today(self._now))
            except KbError as error:
                self._warn(error)
                return 0
            return sum(each.times for each in kept)

    def _ripe(self, all_of_it: bool) -> tuple[list[_Waiting], int]:
        with self._lock:
            before = self._seconds() - TYPED_IN
            ripe = {name: each for name, each in self._waiting.items() if all_of_it or each.since <= before}
            for name in ripe:
                del self._waiting[name]
            left_out, self._left_out = self._left_out, 0
        return list(ripe.values()), left_out

    def _redacted(self, query: str) -> RedactedText | None:
        """Give what may be kept of a query; None where nothing is left, or it cannot be redacted."""
        try:
            return self._discretion.kept(query, KEPT)
        except KbError as error:
            self._warn(error)
            return None

    def _warn(self, error: KbError) -> None:
        """Log what went wrong, once each."""
        if str(error) not in self._told:
            self._told.add(str(error))
            _LOG.warning("searches without an answer are not kept: %s", error)
