"""A whole incident, or one text, through all redactors: what comes out may be written to disk."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kb.errors import RefusedError
from kb.model.incident import Incident, Person, RedactedIncident, RedactedText
from kb.redact.base import MARK, PERSON, PLACEHOLDER, Known, Redaction, Redactor
from kb.redact.forms import is_service
from kb.redact.names import Names, distinct, record_names

Counts = Mapping[str, int]
"""How many placeholders of each kind were put in."""

_BEGUN = re.compile(r"\[[^\]]*$")
_PASSES = 4
_BETWEEN = f"\n{MARK}\n"
_NOT_IN_LABELS = "secrets"
"""The redactor that labels (group, category, environment, status) are spared: `HR/Payroll-2` is no password."""


def redact_incident(
    incident: Incident, redactors: Sequence[Redactor], *, extra_people: Sequence[Person] = ()
) -> tuple[RedactedIncident, Counts]:
    """
    Hide people and secrets in every text of an incident; `people` and `raw` are dropped.

    Raise RefusedError naming the record when a redactor fails or its answer still holds something.
    """
    people = _everybody(incident)
    walk = _Walk(redactors, Known(people=people, extra=_frozen(extra_people)), f"incident {incident.ref}")
    names = record_names(people)
    entries, columns = incident.entries, incident.extra
    summary, description, resolution, *rest = walk.texts(
        (
            incident.summary,
            incident.description,
            incident.resolution,
            *(entry.text for entry in entries),
            *(value for _, value in columns),
            *(attachment.name for attachment in incident.attachments),
        )
    )
    status_raw, category, group, *environment = walk.labels(
        (incident.status_raw, incident.category, incident.group, *incident.environment)
    )
    remarks, values = rest[: len(entries)], rest[len(entries) : len(entries) + len(columns)]
    safe = replace(
        incident,
        summary=summary,
        description=description,
        resolution=resolution,
        status_raw=status_raw,
        environment=tuple(environment),
        category=category,
        group=group,
        reporter=walk.who(incident.reporter, names),
        resolver=walk.who(incident.resolver, names),
        attachments=tuple(
            replace(attachment, name=name)
            for attachment, name in zip(
                incident.attachments, rest[len(entries) + len(columns) :], strict=True
            )
        ),
        entries=tuple(
            replace(entry, author=walk.who(entry.author, names), text=text)
            for entry, text in zip(entries, remarks, strict=True)
        ),
        extra=tuple((column, value) for (column, _), value in zip(columns, values, strict=True)),
        people=(),
        raw=None,
    )
    return RedactedIncident(safe), dict(sorted(walk.counts.items()))


def redact_text(
    text: str,
    redactors: Sequence[Redactor],
    *,
    people: Sequence[Person] = (),
    extra: Sequence[Person] = (),
    strangers: frozenset[str] = frozenset(),
    where: str = "the text",
) -> tuple[RedactedText, Counts]:
    """
    Hide people and secrets in one text; raise RefusedError when a redactor fails or leaves something.

    Of `people` every form counts, of `extra` only what is nobody else's; `strangers` were greeted in another piece
    of the same text; `where` is what a refusal names.
    """
    walk = _Walk(redactors, Known(people=_frozen(people), extra=_frozen(extra), strangers=strangers), where)
    return RedactedText(walk.texts((text,))[0]), dict(sorted(walk.counts.items()))


def redact_texts(
    texts: Sequence[str],
    redactors: Sequence[Redactor],
    *,
    people: Sequence[Person] = (),
    extra: Sequence[Person] = (),
    strangers: frozenset[str] = frozenset(),
    where: str = "the text",
) -> tuple[tuple[RedactedText, ...], Counts]:
    """Do for texts that belong together, as the cells of a table, what `redact_text` does for one."""
    walk = _Walk(redactors, Known(people=_frozen(people), extra=_frozen(extra), strangers=strangers), where)
    return tuple(map(RedactedText, walk.texts(texts))), dict(sorted(walk.counts.items()))


def shortened(text: RedactedText, letters: int) -> RedactedText:
    """Cut what is redacted at a blank, and never through a placeholder."""
    if len(text) <= letters:
        return text
    return RedactedText(_BEGUN.sub("", text[:letters].rpartition(" ")[0]).rstrip())


class _Walk:
    """One record's way through the redactors, counting."""

    def __init__(self, redactors: Sequence[Redactor], known: Known, where: str) -> None:
        if not redactors:
            raise RefusedError(f"no redactor for {where}", hint="reinstall: pip install hypercare-kb")
        self._redactors = tuple(redactors)
        self._labels = tuple(item for item in redactors if item.name != _NOT_IN_LABELS)
        self._known = known
        self._where = where
        self.counts: Counter[str] = Counter()

    def texts(self, texts: Sequence[str]) -> list[str]:
        """Redact texts people wrote."""
        return self._together(self._redactors, texts)

    def labels(self, texts: Sequence[str]) -> list[str]:
        """Redact what a system put there."""
        return self._together(self._labels, texts)

    def _together(self, redactors: Sequence[Redactor], texts: Sequence[str]) -> list[str]:
        """Redact a record's texts as one: a stranger greeted in one of them is known in the others."""
        if len(texts) > 1 and not any(MARK in text for text in texts):
            answer, counts = self._through(redactors, _BETWEEN.join(texts))
            parts = answer.split(_BETWEEN)
            if len(parts) == len(texts):
                self.counts += counts
                return parts
        parts = []
        for text in texts:  # something reached from one text into the next
            answer, counts = self._through(redactors, text)
            self.counts += counts
            parts.append(answer)
        return parts

    def who(self, name: str, names: Names) -> str:
        """Put a placeholder in the place of a whole display name; queues and machines keep theirs."""
        if not name.strip() or PLACEHOLDER.fullmatch(name):
            return name
        if is_service(name):
            return self.labels((name,))[0]
        self.counts["person"] += 1
        return names.lookup_author(name) or PERSON

    def _through(self, redactors: Sequence[Redactor], text: str) -> tuple[str, Counter[str]]:
        """Pass the text through all redactors until a whole pass finds nothing more."""
        counts: Counter[str] = Counter()
        if not text:
            return text, counts
        for _ in range(_PASSES):
            before, found = text, 0
            for redactor in redactors:
                answer = self._ask(redactor, text)
                text = answer.text
                for kind, count in answer.counts:
                    counts[kind] += count
                    found += count
            if text == before and not found:
                return text, counts
        raise RefusedError(
            f"the redactors still find something in {self._where} after {_PASSES} passes",
            hint="nothing was written; a guest among the redactors may not keep its promise: kb.redactors",
        )

    def _ask(self, redactor: Redactor, text: str) -> Redaction:
        try:
            answer = redactor.redact(text, self._known)
            if not isinstance(answer.text, str):
                raise TypeError("no text")
            return Redaction(text=answer.text, counts=tuple((str(kind), int(n)) for kind, n in answer.counts))
        except Exception as error:  # a guest may fail in any way, and nothing may pass unredacted
            problem = f"the redactor {redactor.name!r} failed on {self._where}: {_outline(error)}"
        # the error itself may quote the text, so neither its words nor itself go on
        raise RefusedError(problem, hint="nothing was written; update or uninstall that redactor") from None


def _outline(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (
        f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    )
    return f"{type(error).__name__}{place}"


def _everybody(incident: Incident) -> tuple[Person, ...]:
    """
    List the record's people in the order they spoke, then the others it names.

    A later export adds remarks at the end, so whoever had a letter keeps it and receipts still hold.
    """
    spoke = [_account(name) for name in (incident.reporter, *(entry.author for entry in incident.entries))]
    people = [*incident.people]
    known = set(_places(people))
    for name in dict.fromkeys((*spoke, _account(incident.resolver))):
        if name and name.casefold() not in known and not PLACEHOLDER.fullmatch(name) and not is_service(name):
            people.append(Person(name=name))
    groups = distinct(people)
    places = _places(somebody for same in groups for somebody in same)
    numbers = [number for number, same in enumerate(groups) for _ in same]
    first = dict.fromkeys(numbers[places[name.casefold()]] for name in spoke if name.casefold() in places)
    order = (*first, *(number for number in range(len(groups)) if number not in first))
    return tuple(somebody for number in order for somebody in groups[number])


def _account(name: str) -> str:
    """Drop the domain before an account."""
    return name.strip().rpartition("\\")[2]


def _places(people: Iterable[Person]) -> dict[str, int]:
    """Say where somebody of that name, user name or address stands first."""
    places: dict[str, int] = {}
    for place, somebody in enumerate(people):
        for form in (somebody.name, _account(somebody.user), somebody.email):
            if form:
                places.setdefault(form.casefold(), place)
    return places


def _frozen(people: Iterable[Person]) -> tuple[Person, ...]:
    return people if isinstance(people, tuple) else tuple(people)
