"""What a change of tracks makes of the picks: courses to add, and picks that are needed no longer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, PersonTrack, Pick, Seat
from pmplanner.services.lookup import among, fold, person_name
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.paths import Path, read_paths
from pmplanner.services.pick_status.pick_status import OPEN, PickStatus, list_pick_statuses
from pmplanner.services.plans.picks import Pair, add_picks, remove_picks

Tracks = frozenset[int]


@dataclass(frozen=True, slots=True)
class CourseName:
    """A course as the question names it."""

    course_id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a person's picks in a plan lack of what the tracks require now, and have too much."""

    person_id: int
    name: str
    to_add: tuple[CourseName, ...]
    """Required now, not credited and not picked, in the order of the path."""
    not_needed: tuple[CourseName, ...]
    """Picked and open, asked for by the tracks before, and satisfying nothing that those of now require."""


def tracks_of(db: Session, person_ids: Collection[int] | None = None) -> dict[int, Tracks]:
    """Return by person the primary and the further tracks, of all people or of those named.

    Asked for before an edit, it says afterwards what has changed.
    """
    found: dict[int, set[int]] = {}
    people = select(Person.id, Person.primary_track_id).where(*among(Person.id, person_ids))
    for person_id, track_id in db.execute(people):
        if person_ids is None or person_id in person_ids:
            found[person_id] = set() if track_id is None else {track_id}
    further = select(PersonTrack.person_id, PersonTrack.track_id)
    for person_id, track_id in db.execute(further.where(*among(PersonTrack.person_id, person_ids))):
        if person_id in found:
            found[person_id].add(track_id)
    return {person_id: frozenset(tracks) for person_id, tracks in found.items()}


def foresee_difference(db: Session, plan_id: int, before: Mapping[int, Tracks]) -> list[Difference]:
    """Return what people lack and need no longer, by name; who has neither is left out.

    *before* gives by person the tracks that were; none for somebody new. Whoever has the same tracks
    as before is left out.
    """
    now = tracks_of(db, before.keys())
    changed = [person_id for person_id, tracks in now.items() if tracks != before[person_id]]
    if not changed:
        return []
    needs = read_needs(db, plan_id, changed)
    used = {need.pick_id for theirs in needs.values() for need in theirs}
    paths = read_paths(db)
    unneeded = {
        person_id: [pick.course_id for pick in picks if pick.pick_id not in used]
        for person_id, picks in _open_picks(db, plan_id, changed).items()
    }
    names = _people(db, changed)
    courses = _courses(db)
    found = [
        Difference(
            person_id,
            names[person_id],
            tuple(courses[need.course_id] for need in needs.get(person_id, ()) if need.state == "missing"),
            tuple(
                courses[key]
                for key in unneeded.get(person_id, ())
                if any(key in _asked_for(paths.get(track)) for track in before[person_id])
            ),
        )
        for person_id in changed
    ]
    return sorted(
        (each for each in found if each.to_add or each.not_needed),
        key=lambda each: (fold(each.name), each.person_id),
    )


def apply_difference(
    db: Session, plan_id: int, add: Collection[Pair], remove: Collection[Pair]
) -> tuple[int, int]:
    """Pick and take back (person, course) pairs; return how many were added and how many taken back.

    Raises PlanError as :func:`pmplanner.services.plans.picks.remove_picks`.
    """
    return add_picks(db, plan_id, add), remove_picks(db, plan_id, remove)


def pairs_of(differences: Iterable[Difference]) -> tuple[list[Pair], list[Pair]]:
    """Return all that is to be added and all that is not needed, as (person, course) pairs."""
    differences = list(differences)
    add = [(each.person_id, course.course_id) for each in differences for course in each.to_add]
    remove = [(each.person_id, course.course_id) for each in differences for course in each.not_needed]
    return add, remove


def _asked_for(path: Path | None) -> frozenset[int]:
    """Return the courses that a path requires, outright or as some of a group."""
    if path is None:
        return frozenset()
    return frozenset((*path.required, *(course for group in path.groups for course in group.courses)))


def _open_picks(db: Session, plan_id: int, person_ids: Collection[int]) -> dict[int, list[PickStatus]]:
    """Return by person the open picks, without those of which a seat tells."""
    seated = select(Seat.pick_id).join(Pick, Pick.id == Seat.pick_id)
    with_seat = set(db.scalars(seated.where(Pick.plan_id == plan_id, *among(Pick.person_id, person_ids))))
    found: dict[int, list[PickStatus]] = {}
    for pick in list_pick_statuses(db, plan_id, person_ids):
        if pick.status == OPEN and pick.pick_id not in with_seat:
            found.setdefault(pick.person_id, []).append(pick)
    return found


def _people(db: Session, person_ids: Collection[int]) -> dict[int, str]:
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    return {row[0]: person_name(*row) for row in db.execute(query.where(*among(Person.id, person_ids)))}


def _courses(db: Session) -> dict[int, CourseName]:
    query = select(Course.id, Course.code, Course.title)
    return {row[0]: CourseName(*row) for row in db.execute(query)}
