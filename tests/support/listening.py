"""Servers on loopback that take what is sent and keep it: one for mail, one for the web."""

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@contextlib.contextmanager
def mail_server(*, refuse: bool = False) -> Iterator[tuple[int, list[bytes]]]:
    """Take mails as a server would, or none; give its port and what came in."""
    taken: list[bytes] = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say(220)
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.say(354)
                    taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say(550 if refuse and verb == b"RCPT" else 221 if verb == b"QUIT" else 250)
                if verb == b"QUIT":
                    return

        def say(self, code: int) -> None:
            self.wfile.write(f"{code} ok\r\n".encode())

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)) as port:
        yield port, taken


@contextlib.contextmanager
def web_server(*, status: int = 200) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
    """Take what is posted as JSON; give its port and each path with what came in."""
    taken: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, json.loads(body)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    with _served(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield port, taken


@contextlib.contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
