"""`kb search evaluate`."""

from pathlib import Path

import click

from kb.cli.figures import HEADS, cells, scores_values
from kb.cli.screen import json_option, progress, relative, report_json, say, table, tell

SHOWN = 10
"""Lines that could not be read and are named; `--json` names all."""


@click.command("evaluate")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@json_option
def evaluate_command(folder: Path, as_json: bool) -> int:
    """
    Run a judged set of documents and queries.

    DIR holds corpus.jsonl or corpus.jsonl.gz (_id, title, text or html), queries.jsonl (_id, text) and
    qrels.tsv (query-id, corpus-id, score). Ends with 1 when there are lines that cannot be read; the others
    are used all the same.
    """
    from kb.flows.search_evaluate import evaluate

    with progress(quiet=as_json) as bar:
        found = evaluate(folder, progress=bar)
    if as_json:
        report_json(
            "search evaluate",
            ok=not found.problems,
            counts={
                "documents": found.documents,
                "asked": found.scores.asked,
                "unjudged": found.unjudged,
                "bad_lines": len(found.problems),
            },
            items=[scores_values(found.scores)],
            warnings=[
                {"code": "bad-line", "file": str(e.path), "line": e.line, "message": e.problem, "hint": ""}
                for e in found.problems
            ],
        )
        return int(bool(found.problems))
    table([cells(folder.name, found.scores)], ("set", *HEADS))
    say(f"{found.documents:,} documents; {found.unjudged:,} queries without a judgement were not asked")
    for problem in found.problems[:SHOWN]:
        tell(f"{relative(Path(str(problem.path)))}:{problem.line}: {problem.problem}")
    if len(found.problems) > SHOWN:
        tell(f"… and {len(found.problems) - SHOWN:,} more lines; --json names all")
    return int(bool(found.problems))
