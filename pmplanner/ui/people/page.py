"""The page of people: list and detail, tracks, history, absences, import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QDate, QItemSelectionModel, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.managers import direct_managers
from pmplanner.services.people.people import PersonRow
from pmplanner.services.people.tracks import list_tracks
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.core.saved_views import State, ViewButton, sort_column
from pmplanner.ui.people.assign_dialog import assign_tracks
from pmplanner.ui.people.detail_panel import DetailPanel
from pmplanner.ui.people.duplicates_dialog import DuplicatesDialog
from pmplanner.ui.people.filter_bar import FIRST_PEOPLE, FilterBar
from pmplanner.ui.people.forget_dialog import ForgetDialog
from pmplanner.ui.people.line_store import PERSON_ONLY, LineStore
from pmplanner.ui.people.offers import Offers
from pmplanner.ui.people.people_table import PersonLine, people_columns
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_days, format_number
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tables.listing import Listing
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE


class PeoplePage(Page):
    """List and detail of people."""

    import_people_requested = Signal()
    """The user wants to import people from a file; no payload."""
    plan_requested = Signal()
    """The user wants to pick courses for the person selected; no payload."""
    open_requested = Signal(str, object)
    """The page of something is wanted; payload: session, and the id, or "why" with the ids of a
    person and a course."""

    role_change_requested = Signal(object)
    """Somebody is to change role; payload: the id of the person."""
    paper_requested = Signal(str, object)
    """A paper of some people is wanted; payload: its kind, and the Whom."""
    shortest_requested = Signal(object)
    """The fewest days for some people are wanted; payload: their ids."""
    picture_requested = Signal(str, object)
    """A picture or its table is wanted; payload: the Task and the Picture."""

    help = "people"
    watches = frozenset(
        {
            *PERSON_ONLY,
            "track",
            "completion",
            "certificate",
            "course_certificate",
            "course",
            "own_fact",
            "path_item",
            "path_group",
            "equivalent",
            "employment",
            "plan_scope",
            "prerequisite",
            "plan",
            "target",
            "pick",
            "pick_decision",
            "seat",
            "session",
            "session_day",
            "workspace_setting",
        }
    )

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._store = LineStore(actions)
        self._import = QAction(icon("import", "on_accent"), self.tr("Import people"), self)
        self._import.triggered.connect(self.import_people_requested)
        self.count = muted_label("", self)
        self.assign_button = plain_button(self.tr("Assign tracks…"), self)
        self.assign_button.setToolTip(self.tr("Assign tracks by job title or team"))
        self.more_button = icon_button("more", self.tr("More about people"), self, framed=True)
        self.new_button = plain_button(self.tr("New person"), self, "plus")
        self.offers = Offers(actions, self)
        self.stack = Listing(self)
        self.list = self.stack.list
        self.filters = FilterBar(self.stack.inside)
        self.stack.add_filters(self.filters, self.filters.search, self.filters.clear)
        self.table = self.stack.add_table(people_columns(), self.tr("People"))
        self._first_order = str(self.table.horizontalHeader().sortIndicatorSection())
        self.detail = DetailPanel(actions, self.stack.splitter)
        self.stack.add_panel(self.detail, 360, 340, self.detail.is_new)
        nobody, show = self.tr("Nobody matches the filters"), self.tr("Show everybody")
        self.clear_button = self.stack.say_nobody(nobody, "", show)
        self.empty = self._make_empty_hint()
        self._lay_out()
        self._connect()

    def _make_empty_hint(self) -> EmptyHint:
        hint = self.stack.say_empty(
            "people",
            self.tr("There are no people yet"),
            self.tr("Bring in your staff from a spreadsheet, or add the first person by hand."),
        )
        self.import_button = hint.add_action(self.tr("Import people"), primary=True, icon_name="import")
        self.add_button = hint.add_action(self.tr("Add a person"), icon_name="plus")
        return hint

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("People"), self)
        header.add_left(self.count)
        self.views = ViewButton("people", self, self.actions_, header)
        header.add_left(self.views)
        header.add_right(self.assign_button)
        header.add_right(self.new_button)
        header.add_right(self.more_button)
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more_button)
        menu.addAction(self.tr("Likely duplicates…")).triggered.connect(self.show_duplicates)
        menu.addAction(self.tr("Forget people who left before…")).triggered.connect(self.forget_leavers)
        self.more_button.setMenu(menu)
        self.new_button.setToolTip(self.tr("Ctrl+N"))
        as_column(self, header, self.offers, (self.stack, 1), margins=(20, 16, 20, 16), spacing=12)

    def _connect(self) -> None:
        self.assign_button.clicked.connect(self.assign_tracks)
        self.new_button.clicked.connect(self.begin_new)
        self.add_button.clicked.connect(self.begin_new)
        self.import_button.clicked.connect(self.import_people_requested)
        self.filters.changed.connect(self._filter)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._follow_view)
        self.table.chosen.connect(self._show_selected)
        self.table.opened.connect(self._open)
        self.table.menu_requested.connect(self._show_menu)
        self.detail.person_added.connect(self._show_added)
        self.detail.new_cancelled.connect(self._leave_new)
        self.detail.one.plan.plan_requested.connect(self.plan_requested)
        self.detail.role_change_requested.connect(self.role_change_requested)
        self.detail.paper_requested.connect(self.paper_requested)
        self.detail.shortest_requested.connect(self.shortest_requested)
        self.detail.one.plan.why_requested.connect(self._ask_why)
        self.detail.one.year.session_opened.connect(lambda key: self.open_requested.emit("session", key))
        self.detail.one.year.said.connect(self._say_year)
        self.detail.one.picture.requested.connect(self.picture_requested)
        QShortcut(QKeySequence.StandardKey.New, self).activated.connect(self.begin_new)
        self.stack.on_delete(self.detail.remove_selected)

    # What the frame asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels and buttons that change things."""
        return (self.detail, self.empty, self.assign_button, self.new_button, self.more_button, self.offers)

    def primary_action(self) -> QAction:
        """Import people."""
        return self._import

    def reveal(self, kind: str, row_id: int) -> None:
        """Select the person with this id, letting everybody pass if the filters hide them."""
        if kind == "person":
            self.stack.reveal(row_id)

    def narrow(self, kind: str, row_id: int, name: str) -> None:
        """Show only the people of a team, a job title, a manager or a track."""
        self.filters.narrow(kind, row_id, name)
        self.take_focus()

    def focus_home(self) -> QWidget | None:
        """The list, or what stands in its place."""
        return self.table if self.table.isVisible() else first_focusable(self.stack)

    def export_scope(self) -> ExportScope | None:
        """The people whom the filters leave; None when they leave everybody."""
        proxy = self.table.proxy
        shown = frozenset(proxy.index(row, 0).data(ROW_ROLE).id for row in range(proxy.rowCount()))
        return None if len(shown) == len(self._store) else ExportScope(person_ids=shown)

    def begin_new(self) -> None:
        """Show the form of a new person."""
        self.table.clearSelection()
        self.stack.show_panel()
        self.detail.begin_new()
        self.stack.setCurrentWidget(self.stack.inside)
        self.detail.begin_new()

    def assign_tracks(self) -> None:
        """Open the list of job titles and teams with their tracks."""
        assign_tracks(self.actions_, self)

    def show_duplicates(self) -> None:
        """Open the list of people who may be here twice."""
        dialog = DuplicatesDialog(self.actions_, parent=self)
        dialog.exec()
        dialog.deleteLater()

    def forget_leavers(self) -> None:
        """Open the question whom of those who have left to forget for good."""
        dialog = ForgetDialog(self.actions_, None, self)
        dialog.exec()
        dialog.deleteLater()

    def save_state(self, settings: QSettings) -> None:
        """Keep column widths, order, filters and the split."""
        self.stack.save_state(settings, "people")
        self.filters.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        """Show column widths, order, filters and the split as they were left."""
        self.stack.restore_state(settings, "people")
        self.filters.restore_state(settings)
        self.views.know(settings)

    def view_state(self) -> dict[str, str]:
        """Return filters and order, which a view with a name keeps."""
        header = self.table.horizontalHeader()
        descending = header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        sort = str(header.sortIndicatorSection())
        return {**self.filters.state(), "sort": sort, "descending": "1" if descending else ""}

    def first_view_state(self) -> dict[str, str]:
        """Return how the page is at first."""
        return {**FIRST_PEOPLE, "sort": self._first_order, "descending": ""}

    def show_saved_view(self, name: str) -> bool:
        """Show the view of this name."""
        return self.views.choose(name)

    def show_view_state(self, state: State) -> None:
        """Show people as a view with a name has them."""
        order = Qt.SortOrder.DescendingOrder if state.get("descending") else Qt.SortOrder.AscendingOrder
        self.table.sortByColumn(sort_column(state, self._first_order), order)
        self.filters.show_state(state)

    # Following the workspace

    def refresh(self, change: Change | None) -> None:
        """Show what is in the workspace now; only the people concerned are read when that is enough."""
        for _ in self._refresh(change):
            pass

    def refresh_in_steps(self) -> Iterator[None]:
        """Read people and their days, show them, and offer what comes next, one after the other."""
        yield from self._refresh(None)

    def _refresh(self, change: Change | None) -> Iterator[None]:
        chosen = self._selected_ids()
        before = self._people()
        if change is None:
            for _ in self._store.read_all():
                yield
        else:
            self._store.update(change, chosen, self.detail.completions_shown())
        lines = self._store.lines()
        self.table.source.set_rows(lines)
        yield
        tracks = self.actions_.read(list_tracks)
        self.filters.offer(lines, tracks, self.actions_.read(direct_managers), _today())
        if change is None or change.touches("course", "own_fact"):
            self.detail.know_courses()
        self.detail.know(tracks, _words(lines))
        self._filter()
        self._reselect(chosen)
        yield
        self.offers.follow(change, before, self._people())
        yield

    def _people(self) -> dict[int, PersonRow]:
        return {line.id: line.person for line in self._store.lines()}

    def _filter(self) -> None:
        self.table.proxy.set_accepts(self.filters.predicate())
        shown, total = self.table.proxy.rowCount(), len(self._store)
        self.stack.show_part(shown, total, adding=self.detail.is_new())
        self.count.setText(self._count(shown, total))
        self.assign_button.setEnabled(total > 0)
        self._follow_view()

    def _follow_view(self) -> None:
        self.views.follow()

    def _count(self, shown: int, total: int) -> str:
        if not total:
            return ""
        if shown == total:
            return plural(total, "1 person", "%1 people")
        return tr("%2 of %1 people", format_number(total), format_number(shown))

    def _put(self, text: str, number: int) -> str:
        return put(text, format_number(number))

    # Selection

    def _ask_why(self, course_id: object) -> None:
        if len(selected := self._selected_ids()) == 1:
            self.open_requested.emit("why", (*selected, course_id))

    def _selected_ids(self) -> set[int]:
        return {line.id for line in self.table.selected_rows()}

    def _reselect(self, chosen: set[int]) -> None:
        """Select whoever was selected and is still there, and show them as they are now."""
        lines = self.table.selected_rows()
        if {line.id for line in lines} != chosen:
            model, flags = self.table.selectionModel(), QItemSelectionModel.SelectionFlag
            for row in range(self.table.proxy.rowCount()):
                index = self.table.proxy.index(row, 0)
                if index.data(ROW_ROLE).id in chosen:
                    model.select(index, flags.Select | flags.Rows)
            lines = self.table.selected_rows()
        self._show_selected(lines)

    def _show_selected(self, lines: Sequence[PersonLine]) -> None:
        self.detail.show_people([line.person for line in lines])
        self.stack.share_room()
        self.selection_said.emit(self._sentence(lines))

    def _say_year(self, text: str) -> None:
        self.selection_said.emit(text or self._sentence(self.table.selected_rows()))

    def _sentence(self, lines: Sequence[PersonLine]) -> str:
        if len(lines) > 1:
            return self._put(self.tr("%1 people selected"), len(lines))
        if not lines:
            return ""
        line = lines[0]
        parts = [line.person.name, line.person.job_title, line.person.track or self.tr("No track")]
        if line.planned is not None:
            parts.append(tr("%1 days planned", format_days(line.planned)))
        return " · ".join(filter(None, parts))

    def _open(self, _line: object) -> None:
        if self.detail.stack.currentWidget() is self.detail.one:
            self.detail.one.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_menu(self, place: QPoint) -> None:
        menu = self.detail.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.copy_requested.connect(self.table.copy_rows)
        menu.popup(place)

    def _show_added(self, person_id: object) -> None:
        if isinstance(person_id, int):
            self.reveal("person", person_id)

    def _leave_new(self) -> None:
        self._filter()
        self.stack.share_room()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _words(lines: Sequence[PersonLine]) -> dict[str, list[str]]:
    """Return what was used before in the fields that offer it."""
    names = ("job_title", "team", "location", "manager_name", "manager_email")
    return {name: sorted({getattr(line.person, name) for line in lines} - {""}) for name in names}


def _today() -> dt.date:
    day = QDate.currentDate()
    return dt.date(day.year(), day.month(), day.day())
