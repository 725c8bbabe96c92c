"""Where every address in a built site leads, as a reader behind any web server would find it."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_REFERENCE = re.compile(r'\s(href|src|srcset|action|poster)="([^"]*)"')
_REFRESH = re.compile(r'<meta http-equiv="refresh" content="\d+; url=([^"]*)"')
_NAME = re.compile(r'\s(?:id|name)="([^"]+)"')
_IN_XML = re.compile(r"""(?:href|src|template)="([^"]+)"|<(?:loc|link|icon)>([^<]+)<""")
_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')]+)")
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_IN_MARKDOWN = re.compile(r"\]\(<?([^)\s>]+)")
_ELSEWHERE = {"http", "https", "mailto", "tel", "data"}

SERVED = {"api/feedback", "api/search", "api/suggest", "api/openapi.json"}
"""Addresses that only `kb serve` answers."""


class Site:
    """One audience's built site, and the address at which its settings say it stands."""

    def __init__(self, folder: Path, root: str) -> None:
        self.folder = folder
        self.root = root
        self.files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """Give what each page has that an anchor can name."""
        return {
            path: {unescape(name) for tag in _TAG.findall(self.text(path)) for name in _NAME.findall(tag)}
            for path in self.files
            if path.endswith(".html")
        }

    def broken(self) -> list[str]:
        """Say which address of which file leads nowhere."""
        return [
            f"{path}: {address}"
            for path in sorted(self.files)
            for address in dict.fromkeys(self._addresses(path))
            if not self._leads(path, address)
        ]

    def counted(self) -> int:
        """Give how many different addresses the files hold."""
        return sum(len(set(self._addresses(path))) for path in self.files)

    def _addresses(self, path: str) -> Iterator[str]:
        kind = Path(path).suffix
        if kind == ".html":
            yield from _of_html(self.text(path))
        elif kind == ".xml":
            yield from (unescape(one or other) for one, other in _IN_XML.findall(self.text(path)))
        elif kind == ".css":
            yield from _IN_CSS.findall(self.text(path))
        elif kind == ".json" and not path.endswith("schema.json"):
            yield from (each for each in _strings(json.loads(self.text(path))) if each.startswith(self.root))
        elif kind in (".md", ".txt"):
            yield from _IN_MARKDOWN.findall(_CODE.sub("", self.text(path)))

    def _leads(self, path: str, address: str) -> bool:
        here = self.root + path.removesuffix("index.html")
        whole, anchor = urldefrag(urljoin(here, address))
        parts = urlsplit(whole)
        if not whole.startswith(self.root):
            return parts.scheme in _ELSEWHERE and parts.hostname != urlsplit(self.root).hostname
        target = unquote(whole.removeprefix(self.root).partition("?")[0])
        if target in SERVED:
            return True
        file = f"{target}index.html" if not target or target.endswith("/") else target
        if file not in self.files:
            return False
        return not anchor or file not in self.names or unquote(anchor) in self.names[file]


def _of_html(text: str) -> Iterator[str]:
    for tag in _TAG.findall(text):
        for name, value in _REFERENCE.findall(tag):
            told = unescape(value)
            yield from (each.split()[0] for each in told.split(",")) if name == "srcset" else (told,)
    yield from map(unescape, _REFRESH.findall(text))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
