"""`kb archive verify`."""

from typing import Any

import click

from kb.cli.screen import json_option, progress, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.model.proof import Proof, Verification


@click.command("verify")
@click.argument("names", nargs=-1, metavar="[BUNDLE]...")
@click.option(
    "--fingerprint",
    default="",
    metavar="F",
    help="The fingerprint that was given out: one bundle must have it.",
)
@json_option
@click.pass_context
def verify_command(context: click.Context, names: tuple[str, ...], fingerprint: str, as_json: bool) -> int:
    """
    Prove that bundles are what was archived.

    Holds every file against the seal, the seal against tag, commit, history and the bundles after it, and
    signature and timestamp against the keys and authorities one trusts. Says what it could not show.
    Ends with 1 when anything is wrong.
    """
    from kb.flows.proving import verify
    from kb.io import clock

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        found = verify(settings, names, now=clock.now(), fingerprint=fingerprint, progress=bar)
    if as_json:
        report_json(
            "archive verify",
            ok=found.is_whole,
            counts={"bundles": len(found.bundles), "damaged": found.damaged},
            items=[_as_item(each) for each in found.bundles],
            damage=list(found.damage),
            notes=list(found.notes),
        )
    else:
        _show(found)
    return int(not found.is_whole)


def _show(found: Verification) -> None:
    for each in found.bundles:
        if each.damage:
            say(f"✗ {each.name}", color="red")
        else:
            say(f"✓ {each.name}  unchanged  {each.fingerprint}".rstrip())
        for line in (*each.damage, *_told(each)):
            say(f"    {line}")
        for line in each.unproved:
            say(f"    not shown: {line}")
    for line in found.damage:
        say(f"✗ {line}", color="red")
    for line in found.notes:
        tell(f"note: {line}")
    if not found.bundles:
        tell("nothing is archived")


def _told(proof: Proof) -> list[str]:
    lines = []
    if proof.signed and proof.signed.by:
        lines.append(f"signed by {proof.signed.by} ({proof.signed.key})")
    if proof.stamped and proof.stamped.proven:
        through = f", by the timestamp of {proof.stamped.through}" if proof.stamped.through else ""
        lines.append(f"sealed before {proof.stamped.at:%Y-%m-%d %H:%M} UTC{through}")
    return lines


def _as_item(proof: Proof) -> dict[str, Any]:
    signed, stamped = proof.signed, proof.stamped
    return {
        "name": proof.name,
        "ok": not proof.damage,
        "fingerprint": proof.fingerprint,
        "damage": list(proof.damage),
        "unproved": list(proof.unproved),
        "signed": {"by": signed.by, "key": signed.key} if signed else None,
        "timestamp": {"at": stamped.at.isoformat(), "proven": stamped.proven, "through": stamped.through}
        if stamped
        else None,
    }
