"""The table of people: what stands in its columns and what is searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pmplanner.services.lookup import plain
from pmplanner.services.people.people import PersonRow
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date, format_days
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with the days planned for them; *planned* is None while there is no plan."""

    person: PersonRow
    planned: Decimal | None
    sought: str
    """What a search looks through: name, id, e-mail, job title, team; without accents and case."""

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id


def make_lines(people: Iterable[PersonRow], planned: Mapping[int, Decimal] | None) -> list[PersonLine]:
    """Return the lines of these people; None for *planned* while there is no plan."""
    none = Decimal(0)
    return [
        PersonLine(person, None if planned is None else planned.get(person.id, none), _sought(person))
        for person in people
    ]


def _sought(person: PersonRow) -> str:
    return plain("\n".join((person.name, person.employee_id, person.email, person.job_title, person.team)))


def people_columns() -> list[ColumnSpec[PersonLine]]:
    """Return the columns of the table."""
    return [
        ColumnSpec(tr("Name"), lambda line: line.person.name, width=156, strong=_always),
        ColumnSpec(tr("Id"), lambda line: line.person.employee_id or None, width=66, hint=tr("Employee id")),
        ColumnSpec(tr("Job title"), lambda line: line.person.job_title or None, width=152),
        ColumnSpec(tr("Team"), lambda line: line.person.team or None, width=112),
        ColumnSpec(tr("Track"), _track, width=158, mark=_track_mark),
        ColumnSpec(
            tr("Days"),
            lambda line: line.planned,
            lambda line: format_days(line.planned),
            RIGHT,
            width=56,
            hint=tr("Days planned for the person in the plan that is shown"),
        ),
        ColumnSpec(tr("Location"), lambda line: line.person.location or None, width=110),
        ColumnSpec(tr("Manager"), _manager, width=150),
        ColumnSpec(
            tr("First day"),
            lambda line: line.person.start_date,
            lambda line: format_date(line.person.start_date),
            width=104,
        ),
        ColumnSpec(
            tr("Last day"),
            lambda line: line.person.end_date,
            lambda line: format_date(line.person.end_date),
            width=104,
        ),
    ]


def _always(_line: PersonLine) -> bool:
    return True


def _track(line: PersonLine) -> str | None:
    return line.person.track or None


def _track_mark(line: PersonLine) -> str | None:
    return track_role(line.person.track_position) if line.person.track else None


def _manager(line: PersonLine) -> str | None:
    return line.person.manager or None


def has_left(person: PersonRow, today: dt.date) -> bool:
    """Say whether the person's last day has passed."""
    return person.end_date is not None and person.end_date < today
