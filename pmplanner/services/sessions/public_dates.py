"""Dates on which a provider runs a course for everybody; each can be taken as a session."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, PublicDate
from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import marked, said
from pmplanner.services.calendar.session_days import DAY_END, DAY_START, Day, fill_days, is_working_day
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.quantities import check_amount
from pmplanner.services.sessions.sessions import add_session

FIELDS = (
    "first_day", "last_day", "start_time", "end_time", "timezone", "mode", "place", "seats", "cost",
    "currency", "source",
)  # fmt: skip
"""What can be set on a public date."""

MODES = ("on site", "online")


@dataclass(frozen=True, slots=True)
class PublicDateRow:
    """A date of a course that a provider has set; *cost* is the price of one seat."""

    id: int
    course_id: int
    first_day: dt.date
    last_day: dt.date
    start_time: dt.time
    end_time: dt.time
    timezone: str
    mode: str
    place: str
    seats: int | None
    cost: Decimal | None
    currency: str
    source: str


def list_dates(db: Session, course_id: int | None = None) -> list[PublicDateRow]:
    """Return the public dates of a course, or of all, by day."""
    query = select(PublicDate).order_by(PublicDate.first_day, PublicDate.place, PublicDate.id)
    if course_id is not None:
        query = query.where(PublicDate.course_id == course_id)
    return [
        PublicDateRow(row.id, row.course_id, *(getattr(row, name) for name in FIELDS))
        for row in db.scalars(query)
    ]


def add_date(db: Session, /, course_id: int, first_day: dt.date, **values: object) -> int:
    """Add a public date with values of FIELDS and return its id.

    Without a last day the course's days are laid over working days. Raises PlanError when the
    values will not do.
    """
    course = get(db, Course, course_id)
    last_day = fill_days(first_day, course.days)[-1].day
    usual: dict[str, object] = {"last_day": last_day, "start_time": DAY_START, "end_time": DAY_END}
    row = PublicDate(course_id=course_id, first_day=first_day)
    write_fields(row, FIELDS, {**usual, **values})
    _check(db, row)
    db.add(row)
    db.flush()
    return row.id


def remove_date(db: Session, date_id: int) -> None:
    """Remove a public date; sessions made of it stay."""
    db.delete(get(db, PublicDate, date_id))


def take_date(db: Session, plan_id: int, date_id: int, pick_ids: Iterable[int] = ()) -> int:
    """Make a session of a public date with the people of these picks; return the session's id.

    It is pinned, because the provider sets its days. Raises PlanError when it cannot be.
    """
    row = get(db, PublicDate, date_id)
    note = said("Public date ({source})", source=row.source) if row.source else said("Public date")
    return add_session(
        db,
        plan_id,
        row.course_id,
        _days(db, row),
        pick_ids=pick_ids,
        timezone=row.timezone,
        mode=row.mode,
        room=row.place,
        seats_max=row.seats,
        seats_min=None,
        pinned=True,
        status=SessionStatus.CONFIRMED,
        note=note,
    )


def _days(db: Session, row: PublicDate) -> list[Day]:
    """Lay the course's days over the date's; a date that is longer has whole days to its end.

    A weekend in between is left out, one at an end is meant.
    """
    course = get(db, Course, row.course_id)
    span = [row.first_day + dt.timedelta(days=n) for n in range((row.last_day - row.first_day).days + 1)]
    laid = fill_days(row.first_day, course.days, row.start_time, row.end_time)
    if laid[-1].day == row.last_day:
        return laid
    if is_working_day(row.first_day) and is_working_day(row.last_day):
        span = [day for day in span if is_working_day(day)]
    return [Day(day, row.start_time, row.end_time) for day in span]


def _check(db: Session, row: PublicDate) -> None:
    check_date(row)
    for other in list_dates(db, row.course_id):
        same = (other.first_day, fold(other.place)) == (row.first_day, fold(row.place or ""))
        if other.id != row.id and same:
            raise PlanError(
                said("There is already a date on {day} in {place}.", day=row.first_day, place=row.place)
                if row.place
                else said("There is already a date on {day}.", day=row.first_day)
            )


def check_date(row: PublicDate) -> None:
    """Raise PlanError when a public date cannot be as it is, whatever others there are."""
    check_order(row.first_day, row.last_day)
    if row.start_time >= row.end_time:
        raise PlanError(said("It would end before it begins."))
    if row.mode not in (None, *MODES):
        first, second = MODES
        raise PlanError(
            said("A date is {first} or {second}; not “{mode}”.", first=first, second=second, mode=row.mode)
        )
    if row.seats is not None and row.seats < 1:
        raise PlanError(said("There is at least one seat."))
    check_amount(
        row.cost,
        marked("What a seat costs is 0 or more, with at most two decimals; not {amount}."),
        row.currency,
    )
