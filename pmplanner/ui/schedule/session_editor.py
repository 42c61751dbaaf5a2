"""Changes to a session that is in the plan: each finished field is an edit of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from pmplanner.services.problems import Problem
from pmplanner.services.seating import OpenPick, open_picks, seat_picks, set_seat_status, unseat
from pmplanner.services.sessions import (
    SessionDetail,
    change_course,
    change_session,
    move_session,
    session_detail,
    set_session_days,
)
from pmplanner.ui.actions import Actions
from pmplanner.ui.schedule.seats_list import Seated, SeatsList
from pmplanner.ui.schedule.session_fields import SessionFields
from pmplanner.ui.schedule.texts import (
    days_label,
    field_label,
    move_label,
    seat_statuses,
    seats_label,
    waiting_sentence,
)
from pmplanner.ui.widgets import format_money

_SIMPLE = (
    "course_id",
    "code",
    "status",
    "room",
    "trainer",
    "seats_min",
    "seats_max",
    "mode",
    "timezone",
    "pinned",
    "locked",
    "cost",
    "currency",
    "note",
)
"""Fields whose value is that of the session's row."""


class SessionEditor(QObject):
    """Shows a session in the fields and applies what is finished there."""

    said = Signal(str, bool)
    """Payload: a sentence for the form, and whether it is a refusal; empty takes the last one away."""

    def __init__(self, actions: Actions, fields: SessionFields, seats: SeatsList, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._fields = fields
        self._seats = seats
        self._detail: SessionDetail | None = None
        self._problems: tuple[Problem, ...] = ()
        self._open: tuple[OpenPick, ...] = ()

    @property
    def detail(self) -> SessionDetail:
        """The session shown; only while there is one."""
        assert self._detail is not None
        return self._detail

    def show(self, plan_id: int, run_id: int, problems: Sequence[Problem]) -> None:
        """Show a session as it is now; raise PlanError when it is gone."""
        self._detail = self._actions.read(session_detail, run_id)
        self._problems = tuple(problems)
        found = self._actions.read(open_picks, plan_id, self.detail.row.course_id)
        present = {seat.pick_id for seat in self.detail.seats}
        self._open = tuple(pick for pick in found if pick.pick_id not in present)
        self._show_fields()
        self._show_seats()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the people who have these problems."""
        if self._problems != tuple(problems):
            self._problems = tuple(problems)
            self._show_seats()

    def finish(self, name: str) -> None:
        """Apply a field."""
        run, code = self.detail.row.id, self.detail.row.code
        value = self._fields.entered(name)
        match name:
            case "start":
                refusal = self._actions.try_to(move_label(code, value), move_session, run, value)
            case "days":
                label = days_label(code, self.detail.days, value)
                refusal = self._actions.try_to(label, set_session_days, run, value)
            case "course_id":
                label = field_label(code, name, self._fields.course.currentText())
                refusal = self._actions.try_to(label, change_course, run, value)
            case _:
                label = field_label(code, name, self._shown(name, value))
                refusal = self._actions.try_to(label, change_session, run, **{name: value})
        if refusal:
            self._show_fields()
        self.said.emit(refusal, True)

    def add(self, pick_ids: Collection[int]) -> None:
        """Seat people, those beyond the seats on the waiting list, and say so."""
        names = [pick.name for pick in self._open if pick.pick_id in pick_ids]
        row = self.detail.row
        label = seats_label(self.tr("Add %2 to %1"), row.code, names)
        seated = self._actions.do(label, seat_picks, row.id, pick_ids)
        waiting = seated[1] if seated else 0
        self.said.emit(waiting_sentence(row.code, row.seats_max, waiting) if waiting else "", False)

    def remove(self, pick_ids: Collection[int]) -> None:
        """Take people out."""
        label = seats_label(self.tr("Take %2 out of %1"), self.detail.row.code, self._names(pick_ids))
        self._actions.do(label, unseat, self._seat_ids(pick_ids))
        self.said.emit("", False)

    def set_status(self, pick_ids: Collection[int], status: str, days: Decimal | None) -> None:
        """Mark people as attended, absent and so on; partly attended begins with half of the days."""
        row = self.detail.row
        if status == "partly attended" and days is None:
            days = max(Decimal(1), (row.days * 2).to_integral_value()) / 4
        shown = seat_statuses()[status].lower()
        label = seats_label(self.tr("Mark %2 as %3 in %1"), row.code, self._names(pick_ids), shown)
        refusal = self._actions.try_to(label, set_seat_status, self._seat_ids(pick_ids), status, days)
        self.said.emit(refusal, True)

    def _seat_ids(self, pick_ids: Collection[int]) -> list[int]:
        return [seat.id for seat in self.detail.seats if seat.pick_id in pick_ids]

    def _names(self, pick_ids: Collection[int]) -> list[str]:
        return [seat.name for seat in self.detail.seats if seat.pick_id in pick_ids]

    def _show_fields(self) -> None:
        row = self.detail.row
        values = {name: getattr(row, name) for name in _SIMPLE}
        self._fields.show_values({**values, "days": self.detail.days, "start": row.first_day})

    def _show_seats(self) -> None:
        numbers = Counter[str]()
        seated = []
        for seat in self.detail.seats:
            numbers[seat.status] += 1
            texts = tuple(p.text for p in self._problems if p.person_id == seat.person_id)
            position = numbers["waiting"] if seat.status == "waiting" else 0
            seated.append(
                Seated(
                    seat.pick_id,
                    seat.person_id,
                    seat.name,
                    seat.team,
                    seat.status,
                    position,
                    seat.attended_days,
                    texts,
                )
            )
        self._seats.show_seats(seated, self._open, marked=True)

    def _shown(self, name: str, value: object) -> str:
        """A value as the history names it."""
        if value is None or value is False or value == "":
            return ""
        if name == "status":
            return self._fields.status.currentText()
        if name == "mode":
            return self._fields.mode.currentText().lower()
        return format_money(value) if isinstance(value, Decimal) else str(value)
