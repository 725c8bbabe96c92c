"""Microsoft Teams' messages."""

import hashlib
import json
from pathlib import Path

from kb.sources.teams import SOURCE
from tests.sources.contract import Case, escaped

CHANNEL = hashlib.sha256(b"hr").hexdigest()[:8]


def a_message(id: str, name: str, content: str, **changes: object) -> dict[str, object]:
    """Make a message of a channel, as the Graph API gives it."""
    return {
        "id": id,
        "replyToId": None,
        "messageType": "message",
        "createdDateTime": "2026-03-01T09:00:00.5Z",
        "lastModifiedDateTime": "2026-05-01T09:00:00Z",
        "deletedDateTime": None,
        "subject": None,
        "importance": "normal",
        "from": {"user": {"id": f"id-{name}", "displayName": name}},
        "body": {"contentType": "text", "content": content},
        "attachments": [],
        "mentions": [],
        "reactions": [],
        "channelIdentity": {"teamId": "t", "channelId": "hr"},
    } | changes


def a_thread(id: str) -> dict[str, object]:
    """Make a solved thread with its reply inside."""
    reply = a_message(
        f"{id}9", "Bob Roy", "Run the job again, that fixed it.", createdDateTime="2026-03-01T09:05:00Z"
    )
    return a_message(id, "Jane Smith", "Why is the payslip empty?", replies=[reply])


def write(folder: Path, keys: list[str]) -> Path:
    path = folder / "messages.json"
    path.write_text(
        json.dumps(
            {"@odata.context": "x", "value": [a_thread(key.rpartition("#")[2]) for key in keys]}, indent=1
        )
    )
    return path


CASES = [
    Case(
        source=SOURCE,
        write=write,
        keys=tuple(f"{CHANNEL}#{number}" for number in (1772355600000, 1772355700000, 1772355800000)),
        words="Why is the payslip empty?",
        escape=escaped,
    )
]
