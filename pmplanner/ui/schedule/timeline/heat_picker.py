"""Chooses the team of which the strip shows how many are away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from pmplanner.services.views.timeline import TimelineRows, list_lanes
from pmplanner.ui.schedule.timeline.geometry import LEAST_HEADER, dates_height, heat_height
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.text import as_typed

_LEFT = 11
"""Where its text begins below that of the lanes."""


class HeatPicker(QPushButton):
    """A small button at the left of the strip; None stands for the team that misses most on a day."""

    chosen = Signal()
    """Another team was chosen; no payload: read `team`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.team: str | None = None
        """The folded name of the team."""
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self.setProperty("strip", True)
        self.setMenu(self._menu)
        self.fit(LEAST_HEADER)
        self.setAccessibleName(self.tr("Team whose absences are shown"))
        self.setToolTip(
            self.tr(
                "Each day: how many of a team’s people are away, for training and leave together.\n"
                "The load below is of whole weeks and counts parts of days, so its shares can differ."
            )
        )
        self._say("")

    def fit(self, width: int) -> None:
        """Stand at the left of the strip, below names of lanes of a width."""
        self.setGeometry(_LEFT, dates_height(), width - _LEFT - 2, heat_height() - 1)

    def offer(self, rows: TimelineRows) -> None:
        """Offer the teams that there are."""
        teams = {str(lane.key): lane.title for lane in list_lanes(rows, "team")}
        if self.team is not None and self.team not in teams:
            self.team = None
        self._menu.clear()
        offered: list[tuple[str | None, str]] = [(None, tr("Worst team of the day")), *teams.items()]
        for key, title in offered:
            action = self._menu.addAction(as_typed(title) or tr("No team"))
            action.setCheckable(True)
            action.setChecked(key == self.team)
            self._group.addAction(action)
            action.triggered.connect(partial(self._choose, key, title))
        self._say("" if self.team is None else teams[self.team])

    def choose(self, team: str | None) -> None:
        """Show this team when the teams are offered next."""
        self.team = team

    def _choose(self, team: str | None, title: str, _checked: bool = False) -> None:
        self.team = team
        self._say("" if team is None else title)
        self.chosen.emit()

    def _say(self, title: str) -> None:
        if self.team is None:
            self.setText(tr("Away: worst team"))
        else:
            self.setText(as_typed(put(tr("Away: %1"), title or tr("No team"))))
