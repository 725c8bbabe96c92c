"""The pages and files of one audience's site, before any generator sees them."""

from dataclasses import dataclass

from kb.model.article import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A portable Markdown page; `path` is relative to the site's source, `edit_path` to the workspace ("" if made)."""

    path: str
    text: str
    edit_path: str = ""


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
