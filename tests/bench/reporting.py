"""
How long the reports take that stand in the team's site, which every build makes anew.

Run by hand: `python -m tests.bench.reporting [INCIDENTS]` (20,000 when not told), over the ledger that
`tests.bench.measures` invents.
"""

import sys
import tempfile
from pathlib import Path
from unittest import mock

from kb.config import Settings
from kb.flows.reports.daily import daily
from kb.flows.reports.dashboard import dashboard
from kb.flows.reports.facts import Facts
from kb.flows.reports.gaps import gaps
from kb.flows.reports.weekly import weekly
from tests.bench.measures import TODAY, fill, groups, timed


def main() -> None:
    """Print one line a step, each report after those before it as in a build."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(root=Path(folder))
        fill(settings, count)
        with (
            mock.patch("kb.flows.measured.waiting", groups),
            mock.patch("kb.flows.worklist.waiting", groups),
        ):
            facts = Facts(settings, today=TODAY)
            timed("what all reports read", lambda: facts.worklist)
            timed("daily", lambda: daily(facts))
            timed("weekly", lambda: weekly(facts))
            timed("gaps", lambda: gaps(facts))
            timed("dashboard", lambda: dashboard(facts))


if __name__ == "__main__":
    main()
