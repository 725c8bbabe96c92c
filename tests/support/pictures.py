"""Take the pictures of README and manual from the sample project; `python -m tests.support.pictures` writes them."""

import shutil
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kb import config
from kb.config import Settings
from kb.flows.demo import TODAY, demo
from kb.flows.handover.scorecard import scorecard
from kb.flows.reports.daily import daily
from kb.flows.reports.dashboard import dashboard
from kb.flows.reports.facts import Facts
from kb.flows.reports.gaps import gaps
from kb.flows.reports.quarter import quarterly
from kb.flows.reports.weekly import week_of, weekly
from kb.reports import rendering
from kb.reports.scorecard import page as card_page
from kb.web.server import serve
from tests.support.handover import make_the_sample_pack

PICTURES = Path(__file__).parents[2] / "content" / "about" / "pictures"


def reports(browser: Browser, settings: Settings) -> None:
    """Photograph the beginning of each report, as the file that opens offline shows it."""
    day = date(2026, 10, 22)
    made = (
        daily(Facts(settings, today=day)),
        weekly(Facts(settings, today=day), monday=week_of("2026-W42")),
        dashboard(Facts(settings, today=day, day=day)),
        gaps(Facts(settings, today=date(2026, 11, 18))),
        quarterly(Facts(settings, today=date(2026, 11, 18))),
    )
    page = browser.new_page(viewport={"width": 760, "height": 1160})
    for report in made:
        page.set_content(rendering.page(report))
        page.screenshot(path=PICTURES / f"report-{report.name}.png")


def handing_over(browser: Browser, settings: Settings) -> None:
    """Photograph the scorecard, with one line opened, as it opens offline."""
    page = browser.new_page(viewport={"width": 1000, "height": 1100})
    page.set_content(card_page(scorecard(settings, today=TODAY)))
    page.locator("#training_held summary").first.click()
    page.screenshot(path=PICTURES / "scorecard.png", full_page=True)


def handed_over(browser: Browser, folder: Path) -> None:
    """Photograph the sample's pack as it opens from a disk."""
    make_the_sample_pack(folder)
    page = browser.new_page(viewport={"width": 900, "height": 900})
    for name, picture in (("START-HERE", "handover-start"), ("Certificate", "certificate")):
        page.goto((folder / "pack" / f"{name}.html").as_uri())
        page.screenshot(path=PICTURES / f"{picture}.png", full_page=name == "Certificate")


def main() -> None:
    """Build the sample project, serve it on loopback, and photograph it."""
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder) / "demo")
        settings = config.load(Path(folder) / "demo")
        ready: list[str] = []
        threading.Thread(
            target=serve,
            args=(settings, settings.project.audience),
            kwargs={"host": "127.0.0.1", "port": 0, "ready": ready.append},
            daemon=True,
        ).start()
        while not ready:
            time.sleep(0.05)
        PICTURES.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            page = browser.new_page(viewport={"width": 1100, "height": 720})
            page.goto(ready[0])
            page.get_by_role("combobox").first.fill("offer pdf is white")
            page.get_by_role("option").first.wait_for()
            page.screenshot(path=PICTURES / "search.png")
            page.keyboard.press("Enter")
            page.get_by_role("heading", level=2).first.wait_for()
            page.screenshot(path=PICTURES / "article.png")
            reports(browser, settings)
            handing_over(browser, settings)
            handed_over(browser, Path(folder) / "handed-over")
            browser.close()


if __name__ == "__main__":
    main()
