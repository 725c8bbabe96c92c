"""What one cold visit to a page takes over the wire, heads and bodies, as the browser itself counts it."""

from playwright.sync_api import Browser


def first_view(browser: Browser, address: str) -> dict[str, int]:
    """Open a page with nothing kept from before; give the bytes received by address, once no more is asked for."""
    context = browser.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    asked: dict[str, str] = {}
    took: dict[str, int] = {}

    def finished(told: dict[str, object]) -> None:
        name = asked[str(told["requestId"])]
        if not name.startswith("data:"):
            took[name] = took.get(name, 0) + int(float(str(told["encodedDataLength"])))

    devtools.on(
        "Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]})
    )
    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    context.close()
    return took
