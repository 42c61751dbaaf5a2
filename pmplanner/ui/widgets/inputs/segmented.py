"""A row of buttons of which one is chosen."""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAccessibleWidget,
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from pmplanner.ui.widgets.accessible import Press, install
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_PADDING = 26


class SegmentedControl(QFrame):
    """Exclusive choices side by side; Tab reaches the chosen one, arrows move."""

    chosen = Signal(str)
    """The user chose another part; payload: its key. `select` stays silent."""

    def __init__(self, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        install()
        self.setProperty("segmented", True)
        self.setAccessibleName(name)
        self._parts: dict[str, _Part] = {}
        self._current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def make_accessible(self) -> QAccessibleInterface:
        """A group of radio buttons."""
        return QAccessibleWidget(self, QAccessible.Role.Grouping)

    def add(self, key: str, text: str) -> None:
        """Add a part; the first is chosen until another one is."""
        part = _Part(key, text, self)
        part.picked.connect(self._choose)
        part.moved.connect(self._move)
        self._parts[key] = part
        self._row.addWidget(part)
        parts = list(self._parts.values())
        for place, each in enumerate(parts):
            each.set_place(place, len(parts))
        self.select(self._current or key)

    def set_text(self, key: str, text: str) -> None:
        """Call a part something else, such as with another count."""
        if self._parts[key].text() != text:
            self._parts[key].setText(text)
            self._parts[key].updateGeometry()

    def keys(self) -> tuple[str, ...]:
        """The keys in order."""
        return tuple(self._parts)

    def current(self) -> str:
        """The key of the chosen part; "" while there is none."""
        return self._current

    def select(self, key: str) -> None:
        """Choose a part without a signal; KeyError if there is none."""
        chosen = self._parts[key]
        self._current = key
        for part in self._parts.values():
            part.set_chosen(part is chosen)

    def focus_chosen(self) -> None:
        """Put the keys on the chosen part."""
        self._parts[self._current].setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, key: str) -> None:
        before = self._current
        self.select(key)
        if key != before:
            self.chosen.emit(key)

    def _move(self, key: str, step: object) -> None:
        keys = self.keys()
        target = keys.index(key) + int(str(step))
        if 0 <= target < len(keys):
            self._parts[keys[target]].setFocus(Qt.FocusReason.TabFocusReason)
            self._choose(keys[target])


class FoldingSegments(QWidget):
    """The same choices as buttons side by side, or as a box where there is little room."""

    chosen = Signal(str)
    """The user chose another part; payload: its key. `select` stays silent."""

    def __init__(
        self, name: str, parent: QWidget | None = None, choices: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Offer *choices*, keys with their texts; *name* is for screen readers."""
        super().__init__(parent)
        self.parts = SegmentedControl(self, name)
        self.box = NoWheelComboBox(name, self)
        self.box.setSizeAdjustPolicy(NoWheelComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.parts)
        row.addWidget(self.box)
        self.box.hide()
        self.parts.chosen.connect(self._choose)
        self.box.activated.connect(self._choose_in_box)
        for key, text in choices:
            self.add(key, text)

    def add(self, key: str, text: str) -> None:
        """Add a part; the first is chosen until another one is."""
        self.parts.add(key, text)
        self.box.addItem(text, key)

    def current(self) -> str:
        """The key of the chosen part; "" while there is none."""
        return self.parts.current()

    def select(self, key: str) -> None:
        """Choose a part without a signal; KeyError if there is none."""
        self.parts.select(key)
        self.box.show_key(key)

    def sizeHint(self) -> QSize:
        """Room for all choices side by side."""
        return self.parts.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Room for the box."""
        return self.box.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show all choices, or the box where they do not fit; the keys stay where they were."""
        super().resizeEvent(event)
        narrow = event.size().width() < self.parts.sizeHint().width()
        if narrow is self.box.isVisibleTo(self):
            return
        focused = QApplication.focusWidget()
        had_keys = focused is not None and self.isAncestorOf(focused)
        self.parts.setVisible(not narrow)
        self.box.setVisible(narrow)
        if had_keys and narrow:
            self.box.setFocus()
        elif had_keys:
            self.parts.focus_chosen()

    def _choose(self, key: str) -> None:
        self.box.show_key(key)
        self.chosen.emit(key)

    def _choose_in_box(self) -> None:
        before, key = self.current(), str(self.box.currentData())
        self.parts.select(key)
        if key != before:
            self.chosen.emit(key)


class _Part(QPushButton):
    """One choice of a segmented control."""

    picked = Signal(str)
    """Clicked; payload: its key."""
    moved = Signal(str, object)
    """An arrow was pressed; payload: its key and the step, -1 or 1."""

    def __init__(self, key: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._key = key
        self.setProperty("segment", True)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.clicked.connect(self._pick)

    def make_accessible(self) -> QAccessibleInterface:
        """A radio button: one of a group is chosen."""
        return _Radio(self)

    def sizeHint(self) -> QSize:
        """Room for the text when it is bold, that is chosen."""
        shown = super().sizeHint()
        return QSize(max(shown.width(), self._bold_width() + _PADDING), shown.height())

    def minimumSizeHint(self) -> QSize:
        """As much: nothing of it is cut."""
        return self.sizeHint()

    def set_place(self, place: int, count: int) -> None:
        """Round the outer corners only."""
        ends = {(True, True): "only", (True, False): "first", (False, True): "last"}
        self.setProperty("place", ends.get((place == 0, place == count - 1), "middle"))
        self.style().polish(self)

    def set_chosen(self, chosen: bool) -> None:
        """Show as chosen and take part in the tab order, or not."""
        self.setChecked(chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        self.moved.emit(self._key, -step if mirrored and sideways else step)

    def _pick(self) -> None:
        self.picked.emit(self._key)

    def _bold_width(self) -> int:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(font).horizontalAdvance(self.text())


class _Radio(QAccessibleWidget):
    """A part of the control, as screen readers have it."""

    def __init__(self, part: _Part) -> None:
        super().__init__(part, QAccessible.Role.RadioButton, part.text().replace("&&", "&"))
        self._part = part
        self._press = Press(part.click)

    def state(self) -> QAccessible.State:
        """Chosen or not."""
        state = super().state()
        state.checkable, state.checked = True, self._part.isChecked()
        return state

    def interface_cast(self, t: QAccessible.InterfaceType) -> shiboken6.VoidPtr:  # type: ignore[override]
        """It can be pressed."""
        return self._press.cast(t)
