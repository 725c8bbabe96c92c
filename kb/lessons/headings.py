"""Markdown cut at its headings; what stands in code is no heading."""

import re
from dataclasses import dataclass

from kb.lessons.prose import lines
from kb.lessons.words import exact

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#{1,20})?[ \t]*")
_GLUED = re.compile(r"(#{1,6})([^\s#].{0,300})")
_RULE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_BOLD = re.compile(r"\s{0,3}(?:[-*] )?(?:\*\*|__)([^*_\n]{2,80}?)\s?:?\s?(?:\*\*|__)\s?:?\s*(.*)")
_LABEL = re.compile(r"([A-Z][A-Za-z /()'-]{2,60}):\s*(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A heading and the text down to the next one; level 0 is what stands above the first."""

    level: int
    heading: str
    text: str


def cut(text: str) -> tuple[Cut, ...]:
    """Cut at every heading: `# so`, underlined, or with its blank forgotten (`##So`) where the words are a lesson's."""
    out: list[Cut] = []
    level, heading = 0, ""
    held: list[str] = []

    def close() -> None:
        out.append(Cut(level=level, heading=heading, text="\n".join(held).strip("\n")))

    for line, code in lines(text):
        found = None if code else _heading(line)
        if not found and not code and held and (rule := _RULE.fullmatch(line)) and _is_underlined(held):
            found = (1 if rule[1][0] == "=" else 2, held.pop().strip())
        if found:
            close()
            (level, heading), held = found, []
        else:
            held.append(line)
    close()
    return tuple(out)


def _heading(line: str) -> tuple[int, str] | None:
    atx = _ATX.fullmatch(line)
    if atx:
        return len(atx[1]), (atx[2] or "").strip().strip("*_").strip()
    glued = _GLUED.fullmatch(line)
    return (len(glued[1]), glued[2].strip()) if glued and exact(glued[2]) else None


def _is_underlined(held: list[str]) -> bool:
    """Whether the last line can be a heading: one line of words that stands alone."""
    last = held[-1].strip()
    alone = len(held) == 1 or not held[-2].strip()
    return alone and bool(last) and len(last) <= 200 and not last.startswith(("|", "-", "*", ">", "+", "#"))


def labels_as_headings(text: str) -> str:
    """Make headings of `**Impact:** so` and `Impact: so`, for papers that have no others."""
    out = []
    for line, code in lines(text):
        match = None if code else _BOLD.fullmatch(line) or _LABEL.fullmatch(line)
        if match and exact(match[1]):
            out += ["", f"## {match[1].strip()}", "", match[2]]
        else:
            out.append(line)
    return "\n".join(out)
