"""A workshop's kit in a folder: whole or not at all, and nothing in it that redaction would hide."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from kb.config import Settings
from kb.errors import RefusedError
from kb.flows.published import refuse_leftovers
from kb.io.calendar import Appointment, rendered
from kb.io.files import write_if_changed
from kb.io.folders import refuse_foreign, staged, swap
from kb.model.kit import Kit
from kb.model.portal import Page
from kb.reports.rendering import sheet_page
from kb.site.kit import MARK, contents, sheet_text

LIST = "README.md"


def files_of(kit: Kit, appointment: Appointment | None = None) -> Mapping[str, bytes]:
    """Give each file of a kit: every sheet to change and to print, and the calendar's where a time is known."""
    made = {f"{sheet.name}.md": sheet_text(sheet).encode() for sheet in kit.sheets}
    made |= {f"{sheet.name}.html": sheet_page(sheet).encode() for sheet in kit.sheets}
    if appointment is not None:
        made["workshop.ics"] = rendered(appointment)
    made[LIST] = contents(kit, sorted(made)).encode()
    return made


def write_kit(
    settings: Settings,
    kit: Kit,
    folder: Path,
    *,
    appointment: Appointment | None = None,
    dry_run: bool = False,
) -> tuple[str, ...]:
    """
    Write a kit in the place of an earlier one, and name its files.

    Raise RefusedError for a folder that is something else or that a site is made from, and for what redaction hides.
    """
    for below in (settings.content, settings.root / "site"):
        if folder.resolve().is_relative_to(below.resolve()):
            raise RefusedError(
                f"lies in {below.name}/, which is published", path=folder, hint="name a folder elsewhere"
            )
    refuse_foreign(folder, name=LIST, mark=MARK, what="workshop's kit", option="--output")
    made = files_of(kit, appointment)
    texts = [Page(path=name, text=content.decode()) for name, content in made.items() if name.endswith(".md")]
    refuse_leftovers(texts, (), (), settings)
    if dry_run:
        return tuple(sorted(made))
    aside = staged(folder)
    try:
        for name, content in made.items():
            write_if_changed(aside / name, content)
        swap(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(sorted(made))
