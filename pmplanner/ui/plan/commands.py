"""What can be done with picks from the plan page; each is one edit that undo takes back."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from pmplanner.services.picks import (
    Pair,
    add_picks,
    pick_courses,
    pick_required,
    remove_picks,
    toggle_picks,
)
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.actions import Actions
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.clipboard import Pasted
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.sheet import Sheet
from pmplanner.ui.plan.words import people_text, tr

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

    @property
    def _sheet(self) -> Sheet:
        assert self._model.sheet is not None
        return self._model.sheet

    def toggle(self, block: Block) -> None:
        """Pick all cells of the block, or take them back when all are picked."""
        if not block.count:
            self._say(tr("Names are selected. Select cells to pick courses, or use the menu."))
        elif self._few_enough(block.count):
            self.toggle_pairs(tuple(block.pairs()))

    def toggle_pairs(self, pairs: Collection[Pair]) -> None:
        """Pick these cells, or take them back when all are picked."""
        plan_id = self._sheet.plan.id

        def toggle(session: Session) -> None:
            change = toggle_picks(session, plan_id, pairs)
            relabel(session, self._take_label(pairs) if change < 0 else self._pick_label(pairs))

        label = self._take_label(pairs) if self._all_picked(pairs) else self._pick_label(pairs)
        self._actions.do(label, toggle)

    def take_back(self, block: Block) -> None:
        """Take back what is picked in the block and not done."""
        cells = {pair: self._sheet.cell(*pair) for pair in block.pairs()} if block.count <= MOST else {}
        picked = [pair for pair, cell in cells.items() if cell is not None and cell.is_pick]
        removable = [pair for pair in picked if cells[pair].state != "done"]  # type: ignore[union-attr]
        if not self._few_enough(block.count):
            return
        if not picked:
            self._say(tr("Nothing is picked here."))
        else:
            pairs = removable or picked
            self._actions.do(self._take_label(pairs), remove_picks, self._sheet.plan.id, pairs)

    def pick_course(self, course_id: int, people: Collection[int]) -> None:
        """Pick a course for these people."""
        lacking = self.lacking(course_id, people)
        if not lacking:
            self._say(tr("%1 have it already.", people_text(len(people))))
            return
        label = self._pick_label([(person, course_id) for person in lacking])
        count = self._actions.do(label, pick_courses, self._sheet.plan.id, lacking, [course_id])
        if count:
            self.picked.emit((course_id,))

    def lacking(self, course_id: int, people: Iterable[int]) -> list[int]:
        """Return the people who have not picked the course."""
        found = ((person, self._sheet.cell(person, course_id)) for person in people)
        return [person for person, cell in found if cell is None or not cell.is_pick]

    def pick_required(self, people: Collection[int]) -> None:
        """Pick what the tracks of these people require and is not credited."""
        lacking = [person for person in people if self._sheet.lines[person].totals.gap]
        if not lacking:
            self._say(tr("Nothing that is required is missing."))
            return
        label = Label.of("pick.require", people=People.of(lacking))
        self._actions.do(label, pick_required, self._sheet.plan.id, lacking)

    def paste(self, pasted: Pasted) -> None:
        """Pick what a pasted block says."""
        fresh = [pair for pair in pasted.pairs if (c := self._sheet.cell(*pair)) is None or not c.is_pick]
        if not fresh:
            self._say(tr("The clipboard holds nothing new to pick here."))
        elif self._few_enough(len(fresh)):
            label = Label.of("pick.paste", what=self._pick_label(fresh))
            self._actions.do(label, add_picks, self._sheet.plan.id, fresh)
            if pasted.outside:
                self._say(tr("%1 cells of the clipboard lay beyond the matrix.", pasted.outside))

    def _all_picked(self, pairs: Iterable[Pair]) -> bool:
        cells = (self._sheet.cell(*pair) for pair in pairs)
        return all(cell is not None and cell.is_pick for cell in cells)

    def _pick_label(self, pairs: Collection[Pair]) -> Label:
        people = People.of(person for person, _ in pairs)
        return Label.of("pick.add", courses=self._courses(pairs), people=people)

    def _take_label(self, pairs: Collection[Pair]) -> Label:
        people = People.of(person for person, _ in pairs)
        return Label.of("pick.remove", courses=self._courses(pairs), people=people)

    def _courses(self, pairs: Collection[Pair]) -> Counted:
        courses = {course for _, course in pairs}
        return Counted("courses", len(courses), self._sheet.courses[next(iter(courses))].title)

    def _few_enough(self, count: int) -> bool:
        if count > MOST:
            text = tr("%1 cells are too many for one step. Select fewer, up to %2.", count, MOST)
            self._actions.refused.emit(text)
        return count <= MOST

    def _say(self, text: str) -> None:
        self._actions.said.emit(text, False)
