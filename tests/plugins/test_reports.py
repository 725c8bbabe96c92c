"""Reports in a built site: for the team alone, with their charts, and within the site's one policy."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kb.model.incident import Status
from kb.site.policy import REFERENCE, Inspector
from kb.site.template import mkdocs_yml
from tests.plugins.test_plugin import built
from tests.support.build import a_redacted_incident, at
from tests.support.desk import a_desk, blank_letter, refs
from tests.support.reporting import HOSTILE


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose incidents say hostile things."""
    incidents = [
        a_redacted_incident("INC1", opened_at=at("2026-09-08"), resolved_at=at("2026-09-09")),
        a_redacted_incident(
            "INC2",
            summary=HOSTILE,
            group=HOSTILE,
            status=Status.OPEN,
            resolved_at=None,
            opened_at=at("2026-09-09"),
        ),
    ]
    folder = tmp_path_factory.mktemp("reports") / "desk"
    a_desk(folder, incidents=incidents, articles=[blank_letter(evidence=refs("INC1"))])
    (folder / "mkdocs.yml").write_text(mkdocs_yml("Test help", about=False), encoding="utf-8")
    return folder


def test_the_team_gets_reports_with_charts_that_the_policy_lets_be(root: Path, tmp_path: Path) -> None:
    site = built(root, tmp_path / "site", "internal")

    inspector = Inspector((site / REFERENCE).read_text(encoding="utf-8"))
    for name, charts in (("daily", 1), ("weekly", 2), ("dashboard", 2), ("gaps", 0)):
        html = (site / "reports" / name / "index.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(html, "html.parser")
        drawn = soup.select(".kb-chart > svg")
        assert len(drawn) == charts
        assert all(svg.find_parent("div").find_next("table") for svg in drawn)
        assert list(inspector.page(name, html)) == []
        if name in ("daily", "weekly"):
            assert "evil.example>" in soup.get_text()
    home = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert {"reports/dashboard/", "reports/daily/", "reports/weekly/", "reports/gaps/"} <= {
        str(a["href"]) for a in home.find_all("a", href=True)
    }


def test_support_gets_no_report_and_no_word_of_it(root: Path, tmp_path: Path) -> None:
    site = built(root, tmp_path / "site", "support")

    assert not (site / "reports").exists()
    assert not [path for path in site.rglob("*.*") if b"weekly report" in path.read_bytes().lower()]
