"""Open picks by course, and the first day that suits all."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Closure
from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.calendar.session_days import Day, fill_days
from pmplanner.services.people.history import add_absence, record_completion
from pmplanner.services.pick_status.pick_status import OPEN, WAITING, list_pick_statuses
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.problems.fixes.foreseeing import NEW_RUN, foresee_new_session
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions.sessions import add_session, change_session, set_session_days
from pmplanner.services.views.backlog import CourseToSchedule
from pmplanner.services.views.schedule_page import view_outlook
from pmplanner.storage.workspace import Workspace
from tests.conftest import SAMPLE_DAY
from tests.services.small_plan import MONDAY, SmallPlan
from tests.support import known

BEFORE = dt.date(2026, 12, 1)
FIRST = dt.date(2027, 1, 4)
DAY = dt.timedelta(days=1)


def _tray(small: SmallPlan, today: dt.date = BEFORE) -> dict[str, CourseToSchedule]:
    small.db.flush()
    return {row.code: row for row in view_outlook(small.db, small.plan, today).to_schedule}


def test_only_courses_with_open_picks_are_listed(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    small.course("LEAD")
    small.run("BOOT", names="ABC", seats_max=2)
    small.run("TIME", names="A")
    small.pick("AB", "LEAD")
    tray = _tray(small)
    assert {code: (row.people, row.waiting) for code, row in tray.items()} == {
        "BOOT": (1, 1),
        "LEAD": (2, 0),
    }
    assert tray["LEAD"].pick_ids == tuple(small.pick("AB", "LEAD"))


def test_the_first_day_is_the_plans_or_today(small: SmallPlan) -> None:
    small.course("BOOT")
    small.pick("A", "BOOT")
    assert _tray(small)["BOOT"].earliest == FIRST
    assert _tray(small, dt.date(2027, 2, 6))["BOOT"].earliest == dt.date(2027, 2, 8)


def test_all_days_must_suit_everybody(small: SmallPlan) -> None:
    small.course("BOOT", "3")
    small.course("TIME")
    small.pick("AB", "BOOT")
    small.run("TIME", dt.date(2027, 1, 6), names="A")
    add_absence(small.db, small.people["B"], dt.date(2027, 1, 11), dt.date(2027, 1, 12), "")
    assert _tray(small)["BOOT"].earliest == dt.date(2027, 1, 13)


def test_closed_days_and_days_off_are_passed_over(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    small.db.add(Closure(site="", first_day=FIRST, last_day=FIRST + DAY, name="Stocktaking"))
    assert _tray(small)["BOOT"].earliest == dt.date(2027, 1, 6)
    set_working_week(small.db, 0b01110000)  # Friday to Sunday
    assert _tray(small)["BOOT"].earliest == dt.date(2027, 1, 8)


def test_a_course_comes_after_the_session_of_its_prerequisite(small: SmallPlan) -> None:
    small.course("LEAD", "2")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.run("LEAD", dt.date(2027, 4, 8), names="A")
    small.pick("A", "CROSS")
    row = _tray(small)["CROSS"]
    assert (row.earliest, row.after) == (dt.date(2027, 4, 12), "Lead")


def test_a_prerequisite_done_long_ago_decides_nothing(small: SmallPlan) -> None:
    small.course("LEAD")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.pick("A", "CROSS")
    record_completion(small.db, small.people["A"], small.courses["LEAD"], dt.date(2025, 4, 8))
    row = _tray(small)["CROSS"]
    assert (row.earliest, row.after) == (FIRST, "")


def test_a_prerequisite_that_nobody_booked_is_the_reason(small: SmallPlan) -> None:
    small.course("LEAD")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.pick("A", "CROSS")
    row = _tray(small)["CROSS"]
    assert (row.earliest, row.reason) == (None, "needs Lead first")


@pytest.mark.parametrize("done", [True, False])
def test_a_course_comes_a_day_after_its_prerequisite(small: SmallPlan, done: bool) -> None:
    small.course("LEAD")
    small.course("CROSS", "0.5")
    small.needs("CROSS", "LEAD")
    small.pick("A", "CROSS")
    if done:
        record_completion(small.db, small.people["A"], small.courses["LEAD"], FIRST)
    else:
        lead = small.run("LEAD", FIRST, names="A")
        set_session_days(small.db, lead, [Day(FIRST, dt.time(13), dt.time(17))])
    assert _tray(small)["CROSS"].earliest == FIRST + DAY


def test_the_last_day_lies_in_the_plan(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    assert _tray(small, dt.date(2027, 6, 29))["BOOT"].earliest == dt.date(2027, 6, 29)
    assert _tray(small, dt.date(2027, 6, 30))["BOOT"].earliest is None


def test_what_became_of_a_seat_decides_whether_a_pick_is_open(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="ABCD")
    small.mark(session, "A", "absent")
    small.mark(session, "B", "partly attended", Decimal(1))
    small.mark(session, "C", "attended")
    assert _tray(small)["BOOT"].pick_ids == tuple(small.pick("A", "BOOT"))


def test_a_course_completed_in_the_plan_is_not_to_schedule(small: SmallPlan) -> None:
    small.course("BOOT")
    small.pick("ABC", "BOOT")
    record_completion(small.db, small.people["A"], small.courses["BOOT"], MONDAY)
    record_completion(small.db, small.people["B"], small.courses["BOOT"], dt.date(2026, 3, 1))
    assert _tray(small)["BOOT"].pick_ids == tuple(small.pick("BC", "BOOT"))


def test_reasons_why_there_is_no_day(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("LEAD")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.pick("A", "BOOT")
    small.run("LEAD", dt.date(2027, 6, 30), names="B")
    small.pick("B", "CROSS")
    assert _tray(small, dt.date(2027, 7, 1))["BOOT"].reason == "the plan’s period is over"
    assert _tray(small)["CROSS"].reason == "no day after Lead suits all"
    add_absence(small.db, small.people["A"], FIRST, dt.date(2027, 6, 30), "Leave")
    assert _tray(small)["BOOT"].reason == "no day suits all"


def test_picks_of_a_cancelled_session_are_open_again(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="AB")
    assert _tray(small) == {}
    change_session(small.db, session, status="cancelled")
    assert _tray(small)["BOOT"].people == 2


def test_open_picks_are_those_of_the_standings(sampled: Workspace) -> None:
    with sampled.read() as db:
        outlook = view_outlook(db, 1, SAMPLE_DAY)
        pick_statuses = list_pick_statuses(db, 1)
    listed = sorted(pick_id for row in outlook.to_schedule for pick_id in row.pick_ids)
    assert listed == [s.pick_id for s in pick_statuses if s.status in (OPEN, WAITING)]
    assert listed
    assert (outlook.picks, outlook.scheduled) == (len(pick_statuses), len(pick_statuses) - len(listed))


@pytest.mark.slow
def test_a_session_on_the_earliest_day_makes_no_problem(sampled: Workspace) -> None:
    with sampled.edit("Schedule all that can be") as db:
        before = set(find_problems(db, 1))
        made = 0
        while True:
            rows = [row for row in view_outlook(db, 1, SAMPLE_DAY).to_schedule if row.earliest]
            if not rows:
                break
            row = rows[0]
            assert row.earliest is not None
            add_session(
                db, 1, row.course_id, row.earliest, pick_ids=row.pick_ids, seats_max=None, seats_min=None
            )
            made += 1
        assert made
        assert set(find_problems(db, 1)) <= before


@pytest.mark.slow
@pytest.mark.parametrize("offset", [0, 20, 45])
def test_no_earlier_day_would_do(sampled: Workspace, offset: int) -> None:
    with sampled.read() as db:
        (plan,) = list_plans(db)
        today = plan.first_day + offset * DAY
        rows = [row for row in view_outlook(db, plan.id, today).to_schedule if row.earliest]
        assert rows
        for row in rows:
            day = today
            while row.earliest is not None and day <= row.earliest:
                laid = fill_days(day, row.days)
                clashes = foresee_new_session(db, plan.id, row.course_id, laid, row.pick_ids)
                free = not clashes and day.weekday() < 5
                assert free is (day == row.earliest), (row.title, day, clashes)
                day += DAY


def test_what_would_clash_is_foreseen(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    small.run("BOOT", names="AB")
    picks = small.pick("A", "TIME")
    ask = (small.db, small.plan, small.courses["TIME"])
    (problem,) = foresee_new_session(*ask, fill_days(MONDAY, Decimal(1)), picks)
    assert (problem.kind, problem.session_id, problem.person_id) == (
        "double-booking",
        NEW_RUN,
        small.people["A"],
    )
    assert problem.hint.startswith("Also in Boot (BOOT-1, Mon 1 Mar 2027)")
    assert foresee_new_session(*ask, fill_days(dt.date(2027, 3, 2), Decimal(1)), picks) == []
    assert foresee_new_session(*ask, [], picks) == []


def test_free_seats_in_a_session_are_named(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    session = small.run("BOOT", names="AB", seats_max=4)
    picks = small.pick("CDEF", "BOOT")
    small.run("TIME", names="C")  # on the same Monday
    add_absence(small.db, small.people["D"], MONDAY + DAY, MONDAY + DAY, "")
    row = _tray(small)["BOOT"]
    assert row.seats == (session, "BOOT-1", MONDAY, MONDAY + DAY, tuple(picks[2:]))
    assert row.earliest == FIRST  # for a new session with all of them
    change_session(small.db, session, seats_max=3)
    assert known(_tray(small)["BOOT"].seats).pick_ids == (picks[2],)
    change_session(small.db, session, seats_max=2)
    assert _tray(small)["BOOT"].seats is None


@pytest.mark.parametrize("why", ["locked", "begun", "cancelled"])
def test_no_seats_are_named_in_a_session_that_takes_nobody(small: SmallPlan, why: str) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A", seats_max=4)
    small.pick("B", "BOOT")
    if why != "begun":
        values = {"locked": True} if why == "locked" else {"status": "cancelled"}
        change_session(small.db, session, **values)
    assert _tray(small, MONDAY + DAY if why == "begun" else BEFORE)["BOOT"].seats is None


def test_who_has_not_done_the_prerequisite_is_offered_no_seat(small: SmallPlan) -> None:
    small.course("LEAD")
    small.course("BOOT", "2")
    small.needs("BOOT", "LEAD")
    session = small.run("BOOT", names="A", seats_max=4)
    picks = small.pick("BC", "BOOT")
    record_completion(small.db, small.people["C"], small.courses["LEAD"], dt.date(2026, 5, 1))
    assert _tray(small)["BOOT"].seats == (session, "BOOT-1", MONDAY, MONDAY + DAY, (picks[1],))


def test_whoever_has_left_or_not_started_is_offered_no_seat(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A")
    picks = small.pick("ABCD", "BOOT")
    change_person(small.db, small.people["B"], end_date=MONDAY)
    change_person(small.db, small.people["C"], start_date=MONDAY + DAY)
    assert _tray(small)["BOOT"].seats == (session, "BOOT-1", MONDAY, MONDAY + DAY, (picks[3],))


def test_the_first_day_lies_within_everybodys_employment(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("AB", "BOOT")
    change_person(small.db, small.people["A"], start_date=dt.date(2027, 1, 12))
    change_person(small.db, small.people["B"], end_date=dt.date(2027, 1, 13))
    assert _tray(small)["BOOT"].earliest == dt.date(2027, 1, 12)
    change_person(small.db, small.people["B"], end_date=dt.date(2027, 1, 12))
    assert _tray(small)["BOOT"].reason == "no day suits all"


def test_who_has_left_is_why_there_is_no_first_day(small: SmallPlan) -> None:
    small.course("BOOT")
    small.pick("ABC", "BOOT")
    change_person(small.db, small.people["A"], end_date=dt.date(2026, 12, 31))
    assert _tray(small)["BOOT"].earliest is None
    assert _tray(small)["BOOT"].reason == "1 of them has left"
    change_person(small.db, small.people["B"], end_date=dt.date(2026, 12, 31))
    assert _tray(small)["BOOT"].reason == "2 of them have left"
