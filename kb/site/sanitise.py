"""The policy for rendered HTML, as one readable list: whatever is not named here does not reach a reader."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import nh3

TAGS = {
    # prose
    "a", "abbr", "b", "blockquote", "br", "cite", "del", "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "u", "ul", "var", "wbr",
    # code and its highlighting
    "code", "pre",
    # tables
    "caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    # pictures
    "figcaption", "figure", "img",
    # what opens in place, task lists, tabs
    "details", "input", "label", "summary",
}  # fmt: skip

ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "role", "title"},
    "a": {"href"},
    "abbr": {"title"},
    "code": {"translate"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"data-kb-chart", "data-kb-feedback", "data-kb-search", "data-tabs"},
    "img": {"alt", "height", "src", "width"},
    "input": {"checked", "disabled", "name"},
    "label": {"for"},
    "ol": {"start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}

VALUES = {"input": {"type": {"checkbox", "radio"}}}
"""Attributes with few allowed values: task lists and tabs need these inputs and no others."""

SCHEMES = {"http", "https", "mailto", "tel"}

# A style attribute is not allowed by the policy, `align` not by HTML.
_ALIGNED = re.compile(r'<(t[dh])(?![^<>]* class=)([^<>]*) align="(left|center|right)"')
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
# The theme's script would fetch a program from another host for these.
_FETCHES = {"mermaid"}
# The theme finds its own configuration and switches by these names; tabs need theirs.
_THEMES_OWN = re.compile(r"__(?!tabbed_\d|codelineno-)")


def sanitise(html: str) -> str:
    """Keep what the policy names; drop scripts and styles with their text, other tags without it."""
    return _ALIGNED.sub(r'<\1 class="kb-\3"\2', _cleaner().clean(html))


def inert(value: Any) -> Any:
    """Make the texts of metadata show as they are, however deep they stand: themes print them unescaped."""
    if isinstance(value, str):
        return value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if isinstance(value, list):
        return [inert(item) for item in value]
    if isinstance(value, dict):
        return {key: inert(item) for key, item in value.items()}
    return value


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3  # a compiled library the rest of the room does without

    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        tag_attribute_values=VALUES,
        clean_content_tags={"script", "style"},
        generic_attribute_prefixes={"aria-"},
        url_schemes=SCHEMES,
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("id", "name", "for") and _THEMES_OWN.match(value):
        return None
    if name == "class":
        # The theme's own classes could lay a text over the page or speak in its voice.
        kept = (word for word in value.split() if not word.startswith("md-") and word not in _FETCHES)
        return " ".join(kept) or None
    if tag == "img" and name == "src" and _ELSEWHERE.match(value):
        return None  # reading a page calls no other host
    return value
