"""Sessions stretched, split, merged, repeated, cancelled; and what a pin and a lock keep."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from pmplanner.models import Closure, CourseEquipment, Equipment, Room
from pmplanner.services.calendar import closures
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history
from pmplanner.services.plans import people_changes, picks
from pmplanner.services.problems.fixes.splitting import split_where_free
from pmplanner.services.sessions import changes as changes
from pmplanner.services.sessions import reservations, seating, sessions
from pmplanner.services.sessions.session_equipment import set_equipment
from tests.services.small_plan import MONDAY, SmallPlan

D = Decimal


def march(*days: int) -> list[dt.date]:
    return [dt.date(2027, 3, day) for day in days]


def dates(small: SmallPlan, session: int) -> list[dt.date]:
    return [day.day for day in sessions.session_detail(small.db, session).days]


def row(small: SmallPlan, session: int) -> sessions.SessionRow:
    return sessions.session_detail(small.db, session).row


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 5, [1, 2, 3, 4, 5]),
        (1, 8, [1, 2, 3, 4, 5, 8]),
        (1, 2, [1, 2]),
        (2, 3, [2, 3]),
        (1, 7, [1, 2, 3, 4, 5]),
        (8, 9, [8, 9]),
    ],
)
def test_the_edges_add_and_take_open_days(
    small: SmallPlan, first: int, last: int, expected: list[int]
) -> None:
    small.course("BOOT", "3")
    session = small.run("BOOT")
    changes.resize_session(small.db, session, *march(first, last))
    assert dates(small, session) == march(*expected)


def test_days_that_stay_keep_their_times_and_gaps(small: SmallPlan) -> None:
    small.course("BOOT", "3")
    session = small.run("BOOT")
    early, half = Day(MONDAY, dt.time(8), dt.time(16)), Day(march(4)[0], dt.time(9), dt.time(13), D("0.5"))
    sessions.set_session_days(small.db, session, [early, half])
    changes.resize_session(small.db, session, *march(1, 5))
    added = Day(march(5)[0], dt.time(8), dt.time(16))
    assert sessions.session_detail(small.db, session).days == (early, half, added)


def test_a_session_is_not_resized_to_nothing(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT")
    with pytest.raises(PlanError, match="no working day from 2027-03-06"):
        changes.resize_session(small.db, session, *march(6, 7))
    with pytest.raises(PlanError, match=r"end .* before it begins"):
        changes.resize_session(small.db, session, *march(2, 1))


def test_splitting_shares_people_out_and_seats_those_who_waited(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="ABCDE", seats_max=3, room="Oslo")
    second = changes.split_session(small.db, session)
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "booked"}
    assert small.seats(second) == {"D": "booked", "E": "booked"}
    assert dates(small, second) == march(3, 4)
    assert (row(small, second).code, row(small, second).room) == ("BOOT-2", "Oslo")


@pytest.mark.slow
def test_the_second_comes_on_days_on_which_all_of_it_are_free(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    session = small.run("BOOT", names="ABCD", room="Oslo")
    small.run("TIME", march(3, 3)[0], names="C")
    small.run("TIME", march(4, 4)[0], names="A")  # who stays in the first does not matter
    history.add_absence(small.db, small.people["D"], march(5)[0], march(8)[0], "")
    small.run("TIME", march(9, 9)[0], room="Oslo")
    second = split_where_free(small.db, session)
    assert small.seats(second) == {"C": "booked", "D": "booked"}
    assert dates(small, second) == march(10, 11)
    assert dates(small, session) == march(1, 2)


def test_where_no_days_are_free_for_all_the_second_comes_next(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="AB")
    history.add_absence(small.db, small.people["B"], dt.date(2027, 3, 3), dt.date(2028, 3, 3), "")
    assert dates(small, split_where_free(small.db, session)) == march(3, 4)


def test_a_split_on_the_same_days_leaves_room_and_trainer_open(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="AB", room="Oslo", trainer="Kim")
    second = changes.split_session(small.db, session, same_days=True)
    assert dates(small, second) == dates(small, session)
    assert (row(small, second).room, row(small, second).trainer) == ("", "")
    assert (row(small, session).room, row(small, session).trainer) == ("Oslo", "Kim")


def test_who_is_marked_as_attended_is_not_split_off(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABCD")
    small.mark(session, "C", "attended")
    small.mark(session, "D", "partly attended", Decimal("0.5"))
    second = changes.split_session(small.db, session)
    assert small.seats(session) == {"A": "booked", "C": "attended", "D": "partly attended"}
    assert small.seats(second) == {"B": "booked"}


def test_one_person_is_not_split(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A")
    with pytest.raises(PlanError, match="fewer than two"):
        changes.split_session(small.db, session)


def test_merging_brings_people_together_and_those_beyond_the_seats_wait(small: SmallPlan) -> None:
    small.course("BOOT")
    first = small.run("BOOT", names="AB", seats_max=3)
    second = small.run("BOOT", march(8)[0], names="CDE", seats_max=2)
    assert changes.merge_sessions(small.db, [first, second]) == first
    assert small.seats(first) == {
        "A": "booked",
        "B": "booked",
        "C": "booked",
        "D": "waiting",
        "E": "waiting",
    }
    assert [r.id for r in sessions.list_sessions(small.db, small.plan)] == [first]
    assert dates(small, first) == [MONDAY]


def test_a_merged_session_asks_for_what_either_asked_for_and_keeps_free_seats(small: SmallPlan) -> None:
    small.course("BOOT")
    screen, laptop = Equipment(name="Screen", count=3), Equipment(name="Laptop", count=9)
    small.db.add_all([screen, laptop])
    first = small.run("BOOT", names="AB", seats_max=4)
    second = small.run("BOOT", names="C", seats_max=9)
    set_equipment(small.db, first, {screen.id: 1})
    set_equipment(small.db, second, {screen.id: 2, laptop.id: 5})
    reservations.reserve_seats(small.db, second, "Sales", 3)
    changes.merge_sessions(small.db, [first, second])
    detail = sessions.session_detail(small.db, first)
    assert {asked.name: asked.count for asked in detail.equipment} == {"Laptop": 5, "Screen": 2}
    assert [(kept.team, kept.seats) for kept in detail.reserved] == [("Sales", 1)]


def test_attendance_is_not_merged_away(small: SmallPlan) -> None:
    small.course("BOOT")
    first, second = small.run("BOOT", names="A"), small.run("BOOT", names="BC")
    small.mark(second, "B", "absent")
    with pytest.raises(PlanError, match=r"Attendance was entered for BOOT-2\. Merge BOOT-1 into it instead"):
        changes.merge_sessions(small.db, [first, second])
    assert changes.merge_sessions(small.db, [second, first]) == second
    assert small.seats(second) == {"B": "absent", "C": "booked", "A": "booked"}


def test_only_sessions_of_one_course_that_run_are_merged(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    session, other, again = small.run("BOOT", names="A"), small.run("TIME"), small.run("BOOT", names="B")
    with pytest.raises(PlanError, match="two sessions or more"):
        changes.merge_sessions(small.db, [session, session])
    with pytest.raises(PlanError, match="another course"):
        changes.merge_sessions(small.db, [session, other])
    sessions.change_session(small.db, again, pinned=True)
    with pytest.raises(PlanError, match=r"BOOT-2 is pinned .* Merge BOOT-1 into it"):
        changes.merge_sessions(small.db, [session, again])
    assert changes.merge_sessions(small.db, [again, session]) == again
    changes.cancel_session(small.db, again)
    with pytest.raises(PlanError, match="is cancelled"):
        changes.merge_sessions(small.db, [again, small.run("BOOT")])


def test_every_second_tuesday_four_times(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", march(2)[0], names="A", room="Oslo")
    made = changes.repeat_session(small.db, session, 14, 4)
    assert [dates(small, each)[0] for each in made] == [
        dt.date(2027, 3, 16),
        dt.date(2027, 3, 30),
        dt.date(2027, 4, 13),
    ]
    assert [(row(small, each).room, row(small, each).booked) for each in made] == [("Oslo", 0)] * 3


def test_a_series_steps_over_a_weekend_and_keeps_to_its_days_after(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", march(4)[0])
    made = changes.repeat_session(small.db, session, 2, 4)
    assert [dates(small, each) for each in made] == [march(8), march(9), march(10)]


def test_no_two_sessions_of_a_series_share_a_day(small: SmallPlan) -> None:
    small.course("BIG", "2")
    session = small.run("BIG", march(4)[0])  # Thursday and Friday
    laid = changes.lay_series(small.db, session, 1, 6)
    made = changes.repeat_session(small.db, session, 1, 6)
    found = [dates(small, each) for each in (session, *made)]
    assert found == [march(*pair) for pair in ((4, 5), (8, 9), (10, 11), (12, 15), (16, 17), (18, 19))]
    assert [each.start for each in laid] == [days[0] for days in found[1:]]
    assert all(each.shifted for each in laid)


def test_a_series_says_what_a_closed_week_shifts(small: SmallPlan) -> None:
    small.course("BIG", "2")
    session = small.run("BIG", march(11)[0])
    closures.add_closure(small.db, march(25)[0], march(29)[0], "", "Easter")
    laid = changes.lay_series(small.db, session, 7, 4)
    assert [each.shifted for each in laid] == [False, True, False]
    assert laid[1] == (march(25)[0], march(30)[0])
    made = changes.repeat_session(small.db, session, 7, 4)
    days = [day for each in (session, *made) for day in dates(small, each)]
    assert len(set(days)) == 8


@pytest.mark.parametrize(("every", "times"), [(0, 4), (14, 1), (14, 61)])
def test_a_series_that_cannot_be_is_refused(small: SmallPlan, every: int, times: int) -> None:
    small.course("BOOT")
    with pytest.raises(PlanError, match="series"):
        changes.repeat_session(small.db, small.run("BOOT"), every, times)


def test_cancelling_opens_the_picks_and_gives_up_kept_seats(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABC", seats_max=2)
    changes.cancel_session(small.db, session)
    detail = sessions.session_detail(small.db, session)
    assert (detail.row.status, detail.seats, detail.reserved) == ("cancelled", (), ())
    found = seating.open_picks(small.db, small.plan, small.courses["BOOT"])
    assert [(pick.name, pick.waiting_in) for pick in found] == [("A", ""), ("B", ""), ("C", "")]
    with pytest.raises(PlanError, match="cancelled already"):
        changes.cancel_session(small.db, session)
    with pytest.raises(PlanError, match="Revive it first"):
        changes.confirm_session(small.db, session)


def test_the_status_cancelled_empties_a_session_too(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A", seats_max=5)
    reservations.reserve_seats(small.db, session, "Sales", 2)
    sessions.change_session(small.db, session, status="cancelled")
    detail = sessions.session_detail(small.db, session)
    assert (detail.seats, detail.reserved) == ((), ())


def test_a_session_that_people_attended_is_not_cancelled(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A")
    small.mark(session, "A", "attended")
    with pytest.raises(PlanError, match="People attended BOOT-1"):
        changes.cancel_session(small.db, session)
    assert row(small, session).status == "draft"


def test_a_draft_is_confirmed(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT")
    changes.confirm_session(small.db, session)
    assert row(small, session).status == "confirmed"


MOVES: dict[str, Callable[[SmallPlan, int], object]] = {
    "move": lambda small, run: sessions.move_session(small.db, run, dt.date(2027, 4, 5)),
    "days": lambda small, run: sessions.set_session_days(small.db, run, [Day(dt.date(2027, 4, 5))]),
    "resize": lambda small, run: changes.resize_session(small.db, run, *march(1, 4)),
    "course": lambda small, run: sessions.change_course(small.db, run, small.course("OTHER")),
    "zone": lambda small, run: sessions.change_session(small.db, run, timezone="Asia/Tokyo"),
}

PEOPLE: dict[str, Callable[[SmallPlan, int], object]] = {
    "seat": lambda small, run: seating.seat_picks(small.db, run, small.pick("Z", "BOOT")),
    "unseat": lambda small, run: seating.unseat(small.db, [small.seat(run, "A")]),
    "wait": lambda small, run: small.mark(run, "A", "waiting"),
    "book": lambda small, run: small.mark(run, "C", "booked"),
    "queue": lambda small, run: seating.move_in_queue(small.db, small.seat(run, "D"), -1),
    "seated elsewhere": lambda small, run: small.run("BOOT", names="A"),
    "unpick": lambda small, run: picks.remove_picks(
        small.db, small.plan, [(small.people["A"], small.courses["BOOT"])]
    ),
    "remove person": lambda small, run: people_changes.remove_people(small.db, [small.people["A"]]),
    "keep seats": lambda small, run: reservations.reserve_seats(small.db, run, "Sales", 1),
    "cancel": lambda small, run: changes.cancel_session(small.db, run),
    "status": lambda small, run: sessions.change_session(small.db, run, status="cancelled"),
    "remove": lambda small, run: sessions.remove_session(small.db, run),
    "split": lambda small, run: changes.split_session(small.db, run),
    "merge": lambda small, run: changes.merge_sessions(small.db, [run, small.run("BOOT")]),
    "merge into another": lambda small, run: changes.merge_sessions(small.db, [small.run("BOOT"), run]),
}


@pytest.mark.parametrize("name", [*MOVES, *PEOPLE])
def test_a_locked_session_keeps_its_days_and_people(small: SmallPlan, name: str) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABCD", seats_max=2)
    changes.set_locked(small.db, session, True)
    before = sessions.session_detail(small.db, session)
    with pytest.raises(PlanError, match="BOOT-1 is locked"):
        (MOVES | PEOPLE)[name](small, session)
    assert sessions.session_detail(small.db, session) == before


@pytest.mark.parametrize("name", MOVES)
def test_a_pinned_session_keeps_its_days(small: SmallPlan, name: str) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="" if name == "course" else "A")
    changes.set_pinned(small.db, session, True)
    with pytest.raises(PlanError, match="BOOT-1 is pinned"):
        MOVES[name](small, session)
    assert dates(small, session) == [MONDAY]


def test_a_pinned_session_takes_people_and_other_times(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="AB", pinned=True)
    seating.seat_picks(small.db, session, small.pick("C", "BOOT"))
    seating.unseat(small.db, [small.seat(session, "A")])
    afternoon = Day(MONDAY, dt.time(13), dt.time(17), D("0.5"))
    sessions.set_session_days(small.db, session, [afternoon])
    assert small.seats(session) == {"B": "booked", "C": "booked"}
    assert sessions.session_detail(small.db, session).days == (afternoon,)


def test_nobody_moves_up_while_locked_and_all_do_after(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="ABC", seats_max=1, locked=True)
    sessions.change_session(small.db, session, seats_max=2, room="Oslo")
    assert small.seats(session) == {"A": "booked", "B": "waiting", "C": "waiting"}
    changes.set_locked(small.db, session, False)
    assert small.seats(session) == {"A": "booked", "B": "booked", "C": "waiting"}


def test_a_new_session_asks_for_what_its_course_needs_and_a_copy_for_what_it_asks_for(
    small: SmallPlan,
) -> None:
    course = small.course("BOOT")
    screen, laptop = Equipment(name="Screen", count=3), Equipment(name="Laptop", count=9)
    small.db.add_all([screen, laptop])
    small.db.flush()
    small.db.add(CourseEquipment(course_id=course, equipment_id=laptop.id, count=8))
    session = small.run("BOOT")
    asked = sessions.session_detail(small.db, session).equipment
    assert [(each.name, each.count) for each in asked] == [("Laptop", 8)]
    set_equipment(small.db, session, {screen.id: 1, laptop.id: 6})
    copy = sessions.session_detail(small.db, sessions.copy_session(small.db, session))
    assert [(each.name, each.count) for each in copy.equipment] == [("Laptop", 6), ("Screen", 1)]
    set_equipment(small.db, session, {screen.id: 2})
    asked = sessions.session_detail(small.db, session).equipment
    assert [(each.name, each.count) for each in asked] == [("Screen", 2)]
    with pytest.raises(PlanError, match="cannot ask for 0 of “Screen”"):
        set_equipment(small.db, session, {screen.id: 0})


def _close(small: SmallPlan, *days: dt.date, site: str = "") -> None:
    small.db.add_all(Closure(site=site, first_day=day, last_day=day, name="Closed") for day in days)
    small.db.flush()


@pytest.mark.slow
def test_sessions_skip_closed_days_however_they_come_there(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    _close(small, *march(2, 10, 16))
    session = small.run("BOOT", names="AB")
    assert dates(small, session) == march(1, 3)
    sessions.move_session(small.db, session, march(9)[0])
    assert dates(small, session) == march(9, 11)
    assert dates(small, sessions.copy_session(small.db, session)) == march(12, 15)
    made = changes.repeat_session(small.db, session, 7, 2)
    assert [dates(small, each) for each in made] == [march(17, 18)]
    assert dates(small, changes.split_session(small.db, session)) == march(12, 15)
    changes.resize_session(small.db, session, *march(8, 11))
    assert dates(small, session) == march(8, 9, 11)
    changes.resize_session(small.db, session, *march(8, 17))
    assert dates(small, session) == march(8, 9, 11, 12, 15, 17)


def test_the_days_of_a_site_hold_for_its_rooms(small: SmallPlan) -> None:
    small.course("BOOT")
    small.db.add(Room(name="Fjord", site="Oslo"))
    _close(small, MONDAY, site="Oslo")
    assert dates(small, small.run("BOOT", room="FJORD ")) == march(2)
    assert dates(small, small.run("BOOT", room="Somewhere")) == march(1)
