"""What goes into a pack to verify it can be read by an auditor, and needs nothing but what it says."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb.archive.verifier.parts import parts
from tests.support.judges import VERIFIER, by_page
from tests.support.node import needed


def test_the_verifier_needs_an_old_python_and_no_library() -> None:
    tree = ast.parse((VERIFIER / "verify.py").read_text(), feature_version=(3, 8))

    used = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    used |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    # __future__, and what is in the standard library since 3.8
    assert {name.partition(".")[0] for name in used} <= sys.stdlib_module_names
    assert not re.search(r"removeprefix|removesuffix|file_digest|is_relative_to|strict=", ast.unparse(tree))


def test_the_page_lets_nothing_run_but_its_own_script() -> None:
    page = parts()["VERIFY.html"].decode()

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert re.sub(r"'sha256-[^']+'", "HASH", policy[1]) == (
        "default-src 'none'; script-src HASH; style-src HASH; base-uri 'none'; form-action 'none'"
    )
    assert "@" not in re.sub(r"@media", "", page.split("<script>")[0])
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|https?://", page)


def test_the_verifier_says_what_it_cannot_prove(whole: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(whole / "proof/verify.py")], capture_output=True, text=True, check=True
    )

    assert "AS IT WAS SEALED" in done.stdout
    for words in ("no fingerprint was given", "authority can be trusted", "whose key that is", "history", "came with the pack"):  # fmt: skip
        assert words in done.stdout


def test_without_the_programs_it_says_so(whole: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(whole / "proof/verify.py")],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": ""},
    )

    assert "the timestamp was not checked: openssl is not installed" in done.stdout
    assert "the signature was not checked: ssh-keygen is not installed" in done.stdout


def test_what_is_no_pack_cannot_be_read(tmp_path: Path) -> None:
    for told, code in (([str(tmp_path)], 3), ([str(tmp_path), "--fingerprint", "7F3A"], 2)):
        done = subprocess.run(
            [sys.executable, "-I", str(VERIFIER / "verify.py"), *told],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert "Traceback" not in done.stderr


@pytest.mark.browser
def test_the_page_can_be_used_by_keyboard_on_a_phone_light_or_dark(
    browser: object, whole: Path, received: Path
) -> None:
    axe = needed("axe-core/axe.min.js").read_text(encoding="utf-8")
    (received / "data/library/index.html").write_text("<p>Other</p>")
    page = browser.new_page(viewport={"width": 360, "height": 740})  # type: ignore[attr-defined]
    page.goto((whole / "proof/VERIFY.html").as_uri())
    page.evaluate(axe)

    for folder in (None, whole, received):
        if folder:
            by_page(page, folder)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))")
            assert found == [], (folder, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.reload()
    reached = []
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    page.close()

    assert reached == ["folder", "print"]
