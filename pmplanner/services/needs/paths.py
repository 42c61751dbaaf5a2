"""What tracks require: courses outright, and any few of a group."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PathGroup, PathItem
from pmplanner.models.statuses import PathKind
from pmplanner.services.lookup import plain_rows
from pmplanner.storage.kept import kept


class Group(NamedTuple):
    """Any *choose* of these courses, which are in the order of the path."""

    id: int
    choose: int
    courses: tuple[int, ...]


class Path(NamedTuple):
    """What a track requires, in order; electives are left out."""

    required: tuple[int, ...] = ()
    groups: tuple[Group, ...] = ()

    def shortest(self, days: Mapping[int, Decimal]) -> tuple[int, ...]:
        """Return what is required outright and the shortest choice of each group."""
        chosen = [
            course
            for group in self.groups
            for course in sorted(group.courses, key=days.__getitem__)[: group.choose]
        ]
        return (*self.required, *chosen)


@kept("path_item", "path_group")
def read_paths(db: Session) -> Mapping[int, Path]:
    """Return the paths of all tracks that require anything."""
    required: dict[int, list[int]] = defaultdict(list)
    members: dict[int, list[int]] = defaultdict(list)
    items = select(PathItem.track_id, PathItem.course_id, PathItem.kind, PathItem.group_id)
    for track_id, course_id, kind, group_id in plain_rows(db, items.order_by(PathItem.position, PathItem.id)):
        if kind == PathKind.REQUIRED:
            required[track_id].append(course_id)
        elif kind == PathKind.GROUP:
            members[group_id].append(course_id)
    groups: dict[int, list[Group]] = defaultdict(list)
    if members:
        query = select(PathGroup.track_id, PathGroup.id, PathGroup.choose)
        for track_id, group_id, choose in plain_rows(db, query.order_by(PathGroup.position, PathGroup.id)):
            groups[track_id].append(Group(group_id, choose, tuple(members[group_id])))
    return {
        track_id: Path(tuple(required.get(track_id, ())), tuple(groups.get(track_id, ())))
        for track_id in required.keys() | groups.keys()
    }
