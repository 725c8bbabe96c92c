"""A report in the form somebody asked for, and into the file they named."""

from pathlib import Path

from kb.config import Settings
from kb.errors import ConfigError, RefusedError
from kb.io.files import write_if_changed
from kb.model.article import Audience
from kb.model.report import Report
from kb.reports import rendering
from kb.site.report import MARK, report_file

_SUFFIXES = {"md": ".md", "html": ".html", "mail": ".eml", "text": ".txt"}


def rendered(settings: Settings, report: Report, form: str) -> bytes:
    """Write a report as `text`, `md`, `html` or `mail`."""
    site = settings.project.address(Audience.INTERNAL)
    if form == "mail":
        return rendering.mail(report, site=site).as_bytes()
    made = {
        "md": lambda: report_file(report),
        "html": lambda: rendering.page(report, site=site),
        "text": lambda: rendering.text(report),
    }
    return made[form]().encode()


def write(settings: Settings, report: Report, form: str, path: Path, *, dry_run: bool) -> bool:
    """
    Write it into a file, and tell whether that changed.

    Raise RefusedError for a page that a person wrote, and for a place a site is made from where the form has no
    audience: any audience could read it there.
    """
    if path.suffix != _SUFFIXES[form]:
        raise ConfigError(
            f"--format {form} is written into a {_SUFFIXES[form]} file",
            hint=f"name it {path.with_suffix(_SUFFIXES[form]).name}",
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
    return False if dry_run else write_if_changed(path, rendered(settings, report, form))
