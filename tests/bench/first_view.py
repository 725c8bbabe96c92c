"""
What a reader's first look at an article costs over the wire, in a base of so many articles.

Run by hand: `.venv/bin/python -m tests.bench.first_view 2000`.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kb.model.article import Audience
from tests.bench.machines import seconds, write
from tests.conftest import QUIET
from tests.support.site import serving
from tests.support.wire import first_view


def main(number: int) -> None:
    """Build, serve, open the article in the middle with nothing kept from before, and print what came."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "kb"
        seconds(root.parent, "init", "kb", more={})
        write(root, number)
        took = seconds(root, "build", "--audience", "public", more={})
        site = root / "site" / "public"
        pages = sorted(site.glob("*/page-kb-*/index.html"))
        path = pages[len(pages) // 2].relative_to(site).as_posix().removesuffix("index.html")
        with serving(root, Audience.PUBLIC) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
            view = first_view(browser, f"{address}{path}")
            browser.close()
        for name, size in sorted(view.items(), key=lambda each: -each[1]):
            print(f"{size:7,}  {name.removeprefix(address)}")
        print(
            f"{sum(view.values()):,} bytes in {len(view)} answers; {len(pages)} articles, built in {took:.0f} s of CPU"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
