"""`kb search`."""

import click

from kb.cli.screen import json_option, report_json, say, tell
from kb.cli.workspace import audience_of, audience_option, settings_of

WORDS = {
    "wip": "no resolution yet",
    "not-validated": "not validated",
    "validated": "validated",
    "archived": "retired",
}


@click.command("search")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@audience_option
@click.option(
    "-n", "--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many answers."
)
@json_option
@click.pass_context
def search_command(
    context: click.Context, query: tuple[str, ...], audience: str | None, limit: int, as_json: bool
) -> int:
    """
    Search the knowledge base.

    QUERY is what a reader would type: a few words, a question, or a pasted error message. Ends with 1
    when nothing was found.
    """
    from kb.flows.search import search

    settings = settings_of(context)
    answer = search(" ".join(query), settings=settings, audience=audience_of(audience, settings), limit=limit)
    if as_json:
        items = [
            {
                "id": hit.id,
                "title": hit.title,
                "url": hit.url,
                "kind": hit.kind,
                "confidence": hit.confidence,
                "score": round(hit.score, 4),
                "snippet": hit.snippet,
                "matched": list(hit.matched),
            }
            for hit in answer.hits
        ]
        report_json(
            "search",
            ok=bool(items),
            counts={"hits": len(items)},
            items=items,
            query=answer.query,
            corrected=dict(answer.corrected),
        )
        return int(not items)
    for wrong, right in answer.corrected:
        tell(f"showing results for {right!r} instead of {wrong!r}")
    for number, hit in enumerate(answer.hits, start=1):
        state = f"  ({WORDS.get(hit.confidence, hit.confidence)})" if hit.confidence else f"  ({hit.kind})"
        say(f"{number}. {hit.title}{state}", bold=True)
        if hit.snippet:
            say(f"   {hit.snippet}")
        say(f"   {hit.id} · {hit.url or '/'}")
    if not answer.hits:
        tell(
            "nothing found; try other words, or fewer"
            + (f"; else: {settings.project.contact}" if settings.project.contact else "")
        )
    return int(not answer.hits)
