"""A page whose text cannot be rendered in time: what could be slow, and what stands in its place."""

import re

from kb.model.portal import Page
from kb.site.words import front_matter, words

LARGE = 16_000
"""Characters; an article is a page or less."""

CODE = 2_000
"""The same of one block of code that is coloured: what does that may look for one mark to the end, again and again."""

MANY = 300
"""Opening marks, or lines that open something, in one block: time grows with their square."""

ALL = 1000
"""The same in a whole text."""

_MARKS = "[<*_`\\"
_BLOCK = r"[-+*][ \t]+|\d{1,9}[.)][ \t]+|>[ \t]?"
# Twenty lists or quotes in one another, by their columns or all in one line.
_DEEP = re.compile(rf"^(?:[ \t]{{80}}|\t{{20}}|[ \t]*+(?:{_BLOCK}){{20}})", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*+(?:`{3,}+|~{3,}+)", re.MULTILINE)
_COLOURED = re.compile(r"[ \t]*+(?!text\b)[\w{.]")
_OPENS = re.compile(r"^[ ]{0,3}(?:#|```|~~~|!!!|\?\?\?|=+[ ]*$|-+[ ]*$|(?:[-*_][ ]*+){3,}$)", re.MULTILINE)
_GONE = re.compile("[\x02\x03]")  # Markdown takes them out, and what stood apart stands together
_BLANK = re.compile(r"\n[ \t]*+\n")
_HEADING = re.compile(r"^#{2,6} [^\n\[<`*_]{1,200}$", re.MULTILINE)
_OUTLINE = 50


def may_be_slow(text: str) -> bool:
    """Whether a text is worth a trial: cheap, and true of every text known to be slow."""
    if len(text) > LARGE or _GONE.search(text) or _DEEP.search(text):
        return True
    if len(text) > CODE and any(
        len(code) > CODE and _COLOURED.match(code) for code in _FENCE.split(text)[1:]
    ):
        return True
    marks = _marks(text)
    if marks > ALL or (marks > MANY and max(map(_marks, _BLANK.split(text))) > MANY):
        return True
    return text.count("\n") > MANY and len(_OPENS.findall(text)) > MANY


def line_of(text: str) -> int:
    """Give the 1-based line where to look first in a text that takes too long: its heaviest block, or deepest line."""
    if deep := _DEEP.search(text):
        return text.count("\n", 0, deep.start()) + 1
    line, heaviest, most = 1, 1, -1
    for part in _BLANK.split(text):
        if (weight := 100 * _marks(part) + len(part)) > most:
            heaviest, most = line, weight
        line += part.count("\n") + 2
    return heaviest


def _marks(text: str) -> int:
    return sum(map(text.count, _MARKS))


def quarantine_page(page: Page, title: str, why: str, contact: str) -> Page:
    """Make the page that stands at its address; its plain headings stay, because other pages may link to them."""
    line = " ".join(contact.split())
    _, _, body = page.text.partition("\n---\n")
    headings = _HEADING.findall(body)[:_OUTLINE]
    parts = [
        f"# {words(title)}",
        '!!! warning "This page cannot be shown"\n\n'
        f"    Its text {words(why)}. Whoever looks after it finds it with `kb check`.",
        f'!!! question "Still stuck?"\n\n    {line}' if line else "",
        *headings,
    ]
    head = front_matter(title=title, description="", searched=False)
    return Page(path=page.path, text=head + "\n\n".join(filter(None, parts)) + "\n", edit_path=page.edit_path)
