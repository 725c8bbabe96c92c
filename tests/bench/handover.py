"""
What a pack of the sample project takes, and what it weighs by part.

Run by hand: `.venv/bin/python -m tests.bench.handover`.
"""

import os
import resource
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from kb.flows.demo import demo
from tests.support.handover import NAME, handed_over

TIMES = 3


def main() -> None:
    """Make it some times, and print the seconds of each and the bytes of its parts."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        demo(work, build_site=False)
        print(f"load {os.getloadavg()[0]:.1f}")
        for _ in range(TIMES):
            (work / "dist" / f"handover-{NAME}.zip").unlink(missing_ok=True)
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            told = handed_over(work)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(
                f"{time.perf_counter() - start:6.1f} s, {cpu:5.1f} s of processor time,"
                f" at most {after.ru_maxrss / 1024:.0f} MB, {told['counts']}"
            )
        sizes: Counter[str] = Counter()
        with zipfile.ZipFile(work / "dist" / f"handover-{NAME}.zip") as archive:
            for each in archive.infolist():
                parts = each.filename.split("/")
                sizes["/".join(parts[1:3]) if len(parts) > 3 else "papers and lists"] += each.compress_size
        for part, size in sizes.most_common():
            print(f"{size / 1000:8.0f} kB  {part}")


if __name__ == "__main__":
    main()
