"""Lessons as people write them."""

from pathlib import Path

SECTIONS = ("Event", "Effect", "Cause", "Early warning", "Lesson", "Recommendation")
BODY = "\n".join(f"## {name}\n\nThe offer letters came out white.\n" for name in SECTIONS)
HEAD = """\
id: lesson-layouts
title: "Publish layouts before go-live"  # agreed with the board
status: applied
phase: hypercare
date: 2026-09-04
evidence:
  - servicenow:INC0048001
owner: HR Recruiting
due: 2026-10-30
applied_on: 2026-10-20
detector: {codes: [WDR-5031], likeness: 0.6}
colour: blue  # nobody knows this one
"""


def a_lesson(folder: Path, **changes: str) -> Path:
    """Write an applied lesson about white offer letters; a changed field takes the place of its line, "" of nothing."""
    lines = []
    for line in HEAD.splitlines(keepends=True):
        name = line.partition(":")[0]
        if name in changes:
            value = changes[name]
            lines += [f"{name}: {value}\n"] if value else []
        elif name.strip().startswith("- ") and changes.get("evidence") is not None:
            continue
        else:
            lines.append(line)
    path = folder / "lessons" / "layouts.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{''.join(lines)}---\n\n{changes.get('body', BODY)}", encoding="utf-8")
    return path
