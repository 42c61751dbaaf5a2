"""Tracks, paths and exemptions as the rows of files, in an order that does not depend on ids."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.writing import Value
from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Course, Exemption, Person
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.people.tracks import TrackRow, group_word, list_tracks

Row = tuple[Value, ...]


def track_rows(db: Session) -> list[Row]:
    """Return the tracks in order; people count their places from 1."""
    return [(track.code, track.name, track.position + 1, track.description) for track in _tracks(db)]


def path_rows(db: Session) -> list[Row]:
    """Return the courses of the paths, track by track and in order.

    A group without a name is written as its number among the groups of the path.
    """
    rows: list[Row] = []
    for track in _tracks(db):
        groups = {group.id: (group_word(track, group), group.choose) for group in track.groups}
        rows += [
            (track.code, row.code, row.kind, *groups.get(row.group_id or 0, ("", None)), position)
            for position, row in enumerate(track.path, start=1)
        ]
    return rows


def _tracks(db: Session) -> list[TrackRow]:
    return sorted(list_tracks(db), key=lambda track: (track.position, fold(track.name)))


def exemption_rows(db: Session) -> list[Row]:
    """Return the exemptions by whose they are, by course and by day; no day is written for no limit."""
    query = (
        select(
            Person.employee_id,
            Person.email,
            Course.code,
            Exemption.reason,
            Exemption.first_day,
            Exemption.last_day,
            Person.last_name,
        )
        .join(Person, Person.id == Exemption.person_id)
        .join(Course, Course.id == Exemption.course_id)
    )
    rows = sorted(
        plain_rows(db, query),
        key=lambda row: (
            *(fold(row.employee_id or ""), fold(row.email), fold(row.last_name)),
            *(row.code, row.first_day),
        ),
    )
    return [
        (
            *(row.employee_id, row.email, row.code, row.reason),
            None if row.first_day == NO_FIRST_DAY else row.first_day,
            None if row.last_day == NO_LAST_DAY else row.last_day,
        )
        for row in rows
    ]


PATH_ROWS = {"tracks": track_rows, "paths": path_rows, "exemptions": exemption_rows}

assert PATH_ROWS.keys() <= LAYOUTS.keys()
