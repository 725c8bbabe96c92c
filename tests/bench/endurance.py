"""
Index changes killed while readers search, and many threads at once: `python -m tests.bench.endurance`.

Prints how many searches there were, and how many failed or gave anything but the answers of a quiet index.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kb.errors import KbError
from kb.search.whoosh_index import WhooshIndex
from tests.search.corpus import asked, judged, some

_WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from kb.search.whoosh_index import WhooshIndex
from tests.search.corpus import some
index = WhooshIndex(Path(sys.argv[1]))
print('go', flush=True)
number = 0
while True:
    number += 1
    page = some(25)[20]
    other = replace(page, fields=page.fields | {'body': f'round {number} of many'})
    index.write([other if each.id == page.id else each for each in some(25)])
"""

_QUESTIONS = ["offer letter blank", "password change login", "payslip march", "WDR-5031", "iban rejected"]


def kills(folder: Path, count: int, readers: int) -> tuple[int, int, int]:
    """Kill a writer again and again; give the searches, the failed and the wrong ones."""
    WhooshIndex(folder).write(some(25))
    oracle = {query: WhooshIndex(folder).search(asked(query)).hits[0].id for query in _QUESTIONS}
    stop = threading.Event()
    tally = [0, 0, 0]
    lock = threading.Lock()

    def read() -> None:
        index = WhooshIndex(folder)
        turn = 0
        while not stop.is_set():
            turn += 1
            query = _QUESTIONS[turn % len(_QUESTIONS)]
            try:
                wrong = index.search(asked(query)).hits[0].id != oracle[query]
                failed = False
            except (KbError, IndexError):
                wrong, failed = False, True
            with lock:
                tally[0] += 1
                tally[1] += failed
                tally[2] += wrong

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    chance = random.Random(1)
    for _ in range(count):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(folder)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    stop.set()
    for thread in threads:
        thread.join()
    assert WhooshIndex(folder).search(asked("offer letter")).hits
    return tally[0], tally[1], tally[2]


def threads_at_once(folder: Path, threads: int, searches: int) -> tuple[int, int]:
    """Search from many threads; give the searches and those that differ from one thread's answers."""
    index = WhooshIndex(folder)
    queries = list(judged())
    alone = {query: index.search(asked(query)) for query in queries}

    def one(start: int) -> int:
        return sum(
            index.search(asked(query)) != alone[query]
            for query in (queries[(start + turn) % len(queries)] for turn in range(searches))
        )

    with ThreadPoolExecutor(threads) as pool:
        return threads * searches, sum(pool.map(one, range(threads)))


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=10)
    parser.add_argument("--searches", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        searches, failed, wrong = kills(Path(name), options.kills, options.readers)
        print(f"{options.kills} kills: {searches} searches, {failed} failed, {wrong} wrong")
        searches, different = threads_at_once(Path(name), options.threads, options.searches)
        print(f"{options.threads} threads: {searches} searches, {different} other than one thread's")


if __name__ == "__main__":
    main()
