"""Finds parts of the window as what they are: its pages by their class, menus, lines of forms."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu

from pmplanner.ui.core.page import Page
from pmplanner.ui.shell.main_window import MainWindow

_Kind = TypeVar("_Kind", bound=Page)


def page_of(window: MainWindow, kind: type[_Kind]) -> _Kind:
    """Return the page of this class, which has been opened before."""
    (page,) = (page for page in window._pages.values() if isinstance(page, kind))
    return page


def menu_of(action: QAction) -> QMenu:
    """Return the menu below an entry, which must have one."""
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu


def line_of(fields: Mapping[str, object], name: str) -> QLineEdit:
    """Return a field of a form, which must be a line to type in."""
    line = fields[name]
    assert isinstance(line, QLineEdit)
    return line
