"""`kb init`."""

from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, report_json, say, tell


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="What the knowledge base is called. Default: the folder's name.")
@dry_run_option
@json_option
def init_command(folder: Path, name: str | None, dry_run: bool, as_json: bool) -> None:
    """
    Make a workspace for a new knowledge base.

    DIR may be new, or hold files already: nothing that is there is changed.
    """
    from kb.flows.init import init

    report = init(folder, name=name, dry_run=dry_run)
    if as_json:
        report_json(
            "init",
            ok=True,
            counts={"created": len(report.created), "kept": len(report.kept)},
            items=[{"path": path} for path in report.created],
            repository=report.repository,
            dry_run=dry_run,
        )
        return
    for path in report.created:
        say(f"  + {path}")
    for path in report.kept:
        say(f"    {path} (kept as it is)")
    tell("dry run: nothing was written" if dry_run else f"next: cd {folder} && kb build && kb serve")
