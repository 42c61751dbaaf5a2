"""Somebody changes role: what is foreseen is what comes of it, in random workspaces and in the sample."""

import datetime as dt
from itertools import chain
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    CourseSkill,
    PathItem,
    Person,
    PersonTrack,
    Pick,
    Seat,
    Skill,
    Track,
    TrackSkill,
    TrainingSession,
)
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.needs.standing_in_plan import Standing
from pmplanner.services.people.tracks import add_further_track, assign_track
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.plans.role_change import RoleChange, change_role, foresee_role_change
from pmplanner.services.plans.scope import set_rules
from pmplanner.storage.labels import Label, People
from pmplanner.storage.workspace import Workspace
from tests.services.slow_needs import Slow
from tests.services.test_needs_by_force import made, shared
from tests.services.test_roles import teach
from tests.support import known
from tests.tiers import seeds

__all__ = ["shared"]


def picked(db: Session, plan: int, person: int) -> set[tuple[int, int]]:
    query = select(Pick.course_id, Pick.attempt).where(Pick.plan_id == plan, Pick.person_id == person)
    return {(course, attempt) for course, attempt in db.execute(query)}


def of_path(slow: Slow, needs: tuple[Need, ...], track: int) -> list[Need]:
    courses = {i.course_id for i in slow.items if i.track_id == track and i.kind != "elective"}
    return [need for need in needs if need.course_id in courses]


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(14, 600))
def test_what_is_foreseen_is_what_comes_of_it(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        teach(db, list(slow.courses), seed)
        random = Random(seed)
        for person_id in list(slow.people):
            track, adding = random.choice(list(slow.tracks)), random.random() < 0.5
            theirs = slow.tracks_of(slow.people[person_id])
            if track == slow.people[person_id].primary_track_id or (adding and track in theirs):
                with pytest.raises(PlanError, match="already"):
                    foresee_role_change(db, plan, person_id, track, adding=adding)
                continue
            foreseen = foresee_role_change(db, plan, person_id, track, adding=adding)
            check_skills(db, foreseen)
            check_spare(slow, foreseen)
            if random.random() < 0.5:
                check_needs(db, plan, slow, foreseen)
            else:
                check_change(db, plan, slow, foreseen, take_back=random.random() < 0.5)
            slow = Slow(db, plan)


def check_skills(db: Session, foreseen: RoleChange) -> None:
    query = select(Skill.name).join(CourseSkill, CourseSkill.skill_id == Skill.id)
    of_track = select(PathItem.course_id).where(PathItem.track_id == foreseen.track_id)
    said = select(Skill.name).join(TrackSkill).where(TrackSkill.track_id == foreseen.track_id)
    wanted = set(db.scalars(said)) or set(db.scalars(query.where(CourseSkill.course_id.in_(of_track))))
    assert sorted(chain(*foreseen.skills)) == sorted(wanted)


def check_spare(slow: Slow, foreseen: RoleChange) -> None:
    """Ask of each pick whether any track of before, and of after, asks for it."""
    person = slow.people[foreseen.person_id]
    before = slow.tracks_of(person)
    kept = [track for track in before if foreseen.adding or track != person.primary_track_id]

    def asks(tracks: list[int], course: int) -> bool:
        asked = [i for i in slow.items if i.track_id in tracks and i.kind != "elective"]
        return any(slow.reaches(course, item.course_id) for item in asked)

    for each in foreseen.spare:
        assert asks(before, each.course_id)
        assert not asks([*kept, foreseen.track_id], each.course_id)


def check_needs(db: Session, plan: int, slow: Slow, foreseen: RoleChange) -> None:
    """Change the track alone, and see what is needed."""
    (add_further_track if foreseen.adding else assign_track)(db, foreseen.track_id, [foreseen.person_id])
    db.flush()
    counts = foreseen.person_id in people_who_count(db, plan, [foreseen.person_id])
    assert counts == (foreseen.standing == Standing.COUNTS)
    needs = read_needs(db, plan, [foreseen.person_id]).get(foreseen.person_id, ())
    needs_of_path = of_path(slow, needs, foreseen.track_id)
    assert [each.need for each in foreseen.brought] == [n for n in needs_of_path if n.state != "missing"]
    assert [each.need for each in foreseen.needed] == [n for n in needs_of_path if n.state == "missing"]
    assert foreseen.needed_days + foreseen.brought_days == sum(need.days for need in needs_of_path)


def check_change(db: Session, plan: int, slow: Slow, foreseen: RoleChange, *, take_back: bool) -> None:
    before = picked(db, plan, foreseen.person_id)
    missed = {
        need.course_id
        for need in read_needs(db, plan, [foreseen.person_id]).get(foreseen.person_id, ())
        if need.state == "missing"
    }
    changed = change_role(
        db, plan, foreseen.person_id, foreseen.track_id, adding=foreseen.adding, take_back=take_back
    )
    needs = read_needs(db, plan, [foreseen.person_id]).get(foreseen.person_id, ())
    assert all(need.state != "missing" for need in of_path(slow, needs, foreseen.track_id))
    # What the other tracks ask for is as it was.
    assert {need.course_id for need in needs if need.state == "missing"} <= missed
    after = picked(db, plan, foreseen.person_id)
    assert len(after - before) == changed.picked
    gone = {course for course, _ in before - after}
    assert gone == ({each.course_id for each in foreseen.spare} if take_back else set())
    assert changed.taken_back == len(gone)


def test_one_edit_that_undo_takes_back(sampled: Workspace) -> None:
    with sampled.read() as db:
        tracks = {code: track_id for track_id, code in db.execute(select(Track.id, Track.code))}
        seated = (
            select(Pick.person_id)
            .join(Seat, Seat.pick_id == Pick.id)
            .join(Person, Person.id == Pick.person_id)
            .where(Person.primary_track_id == tracks["PDM"])
        )
        person = known(db.scalars(seated).first())
        before = picked(db, 1, person)
        foreseen = foresee_role_change(db, 1, person, tracks["PJM"])
    assert (foreseen.before, foreseen.track) == ("Product manager", "Project manager")
    assert foreseen.needed
    assert {each.is_seated for each in foreseen.spare} >= {True}
    label = Label.of("person.change-role", person=People.of([person]), track=foreseen.track)
    with sampled.edit(label) as db:
        changed = change_role(db, 1, person, tracks["PJM"], take_back=True)
    assert changed == (len(foreseen.needed), len(foreseen.spare))
    assert known(sampled.undo_label()).endswith("to Project manager, with what it requires")
    sampled.undo()
    with sampled.read() as db:
        assert picked(db, 1, person) == before
        assert known(db.get(Person, person)).primary_track_id == tracks["PDM"]
        assert not db.scalars(select(PersonTrack).where(PersonTrack.person_id == person)).all()


def test_a_plan_of_the_new_track_alone_counts_who_changes_to_it(sampled: Workspace) -> None:
    with sampled.edit("Limit") as db:
        tracks = {code: track_id for track_id, code in db.execute(select(Track.id, Track.code))}
        people = select(Person).where(Person.primary_track_id == tracks["PDM"])
        person = known(db.scalars(people).first()).id
        plan = create_plan(db, "Projects", dt.date(2028, 1, 3), dt.date(2028, 6, 30))
        set_rules(db, plan, [ScopeRule(ScopeKind.TRACK, tracks["PJM"])])
    with sampled.read() as db:
        assert not people_who_count(db, plan, [person])
        foreseen = foresee_role_change(db, plan, person, tracks["PJM"])
        # Who leaves it is not covered any more.
        other = known(db.scalars(select(Person.id).where(Person.primary_track_id == tracks["PJM"])).first())
        assert foresee_role_change(db, plan, other, tracks["PGM"]).standing == Standing.NOT_COVERED
    assert foreseen.standing == Standing.COUNTS
    assert foreseen.needed
    with sampled.edit("Change") as db:
        assert change_role(db, plan, person, tracks["PJM"]) == (len(foreseen.needed), 0)


def test_a_seat_in_a_locked_session_is_not_spared(sampled: Workspace) -> None:
    with sampled.edit("Lock") as db:
        for session in db.scalars(select(TrainingSession)):
            session.locked = True
    with sampled.read() as db:
        tracks = {code: track_id for track_id, code in db.execute(select(Track.id, Track.code))}
        for person in db.scalars(select(Person.id).where(Person.primary_track_id == tracks["PDM"])):
            foreseen = foresee_role_change(db, 1, person, tracks["PJM"])
            assert not any(each.is_seated for each in foreseen.spare)
