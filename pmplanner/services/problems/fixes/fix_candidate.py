"""An edit that might solve a problem, and how it can be tried."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.storage.labels import Label

Value = int | str | dt.date


@dataclass(frozen=True, slots=True)
class Remedy:
    """An edit by name with what it needs; *attempt* tries it on plain rows, None where it cannot be."""

    label: Label
    edit: str
    values: tuple[Value, ...]
    attempt: Callable[[], Trial | None]
