"""The line at the top of a page: its title and its controls."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QSizePolicy, QWidget

from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.text import TextLabel

_GAP = 12


class PageHeader(QWidget):
    """A title, controls that belong to it at its right, and others at the far right.

    Where there is no room for all in one line, they go on in the next; nothing is cut.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = _HeaderLayout(self)
        self._title = TextLabel(title, self)
        self._title.setProperty("title", True)
        self._title.setVisible(bool(title))
        self._layout.addWidget(self._title)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_title(self, title: str) -> None:
        """Change the title; "" hides it."""
        self._title.setText(title)
        self._title.setVisible(bool(title))

    def add_left(self, widget: QWidget) -> None:
        """Add a control after the title."""
        self._layout.addWidget(widget)

    def add_right(self, widget: QWidget) -> None:
        """Add a control at the far right."""
        self._layout.addWidget(widget)
        self._layout.rights.add(widget)


class _HeaderLayout(FlowLayout):
    """Flows like words; what belongs to the right ends at the right of its line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, spacing=_GAP)
        self.rights: set[QWidget] = set()

    def sizeHint(self) -> QSize:
        """All in one line."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + _GAP * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(size.height() for _, size in line)
            if move:
                self._place(line, QRect(rect.x(), y, rect.width(), height))
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.y())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Return which widgets stand in which line, with their sizes, those at the left first."""
        shown = sorted((item for item in self._items if not item.isEmpty()), key=self._is_right)
        if shown and width < self.sizeHint().width():
            folded = self._folded(shown, width)
            if folded:
                return [folded]  # what can be a box instead of buttons is one before a line is added
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        at_right = [item for item in shown if self._is_right(item)]
        together = sum(item.sizeHint().width() + self.spacing() for item in at_right) - self.spacing()
        for item in shown:
            if at_right and item is at_right[0] and left < together <= width:
                left = 0  # they stay together
            size = self._size(item, width)
            if lines and item.minimumSize().width() <= left < size.width():
                size = QSize(item.minimumSize().width(), size.height())  # it folds, and saves a line
            if not lines or size.width() > left:
                lines.append([])
                left = width
            lines[-1].append((item, size))
            left -= size.width() + self.spacing()
        return lines

    def _folded(self, shown: list[QLayoutItem], width: int) -> list[tuple[QLayoutItem, QSize]]:
        """Return all in one line, of which as few are folded as must be, the last first; [] if none can."""
        sizes = [item.sizeHint() for item in shown]
        taken = sum(size.width() for size in sizes) + self.spacing() * (len(shown) - 1)
        for place in reversed(range(len(shown))):
            if taken <= width:
                break
            least = shown[place].minimumSize().width()
            taken -= sizes[place].width() - least
            sizes[place] = QSize(least, sizes[place].height())
        return list(zip(shown, sizes, strict=True)) if taken <= width else []

    def _size(self, item: QLayoutItem, width: int) -> QSize:
        """Return how large a widget is to be; one that is wider than the line has its own lines."""
        size = item.sizeHint()
        if size.width() <= width:
            return size
        high = item.heightForWidth(width) if item.hasHeightForWidth() else size.height()
        return QSize(width, high)

    def _is_right(self, item: QLayoutItem) -> bool:
        return item.widget() in self.rights

    def _place(self, line: list[tuple[QLayoutItem, QSize]], rect: QRect) -> None:
        """Lay a line out, all centred in its height, mirrored where one reads from right to left."""
        places = []
        x = 0
        for item, size in line:
            if self._is_right(item):
                break
            places.append((item, size, x))
            x += size.width() + self.spacing()
        x = rect.width()
        for item, size in reversed(line[len(places) :]):
            x -= size.width()
            places.append((item, size, x))
            x -= self.spacing()
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for item, size, at in places:
            left = rect.width() - at - size.width() if mirrored else at
            corner = QPoint(rect.x() + left, rect.y() + (rect.height() - size.height()) // 2)
            item.setGeometry(QRect(corner, size))
