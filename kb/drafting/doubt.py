"""What a harvest brings that casts doubt on an article: an incident opened again, or solved in another way."""

from collections.abc import Mapping, Sequence

from kb.drafting.answer import find
from kb.drafting.likeness import dot
from kb.drafting.ways import UNLIKE, bag
from kb.model.incident import IncidentRef, RedactedIncident


def opened_again(old: RedactedIncident, new: RedactedIncident) -> bool:
    """Whether an incident that was solved is not any more, or was opened again in between."""
    if not old.is_resolved:
        return False
    return not new.is_resolved or (new.reopen_count or 0) > (old.reopen_count or 0)


def solved_otherwise(
    known: Sequence[RedactedIncident], new: RedactedIncident, boilerplate: tuple[str, ...]
) -> bool:
    """Whether an incident's answer, written down as such, is unlike every answer that was known."""
    answer = find(new, boilerplate)
    if answer is None or not answer.sure or len(answer.text.split()) < 5:
        return False
    said = bag(answer)
    has_known = False
    for incident in reversed(known):  # the newest first: one that is alike is enough
        told = find(incident, boilerplate)
        if told is not None:
            has_known = True
            if dot(said, bag(told)) >= UNLIKE:
                return False
    return has_known


def flags(
    evidence: Sequence[IncidentRef],
    joined: Sequence[RedactedIncident],
    before: Mapping[IncidentRef, RedactedIncident],
    now: Mapping[IncidentRef, RedactedIncident],
    boilerplate: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """
    Say why somebody should look at an article, a sentence each, sorted by incident.

    `evidence` is what it had, `joined` what it gets with this harvest; `before` holds the records this
    harvest replaces as they were. What was said of a record once is not said again by the next harvest.
    """
    said: dict[IncidentRef, str] = {}
    for ref in evidence:
        old, new = before.get(ref), now.get(ref)
        if old and new and opened_again(old, new):
            still = "" if new.is_resolved else " and is not solved"
            said[ref] = f"{ref} was opened again{still}, although this article answered it."
    known = [now[ref] for ref in evidence if ref in now and ref not in said]
    for new in joined:
        if solved_otherwise(known, new, boilerplate):
            said[new.ref] = f"{new.ref} was solved in another way than this article says."
    return tuple(said[ref] for ref in sorted(said))
