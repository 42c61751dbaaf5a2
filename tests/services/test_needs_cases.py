"""What needs, picks and totals say where they used to say something else: one case each."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import (
    Completion,
    Course,
    Employment,
    Exemption,
    OwnFact,
    PathGroup,
    PathItem,
    Person,
    Pick,
    Plan,
    PlanScope,
    Seat,
    SeatStatus,
)
from pmplanner.models.statuses import PathKind, PlanState, ScopeKind
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.needs.scope_reading import covered_people
from pmplanner.services.people import history, tracks
from pmplanner.services.people.managers import below
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import sessions
from pmplanner.services.totals.breakdown import list_behind
from pmplanner.services.totals.totals import Totals, ledger
from tests.services.small_plan import MONDAY, SmallPlan

D = Decimal


def _track(small: SmallPlan, *codes: str, names: str = "A", name: str = "Track") -> int:
    track = tracks.add_track(small.db, name)
    tracks.set_path(small.db, track, [(small.courses[code], PathKind.REQUIRED) for code in codes])
    tracks.assign_track(small.db, track, [small.person(each) for each in names])
    return track


def _totals(small: SmallPlan, plan: int | None = None) -> Totals:
    return ledger(small.db, plan or small.plan)[-1].totals


def _figures(sums: Totals, *names: str) -> tuple[object, ...]:
    return tuple(getattr(sums, name) for name in names)


def _needs(small: SmallPlan, name: str = "A", plan: int | None = None) -> dict[str, Need]:
    codes = {course: code for code, course in small.courses.items()}
    needs = read_needs(small.db, plan or small.plan, [small.people[name]])
    return {codes[need.course_id]: need for need in needs[small.people[name]]}


def _set(small: SmallPlan, name: str, **values: object) -> None:
    person = small.db.get(Person, small.person(name))
    for field, value in values.items():
        setattr(person, field, value)
    small.db.flush()


def test_a_pick_of_a_copy_closes_the_need_and_is_not_picked_again(small: SmallPlan) -> None:
    small.course("BOOT", "4")
    small.course("COPY", "4")
    small.counts_as("COPY", "BOOT")
    _track(small, "BOOT")
    assert _totals(small).gap == 4
    small.pick("A", "COPY")
    assert _figures(_totals(small), "required", "gap", "planned") == (4, 0, 4)
    assert picks.pick_required(small.db, small.plan, list(small.people.values())) == 0
    assert _needs(small)["BOOT"].by_course_id == small.courses["COPY"]
    history.record_completion(small.db, small.people["A"], small.courses["COPY"], MONDAY)
    assert _figures(_totals(small), "done", "gap") == (4, 0)


@pytest.mark.parametrize("result", ["failed", "partly attended"])
def test_what_was_failed_or_left_early_is_still_needed(small: SmallPlan, result: str) -> None:
    small.course("BOOT", "2")
    _track(small, "BOOT")
    run = small.run("BOOT", MONDAY, "A")
    assert _totals(small).gap == 0
    if result == "failed":
        small.mark(run, "A", "absent")
        small.db.add(
            Completion(
                person_id=small.people["A"],
                course_id=small.courses["BOOT"],
                completed_on=MONDAY,
                result="failed",
            )
        )
        small.db.flush()
    else:
        small.mark(run, "A", "partly attended", D(1))
    assert _totals(small).done == (2 if result == "failed" else 1)
    assert _totals(small).gap == 2
    small.db.add(
        Completion(
            person_id=small.people["A"],
            course_id=small.courses["BOOT"],
            completed_on=MONDAY + dt.timedelta(days=30),
            result="passed",
        )
    )
    small.db.flush()
    assert _totals(small).gap == 0


def test_a_second_attempt_is_a_pick_of_its_own(small: SmallPlan) -> None:
    small.course("YEARLY", "1")
    _track(small, "YEARLY")
    run = small.run("YEARLY", MONDAY, "A")
    small.mark(run, "A", "attended")
    small.db.add(
        Pick(plan_id=small.plan, person_id=small.people["A"], course_id=small.courses["YEARLY"], attempt=2)
    )
    history.record_completion(small.db, small.people["A"], small.courses["YEARLY"], MONDAY)
    small.db.flush()
    assert [(s.attempt, s.status) for s in list_pick_statuses(small.db, small.plan)] == [
        (1, "done"),
        (2, "open"),
    ]
    assert _figures(_totals(small), "done", "open") == (1, 1)
    assert ledger(small.db, small.plan, measure="course days")[-1].totals.planned == 1
    day = MONDAY + dt.timedelta(days=60)
    history.record_completion(small.db, small.people["A"], small.courses["YEARLY"], day)
    assert [s.status for s in list_pick_statuses(small.db, small.plan)] == ["done", "done"]


def test_what_expires_within_the_plan_is_a_renewal(small: SmallPlan) -> None:
    small.course("SAFE", "1")
    _track(small, "SAFE")
    ends = dt.date(2027, 3, 1)
    history.record_completion(
        small.db, small.people["A"], small.courses["SAFE"], dt.date(2026, 3, 1), expires_on=ends
    )
    assert _figures(_totals(small), "credited", "gap") == (0, 1)
    assert _needs(small)["SAFE"].due == ends
    small.pick("A", "SAFE")
    assert (_needs(small)["SAFE"].state, _needs(small)["SAFE"].due) == ("satisfied", ends)


def test_own_validity_lies_over_the_courses(small: SmallPlan) -> None:
    course = small.course("SAFE", "1", valid_months=6)
    _track(small, "SAFE")
    history.record_completion(small.db, small.people["A"], course, dt.date(2026, 12, 1))
    assert _needs(small)["SAFE"].due == dt.date(2027, 6, 1)
    small.db.add(OwnFact(course_id=course, field="valid_months", value=""))
    small.db.flush()
    assert _needs(small)["SAFE"].state == "credited"


def test_who_left_is_not_counted_and_nothing_is_picked_for_them(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    _track(small, "BOOT", names="ABCD")
    _set(small, "A", end_date=dt.date(2025, 6, 30))
    _set(small, "B", start_date=dt.date(2027, 10, 1))
    _set(small, "C", end_date=dt.date(2027, 3, 31))
    assert _figures(_totals(small), "people", "required", "gap") == (2, 2, 2)
    assert picks.pick_required(small.db, small.plan, list(small.people.values())) == 1
    assert [pick.person_id for pick in list_pick_statuses(small.db, small.plan)] == [small.people["D"]]
    small.pick("A", "BOOT")
    assert _figures(_totals(small), "people", "required", "open") == (3, 2, 4)


def test_a_rehired_person_counts_by_either_spell(small: SmallPlan) -> None:
    person = small.person("A")
    _set(small, "A", start_date=dt.date(2030, 1, 1))
    assert people_who_count(small.db, small.plan) == set()
    small.db.add(Employment(person_id=person, first_day=dt.date(2020, 1, 1), last_day=dt.date(2027, 2, 1)))
    small.db.flush()
    assert people_who_count(small.db, small.plan) == {person}


def test_a_seat_booked_in_another_plan_is_expected_until_it_is_missed(small: SmallPlan) -> None:
    small.course("DATA", "3")
    _track(small, "DATA")
    run = small.run("DATA", MONDAY, "A")
    later = plans.create_plan(small.db, "H2", dt.date(2027, 7, 1), dt.date(2027, 12, 31))
    assert _figures(_totals(small, later), "credited", "gap") == (3, 0)
    assert _needs(small, plan=later)["DATA"].is_expected
    assert picks.pick_required(small.db, later, [small.people["A"]]) == 0
    small.mark(run, "A", "attended")
    assert _needs(small, plan=later)["DATA"].source == "attendance"
    small.mark(run, "A", "absent")
    assert _totals(small, later).gap == 3


def test_attendance_in_a_variant_credits_nobody(small: SmallPlan) -> None:
    small.course("DATA", "3")
    _track(small, "DATA")
    small.run("DATA", MONDAY, "A")
    variant = plans.copy_plan(small.db, small.plan, "What if")
    (session,) = sessions.list_sessions(small.db, variant)
    with pytest.raises(PlanError, match="is a variant"):
        small.mark(session.id, "A", "attended")
    # As a file from before variants were told apart has it.
    small.db.get_one(Seat, small.seat(session.id, "A")).status = SeatStatus.ATTENDED
    small.db.flush()
    small.mark(sessions.list_sessions(small.db, small.plan)[0].id, "A", "absent")
    later = plans.create_plan(small.db, "H2", dt.date(2027, 7, 1), dt.date(2027, 12, 31))
    assert _figures(_totals(small, later), "credited", "gap") == (0, 3)
    assert _figures(_totals(small, variant), "credited", "done") == (0, 3)


def test_counting_as_goes_over_steps_and_circles(small: SmallPlan) -> None:
    for code in ("A1", "B1", "C1"):
        small.course(code, "1")
    for one, other in (("A1", "B1"), ("B1", "C1"), ("C1", "A1")):
        small.counts_as(one, other)
    _track(small, "C1")
    history.record_completion(small.db, small.people["A"], small.courses["A1"], dt.date(2026, 5, 1))
    assert _needs(small)["C1"].by_course_id == small.courses["A1"]
    assert _totals(small).credited == 1


def test_all_tracks_require_each_course_once(small: SmallPlan) -> None:
    for code, days in (("ONE", "1"), ("TWO", "2"), ("BOTH", "4")):
        small.course(code, days)
    _track(small, "ONE", "BOTH")
    further = _track(small, "BOTH", "TWO", names="", name="Further")
    tracks.set_further_tracks(small.db, small.people["A"], [further])
    assert list(_needs(small)) == ["ONE", "BOTH", "TWO"]
    assert ledger(small.db, small.plan)[0].totals.required == 7


def test_an_exemption_holds_on_its_days_also_before_what_comes_after(small: SmallPlan) -> None:
    small.course("BASE", "1")
    small.course("NEXT", "1")
    small.needs("NEXT", "BASE")
    _track(small, "BASE")
    small.run("NEXT", MONDAY, "A")
    person, course = small.people["A"], small.courses["BASE"]
    assert [problem.kind for problem in find_problems(small.db, small.plan)] == ["prerequisite"]
    exemption = Exemption(person_id=person, course_id=course, reason="Knows it.", last_day=MONDAY)
    small.db.add(exemption)
    small.db.flush()
    assert find_problems(small.db, small.plan) == []
    assert _totals(small).credited == 0
    assert _needs(small)["BASE"].due == MONDAY
    exemption.last_day = dt.date(2027, 6, 30)
    small.db.flush()
    assert _totals(small).credited == 1
    exemption.first_day = MONDAY + dt.timedelta(days=1)
    small.db.flush()
    assert [problem.kind for problem in find_problems(small.db, small.plan)] == ["prerequisite"]


def test_a_group_asks_for_what_is_nearest_and_passes_over_what_counts_as_another(small: SmallPlan) -> None:
    for code, days in (("LONG", "3"), ("SHORT", "1"), ("TWIN", "2")):
        small.course(code, days)
    track = _track(small)
    group = PathGroup(track_id=track, choose=1, position=0)
    small.db.add(group)
    small.db.flush()
    for place, code in enumerate(("LONG", "SHORT", "TWIN")):
        small.db.add(
            PathItem(
                track_id=track,
                course_id=small.courses[code],
                kind=PathKind.GROUP,
                group_id=group.id,
                position=place,
            )
        )
    small.db.flush()
    assert list(_needs(small)) == ["SHORT"]
    small.pick("A", "LONG")
    assert list(_needs(small)) == ["LONG"]
    small.run("TWIN", MONDAY, "A")
    assert list(_needs(small)) == ["TWIN"]
    small.counts_as("TWIN", "SHORT")
    assert list(_needs(small)) == ["TWIN"]
    assert ledger(small.db, small.plan)[0].path_days == 1


def test_a_manager_is_one_line_however_the_text_names_the_person(small: SmallPlan) -> None:
    for name in "ABCDEF":
        small.person(name)
    ids = small.people
    _set(small, "A", email="ada@example.org")
    _set(small, "B", manager_id=ids["A"])
    _set(
        small, "C", manager_email="ADA@example.org"
    )  # not linked, as in a workspace from before there were links
    _set(small, "D", manager_name="Ida Roe")
    _set(small, "E", manager_name="ida  ROE")
    by_manager = {row.key: row for row in ledger(small.db, small.plan, "manager") if not row.is_total}
    assert {key: row.totals.people for key, row in by_manager.items()} == {ids["A"]: 2, "ida roe": 2, "": 2}
    assert by_manager["ida roe"].name == "Ida Roe"
    for key in (ids["A"], "ida roe"):
        behind = list_behind(small.db, small.plan, [("manager", key)], "people")
        assert {row.person_id for row in behind} == below(small.db, key, directly=True)


def test_rules_say_whom_a_plan_covers_and_a_pick_counts_anyway(small: SmallPlan) -> None:
    small.course("BOOT")
    for name in "ABCD":
        small.person(name)
    ids = small.people
    _set(small, "B", manager_id=ids["A"], team="North")
    _set(small, "C", manager_id=ids["B"], team="north ")
    _set(small, "D", manager_name="Ida Roe")
    assert below(small.db, ids["A"]) == {ids["B"], ids["C"]}
    assert below(small.db, "ida  ROE") == {ids["D"]}
    assert covered_people(small.db, small.plan) is None
    small.db.add(PlanScope(plan_id=small.plan, kind=ScopeKind.TEAM, text="north"))
    small.db.add(PlanScope(plan_id=small.plan, kind=ScopeKind.PERSON, ref_id=ids["C"], include=False))
    small.db.flush()
    assert (
        set(covered_people(small.db, small.plan) or ())
        == people_who_count(small.db, small.plan)
        == {ids["B"]}
    )
    small.pick("D", "BOOT")
    assert people_who_count(small.db, small.plan) == {ids["B"], ids["D"]}


def test_an_archived_plan_has_the_days_and_costs_that_held(small: SmallPlan) -> None:
    course = small.course("BOOT", "2", cost=D(100))
    small.pick("A", "BOOT")
    plan = small.db.get(Plan, small.plan)
    pick = small.db.scalars(select(Pick)).one()
    assert plan is not None
    pick.kept_days, pick.kept_cost, plan.state = D(2), D(100), PlanState.ARCHIVED
    boot = small.db.get(Course, course)
    assert boot is not None
    boot.days, boot.cost = D(3), D(500)
    small.db.flush()
    assert _figures(_totals(small), "planned", "cost") == (2, 100)
    pick.kept_cost = None
    small.db.flush()
    assert _figures(_totals(small), "cost", "picks_without_price") == (0, 1)


def test_a_price_is_unknown_in_another_currency_and_known_in_the_only_one(small: SmallPlan) -> None:
    small.course("OURS", cost=D(100), currency="USD")
    small.pick("A", "OURS")
    assert _figures(_totals(small), "cost", "picks_without_price") == (100, 0)
    small.course("THEIRS", cost=D(50), currency="EUR")
    small.pick("A", "THEIRS")
    assert _figures(_totals(small), "cost", "picks_without_price") == (0, 2)
    plan = small.db.get(Plan, small.plan)
    assert plan is not None
    plan.currency = "EUR"
    small.db.flush()
    assert _figures(_totals(small), "cost", "picks_without_price") == (50, 1)
