"""The end of a pack: its history and proofs beside it, no leftover in any of it, and the seal around everything."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from kb import registry
from kb.archive import pack, sealing
from kb.archive.history_proof import BUNDLE as HISTORY
from kb.archive.notary import SIGNERS, Notary
from kb.archive.sealing import SIGNATURE, TIMESTAMP
from kb.archive.verifier.parts import parts
from kb.config import Settings
from kb.errors import RefusedError, StateError
from kb.flows.archive import archive_of, notary_of
from kb.flows.handover import papers
from kb.flows.handover.origin import Origin, checked_as
from kb.flows.handover.records import Kept
from kb.flows.sweep import Sweep
from kb.io.files import read_text
from kb.io.git import Repository
from kb.io.handing import write_history
from kb.model.article import Finding
from kb.model.handover import Handover
from kb.model.seal import Seal
from kb.redact.load import load_redactors

_SHOWN = 5
_UNSIGNED = "No key signs it: the fingerprint alone says where this folder comes from."


def close(
    folder: Path,
    kept: Kept,
    told: Origin,
    handover: Handover,
    *,
    repository: Repository,
    workspace: Settings,
) -> Seal:
    """
    Add what proves the pack, and seal it; nothing may be written into the folder afterwards.

    Raise RefusedError naming the places where something still stands that redaction hides.
    """
    proof = folder / "proof"
    proof.mkdir()
    for name, content in parts().items():
        (proof / name).write_bytes(content)
    if kept.is_team:
        kept.progress.start("packing the history")
        write_history(repository, told.refs, folder / HISTORY)
        (proof / "history.json").write_bytes(_told(told))
    notary = notary_of(workspace, repository)
    signed_by = _signers(proof / SIGNERS, kept, notary)
    papers.certify(folder, handover, tuple(_digests(folder, told, kept)), signed_by)
    _refuse_leftovers(folder, kept, checked_as(workspace, told.settings, notary.signer))
    kept.progress.start("sealing")
    return pack.close(
        folder,
        name=handover.name,
        made_on=told.as_of,
        info={"External-Description": handover.title, "Source-Organization": handover.project},
        previous=archive_of(workspace, repository).tips() if kept.is_team else (),
        certificates=papers.CERTIFICATES,
        sign=lambda place: _witness(place, notary),
        beside=[name for name, wanted in ((SIGNATURE, notary.key), (TIMESTAMP, notary.authority)) if wanted],
    )


def _witness(place: Path, notary: Notary) -> None:
    notary.put_beside(place.parent, sealing.read(place.parent))
    if notary.told:
        raise StateError(
            notary.told[0].partition("; later:")[0],
            hint="try again, or leave the hour out: [archive] timestamp_url in kb.toml",
        )


def _signers(place: Path, kept: Kept, notary: Notary) -> str:
    """Put the list of those who may sign beside the seal, and say who signs this one."""
    there = kept.settings.bundles.parent / SIGNERS
    listed, key = notary.signers(read_text(there) if there.is_file() else "", kept.as_of)
    if listed:
        place.write_bytes(listed.encode())
    return f"{notary.signer}, with the key {key}" if key else _UNSIGNED


def _told(told: Origin) -> bytes:
    """Say what the history leads to."""
    return (
        json.dumps({"format": "kb-history/1", "refs": dict(told.refs)}, indent=1, sort_keys=True) + "\n"
    ).encode()


def _digests(folder: Path, told: Origin, kept: Kept) -> Iterator[tuple[str, str, str]]:
    """Give what a certificate shows of single files, for who has only these."""
    if kept.is_team:
        ledger = f"{papers.RECORDS}incidents.jsonl"
        yield "Incidents, SHA-256", ledger, _digest(folder / ledger)
        yield "History, SHA-256", HISTORY, _digest(folder / HISTORY)
    yield "Handover report, SHA-256", papers.REPORT[1], _digest(folder / papers.REPORT[1])
    yield "State that was handed over, its id in the history", "", told.commit


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def refuse_history(kept: Kept, told: Origin, workspace: Settings) -> None:
    """Raise RefusedError naming what the history that would be handed over still holds; asked first, for it may take long."""
    # what nobody looks into in the work tree is not looked into in its history
    usual = replace(checked_as(workspace, told.settings), check=told.settings.check)
    _refuse(
        _sweep(usual, kept).history(tuple(told.refs.values())).findings,
        "the history is handed over with everything it ever held: kb check --history names the lines, and the "
        "manual's page Checks says what can be done",
    )


def _refuse_leftovers(folder: Path, kept: Kept, strict: Settings) -> None:
    _refuse(
        _sweep(strict, kept).folder(folder).findings,
        "mask it in the file it comes from, or allow it in kb.toml ([redact] allow); kb check names most lines",
    )


def _sweep(settings: Settings, kept: Kept) -> Sweep:
    return Sweep(settings, load_redactors(settings.redact), registry.load_all("kb.sources"), kept.progress)


def _refuse(findings: Sequence[Finding], hint: str) -> None:
    if findings:
        places = list(dict.fromkeys(f"{each.path}:{each.line}: {each.message}" for each in findings))
        more = f"; and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        raise RefusedError(
            f"the pack would hold what redaction hides: {'; '.join(places[:_SHOWN])}{more}", hint=hint
        )
