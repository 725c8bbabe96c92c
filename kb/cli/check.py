"""`kb check`."""

import click

from kb.cli.screen import json_option, progress, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError


@click.command("check")
@click.option("--strict", is_flag=True, help="Warnings count as findings too.")
@click.option("--staged", is_flag=True, help="Look only for leftovers in what the next commit would bring.")
@click.option("--history", is_flag=True, help="Look for leftovers in everything that Git has ever held.")
@json_option
@click.pass_context
def check_command(context: click.Context, strict: bool, staged: bool, history: bool, as_json: bool) -> int:
    """
    Check articles, guides and lessons, and every file that Git would take.

    Prints `path:line: CODE message` for each finding and ends with 1 when there is an error. Personal data
    and secrets are looked for in all that Git tracks or would take; --staged is for a hook before each
    commit, --history goes through every object of the repository, the forgotten ones too.
    """
    from kb import registry
    from kb.flows.check import check, check_history, check_staged
    from kb.io import clock
    from kb.redact.load import load_redactors

    if staged and history:
        raise ConfigError("--staged and --history are two questions", hint="ask them one after the other")
    settings = settings_of(context)
    redactors = load_redactors(settings.redact)
    sources = registry.load_all("kb.sources")
    if staged:
        findings, swept = check_staged(settings, redactors=redactors, sources=sources)
    else:
        with progress(quiet=as_json) as bar:
            if history:
                findings, swept = check_history(settings, redactors=redactors, sources=sources, progress=bar)
            else:
                findings, swept = check(
                    settings, redactors=redactors, sources=sources, today=clock.today(), progress=bar
                )
    errors = sum(1 for finding in findings if finding.severity == "error")
    warnings = len(findings) - errors
    bad = errors > 0 or (strict and warnings > 0)
    looked = {
        "looked_at": swept.looked_at,
        "known_clean": swept.known_clean,
        "excluded": swept.excluded,
        "not_text": swept.binary,
    }
    if as_json:
        items = [
            {"path": f.path, "line": f.line, "code": f.code, "severity": f.severity, "message": f.message}
            for f in findings
        ]
        report_json(
            "check", ok=not bad, counts={"errors": errors, "warnings": warnings, **looked}, items=items
        )
        return int(bad)
    for finding in findings:
        mark = "" if finding.severity == "error" else " (warning)"
        say(f"{finding}{mark}")
    what = "objects" if history else "files"
    aside = [f"{swept.excluded} excluded by [check] exclude"] if swept.excluded else []
    aside += [f"{swept.binary} not text"] if swept.binary else []
    more = f" ({', '.join(aside)})" if aside else ""
    tell(
        f"{errors} errors, {warnings} warnings; looked for leftovers in {swept.looked_at + swept.known_clean} {what}{more}"
    )
    if history and findings:
        tell("what Git has held stays in every clone: see the manual, Checks, before you rewrite its history")
    return int(bad)
