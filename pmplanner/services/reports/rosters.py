"""What rooms and trainers are asked for, week by week: sessions with their days, and the days that are free.

Which days are open, taken or free is what the load of the weeks says (:mod:`pmplanner.services.views.load`),
so that the two agree; sessions of other active plans are among them, because they take it, too.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from pmplanner.sentences import said
from pmplanner.services.calendar.open_days import read_closed_days
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, in_order
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, SessionFacts
from pmplanner.services.reports.asking import Asked, Heading, Row, first_weekday, heading_of
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions
from pmplanner.services.views.load import (
    DAY,
    LoadDays,
    Marks,
    busy_quarters,
    load_weeks,
    room_days,
    trainer_days,
)

RosterKind = Literal["room", "trainer"]

_ONE_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_QUARTER = Decimal("0.25")


class RosterPart(NamedTuple):
    """A session on a day in the room, or with the trainer."""

    day: dt.date
    start: dt.time
    end: dt.time
    quarters: int
    session: SessionRow
    plan: str
    """The name of the other plan that the session is in; empty for the plan itself."""


class FreeDay(NamedTuple):
    """A day on which the room, or the trainer, can be asked for still; *quarters* of a day of it."""

    day: dt.date
    quarters: int


@dataclass(frozen=True, slots=True)
class RosterWeek:
    """A week of a room or trainer, as far as it lies in the plan's period."""

    first_day: dt.date
    parts: Sequence[RosterPart]
    """In the order of their times."""
    free: Sequence[FreeDay]
    away: Sequence[dt.date]
    """Days of work on which the trainer is on leave; none for a room."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A room or a trainer in the weeks of a plan."""

    kind: RosterKind
    name: str
    site: str
    """Of a room; empty where it is not known."""
    seats: int | None
    """Of a room; None where they are not known."""
    is_known: bool
    """False for one of whom only sessions tell: the usual week is assumed."""
    weeks: Sequence[RosterWeek]

    @property
    def parts(self) -> list[RosterPart]:
        """All days of sessions."""
        return [part for week in self.weeks for part in week.parts]

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len({part.session.id for part in self.parts})

    @property
    def days(self) -> Decimal:
        """Days in sessions, by the part of a day that each counts; two at once count twice."""
        return _QUARTER * sum(part.quarters for part in self.parts)

    @property
    def free_days(self) -> Decimal:
        """Days that are free, with the parts of days."""
        return _QUARTER * sum(each.quarters for week in self.weeks for each in week.free)


@dataclass(frozen=True, slots=True)
class Rosters:
    """The rooms, or the trainers, of a plan by name."""

    heading: Heading
    kind: RosterKind
    rosters: Sequence[Roster]


def read_rosters(db: Session, asked: Asked, kind: RosterKind) -> Rosters:
    """Return what rooms or trainers are asked for in a plan's period; of those named, else of all.

    Where people are asked for, only the trainers among them, and the rooms in which they sit. Raises
    PlanError when the plan is gone, or there is no room or trainer of a name.
    """
    heading = heading_of(db, asked)
    facts = gather_facts(db, asked.plan_id)
    first, count = load_weeks(facts, first_weekday(db, asked))
    days = LoadDays(first, count, read_closed_days(db, first, first + count * _WEEK), facts.week)
    rows = _session_rows(db, asked.plan_id, facts)
    known = _known(facts, kind)
    wanted = _wanted(known, kind, asked.names)
    if asked.person_ids is not None:
        wanted = [key for key in wanted if _is_theirs(facts, kind, key, asked.person_ids)]
    period = (facts.first_day, facts.last_day)
    found = [_roster(facts, days, kind, key, known[key], rows, period) for key in wanted]
    return Rosters(heading, kind, found)


def _known(facts: Facts, kind: RosterKind) -> dict[str, str]:
    """Return the rooms or trainers that are known or named by sessions, by folded name, in order."""
    if kind == "room":
        used = {key: each[0].room_named(key) for key, each in facts.places.rooms.items()}
        names = used | {key: room.name for key, room in facts.rooms.items()}
    else:
        used = {key: each[0].trainer_named(key) for key, each in facts.places.trainers.items()}
        names = used | {key: trainer.name for key, trainer in facts.trainers.items()}
    return {key: names[key] for key in sorted(names, key=lambda key: in_order(names[key]))}


def _wanted(known: Mapping[str, str], kind: RosterKind, names: Collection[str]) -> list[str]:
    for name in names:
        if fold(name) not in known:
            if kind == "room":
                raise PlanError(said("There is no room “{name}”.", name=name))
            raise PlanError(said("There is no trainer “{name}”.", name=name))
    wanted = set(map(fold, names))
    return [key for key in known if not wanted or key in wanted]


def _is_theirs(facts: Facts, kind: RosterKind, key: str, person_ids: Collection[int]) -> bool:
    """Say whether a trainer is one of these people, or one of them sits in a room."""
    if kind == "trainer":
        return facts.trainer_of(key).person_id in person_ids
    sessions = facts.places.rooms.get(key, ())
    return any(seat.person_id in person_ids for each in sessions for seat in facts.seats.get(each.id, ()))


def _session_rows(db: Session, plan_id: int, facts: Facts) -> dict[int, SessionRow]:
    """Return the sessions of the plan, and those of other plans of which the facts tell."""
    rows = {row.id: row for row in list_sessions(db, plan_id)}
    for other in facts.other_plans:
        rows |= {row.id: row for row in list_sessions(db, other) if row.id in facts.others}
    return rows


def _roster(
    facts: Facts,
    days: LoadDays,
    kind: RosterKind,
    key: str,
    name: str,
    rows: Mapping[int, SessionRow],
    period: tuple[dt.date, dt.date],
) -> Roster:
    sessions = (facts.places.rooms if kind == "room" else facts.places.trainers).get(key, ())
    open_days, leave = _days_of(facts, days, kind, key)
    busy = busy_quarters(days, sessions)
    parts = sorted(_parts(sessions, rows, period), key=lambda part: (part.day, part.start, part.session.code))
    weeks = []
    for begin in days.first_days():
        within = [begin + n * _ONE_DAY for n in range(7) if period[0] <= begin + n * _ONE_DAY <= period[1]]
        theirs = [part for part in parts if begin <= part.day < begin + _WEEK]
        if not within and not theirs:
            continue
        places = {day: days.place(day) for day in within}
        weeks.append(
            RosterWeek(
                begin,
                theirs,
                [
                    FreeDay(day, DAY - int(busy[place]))
                    for day, place in places.items()
                    if open_days[place] and busy[place] < DAY
                ],
                [day for day, place in places.items() if leave is not None and leave[place]],
            )
        )
    room, trainer = facts.rooms.get(key), facts.trainers.get(key)
    if kind == "room":
        site, seats = (room.site, room.seats) if room is not None else ("", None)
        return Roster(kind, name, site, seats, room is not None, weeks)
    is_known = trainer is not None or facts.trainer_of(key).person_id is not None
    return Roster(kind, name, "", None, is_known, weeks)


def _days_of(facts: Facts, days: LoadDays, kind: RosterKind, key: str) -> tuple[Marks, Marks | None]:
    """Return the days on which it can be asked for, and those of leave among the days of work."""
    if kind == "room":
        return room_days(facts, days, key), None
    there, leave = trainer_days(facts, days, facts.trainer_of(key))
    return there & ~leave, there & leave


def _parts(
    sessions: Iterable[SessionFacts], rows: Mapping[int, SessionRow], period: tuple[dt.date, dt.date]
) -> Iterator[RosterPart]:
    for session in sessions:
        for part in session.parts:
            # What the plan itself has outside its period is told, too.
            if not session.plan or period[0] <= part.day <= period[1]:
                yield RosterPart(
                    part.day, part.start, part.end, part.quarters, rows[session.id], session.plan
                )


HEADER = (
    "kind", "name", "day", "start_time", "end_time", "days", "session_code", "course_code", "course_title",
    "status", "mode", "room", "trainer", "link", "seats_max", "booked", "waiting", "kept", "plan", "what",
)  # fmt: skip


def roster_rows(found: Rosters) -> list[Row]:
    """Return a row for each day of a session, for each free day or part of one, and for each day of leave."""
    rows: list[Row] = []
    for roster in found.rosters:
        theirs: list[tuple[dt.date, int, Row]] = []
        for week in roster.weeks:
            theirs += [(part.day, 0, _part_row(found, roster, part)) for part in week.parts]
            theirs += [(each.day, 1, _free_row(roster, each)) for each in week.free]
            theirs += [(day, 2, _away_row(roster, day)) for day in week.away]
        rows += [row for *_, row in sorted(theirs, key=lambda each: each[:2])]
    return rows


def _part_row(found: Rosters, roster: Roster, part: RosterPart) -> Row:
    session = part.session
    return (
        roster.kind, roster.name, part.day, part.start, part.end, _QUARTER * part.quarters, session.code,
        session.course_code, session.course_title, session.status, session.mode, session.room_names,
        session.trainer_names, session.link, session.seats_max, session.booked, session.waiting, session.kept,
        part.plan or found.heading.plan, "session",
    )  # fmt: skip


def _free_row(roster: Roster, each: FreeDay) -> Row:
    return (
        roster.kind, roster.name, each.day, None, None, _QUARTER * each.quarters,
        *([None] * 13), "free",
    )  # fmt: skip


def _away_row(roster: Roster, day: dt.date) -> Row:
    return (roster.kind, roster.name, day, None, None, None, *([None] * 13), "leave")
