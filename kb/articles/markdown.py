"""One article or guide as a Markdown file."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from kb.articles.links import headings
from kb.io import frontmatter
from kb.io.fields import Fields
from kb.model.article import Article, ArticleType, Audience, Confidence, Governance, Guide, OwnWords, Receipt
from kb.model.incident import EntryKind
from kb.model.review import INTERVAL

ORDER = (
    "id",
    "type",
    "title",
    "confidence",
    "audience",
    "governance",
    "owner",
    "environment",
    "error_codes",
    "also_asked_as",
    "tags",
    "language",
    "created",
    "last_reviewed_on",
    "review_in",
    "names_kept",
    "aliases",
    "supersedes",
    "duplicate_of",
    "flagged",
    "own_words",
    "evidence",
    "recurrence",
    "redactions",
    "receipts",
)
"""The front matter's fields, as a new article has them."""

_ID = r"kb-[a-z0-9][a-z0-9-]{0,62}"
_LABEL = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"


def parse(text: str, *, path: str, shown: str = "") -> Article:
    """
    Read an article; `path` is relative to `content/`, `shown` is what messages name instead.

    Raise InputError with the line for a field that is missing or wrong. Fields nobody knows are left alone.
    """
    return article_of(*Fields.read(text, path=shown or path), path)


def article_of(fields: Fields, body: str, path: str) -> Article:
    """Make the article of fields that were read already."""
    recurrence = fields.mapping("recurrence")
    fields.required("id")
    return Article(
        id=fields.matching("id", _ID, "kb- and small letters, digits and hyphens, as kb-02eca943"),
        path=path,
        title=fields.required("title"),
        type=fields.choice("type", ArticleType),
        confidence=fields.choice("confidence", Confidence),
        audience=fields.choice("audience", Audience, Audience.INTERNAL),
        governance=fields.choice("governance", Governance, Governance.EXPERIENCE),
        owner=fields.text("owner"),
        environment=fields.texts("environment"),
        error_codes=fields.texts("error_codes"),
        also_asked_as=fields.texts("also_asked_as"),
        evidence=fields.refs("evidence"),
        first_seen=recurrence.date("first"),
        last_seen=recurrence.date("last"),
        created=fields.date("created"),
        last_reviewed_on=fields.date("last_reviewed_on"),
        review_in=fields.matching("review_in", INTERVAL, "a number and a unit, as 90 days or 6 months"),
        names_kept=fields.texts("names_kept"),
        aliases=fields.texts("aliases"),
        supersedes=fields.texts("supersedes"),
        duplicate_of=fields.text("duplicate_of"),
        flagged=fields.texts("flagged"),
        own_words=tuple(_own_words(each) for each in fields.mappings("own_words")),
        tags=fields.texts("tags"),
        language=_language(fields),
        redactions=_counts(fields.mapping("redactions")),
        receipts=tuple(_receipt(receipt) for receipt in fields.mappings("receipts")),
        body=body,
    )


def render(article: Article) -> str:
    """Write a new article; afterwards its text is people's and only single fields change."""
    return f"{frontmatter.render(values(article))}\n{article.body}"


def values(article: Article) -> Mapping[str, object | None]:
    """Give the front matter's values in order; what is empty and may be absent is None."""
    found: dict[str, object | None] = {
        "id": article.id,
        "type": article.type.value,
        "title": article.title,
        "confidence": article.confidence.value,
        "audience": article.audience.value,
        "governance": article.governance.value,
        "owner": article.owner or None,
        "environment": article.environment or None,
        "error_codes": article.error_codes or None,
        "also_asked_as": article.also_asked_as or None,
        "tags": article.tags or None,
        "language": article.language or None,
        "created": article.created,
        "last_reviewed_on": article.last_reviewed_on,
        "review_in": article.review_in or None,
        "names_kept": article.names_kept or None,
        "aliases": article.aliases or None,
        "supersedes": article.supersedes or None,
        "duplicate_of": article.duplicate_of or None,
        "flagged": article.flagged or None,
        "own_words": [own_words_values(each) for each in article.own_words] or None,
        "evidence": [str(ref) for ref in article.evidence] or None,
        "recurrence": recurrence(article),
        "redactions": dict(article.redactions) or None,
        "receipts": [receipt_values(receipt) for receipt in article.receipts] or None,
    }
    assert tuple(found) == ORDER
    return found


def recurrence(article: Article) -> Mapping[str, object] | None:
    """Say how often and when; None when nothing is known."""
    if not (article.evidence or article.first_seen or article.last_seen):
        return None
    seen = {"first": article.first_seen, "last": article.last_seen}
    return {"incidents": len(article.evidence)} | {name: day for name, day in seen.items() if day}


def parse_guide(text: str, path: str, *, shown: str = "") -> Guide:
    """Read a hand-written page; its title is the field, else the first `# ` heading, else the file's name."""
    return guide_of(*Fields.read(text, path=shown or path), path)


def guide_of(fields: Fields, body: str, path: str) -> Guide:
    """Make the guide of fields that were read already."""
    return Guide(
        path=path,
        title=fields.text("title") or _first_heading(body) or _title_of(path),
        audience=fields.choice("audience", Audience, Audience.INTERNAL),
        owner=fields.text("owner"),
        tags=fields.texts("tags"),
        language=_language(fields),
        body=body,
    )


def _language(fields: Fields) -> str:
    return fields.matching(
        "language", r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", "a language tag, as de or pt-BR"
    )


def _counts(fields: Fields) -> tuple[tuple[str, int], ...]:
    example = "a kind and how many were hidden, as `email: 2`"
    return tuple(sorted((name, int(fields.matching(name, r"[0-9]{1,9}", example))) for name in fields.values))


def _receipt(fields: Fields) -> Receipt:
    fields.required("label")
    fields.required("sha256")
    return Receipt(
        label=fields.matching("label", _LABEL, "letters, digits, hyphens, dots and underscores"),
        ref=fields.ref("ref"),
        field=fields.required("field"),
        kind=fields.choice("kind", EntryKind),
        at=fields.moment("at"),
        sha256=fields.matching("sha256", r"[0-9a-f]{64}", "64 characters 0-9 and a-f"),
    )


def receipt_values(receipt: Receipt) -> Mapping[str, object]:
    """Give a receipt's values in order, without what is empty."""
    found: dict[str, object | None] = {
        "label": receipt.label,
        "ref": str(receipt.ref),
        "field": receipt.field,
        "kind": receipt.kind.value,
        "at": receipt.at,
        "sha256": receipt.sha256,
    }
    return {name: value for name, value in found.items() if value is not None}


def _own_words(fields: Fields) -> OwnWords:
    fields.required("sha256")
    fields.required("on")
    on = fields.date("on")
    assert on is not None
    return OwnWords(sha256=fields.matching("sha256", r"[0-9a-f]{64}", "64 characters 0-9 and a-f"), on=on)


def own_words_values(own: OwnWords) -> Mapping[str, object]:
    """Give a marked statement's values in order."""
    return {"sha256": own.sha256, "on": own.on}


def _first_heading(body: str) -> str:
    return next((heading.text for heading in headings(body) if heading.level == 1), "")


def _title_of(path: str) -> str:
    name = PurePosixPath(path)
    stem = name.stem if name.stem not in ("index", "README") else name.parent.name or "home"
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]
