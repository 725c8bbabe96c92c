"""
Thousands of bits flipped in a pack, and every tampering we know, judged by kb; by hand.

    python -m tests.bench.tamper_pack [--flips 10000] [--seed 1]

Flips are shared evenly over all files of the pack; each is judged by the checks of the folder alone: without a
fingerprint, and without asking the programs that check signature and timestamp. Prints what was missed or not named, by kind of file.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from kb.archive import pack, sealing
from kb.archive.verifier import verify as verifier
from kb.errors import InputError
from tests.support.judges import by_kb
from tests.support.packs import DAY, TOP, Yard
from tests.support.tamperings import HARMLESS, TAMPERINGS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=10_000)
    parser.add_argument("--zips", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as base:
        yard = Yard(Path(base))
        whole = yard.pack(Path(base) / "whole")
        missed = _flips(whole, asked.flips, chance)
        missed += _zips(whole, Path(base), asked.zips, chance)
        missed += _structure(whole, yard, Path(base), asked.rounds)
    return int(bool(missed))


def _flips(whole: Path, flips: int, chance: random.Random) -> int:
    files = sorted(path for path in whole.rglob("*") if path.is_file())
    began, done, missed, unnamed = time.monotonic(), Counter[str](), Counter[str](), Counter[str]()
    for place in files:
        path, good = place.relative_to(whole).as_posix(), place.read_bytes()
        for at in chance.choices(range(len(good) * 8), k=flips // len(files) + 1):
            bad = bytearray(good)
            bad[at // 8] ^= 1 << at % 8
            place.write_bytes(bad)
            damage = _damage(whole)
            done[place.suffix] += 1
            missed[place.suffix] += not damage
            unnamed[place.suffix] += not any(path in each for each in damage)
        place.write_bytes(good)
    assert not _damage(whole)
    for kind, count in sorted(done.items()):
        print(
            f"{kind or 'no suffix':<12}{count:>7} flips {missed[kind]:>4} missed {unnamed[kind]:>4} not named"
        )
    total = sum(done.values())
    print(
        f"bits        {total:>7} flips {missed.total():>4} missed {unnamed.total():>4} not named, {time.monotonic() - began:.0f} s"
    )
    return missed.total() + unnamed.total()


def _damage(folder: Path) -> list[str]:
    try:
        return [f"{path}: {what}" for path, what in verifier.check(folder).damage]
    except verifier.UnreadableError as error:
        return [str(error)]


def _zips(whole: Path, base: Path, flips: int, chance: random.Random) -> int:
    """A zip's own wrapping may change without a file's bytes: then the pack that comes out is whole, and rightly so."""
    target, said, missed = base / "x.zip", Counter[str](), 0
    pack.zipped(whole, target, DAY)
    good = target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        expected = {name: archive.read(name) for name in archive.namelist()}
    for at in chance.choices(range(len(good) * 8), k=flips):
        bad = bytearray(good)
        bad[at // 8] ^= 1 << at % 8
        target.write_bytes(bad)
        try:
            with pack.opened(target) as folder:
                damage = _damage(folder)
                beside = [path for path in folder.parent.iterdir() if path != folder]
                there = {
                    f"{TOP}/{path.relative_to(folder).as_posix()}": path.read_bytes()
                    for path in folder.rglob("*")
                    if path.is_file()
                }
            found = "damaged" if damage or beside else "whole"
            missed += found == "whole" and there != expected
        except InputError:
            found = "cannot be unpacked"
        said[found] += 1
    print(f"zip         {flips:>7} flips {missed:>4} missed; {dict(said)}")
    return missed


def _structure(whole: Path, yard: Yard, base: Path, rounds: int) -> int:
    fingerprint = sealing.read(whole, pack.SEAL).fingerprint
    missed = alarms = 0
    for number in range(rounds):
        for name, tampering in TAMPERINGS.items():
            folder = shutil.copytree(whole, base / f"{number}/{name}" / TOP)
            tampering.change(folder, yard)
            judged = by_kb(folder, fingerprint)
            named = ("proof/SEAL.json",) if tampering.resealed else tampering.named
            if judged.whole or not all(path in judged.said for path in named):
                missed += 1
                print(f"missed      {name}: {judged.said}")
        for name, change in HARMLESS.items():
            folder = shutil.copytree(whole, base / f"{number}/{name}" / TOP)
            change(folder, yard)
            if not by_kb(folder, fingerprint).whole:
                alarms += 1
                print(f"false alarm {name}")
    print(f"structure   {rounds * len(TAMPERINGS):>7} cases {missed:>4} missed")
    print(f"harmless    {rounds * len(HARMLESS):>7} cases {alarms:>4} false alarms")
    return missed + alarms


if __name__ == "__main__":
    sys.exit(main())
