"""What can be done with picks from the plan page; each is one edit that undo takes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import PUT_ASIDE, Decision
from pmplanner.services.decisions.decide import Verdict, decide, take_back_decisions
from pmplanner.services.decisions.labels import decision_label
from pmplanner.services.plans.exchanging import exchange_pick
from pmplanner.services.plans.picks import (
    Pair,
    add_picks,
    pick_again,
    pick_courses,
    pick_required,
    remove_picks,
    toggle_picks,
)
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_names import CourseChoices, with_days
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.clipboard import Pasted, name_some
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.plan.texts import name_courses, name_people, people_text
from pmplanner.ui.translation import plural, tr

if TYPE_CHECKING:
    from pmplanner.services.views.exchanging import SeatOffer

MOST = 20_000
"""Cells that one edit changes at most; more than that is a slip of the hand."""


class PickCommands(QObject):
    """Picks and takes back what the matrix shows."""

    picked = Signal(object)
    """Courses were picked; payload: tuple of their ids."""

    def __init__(self, actions: Actions, model: MatrixModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._model = model
        self.today: Callable[[], dt.date] = dt.date.today
        """The day on the user's wall, before which no seat is offered."""

    @property
    def _snapshot(self) -> PlanSnapshot:
        assert self._model.snapshot is not None
        return self._model.snapshot

    def toggle(self, block: Block) -> None:
        """Pick all cells of the block, or take them back when all are picked."""
        if not block.count:
            self._say(tr("Names are selected. Select cells to pick courses, or use the menu."))
        elif self._few_enough(block.count):
            self.toggle_pairs(tuple(block.pairs()))

    def toggle_pairs(self, pairs: Collection[Pair]) -> None:
        """Pick these cells, or take them back when all are picked."""
        plan_id = self._snapshot.plan.id

        def toggle(db: Session) -> None:
            change = toggle_picks(db, plan_id, pairs)
            relabel(db, self._take_label(pairs) if change < 0 else self._pick_label(pairs))

        label = self._take_label(pairs) if self._all_picked(pairs) else self._pick_label(pairs)
        self._actions.do(label, toggle)

    def ask_exchange(self, person_id: int, course_id: int) -> None:
        """Ask for which other course a pick is swapped, and swap it as one edit."""
        # Neither is needed to open the page, and the second brings the checks.
        from pmplanner.services.views.exchanging import list_seats
        from pmplanner.ui.plan.exchange_form import ExchangeForm

        plan_id, facts = self._snapshot.plan.id, self._actions.problem_monitor.facts(self._snapshot.plan.id)
        person, course = name_people(self._snapshot, [person_id]), name_courses(self._snapshot, [course_id])
        picked = {course for _, course in self._snapshot.picks_of([person_id])}
        offered = CourseChoices(self._actions, with_days)

        def seats_in(other_id: int) -> list[SeatOffer]:
            if facts is None:
                return []
            return list_seats(facts, person_id, course_id, other_id, self.today())

        form = ExchangeForm(person, course, offered, picked, seats_in, self._window())
        if form.exec() and (other_id := form.course_id()) is not None:
            other = offered.title(other_id)
            label = Label.of("pick.exchange", course=course, other=other, person=People.of([person_id]))
            self._actions.do(label, exchange_pick, plan_id, person_id, course_id, other_id, form.session_id())
        form.deleteLater()

    def _window(self) -> QWidget | None:
        parent = self.parent()
        return parent if isinstance(parent, QWidget) else None

    def take_again(self, block: Block) -> None:
        """Pick once more what is done or failed in the block; say so where nothing is."""
        pairs = self.repeatable(block)
        if not pairs:
            self._say(tr("Only what is done or failed can be taken again."))
            return
        people = People.of(person for person, _ in pairs)
        label = Label.of("pick.again", courses=self._courses(pairs), people=people)
        self._actions.do(label, pick_again, self._snapshot.plan.id, pairs)

    def repeatable(self, block: Block) -> list[Pair]:
        """Return the cells of a block that are done or failed."""
        pairs = block.pairs() if 0 < block.count <= MOST else ()
        cells = ((pair, self._snapshot.cell(*pair)) for pair in pairs)
        return [pair for pair, cell in cells if cell is not None and cell.state == "done"]

    def decide(self, decision: str, pairs: Collection[Pair]) -> None:
        """Decide of what is picked and not done among these cells; "" takes decisions back.

        For what is put off or declined it is asked who, when, why, and what instead.
        """
        chosen = self.decidable(decision, pairs)
        if not chosen:
            self._say(tr("There is nothing here to decide in this way."))
            return
        if not self._few_enough(len(chosen)):
            return
        verdict: Verdict | None = None
        if decision in PUT_ASIDE:
            verdict = self._ask_verdict(Decision(decision), chosen)
            if verdict is None:
                return
        elif decision:
            verdict = Verdict(decision)
        plan_id, people = self._snapshot.plan.id, People.of(person for person, _ in chosen)
        label = decision_label(decision, self._courses(chosen), people)
        if verdict is None:
            cells = [self._snapshot.cell(*pair) for pair in chosen]
            picks = [cell.pick_id for cell in cells if cell is not None and cell.pick_id is not None]
            self._actions.do(label, take_back_decisions, picks)
        else:
            self._actions.do(label, decide, plan_id, chosen, verdict)

    def decidable(self, decision: str, pairs: Iterable[Pair]) -> list[Pair]:
        """Return the cells of which this could be decided: picked, not done, and not decided so already."""
        cells = ((pair, self._snapshot.cell(*pair)) for pair in pairs)
        return [
            pair
            for pair, cell in cells
            if cell is not None and cell.is_pick and cell.state != "done" and cell.decision != decision
        ]

    def _ask_verdict(self, decision: Decision, pairs: Collection[Pair]) -> Verdict | None:
        from pmplanner.ui.plan.decision_form import DecisionForm  # not needed to open the page

        people, courses = {person for person, _ in pairs}, {course for _, course in pairs}
        what, whom = name_courses(self._snapshot, courses), name_people(self._snapshot, people)
        taken = {course for _, course in self._snapshot.picks_of(people)} if len(people) == 1 else courses
        offered = CourseChoices(self._actions, with_days) if len(courses) == 1 else None
        form = DecisionForm(self._actions, decision, what, whom, offered, taken | courses, self._window())
        verdict = form.verdict() if form.exec() else None
        form.deleteLater()
        return verdict

    def take_back(self, block: Block) -> None:
        """Take back what is picked in the block and not done; of people by name, all their picks."""
        pairs = tuple(block.pairs()) if 0 < block.count <= MOST else ()
        if self._few_enough(block.count):
            self.take_back_pairs(pairs or self._snapshot.picks_of(block.people))

    def take_back_pairs(self, pairs: Collection[Pair]) -> None:
        """Take back which of these are picked and not done; say what stays, and why."""
        if not self._few_enough(len(pairs)):
            return
        picked = [pair for pair in pairs if (cell := self._snapshot.cell(*pair)) is not None and cell.is_pick]
        removable = [pair for pair in picked if self._snapshot.cell(*pair).state != "done"]  # type: ignore[union-attr]
        if not picked:
            self._say(tr("Nothing is picked here."))
        elif not removable:
            self._actions.refused.emit(self._all_done(picked))
        else:
            label = self._take_label(removable)
            taken = self._actions.do(label, remove_picks, self._snapshot.plan.id, removable)
            if taken and (done := len(picked) - len(removable)):
                self._say_kept(label, done)

    def _all_done(self, picked: Collection[Pair]) -> str:
        courses = name_courses(self._snapshot, {course for _, course in picked})
        people = name_people(self._snapshot, {person for person, _ in picked})
        return tr("Nothing was taken back: %1 for %2 is done, and what is done stays.", courses, people)

    def _say_kept(self, label: Label, done: int) -> None:
        kept = plural(done, "1 pick is done and stays", "%1 picks are done and stay")
        self._actions.said.emit(f"{self._actions.in_words(label)}. {kept}.", True)

    def pick_course(self, course_id: int, people: Collection[int]) -> None:
        """Pick a course for these people."""
        lacking = self.lacking(course_id, people)
        if not lacking:
            self._say(tr("%1 have it already.", people_text(len(people))))
            return
        label = self._pick_label([(person, course_id) for person in lacking])
        count = self._actions.do(label, pick_courses, self._snapshot.plan.id, lacking, [course_id])
        if count:
            self.picked.emit((course_id,))

    def lacking(self, course_id: int, people: Iterable[int]) -> list[int]:
        """Return the people who have not picked the course."""
        return [person for person, _ in self.fresh((person, course_id) for person in people)]

    def pick_required(self, people: Collection[int]) -> None:
        """Pick what the tracks of these people require and is not credited."""
        lacking = [person for person in people if self._snapshot.lacks(person)]
        if not lacking:
            self._say(tr("Nothing that is required is missing."))
            return
        label = Label.of("pick.require", people=People.of(lacking))
        self._actions.do(label, pick_required, self._snapshot.plan.id, lacking)

    def fresh(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return the cells that are not picked yet."""
        cells = ((pair, self._snapshot.cell(*pair)) for pair in pairs)
        return [pair for pair, cell in cells if cell is None or not cell.is_pick]

    def check_paste(self, pasted: Pasted) -> bool:
        """Say why nothing can be pasted; True when something can, or there is something to look at."""
        if pasted.unread:
            said = tr(
                "Nothing was pasted: %1 says neither yes nor no. Write x or yes where a course is picked.",
                name_some(pasted.unread),
            )
            self._actions.refused.emit(said)
            return False
        if self.fresh(pasted.pairs) or pasted.strangers:
            return self._few_enough(len(pasted.pairs))
        self._say(tr("The clipboard holds nothing new to pick here."))
        return False

    def paste(self, pasted: Pasted) -> None:
        """Pick what a pasted block says."""
        fresh = self.fresh(pasted.pairs)
        if fresh:
            label = Label.of("pick.paste", what=self._pick_label(fresh))
            self._actions.do(label, add_picks, self._snapshot.plan.id, fresh)

    def _all_picked(self, pairs: Iterable[Pair]) -> bool:
        cells = (self._snapshot.cell(*pair) for pair in pairs)
        return all(cell is not None and cell.is_pick for cell in cells)

    def _pick_label(self, pairs: Collection[Pair]) -> Label:
        people = People.of(person for person, _ in pairs)
        return Label.of("pick.add", courses=self._courses(pairs), people=people)

    def _take_label(self, pairs: Collection[Pair]) -> Label:
        people = People.of(person for person, _ in pairs)
        return Label.of("pick.remove", courses=self._courses(pairs), people=people)

    def _courses(self, pairs: Collection[Pair]) -> Counted:
        courses = {course for _, course in pairs}
        return Counted("courses", len(courses), self._snapshot.courses[next(iter(courses))].title)

    def _few_enough(self, count: int) -> bool:
        if count > MOST:
            text = tr("%1 cells are too many for one step. Select fewer, up to %2.", count, MOST)
            self._actions.refused.emit(text)
        return count <= MOST

    def _say(self, text: str) -> None:
        self._actions.said.emit(text, False)
