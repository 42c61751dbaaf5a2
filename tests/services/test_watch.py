"""A watch that follows edits knows what a look at the whole plan finds."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    CourseEquipment,
    Equipment,
    Person,
    Pick,
    Plan,
    PlanState,
    Prerequisite,
    Room,
    Trainer,
    TrainerCourse,
    TrainingSession,
)
from pmplanner.services.calendar.session_days import move_days
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import set_rate
from pmplanner.services.needs.cover_rules import CoverValues, add_cover_rule
from pmplanner.services.people import people
from pmplanner.services.people.history import add_absence, record_completion
from pmplanner.services.people.tracks import add_track
from pmplanner.services.plans import picks, plans
from pmplanner.services.plans.archive import is_archived
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.foreseeing import NEW_RUN, foresee_days, foresee_new_session
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.blocking import OF_A_SEAT, BlockingGuard, trouble_of
from pmplanner.services.problems.tracking.causes import Cause, find_causes
from pmplanner.services.problems.tracking.evaluation import MANY_ROWS
from pmplanner.services.problems.tracking.finding import find_problems, look_at_all
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.settings import change_setting
from pmplanner.services.views.foreseeing import (
    foresee_copy,
    foresee_placing,
    foresee_resizing,
    foresee_seating,
    foresee_session,
)
from pmplanner.services.why.trying import with_pick
from pmplanner.storage.journal import Change, UndoRefusedError, journaled_tables
from pmplanner.storage.workspace import Workspace
from tests.edits import EDITS
from tests.support import Template
from tests.tiers import examples

FIRST = dt.date(2027, 1, 4)
DAY = dt.timedelta(days=1)

UNDO, REDO = "undo", "redo"
OFTEN = (
    *("add session", "move session", "seat", "unseat", "seat status", "change session", "session days"),
    *("absence", "change person", "completion", "certificate", UNDO, UNDO, REDO),
)
# The sample and a newer catalogue have everything read again, and take long.
NAMES = sorted(EDITS.keys() - {"sample", "catalogue"}) + [name for name in OFTEN for _ in range(4)]


def _fill(workspace: Workspace) -> None:
    """Make a crowded plan: six people of two teams, four courses, two rooms, two trainers, limits."""
    with workspace.edit("Fill") as db:
        ids = [
            people.add_person(db, first_name=f"P{n}", team=f"T{n % 2}", employee_id=f"K{n}") for n in range(6)
        ]
        db.get_one(Person, ids[0]).working_days = 0b11011
        for person_id in ids[:4]:
            db.get_one(Person, person_id).job_title = "Engineer"
        add_cover_rule(db, CoverValues(3, "title", text="Engineer"))
        plan = plans.create_plan(db, "2027", FIRST, FIRST + 120 * DAY)
        picks.pick_courses(db, plan, ids, [1, 2, 3, 4])
        db.add_all([Prerequisite(course_id=3, required_course_id=1), Room(name="A", seats=2)])
        db.add_all([Equipment(name="Kit", count=1), Trainer(name="P1"), Trainer(name="X")])
        db.flush()
        trainer = db.scalars(select(Trainer).where(Trainer.name == "X")).one()
        db.add(TrainerCourse(trainer_id=trainer.id, course_id=1))
        db.add(CourseEquipment(course_id=2, equipment_id=1, count=1))
        db.flush()
        for number in range(7):
            course = number % 4 + 1
            start = FIRST + 3 * number * DAY
            place: dict[str, Any] = {"room": "ab"[number % 2], "trainer": ("P1", "x", "K2")[number % 3]}
            sessions.add_session(db, plan, course, start, seat_open=True, seats_max=3, **place)
        set_policy(db, "days a week", limit=Decimal(3))
        set_policy(db, "absence ceiling", limit=Decimal(1))
        add_absence(db, ids[2], FIRST, FIRST + 10 * DAY, "Leave")
        record_completion(db, ids[3], 1, FIRST - 300 * DAY, expires_on=FIRST + 2 * DAY)
        _fill_another(db, ids)
        _let_it_cost(db, plan)


def _let_it_cost(db: Session, plan: int) -> None:
    """Have every budget exceeded, so that problems tell to the cent what each edit has changed."""
    change_setting(db, "currency", "EUR")
    set_rate(db, "USD", FIRST, Decimal("0.9"))
    lay_facts(db, [1], cost=Decimal(100), currency="EUR")
    lay_facts(db, [2], cost=Decimal("33.35"), currency="USD")
    db.scalars(select(Room).where(Room.name == "A")).one().day_cost = Decimal("50.05")
    track = add_track(db, "Sales")
    for person in db.scalars(select(Person).where(Person.id < 4)):
        person.primary_track_id = track
    add_item(db, Owner(plan_id=plan), "Licence", "whole", Decimal(100), "EUR")
    add_item(db, Owner(plan_id=plan), "Lunch", "seat and day", Decimal("7.77"), "EUR")
    set_budget(db, plan, Decimal(0))
    set_budget(db, plan, Decimal(1), team="t0")
    set_budget(db, plan, Decimal(0), track_id=track)
    kept = sessions.add_session(db, plan, 1, FIRST + 50 * DAY, seats_max=3)
    reserve_seats(db, kept, "T0", 1)


def _fill_another(db: Session, ids: list[int]) -> None:
    """Make a plan with the same people, rooms and trainers, so that edits of it clash, too."""
    other = plans.create_plan(db, "Sales", FIRST, FIRST + 60 * DAY)
    picks.pick_courses(db, other, ids[2:], [1, 2])
    for number in range(3):
        place: dict[str, Any] = {"room": "ab"[number % 2], "trainer": ("P1", "x")[number % 2]}
        start = FIRST + 6 * number * DAY
        sessions.add_session(db, other, number % 2 + 1, start, seat_open=True, seats_max=2, **place)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("watch"), _fill)


@pytest.fixture
def crowded(template: Template) -> Workspace:
    return template.open()


def _whole(workspace: Workspace) -> list[Problem]:
    with workspace.read() as db:
        try:
            return find_problems(db, 1, accepted=True)
        except PlanError:
            return []  # the plan is gone


def _causes(workspace: Workspace) -> list[Cause]:
    with workspace.read() as db:
        try:
            return find_causes(*look_at_all(db, 1))
        except PlanError:
            return []  # the plan is gone


def _do(workspace: Workspace, name: str, number: int) -> None:
    try:
        if name == UNDO:
            workspace.undo()
        elif name == REDO:
            workspace.redo()
        else:
            with workspace.edit(name) as db:
                EDITS[name](db, number)
    except (PlanError, LookupError, UndoRefusedError):
        pass


@pytest.mark.slow
@settings(
    max_examples=examples(4, 200),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 31)), min_size=4, max_size=20))
def test_following_any_edits_finds_what_a_look_at_all_finds(
    template: Template, steps: list[tuple[str, int]]
) -> None:
    workspace = template.open()
    watch = Watch(workspace, 1)
    workspace.listen(watch.update)
    assert len(watch.problems) > 20
    assert sum(problem.kind == "over budget" for problem in watch.problems) == 3
    for name, number in steps:
        _do(workspace, name, number)
        assert watch.problems == _whole(workspace), (name, number)
        assert watch.causes == _causes(workspace), (name, number)
        assert _ids_by_day(watch.facts) == _days_of_sessions(watch.facts), (name, number)
    workspace.close()


@pytest.mark.slow
@settings(
    max_examples=examples(3, 200),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kinds=st.sets(st.sampled_from(get_args(ProblemKind)), min_size=1),
    steps=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 31)), min_size=4, max_size=16),
)
def test_the_guard_refuses_what_a_look_at_all_before_and_after_finds(
    template: Template, kinds: set[ProblemKind], steps: list[tuple[str, int]]
) -> None:
    workspace = template.open()
    with workspace.edit("Block") as db:
        for kind in sorted(kinds):
            set_policy(db, kind, "block")
    slowly = _SlowGuard(workspace)
    guard = BlockingGuard(workspace)
    workspace._guards[-1] = partial(_told_apart, guard)
    watch = Watch(workspace, 1)
    watch.share()
    workspace.listen(watch.update)
    for name, number in steps:
        slowly.refuses = False
        before = _whole(workspace)
        try:
            if name in (UNDO, REDO):
                _do(workspace, name, number)
            else:
                with workspace.edit(name) as db:
                    EDITS[name](db, number)
        except _RefusedError:
            assert slowly.refuses, (name, number)
            assert _whole(workspace) == before
        except (PlanError, LookupError):
            pass
        else:
            assert not slowly.refuses, (name, number)
        assert watch.problems == _whole(workspace), (name, number)
    workspace.close()


class _RefusedError(Exception):
    """The guard has refused."""


def _told_apart(guard: BlockingGuard, db: Session, change: Change) -> None:
    """Have what the guard refuses told from what services do."""
    try:
        guard.check(db, change)
    except PlanError as error:
        raise _RefusedError from error


class _SlowGuard:
    """Looks at all of each plan before and after an edit, and notes what :class:`BlockingGuard` has to do."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.refuses = False
        workspace.guard(self.check)

    def check(self, db: Session, change: Change) -> None:
        self.refuses = False
        if change.touches("policy", "budget", "cover_rule"):
            return
        for plan_id in db.scalars(select(Plan.id).where(Plan.state == PlanState.ACTIVE)):
            with self._workspace.read() as old:
                if old.get(Plan, plan_id) is None or is_archived(old, plan_id):
                    continue
                before = find_problems(old, plan_id, accepted=True)
            known = {(each.key, each.person_id) for each in before}
            had = {trouble_of(p) for p in before if p.action == "block" and p.accepted is None}
            new = [
                each
                for each in find_problems(db, plan_id)
                if each.action == "block" and not each.mirrored and (each.key, each.person_id) not in known
                if each.kind not in OF_A_SEAT or trouble_of(each) not in had
                if each.kind != "over budget" or not change.touches("plan")
            ]
            self.refuses |= bool(new)


def _ids_by_day(facts: Facts) -> dict[dt.date, set[int]]:
    assert all(len(set(ids)) == len(ids) for ids in facts.by_day.values())
    return {day: set(ids) for day, ids in facts.by_day.items()}


def _days_of_sessions(facts: Facts) -> dict[dt.date, set[int]]:
    """Do slowly what facts look up once."""
    sessions = [*facts.sessions.values(), *facts.others.values()]
    days = {part.day for session in sessions for part in session.parts}
    return {day: {each.id for each in sessions if day in [part.day for part in each.parts]} for day in days}


def test_what_is_tried_knows_its_sessions_by_day(crowded: Workspace) -> None:
    facts = Watch(crowded, 1).facts
    before = _ids_by_day(facts)
    for one in list(facts.sessions.values()):
        person = next(iter(facts.people))
        others = [each for each in facts.sessions.values() if each.course_id == one.course_id and each != one]
        tried = [
            simulation.move(facts, one, FIRST + 99 * DAY),
            simulation.cancel(facts, one),
            simulation.seat(with_pick(facts, person, one.course_id), one, person, 0),
            *(simulation.merge(facts, other, one, let_wait=True) for other in others),
        ]
        for trial in tried:
            if trial is not None:
                assert _ids_by_day(trial.facts) == _days_of_sessions(trial.facts)
        assert simulation.without(facts, person, [one.id]).by_day is facts.by_day
    assert before == _ids_by_day(facts)
    crowded.close()


def test_only_what_an_edit_touched_is_looked_at_again(crowded: Workspace) -> None:
    watch = Watch(crowded, 1)
    untouched = {id(problem) for problem in watch.problems}
    crowded.listen(watch.update)
    with crowded.edit("Move") as db:
        sessions.move_session(db, 1, FIRST + 90 * DAY)
    kept = [problem for problem in watch.problems if id(problem) in untouched]
    assert watch.problems == _whole(crowded)
    assert 0 < len(kept) < len(watch.problems)
    crowded.close()


def test_everything_is_read_again_when_it_is_not_known_what_changed(crowded: Workspace) -> None:
    watch = Watch(crowded, 1)
    with crowded.edit("Move") as db:
        sessions.move_session(db, 1, FIRST + 90 * DAY)
    before = watch.problems
    watch.update(Change("Elsewhere", dict.fromkeys(journaled_tables(), frozenset[int]())))
    assert watch.problems == _whole(crowded) != before
    with crowded.edit("Leave") as db:
        people.add_person(db, first_name="New")
    watch.update(Change("Many", {"person": frozenset(range(1, MANY_ROWS + 2))}))
    assert watch.problems == _whole(crowded)
    crowded.close()


def test_a_plan_that_is_removed_has_no_problems_until_it_is_back(crowded: Workspace) -> None:
    watch = Watch(crowded, 1)
    crowded.listen(watch.update)
    before = watch.problems
    with crowded.edit("Remove") as db:
        plans.remove_plan(db, 1)
    assert watch.problems == []
    crowded.undo()
    assert watch.problems == before
    crowded.close()


@pytest.mark.slow
def test_what_was_attended_in_another_plan_is_followed(crowded: Workspace) -> None:
    with crowded.edit("Another plan") as db:
        other = plans.create_plan(db, "2026", dt.date(2026, 1, 5), dt.date(2026, 12, 31))
        picks.pick_courses(db, other, [1], [1])
        session = sessions.add_session(db, other, 1, dt.date(2026, 3, 2), seat_open=True)
    watch = Watch(crowded, 1)
    crowded.listen(watch.update)

    def needs_first() -> bool:
        assert watch.problems == _whole(crowded)
        return any(p.kind == "prerequisite" and p.person_id == 1 for p in watch.problems)

    with crowded.edit("Take out of what comes first") as db:
        mine = db.scalars(select(Pick.id).where(Pick.plan_id == 1, Pick.person_id == 1, Pick.course_id == 1))
        seating.leave_sessions(db, list(mine))
    assert not needs_first()  # it is booked there
    with crowded.edit("Absent") as db:
        (seat,) = sessions.session_detail(db, session).seats
        seating.set_seat_status(db, [seat.id], "absent", today=dt.date(2099, 1, 1))
    assert needs_first()
    with crowded.edit("Attended") as db:
        (seat,) = sessions.session_detail(db, session).seats
        seating.set_seat_status(db, [seat.id], "attended", today=dt.date(2099, 1, 1))
    assert not needs_first()
    with crowded.edit("Later") as db:
        sessions.move_session(db, session, dt.date(2026, 12, 30), today=dt.date(2099, 1, 1))
    assert not needs_first()
    with crowded.edit("In the next year") as db:
        sessions.move_session(db, session, dt.date(2027, 12, 30), today=dt.date(2099, 1, 1))
    assert needs_first()
    crowded.undo()
    assert not needs_first()
    crowded.close()


def test_acceptance_is_followed(crowded: Workspace) -> None:
    watch = Watch(crowded, 1)
    crowded.listen(watch.update)
    key = watch.problems[0].key
    with crowded.edit("Accept") as db:
        accept_problem(db, 1, key, "It is known.")
    assert {p.accepted for p in watch.problems if p.key == key} == {"It is known."}
    crowded.undo()
    assert watch.problems[0].accepted is None
    crowded.close()


# What would be


def _new(before: list[Problem], after: list[Problem]) -> set[tuple[str, int | None]]:
    return {(p.key, p.person_id) for p in after} - {(p.key, p.person_id) for p in before}


@pytest.mark.parametrize("offset", [0, 1, 7, 12, 33, 400])
@pytest.mark.parametrize("session", [1, 2, 5])
def test_what_a_move_would_break_is_what_it_breaks(crowded: Workspace, session: int, offset: int) -> None:
    before = _whole(crowded)
    start = FIRST + offset * DAY
    with crowded.read() as db:
        days = move_days(sessions.session_detail(db, session).days, start)
        foreseen = foresee_days(db, session, days)
    with crowded.edit("Move") as db:
        sessions.set_session_days(db, session, days)
    after = _whole(crowded)
    assert {(p.key, p.person_id) for p in foreseen} == _new(before, after)
    assert set(foreseen) <= set(after) | {p for p in foreseen if p.mirrored}
    crowded.close()


@pytest.mark.slow
@pytest.mark.parametrize("offset", [0, 1, 9, 33])
@pytest.mark.parametrize("session", [1, 2, 5])
def test_what_is_known_of_the_plan_foresees_the_same(crowded: Workspace, session: int, offset: int) -> None:
    facts = Watch(crowded, 1).facts
    day = FIRST + offset * DAY
    with crowded.read() as db:
        room, trainer = db.get_one(Room, 1).name, db.get_one(Trainer, 1).name
        course_id = db.get_one(TrainingSession, session).course_id
        pick_ids = list(db.scalars(select(Pick.id).where(Pick.course_id == course_id)))
        asked: tuple[tuple[Callable[..., Any], tuple[object, ...], dict[str, str]], ...] = (
            (foresee_placing, (session, day), {}),
            (foresee_placing, (session, day), {"room": room, "trainer": trainer}),
            (foresee_copy, (session, day), {}),
            (foresee_resizing, (session, day, day + 3 * DAY), {}),
            (foresee_session, (1, course_id, day, pick_ids), {"room": room, "trainer": trainer}),
            (foresee_seating, (session, pick_ids), {}),
        )
        found = 0
        for foresee, arguments, where in asked:
            fresh = foresee(db, *arguments, **where)
            assert foresee(db, *arguments, **where, facts=facts) == fresh, foresee.__name__
            found += len(fresh)
    assert found
    assert facts == Watch(crowded, 1).facts, "what is known was changed"
    crowded.close()


def test_what_a_new_session_would_break(crowded: Workspace) -> None:
    with crowded.read() as db:
        session = db.get_one(TrainingSession, 1)
        days = sessions.session_detail(db, 1).days
        pick_ids = list(db.scalars(select(Pick.id).where(Pick.course_id == 4)))
        foreseen = foresee_new_session(db, 1, 4, days, pick_ids, session.room, session.trainer)
        assert foresee_new_session(db, 1, 4, [], pick_ids) == []
    kinds = {p.kind for p in foreseen if p.session_id == NEW_RUN}
    assert {"double-booking", "room taken", "trainer taken", "absence", "day off"} <= kinds
    crowded.close()
