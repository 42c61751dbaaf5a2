"""Role tracks: listed, created, given to people, and their paths."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import named_people, people_options
from pmplanner.cli.commands import add_command, add_noun
from pmplanner.cli.output import say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.models import PathKind
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `track`."""
    actions = add_noun(commands, "track", said("List, create and assign role tracks, set their paths"))
    add_command(actions, "list", said("List the tracks with their paths"), list_tracks)
    create = add_command(actions, "create", said("Create a track"), create_track)
    create.add_argument("name", metavar="NAME")
    create.add_argument("--description", default="", metavar="TEXT")
    assign = add_command(actions, "assign", said("Make a track the primary one of people"), assign_track)
    assign.add_argument("track", metavar="TRACK")
    people_options(assign, "title", "team", "person")
    path = add_command(actions, "path", said("Replace the path of a track, in this order"), set_path)
    path.add_argument("track", metavar="TRACK")
    for kind in ("required", "elective"):
        path.add_argument(f"--{kind}", nargs="+", action="extend", default=[], metavar="CODE")


@reads
def list_tracks(workspace: Workspace, _args: Namespace) -> int:
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
        )
        for row in rows
    ]
    say(table(("Code", "Track", "People", "Required", "Elective", "Path"), lines))
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
    """Make a track the primary one of people."""
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people import tracks
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        track, people = find_track(db, args.track), named_people(db, args)
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


@writes
def set_path(workspace: Workspace, args: Namespace) -> int:
    """Replace the path of a track."""
    from pmplanner.models import PathKind
    from pmplanner.services.lookup import find_course, find_track
    from pmplanner.services.people import tracks
    from pmplanner.storage.labels import Label

    if not args.required and not args.elective:
        raise PlanError(said("Say which courses: --required, --elective or both."))
    with workspace.read() as db:
        track = find_track(db, args.track)
        path: list[tuple[int, PathKind]] = [
            *((find_course(db, name).id, PathKind.REQUIRED) for name in args.required),
            *((find_course(db, name).id, PathKind.ELECTIVE) for name in args.elective),
        ]
    with workspace.edit(Label.of("track.set-path", track=track.name)) as db:
        tracks.set_path(db, track.id, path)
    say(
        said(
            "The path of {track} has {required} required and {elective} elective courses.",
            track=track.name,
            required=len(args.required),
            elective=len(args.elective),
        )
    )
    return 0
