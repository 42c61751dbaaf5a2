"""The collector of garbage rests while somebody scrolls, and works again afterwards, come what may."""

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.quiet_scrolling import QuietScrolling


@pytest.fixture
def collecting() -> Iterator[None]:
    """With the collector at work, which rests in other tests."""
    gc.enable()
    yield
    gc.disable()


@pytest.fixture
def area(qtbot: QtBot, collecting: None) -> Iterator[QScrollArea]:
    area = QScrollArea()
    inside = QWidget()
    inside.resize(2_000, 2_000)
    area.setWidget(inside)
    area.resize(200, 200)
    area.show()
    QuietScrolling(area)
    yield area
    if shiboken6.isValid(area):
        shiboken6.delete(area)


def test_it_rests_until_nobody_scrolls(area: QScrollArea, qtbot: QtBot) -> None:
    for value in (10, 20, 30):
        area.verticalScrollBar().setValue(value)
        assert not gc.isenabled()
    qtbot.waitUntil(gc.isenabled)
    area.horizontalScrollBar().setValue(50)
    assert not gc.isenabled()


def test_it_works_again_where_the_area_goes_meanwhile(area: QScrollArea) -> None:
    area.verticalScrollBar().setValue(10)
    assert not gc.isenabled()
    shiboken6.delete(area)
    assert gc.isenabled()
