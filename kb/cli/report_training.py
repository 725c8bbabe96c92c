"""`kb report training`."""

from datetime import UTC, datetime, time
from pathlib import Path

import click

from kb.cli.report import DAY
from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError, KbError
from kb.model.article import Audience

AT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


@click.command("training")
@click.option(
    "--audience",
    type=click.Choice([member.value for member in Audience]),
    default=Audience.USERS.value,
    show_default=True,
    help="Who gets the hand-out: the kit holds only what they may read.",
)
@click.option("--topics", type=click.IntRange(1, 20), default=5, show_default=True, help="How many topics.")
@click.option(
    "--article", "articles", multiple=True, metavar="ID", help="A topic by hand, instead; may be given again."
)
@click.option(
    "--minutes", type=click.IntRange(10, 480), default=60, show_default=True, help="How long it takes."
)
@click.option(
    "--since",
    type=DAY,
    metavar="DAY",
    help="What counts as new from when on; the last four weeks if not told.",
)
@click.option(
    "--at", type=AT, metavar="TIME", help="When it begins, as 2026-12-10T09:30, for a calendar file."
)
@click.option("--utc", is_flag=True, help="That time is in UTC, and not wherever one is.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the kit into a folder.",
)
@dry_run_option
@json_option
@click.pass_context
def training_command(
    context: click.Context,
    audience: str,
    topics: int,
    articles: tuple[str, ...],
    minutes: int,
    since: datetime | None,
    at: datetime | None,
    utc: bool,
    output: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say what to teach, and make a workshop of it: the questions and user errors that most incidents are about.

    The kit has an agenda, a demonstration, an exercise with its answers, a quiz, a hand-out, a digest of what is new,
    and with --at a file for calendars. Nobody is invited by it.
    """
    from dataclasses import asdict

    from kb.flows.reports.facts import Facts
    from kb.flows.reports.kit import write_kit
    from kb.flows.reports.training import Wanted, training
    from kb.io import clock
    from kb.io.calendar import Appointment
    from kb.reports import rendering

    if utc and at is None:
        raise ConfigError("--utc says of --at what it means", hint="add --at 2026-12-10T09:30")
    settings = settings_of(context)
    wanted = Wanted(
        audience=Audience(audience),
        topics=topics,
        articles=articles,
        minutes=minutes,
        since=since.date() if since else None,
    )
    today = clock.today()
    with progress(quiet=as_json) as bar:
        made = training(Facts(settings, today=today, progress=bar), wanted)
    files: tuple[str, ...] = ()
    if output is not None:
        if made.kit is None:
            raise KbError(made.report.next, hint="name articles by hand: --article ID")
        appointment = None
        if at is not None:
            appointment = Appointment(
                title=made.kit.title,
                text="\n".join(block.title for block in made.kit.sheets[0].blocks),
                begins=at.replace(tzinfo=UTC) if utc else at,
                minutes=minutes,
                made_at=datetime.combine(today, time(), tzinfo=UTC),
            )
        files = write_kit(settings, made.kit, output, appointment=appointment, dry_run=dry_run)
    if as_json:
        kit = asdict(made.kit) if made.kit else None
        report_json(
            "report training", ok=True, items=[asdict(made.report)], kit=kit, files=files, dry_run=dry_run
        )
        return
    if output is None:
        say(rendering.text(made.report).rstrip("\n"))
        return
    verb = "dry run, not written:" if dry_run else "wrote"
    for name in files:
        say(f"{verb} {relative(output / name)}")
    tell(made.report.next)
