"""Links in redacted texts that lead out of the archive, and what was kept of what they lead to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.io.cells import as_csv
from kb.model.incident import RedactedText

MOST = 20_000
"""How many links are listed; how many more there are is said."""

_LINK = re.compile(
    r"(?:https?|ftps?|sftp|smb|file)://[^\s<>\"'`|\\^{}]{1,2000}"
    r"|(?<![\w\\])\\\\[A-Za-z0-9][\w.$-]{0,200}\\[^\s<>\"'`|*?:;,]{1,500}",
    re.IGNORECASE,
)
_SHAREPOINT = re.compile(r"https?://[^/]*\bsharepoint\b", re.IGNORECASE)
_TRAILING = ".,;:!?*_~'\""


def links_in(text: RedactedText) -> set[str]:
    """Find addresses of the web, of files and of file shares, each once; the text is redacted, so they hold no keys."""
    return {clean(found.group()) for found in _LINK.finditer(text)}


def clean(link: str) -> str:
    """Take off what ends a sentence and not a link, and a bracket that was opened before it."""
    while link:
        before = link
        link = link.rstrip(_TRAILING)
        for opened, closed in ("()", "[]"):
            if link.endswith(closed) and link.count(opened) < link.count(closed):
                link = link[:-1]
        if link == before:
            break
    return link


def kind(link: str) -> str:
    """Say where a link leads: `web`, `sharepoint`, `share` or `file`."""
    if link.startswith("\\\\") or link.lower().startswith(("smb:", "file://///", "file:////")):
        return "share"
    if link.lower().startswith("file:"):
        return "file"
    return "sharepoint" if _SHAREPOINT.match(link) else "web"


@dataclass(slots=True)
class Links:
    """Every link of a bundle, with the first file that has it and how many do; `kept` maps some to a file in it."""

    found: dict[str, tuple[str, int]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    more: int = 0

    def take(self, file: str, links: Iterable[str]) -> None:
        """Note the links of one file."""
        for link in sorted(links):
            first, count = self.found.get(link, (file, 0))
            if not count and len(self.found) >= MOST:
                self.more += 1
            else:
                self.found[link] = first, count + 1

    def render(self) -> bytes:
        """Write them as CSV, sorted; nothing when there are none."""
        everything = sorted({*self.found, *self.kept})
        if not everything:
            return b""
        rows = []
        for link in everything:
            first, count = self.found.get(link, ("", 0))
            rows.append((link, kind(link), first, str(count), self.kept.get(link, "")))
        if self.more:
            rows.append((f"… and {self.more} more", "", "", "", ""))
        return as_csv(("link", "kind", "first_in", "files", "kept_as"), rows).encode()
