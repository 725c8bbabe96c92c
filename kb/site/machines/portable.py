"""A page as plain Markdown: what a reader sees, without what only a site generator or a style sheet needs."""

import html
import json
import re
from typing import NamedTuple

from kb.site.words import words

_HEAD = re.compile(
    r'---\ntitle: (?P<title>"[^\n]*")\n(?:description: (?P<about>"[^\n]*")\n)?(?:.*\n)*?---\n\n?'
)
_SEARCH = re.compile(r'^<div class="kb-search" data-kb-search>.*</div>\n+', re.MULTILINE)
_DECORATION = re.compile(r'^<div class="kb-[a-z -]+"></div>\n+', re.MULTILINE)
_STATE = re.compile(
    r'^<div class="kb-state kb-state-[a-z-]+"><p><strong>(?P<first>.*?)</strong>(?P<rest>.*)</p></div>$',
    re.MULTILINE,
)


class Portable(NamedTuple):
    """A page's title, what it is about, both plain, and its Markdown."""

    title: str
    about: str
    body: str


def portable(text: str) -> Portable:
    """Read a page that `kb.site` made."""
    head = _HEAD.match(text)
    assert head is not None  # `front_matter` writes every page's head
    body = _SEARCH.sub("", text[head.end() :])
    body = _STATE.sub(_state, _DECORATION.sub("", body))
    return Portable(_read(head["title"]), _read(head["about"] or '""'), body.strip("\n") + "\n")


def document(page: Portable) -> str:
    """Write it with a head of its own."""
    lines = ["---", f"title: {json.dumps(page.title, ensure_ascii=False)}"]
    if page.about:
        lines.append(f"description: {json.dumps(page.about, ensure_ascii=False)}")
    return "\n".join([*lines, "---", "", page.body])


def _state(match: re.Match[str]) -> str:
    return f"**{words(html.unescape(match['first']))}** {words(html.unescape(match['rest']).strip())}".strip()


def _read(text: str) -> str:
    return html.unescape(str(json.loads(text)))
