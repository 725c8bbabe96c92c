"""An answer as plain values: what `kb search --json`, `/api/search` and the box in a page all speak."""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.model.search import Answer, Hit, Span


def answer_values(answer: Answer, *, explain: bool = False) -> dict[str, Any]:
    """
    Give the values of an answer.

    `title_parts` and `snippet_parts` are lists of [text, whether it is a word of the query]: offsets into a text
    would mean other places in other languages.
    """
    return {
        "query": answer.query,
        "found": answer.found,
        "offset": answer.offset,
        "items": [_hit(hit, explain) for hit in answer.hits],
        "corrected": [list(pair) for pair in answer.corrected],
        "facets": {name: [list(one) for one in counts] for name, counts in answer.facets.items()},
        "closest": [_hit(hit, False) for hit in answer.closest],
    }


def report(answer: Answer, *, explain: bool = False) -> dict[str, Any]:
    """Give what `kb.model.envelope.envelope` takes for an answer, so that commands and the API say the same."""
    counts = {"hits": len(answer.hits), "found": answer.found}
    return {"ok": bool(answer.hits), "counts": counts, **answer_values(answer, explain=explain)}


def _hit(hit: Hit, explain: bool) -> Mapping[str, Any]:
    values: dict[str, Any] = {
        "id": hit.id,
        "title": hit.title,
        "url": hit.url,
        "kind": hit.kind,
        "type": hit.type,
        "confidence": hit.confidence,
        "language": hit.language,
        "products": list(hit.products),
        "score": round(hit.score, 4),
        "snippet": hit.snippet,
        "matched": list(hit.matched),
        "title_parts": parts(hit.title, hit.title_marks),
        "snippet_parts": parts(hit.snippet, hit.snippet_marks),
    }
    if explain:
        values["why"] = [
            {
                "asked": reason.asked,
                "found": reason.found,
                "how": reason.how,
                "fields": list(reason.fields),
                "share": reason.share,
            }
            for reason in hit.why
        ]
        values["bonuses"] = list(hit.bonuses)
    return values


def parts(text: str, marks: Sequence[Span]) -> list[list[str | bool]]:
    """Cut a text at its marks."""
    cut: list[list[str | bool]] = []
    end = 0
    for start, stop in marks:
        if start > end:
            cut.append([text[end:start], False])
        cut.append([text[start:stop], True])
        end = stop
    if end < len(text):
        cut.append([text[end:], False])
    return cut
