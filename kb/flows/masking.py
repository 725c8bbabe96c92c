"""Hide a name everywhere it was quoted: in articles, in the ledger, and in the list the next harvest reads."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from kb.articles import markdown
from kb.articles.repository import ArticleRepository, Contents
from kb.config import Settings
from kb.errors import RefusedError, StateError
from kb.flows.raw import refuse_raw
from kb.io import frontmatter
from kb.io.files import read_text, write_if_changed
from kb.ledger.repository import Ledger
from kb.model.article import Article, Receipt
from kb.model.incident import IncidentRef, Person, RedactedIncident
from kb.model.prose import digest, slug
from kb.model.receipt import fields, holds, passages
from kb.redact.base import PERSON, Known
from kb.redact.incident import redact_incident
from kb.redact.load import read_people
from kb.redact.masked import mask
from kb.redact.view import fold

_HEADER = "name,email,user\n"
_ESCAPED = PERSON.replace("[", "\\[").replace("]", "\\]")  # as drafts write it: no link can be made of it
_CODE = re.compile(
    r"^[ ]{0,12}(`{3,8}|~{3,8})[^\n]*\n(?:.*\n)*?[ ]{0,12}\1|(?<!`)(`{1,8})(?!`)[^`\n]{1,400}\2", re.MULTILINE
)


_Incidents = Mapping[IncidentRef, RedactedIncident]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """
    Every file that hiding some names changes, worked out before the first one is written.

    `texts` maps articles' paths to (what they hold, what they will hold), `moves` to the paths they get
    because their names held one; `records` are the ledger's as they become; `people` is the list's file
    with its new text.
    """

    words: tuple[str, ...] = ()
    texts: Mapping[str, tuple[str, str]]
    moves: Mapping[str, str]
    records: _Incidents
    people: tuple[Path, str] | None = None


class Mask:
    """Some names, as the people file will hold them, and the texts they are hidden in."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._redactor, self._people = mask(words)
        self._known = Known(extra=tuple(self._people))
        self._needles = [fold(word).lower().split()[-1] for word in words]

    def text(self, text: str) -> str:
        """Hide the names in a text of the ledger or the front matter."""
        return self._redactor.redact(text, self._known).text if self._may_be_in(text) else text

    def body(self, body: str) -> str:
        """Hide them in Markdown: escaped as drafts have it, and bare in code."""
        while spans := self._redactor.spans(body, self._known) if self._may_be_in(body) else ():
            code = [found.span() for found in _CODE.finditer(body)]
            out, last = [], 0
            for span in spans:
                bare = any(start <= span.start < end for start, end in code)
                out += [body[last : span.start], PERSON if bare else _ESCAPED]
                last = span.end
            body = "".join((*out, body[last:]))
        return body

    def record(self, incident: RedactedIncident) -> RedactedIncident:
        """Hide them in every text of a record."""
        if not any(map(self._may_be_in, _texts(incident))):
            return incident
        return redact_incident(incident, (self._redactor,), extra_people=self._people)[0]

    def is_in(self, text: str) -> bool:
        """Whether a text holds one of them."""
        return self._may_be_in(text) and bool(self._redactor.spans(text, self._known))

    def _may_be_in(self, text: str) -> bool:
        lower = fold(text).lower()
        return any(needle in lower for needle in self._needles)


def masking(
    settings: Settings, words: Sequence[str], own: Article, *, contents: Contents, ledger: _Incidents
) -> Masking:
    """
    Work out what hiding names changes: the ledger, the article, and every article whose evidence changes.

    Raise RefusedError where the list of people is not set or Git would take it, and where a receipt
    could not be kept true.
    """
    if not words:
        return Masking(texts={}, moves={}, records={})
    if contents.errors:
        raise contents.errors[0]  # one that cannot be read cannot be kept true
    hide = Mask(words)
    people = people_file(settings, words)
    records = {ref: after for ref, before in ledger.items() if (after := hide.record(before)) != before}
    texts: dict[str, tuple[str, str]] = {}
    moves: dict[str, str] = {}
    for article in contents.articles:
        quoted = {*article.evidence, *(receipt.ref for receipt in article.receipts)}
        if article.id == own.id or quoted & records.keys():
            page = contents.texts[article.path]
            masked = _masked(article, page, hide, ledger, records)
            if masked != page:
                texts[article.path] = page, masked
                if (new := _moved(article.path, words, contents)) != article.path:
                    moves[article.path] = new
    return Masking(words=hide.words, texts=texts, moves=moves, records=records, people=people)


def write(settings: Settings, work: Masking) -> None:
    """
    Write what was worked out; the same command finishes what a kill interrupts.

    The names are noted first. Articles come before the ledger: a receipt that holds in the new record
    is known to be done, one that holds in the old record is not.
    """
    if not work.words:
        return
    journal = _journal(settings)
    refuse_raw([journal], settings.root)
    for path, (before, _) in work.texts.items():
        if read_text(settings.content / path) != before:
            raise StateError("was changed meanwhile", path=f"content/{path}", hint="run the command again")
    write_if_changed(journal, "".join(f"{word}\n" for word in work.words), mode=0o600)
    if work.people:
        file, rows = work.people
        write_if_changed(file, rows, mode=file.stat().st_mode & 0o777 if file.exists() else 0o600)
    articles = ArticleRepository(settings.content)
    for name, (_, after) in work.texts.items():
        articles.save(name, after)
        if name in work.moves:
            articles.move(name, work.moves[name])
    ledger = Ledger(settings.incidents)
    ledger.save(ledger.merge((record, None) for record in work.records.values()))


def done(settings: Settings) -> None:
    """Forget the names that were being hidden."""
    _journal(settings).unlink(missing_ok=True)


def pending(settings: Settings) -> tuple[str, ...]:
    """List the names whose hiding was interrupted."""
    journal = _journal(settings)
    return tuple(read_text(journal).splitlines()) if journal.is_file() else ()


def listed(settings: Settings) -> tuple[str, ...]:
    """List the names in the people file; none where there is no such file."""
    path = settings.root / settings.redact.people
    return tuple(each.name for each in read_people(path)) if settings.redact.people and path.exists() else ()


def people_file(settings: Settings, words: Iterable[str]) -> tuple[Path, str]:
    """Give the list of people with some names more; raise RefusedError where it may not be written."""
    if not settings.redact.people:
        raise RefusedError(
            "no list of people is set, so the next harvest would bring a masked name back",
            path=settings.root / "kb.toml",
            hint="add people = \"people.csv\" below [redact], and: echo '/people.csv' >> .gitignore",
        )
    path = settings.root / settings.redact.people
    refuse_raw([path], settings.root)
    text = read_text(path) if path.exists() else _HEADER
    if not path.exists():
        known: tuple[Person, ...] = ()
        columns = _HEADER.strip().split(",")
    else:
        known = read_people(path)
        first = next(line for line in text.removeprefix("\ufeff").splitlines() if line.strip())
        columns = [cell.strip().casefold() for cell in next(csv.reader([first]))]
    names = {somebody.name for somebody in known}
    end = "\r\n" if "\r\n" in text else "\n"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerows(
        [word if column == "name" else "" for column in columns] for word in words if word not in names
    )
    return path, text + ("" if text.endswith("\n") else end) * bool(out.getvalue()) + out.getvalue()


def _journal(settings: Settings) -> Path:
    return settings.derived / "masking.txt"


def _masked(article: Article, text: str, hide: Mask, ledger: _Incidents, records: _Incidents) -> str:
    """Give an article's whole text with the names hidden and its receipts true again."""
    _, body, _ = frontmatter.split(text)
    receipts = tuple(_kept_true(receipt, article, hide, ledger, records) for receipt in article.receipts)
    changes: dict[str, object] = {}
    if (title := hide.text(article.title)) != article.title:
        changes["title"] = title
    asked = tuple(dict.fromkeys(map(hide.text, article.also_asked_as)))
    if asked != article.also_asked_as:
        changes["also_asked_as"] = asked
    if receipts != article.receipts:
        changes["receipts"] = [markdown.receipt_values(receipt) for receipt in receipts]
    changed = text[: len(text) - len(body)] + hide.body(body)
    return frontmatter.replace_fields(changed, changes, path=f"content/{article.path}", order=markdown.ORDER)


def _moved(path: str, words: Sequence[str], contents: Contents) -> str:
    """Take the names out of a file's name, which stands in every address of it."""
    old = PurePosixPath(path)
    stem = f"-{old.stem}-"
    for word in words:
        stem = stem.replace(f"-{slug(word)}-", "-")
    new = old.with_name(f"{stem.strip('-')}.md").as_posix()
    linked = [page for page, text in contents.texts.items() if page != path and old.name in text]
    if new != path and linked:
        raise RefusedError(
            f"links to {old.name}, whose own name holds a name to be masked",
            path=f"content/{linked[0]}",
            hint=f"git mv content/{path} content/{new}, change the link, then the same command",
        )
    return new


def _kept_true(
    receipt: Receipt, article: Article, hide: Mask, ledger: _Incidents, records: _Incidents
) -> Receipt:
    after = records.get(receipt.ref)
    if after is None or holds(receipt, after):
        return receipt  # not touched, or done already by a run that was interrupted
    for text in fields(ledger[receipt.ref], receipt.field):
        said = [passage.text for passage in passages(text)]
        for passage in [text, *said] if receipt.field == "summary" else said:
            if digest(passage) == receipt.sha256:
                renewed = replace(receipt, sha256=digest(hide.text(passage)))
                if holds(renewed, after):
                    return renewed
                raise RefusedError(
                    f"the receipt {receipt.label} of {receipt.ref} could not be kept true",
                    path=f"content/{article.path}",
                    hint="say it in your own words and remove that receipt, then mask again",
                )
    return receipt  # it did not hold before either, which `kb check` says


def _texts(incident: RedactedIncident) -> Iterator[str]:
    yield from (incident.summary, incident.description, incident.resolution, incident.status_raw)
    yield from (incident.category, incident.group, incident.reporter, incident.resolver)
    yield from incident.environment
    yield from (entry.text for entry in incident.entries)
    yield from (value for _, value in incident.extra)
    yield from (attachment.name for attachment in incident.attachments)
