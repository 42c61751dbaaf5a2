"""The timeline: lanes of bars over days, of which only what is seen is painted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from pmplanner.services.views.timeline import Grouping, LaneKey, TimelineRows
from pmplanner.ui.schedule.dragging.tip import paint_tip
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.session_keys import act_on_key
from pmplanner.ui.schedule.texts import session_sentence
from pmplanner.ui.schedule.timeline.bar_painter import RADIUS
from pmplanner.ui.schedule.timeline.drag_controller import Hand
from pmplanner.ui.schedule.timeline.drops import Drops
from pmplanner.ui.schedule.timeline.frame import Frame, paint_body
from pmplanner.ui.schedule.timeline.header_painter import paint_headers
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.heat_picker import HeatPicker
from pmplanner.ui.schedule.timeline.hints import hint_at, paint_empty_hint
from pmplanner.ui.schedule.timeline.lane_area import LaneArea
from pmplanner.ui.schedule.timeline.lanes import LaneBook
from pmplanner.ui.schedule.timeline.moves import neighbour
from pmplanner.ui.schedule.timeline.scale import TimeScale, usual_week
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_ZOOM_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class TimelineView(LaneArea):
    """Shows sessions over time; mouse and keys move them, what is chosen is in `selection`."""

    opened = Signal(object)
    """The form of a session is wanted; payload: its id."""
    menu_asked = Signal(QPoint)
    """A menu of the selected sessions is wanted; payload: where, on the screen."""

    def __init__(
        self, selection: Selection, edits: SessionEdits, today: dt.date, parent: QWidget | None = None
    ) -> None:
        super().__init__(today, parent)
        self.selection = selection
        self.edits = edits
        self.grouping: Grouping = "course"
        self.heat: HeatBook | None = None
        self.problems: Mapping[int, int] = {}
        self.problem_texts: Mapping[int, Sequence[str]] = {}
        self.fading: Collection[int] = frozenset()
        """Sessions that a proposal, whose bars have negative ids, takes away from where they are."""
        self.frame: Frame | None = None
        """What was painted last."""
        self.hand = Hand(self)
        self.drops = Drops(self)
        self.heat_picker = HeatPicker(self)
        self._dress()
        selection.changed.connect(self._show_selection)
        theme_notifier().changed.connect(self.viewport().update)

    def _dress(self) -> None:
        self.setAccessibleName(self.tr("Timeline of sessions"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAcceptDrops(True)
        self.setAcceptDrops(True)
        self.setMinimumHeight(140)

    # What is shown

    def show_rows(self, rows: TimelineRows | None, touched: Collection[int] | None = None) -> None:
        """Show these rows; with *touched* only those sessions are other ones than before."""
        if rows is None:
            self.book, self.heat = None, None
        elif self.book is None or self.heat is None or self.book.rows.plan_id != rows.plan_id:
            if not self.is_zoomed:
                self.week_width = usual_week(rows.first_day, rows.last_day)
            self._lay_out(rows, self._scale_for(rows))
            self._show_beginning(rows)
        elif touched is None or self._scale_for(rows) != self.scale:
            began, scrolled = self.scale.first, self.canvas.scroll_x
            self._lay_out(rows, self._scale_for(rows))
            self._keep_seen(began, scrolled)
        else:
            self.book.update(rows, touched)
            self.heat.update(rows, touched)
            self._fit_bars()
        self.hand.rows_changed()
        self.hand.forecast.forget()
        self.drops.forecast.forget()
        self.viewport().update()

    def _lay_out(self, rows: TimelineRows, scale: TimeScale) -> None:
        """Put all rows into lanes anew."""
        self.book = LaneBook(rows, self.grouping, scale)
        self.heat = HeatBook(rows)
        self.heat_picker.offer(rows)
        self._fit_bars()

    def show_problems(self, texts: Mapping[int, Sequence[str]]) -> None:
        """Mark sessions that have these problems."""
        self.problem_texts = texts
        self.problems = {session_id: len(each) for session_id, each in texts.items()}
        self.viewport().update()

    def group_by(self, grouping: Grouping) -> None:
        """Let courses, people, teams, rooms or trainers be the lanes."""
        self.grouping = grouping
        if self.book is not None:
            self.book = LaneBook(self.book.rows, grouping, self.book.scale)
            self.lane = None
            self.hand.cancel()
            self._fit_bars()
            self._show_selection()
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lanes and days that are seen."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        painter.fillRect(self.viewport().rect(), current_theme().color("panel"))
        if self.book is None or self.heat is None:
            return
        self.frame = frame = self._frame(self.book)
        painter.setFont(self.font())
        paint_body(painter, frame)
        if not frame.rows.bars and self.drops.outline() is None:
            paint_empty_hint(painter, frame)
        paint_headers(painter, frame, self.heat, self.heat_picker.team)
        self._paint_outline(painter)
        for tip in (self.hand.tip(), self.drops.tip()):
            if tip is not None:
                paint_tip(painter, tip[0], self.canvas.rect(tip[1]), self.canvas.body)

    def _paint_outline(self, painter: Sketch) -> None:
        """Show where something from the tray would fall."""
        outline = self.drops.outline()
        if outline is not None:
            painter.save()
            painter.setClipRect(self.canvas.body)
            painter.setPen(QPen(current_theme().color("accent"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.canvas.rect(outline), RADIUS, RADIUS)
            painter.restore()

    def _frame(self, book: LaneBook) -> Frame:
        current = self.selection.current
        focus = None
        if current is not None and self.lane is not None and self.hasFocus():
            focus = (current, self.lane)
        return Frame(
            book,
            self.canvas,
            self.today,
            self.problems,
            frozenset(self.selection.ids),
            focus,
            self.hand.ghosts(),
            self.hand.moving().union(self.fading),
            self.hand.target_lane() if self.hand.dragging else self.drops.target_lane(),
        )

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, and take hold of a bar."""
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let what is held follow."""
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what is held."""
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the form of a session."""
        hit = self.bar_at(event.position(), beside=True)
        if hit is not None:
            self.hand.cancel()
            self.opened.emit(hit[0])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done; the Menu key opens it at the current bar."""
        place = event.pos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.reveal(self.selection.current or 0)
            rect = self.current_rect()
            place = rect.bottomLeft().toPoint() if rect is not None else place
        elif (hit := self.bar_at(QPointF(place), beside=True)) is not None and hit[0] not in self.selection:
            self.lane = hit[1]
            self.selection.choose([hit[0]])
        if self.selection.ids:
            self.menu_asked.emit(self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection with the arrows, and sessions with Alt; the rest is in `session_keys`."""
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and self.hand.dragging:
            self.hand.cancel()
        elif keys & Qt.KeyboardModifier.ControlModifier and key in _ZOOM_KEYS:
            self.zoom(_ZOOM_KEYS[key])
        elif keys & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_0 and self.book is not None:
            self.set_week_width(usual_week(self.book.rows.first_day, self.book.rows.last_day))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selection.current is not None:
            self.opened.emit(self.selection.current)
        elif not act_on_key(event, self.selection.ids, self.edits) and not self._go(key, keys):
            super().keyPressEvent(event)

    def _go(self, key: Qt.Key, keys: Qt.KeyboardModifier) -> bool:
        """Select the bar in the direction of an arrow."""
        if self.book is None or keys & Qt.KeyboardModifier.AltModifier:
            return False
        found = neighbour(self.book, self.selection.current, self.lane, key, self.period()[0])
        if found is None or found[0] < 0:
            return key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        session_id, self.lane = found
        if keys & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self.selection.add(session_id)
        else:
            self.selection.choose([session_id])
        self.reveal(session_id)
        self.viewport().update()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select something when Tab comes here and nothing is selected."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.selection.current is None and self.book is not None:
            self._go(Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    # What is dropped here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take picks from the tray."""
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Say what a drop would do."""
        self.drops.hold(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what was held above."""
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Make a session, or seat people."""
        self.drops.drop(event)

    # Helpers

    def bar_at(self, position: QPointF, *, beside: bool = False) -> tuple[int, LaneKey] | None:
        """The session and lane at a position of the viewport; with *beside* also by the text of a bar."""
        if self.book is None or not self.canvas.body.contains(position.toPoint()):
            return None
        place = self.canvas.content(position)
        hit = self.book.bar_at(place.x(), place.y(), beside=beside)
        return (hit[0].id, hit[1]) if hit and hit[0].id > 0 else None

    def current_rect(self) -> QRectF | None:
        """Where the current bar is seen."""
        session_id = self.selection.current
        if self.book is None or session_id is None or self.lane is None:
            return None
        rect = self.book.rect(session_id, self.lane)
        return None if rect is None else self.canvas.rect(rect)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            text = hint_at(self, QPointF(event.pos())) if not self.hand.dragging else ""
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _show_selection(self) -> None:
        """Paint it, and let a screen reader say it."""
        session_id = self.selection.current
        if (
            session_id is not None
            and self.book is not None
            and self.lane not in self.book.lanes_of(session_id)
        ):
            self.lane = next(iter(self.book.lanes_of(session_id)), None)
        row = None if session_id is None else self.edits.row(session_id)
        text = "" if row is None else session_sentence(row, self.problems.get(row.id, 0))
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.viewport().update()
