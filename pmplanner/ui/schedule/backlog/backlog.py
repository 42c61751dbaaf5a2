"""What is still to schedule: open picks by course, with the earliest workable date."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QDrag, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.sessions.seating import OpenPick
from pmplanner.services.views.backlog import CourseToSchedule
from pmplanner.ui.schedule.backlog.open_people import OpenPeople
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.texts import earliest, people
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import plural, put
from pmplanner.ui.widgets.buttons import flat_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ROW_ROLE, ColumnSpec
from pmplanner.ui.widgets.text import TextLabel

_PEOPLE_COLUMN, _EARLIEST_COLUMN = 1, 2
_GAP, _SIDES = 8, 26
"""Pixels between the tools, and beside the text of a cell together."""
_EARLIEST_SHARE, _EARLIEST_LEAST, _EARLIEST_MOST = 0.34, 124, 280


class BacklogTable(DataTable):
    """Courses that can be dragged onto the timeline, with the people who have picked them."""

    def picks(self) -> DraggedPicks | None:
        """What a drag of the selected course carries."""
        row: CourseToSchedule
        for row in self.selected_rows():
            return DraggedPicks(row.course_id, row.title, str(row.days), row.pick_ids)
        return None

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take the course along."""
        picks = self.picks()
        if picks is not None:
            drag = QDrag(self)
            drag.setMimeData(picks.to_mime())
            drag.exec(Qt.DropAction.CopyAction)


class Backlog(QWidget):
    """Lists courses that have open picks; each can become a session."""

    session_requested = Signal(object)
    """A session of a course is wanted; payload: the CourseToSchedule."""
    seats_requested = Signal(object)
    """People are to have the free seats of a session that is there; payload: the CourseToSchedule."""
    people_requested = Signal(object)
    """The people of a course are wanted by name, through `show_people`; payload: the CourseToSchedule."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools = QWidget(self)
        self.tools.installEventFilter(self)
        self.count = TextLabel()
        self.count.setProperty("pill", True)
        keep_sized(self.count.setFixedHeight, 20)
        self.new = flat_button(self.tr("New session"), icon_name="plus")
        self.new.setToolTip(self.tr("Make a session of the selected course with all these people"))
        self.drag_hint = muted_label(self.tr("drag onto the timeline"))
        self.people = OpenPeople()
        self.table = BacklogTable(self._columns(), name=self.tr("To schedule"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().hide()
        self.table.setSortingEnabled(False)
        self.table.setDragEnabled(True)
        self.table.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._draggable = False
        self.none = muted_label()
        self.unapproved = muted_label(small=True)
        self.unapproved.setWordWrap(True)
        self._lay_out()
        self.table.chosen.connect(self._enable)
        self.table.chosen.connect(self._ask_for_people)
        self.table.opened.connect(self._open)
        self.table.clicked.connect(self._clicked)
        self.new.clicked.connect(self._ask)
        self.show_rows(())

    def wanted_height(self) -> int | None:
        """The height that shows all of it; None for as much as there is."""
        if self.table.source.rowCount():
            return None
        said = self.unapproved.sizeHint().height() if self.unapproved.isVisibleTo(self) else 0
        return self.none.sizeHint().height() + said + 7

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave out of the tools what has no room."""
        if watched is self.tools and event.type() is QEvent.Type.Resize:
            self._fit_head()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the course and its date."""
        super().resizeEvent(event)
        share = int(event.size().width() * _EARLIEST_SHARE)
        self.table.setColumnWidth(_EARLIEST_COLUMN, max(_EARLIEST_LEAST, min(_EARLIEST_MOST, share)))

    def show_rows(self, rows: Sequence[CourseToSchedule], unapproved: int = 0) -> None:
        """Show these courses, and say how many picks are left out because nobody has approved them."""
        self.unapproved.setText(
            plural(
                unapproved,
                "1 pick is left out: nobody has approved it.",
                "%1 picks are left out: nobody has approved them.",
            )
        )
        self.unapproved.setVisible(unapproved > 0)
        self.none.setText(
            self.tr("Every approved pick has a seat or is done.")
            if unapproved
            else self.tr("Every pick has a seat or is done.")
        )
        self.table.source.set_rows(rows)
        self._fit_people(rows)
        picks = sum(row.people for row in rows)
        pieces = (
            plural(picks, "1 pick", "%1 picks"),
            plural(len(rows), "1 course", "%1 courses"),
        )
        self.count.setText(" · ".join(pieces))
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self._fit_head()
        self.new.setVisible(bool(rows))
        self._enable()
        self._ask_for_people()

    def _fit_people(self, rows: Sequence[CourseToSchedule]) -> None:
        """Make room for how many people there are, whole."""
        said = people(max((row.people for row in rows), default=0))
        wanted = self.table.fontMetrics().horizontalAdvance(said) + _SIDES
        self.table.setColumnWidth(_PEOPLE_COLUMN, max(self.table.least_width(_PEOPLE_COLUMN), wanted))

    def show_people(self, row: CourseToSchedule, people: Sequence[OpenPick]) -> None:
        """Show who has picked the selected course and has no seat."""
        self.people.show_people(row, people)

    def show_drag_hint(self, visible: bool) -> None:
        """Say that courses can be dragged, where there is something to drag them onto."""
        self._draggable = visible
        self._fit_head()

    def _fit_head(self) -> None:
        """Leave out of the tools what has no room: first the hint, then the count."""
        there = bool(self.table.source.rowCount())
        left = self.tools.width() - self.new.sizeHint().width()
        for part, wanted in ((self.count, there), (self.drag_hint, there and self._draggable)):
            left -= part.sizeHint().width() + _GAP
            part.setVisible(wanted and left >= 0)

    def _columns(self) -> list[ColumnSpec[CourseToSchedule]]:
        return [
            ColumnSpec(
                self.tr("Course"),
                lambda row: row.title,
                lambda row: f"{row.title}  {format_days(row.days)} {self.tr('d')}",
                tooltip=lambda row: f"{row.title} ({row.code})",
            ),
            ColumnSpec(
                self.tr("People"),
                lambda row: row.people,
                lambda row: people(row.people),
                RIGHT,
                tooltip=self._waiting,
                width=92,
                tone=lambda row: "muted",
            ),
            ColumnSpec(
                self.tr("Earliest"),
                lambda row: row.earliest,
                earliest,
                RIGHT,
                tooltip=self._date_tip,
                width=190,
                tone=lambda row: "accent" if row.earliest or row.seats else "problem_text",
            ),
        ]

    def _date_tip(self, row: CourseToSchedule) -> str:
        if row.seats is None:
            return earliest(row)
        who = people(len(row.seats.pick_ids))
        return put(self.tr("%1: a click seats %2 there"), earliest(row), who)

    def _waiting(self, row: CourseToSchedule) -> str:
        if not row.waiting:
            return ""
        return plural(
            row.waiting,
            "1 of them is on a waiting list.",
            "%1 of them are on a waiting list.",
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.drag_hint)
        row.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 7)
        self.none.setContentsMargins(12, 4, 16, 6)
        self.unapproved.setContentsMargins(12, 4, 16, 4)
        column.addWidget(self.none)
        column.addWidget(self.unapproved)
        column.addWidget(self.table, 1)
        column.addWidget(self.people)
        column.addStretch(0)

    def _ask_for_people(self) -> None:
        rows = self.table.selected_rows()
        if rows:
            self.people_requested.emit(rows[0])
        else:
            self.people.show_people(None, ())

    def _enable(self) -> None:
        self.new.setEnabled(bool(self.table.selected_rows()))

    def _clicked(self, index: QModelIndex) -> None:
        """The date looks like a link, so a click on it is enough."""
        if index.column() == _EARLIEST_COLUMN:
            row: CourseToSchedule = index.data(ROW_ROLE)
            (self.session_requested if row.seats is None else self.seats_requested).emit(row)

    def _open(self, row: CourseToSchedule) -> None:
        """Enter does what a click on the date does."""
        (self.session_requested if row.seats is None else self.seats_requested).emit(row)

    def _ask(self) -> None:
        for row in self.table.selected_rows():
            self.session_requested.emit(row)
