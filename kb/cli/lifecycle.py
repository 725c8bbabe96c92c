"""`kb retire`, `kb merge`, `kb split`, `kb link`, `kb unlink` and `kb reviewed`."""

import click

from kb.cli.changing import ARTICLE, commit_option, finish
from kb.cli.screen import dry_run_option, json_option
from kb.cli.workspace import settings_to_change


@click.command("reviewed")
@click.argument("id", type=ARTICLE)
@commit_option
@dry_run_option
@json_option
@click.pass_context
def reviewed_command(
    context: click.Context, id: str, commit: bool | None, dry_run: bool, as_json: bool
) -> None:
    """
    Say that you looked at an article today, and it is right.

    Its next review counts from today, and its flags go.
    """
    from kb.flows.lifecycle import reviewed
    from kb.io import clock

    settings = settings_to_change(context, dry_run=dry_run)
    change = reviewed(settings, id, clock.today())
    finish("reviewed", settings, change, dry_run=dry_run, as_json=as_json, commit=commit)


@click.command("retire")
@click.argument("id", type=ARTICLE)
@click.option("--because", metavar="TEXT", default="", help="Why; stands in the commit.")
@click.option("--duplicate-of", metavar="ID", type=ARTICLE, default="", help="The article that answers it.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def retire_command(
    context: click.Context,
    id: str,
    because: str,
    duplicate_of: str,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Take an article out of search; links to it still work.

    It becomes archived. Back again: kb promote ID --to not-validated.
    """
    from kb.flows.lifecycle import retire

    settings = settings_to_change(context, dry_run=dry_run)
    change = retire(settings, id, because=because, duplicate_of=duplicate_of)
    finish("retire", settings, change, dry_run=dry_run, as_json=as_json, commit=commit)


@click.command("merge")
@click.argument("keep", metavar="KEEP", type=ARTICLE)
@click.argument("other", metavar="OTHER", type=ARTICLE)
@click.option("--text/--no-text", default=True, help="Whether OTHER's answer goes along where it says more.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def merge_command(
    context: click.Context,
    keep: str,
    other: str,
    text: bool,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Merge two articles: OTHER goes into KEEP.

    OTHER's incidents, wordings, codes and addresses move to KEEP, whose text stays as it is; where OTHER's
    answer says something else, it stands below KEEP's own with its receipts. OTHER's page goes, and its
    address leads to KEEP. Git must hold what goes: a page that was never committed is committed first.
    """
    from kb.flows.lifecycle import merge

    settings = settings_to_change(context, dry_run=dry_run)
    change = merge(settings, keep, other, with_answer=text)
    moved = len(change.evidence)
    words = [f"{moved} incident{'' if moved == 1 else 's'} moved"]
    finish("merge", settings, change, dry_run=dry_run, as_json=as_json, commit=commit, words=words)


@click.command("split")
@click.argument("id", type=ARTICLE)
@click.argument("incidents", metavar="INCIDENT...", nargs=-1, required=True)
@click.option(
    "--title", metavar="TEXT", default="", help="The new article's title. Default: as a draft has it."
)
@commit_option
@dry_run_option
@json_option
@click.pass_context
def split_command(
    context: click.Context,
    id: str,
    incidents: tuple[str, ...],
    title: str,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Split an article: some of its incidents get one of their own.

    The new article is drafted from these incidents, with receipts; the old one keeps its text.
    """
    from kb.flows.lifecycle import split
    from kb.io import clock

    settings = settings_to_change(context, dry_run=dry_run)
    change = split(settings, id, incidents, title=title, today=clock.today())
    finish("split", settings, change, dry_run=dry_run, as_json=as_json, commit=commit)


@click.command("link")
@click.argument("incidents", metavar="INCIDENT...", nargs=-1, required=True)
@click.argument("id", type=ARTICLE)
@click.option("--move", is_flag=True, help="Take an incident from the article that has it.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def link_command(
    context: click.Context,
    incidents: tuple[str, ...],
    id: str,
    move: bool,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say that an article answers incidents.

    INCIDENT is a number as INC0012345, or system:number where two systems have it. Wordings and error
    codes of the incidents come along, as with a harvest.
    """
    from kb.flows.lifecycle import link

    settings = settings_to_change(context, dry_run=dry_run)
    change = link(settings, id, incidents, move=move)
    finish("link", settings, change, dry_run=dry_run, as_json=as_json, commit=commit)


@click.command("unlink")
@click.argument("incidents", metavar="INCIDENT...", nargs=-1, required=True)
@click.argument("id", type=ARTICLE)
@commit_option
@dry_run_option
@json_option
@click.pass_context
def unlink_command(
    context: click.Context,
    incidents: tuple[str, ...],
    id: str,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say that an article does not answer incidents.

    They wait for an article again: kb worklist.
    """
    from kb.flows.lifecycle import unlink

    settings = settings_to_change(context, dry_run=dry_run)
    change = unlink(settings, id, incidents)
    finish("unlink", settings, change, dry_run=dry_run, as_json=as_json, commit=commit)
