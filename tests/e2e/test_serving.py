"""One real server: a new build takes the site's place, readers are slow or greedy, and it is told to stop."""

import contextlib
import os
import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kb import config
from kb.io.folders import swap
from kb.web import patience
from tests.support.server import Server
from tests.web.test_pages import ways_out

PAGES = ("", "faq/", "assets/kb/kb.css", "nowhere/")
SLOW = 300


def a_build(site: Path, word: str, size: int) -> None:
    """Write a site of which every file, and the policy, says which build it is of."""
    for name in ("index.html", "faq/index.html", "assets/kb/kb.css", "404.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(f"{word} " * size)
    (site / "assets/kb/policy.txt").write_text(f"default-src 'none'; script-src 'sha256-{word}'\n")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "kb"
    root.mkdir()
    (root / "kb.toml").write_text('[project]\nname = "Test help"\n')
    settings = config.load(root)
    site = settings.site(settings.project.audience)
    a_build(site, "build0", 1000)
    (site.parent / "secret.txt").write_text("outside")
    return site


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "kb")
    yield server
    server.stop()


def test_a_new_build_takes_over_without_a_failed_request(server: Server, site: Path) -> None:
    """Four readers ask all the time while forty builds take the site's place: each answer is of one build, whole."""
    wrong: list[object] = []
    seen: set[str] = set()
    over = threading.Event()

    def read() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        while not over.is_set():
            for page in PAGES:
                connection.request("GET", f"/{page}")
                answer = connection.getresponse()
                words = set(answer.read().decode().split())
                policy = answer.getheader("content-security-policy") or ""
                if answer.status != (404 if page == "nowhere/" else 200) or len(words) != 1:
                    wrong.append((page, answer.status, words))
                elif not page.endswith(".css") and f"sha256-{min(words)}'" not in policy:
                    wrong.append((page, words, policy))
                seen.update(words)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(1, 41):
        new = site.parent / f".{site.name}.x.new"
        a_build(new, f"build{number}", 1000 + 500 * (number % 3))
        swap(new, site)
        time.sleep(0.02)
    over.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    assert len(seen) > 10
    assert {path.name for path in site.parent.iterdir()} == {site.name, "secret.txt"}


def test_where_folders_cannot_be_exchanged_readers_wait(
    server: Server, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.io.folders._exchange", lambda one, other: False)
    aside = site.with_name("aside")
    site.rename(aside)
    back = threading.Timer(0.3, lambda: aside.rename(site))
    back.start()

    assert server.get("/")[0] == 200
    back.join()
    new = site.parent / ".new"
    a_build(new, "build1", 10)
    swap(new, site)
    assert server.get("/")[1].startswith(b"build1")


def test_no_way_of_writing_an_address_leads_out(server: Server) -> None:
    """Bytes as no client would send them: written to the socket as they are."""
    wrong = []
    for way in ways_out():
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            line = f"GET {way} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            connection.sendall(line.encode("utf-8"))
            said = b"".join(iter(lambda: connection.recv(65536), b""))
        status = said.split(b" ", 2)[1]
        if status not in (b"404", b"400") or b"outside" in said:
            wrong.append((way, status))

    assert wrong == []


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) // 1024


@contextlib.contextmanager
def slow_readers(port: int) -> Iterator[list[socket.socket]]:
    """Hold connections open that never finish saying what they want."""
    held = []
    try:
        for _ in range(SLOW):
            connection = socket.create_connection(("127.0.0.1", port), timeout=20)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            held.append(connection)
        yield held
    finally:
        for connection in held:
            connection.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_three_hundred_slow_readers_disturb_nobody(server: Server) -> None:
    with slow_readers(server.port) as held:
        took = []
        for _ in range(50):
            started = time.monotonic()
            assert server.get("/faq/")[0] == 200
            took.append(time.monotonic() - started)
        assert sorted(took)[47] < 0.5
        assert _resident(server._process.pid) < 300
        time.sleep(patience.SAYING + 3)
        for connection in held:
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(10) == b""

    assert server.get("/healthz")[0] == 200


def test_a_head_without_end_and_a_body_without_end_are_cut(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(
            b"POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with contextlib.suppress(ConnectionError, TimeoutError):
            connection.settimeout(5)
            while sent < 64 * 1024 * 1024:
                connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
        assert sent < 64 * 1024 * 1024

    assert server.get("/healthz")[0] == 200


def test_another_sites_name_gets_nothing(server: Server) -> None:
    assert server.get("/", Host="evil.example")[0] == 421
    assert server.get("/", Host=f"localhost:{server.port}")[0] == 200


def test_this_machine_reads_the_figures(server: Server) -> None:
    server.get("/")

    code, text = server.get("/metrics")

    assert code == 200
    assert b'kb_requests_total{route="page",status="200"} 1\n' in text
    assert b"kb_index_ready 0\n" in text
    assert server.get("/metrics", **{"X-Forwarded-For": "127.0.0.1"})[0] == 404


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_whoever_is_being_answered_gets_the_rest(server: Server, site: Path, told: signal.Signals) -> None:
    content = os.urandom(24 * 1024 * 1024)
    (site / "big.png").write_bytes(content)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET /big.png HTTP/1.1\r\nHost: localhost\r\n\r\n")
        said = bytearray(connection.recv(65536))
        server._process.send_signal(told)
        time.sleep(0.5)
        with pytest.raises(OSError):  # nobody new is let in
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        while piece := connection.recv(1 << 20):
            said += piece

    assert bytes(said).endswith(content[-1000:])
    assert len(said) - said.index(b"\r\n\r\n") - 4 == len(content)
    server._process.wait(timeout=10)
    shutil.rmtree(site)
