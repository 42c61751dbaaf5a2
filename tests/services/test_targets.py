"""Targets: of a plan, a track and a team, and what each person has of them."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Course, Employment, Target
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.people import people, tracks
from pmplanner.services.plans import picks, plans, scope, targets
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

D = Decimal
FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 12, 31)  # 365 days


class Staff:
    """A plan of a year with a target of 10 days; Ana has a track and a team, Bo a team, Cy nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with workspace.edit("Fill") as db:
            self.plan = plans.create_plan(db, "2027", FIRST, LAST, target_days=D(10))
            self.track = tracks.add_track(db, "Product")
            self.ana = people.add_person(db, first_name="Ana", team="Ops", primary_track_id=self.track)
            self.bo = people.add_person(db, first_name="Bo", team="ops")
            self.cy = people.add_person(db, first_name="Cy")

    def set(self, days: str | None, **whose: object) -> None:
        with self.workspace.edit("Target") as db:
            targets.set_target(db, self.plan, None if days is None else D(days), **whose)  # type: ignore[arg-type]

    def change(self, person_id: int, **values: object) -> None:
        with self.workspace.edit("Change") as db:
            people.write_values(db, person_id, values)

    def of(self, person_id: int) -> targets.PersonTarget | None:
        with self.workspace.read() as db:
            one = targets.person_targets(db, self.plan, [person_id]).get(person_id)
            assert one == targets.person_targets(db, self.plan).get(person_id)
        return one

    def days(self, person_id: int) -> Decimal | None:
        target = self.of(person_id)
        return None if target is None else target.days


@pytest.fixture
def staff(blank: Workspace) -> Staff:
    return Staff(blank)


def test_the_team_wins_over_the_track_and_that_over_the_plan(staff: Staff) -> None:
    def found() -> list[tuple[str, Decimal]]:
        return [(t.source, t.days) for t in map(staff.of, (staff.ana, staff.bo, staff.cy)) if t]

    assert found() == [("plan", D(10))] * 3
    staff.set("8", track_id=staff.track)
    assert found() == [("track", D(8)), ("plan", D(10)), ("plan", D(10))]
    staff.set("0", team="OPS")
    assert found() == [("team", D(0)), ("team", D(0)), ("plan", D(10))]
    staff.set(None)
    assert found() == [("team", D(0)), ("team", D(0))]


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({}, "10"),
        ({"working_days": 0b00111}, "6"),  # three days of five
        ({"working_days": 0b1111111}, "10"),  # more than all is no more
        ({"start_date": dt.date(2027, 7, 2)}, "5.01"),  # 183 of 365 days
        ({"end_date": dt.date(2027, 3, 14)}, "2"),  # 73 days
        ({"end_date": dt.date(2027, 3, 14), "working_days": 0b00001}, "0.4"),
        ({"start_date": dt.date(2027, 1, 1), "end_date": dt.date(2027, 12, 31)}, "10"),
    ],
)
def test_part_time_joiners_and_leavers_have_their_share(
    staff: Staff, values: dict[str, object], days: str
) -> None:
    staff.change(staff.cy, **values)
    assert staff.days(staff.cy) == D(days)


def test_earlier_spells_count_and_a_tie_is_rounded_to_the_even_hundredth(staff: Staff) -> None:
    with staff.workspace.edit("Rehired") as db:
        db.add(Employment(person_id=staff.cy, last_day=dt.date(2027, 1, 31)))
        people.write_values(db, staff.cy, {"start_date": dt.date(2027, 12, 1)})
    target = staff.of(staff.cy)
    assert target is not None
    assert (target.employed, target.period, target.days) == (62, 365, D("1.70"))
    with staff.workspace.edit("A plan of 200 days") as db:
        plan = plans.create_plan(db, "Tie", FIRST, dt.date(2027, 7, 19), target_days=D(1))
        people.write_values(db, staff.ana, {"end_date": FIRST, "team": "-"})
        assert targets.person_targets(db, plan)[staff.ana].days == D("0.00")  # 0.005
        people.write_values(db, staff.ana, {"end_date": dt.date(2027, 1, 3)})
        assert targets.person_targets(db, plan)[staff.ana].days == D("0.02")  # 0.015


def test_only_who_counts_has_a_target_and_who_was_never_here_none_to_reach(staff: Staff) -> None:
    staff.change(staff.bo, end_date=dt.date(2026, 12, 31))
    with staff.workspace.edit("Only those with a track") as db:
        scope.set_rules(db, staff.plan, [ScopeRule(ScopeKind.ANY_TRACK)])
    assert [staff.days(each) for each in (staff.ana, staff.bo, staff.cy)] == [D(10), None, None]
    with staff.workspace.edit("Pick") as db:
        course = Course(code="A", title="A", days=1)
        db.add(course)
        db.flush()
        picks.pick_courses(db, staff.plan, [staff.bo], [course.id])
    assert staff.days(staff.bo) == D(0)  # counts by the pick, but is here on no day


def test_what_will_not_do_is_refused_and_all_is_undone(staff: Staff) -> None:
    before = snapshot(staff.workspace.path)
    for days, whose, reason in (
        ("0.1", {"team": "Ops"}, "steps of 0.25"),
        ("-1", {"track_id": staff.track}, "0 or more"),
        ("0", {}, "more than 0"),
        ("1", {"track_id": 999}, "no longer exists"),
        (None, {"team": "Ops"}, "no target of its own"),
    ):
        with pytest.raises(PlanError, match=reason):
            staff.set(days, **whose)
    assert snapshot(staff.workspace.path) == before
    staff.set("4", team=" Ops ")
    staff.set("3", team="ops")
    with staff.workspace.read() as db:
        assert [(row.name, row.days) for row in targets.list_targets(db, staff.plan)] == [("Ops", D(3))]
    staff.set(None, team="OPS")
    for _ in range(3):
        staff.workspace.undo()
    assert snapshot(staff.workspace.path) == before


def test_a_copy_has_the_targets_and_removing_it_leaves_those_of_the_plan(staff: Staff) -> None:
    staff.set("4", team="Ops")
    staff.set("6", track_id=staff.track)
    with staff.workspace.edit("Copy") as db:
        copy = plans.copy_plan(db, staff.plan, "Copy")
        assert targets.list_targets(db, copy) == targets.list_targets(db, staff.plan)
    with staff.workspace.edit("Remove") as db:
        plans.remove_plan(db, copy)
        assert {row.plan_id for row in db.query(Target)} == {staff.plan}
