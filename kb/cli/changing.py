"""What the commands share that change articles: their options, and how they end."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kb.cli.screen import report_json, say, tell
from kb.config import Settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kb.model.change import Change

P = ParamSpec("P")
R = TypeVar("R")


def commit_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--commit/--no-commit` to a command that changes articles."""
    return click.option(
        "--commit/--no-commit",
        default=None,
        help="Whether Git commits the change. Default: the settings' articles.commit.",
    )(command)


class ArticleName(click.types.StringParamType):
    """The id of an article, the start of it, or its file's name; a shell completes ids with their titles."""

    name = "id"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as click calls it
        incomplete: str,
    ) -> "list[CompletionItem]":
        """Offer the ids that begin so."""
        from click.shell_completion import CompletionItem

        from kb.articles.repository import ArticleRepository
        from kb.cli.workspace import settings_of
        from kb.errors import KbError

        try:
            articles, _ = ArticleRepository(settings_of(ctx).content).load()
        except KbError:
            return []
        return [
            CompletionItem(each.id, help=each.title) for each in articles if each.id.startswith(incomplete)
        ]


ARTICLE = ArticleName()


def finish(
    command: str,
    settings: Settings,
    change: "Change",
    *,
    dry_run: bool,
    as_json: bool,
    commit: bool | None,
    words: Sequence[str] = (),
) -> None:
    """Write a change, commit it, and say so."""
    from kb.flows.changes import Done, write

    done = Done(changed=not change.is_empty) if dry_run else write(settings, change, commit=commit)
    remarks = (*change.remarks, *done.remarks) if done.changed else ()
    if as_json:
        report_json(
            command,
            ok=True,
            counts={"changed": sum(change.before.get(p) != t for p, t in change.after.items())},
            items=[
                {"path": f"content/{path}", "removed": text is None}
                for path, text in change.after.items()
                if change.before.get(path) != text
            ],
            warnings=[{"code": "remark", "message": remark} for remark in remarks],
            articles=list(change.articles),
            evidence=[str(ref) for ref in change.evidence],
            commit=done.commit,
            dry_run=dry_run,
        )
        return
    if not done.changed:
        say(f"{change.articles[0]} unchanged: it is so already")
        return
    say(change.summary)
    for path, text in change.after.items():
        if change.before.get(path) != text:
            verb = "removed" if text is None else "new    " if change.before.get(path) is None else "changed"
            say(f"  {verb} content/{path}")
    for word in words:
        say(f"  {word}")
    for remark in remarks:
        tell(f"note: {remark}")
    if dry_run:
        tell("dry run: nothing was written")
    elif done.commit:
        tell(f"committed as {done.commit[:10]}")
