"""The timeline: lanes of bars over days, of which only what is seen is painted."""

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
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from pmplanner.services.needs.standing_in_plan import Shown
from pmplanner.services.views.timeline import Bar, Grouping, LaneKey, TimelineRows
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.schedule.dragging.backlog_drops import BacklogDrops
from pmplanner.ui.schedule.dragging.drag_controller import DragController
from pmplanner.ui.schedule.dragging.drag_state import DragState, DropTarget
from pmplanner.ui.schedule.dragging.tip import paint_tip
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.session_keys import OPENING, act_on_key
from pmplanner.ui.schedule.spoken_bars import BarKey
from pmplanner.ui.schedule.texts import session_sentence
from pmplanner.ui.schedule.timeline.arrow_keys import neighbour
from pmplanner.ui.schedule.timeline.bar_painter import RADIUS
from pmplanner.ui.schedule.timeline.bar_stamps import BarStamps
from pmplanner.ui.schedule.timeline.border_scrolling import BorderScroll
from pmplanner.ui.schedule.timeline.frame import Frame, Ghost, paint_body, paint_empty_hint
from pmplanner.ui.schedule.timeline.geometry import header_width
from pmplanner.ui.schedule.timeline.header_painter import paint_headers
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.heat_picker import HeatPicker
from pmplanner.ui.schedule.timeline.lane_area import LaneArea
from pmplanner.ui.schedule.timeline.lanes import FOLDING, LaneBook, StackKey
from pmplanner.ui.schedule.timeline.picture import Drawn, TimelinePicture
from pmplanner.ui.schedule.timeline.scale import LEAST_WEEK, MOST_WEEK, TimeScale, usual_week
from pmplanner.ui.schedule.timeline.targets import ghosts, hold_at, outline, target_at, target_of
from pmplanner.ui.schedule.timeline.texts import (
    away_tooltip,
    day_tooltip,
    lane_title,
    lane_tooltip,
    stack_sentence,
)
from pmplanner.ui.schedule.timeline.zoom_buttons import ZoomButtons
from pmplanner.ui.text_size import text_size_notifier
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import plural
from pmplanner.ui.widgets.accessible import install
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.quiet_scrolling import QuietScrolling
from pmplanner.ui.widgets.spoken_bars import BarList, tell_focus

_MOST_SAID = 8
"""So many sessions of a stack, and so many problems, are named in a tip."""
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class TimelineView(LaneArea):
    """Shows sessions over time; mouse and keys move them, what is chosen is in `selection`."""

    opened = Signal(object)
    """The form of a session is wanted; payload: its id."""
    menu_requested = Signal(QPoint)
    """A menu of the selected sessions is wanted; payload: where, on the screen."""

    def __init__(
        self, selection: Selection, edits: SessionEdits, today: dt.date, parent: QWidget | None = None
    ) -> None:
        super().__init__(today, parent)
        self.selection = selection
        self.edits = edits
        self.grouping: Grouping = "course"
        self.others: Shown = ""
        self.only: Collection[int] | None = None
        """The people who have lanes, and whose sessions are shown; None for everybody."""
        self.heat: HeatBook | None = None
        self.problems: Mapping[int, int] = {}
        self.problem_texts: Mapping[int, Sequence[str]] = {}
        self.fading: Collection[int] = frozenset()
        """Sessions that a proposal, whose bars have negative ids, takes away from where they are."""
        self._spoken: tuple[BarKey, ...] | None = None
        """The bars as they were last told to a screen reader."""
        self.frame: Frame | None = None
        """What was painted last."""
        self._stamps = BarStamps()
        QuietScrolling(self)
        self.drag_controller = DragController(self, self.viewport())
        self.drops = BacklogDrops(self, self.viewport())
        self._scrolling = BorderScroll(self, self.drops.is_aimed)
        self._scrolling.scrolled.connect(self.drag_controller.follow)
        self.drag_controller.ended.connect(self._scrolling.stop)
        self.drops.ended.connect(self._scrolling.stop)
        self.zoom_buttons = ZoomButtons(self)
        self.zoom_buttons.stepped.connect(self.zoom)
        self.zoom_buttons.fit_wanted.connect(self.fit_plan)
        self.picture = PictureMenu(TimelinePicture(self._drawn), self._picture_title, self, bare=False)
        self.more = self.picture.button(self.zoom_buttons)
        self.zoom_buttons.add(self.more)
        self.heat_picker = HeatPicker(self)
        self.drag_controller.clicked.connect(self._on_clicked)
        self._dress()
        selection.changed.connect(self._show_selection)
        theme_notifier().changed.connect(self.viewport().update)
        text_size_notifier().resized.connect(self._lay_out_anew)

    @property
    def corner(self) -> tuple[QWidget, ...]:
        """What has the keys in its corner, as the eye meets it: before the lanes."""
        zoom = self.zoom_buttons
        return (zoom.narrower, zoom.wider, zoom.fit_plan, self.more, self.heat_picker)

    def _dress(self) -> None:
        install()
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
            self.fit_unless_zoomed()
        elif touched is None or self._scale_for(rows) != self.scale:
            began, scrolled = self.scale.first, self.canvas.scroll_x
            self._lay_out(rows, self._scale_for(rows), self.book.unfolded)
            self._keep_seen(began, scrolled)
        else:
            self.book.update(rows, touched)
            self.heat.update(rows, touched)
            self._fit_header()
            self._fit_bars()
        self._unfold_around_selection()
        self.drag_controller.rows_changed()
        self.drops.rows_changed()
        self.viewport().update()

    def _lay_out_anew(self) -> None:
        """Give lanes and headers the heights that the text needs now."""
        if self.book is not None:
            self._lay_out(self.book.rows, self.scale, self.book.unfolded)

    def _lay_out(self, rows: TimelineRows, scale: TimeScale, unfolded: Collection[StackKey] = ()) -> None:
        """Put all rows into lanes anew."""
        self.book = LaneBook(rows, self.grouping, scale, self.others, unfolded, self.only)
        self.heat = HeatBook(rows)
        self.heat_picker.offer(rows)
        self._allow_zoom()
        self._fit_header()
        self._fit_bars()

    def _rescale(self, scale: TimeScale) -> None:
        super()._rescale(scale)
        self._allow_zoom()

    def _allow_zoom(self) -> None:
        width = self.scale.week_width
        self.zoom_buttons.allow(wider=width < MOST_WEEK, narrower=width > LEAST_WEEK)

    def _fit_header(self) -> None:
        super()._fit_header()
        self.zoom_buttons.fit(self.canvas.header)
        self.heat_picker.fit(self.canvas.header)

    def show_problems(self, texts: Mapping[int, Sequence[str]]) -> None:
        """Mark sessions that have these problems."""
        if texts == self.problem_texts:
            return  # all that is painted already
        self.problem_texts = texts
        self.problems = {session_id: len(each) for session_id, each in texts.items()}
        self.viewport().update()

    def group_by(self, grouping: Grouping) -> None:
        """Let courses, people, teams, rooms or trainers be the lanes."""
        self.grouping = grouping
        if self.book is not None:
            book = self.book
            self.book = LaneBook(book.rows, grouping, book.scale, self.others, book.unfolded, self.only)
            self.lane = None
            self.drag_controller.cancel()
            self._fit_header()
            self._fit_bars()
            self.fit_unless_zoomed()  # other names leave the weeks another room
            self._show_selection()
        self.viewport().update()

    def show_others(self, shown: Shown) -> None:
        """Let also those who do not count in the plan have lanes: who has left, or everybody."""
        if shown != self.others:
            self.others = shown
            self.group_by(self.grouping)

    def show_only(self, people: Collection[int] | None) -> None:
        """Let only these people have lanes, and only their sessions bars; None for everybody."""
        if people != self.only:
            self.only = people
            self.group_by(self.grouping)

    # What screen readers are told

    def make_accessible(self) -> QAccessibleInterface:
        """A list of its bars."""
        return BarList(self, self)

    def _fit_bars(self) -> None:
        super()._fit_bars()
        self._spoken = None

    def spoken_bars(self) -> tuple[BarKey, ...]:
        """The bars lane by lane, those of a lane by day; what is only proposed is none."""
        if self._spoken is None:
            lanes = () if self.book is None else self.book.lanes
            self._spoken = tuple(
                BarKey(bar.id, lane.row.key) for lane in lanes for bar in lane.shown if bar.id > 0
            )
        return self._spoken

    def spoken_text(self, key: BarKey) -> str:
        """What a bar is, as its tip says it, with the lane in which it stands."""
        row = self.edits.row(key.session_id)
        if self.book is None or row is None or key.lane is None:
            return ""
        lane = next((each.row for each in self.book.lanes if each.row.key == key.lane), None)
        folded = stack_sentence(self.book.stack(key.session_id, key.lane))
        said = session_sentence(row, self.problems.get(row.id, 0))
        title = "" if lane is None or self.grouping == "course" else lane_title(lane, self.grouping)
        return " ".join(part for part in (f"{title}:" if title else "", folded, said) if part)

    def spoken_rect(self, key: BarKey) -> QRect:
        """Where a bar is in the view; empty where it is scrolled away."""
        rect = None if self.book is None or key.lane is None else self.book.rect(key.session_id, key.lane)
        if rect is None:
            return QRect()
        return self.canvas.rect(rect).toAlignedRect().intersected(self.canvas.body)

    def spoken_state(self, key: BarKey) -> tuple[bool, bool]:
        """Whether a bar is selected, and whether it has the keys."""
        here = (self.selection.current, self.lane) == (key.session_id, key.lane)
        return key.session_id in self.selection, here and self.hasFocus()

    def press_bar(self, key: BarKey) -> None:
        """Select a bar and open the form of its session."""
        self.lane = key.lane
        self.selection.choose([key.session_id])
        self.opened.emit(key.session_id)

    # Sessions on the same days, which are drawn as one bar

    def unfold(self, key: LaneKey, session_ids: Collection[int], *, folded: bool = False) -> None:
        """Give each of the sessions on the same days as these a bar, or draw them as one again."""
        if self.book is not None:
            self.book.fold(key, session_ids, folded=folded)
            self._fit_bars()
            self._show_selection()

    def stack(self) -> tuple[Bar, ...]:
        """The sessions that are drawn as one bar with the current one."""
        current = self.selection.current
        if self.book is None or current is None or self.lane is None:
            return ()
        return self.book.stack(current, self.lane)

    def add_fold_action(self, menu: QMenu) -> None:
        """Offer in a menu to show each of the sessions on the same days, or to fold them."""
        current, lane = self.selection.current, self.lane
        alike = () if self.book is None or current is None or lane is None else self.book.alike(current, lane)
        if alike and lane is not None:
            ids, folded = {bar.id for bar in alike}, bool(self.stack())
            menu.addSeparator()
            if folded:
                text = plural(len(ids), "Show 1 session", "Show each of %1 sessions")
            else:
                text = plural(len(ids), "Fold 1 session", "Fold %1 sessions of the same days")
            action = menu.addAction(text)
            action.triggered.connect(lambda: self.unfold(lane, ids, folded=not folded))

    def _unfold_around_selection(self) -> None:
        """Show each of the sessions of a stack of which only some are selected."""
        chosen = set(self.selection.ids)
        if self.book is None or self.grouping not in FOLDING:
            return
        for session_id in chosen:
            for key in self.book.lanes_of(session_id):
                stack = {bar.id for bar in self.book.stack(session_id, key)}
                if stack - chosen:
                    self.book.fold(key, stack, folded=False)
                    self._fit_bars()

    def _on_clicked(self, held: DragState) -> None:
        """A click on several sessions shows each of them."""
        if held.stack and held.lane is not None:
            self.lane = held.lane
            self.unfold(held.lane, [held.bar.id])
            self.selection.choose([held.bar.id])

    def _fold_current(self) -> bool:
        """Fold the sessions like the current one; False when there are none, or they are folded."""
        current, lane = self.selection.current, self.lane
        if self.book is None or current is None or lane is None or self.stack():
            return False
        alike = [bar.id for bar in self.book.alike(current, lane)]
        if alike:
            self.selection.choose([*(each for each in alike if each != current), current])
            self.unfold(lane, alike, folded=True)
        return bool(alike)

    def _turn_lane(self, position: QPointF) -> bool:
        """Show each session of the lane that is named at a position, or fold those on the same days."""
        if self.book is None or not self.canvas.headers.contains(position.toPoint()):
            return False
        place = self.book.lane_at(self.canvas.content(position).y())
        if place < 0 or not self.book.lanes[place].alike:
            return False
        lane = self.book.lanes[place]
        ids = {bar.id for bars in lane.alike.values() for bar in bars}
        if not lane.stacks and ids.intersection(self.selection.ids):
            self.selection.choose(())  # or what is selected would be unfolded at once
        self.unfold(lane.row.key, ids, folded=not lane.stacks)
        return True

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lanes and days that are seen."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        painter.fillRect(self.viewport().rect(), current_theme().color("panel"))
        if self.book is None or self.heat is None:
            return
        self._stamps.fit(self.book, self.font(), painter.ratio)
        self.frame = frame = self._frame(self.book)
        painter.setFont(self.font())
        paint_body(painter, frame)
        if not frame.rows.bars and self.drops.preview is None:
            paint_empty_hint(painter, frame)
        paint_headers(painter, frame, self.heat, self.heat_picker.team)
        self._paint_outline(painter)
        tip = self.tip()
        if tip is not None:
            paint_tip(painter, tip[0], self.canvas.rect(tip[1]), self.canvas.body)

    def _paint_outline(self, painter: Sketch) -> None:
        """Show where something from the backlog would fall."""
        rect = self.outline()
        if rect is not None:
            painter.save()
            painter.setClipRect(self.canvas.body)
            painter.setPen(QPen(current_theme().color("accent"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.canvas.rect(rect), RADIUS, RADIUS)
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
            self.ghosts(),
            self.drag_controller.moving().union(self.fading),
            self._target_lane(),
            self._stamps,
        )

    # Pictures

    def _drawn(self) -> Drawn | None:
        """What a picture of the whole plan is painted from."""
        book, heat, picker = self.book, self.heat, self.heat_picker
        if book is None or heat is None:
            return None
        header = header_width(self._wanted_header)
        strip = (picker.team, picker.text())
        return Drawn(book, heat, self.today, header, strip, self.problems, self.fading, self.font())

    def _picture_title(self) -> str:
        titles: dict[Grouping, str] = {
            "course": self.tr("Sessions by course"),
            "person": self.tr("Sessions by person"),
            "team": self.tr("Sessions by team"),
            "room": self.tr("Sessions by room"),
            "trainer": self.tr("Sessions by trainer"),
        }
        return titles[self.grouping]

    # What is dragged here

    @property
    def rows(self) -> TimelineRows | None:
        """The sessions that are shown."""
        return None if self.book is None else self.book.rows

    def shows(self, session_id: int, lane: LaneKey | None = None) -> bool:
        """Whether a session has a bar, and one in that lane where one is given."""
        lanes = () if self.book is None else self.book.lanes_of(session_id)
        return bool(lanes) if lane is None else lane in lanes

    def hold_at(self, position: QPointF) -> DragState | None:
        """The bar at a position of the viewport, as it would be held."""
        if self.book is None or not self.canvas.body.contains(position.toPoint()):
            return None
        return hold_at(self.book, self.canvas.content(position))

    def target_of(self, drag: DragState, position: QPointF) -> DropTarget | None:
        """The day and the lane above which a bar is held."""
        return None if self.book is None else target_of(self.book, drag, self.canvas.content(position))

    def target_at(self, position: QPointF) -> DropTarget | None:
        """The day, the bar and the lane above which picks are held; None beside the lanes."""
        if self.book is None or not self.canvas.body.contains(position.toPoint()):
            return None
        return target_at(self.book, self.canvas.content(position))

    def ghosts(self) -> tuple[Ghost, ...]:
        """The bars that are held, where they would fall."""
        preview = self.drag_controller.preview
        return () if preview is None or self.book is None else ghosts(self.book, preview)

    def outline(self) -> QRectF | None:
        """Where picks that are held would be, on scale and lanes."""
        preview = self.drops.preview
        if preview is None or self.book is None:
            return None
        return outline(self.book, preview, self.canvas.content(self.drops.at))

    def tip(self) -> tuple[str, QRectF] | None:
        """What would happen if the mouse were let go now, and beside what that is said."""
        preview, book = self.drag_controller.preview, self.book
        if preview is not None and book is not None:
            lifted = self.ghosts()
            rect = lifted[0].rect if lifted else self._rect_of(preview.drag)
            return None if rect is None else (self.drag_controller.tip(), rect)
        rect = self.outline()
        return None if rect is None else (self.drops.tip(), rect)

    def _rect_of(self, drag: DragState) -> QRectF | None:
        """Where the bar lies that is held."""
        if self.book is None or drag.lane is None:
            return None
        return self.book.rect(drag.bar.id, drag.lane)

    def _target_lane(self) -> LaneKey | None:
        """The lane whose room or trainer a session would get."""
        if self.drag_controller.dragging:
            return self.drag_controller.target_lane()
        preview = self.drops.preview
        return preview.target.lane if preview is not None and preview.target.where else None

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, and take hold of a bar; the name of a lane opens and closes what is folded in it."""
        if event.button() is Qt.MouseButton.LeftButton and self._turn_lane(event.position()):
            return
        hit = self.bar_at(event.position(), beside=True)
        if hit is not None and event.button() is Qt.MouseButton.LeftButton:
            self.lane = hit[1]
        self.drag_controller.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let what is held follow."""
        self.drag_controller.move(event)
        if self.drag_controller.dragging:
            self._scrolling.follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what is held."""
        lane = self.drag_controller.target_lane()
        if lane is not None and event.button() is Qt.MouseButton.LeftButton:
            self.lane = lane
        self.drag_controller.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the form of a session."""
        hit = self.bar_at(event.position(), beside=True)
        if hit is not None:
            self.drag_controller.cancel()
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
            self.selection.choose(self._ids_at(hit))
        self.menu_requested.emit(self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection with the arrows, and sessions with Alt; the rest is in `session_keys`."""
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and self.drag_controller.dragging:
            self.drag_controller.cancel()
        elif keys & Qt.KeyboardModifier.ControlModifier and key in _ZOOM_KEYS:
            self.zoom(_ZOOM_KEYS[key])
        elif keys & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_0 and self.book is not None:
            self.set_week_width(usual_week(self.book.rows.first_day, self.book.rows.last_day))
        elif key == Qt.Key.Key_F and not keys & ~Qt.KeyboardModifier.ShiftModifier:
            self.fit_plan()
        elif key == Qt.Key.Key_Escape and self._fold_current():
            return
        elif key in OPENING and self.stack() and self.lane is not None:
            first = self.stack()[0].id
            self.unfold(self.lane, [first])
            self.selection.choose([first])
        elif key in OPENING and self.selection.current is not None:
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
            self.selection.add(*self._ids_at(found))
        else:
            self.selection.choose(self._ids_at(found))
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
        """Take picks from the backlog."""
        self.drops.enter(event)
        self._scroll_for_picks(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Say what a drop would do."""
        self.drops.hold(event)
        self._scroll_for_picks(event)

    def _scroll_for_picks(self, event: QDragMoveEvent) -> None:
        if self.drops.holding:
            self._scrolling.follow(event.position())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what was held above."""
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Make a session, or seat people."""
        self.drops.drop(event)

    # Helpers

    def _ids_at(self, hit: tuple[int, LaneKey]) -> tuple[int, ...]:
        """A session with those that are drawn as one bar with it, itself last."""
        stack = () if self.book is None else self.book.stack(*hit)
        return (*(bar.id for bar in stack if bar.id != hit[0]), hit[0])

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
            text = "" if self.drag_controller.dragging else self.tooltip_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def tooltip_at(self, position: QPointF) -> str:
        """What is to be said about what is at a position of the viewport; "" for nothing."""
        book, canvas = self.book, self.canvas
        if book is None or self.heat is None:
            return ""
        place, point = canvas.content(position), position.toPoint()
        number = book.lane_at(place.y())
        lane = book.lanes[number].row if number >= 0 else None
        if canvas.headers.contains(point):
            return "" if lane is None else lane_tooltip(book.lanes[number], book.grouping)
        if position.x() < canvas.body.left():
            return ""
        day = book.scale.day_at(place.x())
        if canvas.strip.contains(point):
            return away_tooltip(book.rows, self.heat, day, self.heat_picker.team)
        hit = self.bar_at(position, beside=True)
        if hit is None:
            return day_tooltip(book.rows, day, lane)
        stack = book.stack(*hit)
        rows = [self.edits.row(each) for each in ([bar.id for bar in stack] or [hit[0]])]
        said = [session_sentence(row, 0) for row in rows if row is not None]
        if len(said) > _MOST_SAID:
            said = [*said[:_MOST_SAID], "…"]
        texts = [text for bar in stack for text in self.problem_texts.get(bar.id, ())]
        return "\n".join([*said, *(texts or self.problem_texts.get(hit[0], ()))[:_MOST_SAID]])

    def _show_selection(self) -> None:
        """Paint it, and let a screen reader say it."""
        session_id = self.selection.current
        if (
            session_id is not None
            and self.book is not None
            and self.lane not in self.book.lanes_of(session_id)
        ):
            self.lane = next(iter(self.book.lanes_of(session_id)), None)
        self._unfold_around_selection()
        row = None if session_id is None else self.edits.row(session_id)
        text = "" if row is None else session_sentence(row, self.problems.get(row.id, 0))
        folded = stack_sentence(self.stack())
        self.setAccessibleDescription(f"{folded} {text}".strip())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        tell_focus(self, self)
        self.viewport().update()
