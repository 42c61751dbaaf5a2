"""What travelling between sites costs, and what currencies are worth, each as a list with its panel."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.money.currency_uses import list_currency_uses
from pmplanner.services.money.rates import list_rates
from pmplanner.services.money.travel import list_travel
from pmplanner.services.settings import read_setting
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.texts import unrated_sentence
from pmplanner.ui.resources.rates import RatePanel, rate_columns, rate_kind
from pmplanner.ui.resources.travel import TravelPanel, travel_columns, travel_kind
from pmplanner.ui.resources.view import ResourceView
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row


class MoneyView(QWidget):
    """Two lists of which one is shown; above that of rates stands what they are in, and what lacks one."""

    shown = Signal()
    """Another list is shown; no payload."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.parts = FoldingSegments(self.tr("Travel or rates"), self)
        self.parts.add("travel", self.tr("Travel between sites"))
        self.parts.add("rates", self.tr("Rates of currencies"))
        self.about = muted_label("", self, small=True)
        self.about.setWordWrap(True)
        self.lacking = problem_label("", self)
        self.stack = stack = QStackedWidget(self)
        self.travel = ResourceView(actions, travel_kind(), TravelPanel, travel_columns(), stack)
        self.rates = ResourceView(actions, rate_kind(), RatePanel, rate_columns(), stack)
        self.views = {"travel": self.travel, "rates": self.rates}
        for view in self.views.values():
            self.stack.addWidget(view)
        self.parts.chosen.connect(self.show_part)
        top = as_row(None, self.parts, STRETCH)
        told = as_column(None, self.about, self.lacking, spacing=2)
        as_column(self, top, told, (self.stack, 1), margins=(0, 0, 0, 0), spacing=8)
        self._say_about()

    def current(self) -> ResourceView:
        """The list that is shown."""
        return self.views[self.parts.current()]

    def show_part(self, key: str) -> None:
        """Show another list."""
        self.parts.select(key)
        self.stack.setCurrentWidget(self.views[key])
        self._say_about()
        self.shown.emit()

    def refresh(self) -> None:
        """Show what is in the workspace now."""
        self.travel.show_rows(self._actions.read(list_travel))
        self.rates.show_rows(self._actions.read(list_rates))
        self._say_about()

    def save_state(self, settings: QSettings, key: str) -> None:
        """Keep under *key* which list is shown, and beside it the widths of each."""
        settings.setValue(key, self.parts.current())
        for name, view in self.views.items():
            view.save_state(settings, f"{key.rpartition('/')[0]}/{name}")

    def restore_state(self, settings: QSettings, key: str) -> None:
        """Show the list and the widths as they were left."""
        for name, view in self.views.items():
            view.restore_state(settings, f"{key.rpartition('/')[0]}/{name}")
        part = str(settings.value(key, "travel"))
        self.show_part(part if part in self.views else "travel")

    def _say_about(self) -> None:
        of_rates = self.parts.current() == "rates"
        self.about.setText(self._about_rates() if of_rates else _about_travel())
        uses = self._actions.read(list_currency_uses) if of_rates else []
        self.lacking.say(unrated_sentence(uses))

    def _about_rates(self) -> str:
        base = self._actions.read(read_setting, "currency")
        if not base:
            return tr(
                "Rates are in the currency of the workspace, and none is set: say which in the settings, "
                "under Money and working time."
            )
        return tr("What one of a currency is worth in %1, that of the workspace, from a day on.", base)


def _about_travel() -> str:
    return tr("What one person pays, there and back, for a session in a room at another site.")
