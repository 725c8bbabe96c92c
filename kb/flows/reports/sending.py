"""A report to the addresses somebody named; none is ever printed, because an address may be a secret."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.config import Settings
from kb.errors import ConfigError, KbError
from kb.flows.raw import refuse_raw
from kb.io.files import read_text
from kb.io.notify import Address, Message


def send(settings: Settings, setting: str, message: Message, *, dry_run: bool) -> tuple[str, ...]:
    """
    Send a message to the addresses of a setting, `team_to` or `status_to`, and give the kind of each.

    Each address is tried, whatever the others say; raise KbError naming those that did not take it by their place.
    """
    told = getattr(settings.report, setting)
    found = [Address(address, name=name) for name, address in _addresses(settings, setting, told)]
    if not found:
        raise ConfigError(
            f"report.{setting} names no address", hint=f'write in kb.toml: [report] {setting} = ["env:NAME"]'
        )
    if not dry_run:
        refused = [address for address in found if not address.send(message)]
        if refused:
            names = ", ".join(f"{address.name} ({address.scheme})" for address in refused)
            raise KbError(
                f"{len(found) - len(refused)} of {len(found)} addresses took it; not: {names}",
                hint="check the address and whether its server can be reached, then send it again",
            )
    return tuple(address.scheme for address in found)


def _addresses(settings: Settings, setting: str, told: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give each address with a name that may be printed."""
    for number, each in enumerate(told, start=1):
        kind, _, rest = each.partition(":")
        if kind == "env":
            text = os.environ.get(rest, "")
            if not text.strip():
                raise ConfigError(
                    f"report.{setting} takes addresses from the variable {rest}, which is not set",
                    hint=f"export {rest}=…, with an address a line",
                )
        elif kind == "file":
            path = settings.root / Path(rest).expanduser()
            refuse_raw([path], settings.root)
            text = read_text(path)
        else:
            text = each
        lines = [line.strip() for line in text.splitlines()]
        named = [line for line in lines if line and not line.startswith("#")]
        for place, address in enumerate(named, start=1):
            yield f"report.{setting} number {number}{f', line {place}' if len(named) > 1 else ''}", address
