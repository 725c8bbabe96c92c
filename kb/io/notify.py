"""The one door to Apprise: a message to one address. Nothing it says or raises repeats an address, which may be a secret."""

import json
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import ConfigError

_CARDS = {"workflow", "workflows"}
_BLOCKS = {"slack"}
_HTML = {"mailto", "mailtos"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent, in the forms that services take: a mail is HTML, Teams takes a card, Slack blocks, others text."""

    title: str
    text: str
    html: str
    card: Mapping[str, Any] | None = None
    blocks: Mapping[str, Any] | None = None


class Address:
    """One place a message can go; raise ConfigError where Apprise knows none of the kind."""

    def __init__(self, told: str, *, name: str) -> None:
        self.name = name
        self._apprise = _library()
        asset = self._apprise.AppriseAsset(secure_logging=True)
        self._parts = self._apprise.plugins.url_to_dict(told, secure_logging=True)
        if not self._parts or self._apprise.Apprise.instantiate(dict(self._parts), asset=asset) is None:
            raise ConfigError(
                f"{name} is no address that Apprise can send to",
                hint="how they are written: https://appriseit.com/services/",
            )
        self._asset = asset

    @property
    def scheme(self) -> str:
        """What kind of service it is: `mailto`, `workflows`, `slack`."""
        return str(self._parts["schema"])

    def send(self, message: Message) -> bool:
        """Send it; tell whether the service took it."""
        with tempfile.TemporaryDirectory(prefix="kb-report-") as folder:
            parts = dict(self._parts) | self._template(message, Path(folder))
            services = self._apprise.Apprise(asset=self._asset)
            services.add(self._apprise.Apprise.instantiate(parts, asset=self._asset))
            html = self.scheme in _HTML
            form = self._apprise.NotifyFormat.HTML if html else self._apprise.NotifyFormat.TEXT
            body = message.html if html else message.text
            return bool(services.notify(title=message.title, body=body, body_format=form))

    def _template(self, message: Message, folder: Path) -> dict[str, str]:
        """Give what the service posts as it is; Apprise takes that from a file, in which it would fill in names."""
        payload = (
            message.card if self.scheme in _CARDS else message.blocks if self.scheme in _BLOCKS else None
        )
        if payload is None:
            return {}
        file = folder / "message.json"
        file.write_text(json.dumps(payload).replace("{{", r"\u007b\u007b"), encoding="utf-8")
        return {"template": str(file)}


def _library() -> Any:
    try:
        import apprise
        import apprise.plugins
    except ImportError as error:
        raise ConfigError(
            "sending needs Apprise, which is not installed", hint="pip install 'hypercare-kb[notify]'"
        ) from error
    # what it logs names hosts and tokens
    log = logging.getLogger("apprise")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    return apprise
