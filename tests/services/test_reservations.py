"""Seats kept for a team, the policy on overbooking, and the order of the waiting list."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from pmplanner.models import Policy
from pmplanner.services.errors import PlanError
from pmplanner.services.plans import people_changes, picks
from pmplanner.services.policies import policies
from pmplanner.services.sessions import changes as changes
from pmplanner.services.sessions import reservations, seating, sessions
from pmplanner.services.sessions.session_rows import session_detail
from tests.services.small_plan import SmallPlan


def put(small: SmallPlan, names: str, team: str) -> None:
    for name in names:
        people_changes.change_person(small.db, small.person(name), team=team)


def kept(small: SmallPlan, session: int) -> dict[str, int]:
    return {row.team: row.seats for row in sessions.session_detail(small.db, session).reserved}


def test_seats_kept_for_a_team_are_not_free_for_others(small: SmallPlan) -> None:
    small.course("BOOT")
    put(small, "S", "sales ")
    session = small.run("BOOT", names="A", seats_max=3)
    reservations.reserve_seats(small.db, session, "Sales", 1)
    assert seating.seat_picks(small.db, session, small.pick("BCS", "BOOT")) == (2, 1)
    assert small.seats(session) == {"A": "booked", "B": "booked", "S": "booked", "C": "waiting"}
    assert kept(small, session) == {}


def test_one_seat_fewer_is_kept_for_each_who_is_named(small: SmallPlan) -> None:
    small.course("BOOT")
    put(small, "ST", "Sales")
    session = small.run("BOOT", seats_max=9)
    reservations.reserve_seats(small.db, session, "Sales", 3)
    seating.seat_picks(small.db, session, small.pick("AS", "BOOT"))
    assert kept(small, session) == {"Sales": 2}
    seating.seat_picks(small.db, session, small.pick("T", "BOOT"))
    assert kept(small, session) == {"Sales": 1}


def test_giving_kept_seats_up_lets_those_waiting_move_up(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", seats_max=2)
    reservations.reserve_seats(small.db, session, "Sales", 2)
    seating.seat_picks(small.db, session, small.pick("AB", "BOOT"))
    assert small.seats(session) == {"A": "waiting", "B": "waiting"}
    reservations.reserve_seats(small.db, session, "sales", 1)
    assert small.seats(session) == {"A": "booked", "B": "waiting"}
    reservations.reserve_seats(small.db, session, "Sales", 0)
    assert small.seats(session) == {"A": "booked", "B": "booked"}
    assert session_detail(small.db, session).reserved == ()


def test_only_free_seats_can_be_kept(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A", seats_max=3)
    reservations.reserve_seats(small.db, session, "Sales", 1)
    with pytest.raises(PlanError, match="BOOT-1 has 2 free seats to keep, not 3"):
        reservations.reserve_seats(small.db, session, "Sales", 3)
    with pytest.raises(PlanError, match="BOOT-1 has 1 free seat to keep, not 2"):
        reservations.reserve_seats(small.db, session, "Finance", 2)
    with pytest.raises(PlanError, match="for which team"):
        reservations.reserve_seats(small.db, session, " ", 1)
    changes.cancel_session(small.db, session)
    with pytest.raises(PlanError, match="is cancelled"):
        reservations.reserve_seats(small.db, session, "Sales", 1)


def test_a_split_seats_those_for_whom_kept_seats_leave_no_room(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A", seats_max=2)
    reservations.reserve_seats(small.db, session, "Sales", 1)
    seating.seat_picks(small.db, session, small.pick("BC", "BOOT"))
    second = changes.split_session(small.db, session)
    assert (small.seats(session), kept(small, session)) == ({"A": "booked"}, {"Sales": 1})
    assert small.seats(second) == {"C": "booked", "B": "booked"}


@pytest.mark.parametrize(("where", "booked"), [("workspace", 3), ("plan", 4)])
def test_the_policy_on_overbooking_gives_more_seats(small: SmallPlan, where: str, booked: int) -> None:
    small.course("BOOT")
    small.db.add(Policy(kind="over capacity", limit=Decimal(1)))
    if where == "plan":
        small.db.add(Policy(plan_id=small.plan, kind="over capacity", limit=Decimal(2)))
    small.db.flush()
    session = small.run("BOOT", names="ABCDE", seats_max=2)
    assert list(small.seats(session).values()).count("booked") == booked


def test_a_person_is_moved_on_the_waiting_list(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABCD", seats_max=1)
    seating.move_in_queue(small.db, small.seat(session, "D"), -1)
    assert list(small.seats(session)) == ["A", "B", "D", "C"]
    seating.move_in_queue(small.db, small.seat(session, "B"), 5)
    assert list(small.seats(session)) == ["A", "D", "C", "B"]
    seating.unseat(small.db, [small.seat(session, "A")])
    assert small.seats(session) == {"D": "booked", "C": "waiting", "B": "waiting"}
    with pytest.raises(PlanError, match="Only who waits"):
        seating.move_in_queue(small.db, small.seat(session, "D"), 1)


def test_who_is_made_to_wait_comes_last_and_the_first_moves_up(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABC", seats_max=1)
    small.mark(session, "A", "waiting")
    assert small.seats(session) == {"B": "booked", "C": "waiting", "A": "waiting"}


def test_who_is_made_to_wait_beside_a_free_seat_gets_it_with_the_next_change(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="AB", seats_max=2)
    small.mark(session, "A", "waiting")
    assert [seat.status for seat in session_detail(small.db, session).seats] == ["booked", "waiting"]
    sessions.change_session(small.db, session, room="Oslo")
    assert {seat.status for seat in session_detail(small.db, session).seats} == {"booked"}


FREEING: dict[str, Callable[[SmallPlan, int], object]] = {
    "taken out": lambda small, run: seating.unseat(small.db, [small.seat(run, "A")]),
    "unpicked": lambda small, run: picks.remove_picks(
        small.db, small.plan, [(small.people["A"], small.courses["BOOT"])]
    ),
    "person removed": lambda small, run: people_changes.remove_people(small.db, [small.people["A"]]),
    "more seats": lambda small, run: sessions.change_session(small.db, run, seats_max=3),
    "no limit": lambda small, run: sessions.change_session(small.db, run, seats_max=None),
    "moved to another": lambda small, run: small.run("BOOT", names="A"),
    "made to wait": lambda small, run: small.mark(run, "A", "waiting"),
    "kept seat given up": lambda small, run: reservations.reserve_seats(small.db, run, "Sales", 0),
    "draft again": lambda small, run: sessions.change_session(small.db, run, status="draft"),
}


@pytest.mark.parametrize("name", FREEING)
def test_whenever_a_seat_comes_free_the_next_moves_up(small: SmallPlan, name: str) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A", seats_max=2)
    reservations.reserve_seats(small.db, session, "Sales", 1)
    seating.seat_picks(small.db, session, small.pick("BC", "BOOT"))
    if name == "draft again":
        sessions.change_session(small.db, session, dt.date(2099, 1, 1), status="held", seats_max=3)
    assert small.seats(session) == {"A": "booked", "B": "waiting", "C": "waiting"}
    FREEING[name](small, session)
    assert small.seats(session)["B"] == "booked"


def test_a_change_of_the_policy_lets_those_who_wait_move_up(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABC", seats_max=1)
    policies.set_policy(small.db, "over capacity", plan_id=small.plan, limit=Decimal(0))
    policies.set_policy(small.db, "over capacity", limit=Decimal(1))
    assert small.seats(session) == {"A": "booked", "B": "waiting", "C": "waiting"}
    policies.reset_policy(small.db, "over capacity", plan_id=small.plan)
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "waiting"}
    assert seating.move_up_all(small.db) == 0
    policies.set_policy(small.db, "over capacity", plan_id=small.plan, limit=Decimal(2))
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "booked"}
