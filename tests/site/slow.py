"""Texts that take a Markdown library minutes, and texts like them that it reads at once."""

from pathlib import Path

SLOW = {
    "brackets": "[" * 8000,
    "links": "[a](" * 8000,
    "images": "![" * 8000,
    "references": "[a][" * 8000,
    "tags": "<a " * 8000,
    "addresses": "<http://a" * 8000,
    "lists": "".join("    " * depth + "- a\n" for depth in range(1200)),
    "tab lists": "".join("\t" * depth + "- a\n" for depth in range(1200)),
    "notes": "".join("    " * depth + "!!! note\n\n" for depth in range(400)),
    "details": "".join("    " * depth + "??? note\n\n" for depth in range(400)),
    "headings": "# a\n" * 8000,
    "quotes": "".join("> " * depth + "a\n" for depth in range(800)),
    "sections": "<![CDATA[" * 6000,
    "rules": "* * *\n" * 9000,
    "marks of code": "``\\" * 5300,
    "footnotes": ("[^a]" * 20 + "\n\n") * 120 + "[^a]: y\n",
    "code": "```java\n" + ("a " * 500 + "\n") * 15 + "```\n",
}
"""Each takes more than two seconds, on any machine so far."""

DEEP = {
    "emphasis": "*" * 2000 + "a" + "*" * 2000,
    "pairs": "*a _b " * 500 + "b_ a* " * 500,
    "lists in a line": "- " * 500 + "a",
    "numbers in a line": "1. " * 500 + "a",
    "lists once signs fall out": "1. \x02" * 500 + "a",
}
"""Each is quick and nested deeper than the library can follow."""

LONG = {
    "a line": "word " * 200_000,
    "a table": "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + ("|b" * 10_000 + "|\n") * 20,
    "a footnote of itself": "x[^a]\n\n[^a]: y[^a]\n",
    "brackets": "[" * 50_000,
    "openings": "![" * 30_000,
    "ticks": "`" * 60_000,
    "tildes": "~~~\n" * 15_000,
    "labels": "[^" * 30_000,
    "targets": "](" * 30_000,
    "unclosed": "```a\n" * 15_000,
}
"""Some are quick to render, some not: none may keep what reads them before waiting."""


def swift() -> dict[str, str]:
    """Give texts as people write them: this manual's own pages, a table, a log."""
    about = Path(__file__).parents[2] / "content" / "about"
    return {
        "site": (about / "site.md").read_text(),
        "architecture": (about / "architecture.md").read_text(),
        "table": "| a | b |\n|---|---|\n" + "| [one](a.md) | two |\n" * 200,
        "log": "```\n" + "2026-11-20 12:00:00 ERROR [main] a.b.C <x>\n" * 100 + "```\n",
        "list": "".join(f"- [answer {number}](faq/a{number}.md)\n" for number in range(200)),
        "brackets in a few paragraphs": ("[x] " * 40 + "\n\n") * 10,
    }
