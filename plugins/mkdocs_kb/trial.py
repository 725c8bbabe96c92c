"""
Render texts on trial, each in a process of its own that may be killed.

    python -m mkdocs_kb.trial mkdocs.yml SECONDS SHARED < {"name": "text"} > {"name": "why it cannot be rendered"}
"""

import json
import logging
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import markdown
from mkdocs.config import load_config
from mkdocs.utils import meta

from kb.io.cores import cores
from kb.io.trial import POSTPONED

MEMORY = 2 << 30
"""Bytes one text may take."""

PATIENCE = 15
"""Times the budget that may pass on the clock: on a busy machine a process waits for its turn."""

LITTLE = 0.1
"""Seconds for each text that is left once the shared ones are used up: most texts need less."""

FRAMES = 150
"""Calls that the site generator stands in when it renders a page, and a trial does not."""

_FAILED = 3


def main(configuration: str, seconds: float, shared: float) -> None:
    """
    Try every text, the shortest first, and print those that do not come to an end in time, or fail.

    Once texts that failed have taken `shared` seconds on each core, every other gets a little only.
    """
    logging.disable()
    texts: Mapping[str, str] = json.load(sys.stdin)
    config = load_config(configuration)
    waiting = sorted(texts, key=lambda name: (len(texts[name]), name), reverse=True)
    running: dict[int, tuple[str, float]] = {}
    refused: dict[str, str] = {}
    left = shared * cores()
    while waiting or running:
        while waiting and len(running) < cores():
            name = waiting.pop()
            allowed = seconds if left > 0 else min(seconds, LITTLE)
            if pid := os.fork():
                running[pid] = (name, allowed)
            else:
                _render(texts[name], config.markdown_extensions, config.mdx_configs, allowed)
        pid, status, usage = os.wait3(0)
        name, allowed = running.pop(pid)
        if status:
            left -= usage.ru_utime + usage.ru_stime
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM):
            slow = f"takes more than {seconds:g} seconds to render"
            refused[name] = slow if allowed == seconds else POSTPONED
        elif status:
            refused[name] = "cannot be rendered: it is nested too deeply, or too large"
    json.dump(refused, sys.stdout)


def _render(text: str, extensions: list[str], configs: dict[str, dict[Any, Any]], seconds: float) -> None:
    """Render one text and end the process; past its budget of processor time the system ends it."""
    code = _FAILED
    try:
        sys.setrecursionlimit(sys.getrecursionlimit() - FRAMES)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        # Their default is to end the process, in the middle of a regular expression as well.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)
        body, _ = meta.get_data(text)
        markdown.Markdown(extensions=extensions, extension_configs=configs).convert(body)
        code = 0
    except BaseException:  # noqa: S110 - whatever it is, the code says so
        pass
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()), *map(float, sys.argv[2:]))
