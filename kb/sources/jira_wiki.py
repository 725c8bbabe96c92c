"""Jira's wiki markup (REST v2, Server, Data Center) in, Markdown out."""

import re
from collections.abc import Callable, Iterable, Iterator

from kb.model.prose import clean
from kb.sources.jira_adf import fence, prefixed, table_row

_CODE = re.compile(r"(?<!\{)\{(code|noformat)(?::([^{}\n]{0,200}))?\}(?!\})")
_MENTION = re.compile(r"\[~(?:accountid:)?([^\[\]\n|]{1,100})\]")
_IMAGE = re.compile(r"!([^!\n|<>]{1,200}\.[A-Za-z0-9]{2,5})(?:\|[^!\n]{0,200})?!")
_LINK = re.compile(r"\[([^\[\]|\n]{1,300})\|([^\[\]\s|]{1,1000})(?:\|[^\[\]\n]{0,100})?\]")
_BARE_LINK = re.compile(r"\[((?:https?|ftp|mailto|file):[^\[\]\s|]{1,1000})\]")
_ATTACHED = re.compile(r"\[\^([^\[\]\n|]{1,200})\]")
_BOLD = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])")
_BRACED_BOLD = re.compile(r"\{\*\}([^{}\n]{1,500})\{\*\}")  # as the rich editor writes it next to a letter
_BRACED = re.compile(r"\{([_+~^-]|\?\?)\}([^{}\n]{1,500})\{\1\}")
_MONO = re.compile(r"\{\{([^{}\n`]{1,500})\}\}")
_COLOR = re.compile(r"\{color(?::[^{}\n]{0,40})?\}")
_ANCHOR = re.compile(r"\{anchor:[^{}\n]{0,200}\}")
_ESCAPED = re.compile(r"\\([{}\[\]*_~^+!|])")
_FORCED_BREAK = re.compile(r"\\\\(?=\s|$)", re.MULTILINE)
_HEADING = re.compile(r"[ \t]*h[1-6]\.[ \t]*(\S.*)")
_BLOCK_QUOTE = re.compile(r"[ \t]*bq\.[ \t]+(.*)")
_LIST = re.compile(r"[ \t]*([*#]{1,8}|-)[ \t]+(.*)")
_RULE = re.compile(r"[ \t]*-{4,5}[ \t]*")
_BOXES = {
    "quote": re.compile(r"\{quote(?::[^{}\n]{0,200})?\}"),
    "panel": re.compile(r"\{panel(?::[^{}\n]{0,300})?\}"),
    "info": re.compile(r"\{(?:info|note|tip|warning)(?::[^{}\n]{0,300})?\}"),
}
_OPEN, _SHUT = "\x02", "\x03"  # control characters, which no text keeps
_KEPT = re.compile(f"{_OPEN}(\\d{{1,9}}){_SHUT}")
_HEAD = re.compile(r"\*\*[^*\n]{1,500}\*\*")
_ITEM = re.compile(r"(?:-|\d{1,4}\.) ")
_ICONS = {"(/)": "✓", "(x)": "✗", "(!)": "!", "(?)": "?", "(y)": "👍", "(n)": "👎"}
_ICON = re.compile(r"(?<!\S)\((?:[/x!?yn])\)(?!\S)")
_TITLE = re.compile(r"title=([^|{}]{1,200})")


def to_markdown(text: str, mention: Callable[[str], str] = lambda user: user) -> str:
    """Render wiki text; `mention` names a user. Markup that is never closed stays or goes, text never goes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_OPEN, "").replace(_SHUT, "")
    text, kept = _without_code(text)
    text = "\n".join(_apart(_lines(_inline(_boxes(text), mention))))
    return clean(_KEPT.sub(lambda match: kept[int(match[1])], text))


def mentions(text: str) -> Iterator[str]:
    """Yield the users and account ids mentioned."""
    yield from (match[1] for match in _MENTION.finditer(text))


def _without_code(text: str) -> tuple[str, list[str]]:
    """Put a numbered mark where code stood, so that no rule of prose touches it; one pass."""
    out: list[str] = []
    kept: list[str] = []
    at = 0
    opening: re.Match[str] | None = None
    for mark in _CODE.finditer(text):
        if opening is None:
            opening = mark
        elif mark[1] == opening[1] and mark[2] is None:
            out.append(f"{text[at : opening.start()]}\n{_OPEN}{len(kept)}{_SHUT}\n")
            kept.append(_code(opening[2] or "", text[opening.end() : mark.start()]))
            at, opening = mark.end(), None
    out.append(_CODE.sub("\n", text[at:]))
    return "".join(out), kept


def _code(parameters: str, code: str) -> str:
    parts = parameters.split("|")
    language = next((part for part in parts if part and "=" not in part), "")
    title = _TITLE.search(parameters)
    block = fence(code, language)
    return f"{title[1].strip()}:\n\n{block}" if title else block


def _boxes(text: str) -> str:
    """Turn what stands between two box marks into quoted lines; a mark without its other half goes."""
    for box in _BOXES.values():
        marks = list(box.finditer(text))
        out: list[str] = []
        at = 0
        for opening, closing in zip(marks[::2], marks[1::2], strict=False):
            title = _TITLE.search(opening[0])
            inner = text[opening.end() : closing.start()].strip()
            inner = f"*{title[1].strip()}*\n{inner}" if title else inner
            out += [text[at : opening.start()], "\n", prefixed(inner, "> ", "> "), "\n\n"]
            at = closing.end()
        text = box.sub("", "".join(out) + text[at:])
    return text


def _inline(text: str, mention: Callable[[str], str]) -> str:
    text = _COLOR.sub("", text)
    text = _ICON.sub(lambda match: _ICONS[match[0]], text)
    text = _ANCHOR.sub("", text)
    text = _MENTION.sub(lambda match: f"@{mention(match[1]) or match[1]}", text)
    text = _IMAGE.sub(lambda match: f"(image: {match[1]})", text)
    text = _ATTACHED.sub(lambda match: f"(attached: {match[1]})", text)
    text = _LINK.sub(lambda match: match[2] if match[1] == match[2] else f"[{match[1]}]({match[2]})", text)
    text = _BARE_LINK.sub(lambda match: match[1], text)
    text = _MONO.sub(lambda match: f"`{match[1]}`", text)
    text = _BRACED.sub(lambda match: f"_{match[2]}_" if match[1] == "_" else match[2], text)
    text = _BRACED_BOLD.sub(lambda match: f"**{match[1]}**", text)
    text = _BOLD.sub(lambda match: f"**{match[1]}**", text)
    return _ESCAPED.sub(lambda match: match[1], _FORCED_BREAK.sub("\n", text))


def _apart(lines: Iterable[str]) -> Iterator[str]:
    """Put a blank line where Markdown would take two blocks for one."""
    before = ""
    for line in lines:
        kind = before if line.startswith("   ") and before in ("bullets", "numbers") else _kind_of(line)
        if before and kind and kind != before:
            yield ""
        yield line
        before = kind


def _kind_of(line: str) -> str:
    if not line.strip():
        return ""
    if line.startswith("|"):
        return "table"
    if line.startswith(">"):
        return "quote"
    if _HEAD.fullmatch(line):
        return "heading"
    if _ITEM.match(line):
        return "bullets" if line.lstrip().startswith("-") else "numbers"
    return "words"


def _lines(text: str) -> Iterator[str]:
    numbers = [0] * 9
    for line in text.split("\n"):
        quoted, body = ("> ", line[2:]) if line.startswith("> ") else ("", line)
        if match := _LIST.fullmatch(body):
            marks = match[1]
            depth = len(marks)
            numbers[depth:] = [0] * (9 - depth)
            numbers[depth - 1] = numbers[depth - 1] + 1 if marks[-1] == "#" else 0
            sign = f"{numbers[depth - 1]}." if marks[-1] == "#" else "-"
            yield f"{quoted}{'   ' * (depth - 1)}{sign} {match[2]}"
            continue
        numbers = [0] * 9
        if match := _HEADING.fullmatch(body):
            yield f"{quoted}**{match[1].strip().strip('*')}**"
        elif match := _BLOCK_QUOTE.fullmatch(body):
            yield f"> {match[1]}"
        elif _RULE.fullmatch(body):
            yield quoted
        elif body.lstrip().startswith("||") and "|" not in body.replace("||", ""):
            cells = body.strip().strip("|").split("||")
            yield f"{quoted}{table_row(cells)}"
            yield f"{quoted}|{' --- |' * len(cells)}"
        elif body.lstrip().startswith("|") and body.rstrip().endswith("|"):
            cells = body.strip().replace("||", "|").strip("|").split("|")  # `||` heads a row within it
            yield f"{quoted}{table_row(cells)}"
        else:
            yield line
