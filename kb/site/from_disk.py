"""Pages that are opened from a disk: a folder's address shows its files there, so links name the page itself."""

import re

from kb.site.policy import TAG

_HREF = re.compile(r'(?<=\shref=")([^"#?:]*)(?=["#?])')

LEFT_OUT = ("404.html", "robots.txt")
"""What only servers and search engines ask for."""


def settled(html: str) -> str:
    """Let every link of a page that leads to a folder lead to the page in it."""
    return TAG.sub(lambda tag: _HREF.sub(_whole, tag[0]), html)


def _whole(target: re.Match[str]) -> str:
    path = target[1]
    if path.rpartition("/")[2] in (".", "..") or (path.endswith("/") and not path.startswith("//")):
        return f"{path.rstrip('/')}/index.html"
    return path
