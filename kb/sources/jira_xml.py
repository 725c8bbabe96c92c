"""Jira's XML (RSS): one item an issue, texts as HTML, dates with their zone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import stamps, xml_records
from kb.io.html import to_markdown
from kb.io.lines import decode, head
from kb.io.xml_records import Node
from kb.model.account import CUT, Notice, Rejection
from kb.model.incident import Attachment, Person, RawPointer
from kb.model.prose import clean, fold
from kb.sources.base import Reading
from kb.sources.jira_parts import Comment, Parts
from kb.sources.people import person

_TOTAL = re.compile(
    r'<issue\b(?=[^<>]{0,200}\bstart="(\d{1,9})")(?=[^<>]{0,200}\bend="(\d{1,9})")[^<>]{0,200}\btotal="(\d{1,9})"'
)
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}-\d{1,12}")
_NOTES = {"resolution notes", "resolution note", "resolution details"}
_PLACED = {
    "title", "link", "project", "description", "environment", "key", "summary", "type", "priority", "status", "statusCategory",
    "resolution", "assignee", "reporter", "labels", "created", "updated", "resolved", "comments", "issuelinks", "attachments",
    "subtasks", "parent", "component", "customfields", "votes", "watches", "creator",
}  # fmt: skip


class JiraXml:
    """Reads the XML (RSS) that Jira exports from a search, or for one issue."""

    name = "jira-xml"
    product = "Jira"
    reads = "XML (RSS) of a search or of one issue"
    how_to_export = (
        "Search for the issues, then Export > XML (Server and Data Center), or open "
        "/sr/jira.issueviews:searchrequest-xml/temp/SearchRequest.xml?jqlQuery=project=KEY&tempMax=1000."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - its beginning says all
        """Whether it is RSS with an issue's key near its beginning."""
        if not path.is_file() or not xml_records.begins_like_xml(path):
            return False
        start = decode(head(path)[:65536])
        return "<rss" in start and (
            "jira" in start.lower() or bool(re.search(r"<item>.{0,5000}?<key\b", start, re.DOTALL))
        )

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name how such a file begins."""
        return "a Jira XML export begins with <rss> and has an <item> with a <key> an issue"

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """Yield one record an item."""
        count = 0
        for found in xml_records.records(path, ("item",)):
            count += 1
            if isinstance(found, xml_records.Broken):
                yield Rejection(path=path, line=found.line, reason=found.problem)
            else:
                yield _parts(found).record(RawPointer(path=path, line=found.line, sha256=found.sha256))
        match = _TOTAL.search(decode(head(path)[:65536]))
        if match and int(match[3]) > int(match[1]) + count:
            yield Notice(
                path=path,
                code=CUT,
                message=f"{count:,} issues of {int(match[3]):,}",
                hint="raise tempMax, or export in parts, by date created",
            )


def _parts(item: Node) -> Parts:
    names: dict[str, str] = {}
    for role in ("assignee", "reporter", "creator"):
        node = item.child(role)
        if node is not None and (account := _account(node)) not in ("", "-1"):
            names[account] = _line(node.text)
    parts = Parts(
        key=_line(item.texts("key")),
        summary=_line(item.texts("summary")),
        description=_prose(item.texts("description")),
        status=_line(item.texts("status")),
        category=_category(item),
        resolution=""
        if _line(item.texts("resolution")).lower() == "unresolved"
        else _line(item.texts("resolution")),
        kind=_line(item.texts("type")),
        project=_line(item.texts("project")),
        priority=_line(item.texts("priority")),
        reporter=_somebody(item, "reporter"),
        assignee=_somebody(item, "assignee"),
        environment=_prose(item.texts("environment")),
        components=[_line(each.text) for each in item.all("component")],
        created=_date(item.texts("created")),
        updated=_date(item.texts("updated")),
        resolved=_date(item.texts("resolved")),
        names=names,
    )
    for each in _below(item, "comments", "comment"):
        author = each.attributes.get("author", "")
        parts.comments.append(
            Comment(
                at=_date(each.attributes.get("created", "")),
                author=_line(author),
                text=_prose(each.text),
                internal=bool(each.attributes.get("grouplevel") or each.attributes.get("rolelevel")),
            )
        )
        parts.people.append(_person(names.get(author, ""), author))
    for account, name in names.items():
        parts.people.append(_person(name, account))
    _links(item, parts)
    parts.attachments = [
        Attachment(
            name=name,
            size=int(size)
            if (size := each.attributes.get("size", "")).isdigit() and len(size) < 16
            else None,
        )
        for each in _below(item, "attachments", "attachment")
        if (name := _line(each.attributes.get("name", "")).replace("\\", "/").rpartition("/")[2])
    ]
    labels = [_line(each.text) for each in _below(item, "labels", "label")]
    if labels:
        parts.extra.append(("Labels", ", ".join(labels)))
    _custom(item, parts)
    for node in item.children:
        if node.name not in _PLACED and (text := _prose(node.text)):
            parts.extra.append((node.name, text))
    return parts


def _category(item: Node) -> str:
    node = item.child("statusCategory")
    return (
        {"done": "done", "new": "to do", "indeterminate": "in progress"}.get(
            node.attributes.get("key", ""), ""
        )
        if node
        else ""
    )


def _below(item: Node, outer: str, inner: str) -> list[Node]:
    node = item.child(outer)
    return node.all(inner) if node is not None else []


def _links(item: Node, parts: Parts) -> None:
    for kind in _below(item, "issuelinks", "issuelinktype"):
        is_duplicate = "duplicate" in fold(kind.texts("name"))
        for side, duplicates in (("outwardlinks", parts.outward), ("inwardlinks", parts.inward)):
            for links in kind.all(side):
                keys = [_line(each.texts("issuekey")) for each in links.all("issuelink")]
                keys = [key for key in keys if _KEY.fullmatch(key)]
                (duplicates if is_duplicate else parts.links).extend(keys)
    parent = item.child("parent")
    nodes = [*([parent] if parent is not None else []), *_below(item, "subtasks", "subtask")]
    parts.links += [key for node in nodes if _KEY.fullmatch(key := _line(node.text))]


def _custom(item: Node, parts: Parts) -> None:
    for each in _below(item, "customfields", "customfield"):
        title = _line(each.texts("customfieldname")) or _line(each.attributes.get("id", "")) or "custom field"
        values = each.child("customfieldvalues")
        texts = [_prose(value.text) for value in values.children] if values is not None else []
        shown = ", ".join(filter(None, texts))
        if shown and fold(title) in _NOTES:
            parts.notes = shown
        elif shown:
            parts.extra.append((title, shown))


def _account(node: Node) -> str:
    return node.attributes.get("username", "") or node.attributes.get("accountid", "")


def _somebody(item: Node, role: str) -> str:
    node = item.child(role)
    return "" if node is None or _account(node) == "-1" else _line(node.text)


def _person(name: str, account: str) -> Person | None:
    return person(name, user=account)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _prose(text: str) -> str:
    return clean(to_markdown(text))


def _date(text: str) -> datetime | None:
    text = _line(text)
    if not text:
        return None
    try:
        return stamps.in_utc(parsedate_to_datetime(text), UTC)[0]
    except (ValueError, TypeError, IndexError, OverflowError):
        return stamps.iso(text)[0] or stamps.parse(text)


SOURCE = JiraXml()
