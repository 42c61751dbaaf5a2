"""Closed days: closures, public holidays of sites, weekends, blackouts."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Room
from pmplanner.services.calendar import closures
from pmplanner.services.calendar.open_days import (
    EVERY_DAY,
    is_training_day,
    open_days,
    read_blackouts,
    read_closed_days,
    read_working_week,
    set_working_week,
    works_on,
)
from pmplanner.services.calendar.session_days import fill_days
from pmplanner.services.calendar.site_days import days_open_at
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people
from pmplanner.services.resources import rooms
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

D = dt.date
YEAR = (D(2027, 1, 1), D(2027, 12, 31))


def test_a_site_is_closed_on_its_own_holidays_and_when_the_company_is(blank: Workspace) -> None:
    with blank.edit("Calendar") as db:
        closures.add_site(db, "", "NO")
        closures.add_site(db, " Munich", "de", "BY")
        closures.add_closure(db, D(2027, 7, 12), D(2027, 7, 16), name="Summer")
        closures.add_closure(db, D(2027, 9, 1), D(2027, 9, 1), "munich", "Move")
    with blank.read() as db:
        closed = read_closed_days(db, *YEAR)
    oslo, munich = closed.of("Oslo"), closed.of("MUNICH")
    assert "Constitution Day" in oslo[D(2027, 5, 17)]
    assert D(2027, 5, 17) in munich  # Whit Monday there
    assert D(2027, 1, 6) in munich
    assert D(2027, 1, 6) not in oslo
    assert oslo[D(2027, 7, 14)] == munich[D(2027, 7, 14)] == "Summer"
    assert munich[D(2027, 9, 1)] == "Move"
    assert D(2027, 9, 1) not in oslo


def test_without_countries_only_closures_count(blank: Workspace) -> None:
    with blank.edit("Close") as db:
        closures.add_closure(db, D(2026, 12, 24), D(2027, 1, 1))
    with blank.read() as db:
        assert dict(read_closed_days(db, *YEAR).of("Oslo")) == {D(2027, 1, 1): "Closed"}


def test_a_closure_of_a_site_that_is_not_listed_counts_there_alone(blank: Workspace) -> None:
    with blank.edit("Close") as db:
        closures.add_site(db, "", "NO")
        closures.add_closure(db, D(2027, 9, 1), D(2027, 9, 1), "Bergen")
    with blank.read() as db:
        closed = read_closed_days(db, *YEAR)
    assert {D(2027, 9, 1), D(2027, 5, 17)} <= closed.of("Bergen").keys()
    assert D(2027, 9, 1) not in closed.of("Oslo")


def test_the_working_week_is_the_workspaces_unless_somebody_has_another(blank: Workspace) -> None:
    with blank.edit("Week") as db:
        assert read_working_week(db) == 0b11111
        set_working_week(db, EVERY_DAY)
        set_working_week(db, 0b1111)
    with blank.read() as db:
        week = read_working_week(db)
        closed = read_closed_days(db, *YEAR)
    friday = D(2027, 3, 5)
    assert not works_on(None, week, friday)
    assert works_on(0b10000, week, friday)
    assert not is_training_day(closed, week, "", friday)
    assert is_training_day(closed, week, "", D(2027, 3, 4))
    with pytest.raises(PlanError, match="at least one working day"), blank.edit("None") as db:
        set_working_week(db, 0)


def test_what_names_a_site_goes_by_its_new_name(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        site = closures.add_site(db, "Oslo", "NO")
        rooms.add_room(db, "Fjord", site="OSLO")
        rooms.add_room(db, "Harbour", site="Bergen")
        closures.add_closure(db, D(2027, 3, 1), D(2027, 3, 2), "oslo")
        people.add_person(db, first_name="Ana", location="Oslo")
    before = snapshot(blank.path)
    with blank.edit("Rename") as db:
        closures.change_site(db, site, name="Oslo, Docks")
        assert [room.site for room in rooms.list_rooms(db)] == ["Bergen", "Oslo, Docks"]
        assert [closure.site for closure in closures.list_closures(db)] == ["Oslo, Docks"]
        assert [person.location for person in people.list_people(db)] == ["Oslo, Docks"]
    blank.undo()
    assert snapshot(blank.path) == before


def test_sessions_skip_the_closed_days_of_the_site_of_their_room(blank: Workspace) -> None:
    with blank.edit("Rooms") as db:
        db.add(Room(name="Fjord", site="Oslo"))
        closures.add_site(db, "Oslo", "NO")
    with blank.read() as db:
        in_oslo = fill_days(D(2027, 5, 14), Decimal(3), is_open=days_open_at(db, "fjord"))
        elsewhere = fill_days(D(2027, 5, 14), Decimal(3), is_open=open_days(db, ""))
    assert [day.day.day for day in in_oslo] == [14, 18, 19]
    assert [day.day.day for day in elsewhere] == [14, 17, 18]


def test_blackouts_are_found_by_team(blank: Workspace) -> None:
    with blank.edit("Blackout") as db:
        row_id = closures.add_blackout(db, D(2027, 3, 29), D(2027, 4, 2), "Finance", "Quarter end")
        closures.change_blackout(db, row_id, last_day=D(2027, 4, 5))
    with blank.read() as db:
        (span,) = read_blackouts(db)["finance"]
    assert (span.holds(D(2027, 4, 5)), span.holds(D(2027, 4, 6)), span.name) == (True, False, "Quarter end")


@pytest.mark.parametrize(
    ("values", "match"),
    [
        (("Oslo", "XX"), "Nothing is known of a country “XX”"),
        (("Munich", "DE", "ZZ"), "DE has no subdivision “ZZ”"),
        (("Munich", "", "BY"), "country of the subdivision"),
        (("Oslo", "", "", "Oslo time"), "no time zone “Oslo time”"),
        (("bergen", "NO"), "already a site “Bergen”"),
    ],
)
def test_sites_that_will_not_do(blank: Workspace, values: tuple[str, ...], match: str) -> None:
    with blank.edit("Bergen") as db:
        closures.add_site(db, "Bergen")
    with pytest.raises(PlanError, match=match), blank.edit("Add") as db:
        closures.add_site(db, *values)


def test_closures_that_will_not_do(blank: Workspace) -> None:
    with blank.edit("Close") as db:
        closures.add_closure(db, D(2027, 1, 1), D(2027, 1, 2), "Oslo")
    with pytest.raises(PlanError, match="oslo is closed from 2027-01-01 already"), blank.edit("x") as db:
        closures.add_closure(db, D(2027, 1, 1), D(2027, 1, 2), "oslo")
    with pytest.raises(PlanError, match="before the first"), blank.edit("x") as db:
        closures.add_closure(db, D(2027, 1, 2), D(2027, 1, 1))
    with pytest.raises(PlanError, match="which team"), blank.edit("x") as db:
        closures.add_blackout(db, D(2027, 1, 1), D(2027, 1, 1), " ")
