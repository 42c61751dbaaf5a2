"""What a text from a spreadsheet would pick, to be looked at before it does."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from pmplanner.services.plans.picks import Pair
from pmplanner.ui.plan.clipboard import Pasted, by_person
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.plan.texts import courses_text, name_people
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.text import TextLabel

_STRANGERS_HEIGHT = 120


class PastePreview(QDialog):
    """Lists who would get what, and what belongs to nobody; `accepted` when it is to be done."""

    def __init__(
        self, snapshot: PlanSnapshot, pasted: Pasted, fresh: Sequence[Pair], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Paste picks"))
        self.resize(560, 440)
        self.sentence = heading_label(_sentence(snapshot, fresh), self)
        self.left_out = muted_label(_left_out(pasted, len(fresh)), self)
        self.picks = QListWidget(self)
        self.picks.setAccessibleName(tr("What is picked for whom"))
        self.strangers = QListWidget(self)
        self.strangers.setAccessibleName(tr("What is not known here"))
        self.do_it = PrimaryButton(tr("Pick"), self)
        self.cancel = flat_button(tr("Cancel"), self)
        for person_id, courses in by_person(fresh):
            titles = ", ".join(snapshot.courses[course_id].title for course_id in courses)
            self.picks.addItem(f"{snapshot.people[person_id].name}: {titles}")
        self.strangers.addItems(list(pasted.strangers))
        self._lay_out(bool(fresh), bool(pasted.strangers))
        self.do_it.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self, fresh: bool, strangers: bool) -> None:
        unknown = TextLabel(tr("Not known here, and left out:"), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for label in (self.sentence, self.left_out):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.picks, 1)
        column.addWidget(unknown)
        column.addWidget(self.strangers)
        self.strangers.setMaximumHeight(_STRANGERS_HEIGHT)
        self.left_out.setVisible(bool(self.left_out.text()))
        self.picks.setVisible(fresh)
        for part in (unknown, self.strangers):
            part.setVisible(strangers)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.do_it)
        column.addLayout(buttons)
        self.do_it.setEnabled(fresh)
        self.do_it.setDefault(fresh)
        (self.do_it if fresh else self.cancel).setFocus()


def _sentence(snapshot: PlanSnapshot, fresh: Sequence[Pair]) -> str:
    people, courses = ({pair[side] for pair in fresh} for side in (0, 1))
    if not fresh:
        return tr("Nothing of this can be picked.")
    if len(fresh) == 1:
        return tr("Picks 1 course for %1.", name_people(snapshot, people))
    return tr(
        "Makes %1 picks: %2 for %3.", len(fresh), courses_text(len(courses)), name_people(snapshot, people)
    )


def _left_out(pasted: Pasted, fresh: int) -> str:
    """Say what is there already, and what lies beyond the matrix."""
    parts = []
    if there := len(pasted.pairs) - fresh:
        parts.append(plural(there, "1 is picked already.", "%1 are picked already."))
    if pasted.outside:
        parts.append(
            plural(
                pasted.outside,
                "1 cell of the clipboard lies beyond the matrix.",
                "%1 cells of the clipboard lie beyond the matrix.",
            )
        )
    return " ".join(parts)
