"""What stands where an address is dead: a search for its words, and ways on."""

import re
from html import escape

from kb.site.home import with_form
from kb.site.phases import CONTACT

_PAGE = """\
<h1>There is no such page</h1>
<p>It may have been renamed, or it is not meant for this site's readers.</p>
<div class="kb-search" data-kb-search="lost"></div>
<p>Or go on from here:</p>
<ul>
<li><a href="{home}">First page</a></li>
<li><a href="{home}symptoms/">Symptoms from A to Z</a></li>
<li><a href="{home}codes/">Error codes</a></li>
<li><a href="{home}{contact}/">Whom to call</a></li>
</ul>
"""

DEEPEST = 30
"""Steps from the root down to where the page is still told the way back: a longer address is no reader's."""

_ROOT = re.compile(rb'"base": ?"(/[^"]*)"')


def lost(home: str) -> str:
    """Write it as HTML; `home` leads to the site's root from any address. The search box fills itself from the address."""
    way = escape(home)
    page = _PAGE.format(home=way, contact=CONTACT.removesuffix(".md"))
    return with_form(page, lambda folder: f"{home}{folder}")


def seen_from(page: bytes, path: bytes) -> bytes:
    """
    Let the addresses of a built 404.html, which begin where the settings say the site stands, lead there from `path`.

    The theme's first script keeps its own: the policy knows it by its hash.
    """
    told = _ROOT.search(page)
    if told is None or not 1 <= path.count(b"/") <= DEEPEST:
        return page
    up = b"../" * (path.count(b"/") - 1) or b"./"
    return re.sub(rb'(="|": ?")' + re.escape(told[1]), lambda found: found[1] + up, page)
