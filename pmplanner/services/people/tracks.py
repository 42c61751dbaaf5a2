"""Tracks and their paths, and who has which."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    CourseTrack,
    CoverRule,
    PathGroup,
    PathItem,
    Person,
    PersonTrack,
    Track,
    TrackSkill,
)
from pmplanner.models import PathKind as PathKind
from pmplanner.sentences import counted, marked, said
from pmplanner.services.catalog.codes import free_code, initials
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken, tidy
from pmplanner.services.lookup import among, fold, get, person_name
from pmplanner.services.people.title_words import TitleHint, read_title_words
from pmplanner.storage import journal


@dataclass(frozen=True, slots=True)
class PathRow:
    """A course in a track's path; of kind group it is one of those of the group *group_id*."""

    course_id: int
    code: str
    title: str
    kind: str
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class PathGroupRow:
    """A place in a track's path where any *choose* of the courses are required."""

    id: int
    name: str
    choose: int
    courses: tuple[PathRow, ...]


@dataclass(frozen=True, slots=True)
class GroupOf:
    """A group to be set in a path: any *choose* of these courses; *id* that of the group it was, if any."""

    choose: int
    course_ids: tuple[int, ...]
    name: str = ""
    id: int | None = None


PathEntry = tuple[int, PathKind] | GroupOf
"""What stands in a path to be set: a course with its kind, or a group."""


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
    entries: tuple[PathRow | PathGroupRow, ...]
    """The path in order, a group as one entry."""

    @property
    def path(self) -> tuple[PathRow, ...]:
        """All courses of the path in order, those of a group where the group stands."""
        return tuple(
            row for e in self.entries for row in (e.courses if isinstance(e, PathGroupRow) else (e,))
        )

    @property
    def groups(self) -> tuple[PathGroupRow, ...]:
        """The groups of the path in order."""
        return tuple(entry for entry in self.entries if isinstance(entry, PathGroupRow))

    def courses(self, kind: PathKind) -> list[PathRow]:
        """Return the courses of one kind, in order."""
        return [row for row in self.path if row.kind == kind]


def list_tracks(db: Session) -> list[TrackRow]:
    """Return all tracks in order with their paths."""
    people = dict(
        db.execute(select(Person.primary_track_id, func.count()).group_by(Person.primary_track_id)).all()
    )
    paths = _list_paths(db)
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


def _list_paths(db: Session) -> dict[int, list[PathRow | PathGroupRow]]:
    """Return the entries of each path in order, by track."""
    groups = db.scalars(select(PathGroup)).all()
    inside: dict[int, list[PathRow]] = {group.id: [] for group in groups}
    placed: dict[int, list[tuple[int, PathRow | PathGroup]]] = defaultdict(list)
    for group in groups:
        placed[group.track_id].append((group.position, group))
    query = (
        select(PathItem, Course.code, Course.title)
        .join(Course, Course.id == PathItem.course_id)
        .order_by(PathItem.track_id, PathItem.position)
    )
    for item, code, title in db.execute(query):
        row = PathRow(item.course_id, code, title, item.kind, item.group_id)
        if item.group_id is None:
            placed[item.track_id].append((item.position, row))
        else:
            inside[item.group_id].append(row)
    return {
        track_id: [
            PathGroupRow(entry.id, entry.name, entry.choose, tuple(inside[entry.id]))
            if isinstance(entry, PathGroup)
            else entry
            for _, entry in sorted(entries, key=lambda placed: placed[0])
        ]
        for track_id, entries in placed.items()
    }


def path_entries(track: TrackRow) -> tuple[PathEntry, ...]:
    """Return the path of a track as it would be set; groups without their ids."""
    return tuple(
        GroupOf(entry.choose, tuple(row.course_id for row in entry.courses), entry.name)
        if isinstance(entry, PathGroupRow)
        else (entry.course_id, PathKind(entry.kind))
        for entry in track.entries
    )


def path_days(path: Iterable[PathEntry], days: Mapping[int, Decimal]) -> Decimal:
    """Return the days of the required courses and of the shortest choice of each group.

    *days* are those of each course by id.
    """
    total = Decimal(0)
    for entry in path:
        if isinstance(entry, GroupOf):
            total += sum(sorted(days[course_id] for course_id in entry.course_ids)[: entry.choose])
        elif entry[1] == PathKind.REQUIRED:
            total += days[entry[0]]
    return total


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
    """Remove a track with its path; the first further track of its people becomes their primary one.

    Those who have no other have no track afterwards. Raises PlanError when a rule of cover asks for it.
    """
    track = get(db, Track, track_id)
    _refuse_cover(db, track)
    people = list(db.scalars(select(Person).where(Person.primary_track_id == track_id)))
    for person in people:
        person.primary_track_id = None
    for kind in (PathItem, PathGroup, CourseTrack, PersonTrack, TrackSkill):
        journal.bulk_delete(db, kind, db.scalars(select(kind.id).where(kind.track_id == track_id)))
    db.delete(track)
    db.flush()
    keep_primary(db, {person.id for person in people})


def _refuse_cover(db: Session, track: Track) -> None:
    name = db.scalar(select(CoverRule.name).where(CoverRule.track_id == track.id).order_by(CoverRule.name))
    if name is not None:
        raise PlanError(
            said(
                "The rule of cover “{rule}” asks for people of the track {track}. Remove the rule first.",
                rule=name,
                track=track.name,
            )
        )


def set_path(db: Session, track_id: int, path: Sequence[PathEntry]) -> None:
    """Make the courses and groups the track's path, in this order; from now on it is the user's own.

    A group without an id is one of those that were there and are not named, in their order, or a new one.
    Raises PlanError when a course stands there twice or is gone, or when a group has fewer courses than
    it asks for.
    """
    track = get(db, Track, track_id)
    _check_path(track, path)
    present = {
        item.course_id: item for item in db.scalars(select(PathItem).where(PathItem.track_id == track_id))
    }
    groups = _take_groups(db, track_id, [entry for entry in path if isinstance(entry, GroupOf)])
    position = 0
    items: list[tuple[int, PathKind, int | None]]
    for entry in path:
        if isinstance(entry, GroupOf):
            group = groups[entry]
            group.name, group.choose, group.position = tidy(entry.name), entry.choose, position
            position += 1
            db.add(group)
            db.flush()
            items = [(course_id, PathKind.GROUP, group.id) for course_id in entry.course_ids]
        else:
            items = [(entry[0], entry[1], None)]
        for course_id, kind, group_id in items:
            _place(db, track_id, present.pop(course_id, None), course_id, kind, position, group_id)
            position += 1
    for item in present.values():
        db.delete(item)
    db.flush()
    kept = {group.id for group in groups.values()}
    for group in db.scalars(select(PathGroup).where(PathGroup.track_id == track_id)):
        if group.id not in kept:
            db.delete(group)
    track.suggested = False


def _place(
    db: Session,
    track_id: int,
    item: PathItem | None,
    course_id: int,
    kind: PathKind,
    position: int,
    group_id: int | None,
) -> None:
    """Put a course at its place in a path; *item* where it stands there already."""
    if item is None:
        get(db, Course, course_id)
        item = PathItem(track_id=track_id, course_id=course_id)
        db.add(item)
    item.kind, item.position, item.group_id = kind, position, group_id


def _take_groups(db: Session, track_id: int, wanted: Sequence[GroupOf]) -> dict[GroupOf, PathGroup]:
    """Return for each group of a path to be set the row that is to hold it."""
    present = db.scalars(
        select(PathGroup).where(PathGroup.track_id == track_id).order_by(PathGroup.position)
    ).all()
    named = {group.id for group in wanted}
    by_id = {row.id: row for row in present}
    free = iter([row for row in present if row.id not in named])
    return {
        group: by_id.get(group.id or 0) or next(free, None) or PathGroup(track_id=track_id)
        for group in wanted
    }


def _check_path(track: Track, path: Sequence[PathEntry]) -> None:
    groups = [entry for entry in path if isinstance(entry, GroupOf)]
    courses = [entry[0] for entry in path if not isinstance(entry, GroupOf)]
    courses += [course_id for group in groups for course_id in group.course_ids]
    if len(set(courses)) < len(courses):
        raise PlanError(said("A course can stand in the path of {track} only once.", track=track.name))
    for group in groups:
        check_group(group.name, group.choose, len(group.course_ids))
    names = [fold(group.name) for group in groups if group.name]
    if len(set(names)) < len(names):
        raise PlanError(said("Two groups in the path of {track} have the same name.", track=track.name))


def group_word(track: TrackRow, group: PathGroupRow) -> str:
    """Return what files call a group: its name, or its number among the groups of the path."""
    return group.name or str(track.groups.index(group) + 1)


def check_group(name: str, choose: int, courses: int) -> None:
    """Raise PlanError when a group asks for no course, or for more than it has, or its name is a number."""
    if choose < 1:
        raise PlanError(said("A group asks for at least one of its courses."))
    if fold(name).isdecimal():
        # In files a number stands for a group that has no name.
        raise PlanError(said("“{name}” is no name for a group; use a word.", name=name))
    if courses < choose:
        raise PlanError(
            counted(
                "A group that asks for any {choose} of its courses has only {n}. Add one, or ask for fewer.",
                "A group that asks for any {choose} of its courses has only {n}. Add some, or ask for fewer.",
                courses,
                choose=choose,
            )
        )


def assign_track(db: Session, track_id: int | None, person_ids: Collection[int]) -> int:
    """Make the track (or none) the primary one of these people; return how many it changed.

    Whoever had it as a further track has it no longer beside the primary one. Whoever has further tracks
    keeps a primary one: with none, the first of the further ones becomes it.
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
    changed = journal.bulk_update(db, Person, {i: {"primary_track_id": track_id} for i in others})
    if track_id is None:
        keep_primary(db, wanted)
    return changed


def keep_primary(db: Session, person_ids: Collection[int]) -> None:
    """Make the first further track of those who have no primary one their primary track."""
    without = {
        person_id
        for person_id in db.scalars(select(Person.id).where(Person.primary_track_id.is_(None)))
        if person_id in person_ids
    }
    first: dict[int, PersonTrack] = {}
    query = select(PersonTrack).join(Track, Track.id == PersonTrack.track_id)
    for further in db.scalars(query.order_by(Track.position, Track.id)):
        if further.person_id in without:
            first.setdefault(further.person_id, further)
    journal.bulk_update(db, Person, {i: {"primary_track_id": row.track_id} for i, row in first.items()})
    journal.bulk_delete(db, PersonTrack, [row.id for row in first.values()])


def set_further_tracks(db: Session, person_id: int, track_ids: Iterable[int]) -> None:
    """Make these the further tracks of a person, beside the primary one.

    Of somebody who has no primary track, the first of them becomes it.
    """
    person = get(db, Person, person_id)
    wanted = set(track_ids) - {person.primary_track_id}
    for row in db.scalars(select(PersonTrack).where(PersonTrack.person_id == person_id)):
        if row.track_id in wanted:
            wanted.remove(row.track_id)
        else:
            db.delete(row)
    db.add_all(PersonTrack(person_id=person_id, track_id=track_id) for track_id in sorted(wanted))
    db.flush()
    keep_primary(db, {person_id})


def add_further_track(db: Session, track_id: int, person_ids: Collection[int]) -> int:
    """Give people a track beside their primary one; return how many had it in no way before.

    Of those who have no primary track it becomes that.
    """
    get(db, Track, track_id)
    people = select(Person.id, Person.primary_track_id).where(*among(Person.id, person_ids))
    primary = dict(db.execute(people).all())
    has = set(db.scalars(select(PersonTrack.person_id).where(PersonTrack.track_id == track_id)))
    new = [i for i in sorted(set(person_ids)) if i in primary and i not in has and primary[i] != track_id]
    journal.bulk_insert(db, PersonTrack, [{"person_id": i, "track_id": track_id} for i in new])
    keep_primary(db, new)
    return len(new)


GroupBy = Literal["title", "team"]


@dataclass(frozen=True, slots=True)
class TrackGroup:
    """The people of one job title or team, and what its words tell of their track.

    *tracks* are those they have now with how many have them, the most frequent first; None is no
    track.
    """

    name: str
    people: int
    tracks: tuple[tuple[int | None, int], ...]
    hint: TitleHint

    @property
    def suggested_id(self) -> int | None:
        """The track to suggest: none where nobody lacks one, or where somebody has another one already."""
        present = {track_id for track_id, _ in self.tracks}
        wanted = self.hint.suggested_id
        return wanted if None in present and present <= {None, wanted} else None

    @property
    def to_ask(self) -> bool:
        """Whether somebody lacks a track and the words can mean several."""
        return len(self.hint.track_ids) > 1 and self.lacking > 0

    @property
    def unknown(self) -> bool:
        """Whether somebody lacks a track and nothing is known of the words."""
        return not self.hint.words and self.lacking > 0

    @property
    def lacking(self) -> int:
        """How many of the people have no track."""
        return dict(self.tracks).get(None, 0)

    def would_change(self, track_id: int | None) -> int:
        """Return how many of the people do not have this track yet."""
        return self.people - dict(self.tracks).get(track_id, 0)


def list_track_groups(db: Session, by: GroupBy, since: dt.date | None = None) -> list[TrackGroup]:
    """Return the job titles or teams that people have: first those with a suggestion or a question.

    Among these, and among the others, those with the most people come first. Whoever left before *since*
    is left out.
    """
    column = Person.job_title if by == "title" else Person.team
    names: dict[str, Counter[str]] = defaultdict(Counter)
    tracks: dict[str, Counter[int | None]] = defaultdict(Counter)
    query = select(column, Person.primary_track_id).where(column != "", _here(since))
    for name, track_id in db.execute(query):
        names[fold(name)][name] += 1
        tracks[fold(name)][track_id] += 1
    words = read_title_words(db)
    groups = [
        TrackGroup(
            names[key].most_common(1)[0][0],
            count.total(),
            tuple(count.most_common()),
            words.hint(key),
        )
        for key, count in tracks.items()
    ]

    def place(group: TrackGroup) -> tuple[bool, int, str]:
        return not (group.suggested_id or group.to_ask), -group.people, fold(group.name)

    return sorted(groups, key=place)


def _here(since: dt.date | None) -> ColumnElement[bool]:
    return true() if since is None else or_(Person.end_date.is_(None), Person.end_date >= since)


def assign_tracks(
    db: Session, by: GroupBy, chosen: Mapping[str, int | None], since: dt.date | None = None
) -> int:
    """Make a track (or none) the primary one of all people of each job title or team named.

    Whoever left before *since* keeps what they had. Returns how many people it changed. Raises PlanError
    when a track is gone.
    """
    column = Person.job_title if by == "title" else Person.team
    wanted = {fold(name): track_id for name, track_id in chosen.items()}
    people: dict[int | None, list[int]] = defaultdict(list)
    for person_id, name in db.execute(select(Person.id, column).where(column != "", _here(since))):
        if fold(name) in wanted:
            people[wanted[fold(name)]].append(person_id)
    return sum(assign_track(db, track_id, ids) for track_id, ids in people.items())


@dataclass(frozen=True, slots=True)
class TitleTrack:
    """The track that the job title of a person suggests, which is not the primary one yet.

    *reason* is what the words of the title tell; "" where all others of the title have the track.
    """

    person: str
    title: str
    track_id: int
    track: str
    reason: str = ""


def suggested_tracks(db: Session, person_ids: Collection[int]) -> dict[int, TitleTrack]:
    """Return by person the track that all others of the job title have, or else that its words name.

    People who have that track, or whose title suggests none, are left out.
    """
    names = {track.id: track.name for track in db.scalars(select(Track))}
    words = read_title_words(db)
    others: dict[str, Counter[int | None]] = defaultdict(Counter)
    rows = db.execute(
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.employee_id,
            Person.job_title,
            Person.primary_track_id,
        )
    ).all()
    asked = set(person_ids)
    for row in rows:
        if row.job_title and row.id not in asked:
            others[fold(row.job_title)][row.primary_track_id] += 1
    found = {}
    for row in rows:
        if row.id not in asked or not row.job_title:
            continue
        tracks = set(others[fold(row.job_title)])
        track_id = tracks.pop() if len(tracks) == 1 else None
        reason = ""
        if track_id is None:
            hint = words.hint(row.job_title)
            track_id, reason = hint.suggested_id, hint.reason
        if track_id is not None and track_id != row.primary_track_id:
            name = person_name(*row[:5])
            found[row.id] = TitleTrack(name, row.job_title, track_id, names[track_id], reason)
    return found
