"""A report in the form somebody asked for, and into the file they named."""

import json
from pathlib import Path

from kb.config import Settings
from kb.errors import ConfigError, RefusedError
from kb.io.files import write_if_changed
from kb.io.notify import Message
from kb.model.article import Audience
from kb.model.report import Report
from kb.model.status import StakeholderStatus
from kb.reports import cards, rendering
from kb.site.report import MARK, report_file

SUFFIXES = {
    "md": ".md",
    "html": ".html",
    "mail": ".eml",
    "text": ".txt",
    "teams": ".json",
    "slack": ".json",
}


def rendered(settings: Settings, report: Report, form: str) -> bytes:
    """Write a report as `text`, `md`, `html` or `mail`."""
    site = settings.project.address(Audience.INTERNAL)
    if form == "mail":
        message = message_of(settings, report)
        return rendering.mail(message.title, message.text, message.html).as_bytes()
    made = {
        "md": lambda: report_file(report),
        "html": lambda: rendering.page(report, site=site),
        "text": lambda: rendering.text(report),
    }
    return made[form]().encode()


def message_of(settings: Settings, report: Report) -> Message:
    """Write a report as it is sent."""
    site = settings.project.address(Audience.INTERNAL)
    html = rendering.page(report, site=site, charts=False)
    return Message(title=report.title, text=rendering.text(report), html=html)


def status_message(settings: Settings, status: StakeholderStatus) -> Message:
    """Write a status as it is sent."""
    site = settings.project.address(settings.report.status_audience)
    return Message(
        title=status.title,
        text=cards.plain(status),
        html=rendering.status_page(status, site=site),
        card=cards.card(status),
        blocks=cards.blocks(status),
    )


def status_rendered(settings: Settings, status: StakeholderStatus, form: str) -> bytes:
    """Write a status as `text`, `mail`, `teams` or `slack`."""
    message = status_message(settings, status)
    if form == "mail":
        return rendering.mail(message.title, message.text, message.html).as_bytes()
    if form == "text":
        return message.text.encode()
    payload = message.card if form == "teams" else message.blocks
    return (json.dumps(payload, ensure_ascii=False, indent=2) + "\n").encode()


def write(settings: Settings, made: bytes, form: str, path: Path, *, dry_run: bool) -> bool:
    """
    Write what was made into a file, and tell whether that changed.

    Raise RefusedError for a page that a person wrote, and for a place a site is made from where the form has no
    audience: any audience could read it there.
    """
    if path.suffix != SUFFIXES[form]:
        raise ConfigError(
            f"--format {form} is written into a {SUFFIXES[form]} file",
            hint=f"name it {path.with_suffix(SUFFIXES[form]).name}",
        )
    for folder in (settings.content, settings.root / "site"):
        if path.resolve().is_relative_to(folder.resolve()) and (form != "md" or folder != settings.content):
            raise RefusedError(
                "a report names incidents, and this folder is published",
                path=path,
                hint="name another folder",
            )
    if form == "md" and path.is_file() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise RefusedError(
            "is no report, and stays as it is", path=path, hint="name another file after --output"
        )
    return False if dry_run else write_if_changed(path, made)
