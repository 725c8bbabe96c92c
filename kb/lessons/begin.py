"""The first text of a lesson: what its sources say, each quote with its receipt, and what a person has to write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.lessons.compose import inline
from kb.lessons.found import Section
from kb.model.prose import clean

TO_WRITE = "*To be written:*"
"""Stands where a person must write; a lesson that still has one is not finished."""

ASKED = {
    Section.EVENT: "what happened, as somebody saw it who was not there.",
    Section.EFFECT: "who could not do what, for how long, and what it cost.",
    Section.CAUSE: "why it could happen. Ask about plans, tools and tests, not about people.",
    Section.EARLY_WARNING: "what could have told us before, and who would have seen it.",
    Section.LESSON: "what we know now, in one or two sentences.",
    Section.RECOMMENDATION: "what the next project does otherwise; then agree on an owner and a day.",
}
"""What belongs into each section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage, and where it stands; `sha256` is that of the whole text or file it is from."""

    text: str
    source: str
    sha256: str

    def lines(self) -> str:
        """Write it as Markdown; the digest tells later whether the source still says the same."""
        return f"> {inline(self.text)}\n>\n> ({inline(self.source)}, `sha256:{self.sha256[:16]}`)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the sources say for one section: sentences we counted, and quotes."""

    facts: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


def body(known: Mapping[Section, Known]) -> str:
    """Write all sections; each asks for what only a person can write."""
    out: list[str] = []
    for section in Section:
        part = known.get(section, Known())
        out += [f"## {section.value}", f"{TO_WRITE} {ASKED[section]}"]
        if part.facts:
            out.append(" ".join(part.facts))
        out += _quotes(part.quotes)
    return clean("\n\n".join(out)) + "\n"


def _quotes(quotes: Sequence[Quote]) -> Iterable[str]:
    for number, quote in enumerate(dict.fromkeys(quotes)):
        if number:
            yield "<!-- -->"  # else two quotes would be one
        yield quote.lines()
