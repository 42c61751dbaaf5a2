"""The filters of the schedule by manager and team: lanes, sessions of the month, and the list."""

from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people, write_values
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.support import known
from tests.ui.schedule.conftest import open_page

WAITED: set[str] = set()
"""Where somebody only waits for a seat is no session of theirs, as on the timeline."""


def _seen(page: SchedulePage) -> tuple[set[str], set[str], set[str]]:
    """The titles of the lanes, the codes of the sessions of the month, and those of the list."""
    views = page.views
    rows = page._rows
    lanes = {lane.row.title for lane in known(views.timeline.book).lanes}
    month = {bar.session.code for bar in views.month._seen()}
    return lanes, month, {rows[session_id].code for session_id in page.list.shown_ids()}


def test_lanes_and_sessions_are_those_of_the_people_chosen(actions: Actions, qtbot: QtBot) -> None:
    ids = {row.name: row.id for row in actions.read(list_people)}
    actions.do(Label("x"), write_values, ids["Ana"], {"team": "Red"})
    actions.do(Label("x"), write_values, ids["Cy"], {"team": "Blue"})
    page = open_page(actions, qtbot, "timeline")
    everything = _seen(page)
    assert everything[1] == everything[2] == {"BOOT-1", "TIME-1"}
    page.show_view_state({"team": "blue", "lanes": "person"})
    assert _seen(page) == ({"Cy"}, WAITED, WAITED)
    page.show_view_state({"team": "red"})
    lanes, month, listed = _seen(page)
    assert month == listed == {"BOOT-1", "TIME-1"}
    assert lanes == everything[0]
    page.show_view_state({"team": "red", "lanes": "team"})
    assert {title.casefold() for title in _seen(page)[0]} == {"red"}
    # A session that is asked for comes into sight, whoever is in it.
    page.show_view_state({"team": "blue", "lanes": "room"})
    time = next(row.id for row in page._rows.values() if row.code == "TIME-1")
    page.reveal("session", time)
    assert page.views.filters.count() == 0
    assert _seen(page)[1] == {"BOOT-1", "TIME-1"}
