"""Rows of tracks, and of the paths of tracks: a path is taken whole or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import PathGroup, PathItem, Track
from pmplanner.models.statuses import PathKind
from pmplanner.sentences import counted, listed, said
from pmplanner.services.catalog.codes import free_code, initials
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.importing.differences import change, once, outcome_of
from pmplanner.services.importing.draft import (
    Draft,
    Outcome,
    Ref,
    RejectedError,
    UnknownCourseError,
    rejected,
)
from pmplanner.services.importing.names import COURSE, Courses, Tracks
from pmplanner.services.lookup import fold
from pmplanner.services.people.tracks import PathGroupRow, TrackRow, check_group, group_word, list_tracks


def decide_tracks(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the tracks; the code tells one from another, without it the name."""
    deciding = _Tracks(db, draft)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, row.get("name", str) or row.get("code", str) or "", error))


class _Tracks:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        rows = list(db.execute(select(Track.__table__)))
        self._by_code: dict[str, Any] = {fold(row.code): row for row in rows}
        self._by_name: dict[str, Any] = {fold(row.name): row for row in rows}
        self._codes = set(self._by_code)
        self._last = max((row.position for row in rows), default=-1)
        self._seen: dict[Any, int] = {}
        self._names: dict[Any, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        code, name = row.get("code", str), row.get("name", str)
        present = self._by_code.get(fold(code)) if code else self._by_name.get(fold(name or ""))
        name = name or (present.name if present is not None else None)
        if name is None:
            raise RejectedError(
                said("there is no track {code}, and a new one needs a name", code=code), "name"
            )
        named = self._by_name.get(fold(name))
        if named is not None and (present is None or named.id != present.id):
            raise RejectedError(
                said("the track {name} has the code {code}", name=named.name, code=named.code), "code", "name"
            )
        once(self._seen, fold(code or name), row, "code", "name")
        once(self._names, fold(name), row, "name")
        values: dict[str, Any] = {"name": name}
        if "description" in row.values:
            values["description"] = row.values["description"]
        position = row.get("position", int)
        if position is not None:
            # People count from 1, rows from 0.
            values["position"] = position - 1
        if present is not None:
            told = change(self._draft, Track, present, values)
            return outcome_of(row, name, told)
        code = code or free_code(initials(name, 4, "T"), self._codes, joint="")
        self._codes.add(fold(code))
        self._last = max(self._last + 1, values.get("position", 0))
        self._draft.insert(Track, fold(code), {"position": self._last, **values, "code": code})
        return Outcome(row, "created", name)


class _Line(NamedTuple):
    """A row of a path, understood; *group* is the name or number of its group, folded."""

    row: ParsedRow
    course_id: int
    kind: PathKind
    group: str
    choose: int | None
    position: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a course stands in a path: what is compared to see whether a file changes it."""

    kind: str
    group: str
    choose: int | None
    position: int


def decide_paths(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what the rows make of the paths of the tracks that they name.

    The rows of a track are its whole path: courses that they do not name leave it. When one of them cannot
    be taken, or even read, none is, so that the rejected rows are a whole path again, to be mended and
    brought in.
    """
    deciding = _Paths(db, draft)
    outcomes: list[Outcome] = []
    by_track: dict[int, list[ParsedRow]] = defaultdict(list)
    for row in rows:
        word = row.get("track_code", str) or ""
        track_id = deciding.tracks.find(word)
        if track_id is None:
            error = RejectedError(said("there is no track {word}; add it first", word=word), "track_code")
            outcomes.append(rejected(row, word, error))
        else:
            by_track[track_id].append(row)
    for track_id, of_track in by_track.items():
        outcomes += deciding.decide(track_id, of_track)
    for outcome in sorted(outcomes, key=lambda outcome: outcome.row.number):
        draft.take(outcome)


class _Paths:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._db, self._draft = db, draft
        self.tracks = Tracks(db)
        self._courses = Courses(db)
        self._present = {track.id: track for track in list_tracks(db)}
        self._items: dict[tuple[int, int], PathItem] = {
            (item.track_id, item.course_id): item for item in db.scalars(select(PathItem))
        }
        self._groups = {group.id: group for group in db.scalars(select(PathGroup))}

    def decide(self, track_id: int, rows: Sequence[ParsedRow]) -> list[Outcome]:
        """Return what becomes of the rows of one path."""
        faults: dict[int, Outcome] = {}
        lines: list[_Line] = []
        seen: dict[Any, int] = {}
        for row in rows:
            try:
                lines.append(self._read(row, seen))
            except RejectedError as error:
                faults[row.number] = rejected(row, self._subject(track_id, row), error)
        if not faults:
            faults = self._group_faults(track_id, lines)
        if faults:
            number = min(faults)
            also = RejectedError(said("row {number} of the same path cannot be taken", number=number))
            return [
                faults.get(row.number) or rejected(row, self._subject(track_id, row), also) for row in rows
            ]
        lines.sort(key=lambda line: line.position)
        return self._change(self._present[track_id], lines)

    def _read(self, row: ParsedRow, seen: dict[Any, int]) -> _Line:
        if row.errors:
            raise RejectedError("; ".join(row.errors))
        code, title = row.get("course_code", str), row.get("course_title", str)
        course_id = self._courses.find(code, title)
        if course_id is None:
            raise UnknownCourseError(title or code or "", *COURSE)
        once(seen, course_id, row, *COURSE)
        word = fold(row.get("kind", str) or "")
        if word not in list(PathKind):
            raise RejectedError(
                said("“{word}” is none of required, elective and group", word=row.get("kind", str) or ""),
                "kind",
            )
        kind = PathKind(word)
        group, choose = row.get("group", str) or "", row.get("choose", int)
        if (kind == PathKind.GROUP) != bool(group):
            raise RejectedError(
                said("a course of a group needs the group’s name or number")
                if kind == PathKind.GROUP
                else said("a {kind} course is in no group", kind=kind),
                "group",
                "kind",
            )
        position = row.get("position", int)
        assert position is not None  # the layout needs it
        once(seen, ("position", position), row, "position")
        return _Line(row, course_id, kind, group, choose, position)

    def _group_faults(self, track_id: int, lines: Sequence[_Line]) -> dict[int, Outcome]:
        """Find the groups that ask for several numbers of courses, for none, or for more than they have."""
        faults: dict[int, Outcome] = {}
        for inside in _by_group(lines).values():
            asked = {line.choose for line in inside if line.choose is not None}
            first = inside[0]
            try:
                if len(asked) != 1:
                    raise RejectedError(
                        said("the rows of one group say different numbers of courses")
                        if asked
                        else said("it does not say how many courses of the group are required"),
                        "choose",
                    )
                name = first.group if not first.group.isdecimal() else ""
                check_group(name, asked.pop(), len(inside))
            except RejectedError as error:
                faults[first.row.number] = rejected(first.row, self._subject(track_id, first.row), error)
            except PlanError as error:
                reason = RejectedError(str(error), "choose")
                faults[first.row.number] = rejected(first.row, self._subject(track_id, first.row), reason)
        return faults

    def _change(self, track: TrackRow, lines: Sequence[_Line]) -> list[Outcome]:
        before, after = _places(track), _wanted(lines)
        gone = [row for row in track.path if row.course_id not in after]
        if before != after:
            self._write(track, lines)
        if gone:
            self._draft.notes.append(
                counted(
                    "The path of {track} loses {courses}, which the file does not name.",
                    "The path of {track} loses {n} courses that the file does not name: {courses}.",
                    len(gone),
                    track=track.name,
                    courses=listed([row.code for row in gone]),
                )
            )
        return [self._outcome(track, line, before, after) for line in lines]

    def _outcome(
        self, track: TrackRow, line: _Line, before: dict[int, _Place], after: dict[int, _Place]
    ) -> Outcome:
        subject = f"{track.name}: {self._courses.rows[line.course_id].title}"
        was, will = before.get(line.course_id), after[line.course_id]
        if was is None:
            return Outcome(line.row, "created", subject)
        pairs = [(name, getattr(was, name), getattr(will, name)) for name in _Place.__slots__]
        told = [f"{name}: {old or '–'} → {new or '–'}" for name, old, new in pairs if old != new]
        return outcome_of(line.row, subject, told)

    def _write(self, track: TrackRow, lines: Sequence[_Line]) -> None:
        """Note what has to be written so that the path is that of the lines."""
        groups = _by_group(lines)
        rows = self._take_groups(track, list(groups))
        left_over = {group.id for group in track.groups} - set(rows.values())
        place = 0
        for key, entry in _entries(lines):
            group_id = None
            if key:
                inside = groups[key]
                group_id, name = rows[key], "" if key.isdecimal() else tidy(inside[0].group)
                values = {"name": name, "choose": _choose(inside), "position": place}
                self._put(PathGroup, group_id, values)
                place += 1
            for line in entry:
                item = self._items.get((track.id, line.course_id))
                if item is not None and item.group_id in left_over:
                    # A draft deletes first of all; nothing may then belong to a group that goes.
                    self._draft.delete(PathItem, item.id)
                    item = None
                target = item.id if item is not None else Ref(PathItem, (track.id, line.course_id))
                if item is None:
                    values = {"track_id": track.id, "course_id": line.course_id}
                    self._draft.insert(PathItem, (track.id, line.course_id), values)
                self._put(PathItem, target, {"kind": line.kind, "group_id": group_id, "position": place})
                place += 1
        wanted = {line.course_id for line in lines}
        for row in track.path:
            if row.course_id not in wanted:
                self._draft.delete(PathItem, self._items[track.id, row.course_id].id)
        for group_id in left_over:
            self._draft.delete(PathGroup, group_id)
        if track.suggested:
            self._draft.update(Track, track.id, {"suggested": False})

    def _put(self, kind: type[PathItem] | type[PathGroup], target: int | Ref, values: dict[str, Any]) -> None:
        if isinstance(target, Ref):
            self._draft.pending(target).update(values)
        else:
            self._draft.update(kind, target, values)

    def _take_groups(self, track: TrackRow, keys: Sequence[str]) -> dict[str, int | Ref]:
        """Return for each group of the file the row that is to hold it: that of the name, or a new one."""
        present = {_key(track, group): group.id for group in track.groups}
        return {
            key: present.get(key) or self._draft.insert(PathGroup, (track.id, key), {"track_id": track.id})
            for key in keys
        }

    def _subject(self, track_id: int, row: ParsedRow) -> str:
        course = row.get("course_title", str) or row.get("course_code", str) or ""
        return f"{self.tracks.names[track_id]}: {course}"


def _key(track: TrackRow, group: PathGroupRow) -> str:
    return fold(group_word(track, group))


def _by_group(lines: Iterable[_Line]) -> dict[str, list[_Line]]:
    found: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.group:
            found[fold(line.group)].append(line)
    return found


def _choose(inside: Iterable[_Line]) -> int:
    return next(line.choose for line in inside if line.choose is not None)


def _entries(lines: Sequence[_Line]) -> list[tuple[str, list[_Line]]]:
    """Return the single courses and the groups in order; a group stands where its first course does."""
    entries: dict[Any, tuple[str, list[_Line]]] = {}
    for line in lines:
        key = fold(line.group)
        entries.setdefault(key or line.course_id, (key, []))[1].append(line)
    return list(entries.values())


def _wanted(lines: Sequence[_Line]) -> dict[int, _Place]:
    """Return the places that the lines give the courses; unnamed groups are counted as they stand."""
    groups = _by_group(lines)
    found: dict[int, _Place] = {}
    count = 0
    for key, entry in _entries(lines):
        count += bool(key)
        for line in entry:
            group = str(count) if key.isdecimal() else tidy(line.group)
            found[line.course_id] = _Place(
                line.kind, group, _choose(groups[key]) if key else None, len(found) + 1
            )
    return found


def _places(track: TrackRow) -> dict[int, _Place]:
    """Return where the courses of a path stand now."""
    groups = {group.id: group for group in track.groups}
    found: dict[int, _Place] = {}
    for position, row in enumerate(track.path, start=1):
        group = groups.get(row.group_id or 0)
        found[row.course_id] = _Place(
            row.kind,
            group_word(track, group) if group else "",
            group.choose if group else None,
            position,
        )
    return found
