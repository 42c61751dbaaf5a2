"""Four hints of the first start, one after another, beside what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import flat_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel

_KEY = "hints/closed"
_LETTERS, _GAP = 24, 12
"""Width of a hint in letters, and its distance from what it is about in pixels."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence, and what it stands beside."""

    sentence: str
    about: Callable[[], Sequence[QRect]]
    """Where in the window the things are that it speaks of: it stands beside the first and covers none."""
    page: str = ""
    """The page on which it is shown, so that it covers no other one; empty for all."""


class HintCallout(QFrame):
    """A hint over the window, which goes on below it: nothing has to be done with it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("hint", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.count = muted_label("", self, small=True)
        self.sentence = TextLabel(parent=self)
        self.sentence.setWordWrap(True)
        self.close_button = flat_button(tr("Close hints"), self)
        self.next_button = plain_button("", self)
        as_column(
            self,
            self.count,
            self.sentence,
            as_row(None, self.close_button, STRETCH, self.next_button, spacing=8),
            margins=(14, 10, 14, 10),
            spacing=8,
        )
        self.hide()

    def show_hint(self, hint: Hint, number: int, of: int) -> None:
        """Show a hint beside what it is about, and let screen readers say it."""
        self.count.setText(tr("Hint %1 of %2", number, of))
        self.sentence.setText(hint.sentence)
        self.next_button.setText(tr("Done") if number == of else tr("Next hint"))
        self.setAccessibleName(f"{self.count.text()}. {hint.sentence}")
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * _LETTERS * 2)
        self.show()
        self.place(hint.about())
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def place(self, about: Sequence[QRect]) -> None:
        """Stand beside the first of these places within the window, where none of them is covered.

        Where there is no such place, as little of them as can be is covered.
        """
        window = self.parentWidget()
        inner = self.layout()
        assert window is not None
        assert inner is not None
        self.resize(self.width(), max(inner.heightForWidth(self.width()), self.sizeHint().height()))
        room = window.rect().marginsRemoved(QMargins(0, 0, _GAP, _GAP))

        def covered(place: QRect) -> int:
            parts = [place.intersected(each) for each in about]
            return sum(part.width() * part.height() for part in parts if not part.isEmpty())

        self.setGeometry(min((_within(room, place) for place in self._places(about[0])), key=covered))

    def _places(self, beside: QRect) -> Iterator[QRect]:
        """Yield where it could stand: below, or at the right of what is at the left, then all around."""
        right, below = beside.topRight() + QPoint(_GAP, 0), beside.bottomLeft() + QPoint(0, _GAP)
        corners = [right, below] if beside.left() < 2 * _GAP else [below, right]
        corners.append(beside.topLeft() - QPoint(0, self.height() + _GAP))
        corners.append(beside.topLeft() - QPoint(self.width() + _GAP, 0))
        for corner in corners:
            yield QRect(corner, self.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_button.click()
        else:
            super().keyPressEvent(event)


def _within(room: QRect, place: QRect) -> QRect:
    """Return a place moved as little as is needed to lie in the room."""
    corner = QPoint(
        max(room.left(), min(place.left(), room.right() - place.width())),
        max(room.top(), min(place.top(), room.bottom() - place.height())),
    )
    return QRect(corner, place.size())


class Hints(QObject):
    """Shows the hints in turn; once they are closed they never come again by themselves."""

    def __init__(self, hints: tuple[Hint, ...], settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self.hints = hints
        self._settings = settings
        self._window = window
        self._place = -1
        self._page: str | None = ""
        self._came_from: QWidget | None = None
        self.callout: HintCallout | None = None

    @property
    def wanted(self) -> bool:
        """Whether they have never been closed."""
        return not self._settings.value(_KEY, False, type=bool)

    def begin(self) -> None:
        """Show the first one, if they have never been closed and are not shown already."""
        if self.wanted and self._place < 0 and self.hints[0].page in ("", self._page):
            self._show(0)

    def follow(self, page: str | None) -> None:
        """Hide what is about another page than the one that is shown now, until that one is shown again.

        None says that there is nothing yet to speak of: all are hidden.
        """
        self._page = page
        if self._place >= 0 and self.callout is not None:
            self._show_here(self._place)

    def start_again(self) -> None:
        """Show them from the first on, also when they were closed, and give them the keys."""
        self._settings.remove(_KEY)
        self._came_from = QApplication.focusWidget()
        self._show(0)
        if self.callout is not None:
            self.callout.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Take them away for good."""
        self._settings.setValue(_KEY, True)
        self._place = -1
        if self.callout is not None:
            had_keys = self.callout.isAncestorOf(QApplication.focusWidget() or self._window)
            self.callout.hide()
            if had_keys and self._came_from is not None:
                self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside what a hint is about when the window changes its size."""
        if event.type() is QEvent.Type.Resize and self._place >= 0 and self.callout is not None:
            # What it stands beside takes its own new place only after the window.
            QTimer.singleShot(0, self, self._place_again)
        return super().eventFilter(watched, event)

    def _place_again(self) -> None:
        if self._place >= 0 and self.callout is not None and self.callout.isVisible():
            self.callout.place(self.hints[self._place].about())

    def _show(self, place: int) -> None:
        if self.callout is None:
            self.callout = HintCallout(self._window)
            self.callout.next_button.clicked.connect(self._go_on)
            self.callout.close_button.clicked.connect(self.close)
            self._window.installEventFilter(self)
        self._place = place
        self.callout.show_hint(self.hints[place], place + 1, len(self.hints))
        QTimer.singleShot(0, self, self._place_again)  # a page just opened is laid out after this

    def _show_here(self, place: int) -> None:
        assert self.callout is not None
        here = self._page is not None and self.hints[place].page in ("", self._page)
        if here and self.callout.isHidden():
            self._show(place)
        elif not here:
            self.callout.hide()

    def _go_on(self) -> None:
        if self._place + 1 < len(self.hints):
            self._show(self._place + 1)
        else:
            self.close()
