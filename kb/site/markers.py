"""
What a hand-written page may ask for with an HTML comment.

    <!-- kb:search -->     the search box
    <!-- kb:home -->       all of the following under headings, in the order that the go-live's phase asks for
    <!-- kb:phase -->      the day of hypercare, in one line
    <!-- kb:week -->       the problems people have this week
    <!-- kb:recent -->     what people asked in the last weeks, as cards
    <!-- kb:new -->        new and changed answers
    <!-- kb:products -->   entry by product, with counts
    <!-- kb:tasks -->      the guides
    <!-- kb:lists -->      every index
    <!-- kb:contact -->    whom to call
"""

import re
from collections.abc import Callable

from kb.site import home
from kb.site.call import contact
from kb.site.phases import told
from kb.site.shelf import Shelf

_MARKER = re.compile(r"^[ ]{0,3}<!--\s*kb:([a-z]+)\s*-->[ \t]*$", re.MULTILINE)


def fill_markers(body: str, *, source: str, shelf: Shelf) -> str:
    """Replace each known marker that stands alone on its line; leave everything else as it is."""

    def filled(match: re.Match[str]) -> str:
        make = MARKERS.get(match.group(1))
        return f"\n{make(source, shelf)}\n" if make else match.group()

    return _MARKER.sub(filled, body)


MARKERS: dict[str, Callable[[str, Shelf], str]] = {
    "search": home.search_box,
    "home": home.sections_of_home,
    "phase": lambda source, shelf: told(shelf, source=source),
    "week": home.week,
    "recent": home.recent,
    "new": home.new,
    "products": home.by_product,
    "tasks": home.tasks,
    "lists": home.every_list,
    "contact": lambda source, shelf: contact(shelf, source=source, title=""),
}
