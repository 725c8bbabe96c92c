"""What a site generator's log complains of."""

import re

SHOWN = 12
"""How many of the generator's complaints are repeated."""

_COMPLAINT = re.compile(r"(?:(?:WARNING|ERROR|CRITICAL)\s+-|(?:Warning|Error|RuntimeError):)\s+(?P<text>.*)")
_LOG_LINE = re.compile(r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+-\s|Traceback |Build (?:started|finished)")


def complaints(log: str) -> str:
    """Pick a generator's warnings and errors, with the lines that belong to them; its last lines when there are none."""
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines() if line.strip()]
    picked: list[str] = []
    belongs = False
    for line in lines:
        found = _COMPLAINT.match(line)
        if found:
            picked.append(f"  {found['text']}")
        elif belongs and not _LOG_LINE.match(line) and not line.startswith("Aborted with"):
            picked.append(f"    {line.strip()}")
        belongs = bool(found) or (belongs and not _LOG_LINE.match(line))
    picked = picked or [f"  {line}" for line in lines[-SHOWN:]]
    left = len(picked) - SHOWN
    return "\n".join([*picked[:SHOWN], *([f"  … and {left} more lines"] if left > 0 else [])])
