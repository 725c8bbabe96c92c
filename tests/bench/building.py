"""
What looking for slow texts and leftovers, and writing the policy, cost a build of many pages; what many slow texts cost.

    python -m tests.bench.building [PAGES]
"""

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from kb import config
from kb.flows.finish import finish
from kb.flows.portal import assemble, read, searchable
from kb.flows.published import refuse_leftovers
from kb.flows.quarantine import quarantine, verdicts
from kb.io.engine import build
from kb.io.trial import POSTPONED
from tests.support.workspace import kb

TODAY = date(2026, 11, 20)
SLOW = 200


def main(pages: int) -> None:
    """Build once and print the share of each part."""
    with tempfile.TemporaryDirectory() as folder:
        assert kb(Path(folder), "init", "kb").code == 0
        root = Path(folder) / "kb"
        texts = [path.read_text() for path in sorted(_articles().rglob("*.md"))]
        for number in range(pages):
            (root / "content" / "guides" / f"g{number}.md").write_text(_guide(number, texts))
        settings = config.load(root)
        audience = settings.project.audience
        portal = assemble(settings, audience, today=TODAY)
        found = searchable(read(settings, audience), audience)
        leftovers = _seconds(lambda: refuse_leftovers(portal.pages, found, portal.assets, settings))
        digest = _seconds(lambda: portal.digest)
        looking = _seconds(lambda: quarantine(portal, settings, keep=False))
        took = {"policy": 0.0}

        def finished(site: Path) -> None:
            took["policy"] = _seconds(lambda: finish(site))

        whole = _seconds(
            lambda: build(root, settings.site(audience), audience=audience, finish=finished, portal=portal)
        )
        rest = whole - took["policy"]
        print(f"{len(portal.pages)} pages; the generator {rest:.1f} s")
        print(f"looking for slow texts {looking:.3f} s, {looking / rest:.2%} of it")
        print(
            f"looking for leftovers {leftovers:.1f} s, {leftovers / rest:.0%} of it; the digest {digest:.3f} s"
        )
        print(f"policy {took['policy']:.2f} s, {took['policy'] / rest:.1%} of it")
        before = _work()
        slow = {f"s{number}": f"{'[' * 8000}{number}" for number in range(SLOW)}
        told = verdicts(slow, settings, keep=False)
        print(
            f"{SLOW} texts that would take minutes: {_work() - before:.0f} s of work, "
            f"{list(told.values()).count(POSTPONED)} postponed"
        )


def _work() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _articles() -> Path:
    return Path(__file__).parents[2] / "content" / "troubleshooting"


def _guide(number: int, texts: list[str]) -> str:
    _, _, body = texts[number % len(texts)].partition("\n---\n")
    body = body.replace("[^", "\\[^")
    return f"---\ntitle: Guide {number}\naudience: support\n---\n\n{body}"


def _seconds(work: object) -> float:
    assert callable(work)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
