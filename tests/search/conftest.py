"""Pages with the search box on them, and a browser's tab to read them in."""

import pytest

from kb.model.article import Audience
from kb.search.documents import documents
from kb.search.static_index import export
from tests.search.corpus import articles, guides, lessons
from tests.search.counter import counter
from tests.search.static_engine import unpack
from tests.support.build import a_redacted_incident

CONTACT = "Call the service desk on extension 4711."

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{up}assets/kb/search.css"></head><body>
<header><nav class="md-header__inner"><a href="#">Home</a></nav></header><main><h1>{title}</h1>{box}
<p><input id="other" aria-label="Something else"></p></main>
<script src="{up}assets/kb/search.js"></script></body></html>"""
_BOX = (
    '<div class="kb-search" data-kb-search><form action="find/" role="search"><input name="q"></form></div>'
)


def box_documents():
    """Give thirty pages, and one incident that no page answers."""
    lost = a_redacted_incident(
        "INC0099001", summary="Kiosk shows a grey screen", description="", resolution="", environment=()
    )
    return documents(articles(), guides(), lessons(), audience=Audience.INTERNAL, incidents=[lost])


@pytest.fixture(scope="session")
def box_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    unpack(export(box_documents(), contact=CONTACT), folder)
    (folder / "index.html").write_text(_PAGE.format(up="", title="Home", box=_BOX))
    for url, title, box in [("find/", "Search", _BOX)] + [
        (d.url, d.id, "") for d in box_documents() if d.url
    ]:
        path = folder / url / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(_PAGE.format(up="../" * url.count("/"), title=title, box=box), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def plain(box_site):
    """Give the root of the site on a plain web server."""
    with counter(box_site) as server:
        yield server.root


@pytest.fixture
def desk(box_site):
    """Open a counter that serves the site and answers."""
    with counter(box_site, box_documents()) as server:
        yield server


@pytest.fixture(params=["file", "plain", "desk"])
def root(request, box_site):
    """Give the root of the site as each kind of reader has it."""
    if request.param == "file":
        return f"{box_site.as_uri()}/"
    found = request.getfixturevalue(request.param)
    return found if isinstance(found, str) else found.root


@pytest.fixture
def new_tab(browser):
    """Give what opens a tab; a script error in any of them fails the test."""
    errors: list[str] = []
    contexts = []

    def opened(**options):
        context = browser.new_context(**({"viewport": {"width": 1000, "height": 740}} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def tab(new_tab):
    return new_tab()


@pytest.fixture
def phone(new_tab):
    return new_tab(viewport={"width": 360, "height": 740}, has_touch=True)
