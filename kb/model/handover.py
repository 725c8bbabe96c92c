"""What a pack says of itself: whose it is, what is in it, what became of every incident, and whether hypercare may end."""

from dataclasses import dataclass
from datetime import date

from kb.model.article import Audience
from kb.model.prose import count, day
from kb.model.scorecard import Light, Scorecard
from kb.model.seal import BLANK


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of every incident: (words, how many), each incident in one part."""

    total: int
    parts: tuple[tuple[str, int], ...]

    @property
    def adds_up(self) -> bool:
        """Whether no incident is lost, and none counted twice."""
        return sum(number for _, number in self.parts) == self.total

    @property
    def told(self) -> str:
        """Write it as the sum it is."""
        parts = " + ".join(f"{number:,} {words}" for words, number in self.parts)
        return f"{count(self.total, 'incident')} = {parts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something in the pack that people open: its name, what it is, and where it stands from the pack's own folder."""

    title: str
    about: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """
    One pack.

    `since` and `until` are the days of hypercare, `as_of` the day whose state is handed over. `scorecard` and `tally`
    are None in a pack for more than the team, since they tell of incidents; `verdict` says whether hypercare may end.
    `left_out` says what such a pack lacks.
    """

    name: str
    project: str
    contact: str
    as_of: date
    since: date | None
    until: date
    audience: Audience
    recipient: str
    accepted_by: str
    handed_by: str
    scorecard: Scorecard | None
    verdict: str
    tally: Tally | None
    counts: tuple[tuple[tuple[str, str], int], ...]  # (one, many) and how many
    places: tuple[Place, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What stands above everything."""
        return f"Handover of {self.project}"

    @property
    def period(self) -> str:
        """Which days it tells of."""
        return f"{day(self.since)} to {day(self.until)}" if self.since else f"until {day(self.until)}"

    @property
    def light(self) -> Light:
        """How the scorecard stands as a whole."""
        return self.scorecard.light if self.scorecard else Light.UNKNOWN

    @property
    def may_end(self) -> bool:
        """Whether hypercare may end by the scorecard."""
        return bool(self.scorecard and self.scorecard.may_end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """
    One page that shows a pack's fingerprint; `BLANK` stands in its place until the pack is closed.

    `digests` are (what, where it stands, SHA-256), `signed_by` says whose key signs the seal, or that none does.
    """

    handover: Handover
    digests: tuple[tuple[str, str, str], ...]
    signed_by: str
    steps: tuple[str, ...]
    fingerprint: str = BLANK
