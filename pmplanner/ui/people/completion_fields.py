"""The fields of a completion, for one person or many: a course of the catalogue, or a title of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.inputs.choices import CourseBox, WordBox, nothing_found
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import DaysLine, TextLine, UnitsLine

RESULTS = ("completed", "passed", "attended", "failed")


class Entered(NamedTuple):
    """A completion as it was typed."""

    course_id: int | None
    """None for what is no course of the catalogue."""
    name: str
    """The title of the course, or its own."""
    completed_on: dt.date
    values: Mapping[str, Any]
    """What else the service takes."""


class CompletionFields:
    """Makes the fields; `all` gives them with their names for a form."""

    def __init__(self, parent: QWidget) -> None:
        self.course = CourseBox(tr("Course"), parent)
        self.title = TextLine(tr("Or its own title"), parent, tr("if it is in no catalogue"))
        self.provider = TextLine(tr("Provider"), parent)
        self.day = DateLine(tr("Completed on"), parent)
        self.result = WordBox(tr("Result"), RESULTS, parent)
        self.days = DaysLine(tr("Days"), parent, tr("the course’s"))
        self.expiry = DateLine(tr("Valid until"), parent)
        self.expiry.setPlaceholderText(tr("as the course says"))
        self.number = TextLine(tr("Certificate number"), parent)
        self.units = UnitsLine(tr("Units"), parent, tr("the course’s hours"))
        self.link = TextLine(tr("Link to evidence"), parent, "https://")
        self._courses: CourseChoices | tuple[()] = ()

    def all(self) -> Sequence[tuple[str, TextLine | CourseBox | WordBox]]:
        """The fields with their names, in order."""
        return (
            (tr("Course"), self.course),
            (tr("Or its own title"), self.title),
            (tr("Provider"), self.provider),
            (tr("Completed on"), self.day),
            (tr("Result"), self.result),
            (tr("Days"), self.days),
            (tr("Valid until"), self.expiry),
            (tr("Certificate number"), self.number),
            (tr("Units"), self.units),
            (tr("Link to evidence"), self.link),
        )

    def offer_courses(self, courses: CourseChoices | tuple[()]) -> None:
        """Offer these courses."""
        if courses != self._courses:
            self._courses = courses
            self.course.offer_found(courses.find if courses else nothing_found)

    def begin(self) -> None:
        """It is of today, unless another day is typed."""
        today = QDate.currentDate()
        self.day.show_value(dt.date(today.year(), today.month(), today.day()))

    def read(self, refuse: Callable[[str], object]) -> Entered | None:
        """Return what was typed; None, with the reason given to *refuse*, when it will not do."""
        course_id, title = self.course.course_id(), self.title.typed()
        if course_id is None and (self.course.currentText().strip() or not title):
            refuse(tr("Choose a course of the catalogue, or give the title of another one."))
            return None
        values: list[object] = []
        for line in (self.day, self.days, self.expiry, self.units):
            try:
                values.append(line.entered())
            except ValueError as error:
                line.refuse(str(error))
                refuse(str(error))
                return None
        day, days, expires_on, units = values
        if not isinstance(day, dt.date):
            refuse(tr("Say on which day it was completed."))
            return None
        return Entered(
            course_id,
            title if course_id is None else self.title_of(course_id),
            day,
            {
                "result": self.result.entered(),
                "days": days,
                "expires_on": expires_on,
                "title": title,
                "provider": self.provider.typed(),
                "certificate_number": self.number.typed(),
                "units": units,
                "link": self.link.typed(),
            },
        )

    def title_of(self, course_id: int) -> str:
        """Return the title of a course offered."""
        return self._courses.title(course_id) if self._courses else ""
