"""`kb handover verify`."""

from pathlib import Path

import click

from kb.cli.screen import json_option, progress, report_json, say, tell

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("verify")
@click.argument("pack", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--fingerprint",
    default="",
    metavar="F",
    help="The fingerprint you were sent by another way, as 7F3A-9C21-…: without it, nothing shows whose pack it is.",
)
@click.option(
    "--allowed-signers",
    "signers",
    metavar="FILE",
    type=_FILE,
    help="Whose keys you trust, as ssh-keygen reads them.",
)
@click.option(
    "--authority",
    metavar="FILE",
    type=_FILE,
    help="Certificates of the time-stamping authority you trust, in PEM.",
)
@json_option
def verify_command(
    pack: Path, fingerprint: str, signers: Path | None, authority: Path | None, as_json: bool
) -> int:
    """
    Say whether a pack is what was handed over.

    FILE is the zip, or the folder it was unpacked to. Nothing in it is run, nothing is fetched, and nothing is
    written but in a private folder that goes again. Ends with 1 when anything differs, with 3 when FILE is no pack.
    """
    from kb.flows.handover.verify import verify

    with progress(quiet=as_json) as bar:
        found = verify(pack, fingerprint=fingerprint, signers=signers, authority=authority, progress=bar)
    if as_json:
        report_json(
            "handover verify",
            ok=found.is_whole,
            counts={"files": found.files, "damaged": len(found.damage)},
            items=[{"path": path, "what": what} for path, what in found.damage],
            warnings=[
                {"code": code, "file": str(pack), "line": 0, "message": line, "hint": ""}
                for code, lines in (("remark", found.remarks), ("not-proven", found.unproven))
                for line in lines
            ],
            proven=list(found.proven),
            **{name: getattr(found, name) for name in ("what", "name", "made_on", "fingerprint")},
        )
        return int(not found.is_whole)
    say(f"{found.what} {found.name}, sealed on {found.made_on}, {found.fingerprint}", bold=True)
    for path, what in found.damage:
        say(f"✗ {path}: {what}", color="red")
    for line in found.proven:
        say(f"✓ {line}", color="green")
    for line in found.remarks:
        say(f"· {line}")
    for line in found.unproven:
        say(f"? not proven: {line}", color="yellow")
    tell("it is as it was sealed" if found.is_whole else "it is not as it was sealed")
    return int(not found.is_whole)
