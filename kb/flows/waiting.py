"""Resolved incidents that wait for an article, in the groups a harvest makes; remembered until something changes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import kb
from kb.config import Settings
from kb.drafting.grouping import group
from kb.flows.outcome import state
from kb.io.files import write_if_changed
from kb.model.article import Article
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.progress import Progress, Silent
from kb.model.prose import digest

_FILE = "waiting.json"


def waiting(
    settings: Settings,
    articles: Sequence[Article],
    ledger: Mapping[IncidentRef, RedactedIncident],
    progress: Progress | None = None,
) -> tuple[IncidentGroup, ...]:
    """
    Give the groups that no article answers, those too small for a draft as well.

    Grouping 20,000 incidents takes seconds, so what it gave is kept below `.kb/` under a digest of all it depends on.
    """
    anchors = {each.id: frozenset(each.evidence) for each in articles if each.evidence}
    key = _key(settings, anchors)
    path = settings.derived / _FILE
    known = _recall(path, key, ledger)
    if known is not None:
        return known
    (progress or Silent()).start("grouping")
    groups = group(
        ledger.values(),
        anchors=anchors,
        likeness=settings.harvest.likeness,
        min_incidents=settings.harvest.min_incidents,
    )
    found = tuple(each for each in groups if each.article_id is None)
    _remember(path, key, found)
    return found


def _key(settings: Settings, anchors: Mapping[str, frozenset[IncidentRef]]) -> str:
    told = sorted((id_, sorted(map(str, refs))) for id_, refs in anchors.items())
    code = sorted(
        (file.name, file.stat().st_mtime_ns, file.stat().st_size)
        for file in (Path(kb.__file__).parent / "drafting").glob("*.py")
    )
    inputs = (
        digest(repr(told)),
        repr((settings.harvest.likeness, settings.harvest.min_incidents)),
        f"{kb.__version__} {code}",
    )
    return state(inputs, settings.incidents)


def _recall(
    path: Path, key: str, ledger: Mapping[IncidentRef, RedactedIncident]
) -> tuple[IncidentGroup, ...] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["state"] != key:
            return None
        return tuple(
            IncidentGroup(incidents=tuple(ledger[IncidentRef.parse(ref)] for ref in refs), reason=str(reason))
            for refs, reason in found["groups"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # it can be made again


def _remember(path: Path, key: str, groups: Sequence[IncidentGroup]) -> None:
    told = [[[str(each.ref) for each in group.incidents], group.reason] for group in groups]
    text = json.dumps({"state": key, "groups": told}, ensure_ascii=True)
    write_if_changed(path, text)
