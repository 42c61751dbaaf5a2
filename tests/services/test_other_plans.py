"""Plans of other families take people, rooms, trainers and things; a family does not clash with itself."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from pmplanner.models import AcceptedProblem, Equipment, Person, Plan, SessionEquipment, Trainer
from pmplanner.models.statuses import PlanState
from pmplanner.services.errors import PlanError
from pmplanner.services.families import other_plans
from pmplanner.services.plans import plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.fixes import apply_fix, list_fixes
from pmplanner.services.problems.fixes.foreseeing import foresee_days
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.blocking import BlockingGuard
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace
from tests.services.finding_problems import all_found, only, put
from tests.services.small_plan import MONDAY, SmallPlan, make

DAY = dt.timedelta(days=1)


def _other(small: SmallPlan, name: str = "Sales 2027") -> SmallPlan:
    """Make another plan over the same months, with the same people and courses."""
    return replace(small, plan=plans.create_plan(small.db, name, dt.date(2027, 1, 4), dt.date(2027, 6, 30)))


@pytest.fixture
def other(small: SmallPlan) -> SmallPlan:
    small.course("BOOT", "2")
    small.course("TIME")
    return _other(small)


def test_a_person_cannot_be_in_two_plans_at_once_and_each_names_the_other(
    small: SmallPlan, other: SmallPlan
) -> None:
    mine = small.run("BOOT", names="A")
    theirs = other.run("TIME", MONDAY + DAY, names="AB")
    found = only(small)
    assert (found.kind, found.session_id, found.other_session_id) == ("double-booking", mine, theirs)
    assert found.text == "Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 2 Mar, in the plan Sales 2027)."
    assert "in the plan Sales 2027" in found.hint
    (there,) = all_found(other)
    assert (there.session_id, there.other_session_id, there.key) == (theirs, mine, found.key)
    assert "in the plan 2027" in there.text


@pytest.mark.parametrize(
    ("kind", "what", "name"), [("room taken", "room", "Room 1"), ("trainer taken", "trainer", "Ada Berg")]
)
def test_a_room_and_a_trainer_are_taken_by_other_plans(
    small: SmallPlan, other: SmallPlan, kind: str, what: str, name: str
) -> None:
    place: dict[str, Any] = {what: name}
    mine = small.run("BOOT", names="A", **place)
    other.run("TIME", names="B", **place)
    found = only(small)
    assert (found.kind, found.session_id, found.mirrored) == (kind, mine, False)
    assert "in the plan Sales 2027" in found.text


def test_a_trainer_who_sits_in_another_plan_is_taken(small: SmallPlan, other: SmallPlan) -> None:
    put(small.db, Trainer, name="A")
    mine = small.run("BOOT", names="B", trainer="A")
    other.run("TIME", names="A")
    found = only(small)
    assert (found.kind, found.session_id) == ("trainer taken", mine)


def test_equipment_is_used_by_other_plans(small: SmallPlan, other: SmallPlan) -> None:
    thing = put(small.db, Equipment, name="Kit", count=2)
    for plan, count in ((small, 1), (other, 2)):
        session = plan.run("TIME", names="AB"[count - 1])
        put(small.db, SessionEquipment, session_id=session, equipment_id=thing, count=count)
    assert only(small).kind == "equipment"
    assert "in the plan Sales 2027" in only(small).text


def test_a_ceiling_and_days_a_week_count_all_plans(small: SmallPlan, other: SmallPlan) -> None:
    small.run("BOOT", names="A")
    other.run("TIME", MONDAY + 3 * DAY, names="A")
    other.run("BOOT", names="B")
    for name in "AB":
        small.db.get_one(Person, small.people[name]).team = "Ops"
    assert all_found(small) == []
    set_policy(small.db, "absence ceiling", limit=Decimal(1))
    assert {p.kind for p in all_found(small)} == {"absence ceiling"}
    assert "2 of 2 people of Ops are away" in all_found(small)[0].title
    set_policy(small.db, "absence ceiling", action="ignore")
    set_policy(small.db, "days a week", limit=Decimal(2))
    found = only(small)
    assert found.kind == "days a week"
    assert "3 days" in found.title
    assert "in the plan Sales 2027" in found.text


def test_what_is_booked_earlier_in_another_plan_comes_before_a_course(
    small: SmallPlan, other: SmallPlan
) -> None:
    small.needs("BOOT", "TIME")
    small.run("BOOT", names="A")
    assert only(small).kind == "prerequisite"
    other.run("TIME", MONDAY - 7 * DAY, names="A")
    assert all_found(small) == []


def test_a_family_does_not_clash_and_a_variant_sees_other_families(
    small: SmallPlan, other: SmallPlan
) -> None:
    mine = small.run("BOOT", names="A")
    copy = replace(small, plan=plans.copy_plan(small.db, small.plan, "2027 (copy)"))
    again = replace(small, plan=plans.copy_plan(small.db, copy.plan, "2027 (copy of the copy)"))
    assert [all_found(plan) for plan in (small, copy, again)] == [[], [], []]
    theirs = other.run("TIME", names="A")
    for plan in (small, copy, again):
        assert [(p.kind, p.other_session_id) for p in all_found(plan)] == [("double-booking", theirs)]
    # The other plan is told of the plan, and of none of its variants.
    assert [p.other_session_id for p in all_found(other)] == [mine]
    assert other_plans(small.db, again.plan) == {other.plan: "Sales 2027"}


def test_an_archived_plan_is_history_and_takes_nothing(small: SmallPlan, other: SmallPlan) -> None:
    small.run("BOOT", names="A")
    other.run("TIME", names="A")
    assert len(all_found(small)) == 1
    small.db.get_one(Plan, other.plan).state = PlanState.ARCHIVED
    assert all_found(small) == []


def test_fixes_change_this_plan_only(small: SmallPlan, other: SmallPlan) -> None:
    small.run("BOOT", names="A")
    theirs = other.run("TIME", names="A")
    before = sessions.session_detail(small.db, theirs)
    found = only(small)
    for fix in list_fixes(small.db, found):
        assert theirs not in fix.values
    apply_fix(small.db, list_fixes(small.db, found)[0])
    assert all_found(small) == []
    assert sessions.session_detail(small.db, theirs) == before


def test_a_drag_foresees_what_is_taken_in_other_plans(small: SmallPlan, other: SmallPlan) -> None:
    mine = small.run("TIME", names="A")
    other.run("BOOT", MONDAY + 7 * DAY, names="A")
    other.run("BOOT", dt.date(2029, 3, 5), names="B", room="Attic")
    sessions.change_session(small.db, mine, room="Attic")
    for day, kinds in (
        (MONDAY + 7 * DAY, ["double-booking"]),
        (MONDAY + 9 * DAY, []),
        (dt.date(2029, 3, 5), ["outside the plan", "room taken"]),
    ):
        (known,) = sessions.session_detail(small.db, mine).days
        found = foresee_days(small.db, mine, [replace(known, day=day)])
        assert sorted(p.kind for p in found) == kinds, day


def test_asking_for_some_people_or_sessions_sees_other_plans_too(small: SmallPlan, other: SmallPlan) -> None:
    mine = small.run("BOOT", names="A")
    other.run("TIME", names="AB")
    whole = all_found(small)
    assert find_problems(small.db, small.plan, [small.people["A"]]) == whole
    assert find_problems(small.db, small.plan, session_ids=[mine]) == whole
    assert find_problems(small.db, small.plan, [small.people["B"]]) == []


def test_what_was_accepted_with_another_plan_is_accepted_in_a_copy(
    small: SmallPlan, other: SmallPlan
) -> None:
    small.run("BOOT", names="A")
    theirs = other.run("TIME", names="A")
    accept_problem(small.db, small.plan, only(small).key, "Agreed with Sales.")
    assert all_found(small) == []
    copy = plans.copy_plan(small.db, small.plan, "Copy")
    row = small.db.scalars(select(AcceptedProblem).where(AcceptedProblem.plan_id == copy)).one()
    assert theirs in (row.session_id, row.other_session_id)
    assert all_found(replace(small, plan=copy)) == []


def test_an_edit_is_refused_that_clashes_with_another_plan(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.run("BOOT", names="A")
        set_policy(db, "double-booking", action="block")
        other = _other(small)
    BlockingGuard(blank)
    with (
        pytest.raises(PlanError, match="which the policy of the plan does not allow"),
        blank.edit("Clash") as db,
    ):
        replace(other, db=db).run("BOOT", MONDAY + DAY, names="A")
    with blank.edit("Later") as db:
        replace(other, db=db).run("BOOT", MONDAY + 7 * DAY, names="A")


@pytest.mark.slow
def test_a_watch_follows_edits_of_other_plans(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.course("TIME", "2")
        small.run("BOOT", names="A", room="Attic")
    watch = Watch(blank, small.plan)
    blank.listen(watch.update)

    def kinds() -> list[str]:
        with blank.read() as db:
            assert watch.problems == find_problems(db, small.plan, accepted=True)
        return sorted(p.kind for p in watch.problems)

    assert kinds() == []
    with blank.edit("Another plan") as db:
        other = _other(replace(small, db=db))
    with blank.edit("A session in it") as db:
        session = replace(other, db=db).run("TIME", MONDAY + DAY, names="A")
    assert kinds() == ["double-booking"]
    with blank.edit("In the same room") as db:
        sessions.change_session(db, session, room="attic")
    assert kinds() == ["double-booking", "room taken"]
    with blank.edit("Moved") as db:
        sessions.move_session(db, session, MONDAY + 7 * DAY)
    assert kinds() == []
    blank.undo()
    assert kinds() == ["double-booking", "room taken"]
    with blank.edit("Removed") as db:
        plans.remove_plan(db, other.plan)
    assert kinds() == []
    blank.undo()
    assert kinds() == ["double-booking", "room taken"]
    with blank.edit("A variant") as db:
        db.get_one(Plan, other.plan).variant_of_id = small.plan
    assert kinds() == []
