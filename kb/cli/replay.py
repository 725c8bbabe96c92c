"""`kb replay`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from kb.cli.screen import json_option, progress, report_json, say, table, tell
from kb.cli.workspace import settings_of
from kb.model.article import Audience

if TYPE_CHECKING:
    from kb.flows.replay import Replay
    from kb.model.replay import Found, Replayed
    from kb.reports.replayed import Delay, Hidden, Missing, Share

_SHOWN = 10
_DAY = click.DateTime(["%Y-%m-%d"])
_HEADS = ("WEEK", "ASKED", "FOUND", "MISSED", "NONE", "SUPPORT FOUND", "SUPPORT MISSED", "SUPPORT NONE")


@click.command("replay")
@click.option("--from", "since", type=_DAY, metavar="DAY", help="Incidents opened on this day or later.")
@click.option("--to", "until", type=_DAY, metavar="DAY", help="Incidents opened on this day or before.")
@click.option(
    "--every",
    type=click.Choice(["commit", "day", "week"]),
    default="commit",
    show_default=True,
    help="Ask the state of the minute, or the one when the incident's day or week began (UTC).",
)
@click.option(
    "--audience",
    type=click.Choice([member.value for member in Audience]),
    help="Ask every incident for this audience. Default: the one the settings give its system, else users.",
)
@click.option("--rows", is_flag=True, help="List every incident as well.")
@json_option
@click.pass_context
def replay_command(
    context: click.Context,
    since: datetime | None,
    until: datetime | None,
    every: str,
    audience: str | None,
    rows: bool,
    as_json: bool,
) -> None:
    """
    Ask what incidents asked, of the knowledge base as it stood then.

    Each incident's short description is searched for in the knowledge base as Git held it when the incident was
    opened, for whoever asked and for support. Which article is right is known from what was linked later; an
    incident's own wording is left out. Writes nothing but what it remembers below .kb/replay/.
    """
    from kb.flows.replay import Every, keep, replay

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        done = replay(
            settings,
            every=Every(every),
            since=since.date() if since else None,
            until=until.date() if until else None,
            audience=Audience(audience) if audience else None,
            progress=bar,
        )
    keep(settings, done.rows)
    if as_json:
        _json(done, rows=rows)
        return
    _print(done)
    if rows:
        _rows(done.rows)
    for reason, count in sorted(done.left_out.items()):
        tell(f"{count} not asked: {reason}")
    for remark in done.remarks:
        tell(f"cannot be known: {remark}")


def _print(done: "Replay") -> None:
    from kb.reports.replayed import curve, delays, hidden, missing, share

    if not done.rows:
        say("no incident could be asked")
        return
    whole = share(done.rows)
    say(
        f"{whole.asked} incidents were asked of the knowledge base as Git held it then ({done.states} states).",
        bold=True,
    )
    say(f"For whoever asked, the answer was {_said(whole.found, whole.hidden, whole.neither, whole.asked)}.")
    say(f"For support, it was {_said(whole.team_found, whole.team_hidden, whole.team_neither, whole.asked)}.")
    say(f"{whole.never} of them nothing answers to this day.\n")
    table([(week.name, *_cells(week.share)) for week in curve(done.rows)], _HEADS)
    _section(
        "Came too late: incidents opened after the first was solved",
        _late(done, delays(done.rows, done.stood)),
    )
    _section("What to write next", _to_write(missing(done.groups, done.rows, done.unanswered)))
    _section(
        "There, and not found: a matter of wording or search, not of writing",
        _unfound(done, hidden(done.rows)),
    )


def _said(found: int, hidden: int, neither: int, asked: int) -> str:
    return (
        f"among the first three {found} times ({100 * found / asked:.0f} %), there and not found {hidden} times,"
        f" and not there {neither} times"
    )


def _cells(share: "Share") -> tuple[str, ...]:
    own = (share.asked, share.found, share.hidden, share.neither)
    return tuple(str(each) for each in (*own, share.team_found, share.team_hidden, share.team_neither))


def _section(title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    say(f"\n{title}", bold=True)
    for line in lines[:_SHOWN]:
        say(f"  {line}")
    if len(lines) > _SHOWN:
        say(f"  … and {len(lines) - _SHOWN} more (--json lists them)")


def _late(done: "Replay", late: Iterable["Delay"]) -> list[str]:
    lines = []
    for each in late:
        stood = f"it stood on {each.stood:%Y-%m-%d}" if each.stood else "it has no answer yet"
        more = (
            f", {each.only_for_support} more while only support could read it"
            if each.only_for_support
            else ""
        )
        lines.append(
            f"{each.waited} waited{more}: {each.article} {done.titles.get(each.article, '')}"
            f" (first solved {each.solved:%Y-%m-%d}, {stood})"
        )
    return lines


def _to_write(found: Iterable["Missing"]) -> list[str]:
    return [
        f"{len(each.incidents)} incidents, {each.late} after the first was solved: {each.words}"
        + (f" ({each.article} has no answer yet)" if each.article else "")
        for each in found
    ]


def _unfound(done: "Replay", found: Iterable["Hidden"]) -> list[str]:
    lines = []
    for each in found:
        ref, words, rank = each.asked[0]
        place = f"stood at {rank}" if rank else "was not among ten"
        instead = f", first was {each.instead_title}" if each.instead else ""
        lines.append(
            f"{len(each.asked)} times: {each.article} {done.titles.get(each.article, '')}"
            f" ({ref} asked {words!r}: it {place}{instead})"
        )
    return lines


def _rows(rows: Sequence["Replayed"]) -> None:
    say()
    heads = (
        "OPENED",
        "INCIDENT",
        "FOR",
        "STATE",
        "ARTICLE",
        "THERE",
        "RANK",
        "SUPPORT",
        "ASKED",
        "FIRST INSTEAD",
    )
    table([_row(each) for each in rows], heads)


def _row(each: "Replayed") -> tuple[str, ...]:
    return (
        f"{each.asked.at:%Y-%m-%d %H:%M}",
        str(each.asked.ref),
        each.asked.audience.value,
        each.commit[:10] or "–",
        each.asked.article or "–",
        "yes" if each.own.existed else "no",
        str(each.own.rank or "–"),
        str(each.team.rank or "–") if each.team.existed else "no",
        each.asked.words,
        each.own.instead_title or "–",
    )


def _json(done: "Replay", *, rows: bool) -> None:
    from dataclasses import asdict

    from kb.reports.replayed import curve, delays, hidden, missing, share

    report_json(
        "replay",
        ok=True,
        counts=_values(share(done.rows)) | {"states": done.states},
        items=list(_items(done.rows)) if rows else [],
        commit=done.commit,
        left_out=dict(sorted(done.left_out.items())),
        remarks=list(done.remarks),
        weeks=[{"week": week.name} | _values(week.share) for week in curve(done.rows)],
        late=[
            asdict(each) | {"title": done.titles.get(each.article, "")}
            for each in delays(done.rows, done.stood)
        ],
        write=[
            {
                "incidents": [str(ref) for ref in each.incidents],
                "words": each.words,
                "late": each.late,
                "article": each.article or None,
            }
            for each in missing(done.groups, done.rows, done.unanswered)
        ],
        not_found=[
            {
                "article": each.article,
                "title": done.titles.get(each.article, ""),
                "asked": [
                    {"incident": str(ref), "words": words, "rank": rank} for ref, words, rank in each.asked
                ],
                "instead": each.instead or None,
            }
            for each in hidden(done.rows)
        ],
    )


def _values(share: "Share") -> dict[str, int]:
    return {
        "asked": share.asked,
        "found": share.found,
        "missed": share.hidden,
        "none": share.neither,
        "never": share.never,
        "support_found": share.team_found,
        "support_missed": share.team_hidden,
        "support_none": share.team_neither,
    }


def _items(rows: Iterable["Replayed"]) -> Iterator[dict[str, Any]]:
    for each in rows:
        yield {
            "incident": str(each.asked.ref),
            "opened": each.asked.at.isoformat(),
            "audience": each.asked.audience.value,
            "words": each.asked.words,
            "commit": each.commit or None,
            "article": each.asked.article or None,
            **_found(each.own),
            "support": _found(each.team),
        }


def _found(found: "Found") -> dict[str, Any]:
    return {"existed": found.existed, "rank": found.rank or None, "instead": found.instead or None}
