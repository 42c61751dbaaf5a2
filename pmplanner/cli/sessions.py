"""Commands on sessions: listed, added, moved, split, filled with people, attended."""

import datetime as dt
from argparse import Namespace
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.cli.choosing import Chosen, named_people
from pmplanner.cli.output import say, shown, table
from pmplanner.models import TrainingSession
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course, find_person, find_plan, fold
from pmplanner.services.plans.picks import people_of
from pmplanner.services.problems.fixes.splitting import split_where_free
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import changes as changes
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.attendance import record_attendance
from pmplanner.services.sessions.sessions import SeatRow, SessionDetail
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.storage.workspace import Workspace


def list_sessions(workspace: Workspace, asked: Namespace) -> int:
    """List the sessions of a plan."""
    with workspace.read() as db:
        rows = sessions.list_sessions(db, find_plan(db, asked.plan).id)
    lines = [
        (
            row.code,
            row.course_title,
            row.first_day,
            row.last_day,
            row.days,
            row.room,
            row.trainer,
            row.booked,
            row.seats_max,
            row.waiting,
            row.status,
        )
        for row in rows
    ]
    columns = ("Session", "Course", "First day", "Last day", "Days", "Room", "Trainer", "Booked", "Seats")
    say(table((*columns, "Waiting", "Status"), lines) if lines else said("There is no session yet."))
    return 0


def add_session(workspace: Workspace, asked: Namespace) -> int:
    """Put a session on dates, and say who is in it and what cannot work."""
    with workspace.read() as db:
        plan_id, course = find_plan(db, asked.plan).id, find_course(db, asked.course)
    given = {"seats_max": asked.seats, "seats_min": asked.min_seats}
    seats = {name: number for name, number in given.items() if number is not None}
    with workspace.edit(Label.of("session.add-of", course=course.title)) as db:
        session_id = sessions.add_session(
            db,
            plan_id,
            course.id,
            asked.start,
            seat_open=asked.seat_open,
            code=asked.code.strip(),
            room=asked.room.strip(),
            trainer=asked.trainer.strip(),
            **seats,
        )
    _tell(workspace, _ADDED, [session_id])
    return 0


def move(workspace: Workspace, asked: Namespace) -> int:
    """Move a session to begin on another day."""
    session = _find(workspace, asked.code, asked.plan)
    code = session.row.code
    with workspace.edit(Label.of("session.move", session=code, day=asked.start)) as db:
        day = sessions.move_session(db, session.row.id, asked.start)
        relabel(db, Label.of("session.move", session=code, day=day))
    _tell(workspace, _MOVED, [session.row.id])
    return 0


def change(workspace: Workspace, asked: Namespace) -> int:
    """Confirm, cancel, revive, pin, unpin, lock or unlock a session."""
    session = _find(workspace, asked.code, asked.plan).row
    chosen = CHANGES[asked.action]
    with workspace.edit(chosen.label(Counted("sessions", 1, session.code))) as db:
        chosen.service(db, session.id)
    say(resaid(chosen.done, session=session.code))
    return 0


_ADDED = marked("Added {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting.")
_MOVED = marked("Moved {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting.")
_SPLIT = marked("Split {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting.")
_MERGED = marked(
    "Merged into {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting."
)


class _Change(NamedTuple):
    """What an action is called in the history, what is said when it is done, and what does it."""

    label: Callable[[Counted], Label]
    done: str
    service: Callable[[Session, int], None]


CHANGES: dict[str, _Change] = {
    "confirm": _Change(
        lambda this: Label.of("session.confirm", sessions=this),
        marked("Confirmed {session}."),
        changes.confirm_session,
    ),
    "cancel": _Change(
        lambda this: Label.of("session.cancel", sessions=this),
        marked("Cancelled {session}."),
        changes.cancel_session,
    ),
    "revive": _Change(
        lambda this: Label.of("session.revive", sessions=this),
        marked("Revived {session}."),
        changes.revive_session,
    ),
    "pin": _Change(
        lambda this: Label.of("session.pin", sessions=this),
        marked("Pinned {session}."),
        lambda db, session_id: changes.set_pinned(db, session_id, True),
    ),
    "unpin": _Change(
        lambda this: Label.of("session.unpin", sessions=this),
        marked("Unpinned {session}."),
        lambda db, session_id: changes.set_pinned(db, session_id, False),
    ),
    "lock": _Change(
        lambda this: Label.of("session.lock", sessions=this),
        marked("Locked {session}."),
        lambda db, session_id: changes.set_locked(db, session_id, True),
    ),
    "unlock": _Change(
        lambda this: Label.of("session.unlock", sessions=this),
        marked("Unlocked {session}."),
        lambda db, session_id: changes.set_locked(db, session_id, False),
    ),
}
"""What can be done to a session by one word."""


def split(workspace: Workspace, asked: Namespace) -> int:
    """Split a session in two."""
    session = _find(workspace, asked.code, asked.plan).row
    with workspace.edit(Label.of("session.split-in-two", session=session.code)) as db:
        second = split_where_free(db, session.id, same_days=asked.same_days)
    _tell(workspace, _SPLIT, [session.id, second])
    return 0


def merge(workspace: Workspace, asked: Namespace) -> int:
    """Put the people of other sessions into one."""
    session = _find(workspace, asked.code, asked.plan).row
    others = [_find(workspace, code, asked.plan).row for code in asked.others]
    codes = ", ".join(other.code for other in others)
    with workspace.edit(Label.of("session.merge", others=codes, session=session.code)) as db:
        changes.merge_sessions(db, [session.id, *(other.id for other in others)])
    _tell(workspace, _MERGED, [session.id])
    return 0


def repeat(workspace: Workspace, asked: Namespace) -> int:
    """Make a series of a session."""
    session = _find(workspace, asked.code, asked.plan).row
    with workspace.read() as db:
        series = changes.lay_series(db, session.id, asked.every, asked.times)
    days = Counted("days", asked.every)
    with workspace.edit(Label.of("session.repeat-every", session=session.code, days=days)) as db:
        made = changes.repeat_session(db, session.id, asked.every, asked.times)
    _tell(workspace, _ADDED, made)
    for laid in series:
        if laid.shifted:
            say(
                said(
                    "{wanted} is closed or taken by the series, so that session begins on {start}.",
                    wanted=laid.wanted,
                    start=laid.start,
                )
            )
    return 0


def seat(workspace: Workspace, asked: Namespace) -> int:
    """Seat people who picked the course."""
    session = _find(workspace, asked.code, asked.plan).row
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id
        found = seating.open_picks(db, plan_id, session.course_id)
        chosen = _whom_to_seat(db, asked, found)
        people = people_of(db, chosen.ids)
    with workspace.edit(Label.of("seat.book", people=people, session=session.code)) as db:
        booked, waiting = seating.seat_picks(db, session.id, chosen.ids)
    say(
        said(
            "Seated {people} in {session}: {booked:,} booked, {waiting:,} waiting.",
            people=chosen.words,
            session=session.code,
            booked=booked,
            waiting=waiting,
        )
    )
    _tell_problems(workspace, session.id)
    return 0


def _whom_to_seat(db: Session, asked: Namespace, found: list[seating.OpenPick]) -> Chosen:
    """Return the open picks of those named; raise PlanError when one of them has none."""
    if asked.all_open or asked.waiting:
        wanted = [pick for pick in found if asked.all_open or pick.waiting_in]
        if not wanted:
            raise PlanError(
                said("Nobody waits for a seat.") if asked.waiting else said("Nobody has an open pick.")
            )
    else:
        people = named_people(db, asked)
        wanted = [pick for pick in found if pick.person_id in people.ids]
        if len(wanted) < len(people.ids):
            missing = len(people.ids) - len(wanted)
            raise PlanError(
                counted(
                    "{n} of those named has no open pick of the course. Pick it first.",
                    "{n} of those named have no open pick of the course. Pick it first.",
                    missing,
                )
            )
    words = wanted[0].name if len(wanted) == 1 else counted("{n:,} person", "{n:,} people", len(wanted))
    return Chosen(tuple(pick.pick_id for pick in wanted), words)


def unseat(workspace: Workspace, asked: Namespace) -> int:
    """Take people out of a session."""
    session = _find(workspace, asked.code, asked.plan)
    with workspace.read() as db:
        people = named_people(db, asked)
    seats = [seat for seat in session.seats if seat.person_id in people.ids]
    if not seats:
        raise PlanError(said("None of those named is in {code}.", code=session.row.code))
    words = seats[0].name if len(seats) == 1 else counted("{n:,} person", "{n:,} people", len(seats))
    whose = People.of(seat.person_id for seat in seats)
    with workspace.edit(Label.of("seat.remove", people=whose, session=session.row.code)) as db:
        seating.unseat(db, [seat.id for seat in seats])
    after = _find(workspace, asked.code, asked.plan).row
    say(
        said(
            "Took {people} out of {session}: {booked:,} booked, {waiting:,} waiting.",
            people=words,
            session=after.code,
            booked=after.booked,
            waiting=after.waiting,
        )
    )
    return 0


def swap(workspace: Workspace, asked: Namespace) -> int:
    """Let two people change places between two sessions."""
    one, other = _find(workspace, asked.code, asked.plan), _find(workspace, asked.other, asked.plan)
    with workspace.read() as db:
        seats = [_place_of(db, one, asked.person), _place_of(db, other, asked.other_person)]
    label = Label.of(
        "seat.swap",
        one=People.of([seats[0].person_id]),
        session=one.row.code,
        other=People.of([seats[1].person_id]),
        other_session=other.row.code,
    )
    with workspace.edit(label) as db:
        seating.swap_seats(db, seats[0].id, seats[1].id)
    say(
        said(
            "Swapped {one} in {session} and {other} in {other_session}.",
            one=seats[0].name,
            session=one.row.code,
            other=seats[1].name,
            other_session=other.row.code,
        )
    )
    for session in (one, other):
        _tell_problems(workspace, session.row.id)
    return 0


def _place_of(db: Session, session: SessionDetail, key: str) -> SeatRow:
    person = find_person(db, key)
    for seat in session.seats:
        if seat.person_id == person.id:
            return seat
    raise PlanError(said("“{key}” is not in {code}.", key=key, code=session.row.code))


def attend(workspace: Workspace, asked: Namespace) -> int:
    """Record who attended a session."""
    session = _find(workspace, asked.code, asked.plan)
    with workspace.read() as db:
        absent = [_seat_of(db, session, key) for key in asked.absent]
        partly = {_seat_of(db, session, key): days for key, days in asked.partly}
    with workspace.edit(Label.of("session.attend", session=session.row.code)) as db:
        there = record_attendance(
            db, session.row.id, dt.datetime.now().astimezone().date(), absent=absent, partly=partly
        )
    code = session.row.code
    say(
        said(
            "Held {code}: {there:,} attended, {partly:,} of them partly; {absent:,} absent.",
            code=code,
            there=there,
            partly=len(partly),
            absent=len(absent),
        )
    )
    return 0


def _seat_of(db: Session, session: SessionDetail, key: str) -> int:
    person = find_person(db, key)
    for seat in session.seats:
        if seat.person_id == person.id and seat.status != SeatStatus.WAITING:
            return seat.id
    raise PlanError(said("“{key}” has no seat in {code}.", key=key, code=session.row.code))


def _find(workspace: Workspace, code: str, plan: str | None) -> SessionDetail:
    """Return the session of a code; raise PlanError when the plan has none."""
    with workspace.read() as db:
        plan_id = find_plan(db, plan).id
        query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan_id)
        for session_id, known in db.execute(query):
            if fold(known) == fold(code):
                return sessions.session_detail(db, session_id)
    raise PlanError(said("There is no session “{code}” in the plan.", code=code))


def _tell(workspace: Workspace, done: str, session_ids: list[int]) -> None:
    """Say where sessions are now, who is in them, and what cannot work; *done* is marked."""
    for session_id in session_ids:
        with workspace.read() as db:
            row = sessions.session_detail(db, session_id).row
        say(
            resaid(
                done,
                session=row.code,
                first_day=row.first_day,
                last_day=row.last_day,
                days=counted("{n} day", "{n} days", row.days, n=shown(row.days)),
                booked=row.booked,
                waiting=row.waiting,
            )
        )
        _tell_problems(workspace, session_id)


def _tell_problems(workspace: Workspace, session_id: int) -> None:
    with workspace.read() as db:
        session = db.get(TrainingSession, session_id)
        assert session is not None
        problems = [p.hint for p in find_problems(db, session.plan_id, session_ids=[session_id])]
    for text in dict.fromkeys(problems):
        say(said("  problem: {text}", text=text))
