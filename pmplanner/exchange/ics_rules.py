"""How often an event comes, looked at before a library counts it out: none may never end."""

import datetime as dt
from functools import lru_cache
from itertools import islice
from typing import Any

from pmplanner.exchange.limits import MAX_STEPS
from pmplanner.sentences import said

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_MOST_TIMES_A_DAY = 24
_MOST_IN_A_LIST = 400
_FIRST_YEAR = 1900
_LAST_YEARS = dt.datetime(9972, 1, 1)  # noqa: DTZ001 - compared with times of any zone


class RuleError(Exception):
    """Why a rule cannot be read, as the part of a sentence."""


def bounded_rule(
    rule: Any,  # noqa: ANN401 - of the library
    start: dt.datetime,
    zone: dt.tzinfo | None,
    end: dt.datetime,
    *,
    whole_days: bool,
) -> Any:  # noqa: ANN401
    """Return the rule with the last time that it gives before *end* as its end; None when it gives none.

    *start* and *end* are what the clocks of *zone* show. Raises RuleError when it cannot be read or comes
    too often.
    """
    from dateutil.rrule import rrulestr

    rule = type(rule)(dict(rule))
    _refuse_endless(rule, start)
    count = next((int(each) for each in rule.pop("COUNT", [])), None)
    given = [_local_until(each, zone) for each in rule.pop("UNTIL", [])]
    try:
        if _never_comes(rule):
            return None
        rule["UNTIL"] = [min([end, *given])]
        found = rrulestr(rule.to_ical().decode(), dtstart=start)
        times = list(islice(found, MAX_STEPS + 1 if count is None else min(count, MAX_STEPS + 1)))
    except (ValueError, TypeError, OverflowError, IndexError) as error:
        raise RuleError(said("how it repeats cannot be read: {error}", error=error)) from error
    if len(times) > MAX_STEPS:
        raise RuleError(said("it comes more than {most:,} times", most=MAX_STEPS))
    if not times:
        return None
    rule["UNTIL"] = [_until(times[-1], zone, whole_days=whole_days)]
    return rule


def _never_comes(rule: Any) -> bool:  # noqa: ANN401
    """Tell whether no day fits, such as 30 February, for which the library would look until the year 9999.

    Years of all kinds are among the last 28 that there are: it need not look further.
    """
    each = type(rule)({**rule, "INTERVAL": [1]})
    return _has_no_day(each.to_ical().decode())


@lru_cache(maxsize=256)
def _has_no_day(rule: str) -> bool:
    from dateutil.rrule import rrulestr

    return next(iter(rrulestr(rule, dtstart=_LAST_YEARS)), None) is None


def _refuse_endless(rule: Any, start: dt.datetime) -> None:  # noqa: ANN401
    """Raise RuleError for a rule that would be counted out for ever."""
    if str(*rule.get("FREQ", [""])).upper() not in _FREQUENCIES:
        raise RuleError(said("it repeats within a day, which cannot be read"))
    if any(each < 1 for name in ("INTERVAL", "COUNT") for each in rule.get(name, [])):
        raise RuleError(said("how it repeats cannot be read: there is a number below 1"))
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(rule.get(name, [])) or 1
    if times > _MOST_TIMES_A_DAY:
        raise RuleError(said("it comes more than {most} times a day", most=_MOST_TIMES_A_DAY))
    if any(len(each) > _MOST_IN_A_LIST for each in rule.values() if isinstance(each, list)):
        raise RuleError(said("how it repeats is told by a list of more than {most}", most=_MOST_IN_A_LIST))
    if start.year < _FIRST_YEAR:
        raise RuleError(said("it repeats since before {year}", year=_FIRST_YEAR))


def _local_until(value: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    """Return the last moment at which an occurrence may begin; a day counts to its end."""
    if not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time(23, 59, 59))
    return (value.astimezone(zone) if value.tzinfo and zone else value).replace(tzinfo=None)


def _until(moment: dt.datetime, zone: dt.tzinfo | None, *, whole_days: bool) -> dt.date:
    """Return a moment in the form that the start of the event has."""
    if whole_days:
        return moment.date()
    return moment if zone is None else moment.replace(tzinfo=zone).astimezone(dt.UTC)
