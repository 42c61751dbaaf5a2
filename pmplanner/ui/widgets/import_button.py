"""The button of a page under which stand the files that can be imported there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.explained_menu import ExplainedMenu
from pmplanner.ui.widgets.mnemonics import Mnemonics

Entry = tuple[str, str, str]
"""A layout, its title in the menu, and what its rows are, in a sentence."""


def import_button(entries: Sequence[Entry], ask: Callable[[str], object], parent: QWidget) -> QPushButton:
    """Return a button with a menu; *ask* hears which layout was chosen."""
    button = plain_button(tr("Import"), parent, "import")
    menu = ExplainedMenu(parent=button)
    for layout, title, sentence in entries:
        action = menu.explain(menu.addAction(title), sentence)
        action.triggered.connect(partial(_tell, ask, layout))
    Mnemonics(menu)
    button.setMenu(menu)
    button.setProperty("menued", True)
    return button


def _tell(ask: Callable[[str], object], layout: str) -> None:
    """Ask without the argument that the signal of an action brings."""
    ask(layout)
