"""The figures as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.redaction.score import Score, Share
from tests.bench.redaction.speed import Speed

KINDS = {
    "email": "mail addresses",
    "phone": "phone numbers",
    "iban": "IBANs",
    "card": "payment cards",
    "person": "people the record names",
    "stranger": "strangers greeted, signing, mentioned",
    "untold": "names nothing points to",
    "national id": "national ids",
    "date of birth": "dates of birth",
    "address": "postal addresses",
    "ip": "IP addresses",
    "mac": "MAC addresses",
    "user": "user names in paths",
    "employee": "declared employee and candidate numbers",
    "secret": "secrets",
    "link": "tokens in links",
}
"""Kinds of labels, in the order of the table, and how it calls them."""


@dataclass(kw_only=True)
class Column:
    """What one tool did: a score for each set it was run on, by the set's name."""

    title: str
    scores: Mapping[str, Score]


def recall(columns: Sequence[Column], held_out: Mapping[str, Score]) -> list[str]:
    """Draw one line for each kind of span; `held_out` are our scores on the half no rule was fitted to."""
    lines = _head(
        ["hidden of what must be hidden", "spans", columns[0].title, "held-out half", *_titles(columns[1:])]
    )
    for kind, name in KINDS.items():
        lines.append(_row(name, kind, "tickets", columns, held_out))
    lines.append(_row("generated secrets", "", "secrets", columns, held_out))
    for name in ("sentences, told", "sentences"):
        counted = columns[0].scores.get(name)
        for kind in KINDS if counted else ():
            if counted and kind in counted.found and (kind == "person") == (name == "sentences, told"):
                lines.append(_row(f"pii-presidio-small: {KINDS[kind]}", kind, name, columns, {}))
    return lines


def precision(columns: Sequence[Column], held_out: Mapping[str, Score]) -> list[str]:
    """Draw what was hidden rightly, and what was altered without need."""
    first = columns[0].scores
    lines = _head(
        ["of what is hidden", "stretches", columns[0].title, "held-out half", *_titles(columns[1:])]
    )
    for kind in ("email", "phone", "iban", "card", "person"):
        share = first["tickets"].precision(kind)
        held = held_out["tickets"].precision(kind)
        others = [_value(column.scores["tickets"].precision(kind)) for column in columns[1:]]
        lines.append(
            _line([f"taken for {KINDS[kind]}: right", str(share.total), _value(share), _value(held), *others])
        )
    for name, title in (
        ("tickets", "anything in tickets: right"),
        ("secrets", "anything around secrets: right"),
    ):
        share, held = first[name].precision(), held_out[name].precision()
        others = [_value(column.scores[name].precision()) for column in columns[1:]]
        lines.append(_line([title, str(share.total), _value(share), _value(held), *others]))
    for name, title in (("clean", "clean tickets altered"), ("negatives", "look-alikes of secrets altered")):
        share, held = first[name].altered, held_out[name].altered
        others = [_percent(column.scores[name].altered) for column in columns[1:]]
        lines.append(_line([title, f"of {share.total}", _percent(share), _percent(held), *others]))
    return lines


def secrets(columns: Sequence[Column]) -> list[str]:
    """Draw the kinds of generated secrets by name."""
    lines = _head(["generated secret", "texts", *_titles(columns)])
    for kind, share in columns[0].scores["secrets"].groups.items():
        shares = [_value(column.scores["secrets"].groups.get(kind, Share())) for column in columns]
        lines.append(_line([kind, str(share.total), *shares]))
    return lines


def speed(about: str, speeds: Mapping[str, Speed]) -> list[str]:
    """Draw incidents a second."""
    lines = [f"On {about}:", "", *_head(["incidents a second, one core", "best", "median"])]
    lines += [_line([name, f"{one.best:,.0f}", f"{one.median:,.0f}"]) for name, one in speeds.items()]
    return lines


def _row(title: str, kind: str, name: str, columns: Sequence[Column], held_out: Mapping[str, Score]) -> str:
    kinds = (kind,) if kind else ()
    share = columns[0].scores[name].recall(*kinds)
    held = _value(held_out[name].recall(*kinds)) if name in held_out else ""
    others = [
        _value(column.scores[name].recall(*kinds)) if name in column.scores else "" for column in columns[1:]
    ]
    return _line([title, str(share.total), _value(share), held, *others])


def _titles(columns: Iterable[Column]) -> list[str]:
    return [column.title for column in columns]


def _head(cells: Sequence[str]) -> list[str]:
    return [_line(cells), "|---|" + "---:|" * (len(cells) - 1)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _value(share: Share) -> str:
    return f"{share.value:.3f}" if share.total else "–"


def _percent(share: Share) -> str:
    return f"{100 * share.value:.1f} %"
