"""Sessions: added, changed, moved, copied, removed."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Room, Trainer
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.support import snapshot

D = Decimal


def _row(small: SmallPlan, session: int) -> sessions.SessionRow:
    (row,) = sessions.list_sessions(small.db, small.plan, [session])
    return row


def test_a_session_takes_days_seats_and_a_code_from_its_course(small: SmallPlan) -> None:
    small.course("BOOT", "2.5", min_seats=4, max_seats=12)
    row = _row(small, small.run("BOOT", dt.date(2027, 3, 6)))
    assert (row.code, row.first_day, row.last_day, row.days) == (
        "BOOT-1",
        dt.date(2027, 3, 8),
        dt.date(2027, 3, 10),
        D("2.5"),
    )
    assert (row.seats_min, row.seats_max, row.status) == (4, 12, "draft")
    assert (row.start_time, row.end_time) == (dt.time(9), dt.time(17))


def test_codes_count_on_and_fill_gaps(small: SmallPlan) -> None:
    small.course("BOOT")
    first, second = small.run("BOOT"), small.run("BOOT")
    assert [_row(small, session).code for session in (first, second)] == ["BOOT-1", "BOOT-2"]
    sessions.remove_session(small.db, first)
    small.db.flush()
    assert sessions.free_code(small.db, small.plan, small.courses["BOOT"]) == "BOOT-1"


def test_sessions_are_listed_by_their_first_day(small: SmallPlan) -> None:
    small.course("BOOT")
    late, early = small.run("BOOT", dt.date(2027, 5, 3)), small.run("BOOT", MONDAY)
    listed = sessions.list_sessions(small.db, small.plan)
    assert [row.id for row in listed] == [early, late]


def test_people_beyond_the_seats_wait(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABC", seats_max=2)
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "waiting"}
    row = _row(small, session)
    assert (row.booked, row.waiting) == (2, 1)


def test_everybody_with_an_open_pick_can_be_seated_at_once(small: SmallPlan) -> None:
    small.course("BOOT")
    small.pick("AB", "BOOT")
    session = sessions.add_session(small.db, small.plan, small.courses["BOOT"], MONDAY, seat_open=True)
    assert small.seats(session) == {"A": "booked", "B": "booked"}


def test_more_seats_let_those_waiting_move_up_first_come_first_served(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABCD", seats_max=1)
    sessions.change_session(small.db, session, seats_max=3)
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "booked", "D": "waiting"}


def test_nobody_moves_into_a_session_that_was_held(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="AB", seats_max=1)
    sessions.change_session(small.db, session, dt.date(2099, 1, 1), status="held", seats_max=2)
    assert small.seats(session) == {"A": "booked", "B": "waiting"}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "maybe"}, "A session is draft"),
        ({"mode": "xyz"}, "A session is on site, online, hybrid; not “xyz”"),
        ({"seats_max": 0}, "at least one seat"),
        ({"seats_min": 5, "seats_max": 4}, "more than the most"),
        ({"code": " "}, "needs a code"),
        ({"code": "other-1 "}, "already a session “OTHER-1”"),
    ],
)
def test_values_that_will_not_do_are_refused(
    small: SmallPlan, values: dict[str, object], reason: str
) -> None:
    small.course("BOOT")
    small.course("OTHER")
    session = small.run("BOOT")
    small.run("OTHER")
    with pytest.raises(PlanError, match=reason):
        sessions.change_session(small.db, session, **values)


def test_a_moved_session_keeps_the_distances_of_its_days(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", dt.date(2027, 3, 4))
    sessions.set_session_days(small.db, session, [Day(dt.date(2027, 3, 4)), Day(dt.date(2027, 3, 8))])
    sessions.move_session(small.db, session, dt.date(2027, 3, 13))
    days = sessions.session_detail(small.db, session).days
    assert [day.day for day in days] == [dt.date(2027, 3, 15), dt.date(2027, 3, 17)]


def test_a_copy_begins_on_the_next_working_day_without_people(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", dt.date(2027, 3, 4), names="A", room="Oslo", status="confirmed", pinned=True)
    copy = _row(small, sessions.copy_session(small.db, session))
    assert (copy.code, copy.first_day, copy.last_day) == (
        "BOOT-2",
        dt.date(2027, 3, 8),
        dt.date(2027, 3, 9),
    )
    assert (copy.room, copy.status, copy.pinned, copy.booked) == ("Oslo", "draft", False, 0)
    assert small.seats(session) == {"A": "booked"}


def test_an_empty_session_can_become_one_of_another_course(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME", "1.5", max_seats=6)
    session = small.run("BOOT")
    sessions.change_course(small.db, session, small.courses["TIME"])
    row = _row(small, session)
    assert (row.code, row.days, row.first_day, row.seats_max) == ("TIME-1", D("1.5"), MONDAY, 6)


def test_a_session_with_people_keeps_its_course(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    session = small.run("BOOT", names="A")
    with pytest.raises(PlanError, match="Take them out first"):
        sessions.change_course(small.db, session, small.courses["TIME"])
    assert _row(small, session).code == "BOOT-1"


def test_a_session_that_somebody_attended_stays(small: SmallPlan) -> None:
    small.course("BOOT")
    empty, held = small.run("BOOT"), small.run("BOOT", names="A")
    small.mark(held, "A", "attended")
    with pytest.raises(PlanError, match="People attended BOOT-2"):
        sessions.remove_sessions(small.db, [empty, held])


def test_rooms_and_trainers_used_before_are_known(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT", room="Oslo", trainer="J. Berg")
    small.run("BOOT", room="Bergen")
    assert sessions.known_places(small.db) == (["Bergen", "Oslo"], ["J. Berg"])
    small.db.add_all([Room(name="OSLO"), Room(name="Fjord"), Trainer(name="A. Moe")])
    small.db.flush()
    assert sessions.known_places(small.db) == (["Bergen", "Fjord", "OSLO"], ["A. Moe", "J. Berg"])


@pytest.mark.slow
def test_each_edit_of_a_session_can_be_taken_back(blank: Workspace) -> None:
    with blank.edit("Lay out") as db:
        small = make(db)
        small.course("BOOT", "2", max_seats=1)
        session, plan = small.run("BOOT", names="AB"), small.plan
    laid_out = snapshot(blank.path)
    with blank.edit("Move") as db:
        sessions.move_session(db, session, dt.date(2027, 4, 1))
    with blank.edit("Grow") as db:
        sessions.change_session(db, session, seats_max=2)
    with blank.edit("Copy") as db:
        sessions.copy_session(db, session)
    with blank.edit("Remove") as db:
        sessions.remove_sessions(db, [row.id for row in sessions.list_sessions(db, plan)])
    removed = snapshot(blank.path)
    assert removed["session"] == removed["session_day"] == removed["seat"] == []
    for _ in range(4):
        blank.undo()
    assert snapshot(blank.path) == laid_out
    for _ in range(4):
        blank.redo()
    assert snapshot(blank.path) == removed
