"""What the schedule says of picks that nobody has approved, where the plan asks for that."""

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.autoschedule.choices import Choices, Usual
from pmplanner.services.sessions.seating import OpenPick
from pmplanner.ui.schedule.auto.asking import AskForm
from pmplanner.ui.schedule.backlog.backlog import Backlog
from pmplanner.ui.schedule.form.people_picker import PeoplePicker
from pmplanner.ui.schedule.form.seats_list import SeatsList

ANA = OpenPick(1, 11, "Ana", "Sales", Decimal(1), "")
BEN = OpenPick(2, 12, "Ben", "", Decimal(1), "", is_approved=False)


def test_the_backlog_and_the_automatic_schedule_say_how_many_are_left_out(qtbot: QtBot) -> None:
    backlog, asking = Backlog(), AskForm()
    qtbot.addWidget(backlog)
    qtbot.addWidget(asking)
    day = dt.date(2027, 1, 4)
    for count, said in (
        (0, ""),
        (1, "1 pick is left out: nobody has approved it."),
        (12, "12 picks are left out: nobody has approved them."),
    ):
        backlog.show_rows((), count)
        assert backlog.unapproved.isVisibleTo(backlog) == bool(count)
        assert not count or backlog.unapproved.text() == said
        usual = Usual(60, None, together=False)
        asking.show_choices(1, day, Choices(day, day, (), (), (), (), usual, count))
        assert asking.unapproved.isVisibleTo(asking) == bool(count)
    assert "12 open picks are left out" in asking.unapproved.text()
    assert backlog.none.text() == "Every approved pick has a seat or is done."


def test_who_is_not_approved_can_be_added_by_name_and_says_so(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    picker = PeoplePicker([ANA, BEN], parent)
    texts = [picker.list.item(place).text() for place in range(picker.list.count())]
    assert texts == ["Ana · Sales", "Ben · not approved"]
    seats = SeatsList()
    qtbot.addWidget(seats)
    seats.show_seats((), [ANA, BEN], marked=True)
    assert seats.add_all.text() == "&Add the 1 open pick"
    assert seats.add_all.toolTip() == "1 more is not approved: it can be added by name."
    with qtbot.waitSignal(seats.add_requested) as added:
        qtbot.mouseClick(seats.add_all, Qt.MouseButton.LeftButton)
    assert added.args == [(1,)]
    seats.show_seats((), [BEN], marked=True)
    assert not seats.add_all.isVisibleTo(seats)
    assert seats.add.isEnabled()
