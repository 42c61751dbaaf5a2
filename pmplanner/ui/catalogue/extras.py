"""What the workspace adds to a course, bundled or not: needed equipment and the provider's dates."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.ui.catalogue.needs import NeedsList
from pmplanner.ui.catalogue.public_dates import PublicDates
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.layouts import as_column


class CourseExtras(QWidget):
    """Two sections that stand below the facts of a course or below its form."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dates = PublicDates(actions, self)
        self.needs = NeedsList(actions, self)
        as_column(self, self.dates, self.needs, margins=(0, 0, 12, 8), spacing=4)

    def show_course(self, course: CourseRow) -> None:
        """Show both sections of a course."""
        self.dates.show_course(course)
        self.needs.show_course(course)
