"""The days of a session in runs: days that follow upon each other without a gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

_DAY = dt.timedelta(days=1)


def day_runs(days: Iterable[dt.date]) -> list[list[dt.date]]:
    """Days, which are in order, in groups that follow upon each other."""
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
