"""`kb serve`."""

import click

from kb.cli.screen import tell
from kb.cli.workspace import audience_of, audience_option, settings_of


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
@click.pass_context
def serve_command(context: click.Context, audience: str | None, host: str, port: int) -> None:
    """
    Serve the built site and its search.

    Only this machine can reach it unless --host says otherwise. Stop it with Ctrl-C.
    """
    from kb.web.server import serve

    settings = settings_of(context)
    chosen = audience_of(audience, settings)
    serve(
        settings,
        chosen,
        host=host,
        port=port,
        ready=lambda url: tell(f"serving the {chosen.value} site at {url}  (Ctrl-C stops)"),
    )
