"""Whom to call where no answer helps."""

from kb.model.article import Guide
from kb.model.portal import Page
from kb.site.lists import made
from kb.site.phases import CONTACT, told
from kb.site.shelf import Shelf, guide_path
from kb.site.words import link, summary, words

NAMED = "guides/who-to-call.md"
TAG = "contact"


def contact(shelf: Shelf, *, source: str, title: str = "Still stuck?") -> str:
    """Say whom to call; the setting is one line of Markdown of the project's own."""
    line = " ".join(shelf.project.contact.split())
    if not line:
        return ""
    more = f"\n\n    {link('Whom to call for what', CONTACT, source=source)}" if _guides(shelf) else ""
    return f'!!! question "{title}"\n\n    {line}{more}'


def contact_page(shelf: Shelf) -> Page:
    """Make the page of everybody one can call: the setting, and the guides that say more."""
    guides = [
        f"- {link(guide.title, guide_path(guide), source=CONTACT)}\n\n    {words(summary(guide.body))}\n"
        for guide in _guides(shelf)
    ]
    listed = '<div class="kb-cards"></div>\n\n' + "\n".join(guides) if guides else ""
    call = contact(shelf, source="", title="Call or write").partition("\n\n    [")[0]
    parts = (told(shelf, source=CONTACT), call, f"## In detail\n\n{listed}" if listed else "")
    nobody = "" if call or listed else "*Nobody is named yet: set* `project.contact`*.*"
    return made(
        CONTACT,
        "Whom to call",
        "When no answer helped, or there is none.",
        *parts,
        nobody,
        hide=("navigation", "toc"),
    )


def _guides(shelf: Shelf) -> list[Guide]:
    return [guide for guide in shelf.guides if guide_path(guide) == NAMED or TAG in guide.tags]
