"""The tables of a plan as sheets of workbooks: what is summed, what is painted, what stands in a legend."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from sqlalchemy.orm import Session

from pmplanner.day_words import english
from pmplanner.exchange.layouts import LAYOUTS, Kind
from pmplanner.exchange.sheets import Column, GroupLine, Sheet
from pmplanner.exchange.writing import Value
from pmplanner.models import Plan
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.calendar import clock
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.totals.totals import NO_TRACK, ledger


class Chosen(Protocol):
    """What of a plan is in a table; None stands for all."""

    @property
    def plan_id(self) -> int | None:
        """The plan; None for a table that is the same in every plan."""

    @property
    def person_ids(self) -> Collection[int] | None:
        """The people."""

    @property
    def session_ids(self) -> Collection[int] | None:
        """The sessions."""

    @property
    def course_ids(self) -> Collection[int] | None:
        """The courses."""

    @property
    def by(self) -> str:
        """What lines are grouped by."""


_SUMMED: Mapping[str, tuple[str, ...]] = {
    "picks": ("days",),
    "schedule": ("days",),
    "needs": ("days",),
    "sessions": ("booked", "waiting", "cost"),
    "completions": ("days", "units"),
    "rooms": ("seats",),
    "cut": ("days", "keeping_costs"),
    "figure": ("value",),
}
"""By table what can be added up over rows: days of people, but not those of courses."""

_UNKNOWN_WHEN_EMPTY: Mapping[str, tuple[str, ...]] = {
    "courses": ("cost",),
    "sessions": ("cost",),
    "totals": ("cost",),
    "cut": ("keeping_costs",),
}

_LAST_IS_SUM = ("totals", "gaps")

_LOOKS: Mapping[str, Mapping[str, str]] = {
    "picks": {
        "open": "picked", "picked": "picked", "waiting": "waiting", "scheduled": "scheduled", "done": "done",
        "later": "later", "declined": "declined",
    },
    "schedule": {"waiting": "waiting", "scheduled": "scheduled", "done": "done"},
    "needs": {"missing": "required", "satisfied": "met", "credited": "credited"},
}  # fmt: skip
"""By table what words mean in its column of states."""

_KINDS: Mapping[str, Kind] = {
    "keeping_costs": "money", "days": "days", "picked_on": "date", "change": "days",
    "value": "days", "due": "date",
}  # fmt: skip
"""Of columns that are of no layout."""

_TITLES = {
    "schedule": marked("Schedule"), "sessions": marked("Sessions"), "picks": marked("Picks"),
    "matrix": marked("Matrix"), "needs": marked("Needs"), "gaps": marked("Gaps"),
    "renewals": marked("Renewals"), "people": marked("People"), "totals": marked("Totals"),
    "courses": marked("Courses"), "own-facts": marked("Own facts"), "completions": marked("Completions"),
}  # fmt: skip


def layout_sheet(
    db: Session,
    layout: str,
    scope: Chosen,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    title: str = "",
) -> Sheet:
    """Return the header and rows of a layout as the sheet of a workbook, of the plan and of today."""
    sheet = table_sheet(layout, header, rows, _facts(db, layout, scope, len(rows)), title)
    return _matrix(db, sheet, scope) if layout == "matrix" else sheet


def table_sheet(
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    facts: Sequence[tuple[str, str]] = (),
    title: str = "",
) -> Sheet:
    """Return a table, of a layout or of another name, as a sheet."""
    layout = LAYOUTS.get(name)
    columns = []
    for heading in header:
        field = layout.field(heading) if layout is not None else None
        kind: Kind = field.kind if field is not None else _KINDS.get(heading, "text")
        columns.append(
            Column(
                heading,
                field.title if field is not None else "",
                kind,
                heading in _SUMMED.get(name, ()),
                "unknown" if heading in _UNKNOWN_WHEN_EMPTY.get(name, ()) else "nothing",
            )
        )
    return Sheet(
        title or _title(name),
        columns,
        rows,
        facts,
        last_is_sum=name in _LAST_IS_SUM and len(rows) > 1,
        looks=_LOOKS.get(name, {}),
    )


def _title(name: str) -> str:
    return resaid(_TITLES[name]) if name in _TITLES else name.replace("-", " ").capitalize()


def _matrix(db: Session, sheet: Sheet, scope: Chosen) -> Sheet:
    """Return the matrix as the window shows it: by track, a narrow column a course, signs in the cells."""
    header, rows = [column.heading for column in sheet.columns], sheet.rows
    own = len(LAYOUTS["matrix"].columns)
    titles = {course.code: course.title for course in list_courses(db)}
    columns = [*sheet.columns[:own]]
    columns += [Column(code, titles.get(code, ""), signs_only=True) for code in header[own:]]
    place = header.index("track")
    of_track: defaultdict[str, list[Sequence[Value]]] = defaultdict(list)
    for row in rows:
        of_track[str(row[place] or "")].append(row)
    order = {track.name: track.position for track in list_tracks(db)}
    days = {}
    if scope.plan_id is not None:
        days = {
            line.name: line.totals.planned for line in ledger(db, scope.plan_id, "track", scope.person_ids)
        }
    ordered: list[Sequence[Value]] = []
    groups = []
    for track in sorted(of_track, key=lambda name: (order.get(name, len(order)), name)):
        people = counted("{n:,} person", "{n:,} people", len(of_track[track]))
        name = track or resaid(NO_TRACK)
        planned = days.get(name, Decimal(0))
        told = counted("{n} day", "{n} days", planned.normalize() + 0)
        text = said("{track} · {people} · {days}", track=name, people=people, days=told)
        groups.append(GroupLine(len(ordered), text, order.get(track)))
        ordered += of_track[track]
    return replace(sheet, columns=columns, rows=ordered, groups=groups)


def plan_facts(db: Session, plan_id: int) -> list[tuple[str, str]]:
    """Return of which plan a table is, and of which day."""
    plan = db.get(Plan, plan_id)
    found = []
    if plan is not None:
        period = f"{_day(plan.first_day)} – {_day(plan.last_day)}"
        found = [(said("Plan"), plan.name), (said("Period"), period)]
    return [*found, (said("As of"), said("as of {day}", day=_day(clock.today())))]


def _facts(db: Session, layout: str, scope: Chosen, rows: int) -> list[tuple[str, str]]:
    facts = plan_facts(db, scope.plan_id) if scope.plan_id is not None else []
    if not facts:
        facts = [(said("As of"), said("as of {day}", day=_day(clock.today())))]
    if layout in ("totals", "gaps"):
        facts.append((said("Grouped"), said("by {group}", group=scope.by)))
    parts = []
    if scope.person_ids is not None:
        parts.append(counted("{n:,} person chosen", "{n:,} people chosen", len(scope.person_ids)))
    if scope.session_ids is not None:
        parts.append(counted("{n:,} session chosen", "{n:,} sessions chosen", len(scope.session_ids)))
    if scope.course_ids is not None:
        parts.append(counted("{n:,} course chosen", "{n:,} courses chosen", len(scope.course_ids)))
    if parts:
        facts.append((said("Only"), "; ".join(parts)))
    facts.append((said("Rows"), counted("{n:,} row", "{n:,} rows", rows)))
    return facts


def _day(day: dt.date) -> str:
    return english(day, "d MMM y")
