"""A body cut at its headings of the second level."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"## +(.+?)[ #]*$")


def sections(body: str) -> list[tuple[str, str]]:
    """
    Give (name in small letters, text with its heading), in order; what stands before the first heading has no name.

    What looks like a heading inside a fenced block is none. The texts together are the body.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in body.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        elif heading := _HEADING.match(line.rstrip()):
            found.append((heading[1].strip().casefold(), []))
        found[-1][1].append(line)
    return [(name, "".join(lines)) for name, lines in found if name or lines]


def workaround_first(body: str) -> str:
    """Put the workaround before everything else: until a known error is mended it is what readers came for."""
    parts = sections(body)
    first = [text for name, text in parts if name == "workaround"]
    rest = [text for name, text in parts if name != "workaround"]
    return "\n\n".join(text.strip("\n") for text in (*first, *rest)) if first else body
