"""Open a page in a real browser as a reader would, touch everything in it, and say what acted."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

WATCH = """
window.hits = [];
window.hit = (what) => { window.hits.push(String(what)); };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.hit(name);
window.forbidden = [];
document.addEventListener("securitypolicyviolation", (event) => window.forbidden.push(event.violatedDirective));
"""

SURVIVORS = """
() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].flatMap(({name, value}) => {
  if (/^on|^(srcdoc|formaction|xlink:href|http-equiv|srcset|ping|background)$/i.test(name)
      && !(name === "http-equiv" && value === "Content-Security-Policy"))
    return [`${element.localName} ${name}`];
  if (/^(href|src|action|data|cite|poster)$/i.test(name)) {
    try {
      const {protocol} = new URL(value, document.baseURI);
      if (!["http:", "https:", "file:", "mailto:", "tel:"].includes(protocol)) return [`${element.localName} ${name} ${protocol}`];
    } catch { /* leads nowhere */ }
  }
  return [];
})).concat([...document.querySelectorAll(
  "article :is(script, style, iframe, object, embed, base, meta, link, svg, math, template, form:not(.kb-search form, .kb-feedback form))"
)].map((element) => element.localName))
"""
"""What could act, as this browser has read the page, whether it did or not."""

TOUCH = """
() => {
  document.addEventListener("click", (event) => {
    const way = event.target.closest && event.target.closest("a[href]");
    if (way && !/^(javascript|data|vbscript):/i.test(way.protocol)) event.preventDefault();
  }, true);
  document.addEventListener("submit", (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll("article *, nav a, aside *")) {
    for (const name of ["pointerenter", "mouseover", "focus", "toggle", "animationstart", "load"])
      element.dispatchEvent(new Event(name));
    if (element.closest("a[href], [onclick]") && !element.closest("button")) element.click();
  }
}
"""


@dataclass
class Seen:
    """What happened: scripts that ran, what could have, what the policy forbade, calls to elsewhere."""

    hits: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def acted(self) -> list[str]:
        """Whatever ran or was fetched from elsewhere."""
        return [*self.hits, *self.elsewhere]


def watched(browser: Browser, root: str) -> tuple[Page, Seen]:
    """Open an empty page that watches; every call that leaves `root` is noted and ends there."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.add_init_script(WATCH)
    page, seen = context.new_page(), Seen()

    def route(asked: object) -> None:
        url = asked.request.url  # type: ignore[attr-defined]
        if url.startswith((root, "data:", "about:")):
            asked.continue_()  # type: ignore[attr-defined]
        else:
            seen.elsewhere.append(url)
            asked.abort()  # type: ignore[attr-defined]

    context.route("**/*", route)
    page.on("dialog", lambda dialog: (seen.hits.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: seen.broken.append(str(error)))
    return page, seen


def visit(browser: Browser, url: str, root: str, *, touch: bool = True) -> Seen:
    """Open a page, touch what is in it, wait a moment, and say what happened."""
    page, seen = watched(browser, root)
    try:
        page.goto(url, wait_until="load")
        if touch:
            page.evaluate(TOUCH)
        page.wait_for_timeout(150)
        return noted(page, seen)
    finally:
        page.context.close()


def noted(page: Page, seen: Seen) -> Seen:
    """Take down what a watched page has noted so far."""
    seen.hits += page.evaluate("window.hits.splice(0)")
    seen.forbidden += page.evaluate("window.forbidden.splice(0)")
    seen.survivors += page.evaluate(SURVIVORS)
    return seen
