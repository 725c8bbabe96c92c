"""The one door to `ssh-keygen -Y`: one namespace, no prompt, and nothing of the surroundings but the agent's socket."""

import base64
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from kb.errors import StateError

NAMESPACE = "kb-seal"

_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
_MAGIC = b"SSHSIG"
_SECONDS = 120  # a key in hardware waits for a touch
_TAKEN_ALONG = ("PATH", "HOME", "SSH_AUTH_SOCK", "SSH_SK_PROVIDER", "SYSTEMROOT", "TMPDIR")


class Standing(StrEnum):
    """What a list of signers says of the key that signed."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_VALID_THEN = "not valid then"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature of ours, and the public key that made it, in the words of an `authorized_keys` line."""

    public_key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whose signature it is: `by` is the principal that a list of signers names, "" where it names none."""

    signature: Signature
    standing: Standing
    by: str = ""
    why: str = ""


def parse(armour: bytes) -> Signature:
    """
    Read a signature; raise ValueError in plain words for anything that `ssh-keygen` does not write.

    There is one way to write it: other bytes that a decoder would take for the same are told as changed.
    """
    if not (armour.startswith(_BEGIN) and armour.endswith(_END)):
        raise ValueError("is no SSH signature")
    try:
        blob = base64.b64decode(armour[len(_BEGIN) : -len(_END)])
        version, (key, namespace, *_) = _parts(blob)
        (kind, *_), length = _strings(key, 1)
    except ValueError as error:
        raise ValueError("is no SSH signature") from error
    if _armoured(blob) != armour or version != 1 or not length:
        raise ValueError("is not written the one way a signature is written")
    if namespace != NAMESPACE.encode():
        raise ValueError(
            f"is a signature of something else than a seal: {namespace.decode(errors='replace')}"
        )
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    public = f"{kind.decode('ascii', 'replace')} {base64.b64encode(key).decode()}"
    return Signature(public_key=public, fingerprint=f"SHA256:{digest}")


def _armoured(blob: bytes) -> bytes:
    text = base64.b64encode(blob)
    return _BEGIN + b"".join(text[at : at + 70] + b"\n" for at in range(0, len(text), 70)) + _END


def _parts(blob: bytes) -> tuple[int, list[bytes]]:
    """Give the version, then key, namespace, reserved, hash and signature (PROTOCOL.sshsig)."""
    if not blob.startswith(_MAGIC):
        raise ValueError(blob[:6])
    start = len(_MAGIC) + 4
    found, end = _strings(blob[start:], 5)
    if start + end != len(blob):
        raise ValueError(end)
    return int.from_bytes(blob[len(_MAGIC) : start], "big"), found


def _strings(blob: bytes, count: int) -> tuple[list[bytes], int]:
    found, at = [], 0
    for _ in range(count):
        length = int.from_bytes(blob[at : at + 4], "big")
        at += 4 + length
        if at > len(blob) or length > at - 4:
            raise ValueError(length)
        found.append(blob[at - length : at])
    return found, at


def sign(content: bytes, key: str) -> bytes:
    """
    Sign with a key, the path of a private or public one or the public key's own words; give the armour.

    The agent is asked first. Raise StateError, and never ask anybody, when the key cannot be used as it is.
    """
    with tempfile.TemporaryDirectory(prefix="kb-sign-") as folder:
        path = Path(key).expanduser()
        if words := _words(key):
            path = Path(folder) / "key.pub"
            path.write_text(words + "\n", encoding="utf-8")
        what = Path(folder) / "content"
        what.write_bytes(content)
        done = _run("sign", "-f", str(path), str(what))
        signature = Path(folder) / "content.sig"
        if done.returncode or not signature.is_file():
            raise _cannot_sign(key, done.stderr.decode(errors="replace"))
        return signature.read_bytes()


def _words(key: str) -> str:
    """Give a public key that was written out where Git takes one, "" for a path."""
    if key.startswith("key::"):
        return key.removeprefix("key::")
    return key if key.startswith(("ssh-", "ecdsa-", "sk-")) and " " in key else ""


def _cannot_sign(key: str, complaint: str) -> StateError:
    said = [line.strip() for line in complaint.splitlines() if not line.startswith("Signing ")]
    if "incorrect passphrase" in complaint:
        problem = "the signing key has a passphrase, and no agent holds the key"
        hint = f"ssh-add {key}"
    elif "No such file" in complaint:
        problem, hint = "there is no such signing key", "name another one in archive.signing_key"
    elif "bad permissions" in complaint or "UNPROTECTED" in complaint:
        problem, hint = "others can read the signing key, so ssh-keygen does not use it", f"chmod 600 {key}"
    else:
        problem = f"cannot sign: {' '.join(said) or 'ssh-keygen does not say why'}"
        hint = f"try it by hand: ssh-keygen -Y sign -n {NAMESPACE} -f {key} FILE"
    return StateError(problem, path=key, hint=hint)


def judge(content: bytes, armour: bytes, signers: bytes, *, at: datetime) -> Judgement:
    """
    Say whose signature it is, by a list of signers as it is read at a moment.

    Raise ValueError in plain words when it is none, or not of this content.
    """
    signature = parse(armour)
    with tempfile.TemporaryDirectory(prefix="kb-sign-") as folder:
        files = (Path(folder) / "sig", Path(folder) / "signers")
        for file, told in zip(files, (armour, signers), strict=True):
            file.write_bytes(told)
        sig, listed = map(str, files)
        moment = f"-Overify-time={at.astimezone(UTC):%Y%m%d%H%M%S}"
        found = _run("find-principals", "-s", sig, "-f", listed, moment)
        for by in found.stdout.decode(errors="replace").splitlines():
            options = ("-s", sig, "-f", listed, "-I", by, moment)
            if not _run("verify", *options, content=content).returncode:
                return Judgement(signature=signature, standing=Standing.KNOWN, by=by)
        if _run("check-novalidate", "-s", sig, content=content).returncode:
            raise ValueError("is not the signature of this seal")
    complaint = found.stderr.decode(errors="replace")
    why = "; ".join(_out_of_time(complaint))
    return Judgement(
        signature=signature, standing=Standing.NOT_VALID_THEN if why else Standing.UNKNOWN, why=why
    )


def _out_of_time(complaint: str) -> Iterator[str]:
    for line in complaint.splitlines():
        for words in ("key has expired", "key is not yet valid"):
            if words in line:
                limit = line.rpartition(" ")[2].partition("T")[0]
                yield f"valid {'until' if 'expired' in words else 'from'} {limit}"


def _run(action: str, *options: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen away from any terminal, so that it cannot ask for a passphrase."""
    kept = {name: os.environ[name] for name in _TAKEN_ALONG if name in os.environ}
    # UTC: the days in a list of signers are read the same everywhere
    neutral = {**kept, "LC_ALL": "C", "TZ": "UTC0", "SSH_ASKPASS_REQUIRE": "never"}
    command = ["ssh-keygen", "-Y", action]
    if action != "find-principals":
        command += ["-n", NAMESPACE]
    try:
        return subprocess.run(
            [*command, *options],
            input=content or b"",
            capture_output=True,
            check=False,
            env=neutral,
            start_new_session=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError as error:
        raise StateError(
            "signing and checking signatures need ssh-keygen, which is not on PATH",
            hint="install OpenSSH, for example: apt install openssh-client",
        ) from error
    except subprocess.TimeoutExpired as error:
        raise StateError(
            f"ssh-keygen gave no answer in {_SECONDS} seconds", hint="is a key waiting to be touched?"
        ) from error
