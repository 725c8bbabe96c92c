"""What was found, redacted, as one of our lessons: its id, its body, and where it came from."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from kb.lessons import markdown
from kb.lessons.found import Found, Part, Section
from kb.lessons.prose import below
from kb.lessons.words import is_bare, scope, status
from kb.model.lesson import Lesson
from kb.model.prose import clean, digest, slug

_HIDDEN = re.compile(r"\[person(?: [A-Z]{1,3})?\]|\[(?:user|email|redacted)\]")
_PLACEHOLDER = re.compile(r"\\\[([a-z]{2,8}(?: [a-z]{2,8}){0,2}(?: [A-Z]{1,3})?)\\\]")  # `\[person A\]`


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One lesson ready to be written, still without an id; `identity` tells it from all others."""

    found: Found
    identity: str
    source_sha256: str


def draft(found: Found) -> Draft:
    """Take a redacted lesson in: digest what it says, and name what it is known by."""
    told = "\n\x00\n".join(
        [*replace(found, register="", folder="").texts(), str(found.observed_on), str(found.due)]
    )
    # An export is often named after its day, so the figures of its name say nothing.
    register = re.sub(r"\d+", "", PurePath(found.register).stem) if found.key else found.register
    identity = "\x00".join((found.folder, register, found.key, found.title))
    return Draft(found=found, identity=identity, source_sha256=digest(told))


def lesson(made: Draft, *, is_twin: bool = False) -> Lesson:
    """
    Make the lesson, with the digest of the file it will be.

    Its id is its title and a piece of a digest, so that two people may import at once; of twins, which
    nothing but their text tells apart, the text counts too.
    """
    found = made.found
    mark = digest(f"{made.identity}\x00{made.source_sha256}" if is_twin else made.identity)[:8]
    name = f"{slug(found.title)}-{mark}"
    new = Lesson(
        id=f"lesson-{name}",
        path=f"{name}.md",
        title=found.title,
        status=status(found.status),
        phase=found.phase,
        scope=scope(found.scope) or "project",
        topics=tuple(topic for topic in found.topics if not is_hidden(topic)),
        observed_on=found.observed_on,
        evidence=found.evidence,
        owner="" if is_hidden(found.owner) else found.owner,
        due=found.due,
        source=" ".join(part for part in (found.register, found.key) if part),
        source_sha256=made.source_sha256,
        body=body(found, made.source_sha256),
    )
    return imported(new)


def imported(new: Lesson) -> Lesson:
    """Note the digest of the file a lesson will be."""
    new = normal(replace(new, imported=""))
    return replace(new, imported=digest(markdown.render(new)))


def is_hidden(text: str) -> bool:
    """Whether a text names somebody whom redaction hid."""
    return bool(_HIDDEN.search(text))


def normal(new: Lesson) -> Lesson:
    """Give the lesson as it is when it has been written and read back."""
    return markdown.parse(markdown.render(new), path=new.path)


def is_untouched(text: str, known: Lesson) -> bool:
    """Whether a lesson's file is still, byte for byte, what an import wrote."""
    line = f"imported: {known.imported}\n"
    return bool(known.imported) and digest(text.replace(line, "", 1)) == known.imported


def body(found: Found, sha256: str) -> str:
    """Write our sections in their order, then what has no place in them, then where it all came from."""
    out: list[str] = []
    for section in Section:
        parts = [part for part in found.parts if part.section is section]
        if any(part.text.strip() for part in parts):
            out.append(f"## {section.value}")
            out += [text for at, part in enumerate(parts) if (text := _part(part, is_first=at == 0))]
    facts = list(found.facts)
    for part in found.parts:
        if part.section is not None:
            continue
        label, _, value = part.heading.partition(":")
        if part.text.strip():
            out += [f"## {_heading(part.heading) or 'Details'}", below(part.text, 3)]
        elif value.strip():
            facts.append((label, value.strip()))
        elif not part.heading.endswith(":"):  # a form's label that nobody filled in says nothing
            out.append(f"## {_heading(part.heading)}")
    if any(map(is_hidden, found.topics)):
        facts.append(("Topics", ", ".join(found.topics)))
    record = f", record {inline(found.key)}" if found.key else ""
    out += [
        "## Where it comes from",
        "\n".join(f"- **{inline(name)}:** {_value(value)}" for name, value in facts),
        f"Imported from {inline(found.register)}{record}. SHA-256 of the redacted source text: `{sha256}`.",
    ]
    return clean("\n\n".join(text.strip("\n") for text in out if text.strip())) + "\n"


def _heading(text: str) -> str:
    return inline(text.rstrip(": "))


def _part(part: Part, *, is_first: bool) -> str:
    if not part.text.strip():
        return ""
    if is_first and is_bare(part.heading):
        return below(part.text, 3)
    if not part.heading:
        return below(part.text, 3)
    return f"### {_heading(part.heading)}\n\n{below(part.text, 4)}"


def _value(text: str) -> str:
    return text if re.fullmatch(r"https?://[\w./?=&%#~:+-]{1,500}", text) else inline(text)


def inline(text: str) -> str:
    """Give a text on one line, with what Markdown would take for marks as characters."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return _PLACEHOLDER.sub(r"[\1]", re.sub(r"[\\`*_{}\[\]#|]", r"\\\g<0>", line))
