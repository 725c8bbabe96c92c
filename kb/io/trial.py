"""Ask the site generator's own Markdown which texts it cannot render in time; it does so where it can be killed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

POSTPONED = "waits to be tried at the next build: others that are slow used up the time for that"
"""Said of a text that was not tried to the end: it is no verdict."""


def refused(
    configuration: Path, texts: Mapping[str, str], *, seconds: float, shared: float
) -> Mapping[str, str] | None:
    """
    Give why each text that cannot be rendered cannot be, by its name; each has so many seconds of processor time.

    Those that fail share `shared` seconds on each core; what is left then is postponed unless it is quick.

    None where nothing could be tried: what is wrong with the configuration is for the build to say.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mkdocs_kb.trial", str(configuration), f"{seconds:g}", f"{shared:g}"],
        input=json.dumps(texts),
        cwd=configuration.parent,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        return None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return None
    return {str(name): str(why) for name, why in told.items()} if isinstance(told, dict) else None
