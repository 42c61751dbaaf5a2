"""The window: pages at the left, the bar at the top, the status line at the bottom."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import astuple
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.services.views.search import Hit, count_all, is_empty
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.commands import Command, CommandList
from pmplanner.ui.core.focus import FocusKeeper, can_focus, first_focusable, press_focused
from pmplanner.ui.core.page import Page
from pmplanner.ui.core.saved_views import SavedView, saved_views
from pmplanner.ui.core.workspace_monitor import WorkspaceMonitor
from pmplanner.ui.core.writing import open_file, show_in_folder
from pmplanner.ui.shell.about import show_about
from pmplanner.ui.shell.file_state import FileState
from pmplanner.ui.shell.helping import Helping
from pmplanner.ui.shell.laptop import Laptop
from pmplanner.ui.shell.page_commands import list_page_commands
from pmplanner.ui.shell.pages import PAGES, Requests, load_page, make_page
from pmplanner.ui.shell.plan_menu import PlanEntry, PlanMenu
from pmplanner.ui.shell.preparing import LEISURE, Preparer
from pmplanner.ui.shell.quick_search import QuickSearch
from pmplanner.ui.shell.read_only_shield import ReadOnlyShield
from pmplanner.ui.shell.setting_names import list_setting_commands
from pmplanner.ui.shell.top_bar import TopBar
from pmplanner.ui.shell.welcome import Welcome
from pmplanner.ui.theme import Mode
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.busy import end_within
from pmplanner.ui.widgets.dialogs.message_bar import MessageBar, Offer
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.dropped_files import dropped_file, dropped_files
from pmplanner.ui.widgets.explained_menu import ExplainedMenu, bound
from pmplanner.ui.widgets.format import format_date, format_number
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.mnemonics import Mnemonics
from pmplanner.ui.widgets.navigation import NavigationList
from pmplanner.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from pmplanner.services.problems.reading.rows import Problem
    from pmplanner.ui.output.export_menu import ExportMenu
    from pmplanner.ui.output.tables import Exporter

_ARCHIVED = "archived"
"""What the message is about that the plan shown is kept as history."""
_VARIANT = "variant"
"""What the message is about that a variant was made."""
_PREPARED_AFTER_MS = 1000
"""When the other pages are made: after the first look at the problems, which some of them show."""
_MENUS_AFTER_MS = 50
"""When the long menus are filled, unless somebody wants them before: after the first look at the page."""
_PREPARED_AGAIN_MS = 1500
"""How long after an edit the pages that nobody sees read again; the next edit often comes before."""
OF_PLAN = ("plan", "needs", "schedule", "decisions", "problems")
"""Pages that change the plan shown."""

SIDEBAR_WIDTH = 188
HOME_OF = {
    "person": "people",
    "course": "catalogue",
    "session": "schedule",
    "room": "resources",
    "trainer": "resources",
    "equipment": "resources",
    "policy": "problems",
    "costs": "totals",
    "cover": "problems",
}
"""The page on which each kind of hit is selected."""
NARROWED_ON = {
    "team": "people",
    "title": "people",
    "manager": "people",
    "track": "people",
    "skill": "catalogue",
}
"""The page that shows only what belongs to a hit of each kind."""
COUNTED = ("plan", "schedule", "catalogue", "people", "resources")
"""Pages with a count beside them, in the order of Counts."""
_SAID_FOR_MS = 6000
"""How long a sentence about what was done stays before that about the selection."""
NEED_A_PLAN = frozenset({"plan", "needs", "schedule", "decisions", "totals", "problems"})
"""Pages in whose place the welcome stands while there are neither people nor plans."""


class MainWindow(QMainWindow):
    """Holds the frame and makes each page when it is opened first."""

    other_workspace_requested = Signal()
    """Open another workspace file in the place of this one."""

    saved_elsewhere = Signal(object)
    """What is open here was saved as another file, which is to be opened; payload: its path."""
    made_anew_requested = Signal()
    """Another language was chosen: what is open is to be shown in a new window; no payload."""
    restore_requested = Signal(object)
    """Put a backup in the place of the workspace; payload: its path."""

    ending = Signal()
    """What goes on in the background is to end, before the workspace is closed; no payload."""
    about_to_close = Signal()
    """The window will close once all who are connected have done what they want to do before."""

    def __init__(self, actions: Actions, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_ = actions
        self._settings = settings
        self.laptop = Laptop(settings)
        self._pages: dict[str, Page] = {}
        self._opened: set[str] = set()
        """The pages that somebody has opened; others may be made already."""
        self.commands = CommandList(self)
        self._menu_commands: CommandList | None = None
        """The commands of the menus under Import and Export, once these are filled."""
        self._may_change = True
        self._changing: list[QAction] = []
        """The commands that change the workspace, so that they are off while it can only be read."""
        self._selection = ""
        self._known_problems: frozenset[str] | None = None
        """The open problems as they were counted last; None before the first look at a plan."""
        self._found_since: list[Problem] = []
        self._new_problems: list[Problem] = []
        """Those that the last edit made."""
        self._heard: dict[Page, str] = {}
        """What each page has said last of its selection."""
        self._shown_plan: PlanRow | None = None
        """The plan that is shown, as it was read last."""
        self._archived = False
        """Whether the plan shown is kept as history."""
        self._said_lately = QTimer(self, interval=_SAID_FOR_MS, singleShot=True)
        self._said_lately.timeout.connect(self._say_latest_selection)
        self.bar = TopBar(self)
        self.navigation = NavigationList(self)
        self.stack = QStackedWidget(self)
        self.status = StatusLine(self)
        self.message = MessageBar(self)
        self.offer = MessageBar(self, offer=True)
        self.monitor = WorkspaceMonitor(actions.workspace, self)
        self.preparer = Preparer(self._prepare_pages, lambda: actions.is_writing, self)
        self.leisure = Preparer(self._prepare_at_leisure, lambda: actions.is_writing, self, LEISURE)
        self.file = FileState(actions, self.monitor, self.message, self.status, self)
        self.shield = ReadOnlyShield(self._editing_areas, self)
        self._plan_menu = PlanMenu(actions, self.bar.plan_menu, self)
        self.search = QuickSearch(self.bar.search, actions, self.commands, settings, self, self._page_shown)
        self._lay_out()
        self._add_commands()
        self._connect()
        self.focus_keeper = FocusKeeper(self, self)
        self._restore()

    # Building the frame

    def _lay_out(self) -> None:
        for key, (text, icon_name) in PAGES.items():
            self.navigation.add(key, tr(text), icon_name)
        side = self._side = QFrame(self)
        side.setProperty("sidebar", True)
        self._fit_side()
        as_column(side, self.navigation, margins=(0, 4, 0, 4))
        beside = QSplitter(self)
        beside.addWidget(self.stack)
        beside.setChildrenCollapsible(False)
        self.helping = Helping(self, beside, self.stack, self.take_focus)
        self.helping.set_hints(
            self.bar, self.navigation, self._settings, lambda: self.actions_.plan_id is not None
        )
        middle = as_row(None, side, (beside, 1), spacing=0)
        whole = QWidget(self)
        as_column(
            whole,
            self.bar,
            self.message,
            self.offer,
            (middle, 1),
            self.status,
            margins=(0, 0, 0, 0),
            spacing=0,
        )
        self.setCentralWidget(whole)
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(960, 600).boundedTo(self.screen().availableSize()))

    def _fit_side(self) -> None:
        """Give the names of the pages the room that they need, also where text is large."""
        needed = self.navigation.sizeHintForColumn(0) + self.navigation.verticalScrollBar().sizeHint().width()
        self._side.setFixedWidth(max(SIDEBAR_WIDTH, needed))

    def showEvent(self, event: QShowEvent) -> None:
        """Make what the first look does not need as soon as there has been one."""
        super().showEvent(event)
        # What waits for no time comes before the paint: only from there on is the wait counted.
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(_MENUS_AFTER_MS, self, self.fill_menus))

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_side"):
            self._fit_side()
            QTimer.singleShot(0, self, self._fit_side)  # the names of the pages follow after the window

    def _add_commands(self) -> None:
        self.commands.add_source(self._first_commands)  # the first of all that are listed
        self._command(
            self.tr("Undo"), self.actions_.undo, QKeySequence.StandardKey.Undo, also=self.tr("take back")
        )
        redo = self._command(self.tr("Redo"), self.actions_.redo, also=self.tr("bring back"))
        redo.setShortcuts(_redo_keys())
        # Undo and redo stay on, so that their keys say why nothing is undone.
        self.commands.add_source(self._commands_of_menus)
        for filled_first in (self.bar.import_menu, self.bar.export_menu):
            filled_first.filling.connect(self.fill_menus)
        more = self.bar.more_menu
        self._command(
            self.tr("History"), self.show_history, "Ctrl+H", more, also=self.tr("changes log edits")
        )
        self._command(
            self.tr("Why is somebody not on a course?"),
            self.ask_why,
            menu=more,
            also=self.tr("reason explain seat pick required"),
        )
        self._command(
            self.tr("Open another workspace…"),
            self.other_workspace_requested.emit,
            "Ctrl+O",
            more,
            also=self.tr("file"),
        )
        self._command(
            self.tr("Check the workspace…"),
            self.file.show_check,
            menu=more,
            also=self.tr("damage repair sound"),
        )
        self._command(self.tr("Backups…"), self.show_backups, menu=more, also=self.tr("restore copy safety"))
        also = self.tr("preferences options language size appearance currency hours week format")
        self._command(self.tr("Settings…"), self.show_settings, "Ctrl+,", more, also=also)
        self._add_appearance()
        for number, (key, (text, icon)) in enumerate(PAGES.items(), 1):
            self._command(tr("Go to %1", tr(text)), bound(self.enter_page, key), f"Ctrl+{number}", icon=icon)
        more.addSeparator()
        also = self.tr("manual about this page")
        self._command(self.tr("Help"), self.helping.show_help, "F1", more, also=also)
        also = self.tr("how is it counted explain field figure")
        self._command(self.tr("What is this?"), self.helping.explain, "Shift+F1", more, also=also)
        self._command(self.tr("Show hints again"), self.helping.start_hints, also=self.tr("tour first steps"))
        self._command(
            self.tr("Keyboard shortcuts…"), self.show_keys, "Ctrl+?", more, also=self.tr("keys help keyboard")
        )
        self._command(
            self.tr("About PM Planner"),
            lambda: show_about(self, self.actions_.workspace.path),
            menu=more,
            also=self.tr("version help"),
        )
        self._command(self.tr("Quit"), self.close, "Ctrl+Q", more, also=self.tr("exit close"))
        self._add_sources()
        for menu in (more, self.bar.plan_menu):
            Mnemonics(menu)

    def fill_menus(self) -> None:
        """Fill the menus under Import and Export; their many entries are not needed for the first look."""
        if self._menu_commands is not None:
            return
        from pmplanner.ui.importing.import_menu import fill_import_menu  # not needed to open the window

        self._menu_commands = CommandList(self)
        imports = fill_import_menu(
            self.bar.import_menu,
            partial(self._explained_command, "import"),
            self.import_any,
            self.import_rows,
            self.import_pasted,
        )
        imports["people"].setShortcut("Ctrl+I")
        explained = partial(self._explained_command, "export")
        self.export_menu.fill(self.bar.export_menu, self.exporter, explained, self.file.save_copy)
        self.export_menu.fill_answers(self.bar.import_menu, partial(self._explained_command, "import"))
        changing = [*imports.values(), *self.export_menu.changing]
        for command in changing:
            command.setEnabled(self._may_change)
        self._changing += changing
        for menu in (self.bar.import_menu, self.bar.export_menu):
            Mnemonics(menu)

    def _commands_of_menus(self) -> list[Command]:
        self.fill_menus()
        return [] if self._menu_commands is None else self._menu_commands.all()

    @cached_property
    def exporter(self) -> "Exporter":
        """What writes tables."""
        from pmplanner.ui.output.tables import Exporter  # not needed to open the window

        return Exporter(self.actions_, self._settings, self, self.shown_scope)

    @cached_property
    def export_menu(self) -> "ExportMenu":
        """What fills the menu under Export, and does what its entries say."""
        from pmplanner.ui.output.export_menu import ExportMenu  # not needed to open the window

        return ExportMenu(self.actions_, self._settings, self, self.shown_scope)

    def _put_out(self, name: str) -> Callable[..., object]:
        """Return what calls a function of the export, which is loaded only then."""
        return lambda *payload: getattr(self.export_menu, name)(*payload)

    def _add_sources(self) -> None:
        """Add the commands that are another each time: those of the plan, and of the pages."""
        self.commands.add_source(self._plan_commands)
        self.commands.add_source(
            lambda: list_page_commands(self._enter_made, self._pages.get, self._why_not_on)
        )
        self.commands.add_source(self._view_commands)
        self.commands.add_source(lambda: list_setting_commands(self.show_setting))

    def _first_commands(self) -> Iterator[Command]:
        """Yield the ways in that the welcome offers, while there is nothing; an import is there always."""
        if not self._is_empty():
            return
        for name, run, icon, also, about in (
            (
                self.tr("Open the sample"),
                self.open_sample,
                "sample",
                self.tr("example demo look around"),
                self.tr("Invented people with a plan"),
            ),
            (
                self.tr("Start empty"),
                self.start_empty,
                "plus",
                self.tr("new first plan nothing"),
                self.tr("A first plan, and the catalogue"),
            ),
        ):
            yield Command(name, run, also=also, about=about, icon=icon, off=self._why_unchangeable)

    def _view_commands(self) -> Iterator[Command]:
        """Yield a command for each view that was saved under a name."""
        for view in saved_views(self.actions_, self._settings):
            title, icon_name = PAGES[view.page]
            yield Command(
                tr("Show the view “%1”", view.name),
                partial(self._show_view, view),
                page=view.page,
                about=tr(title),
                icon=icon_name,
                off=partial(self._why_not_on, view.page, False),
            )

    def _show_view(self, view: SavedView) -> None:
        page = self._enter_made(view.page)
        if page is not None:
            page.show_saved_view(view.name)

    def _plan_commands(self) -> Iterator[Command]:
        for entry in self._plan_menu.entries():
            yield Command(
                entry.text.rstrip("…"),
                entry.run,
                also=tr("plan %1", entry.also),
                icon="plan",
                off=partial(self._why_not_of_plans, entry),
            )

    def _why_not_of_plans(self, entry: PlanEntry) -> str:
        return self._why_unchangeable() or self._plan_menu.why_not(entry, self._shown_plan)

    def _why_unchangeable(self) -> str:
        if self.actions_.workspace.read_only:
            return self.tr("The workspace can only be read here.")
        return ""

    def _why_not_on(self, key: str, changes: bool) -> str:
        """Say why nothing can be done on a page now."""
        if changes and (reason := self._why_unchangeable()):
            return reason
        if key not in NEED_A_PLAN:
            return ""
        plan = self._shown_plan
        if plan is None:
            return self.tr("There is no plan yet. Create one first.")
        if changes and plan.is_archived and key in OF_PLAN:
            return tr("“%1” is archived. Reopen it to change it.", plan.name)
        return ""

    def _enter_made(self, key: str) -> Page | None:
        self.enter_page(key)
        return self._pages.get(key)

    def _command(
        self,
        name: str,
        run: Callable[[], Any],
        keys: str | QKeySequence.StandardKey | None = None,
        menu: Any = None,  # noqa: ANN401
        *,
        also: str = "",
        about: str = "",
        icon: str = "chevron-right",
        into: CommandList | None = None,
    ) -> QAction:
        """Add a command with its keys to the window, to a menu, and to what the search and the keys list."""
        action = QAction(name, self)
        action.triggered.connect(run)
        if keys is not None:
            action.setShortcut(keys)
        # Of the window and not of a menu alone: a key works only where its action is in a widget that is
        # shown.
        self.addAction(action)
        if menu is not None:
            menu.addAction(action)
        into = self.commands if into is None else into
        into.add_action(action, name.rstrip("…"), also, about, icon, self._why_unchangeable)
        return action

    def _explained_command(
        self, icon: str, name: str, run: Callable[[], Any], menu: ExplainedMenu, also: str, sentence: str
    ) -> QAction:
        """Add a command to a menu that says in a sentence what each of its entries does."""
        action = self._command(
            name, run, menu=menu, also=also, about=sentence, icon=icon, into=self._menu_commands
        )
        return menu.explain(action, sentence)

    def _add_appearance(self) -> None:
        self.bar.more_menu.addSeparator()
        self._modes = QActionGroup(self)
        for mode, text in (
            ("system", self.tr("Look like the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            action = self._command(
                text,
                self._follow_mode,
                menu=self.bar.more_menu,
                also=self.tr("appearance theme colours mode"),
            )
            action.setCheckable(True)
            action.setData(mode)
            self._modes.addAction(action)
        for name, keys, steps in (
            (self.tr("Larger text"), ("Ctrl+Shift++", "Ctrl+Shift+="), 1),
            (self.tr("Smaller text"), ("Ctrl+Shift+-", "Ctrl+Shift+_"), -1),
        ):
            action = self._command(name, partial(self._step_text, steps))
            action.setShortcuts([QKeySequence(each) for each in keys])

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.open_page)
        self._plan_menu.cancellations_requested.connect(self._put_out("ask_cancellations"))
        self._plan_menu.compare_requested.connect(self.show_comparison)
        self.navigation.entered.connect(self.enter_page)
        self.search.left.connect(self.take_focus)
        self.search.hit_chosen.connect(self.show_hit)
        self.search.refused.connect(self._say_refused)
        self.search.why_asked.connect(self.show_why)
        self.bar.undo_button.clicked.connect(self.actions_.undo)
        self.bar.redo_button.clicked.connect(self.actions_.redo)
        self.status.undo_requested.connect(self.actions_.undo)
        self.status.problems_requested.connect(self._show_new_problem)
        self.status.file_requested.connect(open_file)
        self.status.folder_requested.connect(show_in_folder)
        self.actions_.said.connect(self._say_done)
        self.actions_.wrote.connect(self.status.offer_folder)
        self.actions_.refused.connect(self._say_refused)
        self.file.saved_elsewhere.connect(self.saved_elsewhere)
        self.file.allowed.connect(self._allow_changes)
        self.actions_.changed.connect(self._on_changed)
        self.actions_.plan_chosen.connect(self._on_plan_chosen)
        self.actions_.problem_monitor.changed.connect(self._show_problem_count)

    # What the user asks for

    def open_page(self, key: str) -> None:
        """Show a page, making it first when it is new; the welcome stays while there is nothing."""
        if key in NEED_A_PLAN and self._is_empty():
            self._show_welcome()
            return
        page = self._pages.get(key) or self._make_page(key)
        self._opened.add(key)
        if page is not self.stack.currentWidget():
            self._selection = ""
            if not self.status.offers_undo():
                self.status.say("")  # what was selected on the page before
            self.stack.setCurrentWidget(page)
            if not self._selection and not self.status.offers_undo():
                self._say_selection(self._heard.get(page, ""))  # it had nothing to read, so it said nothing
        self.navigation.select(key)
        self.bar.show_primary(page.primary_action())
        self.bar.allow_primary(not (self._archived and key in OF_PLAN))
        self._settings.setValue("window/page", key)
        self.focus_keeper.look_soon()
        self.helping.follow(page)

    def _make_page(self, key: str) -> Page:
        page = self._pages[key] = make_page(key, self.actions_, self._requests(), self.stack)
        page.selection_said.connect(partial(self._hear_selection, page))
        page.restore_state(self._settings)
        page.allow_changes(not self.actions_.workspace.read_only)
        if not self._archived or self.actions_.workspace.read_only or key in OF_PLAN:
            for area in page.editing_areas():
                self.shield.cover(area)
        self.stack.addWidget(page)
        return page

    def prepare_soon(self) -> None:
        """Make the other pages while nobody does anything, and let them read again after each change."""
        self.preparer.begin(_PREPARED_AFTER_MS)
        self.leisure.begin(_PREPARED_AFTER_MS)
        for signal in (self.actions_.changed, self.actions_.plan_chosen):
            signal.connect(self._prepare_again)

    def _prepare_again(self, _payload: object) -> None:
        self.preparer.begin(_PREPARED_AGAIN_MS)
        self.leisure.begin(round(LEISURE * 1000))

    def _prepare_pages(self) -> Iterator[None]:
        if self._is_empty():
            return
        for key in PAGES:
            if key not in self._pages:
                load_page(key)
                yield
            page = self._pages.get(key)
            if page is None:
                page = self._make_page(key)
                yield
            if not page.reads_long:
                yield from self._prepare_page(page)

    def _prepare_at_leisure(self) -> Iterator[None]:
        """Make ready the pages that read long; those that are not made yet are made before."""
        for page in [each for each in self._pages.values() if each.reads_long]:
            yield from self._prepare_page(page)

    def _prepare_page(self, page: Page) -> Iterator[None]:
        if page.is_behind and page is not self.stack.currentWidget():
            yield from page.prepare(self.stack.rect())

    def _requests(self) -> Requests:
        """What the window does for its pages."""
        return {
            "import_people_requested": self.import_people,
            "import_requested": self.import_rows,
            "new_plan_requested": self.new_plan,
            "plan_requested": self.show_plan_page,
            "add_person_requested": self.add_person,
            "assign_tracks_requested": self.assign_tracks,
            "export_requested": lambda *payload: self.exporter.ask(*payload),
            "picture_requested": self._put_out("put_out"),
            "open_requested": self.open_thing,
            "role_change_requested": self.show_role_change,
            "shortest_requested": self.show_shortest,
            "cut_requested": self.show_cut,
            "reminders_requested": self._put_out("ask_reminders"),
            "ask_managers_requested": self._put_out("ask_managers"),
            "merge_answers_requested": self._put_out("ask_answers"),
            "paper_requested": self._put_out("ask_paper"),
            "tell_requested": self._put_out("ask_to_tell"),
            "invitations_requested": self._put_out("ask_invitations"),
            "view_requested": self.show_view,
            "week_counted": self._show_decision_count,
        }

    def show_view(self, key: str, view: str) -> None:
        """Show a page, and one of its views where it has several."""
        self.enter_page(key)
        page = self._pages.get(key)
        if page is not None and view:
            page.show_part(view)

    def enter_page(self, key: str) -> None:
        """Show a page and put the keys into it."""
        before = self.stack.currentWidget()
        again = before is not None and before.isAncestorOf(QApplication.focusWidget() or self)
        self.open_page(key)
        shown = self.stack.currentWidget()
        if isinstance(shown, Page):
            shown.enter(again=again and shown is before)
        else:
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
        """Open the page of something found and select it there, or show what belongs to it; switch plans."""
        if hit.kind == "plan":
            self.actions_.choose_plan(hit.id)
            self.enter_page("plan")
        elif hit.kind in NARROWED_ON:
            key = NARROWED_ON[hit.kind]
            self.open_page(key)
            if (page := self._pages.get(key)) is not None:
                page.narrow(hit.kind, hit.id, hit.title)
        else:
            self.open_thing(hit.kind, hit.id)

    def _page_shown(self) -> tuple[str, str]:
        """Return key and title of the page that is shown; nothing for the welcome."""
        key = self.navigation.current() if isinstance(self.stack.currentWidget(), Page) else ""
        text, _ = PAGES.get(key, ("", ""))
        return (key, tr(text)) if text else ("", "")

    def open_thing(self, kind: str, row_id: object) -> None:
        """Open the page of a person, course, session, resource or policy and select it there, or the costs.

        For "why" it is a pair of person and course, and a window opens beside the page.
        """
        if kind == "why" and isinstance(row_id, tuple):
            self.show_why(*row_id)
            return
        if kind == "variant":
            self._offer_variant(int(str(row_id)))
            return
        key = HOME_OF[kind]
        self.open_page(key)
        self._pages[key].reveal(kind, int(str(row_id)))

    def _offer_variant(self, variant_id: int) -> None:
        """Offer to compare a variant that was made just now with the plan that is shown, or to show it."""
        plan_id = self.actions_.plan_id
        variant = next((each for each in self.actions_.read(list_plans) if each.id == variant_id), None)
        if variant is None or plan_id is None:
            return
        offers: list[Offer] = [
            (self.tr("Compare"), partial(self._show_variant, plan_id, variant_id)),
            (self.tr("Show it"), partial(self.actions_.choose_plan, variant_id)),
        ]
        self.offer.show_message(_VARIANT, tr("It was kept as the variant “%1”.", variant.name), offers)

    def _show_variant(self, plan_id: int, variant_id: int) -> None:
        self.offer.clear(_VARIANT)
        self.show_comparison(plan_id, variant_id)

    def show_comparison(self, one_id: int, other_id: int) -> None:
        """Open the comparison of two plans beside the window."""
        from pmplanner.ui.shell.compare_window import CompareWindow  # not needed to open the window

        window = CompareWindow(self.actions_, self._settings, one_id, other_id, self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # it reads after each edit while it lives
        self.ending.connect(window.end_work)
        window.promote_requested.connect(self._promote)
        window.open_requested.connect(self._open_in_plan)
        window.show()

    def _open_in_plan(self, plan_id: int, kind: str, row_id: int) -> None:
        self.actions_.choose_plan(plan_id)
        self.open_thing(kind, row_id)

    def _promote(self, variant_id: int) -> None:
        variant = next((each for each in self.actions_.read(list_plans) if each.id == variant_id), None)
        if variant is not None:
            self._plan_menu.promote(variant)

    def show_why(self, person_id: int, course_id: int) -> None:
        """Say beside the page why somebody is, or is not, on a course."""
        from pmplanner.ui.why.window import WhyWindow  # not needed to open the window

        window = WhyWindow(self.actions_, self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # it reads after each edit while it lives
        window.show_pair(person_id, course_id)

    def ask_why(self) -> None:
        """Put the keys where a person and a course are typed."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.setText(tr("why") + " ")

    def import_people(self) -> None:
        """Choose a file of people and import it; afterwards there is a plan to pick courses in."""
        self.import_rows("people")

    def import_any(self) -> None:
        """Choose a file, find out what its rows are, and import it."""
        self.import_rows("")

    def import_pasted(self) -> None:
        """Import what is on the clipboard, as what its headings say."""
        self.import_rows("", paste=True)

    def import_rows(self, layout: str, *paths: Path, paste: bool = False) -> bool:
        """Import rows of a layout, "" for what a file holds; ask for the file unless it is there.

        True when some rows were brought in.
        """
        from pmplanner.ui.importing.window import run_import  # not needed to open the window

        imported = run_import(self.actions_, self._settings, self, layout, *paths, paste=paste)
        if imported == "people":
            if not self.actions_.read(list_plans):
                self._plan_menu.new_plan()
            self.open_page("people")
        return bool(imported)

    def show_keys(self) -> None:
        """List all keys, those of the page shown first."""
        from pmplanner.ui.shell.keys_window import KeysWindow  # not needed to open the window

        window = KeysWindow(self.commands.all(), self._page_shown()[0], self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.open()

    # Files that are dropped

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keys, as in a dialog: by itself it takes only Space."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not press_focused():
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file, wherever it is dropped."""
        if dropped_file(event.mimeData()) is not None and self._takes_files():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the files one after the other, as what their headings say."""
        paths = dropped_files(event.mimeData())
        if paths and self._takes_files():
            event.acceptProposedAction()
            # After the drop: the program from which the files come waits for its end.
            QTimer.singleShot(0, self, lambda: self.import_rows("", *paths) if self._takes_files() else None)

    def _takes_files(self) -> bool:
        """Say whether a file can be imported now; a dialog in front keeps clicks away, but no drops."""
        return QApplication.activeModalWidget() is None and not self._why_unchangeable()

    def open_sample(self) -> None:
        """Fill the workspace with the sample people and their plan."""
        from pmplanner.services.startup.sample import fill_sample  # needed once in a workspace's life

        plan_id = self.actions_.do(Label.of("sample.open"), fill_sample, dt.date.today())  # noqa: DTZ011
        self.actions_.choose_plan(plan_id)
        self.open_page("plan")

    def start_empty(self) -> None:
        """Make the first plan and show it."""
        from pmplanner.ui.shell.plan_form import PlanForm  # not needed to open the window

        form = PlanForm(self.actions_, parent=self)
        if form.exec():
            self.actions_.choose_plan(form.plan_id)
            self.open_page("plan")

    def new_plan(self) -> None:
        """Make another plan and show it."""
        self._plan_menu.new_plan()

    def show_role_change(self, person_id: int | None = None) -> None:
        """Ask what it would mean that somebody changes role, and do it; None to choose the person."""
        from pmplanner.ui.needs.roles.change_dialog import RoleChangeDialog  # not needed to open the window

        dialog = RoleChangeDialog(self.actions_, person_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        dialog.focus_first()

    def show_shortest(self, person_ids: Collection[int] | None = None) -> None:
        """Look for the fewest days of some people; None for everybody."""
        from pmplanner.ui.needs.shortest.dialog import ShortestDialog  # not needed to open the window

        dialog = ShortestDialog(self.actions_, person_ids, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_cut(self, scope: Scope = WHOLE) -> None:
        """Look for the picks that go where a plan, a track or a team is to cost less."""
        from pmplanner.ui.decisions.cut.dialog import open_cut  # not needed to open the window

        open_cut(self.actions_, self, scope)

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

    def assign_tracks(self) -> None:
        """Open the list of job titles and teams with their tracks."""
        from pmplanner.ui.people.assign_dialog import assign_tracks  # not needed to open the window

        assign_tracks(self.actions_, self)

    def show_history(self) -> None:
        """Open the change log beside the window."""
        from pmplanner.ui.shell.history_window import HistoryWindow  # not needed to open the window

        history = HistoryWindow(self.actions_, self)
        history.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # it reads after each edit while it lives
        self.ending.connect(history.end_work)
        history.show()

    def show_backups(self) -> None:
        """Open the list of backups over the window."""
        from pmplanner.ui.shell.backup_window import BackupWindow  # not needed to open the window

        backups = BackupWindow(self.actions_.workspace, self)
        backups.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        backups.restore_requested.connect(self.restore_requested)
        backups.open()

    def show_settings(self) -> None:
        """Open the settings of laptop and workspace beside the window."""
        self.show_setting("", "")

    def show_setting(self, section: str, key: str) -> None:
        """Open the settings at a section and one of its settings, "" for none of them."""
        from pmplanner.ui.shell.settings_window import SettingsWindow  # not needed to open the window

        settings = SettingsWindow(self.actions_, self.laptop, self)
        settings.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        settings.mode_chosen.connect(self._show_mode)
        settings.language_chosen.connect(self.made_anew_requested, Qt.ConnectionType.QueuedConnection)
        settings.days_requested.connect(self._show_days)
        settings.rates_requested.connect(self._show_rates)
        settings.backups_requested.connect(self.show_backups)
        settings.show()
        if section:
            settings.show_setting(section, key)

    def _show_days(self) -> None:
        """Go to where sites, their zones and closures are kept."""
        self.open_page("resources")
        self._pages["resources"].reveal("site", 0)

    def _show_rates(self) -> None:
        """Go to where rates of currencies and the cost of travel are kept."""
        self.open_page("resources")
        self._pages["resources"].reveal("rates", 0)

    # The status line

    def _say_done(self, sentence: str, undo: bool = False) -> None:
        """Say what was done or refused, and keep it there for a while."""
        # Edits are called as one asks for them ("Add Ana"): beside Undo that would read as an offer.
        called = undo and not sentence.endswith(".")
        self.status.say(tr("Done: %1", sentence) if called else sentence, undo)
        self._new_problems = list(self._found_since)
        if undo and self._new_problems:
            self.status.offer_problems(len(self._new_problems))
        self._said_lately.start()

    def _show_new_problem(self) -> None:
        """Go to the first problem that the last edit made."""
        from pmplanner.ui.problems.page import ProblemsPage  # not needed to open the window

        self.open_page("problems")
        page = self._pages.get("problems")
        if isinstance(page, ProblemsPage) and self._new_problems:
            page.show_problem(self._new_problems[0].key)

    def _say_refused(self, sentence: str) -> None:
        """Say why something was not done, and keep it there for a while."""
        self.status.refuse(sentence)
        self._said_lately.start()

    # What can be changed

    def _allow_changes(self, allowed: bool) -> None:
        self._may_change = allowed
        for command in self._changing:
            command.setEnabled(allowed)
        self.bar.allow_changes(allowed)
        self._shield_again()
        for page in self._pages.values():
            page.allow_changes(allowed)

    def _shield_again(self) -> None:
        """Turn off the panels of all pages, or those in which an archived plan would be changed."""
        self.shield.set_active(False)
        self.shield.set_active(self.actions_.workspace.read_only or self._archived)

    def _editing_areas(self) -> Iterator[QWidget]:
        for key, page in self._pages.items():
            if self.actions_.workspace.read_only or (self._archived and key in OF_PLAN):
                yield from page.editing_areas()

    def _show_archived(self, plan: PlanRow | None) -> None:
        """Show by words and controls whether the plan is kept as history."""
        before, self._archived = self._archived, plan is not None and plan.is_archived
        if plan is not None and self._archived:
            # What happens to the file goes before.
            if self.message.topic in ("", _ARCHIVED):
                sentence = tr(
                    "“%1” was archived on %2. It is kept as it was, with its days and costs, and nothing in "
                    "it can be changed.",
                    plan.name,
                    format_date(plan.archived_on),
                )
                offers: list[Offer] = [(self.tr("Reopen"), self._plan_menu.reopen_plan)]
                self.message.show_message(_ARCHIVED, sentence, offers)
        else:
            self.message.clear(_ARCHIVED)
        if before != self._archived:
            self._shield_again()
            self.bar.allow_primary(not (self._archived and self.navigation.current() in OF_PLAN))

    # The selection

    def _hear_selection(self, page: Page, sentence: str) -> None:
        self._heard[page] = sentence
        if page is self.stack.currentWidget():  # and not one that is made ready to be opened
            self._say_selection(sentence)

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
        welcome.import_requested.connect(self.import_people)
        welcome.sample_requested.connect(self.open_sample)
        welcome.empty_requested.connect(self.start_empty)
        return welcome

    def _is_empty(self) -> bool:
        return self.actions_.read(is_empty)

    def _show_welcome(self) -> None:
        self.stack.setCurrentWidget(self.welcome)
        self.helping.follow_welcome()
        self.navigation.clearSelection()
        self.bar.show_primary(None)

    def _on_changed(self, change: Change) -> None:
        self.focus_keeper.look_soon()
        self._show_state()
        self.file.written()
        if change.touches("plan"):
            self._show_plan()
        shown = self.navigation.current() or "plan"
        if shown in NEED_A_PLAN and self._is_empty():
            self._show_welcome()
        elif isinstance(self.stack.currentWidget(), Welcome) and not self._is_empty():
            self.open_page("plan")

    def _on_plan_chosen(self, plan_id: object) -> None:
        self._settings.setValue("window/plan", plan_id)
        self._known_problems = None
        self.offer.clear(_VARIANT)
        self._show_plan()
        self._show_state()

    def _show_plan(self) -> None:
        plan = self._shown_plan = self.plan()
        self.bar.show_plan(plan)
        self._show_archived(plan)

    def plan(self) -> PlanRow | None:
        """Return the plan that is shown."""
        return next((p for p in self.actions_.read(list_plans) if p.id == self.actions_.plan_id), None)

    def _show_state(self) -> None:
        counts = self.actions_.read(count_all, self.actions_.plan_id)
        for key, number in zip(COUNTED, astuple(counts), strict=True):
            self.navigation.set_count(key, format_number(number) if number else "")
        self._fit_side()
        workspace = self.actions_.workspace
        self.bar.show_undo(workspace.undo_label(), workspace.redo_label())

    def _show_problem_count(self) -> None:
        problems = {each.key: each for each in self.actions_.problem_monitor.open()}
        number, known = len(problems), self._known_problems
        self._found_since = [] if known is None else [problems[key] for key in problems if key not in known]
        self._known_problems = frozenset(problems)
        # What is found later, beside the window, is not what the edit said next has made.
        QTimer.singleShot(0, self, self._found_since.clear)
        self.navigation.set_count("problems", format_number(number) if number else "", True)

    def _show_decision_count(self, number: object) -> None:
        """Show how much is to be decided this week; nothing while that is not known."""
        shown = format_number(number) if isinstance(number, int) and number else ""
        self.navigation.set_count("decisions", shown, True)

    def _follow_mode(self) -> None:
        action = self._modes.checkedAction()
        if action is not None:
            self.set_mode(action.data())

    def set_mode(self, mode: Mode) -> None:
        """Look light, dark or like the system, now and at the next start."""
        self.laptop.set_mode(mode)
        self._show_mode()

    def _show_mode(self) -> None:
        for action in self._modes.actions():
            action.setChecked(action.data() == self.laptop.mode())

    def _step_text(self, steps: int) -> None:
        percent = self.laptop.step_text(steps)
        self._say_done(tr("Text: %1 % of the system’s", format_number(percent)))

    # Settings

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            resize_to_fit(self, 1440, 900)  # the size of the pictures
        self._show_mode()
        plan_id = str(self._settings.value("window/plan"))
        self.actions_.choose_plan(int(plan_id) if plan_id.isdecimal() else None)
        if self.actions_.plan_id is None:  # otherwise the choice has shown both
            self._show_plan()
            self._show_state()
        page = str(self._settings.value("window/page", "plan"))
        if self._is_empty():
            self._show_welcome()
        else:
            self.open_page(page if page in PAGES else "plan")
        if self.actions_.workspace.read_only:
            self.file.show_read_only()
        self.navigation.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left, end what goes on in it, and let the last backup be made."""
        self.remember()
        self.end_work()
        # Qt gives no second such event while this one, and what it waits for, is under way.
        self.about_to_close.emit()
        super().closeEvent(event)

    def end_work(self) -> None:
        """End what goes on in the background, before the workspace is closed."""
        self.monitor.stop()
        self.preparer.stop()
        self.leisure.stop()
        for page in self._pages.values():
            page.end_work()
        self.actions_.end_work()
        self.ending.emit()
        end_within(self)

    def unfinished(self) -> str:
        """Say what would be lost with the window, in sentences; "" for nothing."""
        return " ".join(filter(None, (page.unfinished() for page in self._pages.values())))

    def catch_up(self) -> None:
        """Let the page that is to be seen read the workspace."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Page):
            shown.catch_up()

    def remember(self) -> None:
        """Keep size, place and what the pages keep of themselves for the next start."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        for key in self._opened:  # what nobody has seen has no widths and places of its own
            self._pages[key].save_state(self._settings)
        self._settings.sync()


def _redo_keys() -> list[QKeySequence]:
    """The system's keys for Redo and those of other systems, each once: Qt answers to none that is twice."""
    usual = QKeySequence.keyBindings(QKeySequence.StandardKey.Redo)
    return list(dict.fromkeys([*usual, QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")]))
