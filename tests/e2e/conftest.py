"""One built site for all tests of a process, served in each of the three ways; and a browser that notes what goes wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from kb import config
from kb.flows.demo import demo
from tests.support.server import Server
from tests.support.server import static as served_as_files
from tests.support.workspace import kb

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1200, "height": 800}

URL = "https://help.tarnbridge.example/"
"""Where the site says that it stands."""

MOVED = "troubleshooting/offer-letter-white-kb-35e64855.md"
"""Where an article stood before it was renamed."""

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sample project; its readers may write to somebody, and one of its articles has moved."""
    folder = tmp_path_factory.mktemp("e2e") / "demo"
    demo(folder, build_site=False)
    settings = folder / "kb.toml"
    text = settings.read_text(encoding="utf-8").replace("[project]", f'[project]\nurl = "{URL}"', 1)
    settings.write_text(f'{text}\n[feedback]\nmail = "help@tarnbridge.example"\n', encoding="utf-8")
    (article,) = folder.glob("content/*/*-kb-35e64855.md")
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("\ntags:", f"\naliases:\n  - {MOVED}\ntags:", 1), encoding="utf-8")
    done = kb(folder, "build")
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="session")
def site(workspace: Path) -> Path:
    """Give the folder of the built site."""
    settings = config.load(workspace)
    return settings.site(settings.project.audience)


@pytest.fixture(scope="session")
def server(workspace: Path) -> Iterator[Server]:
    """Run `kb serve`; tests that stop one or change what it serves make their own."""
    server = Server(workspace)
    yield server
    server.stop()


@pytest.fixture
def address(server: Server) -> str:
    """Give the address of `kb serve`."""
    return server.address


@pytest.fixture(scope="session")
def static(site: Path) -> Iterator[str]:
    """Serve the files alone."""
    with served_as_files(site) as address:
        yield address


@pytest.fixture(params=["served", "static", "file"])
def root(request: pytest.FixtureRequest, site: Path) -> str:
    """Give the first page's folder as each kind of reader has it."""
    if request.param == "file":
        return site.as_uri() + "/"
    if request.param == "static":
        return str(request.getfixturevalue("static"))
    return str(request.getfixturevalue("server").address)


@pytest.fixture
def reader(browser: Browser) -> Iterator[Open]:
    """Open a page that fails its test when anything goes wrong in it or it calls another host."""
    wrong: list[str] = []
    contexts = []

    def opened(root: str, *, dead: str = "", **options: object) -> Page:
        """`dead` is an address that is known to be none: that a browser says so is not wrong."""
        context = browser.new_context(**({"viewport": DESKTOP} | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)

        def said(told: ConsoleMessage) -> None:
            if told.type == "error" and told.location["url"] != dead:
                wrong.append(f"{told.text} ({told.location['url']})")

        page.on("console", said)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: wrong.append(asked.url) if not asked.url.startswith((root, "data:")) else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
