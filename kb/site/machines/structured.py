"""What an answer is in schema.org's words, as JSON-LD; only what the page itself says."""

import html
import re
from typing import Any

from kb.config import ProjectSettings
from kb.model.article import ArticleType
from kb.model.prose import fold, one_line
from kb.site.machines.addresses import Addresses
from kb.site.machines.entries import Entry, name_of
from kb.site.machines.texts import filled
from kb.site.words import bare

_ANSWERS = ("resolution", "workaround")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_STEP = re.compile(r"(\d{1,3})[.)][ \t]+(\S.*)")
_DEFINITION = re.compile(r"^\[\^[^\]\n]+\]:.*(?:\n(?: {4}|\t).*)*\n?", re.MULTILINE)
_BOX = re.compile(r'^(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+"(?P<title>[^"\n]*)")?[ \t]*$', re.MULTILINE)


def structured(entry: Entry, project: ProjectSettings, addresses: Addresses) -> dict[str, Any] | None:
    """Describe an article: a question with its answer, numbered steps, or a text; None for what is no answer."""
    if entry.confidence is None or entry.retired:
        return None
    common = filled(
        {
            "@context": "https://schema.org",
            "url": addresses.of(entry.url) if addresses.root else "",
            "inLanguage": entry.language.replace("_", "-"),
            "datePublished": entry.created.isoformat() if entry.created else "",
            "dateModified": entry.changed.isoformat() if entry.changed else "",
            "publisher": {"@type": "Organization", "name": name_of(project)},
        }
    )
    answer = answer_of(entry.body)
    if entry.type == ArticleType.FAQ.value:
        if not (text := told(answer)):
            return None
        accepted = {"@type": "Answer", "text": text}
        question = {"@type": "Question", "name": entry.title, "acceptedAnswer": accepted}
        return {**common, "@type": "FAQPage", "mainEntity": [question]}
    if entry.type == ArticleType.HOW_TO.value and (found := steps(answer)):
        numbered = [
            {"@type": "HowToStep", "position": number, "text": text} for number, text in enumerate(found, 1)
        ]
        return {**common, "@type": "HowTo", "name": entry.title, "step": numbered}
    about = [{"@type": "Thing", "name": product} for product in entry.products if product]
    return filled(
        {
            **common,
            "@type": "TechArticle",
            "headline": entry.title,
            "description": entry.summary,
            "about": about,
        }
    )


def answer_of(body: str) -> str:
    """Take the parts of an article that say what to do, as they are written, without the footnotes' definitions."""
    taken: list[str] = []
    fence, inside = "", False
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark.group(1)
        elif mark and mark.group(1).startswith(fence) and not line.strip(" \t`~"):
            fence = ""
        elif not fence and line.startswith(("# ", "## ")):
            inside = fold(line.lstrip("# ")).strip(" :") in _ANSWERS
            continue
        if inside:
            taken.append(line)
    return _DEFINITION.sub("", "\n".join(taken)).strip()


def steps(answer: str) -> list[str]:
    """Give the steps of an answer that is one numbered list and nothing else; nothing for every other answer."""
    found: list[list[str]] = []
    for line in answer.split("\n"):
        step = _STEP.match(line)
        if step and (int(step.group(1)) in (1, len(found) + 1)):
            found.append([step.group(2)])
        elif line.strip() and not (found and line.startswith(("   ", "\t"))):
            return []
        elif found:
            found[-1].append(line.strip())
    return [told("\n".join(lines)) for lines in found] if len(found) > 1 else []


def told(markdown: str) -> str:
    """Say Markdown as text; escaped, because programs take an answer's text for HTML."""
    blocks = re.split(r"\n\s*\n", _BOX.sub(lambda match: match["title"] or "", markdown))
    lines = (one_line(bare(line)) for block in blocks for line in [*block.split("\n"), ""])
    text = "\n".join(line for line in lines if not _FENCE.match(line)).strip()
    return html.escape(re.sub(r"\n{3,}", "\n\n", text), quote=False)
