"""Role tracks side by side as the window shows them, and the people behind a number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.needs.roles import MOST_TRACKS, Comparison, SkillLine, compare_tracks
from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import TrackRow, list_tracks

Has = Literal["have", "planned", "lack"]
"""Whether somebody has a skill, plans it, or lacks it."""
HAS: tuple[Has, ...] = ("lack", "planned", "have")
"""In the order in which people are listed."""


class RoleSheet(NamedTuple):
    """Tracks side by side; *found* is None where there are fewer than two tracks."""

    plan_id: int
    tracks: Mapping[int, TrackRow]
    """All that there are, in order."""
    found: Comparison | None
    courses: Mapping[int, str]
    """The titles of all courses."""


def read_roles(db: Session, plan_id: int, wanted: Sequence[int]) -> RoleSheet:
    """Compare the tracks that are *wanted*; in the place of those that are gone stand the first ones.

    Raises PlanError when the plan is gone.
    """
    tracks = {track.id: track for track in list_tracks(db)}
    chosen = [track_id for track_id in dict.fromkeys(wanted) if track_id in tracks][:MOST_TRACKS]
    others = [track_id for track_id in tracks if track_id not in chosen]
    chosen += others[: max(0, 2 - len(chosen))]
    found = compare_tracks(db, plan_id, chosen) if len(chosen) > 1 else None
    titles = {row[0]: row[1] for row in plain_rows(db, select(Course.id, Course.title))}
    return RoleSheet(plan_id, tracks, found, titles)


class SkillPerson(NamedTuple):
    """Somebody behind a number of a skill."""

    id: int
    name: str
    team: str
    track: str
    has: Has
    course: str
    """The course through which it is had or planned; empty where it is lacking."""


def list_skill_people(
    db: Session, line: SkillLine, wanted: Collection[Has], titles: Mapping[int, str]
) -> list[SkillPerson]:
    """Return the people who have, plan or lack a skill, as *wanted*: those who lack it first, by name."""
    by: dict[Has, Mapping[int, int | None]] = {
        "lack": dict.fromkeys(line.lacking),
        "planned": line.planning,
        "have": line.having,
    }
    asked = {person_id for has in wanted for person_id in by[has]}
    people = {person.id: person for person in list_people(db, asked)}

    def rows(has: Has) -> Iterable[SkillPerson]:
        for person_id, course in by[has].items():
            # Whoever is gone since is not there any more.
            if (person := people.get(person_id)) is not None:
                title = "" if course is None else titles.get(course, "")
                yield SkillPerson(person_id, person.name, person.team, person.track, has, title)

    return [
        row
        for has in HAS
        if has in wanted
        for row in sorted(rows(has), key=lambda row: (fold(row.name), row.id))
    ]
