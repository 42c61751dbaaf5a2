"""The kinds of problems with their counts, and the problems of the kind that is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.policies.problem_kinds import KINDS, ProblemKind
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.ui.problems.texts import kind_title
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList

_ALL = "all"
_KINDS_WIDTH = (150, 240)


class ProblemList(QWidget):
    """Kinds at the left, their problems beside them; selection and scroll position stay where they can."""

    chosen = Signal(object)
    """Another problem is selected; payload: the Problem, None for none."""
    opened = Signal(object)
    """A problem was double-clicked or Enter pressed on it; payload: the Problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems: dict[str, Problem] = {}
        self.kinds = LineList(tr("Kinds of problems"), several=False)
        self.list = LineList(tr("Problems"), several=False)
        self.nothing = EmptyHint("check", "", "", self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.nothing)
        row = as_row(self, margins=(0, 0, 0, 0), spacing=12)
        for widget, stretch in ((self.kinds, 0), (self._stack, 1)):
            card = Card(self, margin=1)
            card.body.addWidget(widget)
            row.addWidget(card, stretch)
            if widget is self.kinds:
                card.setMinimumWidth(_KINDS_WIDTH[0])
                card.setMaximumWidth(_KINDS_WIDTH[1])
        self.kinds.chosen.connect(self._show_kind)
        self.list.chosen.connect(self._tell)
        self.list.opened.connect(self._open)

    def show_problems(self, problems: Sequence[Problem], title: str, sentence: str) -> None:
        """Show these problems; *title* and *sentence* stand in their place when there are none."""
        self._problems = {problem.key: problem for problem in problems}
        self.nothing.set_texts(title, sentence)
        counts = Counter[ProblemKind](problem.kind for problem in problems)
        chosen = self._kind()
        lines = [Line(_ALL, tr("All kinds"), format_number(len(problems)), strong=True)]
        found = [kind.name for kind in KINDS.values() if counts[kind.name]]
        lines += [Line(kind, kind_title(kind), format_number(counts[kind])) for kind in found]
        self.kinds.set_lines(lines)
        self.kinds.select_key(chosen if chosen in counts else _ALL)
        self._show_kind()

    def selected(self) -> Problem | None:
        """Return the problem that is selected."""
        lines = self.list.selected_lines()
        return self._problems.get(str(lines[0].id)) if lines else None

    def select(self, key: str) -> None:
        """Select a problem by its key; nothing happens when it is gone."""
        if key in self._problems:
            self.kinds.select_key(_ALL)
            self.list.select_key(key)

    def _kind(self) -> object:
        lines = self.kinds.selected_lines()
        return lines[0].id if lines else _ALL

    def _show_kind(self) -> None:
        kind = self._kind()
        before = self.selected()
        shown = [problem for problem in self._problems.values() if kind in (_ALL, problem.kind)]
        self.list.set_lines([_line(problem) for problem in shown])
        self._stack.setCurrentWidget(self.list if shown else self.nothing)
        keys = [problem.key for problem in shown]
        if shown and self.selected() is None:
            self.list.select_key(before.key if before is not None and before.key in keys else keys[0])
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.selected())

    def _open(self, line: object) -> None:
        assert isinstance(line, Line)
        self.opened.emit(self._problems[str(line.id)])


def _line(problem: Problem) -> Line:
    role = "problem_text" if problem.accepted is None else "text"
    detail = problem.text
    if problem.accepted is not None:
        detail = tr("%1 Accepted: %2", problem.text, problem.accepted or tr("no reason given"))
    return Line(problem.key, problem.title, detail=detail, title_role=role, strong=True)
