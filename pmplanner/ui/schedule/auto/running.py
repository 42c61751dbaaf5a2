"""How far a run is: figures, a curve, and the ways to end it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from pmplanner.scheduling.model.problem import Progress
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.ui.schedule.auto import texts
from pmplanner.ui.schedule.auto.curve import Curve, Point
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.buttons import flat_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.text import TextLabel


class RunView(QWidget):
    """Shows a run while it lasts."""

    stop_requested = Signal()
    """End with the best so far; no payload."""
    cancel_requested = Signal()
    """End at once and keep nothing; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brief: Brief | None = None
        self._seconds = 0.0
        self.stage = muted_label()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Picks seated"))
        self.bar.setTextVisible(False)
        self.seated = TextLabel()
        self.sessions = TextLabel()
        self.last_day = TextLabel()
        self.time = TextLabel()
        self.curve = Curve()
        self.stop = plain_button(self.tr("Stop"))
        self.stop.setToolTip(self.tr("End now and show the best so far"))
        self.cancel = flat_button(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("End at once and keep nothing"))
        self._lay_out()
        self.stop.clicked.connect(self._stop)
        self.cancel.clicked.connect(self.cancel_requested)

    def begin(self, seconds: float) -> None:
        """Show that the plan is being read."""
        self._brief, self._seconds = None, seconds
        self.curve.clear()
        self.bar.setRange(0, 0)
        self.stage.setText(self.tr("Reading the plan …"))
        for label in (self.seated, self.sessions, self.last_day, self.time):
            label.setText("–")
        self.stop.setEnabled(False)

    def show_brief(self, brief: Brief) -> None:
        """Show that the search has begun."""
        self._brief = brief
        self.stage.setText(self.tr("Looking for a first schedule …"))
        self.bar.setRange(0, max(1, len(brief.pick_ids)))
        self.bar.setValue(0)
        self.stop.setEnabled(True)

    def show_progress(self, progress: Progress) -> None:
        """Show how far the run is."""
        if self._brief is None:
            return
        days, floors = self._brief.problem.days, progress.floors
        self.stage.setText(self.tr("Looking for a better one …"))
        self.bar.setValue(progress.seated)
        proved = self._brief.problem.goals[: progress.proved]
        self.seated.setText(texts.seated(progress.seated, len(self._brief.pick_ids)))
        self.sessions.setText(texts.sessions(progress.sessions, floors.sessions, proved="sessions" in proved))
        self.last_day.setText(texts.last_day(_day(days, progress.last_day), _day(days, floors.last_day)))
        pattern = self.tr("%1 of %2 s")
        self.time.setText(put(pattern, f"{progress.seconds:.0f}", f"{self._seconds:.0f}"))
        self.curve.add(Point(progress.seconds, progress.seated, progress.sessions))

    def show_waiting(self) -> None:
        """Show that the run is over and its outcome is being put into words."""
        self.stage.setText(self.tr("Finding the reasons …"))
        self.stop.setEnabled(False)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stage.setText(self.tr("Stopping …"))
        self.stop_requested.emit()

    def _lay_out(self) -> None:
        figures = FormColumn()
        for text, label in (
            (self.tr("Seated"), self.seated),
            (self.tr("Sessions"), self.sessions),
            (self.tr("Last day"), self.last_day),
            (self.tr("Time"), self.time),
        ):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            figures.add(text, label)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(8)
        column.addWidget(self.stage)
        column.addWidget(self.bar)
        column.addLayout(figures)
        # Not at the foot: when the run ends by itself, Discard comes to stand there under the mouse.
        column.addLayout(foot)
        column.addWidget(self.curve)
        column.addStretch(1)


def _day(days: tuple[dt.date, ...], place: int) -> dt.date | None:
    return days[place] if 0 <= place < len(days) else None
