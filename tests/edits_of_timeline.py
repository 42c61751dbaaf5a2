"""Edits by hand on the timeline for the property tests of undo."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import TrainerPart, TrainingSession
from pmplanner.services.resources.further import Teacher
from pmplanner.services.sessions import moving, sessions


def _runs(db: Session, number: int) -> list[int]:
    ids = list(db.scalars(select(TrainingSession.id).order_by(TrainingSession.id)))
    if not ids:
        raise LookupError("no session")
    return [int(ids[number % len(ids)])]


def _day(number: int) -> dt.date:
    return dt.date(2027, 1, 4) + dt.timedelta(days=number % 150)


TIMELINE_EDITS: dict[str, Callable[[Session, int], object]] = {
    "place session": lambda s, n: moving.place_session(s, _runs(s, n)[0], _day(n), room=f"Room {n % 3}"),
    "house widely": lambda s, n: sessions.change_session(
        s, _runs(s, n)[0], rooms=[f"Hall {n % 3}", f"Hall {n % 4}", f"hall {n % 5}"]
    ),
    "teach together": lambda s, n: sessions.change_session(
        s,
        _runs(s, n)[0],
        trainers=[f"Trainer {n % 3}", Teacher(f"Trainer {n % 4}", TrainerPart.LEAD), f"trainer {n % 5}"],
        mode="online" if n % 4 == 0 else "hybrid",
        join_link=f"https://x.org/{n}",
    ),
    "leave one room": lambda s, n: sessions.replace_room(s, _runs(s, n)[0], f"Hall {n % 4}", ""),
    "give session": lambda s, n: moving.place_session(s, _runs(s, n)[0], _day(n), trainer=f"Trainer {n % 3}"),
    "copy to a day": lambda s, n: sessions.copy_session(s, _runs(s, n)[0], _day(n), room=f"Room {n % 3}"),
    "shift sessions": lambda s, n: moving.shift_sessions(s, _runs(s, n), n % 9 - 4 or 1),
    "shift by days": lambda s, n: moving.shift_by_days(s, _runs(s, n), 7 * (n % 5 - 2) or 7),
    "lengthen sessions": lambda s, n: moving.lengthen_sessions(s, _runs(s, n), 1 + n % 3),
}

TIMELINE_PREPARATIONS = {name: ["add session"] for name in TIMELINE_EDITS} | {
    "leave one room": ["add session", "house widely"]
}
"""What must be done before an edit has something to change."""
