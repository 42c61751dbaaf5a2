"""Tracks and their paths, and who has which."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseTrack, PathItem, Person, PersonTrack, Track
from pmplanner.models import PathKind as PathKind
from pmplanner.sentences import marked, said
from pmplanner.services.catalog.codes import free_code, initials
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken, tidy
from pmplanner.services.lookup import among, fold, get
from pmplanner.storage import journal


@dataclass(frozen=True, slots=True)
class PathRow:
    """A course in a track's path."""

    course_id: int
    code: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A track as lists show it; *suggested* while its path is the catalogue's own."""

    id: int
    code: str
    name: str
    position: int
    description: str
    bundled: bool
    suggested: bool
    people: int
    path: tuple[PathRow, ...]

    def courses(self, kind: PathKind) -> list[PathRow]:
        """Return the courses of one kind, in order."""
        return [row for row in self.path if row.kind == kind]


def list_tracks(db: Session) -> list[TrackRow]:
    """Return all tracks in order with their paths."""
    people = dict(
        db.execute(select(Person.primary_track_id, func.count()).group_by(Person.primary_track_id)).all()
    )
    paths: dict[int, list[PathRow]] = {}
    query = (
        select(PathItem.track_id, Course.id, Course.code, Course.title, PathItem.kind)
        .join(Course, Course.id == PathItem.course_id)
        .order_by(PathItem.track_id, PathItem.position)
    )
    for track_id, course_id, code, title, kind in db.execute(query):
        paths.setdefault(track_id, []).append(PathRow(course_id, code, title, kind))
    return [
        TrackRow(
            t.id,
            t.code,
            t.name,
            t.position,
            t.description,
            t.bundled,
            t.suggested,
            people.get(t.id, 0),
            tuple(paths.get(t.id, ())),
        )
        for t in db.scalars(select(Track).order_by(Track.position, Track.id))
    ]


def add_track(db: Session, name: str, description: str = "") -> int:
    """Add a track of the user's own and return its id; raise PlanError when the name is taken or empty."""
    last = db.scalar(select(func.max(Track.position)))
    track = Track(name=tidy(name), position=0 if last is None else last + 1, description=description)
    _check_name(db, track)
    track.code = _free_code(db, track.name)
    db.add(track)
    db.flush()
    return track.id


def _free_code(db: Session, name: str) -> str:
    taken = {fold(code) for code in db.scalars(select(Track.code))}
    return free_code(initials(name, 4, "T"), taken, joint="")


def rename_track(db: Session, track_id: int, name: str, description: str | None = None) -> None:
    """Rename a track; raise PlanError when the name is taken or empty."""
    track = get(db, Track, track_id)
    with db.no_autoflush:
        track.name = tidy(name)
        _check_name(db, track)
    if description is not None:
        track.description = description


def _check_name(db: Session, track: Track) -> None:
    if not track.name:
        raise PlanError(said("A track needs a name."))
    refuse_taken(db, track, "name", marked("There is already a track “{text}”."))


def remove_track(db: Session, track_id: int) -> None:
    """Remove a track with its path; its people have no track afterwards."""
    track = get(db, Track, track_id)
    for person in db.scalars(select(Person).where(Person.primary_track_id == track_id)):
        person.primary_track_id = None
    for kind in (PathItem, CourseTrack, PersonTrack):
        journal.bulk_delete(db, kind, db.scalars(select(kind.id).where(kind.track_id == track_id)))
    db.delete(track)


def set_path(db: Session, track_id: int, path: Sequence[tuple[int, PathKind]]) -> None:
    """Make the courses the track's path, in this order; from now on it is the user's own.

    Raises PlanError when a course stands there twice, or is gone.
    """
    track = get(db, Track, track_id)
    if len({course_id for course_id, _ in path}) < len(path):
        raise PlanError(said("A course can stand in the path of {track} only once.", track=track.name))
    present = {
        item.course_id: item for item in db.scalars(select(PathItem).where(PathItem.track_id == track_id))
    }
    for position, (course_id, kind) in enumerate(path):
        item = present.pop(course_id, None)
        if item is None:
            get(db, Course, course_id)
            db.add(PathItem(track_id=track_id, course_id=course_id, kind=kind, position=position))
        else:
            item.kind, item.position = kind, position
    for item in present.values():
        db.delete(item)
    track.suggested = False


def assign_track(db: Session, track_id: int | None, person_ids: Collection[int]) -> int:
    """Make the track (or none) the primary one of these people; return how many it changed.

    Whoever had it as a further track has it no longer beside the primary one.
    """
    if track_id is not None:
        get(db, Track, track_id)
        further = db.execute(
            select(PersonTrack.id, PersonTrack.person_id).where(PersonTrack.track_id == track_id)
        )
        wanted = set(person_ids)
        journal.bulk_delete(db, PersonTrack, [row for row, person_id in further if person_id in wanted])
    wanted = set(person_ids)
    tracks = db.execute(select(Person.id, Person.primary_track_id).where(*among(Person.id, wanted)))
    others = [person_id for person_id, present in tracks if person_id in wanted and present != track_id]
    return journal.bulk_update(db, Person, {i: {"primary_track_id": track_id} for i in others})


def set_further_tracks(db: Session, person_id: int, track_ids: Iterable[int]) -> None:
    """Make these the further tracks of a person, beside the primary one."""
    person = get(db, Person, person_id)
    wanted = set(track_ids) - {person.primary_track_id}
    for row in db.scalars(select(PersonTrack).where(PersonTrack.person_id == person_id)):
        if row.track_id in wanted:
            wanted.remove(row.track_id)
        else:
            db.delete(row)
    db.add_all(PersonTrack(person_id=person_id, track_id=track_id) for track_id in sorted(wanted))


GroupBy = Literal["title", "team"]


@dataclass(frozen=True, slots=True)
class TrackGroup:
    """The people of one job title or team, and the track that its words suggest.

    *tracks* are those they have now with how many have them, the most frequent first; None is no
    track. *word* is the word that made the suggestion.
    """

    name: str
    people: int
    tracks: tuple[tuple[int | None, int], ...]
    suggested_id: int | None = None
    word: str = ""

    def would_change(self, track_id: int | None) -> int:
        """Return how many of the people do not have this track yet."""
        return self.people - dict(self.tracks).get(track_id, 0)


def list_track_groups(db: Session, by: GroupBy) -> list[TrackGroup]:
    """Return the job titles or teams that people have, those with the most people first."""
    column = Person.job_title if by == "title" else Person.team
    names: dict[str, Counter[str]] = defaultdict(Counter)
    tracks: dict[str, Counter[int | None]] = defaultdict(Counter)
    for name, track_id in db.execute(select(column, Person.primary_track_id).where(column != "")):
        names[fold(name)][name] += 1
        tracks[fold(name)][track_id] += 1
    words = _telling_words(db)
    groups = [
        TrackGroup(
            names[key].most_common(1)[0][0], count.total(), tuple(count.most_common()), *suggest(key, words)
        )
        for key, count in tracks.items()
    ]
    return sorted(groups, key=lambda group: (-group.people, fold(group.name)))


def _telling_words(db: Session) -> dict[str, int]:
    """Return the words that only one track has in its name, with the track: product, project, program."""
    owners: dict[str, set[int]] = defaultdict(set)
    for track_id, name in db.execute(select(Track.id, Track.name)):
        for word in _words(name):
            owners[word].add(track_id)
    return {word: min(ids) for word, ids in owners.items() if len(ids) == 1}


def suggest(text: str, words: Mapping[str, int]) -> tuple[int | None, str]:
    """Return the track of the first telling word in *text* with that word; None and "" without one."""
    found = next((word for word in _words(text) if word in words), "")
    return words.get(found), found


def _words(text: str) -> list[str]:
    """Return the words as they are compared: no case, British "programme" as "program"."""
    return ["program" if word == "programme" else word for word in re.findall(r"\w+", fold(text))]


def assign_tracks(db: Session, by: GroupBy, chosen: Mapping[str, int | None]) -> int:
    """Make a track (or none) the primary one of all people of each job title or team named.

    Returns how many people it changed. Raises PlanError when a track is gone.
    """
    column = Person.job_title if by == "title" else Person.team
    wanted = {fold(name): track_id for name, track_id in chosen.items()}
    people: dict[int | None, list[int]] = defaultdict(list)
    for person_id, name in db.execute(select(Person.id, column).where(column != "")):
        if fold(name) in wanted:
            people[wanted[fold(name)]].append(person_id)
    return sum(assign_track(db, track_id, ids) for track_id, ids in people.items())
