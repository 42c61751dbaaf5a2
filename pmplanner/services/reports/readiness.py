"""How ready people are: who misses nothing, the groups that are worst off, what expires soon, and skills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from pmplanner.services.lookup import in_order
from pmplanner.services.needs.skills import SkillLine, list_skills, read_skills
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.reports.renewals import RenewalLine, read_renewals_report
from pmplanner.services.totals.gaps import GapRow, NeedGroup, group_gaps, read_gaps

WORST = 5
"""How many groups are named that are worst off."""
SOON_DAYS = (30, 60, 90)
"""What expires within so many days is told apart."""

_MONTHS_AHEAD = 4
_GROUPS: tuple[NeedGroup, ...] = ("track", "team", "manager")


class ReadyGroup(NamedTuple):
    """A track, team or the people of a manager."""

    row: GapRow

    @property
    def ready(self) -> int:
        """How many miss no required course."""
        return self.row.people - self.row.lacking

    @property
    def part(self) -> Decimal | None:
        """What part of the people that is, 0 to 1; None of nobody."""
        return Decimal(self.ready) / self.row.people if self.row.people else None


class Soon(NamedTuple):
    """What expires within so many days: how much in all, and how much of it has no seat in time."""

    days: int
    expire: int
    without_seat: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready everybody is, or some."""

    heading: Heading
    groups: Mapping[NeedGroup, Sequence[ReadyGroup]]
    """In order, each with that of all at its end."""
    courses: Sequence[GapRow]
    """Required courses, those first that most miss."""
    soon: Sequence[Soon]
    open: Sequence[RenewalLine]
    """What expires within the most of these days and has no seat in time, the earliest first."""
    skills: Sequence[SkillLine]
    """Those that are wanted, those first that most lack."""

    @property
    def whole(self) -> ReadyGroup:
        """All people together."""
        return self.groups["team"][-1]

    def worst(self, by: NeedGroup, most: int = WORST) -> list[ReadyGroup]:
        """Return the groups of which the smallest part is ready; of the same, what misses most days first."""
        found = [group for group in self.groups[by] if not group.row.is_total and group.row.lacking]
        return sorted(
            found, key=lambda group: (group.part or 0, -group.row.missing, in_order(group.row.name))
        )[:most]


def read_readiness(db: Session, asked: Asked) -> Readiness:
    """Return how ready people are in a plan; raise PlanError when the plan is gone."""
    heading = heading_of(db, asked)
    book = read_gaps(db, asked.plan_id, asked.today, asked.person_ids)
    groups = {by: [ReadyGroup(row) for row in group_gaps(book, by)] for by in _GROUPS}
    courses = [row for row in group_gaps(book, "course") if row.lacking and not row.is_total]
    runs_out = read_renewals_report(db, replace(asked, months=_MONTHS_AHEAD)).lines
    skills = read_skills(db, asked.plan_id, asked.person_ids)
    lines = [line for line in list_skills(skills, skills.people) if line.people]
    return Readiness(
        heading,
        groups,
        sorted(courses, key=lambda row: (-row.lacking, -row.missing, in_order(row.name))),
        [
            Soon(
                days,
                sum(each.days_left <= days for each in runs_out),
                sum(each.days_left <= days and each.line.state != "seated" for each in runs_out),
            )
            for days in SOON_DAYS
        ],
        [each for each in runs_out if each.days_left <= max(SOON_DAYS) and each.line.state != "seated"],
        sorted(lines, key=lambda line: (-line.missing, in_order(line.name))),
    )


HEADER = (
    "group", "name", "people", "ready", "missing", "missing_days", "overdue", "has", "planned", "below",
    "lacks",
)  # fmt: skip


def readiness_rows(found: Readiness) -> list[Row]:
    """Return the figures: a row a group, a course that is missing, a number of days, and a skill."""
    rows: list[Row] = [
        (by, group.row.name, group.row.people, group.ready, group.row.courses, group.row.missing,
         group.row.overdue, *([None] * 4))
        for by, groups in found.groups.items()
        for group in groups
    ]  # fmt: skip
    rows += [
        ("course", row.name, row.people, row.people - row.lacking, row.courses, row.missing, row.overdue,
         *([None] * 4))
        for row in found.courses
    ]  # fmt: skip
    rows += [
        ("expires within", str(soon.days), None, soon.expire - soon.without_seat, soon.without_seat,
         *([None] * 6))
        for soon in found.soon
    ]  # fmt: skip
    rows += [
        ("skill", line.name, line.people, line.has, line.missing, None, None, line.has, line.planned,
         line.below, line.lacks)
        for line in found.skills
    ]  # fmt: skip
    return rows
