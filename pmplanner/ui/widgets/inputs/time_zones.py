"""The time zones that the system knows."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_time_zones() -> tuple[str, ...]:
    """IANA names by name, without those kept for old systems; empty where there is no database."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )
