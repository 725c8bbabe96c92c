"""
Impacts in coarse steps, each known by the most a term of that step can score.

An engine that can only add constants scores by these; as no score comes out too low, what it leaves out is known
not to be among the best.
"""

import math
from functools import lru_cache

from kb.search.ranking import saturated

_STEPS = 12
"""Levels for each doubling of what a term scores: one level is 6 % wide."""

_LOWEST = -math.ceil(-math.log2(saturated(1)) * _STEPS)
_FIRST = 0x100  # levels are letters, from here on


@lru_cache(maxsize=65_536)
def letter(impact: int) -> str:
    """Give the level of an impact, as one letter."""
    return chr(_FIRST - _LOWEST + math.ceil(math.log2(saturated(impact)) * _STEPS))


@lru_cache(maxsize=256)
def ceiling(level: str) -> float:
    """Give what the saturated impacts of a level are at most."""
    return 2 ** ((ord(level) - _FIRST + _LOWEST) / _STEPS)
