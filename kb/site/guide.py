"""One hand-written page; on the way its markers become what they ask for."""

import re

from kb.model.article import Guide
from kb.model.portal import Page
from kb.site.markers import fill_markers
from kb.site.shelf import Shelf, guide_path
from kb.site.words import front_matter, link, summary, words

_HEADING = re.compile(r"\s*# ")
HOME = "index.md"


def guide_page(guide: Guide, shelf: Shelf) -> Page:
    """Make the page; a body without a first heading gets its title as one."""
    path = guide_path(guide)
    heading = "" if _HEADING.match(guide.body) else f"# {words(guide.title)}\n\n"
    body = heading + fill_markers(guide.body.strip("\n"), source=path, shelf=shelf)
    home = path == HOME
    if home:
        body = f'<div class="kb-home"></div>\n\n{body}'
    elif path.startswith("guides/") and not path.endswith("/index.md"):
        body = f'<div class="kb-crumbs"></div>\n\n{link("Guides", "guides/index.md", source=path)}\n\n{body}'
    if guide.owner:
        body = f'{body}\n\n<div class="kb-edit"></div>\n\nLooked after by {words(guide.owner)}.'
    head = front_matter(
        title=guide.title,
        description=shelf.project.description if home else summary(guide.body),
        hide=("navigation", "toc") if home else ("navigation",),
    )
    return Page(path=path, text=f"{head}{body}\n", edit_path=f"content/{guide.path}")
