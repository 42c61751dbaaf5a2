"""What narrows the matrix beside the words typed: manager, team, what is open, which courses."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from pmplanner.ui.plan.narrowing import ANY, Narrowing
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.popover import Popover

FIRST_FILTERS = {
    "columns": "used",
    "manager": ANY,
    "below": "1",
    "team": ANY,
    "to_schedule": "",
    "lacking": "",
}
"""What is chosen at first, as :meth:`MatrixFilters.state` says it."""


class MatrixFilters(Popover):
    """Opens below its button, which says how many filters are on."""

    changed = Signal()
    """Other people or courses are to be shown; no payload."""

    def __init__(self, button: QPushButton) -> None:
        super().__init__(button, tr("Filter people and courses"))
        self._shown = button
        self.columns = SegmentedControl(self, tr("Courses shown"))
        self.columns.add("used", tr("Picked && required"))
        self.columns.add("all", tr("All courses"))
        self.manager = NoWheelComboBox(tr("Manager"), self)
        self.below = QCheckBox(tr("With all below"), self)
        self.below.setChecked(True)
        self.team = NoWheelComboBox(tr("Team"), self)
        self.to_schedule = QCheckBox(tr("Only who has something to schedule"), self)
        self.lacking = QCheckBox(tr("Only who lacks something required"), self)
        self.clear_button = link_button(tr("Clear the filters"), self)
        self._wanted: dict[NoWheelComboBox, str] = {}
        self._lay_out()
        self.offer({}, ())
        self.columns.chosen.connect(self._change)
        for box in (self.manager, self.team):
            box.setMinimumContentsLength(20)
            box.activated.connect(self._change)
        for tick in (self.below, self.to_schedule, self.lacking):
            tick.clicked.connect(self._change)
        self.clear_button.clicked.connect(self._clear)

    def offer(self, managers: Mapping[str, str], teams: Sequence[str]) -> None:
        """Offer these managers, by key, and teams; what is chosen stays, or waits until it is offered."""
        known = [(name, key) for key, name in managers.items()]
        self._fill(self.manager, [(tr("All managers"), ANY), *known])
        self._fill(self.team, [(tr("All teams"), ANY), *((team, team) for team in teams)])
        self._say()

    def narrowing(self) -> Narrowing:
        """Return what is chosen."""
        return Narrowing(
            manager=str(self.manager.currentData() or ANY),
            with_below=self.below.isChecked(),
            team=str(self.team.currentData() or ANY),
            to_schedule=self.to_schedule.isChecked(),
            lacking=self.lacking.isChecked(),
        )

    def clear(self) -> None:
        """Let everybody pass, without a signal."""
        self.show_state({"columns": self.columns.current()})

    def state(self) -> dict[str, str]:
        """Return what is chosen, to be kept."""
        chosen = self.narrowing()
        return {
            "columns": self.columns.current(),
            "manager": self._wanted.get(self.manager, chosen.manager),
            "below": "1" if chosen.with_below else "",
            "team": self._wanted.get(self.team, chosen.team),
            "to_schedule": "1" if chosen.to_schedule else "",
            "lacking": "1" if chosen.lacking else "",
        }

    def show_state(self, state: Mapping[str, str]) -> None:
        """Choose what was kept, without a signal; what is not said is as at first."""
        known = self.columns.keys()
        if (columns := state.get("columns", "used")) in known:
            self.columns.select(columns)
        for box, key in ((self.manager, "manager"), (self.team, "team")):
            wanted = state.get(key, ANY)
            self._wanted.pop(box, None)
            if not box.show_key(wanted):
                box.show_key(ANY)
                self._wanted[box] = wanted
        self.below.setChecked(bool(state.get("below", "1")))
        self.to_schedule.setChecked(bool(state.get("to_schedule")))
        self.lacking.setChecked(bool(state.get("lacking")))
        self._say()

    def _fill(self, box: NoWheelComboBox, entries: Sequence[tuple[str, str]]) -> None:
        wanted = self._wanted.get(box) or box.currentData() or ANY
        if entries != [(box.itemText(n), box.itemData(n)) for n in range(box.count())]:
            box.clear()
            for text, key in entries:
                box.addItem(text, key)
                box.setItemData(box.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        if box.show_key(wanted):
            self._wanted.pop(box, None)
        else:
            box.show_key(ANY)

    def _change(self) -> None:
        self._wanted.clear()
        self._say()
        self.changed.emit()

    def _clear(self) -> None:
        self.clear()
        self._change()
        self.columns.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        count = self.narrowing().count
        self.below.setEnabled(self.manager.currentData() not in (ANY, None))
        self.clear_button.setEnabled(count > 0)
        self._shown.setText(tr("Filter · %1", format_number(count)) if count else tr("Filter"))
        self._shown.setProperty("narrows", count > 0)

    def _lay_out(self) -> None:
        form = FormColumn()
        for text, field in ((tr("Courses"), self.columns), (tr("Manager"), self.manager)):
            form.add(text, field)
        form.addRow("", self.below)
        form.add(tr("Team"), self.team)
        self.body.addLayout(form)
        parts: tuple[QWidget, ...] = (self.to_schedule, self.lacking, self.clear_button)
        for part in parts:
            self.body.addWidget(part)
        self.body.setAlignment(self.clear_button, Qt.AlignmentFlag.AlignLeft)
