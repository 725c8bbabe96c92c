"""`kb search`: a query, or one of the commands about search itself."""

import importlib
from typing import Any

import click

from kb.cli.screen import json_option, report_json, say, tell
from kb.cli.workspace import audience_of, audience_option, settings_of
from kb.model.search import Answer, Filters, Hit, Request, Span

WORDS = {
    "wip": "no resolution yet",
    "not-validated": "not validated",
    "validated": "validated",
    "archived": "retired",
}

COMMANDS: dict[str, str] = {
    "test": "kb.cli.search_test",
    "evaluate": "kb.cli.search_evaluate",
    "synonyms": "kb.cli.search_synonyms",
}
"""Words that are commands when they stand first: name → the module with `<name>_command`."""

_OFFERED = 8  # values of a filter that are named where the one asked for leaves nothing

_HOW = {
    "form": "a form of",
    "part": "a part of",
    "begins": "begins with",
    "mistyped": "taken for a typing error of",
    "joined": "written as one word",
    "split": "written as two words",
    "synonym": "means the same as",
}


class SearchCommand(click.Command):
    """Takes any words as a query, unless the first one is a command of its own."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Hand over to the command that the first word names."""
        if args and args[0] in COMMANDS:
            command = self.get_command(args[0])
            return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    @staticmethod
    def get_command(name: str) -> click.Command:
        """Import one of the commands about search."""
        command = getattr(importlib.import_module(COMMANDS[name]), f"{name}_command")
        assert isinstance(command, click.Command)
        return command


@click.command(
    "search",
    cls=SearchCommand,
    epilog="About search itself: kb search test, kb search evaluate, kb search synonyms. To search for one of these "
    'words, put the question in quotes: kb search "test results".',
)
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@audience_option
@click.option(
    "-n", "--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many answers."
)
@click.option("--offset", type=click.IntRange(0, 10_000), default=0, help="How many to pass over first.")
@click.option(
    "--product", multiple=True, help="Only for this product or environment; may be given more than once."
)
@click.option(
    "--type",
    multiple=True,
    help="Only faq, howto, troubleshooting, known-error, guide, lesson, page, bundle or incident.",
)
@click.option("--confidence", multiple=True, help="Only validated, not-validated or wip.")
@click.option("--language", multiple=True, help="Only in this language, as en or de.")
@click.option("--why", is_flag=True, help="Say why each answer was found.")
@json_option
@click.pass_context
def search_command(
    context: click.Context,
    query: tuple[str, ...],
    audience: str | None,
    limit: int,
    offset: int,
    product: tuple[str, ...],
    type: tuple[str, ...],
    confidence: tuple[str, ...],
    language: tuple[str, ...],
    why: bool,
    as_json: bool,
) -> int:
    """
    Search the knowledge base.

    QUERY is what a reader would type: a few words, a question, or a pasted error message. Ends with 1
    when nothing was found.
    """
    from kb.flows.search import search

    settings = settings_of(context)
    request = Request(
        text=" ".join(query),
        limit=limit,
        offset=offset,
        filters=Filters(
            product=frozenset(product),
            type=frozenset(type),
            confidence=frozenset(confidence),
            language=frozenset(language),
        ),
        explain=why,
    )
    answer = search(request, settings=settings, audience=audience_of(audience, settings), tell=tell)
    if as_json:
        from kb.search.wire import report

        report_json("search", **report(answer, explain=why))
        return int(not answer.hits)
    _print(answer, why)
    if not answer.hits:
        if request.filters and any(answer.facets.values()):
            tell("nothing of that kind; without one of the filters there is")
            for name, counts in answer.facets.items():
                if getattr(request.filters, name) and counts:
                    tell(
                        f"  --{name}: {', '.join(f'{value} ({count})' for value, count in counts[:_OFFERED])}"
                    )
        else:
            tell("nothing found; try other words, or fewer")
        if settings.project.contact:
            tell(settings.project.contact)
    return int(not answer.hits)


def _print(answer: Answer, why: bool) -> None:
    for wrong, right in answer.corrected:
        tell(f"showing results for {right!r} instead of {wrong!r}")
    for number, hit in enumerate(answer.hits, start=answer.offset + 1):
        state = WORDS.get(hit.confidence, hit.confidence) or hit.kind
        say(f"{number}. {hit.title}  ({state})", bold=True)
        if hit.snippet:
            say(f"   {_marked(hit.snippet, hit.snippet_marks)}")
        say(f"   {hit.id} · {hit.url or '/'}")
        if why:
            _explain(hit)
    rest = answer.found - answer.offset - len(answer.hits)
    if answer.hits and rest > 0:
        tell(f"{rest} more; narrow with --product or --type, or show more with -n")
    if answer.closest:
        tell("the pages that solved most:")
        for hit in answer.closest:
            say(f"   {hit.title} · {hit.url or '/'}")


def _marked(text: str, marks: tuple[Span, ...]) -> str:
    """Set the words of the query between asterisks; colours would be lost in a pipe."""
    pieces, end = [], 0
    for start, stop in marks:
        pieces += [text[end:start], "*", text[start:stop], "*"]
        end = stop
    return "".join((*pieces, text[end:]))


def _explain(hit: Hit) -> None:
    for reason in hit.why:
        where = f" in {', '.join(reason.fields)}" if reason.fields else ""
        how = _HOW.get(reason.how, "")
        said = f"{reason.asked}: {how} {reason.found}" if how else reason.found
        say(f"     {reason.share:4.0%}  {' '.join(said.split())}{where}")
    for bonus in hit.bonuses:
        say(f"      +    {bonus}")
