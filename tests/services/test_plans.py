"""Plans: creating, changing, copying as a variant, removing."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from pmplanner.models import Course, Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace

D = Decimal
FIRST, LAST = dt.date(2027, 1, 4), dt.date(2027, 6, 30)
INSIDE = (Pick, TrainingSession, SessionDay, Seat)


@pytest.fixture
def plan(blank: Workspace) -> int:
    """A plan with one pick, seated in a session of two days."""
    with blank.edit("Fill") as db:
        plan = plans.create_plan(
            db, " 2027  H1 ", FIRST, LAST, budget=D("100000"), currency="EUR", target_days=D("10.5")
        )
        course = Course(code="TALK", title="Talk", days=D(2))
        db.add(course)
        person = people.add_person(db, first_name="Ana")
        picks.pick_courses(db, plan, [person], [course.id])
        sessions.add_session(db, plan, course.id, dt.date(2027, 2, 1), room="R1", seat_open=True)
        return plan


def _counts(workspace: Workspace) -> list[int]:
    with workspace.read() as db:
        return [db.scalar(select(func.count()).select_from(kind)) or 0 for kind in INSIDE]


def test_a_plan_is_listed_with_what_is_in_it(blank: Workspace, plan: int) -> None:
    with blank.edit("Later") as db:
        later = plans.create_plan(db, "2028", dt.date(2028, 1, 1), dt.date(2028, 1, 1))
    with blank.read() as db:
        newest, first = plans.list_plans(db)
    assert (newest.id, newest.picks, newest.sessions, newest.budget) == (later, 0, 0, None)
    assert (first.id, first.name, first.picks, first.sessions) == (plan, "2027 H1", 1, 1)
    assert (first.budget, first.currency, first.target_days) == (D(100000), "EUR", D("10.5"))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "2027 h1"}, "already a plan"),
        ({"first_day": LAST, "last_day": FIRST}, "before it begins"),
        ({"target_days": D("0.1")}, "steps of 0.25"),
        ({"budget": D("-1")}, "0 or more"),
        ({"budget": D("1.005")}, "two decimals"),
    ],
)
def test_values_that_will_not_do_are_refused_on_creating_and_changing(
    blank: Workspace, plan: int, values: dict[str, object], reason: str
) -> None:
    given = {"name": "Other", "first_day": FIRST, "last_day": LAST}
    with pytest.raises(PlanError, match=reason), blank.edit("Create") as db:
        plans.create_plan(db, **(given | values))  # type: ignore[arg-type]
    with blank.edit("Create") as db:
        other = plans.create_plan(db, "Other", FIRST, LAST)
    with pytest.raises(PlanError, match=reason), blank.edit("Change") as db:
        plans.change_plan(db, other, **values)


def test_change_keeps_what_is_not_named_and_knows_its_fields(blank: Workspace, plan: int) -> None:
    with blank.edit("Change") as db:
        plans.change_plan(db, plan, name=" Spring ", target_days=None)
    with blank.read() as db:
        (row,) = plans.list_plans(db)
    assert (row.name, row.target_days, row.budget) == ("Spring", None, D(100000))
    with pytest.raises(TypeError, match="no colour"), blank.edit("Change") as db:
        plans.change_plan(db, plan, colour="red")


def test_a_variant_has_its_own_picks_sessions_and_seats(blank: Workspace, plan: int) -> None:
    with blank.edit("Copy") as db:
        variant = plans.copy_plan(db, plan, "Try")
    assert _counts(blank) == [2, 2, 4, 2]
    with blank.read() as db:
        ours, theirs = (
            [(s.status, s.session_code, s.first_day, s.days) for s in list_pick_statuses(db, one)]
            for one in (plan, variant)
        )
        assert ours == theirs == [("scheduled", "TALK-1", dt.date(2027, 2, 1), D(2))]
        assert db.get_one(Plan, variant).variant_of_id == plan
    with blank.edit("Change the variant") as db:
        (session,) = sessions.list_sessions(db, variant)
        sessions.move_session(db, session.id, dt.date(2027, 3, 1))
    with blank.read() as db:
        assert sessions.list_sessions(db, plan)[0].first_day == dt.date(2027, 2, 1)


def test_a_variant_needs_a_name_of_its_own(blank: Workspace, plan: int) -> None:
    with pytest.raises(PlanError, match="already a plan"), blank.edit("Copy") as db:
        plans.copy_plan(db, plan, "2027 H1")
    assert _counts(blank) == [1, 1, 2, 1]


def test_removing_a_plan_leaves_its_variant_and_undo_brings_all_back(blank: Workspace, plan: int) -> None:
    with blank.edit("Copy") as db:
        variant = plans.copy_plan(db, plan, "Try")
    with blank.edit("Remove") as db:
        plans.remove_plan(db, plan)
    assert _counts(blank) == [1, 1, 2, 1]
    with blank.read() as db:
        assert [(row.id, row.variant_of_id) for row in plans.list_plans(db)] == [(variant, None)]
    blank.undo()
    assert _counts(blank) == [2, 2, 4, 2]
    with blank.read() as db:
        assert db.get_one(Plan, variant).variant_of_id == plan
