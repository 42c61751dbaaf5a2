"""The plan as files: the rows of each layout, in an order that does not depend on ids."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.sheets import Sheet, State
from pmplanner.exchange.weeks import week_text
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.models import Course, Person, PersonTrack
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import said
from pmplanner.services.calendar import clock
from pmplanner.services.catalog.courses import CourseRow, list_courses
from pmplanner.services.catalog.own_facts import NONE, TEXTS
from pmplanner.services.decisions.decide import DecisionRow, decider_keys, read_decisions
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.completion_rows import COMPLETION_ROWS
from pmplanner.services.exporting.course_rows import course_rows
from pmplanner.services.exporting.fact_rows import FACT_ROWS
from pmplanner.services.exporting.money_rows import MONEY_ROWS, budget_rows, cost_item_rows
from pmplanner.services.exporting.need_rows import gap_rows, need_rows
from pmplanner.services.exporting.path_rows import PATH_ROWS
from pmplanner.services.exporting.plan_rows import PLAN_TABLES, plan_rows
from pmplanner.services.exporting.renewal_rows import renewal_rows
from pmplanner.services.exporting.resource_rows import RESOURCE_ROWS, cover_rows
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.sheets import layout_sheet
from pmplanner.services.exporting.workplace_rows import WORKPLACE_ROWS, policy_rows
from pmplanner.services.lookup import fold, full_name, plain_rows
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.services.resources.further import join_names
from pmplanner.services.sessions.sessions import SessionRow, list_sessions
from pmplanner.services.totals.totals import LedgerRow, if_known, ledger
from pmplanner.services.views.matrix import Cell, read_marked_lines
from pmplanner.services.views.runway import read_runway
from pmplanner.services.views.runway_picture import choose_lines

_PLAIN_ROWS = (
    COMPLETION_ROWS
    | RESOURCE_ROWS
    | PATH_ROWS
    | MONEY_ROWS
    | {"cover-rules": cover_rows}
    | WORKPLACE_ROWS
    | FACT_ROWS
)

WITHOUT_PLAN = ("people", "courses", "own-facts", *_PLAIN_ROWS)
"""The layouts that are the same in every plan."""

EXPORTS = (
    *("schedule", "sessions", "picks", "matrix", "needs", "gaps", "renewals"),
    *("people", "totals", "courses", "own-facts", "cost-items", "budgets", "plan-policies"),
    *PLAN_TABLES,
    *_PLAIN_ROWS,
)
"""The layouts that can be exported."""

Rows = tuple[Sequence[str], list[Sequence[Value]]]


def export_rows(db: Session, layout: str, scope: ExportScope) -> Rows:
    """Return header and rows of a layout; raise PlanError for an unknown one or when a plan is needed."""
    if layout not in EXPORTS:
        raise PlanError(
            said(
                "There is no export “{layout}”; there are {exports}.",
                layout=layout,
                exports=", ".join(EXPORTS),
            )
        )
    if layout not in WITHOUT_PLAN and scope.plan_id is None:
        raise PlanError(said("There is no plan to export yet. Create one first."))
    if layout in PLAN_TABLES:
        return LAYOUTS[layout].columns, plan_rows(db, layout, _plan_id(scope))
    if layout in _PLAIN_ROWS:
        return LAYOUTS[layout].columns, list(_PLAIN_ROWS[layout](db))
    return _WRITERS[layout](db, scope)


def export_sheet(db: Session, layout: str, scope: ExportScope, title: str = "") -> Sheet:
    """Return a layout as the sheet of a workbook; raise PlanError as :func:`export_rows`."""
    header, rows = export_rows(db, layout, scope)
    of_plan = scope if layout not in WITHOUT_PLAN else replace(scope, plan_id=None)
    return layout_sheet(db, layout, of_plan, header, rows, title)


def write_export(
    db: Session,
    layout: str,
    path: Path,
    scope: ExportScope,
    *,
    separator: str = ",",
    bom: bool = True,
) -> int:
    """Write a layout to a file, Excel where it is called ``.xlsx`` and else CSV; return how many rows it has.

    The file is written beside its target and moved into place. Raises PlanError as
    :func:`export_rows`, and ExchangeError when the file cannot be written.
    """
    if is_workbook(path):
        from pmplanner.exchange.workbook_writing import write_sheet  # takes a while to load

        return write_sheet(path, export_sheet(db, layout, scope))
    header, rows = export_rows(db, layout, scope)
    return write_csv(path, header, rows, separator=separator, bom=bom)


def write_table(path: Path, sheet: Sheet, *, separator: str = ",", bom: bool = True) -> int:
    """Write a table to a file, Excel where it is called ``.xlsx`` and else CSV; return how many rows it has.

    Raises ExchangeError when the file cannot be written; what stood there before then still does.
    """
    if is_workbook(path):
        from pmplanner.exchange.workbook_writing import write_sheet  # takes a while to load

        return write_sheet(path, sheet)
    header = [column.heading for column in sheet.columns]
    return write_csv(path, header, sheet.rows, separator=separator, bom=bom)


def is_workbook(path: Path) -> bool:
    """Say whether a table goes into an Excel workbook, by the name of its file."""
    return path.suffix.casefold() == ".xlsx"


def _plan_id(scope: ExportScope) -> int:
    assert scope.plan_id is not None  # export_rows() has refused None
    return scope.plan_id


class _Managers:
    """How to tell a person's manager: by who it is, where that is known, else as it was written."""

    def __init__(self, db: Session) -> None:
        managers = select(Person.manager_id).where(Person.manager_id.is_not(None))
        query = select(Person.id, Person.email, Person.first_name, Person.last_name)
        rows = plain_rows(db, query.where(Person.id.in_(managers)))
        self._emails = {row.id: row.email for row in rows}
        self._names = {row.id: full_name(row.first_name, row.last_name) for row in rows}

    def email_of(self, person: PersonRow) -> str:
        """Return the address; empty where there is none."""
        return self._emails.get(person.manager_id or 0, "") or person.manager_email

    def name_of(self, person: PersonRow) -> str:
        """Return the name as it was written; where nothing else tells who it is, that of who it is."""
        written = person.manager_name
        if written or self.email_of(person):
            return written
        return self._names.get(person.manager_id or 0, "")


def _people(db: Session, scope: ExportScope) -> Rows:
    managers = _Managers(db)
    # Codes stand where a name would be taken apart.
    tracks = {track.id: track.code if ";" in track.name else track.name for track in list_tracks(db)}
    further: dict[int, list[str]] = {}
    for person_id, track_id in plain_rows(db, select(PersonTrack.person_id, PersonTrack.track_id)):
        further.setdefault(person_id, []).append(tracks[track_id])
    rows = [
        (
            p.employee_id,
            p.first_name,
            p.written_last_name,
            p.email,
            p.job_title,
            p.track,
            p.team,
            managers.email_of(p),
            p.location,
            p.start_date,
            p.end_date,
            ";".join(sorted(further.get(p.id, ()), key=fold)),
            managers.name_of(p),
            None if p.working_days is None else week_text(p.working_days),
            p.day_begins,
            p.day_ends,
        )
        for p in list_people(db, scope.person_ids)
    ]
    return LAYOUTS["people"].columns, list(rows)


def _courses(db: Session, scope: ExportScope) -> Rows:
    return LAYOUTS["courses"].columns, list(course_rows(db, scope.course_ids))


def _own_facts(db: Session, scope: ExportScope) -> Rows:
    """One row a course with own facts; and, with what the layout of courses leaves out, each custom one."""
    rows: list[Sequence[Value]] = []
    for course in sorted(list_courses(db), key=lambda course: fold(course.code)):
        kept = course.own if course.bundled else course.own | {n for n in TEXTS if getattr(course, n)}
        if kept and (scope.course_ids is None or course.id in scope.course_ids):
            rows.append((course.code, *_facts(course, kept)))
    return LAYOUTS["own-facts"].columns, rows


def _facts(course: CourseRow, kept: Collection[str]) -> Iterator[Value]:
    for name in LAYOUTS["own-facts"].columns[1:]:
        priced = "cost" in kept and course.cost is not None
        if name in kept or (name == "currency" and priced):
            value = getattr(course, name)
            yield NONE if value in (None, "") else value
        else:
            yield None


class _Picked(NamedTuple):
    """A pick with its person and course."""

    person: PersonRow
    who: tuple[Value, ...]
    code: str
    title: str
    pick_status: PickStatus


def _picked(db: Session, scope: ExportScope, *, put_aside: bool = False) -> Iterator[_Picked]:
    """Give the picks, people in the order of their list and their courses by code."""
    courses = _codes_and_titles(db)
    folded = {course_id: fold(code) for course_id, (code, _) in courses.items()}
    by_person: dict[int, list[PickStatus]] = {}
    for pick_status in list_pick_statuses(db, _plan_id(scope), scope.person_ids, put_aside=put_aside):
        if scope.course_ids is None or pick_status.course_id in scope.course_ids:
            by_person.setdefault(pick_status.person_id, []).append(pick_status)
    for person in list_people(db, scope.person_ids):
        pick_statuses = by_person.get(person.id)
        if pick_statuses is None:
            continue
        pick_statuses.sort(key=lambda each: (folded[each.course_id], each.attempt))
        who = _who(person)
        for pick_status in pick_statuses:
            yield _Picked(person, who, *courses[pick_status.course_id], pick_status)


def _codes_and_titles(db: Session) -> dict[int, tuple[str, str]]:
    query = select(Course.id, Course.code, Course.title)
    return {course_id: (code, title) for course_id, code, title in plain_rows(db, query)}


def _who(person: PersonRow) -> tuple[Value, ...]:
    return (
        person.employee_id,
        person.email,
        person.first_name,
        person.written_last_name,
        person.track,
        person.team,
    )


def _status(pick_status: PickStatus) -> str:
    """Return where a pick stands; what was failed is not written as done, or its import would pass it.

    What was attended and then failed stays what its seat says: the failure is in the completions.
    """
    if pick_status.failed and pick_status.session_id is None:
        return "failed"
    return "partly attended" if pick_status.seat_status == SeatStatus.PARTLY_ATTENDED else pick_status.status


def _decided(decision: DecisionRow | None, keys: Mapping[int, str]) -> tuple[Value, ...]:
    if decision is None:
        return (None,) * 4
    by = decision.by if decision.by_id is None else keys[decision.by_id]
    return decision.decision, by or None, decision.on, decision.note or None


def _picks(db: Session, scope: ExportScope) -> Rows:
    decisions = read_decisions(db, _plan_id(scope))
    deciders = {each.by_id for each in decisions.values() if each.by_id is not None}
    keys = decider_keys(db, deciders)
    rows = [
        (
            *who,
            code,
            title,
            # What is put aside has no days, but may have some of its own once it is approved.
            status.own_days if status.is_put_aside else status.days,
            _status(status),
            status.session_code,
            status.first_day,
            status.last_day,
            status.note,
            status.attempt,
            *_decided(decisions.get(status.pick_id), keys),
        )
        for _, who, code, title, status in _picked(db, scope, put_aside=True)
    ]
    return LAYOUTS["picks"].columns, list(rows)


def _schedule(db: Session, scope: ExportScope) -> Rows:
    """One row a person and session: who has a seat or waits for one, in the order of the dates."""
    managers = _Managers(db)
    sessions = {
        session.id: _of_session(session) for session in list_sessions(db, _plan_id(scope), scope.session_ids)
    }
    seated: dict[tuple[dt.date, str], list[tuple[_Picked, _OfSession]]] = {}
    for picked in _picked(db, scope):
        session = sessions.get(picked.pick_status.session_id or 0)
        if session is not None:
            seated.setdefault(session.order, []).append((picked, session))
    rows = [
        (
            *picked.who,
            managers.email_of(picked.person),
            picked.code,
            picked.title,
            *session.when,
            picked.pick_status.days,
            *session.where,
            _status(picked.pick_status),
            picked.person.manager,
        )
        for order in sorted(seated)
        for picked, session in seated[order]
    ]
    return LAYOUTS["schedule"].columns, list(rows)


class _OfSession(NamedTuple):
    """What of a session stands in all of its rows, and by what these are sorted."""

    order: tuple[dt.date, str]
    when: tuple[Value, ...]
    where: tuple[Value, ...]


def _of_session(session: SessionRow) -> _OfSession:
    when = (session.code, session.first_day, session.last_day, session.start_time, session.end_time)
    where = (join_names(session.rooms), join_names(session.trainers))
    return _OfSession((session.first_day or dt.date.max, fold(session.code)), when, where)


def _sessions(db: Session, scope: ExportScope) -> Rows:
    rows = [
        (
            session.code,
            session.course_code,
            session.course_title,
            session.first_day,
            session.last_day,
            session.start_time,
            session.end_time,
            session.timezone,
            session.days,
            session.mode,
            join_names(session.rooms),
            join_names(session.trainers),
            session.seats_min,
            session.seats_max,
            session.booked,
            session.waiting,
            session.status,
            session.pinned,
            session.cost,
            session.currency,
            join_names(each.part for each in session.further_trainers),
            session.join_link,
            session.locked,
            session.note,
            session.decide_by,
            session.cancel_cost,
            session.cancel_currency,
        )
        for session in list_sessions(db, _plan_id(scope), scope.session_ids)
    ]
    return LAYOUTS["sessions"].columns, list(rows)


def _matrix(db: Session, scope: ExportScope) -> Rows:
    """One row a person who counts, one column a course that anybody of them has something to do with."""
    lines = read_marked_lines(db, _plan_id(scope), scope.person_ids)
    used = {course_id for line in lines.values() for course_id in line.cells}
    if scope.course_ids is not None:
        used &= set(scope.course_ids)
    codes = {course_id: code for course_id, (code, _) in _codes_and_titles(db).items() if course_id in used}
    courses = sorted(codes, key=lambda course_id: fold(codes[course_id]))
    nothing: Mapping[int, Value] = dict.fromkeys(courses, "")
    cells = _Cells()
    rows = [
        (
            person.employee_id,
            person.name,
            person.track,
            person.team,
            *cells.of(lines[person.id].cells, nothing),
        )
        for person in list_people(db, scope.person_ids)
        if person.id in lines
    ]
    return (*LAYOUTS["matrix"].columns, *(codes[course_id] for course_id in courses)), list(rows)


class _Cells:
    """The cells of the matrix, of which most say what others do."""

    def __init__(self) -> None:
        self._made: dict[tuple[Value, ...], State] = {}

    def of(self, cells: Mapping[int, Cell], nothing: Mapping[int, Value]) -> Iterable[Value]:
        """Return the cells of a row, by the courses of which *nothing* says nothing, in their order."""
        row = {**nothing}
        for course_id, cell in cells.items():
            if course_id in nothing:
                row[course_id] = self._cell(cell)
        return row.values()

    def _cell(self, cell: Cell) -> State:
        """Return the status and the date."""
        mark = "" if cell.state == "done" or cell.is_put_aside else cell.decision
        key = (cell.state, cell.first_day, mark)
        if key not in self._made:
            text = f"{cell.state} {cell.first_day.isoformat()}" if cell.first_day else cell.state
            self._made[key] = State(text, cell.state, mark)
        return self._made[key]


def _totals(db: Session, scope: ExportScope) -> Rows:
    currency = plan_currency(db, _plan_id(scope))
    rows = [ledger_values(row, currency) for row in ledger(db, _plan_id(scope), scope.by, scope.person_ids)]
    return LAYOUTS["totals"].columns, list(rows)


def _cost_items(db: Session, scope: ExportScope) -> Rows:
    return LAYOUTS["cost-items"].columns, list(cost_item_rows(db, _plan_id(scope)))


def _budgets(db: Session, scope: ExportScope) -> Rows:
    return LAYOUTS["budgets"].columns, list(budget_rows(db, _plan_id(scope)))


def _plan_policies(db: Session, scope: ExportScope) -> Rows:
    return LAYOUTS["plan-policies"].columns, list(policy_rows(db, _plan_id(scope)))


def _needs(db: Session, scope: ExportScope) -> Rows:
    return LAYOUTS["needs"].columns, need_rows(db, _plan_id(scope), scope.person_ids)


def _gaps(db: Session, scope: ExportScope) -> Rows:
    rows = gap_rows(db, _plan_id(scope), scope.by, scope.person_ids, scope.due)
    return LAYOUTS["gaps"].columns, rows


def _renewals(db: Session, scope: ExportScope) -> Rows:
    runway = read_runway(db, _plan_id(scope), clock.today())
    lines = choose_lines(runway, scope.person_ids, scope.expiring)
    return LAYOUTS["renewals"].columns, renewal_rows(db, runway, lines)


def ledger_values(row: LedgerRow, currency: str) -> Sequence[Value]:
    """Return a line of the totals as the totals layout has it."""
    sums = row.totals
    by_month = row.group == "month"
    needs: tuple[Decimal | None, ...] = (sums.required, sums.credited)
    return (
        row.group,
        row.name,
        sums.people,
        row.path_days,
        *((None, None) if by_month else needs),
        sums.planned,
        sums.done,
        sums.scheduled,
        sums.open,
        None if by_month else sums.gap,
        sums.days_per_person,
        if_known(sums.cost, sums.picks_without_price),
        currency,
        sums.picks_without_price,
    )


_WRITERS = {
    "people": _people,
    "courses": _courses,
    "own-facts": _own_facts,
    "picks": _picks,
    "needs": _needs,
    "gaps": _gaps,
    "renewals": _renewals,
    "schedule": _schedule,
    "sessions": _sessions,
    "matrix": _matrix,
    "totals": _totals,
    "cost-items": _cost_items,
    "budgets": _budgets,
    "plan-policies": _plan_policies,
}
