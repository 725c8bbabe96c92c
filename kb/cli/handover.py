"""`kb handover`."""

import click

from kb.cli.lazy import BesideGroup

BESIDE: dict[str, str] = {
    "scorecard": "kb.cli.handover_scorecard",
    "build": "kb.cli.handover_build",
    "verify": "kb.cli.handover_verify",
    "originals": "kb.cli.handover_originals",
}


@click.group("handover", cls=BesideGroup, beside=BESIDE)
def handover_command() -> None:
    """Say whether hypercare may end, and hand over in one file that proves itself."""
