"""Markdown post-mortems and lessons, with front matter or without."""

import codecs
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import frontmatter
from kb.io.lines import decode
from kb.lessons import dates, people
from kb.lessons.found import Found, Part, Section
from kb.lessons.headings import Cut, cut, labels_as_headings
from kb.lessons.prose import lines, one_line, settle
from kb.lessons.words import (
    DATE,
    DUE,
    INCIDENTS,
    MARKS,
    OWNER,
    PEOPLE,
    PHASE,
    SCOPE,
    STATUS,
    TITLE,
    TOPICS,
    exact,
    is_generic,
    place,
    plain,
)
from kb.model.account import Rejection, Skip
from kb.model.incident import IncidentRef, Person
from kb.model.prose import clean

LIMIT = 5_000_000
"""The longest file that is read, in bytes."""

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".txt", ""})
_PAPERS = re.compile(
    r"readme|licen[cs]e|copying|contributing|changelog|changes|code of conduct|security|index|provenance|notice|"
    r"authors|maintainers|todo|faq|glossary"
)
_PROMPT = re.compile(
    r"<[A-Z][^<>\n]{2,300}(?: [^<>\n]{1,300})+>|\b(?:YYYY|yyyy|20xx|20XX)[-/](?:MM|mm)|\bHH:(?:mm|MM)\b|\b(?:XXX|YYY|ZZZ)\b|"
    r"\[(?:insert|your|name|date|describe|title|brief|short|enter|link)\b[^\[\]\n]{0,200}\]|\bTODO\b|\{\{[^{}\n]{0,100}\}\}"
)
_LINE = re.compile(
    r"\s{0,9}(?:[-*+#]{1,6} )?[*_]{0,2}([A-Za-z][A-Za-z /()-]{1,40}?)[*_]{0,2}\s?:[*_]{0,2}\s*(.*)"
)
_CODE_SPAN = re.compile(r"`[^`\n]{0,2000}`")
_PREFIX = re.compile(
    r"^(?:[A-Z]{1,5}[-_ ]?)?(?:(?:19|20)\d{2}[-_.]?\d{0,2}[-_.]?\d{0,3}|\d{1,5})(?:[-_ ]+\d{1,4})?[-_. ]+"
)


def read(path: Path) -> Found | Skip | Rejection:
    """Read one file; it is a lesson when its headings are those of one, else a skip that says why."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("no such file", path=path, hint="check the name, or list the folder") from error
    except OSError as error:
        return Rejection(path=path, line=0, reason=f"cannot be read: {error.strerror}")
    if len(data) > LIMIT:
        return Rejection(path=path, line=0, reason=f"is longer than {LIMIT:,} bytes")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not wide:
        return Skip(path=path, line=0, reason="no text")
    text = data.decode("utf-16", errors="replace") if wide else decode(data).removeprefix("\ufeff")
    text = clean(text)
    if not text:
        return Skip(path=path, line=0, reason="empty file")
    try:
        fields, body = _front(text)
    except InputError as error:
        return Rejection(path=path, line=error.line or 1, reason=error.problem)
    return _lesson(path, fields, body)


def _front(text: str) -> tuple[dict[str, Any], str]:
    """Give front matter and body; a text that opens with a rule and never closes it has none."""
    try:
        frontmatter.split(text)
    except InputError:
        return {}, text
    return frontmatter.parse(text)


def _lesson(path: Path, fields: dict[str, Any], body: str) -> Found | Skip:
    told = _Told(fields)
    parts, title = _parts(body)
    if not _sections(parts) and not told.parts:
        again, other = _parts(labels_as_headings(body))
        if _sections(again):
            parts, title = again, title or other
    parts = [*told.parts, *parts]
    reason = _no_lesson(path, parts, body)
    if reason and not (told.parts and MARKS & {plain(str(name)) for name in fields}):
        return Skip(path=path, line=0, reason=reason)
    title = told.title or title
    if is_generic(title):
        title = _from_name(path, title)
    return Found(
        path=path,
        line=1,
        register=clean(path.name),
        folder=clean(path.resolve().parent.name),
        title=title,
        parts=tuple(Part(heading=p.heading, text=settle(p.text), section=p.section) for p in parts),
        facts=tuple(told.facts),
        topics=told.topics,
        status=told.status,
        scope=told.scope,
        phase=told.phase,
        owner=told.owner,
        observed_on=told.date or _date(path, body, title, parts),
        due=told.due,
        evidence=told.evidence,
        people=tuple(dict.fromkeys([*told.people, *_people(body, parts)])),
    )


class _Told:
    """What front matter says, field by field; what has no place is a fact."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.title = self.status = self.scope = self.phase = self.owner = ""
        self.topics: tuple[str, ...] = ()
        self.date: date | None = None
        self.due: date | None = None
        self.evidence: tuple[IncidentRef, ...] = ()
        self.parts: list[Part] = []
        self.facts: list[tuple[str, str]] = []
        self.people: list[Person] = []
        dated: dict[str, str] = {}
        for key, value in fields.items():
            name, text = plain(str(key)), _flat(value)
            if not text:
                continue
            kept = self._take(name, value, text)
            if name in DATE:
                dated[name] = text
            if name in PEOPLE:
                self.people += people.named(text)
            if not kept:
                self.facts.append((str(key), text))
        order = dates.month_first(dated.values())
        self.date = next((when for n in DATE if n in dated and (when := dates.read(dated[n], order))), None)

    def _take(self, name: str, value: Any, text: str) -> bool:
        """Put a field where it belongs; False when its words must be kept as a fact as well."""
        if name in TITLE and not self.title:
            self.title = one_line(text)
            return True
        if name in TOPICS:
            each = value if isinstance(value, list) else text.split(",")
            self.topics += tuple(topic for item in each if (topic := one_line(_flat(item))))
            return True
        if name in OWNER:
            self.owner = self.owner or one_line(text)
            return False
        if name in DUE:
            self.due = self.due or dates.read(text, None)
            return False
        if name in STATUS:
            self.status = text
            return False
        if name in SCOPE:
            self.scope = text
            return False
        if name in PHASE:
            self.phase = one_line(text)
            return True
        if name in INCIDENTS and (found := refs(text)):
            self.evidence += found
            return False
        section = exact(name)
        if section:
            self.parts.append(Part(heading=name.capitalize(), text=text, section=section))
        return section is not None


def refs(text: str) -> tuple[IncidentRef, ...]:
    """Find incidents: `servicenow:INC0012345`, or a bare ServiceNow number."""
    found = re.findall(
        r"\b(?:([a-z][a-z0-9-]{1,30}):)?((?:INC\d{4,12})|(?<=:)[A-Za-z0-9][\w.-]{0,40})", text[:20_000]
    )
    return tuple(sorted({IncidentRef(system or "servicenow", key) for system, key in found}, key=str))


def _flat(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return value.strip()
    if depth > 4:
        return str(value)[:1000]
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(item, depth + 1)}" for key, item in value.items())
    return ", ".join(_flat(item, depth + 1) for item in value)


def _parts(body: str) -> tuple[list[Part], str]:
    """Cut a body into parts, and find its title among the headings."""
    cuts = list(cut(body))
    at, title = _title(cuts)
    parts: list[Part] = []
    stack: list[tuple[int, int]] = []  # the level of each heading above, and the part it opened or went into
    for index, piece in enumerate(cuts):
        if piece.level == 0 or index == at:
            if piece.text.strip():
                parts.append(Part(heading="", text=piece.text, section=_prologue(piece.text)))
            continue
        while stack and stack[-1][0] >= piece.level:
            stack.pop()
        section = place(piece.heading)
        above = parts[stack[-1][1]] if stack else None
        if above is not None and _belongs(section, above):
            here = stack[-1][1]
            text = f"{above.text}\n\n{'#' * piece.level} {piece.heading}\n\n{piece.text}".strip("\n")
            parts[here] = Part(heading=above.heading, text=text, section=above.section)
        else:
            here = len(parts)
            parts.append(Part(heading=piece.heading, text=piece.text, section=section))
        stack.append((piece.level, here))
    return parts, title


def _belongs(section: Section | None, above: Part) -> bool:
    closed = above.section in (Section.LESSON, Section.RECOMMENDATION)
    return section is None or closed or section is above.section


def _prologue(text: str) -> Section | None:
    """Tell what happened, unless what stands above the first heading is labels only."""
    told = [line for line in text.split("\n") if line.strip()]
    return None if all(_LINE.fullmatch(line) or len(line) < 4 for line in told) else Section.EVENT


def _title(cuts: list[Cut]) -> tuple[int, str]:
    """Give the index of the heading that is the title, and its words; -1 when there is none."""
    headed = [index for index, piece in enumerate(cuts) if piece.level]
    if not headed:
        return -1, ""
    first = headed[0]
    piece = cuts[first]
    label, _, rest = piece.heading.partition(":")
    if plain(label) in TITLE:
        if rest.strip():
            return first, one_line(rest)
        if piece.text.strip():
            return -1, one_line(piece.text.strip().split("\n")[0])
        return (headed[1], one_line(cuts[headed[1]].heading)) if len(headed) > 1 else (-1, "")
    alone = sum(cuts[index].level == piece.level for index in headed) == 1 and all(
        cuts[index].level >= piece.level for index in headed
    )
    if exact(piece.heading) or (rest and plain(label) in PEOPLE) or plain(piece.heading) == "metadata":
        return -1, ""
    return (first, one_line(piece.heading)) if alone or piece.level == 1 else (-1, "")


def _sections(parts: list[Part]) -> bool:
    return any(part.section and part.heading for part in parts)


def _no_lesson(path: Path, parts: list[Part], body: str) -> str:
    """Say why this is no lesson; "" when it is one."""
    name = plain(path.name if not path.suffix else path.stem)
    placed = [part for part in parts if part.section and part.heading]
    kinds = {part.section for part in placed}
    prompts = len(set(_PROMPT.findall(body)))
    if "template" in name.split() and (prompts > 1 or not any(part.text.strip(" \n-*") for part in placed)):
        return "a template, not filled in"
    if prompts >= 5 and prompts * 250 > len(body):
        return "a template, not filled in"
    if _PAPERS.fullmatch(name) and len(kinds) < 2:
        return "a paper about the folder, no lesson"
    if kinds - {Section.EVENT} or len(placed) > 1:
        return ""
    return "no heading of a lesson or post-mortem"


def _from_name(path: Path, title: str) -> str:
    stem = path.stem if path.suffix in SUFFIXES else path.name
    words = " ".join(re.sub(r"[-_\s]+", " ", _PREFIX.sub("", stem)).split())
    if is_generic(words):
        folder = path.resolve().parent.name
        words = " ".join(re.sub(r"[-_\s]+", " ", folder).split())
        return f"{title or 'Post-mortem'} ({words})" if words else title or "Post-mortem"
    return words[:1].upper() + words[1:]


def _date(path: Path, body: str, title: str, parts: list[Part]) -> date | None:
    """Find when it happened: a label, a heading, the file's name, the title, what was told first."""
    labelled: dict[str, str] = {}
    for line, code in lines(body):
        match = None if code else _LINE.fullmatch(line)
        if match and plain(match[1]) in DATE:
            labelled.setdefault(plain(match[1]), match[2].strip(" *_"))
    for part in parts:
        if plain(part.heading) in DATE:
            labelled.setdefault(plain(part.heading), part.text)
    order = dates.month_first(labelled.values())
    for name in DATE:
        if name in labelled and (when := dates.read(labelled[name], order) or dates.first(labelled[name])):
            return when
    headings = "\n".join(part.heading for part in parts)
    told = "\n\n".join(part.text for part in parts if part.section is Section.EVENT)
    for text in (path.name, title, headings, told, path.resolve().parent.name):
        if when := dates.first(text):
            return when
    return None


def _people(body: str, parts: list[Part]) -> Iterator[Person]:
    """Yield whom labels, lists of people, columns of tables and @-signs name."""
    columns: list[int] = []
    for line, code in lines(body):
        if code:
            columns = []
            continue
        yield from people.mentioned(_CODE_SPAN.sub(" ", line))
        match = _LINE.fullmatch(line)
        if match and plain(match[1]) in PEOPLE:
            yield from people.named(match[2])
        if "|" not in line:
            columns = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        heads = [place for place, cell in enumerate(cells) if plain(cell) in PEOPLE]
        if heads and not columns:
            columns = heads
        else:
            for column in columns:
                if column < len(cells):
                    yield from people.named(cells[column])
    for part in parts:
        if plain(part.heading.partition(":")[0]) in PEOPLE:
            yield from people.named(part.text)
