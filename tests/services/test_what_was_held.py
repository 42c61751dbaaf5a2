"""What was held stays where it was, and with whom; people change places; sessions come back."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import people_changes, plans
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import changes as changes
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.attendance import record_attendance
from pmplanner.services.sessions.moving import place_session, shift_by_days, shift_sessions
from pmplanner.services.sessions.reservations import reserve_seats
from tests.services.small_plan import LATER, MONDAY, SmallPlan

D = Decimal
DAY = dt.timedelta(days=1)
PAST = dt.date(2026, 3, 2)


def held(small: SmallPlan, names: str = "AB", day: dt.date = PAST) -> int:
    """Add a session of two days that was held."""
    if "BIG" not in small.courses:
        small.course("BIG", "2")
    session = small.run("BIG", day, names)
    record_attendance(small.db, session, LATER)
    return session


MOVES: dict[str, Callable[[SmallPlan, int], object]] = {
    "move": lambda small, run: sessions.move_session(small.db, run, LATER),
    "days": lambda small, run: sessions.set_session_days(small.db, run, [Day(LATER), Day(LATER + DAY)]),
    "resize": lambda small, run: changes.resize_session(small.db, run, LATER, LATER + 3 * DAY),
    "place": lambda small, run: place_session(small.db, run, LATER),
    "shift": lambda small, run: shift_by_days(small.db, [run], (LATER - PAST).days),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_was_held_is_not_moved_to_days_that_are_still_to_come(small: SmallPlan, name: str) -> None:
    session = held(small)
    with pytest.raises(PlanError, match="BIG-1 was held, so it cannot begin on 2099"):
        MOVES[name](small, session)
    assert sessions.session_detail(small.db, session).days[0].day == PAST


def test_a_wrong_date_of_what_was_held_can_be_mended(small: SmallPlan) -> None:
    session = held(small)
    sessions.move_session(small.db, session, PAST + 7 * DAY)
    shift_sessions(small.db, [session], 1)
    assert sessions.session_detail(small.db, session).days[0].day == PAST + 8 * DAY
    with pytest.raises(PlanError, match="still to come"):
        sessions.move_session(small.db, session, PAST + 21 * DAY, today=PAST + 20 * DAY)
    sessions.move_session(small.db, session, PAST + 21 * DAY, today=PAST + 21 * DAY)


@pytest.mark.parametrize("status", ["attended", "partly attended", "absent"])
def test_attendance_needs_a_day_that_has_begun(small: SmallPlan, status: str) -> None:
    small.course("BIG", "2")
    session = small.run("BIG", names="A")
    seat = small.seat(session, "A")
    days = D(1) if status == "partly attended" else None
    with pytest.raises(PlanError, match="BIG-1 begins on 2027-03-01; attendance can be entered from"):
        seating.set_seat_status(small.db, [seat], status, days, today=MONDAY - DAY)
    seating.set_seat_status(small.db, [seat], status, days, today=MONDAY)
    assert small.seats(session) == {"A": status}


def test_a_session_is_not_held_before_it_begins(small: SmallPlan) -> None:
    small.course("BIG", "2")
    session = small.run("BIG", names="A")
    with pytest.raises(PlanError, match="begins on 2027-03-01"):
        sessions.change_session(small.db, session, MONDAY - DAY, status="held")
    sessions.change_session(small.db, session, MONDAY, status="held")


@pytest.mark.parametrize("status", ["attended", "partly attended"])
def test_who_attended_is_not_taken_out(small: SmallPlan, status: str) -> None:
    session = held(small)
    small.mark(session, "A", status, D(1))
    with pytest.raises(PlanError, match="A attended BIG-1 and stays in it"):
        seating.unseat(small.db, [small.seat(session, "A")])
    assert set(small.seats(session)) == {"A", "B"}
    small.mark(session, "A", "absent")
    seating.unseat(small.db, [small.seat(session, "A")])
    assert set(small.seats(session)) == {"B"}


def test_nobody_is_seated_in_what_was_held(small: SmallPlan) -> None:
    session = held(small)
    with pytest.raises(PlanError, match="BIG-1 was held, so nobody can be seated in it"):
        seating.seat_picks(small.db, session, small.pick("C", "BIG"))
    assert "C" not in small.seats(session)


def test_who_waited_for_what_was_held_attended_or_did_not(small: SmallPlan) -> None:
    small.course("BIG", "2")
    session = small.run("BIG", PAST, "AB", seats_max=1)
    record_attendance(small.db, session, LATER)
    with pytest.raises(PlanError, match=r"was held\. Say whether B attended"):
        small.mark(session, "B", "booked")
    small.mark(session, "B", "attended")
    assert small.seats(session) == {"A": "attended", "B": "attended"}
    small.mark(session, "A", "booked")  # a slip of the hand, taken back
    assert {s.status for s in list_pick_statuses(small.db, small.plan)} == {"done", "scheduled"}


def test_partly_attended_meets_no_prerequisite_in_any_plan(small: SmallPlan) -> None:
    small.course("BASE", "2")
    small.course("ADV")
    small.needs("ADV", "BASE")
    base = small.run("BASE", names="A")
    small.run("ADV", MONDAY + 7 * DAY, "A")
    small.mark(base, "A", "partly attended", D("0.25"))
    (problem,) = [p for p in find_problems(small.db, small.plan) if p.kind == "prerequisite"]
    assert problem.hint == "Needs Base first, which was attended only partly."
    later = plans.create_plan(small.db, "next", dt.date(2027, 7, 1), dt.date(2027, 12, 31))
    other = SmallPlan(small.db, later, small.people, small.courses)
    other.run("ADV", dt.date(2027, 8, 2), "A")
    assert [p.kind for p in find_problems(small.db, later) if p.kind == "prerequisite"] == ["prerequisite"]
    small.mark(base, "A", "attended")
    assert not [p for p in find_problems(small.db, small.plan) if p.kind == "prerequisite"]


def test_a_session_keeps_as_many_days_as_somebody_attended_of_it(small: SmallPlan) -> None:
    session = held(small)
    small.mark(session, "A", "partly attended", D("1.5"))
    for cut in (
        lambda: sessions.set_session_days(small.db, session, [Day(PAST)]),
        lambda: changes.resize_session(small.db, session, PAST, PAST),
    ):
        with pytest.raises(PlanError, match=r"attended 1.5 days of BIG-1, so it cannot have only 1\b"):
            cut()
    small.mark(session, "A", "partly attended", D("0.5"))
    sessions.set_session_days(small.db, session, [Day(PAST)])


# People who change places


def test_two_people_change_places_and_nobody_who_waits_comes_between(small: SmallPlan) -> None:
    small.course("BIG")
    one = small.run("BIG", MONDAY, "ABX", seats_max=2)
    two = small.run("BIG", MONDAY + 7 * DAY, "CDY", seats_max=2)
    seating.swap_seats(small.db, small.seat(one, "A"), small.seat(two, "D"))
    assert small.seats(one) == {"D": "booked", "B": "booked", "X": "waiting"}
    assert small.seats(two) == {"C": "booked", "A": "booked", "Y": "waiting"}
    seating.swap_seats(small.db, small.seat(one, "B"), small.seat(two, "Y"))
    assert small.seats(one)["Y"] == "booked"
    assert small.seats(two)["B"] == "waiting", "each gets the place of the other"


@pytest.mark.slow
def test_places_that_cannot_be_changed(small: SmallPlan) -> None:
    small.course("BIG")
    small.course("ADV")
    one, other = small.run("BIG", MONDAY, "AB"), small.run("ADV", MONDAY, "C")
    two = small.run("BIG", MONDAY + 7 * DAY, "D")
    for pair in (("A", one, "B", one), ("A", one, "C", other)):
        with pytest.raises(PlanError, match="between two sessions of one course"):
            seating.swap_seats(small.db, small.seat(pair[1], pair[0]), small.seat(pair[3], pair[2]))
    changes.set_locked(small.db, two, True)
    with pytest.raises(PlanError, match="locked"):
        seating.swap_seats(small.db, small.seat(one, "A"), small.seat(two, "D"))
    changes.set_locked(small.db, two, False)
    small.mark(two, "D", "attended")
    with pytest.raises(PlanError, match="BIG-2 is over for D"):
        seating.swap_seats(small.db, small.seat(one, "A"), small.seat(two, "D"))


def test_who_joins_a_team_takes_the_seats_kept_for_it_at_once(small: SmallPlan) -> None:
    small.course("BIG")
    session = small.run("BIG", seats_max=2)
    seating.seat_picks(small.db, session, small.pick("A", "BIG"))
    reserve_seats(small.db, session, "Sales", 1)
    seating.seat_picks(small.db, session, small.pick("BC", "BIG"))
    assert small.seats(session) == {"A": "booked", "B": "waiting", "C": "waiting"}
    people_changes.change_person(small.db, small.people["C"], team="sales")
    assert small.seats(session) == {"A": "booked", "C": "booked", "B": "waiting"}
    assert sessions.session_detail(small.db, session).reserved == ()


# Sessions that come back, copies, merging


def test_a_cancelled_session_is_revived_not_confirmed(small: SmallPlan) -> None:
    small.course("BIG")
    session = small.run("BIG", names="A")
    with pytest.raises(PlanError, match="BIG-1 is not cancelled"):
        changes.revive_session(small.db, session)
    changes.cancel_session(small.db, session)
    with pytest.raises(PlanError, match=r"BIG-1 is cancelled\. Revive it first\."):
        changes.confirm_session(small.db, session)
    changes.revive_session(small.db, session)
    row = sessions.session_detail(small.db, session).row
    assert (row.status, row.booked) == ("draft", 0)
    changes.confirm_session(small.db, session)


def test_a_copy_of_a_plan_keeps_what_was_accepted(small: SmallPlan) -> None:
    for code in ("BIG", "ADV"):
        small.course(code)
        small.run(code, names="AB", room="Oslo")
    found = find_problems(small.db, small.plan)
    chosen = [p for p in found if p.kind == "room taken" or p.person_id == small.people["A"]]
    for problem in chosen:
        accept_problem(small.db, small.plan, problem.key, f"known: {problem.kind}")
    left = find_problems(small.db, small.plan)
    assert 0 < len(left) < len(found)
    copy = plans.copy_plan(small.db, small.plan, "copy")
    shown = find_problems(small.db, copy, accepted=True)
    assert [(p.kind, p.person_id, p.accepted) for p in shown] == [
        (p.kind, p.person_id, p.accepted) for p in find_problems(small.db, small.plan, accepted=True)
    ]
    assert {p.session_id for p in shown}.isdisjoint({p.session_id for p in found})


def test_merging_seats_in_the_order_in_which_people_were_booked(small: SmallPlan) -> None:
    small.course("BIG")
    one = small.run("BIG", MONDAY, "AB", seats_max=3)
    two = small.run("BIG", MONDAY + 7 * DAY, "CD", seats_max=2)
    seating.seat_picks(small.db, one, small.pick("EF", "BIG"))  # E booked, F waits
    assert small.seats(one) == {"A": "booked", "B": "booked", "E": "booked", "F": "waiting"}
    changes.merge_sessions(small.db, [one, two])
    assert small.seats(one) == {
        **dict.fromkeys("ABE", "booked"),
        "C": "waiting",
        "D": "waiting",
        "F": "waiting",
    }
    assert list(small.seats(one)) == list("ABECDF"), "who was booked waits before who only waited"
