"""`kb new` and `kb edit`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.changing import ARTICLE, commit_option, finish
from kb.cli.screen import dry_run_option, json_option, relative, report_json, say, tell
from kb.cli.workspace import settings_to_change
from kb.config import Settings
from kb.errors import ConfigError
from kb.model.article import Article, ArticleType

if TYPE_CHECKING:
    from kb.model.change import Change


@click.command("new")
@click.argument("title")
@click.option(
    "--type",
    "kind",
    type=click.Choice([each.value for each in ArticleType]),
    help="Default: troubleshooting, or what the incidents are.",
)
@click.option(
    "--from",
    "incidents",
    multiple=True,
    metavar="INCIDENT",
    help="Draft it from this incident; may be given again.",
)
@click.option(
    "--environment", multiple=True, metavar="NAME", help="The product or place; may be given again."
)
@click.option("--owner", default="", metavar="GROUP", help="Who keeps it right.")
@click.option("--edit/--no-edit", default=None, help="Open it in your editor. Default: in a terminal.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def new_command(
    context: click.Context,
    title: str,
    kind: str | None,
    incidents: tuple[str, ...],
    environment: tuple[str, ...],
    owner: str,
    edit: bool | None,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Begin an article, and open it in your editor.

    TITLE names the issue and where it is: "Offer letter is blank – Workday". The text begins with the
    project's own template, content/_templates/TYPE.md, else with a built-in one; with --from it is drafted
    from incidents, each statement with its receipt.
    """
    from kb.flows.writing import new
    from kb.io import clock

    settings = settings_to_change(context, dry_run=dry_run)
    change = new(
        settings,
        title,
        kind=ArticleType(kind) if kind else None,
        incidents=incidents,
        environment=environment,
        owner=owner,
        today=clock.today(),
    )
    opens = _is_terminal() and not as_json if edit is None else edit
    if opens and not dry_run:
        change = _written(settings, change)
    finish("new", settings, change, dry_run=dry_run, as_json=as_json, commit=commit)


@click.command("edit")
@click.argument("id", type=ARTICLE)
@commit_option
@json_option
@click.pass_context
def edit_command(context: click.Context, id: str, commit: bool | None, as_json: bool) -> int:
    """
    Edit an article, check it and commit it.

    Opens $VISUAL, $EDITOR or the system's editor, and says afterwards what the content standard has
    against the page. What you wrote and no incident says is marked as your own words. A page that cannot
    be read, or holds something that must not be kept, is not committed.
    """
    from kb.flows.articles import one
    from kb.flows.changes import write
    from kb.flows.check import judge
    from kb.flows.writing import edited
    from kb.io import clock
    from kb.io.files import read_text
    from kb.redact.load import load_redactors

    settings = settings_to_change(context)
    article = one(settings, id)
    file = settings.content / article.path
    before = read_text(file)
    _open(file)
    change = edited(settings, article, before, load_redactors(settings.redact), clock.today())
    done = write(settings, change, commit=commit)
    findings = judge(settings, article.path, clock.today())
    bad = any(finding.severity == "error" for finding in findings)
    if as_json:
        report_json(
            "edit",
            ok=not bad,
            counts={"changed": int(done.changed), "findings": len(findings)},
            items=[
                {"path": f.path, "line": f.line, "code": f.code, "severity": f.severity, "message": f.message}
                for f in findings
            ],
            warnings=[{"code": "remark", "message": remark} for remark in done.remarks],
            commit=done.commit,
        )
        return int(bad)
    say(change.summary if done.changed else f"{article.id} unchanged")
    for finding in findings:
        tell(f"{finding.severity}: {finding}")
    for remark in done.remarks:
        tell(f"note: {remark}")
    if done.commit:
        tell(f"committed as {done.commit[:10]}")
    return int(bad)


def _written(settings: Settings, change: "Change") -> "Change":
    """Let somebody write the page before it is kept; nothing is kept where they leave it empty."""
    from dataclasses import replace

    from kb.articles import markdown
    from kb.flows.writing import refuse_leftovers, written
    from kb.io import clock
    from kb.redact.load import load_redactors

    ((path, text),) = change.after.items()
    answer = click.edit(str(text), extension=".md", require_save=False)
    if not (answer or "").strip():
        raise ConfigError("nothing was written, so there is no article", hint="kb new … --no-edit keeps it")
    assert answer is not None
    made: Article = markdown.parse(answer, path=path, shown="the new article")
    if made.id != change.articles[0]:
        raise ConfigError("the id was changed", hint=f"leave it as it is: {change.articles[0]}")
    refuse_leftovers(path, answer, load_redactors(settings.redact))
    return replace(change, after={path: written(settings, path, answer, clock.today())})


def _open(file: Path) -> None:
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        raise ConfigError(
            f"{error.format_message()}: {relative(file)}",
            hint="name your editor in EDITOR, as: export EDITOR=nano",
        ) from error


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
