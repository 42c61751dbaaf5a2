"""What scrolls where there is not enough room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pmplanner.ui.text_size import as_text_grows, sized


class UpDownArea(QScrollArea):
    """Scrolls up and down only, has no frame and takes no keys; as wide as what is inside needs."""

    def __init__(self, parent: QWidget | None = None, inside: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if inside is not None:
            inside.setProperty("plain", True)
            self.setWidget(inside)

    def make_inside(self) -> QWidget:
        """Make what scrolls, to be filled in its place: put there later, it would be dressed anew."""
        inside = QWidget(self.viewport())
        inside.setProperty("plain", True)
        self.setWidget(inside)
        return inside

    def keep_wide(self, least: int) -> None:
        """Be at least so many pixels wide, given for text of the usual size, or as what is inside needs."""
        self._least = least
        as_text_grows(self, self._fit)

    def minimumSizeHint(self) -> QSize:
        """No narrower than what is inside: it would be cut, and cannot be scrolled to."""
        hint, inside = super().minimumSizeHint(), self.widget()
        needed = 0 if inside is None else inside.minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(max(hint.width(), needed + bar), hint.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is inside, whose texts may have become longer."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
            if self._least:
                self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.setMinimumWidth(max(sized(self._least), self.minimumSizeHint().width()))


def show_in_area(widget: QWidget) -> None:
    """Scroll what a widget stands in, if it does, until it is seen."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if isinstance(around, QScrollArea):
        around.ensureWidgetVisible(widget, 0, 8)
