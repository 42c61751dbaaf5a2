"""Picks that are dragged from the backlog onto a view: they make a session or take seats in one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from pmplanner.ui.schedule.dragging.clashes import clashes_of_picks
from pmplanner.ui.schedule.dragging.drag_state import DropArea
from pmplanner.ui.schedule.dragging.drop_preview import PicksPreview, preview_picks
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.dragging.texts import laid_text, other_course_text, seating_text, seats_left_text
from pmplanner.ui.schedule.dragging.tip import Forecast
from pmplanner.ui.schedule.session_edits import SessionEdits


class BacklogDrops(QObject):
    """Knows which picks are held above a timeline or a month, and does what a drop asks for."""

    ended = Signal()
    """Nothing is held above the view any more; no payload."""

    def __init__(self, area: DropArea, surface: QWidget) -> None:
        """Take picks above *area*; *surface* is the widget that is painted anew."""
        super().__init__(surface)
        self._area = area
        self._surface = surface
        self._picks: DraggedPicks | None = None
        self._at = QPointF()
        self.forecast = Forecast(self)
        self.forecast.answered.connect(surface.update)

    @property
    def holding(self) -> bool:
        """Whether picks are held above the view."""
        return self._picks is not None

    @property
    def at(self) -> QPointF:
        """Where they are held; a position of the surface."""
        return self._at

    @property
    def preview(self) -> PicksPreview | None:
        """What a drop would do; None while nothing is held above a day."""
        rows = self._area.rows
        if self._picks is None or rows is None:
            return None
        target = self._area.target_at(self._at)
        return None if target is None else preview_picks(rows, self._picks, target)

    def is_aimed(self) -> bool:
        """Whether picks are held above a session that would take them."""
        preview = self.preview
        return preview is not None and preview.bar is not None and preview.fits

    def enter(self, event: QDragMoveEvent) -> None:
        """Take picks wherever they come in: who refuses at first is told of no further move."""
        self.hold(event)
        if self.holding:
            _answer(event, True)

    def hold(self, event: QDragMoveEvent) -> None:
        """Take picks of a course over a day or over a session of it, and nothing else."""
        self._take(event)
        preview = self.preview
        _answer(event, preview is not None and preview.fits)
        self._surface.update()

    def leave(self) -> None:
        """Forget what was held."""
        self._picks = None
        self.forecast.forget()
        self._surface.update()
        self.ended.emit()

    def drop(self, event: QDropEvent) -> None:
        """Make a session of the course, or seat the people in the one below."""
        self._take(event)
        preview = self.preview
        self.leave()
        fits = preview is not None and preview.fits
        _answer(event, fits)
        if preview is not None and fits:
            _carry_out(self._area.edits, preview)

    def rows_changed(self) -> None:
        """Forget what is known of other sessions."""
        self.forecast.forget()

    def tip(self) -> str:
        """What a drop would do; "" while nothing is held above a day."""
        preview = self.preview
        if preview is None:
            return ""
        picks, bar, actions = preview.picks, preview.bar, self._area.edits.actions
        if bar is None and not preview.days:
            return ""
        if bar is None:
            head = laid_text(preview.days, preview.passed)
        elif not preview.fits:
            return other_course_text(bar)
        else:
            head = seating_text(picks, bar)
        answer = self.forecast.ask(preview.key, lambda: clashes_of_picks(actions, preview))
        more = () if preview.seats is None else (seats_left_text(*preview.seats),)
        return " · ".join((head, answer or "…", *more))

    def _take(self, event: QDropEvent) -> None:
        self._picks = DraggedPicks.from_mime(event.mimeData())
        self._at = event.position()


def _carry_out(edits: SessionEdits, preview: PicksPreview) -> None:
    picks = preview.picks
    if preview.bar is not None:
        edits.seat(preview.bar.id, picks.pick_ids)
    else:
        edits.create(picks.title, picks.course_id, preview.days[0], picks.pick_ids, preview.target.where)


def _answer(event: QDropEvent, taken: bool) -> None:
    if taken:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    else:
        event.ignore()
