"""An article's title: the main issue in requestors' words, and the main environment."""

import re
from collections import Counter
from collections.abc import Sequence

from kb.drafting.language import language, main_language
from kb.drafting.likeness import unit, words
from kb.drafting.noise import is_personal
from kb.drafting.problem import names_problem, names_work
from kb.model.incident import RedactedIncident

LONGEST = 65

_PREFIX = re.compile(
    r"^(?:(?:re|fw|fwd|aw|wg|urgent|asap|help|question|query|issue|problem|ticket|important|pls help|please help|high priority)\s*[:!\-–]+\s*"
    r"|!+\s*|\[(?!(?:person|user|email|id)\b)[^\]]{1,30}\]\s*|(?:INC|RITM|REQ|TASK|CHG)\d+\s*[:\-–]?\s*)+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;]\s|\s[-–(]|\s(?=(?:when|after|because|so that|while|since|before|although|which|whenever|during|if|due to|even)\s)"
)
_SAME = re.compile(
    r"^(?:(?:the )?same (?:as|here|problem|issue|error|thing)|as above|see above|me too)\b", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\[[a-z][a-z ]{1,20}(?: [A-Z]{1,2})?\]")


def clean(summary: str) -> str:
    """Cut prefixes, shouting and trailing signs from a requestor's summary; "" when nothing is left of it."""
    text = _PREFIX.sub("", " ".join(summary.split()))
    text = re.sub(r"[!?.,;:\-–\s]+$", "", text)
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.7 * len(letters) and len(letters) > 8:
        text = text.capitalize()
    if len(text) <= 3:
        return ""
    first = text.split(" ", 1)[0].rstrip(",.;")
    # a name such as iPhone or mail-gateway keeps its own case
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def wordings(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    """Give the summaries that tell nobody's name, cleaned, each once: most people's language first, then the most typical."""
    told: dict[str, str] = {}
    bracketed: dict[str, str] = {}  # `[hard]` looks like a placeholder, and may be a word
    for incident in incidents:
        text = clean(incident.summary)
        if text and not is_personal(text) and not _SAME.match(text):
            (bracketed if _PLACEHOLDER.search(text) else told).setdefault(text.casefold(), text)
    texts = list((told or bracketed).values())
    bags = [unit(Counter(words(text))) for text in texts]
    everything: Counter[str] = Counter()
    for bag in bags:
        everything.update(bag)
    typical = [sum(weight * everything[term] for term, weight in bag.items()) for bag in bags]
    most = spoken(incidents)
    order = sorted(
        range(len(texts)),
        key=lambda n: (
            language(texts[n]) not in ("", most),
            -round(typical[n], 9),
            abs(len(texts[n]) - 40),
            texts[n],
        ),
    )
    return tuple(texts[n] for n in order)


def choose(told: Sequence[str], environment: Sequence[str], spoken: str = "") -> str:
    """
    Take the most typical wording that fits a title together with its environment, else the most typical one.

    One that names a problem comes before one that says neither, and before one that orders work. One in
    another language than `spoken` is taken where there is no other.
    """
    told = [each for each in told if not spoken or language(each) in ("", spoken)] or told
    room = LONGEST - (len(environment[0]) + 3 if environment else 0)
    fitting = [wording for wording in told if len(wording) <= room and len(wording.split()) >= 3]
    for candidates in (
        [each for each in fitting if names_problem(each) and not names_work(each)],
        [each for each in fitting[:5] if not names_work(each)],
        [each for each in told if names_problem(each) and not names_work(each)],
        fitting[:5],
    ):
        if candidates:
            return candidates[0]
    return told[0] if told else "Problem without a summary"


def spoken(incidents: Sequence[RedactedIncident]) -> str:
    """Give the language most of them were written in."""
    return main_language(f"{incident.summary}\n{incident.description}" for incident in incidents)


def title(wording: str, environment: Sequence[str]) -> str:
    """Join issue and environment, front-loaded, within 65 characters where that is possible."""
    issue = wording
    if len(issue) > LONGEST:
        issue = _shorter(issue)
    place = environment[0] if environment else ""
    if place and place.casefold() not in issue.casefold() and len(issue) + len(place) + 3 <= LONGEST:
        return f"{issue} – {place}"
    return issue


def _shorter(issue: str) -> str:
    """Cut at the end of a clause where enough is left before it, else at a word."""
    ends = [match.start() for match in _CLAUSE.finditer(issue[: LONGEST + 1])]
    if ends and ends[-1] >= LONGEST // 2:
        return issue[: ends[-1]].rstrip(" ,;:-–(")
    return issue[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–(") + "…"
