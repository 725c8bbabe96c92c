"""An article's title: the main issue in requestors' words, and the main environment."""

import re
from collections import Counter
from collections.abc import Sequence

from kb.drafting.likeness import unit, words
from kb.model.incident import RedactedIncident

LONGEST = 65

_PREFIX = re.compile(
    r"^(?:(?:re|fw|fwd|aw|wg|urgent|asap|help|question|query|issue|problem|ticket|important|pls help|please help|high priority)\s*[:!\-–]+\s*"
    r"|!+\s*|\[[^\]]{1,30}\]\s*|(?:INC|RITM|REQ|TASK|CHG)\d+\s*[:\-–]?\s*)+",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[a-z][a-z ]{1,20}(?: [A-Z]{1,2})?\]")


def clean(summary: str) -> str:
    """Cut prefixes, shouting and trailing signs from a requestor's summary; "" when nothing is left of it."""
    text = _PREFIX.sub("", " ".join(summary.split()))
    text = re.sub(r"[!?.,;:\-–\s]+$", "", text)
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.7 * len(letters) and len(letters) > 8:
        text = text.capitalize()
    return text[:1].upper() + text[1:] if len(text) > 3 else ""


def wordings(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    """Give the summaries that tell nobody's name, cleaned, each once, the most typical first."""
    told: dict[str, str] = {}
    for incident in incidents:
        text = clean(incident.summary)
        if text and not _PLACEHOLDER.search(text):
            told.setdefault(text.casefold(), text)
    texts = list(told.values())
    bags = [unit(Counter(words(text))) for text in texts]
    everything: Counter[str] = Counter()
    for bag in bags:
        everything.update(bag)
    typical = [sum(weight * everything[term] for term, weight in bag.items()) for bag in bags]
    order = sorted(
        range(len(texts)), key=lambda n: (-round(typical[n], 9), abs(len(texts[n]) - 40), texts[n])
    )
    return tuple(texts[n] for n in order)


def choose(told: Sequence[str], environment: Sequence[str]) -> str:
    """Take the most typical wording that fits a title together with its environment, else the most typical one."""
    room = LONGEST - (len(environment[0]) + 3 if environment else 0)
    for wording in told[:5]:
        if len(wording) <= room and len(wording.split()) >= 3:
            return wording
    return told[0] if told else "Problem without a summary"


def title(wording: str, environment: Sequence[str]) -> str:
    """Join issue and environment, front-loaded, within 65 characters where that is possible."""
    issue = wording
    if len(issue) > LONGEST:
        issue = issue[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"
    place = environment[0] if environment else ""
    if place and place.casefold() not in issue.casefold() and len(issue) + len(place) + 3 <= LONGEST:
        return f"{issue} – {place}"
    return issue
