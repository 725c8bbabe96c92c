"""`kb list`, `kb show`, `kb promote` and `kb check`."""

import click

from kb.cli.screen import dry_run_option, json_option, report_json, safe, say, table, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError
from kb.model.article import Article, Audience, Confidence

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
@click.argument("id")
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
@click.argument("id")
@click.option("--to", "state", type=click.Choice(STATES), help="How far it is trusted from now on.")
@click.option("--audience", type=click.Choice(AUDIENCES), help="Who may read it from now on.")
@dry_run_option
@json_option
@click.pass_context
def promote_command(
    context: click.Context, id: str, state: str | None, audience: str | None, dry_run: bool, as_json: bool
) -> None:
    """
    Change how far an article is trusted, or who may read it.

    Only fields of its front matter change. Validated needs a resolution; users and public need a
    validated article without internal receipts and with nothing left to redact.
    """
    from kb.flows.articles import promote
    from kb.io import clock
    from kb.redact.load import load_redactors

    if state is None and audience is None:
        raise ConfigError(
            "nothing to change", hint="name a state: --to validated, or an audience: --audience users"
        )
    settings = settings_of(context)
    article, changes = promote(
        settings,
        id,
        to=Confidence(state) if state else None,
        audience=Audience(audience) if audience else None,
        redactors=load_redactors(settings.redact),
        today=clock.today(),
        dry_run=dry_run,
    )
    if as_json:
        shown = {name: str(value) for name, value in changes.items()}
        report_json(
            "promote",
            ok=True,
            counts={"changed": len(changes)},
            items=[_item(article)],
            changes=shown,
            dry_run=dry_run,
        )
        return
    if not changes:
        say(f"{article.id} unchanged: {article.confidence.value}, {article.audience.value}")
    for name, value in changes.items():
        say(f"{article.id} {name}: {value}")
    if dry_run:
        tell("dry run: nothing was written")


@click.command("check")
@click.option("--strict", is_flag=True, help="Warnings count as findings too.")
@json_option
@click.pass_context
def check_command(context: click.Context, strict: bool, as_json: bool) -> int:
    """
    Check articles, guides and lessons.

    Prints `path:line: CODE message` for each finding and ends with 1 when there is an error.
    """
    from kb.flows.articles import check
    from kb.io import clock
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    findings = check(settings, redactors=load_redactors(settings.redact), today=clock.today())
    errors = sum(1 for finding in findings if finding.severity == "error")
    warnings = len(findings) - errors
    bad = errors > 0 or (strict and warnings > 0)
    if as_json:
        items = [
            {"path": f.path, "line": f.line, "code": f.code, "severity": f.severity, "message": f.message}
            for f in findings
        ]
        report_json("check", ok=not bad, counts={"errors": errors, "warnings": warnings}, items=items)
        return int(bad)
    for finding in findings:
        mark = "" if finding.severity == "error" else " (warning)"
        say(f"{finding}{mark}")
    tell(f"{errors} errors, {warnings} warnings")
    return int(bad)
