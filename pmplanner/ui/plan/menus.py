"""The menu on the matrix: picks for many people at once, and the clipboard."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.models.statuses import Decision
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.commands import MOST, PickCommands
from pmplanner.ui.plan.matrix_view import MatrixView
from pmplanner.ui.plan.texts import name_courses, name_people, people_text
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.text import as_typed


class MatrixMenu(QMenu):
    """What can be done with the block, with the group around it, and with the course of the current cell."""

    why_requested = Signal(object)
    """Why somebody is, or is not, on a course; payload: the pair of their ids."""

    def __init__(self, view: MatrixView, commands: PickCommands, row: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._commands = commands
        self._todo: dict[QAction, Callable[[], object]] = {}
        self.triggered.connect(self._run)
        block = view.block()
        self._add_picks(block)
        self._add_group(row)
        self._add_people(block)

    def put(self, text: str, session: Callable[[], object], keys: str = "", enabled: bool = True) -> None:
        """Add an entry; the keys are shown, the matrix itself listens to them."""
        action = QAction(f"{as_typed(text)}\t{keys}" if keys else as_typed(text), self)
        action.setEnabled(enabled)
        self._todo[action] = session
        self.addAction(action)

    def _run(self, action: QAction) -> None:
        self._todo[action]()

    def _add_picks(self, block: Block) -> None:
        snapshot = self._view.matrix.snapshot
        if not block.count or snapshot is None:
            return
        courses = name_courses(snapshot, block.courses)
        people = name_people(snapshot, block.cell_people)
        picked = sum(
            1 for pair in block.pairs() if (cell := snapshot.cell(*pair)) is not None and cell.is_pick
        )
        pick, take = tr("Pick %1 for %2", courses, people), tr("Take back %1 for %2", courses, people)
        if picked < block.count:
            self.put(pick, self._toggle, tr("Space"))
        self.put(take, self._take_back, tr("Del"), enabled=picked > 0)
        repeatable = self._commands.repeatable(block)
        if repeatable:
            whom = name_people(snapshot, {person for person, _ in repeatable})
            what = name_courses(snapshot, {course for _, course in repeatable})
            self.put(tr("Take %1 again for %2", what, whom), self._take_again, tr("Ins"))
        pairs = list(block.pairs()) if block.count == 1 else []
        if pairs and picked and pairs[0] not in repeatable:
            self.put(tr("Swap for another course…"), partial(self._commands.ask_exchange, *pairs[0]))
        self._add_decisions(block, courses, people)
        if pairs:
            self.put(tr("Why?"), partial(self.why_requested.emit, pairs[0]))
        self.put(tr("Details…"), self._view.cells.opened.emit, tr("Enter"))
        self.addSeparator()

    def _add_decisions(self, block: Block, courses: str, people: str) -> None:
        """Offer what can be decided of what is picked in the block."""
        pairs = tuple(block.pairs()) if block.count <= MOST else ()
        texts = (
            (Decision.APPROVED, tr("Approve %1 for %2", courses, people)),
            (Decision.LATER, tr("Put off %1 for %2…", courses, people)),
            (Decision.DECLINED, tr("Decline %1 for %2…", courses, people)),
        )
        offered = [(each, text) for each, text in texts if self._commands.decidable(each, pairs)]
        for decision, text in offered:
            self.put(text, partial(self._commands.decide, decision, pairs))
        decided = self._commands.decidable("", pairs)
        if decided:
            self.put(tr("Take back what was decided"), partial(self._commands.decide, "", decided))

    def _add_group(self, row: int) -> None:
        matrix = self._view.matrix
        group = matrix.group_of(row) if row >= 0 else None
        current = self._view.current()
        title = name_courses(matrix.snapshot, [current[1]]) if current and matrix.snapshot else ""
        if current and matrix.snapshot:
            everyone = matrix.people()
            if group is not None:
                members = matrix.members_of(matrix.row_of_group(group.key))
                text = tr("Pick %1 for everyone in %2 (%3)", title, group.title, len(members))
                self.put(text, partial(self._commands.pick_course, current[1], members))
            text = tr("Pick %1 for all %2 shown", title, people_text(len(everyone)))
            self.put(text, partial(self._commands.pick_course, current[1], everyone))
        if group is not None:
            place = matrix.row_of_group(group.key)
            self.put(tr("Select everyone in %1", group.title), partial(self._view.select_group, place))
        self.addSeparator()

    def _add_people(self, block: Block) -> None:
        snapshot = self._view.matrix.snapshot
        if block.people and snapshot is not None:
            whom = name_people(snapshot, block.people)
            self.put(
                tr("Pick required courses for %1", whom), partial(self._commands.pick_required, block.people)
            )
            if not block.count:
                picks = snapshot.picks_of(block.people)
                self.put(tr("Take back all picks of %1", whom), self._take_back, tr("Del"), bool(picks))
            self.addSeparator()
        self.put(tr("Copy"), self._view.cells.copy_requested.emit, tr("Ctrl+C"), bool(block.people))
        self.put(
            tr("Copy with names and titles"),
            self._view.copy_with_names_requested.emit,
            "",
            bool(block.people),
        )
        self.put(tr("Paste"), self._view.cells.paste_requested.emit, tr("Ctrl+V"))

    def _toggle(self) -> None:
        self._commands.toggle(self._view.block())

    def _take_again(self) -> None:
        self._commands.take_again(self._view.block())

    def _take_back(self) -> None:
        self._commands.take_back(self._view.block())
