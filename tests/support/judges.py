"""Four judges of one folder: kb, the verifier in Python, the page in a browser, plain tools."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.archive.verifier import parts
from kb.archive.verifier import verify as verifier
from kb.errors import InputError
from kb.flows.handover.verify import verify

if TYPE_CHECKING:
    from playwright.sync_api import Page

VERIFIER = Path(parts.__file__).parent


@dataclass(frozen=True)
class Judgement:
    """Whether it is whole, and all that was said against it."""

    whole: bool
    said: str


def by_kb(folder: Path, fingerprint: str = "", signers: Path | None = None) -> Judgement:
    try:
        found = verify(folder, fingerprint=fingerprint, signers=signers)
    except InputError as error:
        return Judgement(False, str(error))
    return Judgement(found.is_whole, "\n".join(f"{path}: {what}" for path, what in found.damage))


def by_files(folder: Path, fingerprint: str = "") -> Judgement:
    """Ask only what kb and the verifier in Python share: nobody else's program is run."""
    try:
        damage = verifier.check(folder, fingerprint).damage
    except verifier.UnreadableError as error:
        return Judgement(False, str(error))
    return Judgement(not damage, "\n".join(f"{path}: {what}" for path, what in damage))


def by_python(folder: Path, fingerprint: str = "", script: Path = VERIFIER / "verify.py") -> Judgement:
    command = [sys.executable, "-I", str(script), str(folder), "--json"]
    done = subprocess.run(
        [*command, f"--fingerprint={fingerprint}"], check=False, capture_output=True, text=True
    )
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["ok"] else 3 if "problem" in told else 1), done.stderr
    return Judgement(told["ok"], told.get("problem") or json.dumps(told["damage"], ensure_ascii=False))


def by_page(page: "Page", folder: Path, fingerprint: str = "") -> Judgement:
    page.fill("#print", fingerprint)
    page.set_input_files("#folder", folder)
    page.wait_for_selector("#verdict:not([data-verdict=none]):not([data-verdict=busy])")
    verdict = page.get_attribute("#verdict", "data-verdict")
    said = "\n".join(page.locator("#damage li, #verdict").all_inner_texts())
    page.evaluate("document.getElementById('verdict').dataset.verdict = 'none'")
    return Judgement(verdict == "whole", said)


def by_plain_tools(folder: Path, fingerprint: str, signers: Path, authority: Path) -> Judgement:
    """Run each command of the instructions, letter by letter; all have to end well."""
    text = (VERIFIER / "HOW-TO-VERIFY.txt").read_text()
    lines = [line[4:] for line in text.splitlines() if line.startswith("    ") and line[4] != " "]
    assert len(lines) == 21
    script = "\n".join(f"{line}\nstatus=$?; test $status = 0 || failed=1" for line in lines)
    done = subprocess.run(
        ["bash", "-c", f"failed=0\n{script}\nexit $failed"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        env={
            "PATH": os.environ["PATH"],
            "PACK": str(folder),
            "FINGERPRINT": fingerprint,
            "SIGNERS": str(signers),
            "AUTHORITY": str(authority),
            "TMPDIR": str(folder.parent),
        },
    )
    return Judgement(done.returncode == 0, done.stdout + done.stderr)
