"""Markdown in, plain words out: what a reader would see, section by section."""

import html
import re

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DEFINITION = re.compile(
    r"^\[(?:\^[^\]\n]+\]:[^\n]*(?:\n(?:[ ]{4}|\t)[^\n]*)*|[^\]\n]+\]:[ \t]*(?:https?:|<|\.{0,2}/|#)[^\n]*)",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"\[\^[^\]\n]{1,80}\]")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\([^()\s]*(?:\s\"[^\"\n]*\")?\)|\[[^\]\n]*\])")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>")
_ATTRIBUTES = re.compile(r"\{:?\s*[#.:][^{}\n]{0,200}\}")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=|:][ \t]*){3,}$", re.MULTILINE)
_ADMONITION = re.compile(r'^[ \t]*(?:!!!|\?\?\?\+?|===)[ \t][^\n"]*(?:"([^"\n]*)")?[^\n]*$', re.MULTILINE)
_LEAD = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)(\*\*\*|\*\*|\*|~~|`+|==)")
_UNDERLINE = re.compile(r"(?<![^\W_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![^\W_])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*#*[ \t]*$")
_FENCE_LINE = re.compile(r"^[ \t]*(```|~~~)")


def plain(markdown: str) -> str:
    """Drop Markdown's marks, HTML tags, footnotes and their references; keep the words and the line breaks."""
    text = _COMMENT.sub(" ", markdown)
    text = _DEFINITION.sub("", text)
    text = _REFERENCE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _ATTRIBUTES.sub(" ", text)
    text = _ADMONITION.sub(r"\1", text)
    for mark in (_FENCE, _RULE, _LEAD):
        text = mark.sub("", text)
    text = _EMPHASIS.sub("", text)
    text = _UNDERLINE.sub("", text)
    text = html.unescape(_ESCAPE.sub(r"\1", text)).replace("|", " ")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()


def sections(markdown: str) -> list[tuple[str, str]]:
    """Split at `## ` headings outside code fences; what stands before the first has the heading ""."""
    found: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in markdown.split("\n"):
        mark = _FENCE_LINE.match(line)
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading:
            found.append((plain(heading[1]), []))
        else:
            found[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in found]
