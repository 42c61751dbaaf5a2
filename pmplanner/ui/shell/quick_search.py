"""What the search box at the top finds: people, courses, sessions and commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from pmplanner.services.lookup import fold
from pmplanner.services.views.search import Hit, find_anything
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column

_CHOICE = Qt.ItemDataRole.UserRole
_MOST_COMMANDS = 6
_MOST_HITS = 5
_FRAME = 12


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, by its name."""

    name: str
    run: Callable[[], None]


class QuickSearch(QFrame):
    """A list under the search box, filled as one types; Up, Down and Enter work from the box."""

    hit_chosen = Signal(object)
    """The Hit to show."""
    left = Signal()
    """The search is over, and where the keys came from is not there any more; no payload."""

    def __init__(self, box: SearchBox, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = box
        self._window = parent
        self._actions = actions
        self._commands: Sequence[Command] = ()
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.itemClicked.connect(self._choose)
        as_column(self, self._list, margins=(4, 4, 4, 4))
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        box.textChanged.connect(self._fill)
        box.installEventFilter(self)

    def set_commands(self, commands: Sequence[Command]) -> None:
        """Offer these commands by their names."""
        self._commands = commands

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Steer the list with the keys pressed in the box."""
        if watched is self._box and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if watched is self._box and event.type() is QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        if not self.isVisible():
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._list.currentItem())
        else:
            return False
        return True

    def _leave(self) -> None:
        """Give the keys back to where they came from."""
        self._box.clear()
        self.hide()
        if not self._box.go_back():
            self.left.emit()

    def _step(self, by: int) -> None:
        row = self._list.currentRow() + by
        while 0 <= row < self._list.count():
            if self._list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self._list.setCurrentRow(row)
                return
            row += by

    def _fill(self, words: str) -> None:
        self._list.clear()
        if not words.strip():
            self.hide()
            return
        self._add_hits(words)
        self._add_commands(words)
        if not self._list.count():
            self._head(tr("Nothing found for “%1”", words.strip()))
        self._list.setCurrentRow(-1)
        self._step(1)
        self._place()

    def _add_hits(self, words: str) -> None:
        heads = {"person": self.tr("People"), "course": self.tr("Courses"), "session": self.tr("Sessions")}
        kind = ""
        for hit in self._actions.read(find_anything, self._actions.plan_id, words, _MOST_HITS):
            if hit.kind != kind:
                kind = hit.kind
                self._head(heads[kind])
            self._entry(hit.title + (f"  ·  {hit.about}" if hit.about else ""), hit)

    def _add_commands(self, words: str) -> None:
        tokens = fold(words).split()
        found = [c for c in self._commands if all(token in fold(c.name) for token in tokens)]
        if found:
            self._head(self.tr("Commands"))
        for command in found[:_MOST_COMMANDS]:
            self._entry(command.name, command)

    def _head(self, text: str) -> None:
        item = QListWidgetItem(text, self._list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _entry(self, text: str, choice: Hit | Command) -> None:
        QListWidgetItem(text, self._list).setData(_CHOICE, choice)

    def _place(self) -> None:
        corner = self._box.mapTo(self._window, QPoint(0, self._box.height() + 4))
        rows = self._list.count() * self._list.sizeHintForRow(0)
        height = min(rows + _FRAME, self._window.height() - corner.y() - 16)
        self.setGeometry(corner.x(), corner.y(), max(self._box.width(), 420), height)
        self.show()
        self.raise_()

    def _choose(self, item: QListWidgetItem | None) -> None:
        choice = item.data(_CHOICE) if item is not None else None
        if choice is None:
            return
        self._leave()
        if isinstance(choice, Command):
            choice.run()
        else:
            self.hit_chosen.emit(choice)
