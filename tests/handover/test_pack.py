"""What the sample's pack holds, and what it must not hold."""

import csv
import getpass
import io
import json
import platform
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kb.flows.handover.verify import verify
from kb.io.files import walk
from kb.search import judged_set
from tests.support.git import git
from tests.support.handover import handed_over

PAPERS = ("START-HERE.html", "Handover-report.html", "Certificate.html")
NOT_FOR_OFFICES = re.compile(
    r"(?i)\b(?:git\w*|commit\w*|branch\w*|repositor\w*|repo|clone\w*|merge[ds]? request|pull request|push(?:ed)?|"
    r"hash\w*|SHA(?:-?\d+)?|checksums?|manifests?|JSON|Markdown|YAML|CLI|tags?)\b"
)
"""Words of the trade; the certificate alone may name what its digests are."""


def words(page: Path) -> str:
    """Give what a page says to its reader."""
    text = re.sub(r"<(style|title)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def test_it_has_the_places_that_people_are_sent_to(pack: Path) -> None:
    top = {path.name for path in pack.iterdir()}

    assert top == {
        *PAPERS, "Handover-report.pdf", "Certificate.pdf", "data", "proof", "bagit.txt", "bag-info.txt",
        "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt",
    }  # fmt: skip
    assert {path.name for path in (pack / "proof").iterdir()} == {
        "SEAL.json", "SEAL.json.sha256", "VERIFY.html", "verify.py", "HOW-TO-VERIFY.txt", "history.bundle", "history.json",
    }  # fmt: skip


def test_it_is_what_was_sealed_and_shows_its_fingerprint_on_the_certificates_alone(
    sample_pack: Path, pack: Path, told: Any
) -> None:
    fingerprint = told["items"][0]["fingerprint"]

    verdict = verify(sample_pack / "pack.zip", fingerprint=fingerprint)

    assert verdict.damage == ()
    shown = [path.name for path in walk(pack) if fingerprint.encode() in path.read_bytes()]
    assert shown == ["Certificate.html", "Certificate.pdf"]


def test_the_office_reads_no_word_of_the_trade(pack: Path) -> None:
    for page in PAPERS:
        allowed = {"SHA-256"} if page == "Certificate.html" else set()
        assert set(NOT_FOR_OFFICES.findall(words(pack / page))) - allowed == set(), page


def test_every_paper_says_that_hypercare_may_not_end_and_how_every_incident_is_accounted_for(
    pack: Path, told: Any
) -> None:
    scorecard = json.loads((pack / "data/records/scorecard.json").read_text(encoding="utf-8"))

    assert scorecard["may_end"] is told["items"][0]["may_end"] is False
    assert [each["code"] for each in told["warnings"]] == ["not-ready"]
    for page in PAPERS:
        text = words(pack / page)
        assert told["warnings"][0]["message"] in text, page
        assert "224 incidents = 128 answered by an article + 55 resolved without an article" in text, page


def test_the_sum_is_that_of_the_incidents_beside_it(pack: Path) -> None:
    rows = table(pack / "data/records/incidents.csv")
    over = [row for row in rows if row["status"] in ("resolved", "closed")]
    counted = (
        len(rows),
        sum(bool(row["article"]) for row in over),
        sum(not row["article"] for row in over),
        sum(row["status"] == "open" for row in rows),
        sum(row["status"] in ("cancelled", "merged") for row in rows),
    )

    told = re.search(r"Every incident accounted for (.*?) What is in it", words(pack / "Certificate.html"))

    assert told
    assert tuple(int(number.replace(",", "")) for number in re.findall(r"[\d,]+", told[1])) == counted
    assert counted[0] == sum(counted[1:])


def test_nothing_in_it_is_an_index_a_pickle_or_tells_where_and_by_whom_it_was_made(
    sample_pack: Path, pack: Path
) -> None:
    names = [path.relative_to(pack).as_posix() for path in walk(pack)]
    where = [str(sample_pack), str(Path.home()), "/tmp/", "/.kb/"]
    where += [
        name for name in (platform.node(), getpass.getuser()) if len(name) > 5
    ]  # shorter ones are words

    assert [
        name for name in names if re.search(r"\.(pickle|pkl|seg|toc|db|sqlite\w*|map)$|/\.|_MAIN_", name)
    ] == []
    for path in walk(pack):
        content = path.read_bytes()
        assert not content.startswith(b"\x80\x04"), path
        ours = "assets/javascripts" not in path.as_posix() and path.name != "verify.py"
        assert [told for told in where if ours and told.encode() in content] == [], path


def test_the_records_open_elsewhere_and_say_the_same(pack: Path, tmp_path: Path) -> None:
    records = pack / "data/records"
    tables = {path.name: table(path) for path in records.glob("*.csv")}

    incidents = (records / "incidents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [row["incident"] for row in tables["incidents.csv"]] == [
        json.loads(line)["ref"] for line in incidents
    ]
    assert {row["status"] for row in tables["open-incidents.csv"]} == {"open"}
    assert all((records / row["file"]).is_file() for row in tables["articles.csv"])
    assert all((records / row["file"]).is_file() for row in tables["lessons.csv"])
    assert {row["title"] for row in tables["known-errors.csv"]} >= {
        "No alert before a visa expires – Workday Core HR"
    }
    calendar = (records / "reviews.ics").read_text(encoding="utf-8")
    assert calendar.count("BEGIN:VEVENT") == len(tables["reviews.csv"])
    judged = judged_set.read(records / "search")
    assert judged.problems == ()
    assert len(judged.judgements) > 100
    scorecard = json.loads((records / "scorecard.json").read_text(encoding="utf-8"))
    assert {path.stem for path in (records / "scorecard").glob("*.csv")} == {
        each["name"] for each in scorecard["criteria"]
    }


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_plain_git_reads_the_history(sample_pack: Path, pack: Path, tmp_path: Path) -> None:
    work = sample_pack / "work"

    git(tmp_path, "clone", "-q", str(pack / "proof/history.bundle"), "history")

    assert git(tmp_path / "history", "rev-parse", "HEAD") == git(work, "rev-parse", "HEAD")
    assert git(tmp_path / "history", "tag") == git(work, "tag", "--list", "archive/*")
    assert git(tmp_path / "history", "fsck", "--strict") == ""


def test_the_same_commit_gives_the_same_bytes_anywhere(sample_pack: Path, tmp_path: Path, told: Any) -> None:
    """In another folder, at another time, in another zone, with other rights, and however Git holds the objects."""
    work = tmp_path / "deeper" / "elsewhere"
    work.parent.mkdir()
    git(tmp_path, "clone", "-q", "--no-local", str(sample_pack / "work"), str(work))
    git(work, "checkout", "-q", "--detach")
    git(work, "gc", "-q", "--aggressive", "--prune=now")
    git(work, "config", "core.compression", "1")
    git(work, "config", "pack.window", "2")

    again = handed_over(
        work, umask=0o077, TZ="Asia/Tokyo", LC_ALL="C", LANG="de_DE.UTF-8", PYTHONHASHSEED="7"
    )

    assert again["items"][0]["fingerprint"] == told["items"][0]["fingerprint"]  # type: ignore[index]
    assert (work / "dist/handover-2026-11.zip").read_bytes() == (sample_pack / "pack.zip").read_bytes()
    assert git(work, "status", "--porcelain") == ""
    assert [path.name for path in (work / ".kb/tmp").iterdir()] == []


def test_every_path_fits_on_windows(sample_pack: Path) -> None:
    with zipfile.ZipFile(sample_pack / "pack.zip") as archive:
        names = archive.namelist()

    assert max(map(len, names)) <= 180
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.skipif(not shutil.which("unzip"), reason="no unzip on this machine")
def test_another_program_unpacks_it(sample_pack: Path, tmp_path: Path) -> None:
    subprocess.run(["unzip", "-q", str(sample_pack / "pack.zip"), "-d", str(tmp_path)], check=True)

    assert verify(tmp_path / "handover-2026-11").damage == ()
