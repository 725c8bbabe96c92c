"""`kb demo`."""

from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, progress, report_json, say, tell


@click.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--no-build", is_flag=True, help="Stop after harvest and archive: no site, no search.")
@dry_run_option
@json_option
def demo_command(folder: Path, no_build: bool, dry_run: bool, as_json: bool) -> None:
    """
    Make the sample project and run the main job on it.

    An invented company some weeks after its move to Workday: its exports are harvested, its logs
    archived, the site and the index built, and one question answered. A second run changes nothing.
    """
    from kb.flows.demo import QUESTION, demo

    with progress(quiet=as_json) as bar:
        report = demo(folder, build_site=not no_build, dry_run=dry_run, progress=bar)
    if as_json:
        report_json(
            "demo",
            ok=True,
            counts=report.counts(),
            items=[{"id": hit.id, "title": hit.title, "url": hit.url} for hit in report.hits],
            folder=str(folder),
            dry_run=dry_run,
        )
        return
    if dry_run:
        tell(f"dry run: would make the sample project in {folder}; nothing was written")
        return
    for line in report.story():
        say(line)
    if report.hits:
        say(f"\n$ kb search {QUESTION}", bold=True)
        for number, hit in enumerate(report.hits, start=1):
            say(f"{number}. {hit.title}\n   {hit.snippet}")
    command = f"kb -C {folder} serve"
    say(f"\nopen the site:  {command}", bold=True)
    say("then look at    http://127.0.0.1:8000")
