"""Dates and times typed over with real keys."""

import datetime as dt

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.inputs.dates import DateField, TimeField, parse_time

WAS = QDate(2026, 7, 30)


@pytest.fixture
def day(qtbot: QtBot) -> DateField:
    """A date field, shown."""
    field = DateField("", None, WAS)
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def at(qtbot: QtBot) -> TimeField:
    """A time field, shown."""
    field = TimeField("", None, QTime(9, 0))
    qtbot.addWidget(field)
    field.show()
    return field


def _type_over(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    "text",
    [
        "11 Jan 2027",
        "11/1/2027",
        "2027-01-11",
        "2027 1 11",
        "11 1 2027",
        "11.01.27",
        "Monday, 11 January 2027",
    ],
)
def test_a_date_typed_over_is_taken(day: DateField, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(day.finished, timeout=0), qtbot.waitSignal(day.dateChanged, timeout=0):
        _type_over(qtbot, day, text)
    assert day.date() == QDate(2027, 1, 11)
    assert day.text() == "11 Jan 2027"


@pytest.mark.parametrize("text", ["soon", "31 02 2027", ""])
def test_what_is_no_date_is_said_and_stays(day: DateField, qtbot: QtBot, text: str) -> None:
    day.selectAll()
    qtbot.keyClick(day, Qt.Key.Key_Delete)
    with qtbot.waitSignal(day.refused, timeout=0) as said, qtbot.assertNotEmitted(day.finished):
        _type_over(qtbot, day, text) if text else qtbot.keyClick(day, Qt.Key.Key_Return)
    assert day.toolTip() == said.args[0] != ""
    assert (day.text(), day.date()) == (text, WAS)
    with pytest.raises(ValueError, match="date"):
        day.day()
    _type_over(qtbot, day, "1 1 2026")
    assert (day.toolTip(), day.entered()) == ("", dt.date(2026, 1, 1))


def test_arrows_step_by_days_and_finish_once(day: DateField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(day.finished):
        qtbot.keyClick(day, Qt.Key.Key_Up)
        qtbot.keyClick(day, Qt.Key.Key_Up)
    assert day.date() == QDate(2026, 8, 1)
    with qtbot.waitSignal(day.finished, timeout=0):
        qtbot.keyClick(day, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(day.finished):
        qtbot.keyClick(day, Qt.Key.Key_Return)


def test_a_click_selects_all(day: DateField, qtbot: QtBot) -> None:
    day.activateWindow()
    day.clearFocus()
    qtbot.mouseClick(day, Qt.MouseButton.LeftButton)
    assert day.selectedText() == day.text()


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("8", 8, 0), ("8:30", 8, 30), ("08:00", 8, 0), ("0830", 8, 30), ("830", 8, 30), ("8.15 pm", 20, 15)],
)
def test_a_time_typed_over_is_taken(at: TimeField, qtbot: QtBot, text: str, hour: int, minute: int) -> None:
    with qtbot.waitSignal(at.finished, timeout=0):
        _type_over(qtbot, at, text)
    assert at.entered() == dt.time(hour, minute)
    assert at.text() == f"{hour:02}:{minute:02}"


def test_what_is_no_time_is_said_and_stays(at: TimeField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(at.refused, timeout=0):
        _type_over(qtbot, at, "25:00")
    assert "“25:00” is not a time" in at.toolTip()
    assert (at.text(), at.time()) == ("25:00", QTime(9, 0))
    with qtbot.assertNotEmitted(at.finished):
        _type_over(qtbot, at, "9")
    assert (at.toolTip(), at.text()) == ("", "09:00")
    qtbot.keyClick(at, Qt.Key.Key_Down)
    assert at.time() == QTime(8, 45)


@pytest.mark.parametrize("text", ["", "24", "9:60", "13 pm", "12345", "noon"])
def test_only_times_of_day_are_read(text: str) -> None:
    assert parse_time(text) is None
