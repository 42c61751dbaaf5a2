"""The certificates that people hold, and what of them and of courses is to be renewed when."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import evidence, values
from pmplanner.cli.choosing import filter_options, filtered_people, held_certificate, plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option, may_write
from pmplanner.cli.fields import Field, field_options, given, maybe, something
from pmplanner.cli.output import as_data, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.views.runway import Runway
    from pmplanner.storage.workspace import Workspace

_HELD = {
    "person_id": "Person id", "email": "E-mail", "name": "Name", "certificate": "Certificate",
    "number": "Number", "awarded_on": "Awarded", "valid_until": "Valid until", "units_asked": "Units asked",
    "units_earned": "Earned", "units_missing": "Missing", "unit": "Unit",
}  # fmt: skip
_LINES = {
    "person_id": "Person id", "email": "E-mail", "name": "Name", "team": "Team", "what": "What",
    "code": "Code", "title": "Title", "valid_until": "Valid until", "days_left": "Days left",
    "state": "State", "required": "Required", "renewed_by": "Renewed by", "units_missing": "Units missing",
}  # fmt: skip
_SESSIONS = {
    "course_code": "Course", "course_title": "Title", "first_day": "First day", "last_day": "Last day",
    "session_code": "Session", "people": "People", "person_ids": "Persons",
}  # fmt: skip
_MONTHS = {"month": "Month", "expire": "Expire", "seated": "Seated", "picked": "Picked", "missing": "Missing"}
_VIEWS = {"person": _LINES, "session": _SESSIONS, "month": _MONTHS}
"""The columns of files with their headings in tables, which are English in every language."""


def add_commands(commands: Commands) -> None:
    """Add the noun `certificate` and the command `renewals`."""
    actions = add_noun(commands, "certificate", said("Say which certificates people hold, and renew them"))
    add = add_command(actions, "add", said("Say that a person holds a certificate"), add_held)
    _whose(add)
    add.add_argument("--number", default="", metavar="TEXT", help=said("its number"))
    add.add_argument("--awarded", type=values.a_date, metavar="DAY", help=said("when it was first awarded"))
    add.add_argument(
        "--until",
        type=values.a_date,
        metavar="DAY",
        help=said("its last day; left out where it never expires"),
    )
    add.add_argument(
        "--units",
        type=values.amount,
        metavar="N",
        help=said("units earned towards the next renewal, beside what completions give"),
    )
    renew = add_command(actions, "renew", said("Let a certificate hold on"), renew_held)
    _whose(renew)
    renew.add_argument(
        "--until", type=values.a_date, metavar="DAY", help=said("its last day; by its rule unless given")
    )
    change = add_command(actions, "change", said("Change what is known of a certificate"), change_held)
    _whose(change)
    field_options(change, _fields())
    evidence.add_to_certificates(actions)
    _whose(add_command(actions, "remove", said("Take a certificate off a person"), remove_held))
    listing = add_command(actions, "list", said("List the certificates that people hold"), list_held)
    filter_options(listing)
    format_option(listing)
    renewals = add_command(
        commands,
        "renewals",
        said("Show what expires when, and the sessions in which it is renewed"),
        show_renewals,
    )
    renewals.add_argument(
        "--months",
        type=values.count,
        default=18,
        metavar="N",
        help=said("how far to look ahead (%(default)d)"),
    )
    renewals.add_argument(
        "--window",
        type=values.count,
        default=3,
        metavar="N",
        help=said("in how many months before it expires something is renewed (%(default)d)"),
    )
    renewals.add_argument(
        "--by",
        choices=tuple(_VIEWS),
        default="person",
        help=said("a line for each that expires, for each session that renews, or for each month"),
    )
    renewals.add_argument(
        "--within", type=values.count, metavar="DAYS", help=said("only what expires within so many days")
    )
    renewals.add_argument(
        "--propose", action="store_true", help=said("pick the courses of the sessions for their people")
    )
    renewals.add_argument(
        "--mails",
        type=Path,
        metavar="FOLDER",
        help=said("write mails to the people and their managers into a new folder"),
    )
    filter_options(renewals)
    format_option(renewals)
    plan_option(renewals)


def _fields() -> dict[str, Field]:
    return {
        "number": Field(said("its number")),
        "awarded": Field(said("when it was first awarded"), maybe(values.a_date), "DAY", "awarded_on"),
        "until": Field(said('its last day; "" for never'), maybe(values.a_date), "DAY", "valid_until"),
        "units": Field(said("units earned towards the next renewal"), maybe(values.amount), "N"),
    }


def _whose(parser: ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
    parser.add_argument("certificate", metavar="CERTIFICATE", help=said("code or name"))


@writes
def add_held(workspace: Workspace, args: Namespace) -> int:
    """Say that a person holds a certificate."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.people.certificates import add_held_certificate, find_certificate
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        person_id = find_person(db, args.person).id
        certificate = find_certificate(db, args.certificate)
        certificate_id, code = certificate.id, certificate.code
    label = Label.of("certificate.add", certificate=code, person=People.of([person_id]))
    with workspace.edit(label) as db:
        add_held_certificate(
            db,
            person_id,
            certificate_id,
            number=args.number,
            awarded_on=args.awarded,
            valid_until=args.until,
            units=args.units,
        )
    return _say_held(workspace, person_id, code)


@writes
def renew_held(workspace: Workspace, args: Namespace) -> int:
    """Let a certificate hold on, by its rule or until a day."""
    from pmplanner.services.people.certificates import renew_held_certificate
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        held = held_certificate(db, args.person, args.certificate)
    label = Label.of("certificate.renew", certificate=held.code, person=People.of([held.person_id]))
    with workspace.edit(label) as db:
        renew_held_certificate(db, held.id, args.until)
    return _say_held(workspace, held.person_id, held.code)


@writes
def change_held(workspace: Workspace, args: Namespace) -> int:
    """Change what is known of a certificate."""
    from pmplanner.services.people.certificates import change_held_certificate
    from pmplanner.storage.labels import Label, People

    wanted = given(args, _fields())
    something(wanted)
    with workspace.read() as db:
        held = held_certificate(db, args.person, args.certificate)
    label = Label.of("certificate.change", certificate=held.code, person=People.of([held.person_id]))
    with workspace.edit(label) as db:
        change_held_certificate(db, held.id, **wanted)
    return _say_held(workspace, held.person_id, held.code)


@writes
def remove_held(workspace: Workspace, args: Namespace) -> int:
    """Take a certificate off a person."""
    from pmplanner.services.people.certificates import remove_held_certificate
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        held = held_certificate(db, args.person, args.certificate)
    label = Label.of("certificate.remove", certificate=held.code, person=People.of([held.person_id]))
    with workspace.edit(label) as db:
        remove_held_certificate(db, held.id)
    say(said("{person} no longer holds {certificate}.", person=args.person, certificate=held.code))
    return 0


def _say_held(workspace: Workspace, person_id: int, code: str) -> int:
    from pmplanner.services.people.certificates import list_held_certificates
    from pmplanner.services.people.people import list_people

    with workspace.read() as db:
        name = list_people(db, {person_id})[0].name
        held = next(each for each in list_held_certificates(db, {person_id}) if each.code == code)
    if held.valid_until is None:
        say(said("{person} holds {certificate}, which never expires.", person=name, certificate=code))
    else:
        say(
            said(
                "{person} holds {certificate} until {day}.",
                person=name,
                certificate=code,
                day=held.valid_until,
            )
        )
    return 0


@reads
def list_held(workspace: Workspace, args: Namespace) -> int:
    """List who holds what, with the units that are missing."""
    from pmplanner.services.people.certificates import list_held_certificates
    from pmplanner.services.people.people import list_people

    with workspace.read() as db:
        held = list_held_certificates(db, filtered_people(db, args))
        people = {person.id: person for person in list_people(db, {each.person_id for each in held})}
    order = {person_id: place for place, person_id in enumerate(people)}
    rows: list[Sequence[Value]] = [
        (
            people[each.person_id].employee_id,
            people[each.person_id].email,
            people[each.person_id].name,
            each.code,
            each.number,
            each.awarded_on,
            each.valid_until,
            each.units_asked,
            each.units_earned if each.units_asked is not None else None,
            each.units_missing,
            each.unit,
        )
        for each in sorted(held, key=lambda each: (order[each.person_id], each.code))
    ]
    _write(args.format, _HELD, rows, hidden=2)
    return 0


@may_write
def show_renewals(path: Path, args: Namespace) -> int:
    """Show what expires, or pick what renews it."""
    if args.within is not None and (args.propose or args.by != "person"):
        raise PlanError(said("--within goes only with a line for each that expires."))
    if args.mails is not None and args.propose:
        raise PlanError(said("Pick what renews it first, or write the mails; not both at once."))
    return (_propose if args.propose else _show if args.mails is None else _write_mails)(path, args)


@writes
def _write_mails(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.publishing.reminders import foresee_reminders, note_reminders, write_reminders

    with workspace.keep() as db:
        runway = _runway(db, args)
        lines = [line for line in runway.lines if line.state != "seated"]
        if args.within is not None:
            lines = runway.in_days(args.within)
        reminders = foresee_reminders(db, runway, lines)
        if not reminders:
            say(said("Nothing expires that has no seat in time; no mail is written."))
            return 0
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        plan = find_plan(db, args.plan)
        write_reminders(db, args.mails, reminders, plan.name, now)
        note_reminders(db, args.mails.name, plan.id, reminders)
    say(counted("{n} mail is in {folder}.", "{n} mails are in {folder}.", len(reminders), folder=args.mails))
    return 0


def _runway(db: Session, args: Namespace) -> Runway:
    from pmplanner.services.calendar.clock import today
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.views.runway import read_runway

    return read_runway(
        db,
        find_plan(db, args.plan).id,
        today(),
        months=args.months,
        window_months=args.window,
        person_ids=filtered_people(db, args),
    )


@reads
def _show(workspace: Workspace, args: Namespace) -> int:
    with workspace.read() as db:
        runway = _runway(db, args)
        rows = {"person": _lines, "session": _sessions, "month": _months}[args.by](db, runway, args)
    _write(args.format, _VIEWS[args.by], rows, hidden=2 if args.by == "person" else 0)
    if args.format == "table":
        _say_late(runway)
    return 0


@writes
def _propose(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.plans.renewals import pick_renewals
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        runway = _runway(db, args)
    pairs = runway.picks()
    if not pairs:
        say(said("Nothing is to be renewed in the plan that is not picked already."))
        _say_late(runway)
        return 0
    label = Label.of("pick.renewals", people=People.of(sorted({person for person, _ in pairs})))
    with workspace.edit(label) as db:
        added = pick_renewals(db, runway.plan_id, pairs)
    new = sum(each.session_id is None for each in runway.sessions)
    say(counted("{n} pick is new.", "{n} picks are new.", added))
    say(
        counted(
            "{n} new session is enough for them, beside the free seats of those that there are.",
            "{n} new sessions are enough for them, beside the free seats of those that there are.",
            new,
        )
    )
    _say_late(runway)
    return 0


def _say_late(runway: Runway) -> None:
    if runway.too_late:
        say(
            counted(
                "{n} renewal has no open day left in the plan before it expires.",
                "{n} renewals have no open day left in the plan before they expire.",
                len(runway.too_late),
            )
        )


def _lines(db: Session, runway: Runway, args: Namespace) -> list[Sequence[Value]]:
    from pmplanner.services.exporting.renewal_rows import renewal_rows

    return renewal_rows(db, runway, runway.lines if args.within is None else runway.in_days(args.within))


def _sessions(db: Session, runway: Runway, _args: Namespace) -> list[Sequence[Value]]:
    from pmplanner.services.people.people import list_people

    ids = {person.id: person.employee_id or person.email for person in list_people(db, set(runway.people))}
    return [
        (
            *runway.courses[each.course_id],
            each.first_day,
            each.last_day,
            runway.session_codes[each.session_id] if each.session_id is not None else "",
            len(each.people),
            "; ".join(ids[person] for person in each.people),
        )
        for each in runway.sessions
    ]


def _months(_db: Session, runway: Runway, _args: Namespace) -> list[Sequence[Value]]:
    found: list[Sequence[Value]] = []
    for month in runway.months():
        states = [line.state for line in runway.lines if f"{line.valid_until:%Y-%m}" == month]
        missing = states.count("missing") + states.count("seated too late")
        found.append((month, len(states), states.count("seated"), states.count("picked"), missing))
    return found


def _write(how: str, columns: dict[str, str], rows: list[Sequence[Value]], hidden: int) -> None:
    """Write rows; a table leaves out the first *hidden* columns, by which files tell people apart."""
    if not as_data(how, columns, rows):
        say(table(list(columns.values())[hidden:], [row[hidden:] for row in rows]))
