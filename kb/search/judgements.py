"""
What a query must find, by somebody's word: the hand-written judgements of one base, and how they are written.

A file is a list; each item has `query`, `finds` (an id or a list of ids) and, if wanted, `audience` and `note`.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb.errors import InputError
from kb.io.yaml_read import Node, compose_list
from kb.model.article import Audience

FIELDS = ("query", "finds", "audience", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    A query and the ids of the documents that answer it, any of which will do.

    `name` tells it from all others, also in what is kept of a run: an incident's reference, or the query itself.
    `line` is where it stands in the file of hand-written ones, 0 for an incident's. `audience` limits it to one.
    """

    name: str
    query: str
    finds: frozenset[str]
    line: int = 0
    audience: Audience | None = None
    note: str = ""

    @property
    def is_written(self) -> bool:
        """Whether somebody wrote it down, so that it must hold from the first run on."""
        return self.line > 0


def parse(
    text: str, *, path: str, known: Collection[str], aliases: Mapping[str, str] | None = None
) -> tuple[Judgement, ...]:
    """
    Read a file of judgements; raise InputError with the line of the first thing that is wrong.

    `known` are the ids there are, `aliases` leads former ids to the ones they have now.
    """
    root = compose_list(text, path=path)
    reader = _Reader(text, path, known, aliases or {})
    judgements = [reader.judgement(node) for node in (root.items if root else ())]
    first: dict[tuple[str, Audience | None], int] = {}
    for each in judgements:
        line = first.setdefault((each.query, each.audience), each.line)
        if line != each.line:
            raise InputError(
                f"the query stands on line {line} already", path=path, line=each.line, hint="keep one of them"
            )
    return tuple(judgements)


class _Reader:
    def __init__(self, text: str, path: str, known: Collection[str], aliases: Mapping[str, str]) -> None:
        self._text = text
        self._path = path
        self._known = known
        self._aliases = aliases

    def judgement(self, node: Node) -> Judgement:
        if node.kind != "map":
            raise self._fail("not a judgement", node, "write `- query: …` and `  finds: …` below it")
        values: dict[str, Node] = {}
        for key, value in node.fields:
            if key.text not in FIELDS:
                raise self._fail(f"unknown field {key.text!r}", key, _near(key.text, FIELDS))
            values[key.text] = value
        query = self._line(values, "query", node)
        ids = [self._id(each) for each in self._listed(values, node)]
        return Judgement(
            name=query,
            query=query,
            finds=frozenset(ids),
            line=self._at(node),
            audience=self._audience(values),
            note=self._line(values, "note", None),
        )

    def _line(self, values: Mapping[str, Node], name: str, required: Node | None) -> str:
        node = values.get(name)
        if node is not None and node.kind != "text":
            raise self._fail(f"{name} is not a text", node, "write it on one line, in quotes")
        text = " ".join(node.text.split()) if node is not None else ""
        if not text and required is not None:
            raise self._fail(f"{name} is missing", node or required, f"add a line `{name}: …`")
        return text

    def _listed(self, values: Mapping[str, Node], item: Node) -> list[Node]:
        node = values.get("finds")
        found = [] if node is None else node.items if node.kind == "list" else [node]
        if not found or any(each.kind == "text" and not each.text.strip() for each in found):
            raise self._fail("finds is missing", node or item, "name the article: `finds: kb-02eca943`")
        return found

    def _id(self, node: Node) -> str:
        if node.kind != "text":
            raise self._fail("finds holds something that is not an id", node, "write ids, as kb-02eca943")
        wanted = node.text.strip().removesuffix(".md")
        found = self._aliases.get(wanted, wanted)
        if found not in self._known:
            raise self._fail(f"no page {wanted!r}", node, _near(wanted, self._known))
        return found

    def _audience(self, values: Mapping[str, Node]) -> Audience | None:
        text = self._line(values, "audience", None)
        if not text:
            return None
        allowed = [member.value for member in Audience]
        if text not in allowed:
            raise self._fail(f"audience is {text!r}, not one of {', '.join(allowed)}", values["audience"])
        return Audience(text)

    def _fail(self, problem: str, node: Node, hint: str | None = None) -> InputError:
        return InputError(problem, path=self._path, line=self._at(node), hint=hint)

    def _at(self, node: Node) -> int:
        return self._text.count("\n", 0, node.start) + 1


def _near(name: str, known: Collection[str]) -> str | None:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else "see all ids with: kb list --json"
