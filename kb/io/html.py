"""HTML from outside in, Markdown out: words, lists, links, code and tables; nothing that acts."""

import re
from html import unescape

LIMIT = 2_000_000
"""The longest HTML that is parsed, in characters; of a longer one the words are kept."""

_HIDDEN = ("script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,5000}>")
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,2000}>.{0,200000}?</\1\s{0,9}>", re.IGNORECASE | re.DOTALL)
_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t]{1,1000}\n")


def is_html(text: str) -> bool:
    """Whether a text has a tag that people do not write themselves."""
    return bool(
        re.search(
            r"</(?:p|div|br|span|a|li|ul|ol|td|tr|table|b|i|strong|em|pre|h[1-6])\s{0,9}>|<br\s{0,9}/?>",
            text,
            re.IGNORECASE,
        )
    )


_LONE = re.compile(r"<(?![a-zA-Z/!?][^<>]{0,10000}>)")
"""A mark that begins no tag; parsers look for its end through all that follows, again and again."""
_OPENED = re.compile(r"<(script|style|title|textarea|noscript|iframe|xmp|plaintext)\b", re.IGNORECASE)


def _repaired(html: str) -> str:
    """Take out comments and what is hidden whole, and write marks that begin no tag as the characters they are."""
    html = _without(html, "<!--", "-->")
    parts: list[str] = []
    at = 0
    while match := _OPENED.search(html, at):
        name = match[1].lower()
        end = html.lower().find(f"</{name}", match.end()) if len(parts) < 1000 else -1
        close = html.find(">", end) if end >= 0 else -1
        if close < 0:
            parts.append(html[at : match.end()])
            at = match.end()
            if end < 0:
                break
            continue
        inner = html[match.start() : close + 1] if name == "textarea" else ""
        parts.append(html[at : match.start()] + inner)
        at = close + 1
    return _LONE.sub("&lt;", "".join(parts) + html[at:])


def _without(text: str, begin: str, end: str) -> str:
    """Cut out every stretch between two marks; one that never ends is left as it is."""
    parts: list[str] = []
    at = 0
    while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start)) >= 0:
        parts.append(text[at:start])
        at = stop + len(end)
    return "".join(parts) + text[at:]


def to_markdown(html: str) -> str:
    """Give the text as Markdown; scripts, styles and comments are gone, whatever cannot be parsed is bare text."""
    if "<" not in html:
        return unescape(html).strip()
    if len(html) > LIMIT:
        return bare(html)
    import warnings

    from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning
    from bs4.exceptions import ParserRejectedMarkup
    from markdownify import MarkdownConverter

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            soup = BeautifulSoup(_repaired(html), "html.parser")
            for found in soup(_HIDDEN):
                found.decompose()
            for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
                comment.extract()
            text = MarkdownConverter(
                heading_style="ATX",
                bullets="-",
                escape_underscores=False,
                escape_asterisks=False,
                escape_misc=False,
            ).convert_soup(soup)
    except (
        RecursionError,
        ParserRejectedMarkup,
        ValueError,
        AssertionError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
    ):
        return bare(html)  # nested absurdly, or markup that no browser would accept
    return _tidy(text)


def bare(html: str) -> str:
    """Give the words only."""
    text = _SCRIPT.sub(" ", html)
    text = re.sub(r"<(?:br|/p|/div|/li|/tr)\b[^<>]{0,200}>", "\n", text, flags=re.IGNORECASE)
    text = unescape(_TAG.sub(" ", text))
    return _tidy("\n".join(" ".join(line.split()) for line in text.split("\n")))


def _tidy(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\r", "")
    return _LINES.sub("\n\n", _SPACES.sub("\n", text)).strip()
