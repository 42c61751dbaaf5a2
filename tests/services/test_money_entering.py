"""Cost items, travel, rates and budgets: entered, refused, and taken along by what they belong to."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Budget, CostItem, Rate, Room, TrainingSession
from pmplanner.services.calendar.closures import add_site, change_site
from pmplanner.services.catalog.courses import add_course, remove_course
from pmplanner.services.errors import PlanError
from pmplanner.services.money.budgets import list_budgets, set_budget
from pmplanner.services.money.cost_items import Owner, add_item, change_item, list_items, remove_item
from pmplanner.services.money.rates import add_rate, change_rate, list_rates, remove_rate, set_rate
from pmplanner.services.money.travel import add_travel, change_travel, list_travel, remove_travel, set_travel
from pmplanner.services.people.tracks import add_track
from pmplanner.services.plans.plans import copy_plan, remove_plan
from pmplanner.services.resources.rooms import add_room, change_room, list_rooms
from pmplanner.services.sessions.sessions import add_session, copy_session, remove_session
from pmplanner.services.settings import change_setting
from tests.services.small_plan import SmallPlan

D = Decimal
DAY = dt.date(2027, 3, 1)


def _session(small: SmallPlan) -> tuple[int, int]:
    course = add_course(small.db, title="Talk", days=D(1))
    return course, add_session(small.db, small.plan, course, DAY)


def test_items_are_of_one_owner_and_refuse_what_cannot_be(small: SmallPlan) -> None:
    db = small.db
    course, session = _session(small)
    owner = Owner(session_id=session)
    lunch = add_item(db, owner, " Lunch ", "seat and day", D("12.50"), "eur")
    assert [(r.name, r.per, r.amount, r.currency) for r in list_items(db, owner)] == [
        ("Lunch", "seat and day", D("12.50"), "EUR")
    ]
    for refused, values in (
        ("already a cost item “Lunch”", {"name": "lunch"}),
        ("needs a name", {"name": " "}),
        ("goes by whole, day", {"name": "Hall", "per": "week"}),
        ("at most two decimals", {"name": "Hall", "amount": D("0.001")}),
        ("code of three letters", {"name": "Hall", "currency": "Euro"}),
    ):
        with pytest.raises(PlanError, match=refused):
            add_item(db, owner, **values)
    with pytest.raises(PlanError, match="Only a session"):
        add_item(db, Owner(course_id=course), "Seat", "seat price", D(1))
    add_item(db, owner, "Seat", "seat price", D(1))
    with pytest.raises(PlanError, match="a price of a seat already: “Seat”"):
        change_item(db, lunch, per="seat price")
    change_item(db, lunch, per="seat", amount=None)
    assert list_items(db, owner)[0].amount is None
    for nobody in (Owner(), Owner(1, 1)):
        with pytest.raises(PlanError, match="one course, one session or one plan"):
            add_item(db, nobody, "X")
    remove_item(db, lunch)
    assert [row.name for row in list_items(db, owner)] == ["Seat"]


def test_items_go_along_with_copies_and_go_with_their_owners(small: SmallPlan) -> None:
    db = small.db
    course, session = _session(small)
    add_item(db, Owner(session_id=session), "Lunch", "seat", D(9))
    add_item(db, Owner(plan_id=small.plan), "Licence", "whole", D(90))
    add_item(db, Owner(course_id=course), "Book", "seat", None)
    set_budget(db, small.plan, D(500), team="Ops")
    again = copy_session(db, session)
    assert [row.name for row in list_items(db, Owner(session_id=again))] == ["Lunch"]
    copy = copy_plan(db, small.plan, "Copy")
    sessions = db.scalars(select(TrainingSession.id).where(TrainingSession.plan_id == copy)).all()
    assert [[r.amount for r in list_items(db, Owner(session_id=each))] for each in sessions] == [[D(9)]] * 2
    assert [row.name for row in list_items(db, Owner(plan_id=copy))] == ["Licence"]
    assert [(row.name, row.amount) for row in list_budgets(db, copy)] == [("Ops", D(500))]
    remove_plan(db, copy)
    remove_session(db, session)
    remove_session(db, again)
    assert sorted(db.scalars(select(CostItem.name))) == ["Book", "Licence"]
    assert db.scalars(select(Budget.plan_id)).all() == [small.plan]
    remove_course(db, course)
    assert db.scalars(select(CostItem.name)).all() == ["Licence"]


def test_budgets_are_of_the_plan_and_of_tracks_and_teams_in_it(small: SmallPlan) -> None:
    db, track = small.db, add_track(small.db, "Sales")
    set_budget(db, small.plan, D(1000))
    set_budget(db, small.plan, D(300), track_id=track)
    set_budget(db, small.plan, D(1), team="ops")
    set_budget(db, small.plan, D(2), team="Ops")
    assert [(r.kind, r.name, r.amount) for r in list_budgets(db, small.plan)] == [
        ("track", "Sales", D(300)),
        ("team", "ops", D(2)),
    ]
    set_budget(db, small.plan, None, team="OPS")
    with pytest.raises(PlanError, match="no budget of its own"):
        set_budget(db, small.plan, None, team="Ops")
    with pytest.raises(PlanError, match="0 or more"):
        set_budget(db, small.plan, D(-1))


def test_rates_are_in_the_currency_of_the_workspace(small: SmallPlan) -> None:
    db = small.db
    with pytest.raises(PlanError, match="has none yet"):
        set_rate(db, "USD", DAY, D(1))
    change_setting(db, "currency", "EUR")
    set_rate(db, "usd", DAY, D("0.9"))
    set_rate(db, "USD", DAY, D("0.912345"))
    assert [(r.currency, r.value) for r in list_rates(db)] == [("USD", D("0.912345"))]
    for code, value, refused in (
        ("EUR", D(1), "another currency than EUR"),
        ("USD", D(0), "more than 0"),
        ("USD", D("0.0000001"), "six decimals"),
    ):
        with pytest.raises(PlanError, match=refused):
            set_rate(db, code, DAY, value)
    with pytest.raises(PlanError, match="Remove them first"):
        change_setting(db, "currency", "CHF")
    db.delete(db.scalars(select(Rate)).one())
    change_setting(db, "currency", "CHF")


def test_a_rate_is_changed_in_place_and_not_entered_twice(small: SmallPlan) -> None:
    db = small.db
    change_setting(db, "currency", "EUR")
    dollar, other = add_rate(db, "usd", DAY, D("0.9")), add_rate(db, "CHF", DAY, D("1.1"))
    with pytest.raises(PlanError, match="A rate of USD from"):
        add_rate(db, "USD", DAY, D(2))
    for refused, values in (
        ("entered already", {"currency": "usd"}),
        ("than EUR", {"currency": ""}),
        ("from which day", {"valid_from": None}),
        ("what one CHF is worth", {"value": None}),
    ):
        with pytest.raises(PlanError, match=refused):
            change_rate(db, other, **values)
    change_rate(db, dollar, value=D("0.95"), valid_from=DAY + dt.timedelta(1))
    remove_rate(db, other)
    assert [row[1:] for row in list_rates(db)] == [("USD", DAY + dt.timedelta(1), D("0.95"))]


def test_a_way_is_changed_in_place_and_not_entered_twice(small: SmallPlan) -> None:
    db = small.db
    way, other = add_travel(db, "Oslo", "Bergen", D(80), "nok"), add_travel(db, "Oslo", "Bodø", D(0))
    for refused, values in (
        ("Oslo to bergen costs is entered already", {"to_site": "bergen"}),
        ("from one site to another", {"to_site": " oslo "}),
        ("0 where it costs nothing", {"amount": None}),
        ("0 or more", {"amount": D(-1)}),
        ("JPY have no decimals", {"amount": D("0.5"), "currency": "JPY"}),
    ):
        with pytest.raises(PlanError, match=refused):
            change_travel(db, other, **values)
    change_travel(db, way, from_site="Ski", amount=D(81))
    remove_travel(db, other)
    assert [row[1:] for row in list_travel(db)] == [("Ski", "Bergen", D(81), "NOK")]


def test_travel_follows_the_names_of_sites(small: SmallPlan) -> None:
    db = small.db
    oslo = add_site(db, "Oslo")
    set_travel(db, "Oslo", "Bergen", D(80), "NOK")
    set_travel(db, "Bodø", "Oslo", D(90), "NOK")
    set_travel(db, "Bodø", "Christiania", D(95), "NOK")
    change_site(db, oslo, name="Christiania")
    assert [(r.from_site, r.to_site, r.amount) for r in list_travel(db)] == [
        ("Bodø", "Christiania", D(95)),
        ("Christiania", "Bergen", D(80)),
    ]
    with pytest.raises(PlanError, match="from one site to another"):
        set_travel(db, "Oslo", "oslo", D(1))
    set_travel(db, "bodø", "christiania", None)
    with pytest.raises(PlanError, match="No cost of travel"):
        set_travel(db, "Bodø", "Christiania", None)


def test_a_day_in_a_room_costs(small: SmallPlan) -> None:
    room = add_room(small.db, "Hall", day_cost=D(150), currency="eur")
    assert [(r.day_cost, r.currency) for r in list_rooms(small.db)] == [(D(150), "EUR")]
    change_room(small.db, room, day_cost=None)
    assert small.db.scalar(select(Room.day_cost)) is None
    with pytest.raises(PlanError, match="What a day costs"):
        change_room(small.db, room, day_cost=D(-1))
