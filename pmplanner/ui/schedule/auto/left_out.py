"""The picks that a proposal leaves out, by reason: what can be done about all of one, and what about one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from pmplanner.services.autoschedule.left_out import LeftOutGroup
from pmplanner.services.autoschedule.options import Option, alike, find_for_all, find_options
from pmplanner.ui.schedule.auto.result import Result
from pmplanner.ui.translation import mark, plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress, run_aside
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList
from pmplanner.ui.widgets.text import as_typed

_LEAST_LIST = 96
"""Pixels: a few reasons, or one with a pick."""
_ACTIONS = {
    "take back": mark("Take these picks back"),
    "course": mark("Open the course"),
    "person": mark("Open the person"),
    "trainer": mark("Open the trainers"),
    "room": mark("Open the rooms"),
    "equipment": mark("Open the equipment"),
    "policy": mark("Open the policies"),
    "cover": mark("Open the rules of cover"),
    "seconds": mark("Try twice as long"),
}
"""What can be done about all picks of a reason, by its action."""


_FOLDED, _UNFOLDED = "▸ ", "▾ "


class LeftOutView(QWidget):
    """Lists reasons, each with its picks; what would help is tried for what is selected."""

    option_requested = Signal(object)
    """The schedule is wanted again with an option; payload: the Option."""
    open_requested = Signal(str, object)
    """The page of what has to change first is wanted; payload: person or course, and the id; or "why" with
    the ids of both."""
    action_requested = Signal(object)
    """What helps all picks of a reason is to be done; payload: the LeftOutGroup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Result | None = None
        self._pick: int | None = None
        self._group: LeftOutGroup | None = None
        """The reason that is selected as a whole."""
        self._unfolded: set[str] = set()
        self._trying: BusyRun | None = None
        self.heading = heading_label()
        self.list = LineList(self.tr("Picks left out"), several=False)
        self.wait = QCheckBox()
        self.says = muted_label(small=True)
        self.says.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self.advice: list[QLabel] = []
        self._ways = QWidget()
        self._flow = FlowLayout(self._ways, spacing=6)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.list.setMinimumHeight(_LEAST_LIST)
        for widget in (self.heading, self.list, self.says, self._ways, self.wait):
            self._column.addWidget(widget, widget is self.list)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._fold)

    def show_result(self, result: Result | None) -> None:
        """Show who is left out of a result; None for none."""
        self._result, self._pick, self._group = result, None, None
        rows = () if result is None else result.outcome.left_out
        self.heading.setText(plural(len(rows), "1 pick left out", "%1 picks left out"))
        self._unfolded = set()
        self._fill()
        waiting = 0 if result is None else result.could_wait
        self.wait.setText(plural(waiting, "Let 1 of them wait for a seat", "Let %1 of them wait for a seat"))
        self.wait.setToolTip(self.tr("In full sessions on days on which they could come"))
        self.wait.setChecked(False)
        self.wait.setVisible(waiting > 0)
        self._clear()
        self.says.setText(self.tr("Select a reason to see what would help; Enter shows its picks."))
        self.setVisible(bool(rows))

    def _fill(self) -> None:
        groups = () if self._result is None else self._result.groups
        self.list.set_lines([line for group in groups for line in self._lines_of(group)])

    def _lines_of(self, group: LeftOutGroup) -> list[Line]:
        """A line for a reason, and those of its picks where it is unfolded; of one alone only that."""
        is_open = group.key in self._unfolded or len(group.rows) == 1
        picks = [
            Line(row.pick_id, f"{row.name} · {row.course_title}", detail=row.reason)
            for row in group.rows
            if is_open
        ]
        if len(group.rows) == 1:
            return picks
        return [Line(group.key, (_UNFOLDED if is_open else _FOLDED) + group.title, strong=True), *picks]

    def _fold(self, line: object) -> None:
        """Show the picks of a reason, or its line alone."""
        assert isinstance(line, Line)
        if isinstance(line.id, str):
            self._unfolded ^= {line.id}
            self._fill()

    def _choose(self) -> None:
        """Offer what can be done about the selected reason, and try what would seat the selected pick."""
        lines = self.list.selected_lines()
        if not lines or self._result is None:
            return
        key = lines[0].id
        self._group = next((group for group in self._result.groups if group.key == key), None)
        self._pick = int(str(key)) if self._group is None else self._group.rows[0].pick_id
        self._clear()
        self._offer_action()
        if self._result.explanations.get(self._pick) is None or self._can_only_go():
            text = "" if self.buttons else self.tr("No change of dates helps: change the plan itself.")
            self.says.setText(text)
            return
        self.says.setText(self.tr("Trying what would help …"))
        if self._trying is None:
            self._try()

    def _about(self) -> LeftOutGroup | None:
        """The reason that is selected, or that of the selected pick where it is the only one."""
        groups = () if self._result is None else self._result.groups
        alone = (each for each in groups if [row.pick_id for row in each.rows] == [self._pick])
        return self._group or next(alone, None)

    def _can_only_go(self) -> bool:
        """Say whether no other date helps what is selected: it can only be taken back."""
        about = self._about()
        return about is not None and about.action == "take back"

    def _offer_action(self) -> None:
        about = self._about()
        # What helps one pick alone is tried, and leads to where it is done.
        if about is not None and about.action and (self._group is not None or self._can_only_go()):
            one = self.tr("Take this pick back") if self._group is None else ""
            button = plain_button(one or tr(_ACTIONS[about.action]))
            button.clicked.connect(partial(self.action_requested.emit, about))
            self.buttons.append(button)
            self._flow.addWidget(button)
        self._ways.setVisible(bool(self.buttons))

    def _add_why(self) -> None:
        """Lead to what is said of one pick in the plan as it is now."""
        button = plain_button(self.tr("Why?"))
        button.setToolTip(self.tr("What is in the way in the plan as it is now"))
        button.clicked.connect(self._ask_why)
        self.buttons.append(button)
        self._flow.addWidget(button)

    def _ask_why(self) -> None:
        rows = () if self._result is None else self._result.outcome.left_out
        row = next((each for each in rows if each.pick_id == self._pick), None)
        if row is not None:
            self.open_requested.emit("why", (row.person_id, row.course_id))

    def _try(self) -> None:
        """Look for options beside the window; another pick may be chosen meanwhile."""
        result, pick, whole = self._result, self._pick, self._group is not None
        explanation = None if result is None or pick is None else result.explanations.get(pick)
        if result is None or explanation is None:
            return

        def work(_progress: Progress) -> tuple[int, bool, list[Option]]:
            names, problem, proposal = result.names, result.brief.problem, result.proposal
            group = alike(tuple(result.explanations.values()), problem, explanation.pick)
            for_all = find_for_all(names, problem, proposal, group)
            own = [] if whole else find_options(names, problem, proposal, explanation)
            return explanation.pick, whole, [*([] if for_all is None else [for_all]), *own]

        self._trying = run_aside(self, work, self._show_options, self._fail)

    def _show_options(self, found: tuple[int, bool, list[Option]]) -> None:
        self._trying = None
        pick, whole, options = found
        if (pick, whole) != (self._pick, self._group is not None):
            self._try()
            return
        self._clear()
        self._offer_action()
        doable = [option for option in options if not option.advice]
        if options or self._group is None:
            self.says.setText(self.tr("What would help:") if options else self.tr("No single change helps."))
        else:
            self.says.setText(self.tr("No change of dates was found that helps several of them."))
        for option in doable:
            self._add_button(option)
        for advice in dict.fromkeys(option.advice for option in options if option.advice):
            self._add_advice(advice, [option.label for option in options if option.advice == advice])
        for place in dict.fromkeys(option.place for option in options if option.advice):
            if place is not None:
                self._add_way_to(*place)
        if self._group is None:
            self._add_why()
        self._ways.setVisible(bool(self.buttons))

    def _fail(self, error: Exception) -> None:
        self._trying = None
        self.says.setText(str(error))

    def _add_button(self, option: Option) -> None:
        button = plain_button(as_typed(option.label))
        button.setToolTip(self.tr("Schedule again with this"))
        button.clicked.connect(lambda: self.option_requested.emit(option))
        self.buttons.append(button)
        self._flow.addWidget(button)

    def _add_way_to(self, kind: str, row_id: int) -> None:
        """Lead to where the plan's own data has to change first."""
        text = self.tr("Show the person") if kind == "person" else self.tr("Show the course")
        button = plain_button(text)
        button.setToolTip(self.tr("Change it there, then schedule again"))
        button.clicked.connect(lambda: self.open_requested.emit(kind, row_id))
        self.buttons.append(button)
        self._flow.addWidget(button)

    def _add_advice(self, advice: str, labels: list[str]) -> None:
        """Say what would help once the plan's own data is another, and where to change it."""
        label = muted_label("\n".join([*labels, advice]), small=True)
        label.setWordWrap(True)
        self.advice.append(label)
        self._column.addWidget(label)

    def _clear(self) -> None:
        for button in self.buttons:
            self._flow.removeWidget(button)
        for label in self.advice:
            self._column.removeWidget(label)
        for widget in (*self.buttons, *self.advice):
            widget.hide()
            widget.deleteLater()
        self.buttons, self.advice = [], []
        self._ways.hide()
