"""The month: sessions as chips on their days, which the mouse and keys can move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
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
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows, site_of
from pmplanner.ui.schedule.dragging.backlog_drops import BacklogDrops
from pmplanner.ui.schedule.dragging.drag_controller import DragController
from pmplanner.ui.schedule.dragging.drag_state import DragState, DropTarget
from pmplanner.ui.schedule.dragging.tip import paint_tip
from pmplanner.ui.schedule.month.grid import MonthGrid
from pmplanner.ui.schedule.month.painter import MonthPicture, paint_month
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.session_keys import OPENING, act_on_key
from pmplanner.ui.schedule.spoken_bars import BarKey
from pmplanner.ui.schedule.texts import months, session_sentence
from pmplanner.ui.text_size import text_size_notifier
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.accessible import install
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.spoken_bars import BarList, tell_focus
from pmplanner.ui.widgets.text import as_typed

_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_WEEKS = {Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MonthView(QWidget):
    """Shows the sessions of a month; what is chosen is in `selection`."""

    opened = Signal(object)
    """The form of a session is wanted; payload: its id."""
    menu_requested = Signal(QPoint)
    """A menu of the selected sessions is wanted; payload: where, on the screen."""
    period_changed = Signal()
    """Another month is seen; no payload."""

    def __init__(
        self, selection: Selection, edits: SessionEdits, today: dt.date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.selection = selection
        self.edits = edits
        self.today = today
        self._rows: TimelineRows | None = None
        self.problems: Mapping[int, int] = {}
        self.only: frozenset[int] | None = None
        """The people whose sessions are shown; None for all sessions."""
        self.fading: Collection[int] = frozenset()
        """Sessions that would not be where they are now if what is proposed were accepted."""
        self.grid = MonthGrid(today.year, today.month)
        self.drag_controller = DragController(self, self)
        self.drops = BacklogDrops(self, self)
        install()
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Month of sessions"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        selection.changed.connect(self._show_selection)
        theme_notifier().changed.connect(self.update)
        text_size_notifier().resized.connect(self._lay)

    @property
    def rows(self) -> TimelineRows | None:
        """The sessions of which those of the month are shown; None for no plan."""
        return self._rows

    def show_rows(self, rows: TimelineRows | None) -> None:
        """Show these sessions; the month stays, unless it is another plan's."""
        other = rows is not None and (self.rows is None or self.rows.plan_id != rows.plan_id)
        self._rows = rows
        if rows is not None and other:
            inside = rows.first_day <= self.today <= rows.last_day
            firsts = [bar.first_day for bar in rows.bars.values()]
            day = self.today if inside else min(firsts, default=rows.first_day)
            self.go_to(day)
        self.drag_controller.rows_changed()
        self.drops.rows_changed()
        self._lay()

    def show_problems(self, problems: Mapping[int, int]) -> None:
        """Mark sessions that have so many problems."""
        self.problems = problems
        self.update()

    def go_to(self, day: dt.date) -> None:
        """Show the month of a day."""
        if (day.year, day.month) != (self.grid.year, self.grid.month):
            self.grid = MonthGrid(day.year, day.month, self.width(), self.height())
            self._lay()
            self.period_changed.emit()

    def step_period(self, steps: int) -> None:
        """Go on or back by a month."""
        month = self.grid.year * 12 + self.grid.month - 1 + steps
        self.go_to(dt.date(month // 12, month % 12 + 1, 1))

    def period_text(self) -> str:
        """The month that is seen."""
        day = dt.date(self.grid.year, self.grid.month, 1)
        return months(day, day)

    def reveal(self, session_id: int) -> None:
        """Show the month in which a session begins, unless it is seen already."""
        bar = self.bar(session_id)
        if bar is not None and not any(self.grid.first <= day <= self.grid.last for day in bar.days):
            self.go_to(bar.first_day)

    def bar(self, session_id: int | None) -> Bar | None:
        """A session that is to be seen in some month."""
        return None if self.rows is None or session_id is None else self.rows.bars.get(session_id)

    def show_only(self, people: frozenset[int] | None) -> None:
        """Show only the sessions of these people; None for all."""
        if people != self.only:
            self.only = people
            self._lay()

    def _seen(self) -> list[Bar]:
        """The sessions of those who are shown."""
        bars = self.rows.bars.values() if self.rows is not None else ()
        only = self.only
        return [bar for bar in bars if only is None or not only.isdisjoint(bar.person_ids)]

    # What screen readers are told

    def make_accessible(self) -> QAccessibleInterface:
        """A list of the sessions of the month."""
        return BarList(self, self)

    def spoken_bars(self) -> tuple[BarKey, ...]:
        """The sessions of the month by day; what is only proposed is none."""
        seen = [
            bar
            for bar in self._seen()
            if bar.id > 0 and bar.first_day <= self.grid.last and bar.last_day >= self.grid.first
        ]
        return tuple(BarKey(bar.id) for bar in sorted(seen, key=lambda bar: (bar.first_day, bar.id)))

    def spoken_text(self, key: BarKey) -> str:
        """What a session is, as its tip says it."""
        row = self.edits.row(key.session_id)
        return "" if row is None else session_sentence(row, self.problems.get(row.id, 0))

    def spoken_rect(self, key: BarKey) -> QRect:
        """Where the first chip of a session is; empty where it is only counted."""
        chip = next((chip for chip in self.grid.chips if chip.bar.id == key.session_id), None)
        return QRect() if chip is None else self.grid.rect(chip.first, chip.last, chip.slot).toAlignedRect()

    def spoken_state(self, key: BarKey) -> tuple[bool, bool]:
        """Whether a session is selected, and whether it has the keys."""
        here = self.selection.current == key.session_id and self.hasFocus()
        return key.session_id in self.selection, here

    def press_bar(self, key: BarKey) -> None:
        """Select a session and open its form."""
        self.selection.choose([key.session_id])
        self.opened.emit(key.session_id)

    def _lay(self) -> None:
        self.grid.width, self.grid.height = self.width(), self.height()
        self.grid.lay(self._seen())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room for as many sessions as fit."""
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the month."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        if self.rows is None:
            return
        picture = MonthPicture(
            self.grid,
            self.rows,
            self.today,
            self.problems,
            frozenset(self.selection.ids),
            self.hasFocus(),
            self.selection.current,
            self.drag_controller.moving().union(self.fading),
            self.tr("+%1 more"),
        )
        paint_month(painter, picture)
        self._paint_target(painter)

    def _paint_target(self, painter: Sketch) -> None:
        """Frame the days onto which a session would fall, and say what would happen."""
        days = [day for day in self.marked_days() if self.grid.first <= day <= self.grid.last]
        painter.setPen(QPen(current_theme().color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for day in days:
            painter.drawRoundedRect(self.grid.cell(day).adjusted(2, 2, -2, -2), 4, 4)
        tip = self.drag_controller.tip() or self.drops.tip()
        if tip:
            anchor = self.grid.cell(days[-1]) if days else QRectF(self.rect().center(), self.rect().center())
            painter.setFont(self.font())
            paint_tip(painter, tip, anchor.adjusted(0, 0, 0, -anchor.height() / 2), self.rect())

    # What is dragged here

    def shows(self, session_id: int, lane: LaneKey | None = None) -> bool:
        """Whether a session is to be seen in some month; there are no lanes."""
        return self.bar(session_id) is not None

    def hold_at(self, position: QPointF) -> DragState | None:
        """The chip at a position, as it would be held; what is proposed cannot be."""
        chip = self.grid.chip_at(position)
        if chip is None or chip.bar.id < 0:
            return None
        return DragState(chip.bar, self.grid.day_at(position) or chip.first, position)

    def target_of(self, drag: DragState, position: QPointF) -> DropTarget | None:
        """The day on which a session would begin; None beside the days."""
        day = self.grid.day_at(position)
        if day is None or self._rows is None:
            return None
        return DropTarget(drag.bar.first_day + (day - drag.day), site_of(self._rows, drag.bar))

    def target_at(self, position: QPointF) -> DropTarget | None:
        """The day or the chip above which picks are held; None beside the days."""
        day, chip = self.grid.day_at(position), self.grid.chip_at(position)
        bar = chip.bar if chip is not None and chip.bar.id >= 0 else None
        return None if day is None else DropTarget(day, bar=bar)

    def marked_days(self) -> Sequence[dt.date]:
        """The days onto which something would fall."""
        drag, picks = self.drag_controller.preview, self.drops.preview
        if drag is not None and not drag.refusal:
            return drag.held.days
        return () if picks is None else picks.marked_days

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, and take hold of a chip; "+3 more" lists them."""
        chip = self.grid.chip_at(event.position())
        if chip is not None and chip.bar.id < 0:
            # What is proposed is there to be seen only.
            return
        day = self.grid.more_at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.make_day_menu(day).popup(event.globalPosition().toPoint())
        else:
            self.drag_controller.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let what is held follow."""
        self.drag_controller.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what is held."""
        self.drag_controller.release(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take picks from the backlog."""
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Let the picks follow from day to day."""
        self.drops.hold(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what went elsewhere."""
        self.drops.leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Make a session, or seat people."""
        self.drops.drop(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the form of a session."""
        chip = self.grid.chip_at(event.position())
        if chip is not None and chip.bar.id >= 0:
            self.drag_controller.cancel()
            self.opened.emit(chip.bar.id)

    def make_day_menu(self, day: dt.date) -> QMenu:
        """All sessions of a day, to choose one."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for bar in self._seen():
            if day in bar.days and bar.id >= 0:
                action = menu.addAction(as_typed(f"{bar.session.course_title} ({bar.session.code})"))
                action.triggered.connect(
                    lambda _=False, session_id=bar.id: self.selection.choose([session_id])
                )
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done; the Menu key opens it at the current chip."""
        place = QPointF(event.pos())
        chip = self.grid.chip_at(place)
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            own = [c for c in self.grid.chips if c.bar.id == self.selection.current]
            if own:
                place = self.grid.rect(own[0].first, own[0].last, own[0].slot).bottomLeft()
        elif chip is not None and chip.bar.id >= 0 and chip.bar.id not in self.selection:
            self.selection.choose([chip.bar.id])
        if self.selection.ids:
            self.menu_requested.emit(self.mapToGlobal(place.toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go through the months."""
        self.step_period(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection with the arrows, and sessions with Alt."""
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and self.drag_controller.dragging:
            self.drag_controller.cancel()
        elif key in _MONTHS:
            self.step_period(_MONTHS[key])
        elif key in OPENING and self.selection.current is not None:
            self.opened.emit(self.selection.current)
        elif not act_on_key(event, self.selection.ids, self.edits) and not self._go(key, keys):
            super().keyPressEvent(event)

    def _go(self, key: Qt.Key, keys: Qt.KeyboardModifier) -> bool:
        """Select the session in the direction of an arrow."""
        if self.rows is None or key not in (*_ALONG, *_WEEKS) or keys & Qt.KeyboardModifier.AltModifier:
            return False
        real = (bar for bar in self._seen() if bar.id >= 0)
        order = sorted(real, key=lambda bar: (bar.first_day, bar.id))
        current = self.bar(self.selection.current)
        found: Bar | None
        if current is None:
            found = next((bar for bar in order if bar.last_day >= self.grid.first), None)
        elif key in _ALONG:
            place = order.index(current) + _ALONG[key]
            found = order[place] if 0 <= place < len(order) else None
        else:
            found = _nearest(order, current, _WEEKS[key])
        if found is not None:
            several = keys & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
            self.selection.choose([*(self.selection.ids if several else ()), found.id])
            self.reveal(found.id)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select something when Tab comes here and nothing is selected."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.selection.current is None:
            self._go(Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            chip = self.grid.chip_at(QPointF(event.pos()))
            row = None if chip is None else self.edits.row(chip.bar.id)
            text = "" if row is None else session_sentence(row, self.problems.get(row.id, 0))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _show_selection(self) -> None:
        row = None if self.selection.current is None else self.edits.row(self.selection.current)
        text = "" if row is None else session_sentence(row, self.problems.get(row.id, 0))
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        tell_focus(self, self)
        self.update()


def _nearest(order: list[Bar], current: Bar, days: int) -> Bar | None:
    """The session nearest to so many days after another, among those on that side of it."""
    wanted = current.first_day + dt.timedelta(days=days)
    side = [bar for bar in order if (bar.first_day - current.first_day).days * days > 0]
    return min(side, key=lambda bar: abs((bar.first_day - wanted).days), default=None)
