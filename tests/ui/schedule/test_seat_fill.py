"""How full sessions are: the bar and its words in the list and in the form, as the check has it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.sessions import change_session
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.list.sessions_table import SEATS
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.seat_fill import paint_fill
from pmplanner.ui.schedule.texts import fill_sentence
from pmplanner.ui.theme import theme_named
from pmplanner.ui.widgets.painting import Sketch
from tests.ui.schedule.conftest import TODAY, Stored, cells, show


def test_too_few_people_are_seen_at_a_glance_and_sorted(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    session = stored("TIME-1").row.id
    assert cells(page, SEATS) == ["2/2 +1 waiting", "1/3"]
    actions.do(Label("Fewest"), change_session, session, TODAY, seats_min=3)
    assert cells(page, SEATS) == ["2/2 +1 waiting", "1/3 · 2 too few"]
    assert fill_sentence(stored("TIME-1").row) == "1 of 3 seats taken, fewest 3, 2 people too few"
    page.list.table.sortByColumn(SEATS, Qt.SortOrder.AscendingOrder)
    assert cells(page, SEATS)[0] == "1/3 · 2 too few"
    show(qtbot, page, "TIME-1")
    assert page.form.seats.fill.says.text() == "1 of 3 seats taken, fewest 3, 2 people too few"
    assert page.form.seats.fill.says.property("problem")

    def told() -> bool:
        problems = actions.problem_monitor.open()
        return any(p.kind == "below minimum" and p.session_id == session for p in problems)

    # With seats kept for a team the check has nothing to say, and neither has the bar.
    assert told()
    actions.do(Label("Keep"), reserve_seats, session, "Payments", 2)
    assert not told()
    assert "1/3" in cells(page, SEATS)
    assert page.form.seats.fill.says.text() == "1 of 3 seats taken, 2 seats kept for teams, fewest 3"
    actions.undo()
    assert "1/3 · 2 too few" in cells(page, SEATS)
    page.begin_new()
    assert not page.form.seats.fill.isVisible()


def test_the_bar_is_as_long_as_its_share(stored: Stored, actions: Actions) -> None:
    row = stored("TIME-1").row
    image = QImage(300, 12, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    sketch = Sketch(painter.font())
    paint_fill(sketch, image.rect().toRectF().adjusted(0, 3, 0, -3), row)
    sketch.replay(painter)
    painter.end()
    done, groove = (theme_named("light").color(role).name() for role in ("done", "groove"))
    colours = [image.pixelColor(x, 6).name() for x in range(300)]
    assert abs(colours.count(done) - 100) <= 2
    assert abs(colours.count(groove) - 200) <= 4
