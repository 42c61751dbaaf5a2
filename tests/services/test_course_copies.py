"""Copies that people made to change a course: used in its place, or laid over it as own facts."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    OwnFact,
    PathItem,
    Pick,
    Plan,
    Track,
    Trainer,
    TrainerCourse,
)
from pmplanner.models.statuses import PathKind, PlanState
from pmplanner.services.catalog import courses
from pmplanner.services.catalog.own_facts import facts_of, lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course
from pmplanner.services.people import history
from pmplanner.services.people.people import add_person
from pmplanner.services.people.tracks import add_track, set_path
from pmplanner.services.plans.course_copies import (
    copies_of,
    facts_to_lay,
    foresee_replacement,
    lay_copy,
    original_of,
    originals_of,
    use_copy,
)
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.sessions import add_session
from pmplanner.storage.workspace import Workspace
from tests.services.random_plan import FIRST, LAST
from tests.services.small_plan import MONDAY, SmallPlan
from tests.support import check_file, snapshot

D = Decimal


class Office:
    """Somebody copied course A to give it a price."""

    def __init__(self, small: SmallPlan) -> None:
        self.small, self.db = small, small.db
        self.old = small.course("A", "2", bundled=True)
        self.new = courses.copy_course(self.db, self.old, cost=D(900), currency="EUR")
        small.courses["A-2"] = self.new
        self.track = add_track(self.db, "Track")
        set_path(self.db, self.track, [(self.old, PathKind.REQUIRED)])
        self.db.get_one(Track, self.track).suggested = True

    def path(self) -> dict[int, str]:
        self.db.expire_all()
        query = select(PathItem.course_id, PathItem.kind).where(PathItem.track_id == self.track)
        return dict(self.db.execute(query).all())

    def picked(self, plan: int | None = None) -> dict[str, set[int]]:
        self.db.expire_all()
        names = {person_id: name for name, person_id in self.small.people.items()}
        found: dict[str, set[int]] = {}
        query = select(Pick.person_id, Pick.course_id).where(Pick.plan_id == (plan or self.small.plan))
        for person_id, course_id in self.db.execute(query):
            found.setdefault(names[person_id], set()).add(course_id)
        return found


@pytest.fixture
def office(small: SmallPlan) -> Office:
    return Office(small)


def test_a_copy_knows_its_original(office: Office) -> None:
    again = courses.copy_course(office.db, office.new)
    assert (originals_of(office.db, office.new), originals_of(office.db, office.old)) == ([office.old], [])
    assert originals_of(office.db, again) == [office.old]
    assert copies_of(office.db, office.old) == [office.new, again]
    other = office.small.course("B", bundled=True)
    both = courses.add_course(office.db, title="Both", days=D(1), counts_as=[office.old, other])
    with pytest.raises(PlanError, match="counts as several courses; say which: A and B"):
        original_of(office.db, both)
    with pytest.raises(PlanError, match="is no copy"):
        original_of(office.db, office.old)


def test_a_copy_of_what_counts_as_another_is_of_the_nearer_one(small: SmallPlan) -> None:
    small.course("A", bundled=True)
    near = small.course("B", bundled=True)
    small.counts_as("B", "A")
    assert originals_of(small.db, courses.copy_course(small.db, near)) == [near]


def test_it_takes_the_place_in_paths_and_in_picks_without_a_seat(office: Office) -> None:
    small = office.small
    small.pick("AB", "A")
    run = small.run("A", names="CD", seats_max=1)
    small.pick("E", "A")
    history.record_completion(office.db, small.people["E"], office.old, MONDAY)
    small.pick("F", "A")
    small.pick("F", "A-2")
    assert small.seats(run) == {"C": "booked", "D": "waiting"}
    foreseen = foresee_replacement(office.db, office.old, office.new)
    assert (foreseen.paths, len(foreseen.picks), len(foreseen.pick_doubles), foreseen.kept) == (1, 2, 1, 3)
    assert use_copy(office.db, office.new) == foreseen
    old, new = {office.old}, {office.new}
    assert office.picked() == {"A": new, "B": new, "C": old, "D": old, "E": old, "F": new}
    assert office.path() == {office.new: "required"}
    assert not office.db.get_one(Track, office.track).suggested
    assert small.seats(run) == {"C": "booked", "D": "waiting"}
    with pytest.raises(PlanError, match="stands in no path"):
        use_copy(office.db, office.new)


def test_whoever_was_absent_keeps_the_seat_and_the_pick(office: Office) -> None:
    run = office.small.run("A", names="AB")
    office.small.mark(run, "A", "absent")
    assert foresee_replacement(office.db, office.old, office.new).kept == 2
    use_copy(office.db, office.new)
    assert office.picked() == {"A": {office.old}, "B": {office.old}}


def test_picks_of_archived_plans_stay(office: Office) -> None:
    office.small.pick("A", "A")
    office.db.get_one(Plan, office.small.plan).state = PlanState.ARCHIVED
    office.db.flush()
    assert use_copy(office.db, office.new).all_picks == 0
    assert office.picked() == {"A": {office.old}}


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        (PathKind.REQUIRED, PathKind.ELECTIVE, "required"),
        (PathKind.ELECTIVE, PathKind.REQUIRED, "required"),
        (PathKind.ELECTIVE, PathKind.ELECTIVE, "elective"),
    ],
)
def test_where_both_stand_in_a_path_the_copy_stays(
    office: Office, old: PathKind, new: PathKind, after: str
) -> None:
    set_path(office.db, office.track, [(office.old, old), (office.new, new)])
    use_copy(office.db, office.new)
    assert office.path() == {office.new: after}


def test_facts_of_a_copy_go_back_over_the_original(office: Office) -> None:
    small = office.small
    small.pick("AB", "A-2")
    set_path(office.db, office.track, [(office.new, PathKind.REQUIRED)])
    trainer = Trainer(name="Ada", code="", email="", note="")
    office.db.add(trainer)
    office.db.flush()
    office.db.add(TrainerCourse(trainer_id=trainer.id, course_id=office.new))
    lay_facts(office.db, [office.new], max_seats=7)
    assert facts_to_lay(office.db, office.new, office.old) == {
        "cost": D(900),
        "currency": "EUR",
        "max_seats": 7,
    }
    laid = lay_copy(office.db, office.new)
    assert (laid.facts, laid.removed, laid.replaced.paths, laid.replaced.all_picks) == (2, True, 1, 2)
    facts = facts_of(office.db, office.old)
    assert (facts.cost, facts.currency, facts.max_seats) == (D(900), "EUR", 7)
    assert office.path() == {office.old: "required"}
    assert office.picked() == {"A": {office.old}, "B": {office.old}}
    assert office.db.scalars(select(TrainerCourse.course_id)).all() == [office.old]
    assert office.db.get(Course, office.new) is None
    assert set(office.db.scalars(select(OwnFact.course_id))) == {office.old}


def test_a_copy_with_sessions_stays(office: Office) -> None:
    office.small.run("A-2", names="A")
    assert not lay_copy(office.db, office.new).removed
    assert office.db.get(Course, office.new) is not None
    assert office.picked() == {"A": {office.new}}


@pytest.mark.parametrize(
    "change",
    [{"days": D(3)}, {"title": "Another"}, {"skills": ["new"]}, {"level": "expert"}, {"description": "x"}],
)
def test_a_copy_that_differs_in_more_is_not_laid(office: Office, change: dict[str, object]) -> None:
    courses.change_course(office.db, office.new, **change)  # type: ignore[arg-type]
    assert facts_to_lay(office.db, office.new, office.old) is None
    with pytest.raises(PlanError, match="differs from “A” in more than price"):
        lay_copy(office.db, office.new)
    assert office.db.scalars(select(OwnFact)).all() == []


def test_both_are_undone(workspace: Workspace) -> None:
    def fill(db: Session) -> int:
        old = find_course(db, "TNX-BDP").id
        copy = courses.copy_course(db, old, cost=D(900), currency="EUR")
        plan = create_plan(db, "2027", FIRST, LAST)
        people = [add_person(db, first_name=name) for name in "AB"]
        pick_courses(db, plan, people[:1], [old])
        pick_courses(db, plan, people[1:], [copy])
        add_session(db, plan, old, MONDAY)
        return copy

    with workspace.edit("Fill") as db:
        copy = fill(db)
    first = snapshot(workspace.path)
    with workspace.edit("Use") as db:
        use_copy(db, copy)
    second = snapshot(workspace.path)
    with workspace.edit("Lay") as db:
        assert lay_copy(db, copy).removed
    check_file(workspace.path)
    for state in (second, first):
        workspace.undo()
        assert _content(snapshot(workspace.path)) == _content(state)
    check_file(workspace.path)


def _content(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows without their versions, which only ever rise."""
    return {name: [(row[0], *row[2:]) for row in found] for name, found in rows.items()}
