"""`kb build`."""

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import audience_of, audience_option, settings_of


@click.command("build")
@audience_option
@click.option(
    "--engine",
    default="mkdocs",
    show_default=True,
    metavar="NAME",
    help="The site generator: mkdocs, properdocs or zensical.",
)
@dry_run_option
@json_option
@click.pass_context
def build_command(
    context: click.Context, audience: str | None, engine: str, dry_run: bool, as_json: bool
) -> None:
    """
    Build the site and the search index.

    The site of one audience holds no byte of a narrower page. A page that still holds personal data or
    a secret is refused (exit 5), and what stands stays as it was. A page whose text cannot be rendered in two
    seconds is replaced by one that says so.
    """
    from kb.flows.build import build
    from kb.io import clock

    settings = settings_of(context)
    chosen = audience_of(audience, settings)
    with progress(quiet=as_json) as bar:
        report = build(settings, chosen, today=clock.today(), engine=engine, dry_run=dry_run, progress=bar)
    counts = {"pages": report.pages, "documents": report.documents}
    if as_json:
        item = {
            "audience": chosen.value,
            "engine": report.engine,
            "site": str(report.site),
            "index_changed": report.index_changed,
        }
        warnings = [
            {"code": "quarantined", "file": each.path, "message": each.why, "hint": "kb check"}
            for each in report.quarantined
        ]
        report_json("build", ok=True, counts=counts, items=[item], warnings=warnings, dry_run=dry_run)
        return
    say(f"built      {relative(report.site)} for {chosen.value}: {report.pages} pages")
    say(f"index      {report.documents} documents, {'updated' if report.index_changed else 'unchanged'}")
    for each in report.quarantined:
        tell(f"warning: {each.path} {each.why}; its page says so instead")
    tell("dry run: nothing was written" if dry_run else "next: kb serve")
