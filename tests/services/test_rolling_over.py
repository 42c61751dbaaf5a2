"""A plan rolled over: on the same weekdays, clear of closed days, with nobody's attendance."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pmplanner.models import (
    Budget,
    Closure,
    CostItem,
    Course,
    Person,
    Pick,
    PickDecision,
    Plan,
    Target,
    TrainingSession,
)
from pmplanner.services.calendar.open_days import open_days
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.money import budgets
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import archive, plans, rolling, targets
from pmplanner.services.plans.rolling import KEPT, LEFT_OUT, OTHER_WEEK, OTHER_WEEKDAY, RollRequest
from pmplanner.services.sessions import sessions
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.support import Template, snapshot
from tests.tiers import examples

FIRST, LAST = dt.date(2028, 1, 4), dt.date(2028, 6, 30)
NEXT = RollRequest("2028", FIRST, LAST)


def _of(small: SmallPlan, plan_id: int) -> dict[str, sessions.SessionRow]:
    return {row.code: row for row in sessions.list_sessions(small.db, plan_id)}


def _fates(small: SmallPlan, request: RollRequest = NEXT) -> dict[str, str]:
    found = rolling.foresee_roll(small.db, small.plan, request).sessions
    return {each.code: each.what for each in found}


def test_sessions_come_as_drafts_on_the_same_weekday_with_all_but_people(small: SmallPlan) -> None:
    small.course("BIG", "2")
    session = small.run(
        "BIG", names="AB", rooms=["Oslo", "Bergen"], trainers=["Bo Ek", "Cy"], status="confirmed",
        seats_max=5, pinned=True, decide_by=MONDAY - dt.timedelta(days=14), cancel_cost=Decimal(80),
    )  # fmt: skip
    add_item(small.db, Owner(session_id=session), "Lunch", amount=Decimal(45))
    small.mark(session, "A", "attended")
    cancelled = small.run("BIG", MONDAY)
    sessions.change_session(small.db, cancelled, status="cancelled")
    new = rolling.roll_plan(small.db, small.plan, NEXT)
    (row,) = _of(small, new).values()
    assert (row.code, row.status, row.pinned, row.booked, row.waiting) == ("BIG-1", "draft", False, 0, 0)
    assert (row.rooms, row.trainers, row.seats_max) == (("Oslo", "Bergen"), ("Bo Ek", "Cy"), 5)
    assert (row.first_day, row.last_day) == (dt.date(2028, 2, 28), dt.date(2028, 2, 29))
    assert MONDAY.weekday() == dt.date(2028, 2, 28).weekday()
    laid = small.db.get_one(TrainingSession, row.id)
    assert (laid.decide_by, laid.cancel_cost) == (dt.date(2028, 2, 14), Decimal(80))
    assert laid.copied_from_id is None
    items = small.db.scalars(select(CostItem).where(CostItem.session_id == row.id)).all()
    assert [(item.name, item.amount) for item in items] == [("Lunch", Decimal(45))]


def test_open_picks_come_along_and_done_declined_and_seated_ones_stay(small: SmallPlan) -> None:
    for code in ("BIG", "ADV"):
        small.course(code, "2")
    session = small.run("BIG", names="AB")
    small.mark(session, "A", "attended")
    later, declined, _ = small.pick("ABC", "ADV")
    small.db.get_one(Pick, later).days = Decimal("1.5")
    small.db.add(PickDecision(pick_id=later, decision="later"))
    small.db.add(PickDecision(pick_id=declined, decision="declined"))
    small.db.get_one(Person, small.people["C"]).end_date = dt.date(2027, 12, 31)
    small.db.flush()
    preview = rolling.foresee_roll(small.db, small.plan, NEXT)
    assert preview.picks == ((small.people["A"], small.courses["ADV"]),)
    assert (preview.done, preview.declined, preview.seated, preview.gone) == (1, 1, 1, 1)
    new = rolling.roll_plan(small.db, small.plan, NEXT)
    (pick,) = list_pick_statuses(small.db, new)
    assert (pick.person_id, pick.own_days, pick.status) == (small.people["A"], Decimal("1.5"), "open")
    picks = select(Pick.id).where(Pick.plan_id == new)
    assert small.db.scalars(select(PickDecision.id).where(PickDecision.pick_id.in_(picks))).all() == []
    both = rolling.foresee_roll(
        small.db, small.plan, RollRequest("2029", FIRST, LAST, open_picks=False, seated_picks=True)
    )
    assert both.picks == ((small.people["B"], small.courses["BIG"]),)


def test_budgets_and_targets_come_if_wished_and_cost_items_always(small: SmallPlan) -> None:
    plans.change_plan(small.db, small.plan, budget=Decimal(900), target_days=Decimal(5), currency="EUR")
    targets.set_target(small.db, small.plan, Decimal(3), team="Ops")
    budgets.set_budget(small.db, small.plan, Decimal(70), team="Ops")
    add_item(small.db, Owner(plan_id=small.plan), "Licence", amount=Decimal(10))
    bare = rolling.roll_plan(small.db, small.plan, RollRequest("Bare", FIRST, LAST, targets=False))
    full = rolling.roll_plan(small.db, small.plan, RollRequest("Full", FIRST, LAST, budgets=True))
    for plan_id, count in ((bare, 0), (full, 1)):
        plan = small.db.get_one(Plan, plan_id)
        assert (plan.budget is not None, plan.target_days is not None) == (bool(count), bool(count))
        assert plan.currency == "EUR"
        for kind, rows in ((Target, count), (Budget, count), (CostItem, 1)):
            assert len(small.db.scalars(select(kind).where(kind.plan_id == plan_id)).all()) == rows


def test_closed_days_move_a_session_to_a_week_nearby_else_to_other_days_and_say_why(small: SmallPlan) -> None:
    small.course("BIG", "2")
    small.course("END")
    small.run("BIG")
    assert _fates(small) == {"BIG-1": KEPT}
    day = dt.date(2028, 2, 28)
    small.db.add(Closure(site="", first_day=day, last_day=day, name="Fair"))
    small.db.flush()
    assert _fates(small) == {"BIG-1": OTHER_WEEK}
    (moved,) = rolling.foresee_roll(small.db, small.plan, NEXT).sessions
    assert (moved.after[0].day, moved.reason) == (dt.date(2028, 3, 6), "2028-02-28 is closed: Fair")
    for week in range(-4, 5):
        monday = day + dt.timedelta(weeks=week)
        small.db.add(Closure(site="", first_day=monday, last_day=monday, name="Fair"))
    small.db.flush()
    assert _fates(small) == {"BIG-1": OTHER_WEEKDAY}
    small.db.add(Closure(site="", first_day=dt.date(2028, 1, 1), last_day=LAST, name="Move"))
    small.db.flush()
    assert _fates(small) == {"BIG-1": LEFT_OUT}
    assert _of(small, rolling.roll_plan(small.db, small.plan, NEXT)) == {}


def test_a_session_at_the_edge_of_the_period_stays_in_it(small: SmallPlan) -> None:
    small.course("BIG")
    small.run("BIG", dt.date(2027, 1, 4))  # 52 weeks later is the day before the period
    (edge,) = rolling.foresee_roll(small.db, small.plan, NEXT).sessions
    assert (edge.after[0].day, edge.what) == (dt.date(2028, 1, 10), OTHER_WEEK)
    assert edge.reason == "2028-01-03 is outside the period"


def test_what_was_on_a_weekend_on_purpose_is_again(small: SmallPlan) -> None:
    small.course("BIG")
    session = small.run("BIG")
    sessions.set_session_days(small.db, session, [Day(dt.date(2027, 3, 6))])
    (saturday,) = rolling.foresee_roll(small.db, small.plan, NEXT).sessions
    assert (saturday.after[0].day, saturday.what) == (dt.date(2028, 3, 4), KEPT)


@pytest.mark.parametrize(
    ("name", "next_name"),
    [
        ("Training 2027", "Training 2028"),
        ("Plan 2027/28", "Plan 2028/29"),
        ("2027-H1, 2027", "2028-H1, 2028"),
        ("Training", "Training 2028"),
        ("Room 20270", "Room 20270 2028"),
    ],
)
def test_the_next_name_is_proposed(small: SmallPlan, name: str, next_name: str) -> None:
    plans.change_plan(small.db, small.plan, name=name)
    assert rolling.next_name(small.db, small.plan, FIRST) == next_name
    plans.create_plan(small.db, next_name, FIRST, LAST)
    assert rolling.next_name(small.db, small.plan, FIRST) == f"{next_name} (2)"
    assert rolling.next_period(small.db, small.plan) == (FIRST, LAST)


def test_a_leap_day_becomes_the_last_of_february(small: SmallPlan) -> None:
    plan = plans.create_plan(small.db, "Leap", dt.date(2028, 2, 29), dt.date(2028, 3, 1))
    assert rolling.next_period(small.db, plan) == (dt.date(2029, 2, 28), dt.date(2029, 3, 1))
    with pytest.raises(PlanError, match="would end"):
        rolling.foresee_roll(small.db, plan, RollRequest("X", LAST, FIRST))


def test_it_is_one_edit_and_brought_back_only_while_the_name_is_free(blank: Workspace) -> None:
    archive.guard_archive(blank)
    with blank.edit("plan") as db:
        small = make(db)
        small.course("BIG", "2")
        small.run("BIG", names="A")
    before = snapshot(blank.path)
    with blank.edit("roll") as db:
        rolling.roll_plan(db, small.plan, RollRequest("2028", FIRST, LAST, archive=True))
    after = snapshot(blank.path)
    with blank.read() as db:
        assert archive.is_archived(db, small.plan)
    blank.undo()
    assert snapshot(blank.path) == before
    blank.redo()
    assert snapshot(blank.path) == after
    blank.undo()
    with blank.keep() as db:  # as another window may
        db.add(Plan(name="2028", first_day=FIRST, last_day=LAST))
    with pytest.raises(UndoRefusedError, match="2028"):
        blank.redo()


def _fill(workspace: Workspace) -> None:
    with workspace.edit("plan") as db:
        small = make(db)
        for code, days in (("BIG", "2"), ("LONG", "5"), ("HALF", "0.5")):
            small.course(code, days)


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = Template(tmp_path_factory.mktemp("rolled"), _fill).open()
    yield workspace
    workspace.close()


class _DoneError(Exception):
    """Ends an edit that is not kept."""


@settings(
    max_examples=examples(8, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    runs=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 170)), min_size=1, max_size=8),
    closed=st.lists(st.tuples(st.integers(-3, 183), st.integers(0, 9)), max_size=9),
    shift=st.integers(300, 800),
    length=st.integers(60, 200),
)
def test_sessions_land_on_their_weekdays_within_the_period_and_on_no_closed_day(
    rolled: Workspace,
    runs: list[tuple[int, int]],
    closed: list[tuple[int, int]],
    shift: int,
    length: int,
) -> None:
    first = dt.date(2027, 1, 4) + dt.timedelta(days=shift)
    request = RollRequest("Next", first, first + dt.timedelta(days=length))

    # Everything within one edit that is never kept.
    with suppress(_DoneError), rolled.edit("try") as db:
        plan_id = db.scalars(select(Plan.id)).one()
        known = dict(db.execute(select(Course.code, Course.id)).all())
        ids = [known[code] for code in ("BIG", "LONG", "HALF")]
        for course, day in runs:
            sessions.add_session(db, plan_id, ids[course], dt.date(2027, 1, 4) + dt.timedelta(days=day))
        for day, count in closed:
            begin = first + dt.timedelta(days=day)
            db.add(Closure(site="", first_day=begin, last_day=begin + dt.timedelta(days=count), name="Shut"))
        db.flush()
        preview = rolling.foresee_roll(db, plan_id, request)
        new = rolling.roll_plan(db, plan_id, request)
        is_open = open_days(db, "")
        placed = {row.code: row for row in sessions.list_sessions(db, new)}
        assert placed.keys() == {each.code for each in preview.sessions if each.what != LEFT_OUT}
        for each in preview.sessions:
            days = [day.day for day in each.after]
            assert all(is_open(day) and request.first_day <= day <= request.last_day for day in days)
            if each.what in (KEPT, OTHER_WEEK):
                shifts = {(a.day - b.day).days for a, b in zip(each.after, each.before, strict=True)}
                assert len(shifts) == 1
                assert shifts.pop() % 7 == 0
            elif days:
                assert each.reason
            assert sum(d.portion for d in each.after) in (0, sum(d.portion for d in each.before))
        raise _DoneError
