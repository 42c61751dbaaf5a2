"""People: added, changed, leaving and coming back, likely duplicates and merging them."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pmplanner.cli import person_details, values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe
from pmplanner.cli.output import as_data, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.people.tracks import TitleTrack
    from pmplanner.services.plans.departures import Departure
    from pmplanner.services.plans.differences import Difference, Tracks
    from pmplanner.storage.workspace import Workspace

_TEXTS = {
    "id": ("employee_id", marked("employee id")),
    "first": ("first_name", marked("first name")),
    "last": ("last_name", marked("last name")),
    "email": ("email", marked("e-mail")),
    "title": ("job_title", marked("job title")),
    "team": ("team", marked("team")),
    "location": ("location", marked("location")),
    "manager": ("manager_name", marked("the manager's name")),
    "manager-email": ("manager_email", marked("the manager's e-mail")),
}
"""Option to column and explanation of the texts of a person."""

_DAYS = {"from": ("start_date", marked("first day")), "until": ("end_date", marked("last day"))}

FOUND = 1
"""The exit status where likely duplicates were found."""


def add_commands(commands: Commands) -> None:
    """Add the noun `person`."""
    actions = add_noun(commands, "person", said("Add and change people, let them leave and come back, merge"))
    add = add_command(actions, "add", said("Add a person"), add_person)
    _value_options(add)
    _difference_options(add)
    change = add_command(actions, "change", said("Change what is known of a person"), change_person)
    change.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
    _value_options(change)
    _difference_options(change)
    leave = add_command(
        actions, "leave", said("Set the last day of a person, and say what comes after it"), leave_on
    )
    _person_and_day(leave)
    leave.add_argument(
        "--release", action="store_true", help=said("take the person out of seats and picks to come")
    )
    leave.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    _person_and_day(
        add_command(actions, "rejoin", said("Let somebody who left begin again on a day"), rejoin_on)
    )
    person_details.add_actions(actions)
    duplicates = add_command(
        actions, "duplicates", said("List people who may be in the workspace twice"), list_duplicates
    )
    format_option(duplicates)
    _merge_options(add_command(actions, "merge", said("Merge a person into another one"), merge))


def _person_and_day(parser: ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
    parser.add_argument("day", type=values.a_date, metavar="DAY")


def _value_options(parser: ArgumentParser) -> None:
    """Let the values of a person be given; what is not given stays as it is."""
    for option, (column, about) in _TEXTS.items():
        parser.add_argument(f"--{option}", dest=column, metavar="TEXT", default=SUPPRESS, help=resaid(about))
    for option, (column, about) in _DAYS.items():
        parser.add_argument(
            f"--{option}",
            dest=column,
            type=values.a_date,
            metavar="DAY",
            default=SUPPRESS,
            help=resaid(about),
        )
    field_options(parser, _week())
    parser.add_argument("--track", metavar="TRACK", help=said('primary track; "" for none'))
    parser.add_argument(
        "--further",
        nargs="+",
        action="extend",
        metavar="TRACK",
        help=said('the further tracks, in place of those that there are; "" for none'),
    )


def _week() -> dict[str, Field]:
    return {
        "days": Field(said('"mon tue"; "" for the week of the workspace'), column="working_days"),
        "day-begins": Field(said('when work begins; "" as the site'), maybe(values.time_of_day), "TIME"),
        "day-ends": Field(said('when work ends; "" as the site'), maybe(values.time_of_day), "TIME"),
    }


def _difference_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--apply",
        action="store_true",
        help=said("pick what the tracks require now, and take back what is needed no longer"),
    )
    plan_option(parser)


def _merge_options(parser: ArgumentParser) -> None:
    parser.add_argument("keep", metavar="KEEP", help=said("who stays: employee id, e-mail or name"))
    parser.add_argument("other", metavar="OTHER", help=said("who is merged into that one"))
    parser.add_argument(
        "--take",
        nargs="+",
        action="extend",
        metavar="VALUE",
        help=said("values taken from OTHER, such as email or track; else those that KEEP has not"),
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))


# Adding and changing


@writes
def add_person(workspace: Workspace, args: Namespace) -> int:
    """Add a person, and say or pick what the tracks require."""
    from pmplanner.services.people import people
    from pmplanner.storage.journal import relabel
    from pmplanner.storage.labels import Label, People

    wanted = _given(args)
    with workspace.read() as db:
        wanted |= _primary(db, args)
    with workspace.edit(Label.of("person.add-new")) as db:
        person_id = people.add_person(db, **wanted)
        relabel(db, Label.of("person.add", person=People.of([person_id])))
        _set_further(db, args, person_id)
    say(said("Added {person}.", person=_name(workspace, person_id)))
    _tell_difference(workspace, args, {person_id: frozenset()})
    return 0


@writes
def change_person(workspace: Workspace, args: Namespace) -> int:
    """Change a person, and say or do what that makes of the picks."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.plans.differences import tracks_of
    from pmplanner.services.plans.people_changes import change_person as change
    from pmplanner.storage.labels import Label, People

    wanted = _given(args)
    with workspace.read() as db:
        person_id = find_person(db, args.person).id
        wanted |= _primary(db, args)
        before = tracks_of(db, [person_id])
    if not wanted and args.further is None:
        raise PlanError(said("Say what to change, such as --title, --team or --track."))
    with workspace.edit(Label.of("person.change-several", person=People.of([person_id]))) as db:
        change(db, person_id, **wanted)
        _set_further(db, args, person_id)
    say(said("Changed {person}.", person=_name(workspace, person_id)))
    if "end_date" in wanted:
        _tell_departures(workspace, person_id)
    if "job_title" in wanted and args.track is None:
        _tell_title(workspace, person_id)
    _tell_difference(workspace, args, before)
    return 0


def _tell_title(workspace: Workspace, person_id: int) -> None:
    """Say which track others of the new job title have, or its words tell."""
    from pmplanner.services.people.tracks import suggested_tracks

    with workspace.read() as db:
        for found in suggested_tracks(db, [person_id]).values():
            say(_title_words(found))


def _title_words(found: TitleTrack) -> str:
    if not found.reason:
        return said(
            "People called “{title}” have the track {track}: --track gives it to {person}.",
            title=found.title,
            track=found.track,
            person=found.person,
        )
    return said(
        "The title “{title}” suggests the track {track} ({reason}): --track gives it to {person}.",
        title=found.title,
        track=found.track,
        reason=found.reason,
        person=found.person,
    )


def _given(args: Namespace) -> dict[str, object]:
    from pmplanner.services.settings import bits_of_week

    columns = [column for column, _ in (*_TEXTS.values(), *_DAYS.values())]
    found = {column: getattr(args, column) for column in columns if hasattr(args, column)}
    week = given(args, _week())
    if "working_days" in week:
        week["working_days"] = bits_of_week(str(week["working_days"]))
    return found | week


def _primary(db: Session, args: Namespace) -> dict[str, object]:
    from pmplanner.services.lookup import find_track

    if args.track is None:
        return {}
    return {"primary_track_id": find_track(db, args.track).id if args.track.strip() else None}


def _set_further(db: Session, args: Namespace, person_id: int) -> None:
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people.tracks import set_further_tracks

    if args.further is not None:
        set_further_tracks(db, person_id, [find_track(db, name).id for name in args.further if name.strip()])


def _name(workspace: Workspace, person_id: int) -> str:
    from pmplanner.services.people.people import list_people

    with workspace.read() as db:
        return list_people(db, [person_id])[0].name


def _tell_difference(workspace: Workspace, args: Namespace, before: Mapping[int, Tracks]) -> None:
    """Say what the tracks of now make of the picks; with --apply do it."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans.differences import apply_difference, foresee_difference, pairs_of, tracks_of
    from pmplanner.services.plans.plans import list_plans
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        if tracks_of(db, before.keys()) == dict(before) and not args.apply:
            return
        if args.plan is None and not args.apply and len(list_plans(db)) != 1:
            return
        plan_id = find_plan(db, args.plan).id
        differences = foresee_difference(db, plan_id, before)
    for line in _difference_lines(differences):
        say(line)
    if not args.apply or not differences:
        return
    add, remove = pairs_of(differences)
    with workspace.edit(Label.of("person.fit-picks", people=People.of(before))) as db:
        added, taken = apply_difference(db, plan_id, add, remove)
    say(
        said(
            "Picked: {added:,}. Taken back: {taken:,}.",
            added=added,
            taken=taken,
        )
    )


def _difference_lines(differences: Sequence[Difference]) -> list[str]:
    lines = []
    for each in differences:
        for course in each.to_add:
            lines.append(said("  to add: {code} {title}", code=course.code, title=course.title))
        for course in each.not_needed:
            lines.append(said("  no longer needed: {code} {title}", code=course.code, title=course.title))
    return lines


# Leaving and coming back


@writes
def leave_on(workspace: Workspace, args: Namespace) -> int:
    """Set the last day, and say or give up what comes after it."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.people.employment import leave
    from pmplanner.services.plans.departures import release
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        person_id = find_person(db, args.person).id
    if args.dry_run:
        _tell_departures(workspace, person_id, args)
        say(said("Nothing was changed."))
        return 0
    label = Label.of("person.leave", person=People.of([person_id]), day=args.day)
    with workspace.edit(label) as db:
        leave(db, person_id, args.day)
        released = release(db, [person_id]) if args.release else []
    say(said("{person} leaves on {day}.", person=_name(workspace, person_id), day=args.day))
    if args.release:
        _say_departures(released, done=True)
    else:
        _tell_departures(workspace, person_id)
    return 0


def _tell_departures(workspace: Workspace, person_id: int, args: Namespace | None = None) -> None:
    """Say what a person has after the last day, or after the day that is asked for."""
    from pmplanner.services.plans.departures import foresee_departures

    days = None if args is None else {person_id: args.day}
    with workspace.read() as db:
        _say_departures(foresee_departures(db, [person_id], days), done=False)


def _say_departures(departures: Sequence[Departure], *, done: bool) -> None:
    from pmplanner.services.plans.departures import in_words, locked_words

    what = in_words(departures)
    if what:
        say(
            said("Given up: {what}.", what=what)
            if done
            else said("To come after that day: {what}. --release gives them up.", what=what)
        )
    if locked := locked_words(departures):
        say(locked)


@writes
def rejoin_on(workspace: Workspace, args: Namespace) -> int:
    """Let somebody who left begin again; the time before is kept."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.people.employment import list_spells, rejoin, words
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        person_id = find_person(db, args.person).id
    with workspace.edit(Label.of("person.rejoin", person=People.of([person_id]), day=args.day)) as db:
        rejoin(db, person_id, args.day)
    with workspace.read() as db:
        *earlier, _ = list_spells(db, [person_id])[person_id]
    before = "; ".join(words(spell) for spell in earlier)
    name = _name(workspace, person_id)
    say(said("{person} comes back on {day}; before: {before}.", person=name, day=args.day, before=before))
    return 0


# Duplicates


@reads
def list_duplicates(workspace: Workspace, args: Namespace) -> int:
    """List likely duplicates, the likeliest first."""
    from pmplanner.services.people.duplicates import list_duplicates as duplicates
    from pmplanner.services.people.people import list_people

    with workspace.read() as db:
        pairs = duplicates(db)
        people = {row.id: row for row in list_people(db, {i for p in pairs for i in (p.keep, p.other)})}
    header = ("reason", "person_id", "name", "email", "other_person_id", "other_name", "other_email")
    rows = [
        (
            pair.reason,
            *(
                value
                for person in (people[pair.keep], people[pair.other])
                for value in (person.employee_id, person.name, person.email)
            ),
        )
        for pair in pairs
    ]
    if as_data(args.format, header, rows):
        return FOUND if rows else 0
    if rows:
        say(table(("Reason", "Id", "Name", "E-mail", "Id", "Name", "E-mail"), rows))
    else:
        say(said("Nobody seems to be here twice."))
    return FOUND if rows else 0


@writes
def merge(workspace: Workspace, args: Namespace) -> int:
    """Merge a person into another one, with everything."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.plans.merging_people import foresee_merge, merge_people
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        keep_id, other_id = find_person(db, args.keep).id, find_person(db, args.other).id
        preview = foresee_merge(db, keep_id, other_id)
    names = _name(workspace, keep_id), _name(workspace, other_id)
    taken = preview.take if args.take is None else frozenset(args.take)
    for line in preview.lines:
        say(line)
    if taken:
        say(said("Taken from {other}: {values}.", other=names[1], values=", ".join(sorted(taken))))
    if args.dry_run:
        say(said("Nothing was changed."))
        return 0
    label = Label.of("person.merge", person=People.of([keep_id]), other=People.of([other_id]))
    with workspace.edit(label) as db:
        merge_people(db, keep_id, other_id, taken)
    say(said("Merged {other} into {keep}.", other=names[1], keep=names[0]))
    return 0
