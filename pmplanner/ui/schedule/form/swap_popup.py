"""A small window over the page in which two people change places between two sessions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pmplanner.services.sessions.swapping import Place
from pmplanner.ui.schedule.texts import dates
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.inputs.search_box import SearchBox

_SIZE = (360, 400)


class SwapPopup(QFrame):
    """Asks who leaves the session, and who of another comes instead; closes on Escape."""

    asked = Signal(object, object)
    """Two people are to change places; payload: the place of the one here and that of the other."""

    def __init__(self, here: Sequence[Place], there: Sequence[Place], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._here, self._there = tuple(here), tuple(there)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Swap people"))
        self.who = QComboBox()
        self.search = SearchBox(self.tr("Search people and sessions"))
        self.list = QListWidget()
        self.none = muted_label(self.tr("Nobody matches."))
        self.swap = PrimaryButton(self.tr("Swap"))
        self._lay_out()
        self._fill()
        self.search.textChanged.connect(self._filter)
        self.search.to_results.connect(self._enter_list)
        self.list.itemSelectionChanged.connect(self._say)
        self.list.itemDoubleClicked.connect(self._take)
        self.swap.clicked.connect(self._take)
        self.resize(*_SIZE)

    def choose(self, person_id: int | None) -> None:
        """Let this person, if here, be the one who leaves."""
        places = [n for n, place in enumerate(self._here) if place.person_id == person_id]
        if places:
            self.who.setCurrentIndex(places[0])

    def show_at(self, place: QPoint) -> None:
        """Open at a place of the screen, or so near that all of it is seen."""
        parent = self.parentWidget()
        area = (parent or self).screen().availableGeometry()
        left = max(area.left(), min(place.x(), area.right() - self.width()))
        top = max(area.top(), min(place.y(), area.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.who.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Swap on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.who.setAccessibleName(self.tr("Who leaves this session"))
        self.list.setAccessibleName(self.tr("Who comes instead"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        leaves = put(self.tr("Who leaves %1"), self._here[0].session.code)
        for text, field in ((leaves, self.who), (self.tr("Who comes instead"), self.search)):
            label = heading_label(text)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        for widget in (self.list, self.none, self.swap):
            column.addWidget(widget)

    def _fill(self) -> None:
        for place in self._here:
            waits = put(self.tr("%1 · waits"), place.name)
            self.who.addItem(waits if place.waiting else place.name)
        for place in self._there:
            parts = [place.name, place.session.code, dates(place.session)]
            if place.waiting:
                parts.append(self.tr("waits"))
            self.list.addItem(QListWidgetItem(" · ".join(part for part in parts if part)))
        self._filter("")
        self._say()

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        items = [self.list.item(place) for place in range(self.list.count())]
        for item in items:
            hidden = not all(word in item.text().casefold() for word in words)
            item.setHidden(hidden)
            if hidden:
                item.setSelected(False)  # what is not seen is not meant
        self.none.setVisible(all(item.isHidden() for item in items))

    def _chosen(self) -> Place | None:
        """The person who is to come instead."""
        rows = [index.row() for index in self.list.selectionModel().selectedRows()]
        return self._there[rows[0]] if rows else None

    def _say(self) -> None:
        self.swap.setEnabled(self._chosen() is not None)

    def _enter_list(self) -> None:
        shown = [n for n in range(self.list.count()) if not self.list.item(n).isHidden()]
        if shown:
            self.list.setCurrentRow(shown[0])
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self) -> None:
        other = self._chosen()
        if other is not None:
            self.close()
            self.asked.emit(self._here[self.who.currentIndex()], other)
