"""The collector of garbage rests while a thread runs beside the window's, and while widgets are dressed."""

import gc

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.ui import collector
from pmplanner.ui.theme import put_on


def test_it_goes_on_when_the_last_reason_is_gone() -> None:
    gc.enable()
    collector.pause("one")
    collector.pause("two")
    collector.pause("one")
    collector.resume("one")
    assert not gc.isenabled()
    collector.resume("never told")
    assert not gc.isenabled()
    collector.resume("two")
    assert gc.isenabled()


def test_what_was_off_before_stays_off() -> None:
    gc.disable()
    collector.pause("one")
    collector.resume("one")
    assert not gc.isenabled()


def test_it_begins_only_when_nothing_is_against_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    gc.disable()
    collector.pause("check")
    collector.begin()
    assert not gc.isenabled()
    collector.resume("check")
    assert gc.isenabled()


class _Careless(QWidget):
    """Lets the collector run, as the making of any object may, when it is dressed anew."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[bool] = []

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.StyleChange:
            self.times.append(gc.isenabled())
        super().changeEvent(event)


def test_no_widget_is_deleted_while_all_are_dressed(qapp: QApplication, qtbot: QtBot) -> None:
    """Qt goes through a list of all widgets; one that garbage takes along would crash it."""
    gc.enable()
    widget = _Careless()
    qtbot.addWidget(widget)
    widget.show()
    put_on(qapp, "QWidget { font-size: 14px; }")
    put_on(qapp, "")
    assert widget.times
    assert not any(widget.times)
    assert gc.isenabled()
