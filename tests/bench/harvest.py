"""
How quickly a ServiceNow list is read and normalised, and what it costs in memory.

Run by hand: `.venv/bin/python -m tests.bench.harvest --rows 20000`; `--write FILE` keeps the export.
An export is generated (about 3 kB an incident, journals included), then read once in a child process
that keeps nothing but a count, so that its peak memory is the reader's own.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kb.config import HarvestSettings
from kb.model.account import Notice
from kb.model.incident import Incident
from kb.sources.servicenow_csv import SOURCE

HEADER = (
    "number", "opened_at", "short_description", "description", "caller_id", "priority", "state", "category",
    "subcategory", "contact_type", "impact", "urgency", "cmdb_ci", "business_service", "assignment_group",
    "assigned_to", "resolved_by", "close_code", "close_notes", "resolved_at", "closed_at", "sys_created_by",
    "sys_updated_on", "sys_updated_by", "reopen_count", "made_sla", "u_site", "work_notes", "comments",
)  # fmt: skip
PEOPLE = tuple(
    f"{first} {last}"
    for first in ("Jane", "Bob", "Ada", "Jörg", "Kim", "Zoë", "Lars", "Mia")
    for last in ("Smith", "Roy", "Moss", "Müller", "Ray", "Falk", "Brandt", "Novák")
)
WORDS = [
    "the",
    "offer",
    "letter",
    "stays",
    "blank",
    "after",
    "approval",
    "payslip",
    "shows",
    "last",
    "month",
    "cost",
    "centre",
    "was",
    "replaced",
    "by",
    "sync",
    "cleared",
    "cache",
    "and",
    "signed",
    "in",
    "again",
    "user",
    "confirmed",
    "template",
    "has",
    "no",
    "region",
    "für",
    "manager",
    "cannot",
    "open",
    "tile",
    "error",
    "appears",
    "when",
    "report",
    "is",
    "run",
    "from",
    "laptop",
    "at",
    "home",
    "connection",
    "drops",
    "every",
    "ten",
    "minutes",
    "badge",
    "reader",
    "restarted",
    "service",
]
START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
WINDOW = timedelta(hours=1)  # the exporter's zone, ahead of UTC


def rows(count: int) -> Iterator[list[str]]:
    """Make incidents; the same count gives the same rows."""
    chance = random.Random(7)
    for index in range(count):
        opened = START + timedelta(minutes=3 * index)
        remarks = [opened + timedelta(minutes=7 * step) for step in range(1, 9)]
        updated = remarks[-1]
        notes = _journal(chance, remarks[1::2], "Work notes")
        comments = _journal(chance, remarks[::2], "Additional comments")
        yield [
            f"INC{index + 1:07d}",
            _utc(opened),
            _sentence(chance, 8),
            "\n".join(_sentence(chance, 14) for _ in range(5)),
            chance.choice(PEOPLE),
            "3 - Moderate",
            chance.choice(("Closed", "Closed", "Resolved", "In Progress")),
            "Recruiting",
            "Offer letters",
            "Self-service",
            "2 - Medium",
            "2 - Medium",
            "Workday Recruiting",
            "HR Self-Service",
            "HR Recruiting Support",
            chance.choice(PEOPLE),
            chance.choice(PEOPLE),
            "Solution provided",
            _sentence(chance, 25),
            _utc(updated),
            _utc(updated),
            "jsmith",
            _utc(updated),
            "amoss",
            "0",
            "true",
            "Leeds",
            notes,
            comments,
        ]


def _sentence(chance: random.Random, words: int) -> str:
    text = " ".join(chance.choices(WORDS, k=words))
    return f"{text[0].upper()}{text[1:]}{chance.choice(('.', ', so far.', ': see INC0000001.'))}"


def _journal(chance: random.Random, moments: list[datetime], label: str) -> str:
    return "".join(
        f"{moment + WINDOW:%Y-%m-%d %H:%M:%S} - {chance.choice(PEOPLE)} ({label})\n"
        f"{_sentence(chance, 18)}\n{_sentence(chance, 12)}\n\n"
        for moment in reversed(moments)
    )


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def write(path: Path, count: int) -> None:
    """Write the export as the product does: Windows-1252, every cell quoted, CRLF between rows."""
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        file.write(_line(HEADER))
        for row in rows(count):
            file.write(_line(row))


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def read(path: Path) -> None:
    """Read the export once and print the figures."""
    size = path.stat().st_size
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), time.process_time()
    incidents = entries = others = 0
    for record in SOURCE.read(path, HarvestSettings()):
        if isinstance(record, Incident):
            incidents += 1
            entries += len(record.entries)
        elif not isinstance(record, Notice):
            others += 1
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{incidents:,} incidents, {entries:,} entries, {others} others, {size / 1e6:.1f} MB ({size // max(incidents, 1):,} bytes each)\n"
        f"wall {seconds:.2f} s: {incidents / seconds:,.0f} rows/s, {size / seconds / 1e6:.1f} MB/s\n"
        f"cpu  {used:.2f} s: {incidents / used:,.0f} rows/s, {size / used / 1e6:.1f} MB/s\n"
        f"peak RSS {peak / 1024:.0f} MB ({before / 1024:.0f} MB before reading)"
    )


def main() -> None:
    """Write an export and have a child read it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--write", type=Path, help="keep the export here")
    parser.add_argument("--read", type=Path, help="read this file, in this process")
    asked = parser.parse_args()
    if asked.read:
        read(asked.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = asked.write or Path(folder) / "incident.csv"
        write(path, asked.rows)
        subprocess.run([sys.executable, "-m", "tests.bench.harvest", "--read", str(path)], check=True)


if __name__ == "__main__":
    main()
