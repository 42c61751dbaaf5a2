"""Paths that the catalogue suggests for its tracks, beside those that the workspace has."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.catalog_rows import CatalogPathItem
from pmplanner.models import Course, Track
from pmplanner.models.statuses import PathKind
from pmplanner.sentences import said
from pmplanner.services.catalog.bundled import bundled_courses
from pmplanner.services.catalog.catalog_file import bundled_catalog
from pmplanner.services.catalog.version import bundled_version, catalog_version
from pmplanner.services.errors import PlanError
from pmplanner.services.people.tracks import (
    GroupOf,
    PathEntry,
    TrackRow,
    list_tracks,
    path_days,
    path_entries,
    set_path,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The path that the catalogue suggests for a track, where it differs from the track's own.

    *replaces_own* is true when the user has made the path, and false when it is still an earlier
    suggestion. Courses are told by title, in the order of the path that has them.
    """

    track_id: int
    track: str
    replaces_own: bool
    path: tuple[PathEntry, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    """Courses that are required, elective or in a group otherwise than now."""
    days_now: Decimal
    days_then: Decimal
    """Path days: of the required courses and of the shortest choice of each group."""

    @property
    def difference(self) -> Decimal:
        """How many days longer the path becomes."""
        return self.days_then - self.days_now


def list_suggestions(db: Session) -> list[Suggestion]:
    """Return for each track of the catalogue whose path is another one what the catalogue suggests.

    None in a workspace that has another version of the catalogue than this program.
    """
    if catalog_version(db) != bundled_version():
        return []
    courses = {code: course.id for code, course in bundled_courses(db).items()}
    facts = {
        row.id: (row.title, row.days) for row in db.execute(select(Course.id, Course.title, Course.days))
    }
    suggested: dict[str, list[CatalogPathItem]] = {}
    for item in bundled_catalog().paths:
        suggested.setdefault(item.track_code, []).append(item)
    found = []
    for track in list_tracks(db):
        if track.bundled and track.code in suggested:
            path = _entries(suggested[track.code], courses)
            if path != path_entries(track):
                found.append(_compare(track, path, facts))
    return found


def take_suggestions(db: Session, track_ids: Collection[int]) -> int:
    """Give tracks the paths that the catalogue suggests for them; return how many paths it changed.

    Raises PlanError when there is no suggestion for one that is not its path already.
    """
    suggestions = {each.track_id: each for each in list_suggestions(db)}
    for track_id in track_ids:
        if track_id not in suggestions:
            raise PlanError(said("The catalogue suggests no other path for this track."))
        set_path(db, track_id, suggestions[track_id].path)
        db.get_one(Track, track_id).suggested = True
    return len(track_ids)


def _entries(items: Collection[CatalogPathItem], courses: dict[str, int]) -> tuple[PathEntry, ...]:
    entries: dict[str, PathEntry] = {}
    for item in items:
        course_id = courses[item.course_code]
        if not item.group:
            entries[item.course_code] = (course_id, PathKind(item.kind))
            continue
        # A code has no blank before it, a group's key has.
        key = f" {item.group}"
        before = entries.get(key)
        inside = before.course_ids if isinstance(before, GroupOf) else ()
        entries[key] = GroupOf(item.choose or 1, (*inside, course_id), item.group)
    return tuple(entries.values())


def _standing(path: Collection[PathEntry]) -> dict[int, tuple[str, str, int]]:
    """Return how each course of a path stands in it."""
    found: dict[int, tuple[str, str, int]] = {}
    for entry in path:
        if isinstance(entry, GroupOf):
            found |= dict.fromkeys(entry.course_ids, (PathKind.GROUP, entry.name, entry.choose))
        else:
            found[entry[0]] = (entry[1], "", 0)
    return found


def _compare(
    track: TrackRow, path: tuple[PathEntry, ...], facts: dict[int, tuple[str, Decimal]]
) -> Suggestion:
    now, then = _standing(path_entries(track)), _standing(path)
    days = {course_id: days for course_id, (_, days) in facts.items()}
    return Suggestion(
        track_id=track.id,
        track=track.name,
        replaces_own=not track.suggested,
        path=path,
        added=tuple(facts[i][0] for i in then if i not in now),
        removed=tuple(facts[i][0] for i in now if i not in then),
        moved=tuple(facts[i][0] for i in then if i in now and now[i] != then[i]),
        days_now=path_days(path_entries(track), days),
        days_then=path_days(path, days),
    )
