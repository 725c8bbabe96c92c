"""Text from outside as inert Markdown that still reads well."""

import re

_SPECIAL = re.compile(r"[\\`*\[\]{}|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_STARTS = re.compile(r"^(?:(\d{1,9})([.)])|([-+#])|([!?=:~^]))")
_AS_ENTITY = {"!": "&#33;", "?": "&#63;", "=": "&#61;", ":": "&#58;", "~": "&#126;", "^": "&#94;"}


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # the renderer keeps \x02 and \x03 for itself
_CODE = re.compile(r"(?<![`\\])`(?!`)([^`\n]{1,200})`(?!`)")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()<>]{1,500})\)")
_EMPHASIS = re.compile(r"\*\*")


def escape(text: str) -> str:
    """
    Make one line of prose mean itself: no tag, link, emphasis, list, heading or admonition.

    `<server>` stays readable as `&lt;server&gt;`; code between backticks stays code; signs of strong
    emphasis are dropped; line breaks become blanks.
    """
    line = _LINK.sub(_spelled, " ".join(_CONTROL.sub(" ", text).split()))
    out: list[str] = []
    end = 0
    for code in _CODE.finditer(line):
        out += [
            _inert(line[end : code.start()], first=not out),
            f"`{code[1].strip()}`" if code[1].strip() else "",
        ]
        end = code.end()
    return "".join([*out, _inert(line[end:], first=not out)])


def _spelled(link: re.Match[str]) -> str:
    """Spell a link out: where it leads is for the reader to see, not for the page to follow."""
    return link[2] if link[1].strip() == link[2] else f"{link[1]} ({link[2]})"


def _inert(line: str, *, first: bool) -> str:
    line = _EMPHASIS.sub("", line)
    line = _ENTITY.sub("&amp;", line)
    line = _SPECIAL.sub(lambda m: f"\\{m[0]}" if m[0] != "|" else "&#124;", line)
    line = line.replace("]:", "]&#58;")  # `\\[a\\]: x` can still define a link
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    # three or more of these mean something to extensions anywhere in a line
    line = re.sub(
        r"(~~|\^\^|==|\+\+|--8<|:::)", lambda m: "".join(_AS_ENTITY.get(c, f"\\{c}") for c in m[0]), line
    )
    return _STARTS.sub(_start, line) if first else line


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
