"""Links between pages: written as on disk or as on the site, and never to a page the reader may not see."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from kb.errors import RefusedError
from kb.model.article import Audience
from kb.model.portal import Page, page_url

_OPENS = re.compile(r"^(`{3,}+|~{3,}+)[^\n]*+\n", re.MULTILINE)
_CLOSES = re.compile(r"^(`{3,}+|~{3,}+)[`~]*+[ \t]*+$", re.MULTILINE)
_LINK = re.compile(
    r"\]\([ \t]*(?P<inline>(?:[^\s<>()]|\([^\s<>()]*\))+)"
    r"|\]\([ \t]*<(?P<angle>[^<>\n]+)"
    r"|^[ ]{0,3}\[[^\]\n^][^\]\n]*\]:[ \t]*<?(?P<reference>[^\s<>]+)"
    r"|\b(?:href|src)[ \t]*=[ \t]*[\"']?(?P<html>[^\s<>\"']+)",
    re.MULTILINE | re.IGNORECASE,
)

# The same, kind by kind: many times quicker where a page has no more than a few.
_INLINE = re.compile(r"\]\([ \t]*<?(?P<target>(?:[^\s<>()]|\([^\s<>()]*\))+)")
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n^][^\]\n]*\]:[ \t]*<?(?P<target>[^\s<>]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a source stands in the workspace, where its page stands in the site, and for whom it is."""

    source: str
    page: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class Atlas:
    """Knows every page there is, the ones this audience may not see included."""

    places: Iterable[Place]
    audience: Audience
    _by_page: dict[str, Place] = field(init=False, default_factory=dict)
    _by_source: dict[str, Place] = field(init=False, default_factory=dict)
    _by_url: dict[str, Place] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.places:
            self._by_page[place.page] = place
            self._by_source[place.source] = place
            self._by_url[posixpath.normpath(page_url(place.page) or ".")] = place

    def settle(self, page: Page) -> Page:
        """Point links written as on disk (`../../lessons/a.md`) at their pages; refuse those to narrower ones."""
        text = outside_fences(page.text, lambda piece: self._settled(piece, page))
        return Page(path=page.path, text=text, edit_path=page.edit_path)

    def _settled(self, text: str, page: Page) -> str:
        def settled(match: re.Match[str]) -> str:
            kind = match.lastgroup or ""
            target = match.group(kind)
            way = _local_path(target)
            place = self._behind(unquote(way), page) if way else None
            if place is None:
                return match.group()  # not a page of ours, or none at all: the generator's check says so
            if not self.audience.may_read(place.audience):
                raise RefusedError(
                    f"links to {place.source}, which only {place.audience.value} readers may see",
                    path=page.edit_path or page.path,
                    hint="remove the link, or change the audience of one of the two",
                )
            if kind == "html" or not way.endswith(".md") or way.startswith("/"):
                return match.group()
            straight = quote(posixpath.relpath(place.page, posixpath.dirname(page.path) or "."), safe="/")
            return match.group()[: -len(target)] + straight + target[len(way) :]

        return _LINK.sub(settled, text)

    def _behind(self, way: str, page: Page) -> Place | None:
        folder = posixpath.dirname(page.path)
        if way.startswith("/"):
            from_site = from_page = posixpath.normpath(way.lstrip("/") or ".")
        else:
            from_site = posixpath.normpath(posixpath.join(folder, way))
            from_page = posixpath.normpath(posixpath.join(page.url or ".", way))
        on_disk = posixpath.normpath(posixpath.join(posixpath.dirname(page.edit_path), way))
        return (
            self._by_page.get(from_site)
            or (self._by_source.get(on_disk) if page.edit_path else None)
            or self._by_url.get(from_page.removesuffix("/index.html"))
            or self._by_url.get(from_site.removesuffix("/index.html"))
        )


def rebased(text: str, source: str, address: Callable[[str], str]) -> str:
    """Point the relative links of a page at `source` to what they mean, as `address` writes a path of the site."""

    def straight(match: re.Match[str]) -> str:
        target = match["target"]
        way = _local_path(target)
        if not way or way.startswith("/"):
            return match.group()
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(way)))
        if path.startswith(".."):
            return match.group()
        return match.group()[: -len(target)] + address(path) + target[len(way) :]

    def changed(piece: str) -> str:
        piece = _INLINE.sub(straight, piece)
        return _REFERENCE.sub(straight, piece) if "]:" in piece else piece

    return outside_fences(text, changed)


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """Change Markdown, but for its fenced blocks."""
    if "```" not in text and "~~~" not in text:
        return change(text)
    pieces, end = [], 0
    for start, after in _fences(text):
        pieces += [change(text[end:start]), text[start:after]]
        end = after
    return "".join([*pieces, change(text[end:])])


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where fenced blocks begin and end: they show links, they do not make them."""
    closing = list(_CLOSES.finditer(text))
    end, first = 0, 0
    unclosed: dict[str, int] = {}  # no mark so long is closed any more: no text makes this search grow
    for mark in _OPENS.finditer(text):
        fence = mark[1]
        if mark.start() < end or len(fence) >= unclosed.get(fence[0], len(text)):
            continue
        while first < len(closing) and closing[first].start() < mark.end():
            first += 1
        later = (closing[number] for number in range(first, len(closing)))
        found = next((each for each in later if each[1].startswith(fence)), None)
        if found is None:
            unclosed[fence[0]] = len(fence)
        else:
            end = found.end()
            yield mark.start(), end


def _local_path(target: str) -> str:
    """Give the path part of a link within the site; empty for every other link."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else parts.path
