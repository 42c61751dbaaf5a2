"""Sessions: listed, added, moved, split, filled with people, attended."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from pmplanner.cli import session_editing, session_seats, values
from pmplanner.cli.choosing import (
    WHOM,
    Chosen,
    filter_options,
    filtered_people,
    named_people,
    people_options,
    plan_option,
)
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.cli.session_words import find_session, tell, tell_problems
from pmplanner.sentences import counted, marked, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Command, Commands
    from pmplanner.services.sessions import seating
    from pmplanner.services.sessions.sessions import SeatRow, SessionDetail, SessionRow
    from pmplanner.storage.labels import Counted
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `session`."""
    of_session = add_noun(commands, "session", said("Add, list and change sessions and the people in them"))
    _add_making(of_session)
    _add_editing(of_session)
    listing = add_command(of_session, "list", said("List the sessions of a plan"), list_sessions)
    filter_options(listing)
    format_option(listing)
    plan_option(listing)
    moving = _add_one(of_session, "move", said("Move a session to begin on another day"), move)
    moving.add_argument(
        "start", type=values.a_date, metavar="DATE", help=said("on a closed day, the next open one")
    )
    _add_one(of_session, "confirm", said("Say that a session takes place"), confirm)
    _add_one(of_session, "cancel", said("Cancel a session; its picks are open again"), cancel)
    _add_one(of_session, "revive", said("Make a cancelled session a draft again, without people"), revive)
    _add_one(of_session, "pin", said("Keep a session on its days"), pin)
    _add_one(of_session, "unpin", said("Let a session move again"), unpin)
    _add_one(of_session, "lock", said("Keep the days and the people of a session as they are"), lock)
    _add_one(of_session, "unlock", said("Let days and people of a session change again"), unlock)
    _add_dividing(of_session)
    _add_seating(of_session)
    _add_swapping(of_session)
    _add_attendance(of_session)
    session_editing.add_actions(of_session)
    session_seats.add_actions(of_session)


def _add_one(of_session: Commands, name: str, about: str, run: Command) -> ArgumentParser:
    """Add a command on one session, which is named by its code."""
    parser = add_command(of_session, name, about, run)
    parser.add_argument("code", metavar="CODE", help=said("of the session"))
    plan_option(parser)
    return parser


def _add_making(of_session: Commands) -> None:
    add = add_command(of_session, "add", said("Put a session of a course on dates"), add_session)
    add.add_argument("course", metavar="COURSE")
    add.add_argument(
        "--start",
        type=values.a_date,
        required=True,
        metavar="DATE",
        help=said("the course's days are laid over working days from there"),
    )
    _add_values(add)
    add.add_argument("--code", default="", metavar="CODE")
    add.add_argument(
        "--seat-open", action="store_true", help=said("seat everybody with an open pick of the course")
    )
    people_options(add, "person")
    plan_option(add)


def _add_editing(of_session: Commands) -> None:
    about = said("Change what is said of a session; what is not named stays")
    parser = _add_one(of_session, "edit", about, edit)
    parser.add_argument("--rename", metavar="CODE", help=said("another code"))
    _add_values(parser)


def _add_values(parser: ArgumentParser) -> None:
    """Add what can be said of a session that is new or there."""
    parser.add_argument("--seats", type=values.count, metavar="N", help=said("the most people"))
    parser.add_argument("--min-seats", type=values.count, metavar="N", help=said("the fewest people"))
    parser.add_argument(
        "--room", action="append", metavar="ROOM", help=said('again for each further room; "" for none')
    )
    parser.add_argument(
        "--trainer",
        action="append",
        metavar="NAME",
        help=said('who leads it first, then again for each co-trainer; "" for none'),
    )
    parser.add_argument(
        "--lead", action="append", metavar="NAME", help=said("a further trainer who leads it as well")
    )
    parser.add_argument("--mode", choices=_MODES, help="%(choices)s", metavar="MODE")
    parser.add_argument(
        "--join-link", metavar="LINK", help=said('where people join it who are not there; "" for none')
    )
    parser.add_argument(
        "--decide-by",
        type=values.a_date,
        metavar="DATE",
        help=said("the day by which it must be known whether it takes place"),
    )
    parser.add_argument(
        "--cancel-cost", type=values.amount, metavar="AMOUNT", help=said("what calling it off costs")
    )
    parser.add_argument("--cancel-currency", type=str.upper, metavar="CODE")
    field_options(parser, _fields())


def _fields() -> dict[str, Field]:
    return {
        "timezone": Field(said("of its times, as Europe/Berlin"), metavar="ZONE"),
        "cost": Field(
            said('what it costs as a whole; "" for unknown'), maybe(values.amount), "AMOUNT", "cost"
        ),
        "currency": Field(said("of that"), str.upper, "CODE"),
        "note": Field(said("what else is to be known")),
    }


_MODES = ("on site", "online", "hybrid")


def _add_dividing(of_session: Commands) -> None:
    splitting = _add_one(of_session, "split", said("Split a session in two and share its people out"), split)
    splitting.add_argument(
        "--same-days", action="store_true", help=said("beside the first, not on the next working days")
    )
    merging = _add_one(
        of_session, "merge", said("Put the people of other sessions of the course into a session"), merge
    )
    merging.add_argument("others", nargs="+", metavar="OTHER", help=said("codes of the sessions that go"))
    repeating = _add_one(of_session, "repeat", said("Make a series of a session"), repeat)
    repeating.add_argument(
        "--every", type=values.count, required=True, metavar="DAYS", help=said("14: every 2 weeks")
    )
    repeating.add_argument(
        "--times",
        type=values.count,
        required=True,
        metavar="N",
        help=said("how many sessions, with this one"),
    )


def _add_seating(of_session: Commands) -> None:
    seating = _add_one(
        of_session, "seat", said("Seat people who picked the course; those beyond the seats wait"), seat
    )
    people_options(seating, *WHOM)
    seating.add_argument(
        "--open", dest="all_open", action="store_true", help=said("everybody with an open pick")
    )
    seating.add_argument(
        "--waiting", action="store_true", help=said("everybody who waits for a seat in any session")
    )
    people_options(_add_one(of_session, "unseat", said("Take people out of a session"), unseat), *WHOM)


def _add_swapping(of_session: Commands) -> None:
    parser = _add_one(of_session, "swap", said("Let two people change places between two sessions"), swap)
    parser.add_argument("person", metavar="ID", help=said("who is in the session"))
    parser.add_argument("other", metavar="OTHER", help=said("code of the other session"))
    parser.add_argument("other_person", metavar="OTHER-ID", help=said("who is in that one"))


def _add_attendance(of_session: Commands) -> None:
    parser = _add_one(
        of_session, "attend", said("Record who attended a session: everybody but those named"), attend
    )
    parser.add_argument("--absent", action="append", default=[], metavar="ID", help=said("was not there"))
    parser.add_argument(
        "--partly",
        type=values.part,
        action="append",
        default=[],
        metavar="ID=DAYS",
        help=said("was there for so many days"),
    )


@reads
def list_sessions(workspace: Workspace, args: Namespace) -> int:
    """List the sessions of a plan."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.sessions import sessions

    with workspace.read() as db:
        rows = sessions.list_sessions(db, find_plan(db, args.plan).id)
        people = filtered_people(db, args)
        if people is not None:
            rows = [row for row in rows if _has_one_of(db, row.id, people)]
    lines = [
        (
            row.code,
            row.course_title,
            row.first_day,
            row.last_day,
            row.days,
            row.room_names,
            row.trainer_names,
            row.booked,
            row.seats_max,
            row.waiting,
            row.status,
        )
        for row in rows
    ]
    nothing = said("There is no session yet.") if people is None else said("None of them is in a session.")
    print_rows(args, _LISTED, lines, nothing)
    return 0


_LISTED = {
    "session": "Session",
    "course": "Course",
    "first_day": "First day",
    "last_day": "Last day",
    "days": "Days",
    "rooms": "Room",
    "trainers": "Trainer",
    "booked": "Booked",
    "seats": "Seats",
    "waiting": "Waiting",
    "status": "Status",
}


def _has_one_of(db: Session, session_id: int, people: Collection[int]) -> bool:
    from pmplanner.services.sessions.sessions import session_detail

    return any(seat.person_id in people for seat in session_detail(db, session_id).seats)


@writes
def add_session(workspace: Workspace, args: Namespace) -> int:
    """Put a session on dates, and say who is in it and what cannot work."""
    from pmplanner.services.lookup import find_course, find_plan
    from pmplanner.services.sessions import sessions
    from pmplanner.storage.labels import Counted, Label

    with workspace.read() as db:
        plan_id, course = find_plan(db, args.plan).id, find_course(db, args.course)
        picks = _open_picks_of(db, plan_id, course.id, args.keys)
    label = Label.of("session.add-of", course=course.title)
    if picks:
        label = Label.of(
            "session.schedule", course=course.title, day=args.start, people=Counted("people", len(picks))
        )
    with workspace.edit(label) as db:
        session_id = sessions.add_session(
            db,
            plan_id,
            course.id,
            args.start,
            seat_open=args.seat_open,
            pick_ids=picks,
            code=args.code.strip(),
            **_given(args),
        )
    tell(workspace, _ADDED, [session_id])
    return 0


def _open_picks_of(db: Session, plan_id: int, course_id: int, keys: Collection[str]) -> list[int]:
    """Return the open picks of who is named; raise PlanError when somebody has none."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.sessions.seating import open_picks

    people = {find_person(db, key).id for key in keys}
    picks = [pick.pick_id for pick in open_picks(db, plan_id, course_id) if pick.person_id in people]
    if len(picks) < len(people):
        raise PlanError(said("Not all who are named have an open pick of the course."))
    return picks


def _given(args: Namespace, present: SessionRow | None = None) -> dict[str, Any]:
    """Return what a command says of a session, which is that of *present*."""
    from pmplanner.models.statuses import TrainerPart
    from pmplanner.services.lookup import fold
    from pmplanner.services.resources.further import Teacher

    said_of: dict[str, Any] = {
        "seats_max": args.seats,
        "seats_min": args.min_seats,
        "rooms": args.room,
        "trainers": args.trainer,
        "mode": args.mode,
        "join_link": args.join_link,
        "decide_by": args.decide_by,
        "cancel_cost": args.cancel_cost,
        "cancel_currency": args.cancel_currency,
    }
    if args.lead:
        there = present.trainers if present is not None and args.trainer is None else ()
        named = {fold(name): name for name in (*(args.trainer or there), *args.lead)}
        leading = set(map(fold, args.lead))
        said_of["trainers"] = [
            Teacher(name, TrainerPart.LEAD) if key in leading else name for key, name in named.items()
        ]
    return {name: value for name, value in said_of.items() if value is not None} | given(args, _fields())


@writes
def edit(workspace: Workspace, args: Namespace) -> int:
    """Change what is named of a session, and say what cannot work."""
    from pmplanner.services.sessions import sessions
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    wanted = _given(args, session)
    if args.rename is not None:
        wanted["code"] = args.rename
    if not wanted:
        raise PlanError(said("Say what is to change, such as --room or --trainer."))
    with workspace.edit(Label.of("session.edit", session=session.code)) as db:
        sessions.change_session(db, session.id, **wanted)
    tell(workspace, _CHANGED, [session.id])
    return 0


@writes
def move(workspace: Workspace, args: Namespace) -> int:
    """Move a session to begin on another day."""
    from pmplanner.services.sessions import sessions
    from pmplanner.storage.journal import relabel
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan)
    code = session.row.code
    with workspace.edit(Label.of("session.move", session=code, day=args.start)) as db:
        day = sessions.move_session(db, session.row.id, args.start)
        relabel(db, Label.of("session.move", session=code, day=day))
    tell(workspace, _MOVED, [session.row.id])
    return 0


@writes
def confirm(workspace: Workspace, args: Namespace) -> int:
    """Say that a session takes place."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.confirm", sessions=_counted(session))) as db:
        changes.confirm_session(db, session.id)
    say(said("Confirmed {session}.", session=session.code))
    return 0


@writes
def cancel(workspace: Workspace, args: Namespace) -> int:
    """Cancel a session; its picks are open again."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.cancel", sessions=_counted(session))) as db:
        changes.cancel_session(db, session.id)
    say(said("Cancelled {session}.", session=session.code))
    return 0


@writes
def revive(workspace: Workspace, args: Namespace) -> int:
    """Make a cancelled session a draft again, without people."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.revive", sessions=_counted(session))) as db:
        changes.revive_session(db, session.id)
    say(said("Revived {session}.", session=session.code))
    return 0


@writes
def pin(workspace: Workspace, args: Namespace) -> int:
    """Keep a session on its days."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.pin", sessions=_counted(session))) as db:
        changes.set_pinned(db, session.id, True)
    say(said("Pinned {session}.", session=session.code))
    return 0


@writes
def unpin(workspace: Workspace, args: Namespace) -> int:
    """Let a session move again."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.unpin", sessions=_counted(session))) as db:
        changes.set_pinned(db, session.id, False)
    say(said("Unpinned {session}.", session=session.code))
    return 0


@writes
def lock(workspace: Workspace, args: Namespace) -> int:
    """Keep the days and the people of a session as they are."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.lock", sessions=_counted(session))) as db:
        changes.set_locked(db, session.id, True)
    say(said("Locked {session}.", session=session.code))
    return 0


@writes
def unlock(workspace: Workspace, args: Namespace) -> int:
    """Let days and people of a session change again."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.unlock", sessions=_counted(session))) as db:
        changes.set_locked(db, session.id, False)
    say(said("Unlocked {session}.", session=session.code))
    return 0


def _counted(session: SessionRow) -> Counted:
    """Return the session as labels of edits count it."""
    from pmplanner.storage.labels import Counted

    return Counted("sessions", 1, session.code)


_CHANGED = marked(
    "Changed {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting."
)
_ADDED = marked("Added {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting.")
_MOVED = marked("Moved {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting.")
_SPLIT = marked("Split {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting.")
_MERGED = marked(
    "Merged into {session}: {first_day} – {last_day}, {days}; {booked:,} booked, {waiting:,} waiting."
)


@writes
def split(workspace: Workspace, args: Namespace) -> int:
    """Split a session in two."""
    from pmplanner.services.problems.fixes.splitting import split_where_free
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.edit(Label.of("session.split-in-two", session=session.code)) as db:
        second = split_where_free(db, session.id, same_days=args.same_days)
    tell(workspace, _SPLIT, [session.id, second])
    return 0


@writes
def merge(workspace: Workspace, args: Namespace) -> int:
    """Put the people of other sessions into one."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    others = [find_session(workspace, code, args.plan).row for code in args.others]
    codes = ", ".join(other.code for other in others)
    with workspace.edit(Label.of("session.merge", others=codes, session=session.code)) as db:
        changes.merge_sessions(db, [session.id, *(other.id for other in others)])
    tell(workspace, _MERGED, [session.id])
    return 0


@writes
def repeat(workspace: Workspace, args: Namespace) -> int:
    """Make a series of a session."""
    from pmplanner.services.sessions import changes
    from pmplanner.storage.labels import Counted, Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.read() as db:
        series = changes.lay_series(db, session.id, args.every, args.times)
    days = Counted("days", args.every)
    with workspace.edit(Label.of("session.repeat-every", session=session.code, days=days)) as db:
        made = changes.repeat_session(db, session.id, args.every, args.times)
    tell(workspace, _ADDED, made)
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


@writes
def seat(workspace: Workspace, args: Namespace) -> int:
    """Seat people who picked the course."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans.picks import people_of
    from pmplanner.services.sessions import seating
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan).row
    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        found = seating.open_picks(db, plan_id, session.course_id)
        chosen = _whom_to_seat(db, args, found)
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
    tell_problems(workspace, session.id)
    return 0


def _whom_to_seat(db: Session, args: Namespace, found: list[seating.OpenPick]) -> Chosen:
    """Return the open picks of those named; raise PlanError when one of them has none."""
    if args.all_open or args.waiting:
        wanted = [pick for pick in found if pick.is_approved if args.all_open or pick.waiting_in]
        if not wanted:
            raise PlanError(
                said("Nobody waits for a seat.") if args.waiting else said("Nobody has an open pick.")
            )
    else:
        people = named_people(db, args)
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


@writes
def unseat(workspace: Workspace, args: Namespace) -> int:
    """Take people out of a session."""
    from pmplanner.services.sessions import seating
    from pmplanner.storage.labels import Label, People

    session = find_session(workspace, args.code, args.plan)
    with workspace.read() as db:
        people = named_people(db, args)
    seats = [seat for seat in session.seats if seat.person_id in people.ids]
    if not seats:
        raise PlanError(said("None of those named is in {code}.", code=session.row.code))
    words = seats[0].name if len(seats) == 1 else counted("{n:,} person", "{n:,} people", len(seats))
    whose = People.of(seat.person_id for seat in seats)
    with workspace.edit(Label.of("seat.remove", people=whose, session=session.row.code)) as db:
        seating.unseat(db, [seat.id for seat in seats])
    after = find_session(workspace, args.code, args.plan).row
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


@writes
def swap(workspace: Workspace, args: Namespace) -> int:
    """Let two people change places between two sessions."""
    from pmplanner.services.sessions import seating
    from pmplanner.storage.labels import Label, People

    one, other = find_session(workspace, args.code, args.plan), find_session(workspace, args.other, args.plan)
    with workspace.read() as db:
        seats = [_place_of(db, one, args.person), _place_of(db, other, args.other_person)]
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
        tell_problems(workspace, session.row.id)
    return 0


def _place_of(db: Session, session: SessionDetail, key: str) -> SeatRow:
    from pmplanner.services.lookup import find_person

    person = find_person(db, key)
    for seat in session.seats:
        if seat.person_id == person.id:
            return seat
    raise PlanError(said("“{key}” is not in {code}.", key=key, code=session.row.code))


@writes
def attend(workspace: Workspace, args: Namespace) -> int:
    """Record who attended a session."""
    from pmplanner.services.sessions.attendance import record_attendance
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan)
    with workspace.read() as db:
        absent = [_seat_of(db, session, key) for key in args.absent]
        partly = {_seat_of(db, session, key): days for key, days in args.partly}
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
    from pmplanner.models.statuses import SeatStatus
    from pmplanner.services.lookup import find_person

    person = find_person(db, key)
    for seat in session.seats:
        if seat.person_id == person.id and seat.status != SeatStatus.WAITING:
            return seat.id
    raise PlanError(said("“{key}” has no seat in {code}.", key=key, code=session.row.code))
