"""Until when a completion counts."""

import datetime as dt
from calendar import monthrange


def expiry_of(completed_on: dt.date, valid_months: int | None) -> dt.date | None:
    """Return the last day on which a completion is valid; None for never, or where days end."""
    if valid_months is None:
        return None
    years, month = divmod(completed_on.month - 1 + valid_months, 12)
    year = completed_on.year + years
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(completed_on.day, monthrange(year, month + 1)[1]))
