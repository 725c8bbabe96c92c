"""The two ways a built site is served: `kb serve`, and any server of files."""

import functools
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode


class Server:
    """A `kb serve` of its own; `stop` ends it and gives what it said."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kb", "-C", str(folder), "serve", "--port", "0", *options],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stderr is not None
        told = re.search(r"http://127\.0\.0\.1:(\d+)", self._process.stderr.readline())
        assert told
        self.port = int(told[1])
        self.address = f"{told[0]}/"

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        return self._asked("GET", path, None, headers)

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
        return self._asked("POST", path, body, headers)

    def _asked(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def search(self, **asked: Any) -> Any:
        code, body = self.get(f"/api/search?{urlencode(asked)}")
        assert code == 200, body
        return json.loads(body)

    def stop(self) -> str:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        _, said = self._process.communicate(timeout=20)
        return said


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a dead address with the site's own page for it, as hosts of files are told to."""
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def static(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder's files, as a web server that knows nothing of `kb`, and give the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Files, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
