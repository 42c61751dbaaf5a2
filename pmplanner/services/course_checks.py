"""What a course must hold to be kept."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold

MOST_DAYS = 999
MOST_SEATS = 100_000
MOST_MONTHS = 1200
MOST_COST = 1_000_000_000
"""Beyond these a number is a slip of the hand."""


def check_course(session: Session, course: Course) -> None:
    """Raise PlanError, with the reason in a sentence, when the values of a course will not do."""
    if not course.title:
        raise PlanError("A course needs a title.")
    if not course.code:
        raise PlanError(f"“{course.title}” needs a code.")
    _check_days(course)
    _check_cost(course)
    _check_seats(course)
    months = course.valid_months
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise PlanError(
            f"“{course.title}” is valid for 1 to {MOST_MONTHS} months, or for ever; not {months}."
        )
    for other_id, code in session.execute(select(Course.id, Course.code)):
        if other_id != course.id and fold(code) == fold(course.code):
            raise PlanError(f"There is already a course with the code “{code}”.")


def _check_days(course: Course) -> None:
    days: Decimal | None = course.days
    if days is None or not _in_steps(days, 4) or days <= 0:
        raise PlanError(f"“{course.title}” needs days: more than 0, in steps of 0.25; not {days}.")
    if days > MOST_DAYS:
        raise PlanError(f"“{course.title}” would take {days} days; at most {MOST_DAYS} can be planned.")


def _check_cost(course: Course) -> None:
    cost = course.cost
    if cost is not None and (not _in_steps(cost, 100) or not 0 <= cost <= MOST_COST):
        raise PlanError(f"The cost of “{course.title}” is an amount such as 1200 or 1200.50; not {cost}.")


def _check_seats(course: Course) -> None:
    low, high = course.min_seats, course.max_seats
    if (low is not None and low < 0) or (high is not None and high < 1):
        raise PlanError(f"“{course.title}” needs at least one seat.")
    if max(low or 0, high or 0) > MOST_SEATS:
        raise PlanError(f"“{course.title}” has at most {MOST_SEATS} seats.")
    if low is not None and high is not None and low > high:
        raise PlanError(f"The fewest seats ({low}) of “{course.title}” are more than the most ({high}).")


def _in_steps(value: Decimal, steps: int) -> bool:
    """Say whether the value is a finite multiple of 1/steps."""
    return Decimal(value).is_finite() and Decimal(value) * steps == int(Decimal(value) * steps)
