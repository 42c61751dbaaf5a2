"""The window: pages at the left, the bar at the top, the status line at the bottom."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple
from functools import cached_property
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pmplanner.services.exporting import ExportScope
from pmplanner.services.finding import Hit, count_all, is_empty
from pmplanner.services.plans import PlanRow, list_plans
from pmplanner.storage.journal import Change
from pmplanner.ui.about import show_about, show_keys
from pmplanner.ui.actions import Actions
from pmplanner.ui.export_menu import ExportMenu
from pmplanner.ui.focus import FocusKeeper, can_focus, first_focusable
from pmplanner.ui.importing.export import Exporter
from pmplanner.ui.page import Page
from pmplanner.ui.pages import PAGES, make_page
from pmplanner.ui.plan_form import PlanForm
from pmplanner.ui.plan_menu import PlanMenu
from pmplanner.ui.quick_search import Command, QuickSearch
from pmplanner.ui.theme import Mode, apply_theme
from pmplanner.ui.top_bar import TopBar
from pmplanner.ui.welcome import Welcome
from pmplanner.ui.widgets.navigation import NavigationList
from pmplanner.ui.widgets.status_line import StatusLine

SIDEBAR_WIDTH = 188
HOME_OF = {"person": "people", "course": "catalogue", "session": "schedule"}
"""The page on which each kind of hit is shown."""
COUNTED = ("plan", "schedule", "catalogue", "people", "resources")
"""Pages with a count beside them, in the order of Counts."""
_SAID_FOR_MS = 6000
"""How long a sentence about what was done stays before that about the selection."""
NEED_A_PLAN = frozenset({"plan", "schedule", "totals", "problems"})
"""Pages in whose place the welcome stands while there are neither people nor plans."""


class MainWindow(QMainWindow):
    """Holds the frame and makes each page when it is opened first."""

    other_workspace_asked = Signal()
    """Open another workspace file in the place of this one."""

    def __init__(self, actions: Actions, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_ = actions
        self._settings = settings
        self._pages: dict[str, Page] = {}
        self._commands: list[Command] = []
        self._selection = ""
        self._said_lately = QTimer(self, interval=_SAID_FOR_MS, singleShot=True)
        self._said_lately.timeout.connect(self._say_latest_selection)
        self.bar = TopBar(self)
        self.navigation = NavigationList(self)
        self.stack = QStackedWidget(self)
        self.status = StatusLine(self)
        self.exporter = Exporter(actions, settings, self, self.shown_scope)
        self.export_menu = ExportMenu(actions, settings, self, self.shown_scope)
        self._plan_menu = PlanMenu(actions, self.bar.plan_menu, self)
        self.search = QuickSearch(self.bar.search, actions, self)
        self._lay_out()
        self._add_commands()
        self._connect()
        self.focus_keeper = FocusKeeper(self, self)
        self._restore()

    # Building the frame

    def _lay_out(self) -> None:
        for key, (text, icon_name) in PAGES.items():
            self.navigation.add(key, self.tr(text), icon_name)
        side = self._side = QFrame(self)
        side.setProperty("sidebar", True)
        self._fit_side()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 4, 0, 4)
        column.addWidget(self.navigation)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(side)
        middle.addWidget(self.stack, 1)
        whole = QWidget(self)
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addLayout(middle, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)
        self.setMinimumSize(QSize(960, 600).boundedTo(self.screen().availableSize()))

    def _fit_side(self) -> None:
        """Give the names of the pages the room that they need, also where text is large."""
        needed = self.navigation.sizeHintForColumn(0) + self.navigation.verticalScrollBar().sizeHint().width()
        self._side.setFixedWidth(max(SIDEBAR_WIDTH, needed))

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_side"):
            self._fit_side()

    def _add_commands(self) -> None:
        self._command(self.tr("Undo"), self.actions_.undo, QKeySequence.StandardKey.Undo)
        redo = self._command(self.tr("Redo"), self.actions_.redo, QKeySequence.StandardKey.Redo)
        redo.setShortcuts([*redo.shortcuts(), QKeySequence("Ctrl+Y")])
        self._command(self.tr("Import people…"), self.import_people, "Ctrl+I")
        self.export_menu.fill(self.bar.export_menu, self.exporter, self._menu_command)
        self._command(self.tr("New plan…"), self._plan_menu.new_plan)
        self._command(self.tr("History"), self.show_history, "Ctrl+H", self.bar.more_menu)
        self._command(
            self.tr("Open another workspace…"), self.other_workspace_asked.emit, "Ctrl+O", self.bar.more_menu
        )
        self._add_appearance()
        for number, (key, (text, _)) in enumerate(PAGES.items(), 1):
            self._command(
                self.tr("Go to %1").replace("%1", self.tr(text)), self._opener(key), f"Ctrl+{number}"
            )
        self.bar.more_menu.addSeparator()
        self._command(self.tr("Keys"), lambda: show_keys(self), "F1", self.bar.more_menu)
        self._command(
            self.tr("About PM Planner"),
            lambda: show_about(self, self.actions_.workspace.path),
            menu=self.bar.more_menu,
        )
        self._command(self.tr("Quit"), self.close, "Ctrl+Q", self.bar.more_menu)
        self.search.set_commands(self._commands)

    def _command(
        self,
        name: str,
        run: Callable[[], Any],
        keys: str | QKeySequence.StandardKey | None = None,
        menu: Any = None,  # noqa: ANN401
    ) -> QAction:
        action = QAction(name, self)
        action.triggered.connect(run)
        if keys is not None:
            action.setShortcut(keys)
        self.addAction(action)
        if menu is not None:
            menu.addAction(action)
        self._commands.append(Command(name.rstrip("…"), action.trigger))
        return action

    def _menu_command(self, name: str, run: Callable[[], Any], menu: QMenu) -> QAction:
        return self._command(name, run, menu=menu)

    def _add_appearance(self) -> None:
        self.bar.more_menu.addSeparator()
        self._modes = QActionGroup(self)
        for mode, text in (
            ("system", self.tr("Look like the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            action = self._command(text, self._follow_mode, menu=self.bar.more_menu)
            action.setCheckable(True)
            action.setData(mode)
            self._modes.addAction(action)

    def _opener(self, key: str) -> Callable[[], None]:
        def open_it() -> None:
            self.enter_page(key)

        return open_it

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.open_page)
        self.navigation.entered.connect(self.enter_page)
        self.search.left.connect(self.take_focus)
        self.search.hit_chosen.connect(self.show_hit)
        self.bar.undo_button.clicked.connect(self.actions_.undo)
        self.bar.redo_button.clicked.connect(self.actions_.redo)
        self.status.undo_requested.connect(self.actions_.undo)
        self.actions_.said.connect(self._say_done)
        self.actions_.refused.connect(self._say_done)
        self.actions_.changed.connect(self._on_changed)
        self.actions_.plan_chosen.connect(self._on_plan_chosen)
        self.actions_.problem_watch.changed.connect(self._show_problem_count)

    # What the user asks for

    def open_page(self, key: str) -> None:
        """Show a page, making it first when it is new; the welcome stays while there is nothing."""
        if key in NEED_A_PLAN and self._is_empty():
            self._show_welcome()
            return
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = make_page(key, self)
            page.selection_said.connect(self._say_selection)
            page.restore_state(self._settings)
            self.stack.addWidget(page)
        if page is not self.stack.currentWidget():
            self._selection = ""
        if page is not self.stack.currentWidget() and not self.status.offers_undo():
            self.status.say("")  # what was selected on the page before
        self.stack.setCurrentWidget(page)
        self.navigation.select(key)
        self.bar.show_primary(page.primary_action())
        self._settings.setValue("window/page", key)
        self.focus_keeper.look_soon()

    def enter_page(self, key: str) -> None:
        """Show a page and put the keys into it."""
        self.open_page(key)
        self.take_focus()

    def take_focus(self) -> None:
        """Put the keys into what is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Page):
            shown.take_focus()
        elif (home := self.focus_home()) is not None:
            home.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_home(self) -> QWidget | None:
        """What has the keys when nothing else in the window can."""
        shown = self.stack.currentWidget()
        home = shown.focus_home() if isinstance(shown, Page) else None
        return home if can_focus(home) else first_focusable(shown) or self.navigation

    def show_hit(self, hit: Hit) -> None:
        """Open the page of something found and select it there."""
        self.open_thing(hit.kind, hit.id)

    def open_thing(self, kind: str, row_id: object) -> None:
        """Open the page of a person, course or session and select it there."""
        key = HOME_OF[kind]
        self.open_page(key)
        self._pages[key].reveal(kind, int(str(row_id)))

    def import_people(self) -> None:
        """Open the import of people; afterwards there is a plan to pick courses in."""
        if self.import_rows("people"):
            if not self.actions_.read(list_plans):
                self._plan_menu.new_plan()
            self.open_page("people")

    def import_rows(self, layout: str) -> bool:
        """Open the import of rows of a layout; True when some were brought in."""
        from pmplanner.ui.importing.window import run_import  # not needed to open the window

        return run_import(self.actions_, self._settings, self, layout)

    def open_sample(self) -> None:
        """Fill the workspace with the sample people and their plan."""
        from pmplanner.services.sample import fill_sample  # needed once in a workspace's life

        plan_id = self.actions_.do(self.tr("Open the sample workspace"), fill_sample, dt.date.today())  # noqa: DTZ011
        self.actions_.choose_plan(plan_id)
        self.open_page("plan")

    def start_empty(self) -> None:
        """Make the first plan and show it."""
        form = PlanForm(self.actions_, parent=self)
        if form.exec():
            self.actions_.choose_plan(form.plan_id)
            self.open_page("plan")

    def new_plan(self) -> None:
        """Make another plan and show it."""
        self._plan_menu.new_plan()

    def shown_scope(self) -> ExportScope | None:
        """Return what the page's filter leaves, for an export of just that; None for everything."""
        page = self.stack.currentWidget()
        return page.export_scope() if isinstance(page, Page) else None

    def show_plan_page(self) -> None:
        """Go to where courses are picked."""
        self.open_page("plan")

    def add_person(self) -> None:
        """Go to the people and begin a new one there."""
        self.open_page("people")
        self._pages["people"].begin_new()

    def show_history(self) -> None:
        """Open the change log beside the window."""
        from pmplanner.ui.history_window import HistoryWindow  # not needed to open the window

        HistoryWindow(self.actions_, self).show()

    # The status line

    def _say_done(self, sentence: str, undo: bool = False) -> None:
        """Say what was done or refused, and keep it there for a while."""
        self.status.say(sentence, undo)
        self._said_lately.start()

    def _say_selection(self, sentence: str) -> None:
        """Say what is selected, unless what was done was said just now: pages refresh right after it."""
        self._selection = sentence
        if not self._said_lately.isActive():
            self.status.say(sentence)

    def _say_latest_selection(self) -> None:
        if self._selection:
            self.status.say(self._selection)

    # Following the workspace

    @cached_property
    def welcome(self) -> Welcome:
        """What there is to see while there is nothing."""
        welcome = Welcome(self)
        self.stack.addWidget(welcome)
        welcome.import_asked.connect(self.import_people)
        welcome.sample_asked.connect(self.open_sample)
        welcome.empty_asked.connect(self.start_empty)
        return welcome

    def _is_empty(self) -> bool:
        return self.actions_.read(is_empty)

    def _show_welcome(self) -> None:
        self.stack.setCurrentWidget(self.welcome)
        self.navigation.clearSelection()
        self.bar.show_primary(None)

    def _on_changed(self, change: Change) -> None:
        self.focus_keeper.look_soon()
        self._show_state()
        if change.touches("plan"):
            self._show_plan()
        shown = self.navigation.current() or "plan"
        if shown in NEED_A_PLAN and self._is_empty():
            self._show_welcome()
        elif isinstance(self.stack.currentWidget(), Welcome) and not self._is_empty():
            self.open_page("plan")

    def _on_plan_chosen(self, plan_id: object) -> None:
        self._settings.setValue("window/plan", plan_id)
        self._show_plan()
        self._show_state()

    def _show_plan(self) -> None:
        self.bar.show_plan(self.plan())

    def plan(self) -> PlanRow | None:
        """Return the plan that is shown."""
        return next((p for p in self.actions_.read(list_plans) if p.id == self.actions_.plan_id), None)

    def _show_state(self) -> None:
        counts = self.actions_.read(count_all, self.actions_.plan_id)
        for key, number in zip(COUNTED, astuple(counts), strict=True):
            self.navigation.set_count(key, self.locale().toString(number) if number else "")
        workspace = self.actions_.workspace
        self.bar.show_undo(workspace.undo_label(), workspace.redo_label())

    def _show_problem_count(self) -> None:
        number = len(self.actions_.problem_watch.open())
        self.navigation.set_count("problems", self.locale().toString(number) if number else "", True)

    def _follow_mode(self) -> None:
        action = self._modes.checkedAction()
        if action is not None:
            self.set_mode(action.data())

    def set_mode(self, mode: Mode) -> None:
        """Look light, dark or like the system, now and at the next start."""
        self._settings.setValue("window/appearance", mode)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, mode)

    # Settings

    def _first_size(self) -> QSize:
        """Return the size of the pictures, or what the screen has room for beside its bars."""
        room = self.screen().availableSize() - QSize(32, 64)
        return QSize(1440, 900).boundedTo(room).expandedTo(self.minimumSize())

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            self.resize(self._first_size())
        mode = self._settings.value("window/appearance", "system")
        for action in self._modes.actions():
            action.setChecked(action.data() == mode)
        plan_id = str(self._settings.value("window/plan"))
        self.actions_.choose_plan(int(plan_id) if plan_id.isdecimal() else None)
        if self.actions_.plan_id is None:  # otherwise the choice has shown both
            self._show_plan()
            self._show_state()
        if self.actions_.workspace.read_only:
            self.status.set_saved(self.tr("Read-only: open in another window"))
        page = str(self._settings.value("window/page", "plan"))
        if self._is_empty():
            self._show_welcome()
        else:
            self.open_page(page if page in PAGES else "plan")
        self.navigation.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left, and end what goes on in it."""
        self.remember()
        for page in self._pages.values():
            page.end_work()
        super().closeEvent(event)

    def remember(self) -> None:
        """Keep size, place and what the pages keep of themselves for the next start."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        for page in self._pages.values():
            page.save_state(self._settings)
        self._settings.sync()
