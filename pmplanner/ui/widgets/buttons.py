"""Buttons in the few shapes that the window has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from pmplanner.ui.text_size import as_text_grows, sized
from pmplanner.ui.widgets.icons import ICON_SIZE, icon
from pmplanner.ui.widgets.text import TextLabel, as_typed

_LEAST_BUTTON, _ROUNDING = 80, 2
"""The least width of a button that is shortened, and what widths may differ by; pixels."""


class PrimaryButton(QPushButton):
    """The one filled button of a page or dialog."""

    def __init__(self, text: str = "", parent: QWidget | None = None, icon_name: str = "") -> None:
        super().__init__(text, parent)
        self.setProperty("primary", True)
        if icon_name:
            _set_icon(self, icon_name, "on_accent")


class ElidedButton(QPushButton):
    """A button with a border whose text, which may be a long sentence, is shortened where it is narrow."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = text
        self._shown = ""
        self._show(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        shown, metrics = super().sizeHint(), self.fontMetrics()
        more = metrics.horizontalAdvance(self._full) - metrics.horizontalAdvance(self._shown)
        return QSize(shown.width() + more, shown.height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(_LEAST_BUTTON, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_shown"):
            self._fit()

    def _fit(self) -> None:
        lacking = self.sizeHint().width() - self.width()
        metrics = self.fontMetrics()
        room = metrics.horizontalAdvance(self._full) - lacking
        shortened = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        self._show(self._full if lacking <= _ROUNDING else shortened)

    def _show(self, text: str) -> None:
        if text != self._shown:
            self._shown = text
            self.setText(as_typed(text))


class WrappedButton(QPushButton):
    """A button whose text goes on in further lines where it is narrow."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = TextLabel(text, self)
        self.label.setWordWrap(True)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        self.setAutoDefault(False)  # in a window each is as good as the others
        self.label.setMinimumWidth(1)  # by itself a text that goes on below is a few words wide at least
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*_WRAPPED)
        self._column.addWidget(self.label)

    def sizeHint(self) -> QSize:
        """As its text needs."""
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Narrow: its text goes on below."""
        return QSize(_LEAST_BUTTON, self._column.minimumSize().height())


_WRAPPED = (12, 7, 12, 7)


class FoldingButton(QPushButton):
    """A button with a border, an icon and a text, of which only the icon is left where there is no room."""

    def __init__(self, text: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._full = text
        _set_icon(self, icon_name, "text")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        shown = super().sizeHint()
        return QSize(shown.width() + self._width_of(self._full) - self._width_of(self.text()), shown.height())

    def minimumSizeHint(self) -> QSize:
        """Room for the icon."""
        shown = super().sizeHint()
        return QSize(shown.width() - self._width_of(self.text()), shown.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the text if there is room for it."""
        super().resizeEvent(event)
        text = self._full if event.size().width() >= self.sizeHint().width() - _ROUNDING else ""
        if text != self.text():
            self.setText(text)

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


def plain_button(text: str, parent: QWidget | None = None, icon_name: str = "") -> QPushButton:
    """A button with a border."""
    button = QPushButton(text, parent)
    if icon_name:
        _set_icon(button, icon_name, "text")
    return button


def flat_button(text: str, parent: QWidget | None = None, icon_name: str = "") -> QPushButton:
    """A button without a border until it is pointed at."""
    button = plain_button(text, parent, icon_name)
    button.setProperty("flatness", True)
    return button


def link_button(text: str, parent: QWidget | None = None) -> QPushButton:
    """A button that looks like a link inside a sentence."""
    button = QPushButton(text, parent)
    button.setProperty("link", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def icon_button(
    icon_name: str, name: str, parent: QWidget | None = None, framed: bool = False
) -> QToolButton:
    """A button that is only an icon; its name is what the tip and a screen reader say."""
    button = QToolButton(parent)
    button.setIcon(icon(icon_name))
    as_text_grows(button, lambda: button.setIconSize(QSize(sized(ICON_SIZE), sized(ICON_SIZE))))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setProperty("framed", framed)
    # What only closes or unfolds stays on where nothing may be changed.
    button.setProperty("reads", icon_name.startswith(("close", "chevron")))
    return button


def _set_icon(button: QPushButton, icon_name: str, role: str) -> None:
    """Put an icon before the text; the room is wider than the icon, which keeps the text off it."""
    button.setIcon(icon(icon_name, role))
    as_text_grows(button, lambda: button.setIconSize(QSize(sized(ICON_SIZE + 2), sized(ICON_SIZE - 2))))
