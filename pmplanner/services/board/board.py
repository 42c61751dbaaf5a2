"""The board of a plan: read once, beside the window, with each consequence tried before it is stated."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.board.calling_off import foresee_calling_off
from pmplanner.services.board.costs import reckon_calling_off
from pmplanner.services.board.lately import read_done, read_gone
from pmplanner.services.board.least_loss import with_least_loss
from pmplanner.services.board.needing import read_wants
from pmplanner.services.board.others import read_others
from pmplanner.services.board.rows import Board, Decision, FreeSeat, GoNoGo, Guest, Reading, Wants
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

MOST_GUESTS = 3
"""So many who can take a seat are looked for; all of them are found for who asks, which takes longer."""

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
    return read_later(db, read_week(db, plan_id, today, look), look)


def read_week(db: Session, plan_id: int, today: dt.date, look: Look = lambda: None) -> Board:
    """Return the board with what is of this week; :func:`read_later` looks at the sessions after that."""
    get(db, Plan, plan_id)
    done = tuple(read_done(db, today))
    if is_archived(db, plan_id):
        return Board(plan_id, today, (), (), done, is_whole=True)
    reading = read_what_is_there(db, plan_id, today, look)
    found = list(_sessions(db, reading, look, is_later=False))
    for each in read_others(db, reading):
        found.append(each)
        look()
    return _in_order(Board(plan_id, today, (), (), done, reading=reading), found)


def read_later(db: Session, board: Board, look: Look = lambda: None) -> Board:
    """Return a board with what is later than this week, too, and with what goes of exceeded budgets."""
    if board.is_whole or board.reading is None:
        return board
    board = with_least_loss(db, board, look)
    assert board.reading is not None
    found = _sessions(db, board.reading, look, is_later=True)
    # Nothing more is looked at, and what was read is as much as a page holds.
    return replace(_in_order(board, [*board.all, *found]), is_whole=True, reading=None)


def week_ends(today: dt.date) -> dt.date:
    """Return the last day of what is of this week."""
    return today + dt.timedelta(days=WEEK_DAYS)


def _sessions(db: Session, reading: Reading, look: Look, *, is_later: bool) -> Iterator[Decision]:
    today = reading.today
    asked = _drafts(db, reading)
    end = week_ends(today)
    rows = [row for row in asked if ((row.decide_by or end) > end) == is_later]
    for each in _go_no_go(db, reading, rows, look):
        yield of_go_no_go(each, today)
    first = end + dt.timedelta(days=SEAT_NOTICE_DAYS)
    for seat in _free_seats(db, reading, {row.id for row in asked}, look, (first, is_later)):
        yield of_free_seat(seat, today, SEAT_NOTICE_DAYS)


def _in_order(board: Board, found: Iterable[Decision]) -> Board:
    end = week_ends(board.today)
    marked = [replace(each, is_this_week=_is_near(each, end)) for each in found]
    # What has no day is urgent where it is of this week, and else comes last.
    marked.sort(
        key=lambda each: (
            each.due or (board.today if each.is_this_week else dt.date.max),
            _ORDER.index(each.kind),
            each.key,
        )
    )
    week = tuple(each for each in marked if each.is_this_week)
    return replace(board, week=week, later=tuple(each for each in marked if not each.is_this_week))


def read_what_is_there(db: Session, plan_id: int, today: dt.date, look: Look = lambda: None) -> Reading:
    """Read the facts of the whole plan, and who needs what in it; *look* is called between."""
    again = db.scalars(select(Pick.id).where(Pick.plan_id == plan_id, Pick.attempt > 1))
    wants = read_wants(db, plan_id)
    look()
    facts = gather_facts(db, plan_id)
    look()
    facts = _with_others(db, _as_of(facts, today), wants)
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


def _drafts(db: Session, reading: Reading) -> list[TrainingSession]:
    """Return the drafts to come with a day by which it is to be decided."""
    query = (
        select(TrainingSession)
        .where(
            TrainingSession.plan_id == reading.facts.plan_id,
            TrainingSession.status == SessionStatus.DRAFT,
            TrainingSession.decide_by.is_not(None),
        )
        .order_by(TrainingSession.decide_by, TrainingSession.id)
    )
    return [
        row
        for row in db.scalars(query)
        if (session := reading.facts.sessions.get(row.id)) is not None and session.first_day >= reading.today
    ]


def _go_no_go(
    db: Session, reading: Reading, rows: Collection[TrainingSession], look: Look
) -> Iterator[GoNoGo]:
    """Yield drafts, each with what would follow."""
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
    guests = taking.who_could(session, needing) if booked < (row.seats_min or 0) else iter(())
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
        tuple(islice(guests, MOST_GUESTS)),
        len(needing),
    )


# Free seats


def _free_seats(
    db: Session, reading: Reading, but: Collection[int], look: Look, when: tuple[dt.date, bool]
) -> Iterator[FreeSeat]:
    """Yield the sessions to come with a free seat that somebody can take, without those left out.

    *when* is a day, and whether they begin after it.
    """
    facts, today = reading.facts, reading.today
    day, is_later = when
    open_now = [
        each
        for each in facts.sessions.values()
        if each.id not in but and is_open(each, today) and has_seat(facts, each)
        if (each.first_day > day) == is_later
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
        needing = reading.wants.by_course.get(session.course_id, ())
        guests = tuple(islice(taking.who_could(session, needing), MOST_GUESTS))
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
                len(needing),
            )


def find_guests(
    db: Session, plan_id: int, session_id: int, today: dt.date, look: Look = lambda: None
) -> list[Guest]:
    """Return all who can take a seat in a session, the most urgent first; nobody once it is over."""
    return guests_of(read_what_is_there(db, plan_id, today), session_id, look)


def guests_of(reading: Reading, session_id: int, look: Look = lambda: None) -> list[Guest]:
    """Do as :func:`find_guests` without reading anything."""
    session = reading.facts.sessions.get(session_id)
    if session is None or not is_open(session, reading.today):
        return []
    taking = Taking(reading.facts, reading.accepted, look)
    return list(taking.who_could(session, reading.wants.by_course.get(session.course_id, ())))


def cannot_come_along(reading: Reading, session_id: int, person_ids: Iterable[int]) -> str:
    """Return the name of the first who cannot sit in a session once those before do; "" where all can."""
    facts = reading.facts
    needing = {
        each.person_id: each for each in reading.wants.by_course.get(facts.sessions[session_id].course_id, ())
    }
    for person_id in person_ids:
        who = needing.get(person_id)
        taking = Taking(facts, reading.accepted)
        made = None if who is None else taking.seat(facts.sessions[session_id], who)
        if made is None:
            return reading.facts.people[person_id].name
        facts = made.facts
    return ""
