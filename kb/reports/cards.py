"""
One status, three renderings: a mail, an Adaptive Card for Teams, blocks for Slack.

Texts of the status are never markup: in the card they are runs of text, in blocks what Slack reads is escaped.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from kb.model.prose import count, one_line
from kb.model.status import Problem, StakeholderStatus

CARD_BYTES = 28_000
"""What a Teams workflow takes of a message."""

BLOCKS = 50
TEXT = 3_000
HEADER = 150
"""Slack's limits: blocks in a message, characters in a text, characters in a header."""

Json = dict[str, Any]


def plain(status: StakeholderStatus) -> str:
    """Write it as plain text, the way it is read out."""
    lines = [f"{status.project}: {status.rag.value}", status.reason, "", *_counts(status), ""]
    lines += [f"Most incidents from {status.lately}:"] if status.problems else []
    for problem in status.problems:
        lines += [f"- {problem.title} ({count(problem.incidents, 'incident')})", f"  {problem.what_to_do}"]
    lines += ["", *_ending(status)]
    return "\n".join(_line(each) for each in lines).strip() + "\n"


def _line(text: str) -> str:
    indent = "  " if text.startswith("  ") else ""
    return f"{indent}{one_line(text)}"


def _counts(status: StakeholderStatus) -> Iterator[str]:
    for label, number in status.counts:
        yield f"{label}: {number:,}"


def _ending(status: StakeholderStatus) -> Iterator[str]:
    for each in status.cannot_know:
        yield f"Not known: {each}"
    yield f"Next update: {moment(status.next_update)}"
    if status.contact:
        yield f"Contact: {status.contact}"


def moment(told: datetime) -> str:
    """Write a moment with its zone."""
    return f"{told:%Y-%m-%d %H:%M} UTC"


def card(status: StakeholderStatus) -> Json:
    """Write a message with an Adaptive Card 1.4 that a Teams workflow posts; what has no room is counted."""
    problems = [_problem(each) for each in status.problems]
    made = _message(status, problems)
    while problems and len(json.dumps(made)) > CARD_BYTES:  # escapes make it ASCII
        problems.pop()
        made = _message(status, problems)
    return made


def _problem(problem: Problem) -> Json:
    return _runs(
        (f"{_cut(problem.title, 200)} ", {"weight": "bolder"}),
        (f"({count(problem.incidents, 'incident')}) ", {}),
        (_cut(problem.what_to_do), {}),
    )


def _message(status: StakeholderStatus, problems: Sequence[Json]) -> Json:
    body = [
        _runs((f"{_cut(status.project, 120)}: {status.rag.value}", {"size": "large", "weight": "bolder"})),
        _runs((_cut(status.reason), {})),
        {
            "type": "FactSet",
            "facts": [{"title": label, "value": f"{number:,}"} for label, number in status.counts],
        },
    ]
    if problems:
        body.append(_runs((f"Most incidents from {status.lately}", {"weight": "bolder"})))
    body += problems
    missing = len(status.problems) - len(problems)
    body += [_runs((f"… and {count(missing, 'more problem')}", {}))] if missing else []
    body += [_runs((_cut(each), {"isSubtle": True})) for each in _ending(status)]
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": _cut(f"{status.title}. {status.reason}"),
        "body": body,
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": content,
    }
    return {"type": "message", "attachments": [attachment]}


def _runs(*runs: tuple[str, Mapping[str, Any]]) -> Json:
    """Write a paragraph; unlike a TextBlock, a run of text knows no Markdown, so that a text cannot hold a link."""
    return {
        "type": "RichTextBlock",
        "inlines": [{"type": "TextRun", "text": text, **style} for text, style in runs],
    }


def _cut(text: str, limit: int = 500) -> str:
    text = one_line(text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def blocks(status: StakeholderStatus) -> Json:
    """Write the blocks of a message in Slack."""
    made = [
        {
            "type": "header",
            "text": {
                "type": "plain_text",
                "text": _cut(f"{_cut(status.project, 120)}: {status.rag.value}", HEADER),
                "emoji": False,
            },
        },
        _section(_escaped(status.reason)),
        _section("\n".join(map(_escaped, _counts(status)))),
    ]
    if status.problems:
        made.append(_section(f"*Most incidents from {_escaped(status.lately)}*"))
    for problem in status.problems:
        title = _escaped(_cut(problem.title, 200))
        made.append(
            _section(
                f"{title} ({count(problem.incidents, 'incident')})\n{_escaped(_cut(problem.what_to_do))}"
            )
        )
    last = [_section("\n".join(_escaped(_cut(each)) for each in _ending(status)))]
    return {"blocks": [*made[: BLOCKS - len(last)], *last]}


def _section(mrkdwn: str) -> Json:
    # verbatim: Slack makes no link of what looks like an address or a channel
    return {"type": "section", "text": {"type": "mrkdwn", "text": _within(mrkdwn), "verbatim": True}}


def _escaped(text: str) -> str:
    """Escape what Slack reads as an entity, a link or a mention."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _within(text: str) -> str:
    """Cut a text at Slack's limit, and never in the middle of an escape."""
    if len(text) <= TEXT:
        return text
    cut = text[: TEXT - 1]
    start = cut.rfind("&")
    return f"{cut[:start] if start > len(cut) - 5 and ';' not in cut[start:] else cut}…"
