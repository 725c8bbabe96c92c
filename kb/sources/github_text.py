"""Markdown as people write it into issues in; what is shown of it, and whom and what it names, out."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from kb.model.incident import Attachment
from kb.model.prose import clean

LOOKED_THROUGH = 200_000
"""How much of a text is searched for names, files and duplicates, in characters."""

_FENCE = re.compile(r" {0,3}(`{3,200}|~{3,200})")
_INLINE = re.compile(r"`[^`\n]{1,300}`")
_EMPTY_ANSWER = re.compile(r"^#{1,6} [^\n]{1,200}\n{1,3}_No response_[ \t]*$\n?", re.MULTILINE)
_MENTION = re.compile(r"(?<![\w/`.@])@([A-Za-z0-9][A-Za-z0-9-]{0,38})(?![\w@/-])")
_FILE = re.compile(
    r"https://(?:[\w.-]{1,100}/(?:user-attachments/(?:files/\d{1,20}|assets)|[\w.-]{1,100}/[\w.-]{1,100}/(?:files|assets)/\d{1,20})"
    r"|user-images\.githubusercontent\.com/\d{1,20})/([^\s)\]\"'<>?#]{1,300})"
)
_ISSUE = (
    r"(?:(?:https?://[^/\s]{1,100}/)?([\w.-]{1,100}/[\w.-]{1,100})(?:/issues/|#)|(?:#|GH-))(\d{1,9})(?![\w/])"
)
_SAYS_SO = re.compile(
    r"^[ \t*_]{0,9}(?:(?:closing|closed|marked|marking)(?: this| it)?(?: as)?(?: an?)? )?duplicate of:?[ \t*_]{1,5}"
    + _ISSUE,
    re.IGNORECASE | re.MULTILINE,
)
_MENTIONS_IT = re.compile(r"\bdup(?:licate[ds]?|es?)?\s{1,3}(?:of|with):?\s{1,3}" + _ISSUE, re.IGNORECASE)


def shown(text: str) -> str:
    """
    Give the text as GitHub shows it: comments of HTML are gone, and so are questions of a form nobody answered.

    What looks like a comment within code is code; one that never ends is kept, since it may be a slip.
    """
    text = clean(text)
    return clean(_EMPTY_ANSWER.sub("", "".join(_shown(text)) if "<!--" in text else text))


def _shown(text: str) -> Iterator[str]:
    at, fence = 0, ""
    while at < len(text):
        end = _line_end(text, at)
        inside, fence = bool(fence), _fence_after(text[at:end], fence)
        if inside or fence:
            yield text[at:end]
            at = end
            continue
        ticks = 0
        while at < end:
            start = text.find("<!--", at, end)
            if start < 0:
                yield text[at:end]
                break
            ticks += text.count("`", at, start)
            if ticks % 2:  # within inline code
                yield text[at : start + 4]
                at = start + 4
                continue
            close = text.find("-->", start + 4)
            if close < 0:
                yield text[at:]
                return
            yield text[at:start]
            at = close + 3
            end = max(end, _line_end(text, at))
        at = end


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _fence_after(line: str, fence: str) -> str:
    """Give the mark that a block of code which is open behind this line will end with, "" when none is."""
    mark = _FENCE.match(line)
    if not mark:
        return fence
    rest = line[mark.end() :].strip()
    if fence:
        return "" if mark[1].startswith(fence) and not rest else fence
    return "" if "`" in rest else mark[1]  # three backticks around a word are inline code


def _spoken(text: str) -> str:
    """Leave code out: `@Override` is nobody."""
    text = text[:LOOKED_THROUGH]
    if "`" not in text and "~~~" not in text:
        return text
    out, fence = [], ""
    for line in text.split("\n"):
        inside, fence = bool(fence), _fence_after(line, fence)
        if not inside and not fence:
            out.append(_INLINE.sub(" ", line))
    return "\n".join(out)


def mentioned(text: str) -> Iterator[str]:
    """Yield the logins a text calls; teams (`@acme/hr`), addresses and code are none."""
    if "@" in text:
        yield from _MENTION.findall(_spoken(text))


def original(text: str, *, known: bool) -> tuple[str, str] | None:
    """
    Give repository ("" for the same) and number of the issue that a text says it repeats.

    A line that begins with "Duplicate of #12" says so; where it is `known` that there is an original, any wording
    that names it will do.
    """
    if "dup" not in text.lower():
        return None
    match = _SAYS_SO.search(said := _spoken(text)) or (_MENTIONS_IT.search(said) if known else None)
    return (match[1] or "", match[2]) if match else None


def attachments(text: str) -> Iterator[Attachment]:
    """Name the files that were put into a text, by the last part of their address."""
    if "https://" in text:
        for found in _FILE.findall(text[:LOOKED_THROUGH]):
            name = unquote(found).replace("\\", "/").rstrip("/.,;:!").rpartition("/")[2]
            name = " ".join(clean(name).split())
            yield Attachment(name=name if name.strip(".") else "unnamed")
