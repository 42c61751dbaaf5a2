"""The mouse on a view of sessions: selecting, dragging, resizing, copying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows
from pmplanner.ui.schedule.dragging.clashes import clashes_of_drag
from pmplanner.ui.schedule.dragging.drag_state import DragState, DropArea, Grip
from pmplanner.ui.schedule.dragging.drop_preview import DropPreview, preview_drag
from pmplanner.ui.schedule.dragging.texts import laid_text, refusal_text
from pmplanner.ui.schedule.dragging.tip import Forecast

THRESHOLD = 4
"""The mouse must go so many pixels before it drags."""
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class DragController(QObject):
    """Holds what is dragged within a timeline or a month, and does what is asked for when it falls."""

    ended = Signal()
    """Nothing is dragged any more; no payload."""
    clicked = Signal(object)
    """The mouse was pressed and let go at the same place, without other keys; payload: a DragState."""

    def __init__(self, area: DropArea, surface: QWidget) -> None:
        """Let the mouse act on *area*; *surface* is the widget that gets its events."""
        super().__init__(surface)
        self._area = area
        self._surface = surface
        self._state: DragState | None = None
        self._press = self._at = QPointF()
        self._keys = Qt.KeyboardModifier.NoModifier
        self._on_release: Callable[[], None] | None = None
        self.preview: DropPreview | None = None
        """What would happen if the mouse were let go now; None while nothing is dragged."""
        self.forecast = Forecast(self)
        self.forecast.answered.connect(surface.update)

    @property
    def dragging(self) -> bool:
        """Whether something is held and has been moved."""
        return self.preview is not None

    def moving(self) -> frozenset[int]:
        """The sessions that are being dragged away from where they are."""
        preview = self.preview
        if preview is None or preview.drag.copying or preview.refusal:
            return frozenset()
        return frozenset(each.bar.id for each in preview.placed)

    def target_lane(self) -> LaneKey | None:
        """The lane into which a session would fall, when it is another one."""
        preview = self.preview
        return preview.target.lane if preview is not None and preview.target.where else None

    def tip(self) -> str:
        """What would happen if the mouse were let go now; "" while nothing is dragged."""
        preview = self.preview
        if preview is None:
            return ""
        if preview.refusal:
            return refusal_text(preview.drag.bar, preview.refusal)
        when = laid_text(preview.held.days, preview.passed)
        if not preview.moved:
            return when
        actions = self._area.edits.actions
        answer = self.forecast.ask(preview.key, lambda: clashes_of_drag(actions, preview))
        return f"{when} · {answer or '…'}"

    def press(self, event: QMouseEvent) -> None:
        """Select, and take hold of a session."""
        self._on_release = None
        if event.button() is not Qt.MouseButton.LeftButton or self._area.rows is None:
            return
        held, selection = self._area.hold_at(event.position()), self._area.selection
        if held is None:
            if not event.modifiers() & (_CONTROL | _SHIFT):
                selection.choose(())
            return
        ids = held.session_ids
        if event.modifiers() & _SHIFT:
            selection.add(*ids)
        elif event.modifiers() & _CONTROL:
            self._on_release = partial(selection.toggle, *ids)
        elif held.bar.id in selection and len(selection.ids) > len(ids):
            self._on_release = partial(selection.choose, ids)  # or all of them are dragged
        else:
            selection.choose(ids)
        self._state, self._press = held, event.position()
        self.forecast.forget()
        self._surface.update()

    def move(self, event: QMouseEvent) -> None:
        """Let what is held follow the mouse."""
        self._at, self._keys = event.position(), event.modifiers()
        if self._state is None:
            self._show_grip()
        else:
            self.follow()

    def follow(self) -> None:
        """Let what is held be where the mouse is: that, or what lies below it, has moved."""
        state, rows = self._state, self._area.rows
        if state is None or rows is None:
            return
        if not self.dragging and (self._at - self._press).manhattanLength() < THRESHOLD:
            return
        target = self._area.target_of(state, self._at)
        if target is None:
            return
        whole, along = state.grip is Grip.WHOLE, self._along(state, rows)
        copying = whole and not along and bool(self._keys & _CONTROL)
        self.preview = preview_drag(rows, replace(state, along=along, copying=copying), target)
        shape = Qt.CursorShape.ClosedHandCursor if whole else Qt.CursorShape.SizeHorCursor
        self._surface.setCursor(Qt.CursorShape.DragCopyCursor if copying else shape)
        self._surface.update()

    def release(self, event: QMouseEvent) -> None:
        """Let what is held fall where it is."""
        preview, on_release, state = self.preview, self._on_release, self._state
        self._at = event.position()
        self.cancel()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if preview is not None:
            self._show_grip()
            if preview.moved:
                self._drop(preview)
            return
        if on_release is not None:
            on_release()
        if state is not None and not event.modifiers() & (_CONTROL | _SHIFT):
            self.clicked.emit(state)

    def cancel(self) -> None:
        """Put what is held back."""
        self._state = self.preview = self._on_release = None
        self._surface.unsetCursor()
        self._surface.update()
        self.ended.emit()

    def rows_changed(self) -> None:
        """Put back what is held when it is gone, or another one now: the drag was begun for the old."""
        self.forecast.forget()
        state, rows = self._state, self._area.rows
        if state is None:
            return
        bar = None if rows is None else rows.bars.get(state.bar.id)
        if bar is None or bar != state.bar or not self._area.shows(bar.id, state.lane):
            self.cancel()
            return
        self._state = replace(state, bar=bar)
        if self.dragging:
            self.follow()

    def _along(self, state: DragState, rows: TimelineRows) -> tuple[Bar, ...]:
        """The sessions that go along: all selected ones that are seen when one of several is moved.

        Where people or teams are the lanes, a session without people has none.
        """
        ids = self._area.selection.ids
        if state.grip is not Grip.WHOLE or state.bar.id not in ids:
            return ()
        others = (rows.bars[each] for each in ids if each in rows.bars and each != state.bar.id)
        return tuple(bar for bar in others if self._area.shows(bar.id))

    def _drop(self, preview: DropPreview) -> None:
        """Do what was asked for; what may not be moved is refused there, with a sentence."""
        edits, held = self._area.edits, preview.held
        where, instead = preview.target.where, preview.target.instead
        if preview.drag.grip is not Grip.WHOLE:
            edits.resize(held.bar.id, held.first, held.last)
        elif preview.drag.copying:
            edits.copy_to(held.bar.id, held.first, instead, **where)
        elif len(preview.placed) > 1:
            edits.shift([each.bar.id for each in preview.placed], preview.steps)
        else:
            edits.place(held.bar.id, held.first, instead, **where)

    def _show_grip(self) -> None:
        """Show by the cursor that the end of a session is below it."""
        held = self._area.hold_at(self._at)
        if held is None or held.grip is Grip.WHOLE:
            self._surface.unsetCursor()
        else:
            self._surface.setCursor(Qt.CursorShape.SizeHorCursor)
