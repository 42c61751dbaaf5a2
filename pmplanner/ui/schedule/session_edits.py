"""What the timeline, the month and the list do with sessions: each is one edit with a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Concatenate, ParamSpec

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from pmplanner.models.statuses import SessionStatus
from pmplanner.services.plans.picks import people_of
from pmplanner.services.problems.fixes.splitting import split_where_free
from pmplanner.services.resources.trainers import named_trainer
from pmplanner.services.sessions.changes import (
    cancel_session,
    confirm_session,
    merge_sessions,
    repeat_session,
    resize_session,
    set_locked,
    set_pinned,
)
from pmplanner.services.sessions.moving import lengthen_sessions, place_session, shift_by_days, shift_sessions
from pmplanner.services.sessions.seating import seat_picks, swap_seats
from pmplanner.services.sessions.sessions import (
    SessionRow,
    add_session,
    copy_session,
    remove_sessions,
    session_detail,
)
from pmplanner.services.sessions.swapping import Place, swap_label
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Counted, Days, Label, People, TrainerOf
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.texts import dates

_P = ParamSpec("_P")


class SessionEdits(QObject):
    """Does what is asked for sessions of the plan; refusals are said in the status line."""

    made = Signal(object)
    """Another session is there and is to be selected; payload: its id."""

    paper_requested = Signal(str, object, str)
    """A paper of a session is wanted; payload: its kind, None for everybody, and the code of the session."""

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.actions = actions
        self._rows: Mapping[int, SessionRow] = {}

    def know(self, rows: Mapping[int, SessionRow]) -> None:
        """Take these as the plan's sessions."""
        self._rows = rows

    def row(self, session_id: int) -> SessionRow | None:
        """A session of the plan; None when it is gone."""
        return self._rows.get(session_id)

    def place(self, session_id: int, start: dt.date, instead: str | None = None, **where: str) -> None:
        """Move a session to a day, and to another *room* or *trainer* where given.

        Of several it comes in the place of *instead*, or else of the first.
        """
        row = self._rows[session_id]
        named = {name: self._named_place(name, value) for name, value in where.items()}

        def place(db: Session) -> None:
            landed = place_session(db, session_id, start, instead=instead, **where)
            relabel(db, _place_label(row, landed, named))

        self.actions.do(_place_label(row, start, named), place)

    def copy_to(self, session_id: int, start: dt.date, instead: str | None = None, **where: str) -> None:
        """Copy a session, without its people, to a day."""
        code = self._rows[session_id].code

        def copy(db: Session) -> int:
            made = copy_session(db, session_id, start, instead=instead, **where)
            first = session_detail(db, made).days[0].day
            relabel(db, Label.of("session.copy-to", session=code, day=first))
            return made

        self._make(Label.of("session.copy-to", session=code, day=start), copy)

    def shift(self, session_ids: Sequence[int], steps: int) -> None:
        """Move sessions by so many working days."""
        key = "session.move-on" if steps > 0 else "session.move-back"
        amount = Counted("working days", abs(steps))
        label = Label.of(key, sessions=self._named(session_ids), days=amount)
        self._do(label, session_ids, shift_sessions, session_ids, steps)

    def shift_weeks(self, session_ids: Sequence[int], weeks: int) -> None:
        """Move sessions by so many weeks."""
        key = "session.move-week-on" if weeks > 0 else "session.move-week-back"
        self._do(
            Label.of(key, sessions=self._named(session_ids)),
            session_ids,
            shift_by_days,
            session_ids,
            7 * weeks,
        )

    def resize(self, session_id: int, first: dt.date, last: dt.date) -> None:
        """Let a session begin and end on these days."""
        code = self._rows[session_id].code

        def resize(db: Session) -> None:
            days = Days(*resize_session(db, session_id, first, last))
            relabel(db, Label.of("session.hold", session=code, days=days))

        self.actions.do(Label.of("session.hold", session=code, days=Days(first, last)), resize)

    def lengthen(self, session_ids: Sequence[int], steps: int) -> None:
        """Let sessions end a working day later, or earlier when *steps* is negative."""
        key = "session.lengthen" if steps > 0 else "session.shorten"
        self._do(
            Label.of(key, sessions=self._named(session_ids)),
            session_ids,
            lengthen_sessions,
            session_ids,
            steps,
        )

    def copy(self, session_ids: Sequence[int]) -> None:
        """Copy each session to the next free days after it."""

        def copy_all(db: Session) -> int:
            return [copy_session(db, session_id) for session_id in session_ids][-1]

        label = Label.of("session.copy-several", sessions=self._named(session_ids))
        if len(session_ids) == 1:
            label = Label.of("session.copy", session=self._rows[session_ids[0]].code)
        self._make(label, copy_all)

    def remove(self, session_ids: Sequence[int]) -> None:
        """Remove sessions; their picks are open again."""
        label = Label.of("session.remove", sessions=self._named(session_ids))
        self._do(label, session_ids, remove_sessions, session_ids)

    def pin(self, session_ids: Sequence[int]) -> None:
        """Pin sessions to their days, or unpin them when all are pinned."""
        on = not all(self._rows[session_id].pinned for session_id in session_ids)
        label = Label.of("session.pin" if on else "session.unpin", sessions=self._named(session_ids))
        self._do(label, session_ids, _each(set_pinned, on), session_ids)

    def lock(self, session_ids: Sequence[int]) -> None:
        """Lock days and people of sessions, or unlock them when all are locked."""
        on = not all(self._rows[session_id].locked for session_id in session_ids)
        label = Label.of("session.lock" if on else "session.unlock", sessions=self._named(session_ids))
        self._do(label, session_ids, _each(set_locked, on), session_ids)

    def drafts(self) -> list[int]:
        """The sessions of the plan that are drafts."""
        return [row.id for row in self._rows.values() if row.status == SessionStatus.DRAFT]

    def confirm(self, session_ids: Sequence[int]) -> None:
        """Make drafts take place for sure."""
        label = Label.of("session.confirm", sessions=self._named(session_ids))
        self._do(label, session_ids, _every(confirm_session), session_ids)

    def cancel(self, session_ids: Sequence[int]) -> None:
        """Cancel sessions; their picks are open again."""
        label = Label.of("session.cancel", sessions=self._named(session_ids))
        self._do(label, session_ids, _every(cancel_session), session_ids)

    def split(self, session_id: int, *, same_days: bool) -> None:
        """Split a session in two."""
        label = Label.of("session.split", session=self._rows[session_id].code)
        self._make(label, split_where_free, session_id, same_days=same_days)

    def merge(self, session_ids: Sequence[int], into: int) -> None:
        """Put the people of several sessions of a course into one of them, whose days stay."""
        session_ids = [into, *(session_id for session_id in session_ids if session_id != into)]
        sessions = Counted("sessions", len(session_ids))
        label = Label.of("session.merge-several", sessions=sessions, session=self._rows[into].code)
        self._make(label, merge_sessions, session_ids)

    def repeat(self, session_id: int, every_days: int, times: int) -> None:
        """Make a series of a session."""
        code = self._rows[session_id].code

        def repeat(db: Session) -> None:
            made = repeat_session(db, session_id, every_days, times)
            relabel(db, Label.of("session.repeat", count=len(made), session=code))

        self.actions.do(Label.of("session.repeat", count=times - 1, session=code), repeat)

    def create(
        self, title: str, course_id: int, start: dt.date, pick_ids: Sequence[int], where: Mapping[str, str]
    ) -> None:
        """Make a session of a course with the people of these picks."""
        plan_id = self.actions.plan_id
        if plan_id is None:
            return
        people = Counted("people", len(pick_ids))

        def add(db: Session) -> int:
            room, trainer = where.get("room", ""), where.get("trainer", "")
            made = add_session(db, plan_id, course_id, start, pick_ids=pick_ids, room=room, trainer=trainer)
            first = session_detail(db, made).days[0].day
            relabel(db, Label.of("session.schedule", course=title, day=first, people=people))
            return made

        self._make(Label.of("session.schedule", course=title, day=start, people=people), add)

    def seat(self, session_id: int, pick_ids: Sequence[int]) -> None:
        """Seat people in a session."""
        people = self.actions.read(people_of, pick_ids)
        label = Label.of("seat.book", people=people, session=self._rows[session_id].code)
        self.actions.do(label, seat_picks, session_id, pick_ids)

    def swap(self, one: Place, other: Place) -> None:
        """Let two people change places between two sessions of a course."""
        self.actions.do(swap_label(one, other), swap_seats, one.seat_id, other.seat_id)

    def _named_place(self, name: str, value: str) -> TrainerOf | People | str:
        """A room or a trainer as labels name it."""
        return self.actions.read(named_trainer, value) if name == "trainer" and value else value

    def _do(
        self,
        label: Label,
        session_ids: Sequence[int],
        action: Callable[Concatenate[Session, _P], object],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> None:
        if session_ids:
            self.actions.do(label, action, *args, **kwargs)

    def _make(
        self,
        label: Label,
        action: Callable[Concatenate[Session, _P], int],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> None:
        session_id = self.actions.do(label, action, *args, **kwargs)
        if session_id is not None:
            self.made.emit(session_id)

    def _named(self, session_ids: Sequence[int]) -> Counted:
        """The only session by its code, several by their number."""
        return Counted("sessions", len(session_ids), self._rows[session_ids[0]].code if session_ids else "")

    def described(self, session_id: int) -> str:
        """A session in a few words, for menus."""
        row = self._rows[session_id]
        return f"{row.code} · {dates(row)}"


def _place_label(row: SessionRow, day: dt.date, where: Mapping[str, TrainerOf | People | str]) -> Label:
    """What is done where a session is put on a day and, where given, to a room or a trainer."""
    if not where:
        return Label.of("session.move", session=row.code, day=day)
    trainer, room = where.get("trainer"), where.get("room")
    if trainer is not None:
        label = Label.of("session.leave-trainer", session=row.code)
        if trainer:
            label = Label.of("session.give", session=row.code, trainer=trainer)
    else:
        label = Label.of("session.leave-room", session=row.code)
        if room:
            label = Label.of("session.house", session=row.code, room=room)
    return label if day == row.first_day else Label.of("session.on-day", what=label, day=day)


def _each(
    setter: Callable[[Session, int, bool], None], value: bool
) -> Callable[[Session, Sequence[int]], None]:
    def set_all(db: Session, session_ids: Sequence[int]) -> None:
        for session_id in session_ids:
            setter(db, session_id, value)

    return set_all


def _every(action: Callable[[Session, int], None]) -> Callable[[Session, Sequence[int]], None]:
    def do_all(db: Session, session_ids: Sequence[int]) -> None:
        for session_id in session_ids:
            action(db, session_id)

    return do_all
