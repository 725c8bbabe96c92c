"""Raise an article's confidence or widen its audience, once somebody has decided what in it is a name."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from kb.articles import markdown
from kb.articles.lifecycle import promotion
from kb.articles.notes import repeated_notes
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, RefusedError, StateError
from kb.flows import masking
from kb.flows.changes import Done, commit_written, noting, ready
from kb.flows.doubts import Doubts
from kb.flows.masking import Mask, Masking
from kb.flows.phases import review_interval
from kb.flows.turn import writing
from kb.io import frontmatter
from kb.io.files import read_text
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience, Confidence
from kb.model.change import ChangeKind
from kb.model.incident import IncidentRef, RedactedIncident
from kb.redact.base import KINDS, Redactor
from kb.redact.candidates import Candidate
from kb.redact.leftovers import leftovers
from kb.redact.view import fold

_HIDDEN = re.compile(rf"\\?\[(?:{'|'.join(KINDS)}|person [A-Z]{{1,3}})\\?\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What somebody decided of words that may be names: to let them stand, or to hide them."""

    keep: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()

    @classmethod
    def of(cls, *, keep: Iterable[str] = (), mask: Iterable[str] = ()) -> Self:
        """Take words as somebody typed them."""
        return cls(keep=tuple(map(_one_line, keep)), mask=tuple(map(_one_line, mask)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """
    A promotion worked out, nothing written: `changes` are front-matter fields.

    `before` is the page as it was read from `path`, `text` as it will be. `hidden` counts its placeholders, `undecided` is what still may be a name; `must_decide` says whether
    that keeps it from its readers.
    """

    article: Article
    changes: Mapping[str, object]
    path: str
    before: str
    text: str
    hidden: int
    undecided: tuple[Candidate, ...]
    must_decide: bool
    masking: Masking


class Desk:
    """One article on the desk, with all that is needed to judge it, read once."""

    def __init__(
        self, settings: Settings, name: str, *, to: Confidence | None, audience: Audience | None, today: date
    ) -> None:
        """Find the article; raise KbError or RefusedError when its state does not allow the promotion."""
        self.settings = settings
        self.article = ArticleRepository(settings.content).get(name)
        self.changes = dict(promotion(self.article, to=to, audience=audience, today=today))
        interval = review_interval(settings, today, self.article.review_in)
        if to is Confidence.VALIDATED and interval != self.article.review_in:
            self.changes["review_in"] = interval
        self.readers = Audience(str(self.changes.get("audience", self.article.audience)))
        self.validates = to is Confidence.VALIDATED
        wider = self.readers.width > self.article.audience.width
        self.is_judged = self.validates or wider
        self.must_decide = self.is_judged and self.readers.width >= Audience.USERS.width
        self.pending = masking.pending(settings)
        self._contents = ArticleRepository(settings.content).read()
        self._ledger = Ledger(settings.incidents).load()
        self._doubts = Doubts(settings, self._contents, self._ledger)

    def promote(self, decisions: Decisions, redactors: Sequence[Redactor]) -> Promotion:
        """
        Work out the promotion under these decisions.

        Raise RefusedError when the page holds something that redaction hides, or repeats an internal
        note; ConfigError for a decision on a word that stands nowhere.
        """
        words = tuple(sorted({*decisions.mask, *self.pending}))
        before = self._contents.texts[self.article.path]
        self._check(decisions, words, before)
        work = masking.masking(
            self.settings, words, self.article, contents=self._contents, ledger=self._ledger
        )
        masked = work.texts.get(self.article.path, (before, before))[1]
        kept = sorted({*self.article.names_kept, *decisions.keep} - set(words))
        changes = dict(self.changes)
        if tuple(kept) != self.article.names_kept:
            changes["names_kept"] = kept or None
        path = f"content/{self.article.path}"
        text = frontmatter.replace_fields(masked, changes, path=path, order=markdown.ORDER)
        new = work.moves.get(self.article.path, self.article.path)
        article = markdown.parse(text, path=new, shown=path)
        # judged as it stands, so that the lines are those one sees
        if self.is_judged:
            self._refuse_leftovers(masked, redactors)
        if self.must_decide:
            self._refuse_notes(masked, article, {**self._ledger, **work.records})
        return Promotion(
            article=article,
            changes=changes,
            path=self.article.path,
            before=before,
            text=text,
            hidden=len(_HIDDEN.findall(masked)),
            undecided=self._doubts.of(masked, kept=kept) if self.is_judged else (),
            must_decide=self.must_decide,
            masking=work,
        )

    def _check(self, decisions: Decisions, words: Sequence[str], page: str) -> None:
        if both := {*decisions.keep} & {*words}:
            raise ConfigError(f"{min(both)!r} cannot be both kept and masked")
        for word in decisions.keep:
            if not word.strip() or fold(word) not in fold(page):
                raise ConfigError(f"{word!r} stands nowhere in {self.article.id}", hint="check its spelling")
        hidden = {*self.pending, *masking.listed(self.settings)} if decisions.mask else set()
        for word in sorted({*decisions.mask} - hidden):  # said again, it is done already
            hide = Mask((word,)) if len(fold(word).strip()) > 1 else None
            if hide is None or not (hide.is_in(page) or any(map(hide.is_in, self._doubts.texts()))):
                raise ConfigError(
                    f"{word!r} stands nowhere as a name", hint="write it as it stands there, with its capital"
                )

    def _refuse_leftovers(self, text: str, redactors: Sequence[Redactor]) -> None:
        found = leftovers(text, redactors)
        if found:
            line, kind = found[0]
            more = f", and {len(found) - 1} more places" if len(found) > 1 else ""
            raise RefusedError(
                f"still holds {kind}{more}",
                path=self.settings.content / self.article.path,
                line=line,
                hint="mask it, or allow it in kb.toml ([redact] allow)",
            )

    def _refuse_notes(
        self, text: str, article: Article, ledger: Mapping[IncidentRef, RedactedIncident]
    ) -> None:
        for line, ref in repeated_notes(text, article, ledger):
            raise RefusedError(
                f"repeats an internal note of {ref}, which {self.readers.value} must not read",
                path=self.settings.content / self.article.path,
                line=line,
                hint="say it in your own words; taking its receipt away is not enough",
            )


def conclude(settings: Settings, made: Promotion, *, commit: bool | None = None) -> Done:
    """Write a promotion, commit it where that is wanted, and say what to know of it."""
    paths, article = files(settings, made), made.article
    change = (ChangeKind.PROMOTE, summary(made), (article.id,))
    with writing(settings, f"promote {article.id}"):
        along = ready(settings, paths, commit=commit)
        noted = noting(settings, paths, {settings.content / article.path: made.text}, *change, commit=commit)
        with noted:
            if not write(settings, made):
                return Done(changed=False)
            done = commit_written(settings, paths, *change, commit=commit)
    return replace(done, remarks=(*along, *done.remarks))


def write(settings: Settings, made: Promotion) -> bool:
    """
    Write a promotion and tell whether anything changed; raise RefusedError while somebody has to decide.

    What is masked comes first and the article's new state last: one that was interrupted is not promoted.
    """
    if made.must_decide and made.undecided:
        raise undecided(settings, made)
    path = settings.content / made.path
    if read_text(path) != made.before:
        raise StateError("was changed meanwhile", path=path, hint="run the command again")
    masking.write(settings, made.masking)
    changed = ArticleRepository(settings.content).save(made.article.path, made.text)
    masking.done(settings)
    return changed or bool(made.masking.records) or bool(made.masking.texts)


def files(settings: Settings, made: Promotion) -> tuple[Path, ...]:
    """Name the files of Git's that a promotion changes: pages, and the ledger where a name was hidden in it."""
    pages = {made.path, *made.masking.texts, *made.masking.moves.values()}
    ledger = (settings.incidents,) if made.masking.records else ()
    return (*(settings.content / page for page in sorted(pages)), *ledger)


def summary(made: Promotion) -> str:
    """Say in one line what was promoted how far."""
    article = made.article
    what = f"{article.confidence.value}, for {article.audience.value}"
    return f"Promote {article.id} ({what}): {article.title}"


def undecided(settings: Settings, made: Promotion) -> RefusedError:
    """Make the refusal that names each place."""
    path = f"{settings.content.name}/{made.path}"
    words = list(dict.fromkeys(each.word for each in made.undecided))
    count = "1 word may be a name" if len(words) == 1 else f"{len(words)} words may be names"
    places = "".join(
        f"\n  {path}:{each.line}: {each.word}  ({each.reason.value})"
        for each in sorted(made.undecided, key=lambda each: each.line)
    )
    asked = " ".join(f"--keep {shlex.quote(word)}" for word in words)
    return RefusedError(
        f"{count}, and nobody has decided; nothing was written{places}",
        hint=f"--keep what may stand, --mask what is a person's: kb promote {made.article.id} … {asked}",
    )


def _one_line(word: str) -> str:
    return " ".join(word.split())
