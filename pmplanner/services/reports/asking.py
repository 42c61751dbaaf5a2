"""Of what and of whom a paper tells."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.exchange.weeks import WEEKDAYS
from pmplanner.exchange.writing import Value
from pmplanner.models import Plan
from pmplanner.services.lookup import get
from pmplanner.services.settings import read_setting

Row = Sequence[Value]
"""A row of the figures as a file has it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan a paper is of, and the people of whom it tells; None for everybody who counts."""

    plan_id: int
    today: dt.date
    person_ids: frozenset[int] | None = None
    whom: str = ""
    """Who these people are, in words; empty for everybody."""
    months: int | None = None
    """How far a paper looks ahead; None for as far as it usually does."""
    years: int | None = None
    """How many years back; None for as many as usual."""
    names: tuple[str, ...] = ()
    """The rooms or trainers of which it tells; empty for all."""
    session_ids: frozenset[int] | None = None
    """The sessions of which it tells; None for all."""
    between: tuple[dt.date, dt.date] | None = None
    """From the month of one day to that of another it tells; None for the plan's."""
    first_weekday: int | None = None
    """With which weeks begin, 0 for Monday to 6 for Sunday; None for what the workspace is set to."""

    @property
    def only_person(self) -> int | None:
        """The id of the person of whom alone it tells; None of several."""
        return next(iter(self.person_ids)) if self.person_ids and len(self.person_ids) == 1 else None


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of a paper."""

    plan: str
    first_day: dt.date
    last_day: dt.date
    today: dt.date
    whom: str = ""


def heading_of(db: Session, asked: Asked) -> Heading:
    """Return the heading of what is asked for; raise PlanError when the plan is gone."""
    plan = get(db, Plan, asked.plan_id)
    return Heading(plan.name, plan.first_day, plan.last_day, asked.today, asked.whom)


def asked_of(
    plan_id: int, today: dt.date, person_ids: Collection[int] | None = None, whom: str = ""
) -> Asked:
    """Return what is asked of a plan and of these people, None for everybody."""
    return Asked(plan_id, today, None if person_ids is None else frozenset(person_ids), whom)


def first_weekday(db: Session, asked: Asked) -> int:
    """Return with which weeks begin: as is asked for, or as the workspace is set."""
    if asked.first_weekday is not None:
        return asked.first_weekday
    day = read_setting(db, "week-start")
    return WEEKDAYS.index(day) if day else 0
