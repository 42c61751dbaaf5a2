"""Whose manager and which team: what narrows a page to some of the people, opened below a button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton

from pmplanner.services.lookup import fold
from pmplanner.services.people.managers import Managers, managed_by
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.kept_box import ANY, KeptBox, manager_entries, named_entries
from pmplanner.ui.widgets.popover import Popover

EVERYBODY: Final[Mapping[str, str]] = {"manager": ANY, "below": "1", "team": ANY}
"""What is chosen at first, as :meth:`PeopleFilters.state` says it."""


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """Whose people, with all below or only directly, and of which team, by its folded name."""

    manager: str = ANY
    with_below: bool = True
    team: str = ANY

    @property
    def count(self) -> int:
        """How many filters are on."""
        return (self.manager != ANY) + (self.team != ANY)

    def people(self, managers: Managers, teams: Mapping[int, str]) -> frozenset[int] | None:
        """Return who passes, of the people whose *teams* are given; None for everybody."""
        if not self.count:
            return None
        found = frozenset(person for person, team in teams.items() if self.team in (ANY, fold(team)))
        reports = self.reports(managers)
        return found if reports is None else found & reports

    def reports(self, managers: Managers) -> frozenset[int] | None:
        """Return who works for the manager; None where none is chosen."""
        if self.manager == ANY:
            return None
        return managed_by(managers, self.manager, with_below=self.with_below)


class PeopleFilters(Popover):
    """Opens below its button, which says how many filters are on."""

    changed = Signal()
    """Others are to be shown; no payload."""

    def __init__(self, button: QPushButton, name: str) -> None:
        super().__init__(button, name)
        self._shown = button
        self.form = FormColumn()
        self.manager = KeptBox(tr("Manager"), self)
        self.manager.hold_many()
        self.below = QCheckBox(tr("With all below"), self)
        self.below.setToolTip(tr("Also those who report to somebody who reports to the manager"))
        self.below.setChecked(True)
        self.team = KeptBox(tr("Team"), self)
        self.clear_button = link_button(tr("Clear the filters"), self)
        self.add_before()
        self.form.add(tr("Manager"), self.manager)
        self.form.addRow("", self.below)
        self.form.add(tr("Team"), self.team)
        self.body.addLayout(self.form)
        self.add_after()
        self.body.addWidget(self.clear_button)
        self.body.setAlignment(self.clear_button, Qt.AlignmentFlag.AlignLeft)
        self.offer(Managers({}, {}), ())
        for box in (self.manager, self.team):
            box.setMinimumContentsLength(20)
            box.activated.connect(self.change)
        self.below.clicked.connect(self.change)
        self.clear_button.clicked.connect(self._clear)

    def add_before(self) -> None:
        """Put more into `form` before the people."""

    def add_after(self) -> None:
        """Put more into `body` after the people."""

    def offer(self, managers: Managers, teams: Iterable[str]) -> None:
        """Offer these managers and teams; what is chosen stays, or waits until it is offered."""
        self.manager.offer(manager_entries(managers))
        self.team.offer(named_entries(tr("All teams"), teams))
        self.say()

    def choice(self) -> TeamChoice:
        """Return whose people are chosen, and of which team."""
        return TeamChoice(self.manager.chosen(), self.below.isChecked(), self.team.chosen())

    def count(self) -> int:
        """How many filters are on."""
        return self.choice().count

    def state(self) -> dict[str, str]:
        """Return what is chosen, to be kept."""
        return {
            "manager": self.manager.kept(),
            "below": "1" if self.below.isChecked() else "",
            "team": self.team.kept(),
        }

    def show_state(self, state: Mapping[str, str]) -> None:
        """Choose what was kept, without a signal; what is not said is as at first."""
        for box, key in ((self.manager, "manager"), (self.team, "team")):
            box.want(state.get(key, ANY))
        self.below.setChecked(bool(state.get("below", "1")))
        self.say()

    def clear(self) -> None:
        """Let everybody pass, without a signal."""
        PeopleFilters.show_state(self, {})

    def change(self) -> None:
        """Tell that the user has chosen."""
        self.say()
        self.changed.emit()

    def say(self) -> None:
        """Say on the button how many filters are on."""
        count = self.count()
        self.below.setEnabled(self.manager.chosen() != ANY)
        self.clear_button.setEnabled(count > 0)
        self._shown.setText(tr("Filter · %1", format_number(count)) if count else tr("Filter"))

    def _clear(self) -> None:
        self.manager.setFocus(Qt.FocusReason.OtherFocusReason)
        self.clear()
        self.change()
