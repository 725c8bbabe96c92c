"""The W3C's HTML checker finds nothing in any page of the sites."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.request import urlopen

from tests.support.node import missing, needed

# A page from a file has no origin, so the checker takes whatever `'self'` allows for forbidden. Browsers judge that.
NOT_ITS_OWN = "Content Security Policy"

# One run over all pages takes half the processor time when little is compiled for speed.
JAVA = ("-XX:TieredStopAtLevel=1", "-Xss2m")


def checked(*sites: Path) -> list[str]:
    """Run the checker once over whole folders, warnings included."""
    checker = needed("vnu-jar/build/dist/vnu.jar")
    if shutil.which("java") is None:
        missing("Java", hint="on Debian: apt-get install default-jre-headless")
    done = subprocess.run(
        ["java", *JAVA, "-jar", checker, "--format", "json", "--stdout", "--skip-non-html", *sites],
        capture_output=True,
        check=False,
        timeout=300,
    )
    told = json.loads(done.stdout)["messages"]
    return [
        f"{each['url']}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        for each in told
        if NOT_ITS_OWN not in each["message"]
    ]


def test_every_page_is_valid(workspace: Path, team: str, tmp_path: Path) -> None:
    """Those that the server fills in are among them: results, and none."""
    for number, question in enumerate(("payslip", "qqqqzzzz", "ofer%20leter%3Cb%3E")):
        with urlopen(f"{team}find/?q={question}") as answer:
            (tmp_path / f"{number}.html").write_bytes(answer.read())

    assert checked(workspace / "site" / "internal", workspace / "site" / "public", tmp_path) == []


def test_the_checker_checks(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<!doctype html><html lang="en"><title>a</title><p id="a"><p id="a"></html>'
    )

    assert "Duplicate ID" in "".join(checked(tmp_path))
