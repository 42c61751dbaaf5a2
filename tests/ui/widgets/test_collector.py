"""The collector of garbage rests while a thread runs beside the window's, and while widgets are dressed."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui import collector
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell.idle_sweep import IdleSweep
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


class _Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The collector as it is once a window is open, and afterwards as the other tests have it."""
    before = gc.get_threshold()
    monkeypatch.setattr(collector, "_begun", False)
    collector.begin()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("begun")
def test_what_is_old_is_looked_through_only_in_a_sweep() -> None:
    ring = weakref.ref(_Ring())
    collector.settle()
    assert ring() is None
    old = _Ring()
    collector.settle()
    gone = weakref.ref(old)
    del old
    gc.collect()
    assert gone() is not None
    collector.pause("a thread")
    assert not collector.sweep()
    collector.resume("a thread")
    assert collector.sweep()
    assert gone() is None


@pytest.mark.usefixtures("begun", "qapp")
def test_it_sweeps_while_nobody_works(blank: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[float] = []
    now = 0.0

    def sweep() -> bool:
        swept.append(now)
        return True

    monkeypatch.setattr(collector, "sweep", sweep)
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: Qt.ApplicationState.ApplicationActive)
    actions = Actions(blank)
    watch = IdleSweep(actions, actions, clock=lambda: now)
    for now in (200.0, 400.0, 420.0, 800.0, 820.0):
        if now == 800.0:
            actions.do(Label("Setting"), set_working_week, 0b11111)
        watch.look()
    assert swept == [400.0, 820.0]
