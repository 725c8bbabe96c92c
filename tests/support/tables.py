"""Tables for measures: written as `kb` writes them, and invented ones in which anything may be odd."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

NAMES = (
    "incidents",
    "articles",
    "links",
    "groups",
    "states",
    "misses",
    "votes",
    "lessons",
    "twins",
    "training",
    "replay",
)
PHASES = {"hypercare": "2026-09-07", "transition": "2026-09-21", "steady": "2026-10-05"}


def write(folder: Path, tables: Tables, **asked: Any) -> Path:
    """Write tables as `kb` does; those not given stand empty, and so does what is None in a row."""
    settings = {"today": "2026-09-30", "since": "0001-01-01", "until": "2026-09-30", "by": "week"}
    settings |= {**PHASES, "min_incidents": 2, **asked}
    folder.mkdir(exist_ok=True)
    for name, rows in {**dict.fromkeys(NAMES, ()), **tables, "settings": [settings]}.items():
        text = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def invented(seed: int, count: int = 120) -> Tables:
    """Invent tables in which every field is now and then missing, late, early or odd; the same for the same seed."""
    chance = random.Random(seed)

    def moment() -> str | None:
        if chance.random() < 0.15:
            return None
        if chance.random() < 0.3:  # the same again, or just at a limit: today, 7, 30 and 90 days before
            return chance.choice(
                (
                    "2026-09-30T08:00:00Z",
                    "2026-09-23T08:00:00Z",
                    "2026-08-31T08:00:00Z",
                    "2026-07-02T08:00:00Z",
                )
            )
        if chance.random() < 0.03:
            return chance.choice(("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1999-12-31T23:59:59.5Z"))
        at = datetime(2026, 8, 3) + timedelta(seconds=chance.randrange(66 * 86400))
        return f"{at.isoformat()}Z"

    def day() -> str | None:
        at = moment()
        return at[:10] if at else None

    teams = ("Pay", "HR", "", 'O\'Brien, "x"\n', "=1+1")
    answers = ("good", "Bad ", "offered", "5", "3 - Neutral", "4 / 5", "6", "very satisfied", "4.0", "44")
    incidents = [
        {
            "ref": f"s:{number:03}",
            "summary": "Payslip [person A] \u0000 ☂",
            "status": chance.choice(("open", "resolved", "closed", "closed", "cancelled", "merged")),
            "group": chance.choice(teams),
            "opened_at": moment(),
            "resolved_at": moment(),
            "closed_at": moment(),
            "reopen_count": chance.choice((None, 0, 0, 1, 7)),
            "sla_met": chance.choice((None, True, False)),
            "extra": [
                [
                    chance.choice(("satisfaction.score", "CSAT", "satisfaction.id", "tags")),
                    chance.choice(answers),
                ]
                for _ in range(chance.randrange(4))
            ],
            "entries": [{"author": "[person A]", "kind": "public", "text": "x"}],
        }
        for number in range(count)
    ]
    for each in chance.sample(incidents, count // 8):
        each["resolved_at"] = each["opened_at"]
    refs = [each["ref"] for each in incidents]
    ids = [f"kb-{number:08x}" for number in range(12)]
    articles = [
        {
            "id": id_, "title": f"Title {id_}", "path": f"faq/{id_}.md", "audience": "support",
            "confidence": chance.choice(("wip", "not-validated", "validated", "archived")),
            "owner": chance.choice(("", "Pay", "HR")), "created": day(), "review_due": day(),
            "has_answer": chance.random() < 0.7, "duplicate_of": chance.choice(("", "", "kb-0")),
        }
        for id_ in ids
    ]  # fmt: skip
    links = [{"article": id_, "incident": ref} for id_ in ids for ref in chance.sample(refs, 6)]
    links.append({"article": ids[0], "incident": "s:gone"})
    groups = [{"group": each["article"], **each} for each in links]
    groups += [
        {"group": first, "article": None, "incident": ref}
        for first in chance.sample(refs, 9)
        for ref in {first, *chance.sample(refs, chance.randrange(3))}
    ]
    states = []
    for id_ in (*ids, "kb-gone"):
        for state in chance.choices(("wip", "not-validated", "validated"), k=chance.randrange(5)):
            begin = moment() or "2026-09-01T00:00:00+00:00"
            states.append(
                {"article": id_, "confidence": state, "audience": "support", "owner": "", "from": begin}
            )
    return {
        "incidents": incidents,
        "articles": articles,
        "links": links,
        "groups": groups,
        "states": states,
        "misses": [
            {"query": "x", "audience": chance.choice(("users", "support")), "at": moment(), "times": chance.randrange(1, 9)}
            for _ in range(30)
        ],
        "votes": [
            {"article": chance.choice((*ids, "kb-gone")), "audience": "users", "helped": chance.random() < 0.6, "day": day() or "2026-09-01"}
            for _ in range(30)
        ],
        "lessons": [
            {"id": f"lesson-{n}", "phase": chance.choice(("", "cutover")), "status": chance.choice(("observed", "applied", "effective", "recurred"))}
            for n in range(9)
        ],
        "twins": [{"keep": ids[0], "other": ids[1], "likeness": 0.5}, {"keep": ids[2], "other": ids[3], "likeness": 0.4}],
        "replay": [
            {"incident": ref, "article": ids[0], "existed": True, "rank": chance.choice((None, 1, 3, 4))}
            for ref in chance.sample(refs, 30)
        ],
    }  # fmt: skip
