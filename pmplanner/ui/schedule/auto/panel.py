"""The panel that schedules automatically: what is asked, the run, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from sqlalchemy.orm import Session

from pmplanner.scheduling.model.problem import Limits, Progress, Proposal
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.changes import SessionChange
from pmplanner.services.autoschedule.choices import read_choices
from pmplanner.services.autoschedule.left_out import LeftOutGroup
from pmplanner.services.autoschedule.options import Option, asked_with
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.variant import keep_as_variant
from pmplanner.services.plans.picks import remove_picks
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.auto.asking import AskForm
from pmplanner.ui.schedule.auto.outcome import OutcomeView
from pmplanner.ui.schedule.auto.result import Result, find_result
from pmplanner.ui.schedule.auto.runner import Runner
from pmplanner.ui.schedule.auto.running import RunView
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.dialogs.busy import Progress as Report
from pmplanner.ui.widgets.dialogs.busy import run_aside

LEAST_WIDTH = 414
_OF_SCHEDULES = (
    *("plan", "pick", "pick_decision", "seat"),
    *("session", "session_day", "session_room", "session_trainer"),
)


class AutoPanel(Card):
    """Asks, runs and shows, one after the other, in one place beside the timeline."""

    closed = Signal()
    """The user closed the panel; no payload."""
    proposed = Signal(object)
    """Other changes are proposed; payload: tuple of SessionChange, empty for none."""

    open_requested = Signal(str, object)
    """The page of something is wanted; payload: person, course, trainer, room, equipment, policy or
    cover, and the id, 0 for the whole list; or a variant that was kept is to be offered."""

    def __init__(
        self, actions: Actions, parent: QWidget | None = None, *, today: Callable[[], dt.date] = dt.date.today
    ) -> None:
        super().__init__(parent, margin=0)
        self.keep_wide(LEAST_WIDTH)
        self._actions = actions
        self._today = today
        self._request: ScheduleRequest | None = None
        self._brief: Brief | None = None
        self._earlier: list[tuple[ScheduleRequest, Result]] = []
        """What was proposed before sessions that stand were let change, the last one last."""
        self._turn = 0
        """Counts the runs, so that what comes late from one that was cancelled is passed over."""
        self._writing = False
        self.close_button = icon_button("close", self.tr("Close the panel"))
        self._lay_out_head()
        # From the outside in: what is put into another place is dressed anew with all that is in it.
        self.stack = QStackedWidget(self)
        self.body.addWidget(self.stack, 1)
        self.runner = Runner(self)
        self._actions.changed.connect(self._follow)
        self.close_button.clicked.connect(self._close)
        self.runner.ended.connect(self._find_result)
        self.runner.failed.connect(self._fail_with)
        self.hide()

    @cached_property
    def _views(self) -> tuple[AskForm, RunView, OutcomeView]:
        """Form, run and outcome, of which one is shown; made when the panel is opened first."""
        ask, run_view, outcome = AskForm(self.stack), RunView(self.stack), OutcomeView(self.stack)
        for view in (ask, run_view, outcome):
            self.stack.addWidget(view)
        ask.start_requested.connect(self.start)
        run_view.stop_requested.connect(self.runner.stop)
        run_view.cancel_requested.connect(self._cancel)
        self.runner.progressed.connect(run_view.show_progress)
        outcome.accept_requested.connect(self._accept)
        outcome.variant_requested.connect(self._keep_as_variant)
        outcome.discard_requested.connect(self._cancel)
        outcome.option_requested.connect(self._again_with)
        outcome.release_requested.connect(self._again_without_standing)
        outcome.back_requested.connect(self._go_back)
        outcome.left_out.open_requested.connect(self.open_requested)
        outcome.left_out.action_requested.connect(self._act_on)
        return ask, run_view, outcome

    @property
    def ask(self) -> AskForm:
        """What is asked before a run."""
        return self._views[0]

    @property
    def run_view(self) -> RunView:
        """What is seen of a run while it goes on."""
        return self._views[1]

    @property
    def outcome(self) -> OutcomeView:
        """What a run has found."""
        return self._views[2]

    def _is_made(self) -> bool:
        """Whether the panel was opened before; else there is nothing to be let go of."""
        return "_views" in vars(self)

    def open(self) -> None:
        """Show the panel as it was left, with what the plan has now."""
        self._offer()
        self.show()
        self.proposed.emit(self.changes())
        shown = self.stack.currentWidget()
        if shown is self.ask:
            self.ask.take_focus()
        elif shown is self.outcome:
            self.outcome.take_focus()

    def changes(self) -> tuple[SessionChange, ...]:
        """What is proposed now."""
        result = self.outcome.result if self._is_made() else None
        return () if result is None else result.changes

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, or its plan is being read, or its result put into words."""
        return self.stack.currentWidget() is self.run_view

    def _follow(self, change: Change) -> None:
        """Follow the plan: what was found for it as it was cannot be accepted any more."""
        if not self._is_made() or not change.touches(*_OF_SCHEDULES) or self._writing:
            return
        self._earlier = []
        self.outcome.back.hide()
        if self.outcome.result is not None:
            # Seen, but not to be accepted: it was found for a plan that is another one now.
            self.outcome.make_stale()
        if self.isVisible() and self.stack.currentWidget() is self.ask:
            self._offer()

    def put_aside(self) -> None:
        """Leave; a run goes on, and a proposal stays until the panel is opened again."""
        if not self.isHidden():
            self.hide()
            self.proposed.emit(())

    def forget(self) -> None:
        """Give up everything: another plan is shown."""
        if self._is_made():
            self._give_up()
        self.hide()

    def start(self, request: ScheduleRequest) -> None:
        """Schedule as asked."""
        self._earlier = []
        self._run(request)

    def _run(self, request: ScheduleRequest) -> None:
        self._turn += 1
        turn, workspace = self._turn, self._actions.workspace
        self._request = request
        self._show_result(None)
        self.run_view.begin(self.ask.seconds.value())
        self._show(self.run_view)
        self.run_view.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

        def work(_report: Report) -> tuple[int, Brief]:
            with workspace.read() as db:
                return turn, read_brief(db, request)

        run_aside(self, work, self._begin, self._fail)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape; a run that is under way ends."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.stack.currentWidget() is self.run_view:
            self._cancel()
        else:
            self._close()

    def _lay_out_head(self) -> None:
        self.body.setSpacing(0)
        self.body.setContentsMargins(1, 1, 1, 7)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 8, 8)
        self.body.removeWidget(self.heading)
        self.set_title(self.tr("Schedule automatically"))
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button)
        self.body.addLayout(head)

    def _offer(self) -> None:
        plan_id = self._actions.plan_id
        if plan_id is not None:
            choices = self._actions.read(read_choices, plan_id, self._today())
            self.ask.show_choices(plan_id, self._today(), choices)

    def _show(self, widget: QWidget) -> None:
        self.stack.setCurrentWidget(widget)

    def _begin(self, found: tuple[int, Brief]) -> None:
        """The plan is read: look for its schedule."""
        turn, brief = found
        # Of a run that was cancelled meanwhile: what it found belongs to nobody.
        if turn != self._turn:
            return
        self._brief = brief
        if not brief.problem.picks:
            self._fail_with(self.tr("There is no open pick that could be scheduled."))
            return
        self.run_view.show_brief(brief)
        self.runner.start(brief.problem, Limits(seconds=float(self.ask.seconds.value())))

    def _find_result(self, progress: Progress, proposal: Proposal) -> None:
        self.run_view.show_waiting()
        turn, workspace, brief = self._turn, self._actions.workspace, self._brief
        assert brief is not None

        def work(_report: Report) -> tuple[int, Result]:
            return turn, find_result(workspace, brief, progress, proposal)

        run_aside(self, work, self._take_result, self._fail)

    def _take_result(self, found: tuple[int, Result]) -> None:
        turn, result = found
        if turn == self._turn:
            self._show_result(result)
            self._show(self.outcome)
            if self.isHidden():
                self._actions.said.emit(self.tr("The automatic schedule is ready."), False)
            else:
                self.outcome.take_focus()

    def _show_result(self, result: Result | None) -> None:
        self.outcome.show_result(result)
        self.outcome.back.setVisible(bool(self._earlier))
        self.proposed.emit(() if self.isHidden() else self.changes())

    def _fail(self, error: Exception) -> None:
        self._fail_with(str(error))

    def _fail_with(self, sentence: str) -> None:
        if self.stack.currentWidget() is not self.run_view:
            return
        if self._earlier:
            self._go_back()
            self.outcome.say(sentence)
        else:
            self._give_up()
            self.ask.say(sentence)
            self.ask.take_focus()

    def _accept(self, course_ids: Collection[int] | None) -> None:
        result = self.outcome.result
        if result is None:
            return
        label = Label.of("schedule.accept")
        if course_ids is not None:
            label = Label.of("schedule.accept-some", courses=Counted("courses", len(course_ids)))
        self._write(label, accept_proposal, result, course_ids)

    def _keep_as_variant(self) -> None:
        result = self.outcome.result
        made: list[int] = []

        def keep(db: Session, brief: Brief, proposal: Proposal, *, waiting: bool) -> None:
            made.append(keep_as_variant(db, brief, proposal, waiting=waiting))

        if result is not None:
            self._write(Label.of("schedule.keep"), keep, result)
        if made:
            self.open_requested.emit("variant", made[0])

    def _write(self, label: Label, service: Callable[..., object], result: Result, *args: object) -> None:
        """Write as one edit; what is refused is said here, and the proposal stays."""
        self._writing = True
        try:
            waiting = self.outcome.left_out.wait.isChecked()
            refusal = self._actions.try_to(
                label, service, result.brief, result.proposal, *args, waiting=waiting
            )
        finally:
            self._writing = False
        if refusal:
            self.outcome.say(refusal)
        else:
            self._give_up()
            self._close()

    def _act_on(self, group: LeftOutGroup) -> None:
        """Do what helps all picks that are left out for one reason, or lead to where it is done."""
        if group.action == "take back":
            self._take_back(group)
        elif group.action == "seconds" and self._request is not None:
            self.ask.seconds.show_value(2 * int(self.ask.seconds.value()))
            self.start(self._request)
        else:
            self.open_requested.emit(group.action, group.target)

    def _take_back(self, group: LeftOutGroup) -> None:
        courses = {row.course_id: row.course_title for row in group.rows}
        counted = Counted("courses", len(courses), next(iter(courses.values())))
        people = People.of(row.person_id for row in group.rows)
        pairs = [(row.person_id, row.course_id) for row in group.rows]
        label = Label.of("pick.remove", courses=counted, people=people)
        if self._actions.plan_id is not None:
            self._actions.do(label, remove_picks, self._actions.plan_id, pairs)

    def _again_with(self, option: Option) -> None:
        """Schedule again with what was tried for one pick."""
        if self._request is not None:
            if option.last_day is not None:
                self.ask.show_last_day(option.last_day)
            self.start(asked_with(self._request, option))

    def _again_without_standing(self, session_ids: Collection[int]) -> None:
        """Schedule again, with sessions that may change although they are confirmed or pinned."""
        result = self.outcome.result
        if self._request is not None and result is not None:
            self._earlier.append((self._request, result))
            released = self._request.released.union(session_ids)
            self._run(replace(self._request, released=released))

    def _go_back(self) -> None:
        """Show the proposal again that was there before sessions were let change."""
        self._turn += 1
        self.runner.cancel()
        self._request, result = self._earlier.pop()
        self._brief = result.brief
        self._show_result(result)
        self._show(self.outcome)
        self.outcome.take_focus()

    def _cancel(self) -> None:
        if self._earlier and self.stack.currentWidget() is self.run_view:
            self._go_back()
            return
        self._give_up()
        self.ask.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_up(self) -> None:
        """End what is under way and let go of what was found."""
        self._turn += 1
        self.runner.cancel()
        self._brief = None
        self._earlier = []
        self._show_result(None)
        self._show(self.ask)

    def _close(self) -> None:
        self.put_aside()
        self.closed.emit()
