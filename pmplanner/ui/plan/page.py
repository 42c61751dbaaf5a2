"""The plan page: who takes what, with cards above and the catalogue beside."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import ClassVar, cast

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.people import PersonRow
from pmplanner.services.plans.picks import Pair
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.core.saved_views import State
from pmplanner.ui.plan.board import PlanBoard
from pmplanner.ui.plan.clipboard import block_text, read_block
from pmplanner.ui.plan.commands import MOST, PickCommands
from pmplanner.ui.plan.filters import FIRST_FILTERS
from pmplanner.ui.plan.first_look import FirstLook, read_first_screen
from pmplanner.ui.plan.menus import MatrixMenu
from pmplanner.ui.plan.paste_preview import PastePreview
from pmplanner.ui.plan.rows import Entry, Grouping, NoGroup, build_rows, passing
from pmplanner.ui.plan.snapshot import PlanSnapshot, load_in_steps, load_snapshot, search_words
from pmplanner.ui.plan.texts import block_sentence, name_people, people_text
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.text import as_typed

PICKS = frozenset({"pick", "pick_decision", "seat"})
TEXTS = frozenset({"skill", "course_skill"})
SETTINGS = "plan/"


class PlanPage(Page):
    """Cards, matrix and catalogue drawer, kept true to the workspace."""

    help = "plan"
    watches: ClassVar[frozenset[str]] = PICKS | TEXTS | {
        "person", "course", "own_fact", "course_track", "track", "path_item", "path_group", "plan", "session",
        "session_day", "completion", "exemption", "absence", "prerequisite", "equivalent",
        "plan_scope", "target", "employment", "person_track", "workspace_setting", "cost_item", "rate",
        "travel", "room", "trainer", "session_room", "session_trainer", "reservation",
    }  # fmt: skip

    import_people_requested = Signal()
    """Import people from a file; no payload."""
    add_person_requested = Signal()
    """Add a person by hand; no payload."""
    new_plan_requested = Signal()
    """Make a plan; no payload."""
    cut_requested = Signal(object)
    """The user asks which picks go for less cost or fewer days; payload: the Scope."""
    assign_tracks_requested = Signal()
    """Assign tracks by job title or team; no payload."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: "person", "session" or "course", and its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.board = PlanBoard(actions, self, self)
        self.views = self.board.toolbar.views
        self.model, self.matrix = self.board.model, self.board.matrix
        self.cells, self.filter = self.matrix.cells, self.matrix.filter
        self.drawer, self.detail = self.board.drawer, self.board.detail
        self.commands = PickCommands(actions, self.model, self)
        self._stack = QStackedWidget(self)
        self._no_plan, self._no_people = _no_plan_hint(self), _no_people_hint(self)
        for part in (self.board, self._no_plan, self._no_people):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._required = QAction(self.tr("Pick required courses"), self)
        self._first_look = FirstLook(self, super().catch_up)
        self._add_hint_buttons()
        self._connect()

    # What the frame asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels in which things are changed."""
        return (self.detail, self.board.no_courses.assign_button)

    def refresh(self, change: Change | None) -> None:
        """Show what is in the workspace now: a few rows where only picks of few people changed."""
        if change is not None and change.tables <= TEXTS:
            self.drawer.reload()
        elif change is None or not change.tables <= PICKS or not self._refresh_rows(change):
            self._reload()

    def primary_action(self) -> QAction:
        """Pick the required courses of the people selected, or of all shown."""
        return self._required

    def reveal(self, kind: str, row_id: int) -> None:
        """Select a person, or a course for everybody, even if a filter hides them."""
        snapshot = self._snapshot()
        if snapshot is None:
            return
        if kind == "person" and row_id in snapshot.people:
            if self.model.row_of(row_id) < 0:
                self.filter.clear()
            if self.model.row_of(row_id) < 0:
                self.board.toolbar.filters.clear()
                self._show_other_rows()
            if self.model.row_of(row_id) < 0:
                self.board.toolbar.others.choose("all")
                self._show_other_rows()
            self.matrix.go_to(row_id)
        elif kind == "course" and row_id in snapshot.courses:
            self.model.show_courses([row_id])
            self.matrix.select_course(row_id)
        self.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_home(self) -> QWidget | None:
        """The cells; the button of the hint where there are none."""
        shown = self._stack.currentWidget()
        return self.cells if shown is self.board and self.model.rows else first_focusable(shown)

    def hint_place(self) -> tuple[QWidget, QRect] | None:
        """The first cell that can be picked."""
        people = self.model.people()
        if not people or not self.model.courses:
            return None
        first = self.model.index(self.model.row_of(people[0]), 1)
        return self.cells.viewport(), self.cells.visualRect(first)

    def export_scope(self) -> ExportScope | None:
        """The people whom the filter leaves; None when it leaves everybody who counts."""
        snapshot, shown = self._snapshot(), self.model.people()
        if snapshot is None or {person.id for person in snapshot.people_shown("")} <= set(shown):
            return None
        return ExportScope(plan_id=snapshot.plan.id, person_ids=shown)

    def save_state(self, settings: QSettings) -> None:
        """Keep grouping, columns, filter, widths, and whether the catalogue is open."""
        wanted = self.board.wanted_drawer
        for key, value in (
            *self.view_state().items(),
            ("names", self.matrix.names.name_width() or ""),
            ("drawer", "" if wanted is None else int(wanted)),
            ("splitter", self.board.splitter.saveState()),
            ("chips", " ".join(self.drawer.chosen_chips())),
        ):
            settings.setValue(SETTINGS + key, value)

    def restore_state(self, settings: QSettings) -> None:
        """Show the page as it was left."""
        first = self.first_view_state()
        self._choose_state({key: str(settings.value(SETTINGS + key, value)) for key, value in first.items()})
        self.views.know(settings)
        width = str(settings.value(SETTINGS + "names", ""))
        self.matrix.names.set_name_width(int(width) if width.isdecimal() else None)
        if (state := settings.value(SETTINGS + "splitter")) is not None:
            self.board.splitter.restoreState(state)
        self.drawer.choose_chips(str(settings.value(SETTINGS + "chips", "")).split())
        wanted = str(settings.value(SETTINGS + "drawer", ""))
        self.board.want_drawer(wanted == "1" if wanted else None)

    def view_state(self) -> dict[str, str]:
        """Return grouping, words, filters and columns, which a view with a name keeps."""
        toolbar = self.board.toolbar
        return {
            "grouping": toolbar.grouping.current(),
            "filter": self.filter.text(),
            "others": toolbar.others.shown(),
            **toolbar.filters.state(),
        }

    def first_view_state(self) -> dict[str, str]:
        """Return how the page is at first."""
        return {"grouping": "track", "filter": "", "others": "", **FIRST_FILTERS}

    def show_view_state(self, state: State) -> None:
        """Show people, grouping and columns as a view has them."""
        self._choose_state(state)
        self._show_other_rows()

    def show_saved_view(self, name: str) -> bool:
        """Show the view of this name."""
        return self.views.choose(name)

    def _choose_state(self, state: State) -> None:
        toolbar = self.board.toolbar
        known = toolbar.grouping.keys()
        if (grouping := state.get("grouping", "track")) in known:
            toolbar.grouping.select(grouping)
        toolbar.others.choose(state.get("others", ""))
        toolbar.filters.show_state(state)
        self.filter.setText(state.get("filter", ""))

    # Showing

    def _snapshot(self) -> PlanSnapshot | None:
        return self.model.snapshot

    def catch_up(self) -> None:
        """Show what is there now; of a large plan at first who stands at the top, then everybody."""
        before = self._snapshot()
        same = before is not None and before.plan.id == self.actions_.plan_id
        if self._first_look.is_on and same and self.isVisible():
            return  # the rest is read once this has been painted
        if not (self.is_behind and before is None and self._show_first()):
            self._first_look.end()
            super().catch_up()

    def _show_first(self) -> bool:
        """Show who stands at the top, where all are read later; False where all have to be read now."""
        toolbar = self.board.toolbar
        grouping = toolbar.grouping.current()
        first = {key: value for key, value in self.first_view_state().items() if key != "grouping"}
        usual = all(self.view_state()[key] == value for key, value in first.items())
        if not usual or grouping not in ("track", "person") or self._first_look.is_on:
            return False
        screen = read_first_screen(self.actions_, by_track=grouping == "track")
        if screen is None:
            return False
        snapshot = screen.snapshot
        people = snapshot.people_shown("")
        self._stack.setCurrentWidget(self.board)
        self._required.setEnabled(False)
        self.board.cards.show_names(snapshot.tracks, screen.tracks)
        rows = self._rows(snapshot, people)
        self.model.show_snapshot(snapshot, rows, snapshot.in_order(snapshot.courses), whole=False)
        self._first_look.begin(self.cells.viewport())
        return True

    def refresh_in_steps(self) -> Iterator[None]:
        """Read people, picks, rows and targets, and show them, one after the other."""
        self._first_look.end()
        self._show_all((yield from load_in_steps(self.actions_)))
        yield

    def _reload(self) -> None:
        self._first_look.end()
        self._show_all(load_snapshot(self.actions_))

    def _show_all(self, snapshot: PlanSnapshot | None) -> None:
        if snapshot is None or not snapshot.people:
            self._stack.setCurrentWidget(self._no_plan if snapshot is None else self._no_people)
            self._required.setEnabled(False)
            self.model.show_snapshot(None, (), ())
            self.drawer.set_people((), self.commands.lacking)
            self.selection_said.emit("")
            return
        self._stack.setCurrentWidget(self.board)
        before = self._snapshot()
        same = before is not None and before.plan.id == snapshot.plan.id and self.model.is_whole
        kept = self.model.courses if same else []
        self._show(snapshot, [course for course in kept if course in snapshot.courses])
        # Whoever was selected may be gone: the drawer must not ask the new rows about them.
        self.drawer.set_people(self.matrix.block().people, self.commands.lacking)
        self.drawer.show_tracks(snapshot.tracks)
        self._after_change()

    def _mark_problems(self) -> None:
        """Mark in the rows what the watch over the problems has found."""
        snapshot = self._snapshot()
        if snapshot is None or self._first_look.is_on or (self._stale and not self.isVisible()):
            return  # all is read anew, with its marks, when the page is seen
        lines = snapshot.change_marks(self.actions_.problem_monitor.marks(snapshot.plan.id))
        if lines:
            self.model.replace_lines(lines)
            self._say_selection()

    def _show(self, snapshot: PlanSnapshot, kept: list[int], *, stay: bool = True) -> None:
        """Set rows and columns anew; *kept* are columns that stay although they have become empty."""
        block, current, place = self.matrix.block(), self.matrix.current(), self.matrix.scrolled()
        columns = self.board.toolbar.columns.current()
        toolbar = self.board.toolbar
        toolbar.filters.offer(snapshot.managers, snapshot.teams())
        passed = passing(snapshot, toolbar.others.shown(), toolbar.filters.narrowing())
        people = [person.id for person in passed]
        courses = snapshot.courses if columns == "all" else snapshot.used_courses(people) | set(kept)
        self.model.show_snapshot(snapshot, self._rows(snapshot, passed), snapshot.in_order(courses))
        self.matrix.select_again(block, current)
        self.matrix.scroll_to(place if stay else (0, place[1]))
        self.board.no_courses.show_snapshot(snapshot, self.model.courses, bool(self.model.rows))
        self._say_nobody()
        self.views.follow()

    def _rows(self, snapshot: PlanSnapshot, people: Iterable[PersonRow]) -> list[Entry]:
        grouping = cast(Grouping, self.board.toolbar.grouping.current())
        without = NoGroup(self.tr("No track"), self.tr("No team"), self.tr("No manager"))
        return build_rows(snapshot, grouping, self.filter.text(), without, people)

    def _refresh_rows(self, change: Change) -> bool:
        """Show the rows of the few people whom a change touches; False when they are many or unknown."""
        snapshot = self._snapshot()
        lines = snapshot.lines_touched(self.actions_, change) if snapshot is not None else None
        if snapshot is None or lines is None:
            return False
        before = {person_id: snapshot.counts(person_id) for person_id in lines}
        if lines:
            self.model.replace_lines(lines)
            self.board.no_courses.show_snapshot(snapshot, self.model.courses, bool(self.model.rows))
            self._after_change()
        # With the first pick somebody counts, and with the last one taken back no more.
        return all(snapshot.counts(person_id) == counted for person_id, counted in before.items())

    def _after_change(self) -> None:
        snapshot = self._snapshot()
        if snapshot is not None:
            self.board.cards.show_snapshot(snapshot)
            self.board.toolbar.offer_others(*(len(snapshot.others(shown)) for shown in ("left", "all")))
            self._say_selection()

    def _show_other_rows(self) -> None:
        """Follow the filter, the grouping, or the choice of columns."""
        self._first_look.finish()
        snapshot = self._snapshot()
        if snapshot is not None:
            self._show(snapshot, [], stay=False)
            self._say_selection()

    def _say_nobody(self) -> None:
        snapshot, text = self._snapshot(), self.filter.text()
        if self.model.rows or snapshot is None:
            self.matrix.say_nobody("")
            return
        if self.board.toolbar.filters.narrowing().count:
            self.matrix.say_nobody(self.tr("Nobody passes the filters."))
            return
        if not text:
            self.matrix.say_nobody(self.tr("Nobody counts in this plan; All shows everybody."))
            return
        words = search_words(text)
        others = sum(snapshot.matches(person.id, words) for person in snapshot.others("all"))
        if others and self.board.toolbar.others.shown() != "all":
            said = tr("Nobody who counts in this plan matches “%1”; All shows %2 more.", text, others)
        else:
            said = put(self.tr("Nobody matches “%1”."), text)
        self.matrix.say_nobody(said)

    def _say_selection(self) -> None:
        snapshot = self._snapshot()
        if snapshot is None:
            return
        block, current = self.matrix.block(), self.matrix.current()
        self.selection_said.emit(block_sentence(snapshot, block, current))
        self.drawer.set_people(block.people, self.commands.lacking)
        if block.by_name:
            whom, lacking = len(block.people), sum(map(snapshot.lacks, block.people))
        else:
            whom, lacking = self.model.count_shown()
        self._say_required(snapshot, block.by_name, whom, lacking)
        if self.board.detail_open:
            self.detail.show_selected(snapshot, block, current)

    def _say_required(self, snapshot: PlanSnapshot, selected: bool, wanted: int, lacking: int) -> None:
        """Say on the button for whom it picks: those who are selected, or all that are shown."""
        if selected:
            whom = name_people(snapshot, self.matrix.block().people)
        else:
            whom = tr("all %1", people_text(wanted)) if wanted != 1 else people_text(wanted)
        self._required.setText(as_typed(tr("Pick required for %1", whom)))
        self._required.setIconText(tr("Pick required"))
        self._required.setEnabled(lacking > 0)
        if lacking:
            tip = tr(
                "Pick what is required and missing: %1 of %2 lack something", lacking, people_text(wanted)
            )
        else:
            tip = tr("Nothing that is required is missing for %1", whom)
        self._required.setToolTip(tip)

    # What the user asks

    def _people_wanted(self) -> tuple[int, ...]:
        """Return the people selected by name or in a block, otherwise all who are shown and count."""
        block, snapshot = self.matrix.block(), self._snapshot()
        if block.by_name or snapshot is None:
            return block.people
        away = snapshot.not_counting()
        return tuple(person_id for person_id in self.model.people() if person_id not in away)

    def _pick_required(self) -> None:
        self.commands.pick_required(self._people_wanted())

    def _toggle(self) -> None:
        self.commands.toggle(self.matrix.block())

    def _toggle_one(self, index: QModelIndex) -> None:
        person, course = self.model.person_at(index.row()), self.model.course_at(index.column())
        if person is not None and course is not None:
            self.commands.toggle_pairs([(person.id, course.course_id)])

    def _toggle_shown(self, pairs: Collection[Pair]) -> None:
        """Pick or take back what the details show; more than one as the keys do it."""
        if all((cell := self.model.snapshot.cell(*pair)) and cell.is_pick for pair in pairs):  # type: ignore[union-attr]
            self.commands.take_back_pairs(pairs)
        else:
            self.commands.toggle_pairs(pairs)

    def _take_again(self) -> None:
        self.commands.take_again(self.matrix.block())

    def _take_back(self) -> None:
        self.commands.take_back(self.matrix.block())

    def _pick_from_drawer(self, course_id: int) -> None:
        people = self.matrix.block().people
        by_button = self.drawer.list.bar.button.hasFocus()
        if people:
            self.commands.pick_course(course_id, people)
            if by_button:  # it is off now; in the list Enter goes on picking
                self.cells.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.actions_.said.emit(self.tr("Select people in the matrix first."), False)

    def decide_selected(self, decision: str) -> None:
        """Decide of what is picked in the block, or of people by name of all their picks."""
        snapshot, block = self._snapshot(), self.matrix.block()
        if snapshot is not None and block.count <= MOST:
            self.commands.decide(decision, tuple(block.pairs()) or snapshot.picks_of(block.people))

    def _show_picked(self, courses: tuple[int, ...]) -> None:
        """Bring the column of a course just picked into sight."""
        index = self.cells.currentIndex()
        column = self.model.column_of(courses[0])
        if column > 0 and index.isValid():
            self.cells.scrollTo(self.model.index(index.row(), column))

    def _open_detail(self) -> None:
        snapshot, block, current = self._snapshot(), self.matrix.block(), self.matrix.current()
        if snapshot is None:
            return
        if current is None and len(block.people) == 1 and not block.count:
            self._open_person(block.people[0])
        elif current is not None or block.people:
            self.detail.show_selected(snapshot, block, current)
            self.board.open_detail()

    def _open_person(self, person_id: object) -> None:
        self.open_requested.emit("person", person_id)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(block_text(self.model, self.matrix.block()))

    def _copy_with_names(self) -> None:
        QGuiApplication.clipboard().setText(block_text(self.model, self.matrix.block(), headings=True))

    def _paste(self) -> None:
        snapshot = self._snapshot()
        if snapshot is None:
            return
        pasted = read_block(self.model, self.matrix.block(), QGuiApplication.clipboard().text())
        if not self.commands.check_paste(pasted):
            return
        if pasted.wide or pasted.strangers:
            preview = PastePreview(snapshot, pasted, self.commands.fresh(pasted.pairs), self)
            preview.accepted.connect(partial(self.commands.paste, pasted))
            preview.open()
        else:
            self.commands.paste(pasted)

    def _begin_filter(self, letter: str) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.setText(self.filter.text() + letter)

    def _escape(self) -> None:
        if self.filter.text():
            self.filter.clear()
        else:
            self.cells.select_only(self.cells.currentIndex())

    def _clear_filters(self) -> None:
        self.board.toolbar.filters.clear()
        self.filter.clear()
        self._show_other_rows()

    def _to_cells(self) -> None:
        if self.model.rows:
            self.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_menu(self, row: int, place: QPoint) -> None:
        menu = MatrixMenu(self.matrix, self.commands, row, self)
        menu.why_requested.connect(self._ask_why)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _ask_why(self, pair: object) -> None:
        self.open_requested.emit("why", pair)

    def _go_to_track(self, track_id: object) -> None:
        toolbar = self.board.toolbar
        if toolbar.grouping.current() != "track":
            toolbar.grouping.select("track")
            self._show_other_rows()
        row = self.model.row_of_group(track_id)
        if row >= 0:
            self.cells.scrollTo(self.model.index(row, 1), self.cells.ScrollHint.PositionAtTop)
            self.matrix.go_to(self.model.members_of(row)[0])
            self.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_all_courses(self) -> None:
        self.board.toolbar.columns.select("all")
        self._show_other_rows()
        self.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    # Wiring

    def _add_hint_buttons(self) -> None:
        new = self._no_plan.add_action(self.tr("New plan"), primary=True, icon_name="plus")
        new.clicked.connect(self.new_plan_requested)
        bring = self._no_people.add_action(self.tr("Import people"), primary=True, icon_name="import")
        bring.clicked.connect(self.import_people_requested)
        add = self._no_people.add_action(self.tr("Add a person"), icon_name="plus")
        add.clicked.connect(self.add_person_requested)

    def _connect(self) -> None:
        cells, matrix, board = self.cells, self.matrix, self.board
        self._required.triggered.connect(self._pick_required)
        self.actions_.problem_monitor.changed.connect(self._mark_problems)
        board.toolbar.changed.connect(self._show_other_rows)
        board.cards.track_requested.connect(self._go_to_track)
        board.no_courses.show_all_requested.connect(self._show_all_courses)
        board.no_courses.assign_tracks_requested.connect(self.assign_tracks_requested)
        self.filter.textChanged.connect(self._show_other_rows)
        self.filter.to_results.connect(self._to_cells)
        matrix.clear_requested.connect(self._clear_filters)
        matrix.person_opened.connect(self._open_person)
        matrix.copy_with_names_requested.connect(self._copy_with_names)
        matrix.names.menu_requested.connect(self._show_menu)
        self.drawer.pick_requested.connect(self._pick_from_drawer)
        self.commands.picked.connect(self._show_picked)
        self.detail.toggle_requested.connect(self._toggle_shown)
        self.detail.decide_requested.connect(self.commands.decide)
        self.detail.open_requested.connect(self.open_requested)
        for signal, slot in (
            (cells.toggle_requested, self._toggle),
            (cells.toggle_one_requested, self._toggle_one),
            (cells.take_back_requested, self._take_back),
            (cells.take_again_requested, self._take_again),
            (cells.opened, self._open_detail),
            (cells.copy_requested, self._copy),
            (cells.paste_requested, self._paste),
            (cells.typed, self._begin_filter),
            (cells.escaped, self._escape),
            (cells.menu_requested, self._show_menu),
            (cells.moved, self._say_selection),
        ):
            signal.connect(slot)


def _no_plan_hint(parent: QWidget) -> EmptyHint:
    """Return the hint of a workspace without plans."""
    sentence = tr("A plan has a name, a first and a last day. Courses are picked for people in it.")
    return EmptyHint("plan", tr("There is no plan yet"), sentence, parent)


def _no_people_hint(parent: QWidget) -> EmptyHint:
    """Return the hint of a workspace without people."""
    sentence = tr("Import people from a spreadsheet, or add the first one. Then pick courses for them here.")
    return EmptyHint("people", tr("There are no people yet"), sentence, parent)
