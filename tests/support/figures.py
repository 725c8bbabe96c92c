"""Every measure once more, in plain Python."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.support.tables import NAMES, PHASES, Row, Tables

Points = dict[tuple[str, str], tuple[float | None, int]]


class Plain:
    """Takes each measure in plain Python, from the same tables."""

    def __init__(self, tables: Tables, *, today: date, by: str, least: int = 2) -> None:
        self.tables = {**dict.fromkeys(NAMES, ()), **tables}
        self.today, self.by, self.least = today, by, least
        self.incidents = {each["ref"]: _incident(each) for each in self.tables["incidents"]}
        self.articles = {each["id"]: each for each in self.tables["articles"]}

    def take(self, name: str) -> Points:
        """Give a measure's points by period and part."""
        rows, amount = getattr(self, name)()
        cells: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
        cells["all", ""] = []
        for at, part, value in rows:
            for period in ("all", *([self.period(at)] if at else [])):
                cells[period, ""].append(value)
                cells[period, part].append(value)
        return {place: (amount(values), len(values)) for place, values in cells.items()}

    def period(self, at: date) -> str:
        if self.by == "phase":
            days = sorted((first, name) for name, first in PHASES.items() if first <= f"{at:%Y-%m-%d}")
            return days[-1][1] if days else "before"
        if self.by == "week":
            return "{:04}-W{:02}".format(*at.isocalendar()[:2])
        return f"{at.year:04}-{at.month:02}" if self.by == "month" else f"{at.year:04}-Q{(at.month + 2) // 3}"

    def counts(self, at: date | None) -> bool:
        return at is not None and f"{at:%Y-%m-%d}" <= self.today.isoformat()

    def _resolved(self) -> Iterable[Row]:
        return (each for each in self.incidents.values() if self.counts(each["resolved_at"]))

    def _linked(self) -> Iterable[tuple[Row, Row]]:
        for link in self.tables["links"]:
            if link["incident"] in self.incidents and link["article"] in self.articles:
                yield self.incidents[link["incident"]], self.articles[link["article"]]

    def incidents_opened(self) -> Any:
        kept = (e for e in self.incidents.values() if e["status"] not in ("cancelled", "merged"))
        return [(e["opened_at"], e["team"], 1) for e in kept if self.counts(e["opened_at"])], sum

    def incidents_resolved(self) -> Any:
        return [(e["resolved_at"], e["team"], 1) for e in self._resolved()], sum

    def link_rate(self) -> Any:
        linked = {each["incident"] for each in self.tables["links"]}
        return [(e["resolved_at"], e["team"], e["ref"] in linked) for e in self._resolved()], share

    def known_share(self) -> Any:
        groups: defaultdict[str, list[Row]] = defaultdict(list)
        for each in self.tables["groups"]:
            if each["incident"] in self.incidents:
                groups[each["group"]].append(self.incidents[each["incident"]])
        known: dict[str, bool] = {}
        for members in groups.values():
            ends = [e["resolved_at"] for e in members if _seconds(e) is not None]
            for e in members:
                is_known = bool(ends and e["opened_at"] and min(ends) < e["opened_at"])
                known[e["ref"]] = known.get(e["ref"], False) or is_known
        found = [(self.incidents[ref], is_known) for ref, is_known in known.items()]
        return [(e["opened_at"], e["team"], k) for e, k in found if self.counts(e["opened_at"])], share

    def reuse_share(self) -> Any:
        return [
            (e["resolved_at"], e["team"], a["created"] < f"{e['opened_at']:%Y-%m-%d}")
            for e, a in self._linked()
            if self.counts(e["resolved_at"]) and e["opened_at"] and a["created"]
        ], share

    def recurrence(self) -> Any:
        return [
            (e["opened_at"], a["id"], 1)
            for e, a in self._linked()
            if self.counts(e["opened_at"]) and a["created"] and f"{e['opened_at']:%Y-%m-%d}" > a["created"]
        ], sum

    def _times(self) -> list[tuple[date, str, float]]:
        return [
            (e["resolved_at"], e["team"], _seconds(e) / 3600)
            for e in self._resolved()
            if _seconds(e) is not None
        ]

    def time_to_resolve_median(self) -> Any:
        return self._times(), within(0.5)

    def time_to_resolve_p90(self) -> Any:
        return self._times(), within(0.9)

    def _reached(self, *states: str) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for each in self.tables["states"]:
            if each["confidence"] in states:
                at = _moment(each["from"])
                assert at
                found[each["article"]] = min(at, found.get(each["article"], at))
        return found

    def time_to_publish(self) -> Any:
        solved: dict[str, datetime] = {}
        for e, a in self._linked():
            if e["resolved_at"]:
                solved[a["id"]] = min(e["resolved_at"], solved.get(a["id"], e["resolved_at"]))
        reached = self._reached("not-validated", "validated")
        return self._between(solved, reached)

    def time_to_validate(self) -> Any:
        return self._between(self._reached("not-validated", "validated"), self._reached("validated"))

    def _between(self, one: Mapping[str, datetime], other: Mapping[str, datetime]) -> Any:
        return [
            (
                other[id_],
                self.articles[id_]["owner"] or "no owner",
                int((other[id_] - at).total_seconds()) / 86400,
            )
            for id_, at in one.items()
            if id_ in other and id_ in self.articles and other[id_] >= at and self.counts(other[id_])
        ], within(0.5)

    def coverage(self) -> Any:
        groups: defaultdict[str, list[Row]] = defaultdict(list)
        answers: dict[str, Any] = {}
        for each in self.tables["groups"]:
            answers[each["group"]] = each["article"]
            if each["incident"] in self.incidents:
                groups[each["group"]].append(self.incidents[each["incident"]])
        rows = []
        for name, members in groups.items():
            if len(members) >= self.least:
                first = min(members, key=lambda e: (e["opened_at"] or datetime.max, e["ref"]))
                article = self.articles.get(answers[name] or "")
                is_covered = article and article["has_answer"] and article["confidence"] != "archived"
                rows.append((None, first["team"], bool(is_covered)))
        return rows, share

    def stale_share(self) -> Any:
        alive = (a for a in self.articles.values() if a["confidence"] != "archived" and not a["duplicate_of"])
        return [
            (
                None,
                a["owner"] or "no owner",
                bool(a["review_due"]) and a["review_due"] < self.today.isoformat(),
            )
            for a in alive
        ], share

    def duplicate_pairs(self) -> Any:
        return [(None, self.articles[t["keep"]]["owner"] or "no owner", 1) for t in self.tables["twins"]], sum

    def unanswered_searches(self) -> Any:
        rows = [(_moment(m["at"]), m["audience"], m["times"]) for m in self.tables["misses"]]
        return [row for row in rows if self.counts(row[0])], sum

    def helped_share(self) -> Any:
        rows = [(date.fromisoformat(v["day"]), v["article"], v["helped"]) for v in self.tables["votes"]]
        return [row for row in rows if self.counts(row[0])], share

    def replay_success(self) -> Any:
        rows = [(self.incidents[r["incident"]], r["rank"]) for r in self.tables["replay"]]
        return [
            (e["opened_at"], e["team"], rank is not None and rank <= 3)
            for e, rank in rows
            if self.counts(e["opened_at"])
        ], share

    def lessons_applied(self) -> Any:
        rows = self.tables["lessons"]
        return [
            (None, x["phase"] or "no phase", x["status"] in ("applied", "effective")) for x in rows
        ], share

    def lessons_recurred(self) -> Any:
        rows = self.tables["lessons"]
        return [(None, x["phase"] or "no phase", x["status"] == "recurred") for x in rows], share

    def sla_attainment(self) -> Any:
        rows = [(e["resolved_at"], e["team"], e["sla_met"]) for e in self._resolved()]
        return [row for row in rows if row[2] is not None], share

    def reopen_rate(self) -> Any:
        rows = [(e["resolved_at"], e["team"], e["reopen_count"]) for e in self._resolved()]
        return [(at, team, count > 0) for at, team, count in rows if count is not None], share

    def backlog(self) -> Any:
        rows = []
        for e in self.incidents.values():
            opened = e["opened_at"]
            if e["status"] != "open" or (opened and not self.counts(opened)):
                continue
            age = (self.today - opened.date()).days if opened else -1
            limits = ((-1, "no date"), (7, "00–07 days"), (30, "08–30 days"), (90, "31–90 days"))
            rows.append((None, next((n for most, n in limits if age <= most), "91 days or more"), 1))
        return rows, sum

    def satisfaction(self) -> Any:
        rows = []
        for e in self._resolved():
            told = [
                _satisfied(answer.strip().lower())
                for name, answer in e["extra"]
                if _asks(name.strip().lower())
            ]
            known = [each for each in told if each is not None]
            if known:
                rows.append((e["resolved_at"], e["team"], min(known)))
        return rows, share

    def doubtful_dates(self) -> Any:
        rows = []
        for e in self.incidents.values():
            opened, resolved = e["opened_at"], e["resolved_at"]
            for reason, holds in (
                ("no opening date", not opened),
                ("opened in the future", opened and opened.date() > self.today),
                ("resolved in the future", resolved and resolved.date() > self.today),
                ("resolved before it was opened", opened and resolved and resolved < opened),
                ("no date of its resolution", e["status"] in ("resolved", "closed") and not resolved),
            ):
                if holds:
                    rows.append((None, reason, e["ref"]))
        return rows, lambda refs: len(set(refs))


def share(values: Sequence[Any]) -> float | None:
    """Give the part of them that holds; None of none."""
    return sum(map(int, values)) / len(values) if values else None


def within(part: float) -> Callable[[Sequence[float]], float | None]:
    """Give what so many of them do not exceed: one of them, by nearest rank."""

    def value(values: Sequence[float]) -> float | None:
        return sorted(values)[math.ceil(part * len(values)) - 1] if values else None

    return value


def _incident(line: Row) -> Row:
    is_resolved = line["status"] in ("resolved", "closed")
    return {
        "ref": line["ref"],
        "status": line["status"],
        "team": line.get("group") or "no group",
        "opened_at": _moment(line.get("opened_at")),
        "resolved_at": _moment(line.get("resolved_at") or line.get("closed_at")) if is_resolved else None,
        "reopen_count": line.get("reopen_count"),
        "sla_met": line.get("sla_met"),
        "extra": line.get("extra") or (),
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def _seconds(each: Row) -> Any:
    opened, resolved = each["opened_at"], each["resolved_at"]
    return (resolved - opened) // timedelta(seconds=1) if opened and resolved and resolved >= opened else None


def _asks(name: str) -> bool:
    return ("satisf" in name or "csat" in name) and not re.search(r"[._ ](id|date|at|comment|reason)$", name)


def _satisfied(answer: str) -> bool | None:
    if answer in ("good", "goodwithcomment", "satisfied", "very satisfied", "extremely satisfied"):
        return True
    bad = ("dissatisfied", "very dissatisfied", "extremely dissatisfied", "unsatisfied", "not satisfied")
    if answer in ("bad", "badwithcomment", "neutral", *bad):
        return False
    if re.fullmatch(r"[1-5](\.0+)?( ?/ ?5| of 5| ?- ?.*)?", answer):
        return answer[0] in "45"
    return None
