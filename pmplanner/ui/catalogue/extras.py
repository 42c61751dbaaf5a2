"""What the workspace adds to a course, bundled or not: needed equipment and the provider's dates."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.ui.catalogue.needs import NeedsList
from pmplanner.ui.catalogue.public_dates import PublicDates
from pmplanner.ui.core.actions import Actions


class CourseExtras(QWidget):
    """Two sections that stand below the facts of a course or below its form."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dates = PublicDates(actions, self)
        self.needs = NeedsList(actions, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 8)
        column.setSpacing(4)
        column.addWidget(self.dates)
        column.addWidget(self.needs)

    def show_course(self, course: CourseRow) -> None:
        """Show both sections of a course."""
        self.dates.show_course(course)
        self.needs.show_course(course)
