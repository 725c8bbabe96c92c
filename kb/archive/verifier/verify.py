"""
Verify a handover pack with nothing but Python: that not a byte was changed, added, removed or left out.

    python3 -I proof/verify.py --fingerprint 7F3A-9C21-...

Needs Python 3.8 or newer and no library. Reads the folder it stands in, or the one that is named; writes nothing there,
fetches nothing, and runs nothing from the pack. `ssh-keygen` and `openssl` check the signature and the timestamp,
where these are installed. Ends with 0: as it was sealed; 1: it was not; 3: it cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import calendar
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "kb-seal/1"
BLANK = "-".join(["0000"] * 8)  # stands for the fingerprint in a certificate while its digest is taken
SEAL = "proof/SEAL.json"
BESIDE = ("SEAL.json.sig", "SEAL.json.tsr")
LIST = "proof/SEAL.json.sha256"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

# What systems put into folders that are looked at or copied; it is named, and it is no damage.
_SYSTEM = re.compile(r"(.*/)?(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]+)")
_TEXT = re.compile(
    r"(?i).*\.(txt|md|csv|tsv|json|jsonl|html|css|js|py|sql|ics|svg|xml|log|sig|pem|sha256)|proof/allowed_signers"
)
_LARGEST_TEXT = 64 * 1024 * 1024


class UnreadableError(Exception):
    """There is nothing here that can be verified."""


class Report:
    """What was found: `damage` are (path, what), the others are sentences."""

    def __init__(self) -> None:
        self.about: dict[str, Any] = {}
        self.damage: list[tuple[str, str]] = []
        self.proven: list[str] = []
        self.remarks: list[str] = []
        self.unproven: list[str] = []

    def wrong(self, path: str, what: str) -> None:
        """Note damage, once a path."""
        if path not in (known for known, _ in self.damage):
            self.damage.append((path, what))


class Content(NamedTuple):
    """The digests of a file as it was sealed, and its size."""

    sha256: str
    sha512: str
    size: int


def shorten(digest: str) -> str:
    """Write the first 128 bits of a SHA-256 in eight groups of four."""
    return "-".join(digest[at : at + 4].upper() for at in range(0, 32, 4))


def spelled(fingerprint: str) -> str:
    """Read a fingerprint as people type it; raise ValueError when it is none."""
    digits = re.sub(r"[^0-9A-Za-z]", "", fingerprint)
    if not re.fullmatch(r"[0-9A-Fa-f]{32}", digits):
        raise ValueError("a fingerprint has eight groups of four, of the digits 0-9 and A-F")
    return shorten(digits)


def is_system_file(path: str) -> bool:
    """Whether a file is one that systems leave behind wherever they look."""
    return _SYSTEM.fullmatch(path) is not None


def printable(text: str) -> str:
    """Show what could steer a terminal as escapes."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )


def check(folder: Path, fingerprint: str = "", step: Callable[[int], object] = lambda _: None) -> Report:
    """Hold a folder against its seal, its bag's manifests and the fingerprint one received; tell how many are left."""
    report = Report()
    there = _everything(folder, report)
    content, seal = _read_seal(there, report)
    digest = hashlib.sha256(content).hexdigest()
    files = [path for path, kind, _ in seal["entries"] if kind != "folder"]
    report.about = {
        "what": seal["what"],
        "name": seal["name"],
        "made_on": seal["made_on"],
        "fingerprint": shorten(digest),
        "sha256": digest,
        "files": len(files),
        "previous": seal["previous"],
    }
    found = _against_seal(seal["entries"], there, shorten(digest), report, step)
    _against_bag(there, found, {path for path, kind, _ in seal["entries"] if kind == "file"}, report)
    _beside(there, content, report)
    whole = len(files) - len({path for path, _ in report.damage} & set(files))
    report.proven.insert(0, f"{whole:,} of {len(files):,} files are as they were sealed")
    if fingerprint and spelled(fingerprint) != shorten(digest):
        report.wrong(
            SEAL,
            "this is not the pack of the fingerprint that was given: its own is " + shorten(digest),
        )
    elif fingerprint:
        report.proven.append("the fingerprint is the one that was given")
    else:
        report.unproven.append(
            "no fingerprint was given: the pack agrees with itself, and whoever changed it could have sealed it "
            "again; compare " + shorten(digest) + " with the one you were sent"
        )
    return report


def _everything(folder: Path, report: Report) -> dict[str, Path]:
    """Give each path below a folder, in the one spelling of Unicode, following no link."""
    there: dict[str, Path] = {}
    for where, folders, names in os.walk(
        str(folder), followlinks=False, onerror=lambda error: _closed(folder, error, report)
    ):
        for name in folders + names:
            place = Path(where) / name
            path = unicodedata.normalize("NFC", place.relative_to(folder).as_posix())
            if path in there:
                report.wrong(path, "stands twice, in two spellings")
            there[path] = place
    return there


def _closed(folder: Path, error: OSError, report: Report) -> None:
    report.wrong(Path(str(error.filename)).relative_to(folder).as_posix(), "cannot be read")


def _read_seal(there: dict[str, Path], report: Report) -> tuple[bytes, dict[str, Any]]:
    place = there.get(SEAL)
    if place is None or not stat.S_ISREG(place.lstat().st_mode):
        raise UnreadableError(f"{SEAL} is missing: without it nothing can be verified")
    content = place.read_bytes()
    if content.endswith(b"}\r\n") and content.count(b"\n") == 1:
        content = content[:-2] + b"\n"
        report.remarks.append(f"only its line ends were changed: {SEAL}")
    try:
        return content, parse(content)
    except (ValueError, RecursionError) as error:
        reason = str(error) if type(error) is ValueError else "it is not JSON in ASCII"
        raise UnreadableError(f"{SEAL} was changed, and is no seal: {reason}") from error


def parse(content: bytes) -> dict[str, Any]:
    """Read a seal; raise ValueError unless it is written the one way a seal is written."""
    told = json.loads(content.decode("ascii"))
    if not isinstance(told, dict) or sorted(told) != sorted(
        ("entries", "format", "made_on", "name", "previous", "what")
    ):
        raise ValueError("it has not the fields of a seal")
    if told["format"] != FORMAT:
        raise ValueError("it is of a format this verifier does not know")
    _check_rows(told["previous"], 2)
    _check_rows(told["entries"], 3)
    told["previous"].sort()
    told["entries"].sort()
    if (json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n").encode() != content:
        raise ValueError("it is not written the one way a seal is written")
    if not all(isinstance(told[name], str) for name in ("what", "name", "made_on")):
        raise ValueError("what it is, its name and its day are not texts")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", told["made_on"]):
        raise ValueError("its day is none")
    paths = [path for path, _, _ in told["entries"]]
    if len(set(paths)) != len(paths):
        raise ValueError("a path stands twice")
    for path, kind, sha256 in told["entries"]:
        if "\\" in path or any(part in ("", ".", "..") for part in path.split("/")):
            raise ValueError("a path leads out of the folder")
        if kind not in ("file", "folder", "certificate") or not re.fullmatch(
            "" if kind == "folder" else "[0-9a-f]{64}", sha256
        ):
            raise ValueError("an entry is of no kind, or has no SHA-256")
    if not all(re.fullmatch("[0-9a-f]{64}", sha256) for _, sha256 in told["previous"]):
        raise ValueError("a seal before it has no SHA-256")
    return told


def _check_rows(rows: Any, width: int) -> None:
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row)
        for row in rows
    ):
        raise ValueError("it is not made of lists of texts")


def _against_seal(
    entries: list[list[str]],
    there: dict[str, Path],
    fingerprint: str,
    report: Report,
    step: Callable[[int], object],
) -> dict[str, Content]:
    """Compare the exact set of paths, their kinds and their digests."""
    found: dict[str, Content] = {}
    listed = set()
    for number, (written, kind, sha256) in enumerate(entries):
        step(len(entries) - number)
        path = unicodedata.normalize("NFC", written)
        listed.add(path)
        place = there.get(path)
        if place is None:
            report.wrong(path, "is missing")
            continue
        mode = place.lstat().st_mode
        if stat.S_ISLNK(mode):
            report.wrong(path, "is a link now")
        elif not (stat.S_ISDIR(mode) if kind == "folder" else stat.S_ISREG(mode)):
            report.wrong(path, "is of another kind now")
        elif kind != "folder":
            try:
                found[path] = _file(path, place, kind, sha256, fingerprint, report)
            except OSError as error:
                report.wrong(path, f"cannot be read: {error.strerror}")
    for path in sorted(set(there) - listed - {SEAL, LIST, *(f"proof/{name}" for name in BESIDE)}):
        if is_system_file(path) or (re.fullmatch("__MACOSX(/.*)?", path) and there[path].is_dir()):
            report.remarks.append(f"added by an operating system, and not part of the pack: {path}")
        else:
            report.wrong(path, "was added")
    return found


def _file(path: str, place: Path, kind: str, sha256: str, fingerprint: str, report: Report) -> Content:
    content = digests(place)
    if kind == "certificate":
        # one that shows the blank already was not given out so
        shown = place.read_bytes().replace(BLANK.encode(), b"?")
        candidates = [shown.replace(fingerprint.encode(), BLANK.encode())]
    elif content.sha256 == sha256:
        return content
    else:
        candidates = []
    if _TEXT.fullmatch(path) and content.size <= _LARGEST_TEXT:
        candidates.extend(_other_ends(candidates[0] if candidates else place.read_bytes()))
    for number, candidate in enumerate(candidates):
        if hashlib.sha256(candidate).hexdigest() == sha256:
            if number or kind != "certificate":
                report.remarks.append(f"only its line ends were changed: {path}")
            return Content(sha256, hashlib.sha512(candidate).hexdigest(), len(candidate))
    report.wrong(path, "was changed")
    return content


def _other_ends(content: bytes) -> Iterator[bytes]:
    """Undo what `unzip -a` does to a whole text, and nothing that was done to single lines."""
    pairs, ends = content.count(b"\r\n"), content.count(b"\n")
    if ends and pairs == ends:
        yield content.replace(b"\r\n", b"\n")
    elif ends and not pairs:
        yield content.replace(b"\n", b"\r\n")


def digests(place: Path) -> Content:
    """Read a file piece by piece."""
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with place.open("rb") as file:
        for piece in iter(lambda: file.read(1024 * 1024), b""):
            sha256.update(piece)
            sha512.update(piece)
            size += len(piece)
    return Content(sha256.hexdigest(), sha512.hexdigest(), size)


def _against_bag(there: dict[str, Path], found: dict[str, Content], files: set[str], report: Report) -> None:
    """Hold the files against both algorithms' manifests: what BagIt tools would see (RFC 8493)."""
    payload = {path for path in files if path.startswith("data/")}
    lists = {path for path in files if re.fullmatch(r"tagmanifest-\w+\.txt", path)}
    for algorithm in ("sha256", "sha512"):
        for prefix, expected in (("manifest", payload), ("tagmanifest", files - payload - lists)):
            _against_manifest(f"{prefix}-{algorithm}.txt", algorithm, expected, there, found, report)
    if "fetch.txt" in there:
        report.wrong("fetch.txt", "names files to be fetched, and a pack has none")
    if "bagit.txt" in there and there["bagit.txt"].read_bytes().replace(b"\r\n", b"\n") != DECLARATION:
        report.wrong("bagit.txt", "does not declare a BagIt bag, version 1.0")
    told = f"{sum(found[path].size for path in payload if path in found)}.{len(payload)}"
    if not report.damage and _info(there, "Payload-Oxum") != told:
        report.wrong("bag-info.txt", "counts other files or bytes than there are")


def _against_manifest(
    name: str,
    algorithm: str,
    expected: set[str],
    there: dict[str, Path],
    found: dict[str, Content],
    report: Report,
) -> None:
    place = there.get(name)
    if place is None or name not in found:
        report.wrong(name, "is missing")
        return
    told = {}
    for line in place.read_bytes().decode("utf-8", "replace").split("\n"):
        digest, _, path = line.rstrip("\r").partition("  ")
        if path in told:
            report.wrong(name, f"names {path} twice")
        if path:
            told[unicodedata.normalize("NFC", path)] = digest
    for path in sorted(set(told) ^ expected):
        report.wrong(name, ("does not list " if path in expected else "lists what is not sealed: ") + path)
    for path in sorted(set(told) & expected & set(found)):
        if told[path] != getattr(found[path], algorithm) and path not in dict(report.damage):
            report.wrong(name, f"has another digest of {path}")


def _info(there: dict[str, Path], field: str) -> str:
    place = there.get("bag-info.txt")
    text = place.read_bytes().decode("utf-8", "replace") if place and place.is_file() else ""
    found = (line.partition(": ")[2] for line in text.splitlines() if line.startswith(field + ": "))
    return next(found, "")


def _beside(there: dict[str, Path], seal: bytes, report: Report) -> None:
    """
    Hold what was made after the seal against the list of it.

    The bag says which there are; the list shows accidents, and the signature itself shows forgers.
    """
    announced = _info(there, "Kb-Beside-Seal").split()
    told = hashlib.sha256(seal).hexdigest() + "  SEAL.json\n"
    for name in BESIDE:
        path = f"proof/{name}"
        if path in there and not stat.S_ISREG(there[path].lstat().st_mode):
            report.wrong(path, "is of another kind now")
        elif path in there and name in announced:
            content = (
                _with_own_ends(path, there[path], report)
                if name.endswith(".sig")
                else there[path].read_bytes()
            )
            told += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        elif path in there:
            report.wrong(path, "was added")
        elif name in announced:
            report.wrong(path, "is missing")
    place = there.get(LIST)
    if place is None or not stat.S_ISREG(place.lstat().st_mode):
        report.wrong(LIST, "is missing")
        return
    listed = _with_own_ends(LIST, place, report).decode("ascii", "replace")
    for line in told.splitlines() if listed != told else ():
        if line not in listed.splitlines() and not line.endswith("  SEAL.json"):
            report.wrong("proof/" + line[66:], f"was changed, or {LIST} was")
    if listed != told:
        report.wrong(LIST, "has other digests than there are, or is written otherwise")


def _with_own_ends(path: str, place: Path, report: Report) -> bytes:
    """Read a text that has Unix line ends, whatever `unzip -a` made of them."""
    content = place.read_bytes()
    if content.count(b"\r\n") == content.count(b"\n") and content.endswith(b"\r\n"):
        report.remarks.append(f"only its line ends were changed: {path}")
        return content.replace(b"\r\n", b"\n")
    return content


def witness(folder: Path, report: Report, signers: Path | None = None, authority: Path | None = None) -> None:
    """Ask `openssl` and `ssh-keygen` who signed the seal and when; what they read are copies in a private folder."""
    with tempfile.TemporaryDirectory(prefix="kb-witness-") as private:
        scratch = Path(private)
        for name in ("SEAL.json", *BESIDE, "allowed_signers"):
            place = folder / "proof" / name
            if place.is_file() and not place.is_symlink():
                content = place.read_bytes()
                if not name.endswith(".tsr") and content.endswith(b"\r\n"):
                    content = content.replace(b"\r\n", b"\n")
                (scratch / name).write_bytes(content)
        for name, trusted in (("trusted", signers), ("authority", authority)):
            if trusted is not None:
                (scratch / name).write_bytes(trusted.read_bytes())
        stamped = _timestamp(scratch, report)
        _signature(scratch, report, stamped)


def _ask(scratch: Path, program: str, *arguments: str, given: bytes = b"") -> tuple[int, str]:
    """Run a program in the private folder, with nothing of the user's own settings."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "TZ": "UTC",
        "HOME": str(scratch),
    }
    if "SYSTEMROOT" in os.environ:  # Windows programs do not start without
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    found = shutil.which(program)
    if found is None or Path(found).resolve().parent == Path.cwd():  # Windows looks there first
        return -1, ""
    done = subprocess.run(
        [found, *arguments],
        cwd=str(scratch),
        env=environment,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _timestamp(scratch: Path, report: Report) -> str:
    """Say when the seal was there at the latest; give that as YYYYMMDDHHMMSS, "" when it is not known."""
    path = "proof/SEAL.json.tsr"
    if not (scratch / "SEAL.json.tsr").exists():
        if (scratch / "authority").exists():
            report.wrong(path, "is missing, and you named an authority")
        report.unproven.append("there is no timestamp: the day is the pack's own word")
        return ""
    code, text = _ask(scratch, "openssl", "ts", "-reply", "-in", "SEAL.json.tsr", "-text")
    if code < 0:
        report.unproven.append("the timestamp was not checked: openssl is not installed")
        return ""
    at = re.search(r"^Time stamp: (\w{3}) +(\d+) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT$", text, re.M)
    if code or not at or not re.search(r"^Status: Granted\.$", text, re.M):
        report.wrong(path, "is no timestamp that was granted")
        return ""
    month = "JanFebMarAprMayJunJulAugSepOctNovDec".index(at[1]) // 3 + 1
    when = (int(at[6]), month, int(at[2]), int(at[3]), int(at[4]), int(at[5]))
    token = ("ts", "-reply", "-in", "SEAL.json.tsr", "-token_out", "-out", "token")
    _ask(scratch, "openssl", *token)
    _ask(scratch, "openssl", "pkcs7", "-inform", "DER", "-in", "token", "-print_certs", "-out", "own")
    asked = ("ts", "-verify", "-data", "SEAL.json", "-in", "SEAL.json.tsr", "-untrusted", "own")
    moment = ("-attime", str(calendar.timegm(when)))
    trusted = (scratch / "authority").exists()
    anchor = ("-CAfile", "authority") if trusted else ("-partial_chain", "-CAfile", "own")
    code, _ = _ask(scratch, "openssl", *asked, *anchor, *moment)
    if code:
        report.wrong(
            path, "is no timestamp of this seal" + (" by the authority you named" if trusted else "")
        )
        return ""
    said = "time-stamped on {:04}-{:02}-{:02} at {:02}:{:02}:{:02} UTC".format(*when)
    report.proven.append(said + (" by the authority you named" if trusted else ""))
    if not trusted:
        report.unproven.append(
            "whether the timestamp's authority can be trusted: name its certificates with --authority"
        )
    return "{:04}{:02}{:02}{:02}{:02}{:02}".format(*when)


def _signature(scratch: Path, report: Report, stamped: str) -> None:
    path, trusted = "proof/SEAL.json.sig", (scratch / "trusted").exists()
    if not (scratch / "SEAL.json.sig").exists():
        if trusted:
            report.wrong(path, "is missing, and you named who may sign")
        report.unproven.append("it is not signed")
        return
    seal, signed = (scratch / "SEAL.json").read_bytes(), ("-n", "kb-seal", "-s", "SEAL.json.sig")
    code, text = _ask(scratch, "ssh-keygen", "-Y", "check-novalidate", *signed, given=seal)
    if code < 0:
        report.unproven.append("the signature was not checked: ssh-keygen is not installed")
        return
    if code or not _is_plain(scratch / "SEAL.json.sig"):
        report.wrong(path, "is no signature of this seal")
        return
    key = next(iter(re.findall(r"SHA256:\S+", text)), "")
    whose = "trusted" if trusted else "allowed_signers"
    days = (
        [stamped]
        if stamped
        else [report.about["made_on"].replace("-", ""), time.strftime("%Y%m%d", time.gmtime())]
    )
    who = _principal(scratch, whose, days, signed, seal) if (scratch / whose).exists() else None
    if who == "":
        report.wrong(
            path,
            f"is of the key {key}, which {'you do' if trusted else 'the pack does'} not name as valid then",
        )
    elif trusted:
        report.proven.append(f"signed by {who}, whom you named, with the key {key}")
    else:
        report.proven.append(f"signed with the key {key}")
        report.unproven.append(
            f"whose key that is: {f'the pack says {who}' if who else 'it is not said'}; name whom you trust with --allowed-signers"
        )


def _principal(scratch: Path, whose: str, days: list[str], signed: tuple[str, ...], seal: bytes) -> str:
    """Name who may sign with the key and did, "" when it is nobody."""
    for day in days:
        moment = ("-O", "verify-time=" + day)
        code, text = _ask(
            scratch, "ssh-keygen", "-Y", "find-principals", "-s", "SEAL.json.sig", "-f", whose, *moment
        )
        for who in text.splitlines() if not code else ():
            code, _ = _ask(
                scratch, "ssh-keygen", "-Y", "verify", "-f", whose, "-I", who, *signed, *moment, given=seal
            )
            if not code:
                return who
    return ""


def _is_plain(place: Path) -> bool:
    """Whether a signature is written as `ssh-keygen` writes it, so that other bytes never mean the same."""
    head, foot = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
    content = place.read_bytes()
    try:
        body = base64.b64encode(base64.b64decode(content[len(head) : -len(foot)]))
    except ValueError:
        return False
    lines = b"".join(body[at : at + 70] + b"\n" for at in range(0, len(body), 70))
    return content == head + lines + foot


def main(arguments: list[str] | None = None) -> int:
    """Verify the pack this file stands in, or another folder, and say so."""
    parser = argparse.ArgumentParser(
        description="Verify a handover pack. Nothing is written, fetched or run."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--fingerprint", default="", help="the one you received by another way than the pack")
    parser.add_argument("--allowed-signers", type=Path, help="whose keys you trust, as ssh-keygen reads them")
    parser.add_argument("--authority", type=Path, help="certificates of a time-stamping authority you trust")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    asked = parser.parse_args(arguments)
    try:
        asked.fingerprint = asked.fingerprint and spelled(asked.fingerprint)
    except ValueError as error:
        parser.error(str(error))
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        report = check(asked.folder, asked.fingerprint)
        witness(asked.folder, report, asked.allowed_signers, asked.authority)
        report.unproven.append("the history was not read: HOW-TO-VERIFY.txt says how")
        if asked.folder.resolve() in Path(__file__).resolve().parents:
            report.unproven.append(
                "this verifier came with the pack: whoever changed the pack could have changed it; "
                "a copy of it from elsewhere is worth more"
            )
    except (UnreadableError, OSError) as error:
        print(json.dumps({"ok": False, "problem": str(error)}) if asked.json else printable(str(error)))
        return 3
    print(json.dumps({"ok": not report.damage, **vars(report)}, indent=2) if asked.json else told(report))
    return 1 if report.damage else 0


def told(report: Report) -> str:
    """Write a report in plain words."""
    about = report.about
    lines = [f"{about['what']} {about['name']}, sealed on {about['made_on']}, {about['fingerprint']}", ""]
    lines += [f"WRONG      {path}: {what}" for path, what in report.damage]
    for head, found in (("ok", report.proven), ("remark", report.remarks), ("not proven", report.unproven)):
        lines += [f"{head:<11}{line}" for line in found]
    lines += ["", "NOT AS IT WAS SEALED" if report.damage else "AS IT WAS SEALED"]
    return "\n".join(map(printable, lines))


if __name__ == "__main__":
    sys.exit(main())
