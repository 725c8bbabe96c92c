"""What is asked over HTTP, made into a request or told apart as wrong."""

from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from kb.model.search import FACETS, Filters, Request
from kb.search.query import LENGTH

MOST_HITS = 100
MOST_SUGGESTIONS = 20
FURTHEST = 10_000
VALUES = 20
"""Values of one filter that are taken."""
VALUE = 200
"""Characters of one."""

_TRUE = frozenset({"1", "true", "yes"})
_FALSE = frozenset({"0", "false", "no", ""})


class Wrong(Exception):  # noqa: N818 - it names what the reader did, and is answered with 400
    """A parameter is not as it must be; `hint` says how it can be."""

    def __init__(self, problem: str, *, hint: str) -> None:
        self.problem = problem
        self.hint = hint
        super().__init__(problem)


def request_of(asked: QueryParams, *, limit: int = 10) -> Request:
    """Read the parameters of a search; raise Wrong for the first one that is not as it must be."""
    return Request(
        text=text_of(asked),
        limit=_number(asked, "limit", limit, 1, MOST_HITS),
        offset=_number(asked, "offset", 0, 0, FURTHEST),
        filters=Filters(**{name: _values(asked, name) for name in FACETS}),
        explain=_flag(asked, "explain"),
    )


def typed_of(asked: QueryParams) -> tuple[str, int]:
    """Read what was typed so far, and how many suggestions are wanted; raise Wrong like `request_of`."""
    return text_of(asked), _number(asked, "limit", 8, 1, MOST_SUGGESTIONS)


def text_of(asked: QueryParams) -> str:
    """Read the question, as far as it is read at all."""
    text = asked.get("q", "")[:LENGTH]
    if not text.strip():
        raise Wrong("the question is missing", hint="add it as q, as in ?q=offer+pdf+is+white")
    return text


def query_string(request: Request, **changes: object) -> str:
    """Write a request as the parameters that ask for it; some of them changed."""
    pairs: list[tuple[str, object]] = [("q", request.text)]
    for name in FACETS:
        values = changes.get(name, getattr(request.filters, name))
        assert isinstance(values, frozenset)
        pairs += [(name, value) for value in sorted(values)]
    for name, default in (("limit", 10), ("offset", 0)):
        value = changes.get(name, getattr(request, name))
        if value != default:
            pairs.append((name, value))
    return urlencode(pairs, errors="replace")


def _number(asked: QueryParams, name: str, default: int, least: int, most: int) -> int:
    text = asked.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and least <= int(text) <= most):
        raise Wrong(f"{name} is not a number from {least} to {most}", hint=f"leave it out for {default}")
    return int(text)


def _values(asked: QueryParams, name: str) -> frozenset[str]:
    values = [value for value in asked.getlist(name) if value]
    if len(values) > VALUES or any(len(value) > VALUE for value in values):
        raise Wrong(
            f"{name} has too many or too long values",
            hint=f"at most {VALUES} of {VALUE} characters, each with a name of its own: {name}=…&{name}=…",
        )
    return frozenset(values)


def _flag(asked: QueryParams, name: str) -> bool:
    text = asked.get(name, "").lower()
    if text not in _TRUE | _FALSE:
        raise Wrong(f"{name} is neither true nor false", hint=f"{name}=1, or leave it out")
    return text in _TRUE
