"""Closures, blackout periods, sites with public holidays, and the working week."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.calendar.closures import list_blackouts, list_closures, list_sites
from pmplanner.services.calendar.open_days import read_working_week, set_working_week
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.closures import (
    BlackoutPanel,
    ClosurePanel,
    blackout_columns,
    blackout_kind,
    closure_columns,
    closure_kind,
)
from pmplanner.ui.resources.sites import SitePanel, site_columns, site_kind
from pmplanner.ui.resources.view import ResourceView
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel


class DaysView(QWidget):
    """Three lists of which one is shown, and the working week above them."""

    shown = Signal()
    """Another list is shown; no payload."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.parts = SegmentedControl(self, self.tr("Which days"))
        self.parts.add("closures", self.tr("Closures"))
        self.parts.add("blackouts", self.tr("Blackout periods"))
        self.parts.add("sites", self.tr("Sites and public holidays"))
        self.stack = stack = QStackedWidget(self)
        self.closures = ResourceView(actions, closure_kind(), ClosurePanel, closure_columns(), stack)
        self.blackouts = ResourceView(actions, blackout_kind(), BlackoutPanel, blackout_columns(), stack)
        self.sites = ResourceView(actions, site_kind(), SitePanel, site_columns(), stack)
        self.views = {"closures": self.closures, "blackouts": self.blackouts, "sites": self.sites}
        self.week = WeekdayRow(self.tr("The company works on"), self)
        for view in self.views.values():
            self.stack.addWidget(view)
        self.parts.chosen.connect(self.show_part)
        self.week.finished.connect(self._change_week)
        self._lay_out()

    def _lay_out(self) -> None:
        label = TextLabel(self.tr("The company works on"), self)
        label.setBuddy(self.week)
        top = as_row(None, self.parts, STRETCH, label, self.week, spacing=10)
        as_column(self, top, (self.stack, 1), margins=(0, 0, 0, 0), spacing=12)

    def current(self) -> ResourceView:
        """The list that is shown."""
        return self.views[self.parts.current()]

    def show_part(self, key: str) -> None:
        """Show another list."""
        self.parts.select(key)
        self.stack.setCurrentWidget(self.views[key])
        self.shown.emit()

    def refresh(self) -> None:
        """Show what is in the workspace now."""
        read = self._actions.read
        self.week.show_value(read(read_working_week))
        self.closures.show_rows(read(list_closures))
        self.blackouts.show_rows(read(list_blackouts))
        self.sites.show_rows(read(list_sites))

    def save_state(self, settings: QSettings, key: str) -> None:
        """Keep under *key* which list is shown, and beside it the widths of each."""
        settings.setValue(key, self.parts.current())
        for name, view in self.views.items():
            view.save_state(settings, f"{key.rpartition('/')[0]}/{name}")

    def restore_state(self, settings: QSettings, key: str) -> None:
        """Show the list and the widths as they were left."""
        for name, view in self.views.items():
            view.restore_state(settings, f"{key.rpartition('/')[0]}/{name}")
        part = str(settings.value(key, "closures"))
        self.show_part(part if part in self.views else "closures")

    def _change_week(self) -> None:
        bits = self.week.entered() or 0
        self._actions.do(Label.of("week.change"), set_working_week, bits)
        self.week.show_value(self._actions.read(read_working_week))
