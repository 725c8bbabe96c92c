"""A command group that imports a command only when it is used, so that `kb --help` stays quick."""

import importlib
from typing import Any

import click


class LazyGroup(click.Group):
    """Hold a table: command name → (module, short help); the module has a command of that name."""

    def __init__(self, *args: Any, commands_table: dict[str, tuple[str, str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.commands_table = commands_table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Give the names in the order of the table, which is the order of the work."""
        return list(self.commands_table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command; None when there is none of that name."""
        if cmd_name not in self.commands_table:
            return None
        module = importlib.import_module(self.commands_table[cmd_name][0])
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.commands_table.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command when there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            close = difflib.get_close_matches(args[0] if args else "", self.commands_table, n=1)
            if not close:
                raise
            raise click.UsageError(f"{error.message} Did you mean {close[0]}?", ctx) from error


class BesideGroup(click.Group):
    """Hold commands of its own, and a table of more: name → the module that has `<name>_command`."""

    def __init__(self, *args: Any, beside: dict[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.beside = beside

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give its own names, then those beside."""
        return [*super().list_commands(ctx), *self.beside]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command that stands beside; None when there is none of that name."""
        if cmd_name not in self.beside:
            return super().get_command(ctx, cmd_name)
        command = getattr(importlib.import_module(self.beside[cmd_name]), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command
