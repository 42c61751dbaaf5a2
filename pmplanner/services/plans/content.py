"""What is in a plan, in values that can be compared with those of another plan.

Ids stand only where both plans mean the same row by them: people, courses, tracks, equipment. Sessions are
those of the plan; :mod:`pmplanner.services.plans.matching` says which of another plan are the same.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    AcceptedProblem,
    Budget,
    CostItem,
    Pick,
    PickDecision,
    Plan,
    PlanScope,
    Policy,
    Reservation,
    Row,
    Seat,
    SessionDay,
    SessionEquipment,
    SessionRoom,
    SessionTrainer,
    Target,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.families import family_of
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.plans.plans import SIDES
from pmplanner.services.sessions.seating import ATTENDANCE

PLAN_FIELDS = ("first_day", "last_day", "budget", "currency", "target_days", "approval_rule")
"""What a plan says of itself, but for its name."""

RULES: Mapping[str, tuple[type[Row], tuple[str, ...], tuple[str, ...]]] = {
    "policy": (Policy, ("kind", "team"), ("action", "limit", "percent")),
    "scope": (PlanScope, ("kind", "ref_id", "text"), ("include",)),
    "target": (Target, ("kind", "ref_id", "text"), ("days",)),
    "budget": (Budget, ("kind", "ref_id", "text"), ("amount",)),
}
"""What a plan has at most one row of for each key: the table, the columns of the key, and the others."""

DAYS, ROOMS, TRAINERS, SEATS, STATUS, FIXED, COST, KEPT, EQUIPMENT, CODE, DETAILS = (
    "days",
    "rooms",
    "trainers",
    "seats",
    "status",
    "fixed",
    "cost",
    "kept",
    "equipment",
    "code",
    "details",
)
ASPECTS = (DAYS, ROOMS, TRAINERS, SEATS, STATUS, FIXED, COST, KEPT, EQUIPMENT, CODE, DETAILS)
"""In what two sessions can differ."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    DAYS: ("timezone",),
    ROOMS: ("room",),
    TRAINERS: ("trainer",),
    SEATS: ("seats_min", "seats_max"),
    STATUS: ("status",),
    FIXED: ("pinned", "locked"),
    COST: ("cost", "currency"),
    KEPT: (),
    EQUIPMENT: (),
    CODE: ("code",),
    DETAILS: tuple(
        column.key
        for column in TrainingSession.__mapper__.column_attrs
        if column.key
        not in {
            *(
                "id",
                "version",
                "plan_id",
                "course_id",
                "code",
                "timezone",
                "room",
                "trainer",
                "copied_from_id",
            ),
            *("seats_min", "seats_max", "status", "pinned", "locked", "cost", "currency"),
        }
    ),
}
"""By aspect the columns of the session that belong to it."""

PARTS: Mapping[str, tuple[type[Row], tuple[str, ...]]] = {
    DAYS: (SessionDay, ("day", "start_time", "end_time", "portion")),
    ROOMS: (SessionRoom, ("name",)),
    TRAINERS: (SessionTrainer, ("name", "part")),
    COST: (CostItem, ("name", "per", "amount", "currency")),
    KEPT: (Reservation, ("team", "seats")),
    EQUIPMENT: (SessionEquipment, ("equipment_id", "count")),
}
"""By aspect the rows beside the session that belong to it, with what they say; in order."""

Values = tuple[Hashable, ...]
PickKey = tuple[int, int, int]
"""The ids of person and course, and the attempt."""
RuleKey = tuple[str, Values]
"""One of RULES and the values of its key."""


class PlacedSeat(NamedTuple):
    """A seat in a session; *place* is that on the waiting list, from 1, for whoever waits, else 0."""

    status: str
    place: int
    attended_days: Decimal | None

    @property
    def is_attendance(self) -> bool:
        """True where it is known what became of it."""
        return self.status in ATTENDANCE


@dataclass(frozen=True, slots=True)
class SessionContent:
    """A session, by aspect; people apart."""

    id: int
    course_id: int
    code: str
    aspects: Mapping[str, Values]
    origin: int
    """The session that it, and those that it was copied from, go back to; itself where it is no copy."""

    @property
    def is_held(self) -> bool:
        """True when it took place."""
        return self.aspects[STATUS] == (SessionStatus.HELD,)

    @property
    def days(self) -> tuple[Day, ...]:
        """Its days in order."""
        return tuple(Day(*each) for each in self.aspects[DAYS] if isinstance(each, tuple))


class Decided(NamedTuple):
    """What was decided of a pick; the columns are those of PickDecision."""

    decision: str
    decided_by_id: int | None
    decided_by_name: str
    decided_on: dt.date | None
    asked_on: dt.date | None
    asked_of_id: int | None
    asked_of_name: str
    note: str
    swap_course_id: int | None

    @property
    def day(self) -> dt.date:
        """The day on which it was decided, else asked."""
        return self.decided_on or self.asked_on or dt.date.min


class PickContent(NamedTuple):
    """A pick: the person's own days, the note, the seats by session, and what was decided."""

    id: int
    days: Decimal | None
    note: str
    seats: Mapping[int, PlacedSeat]
    decided: Decided | None = None

    @property
    def says(self) -> Values:
        """What is compared beside the seats."""
        return self.days, self.note, self.decided


@dataclass(frozen=True, slots=True)
class PlanContent:
    """All that a plan holds."""

    id: int
    name: str
    is_variant: bool
    family: int
    """The plan that it and its variants come from."""
    values: Mapping[str, object]
    rules: Mapping[RuleKey, Values]
    items: tuple[Values, ...]
    """The plan's own cost items, in order."""
    sessions: Mapping[int, SessionContent]
    picks: Mapping[PickKey, PickContent]
    accepted: Mapping[Values, str]
    """Why problems are accepted, by their SIDES."""

    def happened(self) -> set[int]:
        """Return the sessions that were held or of which attendance was entered."""
        held = {session.id for session in self.sessions.values() if session.is_held}
        seats = (entry for pick in self.picks.values() for entry in pick.seats.items())
        return held | {session_id for session_id, seat in seats if seat.is_attendance}


def read_content(db: Session, plan_id: int) -> PlanContent:
    """Return all that a plan holds; raise PlanError when it is gone."""
    plan = get(db, Plan, plan_id)
    return PlanContent(
        plan.id,
        plan.name,
        plan.variant_of_id is not None,
        family_of(db, plan_id),
        {name: getattr(plan, name) for name in PLAN_FIELDS},
        _rules(db, plan_id),
        _items(db, plan_id),
        _sessions(db, plan_id),
        _picks(db, plan_id),
        _accepted(db, plan_id),
    )


def _rules(db: Session, plan_id: int) -> dict[RuleKey, Values]:
    found: dict[RuleKey, Values] = {}
    for name, (kind, keys, values) in RULES.items():
        columns = [getattr(kind, column) for column in (*keys, *values)]
        query = select(*columns).where(kind.plan_id == plan_id)  # type: ignore[attr-defined]
        for row in db.execute(query):
            found[name, tuple(row[: len(keys)])] = tuple(row[len(keys) :])
    return found


def _items(db: Session, plan_id: int) -> tuple[Values, ...]:
    query = select(*(getattr(CostItem, column) for column in PARTS[COST][1]))
    rows = [tuple(row) for row in db.execute(query.where(CostItem.plan_id == plan_id))]
    return tuple(sorted(rows, key=_in_order))


def _sessions(db: Session, plan_id: int) -> dict[int, SessionContent]:
    parts = {aspect: _parts(db, plan_id, aspect) for aspect in PARTS}
    rows = db.scalars(select(TrainingSession).where(TrainingSession.plan_id == plan_id))
    origins = _origins(db)
    return {
        row.id: SessionContent(
            row.id,
            row.course_id,
            row.code,
            {
                aspect: (
                    *(getattr(row, column) for column in COLUMNS[aspect]),
                    *(parts[aspect].get(row.id, ()) if aspect in PARTS else ()),
                )
                for aspect in ASPECTS
            },
            origins.get(row.id, row.id),
        )
        for row in rows.all()
    }


def _parts(db: Session, plan_id: int, aspect: str) -> dict[int, tuple[Values, ...]]:
    kind, columns = PARTS[aspect]
    ordered = [kind.position] if hasattr(kind, "position") else []
    query = (
        select(kind.session_id, *(getattr(kind, column) for column in columns))  # type: ignore[attr-defined]
        .join(TrainingSession, TrainingSession.id == kind.session_id)  # type: ignore[attr-defined]
        .where(TrainingSession.plan_id == plan_id)
        .order_by(*ordered, kind.id)
    )
    found: dict[int, list[Values]] = defaultdict(list)
    for session_id, *values in plain_rows(db, query):
        found[session_id].append(tuple(values))
    return {key: tuple(rows if ordered else sorted(rows, key=_in_order)) for key, rows in found.items()}


def _in_order(values: Values) -> tuple[str, ...]:
    """Put rows of the same columns in an order that no row id has a part in."""
    return tuple(
        value.isoformat() if isinstance(value, (dt.date, dt.time)) else fold(str(value)) for value in values
    )


def _origins(db: Session) -> dict[int, int]:
    """Return by session that is a copy the one that it goes back to, over any number of copies."""
    query = select(TrainingSession.id, TrainingSession.copied_from_id)
    before = {
        row[0]: row[1] for row in plain_rows(db, query.where(TrainingSession.copied_from_id.is_not(None)))
    }
    found = {}
    for session_id in before:
        origin, seen = session_id, {session_id}
        while (further := before.get(origin)) is not None and further not in seen:
            origin = further
            seen.add(further)
        found[session_id] = origin
    return found


def _accepted(db: Session, plan_id: int) -> dict[Values, str]:
    there = {row[0] for row in plain_rows(db, select(TrainingSession.id))}
    rows = db.scalars(select(AcceptedProblem).where(AcceptedProblem.plan_id == plan_id))
    # What is accepted of sessions that are gone is of no problem, unless an undo brings them back.
    return {
        as_sides({name: getattr(row, name) for name in SIDES}): row.reason
        for row in rows
        if there.issuperset(filter(None, (row.session_id, row.other_session_id, *row.more_session_ids)))
    }


def as_sides(values: Mapping[str, Any]) -> Values:
    """Return the SIDES of a problem as one value that can be compared."""
    return tuple(tuple(value) if isinstance(value := values[name], list) else value for name in SIDES)


def read_decided(db: Session, plan_id: int) -> dict[int, Decided]:
    """Return by pick of a plan what was decided of it."""
    columns = (getattr(PickDecision, name) for name in Decided._fields)
    query = select(PickDecision.pick_id, *columns).join(Pick, Pick.id == PickDecision.pick_id)
    rows = plain_rows(db, query.where(Pick.plan_id == plan_id))
    return {row[0]: Decided(*row[1:]) for row in rows}


def _picks(db: Session, plan_id: int) -> dict[PickKey, PickContent]:
    seats: dict[int, dict[int, PlacedSeat]] = defaultdict(dict)
    query = (
        select(Seat.pick_id, Seat.session_id, Seat.status, Seat.attended_days)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Pick.plan_id == plan_id)
        .order_by(Seat.position, Seat.id)
    )
    queues: dict[int, int] = defaultdict(int)
    for pick_id, session_id, status, attended in plain_rows(db, query):
        waits = status == SeatStatus.WAITING
        queues[session_id] += waits
        seats[pick_id][session_id] = PlacedSeat(status, queues[session_id] if waits else 0, attended)
    columns = select(Pick.person_id, Pick.course_id, Pick.attempt, Pick.id, Pick.days, Pick.note)
    decided = read_decided(db, plan_id)
    return {
        (person_id, course_id, attempt): PickContent(
            pick_id, days, note, seats.get(pick_id, {}), decided.get(pick_id)
        )
        for person_id, course_id, attempt, pick_id, days, note in plain_rows(
            db, columns.where(Pick.plan_id == plan_id)
        )
    }
