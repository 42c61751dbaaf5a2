"""What cannot work as planned, and what can be done at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.storage.labels import Label
from pmplanner.ui.core.cause_rows import CauseRow, OpenCauses
from pmplanner.ui.core.fix_search import FixSearch
from pmplanner.ui.core.problem_monitor import ProblemMonitor
from pmplanner.ui.schedule.texts import problem_sentence
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.buttons import ElidedButton, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.format import format_number, writing_style
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList
from pmplanner.ui.widgets.text import as_typed

_TAKE_OUT = "take out"
"""The edit of a fix that takes a person out of a session."""


class ProblemsPanel(QWidget):
    """Lists problems by cause, each once; the buttons below act on the selected one, or on all of a cause."""

    session_requested = Signal(object)
    """The session of a problem is to be shown; payload: the Problem."""
    take_out_requested = Signal(object, object)
    """A person is to leave a session; payload: the Problem and the id of the session."""
    fix_requested = Signal(object, object)
    """Something else is to solve a problem; payload: the Problem, or the Cause, and the Fix."""

    def __init__(
        self,
        monitor: ProblemMonitor,
        in_words: Callable[[Label], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self._monitor = monitor
        self._search = FixSearch(monitor, self._show_found, self)
        self._in_words = in_words
        self.fix_buttons: list[QPushButton] = []
        self._stale = False
        """Whether the lines are those of before."""
        self._list = LineList(self.tr("Problems"), several=False)
        self.none = muted_label(self.tr("Nothing clashes."))
        self.open_button = plain_button("")
        self.take_out_button = plain_button("")
        self.take_out_other_button = plain_button("")
        self.looking = muted_label(tr("Looking for what would solve it…"))
        self._problems: dict[object, Problem] = {}
        self._causes: dict[object, Cause] = {}
        """Those that have several problems; the others are listed as their problem."""
        self._said: dict[object, tuple[tuple[object, ...], Line]] = {}
        """The lines as they were made last, and of what: most are the same after an edit."""
        self._opened = OpenCauses()
        self._runs: Mapping[int, SessionRow] = {}
        self._names: Mapping[int, str] = {}
        self._lay_out()
        self._connect()
        self.show_problems((), {}, {})

    def show_problems(
        self, problems: Sequence[Problem], names: Mapping[int, str], sessions: Mapping[int, SessionRow]
    ) -> None:
        """Show these problems of people with these names in these sessions."""
        self._runs, self._names = sessions, names
        once = [p for p in problems if not p.mirrored and p.session_id in sessions]
        self._problems = {_key(problem): problem for problem in once}
        self._list.setVisible(bool(once))
        self.none.setVisible(not once)
        self._stale = True
        if self.isVisible():
            self._catch_up()

    @property
    def list(self) -> LineList:
        """The lines of problems, as they are now."""
        self._catch_up()
        return self._list

    def showEvent(self, event: QShowEvent) -> None:
        """List what was put off while nobody saw it."""
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._stale:
            self._stale = False
            self._fill()
            self._show_fixes()

    def show_fixes_again(self) -> None:
        """Look again for what would solve the selected problem: something has changed."""
        if not self._stale and self._selected() is not None:
            self._show_fixes()

    def shown(self) -> int:
        """How many problems are listed."""
        return len(self._problems)

    def _fill(self) -> None:
        found = (self._of(cause) for cause in self._monitor.causes())
        several = [(cause, keys) for cause, keys in found if len(keys) > 1]
        self._causes = {cause.key: cause for cause, _ in several}
        heads = {keys[0]: cause for cause, keys in several}
        grouped = {key for _, keys in several for key in keys}
        lines: list[Line] = []
        for key, problem in self._problems.items():
            if key in heads:
                lines += map(self._line_of, self._opened.rows(heads[key]))
            elif key not in grouped:
                lines.append(self._line(problem))
        self._said = {key: kept for key, kept in self._said.items() if key in self._problems}
        self._list.set_lines(lines)

    def _of(self, cause: Cause) -> tuple[Cause, tuple[object, ...]]:
        """Return the keys of a cause's problems that are listed here, with the cause of just these."""
        listed = tuple(problem for problem in cause.problems if _key(problem) in self._problems)
        keys = tuple(_key(problem) for problem in listed)
        # One that is about a pick too is solved on the page of problems, as a whole.
        return cause, keys if len(listed) == len(cause.problems) else ()

    def _line_of(self, row: CauseRow) -> Line:
        """A line for a cause as a whole, or for one of its problems."""
        if row.problem is not None:
            return self._line(row.problem)
        number = format_number(len(row.cause.problems))
        return Line(row.id, row.signed_title, number, title_role="problem_text", strong=True)

    def wanted_height(self) -> int | None:
        """The height that shows all of it; None for as much as there is."""
        return None if self._problems else self.none.sizeHint().height() + 7

    def _line(self, problem: Problem) -> Line:
        session = self._runs[problem.session_id]
        other = None if problem.other_session_id is None else self._runs.get(problem.other_session_id)
        said = problem, session, other, writing_style()
        key = _key(problem)
        kept = self._said.get(key)
        if kept is None or kept[0] != said:
            detail = problem_sentence(problem, session, other)
            line = Line(key, problem.title, detail=detail, title_role="problem_text", strong=True)
            kept = self._said[key] = said, line
        return kept[1]

    def _lay_out(self) -> None:
        self.body.setSpacing(0)
        self.body.setContentsMargins(0, 0, 0, 7)
        self.none.setContentsMargins(12, 4, 16, 6)
        self.body.addWidget(self.none)
        self.body.addWidget(self._list, 1)
        self.body.addStretch(0)
        self._fixes = QWidget()
        self._flow = flow = FlowLayout(self._fixes, spacing=8)
        flow.setContentsMargins(12, 8, 12, 8)
        for button in (self.open_button, self.take_out_button, self.take_out_other_button):
            flow.addWidget(button)
        flow.addWidget(self.looking)
        self.body.addWidget(self._fixes)

    def _connect(self) -> None:
        self._list.chosen.connect(self._show_fixes)
        self._list.clicked.connect(self._clicked)
        self._list.opened.connect(self._open)
        self.open_button.clicked.connect(self._open)
        self.take_out_button.clicked.connect(self._take_out)
        self.take_out_other_button.clicked.connect(self._take_out_of_other)

    def _selected(self) -> Cause | Problem | None:
        lines = self._list.selected_lines()
        key = lines[0].id if lines else None
        return self._causes.get(key) or self._problems.get(key)

    def _show_fixes(self) -> None:
        about = self._selected()
        self._fixes.setVisible(about is not None)
        for button in self.fix_buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.fix_buttons = []
        single = about if isinstance(about, Problem) else None
        self._show_taking_out(single)
        self.looking.hide()
        if about is None:
            self._search.stop()
            return
        fixes = self._search.ask(about)
        self.looking.setVisible(fixes is None)
        for fix in fixes or ():
            if single is None or fix.edit != _TAKE_OUT:  # for that there are buttons anyway
                self.fix_buttons.append(self._fix_button(about, fix))
        # Made last, they would come behind all else on the page.
        before: QWidget = self.take_out_other_button
        for button in self.fix_buttons:
            QWidget.setTabOrder(before, button)
            before = button
        if isinstance(about, Problem):
            self.open_button.setText(as_typed(put(tr("Open %1"), self._runs[about.session_id].code)))
        elif self._opened.has(about):
            self.open_button.setText(tr("Show as one"))
        else:
            self.open_button.setText(put(tr("Show the %1 one by one"), format_number(len(about.problems))))

    def _show_found(self, _fixes: Sequence[Fix]) -> None:
        self._show_fixes()

    def _show_taking_out(self, problem: Problem | None) -> None:
        """Offer to take the person of a problem out of its session, or of the other one."""
        whose = problem is not None and problem.person_id is not None
        self.take_out_button.setVisible(whose)
        if problem is not None and whose:
            self._name_fix(self.take_out_button, problem, problem.session_id)
        both = (
            problem is not None
            and problem.kind == "double-booking"
            and problem.other_session_id in self._runs
        )
        self.take_out_other_button.setVisible(both)
        if problem is not None and both and problem.other_session_id is not None:
            self._name_fix(self.take_out_other_button, problem, problem.other_session_id)

    def _fix_button(self, about: Cause | Problem, fix: Fix) -> QPushButton:
        button = ElidedButton(self._in_words(fix.label), self._fixes)

        def ask() -> None:
            self.fix_requested.emit(about, fix)

        button.clicked.connect(ask)
        self._flow.addWidget(button)
        button.show()
        return button

    def _name_fix(self, button: QPushButton, problem: Problem, session_id: int) -> None:
        name = "" if problem.person_id is None else self._names.get(problem.person_id, "")
        text = put(self.tr("Take %1 out of %2"), name, self._runs[session_id].code)
        button.setText(as_typed(text))

    def _clicked(self, index: QModelIndex) -> None:
        problem = self._problems.get(index.data(ROW_ROLE).id)
        if problem is not None:
            self.session_requested.emit(problem)

    def _open(self) -> None:
        about = self._selected()
        if isinstance(about, Problem):
            self.session_requested.emit(about)
        elif about is not None:
            self._opened.turn(about)
            self._fill()
            self._show_fixes()

    def _take_out(self) -> None:
        if isinstance(problem := self._selected(), Problem):
            self.take_out_requested.emit(problem, problem.session_id)

    def _take_out_of_other(self) -> None:
        if isinstance(problem := self._selected(), Problem):
            self.take_out_requested.emit(problem, problem.other_session_id)


def _key(problem: Problem) -> tuple[object, ...]:
    """What tells a problem from the others, also after its text has changed."""
    return problem.key, problem.session_id, problem.person_id
