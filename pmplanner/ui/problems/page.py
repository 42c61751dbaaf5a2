"""The page of problems: all of them by kind, what would solve each, and the policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem, withdraw_acceptance
from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Counted, Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.fix_search import FixSearch
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.problems.cover_list import CoverList
from pmplanner.ui.problems.detail import ProblemDetail
from pmplanner.ui.problems.policy_list import PolicyList
from pmplanner.ui.problems.problem_list import ProblemList
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import TextLabel

OPEN, ACCEPTED, POLICIES, COVER = "open", "accepted", "policies", "cover"
SETTINGS = "problems/"


class ProblemsPage(Page):
    """Lists problems with their fixes; the policies say what is a problem at all."""

    help = "problems"
    watches: ClassVar[frozenset[str]] = frozenset(
        {"policy", "cover_rule", "accepted_problem", "plan", "person"}
    )
    """Everything else reaches the page through the watch over the problems."""

    cut_requested = Signal(object)
    """The user asks which picks go for less cost; payload: the Scope."""
    new_plan_requested = Signal()
    """Make a plan; no payload."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: "session" or "person", and its id, or "why" with the
    ids of a person and a course."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._monitor = actions.problem_monitor
        self.views = SegmentedControl(self, tr("What to show"))
        for key, text in (
            (OPEN, tr("Open")),
            (ACCEPTED, tr("Accepted")),
            (POLICIES, tr("Policies")),
            (COVER, tr("Cover")),
        ):
            self.views.add(key, text)
        self.count = TextLabel(parent=self)
        self.count.setProperty("pill", "problem")
        keep_sized(self.count.setFixedHeight, 20)
        self._stack = QStackedWidget(self)
        self.problems = ProblemList(self._stack)
        self._area = UpDownArea(self.problems.splitter)  # long texts and many fixes on a low page
        self.detail = ProblemDetail(actions.in_words, self._area)
        self._search = FixSearch(self._monitor, self._show_found, self)
        self._area.setWidget(self.detail)
        self.detail.setAutoFillBackground(False)  # which the area wants, and which would fill the corners
        self.policies = PolicyList(actions, self._stack)
        self.cover = CoverList(actions, self._stack)
        self.no_plan = EmptyHint(
            "warning",
            tr("There is no plan yet"),
            tr("Problems are those of a plan: make one and put sessions on dates."),
            self._stack,
        )
        self.looking = EmptyHint(
            "warning",
            tr("Looking for problems…"),
            tr("The plan has many people: this takes a moment."),
            self._stack,
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = PageHeader(tr("Problems"), self)
        header.add_left(self.views)
        header.add_left(self.count)  # last, so that nothing moves when there is no problem left
        self.problems.add_panel(self._area, 360, 300)
        self._stack.addWidget(self.problems)
        self._stack.addWidget(self.policies)
        self._stack.addWidget(self.cover)
        self._stack.addWidget(self.no_plan)
        self._stack.addWidget(self.looking)
        as_column(self, header, (self._stack, 1), margins=(20, 16, 20, 16), spacing=12)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show_view)
        self.problems.table.chosen.connect(self._show_selected)
        self.problems.opened.connect(self._open_problem)
        self.problems.table.menu_requested.connect(self._show_menu)
        self.detail.fix_requested.connect(self._fix)
        self.detail.accept_requested.connect(self._accept)
        self.detail.withdraw_requested.connect(self._withdraw)
        self.detail.shown_requested.connect(self._open_problem)
        self.detail.opening_requested.connect(self._open_cause)
        self.detail.why_requested.connect(self._ask_why)
        self.detail.cut_requested.connect(self.cut_requested)
        self.no_plan.add_action(tr("New plan"), primary=True).clicked.connect(self.new_plan_requested)
        self._monitor.changed.connect(self._follow)
        self._monitor.followed.connect(self._follow_fixes)

    # What the frame asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels in which things are changed."""
        return (self.detail, self.policies, self.cover)

    def refresh(self, change: Change | None) -> None:
        """Show the problems and policies as they are now."""
        if self.actions_.plan_id is None:
            self._stack.setCurrentWidget(self.no_plan)
            self.count.hide()
            return
        if self.views.current() == POLICIES:
            self._stack.setCurrentWidget(self.policies)
            self.policies.refresh()
        elif self.views.current() == COVER:
            self._stack.setCurrentWidget(self.cover)
            self.cover.refresh()
        else:
            self._show_list()
        self._show_number()

    def _show_list(self) -> None:
        """Show the problems; while they are looked for beside the window, say so until they are there."""
        if self._monitor.is_looking():
            self._stack.setCurrentWidget(self.looking)
            self.selection_said.emit("")
        else:
            self._stack.setCurrentWidget(self.problems)
            self._show_problems()

    def _show_number(self) -> None:
        number = 0 if self._monitor.is_looking() else len(self._monitor.open())
        self.count.setText(format_number(number))
        self.count.setVisible(bool(number))

    def reveal(self, kind: str, row_id: int) -> None:
        """Select the first problem of a session, if it has one, or show the policies or rules of cover."""
        if kind in ("policy", "cover"):
            self.views.select(POLICIES if kind == "policy" else COVER)
            self.refresh(None)
        if kind == "session":
            # Whoever asks for one problem wants that, and waits where it is yet to be found.
            key = next(
                (p.key for p in self._monitor.open() if row_id in (p.session_id, p.other_session_id)), ""
            )
            self.show_problem(key)

    def show_problem(self, key: str) -> None:
        """Select one of the open problems."""
        self.views.select(OPEN)
        self.refresh(None)
        self.problems.select(key)

    def focus_home(self) -> QWidget | None:
        """The list of problems; the switch above where there is none."""
        listed = self.problems.table
        return listed if listed.isVisible() else first_focusable(self)

    def save_state(self, settings: QSettings) -> None:
        """Keep what is shown; no rules: problems are what one comes back for."""
        view = self.views.current()
        settings.setValue(SETTINGS + "view", OPEN if view in (POLICIES, COVER) else view)
        self.problems.save_state(settings, SETTINGS + "list")

    def restore_state(self, settings: QSettings) -> None:
        """Show what was shown."""
        view = str(settings.value(SETTINGS + "view", OPEN))
        if view in self.views.keys():  # noqa: SIM118 - a method of the control
            self.views.select(view)
        self.problems.restore_state(settings, SETTINGS + "list")

    # Showing

    def showEvent(self, event: QShowEvent) -> None:
        """Come back to the open problems where nothing is accepted: those are what one comes for."""
        is_accepted = self.views.current() == ACCEPTED and not self._monitor.is_looking()
        if is_accepted and not self._monitor.causes(accepted=True):
            self.views.select(OPEN)
            self._stale = True
        super().showEvent(event)

    def _follow(self) -> None:
        if self.isVisible():
            self.refresh(None)
        else:
            self._stale = True

    def _follow_fixes(self) -> None:
        """Show what would solve the problem now: what was offered may clash with what has just changed."""
        if not self.isVisible():
            self._stale = True
        elif self._monitor.is_looking():
            self.refresh(None)
        elif not self._stale and self._stack.currentWidget() is self.problems:
            self._show_problem(self.problems.selected())

    def _show_view(self) -> None:
        self.refresh(None)
        self._say()

    def _show_problems(self) -> None:
        is_accepted = self.views.current() == ACCEPTED
        causes = self._monitor.causes(accepted=is_accepted)
        if is_accepted:
            title, sentence = (
                tr("Nothing is accepted"),
                tr("A problem that is known and stays is listed here."),
            )
        else:
            title, sentence = tr("There are no problems"), tr("Everything works as planned.")
        self.problems.show_causes(causes, title, sentence, accepted=is_accepted)
        self._show_problem(self.problems.selected())

    def _show_selected(self, _rows: object) -> None:
        self._show_problem(self.problems.selected())

    def _show_problem(self, about: Cause | Problem | None) -> None:
        open_ = about is not None and self.views.current() == OPEN
        self.detail.show_problem(about, self._search.ask(about) if open_ and about is not None else ())
        self._say()

    def _show_found(self, fixes: Sequence[Fix]) -> None:
        """Show what was found beside the window about what is still selected."""
        about = self.problems.selected()
        if about is not None and self.views.current() == OPEN:
            self.detail.show_problem(about, fixes)

    def _say(self) -> None:
        about = self.problems.selected() if self._stack.currentWidget() is self.problems else None
        self.selection_said.emit(about.title if about is not None else "")

    # What the user asks

    def _show_menu(self, place: QPoint) -> None:
        table = self.problems.table
        self.detail.make_menu(table.copy_rows, table).popup(place)

    def _fix(self, fix: Fix) -> None:
        about = self.problems.selected()
        if about is not None:
            self.actions_.apply_fix(about, fix)

    def _accept(self, reason: str) -> None:
        if keys := self._selected_keys():
            label = Label.of("problem.accept", problem=self._named(keys))
            self._settle(label, keys, partial(accept_problem, reason=reason))

    def _withdraw(self) -> None:
        if keys := self._selected_keys():
            label = Label.of("problem.withdraw", problem=self._named(keys))
            self._settle(label, keys, withdraw_acceptance)

    def _selected_keys(self) -> list[str]:
        """Return the key of the selected problem, or those of all of the selected cause."""
        about = self.problems.selected()
        if isinstance(about, Cause):
            return [problem.key for problem in about.problems]
        return [] if about is None else [about.key]

    def _named(self, keys: list[str]) -> Label | Term | Counted:
        several = Counted("problems", len(keys))
        return several if len(keys) > 1 else self.actions_.read(name_problem, keys[0])

    def _settle(self, label: Label, keys: list[str], service: Callable[[Session, int, str], None]) -> None:
        """Do something with problems as one edit."""

        def settle(db: Session, plan_id: int) -> None:
            for key in keys:
                service(db, plan_id, key)

        if self.actions_.plan_id is not None:
            self.actions_.do(label, settle, self.actions_.plan_id)

    def _open_cause(self, cause: Cause) -> None:
        self.problems.select(cause.problems[0].key)
        self.problems.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_why(self, problem: Problem) -> None:
        self.open_requested.emit("why", (problem.person_id, problem.course_id))

    def _open_problem(self, problem: Problem) -> None:
        if problem.session_id:
            self.open_requested.emit("session", problem.session_id)
        elif problem.person_id is not None:
            self.open_requested.emit("person", problem.person_id)
        else:
            self.open_requested.emit("costs", int(bool(problem.team)))
