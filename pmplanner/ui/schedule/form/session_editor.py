"""Changes to a session that is in the plan: each finished field is an edit of its own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.resources.trainers import named_trainer
from pmplanner.services.sessions.attendance import record_attendance
from pmplanner.services.sessions.reservations import known_teams, reserve_seats
from pmplanner.services.sessions.seating import (
    OpenPick,
    move_in_queue,
    open_picks,
    seat_picks,
    set_seat_status,
    unseat,
)
from pmplanner.services.sessions.session_equipment import known_equipment, set_equipment
from pmplanner.services.sessions.sessions import (
    SessionDetail,
    change_course,
    change_session,
    move_session,
    session_detail,
    set_session_days,
)
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Amount, Label, People, Term, Value
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.form.people_section import PeopleSection
from pmplanner.ui.schedule.form.seats_list import Seated
from pmplanner.ui.schedule.form.session_fields import SessionFields
from pmplanner.ui.schedule.texts import days_label, field_label, waiting_sentence
from pmplanner.ui.widgets.forms.counted_list import Counted

_SIMPLE = (
    "course_id",
    "code",
    "status",
    "room",
    "further_rooms",
    "trainer",
    "further_trainers",
    "seats_min",
    "seats_max",
    "mode",
    "join_link",
    "timezone",
    "pinned",
    "locked",
    "cost",
    "currency",
    "decide_by",
    "cancel_cost",
    "cancel_currency",
    "note",
)
"""Fields whose value is that of the session's row."""


class SessionEditor(QObject):
    """Shows a session in the fields and applies what is finished there."""

    said = Signal(str, bool)
    """Payload: a sentence for the form, and whether it is a refusal; empty takes the last one away."""

    def __init__(
        self,
        actions: Actions,
        fields: SessionFields,
        people: PeopleSection,
        parent: QObject,
        *,
        today: Callable[[], dt.date],
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._actions = actions
        self._fields = fields
        self._people = people
        self._seats = people.seats
        self._detail: SessionDetail | None = None
        self._problems: tuple[Problem, ...] = ()
        self._open: tuple[OpenPick, ...] = ()

    @property
    def detail(self) -> SessionDetail:
        """The session shown; only while there is one."""
        assert self._detail is not None
        return self._detail

    def show(self, plan_id: int, session_id: int, problems: Sequence[Problem]) -> None:
        """Show a session as it is now; raise PlanError when it is gone."""
        self._detail = self._actions.read(session_detail, session_id)
        self._problems = tuple(problems)
        found = self._actions.read(open_picks, plan_id, self.detail.row.course_id)
        present = {seat.pick_id for seat in self.detail.seats}
        self._open = tuple(pick for pick in found if pick.pick_id not in present)
        self._show_fields()
        self._show_seats()
        self._show_more()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the people who have these problems."""
        if self._problems != tuple(problems):
            self._problems = tuple(problems)
            self._show_seats()

    def finish(self, name: str) -> None:
        """Apply a field."""
        session, code = self.detail.row.id, self.detail.row.code
        value = self._fields.entered(name)
        match name:
            case "start":

                def move(db: Session) -> None:
                    day = move_session(db, session, value, today=self._today())
                    relabel(db, Label.of("session.move", session=code, day=day))

                refusal = self._actions.try_to(Label.of("session.move", session=code, day=value), move)
            case "days":
                label = days_label(code, self.detail.days, value)
                refusal = self._actions.try_to(label, set_session_days, session, value, today=self._today())
            case "course_id":
                label = field_label(code, name, self._fields.course.currentText())
                refusal = self._actions.try_to(label, change_course, session, value)
            case "further_rooms":
                rooms = [self.detail.row.room, *(each.name for each in value)]
                label = Label.of("session.rooms", session=code)
                refusal = self._actions.try_to(label, change_session, session, self._today(), rooms=rooms)
            case "further_trainers":
                trainers = [self.detail.row.trainer, *value]
                label = Label.of("session.trainers", session=code)
                refusal = self._actions.try_to(
                    label, change_session, session, self._today(), trainers=trainers
                )
            case _:
                label = field_label(code, name, self._named_value(name, value))
                refusal = self._actions.try_to(label, change_session, session, self._today(), **{name: value})
        if refusal:
            self._show_fields()
        self._fields.settle(name, refusal)
        self.said.emit(refusal, True)

    def add(self, pick_ids: Collection[int]) -> None:
        """Seat people, those beyond the seats on the waiting list, and say so."""
        row = self.detail.row
        people = People.of(pick.person_id for pick in self._open if pick.pick_id in pick_ids)
        label = Label.of("seat.add", people=people, session=row.code)
        waiting = 0

        def seat(db: Session) -> None:
            nonlocal waiting
            _, waiting = seat_picks(db, row.id, pick_ids)

        refusal = self._actions.try_to(label, seat)
        says = waiting_sentence(row.code, row.seats_max, waiting) if waiting else ""
        self.said.emit(refusal or says, bool(refusal))

    def remove(self, pick_ids: Collection[int]) -> None:
        """Take people out."""
        label = Label.of("seat.remove", people=self._whose(pick_ids), session=self.detail.row.code)
        self.said.emit(self._actions.try_to(label, unseat, self._seat_ids(pick_ids)), True)

    def set_status(self, pick_ids: Collection[int], status: str, days: Decimal | None) -> None:
        """Mark people as attended, absent and so on; partly attended begins with half of the days."""
        row = self.detail.row
        if status == SeatStatus.PARTLY_ATTENDED and days is None:
            days = max(Decimal(1), (row.days * 2).to_integral_value()) / 4
        people, term = self._whose(pick_ids), Term(f"seat.{status}")
        label = Label.of("seat.mark", people=people, status=term, session=row.code)
        refusal = self._actions.try_to(
            label, set_seat_status, self._seat_ids(pick_ids), status, days, today=self._today()
        )
        if refusal:
            self._show_seats()
        self.said.emit(refusal, True)

    def move_in_queue(self, pick_id: int, steps: int) -> None:
        """Move a person on the waiting list."""
        key = "seat.move-up" if steps < 0 else "seat.move-down"
        label = Label.of(key, person=self._whose([pick_id]), session=self.detail.row.code)
        self.said.emit(self._actions.try_to(label, move_in_queue, self._seat_ids([pick_id])[0], steps), True)

    def attend(self, today: dt.date, absent: Collection[int], partly: Mapping[int, Decimal]) -> bool:
        """Record who was there, by pick ids, and say whether it was done."""
        row, seats = self.detail.row, {seat.pick_id: seat.id for seat in self.detail.seats}
        refusal = self._actions.try_to(
            Label.of("session.attend", session=row.code),
            record_attendance,
            row.id,
            today,
            absent=[seats[pick_id] for pick_id in absent],
            partly={seats[pick_id]: days for pick_id, days in partly.items()},
        )
        self.said.emit(refusal, True)
        return not refusal

    def keep_seats(self, team: str, seats: int) -> None:
        """Keep seats for a team."""
        code = self.detail.row.code
        label = Label.of("session.release-seats", session=code, team=team)
        if seats:
            label = Label.of("session.keep-seats", count=seats, session=code, team=team)
        self._say(self._actions.try_to(label, reserve_seats, self.detail.row.id, team, seats))

    def ask_for(self, equipment_id: int, count: int) -> None:
        """Ask for equipment, for none of it with 0."""
        counts = {asked.equipment_id: asked.count for asked in self.detail.equipment}
        counts[equipment_id] = count
        label = Label.of("session.equip", session=self.detail.row.code)
        wanted = {key: number for key, number in counts.items() if number}
        self._say(self._actions.try_to(label, set_equipment, self.detail.row.id, wanted))

    def _say(self, refusal: str) -> None:
        """Say why a number was refused, and show the one that stays."""
        if refusal:
            self._show_more()
        self.said.emit(refusal, True)

    def _seat_ids(self, pick_ids: Collection[int]) -> list[int]:
        return [seat.id for seat in self.detail.seats if seat.pick_id in pick_ids]

    def _whose(self, pick_ids: Collection[int]) -> People:
        return People.of(seat.person_id for seat in self.detail.seats if seat.pick_id in pick_ids)

    def _show_fields(self) -> None:
        row = self.detail.row
        values = {name: getattr(row, name) for name in _SIMPLE}
        self._fields.show_values({**values, "days": self.detail.days, "start": row.first_day})

    def _show_more(self) -> None:
        """Show seats kept for teams, and equipment."""
        detail = self.detail
        kept = [Counted(row.team, row.team, row.seats) for row in detail.reserved]
        self._people.show_kept(kept, self._actions.read(known_teams), detail.row.days)
        asked = [Counted(row.equipment_id, row.name, row.count) for row in detail.equipment]
        self._fields.show_equipment(asked, self._actions.read(known_equipment))

    def _show_seats(self) -> None:
        numbers = Counter[str]()
        seated = []
        for seat in self.detail.seats:
            numbers[seat.status] += 1
            texts = tuple(p.hint for p in self._problems if p.person_id == seat.person_id)
            position = numbers["waiting"] if seat.status == SeatStatus.WAITING else 0
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
        self._seats.fill.show_session(self.detail.row)

    def _named_value(self, name: str, value: object) -> Value:
        """A value of a field as labels name it; nothing for one that is cleared."""
        if value is None or value is False or value == "":
            return ""
        if name == "trainer":
            return self._actions.read(named_trainer, str(value))
        if name in ("status", "mode"):
            return Term(f"{name}.{value}")
        if isinstance(value, Decimal):
            return Amount(value)
        return value if isinstance(value, int | dt.date) else str(value)
