"""Who says so, and since when: the signature and the timestamps of a bundle's seal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from kb.archive import sealing
from kb.io import signing, timestamps
from kb.io.signing import Standing
from kb.model.proof import Signed, Stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What one holds witnesses against: the list of signers, and certificates of authorities (PEM)."""

    signers: bytes = b""
    authorities: bytes = b""


@dataclass(slots=True, kw_only=True)
class Witnesses:
    """What a seal's signature and timestamps show, what is wrong with them, and what they do not show."""

    signed: Signed | None = None
    stamped: Stamped | None = None
    damage: list[str] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)


def hear(place: Path, stamp: Path, trust: Trust, *, now: datetime) -> Witnesses:
    """Hold the signature of a bundle's seal, its timestamp, and the one that came later at `stamp`, against it."""
    heard = Witnesses()
    try:
        sealed = sealing.read(place)
    except ValueError:
        return heard
    content = sealed.render()
    _hear_time(content, (place / sealing.TIMESTAMP, stamp), trust, heard)
    told = datetime.combine(sealed.made_on, time(23, 59, 59), UTC)
    _hear_signer(place, content, trust, heard, told=told, now=now)
    return heard


def _hear_time(content: bytes, files: tuple[Path, ...], trust: Trust, heard: Witnesses) -> None:
    found = []
    for file in files:
        try:
            if (told := _stamped(content, file, trust)) is not None:
                found.append(told)
        except ValueError as error:
            heard.damage.append(f"changed: {_shown(file)} ({error})")
    proven = [each for each in found if each.proven]
    heard.stamped = min(proven or found, key=lambda each: each.at, default=None)
    if not found and not heard.damage and any(file.exists() for file in files):
        heard.unproved.append("its timestamp cannot be read here: pip install 'hypercare-kb[timestamp]'")
    if heard.stamped and not heard.stamped.proven:
        heard.unproved.append(
            f"its timestamp, {heard.stamped.at:%Y-%m-%d %H:%M} UTC, is held against no certificate: set archive.timestamp_ca"
        )


def _stamped(content: bytes, file: Path, trust: Trust) -> Stamped | None:
    try:
        reply = file.read_bytes()
    except OSError:
        return None
    if trust.authorities:
        return Stamped(at=timestamps.prove(content, reply, trust.authorities), proven=True)
    at = timestamps.claimed(content, reply)
    return Stamped(at=at, proven=False) if at else None


def _shown(file: Path) -> str:
    return file.name if file.name == sealing.TIMESTAMP else f"stamps/{file.name}"


def _hear_signer(
    place: Path, content: bytes, trust: Trust, heard: Witnesses, *, told: datetime, now: datetime
) -> None:
    """Judge by the time that is proven, else by the day the seal gives; then say what that leaves open."""
    try:
        armour = (place / sealing.SIGNATURE).read_bytes()
    except OSError:
        return
    proven = heard.stamped.at if heard.stamped and heard.stamped.proven else None
    try:
        found = signing.judge(content, armour, trust.signers, at=proven or told)
    except ValueError as error:
        heard.damage.append(f"changed: {sealing.SIGNATURE} ({error})")
        return
    key = found.signature.fingerprint
    heard.signed = Signed(by=found.by, key=key)
    if found.standing is not Standing.KNOWN:
        heard.damage += _stranger(found)
    elif proven is None:
        today = signing.judge(content, armour, trust.signers, at=now)
        if today.standing is Standing.NOT_VALID_THEN:
            heard.unproved.append(
                f"the key of {found.by} is no longer valid ({today.why}), and no timestamp shows that it signed before"
            )


def _stranger(found: signing.Judgement) -> Iterator[str]:
    key = found.signature.fingerprint
    if found.standing is Standing.NOT_VALID_THEN:
        yield f"signed with a key that was not valid then: {key} ({found.why})"
    else:
        yield f"signed with a key that the list of signers does not name: {key}"
