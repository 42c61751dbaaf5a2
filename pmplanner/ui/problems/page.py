"""The page of problems: all of them by kind, what would solve each, and the policies."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem, withdraw_acceptance
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.problems.detail import ProblemDetail
from pmplanner.ui.problems.policy_list import PolicyList
from pmplanner.ui.problems.problem_list import ProblemList
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.scrolling import scroll_area
from pmplanner.ui.widgets.text import TextLabel

OPEN, ACCEPTED, POLICIES = "open", "accepted", "policies"
SETTINGS = "problems/"


class ProblemsPage(Page):
    """Lists problems with their fixes; the policies say what is a problem at all."""

    watches: ClassVar[frozenset[str]] = frozenset({"policy", "accepted_problem", "plan", "person"})
    """Everything else reaches the page through the watch over the problems."""

    new_plan_requested = Signal()
    """Make a plan; no payload."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: "session" or "person", and its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._monitor = actions.problem_monitor
        self.views = SegmentedControl(self, tr("What to show"))
        for key, text in ((OPEN, tr("Open")), (ACCEPTED, tr("Accepted")), (POLICIES, tr("Policies"))):
            self.views.add(key, text)
        self.count = TextLabel(parent=self)
        self.count.setProperty("pill", "problem")
        self.count.setFixedHeight(20)
        self.problems = ProblemList(self)
        self.detail = ProblemDetail(actions.in_words, self)
        self.policies = PolicyList(actions, self)
        self.no_plan = EmptyHint(
            "warning",
            tr("There is no plan yet"),
            tr("Problems are those of a plan: make one and put sessions on dates."),
            self,
        )
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = PageHeader(tr("Problems"), self)
        header.add_left(self.views)
        header.add_left(self.count)  # last, so that nothing moves when there is no problem left
        main = QWidget(self)
        row = as_row(main, margins=(0, 0, 0, 0), spacing=12)
        area = scroll_area(main)  # long texts and many fixes are more than a low page holds
        area.setWidget(self.detail)
        bar = area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(self.detail.minimumWidth() + bar)
        area.setMaximumWidth(self.detail.maximumWidth() + bar)
        row.addWidget(self.problems, 1)
        row.addWidget(area, 1)
        self._main = main
        for part in (main, self.policies, self.no_plan):
            self._stack.addWidget(part)
        as_column(self, header, (self._stack, 1), margins=(20, 16, 20, 16), spacing=12)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show_view)
        self.problems.chosen.connect(self._show_problem)
        self.problems.opened.connect(self._open_problem)
        self.detail.fix_requested.connect(self._fix)
        self.detail.accept_requested.connect(self._accept)
        self.detail.withdraw_requested.connect(self._withdraw)
        self.detail.shown_requested.connect(self._open_problem)
        self.no_plan.add_action(tr("New plan"), primary=True).clicked.connect(self.new_plan_requested)
        self._monitor.changed.connect(self._follow)
        self._monitor.followed.connect(self._follow_fixes)

    # What the frame asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels in which things are changed."""
        return (self.detail, self.policies)

    def refresh(self, change: Change | None) -> None:
        """Show the problems and policies as they are now."""
        if self.actions_.plan_id is None:
            self._stack.setCurrentWidget(self.no_plan)
            self.count.hide()
            return
        if self.views.current() == POLICIES:
            self._stack.setCurrentWidget(self.policies)
            self.policies.refresh()
        else:
            self._stack.setCurrentWidget(self._main)
            self._show_problems()
        number = len(self._monitor.open())
        self.count.setText(format_number(number))
        self.count.setVisible(bool(number))

    def reveal(self, kind: str, row_id: int) -> None:
        """Select the first problem of a session, if it has one."""
        if kind == "session":
            self.views.select(OPEN)
            self.refresh(None)
            key = next(
                (p.key for p in self._monitor.open() if row_id in (p.session_id, p.other_session_id)), ""
            )
            self.problems.select(key)

    def focus_home(self) -> QWidget | None:
        """The list of problems; the switch above where there is none."""
        listed = self.problems.list
        return listed if listed.isVisible() else first_focusable(self)

    def save_state(self, settings: QSettings) -> None:
        """Keep what is shown; not the policies: problems are what one comes back for."""
        view = self.views.current()
        settings.setValue(SETTINGS + "view", OPEN if view == POLICIES else view)

    def restore_state(self, settings: QSettings) -> None:
        """Show what was shown."""
        view = str(settings.value(SETTINGS + "view", OPEN))
        if view in self.views.keys():  # noqa: SIM118 - a method of the control
            self.views.select(view)

    # Showing

    def _follow(self) -> None:
        if self.isVisible():
            self.refresh(None)
        else:
            self._stale = True

    def _follow_fixes(self) -> None:
        """Show what would solve the problem now: what was offered may clash with what has just changed."""
        if not self.isVisible():
            self._stale = True
        elif not self._stale and self._stack.currentWidget() is self._main:
            self._show_problem(self.problems.selected())

    def _show_view(self) -> None:
        self.refresh(None)
        self._say()

    def _show_problems(self) -> None:
        if self.views.current() == ACCEPTED:
            shown = [problem for problem in self._monitor.all() if problem.accepted is not None]
            self.problems.show_problems(
                shown, tr("Nothing is accepted"), tr("A problem that is known and stays is listed here.")
            )
        else:
            self.problems.show_problems(
                self._monitor.open(), tr("There are no problems"), tr("Everything works as planned.")
            )

    def _show_problem(self, problem: Problem | None) -> None:
        fixes: list[Fix] = []
        if problem is not None and problem.accepted is None:
            fixes = self._monitor.list_fixes(problem)
        self.detail.show_problem(problem, fixes)
        self._say()

    def _say(self) -> None:
        problem = self.problems.selected() if self._stack.currentWidget() is self._main else None
        self.selection_said.emit(problem.title if problem is not None else "")

    # What the user asks

    def _fix(self, fix: Fix) -> None:
        problem = self.problems.selected()
        if problem is not None:
            self.actions_.apply_fix(problem, fix)

    def _accept(self, reason: str) -> None:
        problem, plan_id = self.problems.selected(), self.actions_.plan_id
        if problem is not None and plan_id is not None:
            label = Label.of("problem.accept", problem=self._named(problem))
            self.actions_.do(label, accept_problem, plan_id, problem.key, reason)

    def _withdraw(self) -> None:
        problem, plan_id = self.problems.selected(), self.actions_.plan_id
        if problem is not None and plan_id is not None:
            label = Label.of("problem.withdraw", problem=self._named(problem))
            self.actions_.do(label, withdraw_acceptance, plan_id, problem.key)

    def _named(self, problem: Problem) -> Label | Term:
        return self.actions_.read(name_problem, problem.key)

    def _open_problem(self, problem: Problem) -> None:
        if problem.session_id:
            self.open_requested.emit("session", problem.session_id)
        elif problem.person_id is not None:
            self.open_requested.emit("person", problem.person_id)
