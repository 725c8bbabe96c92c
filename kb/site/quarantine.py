"""A page whose text cannot be rendered in time: what could be slow, and what stands in its place."""

import re

from kb.model.portal import Page
from kb.site.words import front_matter, words

LARGE = 64 * 1024
"""Characters; an article is a page or less."""

MANY = 300
"""Opening marks in one block from which time grows with their square."""

ALL = 2000
"""The same in a whole text."""

DEEP = 80
"""Columns: twenty lists in one another."""

_DEEP = re.compile(rf"^(?:[ \t]{{{DEEP}}}|\t{{20}}|(?:[ ]?>){{20}})", re.MULTILINE)
_LINES = re.compile(r"^[ ]{0,3}(?:#|```|~~~|!!!|\?\?\?|=+[ ]*$|-+[ ]*$)", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"^#{2,6} [^\n\[<`*_]{1,200}$", re.MULTILINE)
_OUTLINE = 50


def may_be_slow(text: str) -> bool:
    """Whether a text is worth a trial: cheap, and true of every text known to be slow."""
    if len(text) > LARGE or _DEEP.search(text):
        return True
    marks = text.count("[") + text.count("<")
    if marks <= MANY and text.count("#") + text.count("`") <= MANY:
        return False
    if marks > ALL or len(_LINES.findall(text)) > MANY:
        return True
    return any(block.count("[") + block.count("<") > MANY for block in _BLANK.split(text))


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
