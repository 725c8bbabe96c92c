"""
The text of a mail in, what its writer said out: without what was quoted, the signature and the device's advertisement.

Answers between quoted lines stay. Nothing is taken away when nothing would be left. Line by line and by our own words:
the library for this takes seconds on one long line, and cuts at any line that begins with `Data:` or `Best`.
"""

import re
from dataclasses import dataclass

from kb.model.prose import clean
from kb.sources import mail_words as words

KEPT = 4000
"""How much of a text is kept as it is when nothing would be left of it, in characters."""

_SIGNATURE_LINES = 12
_FOOTER = re.compile(r"\s{0,9}_{20,200}\s{0,9}$")
_RULE = re.compile(r"[\s>]{0,9}(?:[-_=*–—]\s?){3,200}$|\s{0,9}\* \* \*\s{0,9}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody said, and what was taken away: signatures, which name people, and the rest."""

    text: str
    signature: str = ""
    quoted: str = ""


def read(text: str, *, forwards: bool = False) -> Reply:
    """Part a mail's text; with `forwards` a mail that is passed on stays, since it is what is told."""
    lines = clean(text).split("\n")
    own, quoted = _unquoted(lines, forwards=forwards)
    if words.points_below("\n".join(own[:6])) and sum(map(len, own)) < 600 and quoted:
        return Reply(text=clean(text))  # the answers stand inside what was quoted
    own, signature = _unsigned(own)
    said = clean("\n".join(own))
    if not re.search(r"\w", said):
        said = clean("\n".join(lines))[:KEPT]
    return Reply(text=said, signature="\n".join(signature), quoted="\n".join(quoted))


def _unquoted(lines: list[str], *, forwards: bool) -> tuple[list[str], list[str]]:
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.lstrip().startswith(">"):
            if forwards:
                own.append(line)
            else:
                quoted.append(line)
            at += 1
            continue
        if not forwards and (_is_cut(lines, at)):
            while own and _RULE.match(own[-1]):
                quoted.append(own.pop())
            quoted += lines[at:]
            break
        size = 0 if forwards else _attribution(lines, at)
        if size:
            quoted += lines[at : at + size]
            below = at + size
            while below < len(lines) and not lines[below].strip():
                below += 1
            if below < len(lines) and not lines[below].lstrip().startswith(">"):
                quoted += lines[below:]  # quoted without marks: everything below is somebody else's
                break
            at = below
            continue
        own.append(line)
        at += 1
    return own, quoted


def _is_cut(lines: list[str], at: int) -> bool:
    line = lines[at]
    if words.begins_original(line) or words.begins_forwarded(line):
        return True
    if not words.block_field(line):
        return False
    # the head of the quoted mail, in any order: who, and when or about what, within a few lines
    found: dict[str, None] = {}
    misses = 0
    for below in lines[at : at + 12]:
        kind = words.block_field(below)
        if kind:
            found[kind] = None
        elif below.strip():
            misses += 1
            if misses > 2:
                break
    if words.block_field(line) == "whom" or not {"sender", "when"} <= set(found):
        return False
    # `From: Leeds`, `To: London`, `Date: 5 May` is what a form asks
    return "about" in found or ("whom" in found and any("@" in below for below in lines[at : at + 12]))


def _attribution(lines: list[str], at: int) -> int:
    """Give how many lines say who wrote what follows, 0 for none."""
    line = lines[at].strip()
    if not line:
        return 0
    if words.is_attribution(line):
        return 1
    if not words.may_begin_attribution(line):
        return 0
    joined = line
    for size in range(2, 5):
        if at + size > len(lines) or not lines[at + size - 1].strip():
            return 0
        joined = f"{joined} {lines[at + size - 1].strip()}"
        if words.is_attribution(joined):
            return size
    return 0


def _unsigned(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part the signature from the end of a text."""
    removed: list[str] = []
    kept: list[str] = []
    for line in lines:
        (removed if words.is_from_mobile(line) else kept).append(line)
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1])):
        removed.insert(0, kept.pop())
    cut = _signature(kept)
    return kept[:cut], kept[cut:] + removed


def _signature(lines: list[str]) -> int:
    """Give where the signature begins; the number of lines when there is none."""
    for at, line in enumerate(lines):
        if _FOOTER.match(line) and any("mailing list" in below.lower() for below in lines[at + 1 : at + 3]):
            return _signature(lines[:at])
        rest = len(lines) - at - 1
        if line in ("--", "-- ") and any(before.strip() for before in lines[:at]) and rest <= 40:
            return at
    first = max(1, len(lines) - _SIGNATURE_LINES)
    for at in range(first, len(lines)):
        if words.is_closing(lines[at]) and _is_like_a_signature(lines[at + 1 :]):
            return at
    said = [at for at, line in enumerate(lines) if line.strip()]
    if len(said) > 1 and re.match(r"[-–—~]\s?\w", lines[said[-1]]) and not lines[said[-1] - 1].strip():
        return (
            said[-1]
            if _NAME.fullmatch(lines[said[-1]].strip(" -–—~")) and names(lines[said[-1]])
            else len(lines)
        )
    return len(lines)


def _is_like_a_signature(lines: list[str]) -> bool:
    """Whether lines are a name and what stands under one: something, and nothing that is a sentence."""
    said = [line.strip() for line in lines if line.strip()]
    return bool(said) and all(len(line) <= 90 and not re.search(r"[a-zß-ÿ]{2}[.!?]$", line) for line in said)


_NAME = re.compile(r"[^\W\d_][\w.'’-]{0,30}(?:,? [^\W\d_][\w.'’-]{0,30}){1,3}")
_PARTICLES = {"von", "van", "de", "der", "den", "del", "da", "di", "la", "le", "und", "zu", "bin", "al", "el"}


_NOBODY = re.compile(
    r"\b(?:team|desk|support|help|helpdesk|service|services|hr|it|department|dept|office|group|gmbh|ltd|inc|llc|ag"
    r"|manager|director|engineer|sent|get|outlook|recruiting|payroll)\b",
    re.IGNORECASE,
)


def names(signature: str) -> list[str]:
    """Give the line of a signature that looks like a name: one of its first two, two to four capitalised words."""
    said = [line.strip(" *_|-–—,\t") for line in signature.split("\n")]
    for line in [line for line in said if line and not words.is_closing(line)][:2]:
        piece = re.split(r"\s{0,3}[|•·/]\s{0,3}|\s[-–—]\s", line)[0]
        parts = piece.replace(",", " ").split()
        is_capital = all(part[:1].isupper() or part.lower() in _PARTICLES for part in parts)
        if len(piece) <= 60 and is_capital and _NAME.fullmatch(piece) and not _NOBODY.search(piece):
            return [piece]
    return []
