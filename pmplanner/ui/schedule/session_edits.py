"""What the timeline, the month and the list do with sessions: each is one edit with a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Concatenate, ParamSpec

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from pmplanner.services.placing import (
    lengthen_sessions,
    place_session,
    shift_by_days,
    shift_sessions,
)
from pmplanner.services.seating import seat_picks
from pmplanner.services.session_changes import (
    cancel_session,
    confirm_session,
    merge_sessions,
    repeat_session,
    resize_session,
    set_locked,
    set_pinned,
)
from pmplanner.services.sessions import SessionRow, add_session, copy_session, remove_sessions
from pmplanner.services.splitting import split_where_free
from pmplanner.ui.actions import Actions
from pmplanner.ui.schedule.texts import counted, dates, move_label, people
from pmplanner.ui.widgets import format_day, format_number, format_period

_P = ParamSpec("_P")


class SessionEdits(QObject):
    """Does what is asked for sessions of the plan; refusals are said in the status line."""

    made = Signal(object)
    """Another session is there and is to be selected; payload: its id."""

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.actions = actions
        self._rows: Mapping[int, SessionRow] = {}

    def know(self, rows: Mapping[int, SessionRow]) -> None:
        """Take these as the plan's sessions."""
        self._rows = rows

    def row(self, run_id: int) -> SessionRow | None:
        """A session of the plan; None when it is gone."""
        return self._rows.get(run_id)

    def place(self, run_id: int, start: dt.date, **where: str) -> None:
        """Move a session to a day, and to another *room* or *trainer* where given."""
        row = self._rows[run_id]
        self.actions.do(self._place_label(row, start, where), place_session, run_id, start, **where)

    def copy_to(self, run_id: int, start: dt.date, **where: str) -> None:
        """Copy a session, without its people, to a day."""
        label = self.tr("Copy %1 to %2").replace("%1", self._rows[run_id].code)
        self._make(label.replace("%2", format_day(start)), copy_session, run_id, start, **where)

    def shift(self, run_ids: Sequence[int], steps: int) -> None:
        """Move sessions by so many working days."""
        amount = counted(abs(steps), self.tr("a working day"), self.tr("%1 working days"))
        way = self.tr("Move %1 %2 on") if steps > 0 else self.tr("Move %1 %2 back")
        self._do(way.replace("%2", amount), run_ids, shift_sessions, run_ids, steps)

    def shift_weeks(self, run_ids: Sequence[int], weeks: int) -> None:
        """Move sessions by so many weeks."""
        way = self.tr("Move %1 a week on") if weeks > 0 else self.tr("Move %1 a week back")
        self._do(way, run_ids, shift_by_days, run_ids, 7 * weeks)

    def resize(self, run_id: int, first: dt.date, last: dt.date) -> None:
        """Let a session begin and end on these days."""
        label = self.tr("Hold %1 on %2").replace("%1", self._rows[run_id].code)
        label = label.replace("%2", format_period(first, last))
        self.actions.do(label, resize_session, run_id, first, last)

    def lengthen(self, run_ids: Sequence[int], steps: int) -> None:
        """Let sessions end a working day later, or earlier when *steps* is negative."""
        way = self.tr("Make %1 a day longer") if steps > 0 else self.tr("Make %1 a day shorter")
        self._do(way, run_ids, lengthen_sessions, run_ids, steps)

    def copy(self, run_ids: Sequence[int]) -> None:
        """Copy each session to the next free days after it."""

        def copy_all(session: Session) -> int:
            return [copy_session(session, run_id) for run_id in run_ids][-1]

        self._make(self._named(self.tr("Copy session %1"), self.tr("Copy %1"), run_ids), copy_all)

    def remove(self, run_ids: Sequence[int]) -> None:
        """Remove sessions; their picks are open again."""
        self._do(self.tr("Remove %1"), run_ids, remove_sessions, run_ids)

    def pin(self, run_ids: Sequence[int]) -> None:
        """Pin sessions to their days, or unpin them when all are pinned."""
        on = not all(self._rows[run_id].pinned for run_id in run_ids)
        label = self.tr("Pin %1") if on else self.tr("Unpin %1")
        self._do(label, run_ids, _each(set_pinned, on), run_ids)

    def lock(self, run_ids: Sequence[int]) -> None:
        """Lock days and people of sessions, or unlock them when all are locked."""
        on = not all(self._rows[run_id].locked for run_id in run_ids)
        label = self.tr("Lock %1") if on else self.tr("Unlock %1")
        self._do(label, run_ids, _each(set_locked, on), run_ids)

    def confirm(self, run_ids: Sequence[int]) -> None:
        """Make drafts take place for sure."""
        self._do(self.tr("Confirm %1"), run_ids, _every(confirm_session), run_ids)

    def cancel(self, run_ids: Sequence[int]) -> None:
        """Cancel sessions; their picks are open again."""
        self._do(self.tr("Cancel %1"), run_ids, _every(cancel_session), run_ids)

    def split(self, run_id: int, *, same_days: bool) -> None:
        """Split a session in two."""
        label = self.tr("Split session %1").replace("%1", self._rows[run_id].code)
        self._make(label, split_where_free, run_id, same_days=same_days)

    def merge(self, run_ids: Sequence[int], into: int) -> None:
        """Put the people of several sessions of a course into one of them, whose days stay."""
        run_ids = [into, *(run_id for run_id in run_ids if run_id != into)]
        label = self.tr("Merge %1 sessions into %2").replace("%1", format_number(len(run_ids)))
        self._make(label.replace("%2", self._rows[run_ids[0]].code), merge_sessions, list(run_ids))

    def repeat(self, run_id: int, every_days: int, times: int) -> None:
        """Make a series of a session."""
        label = counted(times - 1, self.tr("Repeat %2 once"), self.tr("Repeat %2 %1 times"))
        label = label.replace("%2", self._rows[run_id].code)
        self.actions.do(label, repeat_session, run_id, every_days, times)

    def create(
        self, title: str, course_id: int, start: dt.date, pick_ids: Sequence[int], where: Mapping[str, str]
    ) -> None:
        """Make a session of a course with the people of these picks."""
        plan_id = self.actions.plan_id
        if plan_id is None:
            return
        label = self.tr("Schedule %1 on %2 for %3").replace("%1", title)
        label = label.replace("%2", format_day(start)).replace("%3", people(len(pick_ids)))

        def add(session: Session) -> int:
            room, trainer = where.get("room", ""), where.get("trainer", "")
            return add_session(
                session, plan_id, course_id, start, pick_ids=pick_ids, room=room, trainer=trainer
            )

        self._make(label, add)

    def seat(self, run_id: int, pick_ids: Sequence[int], name: str = "") -> None:
        """Seat people in a session; *name* is that of the only one."""
        label = self.tr("Seat %1 in %2").replace("%1", name or people(len(pick_ids)))
        self._seat(label.replace("%2", self._rows[run_id].code), run_id, pick_ids)

    def _seat(self, label: str, run_id: int, pick_ids: Sequence[int]) -> None:
        self.actions.do(label, seat_picks, run_id, pick_ids)

    def _place_label(self, row: SessionRow, start: dt.date, where: Mapping[str, str]) -> str:
        if not where:
            return move_label(row.code, start)
        (value,) = where.values()
        named = self.tr("Give %1 to %2") if "trainer" in where else self.tr("Put %1 into %2")
        if not value:
            named = (
                self.tr("Take %1 from its trainer")
                if "trainer" in where
                else self.tr("Take %1 out of its room")
            )
        label = named.replace("%1", row.code).replace("%2", value)
        moved = self.tr("%1 on %2").replace("%1", label).replace("%2", format_day(start))
        return label if start == row.first_day else moved

    def _do(
        self,
        label: str,
        run_ids: Sequence[int],
        action: Callable[Concatenate[Session, _P], object],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> None:
        if run_ids:
            self.actions.do(self._named(label, label, run_ids), action, *args, **kwargs)

    def _make(
        self, label: str, action: Callable[Concatenate[Session, _P], int], *args: _P.args, **kwargs: _P.kwargs
    ) -> None:
        run_id = self.actions.do(label, action, *args, **kwargs)
        if run_id is not None:
            self.made.emit(run_id)

    def _named(self, one: str, many: str, run_ids: Sequence[int]) -> str:
        """A label with the code of the only session, or how many there are."""
        if len(run_ids) == 1:
            return one.replace("%1", self._rows[run_ids[0]].code)
        return many.replace("%1", self.tr("%1 sessions").replace("%1", format_number(len(run_ids))))

    def described(self, run_id: int) -> str:
        """A session in a few words, for menus."""
        row = self._rows[run_id]
        return f"{row.code} · {dates(row)}"


def _each(
    setter: Callable[[Session, int, bool], None], value: bool
) -> Callable[[Session, Sequence[int]], None]:
    def set_all(session: Session, run_ids: Sequence[int]) -> None:
        for run_id in run_ids:
            setter(session, run_id, value)

    return set_all


def _every(action: Callable[[Session, int], None]) -> Callable[[Session, Sequence[int]], None]:
    def do_all(session: Session, run_ids: Sequence[int]) -> None:
        for run_id in run_ids:
            action(session, run_id)

    return do_all
