"""Everything programs are given of one audience's site, beside the pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files as package_files

from kb.model.portal import Asset, Page
from kb.site.machines import crawlers, llms
from kb.site.machines.addresses import Addresses
from kb.site.machines.entries import entries, pages_json
from kb.site.machines.feeds import feeds, written
from kb.site.machines.heads import elements
from kb.site.machines.portable import document, portable
from kb.site.machines.texts import inert_json
from kb.site.shelf import Shelf

PAGES, SCHEMA = "api/pages.json", "api/pages.schema.json"


def for_machines(shelf: Shelf, pages: Sequence[Page]) -> tuple[list[Page], list[Asset]]:
    """
    Give the pages with their heads, and the files: feeds, lists, and each page as Markdown at its own path.

    `pages` are all of the audience's; what is said of them comes from the shelf, so nothing narrower gets in.
    """
    addresses = Addresses(shelf.project.address(shelf.audience))
    told = {page.path: portable(page.text) for page in pages}
    listed = entries(shelf, told)
    by_path = {entry.path: entry for entry in listed}
    made = feeds(shelf, listed)

    def headed(page: Page) -> Page:
        about, entry = told[page.path], by_path.get(page.path)
        head = elements(page, about, entry, shelf=shelf, feeds=made, addresses=addresses)
        return replace(page, head="\n".join(head))

    def texts() -> Iterator[tuple[str, str]]:
        for path, text in told.items():
            yield path, document(text)
        yield PAGES, f"{inert_json(pages_json(shelf, listed, addresses))}\n"
        yield llms.LIST, llms.llms(shelf, listed, addresses)
        yield llms.WHOLE, llms.llms_full(shelf, listed, told, addresses)
        yield crawlers.ROBOTS, crawlers.robots(shelf.audience, addresses)
        if addresses.root:
            yield crawlers.SITEMAP, crawlers.sitemap(pages, by_path, addresses)
            yield crawlers.OPENSEARCH, crawlers.opensearch(shelf, addresses)

    schema = package_files("kb.site") / "assets" / "pages.schema.json"
    files = [Asset(path=path, content=text.encode(errors="replace")) for path, text in texts()]
    return [headed(page) for page in pages], [
        *files,
        *written(made, shelf, addresses),
        Asset(path=SCHEMA, content=schema.read_bytes()),
    ]
