"""What a proposal does to the plan, session by session, and how the plan would look with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.models.statuses import SessionStatus
from pmplanner.scheduling.model.problem import ExistingSession, Freedom, PlannedSession, Proposal
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.services.autoschedule.sessions import PlanSession
from pmplanner.services.lookup import fold
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.services.views.timeline import Bar, TimelineRows

Kind = Literal["new", "moved", "dropped", "joined", "changed", "kept"]


@dataclass(frozen=True, slots=True)
class SessionChange:
    """A session of a proposal, or one that the proposal does without."""

    kind: Kind
    """*joined* keeps its days and gets other people, *changed* the same and another room or trainer;
    *kept* stays as it is."""
    session_id: int | None
    """None for a new one."""
    code: str
    course_id: int
    course_code: str
    course_title: str
    days: tuple[dt.date, ...]
    """The days proposed; those of now for a session that is dropped."""
    before: tuple[dt.date, ...]
    room: str
    trainer: str
    person_ids: tuple[int, ...]
    seats_max: int | None
    joining: int
    """How many of the people have no seat in it now."""


def more_seats(session: PlanSession, was: ExistingSession, planned: PlannedSession) -> int:
    """Return how many seats more a session gets where that was asked for."""
    if session.seats_max is None or was.seats_max is None or was.seats_max <= session.seats_max:
        return 0
    return max(0, min(len(planned.seated), was.seats_max) - max(session.seats_max, len(was.seated)))


def is_elsewhere(session: PlanSession, was: ExistingSession, planned: PlannedSession) -> bool:
    """Tell whether a session gets another room or another trainer."""
    return session.freedom is Freedom.FREE and (
        planned.trainer not in (None, was.trainer) or planned.room not in (None, was.room)
    )


def list_changes(db: Session, brief: Brief, proposal: Proposal) -> tuple[SessionChange, ...]:
    """Return all sessions of a proposal and those dropped, by course and date."""
    maker = _Maker(db, brief)
    found = [maker.planned(each) for each in proposal.sessions]
    kept = {each.key for each in proposal.sessions}
    found += [maker.dropped(session_id) for session_id in brief.sessions if session_id not in kept]
    return tuple(sorted(found, key=lambda row: (fold(row.course_title), row.course_id, row.days, row.code)))


class _Maker:
    """Gives the rows their names."""

    def __init__(self, db: Session, brief: Brief) -> None:
        self._brief = brief
        self._now = brief.now()
        self._was = {row.key: row for row in brief.problem.sessions}
        query = select(Course.id, Course.code, Course.title)
        self._courses = {row[0]: (row[1], row[2]) for row in db.execute(query)}
        self._rooms, self._trainers = brief.rooms, brief.trainers
        self._person = {pick.key: pick.person for pick in brief.problem.picks}
        self._seats = {course.key: course.seats_max for course in brief.problem.courses}

    def planned(self, planned: PlannedSession) -> SessionChange:
        """Make the row of a session of the proposal."""
        session = None if planned.key is None else self._brief.sessions[planned.key]
        days = (
            session.days
            if session is not None and session.id in self._brief.standing
            else self._brief.dates(planned.days)
        )
        seated = set() if session is None else set(session.seated)
        kind: Kind = "new"
        if session is not None:
            stays: Kind = "joined" if seated != set(planned.seated) else "kept"
            if is_elsewhere(session, self._was[session.id], planned):
                stays = "changed"
            kind = stays if self._now[session.id] == planned.days else "moved"
        return SessionChange(
            kind,
            planned.key,
            "" if session is None else session.code,
            planned.course,
            *self._courses[planned.course],
            days,
            () if session is None else session.days,
            self._rooms.get(planned.room or 0, "" if session is None else session.room),
            self._trainers.get(planned.trainer or 0, "" if session is None else session.trainer),
            tuple(self._person[pick] for pick in planned.seated),
            self._seats.get(planned.course) if session is None else session.seats_max,
            len(set(planned.seated) - seated),
        )

    def dropped(self, session_id: int) -> SessionChange:
        """Make the row of a session that the proposal does without."""
        session = self._brief.sessions[session_id]
        course = self._courses[session.course_id]
        return SessionChange(
            "dropped",
            session_id,
            session.code,
            session.course_id,
            *course,
            session.days,
            session.days,
            session.room,
            session.trainer,
            tuple(self._person[pick] for pick in session.seated if pick in self._person),
            session.seats_max,
            0,
        )


def with_changes(rows: TimelineRows, changes: Sequence[SessionChange]) -> TimelineRows:
    """Return the timeline with a bar more, of a negative id, for each session that is new or moves."""
    ghosts = {
        -number: _ghost(rows, -number, change)
        for number, change in enumerate(changes, 1)
        if change.kind in ("new", "moved")
    }
    return replace(rows, bars={**rows.bars, **ghosts})


def fading(changes: Sequence[SessionChange]) -> frozenset[int]:
    """Return the sessions that would not be where they are now."""
    return frozenset(row.session_id for row in changes if row.kind in ("moved", "dropped") and row.session_id)


def _ghost(rows: TimelineRows, number: int, change: SessionChange) -> Bar:
    now = rows.sessions.get(change.session_id or 0)
    row = now or SessionRow(
        number,
        "",
        change.course_id,
        change.course_code,
        change.course_title,
        change.days[0],
        change.days[-1],
        None,
        None,
        Decimal(len(change.days)),
        "",
        "on site",
        change.room,
        change.trainer,
        None,
        change.seats_max,
        len(change.person_ids),
        0,
        "draft",
        False,
        False,
        None,
        "",
        "",
    )
    shown = replace(
        row,
        id=number,
        first_day=change.days[0],
        last_day=change.days[-1],
        room=change.room,
        trainer=change.trainer,
        booked=len(change.person_ids),
        waiting=0,
        status=SessionStatus.DRAFT,
    )
    return Bar(shown, change.days, change.person_ids)
