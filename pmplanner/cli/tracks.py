"""Role tracks: listed, created, given to people, and their paths."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import WHOM, named_people, people_options, plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option, may_write
from pmplanner.cli.output import as_data, print_rows, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.needs.roles import Comparison, RoleBlock, SkillLine, TaughtBy
    from pmplanner.services.people.suggestions import Suggestion
    from pmplanner.services.people.tracks import GroupOf, PathEntry, PathGroupRow
    from pmplanner.services.plans.role_change import RoleChange
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `track`."""
    actions = add_noun(commands, "track", said("List, create and assign role tracks, set their paths"))
    format_option(add_command(actions, "list", said("List the tracks with their paths"), list_tracks))
    create = add_command(actions, "create", said("Create a track"), create_track)
    create.add_argument("name", metavar="NAME")
    create.add_argument("--description", default="", metavar="TEXT")
    rename = add_command(actions, "rename", said("Call a track otherwise"), rename_one)
    rename.add_argument("track", metavar="TRACK")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("--description", metavar="TEXT", help=said("what stands below its name"))
    about = said("Remove a track with its path; who had it has a further one, or none")
    add_command(actions, "remove", about, remove_one).add_argument("track", metavar="TRACK")
    unassign = add_command(actions, "unassign", said("Take the primary track off people"), unassign_track)
    people_options(unassign, *WHOM)
    assign = add_command(actions, "assign", said("Make a track the primary one of people"), assign_track)
    assign.add_argument(
        "--further",
        action="store_true",
        help=said("give it to them beside their primary track; with none, it becomes that"),
    )
    assign.add_argument("track", metavar="TRACK")
    people_options(assign, "title", "team", "manager", "person")
    path = add_command(actions, "path", said("Replace the path of a track, in this order"), set_path)
    path.add_argument("track", metavar="TRACK")
    for kind in ("required", "elective"):
        path.add_argument(f"--{kind}", nargs="+", action="extend", default=[], metavar="CODE")
    path.add_argument(
        "--any",
        dest="groups",
        nargs="+",
        action="append",
        default=[],
        metavar=("NUMBER", "CODE"),
        help=said("a group: so many of these courses are required; repeatable"),
    )
    comparing = add_command(
        actions,
        "compare",
        said("Show two or three tracks side by side: what they share, and what only one has"),
        compare,
    )
    comparing.add_argument("tracks", nargs="+", metavar="TRACK", help=said("two or three of them"))
    format_option(comparing)
    plan_option(comparing)
    changing = add_command(
        actions, "change", said("Tell what another track would ask of a person, or change it"), change
    )
    changing.add_argument("person", metavar="PERSON")
    changing.add_argument("track", metavar="TRACK")
    changing.add_argument(
        "--further", action="store_true", help=said("beside the primary track, not in its place")
    )
    changing.add_argument(
        "--apply", action="store_true", help=said("change the track and pick what it requires and is missing")
    )
    changing.add_argument(
        "--take-back",
        action="store_true",
        help=said("with --apply: also take back the picks for which only the track of before asked"),
    )
    format_option(changing)
    plan_option(changing)
    suggesting = add_command(
        actions, "suggest", said("Tell where the catalogue suggests another path"), suggest
    )
    format_option(suggesting)
    suggesting.add_argument("tracks", nargs="*", metavar="TRACK", help=said("only these; all when left out"))
    suggesting.add_argument(
        "--apply",
        action="store_true",
        help=said("take them; a path of your own only where its track is named"),
    )


@may_write
def suggest(path: Path, args: Namespace) -> int:
    """Tell the paths that the catalogue suggests, or take them."""
    return (take_suggestions if args.apply else list_suggestions)(path, args)


_SUGGESTED = {
    "track": "Track",
    "path": "Path",
    "new_courses": "New courses",
    "courses_out": "Courses out",
    "days": "Days",
    "days_then": "Days then",
    "difference": "Difference",
}


@reads
def list_suggestions(workspace: Workspace, args: Namespace) -> int:
    """Tell where the catalogue suggests another path than a track has, with the difference in days."""
    from pmplanner.day_words import number

    with workspace.read() as db:
        chosen = _chosen_suggestions(db, args)
    lines = [
        (
            each.track,
            "own" if each.replaces_own else "suggested earlier",
            len(each.added),
            len(each.removed),
            number(each.days_now),
            number(each.days_then),
            _signed(each.difference),
        )
        for each in chosen
    ]
    nothing = said("Every path of the catalogue’s tracks is the one that it suggests.")
    print_rows(args, _SUGGESTED, lines, nothing)
    for each in chosen if args.format == "table" else ():
        for heading, titles in (
            (said("comes in"), each.added),
            (said("goes out"), each.removed),
            (said("stands otherwise"), each.moved),
        ):
            for title in titles:
                say(f"  {each.track}, {heading}: {title}")
    return 0


def _signed(days: Decimal) -> str:
    from pmplanner.day_words import number

    return f"+{number(days)}" if days > 0 else number(days)


@writes
def take_suggestions(workspace: Workspace, args: Namespace) -> int:
    """Take the suggested paths; those that the user made only where their tracks are named."""
    from pmplanner.day_words import number
    from pmplanner.services.people import suggestions
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        chosen = _chosen_suggestions(db, args)
    if not args.tracks:
        chosen = [each for each in chosen if not each.replaces_own]
    if not chosen:
        say(said("There is no newer suggestion to take. Name a track to give up its own path."))
        return 0
    label = Label.of("track.take-suggestions", count=len(chosen), track=chosen[0].track)
    with workspace.edit(label) as db:
        suggestions.take_suggestions(db, [each.track_id for each in chosen])
    for each in chosen:
        say(
            said(
                "The path of {track} is the suggested one now: {days_now} → {days_then} days.",
                track=each.track,
                days_now=number(each.days_now),
                days_then=number(each.days_then),
            )
        )
    return 0


def _chosen_suggestions(db: Session, args: Namespace) -> list[Suggestion]:
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people import suggestions

    named = {find_track(db, name).id for name in args.tracks}
    return [each for each in suggestions.list_suggestions(db) if not named or each.track_id in named]


_LISTED = {
    "code": "Code",
    "name": "Track",
    "people": "People",
    "required": "Required",
    "elective": "Elective",
    "path": "Path",
    "any_of": "Any of",
}


@reads
def list_tracks(workspace: Workspace, args: Namespace) -> int:
    """List the tracks with their paths."""
    from pmplanner.models.statuses import PathKind
    from pmplanner.services.people import tracks

    with workspace.read() as db:
        rows = tracks.list_tracks(db)
    lines = [
        (
            row.code,
            row.name,
            row.people,
            " ".join(item.code for item in row.courses(PathKind.REQUIRED)),
            " ".join(item.code for item in row.courses(PathKind.ELECTIVE)),
            "suggested" if row.suggested else "",
            "; ".join(_group_words(group) for group in row.groups),
        )
        for row in rows
    ]
    print_rows(args, _LISTED, lines)
    return 0


def _group_words(group: PathGroupRow) -> str:
    """Return a group as it is given to `--any`."""
    return " ".join((str(group.choose), *(row.code for row in group.courses)))


@writes
def rename_one(workspace: Workspace, args: Namespace) -> int:
    """Call a track otherwise."""
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people.tracks import rename_track
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        track = find_track(db, args.track)
    with workspace.edit(Label.of("track.rename", track=track.name, name=args.name)) as db:
        rename_track(db, track.id, args.name, args.description)
    say(said("{track} is called {name} now.", track=track.name, name=args.name))
    return 0


@writes
def remove_one(workspace: Workspace, args: Namespace) -> int:
    """Remove a track with its path."""
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people.tracks import remove_track
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        track = find_track(db, args.track)
    with workspace.edit(Label.of("track.remove", track=track.name)) as db:
        remove_track(db, track.id)
    say(said("Removed the track {track}.", track=track.name))
    return 0


@writes
def unassign_track(workspace: Workspace, args: Namespace) -> int:
    """Take the primary track off people; the first further one takes its place."""
    from pmplanner.services.people.tracks import assign_track as assign
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        people = named_people(db, args)
    with workspace.edit(Label.of("track.assign-none", people=People.of(people.ids))) as db:
        changed = assign(db, None, people.ids)
    say(counted("Took the track off {n:,} person.", "Took the track off {n:,} people.", changed))
    return 0


@writes
def create_track(workspace: Workspace, args: Namespace) -> int:
    """Create a track of the user's own."""
    from pmplanner.services.people import tracks
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("track.create", track=args.name)) as db:
        tracks.add_track(db, args.name, args.description)
    say(said("Added the track {name}.", name=args.name))
    return 0


@writes
def assign_track(workspace: Workspace, args: Namespace) -> int:
    """Make a track the primary one of people, or a further one."""
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people import tracks
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        track, people = find_track(db, args.track), named_people(db, args)
    verb = "track.assign-further" if args.further else "track.assign"
    label = Label.of(verb, track=track.name, people=People.of(people.ids))
    with workspace.edit(label) as db:
        if args.further:
            changed = tracks.add_further_track(db, track.id, people.ids)
        else:
            changed = tracks.assign_track(db, track.id, people.ids)
    say(_assigned(track.name, changed, len(people.ids) - changed))
    return 0


def _assigned(track: str, changed: int, already: int) -> str:
    if not already:
        return counted(
            "Assigned {track} to {n:,} person.", "Assigned {track} to {n:,} people.", changed, track=track
        )
    return counted(
        "Assigned {track} to {n:,} person; {already:,} had it already.",
        "Assigned {track} to {n:,} people; {already:,} had it already.",
        changed,
        track=track,
        already=already,
    )


@writes
def set_path(workspace: Workspace, args: Namespace) -> int:
    """Replace the path of a track."""
    from pmplanner.models import PathKind
    from pmplanner.services.lookup import find_course, find_track
    from pmplanner.services.people import tracks
    from pmplanner.storage.labels import Label

    if not (args.required or args.groups or args.elective):
        raise PlanError(said("Say which courses: --required, --any, --elective or several of them."))
    with workspace.read() as db:
        track = find_track(db, args.track)
        path: list[PathEntry] = [
            *((find_course(db, name).id, PathKind.REQUIRED) for name in args.required),
            *(_group(db, words) for words in args.groups),
            *((find_course(db, name).id, PathKind.ELECTIVE) for name in args.elective),
        ]
    with workspace.edit(Label.of("track.set-path", track=track.name)) as db:
        tracks.set_path(db, track.id, path)
    say(_path_words(track.name, len(args.required), len(args.groups), len(args.elective)))
    return 0


def _group(db: Session, words: list[str]) -> GroupOf:
    """Return the group that the words of one `--any` name: how many, then the courses."""
    from pmplanner.services.lookup import find_course
    from pmplanner.services.people.tracks import GroupOf

    choose, *names = words
    if not choose.isdecimal() or not names:
        raise PlanError(
            said(
                "“--any {words}” is no group: say how many of its courses are required, then which.",
                words=" ".join(words),
            )
        )
    return GroupOf(int(choose), tuple(find_course(db, name).id for name in names))


def _path_words(track: str, required: int, groups: int, elective: int) -> str:
    if not groups:
        return said(
            "The path of {track} has {required} required and {elective} elective courses.",
            track=track,
            required=required,
            elective=elective,
        )
    return counted(
        "The path of {track} has {required} required courses, {n} group and {elective} elective courses.",
        "The path of {track} has {required} required courses, {n} groups and {elective} elective courses.",
        groups,
        track=track,
        required=required,
        elective=elective,
    )


_COMPARED = ("tracks", "skill", "have", "planned", "lack", "courses")


@reads
def compare(workspace: Workspace, args: Namespace) -> int:
    """Show the skills and days that tracks share, and those that only one of them has."""
    from pmplanner.day_words import number
    from pmplanner.services.lookup import find_plan, find_track
    from pmplanner.services.needs.roles import compare_tracks

    with workspace.read() as db:
        tracks = [find_track(db, name).id for name in args.tracks]
        found = compare_tracks(db, find_plan(db, args.plan).id, tracks)
    rows = [
        (_block_name(found, block), line.name, line.have, line.planned, line.lack, _courses_of(line))
        for block in found.blocks
        for line in block.skills
    ]
    if as_data(args.format, _COMPARED, rows):
        return 0
    say(table(("Tracks", "Skill", "Have", "Planned", "Lack", "Courses"), rows))
    for block in found.blocks:
        say(said("{tracks}: {days} days", tracks=_block_name(found, block), days=number(block.days)))
    for track_id, days in found.path_days.items():
        say(said("Path of {track}: {days} days", track=found.tracks[track_id], days=number(days)))
    return 0


def _block_name(found: Comparison, block: RoleBlock) -> str:
    return " + ".join(found.tracks[track_id] for track_id in block.track_ids)


def _courses_of(line: SkillLine) -> str:
    return "; ".join(f"{course.code} ({_kinds_of(course)})" for course in line.courses)


def _kinds_of(course: TaughtBy) -> str:
    return "/".join(dict.fromkeys(course.kinds.values()))


_CHANGE = ("course_code", "course_title", "days", "state", "by_course", "how", "due")


@may_write
def change(path: Path, args: Namespace) -> int:
    """Tell what another track would ask of a person, or change it."""
    if args.take_back and not args.apply:
        raise PlanError(said("--take-back goes with --apply."))
    return (change_track if args.apply else foresee_change)(path, args)


@reads
def foresee_change(workspace: Workspace, args: Namespace) -> int:
    """Tell what a person would bring to a track, what it would ask for, and which picks would be spare."""
    from pmplanner.services.lookup import find_person, find_plan, find_track
    from pmplanner.services.plans.role_change import foresee_role_change

    with workspace.read() as db:
        person, track = find_person(db, args.person), find_track(db, args.track)
        plan_id = find_plan(db, args.plan).id
        found = foresee_role_change(db, plan_id, person.id, track.id, adding=args.further)
    rows = [*_asked_rows(found), *_spare_rows(found)]
    if not as_data(args.format, _CHANGE, rows):
        say(table(("Course", "Title", "Days", "State", "By course", "How", "Renewal due"), rows))
        _say_change(found)
    return 0


def _asked_rows(found: RoleChange) -> list[Sequence[Value]]:
    return [
        (
            each.code,
            each.title,
            each.need.days,
            each.need.state,
            each.by_title,
            "pick" if each.need.state == "satisfied" else each.need.source or "",
            each.need.due,
        )
        for each in (*found.brought, *found.needed)
    ]


def _spare_rows(found: RoleChange) -> list[Sequence[Value]]:
    return [(each.code, each.title, each.days, "spare", "", "pick", None) for each in found.spare]


def _say_change(found: RoleChange) -> None:
    from pmplanner.day_words import number
    from pmplanner.services.needs.standing_in_plan import standing_word

    if why := standing_word(found.standing):
        say(said("{person} does not count in the plan: {why}.", person=found.person, why=why))
    say(
        said(
            "{person} as {track}: {brought} days are there, {needed} days would be picked.",
            person=found.person,
            track=found.track,
            brought=number(found.brought_days),
            needed=number(found.needed_days),
        )
    )
    skills = found.skills
    say(said("Skills that are there: {skills}", skills=", ".join(skills.having) or "–"))
    say(said("Skills that are planned: {skills}", skills=", ".join(skills.planning) or "–"))
    say(said("Skills that are lacking: {skills}", skills=", ".join(skills.lacking) or "–"))
    if found.spare:
        say(
            counted(
                "{n} pick would be asked for no more (days: {days}); --take-back takes it back.",
                "{n} picks would be asked for no more (days: {days}); --take-back takes them back.",
                len(found.spare),
                days=number(found.spare_days),
            )
        )


@writes
def change_track(workspace: Workspace, args: Namespace) -> int:
    """Change the track of a person and pick what it requires, as one edit."""
    from pmplanner.services.lookup import find_person, find_plan, find_track
    from pmplanner.services.plans.role_change import change_role
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        person, track = find_person(db, args.person), find_track(db, args.track)
        plan_id = find_plan(db, args.plan).id
    verb = "person.add-role" if args.further else "person.change-role"
    with workspace.edit(Label.of(verb, person=People.of([person.id]), track=track.name)) as db:
        done = change_role(db, plan_id, person.id, track.id, adding=args.further, take_back=args.take_back)
    new = counted("{n} pick is new", "{n} picks are new", done.picked)
    gone = counted("{n} was taken back", "{n} were taken back", done.taken_back)
    say(said("The track is {track} now: {new}, {gone}.", track=track.name, new=new, gone=gone))
    return 0
