"""On which days sessions can be held: the open days of the site of their room."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Room
from pmplanner.services.calendar.open_days import open_days
from pmplanner.services.calendar.session_days import (
    Day,
    IsOpen,
    fill_days,
    following_day,
    move_days,
    working_days,
)
from pmplanner.services.lookup import fold


def days_open_at(db: Session, room: str) -> IsOpen:
    """Return what says whether a day is open where a room is.

    Where nothing is known of the room, and for sessions without one, it is the company's days.
    """
    name = fold(room)
    rooms = db.execute(select(Room.name, Room.site)) if name else ()
    return open_days(db, next((site for known, site in rooms if fold(known) == name), ""))


def first_open_day(db: Session, start: dt.date, room: str = "") -> dt.date:
    """Return *start* or the next day that is open at a room: where sessions laid from there begin."""
    return next(working_days(start, days_open_at(db, room)))


def lay_days(db: Session, start: dt.date, days: Decimal, room: str = "") -> list[Day]:
    """Lay *days* over the days that are open at a room, from *start* on."""
    return fill_days(start, days, is_open=days_open_at(db, room))


def shift_days(db: Session, days: Iterable[Day], start: dt.date, room: str = "") -> list[Day]:
    """Move days to *start* or the next day that is open at a room; they keep their distances."""
    return move_days(days, start, days_open_at(db, room))


def next_day(db: Session, days: Iterable[Day], room: str = "") -> Day:
    """Return a whole day after the last of *days* on which a room is open, with the times of a whole one."""
    return following_day(days, days_open_at(db, room))
