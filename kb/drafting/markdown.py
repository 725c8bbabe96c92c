"""Text from outside as inert Markdown that still reads well."""

import re

_SPECIAL = re.compile(r"[\\`*_\[\]{}|]")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_STARTS = re.compile(r"^(?:(\d{1,9})([.)])|([-+#])|([!?=:~^]))")
_AS_ENTITY = {"!": "&#33;", "?": "&#63;", "=": "&#61;", ":": "&#58;", "~": "&#126;", "^": "&#94;"}


def escape(text: str) -> str:
    """
    Make one line of prose mean itself: no tag, link, emphasis, list, heading or admonition.

    `<server>` stays readable as `&lt;server&gt;`; line breaks become blanks.
    """
    line = " ".join(text.split())
    line = _ENTITY.sub("&amp;", line)
    line = _SPECIAL.sub(lambda m: f"\\{m[0]}" if m[0] != "|" else "&#124;", line)
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    # three or more of these mean something to extensions anywhere in a line
    line = re.sub(
        r"(~~|\^\^|==|\+\+|--8<|:::)", lambda m: "".join(_AS_ENTITY.get(c, f"\\{c}") for c in m[0]), line
    )
    return _STARTS.sub(_start, line)


def _start(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]}\\{match[2]}"
    if match[3]:
        return f"\\{match[3]}"
    return _AS_ENTITY[match[4]]


def fence(code: str, *, indent: str = "") -> str:
    """Write a block of code behind a fence longer than any it holds."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    mark = "`" * max(3, longest + 1)
    body = "\n".join(f"{indent}{line}".rstrip() for line in code.split("\n"))
    return f"{indent}{mark}text\n{body}\n{indent}{mark}"
