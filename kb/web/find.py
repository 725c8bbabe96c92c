"""`/find/?q=…` without a script: the site's own page with the results already in it."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from kb.model.search import FACETS, Answer, Hit, Request, Span
from kb.search.plain import plain
from kb.search.wire import parts
from kb.web.parameters import query_string

STATES = {"wip": "no resolution yet", "not-validated": "not validated", "validated": "validated"}
SHOWN_VALUES = 8
"""Values of one facet that are offered, the most frequent first."""

_PLACE = re.compile(r"<div\b[^>]*\bdata-kb-search\b[^>]*>")
_DIV = re.compile(r"<(/?)div\b[^>]*>")


def filled(page: str, request: Request, answer: Answer, *, contact: str = "") -> str | None:
    """
    Put results in the place where `search.js` makes its box; it takes them away again when it runs.

    None where the page has no such place. Whatever a query or a page holds stays words.
    """
    place = _PLACE.search(page)
    if place is None:
        return None
    depth, end = 1, None
    for found in _DIV.finditer(page, place.end()):
        depth += -1 if found[1] else 1
        if depth == 0:
            end = found.start()
            break
    if end is None:
        return None
    return page[: place.end()] + results(request, answer, contact=contact) + page[end:]


def results(request: Request, answer: Answer, *, contact: str = "") -> str:
    """Write the form, what was found and how to go on."""
    told = "\n".join(
        (
            *(_correction(wrong, right) for wrong, right in answer.corrected),
            *(_found(request, answer) if answer.found else _nothing(answer, contact)),
        )
    )
    return f'{_form(request)}\n<div class="kb-found">\n{told}\n</div>'


def _form(request: Request) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name in FACETS
        for value in sorted(getattr(request.filters, name))
    )
    return (
        '<form class="kb-found__form" role="search" method="get" action=".">'
        '<input class="kb-search__input" type="search" name="q" maxlength="4000"'
        f' aria-label="Describe the problem, or paste the error message" value="{escape(request.text)}">'
        f'{hidden} <button type="submit">Search</button></form>'
    )


def _correction(wrong: str, right: str) -> str:
    return f"<p>Showing results for <strong>{escape(right)}</strong> instead of {escape(wrong)}.</p>"


def _found(request: Request, answer: Answer) -> Iterable[str]:
    first, last = answer.offset + 1, answer.offset + len(answer.hits)
    yield f'<p role="status">{answer.found:,} found{f", {first:,} to {last:,} shown" if answer.hits else ""}.</p>'
    yield from filter(None, (_facet(name, request, answer) for name in FACETS))
    yield _list(answer.hits, first)
    ways = []
    if answer.offset:
        ways.append(_way("Previous", request, offset=max(0, answer.offset - request.limit)))
    if last < answer.found and answer.hits:
        ways.append(_way("Next", request, offset=answer.offset + request.limit))
    if ways:
        yield f'<nav aria-label="Pages of results"><p>{" · ".join(ways)}</p></nav>'


def _nothing(answer: Answer, contact: str) -> Iterable[str]:
    yield '<p class="kb-search__none" role="status">Nothing found. Try other words, or fewer of them.</p>'
    if answer.closest:
        yield "<p>What helped most people:</p>"
        yield _list(answer.closest, 1)
    if words := plain(contact).strip():
        yield f"<p>{escape(words)}</p>"
    yield '<p><a href="../contact/">Whom to call</a></p>'


def _facet(name: str, request: Request, answer: Answer) -> str:
    counts = answer.facets.get(name, ())
    chosen: frozenset[str] = getattr(request.filters, name)
    if len(counts) < 2 and not chosen:
        return ""
    links = [
        _way(f"{value} ({count:,})", request, offset=0, **{name: frozenset({value})})
        for value, count in counts[:SHOWN_VALUES]
        if value not in chosen
    ]
    if chosen:
        picked = ", ".join(escape(value) for value in sorted(chosen))
        links.insert(0, f"<strong>{picked}</strong> {_way('all', request, offset=0, **{name: frozenset()})}")
    return f'<p class="kb-found__facet">{name.capitalize()}: {" · ".join(links)}</p>'


def _way(words: str, request: Request, **changes: object) -> str:
    return f'<a href="?{escape(query_string(request, **changes))}">{escape(words)}</a>'


def _list(hits: Sequence[Hit], start: int) -> str:
    return f'<ol class="kb-found__list" start="{start}">{"".join(map(_card, hits))}</ol>' if hits else ""


def _card(hit: Hit) -> str:
    facts = " · ".join(filter(None, (STATES.get(hit.confidence, ""), hit.type or hit.kind, *hit.products)))
    snippet = f"<br>{_marked(hit.snippet, hit.snippet_marks)}" if hit.snippet else ""
    title = _marked(hit.title, hit.title_marks)
    known = hit.url or hit.kind != "incident"  # an incident without an article has no page
    name = f'<a href="{escape(_href(hit.url))}">{title}</a>' if known else title
    return f"<li>{name}{snippet}<br><small>{escape(facts)}</small></li>"


def _href(url: str) -> str:
    """Lead from `find/` to another page of this site, whatever the index says."""
    path, mark, anchor = url.lstrip("/").partition("#")
    return f"../{quote(path, safe='/', errors='replace')}{mark}{quote(anchor, errors='replace')}"


def _marked(text: str, marks: tuple[Span, ...]) -> str:
    return "".join(
        f"<mark>{escape(str(piece))}</mark>" if is_word else escape(str(piece))
        for piece, is_word in parts(text, marks)
    )
