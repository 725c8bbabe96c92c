"""A small pack of every kind of file: archived bundles in a real history, signed, time-stamped."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kb.archive import pack
from kb.archive.store import Archive
from kb.archive.verifier.parts import parts
from kb.io.git import Repository
from kb.model.incident import RedactedText
from kb.model.seal import BLANK
from tests.support.git import a_repository, git

DAY = date(2026, 11, 23)
TOP = "handover-acme"
SIGNER = "pmo@example.org"
CERTIFICATES = ("Certificate.html", "Certificate.pdf")
BESIDE = ("SEAL.json.sig", "SEAL.json.tsr")

FILES = {
    "START-HERE.html": b"<!doctype html>\n<p>Start</p>\n",
    "Handover-report.html": b"<p>Report</p>\n",
    "Handover-report.pdf": b"%PDF-1.4\n\xe2\xe3\xcf\xd3\n%%EOF\n",
    "Certificate.html": f"<p>{BLANK}</p>\n".encode(),
    "Certificate.pdf": f"%PDF-1.4\n\xff({BLANK}) Tj\n%%EOF\n".encode("latin-1"),
    "data/library/index.html": b"<p>Library</p>\n",
    "data/library/search.js": b"let found = 1;\n",
    "data/library/site.css": b"p { color: red }\n",
    "data/library/logo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n",
    "data/records/scorecard.json": b'{"light": "green"}\n',
    "data/records/incidents.csv": b"ref,summary\r\nINC1,VPN\r\n",
    "data/records/articles/Gr\u00fc\u00dfe.md": "# Gr\u00fc\u00dfe\n\nText\n".encode(),
}


class Yard:
    """What a pack is made from: a repository with two bundles, a signing key, an authority; made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "key"
        self.signers = folder / "allowed_signers"
        self.authority = folder / "ca.pem"
        self.root = a_repository(folder / "work")
        folder.joinpath("other").mkdir()
        for key in (self.key, folder / "other/key"):
            _run(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key))
        self.signers.write_text(f'{SIGNER} namespaces="kb-seal" {self.key.with_suffix(".pub").read_text()}')
        with self.archive() as archive:
            for number in (1, 2):
                files = [("day.md", RedactedText(f"week {number}\n")), ("more/a.csv", RedactedText("a,b\n"))]
                archive.add(f"2026-week{number}", files, archived_on=DAY)
            self.tips = archive.tips()
        self._authority()

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        with Repository.open(self.root) as repository:
            yield Archive(self.root / "archive/bundles", repository, workshop=self.root / ".kb/tmp")

    def history(self, proof: Path) -> None:
        """Write a history and what it should be."""
        proof.mkdir(parents=True, exist_ok=True)
        git(self.root, "bundle", "create", "-q", str(proof / "history.bundle"), "HEAD", "main", "--tags")
        lines = git(self.root, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        refs = dict(line.split(" ") for line in lines) | {"HEAD": git(self.root, "rev-parse", "HEAD")}
        (proof / "history.json").write_text(json.dumps({"format": "kb-history/1", "refs": refs}) + "\n")

    def pack(
        self, target: Path, *, witnesses: bool = True, key: Path | None = None, history: Path | None = None
    ) -> Path:
        """Make a whole pack below a folder."""
        folder = target / TOP
        for path, content in {**FILES, **{f"proof/{name}": text for name, text in parts().items()}}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        if history:
            for name in ("history.bundle", "history.json"):
                shutil.copy(history / name, folder / "proof")
        else:
            self.history(folder / "proof")
        if witnesses:
            shutil.copy(self.signers, folder / "proof")
        self.close(folder, witnesses=witnesses, key=key)
        return folder

    def close(self, folder: Path, *, witnesses: bool = True, key: Path | None = None) -> None:
        pack.close(
            folder,
            name="acme",
            made_on=DAY,
            info={},
            previous=self.tips,
            certificates=CERTIFICATES,
            sign=(lambda seal: self.sign(seal, key)) if witnesses else None,
            beside=BESIDE if witnesses else (),
        )

    def sign(self, seal: Path, key: Path | None = None) -> None:
        _run(
            self.folder,
            "ssh-keygen",
            "-q",
            "-Y",
            "sign",
            "-f",
            str(key or self.key),
            "-n",
            "kb-seal",
            str(seal),
        )
        query, answer = self.folder / "query", Path(f"{seal}.tsr")
        _run(
            self.folder,
            "openssl",
            "ts",
            "-query",
            "-data",
            str(seal),
            "-sha256",
            "-cert",
            "-no_nonce",
            "-out",
            str(query),
        )
        _run(
            self.folder,
            "openssl",
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            str(query),
            "-out",
            str(answer),
        )

    def _authority(self) -> None:
        (self.folder / "tsa.cnf").write_text(_AUTHORITY)
        (self.folder / "serial").write_text("01\n")
        new = (
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-config",
            "tsa.cnf",
        )
        _run(
            self.folder,
            "openssl",
            *new,
            "-x509",
            "-days",
            "90",
            "-subj",
            "/CN=Example CA",
            "-extensions",
            "ca",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        )
        _run(
            self.folder, "openssl", *new, "-subj", "/CN=Example TSA", "-keyout", "tsa.key", "-out", "tsa.csr"
        )
        _run(self.folder, "openssl", "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "60", "-extfile", "tsa.cnf", "-extensions", "stamp", "-out", "tsa.pem")  # fmt: skip


_AUTHORITY = """\
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamp]
basicConstraints = CA:FALSE
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
