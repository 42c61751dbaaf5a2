"""Sessions in several time zones: their own, those of their rooms' sites, or that of all sites."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.services.calendar import closures
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.calendar.time_zones import SessionZones
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.resources.rooms import add_room, change_room
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make

NINE_TO_FIVE = Day(MONDAY, dt.time(9), dt.time(17))
EVENING = Day(MONDAY, dt.time(17), dt.time(20), Decimal("0.5"))


@pytest.fixture
def small(blank: Workspace) -> SmallPlan:
    """Ana has a day in the room Hall, which is on no site, and three hours online, by Tokyo's clocks."""
    with blank.edit("Set up") as db:
        small = make(db)
        small.course("HERE")
        small.course("ONLINE", "0.5")
        add_room(db, name="Hall", seats=9)
        small.run("HERE", names="A", room="Hall")
        online = small.run("ONLINE", names="A", timezone="Asia/Tokyo", mode="online")
        sessions.set_session_days(db, online, [EVENING])
    return small


def kinds(workspace: Workspace, small: SmallPlan) -> set[str]:
    with workspace.read() as db:
        return {p.kind for p in find_problems(db, small.plan) if p.kind != "days disagree"}


def test_the_zone_of_all_sites_counts_where_there_is_no_other(blank: Workspace, small: SmallPlan) -> None:
    assert kinds(blank, small) == set(), "clocks are compared where a zone is not known"
    with blank.edit("Site") as db:
        closures.add_site(db, "", timezone="Europe/Oslo")
    assert kinds(blank, small) == {"double-booking"}, "17 to 20 in Tokyo is 9 to 12 in Oslo"


def test_times_that_look_alike_need_not_clash(blank: Workspace, small: SmallPlan) -> None:
    with blank.edit("Site") as db:
        closures.add_site(db, "", timezone="Europe/Oslo")
        (online,) = (row.id for row in sessions.list_sessions(db, small.plan) if row.mode == "online")
        sessions.set_session_days(db, online, [NINE_TO_FIVE])
    assert kinds(blank, small) == set(), "9 to 17 in Tokyo is 1 to 9 in Oslo"


def test_a_watch_follows_the_zones_of_sites_and_rooms(blank: Workspace, small: SmallPlan) -> None:
    watch = Watch(blank, small.plan)
    blank.listen(watch.update)
    assert watch.problems == []
    with blank.edit("Site") as db:
        site = closures.add_site(db, "Oslo", timezone="Europe/Oslo")
    assert watch.problems == []
    with blank.edit("Room") as db:
        change_room(db, 1, site="Oslo")
    assert {problem.kind for problem in watch.problems} == {"double-booking"}
    with blank.edit("Zone") as db:
        closures.change_site(db, site, timezone="Asia/Tokyo")
    assert watch.problems == []


def test_which_zone_a_session_has(blank: Workspace) -> None:
    with blank.edit("Sites") as db:
        closures.add_site(db, "", timezone="Europe/Oslo")
        closures.add_site(db, "Tokyo", timezone="Asia/Tokyo")
        add_room(db, name="Fuji", site="tokyo")
        add_room(db, name="Hall")
        zones = SessionZones(db)
    assert zones.of("America/New_York", "Fuji") == "America/New_York"
    assert zones.of("", "fuji") == "Asia/Tokyo"
    assert [zones.of("", "Hall"), zones.of("", ""), zones.of("Mars/Base", "Hall")] == ["Europe/Oslo"] * 3
    with blank.read() as db:
        assert SessionZones(db).of("", "Fuji") == "Asia/Tokyo"
