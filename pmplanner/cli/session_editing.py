"""Sessions: shown, and their days, course, equipment and copies changed."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import named_session, plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.fields import counted_equipment
from pmplanner.cli.output import print_rows, say, shown
from pmplanner.cli.running import reads, writes
from pmplanner.cli.session_words import find_session, one_session, tell, tell_problems
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Command, Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.calendar.session_days import Day
    from pmplanner.services.sessions.session_rows import SessionDetail
    from pmplanner.storage.labels import Counted, Label
    from pmplanner.storage.workspace import Workspace

_DETAILS = {
    "what": "What",
    "name": "Name",
    "value": "Value",
    "from": "From",
    "until": "Until",
    "note": "Note",
}

_CHANGED = marked("{session}, {first_day} – {last_day} ({days}): {booked:,} booked, {waiting:,} waiting.")


def add_actions(of_session: Commands) -> None:
    """Add what the noun `session` can do with days, course, equipment and copies."""
    showing = one_session(
        of_session, "show", said("Show a session: days, people, kept seats, equipment"), show_one
    )
    format_option(showing)
    days = one_session(of_session, "days", said("Set the days of a session one by one"), set_days)
    about = said("DATE, DATE=0.5 for half of it, DATE@9:00-12:00; the same date twice for two parts of it")
    days.add_argument("days", nargs="+", type=values.session_day, metavar="DAY", help=about)
    days.add_argument(
        "--at", type=values.times, metavar="FROM-TO", help=said("the times of days without any")
    )
    at = one_session(of_session, "times", said("Set from when to when all days of a session are"), set_times)
    at.add_argument("times", type=values.times, metavar="FROM-TO", help=said("such as 9:00-17:00"))
    hold = one_session(of_session, "hold", said("Let a session begin and end on these days"), hold_on)
    hold.add_argument("first_day", type=values.a_date, metavar="FIRST")
    hold.add_argument("last_day", type=values.a_date, metavar="LAST")
    about = said("Lay the days of a session by those of its course, from its first day on")
    one_session(of_session, "lay-anew", about, lay_again)
    shift = _several(of_session, "shift", said("Move sessions by working days or weeks"), shift_them)
    how = shift.add_mutually_exclusive_group(required=True)
    how.add_argument("--days", type=values.steps, metavar="N", help=said("on, or back below 0"))
    how.add_argument("--weeks", type=values.steps, metavar="N", help=said("on, or back below 0"))
    longer = _several(of_session, "lengthen", said("Let sessions end some working days later"), lengthen_them)
    longer.add_argument("--days", type=values.steps, default=1, metavar="N", help=said("earlier below 0"))
    copy = one_session(of_session, "copy", said("Copy a session, without its people"), copy_one)
    about = said("when it begins; the next free days when left out")
    copy.add_argument("start", nargs="?", type=values.a_date, metavar="DATE", help=about)
    course = one_session(
        of_session, "course", said("Make a session one of another course"), change_its_course
    )
    course.add_argument("course", metavar="COURSE", help=said("code or title"))
    _several(of_session, "remove", said("Remove sessions; their picks are open again"), remove_them)
    about = said("Say what equipment a session asks for, in place of what was")
    equip = one_session(of_session, "equip", about, equip_one)
    equip.add_argument("counts", nargs="*", type=values.how_many, metavar="NAME=NUMBER")


def _several(of_session: Commands, name: str, about: str, run: Command) -> ArgumentParser:
    parser = add_command(of_session, name, about, run)
    parser.add_argument("codes", nargs="+", metavar="CODE", help=said("of the sessions"))
    plan_option(parser)
    return parser


@reads
def show_one(workspace: Workspace, args: Namespace) -> int:
    """Show all that is known of a session."""
    found = find_session(workspace, args.code, args.plan)
    print_rows(args, _DETAILS, _rows(found))
    return 0


def _rows(found: SessionDetail) -> list[tuple[Value, ...]]:
    row = found.row
    rows: list[tuple[Value, ...]] = [
        ("session", row.code, row.course_code, row.first_day, row.last_day, row.status),
        ("seats", row.mode, row.booked, row.seats_min, row.seats_max, row.timezone),
    ]
    rows += [("day", f"{each.day}", each.portion, each.start_time, each.end_time, "") for each in found.days]
    rows += [("room", name, None, None, None, "") for name in row.rooms]
    rows += [("trainer", name, None, None, None, "") for name in row.trainers]
    rows += [
        ("person", each.name, each.attended_days, None, None, each.status)
        for each in sorted(found.seats, key=lambda seat: seat.position)
    ]
    rows += [("kept for", each.team, each.seats, None, None, "") for each in found.reserved]
    rows += [("equipment", each.name, each.count, None, None, "") for each in found.equipment]
    return rows


def _days(wanted: list[values.SessionDay], at: tuple[object, ...] | None) -> list[Day]:
    """Return the days of a session as they were written."""
    from pmplanner.services.calendar.session_days import Day, with_portion

    days = []
    for each in wanted:
        times = each.times or at
        day = Day(each.day) if times is None else Day(each.day, *times)  # type: ignore[arg-type]
        if each.part is not None:
            # Times that were said stay; else the end follows from the part of the day.
            day = replace(day, portion=each.part) if each.times else with_portion(day, each.part)
        days.append(day)
    return days


@writes
def set_days(workspace: Workspace, args: Namespace) -> int:
    """Set the days of a session one by one."""
    from pmplanner.services.sessions.sessions import set_session_days

    days = _days(args.days, args.at)
    return _change(workspace, args, lambda db, session: set_session_days(db, session.row.id, days))


@writes
def set_times(workspace: Workspace, args: Namespace) -> int:
    """Set from when to when all days of a session are."""
    from pmplanner.services.sessions.sessions import set_session_days

    begins, ends = args.times

    def change(db: Session, session: SessionDetail) -> None:
        days = [replace(day, start_time=begins, end_time=ends) for day in session.days]
        set_session_days(db, session.row.id, days)

    return _change(workspace, args, change)


@writes
def hold_on(workspace: Workspace, args: Namespace) -> int:
    """Let a session begin and end on these days; closed ones are left out."""
    from pmplanner.services.sessions.changes import resize_session

    def change(db: Session, session: SessionDetail) -> None:
        resize_session(db, session.row.id, args.first_day, args.last_day)

    return _change(workspace, args, change)


@writes
def lay_again(workspace: Workspace, args: Namespace) -> int:
    """Lay the days of a session by those of its course."""
    from pmplanner.services.sessions.sessions import lay_anew

    return _change(workspace, args, lambda db, session: lay_anew(db, session.row.id))


def _change(workspace: Workspace, args: Namespace, change: Callable[[Session, SessionDetail], object]) -> int:
    """Change the days of a session as one edit, and say where it is then and what cannot work."""
    from pmplanner.storage.labels import Label

    session = find_session(workspace, args.code, args.plan)
    with workspace.edit(Label.of("session.change-days", session=session.row.code)) as db:
        change(db, session)
    tell(workspace, _CHANGED, [session.row.id])
    return 0


def _ids(workspace: Workspace, args: Namespace) -> tuple[list[int], Counted]:
    """Return the ids of the sessions that are named, and what labels call them."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.storage.labels import Counted

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        ids = list(dict.fromkeys(named_session(db, plan_id, code) for code in args.codes))
    return ids, Counted("sessions", len(ids), args.codes[0])


@writes
def shift_them(workspace: Workspace, args: Namespace) -> int:
    """Move sessions by so many working days, or weeks."""
    from pmplanner.services.sessions.moving import shift_by_days, shift_sessions

    ids, sessions = _ids(workspace, args)
    with workspace.edit(_shift_label(args, sessions)) as db:
        if args.days:
            shift_sessions(db, ids, args.days)
        else:
            shift_by_days(db, ids, 7 * args.weeks)
    tell(workspace, _CHANGED, ids)
    return 0


def _shift_label(args: Namespace, sessions: Counted) -> Label:
    from pmplanner.storage.labels import Counted, Label

    if args.days:
        amount = Counted("working days", abs(args.days))
        if args.days > 0:
            return Label.of("session.move-on", sessions=sessions, days=amount)
        return Label.of("session.move-back", sessions=sessions, days=amount)
    amount = Counted("days", 7 * abs(args.weeks))
    if args.weeks > 0:
        return Label.of("session.move-on", sessions=sessions, days=amount)
    return Label.of("session.move-back", sessions=sessions, days=amount)


@writes
def lengthen_them(workspace: Workspace, args: Namespace) -> int:
    """Let sessions end some working days later, or earlier."""
    from pmplanner.services.sessions.moving import lengthen_sessions
    from pmplanner.storage.labels import Counted, Label

    ids, sessions = _ids(workspace, args)
    amount = Counted("working days", abs(args.days))
    label = Label.of("session.lengthen-by", sessions=sessions, days=amount)
    if args.days < 0:
        label = Label.of("session.shorten-by", sessions=sessions, days=amount)
    with workspace.edit(label) as db:
        lengthen_sessions(db, ids, args.days)
    tell(workspace, _CHANGED, ids)
    return 0


@writes
def copy_one(workspace: Workspace, args: Namespace) -> int:
    """Copy a session, without its people."""
    from pmplanner.services.sessions.sessions import copy_session
    from pmplanner.storage.labels import Label

    row = find_session(workspace, args.code, args.plan).row
    label = Label.of("session.copy", session=row.code)
    if args.start is not None:
        label = Label.of("session.copy-to", session=row.code, day=args.start)
    with workspace.edit(label) as db:
        copy_id = copy_session(db, row.id, args.start)
    tell(workspace, _CHANGED, [copy_id])
    return 0


@writes
def change_its_course(workspace: Workspace, args: Namespace) -> int:
    """Make a session one of another course; its days are laid anew."""
    from pmplanner.services.lookup import find_course
    from pmplanner.services.sessions.sessions import change_course
    from pmplanner.storage.labels import Label, Term

    row = find_session(workspace, args.code, args.plan).row
    with workspace.read() as db:
        course = find_course(db, args.course)
    field = Term("session.course_id")
    label = Label.of("session.change", field=field, session=row.code, value=course.title)
    with workspace.edit(label) as db:
        change_course(db, row.id, course.id)
    tell(workspace, _CHANGED, [row.id])
    return 0


@writes
def remove_them(workspace: Workspace, args: Namespace) -> int:
    """Remove sessions."""
    from pmplanner.services.sessions.sessions import remove_sessions
    from pmplanner.storage.labels import Label

    ids, sessions = _ids(workspace, args)
    with workspace.edit(Label.of("session.remove", sessions=sessions)) as db:
        remove_sessions(db, ids)
    say(said("Removed: {sessions}.", sessions=", ".join(args.codes)))
    return 0


@writes
def equip_one(workspace: Workspace, args: Namespace) -> int:
    """Say what equipment a session asks for."""
    from pmplanner.services.sessions.session_equipment import set_equipment
    from pmplanner.storage.labels import Label

    row = find_session(workspace, args.code, args.plan).row
    with workspace.read() as db:
        counts = counted_equipment(db, args.counts)
    if len(counts) < len([name for name, _ in args.counts if name]):
        raise PlanError(said("The same equipment is named twice."))
    with workspace.edit(Label.of("session.equip", session=row.code)) as db:
        set_equipment(db, row.id, counts)
    what = ", ".join(f"{shown(count)} × {name}" for name, count in args.counts)
    say(said("{session} asks for: {what}.", session=row.code, what=what or "–"))
    tell_problems(workspace, row.id)
    return 0
