"""What narrows the matrix beside the words typed: manager, team, what is open, which courses."""

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QPushButton

from pmplanner.ui.plan.decision_texts import decision_choices
from pmplanner.ui.plan.narrowing import Narrowing
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.people_filters import EVERYBODY, PeopleFilters
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl

FIRST_FILTERS = {
    **EVERYBODY,
    "columns": "used",
    "to_schedule": "",
    "lacking": "",
    "nothing": "",
    "decision": "",
}
"""What is chosen at first, as :meth:`MatrixFilters.state` says it."""


class MatrixFilters(PeopleFilters):
    """People by manager, team and what is open, and which courses have columns."""

    def __init__(self, button: QPushButton) -> None:
        super().__init__(button, tr("Filter people and courses"))
        self.columns.chosen.connect(self.change)
        for tick in (self.to_schedule, self.lacking, self.nothing):
            tick.clicked.connect(self.change)
        self.decision.activated.connect(self.change)

    def add_before(self) -> None:
        """Choose the courses."""
        self.columns = SegmentedControl(self, tr("Courses shown"))
        self.columns.add("used", tr("Picked && required"))
        self.columns.add("all", tr("All courses"))
        self.form.add(tr("Courses"), self.columns)

    def add_after(self) -> None:
        """Choose by what is open."""
        self.to_schedule = QCheckBox(tr("Only who has something to schedule"), self)
        self.lacking = QCheckBox(tr("Only who lacks something required"), self)
        self.nothing = QCheckBox(tr("Only who has got nothing yet"), self)
        self.nothing.setToolTip(tr("Neither done nor picked, whatever is required"))
        self.decision = NoWheelComboBox(tr("What was decided of a pick"), self)
        self.decision.setMinimumContentsLength(20)
        self.decision.setToolTip(tr("Only who has a pick of which this was decided"))
        for text, key in decision_choices():
            self.decision.addItem(text, key)
        self.form.add(tr("Decision"), self.decision)
        for tick in (self.to_schedule, self.lacking, self.nothing):
            self.body.addWidget(tick)

    def narrowing(self) -> Narrowing:
        """Return who passes."""
        return Narrowing(
            self.choice(),
            self.to_schedule.isChecked(),
            self.lacking.isChecked(),
            self.nothing.isChecked(),
            self.decision.currentData() or "",
        )

    def count(self) -> int:
        """How many filters of people are on."""
        return self.narrowing().count

    def choose_nothing_yet(self) -> None:
        """Let only those pass who have got nothing yet."""
        self.show_state({"columns": self.columns.current(), "nothing": "1"})
        self.change()

    def choose_lacking(self) -> None:
        """Let only those pass who lack something that is required."""
        self.show_state({"columns": self.columns.current(), "lacking": "1"})
        self.change()

    def choose_decision(self, decision: str) -> None:
        """Let only those pass who have a pick of which this was decided."""
        self.show_state({"columns": self.columns.current(), "decision": decision})
        self.change()

    def clear(self) -> None:
        """Let everybody pass, without a signal; the courses stay."""
        self.show_state({"columns": self.columns.current()})

    def state(self) -> dict[str, str]:
        """Return what is chosen, to be kept."""
        ticks = {"to_schedule": self.to_schedule, "lacking": self.lacking, "nothing": self.nothing}
        chosen = {key: "1" if tick.isChecked() else "" for key, tick in ticks.items()}
        return {
            **super().state(),
            "columns": self.columns.current(),
            **chosen,
            "decision": self.decision.currentData(),
        }

    def show_state(self, state: Mapping[str, str]) -> None:
        """Choose what was kept, without a signal; what is not said is as at first."""
        known = self.columns.keys()
        if (columns := state.get("columns", "used")) in known:
            self.columns.select(columns)
        self.to_schedule.setChecked(bool(state.get("to_schedule")))
        self.lacking.setChecked(bool(state.get("lacking")))
        self.nothing.setChecked(bool(state.get("nothing")))
        if not self.decision.show_key(state.get("decision", "")):
            self.decision.show_key("")
        super().show_state(state)
