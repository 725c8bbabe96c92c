"""Verifying a pack that means harm runs nothing, fetches nothing, and writes nothing outside a private folder."""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.flows.handover.verify import verify
from tests.support.git import git
from tests.support.packs import Yard
from tests.support.workspace import kb

Trap = Callable[[Path, Yard, Path], None]
STRACE = shutil.which("strace")

_CONFIG = """\
[core]
	fsmonitor = "touch {mark}; false"
	hooksPath = {hooks}
	pager = "touch {mark}"
	sshCommand = "touch {mark}"
	attributesFile = {hooks}/attributes
[gpg]
	program = {hooks}/run
[gpg "ssh"]
	program = {hooks}/run
[filter "evil"]
	smudge = touch {mark}
	clean = touch {mark}
	process = touch {mark}
	required = true
[diff "evil"]
	textconv = touch {mark}
[alias]
	clone = !touch {mark}
	fsck = !touch {mark}
	cat-file = !touch {mark}
[uploadpack]
	packObjectsHook = touch {mark}
[include]
	path = {hooks}/more
"""
_HOOKS = ("post-checkout", "pre-commit", "reference-transaction", "post-merge", "pre-auto-gc", "run")


class _Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("unpickled",))


def _trap(folder: Path, mark: Path) -> None:
    """Put every trap we know into an unpacked pack, and seal none of it."""
    run = f"#!/bin/sh\ntouch {mark}\n"
    for place in (folder, folder / "proof", folder / "data/records"):
        git(folder.parent, "init", "-q", str(place))
        hooks = place / ".git/hooks"
        hooks.mkdir(exist_ok=True)
        for name in _HOOKS:
            (hooks / name).write_text(run)
            (hooks / name).chmod(0o755)
        (place / ".git/config").write_text(_CONFIG.format(mark=mark, hooks=hooks))
        (place / ".gitattributes").write_text("* filter=evil diff=evil\n")
        (place / ".gitconfig").write_text(_CONFIG.format(mark=mark, hooks=hooks))
        (place / ".gitmodules").write_text(
            f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch {mark}"\n'
        )
    for name in ("git", "ssh-keygen", "openssl", "python3", "unzip"):
        (folder / "proof" / name).write_text(run)
        (folder / "proof" / name).chmod(0o755)
    for name in ("hashlib.py", "json.py", "sitecustomize.py", "conftest.py", "kb.py"):
        (folder / "proof" / name).write_text(f"open({str(mark)!r}, 'w')\n")
        (folder / name).write_text(f"open({str(mark)!r}, 'w')\n")
    (folder / "fetch.txt").write_text("http://127.0.0.1:9/evil 1 data/evil\n")
    (folder / "data/index.pickle").write_bytes(pickle.dumps(_Harmful()))
    (folder / "data/evil.html").write_text(f"<script src=file://{mark}></script>")
    (folder / "data/link").symlink_to(mark)
    (folder / "data/up").symlink_to("../../..")
    (folder / "data/\x1b]0;owned\x07\x1b[2Jname").touch()
    (folder / "data/\u202etxt.exe").touch()
    (folder / "openssl.cnf").write_text("openssl_conf = evil\n")


def _hostile_history(folder: Path, yard: Yard, mark: Path) -> None:
    """A sealed pack whose own history has links, submodules, attributes, and orders in its tree."""
    work = folder.parent / "hostile"
    shutil.copytree(yard.root, work)
    (work / "link").symlink_to("/etc/passwd")
    (work / ".gitattributes").write_text("* filter=evil ident export-subst\n")
    (work / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch {mark}"\n')
    git(work, "add", "-A")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{git(work, 'rev-parse', 'HEAD')},x")
    git(work, "commit", "-q", "-m", "\x1b[2Jharmless")
    yard.root, kept = work, yard.root
    try:
        yard.pack(folder.parent)
    finally:
        yard.root = kept


def _history_only(folder: Path, yard: Yard, mark: Path) -> None:
    shutil.rmtree(folder)
    _hostile_history(folder, yard, mark)


def _trap_all(folder: Path, yard: Yard, mark: Path) -> None:
    _trap(folder, mark)


CASES = [("kb", _trap_all), ("kb", _history_only), ("python", _trap_all)]


@pytest.mark.parametrize(
    "told",
    [
        b'{"refs": {"HEAD": "--output=mark"}}',
        b'{"refs": {"HEAD": "' + b"0" * 40 + b'", "refs/tags/archive/x:y": "' + b"0" * 40 + b'"}}',
        b'{"refs": {"HEAD": "' + b"0" * 40 + b'", "refs/replace/' + b"0" * 40 + b'": "' + b"0" * 40 + b'"}}',
        b'{"refs": []}',
        b"[" * 100_000,
    ],
)
def test_no_word_of_a_sealed_pack_is_an_order_to_git(yard: Yard, tmp_path: Path, told: bytes) -> None:
    (tmp_path / "history").mkdir()
    yard.history(tmp_path / "history")
    (tmp_path / "history/history.json").write_bytes(told)

    found = verify(yard.pack(tmp_path, witnesses=False, history=tmp_path / "history"))

    assert [path for path, _ in found.damage] == ["proof/history.json"]


def test_a_name_that_is_not_unicode_can_be_told(received: Path) -> None:
    (received / "data" / os.fsdecode(b"\xff.txt")).touch()

    done = kb(received, "handover", "verify", received, "--json")

    assert done.code == 1
    assert "data/\\udcff.txt" in [item["path"] for item in json.loads(done.out)["items"]]


@pytest.mark.skipif(STRACE is None, reason="needs strace")
@pytest.mark.parametrize(("judge", "trap"), CASES)
def test_nothing_runs_and_nothing_is_written_outside(
    received: Path, yard: Yard, tmp_path: Path, judge: str, trap: Trap
) -> None:
    """Told by the kernel, of the whole tree of processes."""
    mark, private, trace = tmp_path / "mark", tmp_path / "private", tmp_path / "trace"
    private.mkdir()
    trap(received, yard, mark)
    before = _listing(received)
    command = {
        "kb": [sys.executable, "-P", "-m", "kb", "handover", "verify", str(received)],
        "python": [sys.executable, "-I", str(received / "proof/verify.py")],
    }[judge]

    done = subprocess.run(
        [str(STRACE), "-f", "-qq", "-s", "4096", "-o", str(trace), "-e", "trace=%process,%file,%network", *command],
        cwd=received,
        check=False,
        capture_output=True,
        text=True,
        env=_environment(private),
    )  # fmt: skip

    assert done.returncode in (0, 1), done.stderr
    assert not mark.exists()
    assert _listing(received) == before
    assert not list(private.iterdir())
    assert "\x1b" not in done.stdout + done.stderr
    lines = trace.read_text(errors="replace").splitlines()
    assert _run(lines) <= {Path(sys.executable).name, "python3", "git", "ssh-keygen", "openssl"}
    assert [line for line in lines if _is_write(line) and not _is_allowed(line, private)] == []
    assert [
        line for line in lines if re.search(r"\b(socket|connect|bind)\(", line) and "AF_UNIX" not in line
    ] == []


def _environment(private: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    return {**kept, "TMPDIR": str(private), "PYTHONDONTWRITEBYTECODE": "1"}


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    places = [folder, *folder.rglob("*")]
    return {str(place): (place.lstat().st_mtime_ns, place.lstat().st_size) for place in places}


def _run(lines: list[str]) -> set[str]:
    found = (re.search(r'\bexecve(?:at)?\("([^"]+)".*= 0$', line) for line in lines)
    return {Path(each[1]).name for each in found if each}


def _is_write(line: str) -> bool:
    if re.search(r"\b(mkdir|mkdirat|rename|renameat2?|unlink|unlinkat|rmdir|link|linkat|symlink|symlinkat|chmod|fchmodat|truncate|mknod|creat)\(", line):  # fmt: skip
        return True
    return re.search(r"\bopen(at)?\(.*(O_WRONLY|O_RDWR|O_CREAT)", line) is not None


def _is_allowed(line: str, private: Path) -> bool:
    """In the private folder; there by a relative name, since that is where the programs stand; or to nowhere."""
    if line.rstrip().endswith(("(No such file or directory)", "(File exists)")):
        return True
    named = re.findall(r'"([^"]*)"', line)
    return all(
        each.startswith(str(private)) or each == "/dev/null" or each == "/dev/tty" or not each.startswith("/")
        for each in named
    )
