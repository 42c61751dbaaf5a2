"""The courses found in the catalogue drawer, as cards; the chosen one can be picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.plan.texts import days_text, people_text
from pmplanner.ui.text_size import SIZES, sized, small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.painting import Sketch, blank_when_failing, paint_into

Index = QModelIndex | QPersistentModelIndex
CARD_ROLE = Qt.ItemDataRole.UserRole + 40
_NOWHERE = QModelIndex()

_PAD, _GAP = 10, 8
_BATCH = 20
_BAR_HEIGHT = 32
"""Pixels of the button on the chosen course."""
_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class CourseCard:
    """What a card says: title, facts, skills, and which course comes first ("" for none)."""

    course_id: int
    title: str
    facts: str
    skills: str
    after: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines below the title."""
        return tuple(filter(None, (self.facts, self.skills, self.after)))


def course_card(course: CourseRow, tracks: Sequence[TrackRow], titles: dict[int, str]) -> CourseCard:
    """Return what the card of a course says."""
    meant = [track for track in tracks if track.id in course.track_ids]
    names = (
        tr("all tracks") if len(meant) == len(tracks) > 1 else ", ".join(short_name(t.name) for t in meant)
    )
    facts = (days_text(course.days), course.level.capitalize(), names)
    first = ", ".join(titles[other] for other in course.requires if other in titles)
    after = tr("after %1", first) if first else ""
    return CourseCard(
        course.id, course.title, " · ".join(filter(None, facts)), ", ".join(course.skills), after
    )


def short_name(track: str) -> str:
    """Return "product" for "Product manager": what tells tracks apart."""
    words = track.split()
    return " ".join(words[:-1]).lower() if len(words) > 1 and words[-1].lower() == "manager" else track


class CardPile(Sequence[CourseCard]):
    """Cards in order of rank, made when they are looked at."""

    def __init__(self, ids: Sequence[int], make: Callable[[int], CourseCard]) -> None:
        self.ids = list(ids)
        self._make = make
        self._made: dict[int, CourseCard] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> CourseCard: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CourseCard]: ...
    def __getitem__(self, place: int | slice) -> CourseCard | Sequence[CourseCard]:
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        course_id = self.ids[place]
        if course_id not in self._made:
            self._made[course_id] = self._make(course_id)
        return self._made[course_id]


Further = Callable[[int], Sequence[int]]
"""Return the ids of some more courses than so many."""


class CourseListModel(QAbstractListModel):
    """The cards in order of rank."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._total = 0
        self._further: Further = lambda _shown: ()
        self.cards = CardPile((), lambda _id: CourseCard(0, "", "", "", ""))

    def show(self, cards: CardPile, total: int, further: Further) -> None:
        """Show these, and *further* ones when the end comes near."""
        self.beginResetModel()
        self.cards, self._total, self._further = cards, total, further
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a card."""
        return 0 if parent.isValid() else len(self.cards)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether there are more than are shown."""
        return not parent.isValid() and len(self.cards) < self._total

    def fetchMore(self, parent: Index) -> None:
        """Show some more."""
        ids = self._further(len(self.cards))
        if ids:
            self.beginInsertRows(_NOWHERE, len(self.cards), len(self.cards) + len(ids) - 1)
            self.cards.ids += ids
            self.endInsertRows()
        else:
            self._total = len(self.cards)

    @blank_when_failing
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles, and all that a card says for tips and screen readers."""
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            free = () if card.after else (tr("needs nothing first"),)
            return "\n".join((card.title, *card.lines, *free))
        return card if role == CARD_ROLE else None


class CourseCardDelegate(QStyledItemDelegate):
    """Draws a card as high as its text needs; the chosen one leaves room for its button."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw frame and texts."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        theme, card = current_theme(), index.data(CARD_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if chosen else "line"), 1.5 if chosen else 1))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -_GAP - 1), 6, 6)
        room = option.rect.adjusted(_PAD, _PAD - 2, -_PAD, -_GAP)
        bold, small = _fonts(option.font)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        height = _height(card.title, bold, room.width())
        painter.drawText(QRect(room.left(), room.top(), room.width(), height), _WRAP, card.title)
        self._lines(painter, room.adjusted(0, height + 2, 0, 0), small, card.lines)

    def _lines(self, painter: Sketch, room: QRect, font: QFont, lines: Sequence[str]) -> None:
        painter.setFont(font)
        painter.setPen(current_theme().color("muted"))
        metrics = QFontMetrics(font)
        for number, line in enumerate(lines):
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            area = QRect(room.left(), room.top() + number * _step(font), room.width(), _step(font))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the texts are at the width of the list."""
        view = self.parent()
        assert isinstance(view, QAbstractItemView)
        card, width = index.data(CARD_ROLE), view.viewport().width()
        bold, small = _fonts(option.font)
        chosen = view.currentIndex().row() == index.row()
        height = _height(card.title, bold, width - 2 * _PAD) + _step(small) * len(card.lines)
        return QSize(width, height + 2 * _PAD + _GAP + (sized(_BAR_HEIGHT) + 4 if chosen else 0))


class PickBar(QWidget):
    """The button on the chosen course: for whom it would be picked; beside it, what comes first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PrimaryButton(parent=self)
        self._first = muted_label(tr("needs nothing first"), self, small=True)
        self._free = False
        self._text = self._short = ""
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self._first)
        row.addStretch(1)
        self.say_people(0, 0)

    def say_people(self, people: int, lacking: int) -> None:
        """Say how many people are selected in the matrix, and how many of them lack the course."""
        if not people:
            text = tr("Select people in the matrix first")
        elif not lacking:
            text = tr("Picked already")
        elif lacking < people:
            text = tr("Pick for %1 of %2", lacking, people_text(people))
        else:
            text = tr("Pick for %1", people_text(people))
        self._text, self._short = text, text if people else tr("Select people first")
        self.button.setToolTip(text)
        self.button.setEnabled(lacking > 0)
        self._fit()

    def say_free(self, free: bool) -> None:
        """Say that nothing comes before the course, or leave that to its card."""
        self._free = free
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit beside the button."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.button.setText(self._text)
        if self.button.sizeHint().width() > self.width() > 0:
            self.button.setText(self._short)
        metrics = self.button.fontMetrics()
        around = self.button.sizeHint().width() - metrics.horizontalAdvance(self.button.text())
        if self.button.sizeHint().width() > self.width() > around:
            room = self.width() - around
            self.button.setText(metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, room))
        needed = self.button.sizeHint().width() + 8 + self._first.sizeHint().width()
        self._first.setVisible(self._free and needed <= self.width())


class CourseList(QListView):
    """The cards; Enter or the button on the chosen one picks it."""

    pick_requested = Signal(object)
    """Pick this course; payload: its id."""
    left = Signal()
    """Up was pressed on the first card: the focus wants back to the search; no payload."""
    course_chosen = Signal()
    """Another card is the chosen one; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = PickBar(self.viewport())
        self.found = CourseListModel(self)
        self.setModel(self.found)
        self.setItemDelegate(CourseCardDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        # By parts: each card is measured, and only a few of them are in view.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Courses found"))
        self.bar.hide()
        self.bar.button.clicked.connect(self._pick)

    def show_cards(
        self, ids: Sequence[int], total: int, make: Callable[[int], CourseCard], further: Further
    ) -> None:
        """Show these of *total*, the first chosen unless the one chosen before is still there."""
        before = self.course()
        self.found.show(CardPile(ids, make), total, further)
        place = ids.index(before) if before in ids else 0
        if ids:
            self.setCurrentIndex(self.found.index(place, 0))
        self._place_bar()
        self.course_chosen.emit()

    def course(self) -> int | None:
        """Return the id of the chosen course."""
        index = self.currentIndex()
        return self.found.cards.ids[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick on Enter; leave upwards from the first card."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Move the button to the chosen card."""
        super().currentChanged(current, previous)
        self.scheduleDelayedItemsLayout()
        if current.isValid():
            self.bar.say_free(not self.found.cards[current.row()].after)
        self.course_chosen.emit()

    def updateGeometries(self) -> None:
        """Keep the button on its card."""
        super().updateGeometries()
        self._place_bar()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Keep the button on its card."""
        super().scrollContentsBy(dx, dy)
        self._place_bar()

    def _place_bar(self) -> None:
        index = self.currentIndex()
        self.bar.setVisible(index.isValid())
        if index.isValid():
            card = self.visualRect(index)
            top = card.bottom() - _GAP - _PAD - sized(_BAR_HEIGHT) + 3
            self.bar.setGeometry(card.left() + _PAD, top, card.width() - 2 * _PAD, sized(_BAR_HEIGHT))

    def _pick(self) -> None:
        course_id = self.course()
        if course_id is not None:
            self.pick_requested.emit(course_id)


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold, small_font(font, SIZES["small"])


def _height(text: str, font: QFont, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), _WRAP, text).height()


def _step(font: QFont) -> int:
    return QFontMetrics(font).lineSpacing() + 2
