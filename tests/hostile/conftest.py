"""One site with the first line of defence only, and one with the second only, for all tests of them."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.sites import generated, harvested, without_escaping, without_sanitiser, written_by_hand


@pytest.fixture(scope="session")
def as_drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What kb made of hostile incidents, rendered with no sanitiser and no policy."""
    folder = tmp_path_factory.mktemp("drafted")
    with without_sanitiser():
        return generated(harvested(folder / "kb"), folder / "site")


@pytest.fixture(scope="session")
def as_rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hostile articles written by hand, whose titles and tags nobody escaped, rendered with no policy."""
    folder = tmp_path_factory.mktemp("rendered")
    with without_escaping():
        return generated(written_by_hand(folder / "kb"), folder / "site")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def as_served(as_rendered: Path) -> Iterator[str]:
    """The address of that second site where nothing but its files is served."""
    handler = functools.partial(_Quiet, directory=as_rendered)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()
