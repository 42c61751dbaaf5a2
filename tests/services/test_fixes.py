"""Fixes solve their problem and make no other; each kind of problem has its own."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pmplanner.models import (
    Equipment,
    Person,
    Pick,
    Reservation,
    Room,
    RoomEquipment,
    Seat,
    Trainer,
    TrainerCourse,
    TrainingSession,
)
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import add_absence, record_completion
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.policies.policies import reset_policy, set_policy
from pmplanner.services.problems.fixes.fixes import Fix, apply_fix, list_fixes
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.storage.labels import word
from pmplanner.storage.workspace import Workspace
from tests.services.finding_problems import all_found, only, put
from tests.services.small_plan import MONDAY, SmallPlan
from tests.services.test_watch import NAMES, _do, _fill
from tests.support import Template
from tests.tiers import examples

DAY = dt.timedelta(days=1)


def labels(small: SmallPlan) -> list[str]:
    """The fixes of the only problem; each is tried out and solves it without another."""
    problem = only(small)
    fixes = list_fixes(small.db, problem)
    for fix in fixes:
        with _taken_back(small):
            apply_fix(small.db, fix)
            assert all_found(small) == [], fix.label
    return [word(small.db, fix.label) for fix in fixes]


class _taken_back:  # noqa: N801 - reads as a word of the test
    """Takes back what is done within."""

    def __init__(self, small: SmallPlan) -> None:
        self._session = small.db

    def __enter__(self) -> None:
        self._session.flush()
        self._inner = self._session.begin_nested()

    def __exit__(self, *_: object) -> None:
        self._inner.rollback()
        self._session.expire_all()


def test_a_double_booking_is_solved_by_moving_a_session_or_the_person(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB")
    small.run("TIME", names="A")
    small.run("BOOT", dt.date(2027, 3, 8))
    assert labels(small) == [
        "Move TIME-1 to 3 Mar",
        "Move A to BOOT-2, 8–9 Mar",
        "Move BOOT-1 to 2–3 Mar",
        "Take A out of TIME-1",
    ]


def test_who_is_away_is_moved_to_a_session_with_a_free_seat(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A", pinned=True)
    small.run("BOOT", dt.date(2027, 3, 4), names="BC", seats_max=2)
    small.run("BOOT", dt.date(2027, 3, 15), names="D", seats_max=2)
    add_absence(small.db, small.people["A"], MONDAY, MONDAY + 5 * DAY, "On leave")
    assert labels(small) == ["Move A to BOOT-3, 15–16 Mar", "Take A out of BOOT-1"]


def test_a_locked_session_is_left_alone(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A")
    small.run("BOOT", dt.date(2027, 3, 15))
    add_absence(small.db, small.people["A"], MONDAY, MONDAY + 5 * DAY, "On leave")
    sessions.change_session(small.db, session, locked=True)
    assert labels(small) == []


def test_seats_are_raised_or_the_last_one_moves_or_waits(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="ABC", seats_max=3)
    small.run("BOOT", dt.date(2027, 3, 15))
    sessions.change_session(small.db, session, seats_max=2)
    assert labels(small) == [
        "Raise the seats of BOOT-1 to 3",
        "Move C to BOOT-2, 15–16 Mar",
        "Put C on the waiting list of BOOT-1",
        "Take C out of BOOT-1",
    ]


def test_seats_are_not_raised_beyond_the_room(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="ABC", seats_max=3, room="Oslo")
    put(small.db, Room, name="Oslo", seats=3)
    put(small.db, Reservation, session_id=session, team="Sales", seats=1)
    found = [p for p in all_found(small) if p.kind == "over capacity"]
    assert [p.person_id for p in found] == [small.people["C"]]
    texts = [word(small.db, fix.label) for fix in list_fixes(small.db, found[0])]
    assert texts == [
        "Raise the seats of BOOT-1 to 4",
        "Put C on the waiting list of BOOT-1",
        "Take C out of BOOT-1",
    ], "the room is too small before and after, which is another problem"


def test_a_prerequisite_is_booked_before(small: SmallPlan) -> None:
    small.course("LEAD")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.run("LEAD", dt.date(2027, 2, 22))
    small.run("LEAD", dt.date(2027, 2, 24))
    small.run("CROSS", names="A")
    assert labels(small)[0] == "Put A in LEAD-2, 24 Feb"
    apply_fix(small.db, list_fixes(small.db, only(small))[0])
    assert small.db.scalar(select(Pick.id).where(Pick.course_id == small.courses["LEAD"]))


@pytest.mark.parametrize(("day", "offered"), [(MONDAY + 30 * DAY, False), (dt.date(2026, 3, 1), True)])
def test_who_failed_the_prerequisite_in_this_plan_is_not_seated_in_it_again(
    small: SmallPlan, day: dt.date, offered: bool
) -> None:
    lead = small.course("LEAD")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.run("LEAD", dt.date(2027, 2, 22))
    small.run("CROSS", names="A")
    record_completion(small.db, small.people["A"], lead, day, result="failed")
    wanted = "Put A in LEAD-1, 22 Feb"
    fixes = list_fixes(small.db, only(small))
    found = [fix for fix in fixes if word(small.db, fix.label) == wanted]
    assert bool(found) is offered
    for fix in found:
        apply_fix(small.db, fix)


def test_a_session_comes_after_its_prerequisite(small: SmallPlan) -> None:
    small.course("LEAD", "2")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.run("LEAD", dt.date(2027, 3, 4), names="A")
    small.run("CROSS", names="A")
    assert labels(small) == ["Move CROSS-1 to 8 Mar", "Move LEAD-1 to 25–26 Feb", "Take A out of CROSS-1"]


def test_another_room_is_free_and_large_enough(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB", room="Oslo", pinned=True)
    small.run("TIME", names="C", room="Oslo", pinned=True)
    small.course("LEAD")
    small.run("LEAD", room="Taken", pinned=True)
    for name, seats in (("Oslo", 9), ("Small", 1), ("Large", 20), ("Taken", 9)):
        put(small.db, Room, name=name, seats=seats)
    assert labels(small) == ["Use room Large for BOOT-1", "Use room Small for TIME-1"]


def test_another_trainer_can_teach_and_is_free(small: SmallPlan) -> None:
    boot, time = small.course("BOOT", "2"), small.course("TIME")
    small.run("BOOT", trainer="Busy", pinned=True)
    small.run("TIME", trainer="Busy", pinned=True)
    for name, courses in (("Able", [boot]), ("Unable", [time + 99]), ("Unknown", []), ("Off", [boot, time])):
        trainer = put(small.db, Trainer, name=name, working_days=0b11110 if name == "Off" else None)
        for course in courses:
            if course in (boot, time):
                put(small.db, TrainerCourse, trainer_id=trainer, course_id=course)
    assert labels(small) == ["Let Able teach BOOT-1"]


def test_equipment_is_found_in_another_room(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    runs = [small.run("BOOT", pinned=True), small.run("TIME")]
    kit = put(small.db, Equipment, name="Kit", count=1)
    for session in runs:
        set_equipment(small.db, session, {kit: 1})
    room = put(small.db, Room, name="Oslo")
    put(small.db, Room, name="Bare")
    put(small.db, RoomEquipment, room_id=room, equipment_id=kit)
    assert labels(small) == [
        "Use room Oslo for BOOT-1",
        "Use room Oslo for TIME-1",
        "Move TIME-1 to 3 Mar",
    ]


def test_too_few_people_are_merged_or_called_off(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A", seats_min=3)
    small.run("BOOT", dt.date(2027, 3, 15), names="BC", seats_min=2, seats_max=5)
    assert labels(small) == ["Merge BOOT-1 into BOOT-2, 15–16 Mar", "Cancel BOOT-1"]


@pytest.mark.parametrize("day", [dt.date(2027, 3, 6), dt.date(2027, 7, 1)])
def test_a_session_is_moved_into_the_working_days_of_the_plan(small: SmallPlan, day: dt.date) -> None:
    small.course("BOOT")
    session = small.run("BOOT")
    sessions.set_session_days(small.db, session, [Day(day)])
    nearest = "8 Mar" if day.month == 3 else "30 Jun"
    assert labels(small) == [f"Move BOOT-1 to {nearest}", "Cancel BOOT-1"]


def test_too_many_of_a_team_are_spread_out(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    small.run("BOOT", names="A")
    small.run("TIME", names="B", pinned=True)
    for name in "AB":
        change_person(small.db, small.people[name], team="Sales")
    set_policy(small.db, "absence ceiling", limit=Decimal(1))
    assert labels(small) == ["Move BOOT-1 to 2 Mar", "Take A out of BOOT-1", "Take B out of TIME-1"]


def test_days_off_and_overload_are_solved_by_other_days(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    small.db.get_one(Person, small.people["A"]).working_days = 0b11101
    assert labels(small) == ["Move BOOT-1 to 3–4 Mar", "Take A out of BOOT-1"]


def test_who_waits_moves_up_and_must_not_be_in_trouble_then(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="AB", seats_max=1, pinned=True)
    add_absence(small.db, small.people["A"], MONDAY, MONDAY, "On leave")
    add_absence(small.db, small.people["B"], MONDAY, MONDAY, "On leave")
    assert labels(small) == [], "B would move up into the same trouble"


def test_a_fix_of_a_session_that_is_gone(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A", seats_min=2)
    problem = only(small)
    sessions.change_session(small.db, session, status="cancelled")
    assert list_fixes(small.db, problem) == []
    sessions.remove_session(small.db, session)
    small.db.flush()
    with pytest.raises(PlanError):
        list_fixes(small.db, problem)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("fixes"), _fill)


def _roomy(template: Template) -> Workspace:
    """The crowded plan without the limits that leave nobody a way out, and with more sessions."""
    workspace = template.open()
    with workspace.edit("Make room") as db:
        reset_policy(db, "absence ceiling")
        reset_policy(db, "days a week")
        for course in (1, 2, 3, 4):
            for start in (dt.date(2027, 3, 1), dt.date(2027, 3, 15)):
                sessions.add_session(db, 1, course, start + course * 2 * DAY, seats_max=3)
    return workspace


def _tried(watch: Watch) -> Iterator[tuple[Problem, Fix]]:
    for problem in watch.problems:
        if not problem.mirrored:
            for fix in watch.list_fixes(problem):
                yield problem, fix


@pytest.mark.slow
@settings(
    max_examples=examples(2, 40),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 31)), max_size=8))
def test_each_fix_solves_its_problem_and_makes_no_other(
    template: Template, steps: list[tuple[str, int]]
) -> None:
    workspace = _roomy(template)
    for name, number in steps:
        _do(workspace, name, number)
    watch = Watch(workspace, 1)
    before = {(p.key, p.person_id) for p in watch.problems}
    for problem, fix in list(_tried(watch)):
        with workspace.edit(fix.label) as db:
            apply_fix(db, fix)
        with workspace.read() as db:
            after = {(p.key, p.person_id) for p in find_problems(db, 1, accepted=True)}
        assert (problem.key, problem.person_id) not in after, (problem, fix)
        assert after <= before, (problem, fix, after - before)
        workspace.undo()
    workspace.close()


@pytest.mark.slow
def test_there_are_at_most_four(template: Template) -> None:
    workspace = _roomy(template)
    watch = Watch(workspace, 1)
    counts = [len(watch.list_fixes(problem)) for problem in watch.problems]
    assert max(counts) == 4
    with workspace.read() as db:
        problem = next(problem for problem in watch.problems if problem.session_id)
        assert list_fixes(db, problem, 1) == watch.list_fixes(problem)
        assert db.scalar(select(Seat.id).limit(1)) is not None
        assert db.get(TrainingSession, problem.session_id) is not None
    workspace.close()
