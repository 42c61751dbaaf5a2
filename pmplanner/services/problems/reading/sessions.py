"""Reads the sessions that take place, with their days, the seats kept in them and what they ask for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Reservation, SessionDay, SessionEquipment, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.calendar.time_zones import SessionZones
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.services.problems.reading.rows import Part, SessionFacts
from pmplanner.services.resources.further import read_further


class _Row(NamedTuple):
    """What is read of a session, each by the name of its column."""

    id: int
    plan_id: int
    code: str
    course_id: int
    seats_min: int | None
    seats_max: int | None
    status: str
    mode: str
    room: str
    trainer: str
    pinned: bool
    locked: bool
    timezone: str


def read_sessions(
    db: Session, plan_id: int, session_ids: Collection[int] | None = None
) -> dict[int, SessionFacts]:
    """Return the sessions of a plan that are not cancelled, all of them or those named."""
    return _read(db, {plan_id: ""}, session_ids)


def read_others(
    db: Session,
    plans: Mapping[int, str],
    first_day: dt.date,
    last_day: dt.date,
    session_ids: Collection[int] | None = None,
) -> dict[int, SessionFacts]:
    """Return the sessions of other plans, given by id and name, that lie in part between two days.

    All of them, or those named; without those that are cancelled.
    """
    if not plans:
        return {}
    query = (
        select(TrainingSession.id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            TrainingSession.plan_id.in_(plans),
            SessionDay.day.between(first_day, last_day),
            *among(TrainingSession.id, session_ids),
        )
    )
    found = {row[0] for row in plain_rows(db, query)}
    if session_ids is not None:
        found &= {*session_ids}
    return _read(db, plans, found) if found else {}


def _read(
    db: Session, plans: Mapping[int, str], session_ids: Collection[int] | None
) -> dict[int, SessionFacts]:
    columns = (getattr(TrainingSession, name) for name in _Row._fields)
    query = select(*columns).where(
        TrainingSession.plan_id.in_(plans),
        TrainingSession.status != SessionStatus.CANCELLED,
        *among(TrainingSession.id, session_ids),
    )
    rows = [_Row._make(row) for row in plain_rows(db, query)]
    zones = SessionZones(db)
    parts = _parts(db, {row.id: zones.of(row.timezone, row.room) for row in rows}, session_ids)
    kept, asks = _kept(db, session_ids), _asks(db, session_ids)
    further = read_further(db, session_ids)
    return {
        row.id: SessionFacts(
            row.id,
            row.code,
            row.course_id,
            row.seats_max,
            parts[row.id],
            row.seats_min,
            row.status == SessionStatus.HELD,
            row.mode == "online",
            row.room,
            row.trainer,
            row.pinned or row.locked,
            row.locked,
            kept.get(row.id, ()),
            asks.get(row.id, ()),
            plans[row.plan_id],
            further.rooms.get(row.id, ()),
            further.trainers.get(row.id, ()),
        )
        for row in rows
        if row.id in parts and (session_ids is None or row.id in session_ids)
    }


def _parts(
    db: Session, zones: dict[int, str], session_ids: Collection[int] | None
) -> dict[int, tuple[Part, ...]]:
    found: dict[int, list[Part]] = defaultdict(list)
    query = select(
        SessionDay.session_id, SessionDay.day, SessionDay.start_time, SessionDay.end_time, SessionDay.portion
    ).where(*among(SessionDay.session_id, session_ids))
    for session_id, day, start, end, portion in plain_rows(db, query):
        if session_id in zones:
            found[session_id].append(Part(day, start, end, zones[session_id], int(portion * 4)))
    return {session_id: tuple(sorted(parts, key=_when)) for session_id, parts in found.items()}


def _when(part: Part) -> tuple[dt.date, dt.time]:
    return part.day, part.start


def _kept(db: Session, session_ids: Collection[int] | None) -> dict[int, tuple[tuple[str, int], ...]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    query = select(Reservation.session_id, Reservation.team, Reservation.seats)
    for session_id, team, seats in plain_rows(db, query.where(*among(Reservation.session_id, session_ids))):
        found[session_id].append((fold(team), seats))
    return {session_id: tuple(sorted(kept)) for session_id, kept in found.items()}


def _asks(db: Session, session_ids: Collection[int] | None) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    query = select(SessionEquipment.session_id, SessionEquipment.equipment_id, SessionEquipment.count)
    for session_id, equipment_id, count in plain_rows(
        db, query.where(*among(SessionEquipment.session_id, session_ids))
    ):
        found[session_id].append((equipment_id, count))
    return {session_id: tuple(sorted(asks)) for session_id, asks in found.items()}
