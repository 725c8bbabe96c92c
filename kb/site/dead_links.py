"""Links in built pages that lead nowhere, for a generator that does not look at all of them."""

import posixpath
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from kb.site.policy import attributes, tags


@dataclass(slots=True, kw_only=True)
class DeadLinks:
    """Looks through a whole site: its files, the HTML of its pages by file, and the path of its root on its host."""

    files: Set[str]
    pages: Mapping[str, str]
    root: str = "/"
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)
    _ids: dict[str, Set[str]] = field(default_factory=dict)

    def of(self, page: str) -> Iterator[str]:
        """Yield each address in a page that leads nowhere, once; other hosts are not asked."""
        folder, told = posixpath.dirname(page), set()
        for target in _targets(self.pages[page]):
            key = (folder if target[:1] != "#" else page, target)
            if key not in self._known:
                self._known[key] = self._leads(page, target)
            if not self._known[key] and target not in told:
                told.add(target)
                yield target

    def _leads(self, page: str, target: str) -> bool:
        try:
            parts = urlsplit(target)
        except ValueError:
            return True  # no address of this site
        if parts.scheme or parts.netloc:
            return True
        path = unquote(parts.path)
        file = self._file(page, path) if path else page
        anchor = unquote(parts.fragment)
        return file in self.files and (not anchor or file not in self.pages or anchor in self._ids_of(file))

    def _file(self, page: str, path: str) -> str:
        # What is left of one outside the root begins with a slash, as no file of a site does.
        absolute = path.startswith("/")
        whole = path.removeprefix(self.root) if absolute else posixpath.join(posixpath.dirname(page), path)
        found = posixpath.normpath(whole or ".")
        if path.endswith("/") or found not in self.files:
            return posixpath.normpath(posixpath.join(found, "index.html"))
        return found

    def _ids_of(self, file: str) -> Set[str]:
        if file not in self._ids:
            given = (dict(attributes(tag[2])) for tag in tags(self.pages[file]) if "id" in tag[2])
            self._ids[file] = {each["id"] for each in given if "id" in each}
        return self._ids[file]


def _targets(html: str) -> Iterator[str]:
    for tag in tags(html):
        if "href" in tag[2] or "src" in tag[2]:
            for name, value in attributes(tag[2]):
                if name in ("href", "src"):
                    yield value
