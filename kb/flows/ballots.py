"""
Take readers' votes: one a reader and article, redacted, and no more than a server and a reader may give a minute.

Who votes is known by a digest under a random key of the database's own: of a cookie, or, where the reader keeps none,
of address and browser for the length of a day. No address is kept.
"""

import hashlib
import hmac
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.config import Settings
from kb.errors import KbError
from kb.flows.feedback import votes
from kb.flows.signals import Bucket, Discretion
from kb.io import clock
from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Reason, Vote
from kb.redact.base import Redactor

WORDS = 500
"""Characters of a reader's words that are kept, once they are redacted."""
EACH = 20
"""Times a minute that one address may ask; a reader's first vote asks twice."""
ADDRESSES = 10_000
"""Addresses whose votes are counted at a time; digests of them, in memory."""

_COOKIE = re.compile(r"[A-Za-z0-9_-]{22}")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What a reader filled in."""

    article: str
    helped: bool
    reason: Reason | None = None
    words: str = ""


def new_cookie() -> str:
    """Make a name for a reader: random, and nothing else."""
    return secrets.token_urlsafe(16)


def is_cookie(value: str) -> bool:
    """Whether a value can be one that was made here."""
    return _COOKIE.fullmatch(value) is not None


class Ballots:
    """Takes votes for one audience, from any thread."""

    def __init__(
        self,
        settings: Settings,
        audience: Audience,
        *,
        redactors: Sequence[Redactor] | None = None,
        now: clock.Clock = clock.now,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raise ConfigError when the settings name no place that votes can be kept in."""
        self._votes = votes(settings)
        self._audience = audience
        self._discretion = Discretion(settings, redactors, where="a reason")
        self._now = now
        self._seconds = seconds
        self._all = Bucket(settings.feedback.per_minute, seconds)
        self._each: OrderedDict[bytes, Bucket] = OrderedDict()
        self._tidied: date | None = None
        self._salt = secrets.token_bytes(32)
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether votes are kept at all."""
        return self._votes is not None

    def may_ask(self, address: str) -> bool:
        """Count one more question from an address, and say whether it may be answered."""
        name = hmac.digest(self._salt, address.encode(), "sha256")
        with self._lock:
            bucket = self._each.setdefault(name, Bucket(EACH, self._seconds))
            self._each.move_to_end(name)
            while len(self._each) > ADDRESSES:
                self._each.popitem(last=False)
            return bucket.take()

    def may_vote(self) -> bool:
        """Count one more vote, and say whether it may be taken."""
        with self._lock:
            return self._all.take()

    def cast(self, ballot: Ballot, *, cookie: str, address: str, agent: str) -> bool:
        """
        Keep a vote; say whether its words were kept as well.

        Words that cannot be redacted are not kept, the vote is. Raise StateError where it cannot be.
        """
        assert self._votes is not None
        today = clock.today(self._now)
        until = None if is_cookie(cookie) else today
        traits = cookie if until is None else f"{address}\n{agent}"
        words = self._redacted(ballot.words) if not ballot.helped and ballot.words.strip() else None
        self._votes.cast(
            Vote(
                article=ballot.article,
                audience=self._audience,
                reader=hmac.new(self._votes.key(until), traits.encode(), hashlib.sha256).hexdigest()[:32],
                at=self._now(),
                helped=ballot.helped,
                reason=None if ballot.helped else ballot.reason,
                words=words,
                until=until,
            )
        )
        return words is not None or not ballot.words.strip()

    def tidy(self) -> None:
        """Forget who voted on days that are over."""
        today = clock.today(self._now)
        if self._votes is None or self._tidied == today:
            return
        try:
            self._votes.tidy(today)
            self._tidied = today
        except KbError as error:
            _LOG.warning("votes cannot be tidied: %s", error)

    def _redacted(self, words: str) -> RedactedText | None:
        try:
            return self._discretion.kept(words, WORDS)
        except KbError as error:
            _LOG.warning("a reason is not kept: %s", error)
            return None
