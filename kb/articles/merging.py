"""One article takes another in: evidence, wordings, redirects and, where it says more, its answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.articles import markdown
from kb.articles.carrying import Answer, with_answer
from kb.io import frontmatter
from kb.model.article import Article


def merged(
    keep: Article,
    page: str,
    other: Article,
    *,
    wordings: Sequence[str],
    redactions: Mapping[str, int],
    answer: Answer | None = None,
) -> str:
    """
    Give the page of the article that stays; what a person wrote on it is untouched.

    `wordings` are the other's that may be shown here, `redactions` the counts of both together, `answer` is
    the other's where it goes along.
    """
    evidence = tuple(sorted({*keep.evidence, *other.evidence}))
    first = min((day for day in (keep.first_seen, other.first_seen) if day), default=None)
    last = max((day for day in (keep.last_seen, other.last_seen) if day), default=None)
    receipts = (*keep.receipts, *(answer.receipts if answer else ()))
    own = tuple(dict.fromkeys((*keep.own_words, *(other.own_words if answer else ()))))
    wanted: dict[str, object] = {
        "evidence": [str(ref) for ref in evidence],
        "recurrence": recurrence(len(evidence), first, last),
        "redactions": dict(redactions),
        "also_asked_as": joined(keep.also_asked_as, wordings, but=(keep.title,)),
        "error_codes": joined(keep.error_codes, other.error_codes),
        "tags": joined(keep.tags, other.tags),
        "names_kept": sorted({*keep.names_kept, *other.names_kept}),
        "aliases": joined(keep.aliases, (other.id, other.path, *other.aliases), but=(keep.id, keep.path)),
        "supersedes": joined(keep.supersedes, (other.id, *other.supersedes), but=(keep.id,)),
        "flagged": joined(keep.flagged, other.flagged),
        "own_words": [markdown.own_words_values(each) for each in own],
        "receipts": [markdown.receipt_values(receipt) for receipt in receipts],
    }
    text = frontmatter.replace_fields(page, differing(keep, wanted), path=keep.path, order=markdown.ORDER)
    return with_answer(text, answer, other.title) if answer else text


def differing(article: Article, wanted: Mapping[str, object]) -> Mapping[str, object | None]:
    """Keep the fields that are not so already; an empty one goes."""
    now = markdown.values(article)
    return {
        name: value or None
        for name, value in wanted.items()
        if _plain(value or None) != _plain(now.get(name))
    }


def joined(first: Iterable[str], more: Iterable[str], *, but: Iterable[str] = ()) -> tuple[str, ...]:
    """Put texts together, each once whatever its case, without some."""
    found = {text.casefold(): text for text in reversed([*first, *more])}
    left_out = {text.casefold() for text in but}
    order = dict.fromkeys(text.casefold() for text in (*first, *more))
    return tuple(found[key] for key in order if key not in left_out)


def recurrence(count: int, first: date | None, last: date | None) -> Mapping[str, object]:
    """Say how often and when, as the front matter does."""
    return {"incidents": count} | {name: day for name, day in (("first", first), ("last", last)) if day}


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value
