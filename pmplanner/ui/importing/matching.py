"""The left side of the import window: what the file looks like, its columns, and open questions."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui.importing.columns import ColumnsPanel
from pmplanner.ui.importing.options import OptionsPanel
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.importing.work import Answer, better_layout
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.layouts import STRETCH, as_row
from pmplanner.ui.widgets.text import TextLabel


class MatchingPanel(Card):
    """Fields and their columns, and below them what else must be known."""

    other_layout_requested = Signal(str)
    """The rows are of the kind proposed; payload: the layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._found = heading_label(parent=self)
        self._where = muted_label(parent=self, small=True)
        self._other = ""
        self._other_label = TextLabel(parent=self)
        self.other_button = link_button("", self)
        self.other_button.setAutoDefault(False)
        self.other_button.clicked.connect(self._ask_other)
        self.columns = ColumnsPanel(self)
        self.options = OptionsPanel(self)
        other = as_row(None, self._other_label, self.other_button, STRETCH, spacing=4)
        for item in (self._found, self._where):
            self.body.addWidget(item)
        self.body.addLayout(other)
        self.body.addWidget(self.columns, 1)
        self.body.addWidget(self.options)
        self.setMinimumWidth(420)

    def show_answer(self, answer: Answer, plan: str) -> None:
        """Show how a file that could be read is taken; *plan* is the name of the plan shown."""
        content = answer.content
        assert content is not None  # asked for only when the file could be read
        profile = content.match.profile
        rows = plural(len(content.table.rows), "%1 row", "%1 rows")
        self._found.setText(tr("Looks like %1", profile.name) if profile else self.tr("Columns"))
        place = self.tr("%1 below the header in row %2")
        if content.table.from_calendar:
            place = self.tr("%1 of a calendar")
        self._propose(better_layout(content.table, content.layout) or "")
        self.columns.show_content(content, answer.request.wishes.defaults)
        place = put(place, rows, format_number(content.table.header_row))
        self._where.setText(f"{place}\n{self.columns.needs()}")
        self.options.show_answer(answer, plan)

    def _propose(self, other: str) -> None:
        self._other = other
        for widget in (self._other_label, self.other_button):
            widget.setVisible(bool(other))
        if other:
            name = layout_title(other).lower()
            self._other_label.setText(tr("The rows look like %1.", name))
            self.other_button.setText(tr("Import %1 instead", name))

    def _ask_other(self) -> None:
        self.other_layout_requested.emit(self._other)
