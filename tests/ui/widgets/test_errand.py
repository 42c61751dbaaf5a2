"""What is read beside the window is handed over, unless something else was asked for meanwhile."""

import threading

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import Errand


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_only_what_was_asked_for_last_is_handed_over(widget: QWidget, qtbot: QtBot) -> None:
    found: list[str] = []
    errand = Errand[str](widget, found.append)
    go_on = threading.Event()

    def slow(_progress: Progress) -> str:
        go_on.wait()
        return "first"

    errand.begin(slow)
    errand.begin(lambda _progress: "second")
    go_on.set()
    qtbot.waitUntil(lambda: bool(found))
    assert not errand.running
    errand.begin(lambda _progress: "third")
    errand.end()
    qtbot.wait(0)
    assert found == ["second"]


def test_what_goes_wrong_is_told_only_while_it_is_wanted(widget: QWidget, qtbot: QtBot) -> None:
    errand = Errand[None](widget, lambda _found: None)

    def fail(_progress: Progress) -> None:
        raise LookupError

    errand.begin(fail)
    errand.end()
    qtbot.wait(0)
    with qtbot.captureExceptions() as raised:
        errand.begin(fail)
        qtbot.waitUntil(lambda: bool(raised))
    assert [kind for kind, _, _ in raised] == [LookupError]
