"""The list of sessions with what narrows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from pmplanner.services.autoschedule.changes import SessionChange
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.core.saved_views import sort_column
from pmplanner.ui.schedule.auto.texts import change_kind, change_people, change_title
from pmplanner.ui.schedule.list.picture import SeatsPicture
from pmplanner.ui.schedule.list.sessions_table import ListedSession, SessionsTable
from pmplanner.ui.schedule.texts import session_statuses
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.inputs.chips import Chip
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList

_SEARCH, _SHORT_SEARCH, _WIDE = 200, 100, 420
"""Widths of the words to look for, and of a list that has room for the longer."""


FIRST_LISTED = {
    "words": "", "course": "", "status": "", "with_problems": "", "sort": "0", "descending": "",
}  # fmt: skip
"""What is listed at first, as :meth:`SessionList.state` says it."""


class SessionList(Card):
    """Sessions that pass the filters; those selected can be removed and copied."""

    chosen = Signal(object)
    """The selection changed; payload: tuple of SessionRow in the order shown."""
    filtered = Signal()
    """Other filters or another order hold; no payload."""
    new_requested = Signal()
    """A new session is wanted; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self.filters = QWidget(self)
        self._stack = QStackedWidget(self)
        self.search = SearchBox(self.tr("Filter sessions"), shortcut="Ctrl+F")
        self.course = QComboBox()
        self.status = QComboBox()
        self.with_problems = Chip(self.tr("With problems"))
        self.table = SessionsTable(self.tr("Sessions"))
        self.picture = PictureMenu(SeatsPicture(self.table), self.table.accessibleName, self, bare=False)
        self.more = self.picture.button(self.filters)
        self.empty = EmptyHint("schedule", self.tr("No sessions yet"))
        self.empty_button = self.empty.add_action(self.tr("New session"), icon_name="plus")
        self.nothing = EmptyHint(
            "filter", self.tr("No session matches"), self.tr("The filters above leave nothing to show.")
        )
        self.show_all_button = self.nothing.add_action(self.tr("Show all sessions"))
        self.proposed = LineList(self.tr("Sessions proposed"), several=False)
        self.proposed.setMaximumHeight(220)
        self.proposed.hide()
        self.proposed_title = muted_label(self.tr("Proposed by the automatic schedule"), small=True)
        self.proposed_title.setContentsMargins(12, 6, 0, 2)
        self.proposed_title.hide()
        self._only: Collection[int] | None = None
        self._lay_out()
        self._connect()
        self.show_sessions((), ())

    def show_sessions(self, rows: Sequence[SessionRow], problems: Sequence[Problem]) -> None:
        """Show these sessions, with the problems in them."""
        counts = Counter(problem.session_id for problem in problems)
        tips: dict[int, list[str]] = {}
        for problem in problems:
            tips.setdefault(problem.session_id, []).append(problem.hint)
        listed = [ListedSession(row, counts[row.id], _tip(tips.get(row.id, ()))) for row in rows]
        self.table.source.set_rows(listed)
        self._offer_courses(rows)
        self._show_stack()

    def show_proposal(self, changes: Sequence[SessionChange]) -> None:
        """List what is proposed below the sessions of now, to be seen only; nothing when it is empty."""
        rows = [row for row in changes if row.kind != "kept"]
        self.proposed.set_lines(
            [
                Line(
                    at,
                    f"{row.course_title} · {change_title(row)}",
                    detail=f"{change_kind(row)} · {change_people(row)}",
                )
                for at, row in enumerate(rows)
            ]
        )
        self.proposed.setVisible(bool(rows))
        self.proposed_title.setVisible(bool(rows))

    def say_picks(self, open_picks: int) -> None:
        """Say in the empty list how many picks wait for a session."""
        sentence = put(
            self.tr(
                "%1 picks wait to be scheduled. Choose a course under “To schedule”, "
                "or begin with an empty session."
            ),
            str(open_picks),
        )
        self.empty.set_texts(self.tr("No sessions yet"), sentence)

    def select(self, session_id: int) -> bool:
        """Select a session, lifting the filters where they hide it; False when it is not in the plan."""
        if self.table.select_key(session_id):
            return True
        if self.table.source.row_of(session_id) < 0:
            return False
        self.show_all()
        return self.table.select_key(session_id)

    def shown_ids(self) -> list[int]:
        """The ids of the sessions that pass the filters, in the order shown."""
        proxy = self.table.proxy
        return [proxy.index(place, 0).data(ROW_ROLE).id for place in range(proxy.rowCount())]

    def show_only(self, session_ids: Collection[int] | None) -> None:
        """Show only these sessions; None for all. The other filters hold as well."""
        if session_ids != self._only:
            self._only = session_ids
            self._filter()

    def state(self) -> dict[str, str]:
        """Return words, filters and order, to be kept."""
        header = self.table.horizontalHeader()
        return {
            "words": self.search.text(),
            "course": str(self.course.currentData() or ""),
            "status": str(self.status.currentData() or ""),
            "with_problems": "1" if self.with_problems.isChecked() else "",
            "sort": str(header.sortIndicatorSection()),
            "descending": "1" if header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder else "",
        }

    def show_state(self, state: Mapping[str, str]) -> None:
        """Show words, filters and order as they were kept; what is not said is as at first."""
        self.search.setText(state.get("words", ""))
        course = state.get("course", "")
        self.course.setCurrentIndex(max(0, self.course.findData(int(course) if course.isdecimal() else None)))
        self.status.setCurrentIndex(max(0, self.status.findData(state.get("status", ""))))
        self.with_problems.setChecked(bool(state.get("with_problems")))
        order = Qt.SortOrder.DescendingOrder if state.get("descending") else Qt.SortOrder.AscendingOrder
        self.table.sortByColumn(sort_column(state, "0"), order)
        self._filter()

    def show_all(self) -> None:
        """Lift all filters."""
        self.search.clear()
        self.course.setCurrentIndex(0)
        self.status.setCurrentIndex(0)
        self.with_problems.setChecked(False)
        self._filter()

    def save_state(self, settings: QSettings) -> None:
        """Remember order, widths and filters."""
        header = self.table.horizontalHeader()
        settings.setValue("schedule/widths", ",".join(map(str, self.table.widths())))
        settings.setValue("schedule/sort", header.sortIndicatorSection())
        settings.setValue("schedule/descending", header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder)
        settings.setValue("schedule/filter", self.search.text())
        settings.setValue("schedule/status", self.status.currentData() or "")
        settings.setValue("schedule/with_problems", self.with_problems.isChecked())

    def restore_state(self, settings: QSettings) -> None:
        """Take order, widths and filters as they were left."""
        widths = str(settings.value("schedule/widths", "")).split(",")
        if all(width.isdigit() for width in widths):
            self.table.set_widths([int(width) for width in widths])
        column = int(str(settings.value("schedule/sort", 0)))
        descending = _is_true(settings.value("schedule/descending", False))
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.table.sortByColumn(column, order)
        self.search.setText(str(settings.value("schedule/filter", "")))
        self.status.setCurrentIndex(max(0, self.status.findData(settings.value("schedule/status", ""))))
        self.with_problems.setChecked(_is_true(settings.value("schedule/with_problems", False)))
        self._filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the words to look for make way where there is little room."""
        super().resizeEvent(event)
        self.search.setFixedWidth(_SEARCH if self.width() >= _WIDE else _SHORT_SEARCH)

    def _lay_out(self) -> None:
        self.course.setAccessibleName(self.tr("Course shown"))
        self.course.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.course.setMinimumContentsLength(9)
        self.course.addItem(self.tr("All courses"), None)
        self.status.setAccessibleName(self.tr("Status shown"))
        self.status.addItem(self.tr("Any status"), "")
        for key, text in session_statuses().items():
            self.status.addItem(text, key)
        row = FlowLayout(self.filters)  # they take two lines beside an open form in a small window
        row.setContentsMargins(11, 7, 11, 7)
        for part in (self.search, self.course, self.status, self.with_problems, self.more):
            row.addWidget(part)
        for widget in (self.table, self.empty, self.nothing):
            self._stack.addWidget(widget)
        inside = QVBoxLayout()
        inside.setContentsMargins(1, 4, 1, 4)
        inside.setSpacing(0)
        inside.addWidget(self.filters)
        inside.addWidget(self._stack, 1)
        inside.addWidget(self.proposed_title)
        inside.addWidget(self.proposed)
        self.body.addLayout(inside)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.to_results.connect(self._enter_table)
        self.course.currentIndexChanged.connect(self._filter)
        self.status.currentIndexChanged.connect(self._filter)
        self.with_problems.toggled.connect(self._filter)
        self.table.chosen.connect(self._tell_chosen)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self.filtered)
        self.empty_button.clicked.connect(self.new_requested)
        self.show_all_button.clicked.connect(self.show_all)

    def _offer_courses(self, rows: Sequence[SessionRow]) -> None:
        """Offer the courses that have sessions; the one chosen stays."""
        courses = sorted({(row.course_title, row.course_id) for row in rows})
        present = [(self.course.itemText(n), self.course.itemData(n)) for n in range(1, self.course.count())]
        if courses == present:
            return
        chosen = self.course.currentData()
        self.course.blockSignals(True)
        while self.course.count() > 1:
            self.course.removeItem(1)
        for title, course_id in courses:
            self.course.addItem(title, course_id)
        place = self.course.findData(chosen) if chosen is not None else 0
        self.course.setCurrentIndex(max(0, place))
        self.course.blockSignals(False)
        if place < 0:
            self._filter()

    def _filter(self) -> None:
        self.table.proxy.set_text(self.search.text())
        course, status = self.course.currentData(), self.status.currentData()
        problems = self.with_problems.isChecked()
        only = self._only
        narrowed = course is not None or status or problems or only is not None

        def accepts(row: ListedSession) -> bool:
            return (
                course in (None, row.session.course_id)
                and status in ("", row.session.status)
                and (row.problems > 0 or not problems)
                and (only is None or row.session.id in only)
            )

        self.table.proxy.set_accepts(accepts if narrowed else None)
        self._show_stack()
        self.filtered.emit()

    def _show_stack(self) -> None:
        if not self.table.source.rowCount():
            self._stack.setCurrentWidget(self.empty)
        elif not self.table.proxy.rowCount():
            self._stack.setCurrentWidget(self.nothing)
        else:
            self._stack.setCurrentWidget(self.table)

    def _enter_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.table.currentIndex().isValid() and self.table.proxy.rowCount():
            self.table.selectRow(0)

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.table.chosen_sessions())


def _tip(texts: Sequence[str]) -> str:
    """The first few problems, one a line."""
    lines = [*texts[:8], *(["…"] if len(texts) > 8 else [])]
    return "\n".join(lines)


def _is_true(value: object) -> bool:
    """Whether a setting is on; files keep it as text."""
    return value is True or str(value).lower() == "true"
