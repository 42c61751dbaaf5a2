"""Picks that are not needed, sessions that disagree with their course, attendance, holidays and hours."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from pmplanner.models import Course, Site
from pmplanner.services.calendar import clock
from pmplanner.services.catalog.own_facts import clear_facts, lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import add_exemption, record_completion
from pmplanner.services.plans import plans
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.plans.superfluous import Success, spent_picks, take_back
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.fixes import apply_fix, list_fixes
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace
from tests.services.finding_problems import all_found, only, put, said
from tests.services.small_plan import MONDAY, SmallPlan, make

DAY = dt.timedelta(days=1)
BEFORE = dt.date(2026, 10, 5)


def _fix(small: SmallPlan, problem: Problem) -> None:
    fixes = list_fixes(small.db, problem, small.plan)
    apply_fix(small.db, fixes[0])


def _other(small: SmallPlan, first: dt.date, last: dt.date) -> SmallPlan:
    return replace(small, plan=plans.create_plan(small.db, f"Sales {first.year}", first, last))


# Picks


def test_a_course_done_before_and_still_picked(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    record_completion(small.db, small.people["A"], small.courses["BOOT"], BEFORE)
    found = only(small)
    assert said(small) == (
        "already has the course",
        "A already has Boot",
        "Boot: Boot was done on Mon 5 Oct 2026.",
    )
    assert (found.session_id, found.person_id, found.course_id) == (0, small.people["A"], 1)
    _fix(small, found)
    assert all_found(small) == []


def test_what_expires_within_the_plan_is_not_had(small: SmallPlan) -> None:
    small.course("BOOT", "2", valid_months=8)
    small.pick("A", "BOOT")
    course = small.courses["BOOT"]
    record_completion(small.db, small.people["A"], course, dt.date(2026, 10, 29))  # until 29 June
    assert all_found(small) == []
    record_completion(small.db, small.people["A"], course, dt.date(2026, 10, 30))  # until 30 June
    assert "valid until Wed 30 Jun 2027" in only(small).text


def test_what_counts_as_the_course_is_had_and_an_exemption_is_not(small: SmallPlan) -> None:
    for code in ("BOOT", "B2", "B3"):
        small.course(code, "2")
    small.counts_as("B2", "B3")
    small.counts_as("B3", "BOOT")
    small.pick("AB", "BOOT")
    add_exemption(small.db, small.people["B"], small.courses["BOOT"], "Taught it")
    assert all_found(small) == []
    record_completion(small.db, small.people["A"], small.courses["B2"], BEFORE)
    assert only(small).hint == "B2 was done on Mon 5 Oct 2026."


def test_an_exemption_from_a_day_on_is_no_course_that_was_done(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    add_exemption(small.db, small.people["A"], small.courses["BOOT"], "Taught it", BEFORE)
    assert all_found(small) == []


def test_a_seat_in_another_plan_that_expires_within_the_plan_is_a_renewal(small: SmallPlan) -> None:
    small.course("BOOT", "2", valid_months=5)
    small.pick("A", "BOOT")
    other = _other(small, dt.date(2026, 7, 1), dt.date(2026, 12, 31))
    other.run("BOOT", dt.date(2026, 12, 14), names="A")  # until 15 May
    assert all_found(small) == []
    lay_facts(small.db, [small.courses["BOOT"]], valid_months=7)
    assert only(small).kind == "already has the course"


def test_a_seat_in_another_plan_is_expected_and_a_pick_there_is_one_too_many(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    other = _other(small, dt.date(2026, 7, 1), dt.date(2026, 12, 31))
    other.pick("A", "BOOT")
    assert said(small) == (
        "picked in two plans",
        "A has picked Boot in two plans",
        "Boot: It is also picked in “Sales 2026”.",
    )
    assert only(other).kind == "picked in two plans"
    session = other.run("BOOT", dt.date(2026, 12, 14), names="A")
    assert only(small).kind == "already has the course"
    assert "There is a seat in Boot (BOOT-1, Mon 14 Dec 2026 to Tue 15 Dec 2026" in only(small).hint
    sessions.change_session(small.db, session, status="cancelled")
    assert only(small).kind == "picked in two plans"


def test_a_course_due_each_year_may_be_picked_each_year(small: SmallPlan) -> None:
    small.course("BOOT", "2", valid_months=3)
    small.pick("A", "BOOT")
    _other(small, dt.date(2026, 7, 1), dt.date(2026, 12, 31)).pick("A", "BOOT")
    assert all_found(small) == []


def test_a_family_does_not_credit_itself(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    copy = replace(small, plan=plans.copy_plan(small.db, small.plan, "Copy"))
    assert (all_found(small), all_found(copy)) == ([], [])


def test_what_is_done_in_the_plan_is_not_one_too_many(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    course = small.courses["BOOT"]
    record_completion(small.db, small.person("A"), course, BEFORE)
    record_completion(small.db, small.people["A"], course, MONDAY)
    assert all_found(small) == []


def test_it_can_be_accepted_ignored_and_named(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    record_completion(small.db, small.people["A"], small.courses["BOOT"], BEFORE)
    label = name_problem(small.db, only(small).key)
    assert label.key == "problem.of-pick"
    accept_problem(small.db, small.plan, only(small).key, "Wants a second look.")
    assert all_found(small) == []
    copy = replace(small, plan=plans.copy_plan(small.db, small.plan, "Copy"))
    assert all_found(copy) == []
    other = _other(small, dt.date(2027, 7, 1), dt.date(2027, 12, 31))
    other.pick("A", "BOOT")
    set_policy(small.db, "already has the course", action="ignore")
    assert {p.kind for p in all_found(other)} <= {"picked in two plans"}


def test_completions_entered_find_the_picks_that_they_spend(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="A")
    small.pick("A", "TIME")
    plans.copy_plan(small.db, small.plan, "A variant is left alone")
    person, course = small.people["A"], small.courses["BOOT"]
    spent = spent_picks(small.db, [Success(person, course, BEFORE)])
    assert [(pick.plan, pick.title) for pick in spent] == [("2027", "Boot")]
    assert spent_picks(small.db, [Success(person, course, BEFORE, BEFORE + 90 * DAY)]) == []
    assert spent_picks(small.db, [Success(person, course, MONDAY)]) == []
    lay_facts(small.db, [course], valid_months=1)
    assert spent_picks(small.db, [Success(person, course, BEFORE)]) == []
    clear_facts(small.db, [course])
    assert take_back(small.db, spent) == 1
    assert spent_picks(small.db, [Success(person, course, BEFORE)]) == []


# Sessions


def test_a_session_that_has_not_the_days_of_its_course(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="AB", room="Attic")
    small.db.get_one(Course, small.courses["BOOT"]).days = Decimal(3)
    assert said(small) == (
        "days disagree",
        "BOOT-1 has 2 days and its course 3",
        "Boot (BOOT-1, 1–2 Mar): The course has 3 days.",
    )
    _fix(small, only(small))
    assert all_found(small) == []
    detail = sessions.session_detail(small.db, session)
    assert [day.day for day in detail.days] == [MONDAY, MONDAY + DAY, MONDAY + 2 * DAY]
    assert len(detail.seats) == 2


def test_days_are_not_laid_anew_where_they_must_stay(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A", pinned=True)
    small.db.get_one(Course, small.courses["BOOT"]).days = Decimal("1.5")
    assert list_fixes(small.db, only(small)) == []
    with pytest.raises(PlanError, match="pinned"):
        sessions.lay_anew(small.db, session)
    sessions.change_session(small.db, session, pinned=False)
    small.mark(session, "A", "attended")
    sessions.change_session(small.db, session, dt.date(2099, 1, 1), status="held")
    assert all_found(small) == []  # what was held has its own days


def test_attendance_is_missing_from_the_day_after(small: SmallPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="AB")
    monkeypatch.setattr(clock, "today", lambda: MONDAY + DAY)
    assert all_found(small) == []
    monkeypatch.setattr(clock, "today", lambda: MONDAY + 2 * DAY)
    assert said(small) == (
        "attendance missing",
        "Attendance of BOOT-1 is missing since Tue 2 Mar",
        "Boot (BOOT-1, 1–2 Mar): Of 2 people it is not known whether they came.",
    )
    copy = replace(small, plan=plans.copy_plan(small.db, small.plan, "Copy"))
    assert all_found(copy) == []  # nobody attends a variant
    small.mark(session, "B", "absent")
    assert "Of 1 person" in only(small).text
    _fix(small, only(small))
    assert small.seats(session) == {"A": "attended", "B": "absent"}
    assert all_found(small) == []


def test_a_watch_looks_again_on_the_next_day(blank: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: MONDAY)
    with blank.edit("Fill") as db:
        small = make(db)
        small.course("BOOT")
        small.run("BOOT", names="A")
    watch = Watch(blank, small.plan)
    blank.listen(watch.update)
    assert watch.problems == []
    monkeypatch.setattr(clock, "today", lambda: MONDAY + DAY)
    with blank.edit("Anything") as db:
        replace(small, db=db).person("B")
    assert [p.kind for p in watch.problems] == ["attendance missing"]


# Other sites


def test_a_holiday_where_somebody_works_is_one_elsewhere(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    put(small.db, Site, name="New York", country="US")
    put(small.db, Site, name="Oslo", country="NO")
    small.run("BOOT", dt.date(2027, 6, 17), names="ABC")
    for name, location in (("A", "New York"), ("B", "Oslo"), ("C", "Oslo")):
        change_person(small.db, small.people[name], location=location)
    found = only(small)
    assert (found.kind, found.person_id) == ("closed day", small.people["A"])
    assert found.title == "A has a day off on Fri 18 Jun, a day of BOOT-1"
    assert "no working day in New York (Juneteenth" in found.text
    _fix(small, found)
    assert all_found(small) == []


def test_hours_are_those_of_the_person_by_the_clocks_of_the_site(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    nine, five = dt.time(9), dt.time(17)
    york = put(small.db, Site, name="New York", timezone="America/New_York", day_begins=nine, day_ends=five)
    small.run("BOOT", names="AB", timezone="Europe/Berlin")
    change_person(small.db, small.people["A"], location="New York")
    found = only(small)
    assert (found.kind, found.person_id) == ("outside working hours", small.people["A"])
    assert found.title == "BOOT-1 is outside the working hours of A on Mon 1 Mar"
    assert "There it is from 03:00 to 11:00; work is from 09:00 to 17:00." in found.text
    change_person(small.db, small.people["A"], day_begins=dt.time(3))
    assert all_found(small) == []
    change_person(small.db, small.people["A"], day_begins=None)
    small.db.get_one(Site, york).day_begins = None
    small.db.flush()
    assert all_found(small) == []
    put(small.db, Site, name="", day_begins=dt.time(10))
    assert {p.person_id for p in all_found(small)} == {small.people["A"], small.people["B"]}


def test_a_working_day_cannot_end_before_it_begins(small: SmallPlan) -> None:
    person = small.person("A")
    with pytest.raises(PlanError, match=r"would end \(08:00\) before it begins \(09:00\)"):
        change_person(small.db, person, day_begins=dt.time(9), day_ends=dt.time(8))
