"""The skills of a block as a list: who has, plans or lacks each, and the courses that teach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from pmplanner.services.views.roles_page import HAS, Has
from pmplanner.ui.needs.roles.skill_frame import Entry, SkillFrame, Spot, lay_out
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.tables.table_model import ColumnSpec, TableModel

Index = QModelIndex | QPersistentModelIndex
_FOLDING = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}


class _SkillDelegate(QStyledItemDelegate):
    """Paints a skill; `over` is what the mouse is over, and in which line."""

    def __init__(self, skills: SkillList) -> None:
        super().__init__(skills)
        self._list = skills
        self.over: tuple[str, Spot] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its courses are."""
        frame = self._list.frame(index)
        return QSize(round(frame.width), round(frame.height) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground by the style, then the skill and a thin line below."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        frame = self._list.frame(index)
        option.text = ""
        if option.widget is not None:
            style, item = option.widget.style(), QStyle.ControlElement.CE_ItemViewItem
            painter.then(lambda ground: style.drawControl(item, option, ground, option.widget))
        over = self.over[1] if self.over is not None and self.over[0] == frame.entry.id else None
        frame.draw(painter, option.rect.left(), option.rect.top(), current_theme(), over)
        painter.setPen(QPen(current_theme().color("line"), 1))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())


class SkillList(QListView):
    """As high as its lines; a click on a part, Enter, and the menu lead on."""

    people_requested = Signal(object, object)
    """The people of a skill are wanted; payload: the Entry, and a tuple of Has."""
    course_requested = Signal(int)
    """A course is to be shown; payload: its id."""
    menu_requested = Signal(object, object)
    """A menu is wanted; payload: the Entry, and the place on the screen."""
    current_said = Signal(object)
    """Another line is the current one; payload: the Entry, None for none."""
    fold_changed = Signal()
    """A line was folded or unfolded; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unfolded: set[str] = set()
        self._pressed: tuple[Entry, Spot] | None = None
        self._frames: list[SkillFrame] = []
        self._laid_out: tuple[int, str] | None = None
        column = ColumnSpec[Entry](tr("Skill"), lambda entry: entry.id, lambda entry: entry.spoken)
        self.entries: TableModel[Entry] = TableModel([column], self)
        self.setModel(self.entries)
        self._delegate = _SkillDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._say_current)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these skills; what is unfolded and current stays."""
        self._unfolded &= {entry.id for entry in entries}
        self._put(entries)

    def current(self) -> Entry | None:
        """The current line."""
        index = self.currentIndex()
        return self.entries.row_at(index) if index.isValid() else None

    def fold(self, entry: Entry, unfolded: bool) -> None:
        """Show all courses of a skill, or only the first ones."""
        if entry.unfolded == unfolded or not entry.can_fold:
            return
        (self._unfolded.add if unfolded else self._unfolded.discard)(entry.id)
        self._put(self.entries.rows())
        self.fold_changed.emit()

    def press(self, entry: Entry, spot: Spot) -> None:
        """Do what a click on a part does."""
        if spot.part == "course":
            self.course_requested.emit(spot.course_id)
        elif spot.part == "more":
            self.fold(entry, not entry.unfolded)
        else:
            wanted: tuple[Has, ...] = HAS if spot.part == "bar" else (spot.part,)
            self.people_requested.emit(entry, wanted)

    def content_height(self) -> int:
        """The height of all lines; pixels."""
        return sum(self.sizeHintForRow(place) for place in range(self.entries.rowCount()))

    def spot_at(self, place: QPoint) -> tuple[Entry, Spot] | None:
        """What is at a place of the viewport."""
        index = self.indexAt(place)
        if not index.isValid():
            return None
        frame = self.frame(index)
        spot = frame.spot_at(QPointF(place - self.visualRect(index).topLeft()))
        return None if spot is None else (frame.entry, spot)

    def frame(self, index: Index) -> SkillFrame:
        """Return a line laid out; all are, once for each width and font."""
        key = (self.viewport().width(), self.font().key())
        if self._laid_out != key:
            self._frames = lay_out(self.entries.rows(), key[0], self.font())
            self._laid_out = key
        return self._frames[index.row()]

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(super().sizeHint().width(), self.content_height())

    def minimumSizeHint(self) -> QSize:
        """Narrow, but all lines."""
        return QSize(80, self.content_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the lines are at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "entries"):
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the first line when Tab comes here, and there was none."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.entries.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.entries.index(0, 0), flags)
        self._say_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """List the people on Enter; unfold and fold the courses with Right and Left."""
        entry, key = self.current(), Qt.Key(event.key())
        if entry is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.people_requested.emit(entry, HAS)
        elif entry is not None and key in _FOLDING:
            self.fold(entry, _FOLDING[key])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu at the mouse, or at the current line for the Menu key."""
        place, index = event.pos(), self.indexAt(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.visualRect(index).center()
        if index.isValid():
            self.menu_requested.emit(self.entries.row_at(index), self.viewport().mapToGlobal(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would lead to."""
        super().mouseMoveEvent(event)
        self._point_at(self.spot_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is over nothing any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where the button went down."""
        super().mousePressEvent(event)
        self._pressed = self.spot_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the part stands for on which the button went down."""
        super().mouseReleaseEvent(event)
        found = self.spot_at(event.position().toPoint())
        if found is not None and found == self._pressed and event.button() is Qt.MouseButton.LeftButton:
            self.press(*found)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in the tip what is under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.spot_at(event.pos())
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), found[0].tip(found[1].part, found[1].course_id), self)
            return True
        return super().viewportEvent(event)

    def _point_at(self, found: tuple[Entry, Spot] | None) -> None:
        over = None if found is None else (found[0].id, found[1])
        if over != self._delegate.over:
            self._delegate.over = over
            shape = Qt.CursorShape.ArrowCursor if over is None else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _put(self, entries: Sequence[Entry]) -> None:
        rows = [replace(entry, unfolded=entry.id in self._unfolded) for entry in entries]
        self._laid_out = None
        if self.entries.rows() != tuple(rows):
            self.entries.set_rows(rows)
            self._laid_out = None  # while they change, views ask for some of them
        self._fit()

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        height = self.content_height()
        if height != self.height():
            self.setFixedHeight(height)

    def _say_current(self) -> None:
        index = self.currentIndex()
        self.current_said.emit(self.current())
        area = self._area()
        inside = None if area is None else area.widget()
        if area is not None and inside is not None and index.isValid() and self.hasFocus():
            rect = self.visualRect(index)
            middle = self.viewport().mapTo(inside, rect.center())
            area.ensureVisible(middle.x(), middle.y(), 0, rect.height() // 2 + 8)

    def _area(self) -> QScrollArea | None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        return around
