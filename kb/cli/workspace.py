"""What every command needs first: the workspace one stands in."""

from pathlib import Path

import click

from kb import config
from kb.config import Settings
from kb.errors import ConfigError
from kb.model.article import Audience


def settings_of(context: click.Context) -> Settings:
    """Find the workspace around the working directory, or `-C DIR`, and read its settings."""
    start = Path(context.find_root().obj or ".")
    if not start.is_dir():
        raise ConfigError(f"no such folder: {start}", hint="check the name after -C")
    return config.load(config.find_root(start))


def settings_to_change(context: click.Context, *, dry_run: bool = False) -> Settings:
    """Find the workspace, and first finish there what a killed command had written and not committed."""
    from kb.flows.turn import finish

    settings = settings_of(context)
    if not dry_run:
        finish(settings)
    return settings


def settings_or_default(context: click.Context) -> Settings:
    """Read the settings of the workspace, or take the defaults where there is none; for commands that write nothing."""
    start = Path(context.find_root().obj or ".")
    try:
        root = config.find_root(start)
    except ConfigError:
        return Settings(root=start.resolve())
    return config.load(root)


def audience_of(name: str | None, settings: Settings) -> Audience:
    """Take the audience asked for, else the one in the settings."""
    return Audience(name) if name else settings.project.audience


audience_option = click.option(
    "--audience",
    type=click.Choice([member.value for member in Audience]),
    help="For whom: internal < support < users < public. Default: the settings' project.audience.",
)
