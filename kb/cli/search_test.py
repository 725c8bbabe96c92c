"""`kb search test`."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from kb.cli.figures import HEADS, cells, scores_values
from kb.cli.screen import dry_run_option, json_option, progress, report_json, say, table, tell
from kb.cli.workspace import audience_of, audience_option, settings_of
from kb.errors import ConfigError

if TYPE_CHECKING:
    from kb.flows.search_test import JudgedRun, Outcome


@click.command("test")
@audience_option
@click.option("--accept", is_flag=True, help="Keep this run as the one that later ones are compared with.")
@dry_run_option
@json_option
@click.pass_context
def test_command(
    context: click.Context, audience: str | None, accept: bool, dry_run: bool, as_json: bool
) -> int:
    """
    Test whether people find the articles.

    Each incident an article answers is asked by its short description, which must return the article among
    the first three though its own wording is not in the index for its test; and so is each query that
    content/_search/judgements.yml lists. Ends with 1 when one that was among the first three in the last
    accepted run is not any more, or when a hand-written one is not.
    """
    from kb.flows import search_test

    if dry_run and not accept:
        raise ConfigError("--dry-run says what --accept would do", hint="kb search test --accept --dry-run")
    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        run = search_test.run(settings, audience_of(audience, settings), progress=bar)
    changed = accept and search_test.accept(run, settings, dry_run=dry_run)
    bad = bool(run.broken or (run.regressions and not accept))
    if as_json:
        _json(run, ok=not bad, accepted=changed and not dry_run)
        return int(bad)
    _print(run)
    if accept:
        kept = "would be accepted" if dry_run else "accepted"
        say(f"{kept}: content/{search_test.ACCEPTED}" if changed else "the accepted run says the same")
    elif not run.has_accepted:
        tell(
            "no run was accepted yet, so nothing can have got worse; keep this one with: kb search test --accept"
        )
    elif run.worse or run.gone:
        tell("if this is as it should be, keep it with: kb search test --accept")
    return int(bad)


def _print(run: "JudgedRun") -> None:
    if not run.outcomes:
        tell("nothing to ask: no article has an incident in the ledger, and no judgement is written")
    rows = [cells(name, scores) for name, scores in run.by_product.items()]
    table([*rows, cells("all", run.scores)], ("product", *HEADS))
    _list("not among the first three", run.failing)
    _list("worse than in the accepted run", run.worse, was=True)
    for reason, count in run.left_out.items():
        tell(f"not asked: {count} ({reason})")
    if run.gone:
        tell(f"{len(run.gone)} of the accepted run are not asked any more")
    written = sum(each.judgement.is_written for each in run.outcomes)
    say()
    say(
        f"{len(run.outcomes)} judgements, {written} of them hand-written, in {run.documents} documents for "
        f"{run.audience.value}: {len(run.failing)} not among the first three, {len(run.regressions)} of "
        f"which were before, {len(run.worse)} worse in all"
    )


def _list(heading: str, outcomes: Sequence["Outcome"], *, was: bool = False) -> None:
    if outcomes:
        say()
        say(f"{heading}:", bold=True)
    for each in outcomes:
        before = f", was {_place(each.was)}" if was else ""
        found = " or ".join(sorted(each.judgement.finds))
        say(f"  {_name(each)}: {each.judgement.query}")
        say(f"    {found} is {_place(each.rank)}{before}; {_first(each)}")


def _name(each: "Outcome") -> str:
    return f"judgements.yml:{each.judgement.line}" if each.judgement.is_written else each.judgement.name


def _place(rank: int | None) -> str:
    return f"number {rank}" if rank else "not among the first ten"


def _first(each: "Outcome") -> str:
    if each.instead:
        return f"first is {each.instead.title} ({each.instead.id})"
    return "nothing was found" if not each.rank else "it is first"


def _json(run: "JudgedRun", *, ok: bool, accepted: bool) -> None:
    report_json(
        "search test",
        ok=ok,
        counts={
            "asked": len(run.outcomes),
            "documents": run.documents,
            "failing": len(run.failing),
            "worse": len(run.worse),
            "regressions": len(run.regressions),
            "broken": len(run.broken),
            "gone": len(run.gone),
        },
        items=_items(run.outcomes),
        audience=run.audience.value,
        scores=scores_values(run.scores),
        by_product={name: scores_values(scores) for name, scores in run.by_product.items()},
        left_out=dict(run.left_out),
        has_accepted=run.has_accepted,
        accepted=accepted,
        gone=list(run.gone),
    )


def _items(outcomes: Iterable["Outcome"]) -> Iterable[dict[str, Any]]:
    for each in outcomes:
        yield {
            "name": each.judgement.name,
            "query": each.judgement.query,
            "finds": sorted(each.judgement.finds),
            "line": each.judgement.line or None,
            "rank": each.rank,
            "was": each.was,
            "holds": each.holds,
            "regression": each.is_regression,
            "instead": each.instead.id if each.instead else None,
            "products": list(each.products),
        }
