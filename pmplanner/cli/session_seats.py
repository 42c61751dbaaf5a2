"""The seats of sessions: marked one by one, kept for teams, queued for, filled, given up."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import WHOM, named_people, people_options
from pmplanner.cli.output import say
from pmplanner.cli.running import reads, writes
from pmplanner.cli.session_words import find_session, one_session
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.services.board.rows import CallOff
    from pmplanner.services.sessions.session_rows import SeatRow, SessionDetail
    from pmplanner.storage.workspace import Workspace

_STATUSES = ("booked", "waiting", "attended", "partly attended", "absent")


def add_actions(of_session: Commands) -> None:
    """Add what the noun `session` can do with seats."""
    mark = one_session(of_session, "mark", said("Say what became of single seats"), mark_seats)
    mark.add_argument("status", choices=_STATUSES, metavar="STATUS", help="%(choices)s")
    people_options(mark, *WHOM)
    mark.add_argument("--days", type=values.days, metavar="N", help=said("how many of a partly attended one"))
    keep = one_session(of_session, "keep", said("Keep seats for a team, without names"), keep_seats)
    keep.add_argument("team", metavar="TEAM")
    keep.add_argument("seats", type=values.whole_number, metavar="N", help=said("0 gives them up"))
    queue = one_session(of_session, "queue", said("Move somebody on the waiting list"), move_in_queue)
    queue.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
    queue.add_argument("steps", type=values.steps, metavar="STEPS", help=said("back, or below 0 to the head"))
    about = said("Seat people, and pick the course for those who have not")
    people_options(one_session(of_session, "fill", about, fill_seats), *WHOM)
    about = said("Write mails that ask people whether they would come")
    invite = one_session(of_session, "invite", about, invite_people)
    invite.add_argument("folder", type=Path, metavar="FOLDER", help=said("a new one for the mails"))
    invite.add_argument("--answer-by", type=values.a_date, metavar="DATE", help=said("when it must be known"))
    people_options(invite, *WHOM)
    about = said("Cancel a session and seat its people in others, as the board of decisions says")
    one_session(of_session, "call-off", about, call_it_off)


def _find(workspace: Workspace, args: Namespace) -> SessionDetail:

    return find_session(workspace, args.code, args.plan)


@writes
def mark_seats(workspace: Workspace, args: Namespace) -> int:
    """Say what became of single seats."""
    from pmplanner.services.sessions.seating import set_seat_status
    from pmplanner.storage.labels import Label, People, Term

    session = _find(workspace, args)
    with workspace.read() as db:
        people = named_people(db, args)
    seats = [seat for seat in session.seats if seat.person_id in people.ids]
    if len(seats) < len(people.ids):
        raise PlanError(said("Not all who are named are in {code}.", code=session.row.code))
    who, status = People.of(people.ids), Term(f"seat.{args.status}")
    with workspace.edit(Label.of("seat.mark", people=who, status=status, session=session.row.code)) as db:
        set_seat_status(db, [seat.id for seat in seats], args.status, args.days)
    say(said("{people} in {code}: {status}.", people=people.words, code=session.row.code, status=args.status))
    return 0


@writes
def keep_seats(workspace: Workspace, args: Namespace) -> int:
    """Keep seats for a team, or give them up."""
    from pmplanner.services.sessions.reservations import reserve_seats
    from pmplanner.storage.labels import Label

    row = _find(workspace, args).row
    label = Label.of("session.release-seats", session=row.code, team=args.team)
    if args.seats:
        label = Label.of("session.keep-seats", count=args.seats, session=row.code, team=args.team)
    with workspace.edit(label) as db:
        reserve_seats(db, row.id, args.team, args.seats)
    say(
        counted(
            "{n:,} seat of {code} is kept for {team}.",
            "{n:,} seats of {code} are kept for {team}.",
            args.seats,
            code=row.code,
            team=args.team,
        )
    )
    return 0


@writes
def move_in_queue(workspace: Workspace, args: Namespace) -> int:
    """Move somebody on the waiting list of a session."""
    from pmplanner.services.sessions import seating
    from pmplanner.storage.labels import Label, People

    session = _find(workspace, args)
    seat = _seat_of(workspace, session, args.person)
    who = People.of([seat.person_id])
    label = Label.of("seat.move-down", person=who, session=session.row.code)
    if args.steps < 0:
        label = Label.of("seat.move-up", person=who, session=session.row.code)
    with workspace.edit(label) as db:
        seating.move_in_queue(db, seat.id, args.steps)
    after = _find(workspace, args)
    queue = sorted((each for each in after.seats if each.status == "waiting"), key=lambda each: each.position)
    say(
        said(
            "Waiting for {code}: {names}.", code=after.row.code, names=", ".join(each.name for each in queue)
        )
    )
    return 0


def _seat_of(workspace: Workspace, session: SessionDetail, key: str) -> SeatRow:
    from pmplanner.services.lookup import find_person

    with workspace.read() as db:
        person_id = find_person(db, key).id
    for seat in session.seats:
        if seat.person_id == person_id:
            return seat
    raise PlanError(said("“{key}” is not in {code}.", key=key, code=session.row.code))


@writes
def fill_seats(workspace: Workspace, args: Namespace) -> int:
    """Seat people in a session, and pick its course for those who have not picked it."""
    from pmplanner.services.board.doing import Guested, seat_guests
    from pmplanner.storage.labels import Label, People

    row = _find(workspace, args).row
    with workspace.read() as db:
        people = named_people(db, args)
    guests = [Guested(person_id, row.course_id) for person_id in people.ids]
    with workspace.edit(Label.of("seat.fill", session=row.code, people=People.of(people.ids))) as db:
        seated = seat_guests(db, row.id, guests)
    say(counted("Seated {n:,} person in {code}.", "Seated {n:,} people in {code}.", seated, code=row.code))
    return 0


@reads
def invite_people(workspace: Workspace, args: Namespace) -> int:
    """Write mails that ask people whether they would come to a session."""
    from pmplanner.services.publishing.invitations import write_invitations

    row = _find(workspace, args).row
    now = dt.datetime.now(dt.UTC)
    with workspace.read() as db:
        people = named_people(db, args)
        count = write_invitations(db, args.folder, row.id, people.ids, args.answer_by, now)
    say(counted("Wrote {n:,} mail to {folder}.", "Wrote {n:,} mails to {folder}.", count, folder=args.folder))
    return 0


@writes
def call_it_off(workspace: Workspace, args: Namespace) -> int:
    """Cancel a session and seat its people in others, where the board says that they can sit."""
    from pmplanner.services.board.doing import call_off
    from pmplanner.storage.labels import Label, People

    row = _find(workspace, args).row
    what = _foreseen(workspace, args, row.id)
    label = Label.of("session.call-off", session=row.code)
    if what.moves:
        people = People.of(move.person_id for move in what.moves)
        label = Label.of("session.call-off-and-move", session=row.code, people=people)
    with workspace.edit(label) as db:
        call_off(db, row.id, what.moves)
    say(said("Called off {code}.", code=row.code))
    for move in what.moves:
        say(said("  {name} sits in a session from {day} on.", name=move.name, day=move.first_day))
    for each in what.left_out:
        say(said("  {name} is left out. {why}", name=each.name, why=each.why))
    return 0


def _foreseen(workspace: Workspace, args: Namespace, session_id: int) -> CallOff:
    """Return what happens when a session is called off; raise PlanError where that cannot be."""
    from pmplanner.services.board.board import read_what_is_there
    from pmplanner.services.board.calling_off import foresee_calling_off
    from pmplanner.services.calendar import clock
    from pmplanner.services.lookup import find_plan

    with workspace.read() as db:
        reading = read_what_is_there(db, find_plan(db, args.plan).id, clock.today())
    session = reading.facts.sessions.get(session_id)
    found = None if session is None else foresee_calling_off(reading, session)
    if found is None:
        raise PlanError(said("{code} cannot be called off: it is locked, over or cancelled.", code=args.code))
    return found
