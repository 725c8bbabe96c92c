"""
`content/_search/synonyms.yml`: groups of words in, groups with their lines out.

A list with one line a group, `- [cv, resume, curriculum vitae]`; a group with a language or a comment of its own is
written `- {words: [urlaub, ferien], language: de, comment: …}`.
"""

import difflib
from collections.abc import Iterator, Sequence
from typing import NoReturn

from kb.errors import InputError
from kb.io.yaml_read import Node, compose_list
from kb.model.prose import clean
from kb.search.languages import DEFAULT, LANGUAGES, normal, stem
from kb.search.synonyms import Group, ways

GROUPS = 2_000
MEMBERS = 30
LENGTH = 80  # characters of one word or phrase
WORDS = 6  # of one phrase

_FIELDS = ("words", "language", "comment")
_AS_LIST = "write `- [cv, resume, curriculum vitae]`"


class _File:
    def __init__(self, text: str, path: str, language: str) -> None:
        self.text = text
        self.path = path
        self.language = language

    def line(self, node: Node) -> int:
        return self.text.count("\n", 0, node.start) + 1

    def fail(self, problem: str, node: Node, hint: str | None = None) -> NoReturn:
        raise InputError(problem, path=self.path, line=self.line(node), hint=hint)

    def group(self, node: Node) -> Group:
        if node.kind == "text":
            self.fail(f"{node.text!r} is one text, not a group", node, _AS_LIST)
        if node.kind == "list":
            return Group(words=self.words(node), language=self.language, line=self.line(node))
        fields = {key.text: value for key, value in node.fields}
        for key, _ in node.fields:
            if key.text not in _FIELDS:
                near = difflib.get_close_matches(key.text, _FIELDS, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(_FIELDS)}"
                self.fail(f"a group has no field {key.text!r}", key, hint)
        if "words" not in fields or fields["words"].kind != "list":
            self.fail("a group without a list of words", node, "write `words: [urlaub, ferien]`")
        said = {name: self.one(fields[name]) for name in ("language", "comment") if name in fields}
        return Group(
            words=self.words(fields["words"]),
            language=normal(said.get("language") or self.language),
            comment=said.get("comment", ""),
            line=self.line(node),
        )

    def words(self, node: Node) -> tuple[str, ...]:
        if len(node.items) > MEMBERS:
            self.fail(f"a group of {len(node.items)} words; {MEMBERS} are read", node, "make it narrower")
        found = []
        for item in node.items:
            text = self.one(item)
            if len(text) > LENGTH or len(text.split()) > WORDS:
                self.fail(
                    f"a phrase of more than {WORDS} words or {LENGTH} characters",
                    item,
                    "people search by words: keep the ones that matter",
                )
            found.append(text)
        return tuple(dict.fromkeys(text for text in found if text))

    def one(self, node: Node) -> str:
        if node.kind != "text":
            self.fail("not a text", node, "put quotes around a text that holds : or [")
        return " ".join(clean(node.text).split())


def read(text: str, *, path: str, language: str = DEFAULT) -> tuple[Group, ...]:
    """Read the groups of a file; raise InputError with the line of what cannot be read."""
    root = compose_list(text, path=path)
    if root is None:
        return ()
    file = _File(text, path, normal(language))
    if len(root.items) > GROUPS:
        file.fail(f"{len(root.items):,} groups; {GROUPS:,} are read", root, "leave out the rarest")
    return tuple(file.group(node) for node in root.items)


def faults(groups: Sequence[Group]) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong) of what can be read and still does not do what its author wanted."""
    first: dict[tuple[str, ...], int] = {}
    for group in groups:
        if group.language not in LANGUAGES:
            yield group.line, f"no stemmer for the language {group.language!r}: only the very words are found"
        known: dict[tuple[str, ...], str] = {}
        for text in group.words:
            said = ways(text, group.language)
            if not said:
                yield group.line, f"{text!r} has only words that search leaves out: it is not looked up"
                continue
            if said[0] in first and first[said[0]] != group.line:
                yield (
                    group.line,
                    f"{text!r} is also in the group of line {first[said[0]]}, and counts there only",
                )
            for way in said:
                first.setdefault(way, group.line)
            stems = tuple(stem(word, group.language) for word in said[0])
            if stems in known:
                yield group.line, f"{text!r} and {known[stems]!r} are found alike already: one is enough"
            known.setdefault(stems, text)
        if len(known) < 2:
            yield group.line, f"a group of {len(known)}: it needs at least two ways to say it"
