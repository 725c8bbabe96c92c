"""The pages and files of one audience's site, before any generator sees them."""

import hashlib
from dataclasses import dataclass

from kb.model.article import Audience


def page_url(path: str) -> str:
    """Give the address of the page made from a source path, relative to the site's root."""
    stem = path.removesuffix(".md")
    return stem.removesuffix("index") if stem == "index" or stem.endswith("/index") else f"{stem}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    A portable Markdown page; `path` is relative to the site's source, `edit_path` to the workspace ("" if made).

    `head` is HTML for the head of the page: nothing in it is needed to read the page, or runs. `charts` are SVG, in
    the order of the places the text has for them.
    """

    path: str
    text: str
    edit_path: str = ""
    head: str = ""
    charts: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The page's address relative to the site's root: `faq/index.md` → `faq/`, `faq/a.md` → `faq/a/`."""
        return page_url(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file copied as it is; `path` is relative to the site's root."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Everything one audience's site is made of."""

    audience: Audience
    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it, in lower-case hex: two portals with one digest are the same."""
        told = hashlib.sha256(self.audience.value.encode())
        for page in self.pages:
            told.update(
                repr((page.path, page.text, page.edit_path, page.head, page.charts)).encode(errors="replace")
            )
        for asset in self.assets:
            told.update(repr((asset.path, len(asset.content))).encode(errors="replace") + asset.content)
        return told.hexdigest()
