"""The board of a plan: read once, beside the window, with each consequence tried before it is stated."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.board.calling_off import Reading, foresee_calling_off
from pmplanner.services.board.costs import reckon_calling_off
from pmplanner.services.board.lately import read_done, read_gone
from pmplanner.services.board.needing import Wants, read_wants
from pmplanner.services.board.others import read_others
from pmplanner.services.board.rows import Board, Decision, FreeSeat, GoNoGo
from pmplanner.services.board.sentences import of_free_seat, of_go_no_go
from pmplanner.services.board.taking import Look, Taking, free_seats, has_seat, is_open
from pmplanner.services.lookup import get
from pmplanner.services.plans.archive import is_archived
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.picks import read_pairs_elsewhere
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.problems.tracking.finding import read_accepted
from pmplanner.storage.scratch import Scratch

WEEK_DAYS = 7
"""What is to be decided within so many days is of this week."""
SEAT_NOTICE_DAYS = 14
"""So long before a session people are to know that they sit in it."""
SEATS_WITHIN_DAYS = 56
"""Free seats of sessions that begin later than that are no matter yet, unless somebody left lately."""

_ORDER = (
    "go or no-go",
    "attendance",
    "over budget",
    "free seat",
    "cover",
    "requests",
    "renewals",
    "without a price",
    "without a track",
)


def read_board(db: Session, plan_id: int, today: dt.date, look: Look = lambda: None) -> Board:
    """Return what has to be decided in a plan; nothing in an archived one.

    *look* is called often, and may raise to end the reading. Raises PlanError when the plan is gone.
    """
    get(db, Plan, plan_id)
    done = tuple(read_done(db, today))
    if is_archived(db, plan_id):
        return Board(plan_id, today, (), (), done)
    reading = read_what_is_there(db, plan_id, today)
    asked = list(_go_no_go(db, reading, look))
    seats = _free_seats(db, reading, {each.session_id for each in asked}, look)
    found = [
        *(of_go_no_go(each, today) for each in asked),
        *(of_free_seat(each, today, SEAT_NOTICE_DAYS) for each in seats),
        *read_others(db, reading),
    ]
    week_ends = today + dt.timedelta(days=WEEK_DAYS)
    marked = [replace(each, is_this_week=_is_near(each, week_ends)) for each in found]
    # What has no day is urgent where it is of this week, and else comes last.
    marked.sort(
        key=lambda each: (
            each.due or (today if each.is_this_week else dt.date.max),
            _ORDER.index(each.kind),
            each.key,
        )
    )
    week = tuple(each for each in marked if each.is_this_week)
    return Board(plan_id, today, week, tuple(each for each in marked if not each.is_this_week), done)


def read_what_is_there(db: Session, plan_id: int, today: dt.date) -> Reading:
    """Read the facts of the whole plan, and who needs what in it."""
    again = db.scalars(select(Pick.id).where(Pick.plan_id == plan_id, Pick.attempt > 1))
    wants = read_wants(db, plan_id)
    facts = _with_others(db, _as_of(gather_facts(db, plan_id), today), wants)
    return Reading(
        facts,
        read_accepted(db, plan_id),
        wants,
        today,
        frozenset(again),
    )


def _as_of(facts: Facts, today: dt.date) -> Facts:
    """Return the facts as of a day; a variant has none, for nothing in it is over."""
    return facts if facts.today == dt.date.min else facts.twin(today=today)


def _with_others(db: Session, facts: Facts, wants: Wants) -> Facts:
    """Return the facts with what people have picked elsewhere of what they miss, which may be picked here."""
    missing = {
        (each.person_id, each.course_id)
        for theirs in wants.by_course.values()
        for each in theirs
        if not each.pick_id
    }
    found = read_pairs_elsewhere(db, facts.other_plans, missing)
    if not found:
        return facts
    known = facts.picked_elsewhere
    return facts.twin(
        picked_elsewhere=known
        | {person_id: {**known.get(person_id, {}), **courses} for person_id, courses in found.items()}
    )


def _is_near(decision: Decision, week_ends: dt.date) -> bool:
    if decision.due is not None:
        return decision.due <= week_ends
    return decision.kind in ("over budget", "requests", "attendance", "cover")


# Go or no-go


def _go_no_go(db: Session, reading: Reading, look: Look) -> Iterator[GoNoGo]:
    """Yield the drafts to come with a day by which it is to be decided, each with what would follow."""
    query = (
        select(TrainingSession)
        .where(
            TrainingSession.plan_id == reading.facts.plan_id,
            TrainingSession.status == SessionStatus.DRAFT,
            TrainingSession.decide_by.is_not(None),
        )
        .order_by(TrainingSession.decide_by, TrainingSession.id)
    )
    rows = [
        row
        for row in db.scalars(query)
        if (session := reading.facts.sessions.get(row.id)) is not None and session.first_day >= reading.today
    ]
    if not rows:
        return
    scratch = Scratch(db)
    try:
        for row in rows:
            yield _one(db, reading, scratch, row, look)
    finally:
        scratch.close()


def _one(db: Session, reading: Reading, scratch: Scratch, row: TrainingSession, look: Look) -> GoNoGo:
    facts, session = reading.facts, reading.facts.sessions[row.id]
    what = foresee_calling_off(reading, session, look)
    if what is not None:
        what = replace(what, costs=reckon_calling_off(db, scratch, facts.plan_id, row.id, what))
    taking = Taking(facts, reading.accepted, look)
    needing = reading.wants.by_course.get(session.course_id, ())
    booked = len(facts.seats.get(row.id, ()))
    guests = taking.who_could(session, needing) if booked < (row.seats_min or 0) else ()
    assert row.decide_by is not None
    return GoNoGo(
        row.id,
        row.code,
        row.course_id,
        facts.titles[row.course_id],
        session.first_day,
        session.last_day,
        row.decide_by,
        booked,
        len(facts.waiting.get(row.id, ())),
        row.seats_min,
        row.seats_max,
        row.cancel_cost,
        row.cancel_currency,
        what,
        tuple(guests),
    )


# Free seats


def _free_seats(db: Session, reading: Reading, but: Collection[int], look: Look) -> Iterator[FreeSeat]:
    """Yield the sessions to come with a free seat that somebody can take, without those left out."""
    facts, today = reading.facts, reading.today
    open_now = [
        each
        for each in facts.sessions.values()
        if each.id not in but and is_open(each, today) and has_seat(facts, each)
    ]
    gone = read_gone(db, {each.id for each in open_now}, today)
    near = today + dt.timedelta(days=SEATS_WITHIN_DAYS)
    taking = Taking(facts, reading.accepted, look)
    for session in sorted(open_now, key=lambda each: (each.first_day, each.id)):
        theirs = tuple(
            each for each in gone.get(session.id, ()) if session.id not in facts.sits.get(each.person_id, {})
        )
        if session.first_day > near and not theirs:
            continue
        guests = tuple(taking.who_could(session, reading.wants.by_course.get(session.course_id, ())))
        if guests:
            yield FreeSeat(
                session.id,
                session.code,
                session.course_id,
                facts.titles[session.course_id],
                session.first_day,
                session.last_day,
                free_seats(facts, session),
                theirs,
                guests,
            )
