"""The verifiers as they go into a pack's `proof/`."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parent


def parts() -> Mapping[str, bytes]:
    """
    Give each verifier's name and bytes, the same ones every time.

    The page holds its script and its style, and a policy that lets nothing else run and nothing be fetched.
    """
    return {
        "verify.py": (_HERE / "verify.py").read_bytes(),
        "VERIFY.html": _page(),
        "HOW-TO-VERIFY.txt": (_HERE / "HOW-TO-VERIFY.txt").read_bytes(),
    }


def _page() -> bytes:
    page = (_HERE / "VERIFY.html").read_text(encoding="utf-8")
    for name, mark in (("verify.js", "SCRIPT"), ("verify.css", "STYLE")):
        text = (_HERE / name).read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        page = page.replace(f"@{mark}-HASH@", f"'sha256-{digest}'").replace(f"@{mark}@", text)
    return page.encode()
