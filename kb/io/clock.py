"""The only place that asks what time it is; `SOURCE_DATE_EPOCH` (seconds) holds it still."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime

from kb.errors import ConfigError

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""


def now() -> datetime:
    """Tell the time in UTC, to the second."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed:
        try:
            return datetime.fromtimestamp(int(fixed), tz=UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise ConfigError(
                f"SOURCE_DATE_EPOCH is {fixed!r}, not a number of seconds",
                hint="unset SOURCE_DATE_EPOCH",
            ) from error
    return datetime.now(tz=UTC).replace(microsecond=0)


def today(clock: Clock = now) -> date:
    """Give the date in UTC."""
    return clock().date()
