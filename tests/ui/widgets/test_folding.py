"""What folds in the head of a page: as little as must be, and it does the same folded."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.buttons import FoldingButton
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.page_header import PageHeader


def test_the_last_folds_first_and_the_keys_stay(qtbot: QtBot) -> None:
    header = PageHeader("Totals")
    qtbot.addWidget(header)
    choice, button = FoldingSegments("Totals by", header), FoldingButton("Copy table", "copy", header)
    for key in ("track", "team", "manager"):
        choice.add(key, f"By {key}")
    header.add_left(choice)
    header.add_right(button)
    full = header.sizeHint().width()
    header.resize(full, 40)
    header.show()
    header.activateWindow()
    assert (button.text(), choice.box.isVisible()) == ("Copy table", False)
    choice.parts.focus_chosen()
    qtbot.waitUntil(lambda: choice.isAncestorOf(QApplication.focusWidget() or header))
    header.resize(full - 20, 40)
    assert (button.text(), choice.box.isVisible()) == ("", False)
    assert (button.accessibleName(), button.toolTip()) == ("Copy table", "Copy table")
    header.resize(full - 120, 40)
    assert (choice.box.isVisible(), choice.parts.isVisible()) == (True, False)
    assert choice.box.hasFocus()
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    qtbot.keyClick(choice.box, Qt.Key.Key_Down)
    assert (chosen, choice.current()) == (["team"], "team")
    header.resize(full, 40)
    assert (button.text(), choice.parts.isVisible()) == ("Copy table", True)
    assert choice.isAncestorOf(QApplication.focusWidget() or header)
    choice.select("manager")
    assert choice.box.currentText() == "By manager"
    assert chosen == ["team"]
