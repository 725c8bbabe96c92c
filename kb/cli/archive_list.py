"""`kb archive list`."""

from typing import Any

import click

from kb.cli.screen import json_option, report_json, table, tell
from kb.cli.workspace import settings_of
from kb.model.bundle import Bundle


@click.command("list")
@json_option
@click.pass_context
def list_command(context: click.Context, as_json: bool) -> None:
    """List the bundles."""
    from kb.flows.archive import bundles

    found = bundles(settings_of(context))
    if as_json:
        report_json(
            "archive list", ok=True, counts={"bundles": len(found)}, items=[as_item(each) for each in found]
        )
        return
    rows = [
        (
            each.name,
            str(each.files),
            f"{each.bytes:,}",
            f"{sum(count for _, count in each.redactions):,}",
            each.archived_on,
            "yes" if each.tagged else "no",
            "yes" if each.signed else "no",
            each.superseded_by or "–",
            each.fingerprint or "–",
        )
        for each in found
    ]
    heads = (
        "BUNDLE",
        "FILES",
        "BYTES",
        "HIDDEN",
        "ARCHIVED",
        "TAGGED",
        "SIGNED",
        "SUPERSEDED BY",
        "FINGERPRINT",
    )
    table(rows, heads)
    if not found:
        tell("nothing is archived; start with: kb archive add DIR --bundle NAME")


def as_item(bundle: Bundle) -> dict[str, Any]:
    """Tell a bundle as JSON does."""
    corrects = bundle.supersedes
    return {
        "name": bundle.name,
        "files": bundle.files,
        "bytes": bundle.bytes,
        "digest": bundle.digest,
        "fingerprint": bundle.fingerprint,
        "archived_on": bundle.archived_on,
        "commit": bundle.commit,
        "tagged": bundle.tagged,
        "signed": bundle.signed,
        "stamped": bundle.stamped,
        "supersedes": corrects.old if corrects else "",
        "because": corrects.because if corrects else "",
        "superseded_by": bundle.superseded_by,
        "redactions": dict(bundle.redactions),
    }
