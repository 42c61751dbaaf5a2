"""The rooms, equipment, trainers and closed days of the sample workspace."""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files

from sqlalchemy.orm import Session

from pmplanner.sentences import said
from pmplanner.services.calendar.closures import add_blackout, add_closure, add_site
from pmplanner.services.errors import PlanError
from pmplanner.services.resources.equipment import add_equipment, list_equipment, set_course_needs
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.resources.trainers import add_trainer, add_trainer_absence

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
LAPTOPS = "Laptop set"
_NEEDS_LAPTOPS = "TNX-BDP"
_BLACKOUT_WEEK = 25
"""A week of the plan in which the sample has no session."""

Ids = Mapping[str, int]


def sample_rows(name: str) -> Iterator[dict[str, str]]:
    """Return the rows of a file of the sample."""
    text = (files("pmplanner_resources") / "sample" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def add_resources(db: Session, courses: Ids, first_day: dt.date, currency: str) -> None:
    """Add rooms, equipment, trainers and closed days for a plan from *first_day* on.

    The sessions of the sample name the rooms and trainers, and none of them lies on a closed day.
    Raises PlanError when the catalogue lacks a course.
    """
    monday = first_day - dt.timedelta(days=first_day.weekday())
    _add_rooms(db, courses)
    _add_trainers(db, courses, monday, currency)
    for row in sample_rows("closures"):
        begins = monday + dt.timedelta(weeks=int(row["week"]) - 1, days=WEEKDAYS.index(row["weekday"]))
        ends = begins + dt.timedelta(days=int(row["days"]) - 1)
        add_closure(db, begins, ends, row["site"], row["name"])
    add_site(db, "Rotterdam", "NL", timezone="Europe/Amsterdam")
    begins = monday + dt.timedelta(weeks=_BLACKOUT_WEEK - 1)
    add_blackout(db, begins, begins + dt.timedelta(days=4), "Payments", "Half-year accounts")


def _add_rooms(db: Session, courses: Ids) -> None:
    laptops = add_equipment(db, LAPTOPS, 2, "Ten laptops with a charger each")
    set_course_needs(db, id_of(courses, _NEEDS_LAPTOPS), {laptops: 1})
    for row in sample_rows("rooms"):
        known = {thing.name: thing.id for thing in list_equipment(db)}
        name = row["equipment"]
        own = [known.get(name) or add_equipment(db, name)] if name else []
        add_room(db, row["name"], site=row["site"], seats=int(row["seats"]), equipment=own)


def _add_trainers(db: Session, courses: Ids, monday: dt.date, currency: str) -> None:
    for row in sample_rows("trainers"):
        trainer_id = add_trainer(
            db,
            row["name"],
            courses=[id_of(courses, code) for code in row["courses"].split()],
            code=row["code"],
            email=row["email"],
            working_days=_bits(row["working_days"]),
            day_cost=Decimal(row["day_cost"]),
            currency=currency,
        )
        if row["away_week"]:
            first = monday + dt.timedelta(weeks=int(row["away_week"]) - 1)
            last = first + dt.timedelta(days=int(row["away_days"]) - 1)
            add_trainer_absence(db, trainer_id, first, last, "Holiday")


def _bits(days: str) -> int | None:
    """Return weekdays as bits; None for those on which the whole company works."""
    chosen = days.split()
    return None if len(chosen) == len(WEEKDAYS) else sum(1 << WEEKDAYS.index(day) for day in chosen)


def id_of(ids: Ids, code: str) -> int:
    """Return the id of a code; raise PlanError when the catalogue lacks it."""
    try:
        return ids[code]
    except KeyError:
        raise PlanError(
            said("The sample needs “{code}”, which the catalogue does not have.", code=code)
        ) from None
