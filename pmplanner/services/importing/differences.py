"""What a row of a file changes of what is there, and what no two rows of a file may both say."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Row
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError


def once(seen: dict[Any, int], key: object, row: ParsedRow, *fields: str) -> None:
    """Raise RejectedError when an earlier row of the file was about the same *key*."""
    if key in seen:
        raise RejectedError(said("the same as in row {seen}", seen=seen[key]), *fields)
    seen[key] = row.number


def check_order(first: dt.date | None, last: dt.date | None, *fields: str) -> None:
    """Raise RejectedError when a last day is before its first day; *fields* hold the two."""
    if first is not None and last is not None and last < first:
        raise RejectedError(
            said("the last day {last} is before the first day {first}", last=last, first=first),
            *(fields or ("last_day", "first_day")),
        )


def change(draft: Draft, kind: type[Row], present: Any, values: Mapping[str, object]) -> list[str]:  # noqa: ANN401
    """Change what is different of a row that is there, and tell it."""
    different = {name: value for name, value in values.items() if getattr(present, name) != value}
    if different:
        draft.update(kind, present.id, different)
    return [told(name, getattr(present, name), new) for name, new in different.items()]


def told(name: str, before: object, after: object) -> str:
    """Return what becomes of a field as the preview shows it."""
    return f"{name}: {shown(before)} → {shown(after)}"


def shown(value: object) -> str:
    """Return a value as the preview shows it; what holds without a limit has no day."""
    return str(value) if value not in (None, "", NO_FIRST_DAY, NO_LAST_DAY) else "–"


def in_a_row(error: PlanError) -> str:
    """Return why a service refuses something, as the reason of a row."""
    reason = str(error).removesuffix(".")
    return reason[:1].lower() + reason[1:]


def outcome_of(row: ParsedRow, subject: str, told: list[str]) -> Outcome:
    """Return the outcome of a row that changes what is told, or nothing."""
    return Outcome(row, "updated" if told else "unchanged", subject, "; ".join(told))
