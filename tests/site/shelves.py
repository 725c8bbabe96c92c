"""Portals of a few nouns, and Markdown rendered as the sites' generator renders it."""

import html
import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

import markdown
import yaml

from kb.config import FeedbackSettings, PhaseSettings, ProjectSettings
from kb.model.article import Audience, Guide
from kb.model.lesson import Lesson, LessonStatus
from kb.model.portal import Portal
from kb.site.portal import places, portal
from kb.site.shelf import fill
from kb.site.template import mkdocs_yml

LEADING = "".join(map(chr, range(33)))
TODAY = date(2026, 11, 20)


def a_portal(audience: Audience = Audience.SUPPORT, **nouns: Any) -> Portal:
    """Make the portal of the nouns given."""
    values: dict[str, Any] = {
        "project": ProjectSettings(name="HR Help", contact="Call **4711**."),
        "articles": (),
        "guides": (),
        "lessons": (),
        "bundles": (),
        "phases": PhaseSettings(),
        "today": TODAY,
        "feedback": FeedbackSettings(),
    } | nouns
    rest = {name: values.pop(name) for name in ("files", "look") if name in values}
    known = places(values["articles"], values["guides"], values["lessons"])
    return portal(fill(audience=audience, **values), known, **rest)


def text_of(portal: Portal, path: str) -> str:
    """Give one page's Markdown."""
    return next(page.text for page in portal.pages if page.path == path)


def file_of(portal: Portal, path: str) -> str:
    """Give one file's text."""
    return next(asset.content.decode() for asset in portal.assets if asset.path == path)


def paths(portal: Portal) -> set[str]:
    """Give the paths of all pages."""
    return {page.path for page in portal.pages}


def all_bytes(portal: Portal) -> bytes:
    """Give everything a portal would publish, names included."""
    return b"\n".join(
        [
            *(f"{page.path}\n{page.text}\n{page.head}".encode() for page in portal.pages),
            *(asset.path.encode() + asset.content for asset in portal.assets),
        ]
    )


def a_guide(path: str = "guides/first-day.md", **changes: Any) -> Guide:
    """Make a hand-written guide for the support team."""
    values: dict[str, Any] = {"title": "Your first day", "audience": Audience.SUPPORT, "body": "Log in.\n"}
    return Guide(path=path, **(values | changes))


def a_lesson(id: str = "lesson-0a1b2c3d", **changes: Any) -> Lesson:
    """Make a lesson for the support team."""
    values: dict[str, Any] = {
        "path": f"freeze-templates-{id}.md",
        "title": "Freeze document templates before go-live",
        "status": LessonStatus.OBSERVED,
        "audience": Audience.SUPPORT,
        "body": "## Event\n\nTemplates changed on the last day.\n",
    }
    return Lesson(id=id, **(values | changes))


def render(text: str) -> str:
    """Render Markdown with the extensions of a new workspace, without the front matter."""
    if text.startswith("---\n"):
        text = text.split("\n---\n", 1)[1]
    return _markdown().reset().convert(text)


@cache
def _markdown() -> markdown.Markdown:
    names: list[str] = []
    settings: dict[str, dict[str, Any]] = {}
    for item in yaml.safe_load(mkdocs_yml("x", about=False))["markdown_extensions"]:
        name, options = next(iter(item.items())) if isinstance(item, dict) else (item, {})
        names.append(name)
        settings[name] = options
    return markdown.Markdown(extensions=names, extension_configs=settings)


class Elements(HTMLParser):
    """Collects the elements of a piece of HTML as a browser's parser would name them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def active(text: str) -> list[str]:
    """List what could act in a piece of HTML: scripts, handlers, frames, forms, and addresses that run."""
    found = []
    for tag, attrs in Elements(text).elements:
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "meta",
            "link",
            "svg",
            "math",
        }:
            found.append(tag)
        for name, value in attrs.items():
            # As browsers read addresses: tabs and line ends fall out, what stands in front is stripped.
            address = re.sub(r"[\t\n\r]", "", html.unescape(value or "")).lower().lstrip(LEADING)
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "xlink:href"}:
                found.append(f"{tag} {name}")
            if name in {"href", "src", "action"} and address.startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                found.append(f"{tag} {name}={value}")
    return found
