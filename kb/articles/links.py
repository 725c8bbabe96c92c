"""Where a Markdown page points and what can be pointed at in it, as MkDocs sees both; code is not looked into."""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_CONTAINER = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)]|!!!|\?\?\?\+?|===|\[\^[^\]\n]{1,99}\]:|:)(?=[ \t]|$)")
_TOKEN = re.compile(r"\\.|!\[|\[|\]", re.DOTALL)
_DESTINATION = re.compile(
    r"\(\s{0,9}(?:<(?P<angle>[^<>\n]{0,2000})>|(?P<bare>(?:[^\s()\\]|\\.|\([^\s()]{0,500}\)){0,2000}))"
    r"(?:\s{1,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,9}\)"
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]*<?([^\s<>]{1,2000})>?", re.MULTILINE)
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\s]{1,99})\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,99})\]")
_IMG = re.compile(r"<img\b[^<>]{0,2000}>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_ID = re.compile(r"\b(?:id|name)\s{0,9}=\s{0,9}[\"']([^\"'\s]{1,200})[\"']", re.IGNORECASE)
_ATX = re.compile(r"(#{1,6})(.*)")
_SETEXT = re.compile(r"(?:=+|-+)[ \t]*")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ ]*([^{}\n]{1,500})\}[ \t]*$")
_COUNTED = re.compile(r"(.*)_(\d{1,9})")


class Link(NamedTuple):
    """One link or image: `start` counts characters from the text's begin, `label` is its text or alternative."""

    target: str
    start: int
    image: bool
    label: str


class Heading(NamedTuple):
    """One heading as it is written, without its signs, and its 1-based line."""

    level: int
    text: str
    line: int
    id: str = ""


def links(text: str) -> Iterator[Link]:
    """Yield links, images and link definitions in the order they stand; footnotes are not links."""
    masked = without_code(text)
    found = [*_bracketed(text, masked), *_html_images(masked)]
    found += [Link(m[2], m.start(), False, m[1]) for m in _DEFINITION.finditer(masked)]
    return iter(sorted(found, key=lambda link: link.start))


def footnotes(text: str) -> tuple[dict[str, int], frozenset[str]]:
    """Give the labels referred to, each with where it first stands, and the labels defined in the text."""
    masked = without_code(text)
    defined = {m.start(): m[1] for m in _FOOTNOTE.finditer(masked)}
    used: dict[str, int] = {}
    for match in _REFERENCE.finditer(masked):
        line_start = masked.rfind("\n", 0, match.start()) + 1
        if line_start not in defined or masked[line_start : match.start()].strip():
            used.setdefault(match[1], match.start())
    return used, frozenset(defined.values())


def headings(text: str) -> tuple[Heading, ...]:
    """List the headings, `# …` and underlined ones."""
    lines = without_code_blocks(text).split("\n")
    found = []
    for number, line in enumerate(lines, start=1):
        if len(line) > 1000:
            continue
        atx = _ATX.match(line)
        if atx:
            found.append(_heading(len(atx[1]), atx[2], number))
        elif number < len(lines) and line.strip() and _SETEXT.fullmatch(lines[number]):
            found.append(_heading(1 if lines[number].startswith("=") else 2, line, number))
    return tuple(heading for heading in found if heading.text or heading.id)


def anchors(text: str) -> frozenset[str]:
    """Collect what `#…` may name: headings by the rule of Python-Markdown's toc, and ids written by hand."""
    taken: set[str] = set(_ID.findall(without_code(text)))
    taken.update(heading.id for heading in headings(text) if heading.id)
    for heading in headings(text):
        if not heading.id:
            taken.add(_unique(slugify(heading.text), taken))
    return frozenset(taken)


def slugify(heading: str) -> str:
    """Make the anchor Python-Markdown makes of a heading: ASCII, small letters, hyphens."""
    seen = re.sub(r"!\[[^\]]{0,500}\]\([^()\s]{0,500}\)", "", heading)
    seen = re.sub(r"\[([^\]]{0,500})\](?:\([^()]{0,500}\)|\[[^\]]{0,200}\])", r"\1", seen)
    kept = [part if number % 2 else _unmarked(part) for number, part in enumerate(seen.split("`"))]
    value = unicodedata.normalize("NFKD", "".join(kept)).encode("ascii", "ignore").decode("ascii")
    value = re.sub(r"[^\w\s-]", "", value).strip().lower()
    return re.sub(r"[-\s]+", "-", value)


@lru_cache(maxsize=8)
def without_code(text: str) -> str:
    """Blank out code blocks, code in a line and comments; every other character keeps its place."""
    return _blank_spans(without_code_blocks(text))


@lru_cache(maxsize=8)
def without_code_blocks(text: str) -> str:
    """Blank out fenced and indented code and HTML comments; every other character keeps its place."""
    out: list[str] = []
    fence, contained, after_blank = "", False, True
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        indented = line.startswith(("    ", "\t"))
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
            out.append(" " * len(line))
            continue
        if mark and (contained or not indented) and "`" not in line[mark.end() :]:
            fence = mark[1]
            out.append(" " * len(line))
            continue
        blank = not line.strip()
        if not blank and not indented:
            contained = bool(_CONTAINER.match(line)) or (contained and not after_blank)
        code = indented and not blank and not contained and after_blank
        out.append(" " * len(line) if code else line)
        after_blank = blank or code
    return _blank_comments("\n".join(out))


def _bracketed(text: str, masked: str) -> Iterator[Link]:
    """Pair brackets in one pass; a pair followed by `(…)` is a link."""
    opened: list[tuple[int, bool]] = []
    end = 0
    for token in _TOKEN.finditer(masked):
        if token[0] in ("[", "!["):
            opened.append((token.start(), token[0] == "!["))
        elif token[0] == "]" and opened:
            start, image = opened.pop()
            found = _DESTINATION.match(masked, token.end())
            if found and found.start() >= end:
                target = found["angle"] if found["angle"] is not None else found["bare"]
                label = text[start + (2 if image else 1) : token.start()]
                yield Link(html.unescape(target), start, image, label.strip())
                end = found.end()


def _html_images(masked: str) -> Iterator[Link]:
    for tag in _IMG.finditer(masked):
        alt = _ALT.search(tag[0])
        # alt="" is how a page says that a picture is decoration
        label = "" if alt is None else next((part for part in alt.groups() if part), "decoration")
        yield Link("", tag.start(), True, label)


def _heading(level: int, text: str, line: int) -> Heading:
    text = text.strip()
    attributes = _ATTRIBUTES.search(text)
    id_ = ""
    if attributes:
        ids = [word[1:] for word in attributes[1].split() if word.startswith("#")]
        id_ = ids[-1] if ids else ""
        text = text[: attributes.start()]
    return Heading(level, text.rstrip("#").strip(), line, id_)


def _unmarked(text: str) -> str:
    """Drop tags and emphasis; a `_` inside a word stays."""
    text = re.sub(r"<[^<>]{0,500}>", "", html.unescape(re.sub(r"\\([\\`*_{}\[\]()>#+.!-])", r"\1", text)))
    return re.sub(r"(?<!\w)(_{1,3})(?=\S)([^_]{1,500})(?<=\S)\1(?!\w)", r"\2", text)


def _unique(slug: str, taken: set[str]) -> str:
    while slug in taken or not slug:
        counted = _COUNTED.fullmatch(slug)
        slug = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{slug}_1"
    return slug


def _blank_comments(text: str) -> str:
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end + 3
        parts += [text[position:start], _blank(text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def _blank_spans(text: str) -> str:
    """Blank out `code` in lines: a run of backticks closes at the next run as long, in the same paragraph."""
    return "".join(_blank_paragraph(part) for part in re.split(r"(\n[ \t]*\n)", text))


def _blank_paragraph(text: str) -> str:
    runs = [(m.start(), m.end()) for m in re.finditer(r"(?<!\\)`+", text)]
    later: defaultdict[int, list[int]] = defaultdict(list)
    for number, (start, end) in reversed(list(enumerate(runs))):
        later[end - start].append(number)
    parts, position, number = [], 0, 0
    while number < len(runs):
        start, end = runs[number]
        waiting = later[end - start]
        while waiting and waiting[-1] <= number:
            waiting.pop()
        if not waiting:
            number += 1
            continue
        close = waiting.pop()
        parts += [text[position:start], _blank(text[start : runs[close][1]])]
        position, number = runs[close][1], close + 1
    return "".join([*parts, text[position:]])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
