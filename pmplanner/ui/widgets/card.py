"""A panel with rounded corners that other widgets stand on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from pmplanner.ui.text_size import as_text_grows, sized
from pmplanner.ui.widgets.text import TextLabel


class Card(QFrame):
    """A panel; put widgets into `body`."""

    def __init__(self, parent: QWidget | None = None, title: str = "", margin: int = 16) -> None:
        super().__init__(parent)
        self._least = 0
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(8)
        self.heading = TextLabel(title, self)  # without a parent it would show as a window of its own
        self.heading.setProperty("heading", True)
        self.heading.setVisible(bool(title))
        self.body.addWidget(self.heading)

    def keep_wide(self, least: int) -> None:
        """Be at least so many pixels wide, given for text of the usual size, or as what is inside needs."""
        self._least = least
        as_text_grows(self, self._fit)

    def event(self, event: QEvent) -> bool:
        """Follow what is inside, whose texts may have become longer."""
        done = super().event(event)
        if self._least and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        # Set, for a splitter asks for it at once, and no longer for the hint.
        self.setMinimumWidth(max(sized(self._least), super().minimumSizeHint().width()))

    def set_title(self, title: str) -> None:
        """Change the heading; "" hides it."""
        self.heading.setText(title)
        self.heading.setVisible(bool(title))


def muted_label(text: str = "", parent: QWidget | None = None, small: bool = False) -> QLabel:
    """A label in the muted colour; small is 12 px."""
    label = TextLabel(text, parent)
    label.setProperty("muted", True)
    label.setProperty("small", small)
    return label


def heading_label(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A semi-bold label above a group of things."""
    label = TextLabel(text, parent)
    label.setProperty("heading", True)
    return label


class ProblemLabel(TextLabel):
    """A label for what went wrong; not there while nothing is."""

    def say(self, reason: str) -> None:
        """Say what went wrong; "" hides the label."""
        self.setText(reason)
        self.setVisible(bool(reason))


def problem_label(text: str = "", parent: QWidget | None = None) -> ProblemLabel:
    """A label for what went wrong."""
    label = ProblemLabel(text, parent)
    label.setProperty("problem", True)
    label.setWordWrap(True)
    return label
