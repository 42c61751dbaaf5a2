"""What the plan page says while there is nothing to show."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.ui.plan.texts import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint


def no_plan_hint(parent: QWidget) -> EmptyHint:
    """Return the hint of a workspace without plans."""
    sentence = tr("A plan has a name, a first and a last day. Courses are picked for people in it.")
    return EmptyHint("plan", tr("There is no plan yet"), sentence, parent)


def no_people_hint(parent: QWidget) -> EmptyHint:
    """Return the hint of a workspace without people."""
    sentence = tr("Import people from a spreadsheet, or add the first one. Then pick courses for them here.")
    return EmptyHint("people", tr("There are no people yet"), sentence, parent)


class NoCourses(Card):
    """A line above the matrix while nothing is picked and nothing is required."""

    show_all_asked = Signal()
    """Show a column for each course; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        text = tr(
            "Nothing is picked yet, and no track requires a course. Select people and pick a course from the "
            "catalogue, or show all courses here."
        )
        label = muted_label(text, self)
        label.setWordWrap(True)
        button = plain_button(tr("Show all courses"), self)
        button.clicked.connect(self.show_all_asked)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(button)
        self.body.addLayout(row)
        self.button = button
