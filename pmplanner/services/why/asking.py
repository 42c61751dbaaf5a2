"""Why somebody is, or is not, on a course: required, credited, picked, and each session there is."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    Edit,
    EditRow,
    Exemption,
    PathGroup,
    PathItem,
    Person,
    Plan,
    Track,
    TrainingSession,
)
from pmplanner.models.statuses import PathKind, PolicyAction, SeatStatus
from pmplanner.services.calendar import clock
from pmplanner.services.calendar.time_zones import SessionZones
from pmplanner.services.catalog.own_facts import facts_of
from pmplanner.services.decisions.decide import read_decisions
from pmplanner.services.lookup import get, person_name
from pmplanner.services.needs.credit import NOTHING, Credit, read_credits
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.people import read_members
from pmplanner.services.needs.standing_in_plan import read_standings
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses
from pmplanner.services.plans.archive import is_archived
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.picks import read_picked_elsewhere
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.problems.tracking.finding import read_accepted
from pmplanner.services.resources.equipment import course_needs
from pmplanner.services.why.rows import Answer, Credited, NewSession, Picked, Question, Wanted
from pmplanner.services.why.sentences import headline, sentences
from pmplanner.services.why.sitting import list_sessions
from pmplanner.services.why.trying import Sitting
from pmplanner.storage.labels import Label, words


def ask_why(
    db: Session, plan_id: int, person_id: int, course_id: int, *, facts: Facts | None = None
) -> Question:
    """Answer for a person and a course of a plan; *facts* are those of the whole plan, if read already.

    Raises PlanError when one of them is gone.
    """
    plan, person, course = get(db, Plan, plan_id), get(db, Person, person_id), get(db, Course, course_id)
    facts = _with_others(db, gather_facts(db, plan_id) if facts is None else facts, person_id, course_id)
    everything = list_pick_statuses(db, plan_id, [person_id], put_aside=True)
    statuses = [each for each in everything if not each.is_put_aside]
    members = read_members(db, plan_id, [person_id], everybody=True, picking=[person_id] if statuses else [])
    member = members[person_id]
    of_course = [each for each in everything if each.course_id == course_id]
    status = max(of_course, key=lambda each: each.attempt, default=None)
    pick_id = 0 if status is None else status.pick_id
    today = clock.today()
    name = person_name(person.id, person.first_name, person.last_name, person.email, person.employee_id)
    is_done = status is not None and status.status == DONE
    is_refused = status is not None and status.is_put_aside
    accepted = read_accepted(db, plan_id)
    sitting = Sitting(facts, person_id, course_id, pick_id, accepted)
    since = today if plan.variant_of_id is None else facts.today
    counting = members if member.counts else {}
    needs = read_needs(db, plan_id, [person_id], pick_statuses=statuses, members=counting)
    need = next((each for each in needs.get(person_id, ()) if each.course_id == course_id), None)
    sessions = list_sessions(
        db,
        facts,
        sitting,
        (person_id, name),
        course_id,
        since,
        is_done=is_done,
        is_refused=is_refused,
    )
    picked = None if status is None else _picked(db, plan_id, status)
    needs_approval = not is_done and _needs_approval(facts, person_id, pick_id)
    # Until it is approved there is no day on which it works; who sits all the same may sit better.
    is_held_back = needs_approval and all(each.seat != SeatStatus.BOOKED for each in sessions)
    answer = Answer(
        plan_id,
        person_id,
        course_id,
        name,
        course.title,
        read_standings(db, plan_id, [person_id])[person_id],
        _wanted(db, member.tracks, course_id),
        None if need is None else need.state,
        _credited(db, plan_id, person_id, course_id, facts.titles),
        _met_by(need, facts.titles),
        None if need is None else need.due,
        picked,
        sessions,
        "",
        (),
        needs_approval=needs_approval,
    )
    return Question(
        facts,
        accepted,
        _put_into_words(answer),
        _usual(db, course),
        pick_id,
        is_again=status is not None and status.attempt > 1,
        is_over=is_done or is_refused or is_held_back or is_archived(db, plan_id),
        today=today,
    )


def _needs_approval(facts: Facts, person_id: int, pick_id: int) -> bool:
    """Say whether a plan schedules only what was approved, and a pick, 0 for none yet, is not."""
    person = facts.people.get(person_id)
    if not facts.asks_approval or person is None:
        return False
    if facts.policies.rule("not approved", person.team_key).action == PolicyAction.IGNORE:
        return False
    return not pick_id or pick_id in facts.unapproved.get(person_id, ())


def _put_into_words(answer: Answer) -> Answer:
    return replace(answer, headline=headline(answer), sentences=tuple(sentences(answer)))


def _with_others(db: Session, facts: Facts, person_id: int, course_id: int) -> Facts:
    """Return the facts with the person's picks in other plans of what may be picked here.

    That is the course and what must come first; of courses that nobody has picked here they are not read.
    """
    known = facts.picked_elsewhere.get(person_id, {})
    wanted = {course_id, *facts.prerequisites.get(course_id, ())} - facts.picks.get(person_id, {}).keys()
    found = {each: read_picked_elsewhere(db, facts.other_plans, person_id, each) for each in sorted(wanted)}
    theirs = {**known, **{each: plans for each, plans in found.items() if plans}}
    if theirs == known:
        return facts
    return facts.twin(picked_elsewhere=facts.picked_elsewhere | {person_id: theirs})


def _met_by(need: Need | None, titles: Mapping[int, str]) -> str:
    if need is None or need.state != "satisfied" or not need.is_equivalent or need.by_course_id is None:
        return ""
    return titles[need.by_course_id]


def _usual(db: Session, course: Course) -> NewSession:
    facts = facts_of(db, course.id)
    asks = tuple(sorted(course_needs(db, course.id).items()))
    zone = SessionZones(db).of("", "")
    return NewSession(int(course.days * 4), zone, facts.min_seats, facts.max_seats, asks)


# Required


def _wanted(db: Session, tracks: Collection[int], course_id: int) -> tuple[Wanted, ...]:
    """Return which of somebody's tracks, the primary one first, have the course in their paths."""
    query = (
        select(PathItem.track_id, Track.name, PathItem.kind, PathItem.group_id, PathGroup.choose)
        .join(Track, Track.id == PathItem.track_id)
        .outerjoin(PathGroup, PathGroup.id == PathItem.group_id)
        .where(PathItem.course_id == course_id, PathItem.track_id.in_(tracks))
    )
    rows = {row[0]: row for row in db.execute(query)}
    found = []
    for track_id in (each for each in tracks if each in rows):
        _, name, kind, group_id, choose = rows[track_id]
        if kind == PathKind.GROUP:
            size = len(db.scalars(select(PathItem.id).where(PathItem.group_id == group_id)).all())
            found.append(Wanted("group", track_id, name, choose, size))
        elif kind == PathKind.REQUIRED:
            found.append(Wanted("required", track_id, name))
        else:
            found.append(Wanted("elective", track_id, name))
    return tuple(found)


# Credited


def _credited(
    db: Session, plan_id: int, person_id: int, course_id: int, titles: Mapping[int, str]
) -> Credited | None:
    outside = read_credits(db, plan_id, [person_id]).get(person_id, NOTHING)
    serving = read_equivalents(db).serving(course_id)
    found = [outside.taken[other] for other in serving & outside.taken.keys()]
    if course_id in outside.exempt:
        found.append(outside.exempt[course_id])
    if not found:
        return None
    best = min(
        found,
        key=lambda credit: (
            credit.source == "expected",
            credit.course_id != course_id,
            credit.preference,
            credit.course_id,
        ),
    )
    return Credited(
        best.source,
        best.course_id,
        titles[best.course_id],
        best.day,
        best.valid_until,
        _reason(db, person_id, best) if best.source == "exemption" else "",
        _elsewhere(db, best),
    )


def _reason(db: Session, person_id: int, credit: Credit) -> str:
    query = select(Exemption.reason).where(
        Exemption.person_id == person_id,
        Exemption.course_id == credit.course_id,
        Exemption.first_day == credit.day,
    )
    return db.scalar(query.limit(1)) or ""


def _elsewhere(db: Session, credit: Credit) -> str:
    if credit.session_id is None:
        return ""
    return db.scalar(select(TrainingSession.code).where(TrainingSession.id == credit.session_id)) or ""


# Picked


def _picked(db: Session, plan_id: int, status: PickStatus) -> Picked:
    """Return the pick with who made it: the edit that put its row there."""
    query = (
        select(Edit.id, Edit.made_by, Edit.made_at, Edit.label, Edit.label_key, Edit.label_args)
        .join(EditRow, EditRow.edit_id == Edit.id)
        .where(EditRow.table == "pick", EditRow.row_id == status.pick_id, EditRow.before.is_(None))
        .order_by(Edit.id.desc())
        .limit(1)
    )
    in_vain = status.status == DONE and not status.satisfies
    decided = read_decisions(db, plan_id, [status.pick_id]).get(status.pick_id)
    picked = Picked(
        status.pick_id, status.status, status.attempt, status.result, is_in_vain=in_vain, decided=decided
    )
    row = db.execute(query).first()
    if row is None:
        return picked
    edit_id, by, at, label, key, args = row
    told = words(db, {edit_id: Label.read(key, args) if key else label})[edit_id]
    return replace(picked, by=by, at=at, edit=told)
