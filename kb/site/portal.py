"""Everything one audience's site is made of."""

from collections.abc import Sequence
from importlib.resources import files as package_files

from kb.errors import InputError
from kb.model.article import Article, Guide
from kb.model.lesson import Lesson
from kb.model.portal import Asset, Page, Portal
from kb.site.article import article_page
from kb.site.bundle import bundle_page
from kb.site.guide import guide_page
from kb.site.indexes import index_pages
from kb.site.lesson import answers_on, lesson_page
from kb.site.links import Atlas, Place
from kb.site.look import Look
from kb.site.machines.machines import for_machines
from kb.site.redirects import redirects
from kb.site.related import Kin
from kb.site.shelf import Shelf, guide_path, lesson_path

ASSETS = ("feedback.css", "feedback.js", "kb.css", "logo.svg")
FOLDER = "assets/kb"


def portal(
    shelf: Shelf,
    places: Sequence[Place],
    *,
    files: Sequence[Asset] = (),
    look: Look = Look(),  # noqa: B008 - frozen
) -> Portal:
    """
    Make all pages and assets of one audience.

    `places` are those of all pages, narrower ones included: knowing them is how a link to one is told from a mistyped
    one, and raises RefusedError. `files` are copied as they are.
    """
    atlas = Atlas(places, shelf.audience)
    kin = Kin(shelf.offered)
    answers = answers_on(shelf) if shelf.lessons else {}
    written = [
        *(guide_page(guide, shelf) for guide in shelf.guides),
        *(article_page(article, shelf, kin.of(article)) for article in shelf.articles),
        *(lesson_page(lesson, shelf, answers) for lesson in shelf.lessons),
    ]
    pages = [
        *(atlas.settle(page) for page in written),
        *(bundle_page(bundle) for bundle in shelf.bundles),
        *index_pages(shelf),
    ]
    moved = redirects(shelf.articles, (page.path for page in pages))
    in_order = sorted(_each_once(pages), key=lambda page: page.path)
    headed, made = for_machines(shelf, in_order)
    assets = sorted((*files, *own_assets(look), *moved, *made), key=lambda asset: asset.path)
    _apart(headed, assets)
    return Portal(audience=shelf.audience, pages=tuple(headed), assets=tuple(assets))


def page_again(written: Article | Guide, shelf: Shelf, places: Sequence[Place]) -> Page:
    """Make the page of one article or guide as `portal` does, but for its head. Raise RefusedError like `portal`."""
    if isinstance(written, Guide):
        page = guide_page(written, shelf)
    else:
        page = article_page(written, shelf, Kin(shelf.offered).of(written))
    return Atlas(places, shelf.audience).settle(page)


def own_assets(look: Look = Look()) -> tuple[Asset, ...]:  # noqa: B008 - frozen
    """Give the style sheets, the script of feedback and the logo, as the project wants them to look."""
    folder = package_files("kb.site") / "assets"
    ours = (Asset(path=f"{FOLDER}/{name}", content=(folder / name).read_bytes()) for name in sorted(ASSETS))
    theirs = {asset.path: asset for asset in (look.logo, look.favicon) if asset}
    return (*(look.drawn(asset) for asset in ours if asset.path not in theirs), *theirs.values())


def places(
    articles: Sequence[Article], guides: Sequence[Guide], lessons: Sequence[Lesson]
) -> tuple[Place, ...]:
    """Say where each page stands, and who may read it."""
    answers = (Place(source=f"content/{a.path}", page=a.path, audience=a.audience) for a in articles)
    written = (Place(source=f"content/{g.path}", page=guide_path(g), audience=g.audience) for g in guides)
    learned = (
        Place(source=lesson_path(lesson), page=lesson_path(lesson), audience=lesson.audience)
        for lesson in lessons
    )
    return (*answers, *written, *learned)


def _each_once(pages: Sequence[Page]) -> Sequence[Page]:
    seen: dict[str, Page] = {}
    for page in pages:
        if other := seen.get(page.path):
            raise InputError(
                f"makes the page {page.path}, which {other.edit_path or 'a generated list'} makes too",
                path=page.edit_path or None,
                hint="rename one of them",
            )
        seen[page.path] = page
    return pages


def _apart(pages: Sequence[Page], assets: Sequence[Asset]) -> None:
    """Refuse a page whose folder would have the name of a file, as `llms.txt.md` has."""
    taken = {asset.path for asset in assets}
    for page in pages:
        folder = page.url.rstrip("/")
        while folder:
            if folder in taken:
                raise InputError(
                    f"makes the folder {folder}, where the site has a file",
                    path=page.edit_path or page.path,
                    hint="rename it",
                )
            folder = folder.rpartition("/")[0]
