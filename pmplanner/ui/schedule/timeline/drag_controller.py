"""The mouse on the timeline: selecting, dragging, resizing, copying, scrolling at the borders."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent

from pmplanner.services.errors import PlanError
from pmplanner.services.sessions.moving import step_days
from pmplanner.services.views.timeline import Bar, LaneKey, site_of
from pmplanner.ui.schedule.dragging.drag import (
    Drag,
    Grip,
    days_from,
    follow,
    grip_at,
    open_days_between,
    opener,
    take,
)
from pmplanner.ui.schedule.dragging.preview import foresee_drag, lane_value
from pmplanner.ui.schedule.dragging.tip import Forecast
from pmplanner.ui.schedule.timeline.border_scrolling import BorderScroll
from pmplanner.ui.schedule.timeline.frame import Ghost
from pmplanner.ui.schedule.timeline.lanes import LaneBook
from pmplanner.ui.schedule.timeline.texts import laid_text, tr
from pmplanner.ui.widgets.text import put

if TYPE_CHECKING:
    from pmplanner.ui.schedule.timeline.view import TimelineView

_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Hand(QObject):
    """Holds what is being dragged on a timeline."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self._view = view
        self._drag: Drag | None = None
        self._at = QPointF()
        self._keys = Qt.KeyboardModifier.NoModifier
        self._narrow_on_release: int | None = None
        self.forecast = Forecast(self)
        self.forecast.answered.connect(view.viewport().update)
        self._scrolling = BorderScroll(view)
        self._scrolling.scrolled.connect(self._follow)

    @property
    def dragging(self) -> bool:
        """Whether something is held and has been moved."""
        return self._drag is not None and self._drag.started

    def moving(self) -> frozenset[int]:
        """The sessions that are being dragged away from where they are."""
        drag = self._drag
        if drag is None or not drag.started or drag.copying or drag.refusal:
            return frozenset()
        return frozenset(bar.id for bar in self._held(drag))

    def target_lane(self) -> LaneKey | None:
        """The lane into which a bar would fall, when it is another one."""
        drag = self._drag
        return drag.target if drag is not None and drag.started and drag.target != drag.lane else None

    def press(self, event: QMouseEvent) -> None:
        """Select, and take hold of a bar."""
        view = self._view
        self._narrow_on_release = None
        if event.button() is not Qt.MouseButton.LeftButton or view.book is None:
            return
        hit = view.bar_at(event.position(), beside=True)
        if hit is None:
            if not event.modifiers() & (_CONTROL | _SHIFT):
                view.selection.choose(())
            return
        session_id, view.lane = hit
        if event.modifiers() & _SHIFT:
            view.selection.add(session_id)
        elif event.modifiers() & _CONTROL:
            self._narrow_on_release = -session_id
        elif session_id in view.selection and len(view.selection.ids) > 1:
            self._narrow_on_release = session_id
        else:
            view.selection.choose([session_id])
        self._drag = take(view.book, view.canvas.content(event.position()))
        self.forecast.forget()
        view.viewport().update()

    def move(self, event: QMouseEvent) -> None:
        """Let what is held follow the mouse."""
        self._at, self._keys = event.position(), event.modifiers()
        if self._drag is None:
            self._show_cursor(event.position())
            return
        self._follow()
        if self.dragging:
            self._scrolling.follow(event.position())

    def release(self, event: QMouseEvent) -> None:
        """Let what is held fall where it is."""
        drag, self._drag = self._drag, None
        self._scrolling.stop()
        view = self._view
        view.viewport().update()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if drag is not None and drag.started:
            self._show_cursor(event.position())
            self._drop(drag)
        elif self._narrow_on_release is not None:
            session_id = self._narrow_on_release
            if session_id < 0:
                view.selection.toggle(-session_id)
            else:
                view.selection.choose([session_id])

    def cancel(self) -> None:
        """Put what is held back."""
        self._drag = None
        self._scrolling.stop()
        self._view.viewport().unsetCursor()
        self._view.viewport().update()

    def rows_changed(self) -> None:
        """Put back what is held when its bar is gone, or another one now: the drag was begun for the old."""
        drag, book = self._drag, self._view.book
        if drag is None:
            return
        bar = None if book is None else book.rows.bars.get(drag.bar.id)
        if book is None or bar != drag.bar or drag.lane not in book.lanes_of(drag.bar.id):
            self.cancel()
        elif bar is not None:
            drag.bar = bar

    def ghosts(self) -> tuple[Ghost, ...]:
        """What is held, where it would fall."""
        drag, book = self._drag, self._view.book
        if drag is None or not drag.started or book is None:
            return ()
        if drag.refusal:
            return ()
        return tuple(self._ghost(book, drag, bar) for bar in self._held(drag))

    def tip(self) -> tuple[str, QRectF] | None:
        """What would happen if the mouse were let go now, and beside what that is said."""
        drag, book = self._drag, self._view.book
        if drag is None or not drag.started or book is None:
            return None
        if drag.refusal == "locked":
            return put(tr("%1 is locked"), drag.bar.session.code), drag.rect
        if drag.refusal:
            return put(tr("%1 is pinned to its days"), drag.bar.session.code), drag.rect
        held = self._held(drag)
        when = laid_text([drag.first, drag.last], drag.passed)
        rect = self._ghost(book, drag, drag.bar).rect
        if not drag.moved:
            return when, rect
        answer = self.forecast.ask(self._place(drag), lambda: self._foresee(drag, held))
        return f"{when} · {answer or '…'}", rect

    def _place(self, drag: Drag) -> tuple[object, ...]:
        return drag.first, drag.last, drag.target, drag.copying

    def _foresee(self, drag: Drag, held: list[Bar]) -> str:
        book = self._view.book
        if book is None:
            return ""
        starts = [(bar, self._ghost(book, drag, bar).first_day) for bar in held]
        return foresee_drag(self._view.edits.actions, book, drag, starts)

    def _follow(self) -> None:
        drag, book = self._drag, self._view.book
        if drag is None or book is None:
            return
        copying = bool(self._keys & _CONTROL) and len(self._held(drag)) == 1
        follow(drag, book, self._view.canvas.content(self._at), copying=copying)
        if drag.started:
            whole = drag.grip is Grip.WHOLE
            shape = Qt.CursorShape.ClosedHandCursor if whole else Qt.CursorShape.SizeHorCursor
            self._view.viewport().setCursor(Qt.CursorShape.DragCopyCursor if drag.copying else shape)
            self._view.viewport().update()

    def _held(self, drag: Drag) -> list[Bar]:
        """The bars that go along: all selected ones that are seen when one of several is moved.

        Where people or teams are the lanes, a session without people has none.
        """
        view = self._view
        if drag.grip is not Grip.WHOLE or view.book is None or drag.bar.id not in view.selection:
            return [drag.bar]
        book, bars = view.book, view.book.rows.bars
        others = (bars[each] for each in view.selection.ids if each in bars and each != drag.bar.id)
        return [drag.bar, *(bar for bar in others if book.lanes_of(bar.id))]

    def _ghost(self, book: LaneBook, drag: Drag, bar: Bar) -> Ghost:
        """A bar where it would fall."""
        if bar is drag.bar:
            first, last = drag.first, drag.last
            lane, key = book.place_of(drag.target), drag.target
            same = drag.target == drag.lane
        else:
            steps = open_days_between(book.rows, drag.bar, drag.bar.first_day, drag.first)
            days = _shifted(book, bar, steps)
            first, last = days[0], days[-1]
            key = drag.lane if drag.lane in book.lanes_of(bar.id) else book.lanes_of(bar.id)[0]
            lane, same = book.place_of(key), True
        rect = book.rect(bar.id, key) if same else None
        top = rect.top() if rect is not None else book.rect_at(bar, book.top(lane)).top()
        return Ghost(bar, book.rect_over(first, last, top), first, last)

    def _drop(self, drag: Drag) -> None:
        edits, book = self._view.edits, self._view.book
        if book is None or not drag.moved or drag.refusal:
            if drag.refusal and drag.moved:
                self._refuse(drag)
            return
        held = self._held(drag)
        where = lane_value(book, drag)
        if drag.grip is not Grip.WHOLE:
            edits.resize(drag.bar.id, drag.first, drag.last)
        elif drag.copying:
            edits.copy_to(drag.bar.id, drag.first, **where)
        elif len(held) > 1:
            steps = open_days_between(book.rows, drag.bar, drag.bar.first_day, drag.first)
            edits.shift([bar.id for bar in held], steps)
        else:
            self._view.lane = drag.target
            edits.place(drag.bar.id, drag.first, **where)

    def _refuse(self, drag: Drag) -> None:
        """Let the edit itself say why not."""
        self._view.edits.place(drag.bar.id, drag.first)

    def _show_cursor(self, position: QPointF) -> None:
        view = self._view
        hit = view.bar_at(position, beside=True)
        if hit is None or view.book is None:
            view.viewport().unsetCursor()
            return
        rect = view.book.rect(*hit)
        assert rect is not None
        at_end = grip_at(rect, view.canvas.content(position)) is not Grip.WHOLE
        shape = Qt.CursorShape.SizeHorCursor if at_end else Qt.CursorShape.ArrowCursor
        view.viewport().setCursor(shape)


def _shifted(book: LaneBook, bar: Bar, steps: int) -> list[dt.date]:
    """The days of a bar so many open days on."""
    is_open = opener(book.rows, site_of(book.rows, bar))
    try:
        start = step_days(bar.first_day, steps, is_open)
    except PlanError:
        return list(bar.days)
    return days_from(book.rows, bar, start, site_of(book.rows, bar))
