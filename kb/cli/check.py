"""`kb check`."""

import click

from kb.cli.changing import commit_option
from kb.cli.screen import dry_run_option, json_option, progress, report_json, say, table, tell
from kb.cli.workspace import settings_of
from kb.config import Settings
from kb.errors import ConfigError


@click.command("check")
@click.option("--strict", is_flag=True, help="Warnings count as findings too.")
@click.option("--staged", is_flag=True, help="Look only for leftovers in what the next commit would bring.")
@click.option("--history", is_flag=True, help="Look for leftovers in everything that Git has ever held.")
@click.option("--mark", is_flag=True, help="Mark what people say in articles as their own words, and end.")
@click.option("--score", is_flag=True, help="Score articles by the content standard instead.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def check_command(
    context: click.Context,
    strict: bool,
    staged: bool,
    history: bool,
    mark: bool,
    score: bool,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """
    Check articles, guides and lessons, and every file that Git would take.

    Prints `path:line: CODE message` for each finding and ends with 1 when there is an error. Personal data
    and secrets are looked for in all that Git tracks or would take; --staged is for a hook before each
    commit, --history goes through every object of the repository, the forgotten ones too.

    --score gives each article points out of 100, of which 70 pass, and each owner a mean. --mark notes in the
    front matter which statements no incident says; it is the only thing here that writes, or commits.
    """
    from kb import registry
    from kb.flows.check import check, check_history, check_staged
    from kb.io import clock
    from kb.redact.load import load_redactors

    if staged + history + mark + score > 1:
        raise ConfigError(
            "--staged, --history, --mark and --score are different questions",
            hint="ask them one after the other",
        )
    settings = settings_of(context)
    if mark:
        return _mark(settings, commit=commit, dry_run=dry_run, as_json=as_json)
    if score:
        return _score(settings, strict=strict, as_json=as_json)
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
        aside = "" if finding.severity == "error" else " (warning)"
        say(f"{finding}{aside}")
    what = "objects" if history else "files"
    asides = [f"{swept.excluded} excluded by [check] exclude"] if swept.excluded else []
    asides += [f"{swept.binary} not text"] if swept.binary else []
    more = f" ({', '.join(asides)})" if asides else ""
    tell(
        f"{errors} errors, {warnings} warnings; looked for leftovers in {swept.looked_at + swept.known_clean} {what}{more}"
    )
    if history and findings:
        tell("what Git has held stays in every clone: see the manual, Checks, before you rewrite its history")
    return int(bad)


def _mark(settings: Settings, *, commit: bool | None, dry_run: bool, as_json: bool) -> int:
    from kb.flows.check import mark
    from kb.io import clock

    paths, done = mark(settings, clock.today(), commit=commit, dry_run=dry_run)
    if as_json:
        report_json(
            "check",
            ok=True,
            counts={"marked": len(paths)},
            items=[{"path": f"content/{path}"} for path in paths],
            warnings=[{"code": "remark", "message": remark} for remark in done.remarks],
            commit=done.commit,
            dry_run=dry_run,
        )
        return 0
    for path in paths:
        say(f"marked content/{path}")
    if not paths:
        tell("every statement has a receipt or is marked")
    for remark in done.remarks:
        tell(f"note: {remark}")
    if dry_run:
        tell("dry run: nothing was written")
    elif done.commit:
        tell(f"committed as {done.commit[:10]}")
    return 0


def _score(settings: Settings, *, strict: bool, as_json: bool) -> int:
    """End with 1 under --strict when an article does not pass."""
    from dataclasses import asdict

    from kb.articles.standard.score import PASS, by_owner
    from kb.flows.check import score
    from kb.io import clock

    found = score(settings, today=clock.today())
    owners = by_owner(found)
    failing = sum(not each.passes for each in found)
    bad = strict and failing > 0
    if as_json:
        report_json(
            "check",
            ok=not bad,
            counts={"articles": len(found), "passing": len(found) - failing},
            items=[
                {
                    "id": each.article.id,
                    "path": f"content/{each.article.path}",
                    "owner": each.article.owner,
                    "points": each.points,
                    "passes": each.passes,
                    "lost": [{"criterion": name, "points": points} for name, points in each.lost],
                }
                for each in found
            ],
            owners=[asdict(each) for each in owners],
        )
        return int(bad)
    rows = [
        (
            str(each.points),
            each.article.id,
            each.article.title,
            ", ".join(f"{name} (-{points})" for name, points in each.lost) or "nothing",
        )
        for each in found
    ]
    table(rows, ("POINTS", "ID", "TITLE", "LOST WHAT"))
    say()
    table(
        [
            (f"{each.mean:.0f}", str(each.articles), str(each.passing), each.owner or "nobody")
            for each in owners
        ],
        ("MEAN", "ARTICLES", "PASSING", "OWNER"),
    )
    tell(f"{len(found) - failing} of {len(found)} articles have {PASS} points or more")
    return int(bad)
