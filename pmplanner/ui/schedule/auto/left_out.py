"""The picks that a proposal leaves out: why, and what would seat them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from pmplanner.services.autoschedule.options import Option, alike, find_for_all, find_options
from pmplanner.ui.schedule.auto.result import Result
from pmplanner.ui.translation import plural
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress, run_aside
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList
from pmplanner.ui.widgets.text import as_typed

_LEAST_LIST = 64
"""Pixels: one pick with its reason."""


class LeftOutView(QWidget):
    """Lists picks with their reasons; what would help is tried for the selected one."""

    option_requested = Signal(object)
    """The schedule is wanted again with an option; payload: the Option."""
    open_requested = Signal(str, object)
    """The page of what has to change first is wanted; payload: person or course, and the id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Result | None = None
        self._pick: int | None = None
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

    def show_result(self, result: Result | None) -> None:
        """Show who is left out of a result; None for none."""
        self._result, self._pick = result, None
        rows = () if result is None else result.outcome.left_out
        self.heading.setText(plural(len(rows), "1 pick left out", "%1 picks left out"))
        self.list.set_lines(
            [Line(row.pick_id, f"{row.name} · {row.course_title}", detail=row.reason) for row in rows]
        )
        waiting = 0 if result is None else result.could_wait
        self.wait.setText(plural(waiting, "Let 1 of them wait for a seat", "Let %1 of them wait for a seat"))
        self.wait.setToolTip(self.tr("In full sessions on days on which they could come"))
        self.wait.setChecked(False)
        self.wait.setVisible(waiting > 0)
        self._clear()
        self.says.setText(self.tr("Select one to see what would help."))
        self.setVisible(bool(rows))

    def _choose(self) -> None:
        """Try what would seat the selected pick."""
        lines = self.list.selected_lines()
        if not lines or self._result is None:
            return
        self._pick = int(str(lines[0].id))
        self._clear()
        explanation = self._result.explanations.get(self._pick)
        if explanation is None:
            self.says.setText(self.tr("No change of dates helps: change the plan itself."))
            return
        self.says.setText(self.tr("Trying what would help …"))
        if self._trying is None:
            self._try()

    def _try(self) -> None:
        """Look for options beside the window; another pick may be chosen meanwhile."""
        result, pick = self._result, self._pick
        explanation = None if result is None or pick is None else result.explanations.get(pick)
        if result is None or explanation is None:
            return

        def work(_progress: Progress) -> tuple[int, list[Option]]:
            names, problem, proposal = result.names, result.brief.problem, result.proposal
            group = alike(tuple(result.explanations.values()), problem, explanation.pick)
            for_all = find_for_all(names, problem, proposal, group)
            own = find_options(names, problem, proposal, explanation)
            return explanation.pick, [*([] if for_all is None else [for_all]), *own]

        self._trying = run_aside(self, work, self._show_options, self._fail)

    def _show_options(self, found: tuple[int, list[Option]]) -> None:
        self._trying = None
        pick, options = found
        if pick != self._pick:
            self._try()
            return
        self._clear()
        doable = [option for option in options if not option.advice]
        self.says.setText(self.tr("What would help:") if options else self.tr("No single change helps."))
        for option in doable:
            self._add_button(option)
        for advice in dict.fromkeys(option.advice for option in options if option.advice):
            self._add_advice(advice, [option.label for option in options if option.advice == advice])
        for place in dict.fromkeys(option.place for option in options if option.advice):
            if place is not None:
                self._add_way_to(*place)
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
