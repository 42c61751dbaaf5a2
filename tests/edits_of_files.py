"""Edits that bring in a table, one of every kind of import."""

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.table import Row, Table
from pmplanner.models import Course, Person, Plan, Track
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, match_table

Rows = Sequence[tuple[str, ...]]


def bring_in_rows(db: Session, layout: str, header: tuple[str, ...], rows: Rows) -> None:
    """Import rows as a file would be, into the first plan; what is missing is made."""
    cells = tuple(Row(number, row) for number, row in enumerate(rows, 2))
    table = Table(f"{layout}.csv", None, header, 1, cells, ",", "utf-8")
    plan_id = db.scalar(select(Plan.id).order_by(Plan.id))
    options = ImportOptions(plan_id=plan_id, create_missing=True, today=dt.date(2099, 1, 1))
    apply_draft(db, decide(db, match_table(table, layout, options), options))


def _names(db: Session) -> list[str]:
    """Return full names that only one person has."""
    names = [f"{p.first_name} {p.last_name}".strip() for p in db.scalars(select(Person))]
    return [name for name in names if names.count(name) == 1]


def _codes(db: Session) -> list[str]:
    return list(db.scalars(select(Course.code).order_by(Course.id).limit(9)))


def _day(number: int) -> dt.date:
    return dt.date(2027, 2, 1) + dt.timedelta(days=number)


def _people(s: Session, n: int) -> None:
    rows = [(f"I{n}", f"New {n}", f"Track {n % 4}", "Ops"), (f"I{n + 1}", f"Newer {n}", "PDM", "Sales")]
    bring_in_rows(s, "people", ("person_id", "first_name", "track", "team"), rows)


def _courses(s: Session, n: int) -> None:
    rows = [
        (f"C{n % 4}", f"Course {n}", "1.5", "PDM;PJM", f"skill {n}", f"C{(n + 1) % 4}"),
        (f"C{(n + 1) % 4}", f"Other {n}", "2", "", "", _codes(s)[n % 9]),
    ]
    bring_in_rows(s, "courses", ("code", "title", "days", "tracks", "skills", "prerequisites"), rows)


def _picks(s: Session, n: int) -> None:
    code = _codes(s)[n % 3]
    statuses = ("booked", "waiting", "attended", "absent", "booked")
    rows = [
        (
            name,
            code,
            f"{code}-F{(n + place) % 2}",
            statuses[(n + place) % 5],
            _day(n).isoformat(),
            f"note {n}",
        )
        for place, name in enumerate(_names(s)[:4])
    ]
    header = ("full_name", "course_code", "session_code", "status", "start_date", "note")
    bring_in_rows(s, "picks", header, rows)


def _results(s: Session, n: int) -> None:
    """Say of some that they are done and of others that they failed, which may be the other way round."""
    code, results = _codes(s)[n % 3], ("done", "failed", "completed")
    rows = [
        (name, code, results[(n + place) % 3], _day(n % 20).isoformat())
        for place, name in enumerate(_names(s)[:4])
    ]
    bring_in_rows(s, "picks", ("full_name", "course_code", "status", "end_date"), rows)


def _completions(s: Session, n: int) -> None:
    rows = [(name, f"Made {n % 3}", "2", _day(n).isoformat(), f"Trainer {n}") for name in _names(s)[:3]]
    header = ("full_name", "course_title", "days", "completed_on", "trainer")
    bring_in_rows(s, "completions", header, rows)


def _tracks(s: Session, n: int) -> None:
    rows = [("PDM", f"Product owner {n % 3}", "1", f"About {n}"), (f"T{n % 4}", f"Track {n % 4}", "9", "")]
    bring_in_rows(s, "tracks", ("code", "name", "position", "description"), rows)


def _paths(s: Session, n: int) -> None:
    codes = _codes(s)
    code = s.scalar(select(Track.code).order_by(Track.id)) or ""
    rows = [
        (code, codes[0], "required", "", "", "1"),
        (code, codes[1 + n % 3], "group", f"Group {n % 2}", "1", "2"),
        (code, codes[4 + n % 3], "group", f"Group {n % 2}", "1", str(3 + n % 4)),
    ]
    header = ("track_code", "course_code", "kind", "group", "choose", "position")
    bring_in_rows(s, "paths", header, rows)


def _exemptions(s: Session, n: int) -> None:
    rows = [
        (name, _codes(s)[n % 3], f"reason {n}", _day(n % 9).isoformat(), _day(40 + n).isoformat())
        for name in _names(s)[:3]
    ]
    header = ("full_name", "course_code", "reason", "valid_from", "valid_until")
    bring_in_rows(s, "exemptions", header, rows)


def _absences(s: Session, n: int) -> None:
    rows = [(name, _day(n).isoformat(), _day(n + 3).isoformat(), f"kind {n}") for name in _names(s)[:3]]
    bring_in_rows(s, "absences", ("full_name", "first_day", "last_day", "kind"), rows)


IMPORT_EDITS: dict[str, Callable[[Session, int], object]] = {
    "import people": _people,
    "import courses": _courses,
    "import picks": _picks,
    "import results": _results,
    "import completions": _completions,
    "import absences": _absences,
    "import tracks": _tracks,
    "import paths": _paths,
    "import exemptions": _exemptions,
}
"""Name to edit, as in tests.edits."""
