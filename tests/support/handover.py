"""The sample project, handed over once for all tests of a run."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.flows.demo import demo

NAME = "2026-11"
AT = "2026-11-23T12:00:00Z"
"""When the sample's logs are archived, so that its state is the same whenever it is made."""
WHO = (
    "--recipient", "HR Service Desk", "--handed-by", "Ravi Example, Programme office",
    "--accepted-by", "Jane Example, Service owner",
)  # fmt: skip


def the_sample_pack(factory: pytest.TempPathFactory) -> Path:
    """Give a folder with `work/`, the sample's workspace, `pack.zip`, `pack/`, the same unpacked, and `told.json`."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "sample-pack"
    with (shared / "sample-pack.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make_the_sample_pack(folder)
            (folder / "made").touch()
    return folder


def make_the_sample_pack(folder: Path) -> None:
    """Make what `the_sample_pack` gives, in a folder that is not there yet."""
    work = folder / "work"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_AUTHOR_DATE", AT)
        patch.setenv("GIT_COMMITTER_DATE", AT)
        demo(work, build_site=False)
    told = handed_over(work)
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    made = work / "dist" / f"handover-{NAME}.zip"
    shutil.copy(made, folder / "pack.zip")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "unpacked")
    (folder / "unpacked" / f"handover-{NAME}").rename(folder / "pack")


def handed_over(work: Path, *, umask: int = 0o022, **environment: str) -> dict[str, object]:
    """Run `kb handover build` in a process of its own, and give what it says."""
    command = [sys.executable, "-m", "kb", "-C", str(work), "handover", "build", NAME, "--json", *WHO]
    done = subprocess.run(
        command, env={**os.environ, **environment}, umask=umask, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told
