"""Where things stand: whole addresses where the site's own is known, and ways from page to page where not."""

import posixpath
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Addresses:
    """Writes addresses of one site; `root` ends with a slash, or is "" where the site's address is not known."""

    root: str

    def of(self, path: str) -> str:
        """Give the address of what stands at `path`, from the site's root where that is all there is to say."""
        way = quoted(path)
        return f"{self.root}{way}" if self.root else way or "./"

    def seen_from(self, path: str, *, folder: str) -> str:
        """Give the address as something in `folder` may use it."""
        return self.of(path) if self.root else way(path, folder=folder)


def way(path: str, *, folder: str) -> str:
    """Give the way from a folder of the site (`faq/a/`, "" for its root) to a path in it."""
    ahead = posixpath.relpath(f"/{path}", f"/{folder}")  # asks for no working directory
    return quoted(f"{ahead}/" if not path or path.endswith("/") else ahead)


def quoted(path: str) -> str:
    """Write a path as the part of an address."""
    return quote(path, safe="/", errors="replace")
