"""A page as plain Markdown: what a reader sees, without what only a site generator or a style sheet needs."""

import html
import json
import re
from typing import NamedTuple

from kb.site.words import words

_HEAD = re.compile(
    r'---\ntitle: (?P<title>"[^\n]*")\n(?:description: (?P<about>"[^\n]*")\n)?(?:.*\n)*?---\n\n?'
)
_OURS = re.compile(
    r'^<div class="kb-(?:'
    r'search" data-kb-search>.*</div>\n+'
    r'|chart" data-kb-chart="[0-9]+"></div>\n+'
    r'|feedback" data-kb-feedback="[a-z0-9-]+">.*</div>\n+'
    r'|state kb-state-[a-z-]+"><p><strong>(?P<first>.*?)</strong>(?P<rest>.*)</p></div>$'
    r'|[a-z -]+"></div>\n+)',
    re.MULTILINE,
)


_TAGS = re.compile(r"</?(?:p|span)\b[^<>]*>")


class Portable(NamedTuple):
    """A page's title, what it is about, both plain, and its Markdown."""

    title: str
    about: str
    body: str


def portable(text: str) -> Portable:
    """Read a page that `kb.site` made."""
    head = _HEAD.match(text)
    assert head is not None  # `front_matter` writes every page's head
    body = _OURS.sub(_without, text[head.end() :])
    return Portable(_read(head["title"]), _read(head["about"] or '""'), body.strip("\n") + "\n")


def document(page: Portable) -> str:
    """Write it with a head of its own."""
    lines = ["---", f"title: {json.dumps(page.title, ensure_ascii=False)}"]
    if page.about:
        lines.append(f"description: {json.dumps(page.about, ensure_ascii=False)}")
    return "\n".join([*lines, "---", "", page.body])


def _without(match: re.Match[str]) -> str:
    """Write a state as Markdown, and nothing for a search box or what only a style sheet looks at."""
    if not match["first"]:
        return ""
    rest = " ".join(html.unescape(_TAGS.sub(" ", match["rest"])).split())
    between = "" if rest.startswith(".") else " "
    return f"**{words(html.unescape(match['first']))}**{between}{words(rest)}".strip()


def _read(text: str) -> str:
    return html.unescape(str(json.loads(text)))
