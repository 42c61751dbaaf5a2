"""The mouse on the month: selecting and dragging chips."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from pmplanner.services.views.timeline import Bar, site_of
from pmplanner.ui.schedule.dragging.drag import THRESHOLD, days_from, passed_day
from pmplanner.ui.schedule.dragging.preview import foresee_start
from pmplanner.ui.schedule.dragging.tip import Forecast
from pmplanner.ui.schedule.timeline.texts import Passed, laid_text, tr
from pmplanner.ui.widgets.text import put

if TYPE_CHECKING:
    from pmplanner.ui.schedule.month.view import MonthView

_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass(slots=True)
class _Held:
    bar: Bar
    press: QPointF
    grip: dt.date
    """The day of the session at which it is held."""
    days: list[dt.date]
    passed: Passed | None = None
    """The day under the mouse, when it is not open and the session begins later."""
    started: bool = False
    copying: bool = False

    @property
    def moved(self) -> bool:
        return self.copying or self.days[0] != self.bar.first_day


class MonthHand(QObject):
    """Holds the session that is being dragged on a month."""

    def __init__(self, view: MonthView) -> None:
        super().__init__(view)
        self._view = view
        self._held: _Held | None = None
        self._toggle: int | None = None
        self.forecast = Forecast(self)
        self.forecast.answered.connect(view.update)

    @property
    def dragging(self) -> bool:
        """Whether something is held and has been moved."""
        return self._held is not None and self._held.started

    def moving(self) -> frozenset[int]:
        """The session that is being dragged away."""
        held = self._held
        away = held is not None and held.started and held.moved and not held.copying
        return frozenset((held.bar.id,)) if held is not None and away else frozenset()

    def days(self) -> list[dt.date]:
        """The days onto which it would fall."""
        held = self._held
        return held.days if held is not None and held.started and not self._refusal() else []

    def tip(self) -> str:
        """What would happen if the mouse were let go now."""
        held = self._held
        if held is None or not held.started:
            return ""
        if self._refusal():
            return self._refusal()
        when = laid_text(held.days, held.passed)
        if not held.moved:
            return when
        actions, bar, start, copying = self._view.edits.actions, held.bar, held.days[0], held.copying
        answer = self.forecast.ask(
            (start, copying), lambda: foresee_start(actions, bar, start, copying=copying)
        )
        return f"{when} · {answer or '…'}"

    def press(self, event: QMouseEvent) -> None:
        """Select, and take hold of a chip."""
        selection = self._view.selection
        self._toggle = None
        chip = self._view.grid.chip_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if chip is None:
            if not event.modifiers() & (_CONTROL | _SHIFT):
                selection.choose(())
            return
        if event.modifiers() & _SHIFT:
            selection.add(chip.bar.id)
        elif event.modifiers() & _CONTROL:
            self._toggle = chip.bar.id
        else:
            selection.choose([chip.bar.id])
        day = self._view.grid.day_at(event.position()) or chip.first
        self._held = _Held(chip.bar, event.position(), day, list(chip.bar.days))
        self.forecast.forget()

    def move(self, event: QMouseEvent) -> None:
        """Let what is held follow the mouse from day to day."""
        held, rows = self._held, self._view.rows
        if held is None or rows is None:
            return
        far = (event.position() - held.press).manhattanLength() >= THRESHOLD
        held.started = held.started or far
        day = self._view.grid.day_at(event.position())
        if not held.started or day is None:
            return
        held.copying = bool(event.modifiers() & _CONTROL)
        start = held.bar.first_day + (day - held.grip)
        site = site_of(rows, held.bar)
        held.days = days_from(rows, held.bar, start, site)
        held.passed = passed_day(rows, start, site) if start != held.days[0] else None
        self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._view.update()

    def release(self, event: QMouseEvent) -> None:
        """Let what is held fall onto its days."""
        held = self._held
        toggle, refused = self._toggle, self._refusal()
        self.cancel()
        if held is not None and held.started:
            if held.copying:
                self._view.edits.copy_to(held.bar.id, held.days[0])
            elif held.moved and not refused:
                self._view.edits.place(held.bar.id, held.days[0])
        elif toggle is not None:
            self._view.selection.toggle(toggle)

    def rows_changed(self) -> None:
        """Put back what is held when it is gone, or another one now: the drag was begun for the old."""
        held, rows = self._held, self._view.rows
        if held is not None and (rows is None or rows.bars.get(held.bar.id) != held.bar):
            self.cancel()

    def cancel(self) -> None:
        """Put what is held back."""
        self._held = None
        self._view.unsetCursor()
        self._view.update()

    def _refusal(self) -> str:
        held = self._held
        if held is None or held.copying:
            return ""
        if held.bar.session.locked:
            return put(tr("%1 is locked"), held.bar.session.code)
        return put(tr("%1 is pinned to its days"), held.bar.session.code) if held.bar.session.pinned else ""
