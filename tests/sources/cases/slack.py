"""A Slack export as a folder and as a zip."""

import json
import zipfile
from pathlib import Path

from kb.sources.slack import SOURCE
from tests.sources.contract import Case, escaped


def files(keys: list[str]) -> dict[str, object]:
    """Make the members of an export with one solved thread a key, `CHANNEL-TS`."""
    day = []
    for key in keys:
        stamp = key.partition("-")[2]
        later = f"{int(stamp.partition('.')[0]) + 60}.000100"
        day += [
            {"type": "message", "user": "U01", "ts": stamp, "thread_ts": stamp, "reply_count": 1,
             "text": "Why is the payslip empty?"},
            {"type": "message", "user": "U02", "ts": later, "thread_ts": stamp, "text": "Run the job again, that fixed it."},
        ]  # fmt: skip
    return {
        "channels.json": [{"id": "C01", "name": "hr"}],
        "users.json": [
            {
                "id": "U01",
                "name": "jsmith",
                "real_name": "Jane Smith",
                "profile": {"email": "jsmith@example.com"},
            },
            {"id": "U02", "name": "broy", "real_name": "Bob Roy", "profile": {}},
        ],
        "hr/2026-03-01.json": day,
    }


def write_folder(folder: Path, keys: list[str]) -> Path:
    for name, value in files(keys).items():
        path = folder / "slack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, indent=1))
    return folder / "slack"


def write_zip(folder: Path, keys: list[str]) -> Path:
    with zipfile.ZipFile(folder / "slack.zip", "w") as archive:
        for name, value in files(keys).items():
            archive.writestr(f"my export/{name}", json.dumps(value))
    return folder / "slack.zip"


KEYS = ("hr-1772355600.000100", "hr-1772355700.000200", "hr-1772355800.000300")
CASES = [
    Case(
        source=SOURCE,
        write=write_folder,
        keys=KEYS,
        name="slack-folder",
        words="Why is the payslip empty?",
        escape=escaped,
        damaged=lambda path: path / "hr" / "2026-03-01.json",
        is_text=False,
        repeats=False,
    ),
    Case(source=SOURCE, write=write_zip, keys=KEYS, name="slack-zip", is_text=False, repeats=False),
]
