"""What a course must hold to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken
from pmplanner.services.quantities import CENTS, QUARTERS, is_in_steps, refuse_decimals

MOST_DAYS = 999
MOST_SEATS = 9999
MOST_MONTHS = 1200
MOST_COST = 1_000_000_000
"""Beyond these a number is a slip of the hand."""

_CHECKED = ("title", "code", "days", "cost", "currency", "min_seats", "max_seats", "valid_months")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the values of a course will not do, in a sentence, and the values at fault, the likeliest first."""

    reason: str
    fields: tuple[str, ...]


def check_course(db: Session, course: Course) -> None:
    """Raise PlanError, with the reason in a sentence, when the values of a course will not do."""
    fault = find_fault({name: getattr(course, name) for name in _CHECKED})
    if fault is not None:
        raise PlanError(fault.reason)
    refuse_taken(db, course, "code", marked("There is already a course with the code “{text}”."))


def find_fault(values: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the values of a course by name, if anything; a value left out is None."""
    title = values.get("title")
    if not title:
        return Fault(said("A course needs a title."), ("title", "code"))
    if not values.get("code"):
        return Fault(said("“{title}” needs a code.", title=title), ("code",))
    return (
        _fault_of_days(title, values.get("days"))
        or _fault_of_cost(title, values.get("cost"), values.get("currency") or "")
        or _fault_of_seats(title, values.get("min_seats"), values.get("max_seats"))
        or _fault_of_months(title, values.get("valid_months"))
    )


def _fault_of_days(title: str, days: Decimal | None) -> Fault | None:
    if days is None or not is_in_steps(days, QUARTERS) or days <= 0:
        return Fault(
            said("“{title}” needs days: more than 0, in steps of 0.25; not {days}.", title=title, days=days),
            ("days",),
        )
    if days > MOST_DAYS:
        return Fault(
            said(
                "“{title}” would take {days} days; at most {most} can be planned.",
                title=title,
                days=days,
                most=MOST_DAYS,
            ),
            ("days",),
        )
    return None


def _fault_of_cost(title: str, cost: Decimal | None, currency: str) -> Fault | None:
    if cost is not None and (not is_in_steps(cost, CENTS) or not 0 <= cost <= MOST_COST):
        return Fault(
            said(
                "The cost of “{title}” is an amount such as 1200 or 1200.50; not {cost}.",
                title=title,
                cost=cost,
            ),
            ("cost",),
        )
    if cost is not None and (reason := refuse_decimals(cost, currency)):
        return Fault(reason, ("cost",))
    return None


def _fault_of_seats(title: str, low: int | None, high: int | None) -> Fault | None:
    for name, seats in (("min_seats", low), ("max_seats", high)):
        if seats is not None and seats < 1:
            return Fault(said("“{title}” needs at least one seat.", title=title), (name,))
        if seats is not None and seats > MOST_SEATS:
            return Fault(said("“{title}” has at most {most} seats.", title=title, most=MOST_SEATS), (name,))
    if low is not None and high is not None and low > high:
        reason = said(
            "The fewest seats ({low}) of “{title}” are more than the most ({high}).",
            low=low,
            title=title,
            high=high,
        )
        return Fault(reason, ("min_seats", "max_seats"))
    return None


def _fault_of_months(title: str, months: int | None) -> Fault | None:
    if months is not None and not 1 <= months <= MOST_MONTHS:
        reason = said(
            "“{title}” is valid for 1 to {most} months, or for ever; not {months}.",
            title=title,
            most=MOST_MONTHS,
            months=months,
        )
        return Fault(reason, ("valid_months",))
    return None
