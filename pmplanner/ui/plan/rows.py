"""The rows of the matrix: people under lines for tracks, teams or managers; and the sums of what is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pmplanner.services.needs.standing_in_plan import Shown
from pmplanner.services.people.people import PersonRow
from pmplanner.services.views.matrix import Line
from pmplanner.ui.plan.narrowing import Narrowing
from pmplanner.ui.plan.snapshot import PlanSnapshot, search_words
from pmplanner.ui.theme import track_role
from pmplanner.ui.widgets.tables.natural_sort import natural_key

Grouping = Literal["track", "team", "manager", "person"]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The line above the people of a track, a team or a manager; *role* is its colour, nothing for none."""

    key: Hashable
    title: str
    role: str = ""


Entry = GroupRow | PersonRow


@dataclass(frozen=True, slots=True)
class NoGroup:
    """What people without a track, a team or a manager are called."""

    track: str
    team: str
    manager: str


def passing(snapshot: PlanSnapshot, shown: Shown, narrowing: Narrowing) -> list[PersonRow]:
    """Return the people who are shown and pass the filters, whatever words are typed."""
    people = snapshot.people_shown(shown)
    return list(filter(narrowing.passes(snapshot), people)) if narrowing.count else people


def build_rows(
    snapshot: PlanSnapshot, grouping: Grouping, text: str, without: NoGroup, people: Iterable[PersonRow]
) -> list[Entry]:
    """Return the rows of those of the people whom the words find, grouped."""
    words = search_words(text)
    people = [person for person in people if not words or snapshot.matches(person.id, words)]
    if grouping == "track":
        titles: dict[Hashable, GroupRow] = {
            track.id: GroupRow(track.id, track.name, track_role(track.position)) for track in snapshot.tracks
        }
        titles[None] = GroupRow(None, without.track, track_role(None))
        return _under(people, lambda person: person.track_id, list(titles.values()))
    if grouping == "team":
        teams = sorted({person.team for person in people if person.team}, key=natural_key)
        groups = [GroupRow(team, team) for team in teams] + [GroupRow("", without.team)]
        return _under(people, lambda person: person.team, groups)
    if grouping == "manager":
        managers = snapshot.managers
        chiefs = sorted({managers.of[p.id] for p in people if p.id in managers.of}, key=str)
        groups = [GroupRow(key, managers.names[key]) for key in chiefs]
        groups.sort(key=lambda group: natural_key(group.title))
        return _under(
            people, lambda person: managers.of.get(person.id), [*groups, GroupRow(None, without.manager)]
        )
    return list(people)


def _under(
    people: Iterable[PersonRow], key: Callable[[PersonRow], Hashable], groups: Sequence[GroupRow]
) -> list[Entry]:
    members: dict[Hashable, list[Entry]] = defaultdict(list)
    for person in people:
        members[key(person)].append(person)
    return [row for group in groups if group.key in members for row in (group, *members[group.key])]


class Sums:
    """Planned person-days of the people shown: by group, by course and in all; kept exact as rows change."""

    def __init__(self, rows: Iterable[Entry], lines: Mapping[int, Line], before: Sums | None = None) -> None:
        """*before* are sums over the same lines, of other people shown, from which they are soon made."""
        self.by_group: dict[Hashable, Decimal] = defaultdict(Decimal)
        self.by_course: dict[int, Decimal] = defaultdict(Decimal)
        self._group_of: dict[int, Hashable] = {}
        group: Hashable = None
        for row in rows:
            if isinstance(row, GroupRow):
                group = row.key
            else:
                self._group_of[row.id] = group
                self.by_group[group] += lines[row.id].totals.planned
        self.people = len(self._group_of)
        come: Set[int] = self._group_of.keys()
        gone: Set[int] = set()
        if before is not None:
            come, gone = come - before._group_of.keys(), before._group_of.keys() - come
        if before is not None and len(come) + len(gone) < self.people:
            self.by_course.update(before.by_course)
        else:
            come, gone = self._group_of.keys(), set()
        for person_id in come:
            self._add_courses(lines[person_id])
        for person_id in gone:
            self._take_courses(lines[person_id])

    @property
    def planned(self) -> Decimal:
        """Days of all picks of the people shown."""
        return sum(self.by_course.values(), Decimal(0))

    def replace(self, person_id: int, before: Line, after: Line) -> None:
        """Count a row as it is now; a person who is not shown does not count."""
        if person_id in self._group_of:
            self.by_group[self._group_of[person_id]] += after.totals.planned - before.totals.planned
            self._take_courses(before)
            self._add_courses(after)

    def _add_courses(self, line: Line) -> None:
        sums = self.by_course
        for course_id, cell in line.cells.items():
            if cell.pick_id is not None:
                sums[course_id] += cell.all_days if cell.earlier else cell.days

    def _take_courses(self, line: Line) -> None:
        for course_id, cell in line.cells.items():
            if cell.pick_id is not None:
                self.by_course[course_id] -= cell.all_days
