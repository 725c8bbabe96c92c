"""The door: run the command line and turn what went wrong into one message and one exit code."""

import errno
import gc
import os
import sys
from collections.abc import Sequence

import click

from kb import __version__
from kb.cli.lazy import LazyGroup
from kb.cli.screen import complain, log_bug
from kb.errors import BUG, INTERRUPTED, KbError, StateError

COMMANDS = {
    "init": ("kb.cli.init", "Make a workspace for a new knowledge base."),
    "demo": ("kb.cli.demo", "Make the sample project and run the main job on it."),
    "harvest": ("kb.cli.harvest", "Turn resolved incidents into articles with receipts."),
    "sources": ("kb.cli.sources", "List what can be harvested, and how to export it."),
    "worklist": ("kb.cli.worklist", "Say what to do next, and why."),
    "replay": ("kb.cli.replay", "Ask what incidents asked, of the knowledge base as it stood then."),
    "gaps": ("kb.cli.gaps", "List what readers searched for and did not find."),
    "feedback": ("kb.cli.feedback", "List what readers said of articles."),
    "review": ("kb.cli.review", "Go through what articles need, one key each."),
    "suggest": ("kb.cli.suggest", "Name the article that answers a ticket."),
    "list": ("kb.cli.articles", "List the articles, those that solved most incidents first."),
    "show": ("kb.cli.articles", "Show one article."),
    "promote": ("kb.cli.articles", "Change how far an article is trusted, or who may read it."),
    "reviewed": ("kb.cli.lifecycle", "Say that you looked at an article today, and it is right."),
    "new": ("kb.cli.writing", "Begin an article, and open it in your editor."),
    "edit": ("kb.cli.writing", "Edit an article, check it and commit it."),
    "retire": ("kb.cli.lifecycle", "Take an article out of search; links to it still work."),
    "merge": ("kb.cli.lifecycle", "Merge two articles: OTHER goes into KEEP."),
    "split": ("kb.cli.lifecycle", "Split an article: some of its incidents get one of their own."),
    "link": ("kb.cli.lifecycle", "Say that an article answers incidents."),
    "unlink": ("kb.cli.lifecycle", "Say that an article does not answer incidents."),
    "links": ("kb.cli.links", "List which incident is answered by which article."),
    "check": ("kb.cli.check", "Check articles, guides and lessons, and every file that Git would take."),
    "schema": ("kb.cli.schema", "Print the JSON Schema of an article's front matter."),
    "report": (
        "kb.cli.report",
        "Tell the team and its stakeholders where things stand, and what to do next.",
    ),
    "phase": ("kb.cli.phase", "Say where the go-live stands, and hand articles over to usual support."),
    "measures": ("kb.cli.measures", "Say how good the knowledge base is, in figures."),
    "redact": ("kb.cli.redact", "Try redaction on any text, or report what it has hidden."),
    "lessons": ("kb.cli.lessons", "Bring in lessons and post-mortems, follow them up, and hand them on."),
    "log": ("kb.cli.log", "Write the command-center log, and close a day into a bundle."),
    "archive": ("kb.cli.archive", "Archive hypercare logs in Git and verify them."),
    "handover": (
        "kb.cli.handover",
        "Say whether hypercare may end, and hand over in one file that proves itself.",
    ),
    "build": ("kb.cli.build", "Build the site and the search index."),
    "search": ("kb.cli.search", "Search the knowledge base."),
    "serve": ("kb.cli.serve", "Serve the built site and its search."),
    "hosting": ("kb.cli.hosting", "Print examples of how the site is run for others."),
}
"""Command → the module that holds it and the words `kb --help` shows without importing it."""


@click.command(
    cls=LazyGroup,
    commands_table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 well, 1 findings, 2 usage or settings, 3 unreadable input, "
    "4 Git, index or disk, 5 refused, 70 our bug, 130 interrupted.",
)
@click.version_option(__version__, prog_name="kb")
@click.option(
    "-C",
    "--workspace",
    type=click.Path(file_okay=False),
    default=".",
    metavar="DIR",
    help="Work as if started in DIR.",
)
@click.pass_context
def cli(context: click.Context, workspace: str) -> None:
    """Turn what a support team learnt into a knowledge base that proves what it knows."""
    context.obj = workspace


_DISK = (
    errno.EIO,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `kb`; return the exit code."""
    try:
        status = cli.main(
            args=None if arguments is None else list(arguments), prog_name="kb", standalone_mode=False
        )
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted; nothing is half written")
        return INTERRUPTED
    except KbError as error:
        complain(str(error), error.hint)
        return error.code
    except BrokenPipeError:  # `kb list | head` is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in _DISK:
            complain(f"this is a bug: {type(error).__name__}: {error}", log_bug(error))
            return BUG
        where = f"{error.filename}: " if error.filename else ""
        complain(
            f"{where}{error.strerror}", "check the disk and its permissions, then the same command again"
        )
        return StateError.code
    except Exception as error:
        complain(f"this is a bug: {type(error).__name__}: {error}", log_bug(error))
        return BUG
    return status if isinstance(status, int) else 0


def run() -> None:
    """Run `kb` as the installed command does."""
    # a run keeps nearly all it reads: to look through it for garbage again and again takes a seventh of its time
    gc.set_threshold(50_000, 20, 50)
    sys.exit(main())
