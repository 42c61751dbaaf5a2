"""Which column of the file each field is read from."""

from collections.abc import Mapping
from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import LAYOUTS, Field, Layout
from pmplanner.exchange.table import Table, is_blank
from pmplanner.exchange.values import Habits, as_text, bare
from pmplanner.exchange.wishes import defaults_of
from pmplanner.services.importing.job import FileContent
from pmplanner.ui.text_size import ROW, keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.text import TextLabel

_SAMPLED_ROWS = 200
_SAMPLES = 3
_DEFAULT_WIDTH = 66
_MARKS = "†‡"


class HeadingBox(QComboBox):
    """The headings of the file to choose from; the wheel scrolls the list of fields, not the choice."""

    picked = Signal(str)
    """The user chose; payload: the field."""

    def __init__(self, field: str, title: str, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self.setAccessibleName(tr("Column for %1", title))
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem(self.tr("– none –"), None)
        for heading in dict.fromkeys(filter(None, table.header)):
            self.addItem(heading, heading)
        self.activated.connect(self._on_activated)

    def heading(self) -> str | None:
        """The heading chosen; None for no column."""
        chosen: str | None = self.currentData()
        return chosen

    def show_heading(self, heading: str | None) -> None:
        """Choose without a signal."""
        self.setCurrentIndex(max(self.findData(heading), 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the scroll area."""
        event.ignore()

    def _on_activated(self) -> None:
        self.picked.emit(self._field)


class ColumnsPanel(QScrollArea):
    """A row for each field: its title, the column it is read from, the first values there."""

    changed = Signal(object)
    """The user matched a field otherwise; payload: every field with its heading or None."""
    defaults_said = Signal(object)
    """The user said what stands where a row has nothing; payload: field to text, all that were said."""
    refused = Signal(str)
    """What was typed for a field will not do; payload: why, as a sentence; empty when it will."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.boxes: dict[str, HeadingBox] = {}
        self.defaults: dict[str, QLineEdit] = {}
        """By field: what stands where a row has nothing."""
        self._said: dict[str, str] = {}
        self._samples: dict[str, ElidedLabel] = {}
        self._table: Table | None = None
        self._layout = ""
        self._unused = muted_label(small=True)

    def show_content(self, content: FileContent, defaults: Mapping[str, str]) -> None:
        """Show how the columns of a table are matched, and what stands where a row has nothing."""
        if content.table is not self._table or content.layout != self._layout:
            self._build(content.table, LAYOUTS[content.layout])
            self._table, self._layout = content.table, content.layout
        header = content.table.header
        for name, box in self.boxes.items():
            index = content.match.columns.get(name)
            box.show_heading(None if index is None else header[index])
            self._samples[name].show_text("" if index is None else sample_values(content.table, index))
        self._said = dict(defaults)
        for name, line in self.defaults.items():
            line.setText(defaults.get(name, ""))
        # Those of a calendar are none that its user knows.
        unused = "" if content.table.from_calendar else ", ".join(content.match.unmatched)
        self._unused.setText(tr("Not used: %1", unused))
        self._unused.setVisible(bool(unused))

    def columns(self) -> Mapping[str, str | None]:
        """Every field with the heading chosen for it."""
        return {name: box.heading() for name, box in self.boxes.items()}

    def _build(self, table: Table, layout: Layout) -> None:
        inner = QWidget()
        inner.setProperty("plain", True)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        heads = (
            self.tr("Field"),
            self.tr("Column in the file"),
            self.tr("First rows"),
            self.tr("If empty"),
        )
        for place, text in enumerate(heads):
            grid.addWidget(muted_label(text, inner, small=True), 0, place)
        self.boxes, self._samples, self.defaults = {}, {}, {}
        for place, field in enumerate(layout.fields, 1):
            self._add_row(grid, place, field, layout, table)
        self._unused = muted_label("", inner, small=True)
        self._unused.setWordWrap(True)
        grid.addWidget(self._unused, len(layout.fields) + 1, 0, 1, 4)
        grid.setRowStretch(len(layout.fields) + 2, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.setWidget(inner)

    def _add_row(self, grid: QGridLayout, place: int, field: Field, layout: Layout, table: Table) -> None:
        mark = mark_of(field, layout)
        label = TextLabel(f"{field.title} {mark}".rstrip(), self)
        keep_sized(label.setMinimumHeight, ROW)
        box = HeadingBox(field.name, field.title, table, self)
        box.picked.connect(self._on_picked)
        label.setBuddy(box)
        sample = ElidedLabel(parent=self)
        sample.setProperty("muted", True)
        self.boxes[field.name], self._samples[field.name] = box, sample
        line = QLineEdit(self)
        line.setAccessibleName(tr("%1 where the file has nothing", field.title))
        line.setFixedWidth(_DEFAULT_WIDTH)
        line.editingFinished.connect(self._on_default)
        self.defaults[field.name] = line
        for column, widget in enumerate((label, box, sample, line)):
            grid.addWidget(widget, place, column)

    def needs(self) -> str:
        """What the signs after the titles of the fields mean."""
        layout = LAYOUTS[self._layout]
        said = [tr("%1 at least one of these is needed", m) for m in _marks(layout)]
        if any(field.required for field in layout.fields):
            said.insert(0, self.tr("* needed"))
        return "    ".join(said)

    def _on_default(self) -> None:
        """Say what was typed, unless it will not do: then it is as it was."""
        typed = {name: line.text().strip() for name, line in self.defaults.items() if line.text().strip()}
        if typed == self._said:  # leaving a field ends editing, too, and must not ask again
            return
        try:
            defaults_of(typed, LAYOUTS[self._layout], Habits())
        except ExchangeError as error:
            for name, line in self.defaults.items():
                line.setText(self._said.get(name, ""))
            self.refused.emit(str(error))
            return
        self._said = typed
        self.refused.emit("")
        self.defaults_said.emit(typed)

    def _on_picked(self, _field: str) -> None:
        self.changed.emit(self.columns())


def mark_of(field: Field, layout: Layout) -> str:
    """The sign of a field that is needed, or of the group of which one is needed."""
    if field.required:
        return "*"
    groups = zip(layout.needs, _marks(layout), strict=True)
    return next((mark for group, mark in groups if field.name in group), "")


def _marks(layout: Layout) -> str:
    return _MARKS[: len(layout.needs)]


def sample_values(table: Table, index: int) -> str:
    """The first values of a column that differ, on one line."""
    cells = (row.cells[index] for row in islice(table.rows, _SAMPLED_ROWS) if index < len(row.cells))
    shown = dict.fromkeys(as_text(bare(cell)) for cell in cells if not is_blank(cell))
    return " · ".join(islice(shown, _SAMPLES))
