"""The page of the catalogue: courses with their detail, and the paths of the tracks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.catalog.courses import (
    CourseRow,
    list_courses,
    list_levels,
    list_providers,
    list_skills,
)
from pmplanner.services.catalog.finding import FIRST, FoundCourses, count_courses, find_courses
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.suggestions import list_suggestions
from pmplanner.services.people.tracks import TrackRow, list_tracks
from pmplanner.storage.journal import Change
from pmplanner.ui.catalogue.course_menu import CourseMenu
from pmplanner.ui.catalogue.course_panel import CoursePanel
from pmplanner.ui.catalogue.course_table import CourseLine, CourseTable, course_columns, make_lines
from pmplanner.ui.catalogue.filters import Filters
from pmplanner.ui.catalogue.paths import Paths
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_number, starting_large
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.import_button import import_button
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tables.listing import Listing

_FURTHER = 400
"""So many more are shown at the end of those that are."""


class CataloguePage(Page):
    """List and detail of courses, and the paths."""

    plan_requested = Signal()
    """The user wants to pick courses; no payload."""
    import_requested = Signal(str)
    """The user wants to bring in rows from a file; payload: the layout."""
    picture_requested = Signal(str, object)
    """A picture or its table is wanted; payload: the Task and the Picture."""
    open_requested = Signal(str, object)
    """The user made a session and wants to see it; payload: "session" and its id."""

    help = "catalogue"
    watches = frozenset(
        {
            "course",
            "own_fact",
            "course_skill",
            "course_track",
            "skill",
            "prerequisite",
            "equivalent",
            "track",
            "path_item",
            "path_group",
            "person",
            "pick",
            "session",
            "completion",
            "public_date",
            "equipment",
            "course_equipment",
            "certificate",
            "course_certificate",
            "cost_item",
            "workspace_setting",
        }
    )

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._total = self._found = 0
        self._most = FIRST
        self._book = CourseBook(self._read_courses)
        self._choices: CourseChoices | None = None
        self._tracks: list[TrackRow] = []
        self._new = QAction(icon("plus", "on_accent"), self.tr("New course"), self)
        self._new.setToolTip(self.tr("Ctrl+N"))
        self._new.triggered.connect(self.begin_new)
        self.views = SegmentedControl(self, self.tr("What is shown"))
        self.views.add("courses", self.tr("Courses"))
        self.views.add("paths", self.tr("Paths"))
        self.count = muted_label("", self)
        self.import_button = import_button(
            (
                ("courses", self.tr("Courses…"), self.tr("Courses of your own, with days, price and seats.")),
                (
                    "own-facts",
                    self.tr("Own facts…"),
                    self.tr("Prices, seats and notes on courses that are here."),
                ),
                ("paths", self.tr("Paths…"), self.tr("Which courses a track requires, in order.")),
                ("tracks", self.tr("Tracks…"), self.tr("The role tracks.")),
            ),
            self.import_requested.emit,
            self,
        )
        self.stack = QStackedWidget(self)
        self.courses = Listing(self.stack)
        self.list = self.courses.list
        self.filters = Filters(self.courses.inside)
        self.courses.add_filters(self.filters, self.filters.search, self.filters.clear)
        self.table = self.courses.add_table(course_columns(), self.tr("Courses"), CourseTable)
        self.panel = CoursePanel(actions, self.courses.splitter)
        self.courses.add_panel(self.panel, 350, 320, self.panel.is_new)
        self.clear_button = self.courses.say_nobody(
            self.tr("No course matches"),
            self.tr("Try fewer words, or let all courses pass."),
            self.tr("Clear filters"),
        )
        self.paths = Paths(actions, self.stack)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Catalogue"), self)
        header.add_left(self.views)
        header.add_left(self.count)
        header.add_right(self.import_button)
        self.stack.addWidget(self.courses)
        self.stack.addWidget(self.paths)
        as_column(self, header, (self.stack, 1), margins=(20, 16, 20, 16), spacing=12)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show_view)
        self.filters.changed.connect(self._search)
        self.table.chosen.connect(self._show_selected)
        self.panel.course_requested.connect(self._show_course)
        self.panel.new_ended.connect(self._end_new)
        self.table.menu_requested.connect(self._show_menu)
        self.panel.session_made.connect(self._open_session)
        self.paths.course_requested.connect(self._show_course)
        self.paths.pictures.requested.connect(self.picture_requested)
        QShortcut(QKeySequence.StandardKey.New, self).activated.connect(self.begin_new)
        self.courses.on_delete(self.panel.remove_it)
        self.table.opened.connect(self._enter_panel)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._show_all)
        self.table.verticalScrollBar().valueChanged.connect(self._show_more)

    def _enter_panel(self, _line: object) -> None:
        """Put the keys into the details of the course."""
        if (first := first_focusable(self.panel)) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the frame asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels in which things are changed."""
        return (self.panel, self.paths, self.import_button)

    def primary_action(self) -> QAction:
        """Add a course of the user's own."""
        return self._new

    def begin_new(self) -> None:
        """Show the form of a new course."""
        self.views.select("courses")
        self._show_view("courses")
        self.table.clearSelection()
        self.courses.show_panel()
        self.panel.begin_new()

    def reveal(self, kind: str, row_id: int) -> None:
        """Select the course with this id."""
        if kind == "course":
            self._show_course(row_id)

    def narrow(self, kind: str, row_id: int, name: str) -> None:
        """Show only the courses that teach a skill."""
        self.views.select("courses")
        self._show_view("courses")
        self.filters.clear()
        self.filters.search.setText(name)
        self.courses.focus_table()

    def focus_home(self) -> QWidget | None:
        """The list of courses, or what stands in its place."""
        return self.table if self.table.isVisible() else first_focusable(self.stack)

    def export_scope(self) -> ExportScope | None:
        """The courses that the filters leave; None when they leave all, and for the paths."""
        if self.views.current() != "courses" or self._found == self._total:
            return None
        return ExportScope(course_ids=frozenset(self._find(None).ids))

    def save_state(self, settings: QSettings) -> None:
        """Keep column widths, filters, the split and what is shown."""
        self.courses.save_state(settings, "catalogue")
        settings.setValue("catalogue/view", self.views.current())
        self.filters.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        """Show column widths, filters, the split and the view as they were left."""
        self.courses.restore_state(settings, "catalogue")
        view = str(settings.value("catalogue/view", "courses"))
        if view in self.views.keys():  # noqa: SIM118 - a method of the control, not of a mapping
            self.views.select(view)
            self._show_view(view)
        self.filters.restore_state(settings)

    # Following the workspace

    def refresh(self, change: Change | None) -> None:
        """Show what is in the workspace now."""
        read = self.actions_.read
        self._tracks, providers = read(list_tracks), read(list_providers)
        self.filters.offer(providers, read(list_levels), self._tracks)
        self._book, self._choices = CourseBook(self._read_courses), CourseChoices(self.actions_)
        self.panel.know(self._book, self._choices.find, self._tracks, read(list_skills), providers)
        self._show_paths()
        self._total = read(count_courses)
        self._search()

    def _read_courses(self, ids: Sequence[int]) -> list[CourseRow]:
        return self.actions_.read(list_courses, ids)

    def _show_paths(self) -> None:
        # What the catalogue suggests is read from its file, which only those who look at paths wait for.
        if self.views.current() != "paths" or self._choices is None:
            return
        suggestions = self.actions_.read(list_suggestions)
        self.paths.show_paths(self._tracks, self._book, self._choices.find, suggestions)

    def _find(self, limit: int | None) -> FoundCourses:
        words, narrow = self.filters.search.text(), self.filters.narrowing()
        return self.actions_.read(find_courses, words, narrow, limit)

    def _show_found(self) -> None:
        """Show the first courses that are found, all of them where they are sorted by a column."""
        is_sorted = self.table.horizontalHeader().sortIndicatorSection() >= 0
        found = self._find(None if is_sorted else self._most)
        self._found = found.total
        self._book.line_up(found.ids, anew=True)
        if is_sorted:
            self._book.hold(found.ids)
        self.table.source.set_rows(make_lines(found.ids, self._book, self._tracks))

    def _show_more(self, place: int) -> None:
        """Show further ones when the end of those shown comes near."""
        bar = self.table.verticalScrollBar()
        if self.table.source.rowCount() < self._found and place + 2 * bar.pageStep() > bar.maximum():
            before, self._most = self._most, self._most + _FURTHER
            further = self._find(self._most).ids[before:]
            self._book.line_up(further)
            self.table.source.add_rows(make_lines(further, self._book, self._tracks))

    def _show_all(self) -> None:
        """Show all that are found when they are sorted by a column."""
        if self.table.source.rowCount() < self._found:
            self._show_found()

    def _search(self) -> None:
        selected = {line.id for line in self.table.selected_rows()}
        self._most = FIRST
        self._show_found()
        self.courses.show_part(self._found, self._total)
        text = self.tr("%1 courses") if self._found == self._total else self.tr("%1 of %2 courses")
        numbers = format_number(self._found), format_number(self._total)
        self.count.setText(put(text, numbers[0], numbers[1]))
        if selected and not self.table.selected_rows():
            self._show_selected(())
        elif selected:
            self._show_selected(self.table.selected_rows())

    def _show_selected(self, lines: Sequence[CourseLine]) -> None:
        self.panel.show_lines(lines)
        self.courses.share_room()
        if len(lines) == 1:
            self.selection_said.emit(self._sentence(lines[0]))
        else:
            number = format_number(len(lines))
            self.selection_said.emit(tr("%1 courses selected", number) if lines else "")

    def _end_new(self) -> None:
        self._show_selected(self.table.selected_rows())
        self.courses.focus_table()

    def _show_menu(self, place: QPoint) -> None:
        lines = self.table.selected_rows()
        changing = not self.actions_.workspace.read_only
        menu = CourseMenu([line.course for line in lines], self, changing=changing)
        menu.own_requested.connect(self.panel.show_own_facts)
        menu.duplicate_requested.connect(self.panel.copy_it)
        menu.source_requested.connect(_open_address)
        menu.copy_requested.connect(self.table.copy_rows)
        menu.remove_requested.connect(self.panel.remove_it)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _sentence(self, line: CourseLine) -> str:
        course = line.course
        days = plural(course.days, "%1 day", "%1 days")
        return " · ".join(filter(None, (course.title, days, starting_large(course.level), line.tracks)))

    def _show_course(self, course_id: object) -> None:
        self.views.select("courses")
        self._show_view("courses")
        self.courses.reveal(course_id)

    def _open_session(self, session_id: object) -> None:
        self.open_requested.emit("session", session_id)

    def _show_view(self, key: str) -> None:
        self.stack.setCurrentIndex(0 if key == "courses" else 1)
        self.count.setVisible(key == "courses")
        if key == "paths":
            self._show_paths()


def _open_address(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
