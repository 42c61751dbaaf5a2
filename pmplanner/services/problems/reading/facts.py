"""Reads the rows that the checks look at: of the whole plan, or around some people or sessions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from operator import attrgetter

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick, Plan, Prerequisite, Seat
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.calendar import clock
from pmplanner.services.calendar.open_days import read_blackouts, read_closed_days, read_working_week
from pmplanner.services.families import other_plans
from pmplanner.services.lookup import among, fold, get, plain_rows
from pmplanner.services.needs.cover_rules import read_cover
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.people.certificates import list_renewing
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.policies.policies import Policies, read_policies
from pmplanner.services.problems.reading.people import read_absences, read_people, read_satisfied, read_taken
from pmplanner.services.problems.reading.picks import read_decided, read_picks
from pmplanner.services.problems.reading.places import read_equipment, read_rooms, read_trainers, staff_of
from pmplanner.services.problems.reading.rows import Booking, Facts
from pmplanner.services.problems.reading.sessions import read_others, read_sessions
from pmplanner.services.resources.staff import read_staff
from pmplanner.services.totals.budget import Spending, has_budget, read_spending


def gather_facts(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    *,
    session_ids: Collection[int] = (),
    trainers: Collection[str] = (),
    money: bool = False,
) -> Facts:
    """Read what the checks need: of everybody, or at least of these people and those in these sessions.

    Of the people named, and of those in the sessions named, all sessions are read with everybody in
    them; of other sessions only when and where they are. *trainers* are to teach in sessions, beside
    those who do. With *money* also what the plan costs, where it has a budget.
    """
    plan = get(db, Plan, plan_id)
    facts = Facts(plan.first_day, plan.last_day, plan_id)
    facts.today = clock.today() if plan.variant_of_id is None else dt.date.min
    facts.policies = read_policies(db, plan_id)
    facts.sessions = read_sessions(db, plan_id)
    facts.other_plans = other_plans(db, plan_id)
    read_catalogue(db, facts)
    read_calendars(db, facts)
    facts.others = read_others(db, facts.other_plans, *around(facts))
    facts.rooms, facts.equipment = read_rooms(db), read_equipment(db)
    facts.cover = read_cover(db)
    if person_ids is None or facts.cover or facts.policies.limits("absence ceiling"):
        facts.people = read_people(db)
        facts.staff = staff_of(facts.people.values())
        facts.trainers = read_trainers(db, facts.staff)
        read_seats(db, facts, Pick.plan_id.in_((plan_id, *_plans_of_others(facts))))
        concerned = None
    else:
        facts.staff = read_staff(db)
        facts.trainers = read_trainers(db, facts.staff)
        teaching = map(facts.trainer_of, {*map(fold, trainers), *facts.trainers, *facts.places.trainers})
        staff = {trainer.person_id for trainer in teaching if trainer.person_id is not None}
        scope = set(person_ids) | _people_in(db, session_ids) | (staff if session_ids else set())
        read_seats(db, facts, _in_company(plan_id, scope, session_ids))
        concerned = facts.sits.keys() | scope | staff
        if facts.others:
            read_seats(db, facts, _elsewhere(facts, concerned), concerned)
        facts.people = read_people(db, concerned)
    facts.own = read_own_days(db, (plan_id, *_plans_of_others(facts)))
    facts.absences = read_absences(db, concerned)
    facts.satisfied = read_satisfied(db, plan_id, concerned, facts.validity)
    facts.renewing = list_renewing(db, concerned)
    facts.taken = read_taken(db, facts.first_day, facts.last_day, concerned)
    facts.picks, facts.picked_elsewhere = read_picks(db, plan_id, facts.other_plans, concerned)
    if money:
        facts.spending = read_watched_spending(db, plan_id, facts.policies)
    facts.asks_approval, facts.unapproved, facts.put_aside = read_decided(db, plan_id, concerned)
    return facts


def read_watched_spending(db: Session, plan_id: int, policies: Policies) -> Spending | None:
    """Return what a plan costs; None where it has no budget, or where nobody wants to hear of any."""
    if not policies.is_heeded("over budget") or not has_budget(db, plan_id):
        return None
    return read_spending(db, plan_id)


def around(facts: Facts) -> tuple[dt.date, dt.date]:
    """Return the days between which sessions of other plans are read: the years known, and the one before.

    What comes before a course may have been booked in the year before; a week goes on in the next.
    """
    first, last = facts.closed_years
    return dt.date(max(first - 1, dt.MINYEAR), 1, 1), dt.date(last, 12, 31) + _WEEK


def read_further_plans(db: Session, facts: Facts) -> None:
    """Take in the sessions of other plans in years that have come to be known since."""
    now = read_others(db, facts.other_plans, *around(facts))
    facts.others = facts.others | now
    facts.forget_sessions()
    # In a copy of its own: those who look at the facts from which these were made see no more than before.
    facts.sits = dict(facts.sits)
    facts.seats, facts.waiting = dict(facts.seats), dict(facts.waiting)
    new = [session_id for session_id in now if session_id not in facts.seats]
    if new:
        read_seats(db, facts, Seat.session_id.in_(new))


def _plans_of_others(facts: Facts) -> list[int]:
    return sorted(facts.other_plans) if facts.others else []


def _elsewhere(facts: Facts, person_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a seat is one of these people in another plan."""
    return and_(Pick.plan_id.in_(facts.other_plans), *among(Pick.person_id, person_ids))


def read_calendars(db: Session, facts: Facts) -> None:
    """Read the working week, closed days and blackout periods of the years of plan and sessions."""
    facts.week = read_working_week(db)
    facts.blackouts = read_blackouts(db)
    first = min([facts.first_day, *(session.first_day for session in facts.sessions.values())])
    last = max([facts.last_day, *(session.last_day for session in facts.sessions.values())])
    facts.__dict__.pop("closed_somewhere", None)
    facts.closed_years = first.year, last.year
    facts.closed = read_closed_days(db, dt.date(first.year, 1, 1), dt.date(last.year, 12, 31))


def read_catalogue(db: Session, facts: Facts) -> None:
    """Read the titles of courses, and which come before or count as which."""
    courses = db.execute(select(Course.id, Course.title, Course.days)).all()
    facts.titles = {course_id: title for course_id, title, _ in courses}
    facts.days = {course_id: int(days * 4) for course_id, _, days in courses}
    facts.validity = {course_id: each.valid_months for course_id, each in read_course_facts(db).items()}
    required: dict[int, list[int]] = defaultdict(list)
    query = select(Prerequisite.course_id, Prerequisite.required_course_id)
    for course_id, other in db.execute(query.order_by(Prerequisite.id)):
        required[course_id].append(other)
    facts.prerequisites = {course_id: tuple(others) for course_id, others in required.items()}
    equivalents = read_equivalents(db)
    facts.serves = {course_id: equivalents.serving(course_id) for course_id in facts.titles}


def _people_in(db: Session, session_ids: Collection[int]) -> set[int]:
    if not session_ids:
        return set()
    query = select(Pick.person_id).join(Seat, Seat.pick_id == Pick.id).where(Seat.session_id.in_(session_ids))
    return set(db.scalars(query))


def _in_company(
    plan_id: int, person_ids: Collection[int], session_ids: Collection[int]
) -> ColumnElement[bool]:
    """Return the condition that a seat is in one of the sessions, or where one of the people has one.

    For many people it is all of the plan. With both, SQLite would try each pick in each session.
    """
    theirs = among(Pick.person_id, person_ids)
    if not theirs:
        return Pick.plan_id == plan_id
    company = select(Seat.session_id).join(Pick, Pick.id == Seat.pick_id).where(*theirs)
    return Seat.session_id.in_(company) | Seat.session_id.in_(session_ids)


def read_own_days(
    db: Session, plan_ids: Collection[int], pick_ids: Collection[int] | None = None
) -> dict[int, int]:
    """Return the picks of plans with days of their own, in quarters: all, or at least those named."""
    query = select(Pick.id, Pick.days).where(
        Pick.plan_id.in_(plan_ids), Pick.days.is_not(None), *among(Pick.id, pick_ids)
    )
    return {pick_id: int(days * 4) for pick_id, days in plain_rows(db, query)}


def read_seats(
    db: Session,
    facts: Facts,
    condition: ColumnElement[bool],
    person_ids: Collection[int] | None = None,
) -> None:
    """Read the seats for which a condition holds into the sessions that are there.

    With *person_ids* those of these people only.
    """
    query = (
        select(Pick.person_id, Seat.session_id, Seat.status, Seat.pick_id, Seat.id, Seat.position)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(condition)
    )
    booked: dict[int, list[Booking]] = defaultdict(list)
    waiting: dict[int, list[Booking]] = defaultdict(list)
    for row in plain_rows(db, query):
        seat = Booking._make(row)
        if person_ids is not None and seat.person_id not in person_ids:
            continue
        if facts.session(seat.session_id) is not None:
            (waiting if seat.status == SeatStatus.WAITING else booked)[seat.session_id].append(seat)
    for session_id in booked.keys() | waiting.keys():
        facts.set_seats(
            session_id,
            sorted(booked.get(session_id, ()), key=_IN_ORDER),
            sorted(waiting.get(session_id, ()), key=_IN_ORDER),
        )


_WEEK = dt.timedelta(days=7)
_IN_ORDER = attrgetter("position", "id")
