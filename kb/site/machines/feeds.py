"""New and changed answers as Atom (RFC 4287) and JSON Feed 1.1: one of all, and one a product."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.model.portal import Asset, page_url
from kb.model.prose import one_line
from kb.site.machines.addresses import Addresses, way
from kb.site.machines.entries import Entry, is_answer, lasting_id, name_of
from kb.site.machines.texts import filled, inert_json, xml
from kb.site.shelf import Shelf, product_path, products

ATOM, JSON = "feed.xml", "feed.json"
LONGEST = 50
"""How many answers a feed holds, newest first."""
ALTERNATE = "alternate "
"""
With the blank, which HTML allows around these words.

Material's script looks for the exact word, takes what it finds for another language's site, and fetches that
one's sitemap on every page: a dead address, or some hundred kilobytes.
"""
NEVER = date(1970, 1, 1)
"""When a feed without an answer changed last; Atom asks for a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed before it is written: `page` is the address it tells of, relative to the site's root; it stands there, too."""

    page: str
    id: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def changed(self) -> date:
        """When the newest answer changed."""
        return max((entry.changed for entry in self.entries if entry.changed), default=NEVER)


def feeds(shelf: Shelf, listed: Iterable[Entry]) -> tuple[Feed, ...]:
    """Make the feed of all answers, and one for each product that has some; an answer without a date is in none."""
    answers = {entry.id: entry for entry in listed if is_answer(entry, shelf.audience) and entry.changed}
    name = name_of(shelf.project)
    mark = f"feed {shelf.audience.value} {name}"
    made = [Feed(page="", id=lasting_id(mark), title=name, entries=_newest(answers.values()))]
    for product, articles in products(shelf.offered).items():
        told = [answers[one_line(each.id)] for each in articles if one_line(each.id) in answers]
        if product and told:
            page = page_url(product_path(product))
            title = f"{one_line(product)} – {name}"
            made.append(Feed(page=page, id=lasting_id(f"{mark} {page}"), title=title, entries=_newest(told)))
    return tuple(made)


def _newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    order = sorted(entries, key=lambda entry: (-(entry.changed or NEVER).toordinal(), entry.id))
    return tuple(order[:LONGEST])


def written(feeds: Sequence[Feed], shelf: Shelf, addresses: Addresses) -> Iterator[Asset]:
    """Write every feed in both formats."""
    for feed in feeds:
        yield Asset(path=f"{feed.page}{ATOM}", content=atom(feed, shelf, addresses).encode())
        text = inert_json(json_feed(feed, shelf, addresses))
        yield Asset(path=f"{feed.page}{JSON}", content=f"{text}\n".encode())


def atom(feed: Feed, shelf: Shelf, addresses: Addresses) -> str:
    """Write a feed as Atom; without the site's address its links are relative to it, which Atom allows."""

    def seen(path: str) -> str:
        return addresses.seen_from(path, folder=feed.page)

    about = xml(shelf.project.description)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{xml(shelf.project.language.replace("_", "-"))}">',
        f"<id>{feed.id}</id>",
        f'<title type="text">{xml(feed.title)}</title>',
        *([f'<subtitle type="text">{about}</subtitle>'] if about else []),
        f"<updated>{moment(feed.changed)}</updated>",
        f"<author><name>{xml(name_of(shelf.project))}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{xml(seen(feed.page + ATOM))}"/>',
        f'<link rel="alternate" type="text/html" href="{xml(seen(feed.page))}"/>',
    ]
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<id>{lasting_id(entry.id)}</id>",
            f'<title type="text">{xml(entry.title)}</title>',
            *([f"<published>{moment(entry.created)}</published>"] if entry.created else []),
            f"<updated>{moment(entry.changed or NEVER)}</updated>",
            f'<link rel="alternate" type="text/html" href="{xml(seen(entry.url))}"/>',
            f'<link rel="alternate" type="text/markdown" href="{xml(seen(entry.path))}"/>',
            *(f'<category term="{xml(product)}"/>' for product in entry.products if product),
            f'<summary type="text">{xml(entry.summary or entry.title)}</summary>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def json_feed(feed: Feed, shelf: Shelf, addresses: Addresses) -> dict[str, Any]:
    """Write a feed as JSON Feed; without the site's address it has no addresses, because they must be whole."""

    def whole(path: str) -> str:
        return addresses.of(path) if addresses.root else ""

    return filled(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": one_line(shelf.project.description),
            "home_page_url": whole(feed.page),
            "feed_url": whole(feed.page + JSON),
            "language": shelf.project.language.replace("_", "-"),
            "authors": [{"name": name_of(shelf.project)}],
        }
    ) | {
        "items": [
            filled(
                {
                    "id": lasting_id(entry.id),
                    "url": whole(entry.url),
                    "title": entry.title,
                    "content_text": entry.summary or entry.title,
                    "date_published": moment(entry.created) if entry.created else "",
                    "date_modified": moment(entry.changed or NEVER),
                    "tags": [product for product in entry.products if product],
                    "language": entry.language.replace("_", "-"),
                }
            )
            for entry in feed.entries
        ]
    }


def moment(day: date) -> str:
    """Write the beginning of a day as RFC 3339 does."""
    return f"{day.isoformat()}T00:00:00Z"


def links(feeds: Sequence[Feed], page: str) -> Iterator[str]:
    """Write the elements by which the head of the page at address `page` tells of the feeds that concern it."""
    for feed in feeds:
        if feed.page in ("", page):
            for kind, name in (("application/atom+xml", ATOM), ("application/feed+json", JSON)):
                href = xml(way(feed.page + name, folder=page))
                yield f'<link rel="{ALTERNATE}" type="{kind}" title="{xml(feed.title)}" href="{href}">'
