"""
How long after it was saved an article is shown by `kb serve --watch`, and what looking at the files costs.

Run by hand: `.venv/bin/python -m tests.bench.watching --articles 1000`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from kb.io.stamped import stamps
from tests.bench.crowd import PRODUCTS
from tests.bench.scale import KB, QUIET, took
from tests.support.many import write_many


def shown(port: int, url: str, word: bytes) -> bool:
    """Whether a page has a word."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", url)
        return word in connection.getresponse().read()
    finally:
        connection.close()


def main() -> None:
    """Edit some articles, one after the other, and print how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        took(Path(name), *KB, "init", "kb")
        base = Path(name) / "kb"
        write_many(base, asked.articles, products=PRODUCTS)
        started = time.process_time()
        found = stamps(base)
        print(
            f"one look at {len(found)} files: {(time.process_time() - started) * 1000:.0f} ms of the processor"
        )
        server = subprocess.Popen(
            [sys.executable, *KB, "serve", "--watch", "--port", "0"],
            cwd=base,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | QUIET | {"PYTHONUNBUFFERED": "1"},
        )
        assert server.stderr
        told = re.search(r":(\d+) ", server.stderr.readline())
        assert told
        for line in server.stderr:
            print(f"  {line.rstrip()}", flush=True)
            if "is shown" in line:
                break
        articles = sorted((base / "content" / "troubleshooting").glob("*-kb-*.md"))[::7][: asked.edits]
        times = []
        for number, article in enumerate(articles):
            word = f"edited{number}"
            text = article.read_text()
            started = time.perf_counter()
            article.write_text(text.replace("## Issue\n\n", f"## Issue\n\nIt was {word}. ", 1))
            while not shown(int(told[1]), f"/troubleshooting/{article.stem}/", word.encode()):
                time.sleep(0.02)
            times.append(time.perf_counter() - started)
            print(f"  shown after {times[-1]:.2f} s", flush=True)
            time.sleep(0.3)
        server.kill()
        server.communicate()
        print(
            f"{asked.articles} articles, {len(times)} edits: median {median(times):.2f} s, longest {max(times):.2f} s; "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )


if __name__ == "__main__":
    main()
