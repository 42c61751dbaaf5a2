"""A small window over the page to choose people from open picks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pmplanner.services.sessions.seating import OpenPick
from pmplanner.ui.schedule.texts import people
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.search_box import SearchBox

_SIZE = (320, 380)


class _CheckList(QListWidget):
    """People to tick with Space or a click; Enter is done."""

    done = Signal()
    """Enter was pressed; no payload."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Done on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)


class PeoplePicker(QFrame):
    """A checklist with a search; closes on Escape and by a click beside it."""

    picked = Signal(object)
    """People were chosen; payload: tuple of their pick ids in the order shown."""

    def __init__(self, picks: Sequence[OpenPick], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("People to add"))
        self.search = SearchBox(self.tr("Search people and teams"))
        self.list = _CheckList()
        self.list.setAccessibleName(self.tr("Open picks"))
        self.none = muted_label(self.tr("Nobody matches."))
        self.add = PrimaryButton()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.search, self.list, self.none, self.add):
            column.addWidget(widget)
        self._fill(picks)
        self._filter("")
        self._count()
        self.search.textChanged.connect(self._filter)
        self.search.to_results.connect(self._enter_list)
        self.list.itemChanged.connect(self._count)
        self.list.done.connect(self._take)
        self.add.clicked.connect(self._take)
        self.resize(*_SIZE)

    def show_below(self, anchor: QWidget) -> None:
        """Open under a widget, or above it where the screen ends."""
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        area = anchor.screen().availableGeometry()
        if place.y() + self.height() > area.bottom():
            place.setY(max(area.top(), anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4))
        place.setX(max(area.left(), min(place.x(), area.right() - self.width())))
        self.move(place)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def chosen(self) -> tuple[int, ...]:
        """The pick ids ticked, also those that the search hides."""
        items = (self.list.item(place) for place in range(self.list.count()))
        return tuple(
            int(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _fill(self, picks: Sequence[OpenPick]) -> None:
        for pick in picks:
            parts = [pick.name, pick.team]
            if pick.waiting_in:
                parts.append(put(self.tr("waits in %1"), pick.waiting_in))
            if not pick.is_approved:
                parts.append(self.tr("not approved"))
            item = QListWidgetItem(" · ".join(part for part in parts if part))
            item.setData(Qt.ItemDataRole.UserRole, pick.pick_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        shown = 0
        for place in range(self.list.count()):
            item = self.list.item(place)
            matches = all(word in item.text().casefold() for word in words)
            item.setHidden(not matches)
            shown += matches
        self.none.setVisible(not shown)

    def _count(self) -> None:
        count = len(self.chosen())
        some = put(self.tr("Add %1"), people(count))
        self.add.setText(some if count else self.tr("Add people"))
        self.add.setEnabled(count > 0)

    def _enter_list(self) -> None:
        shown = [n for n in range(self.list.count()) if not self.list.item(n).isHidden()]
        if shown:
            self.list.setCurrentRow(shown[0])
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.close()
            self.picked.emit(chosen)
