"""Pictures out of the window: what can be one, and the actions that ask for it.

A page shows the actions and passes on what they ask for; what writes it stands in ``output/picture.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button

Task = Literal["copy picture", "save picture", "copy table", "save table"]


class Pictured(Protocol):
    """What can be put out as a picture, and as a table of the same numbers."""

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint all of it into *rect*, in pixels of the screen, with the colours of `current_theme`.

        Without clipping, which drawings of vectors do not know, and with nothing of focus and selection.
        """

    def picture_size(self) -> QSize:
        """How large all of it is in pixels of the screen, also what is scrolled away."""

    def as_table(self) -> list[list[str]]:
        """What it says, with a line of headings; numbers without the locale's signs."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Something that can be put out, and what it is called."""

    title: str
    of: Pictured


class PictureMenu(QObject):
    """The actions of a picture: in the context menu, behind a button, and by their keys."""

    requested = Signal(str, object)
    """An action was chosen; payload: the Task, and the Picture."""

    def __init__(self, of: Pictured, title: Callable[[], str], owner: QWidget, *, bare: bool = True) -> None:
        """Let *owner* have the keys, and the context menu too where it has none of its own (*bare*)."""
        super().__init__(owner)
        self._of, self._title, self._owner = of, title, owner
        self.actions = [
            self._action(tr("Copy picture"), "copy picture", "Ctrl+Shift+C"),
            self._action(tr("Save picture as…"), "save picture", "Ctrl+Shift+S"),
            self._action(tr("Copy as table"), "copy table", "Ctrl+Shift+T"),
            self._action(tr("Save as table…"), "save table", ""),
        ]
        owner.addActions(self.actions)
        if bare:
            owner.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def button(self, parent: QWidget) -> QToolButton:
        """Return a small "…" with the actions behind it."""
        button = icon_button("more", tr("Picture or table of this"), parent)
        button.setProperty("zoom", True)  # as low as a heading
        menu = QMenu(button)
        menu.addActions(self.actions)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _action(self, text: str, task: Task, keys: str) -> QAction:
        action = QAction(text, self._owner)
        action.setShortcut(keys)
        # Of the thing that has the focus: a page may show several pictures.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

        def ask() -> None:
            self.requested.emit(task, Picture(self._title(), self._of))

        action.triggered.connect(ask)
        return action
