"""
The last accepted run of the judgements: for each audience, at which rank each one's answer stood.

One JSON file beside the judgements, sorted, with names of judgements and ranks only; 0 is "not among the first ten".
"""

import json
from collections.abc import Mapping
from pathlib import Path

from kb.errors import InputError
from kb.io.files import read_text, write_if_changed

Ranks = Mapping[str, int]
"""Name of a judgement → rank."""


def load(path: Path, *, shown: str) -> dict[str, dict[str, int]]:
    """Read it, audience → ranks; none where there is no file. Raise InputError when it is not what `save` writes."""
    if not path.is_file():
        return {}
    try:
        values = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise _broken(error.msg, shown, error.lineno) from error
    except RecursionError as error:
        raise _broken("nested too deeply", shown, 1) from error
    if not isinstance(values, dict) or not all(isinstance(ranks, dict) for ranks in values.values()):
        raise _broken("not an object of audiences", shown, 1)
    for ranks in values.values():
        for name, rank in ranks.items():
            if type(rank) is not int or not 0 <= rank <= 10:
                raise _broken(f"the rank of {name!r} is {rank!r}", shown, 1)
    return values


def render(runs: Mapping[str, Ranks]) -> str:
    """Write it, a line for each judgement, so that a change shows as the lines that changed."""
    return json.dumps(runs, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def save(path: Path, runs: Mapping[str, Ranks]) -> bool:
    """Write it whole or not at all, and tell whether it changed."""
    return write_if_changed(path, render(runs))


def _broken(problem: str, shown: str, line: int) -> InputError:
    return InputError(
        f"not an accepted run: {problem}",
        path=shown,
        line=line,
        hint="take it back from Git, or make it anew with: kb search test --accept",
    )
