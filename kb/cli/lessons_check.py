"""`kb lessons check`."""

import click

from kb.cli.screen import json_option, report_json, say, tell
from kb.cli.workspace import settings_of


@click.command("check")
@json_option
@click.pass_context
def check_command(context: click.Context, as_json: bool) -> int:
    """
    Say what the lessons lack, and whether their detectors find what they are for.

    Looks for missing sections and fields, for actions without owner or day, for detectors that find nothing
    or too much, for evidence that is nowhere, and for names: a lesson is blameless. Ends with 1 when there is
    a finding of any kind. The same rules are part of `kb check`.
    """
    from kb.flows.lessons_check import check_lessons
    from kb.io import clock
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    findings, lessons = check_lessons(
        settings, redactors=load_redactors(settings.redact), today=clock.today()
    )
    if as_json:
        report_json(
            "lessons check",
            ok=not findings,
            counts={"lessons": lessons, "findings": len(findings)},
            items=[
                {"path": f.path, "line": f.line, "code": f.code, "severity": f.severity, "message": f.message}
                for f in findings
            ],
        )
        return int(bool(findings))
    for each in findings:
        say(str(each))
    tell(
        f"{len(findings)} findings in {lessons} lessons"
        + ("; the manual says more: Checks" if findings else "")
    )
    return int(bool(findings))
