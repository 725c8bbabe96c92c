"""`kb list`, `kb show` and `kb promote`."""

from typing import TYPE_CHECKING

import click

from kb.cli.changing import ARTICLE, commit_option
from kb.cli.screen import complain, dry_run_option, json_option, report_json, safe, say, table, tell
from kb.cli.workspace import settings_of, settings_to_change
from kb.errors import ConfigError, RefusedError
from kb.model.article import Article, Audience, Confidence

if TYPE_CHECKING:
    from kb.redact.candidates import Candidate

STATES = [member.value for member in Confidence]
AUDIENCES = [member.value for member in Audience]


def _item(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "title": article.title,
        "path": f"content/{article.path}",
        "type": article.type.value,
        "confidence": article.confidence.value,
        "audience": article.audience.value,
        "owner": article.owner,
        "environment": list(article.environment),
        "evidence": [str(ref) for ref in article.evidence],
        "first_seen": article.first_seen,
        "last_seen": article.last_seen,
    }


@click.command("list")
@click.option("--confidence", type=click.Choice(STATES), help="Only articles in this state.")
@click.option("--audience", type=click.Choice(AUDIENCES), help="Only articles made for this audience.")
@json_option
@click.pass_context
def list_command(context: click.Context, confidence: str | None, audience: str | None, as_json: bool) -> None:
    """List the articles, those that solved most incidents first."""
    from kb.flows.articles import every

    articles = [
        article
        for article in every(settings_of(context))
        if confidence in (None, article.confidence.value) and audience in (None, article.audience.value)
    ]
    if as_json:
        report_json("list", ok=True, counts={"articles": len(articles)}, items=map(_item, articles))
        return
    rows = [(a.id, a.confidence.value, a.audience.value, str(len(a.evidence)), a.title) for a in articles]
    table(rows, ("ID", "CONFIDENCE", "AUDIENCE", "INCIDENTS", "TITLE"))
    if not articles:
        tell("no articles; make some with: kb harvest EXPORT")


@click.command("show")
@click.argument("id", type=ARTICLE)
@json_option
@click.pass_context
def show_command(context: click.Context, id: str, as_json: bool) -> None:
    """
    Show one article.

    ID is the article's id, the start of it, or its file's name.
    """
    from kb.flows.articles import one

    article = one(settings_of(context), id)
    if as_json:
        receipts = [
            {
                "label": r.label,
                "ref": str(r.ref),
                "field": r.field,
                "kind": r.kind.value,
                "at": r.at,
                "sha256": r.sha256,
            }
            for r in article.receipts
        ]
        report_json("show", ok=True, items=[_item(article) | {"body": article.body, "receipts": receipts}])
        return
    say(article.title, bold=True)
    count = len(article.evidence)
    last = f", last on {article.last_seen}" if article.last_seen else ""
    say(f"{article.id} · {article.confidence.value} · {article.audience.value} · {count} incidents{last}")
    say(f"content/{article.path}\n")
    click.echo(safe(article.body))


@click.command("promote")
@click.argument("id", type=ARTICLE)
@click.option("--to", "state", type=click.Choice(STATES), help="How far it is trusted from now on.")
@click.option("--audience", type=click.Choice(AUDIENCES), help="Who may read it from now on.")
@click.option("--mask", multiple=True, metavar="WORD", help="Hide this name, here and where it comes from.")
@click.option("--keep", multiple=True, metavar="WORD", help="Let this word stand; the article says so.")
@click.option("--no-input", is_flag=True, help="Never ask; end with 5 where somebody must decide.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def promote_command(
    context: click.Context,
    id: str,
    state: str | None,
    audience: str | None,
    mask: tuple[str, ...],
    keep: tuple[str, ...],
    no_input: bool,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """
    Change how far an article is trusted, or who may read it.

    Validated needs a resolution; users and public need a validated article that repeats no internal
    note, holds nothing to redact, and in which somebody has decided what is a name. In a terminal each
    such word is shown and one key masks or keeps it; scripts say --mask and --keep.
    """
    from kb.cli.decide import can_ask, decide
    from kb.flows.promotion import Decisions, Desk, conclude, undecided
    from kb.io import clock
    from kb.redact.load import load_redactors

    if state is None and audience is None and not mask and not keep:
        raise ConfigError(
            "nothing to change", hint="name a state: --to validated, or an audience: --audience users"
        )
    settings = settings_to_change(context, dry_run=dry_run)
    redactors = load_redactors(settings.redact)
    desk = Desk(
        settings,
        id,
        to=Confidence(state) if state else None,
        audience=Audience(audience) if audience else None,
        today=clock.today(),
    )
    decisions = Decisions.of(keep=keep, mask=mask)
    made = desk.promote(decisions, redactors)
    if made.must_decide and not as_json:
        words = len({each.word for each in made.undecided})
        tell(f"Redaction: {made.hidden} masked · {words} need you")
        if words and can_ask() and not no_input and not dry_run:
            made = decide(desk, made, decisions, redactors)
    waits = made.must_decide and bool(made.undecided)
    refusal = undecided(settings, made) if waits else None
    if refusal and not as_json:
        raise refusal
    saved = ""
    remarks: tuple[str, ...] = ()
    if not dry_run and not waits:
        done = conclude(settings, made, commit=commit)
        saved, remarks = done.commit, done.remarks
    article = desk.article if dry_run or waits else made.article
    if as_json:
        report_json(
            "promote",
            ok=not waits,
            counts={
                "changed": len(made.changes),
                "hidden": made.hidden,
                "undecided": len(made.undecided),
                "records": len(made.masking.records),
                "articles": len(made.masking.texts),
            },
            items=[_item(article)],
            warnings=[
                *(_undecided(article, each) for each in made.undecided),
                *({"code": "remark", "message": remark} for remark in remarks),
            ],
            changes={name: _shown(value) for name, value in made.changes.items()},
            masked=len(made.masking.words),
            commit=saved,
            dry_run=dry_run,
        )
        if refusal:
            complain(str(refusal), refusal.hint)
        return RefusedError.code if waits else 0
    for each in made.undecided:
        tell(f"warning: content/{article.path}:{each.line}: {each.word} may be a name ({each.reason.value})")
    if not made.changes and not made.masking.words:
        say(f"{article.id} unchanged: {article.confidence.value}, {article.audience.value}")
    for name, value in made.changes.items():
        say(f"{article.id} {name}: {_shown(value)}")
    if made.masking.words:
        say(
            f"{article.id} masked: {', '.join(made.masking.words)}"
            f" in {len(made.masking.records)} records and {len(made.masking.texts)} articles"
        )
    for remark in remarks:
        tell(f"note: {remark}")
    if dry_run:
        tell("dry run: nothing was written")
    elif saved:
        tell(f"committed as {saved[:10]}")
    return 0


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "none")


def _undecided(article: Article, each: "Candidate") -> dict[str, object]:
    return {
        "code": "undecided",
        "file": f"content/{article.path}",
        "line": each.line,
        "message": f"{each.word} may be a name: {each.reason.value}",
        "hint": f"--mask or --keep {each.word}",
        "word": each.word,
        "context": each.context,
    }
