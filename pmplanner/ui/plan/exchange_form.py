"""Asks for which other course a pick is swapped, and for the seat in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.services.views.exchanging import SeatOffer
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox, SearchField


class ExchangeForm(AskDialog):
    """The other course, and the sessions of it to which the person can come; the first is proposed."""

    def __init__(
        self,
        person: str,
        course: str,
        courses: CourseChoices,
        but: Collection[int],
        seats_in: Callable[[int], Sequence[SeatOffer]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Swap for another course"), tr("Swap"), parent)
        self._seats_in = seats_in
        self.course = SearchField(tr("Other course"), placeholder=tr("Search a course"))
        self.course.offer_found(courses.find, but, courses.text)
        self.seat = NoWheelComboBox(tr("Seat"))
        self.add_note(tr("%1 gives up %2, with its seat, and takes another course.", person, course))
        self.form.add(tr("Other course"), self.course)
        self.form.add(tr("Seat"), self.seat)
        self.course.finished.connect(self._offer)
        self._offer()

    def course_id(self) -> int | None:
        """The other course; None while none is chosen."""
        chosen = self.course.entered()
        return None if chosen is None else int(str(chosen))

    def session_id(self) -> int | None:
        """The session in which the person gets a seat; None for none yet."""
        found = self.seat.currentData()
        return None if found is None else int(found)

    def accept(self) -> None:
        """Go on once a course is chosen."""
        if self.course_id() is None:
            self.refuse(tr("Choose a course first."))
            self.course.setFocus()
        else:
            super().accept()

    def _offer(self) -> None:
        course_id = self.course_id()
        offers = () if course_id is None else self._seats_in(course_id)
        self.seat.clear()
        for offer in offers:
            days = format_period(offer.first_day, offer.last_day)
            free = "" if offer.free is None else plural(offer.free, "1 seat free", "%1 seats free")
            self.seat.addItem(" · ".join(filter(None, (days, offer.code, free))), offer.session_id)
        self.seat.addItem(tr("No seat yet"), None)
        self.refuse("")
