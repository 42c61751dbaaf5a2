"""What the subdivisions of countries are called whose public holidays are known."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pmplanner.services.calendar.open_days import known_regions


@lru_cache(maxsize=32)
def subdivision_names(country: str) -> Mapping[str, str]:
    """Return the subdivisions of a country by code, each with its names or, without one, its code."""
    import holidays

    codes = known_regions().get(country, ())
    if not codes:
        return MappingProxyType({})
    aliases: Mapping[str, str] = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    names = {code: [name for name, other in aliases.items() if other == code] for code in codes}
    return MappingProxyType({code: " / ".join(names[code]) or code for code in codes})
