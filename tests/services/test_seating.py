"""Seats: who is in, who waits, who moves up."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import record_completion
from pmplanner.services.sessions import changes, seating, sessions
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.tiers import examples

D = Decimal


def test_seating_says_how_many_were_booked_and_how_many_wait(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", seats_max=2)
    picks = small.pick("ABC", "BOOT")
    assert seating.seat_picks(small.db, session, [*picks, picks[0]]) == (2, 1)
    assert seating.seat_picks(small.db, session, picks) == (0, 0)
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "waiting"}


def test_who_is_seated_elsewhere_leaves_that_seat_to_those_waiting(small: SmallPlan) -> None:
    small.course("BOOT")
    first = small.run("BOOT", names="ABC", seats_max=2)
    second = small.run("BOOT", dt.date(2027, 4, 5))
    seating.seat_picks(small.db, second, small.pick("A", "BOOT"))
    assert small.seats(first) == {"B": "booked", "C": "booked"}
    assert small.seats(second) == {"A": "booked"}


def test_taking_people_out_opens_their_picks_and_lets_others_move_up(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABC", seats_max=1)
    assert seating.unseat(small.db, [small.seat(session, "A"), small.seat(session, "C")]) == 2
    assert small.seats(session) == {"B": "booked"}
    open_now = seating.open_picks(small.db, small.plan, small.courses["BOOT"])
    assert [pick.name for pick in open_now] == ["A", "C"]


def test_open_picks_name_the_session_in_which_somebody_waits(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT", names="ZA", seats_max=1)
    small.pick("C", "BOOT")
    found = seating.open_picks(small.db, small.plan, small.courses["BOOT"])
    assert [(pick.name, pick.waiting_in) for pick in found] == [("C", ""), ("A", "BOOT-1")]


def test_open_picks_are_counted_as_they_are_listed(small: SmallPlan) -> None:
    boot, time = small.course("BOOT"), small.course("TIME")
    small.run("BOOT", names="AB", seats_max=1)
    cancelled = small.run("TIME", names="ABC")
    changes.cancel_session(small.db, cancelled)
    small.pick("CD", "BOOT")
    record_completion(small.db, small.person("D"), boot, MONDAY)
    assert seating.count_open(small.db, small.plan) == {boot: 2, time: 3}
    assert len(seating.list_open(small.db, small.plan)) == 5


def test_only_picks_of_the_course_and_plan_are_seated(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    session = small.run("BOOT")
    with pytest.raises(PlanError, match="have picked the course of BOOT-1"):
        seating.seat_picks(small.db, session, small.pick("A", "TIME"))
    with pytest.raises(PlanError, match="have picked the course of BOOT-1"):
        seating.seat_picks(small.db, session, [4711])


def test_who_has_done_the_course_is_not_seated_again(small: SmallPlan) -> None:
    small.course("BOOT")
    session, picks = small.run("BOOT"), small.pick("A", "BOOT")
    record_completion(small.db, small.people["A"], small.courses["BOOT"], MONDAY)
    with pytest.raises(PlanError, match="has done the course"):
        seating.seat_picks(small.db, session, picks)


def test_an_absent_person_keeps_the_seat_and_can_be_seated_anew(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="AB", seats_max=1)
    small.mark(session, "A", "absent")
    assert seating.move_up(small.db, session) == 0
    later = small.run("BOOT", dt.date(2027, 5, 3), names="A")
    assert small.seats(later) == {"A": "booked"}
    assert small.seats(session) == {"A": "absent", "B": "waiting"}


@pytest.mark.parametrize(
    ("status", "days", "reason"),
    [
        ("gone", None, "not “gone”"),
        ("partly attended", D("0.3"), "steps of 0.25"),
        ("partly attended", D(0), "more than 0"),
        ("partly attended", D("1.25"), "BOOT-1 has 1 day; who was there partly, no more"),
    ],
)
def test_a_seat_is_not_set_to_what_it_cannot_be(
    small: SmallPlan, status: str, days: Decimal | None, reason: str
) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A")
    with pytest.raises(PlanError, match=reason):
        small.mark(session, "A", status, days)
    assert small.seats(session) == {"A": "booked"}


def test_days_attended_are_kept_and_dropped_again(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A")
    small.mark(session, "A", "partly attended", D("1.25"))
    assert sessions.session_detail(small.db, session).seats[0].attended_days == D("1.25")
    small.mark(session, "A", "attended")
    assert sessions.session_detail(small.db, session).seats[0].attended_days is None


steps = st.lists(
    st.one_of(
        st.tuples(st.just("seat"), st.integers(0, 7)),
        st.tuples(st.just("unseat"), st.integers(0, 7)),
        st.tuples(st.just("seats"), st.integers(1, 5)),
    ),
    max_size=14,
)


@pytest.mark.slow
@settings(
    max_examples=examples(10, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_nobody_waits_while_there_is_a_seat_and_the_first_come_is_first(
    blank: Workspace, steps: list[tuple[str, int]]
) -> None:
    with suppress(_UndoneError), blank.edit("Try") as db:
        _play(db, steps)
        raise _UndoneError


class _UndoneError(Exception):
    """Leaves the workspace as it was for the next example."""


def _play(db: Session, steps: list[tuple[str, int]]) -> None:
    small = make(db)
    small.course("BOOT")
    names = "ABCDEFGH"
    picks = small.pick(names, "BOOT")
    session = small.run("BOOT", seats_max=2)
    queue: list[str] = []  # in order of coming
    booked: set[str] = set()
    most = 2
    for kind, number in steps:
        if kind == "seat":
            seating.seat_picks(db, session, [picks[number]])
            if names[number] not in queue:
                queue.append(names[number])
                if len(booked) < most:
                    booked.add(names[number])
        elif kind == "unseat" and names[number] in queue:
            seating.unseat(db, [small.seat(session, names[number])])
            queue.remove(names[number])
            booked.discard(names[number])
        elif kind == "seats":
            most = number
            sessions.change_session(db, session, seats_max=number)
        for name in queue:
            if name not in booked and len(booked) < most:
                booked.add(name)
        statuses = small.seats(session)
        assert {name for name, status in statuses.items() if status == "booked"} == booked
        assert {name for name, status in statuses.items() if status == "waiting"} == set(queue) - booked
        assert [n for n, status in statuses.items() if status == "waiting"] == [
            n for n in queue if n not in booked
        ]
