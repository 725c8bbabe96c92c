"""
How much of what can be done to an archived bundle is found and named: every bit flip asked for, every harm of the table.

Run by hand: `.venv/bin/python -m tests.bench.tamper_archive --flips 50 --rounds 3`.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.support.tampering import HARMS, MIDDLE, NAMES, an_archive, files_of, flip, place, said, verified


def flips(whole: Path, each: int, chance: random.Random) -> tuple[Counter[str], list[str]]:
    """Flip so many bits of every file of every bundle, one at a time."""
    done: Counter[str] = Counter()
    missed = []
    for name in NAMES:
        for path in files_of(whole, name):
            file = place(whole, name) / path
            good = file.read_bytes()
            for _ in range(each):
                flip(file, chance)
                done[path] += 1
                if f"{name}: changed: {path}" not in said(verified(whole, name)):
                    missed.append(f"{name}/{path}")
                file.write_bytes(good)
    return done, missed


def harms(whole: Path, rounds: int) -> tuple[int, list[str]]:
    """Do every harm of the table to a fresh copy, so many times."""
    done, missed = 0, []
    for number in range(rounds):
        for harm in HARMS:
            copy = Path(shutil.copytree(whole, whole.parent / f"copy-{number}", symlinks=True))
            harm.do(copy)
            found = said(verified(copy))
            missed += [f"{harm.name}: {words}" for words in harm.words if words not in found]
            done += 1
            shutil.rmtree(copy)
    return done, missed


def main() -> int:
    """Print the counts; end with 1 when anything was missed, or named wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole = an_archive(Path(folder) / "whole")
        assert verified(whole).is_whole
        flipped, missed = flips(whole, asked.flips, random.Random(asked.seed))
        assert verified(whole, MIDDLE).is_whole
        done, unnamed = harms(whole, asked.rounds)
    total = sum(flipped.values())
    print(f"bit flips: {total - len(missed):,} of {total:,} found and named, in {len(flipped)} kinds of file")
    print(f"harms:     {done - len(unnamed):,} of {done:,} found and named, {len(HARMS)} kinds")
    for line in (*missed, *unnamed):
        print(f"missed: {line}")
    return int(bool(missed or unnamed))


if __name__ == "__main__":
    sys.exit(main())
