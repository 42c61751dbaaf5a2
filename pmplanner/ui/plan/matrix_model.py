"""The matrix as a table: names, one column a course, days, and how far each person is."""

from bisect import bisect
from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from pmplanner.services.needs.standing_in_plan import standing_word
from pmplanner.services.people.people import PersonRow
from pmplanner.services.views.matrix import Cell, Column, Line
from pmplanner.ui.plan.rows import Entry, GroupRow, Sums
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.plan.texts import (
    cell_sentence,
    cell_tip,
    course_tip,
    days_text,
    state_word,
    target_text,
)
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.help_text import explanation
from pmplanner.ui.widgets.painting import blank_when_failing
from pmplanner.ui.widgets.tables.row_changes import spans
from pmplanner.ui.widgets.target_text import target_reason

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

NAME = 0
"""The column of names; courses follow it, then the days and how far people are."""

_NOWHERE = QModelIndex()
_MOST_SPANS = 50
"""More groups of rows than this are told of as one: views paint only what is seen of them."""


class MatrixModel(QAbstractTableModel):
    """Rows of groups and people; a group's line cannot be selected."""

    sums_changed = Signal()
    """Days by course or by group are others now; no payload: see `sums`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.snapshot: PlanSnapshot | None = None
        self.rows: list[Entry] = []
        self.courses: list[int] = []
        self.sums = Sums((), {})
        self.is_whole = True
        """False while only the first people have been read: then sums are not known."""
        self._row_of: dict[int, int] = {}
        self._group_rows: dict[object, int] = {}
        self._column_of: dict[int, int] = {}

    # What stands where

    @property
    def days_column(self) -> int:
        """The column of planned days."""
        return len(self.courses) + 1

    @property
    def target_column(self) -> int:
        """The column of how far people are."""
        return len(self.courses) + 2

    def person_at(self, row: int) -> PersonRow | None:
        """Return the person in a row; None for the line of a group."""
        entry = self.rows[row]
        return None if isinstance(entry, GroupRow) else entry

    def course_at(self, column: int) -> Column | None:
        """Return the course of a column; None for names, days and targets."""
        if self.snapshot is None or not 1 <= column <= len(self.courses):
            return None
        return self.snapshot.courses[self.courses[column - 1]]

    def cell_at(self, row: int, column: int) -> Cell | None:
        """Return what the person in a row has to do with the course of a column."""
        entry = self.rows[row]
        if self.snapshot is None or isinstance(entry, GroupRow) or not 1 <= column <= len(self.courses):
            return None
        return self.snapshot.lines[entry.id].cells.get(self.courses[column - 1])

    def people(self) -> tuple[int, ...]:
        """Return the people shown, in order."""
        return tuple(self._row_of)

    def count_shown(self) -> tuple[int, int]:
        """Return how many of the people shown count, and how many of these lack something."""
        if self.snapshot is None:
            return 0, 0
        shown, figures = self._row_of.keys(), self.snapshot.figures
        return len(shown) - len(shown & figures.away.keys()), len(figures.lacking & shown)

    def row_of(self, person_id: int) -> int:
        """Return the row of a person; -1 when the person is not shown."""
        return self._row_of.get(person_id, -1)

    def row_of_group(self, key: object) -> int:
        """Return the row of a group's line; -1 when the group is not shown."""
        return self._group_rows.get(key, -1)

    def column_of(self, course_id: int) -> int:
        """Return the column of a course; -1 when it is not shown."""
        return self._column_of.get(course_id, -1)

    def group_of(self, row: int) -> GroupRow | None:
        """Return the line above a row; None when there are no groups."""
        return next((e for e in reversed(self.rows[: row + 1]) if isinstance(e, GroupRow)), None)

    def members_of(self, row: int) -> list[int]:
        """Return the people of the group whose line stands in a row."""
        members = []
        for entry in self.rows[row + 1 :]:
            if isinstance(entry, GroupRow):
                break
            members.append(entry.id)
        return members

    # What changes

    def show_snapshot(
        self,
        snapshot: PlanSnapshot | None,
        rows: Sequence[Entry],
        courses: Iterable[int],
        *,
        whole: bool = True,
    ) -> None:
        """Show other rows and columns, or others of the same plan; of a *whole* one sums are known."""
        self.beginResetModel()
        self.is_whole = whole
        before = self.sums if snapshot is self.snapshot else None
        self.snapshot = snapshot
        self.rows = list(rows)
        self.courses = list(courses)
        self.sums = Sums(self.rows, snapshot.lines if snapshot else {}, before)
        self._row_of = {e.id: row for row, e in enumerate(self.rows) if isinstance(e, PersonRow)}
        self._group_rows = {e.key: row for row, e in enumerate(self.rows) if isinstance(e, GroupRow)}
        self._index_columns()
        self.endResetModel()
        self.sums_changed.emit()

    def show_courses(self, courses: Collection[int]) -> None:
        """Add the columns of these courses to those shown, each in its place."""
        assert self.snapshot is not None
        wanted = self.snapshot.in_order({*self.courses, *courses})
        shown = set(self.courses)
        for place, course_id in enumerate(wanted):
            if course_id not in shown:
                self.beginInsertColumns(_NOWHERE, place + 1, place + 1)
                self.courses.insert(place, course_id)
                self._index_columns()
                self.endInsertColumns()

    def replace_lines(self, lines: dict[int, Line]) -> None:
        """Show rows as they are now."""
        assert self.snapshot is not None
        for person_id, line in lines.items():
            self.sums.replace(person_id, self.snapshot.lines[person_id], line)
        self.snapshot.replace_lines(lines)
        # A course that was picked for the first time has no column yet.
        self.show_courses({course_id for line in lines.values() for course_id in line.cells})
        self._tell({self.row_of(person_id) for person_id in lines} - {-1})

    def _tell(self, rows: set[int]) -> None:
        headings = sorted(self._group_rows.values())
        # The line of a group shows its sum, which changes with any of its people.
        touched = {headings[bisect(headings, row) - 1] for row in rows} if headings else set()
        places = spans(sorted(rows | touched))
        if len(places) > _MOST_SPANS:
            places = [(places[0][0], places[-1][1])]
        for first, last in places:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.target_column))
        self.sums_changed.emit()

    def _index_columns(self) -> None:
        self._column_of = {course_id: place + 1 for place, course_id in enumerate(self.courses)}

    # What Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Groups and people."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Names, courses, days, target."""
        return 0 if parent.isValid() else len(self.courses) + 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only people's cells can be reached and selected."""
        if not index.isValid() or isinstance(self.rows[index.row()], GroupRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @blank_when_failing
    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Words for what the delegates draw, and tips."""
        if not index.isValid() or self.snapshot is None:
            return None
        entry = self.rows[index.row()]
        if role == Role.WhatsThisRole:
            return self.counted(index.column()) or None
        if isinstance(entry, GroupRow):
            shown = role in (Role.DisplayRole, Role.AccessibleTextRole) and index.column() == NAME
            return self.group_text(entry) if shown else None
        if role == Role.DisplayRole:
            return self._shown(entry, index.column())
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._said(entry, index.column(), role == Role.ToolTipRole)
        return None

    @blank_when_failing
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Titles of the columns; the tip of a course says it in full."""
        if orientation is not Qt.Orientation.Horizontal or self.snapshot is None:
            return None
        if role == Role.WhatsThisRole:
            return self.counted(section) or None
        course = self.course_at(section)
        if role == Role.DisplayRole:
            return course.title if course else self._heading(section)
        if course and role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return course_tip(course)
        return None

    def counted(self, column: int) -> str:
        """Return what the help says of the figures of a column, also of their sums; "" of names."""
        if column == NAME:
            return ""
        if column == self.days_column:
            return explanation(tr("Planned"))
        if column == self.target_column:
            of_path = self.snapshot is None or not self.snapshot.targets
            return explanation(tr("Required") if of_path else tr("Target"))
        return explanation(tr("Pick"))

    def group_text(self, group: GroupRow) -> str:
        """Return a group's line: "Product manager · 78 days"."""
        return f"{group.title} · {self.group_days(group)}"

    def group_days(self, group: GroupRow) -> str:
        """Return the days of a group; dots while they are being read."""
        return days_text(self.sums.by_group[group.key]) if self.is_whole else "…"

    def course_days(self, course_id: int) -> str:
        """Return the days of a course for the people shown; dots while they are being read."""
        return format_days(self.sums.by_course.get(course_id, 0)) if self.is_whole else "…"

    def all_days(self) -> str:
        """Return the days of all people shown; dots while they are being read."""
        return format_days(self.sums.planned) if self.is_whole else "…"

    def _heading(self, section: int) -> str:
        if section == NAME:
            return tr("Person")
        if section == self.days_column:
            return tr("Days")
        if self.snapshot is None or not self.snapshot.targets:
            return tr("of the path")
        days = {target.days for target in self.snapshot.targets.values()}
        if len(days) > 1:
            return tr("of the target")  # each row has its own
        return tr("of %1-day target", format_days(days.pop()))

    def _shown(self, person: PersonRow, column: int) -> str:
        assert self.snapshot is not None
        if column == NAME:
            return person.name
        if column == self.days_column:
            return format_days(self.snapshot.lines[person.id].totals.planned)
        if column == self.target_column:
            return target_text(self.snapshot, person.id)
        cell = self.snapshot.cell(person.id, self.courses[column - 1])
        return state_word(cell.state) if cell else ""

    def _said(self, person: PersonRow, column: int, tip: bool) -> str:
        assert self.snapshot is not None
        if column == NAME:
            reason = standing_word(self.snapshot.standing(person.id))
            return "\n".join(filter(None, (person.name, person.job_title, person.team, reason)))
        if column == self.days_column:
            return tr("%1: %2 planned", person.name, days_text(self.snapshot.lines[person.id].totals.planned))
        if column == self.target_column:
            said = tr("%1: %2", person.name, target_text(self.snapshot, person.id))
            target = self.snapshot.targets.get(person.id)
            return said if target is None else f"{said}\n{target_reason(target)}"
        words = cell_tip if tip else cell_sentence
        return words(self.snapshot, person.id, self.courses[column - 1])
