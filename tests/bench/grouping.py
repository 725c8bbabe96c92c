"""
How well incidents are grouped: B-cubed precision, recall and F1, and groups that mix two problems.

Run by hand: `.venv/bin/python -m tests.bench.grouping` for the invented incidents of tests/drafting/labelled (all,
and each half: thresholds were chosen on the first) and the sample project; or with folders that hold
`corpus.jsonl.gz` (`_id`, `title`, `text`) and `clusters.json` (lists of `_id`) for other labelled sets.
B-cubed: Bagga and Baldwin, 1998.
"""

import csv
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kb import config, registry
from kb.drafting.grouping import DEFAULT_LIKENESS, group
from kb.model.incident import Incident, IncidentRef, RedactedIncident, Status
from kb.redact.incident import redact_incident
from kb.redact.load import load_redactors, read_people
from tests.drafting.labelled import read

ROOT = Path(__file__).parents[2]


def sample() -> tuple[dict[IncidentRef, RedactedIncident], dict[IncidentRef, str]]:
    """Read the sample project's resolved incidents and what a person says they are about."""
    settings = config.HarvestSettings()
    redactors = load_redactors(config.RedactSettings())
    people = read_people(ROOT / "kb" / "sample" / "people.csv")
    sources = registry.load_all("kb.sources")
    exports = ROOT / "kb" / "sample" / "exports"
    found = {}
    for path, name in (
        (exports / "servicenow-incidents.csv", "servicenow-csv"),
        (exports / "jira", "jira-json"),
    ):
        for record in sources[name].read(path, settings):
            if isinstance(record, Incident) and record.is_resolved:
                found[record.ref] = redact_incident(record, redactors, extra_people=people)[0]
    with (ROOT / "tests" / "sample_truth.csv").open(encoding="utf-8") as file:
        told = {row["ref"]: row["problem"] for row in csv.DictReader(file)}
    return found, {ref: told[str(ref)] or str(ref) for ref in found}


def labelled(folder: Path) -> tuple[dict[IncidentRef, RedactedIncident], dict[IncidentRef, str]]:
    """Read a labelled set; what stands in no cluster is a problem of its own."""
    told = json.loads((folder / "clusters.json").read_text(encoding="utf-8"))
    lists = told.values() if isinstance(told, dict) else told
    clusters = {str(each): f"cluster {number}" for number, members in enumerate(lists) for each in members}
    found = {}
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            ref = IncidentRef("set", str(row["_id"]))
            found[ref] = RedactedIncident(
                Incident(ref=ref, summary=row["title"], description=row["text"], status=Status.CLOSED)
            )
    return found, {ref: clusters.get(ref.key, str(ref)) for ref in found}


def invented(part: str = "") -> tuple[dict[IncidentRef, RedactedIncident], dict[IncidentRef, str]]:
    """Read our own labelled incidents, or one half of them: "tuning" or "held-out"."""
    incidents, problem, parts = read()
    found = {each.ref: each for each in incidents if part in ("", parts[each.ref])}
    return found, {ref: problem[ref] for ref in found}


Labelled = tuple[Mapping[IncidentRef, RedactedIncident], Mapping[IncidentRef, str]]


def sets(folders: Sequence[str]) -> Iterator[tuple[str, Labelled]]:
    """Give the labelled sets by name."""
    yield "labelled", invented()
    yield "labelled, half for tuning", invented("tuning")
    yield "labelled, held-out half", invented("held-out")
    yield "sample project", sample()
    for folder in folders:
        yield Path(folder).name, labelled(Path(folder))


def b_cubed(home: Mapping[IncidentRef, int], label: Mapping[IncidentRef, str]) -> tuple[float, float]:
    """Give precision and recall, averaged over the incidents."""
    sizes, labels = Counter(home.values()), Counter(label.values())
    both = Counter((home[ref], label[ref]) for ref in home)
    precision = sum(both[home[ref], label[ref]] / sizes[home[ref]] for ref in home) / len(home)
    recall = sum(both[home[ref], label[ref]] / labels[label[ref]] for ref in home) / len(home)
    return precision, recall


def main() -> None:
    """Print a line for each threshold around the built-in one."""
    for name, (incidents, label) in sets(sys.argv[1:]):
        print(f"\n{name}: {len(incidents)} resolved incidents, {len(set(label.values()))} problems")
        for step in (-0.06, -0.03, 0.0, 0.03, 0.06):
            least = DEFAULT_LIKENESS + step
            start = time.perf_counter()
            groups = group(incidents.values(), anchors={}, likeness=least, min_incidents=2)
            seconds = time.perf_counter() - start
            home = {incident.ref: number for number, each in enumerate(groups) for incident in each.incidents}
            precision, recall = b_cubed(home, label)
            mixed = sum(len({label[i.ref] for i in each.incidents}) > 1 for each in groups)
            f1 = 2 * precision * recall / (precision + recall)
            print(
                f"likeness {least:.2f}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
                f"  groups {sum(len(each.incidents) > 1 for each in groups)}  mixed {mixed}  {seconds:.1f} s"
            )


if __name__ == "__main__":
    main()
