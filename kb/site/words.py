"""How texts, dates and states are put into Markdown so that they stay words."""

import html
import json
import posixpath
import re
from collections.abc import Iterable
from urllib.parse import quote

from kb.model.article import Article, Confidence
from kb.model.prose import count as count
from kb.model.prose import day as day
from kb.model.prose import one_line, sentences

CONFIDENCE = {
    Confidence.WIP: "Work in progress",
    Confidence.NOT_VALIDATED: "Not validated",
    Confidence.VALIDATED: "Validated",
    Confidence.ARCHIVED: "Retired",
}

_MARKUP = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_{}[]#|"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "^": "&#94;"}
)
_OPENING = re.compile(r"[-+!?:=~^]|\d+(?=[.)])")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,200}\]")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)")
_NOT_PROSE = re.compile(r"\s*(?:[#>|<]|```|~~~|!!!|\?\?\?|\[\^)")
_LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", re.MULTILINE)


def words(text: str) -> str:
    """Write a text into Markdown so that it shows exactly as it is, on one line, whatever it holds."""
    escaped = one_line(text).translate(_MARKUP)
    # Python-Markdown reads a definition from `[text]:` even where a backslash stands before the bracket.
    escaped = escaped.replace("]:", "]&#58;")
    # What opens a list, an admonition or a definition does so at the start only.
    return _OPENING.sub(_closed, escaped, count=1) if _OPENING.match(escaped) else escaped


def _closed(match: re.Match[str]) -> str:
    text = match.group()
    return f"{text}\\" if text.isdigit() else f"&#{ord(text)};"


def code(text: str) -> str:
    """Put a text on one line between backticks, more of them than it holds."""
    line = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    return f"{fence} {line} {fence}" if len(fence) > 1 else f"`{line}`"


def attribute(text: str) -> str:
    """Write a text into HTML, as text or between double quotes."""
    return html.escape(one_line(text), quote=False).replace('"', "&quot;")


def front_matter(
    *, title: str, description: str = "", hide: Iterable[str] = ("navigation",), searched: bool = True
) -> str:
    """Write a page's metadata; every text is escaped, because themes print it as it is."""
    lines = ["---", f"title: {_yaml(attribute(title))}"]
    if description:
        lines.append(f"description: {_yaml(attribute(description))}")
    lines.append(f"hide: [{', '.join(hide)}]")
    if not searched:
        lines += ["search:", "  exclude: true"]
    return "\n".join([*lines, "---", "", ""])


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # one line, and valid YAML without the unprintable


def confirmed(article: Article) -> str:
    """Say how many incidents confirmed an article, and when the last one was."""
    number = len(article.evidence)
    verb = "seen" if article.confidence is Confidence.WIP else "confirmed"
    if not number:
        return f"not yet {verb} in an incident"
    last = ""
    if article.last_seen:
        last = f", {'last ' if number > 1 else ''}on {day(article.last_seen)}"
    return f"{verb} in {count(number, 'incident')}{last}"


def sentence(text: str) -> str:
    """Make a sentence of a phrase."""
    return f"{text[:1].upper()}{text[1:]}."


def link(text: str, target: str, *, source: str) -> str:
    """Write a Markdown link from one page to another, both paths relative to the site's source."""
    return f"[{words(text)}]({relative(target, source=source)})"


def relative(target: str, *, source: str) -> str:
    """Give the way from one page's folder to another page, safe inside a Markdown link."""
    # from the root, because for other paths the working directory is asked for each time
    return quote(posixpath.relpath(f"/{target}", f"/{posixpath.dirname(source)}"), safe="/")


def bare(block: str) -> str:
    """Take the marks away from a piece of Markdown: what is left is what it says."""
    return unmarked(_LIST_MARK.sub("", block))


def unmarked(text: str) -> str:
    """Take the marks of inline Markdown off a text: links become their words, footnotes nothing."""
    text = re.sub(r"(?<!\\)[*`]+", "", _LINK.sub(r"\1", _FOOTNOTE.sub("", text)))
    return html.unescape(re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>&~^])", r"\1", text))


def address(template: str, article: Article, *, path: str) -> str:
    """Fill a setting's address, `{path}`, `{title}` and `{id}` quoted so that they stay within it."""
    values = {"{path}": quote(path), "{title}": quote(article.title, safe=""), "{id}": quote(article.id)}
    pieces = re.split(r"(\{(?:path|title|id)\})", template)
    return quote("".join(values.get(piece, piece) for piece in pieces), safe="%/:?#@!$&'()*+,;=~")


def shortened(text: str, limit: int) -> str:
    """Cut a text at a word, with an ellipsis where something is missing."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    return f"{text[: limit - 1].rpartition(' ')[0] or text[: limit - 1]}…"


def summary(body: str, *, limit: int = 160) -> str:
    """Take the first sentences of prose from Markdown as plain text, cut at a word."""
    for block in re.split(r"\n\s*\n", body):
        if not block.strip() or _NOT_PROSE.match(block):
            continue
        text = bare(block)
        taken = ""
        for sentence in sentences(text):
            if taken and len(taken) + len(sentence) >= limit:
                break
            taken = f"{taken} {sentence}".strip()
        return shortened(taken, limit)
    return ""
