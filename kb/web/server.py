"""Listen, answer until told to stop, and leave no port behind."""

import socket
from collections.abc import Callable

from kb.config import Settings
from kb.errors import StateError
from kb.model.article import Audience


def serve(
    settings: Settings,
    audience: Audience,
    *,
    host: str,
    port: int,
    ready: Callable[[str], None],
    watching: bool = False,
) -> None:
    """
    Serve one audience's built site until interrupted; `ready` hears the address once it answers.

    While somebody is `watching`, its pages load again when they change, and it may come later. Else raise StateError when the site is not built or the port is taken.
    """
    site = settings.site(audience)
    if not watching and not (site / "index.html").is_file():
        raise StateError(
            f"the {audience.value} site is not built", path=site, hint=f"kb build --audience {audience.value}"
        )

    import uvicorn

    from kb.web.app import application
    from kb.web.patience import PatientProtocol

    app = application(
        settings, audience, watching=watching
    )  # wrong settings are told before the port is taken
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        log_level="warning",
        http=PatientProtocol,
        ws="none",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16384,
        server_header=False,
    )
    address = f"[{host}]" if ":" in host else host
    with listener:
        ready(f"http://{address}:{listener.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise StateError(
            f"cannot listen on {host}:{port}: {error.strerror}",
            hint="another program has the port; try: kb serve --port 8001",
        ) from error
    return listener
