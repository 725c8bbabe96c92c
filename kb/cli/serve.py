"""`kb serve`."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import click

from kb.cli.screen import log_bug, tell
from kb.cli.workspace import audience_of, audience_option, settings_of
from kb.config import Settings
from kb.model.article import Audience


@click.command("serve")
@audience_option
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option("--watch", is_flag=True, help="Build first, then show every change of an article at once.")
@click.pass_context
def serve_command(context: click.Context, audience: str | None, host: str, port: int, watch: bool) -> None:
    """
    Serve the built site and its search.

    Only this machine can reach it unless --host says otherwise. Stop it with Ctrl-C.

    With --watch an edited page is shown as soon as it is saved, and browsers load it again. Whatever
    else changes builds the whole site meanwhile. A mistake is told here, and the page stays as it was.
    """
    from kb.web.server import serve

    settings = settings_of(context)
    chosen = audience_of(audience, settings)

    following = _following(settings, chosen) if watch else contextlib.nullcontext(lambda: None)
    with following as begin:

        def ready(url: str) -> None:
            tell(f"serving the {chosen.value} site at {url}  (Ctrl-C stops)")
            begin()

        serve(settings, chosen, host=host, port=port, ready=ready, watching=watch)


@contextlib.contextmanager
def _following(settings: Settings, audience: Audience) -> Iterator[Callable[[], None]]:
    """Give what begins to follow the sources; it ends with the block."""
    from kb.flows.watch import Watch
    from kb.io import clock

    watch = Watch(settings.root, audience, tell=tell, today=clock.today)

    def run() -> None:
        try:
            watch.run()
        except Exception as error:  # the site is served on; whoever writes must know that it is not followed
            tell(f"nothing is followed any more: {log_bug(error)}")

    thread = threading.Thread(target=run, name="watch")
    try:
        yield thread.start
    finally:
        watch.stop()
        if thread.ident:
            thread.join()
