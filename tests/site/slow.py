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
}


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
