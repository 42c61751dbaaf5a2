"""Commands that change the workspace, each one edit: plans, tracks, picks, undo, redo."""

import datetime as dt
from argparse import Namespace

from pmplanner.cli.choosing import Chosen, named_courses, named_people
from pmplanner.cli.output import say
from pmplanner.models import PathKind
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course, find_plan, find_track
from pmplanner.services.people import history, tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.publishing.publication_log import remaining
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.storage.workspace import Workspace


def create_plan(workspace: Workspace, asked: Namespace) -> int:
    """Create a plan."""
    with workspace.edit(Label.of("plan.create", plan=asked.name)) as db:
        plans.create_plan(
            db,
            asked.name,
            asked.first_day,
            asked.last_day,
            budget=asked.budget,
            currency=asked.currency,
            target_days=asked.target_days,
        )
    say(
        said(
            "Created the plan {name}, {first_day} – {last_day}.",
            name=asked.name,
            first_day=asked.first_day,
            last_day=asked.last_day,
        )
    )
    return 0


def copy_plan(workspace: Workspace, asked: Namespace) -> int:
    """Copy a plan with its picks, sessions and seats."""
    with workspace.read() as db:
        plan = find_plan(db, asked.name)
    with workspace.edit(Label.of("plan.copy-as", plan=plan.name, name=asked.new_name)) as db:
        plan_id = plans.copy_plan(db, plan.id, asked.new_name)
    with workspace.read() as db:
        (row,) = (row for row in plans.list_plans(db) if row.id == plan_id)
    say(
        said(
            "Copied {plan} as {name}, with {picks} and {sessions}.",
            plan=plan.name,
            name=row.name,
            picks=counted("{n:,} pick", "{n:,} picks", row.picks),
            sessions=counted("{n:,} session", "{n:,} sessions", row.sessions),
        )
    )
    return 0


def remove_plan(workspace: Workspace, asked: Namespace) -> int:
    """Remove a plan, unless it still stands in calendars and nobody has said that it may."""
    with workspace.read() as db:
        plan = find_plan(db, asked.name)
        left = remaining(db, plan.id, dt.datetime.now().astimezone().date())
    if left.events and not asked.leave_calendars:
        raise PlanError(
            said(
                "{plan} still has {events} in {calendars}. Say --leave-calendars to remove it all the "
                "same; after that, export pack with --plan and its name writes what cancels them.",
                plan=plan.name,
                events=counted("{n:,} event", "{n:,} events", left.events),
                calendars=counted("{n:,} calendar", "{n:,} calendars", left.calendars),
            )
        )
    with workspace.edit(Label.of("plan.remove", plan=plan.name)) as db:
        plans.remove_plan(db, plan.id)
    removed = said("Removed the plan {plan}.", plan=plan.name)
    still = counted("{n:,} event still in calendars.", "{n:,} events still in calendars.", left.events)
    say(f"{removed} {still}" if left.events else removed)
    return 0


def create_track(workspace: Workspace, asked: Namespace) -> int:
    """Create a track of the user's own."""
    with workspace.edit(Label.of("track.create", track=asked.name)) as db:
        tracks.add_track(db, asked.name, asked.description)
    say(said("Added the track {name}.", name=asked.name))
    return 0


def assign_track(workspace: Workspace, asked: Namespace) -> int:
    """Make a track the primary one of people."""
    with workspace.read() as db:
        track, people = find_track(db, asked.track), named_people(db, asked)
    label = Label.of("track.assign", track=track.name, people=People.of(people.ids))
    with workspace.edit(label) as db:
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


def set_path(workspace: Workspace, asked: Namespace) -> int:
    """Replace the path of a track."""
    if not asked.required and not asked.elective:
        raise PlanError(said("Say which courses: --required, --elective or both."))
    with workspace.read() as db:
        track = find_track(db, asked.track)
        path: list[tuple[int, PathKind]] = [
            *((find_course(db, name).id, PathKind.REQUIRED) for name in asked.required),
            *((find_course(db, name).id, PathKind.ELECTIVE) for name in asked.elective),
        ]
    with workspace.edit(Label.of("track.set-path", track=track.name)) as db:
        tracks.set_path(db, track.id, path)
    say(
        said(
            "The path of {track} has {required} required and {elective} elective courses.",
            track=track.name,
            required=len(asked.required),
            elective=len(asked.elective),
        )
    )
    return 0


def pick(workspace: Workspace, asked: Namespace) -> int:
    """Pick courses for people."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id
        courses, people = named_courses(db, asked.courses), named_people(db, asked)
    label = Label.of("pick.add", courses=_counted(courses), people=People.of(people.ids))
    with workspace.edit(label) as db:
        new = picks.pick_courses(db, plan_id, people.ids, courses.ids)
    there = len(people.ids) * len(courses.ids) - new
    say(_picked(courses.words, people.words, new, there))
    return 0


def _picked(courses: str, people: str, new: int, there: int) -> str:
    if not there:
        return counted(
            "Picked {courses} for {people}: {n:,} new pick.",
            "Picked {courses} for {people}: {n:,} new picks.",
            new,
            courses=courses,
            people=people,
        )
    return counted(
        "Picked {courses} for {people}: {n:,} new pick ({there:,} were there already).",
        "Picked {courses} for {people}: {n:,} new picks ({there:,} were there already).",
        new,
        courses=courses,
        people=people,
        there=there,
    )


def unpick(workspace: Workspace, asked: Namespace) -> int:
    """Take picks back."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id
        courses, people = named_courses(db, asked.courses), named_people(db, asked)
    pairs = [(person, course) for person in people.ids for course in courses.ids]
    label = Label.of("pick.remove", courses=_counted(courses), people=People.of(people.ids))
    with workspace.edit(label) as db:
        removed = picks.remove_picks(db, plan_id, pairs)
    say(
        counted(
            "Took back {courses} for {people}: {n:,} pick.",
            "Took back {courses} for {people}: {n:,} picks.",
            removed,
            courses=courses.words,
            people=people.words,
        )
    )
    return 0


def exempt(workspace: Workspace, asked: Namespace) -> int:
    """Exempt people from a course."""
    with workspace.read() as db:
        courses, people = named_courses(db, [asked.course]), named_people(db, asked)
    label = Label.of("exemption.add", people=People.of(people.ids), course=courses.words)
    with workspace.edit(label) as db:
        for person_id in people.ids:
            history.exempt_person(db, person_id, courses.ids[0], asked.reason)
    say(said("Exempted {people} from {courses}.", people=people.words, courses=courses.words))
    return 0


def _counted(courses: Chosen) -> Counted:
    return Counted("courses", len(courses.ids), courses.words)


def undo(workspace: Workspace, _asked: Namespace) -> int:
    """Take back the last edit."""
    say(said("Undone: {label}", label=workspace.undo().label))
    return 0


def redo(workspace: Workspace, _asked: Namespace) -> int:
    """Bring back the edit undone last."""
    say(said("Done again: {label}", label=workspace.redo().label))
    return 0
