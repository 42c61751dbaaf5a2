"""A session that is being made: nothing is written before it is created, as one edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from pmplanner.models.statuses import SeatStatus, SessionMode, SessionStatus
from pmplanner.services.calendar.session_days import Day, check_days
from pmplanner.services.calendar.site_days import lay_days, shift_days
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.errors import PlanError
from pmplanner.services.problems.fixes.foreseeing import foresee_new_session
from pmplanner.services.sessions.free_seats import extra_seats
from pmplanner.services.sessions.seating import OpenPick, open_picks
from pmplanner.services.sessions.sessions import FIELDS, add_session, free_code
from pmplanner.storage.labels import Counted, Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.schedule.form.seats_list import Seated, SeatsList
from pmplanner.ui.schedule.form.session_fields import SessionFields

_BLANK = {
    "course_id": None,
    "code": "",
    "status": SessionStatus.DRAFT,
    "days": (),
    "room": "",
    "further_rooms": (),
    "trainer": "",
    "further_trainers": (),
    "seats_min": None,
    "seats_max": None,
    "mode": SessionMode.ON_SITE,
    "join_link": "",
    "timezone": "",
    "pinned": False,
    "locked": False,
    "cost": None,
    "currency": "",
    "decide_by": None,
    "cancel_cost": None,
    "cancel_currency": "",
    "note": "",
}


class DraftEditor(QObject):
    """Shows a session to be in the fields and says what would clash."""

    said = Signal(str, bool)
    """Payload: a sentence for the form, and whether it is a refusal; empty takes the last one away."""

    def __init__(
        self,
        actions: Actions,
        fields: SessionFields,
        seats: SeatsList,
        parent: QObject,
        *,
        earliest: Callable[[int], dt.date | None],
    ) -> None:
        """Offer the day that *earliest* gives for the id of a course, None for none."""
        super().__init__(parent)
        self._earliest = earliest
        self._day_chosen = False
        """Whether somebody chose when it begins; until then it is when its people can come first."""
        self._actions = actions
        self._fields = fields
        self._seats = seats
        self._courses = CourseBook(lambda _ids: [])
        self._plan_id = 0
        self._picks: dict[int, OpenPick] = {}
        self._seated: list[int] = []
        self._values: dict[str, object] | None = None

    @property
    def begun(self) -> bool:
        """Whether there is a draft that was put aside and can be gone on with."""
        return self._values is not None

    def offer(self, courses: CourseBook) -> None:
        """Know these courses."""
        self._courses = courses

    def begin(
        self, plan_id: int, course_id: int | None, start: dt.date, pick_ids: Sequence[int] = ()
    ) -> None:
        """Show a new draft with all these people seated."""
        self._plan_id = plan_id
        self._seated = list(pick_ids)
        self._day_chosen = course_id is not None
        self._fields.show_values({**_BLANK, "start": start, "course_id": course_id})
        self._take_course(keep_people=True)
        self._preview()

    def put_aside(self) -> None:
        """Remember what is entered, to go on with it later."""
        self._values = {}
        for name in self._fields.fields:
            with suppress(ValueError):  # what will not do is not worth keeping
                self._values[name] = self._fields.entered(name)

    def resume(self) -> None:
        """Show the draft that was put aside."""
        if self._values is not None:
            self._fields.show_values(self._values)
            self._values = None
        self.refresh()

    def forget(self) -> None:
        """Give the draft up."""
        self._values = None
        self._seated = []

    def refresh(self) -> None:
        """Look again who has open picks and what would clash."""
        self._read_picks()
        self._seated = [pick_id for pick_id in self._seated if pick_id in self._picks]
        self._preview()

    def finish(self, name: str) -> None:
        """Work out what follows from a field."""
        self.said.emit("", False)
        match name:
            case "course_id":
                self._take_course(keep_people=False)
            case "start":
                self._day_chosen = True
                self._lay_days()
            case "days":
                self._day_chosen = True
                self._take_days()
        self._preview()

    def add(self, pick_ids: Collection[int]) -> None:
        """Seat people when the session is created."""
        self._seated += [pick_id for pick_id in pick_ids if pick_id not in self._seated]
        self._preview()

    def remove(self, pick_ids: Collection[int]) -> None:
        """Leave people out."""
        self._seated = [pick_id for pick_id in self._seated if pick_id not in pick_ids]
        self._preview()

    def create(self) -> int | None:
        """Add the session to the plan as one edit and return its id; None when it was refused."""
        course = self._course()
        if course is None:
            self.said.emit(self.tr("Choose a course first."), True)
            return None
        try:
            values = {name: self._fields.entered(name) for name in FIELDS}
            further = self._fields.entered("further_rooms")
            values["rooms"] = [values.pop("room"), *(each.name for each in further)]
            values["trainers"] = [values.pop("trainer"), *self._fields.entered("further_trainers")]
        except ValueError as error:
            self._say_refusal(str(error))
            return None
        values["code"] = values["code"] or self._actions.read(free_code, self._plan_id, course.id)
        code = str(values["code"])
        label = Label.of("session.add", session=code)
        if self._seated:
            people = Counted("people", len(self._seated))
            label = Label.of("session.add-with", session=code, people=people)
        self._actions.refused.connect(self._say_refusal)
        try:
            return self._actions.do(
                label,
                add_session,
                self._plan_id,
                course.id,
                self._fields.entered("days"),
                pick_ids=tuple(self._seated),
                **values,
            )
        finally:
            self._actions.refused.disconnect(self._say_refusal)

    def _say_refusal(self, sentence: str) -> None:
        self.said.emit(sentence, True)

    def _course(self) -> CourseRow | None:
        course_id = self._fields.entered("course_id")
        return self._courses.get(course_id) if isinstance(course_id, int) else None

    def _take_course(self, *, keep_people: bool) -> None:
        """Take seats and days from the course; another course has other people."""
        course = self._course()
        if not keep_people:
            self._seated = []
        self._read_picks()
        if course is None:
            self._fields.code.setPlaceholderText("")
            return
        code = self._actions.read(free_code, self._plan_id, course.id)
        self._fields.code.setPlaceholderText(code)
        self._fields.show_values({"seats_min": course.min_seats, "seats_max": course.max_seats})
        earliest = None if self._day_chosen else self._earliest(course.id)
        if earliest is not None:
            self._fields.show_values({"start": earliest})
        self._show_days(self._laid(course))

    def _read_picks(self) -> None:
        course = self._course()
        found = self._actions.read(open_picks, self._plan_id, course.id) if course else []
        self._picks = {pick.pick_id: pick for pick in found}

    def _lay_days(self) -> None:
        course, start, days = self._course(), self._fields.entered("start"), self._fields.entered("days")
        if days:
            self._show_days(self._actions.read(shift_days, days, start, self._fields.entered("room")))
        elif course is not None:
            self._show_days(self._laid(course))

    def _laid(self, course: CourseRow) -> list[Day]:
        start, room = self._fields.entered("start"), self._fields.entered("room")
        return self._actions.read(lay_days, start, course.days, room)

    def _take_days(self) -> None:
        try:
            self._show_days(check_days(self._fields.entered("days")))
        except PlanError as error:
            self.said.emit(str(error), True)

    def _show_days(self, days: Sequence[Day]) -> None:
        self._fields.show_values({"days": days, "start": days[0].day})

    def _seats_max(self) -> int | None:
        """The most seats; those before while what is typed will not do."""
        try:
            return self._fields.seats_max.entered()
        except ValueError:
            return self._fields.seats_max.kept()

    def _preview(self) -> None:
        """Show who would be seated, who would wait, and what would clash."""
        seats_max = self._seats_max()
        extra = self._actions.read(extra_seats, self._plan_id)
        limit = len(self._seated) if seats_max is None else seats_max + extra
        clashes = self._clashes(self._seated[:limit])
        seated = []
        for place, pick_id in enumerate(self._seated):
            pick = self._picks[pick_id]
            status, position = (
                (SeatStatus.BOOKED, 0) if place < limit else (SeatStatus.WAITING, place - limit + 1)
            )
            texts = tuple(clashes.get(pick.person_id, ()))
            seated.append(
                Seated(pick_id, pick.person_id, pick.name, pick.team, status, position, None, texts)
            )
        rest = [pick for pick_id, pick in self._picks.items() if pick_id not in set(self._seated)]
        self._seats.show_seats(seated, rest, marked=False)
        self._seats.fill.show_session(None)

    def _clashes(self, pick_ids: Sequence[int]) -> dict[int, list[str]]:
        course = self._course()
        if course is None:
            return {}
        texts: dict[int, list[str]] = {}
        facts = self._actions.problem_monitor.facts(self._plan_id)
        for problem in self._actions.read(
            foresee_new_session, self._plan_id, course.id, self._fields.entered("days"), pick_ids, facts=facts
        ):
            if problem.person_id is not None:
                texts.setdefault(problem.person_id, []).append(problem.hint)
        return texts
