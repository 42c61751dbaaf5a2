"""An import from file to edit: read, decide, write."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.orm import Session

from pmplanner.exchange.dates import DateOrder
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.mapping import ColumnMatch, match_columns
from pmplanner.exchange.parsing import Parsed, ParsedRow, Words, parse_rows
from pmplanner.exchange.part_days import PartDays
from pmplanner.exchange.profile_rows import own_rows, why_left_out
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.table import Progress, Table
from pmplanner.exchange.training_matrix import is_matrix
from pmplanner.exchange.wishes import Wishes
from pmplanner.models import Absence, Closure, Completion, Course, Person, Room, Row, Trainer
from pmplanner.sentences import said
from pmplanner.services.calendar import clock
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.absences import decide_absences
from pmplanner.services.importing.calendar_sessions import decide_calendar_sessions
from pmplanner.services.importing.certificates import decide_certificates
from pmplanner.services.importing.completions import decide_completions
from pmplanner.services.importing.course_facts import (
    decide_certificate_kinds,
    decide_course_certificates,
    decide_course_equipment,
    decide_course_skills,
    decide_equipment,
    decide_public_dates,
    decide_skills,
    decide_track_skills,
)
from pmplanner.services.importing.courses import decide_courses
from pmplanner.services.importing.cover_rules import decide_cover_rules
from pmplanner.services.importing.draft import Draft, Outcome
from pmplanner.services.importing.employment import decide_employment
from pmplanner.services.importing.exemptions import decide_exemptions
from pmplanner.services.importing.matrix import decide_matrix, unread_cell
from pmplanner.services.importing.money import (
    decide_budgets,
    decide_cost_items,
    decide_rates,
    decide_travel,
)
from pmplanner.services.importing.origins import Calendar
from pmplanner.services.importing.own_facts import decide_own_facts
from pmplanner.services.importing.paths import decide_paths, decide_tracks
from pmplanner.services.importing.people import SameEmail, decide_people, is_stray, spelt_alike
from pmplanner.services.importing.picks import decide_picks
from pmplanner.services.importing.plan_tables import (
    decide_reservations,
    decide_seats,
    decide_session_days,
    decide_session_equipment,
    decide_targets,
)
from pmplanner.services.importing.resources import decide_closures, decide_rooms, decide_trainers
from pmplanner.services.importing.sessions import decide_sessions
from pmplanner.services.importing.workplace import (
    decide_blackouts,
    decide_import_profiles,
    decide_policies,
    decide_settings,
    decide_sites,
)
from pmplanner.services.people.managers import link_managers
from pmplanner.services.plans.superfluous import SpentPick, Success, spent_picks
from pmplanner.services.sessions.seating import move_up_people

IMPORTS = (
    *("people", "employment", "courses", "own-facts", "tracks", "paths", "picks", "sessions", "matrix"),
    *("completions", "certificates"),
    *("exemptions", "absences", "rooms", "trainers", "closures"),
    *("rates", "travel", "cost-items", "budgets", "cover-rules"),
    *("sites", "blackouts", "equipment", "course-equipment", "policies", "plan-policies", "settings"),
    *("skills", "course-skills", "track-skills", "certificate-kinds", "course-certificates"),
    *("public-dates", "import-profiles"),
    *("seats", "session-days", "session-equipment", "reservations", "targets"),
)
"""The layouts that can be imported."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be taken."""

    columns: Mapping[str, str | None] = field(default_factory=dict)
    """Field to the heading of its column; empty for no column."""
    date_order: DateOrder | None = None
    usual_order: DateOrder | None = None
    """How dates are read where neither that is said nor the file tells."""
    plan_id: int | None = None
    create_missing: bool = False
    owner: Owner | None = None
    """Whose the events of a calendar are that name nobody."""
    words: Words = field(default_factory=dict)
    """Field to the words that the file has in it, and ours for them."""
    same_email: SameEmail = "reject"
    """What becomes of somebody who has another employee id than the person with that e-mail has."""
    part_days: PartDays = "skip"
    """What becomes of days of which an absence takes only a part."""
    take_free: bool = False
    """Whether events of a calendar that are shown as free time are absences."""
    zone: str = ""
    """The time zone of calendars that do not say theirs."""
    take_out_gone: bool = False
    """Whether what events brought goes that are not in their calendar any more."""
    calendar: Calendar = field(default_factory=Calendar)
    """What is known of the events, where the file is a calendar; set while its rows are decided."""
    course_days: Decimal | None = None
    """How long new courses take of which the file does not say it; None rejects them."""
    wishes: Wishes = field(default_factory=Wishes)
    """Which rows are taken, what stands in for what the file lacks, and cells that were mended."""
    take_stray: bool = False
    """Whether rows are taken of which there is hardly anything."""
    today: dt.date | None = None
    """The day by which it is told what is still to come; that of the clock where none is given."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file read for a layout: its table, which column is which field, and the rows as values."""

    layout: str
    table: Table
    match: ColumnMatch
    parsed: Parsed


def read_file(
    path: Path,
    layout: str,
    options: ImportOptions,
    *,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> FileContent:
    """Read a file of a layout; raise ExchangeError when it cannot be read or lacks a needed column."""
    table = read_table(
        path,
        sheet=sheet,
        layout=LAYOUTS[layout],
        progress=progress,
        owner=options.owner,
        part_days=options.part_days,
        take_free=options.take_free,
        zone=options.zone,
    )
    return match_table(table, layout, options, progress)


def match_table(
    table: Table, layout: str, options: ImportOptions, progress: Progress | None = None
) -> FileContent:
    """Match the columns of a table that is read already, and read its rows as values."""
    kind = LAYOUTS[layout]
    match = match_columns(table, kind, options.columns)
    table = own_rows(table, match.profile)
    match = replace(match, missing=_without(match.missing, options.wishes.defaults))
    parsed = parse_rows(
        *(table, kind, match),
        date_order=options.date_order,
        usual_order=options.usual_order,
        words=options.words,
        wishes=options.wishes,
        progress=progress,
    )
    return FileContent(layout, table, match, parsed)


_MAY_BE_ACROSS = ("completions", "picks")
"""Layouts whose files somebody may have as a training matrix."""


def _without(
    missing: tuple[tuple[str, ...], ...], defaults: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """Return what is missing still where something stands in for these fields."""
    said_of = {name for name, text in defaults.items() if text.strip()}
    return tuple(group for group in missing if said_of.isdisjoint(group))


def refuse_unusable(content: FileContent) -> None:
    """Raise ExchangeError when a needed column is missing or the dates can be read in two ways."""
    kind = LAYOUTS[content.layout]
    if content.match.missing:
        wanted = "; ".join(
            " or ".join(f.title for f in kind.fields if f.name in group) for group in content.match.missing
        )
        lacks = said(
            "{name} has no column for: {wanted}. Its columns are: {names}.",
            name=content.table.name,
            wanted=wanted,
            names=", ".join(filter(None, content.table.header)),
        )
        if content.layout in _MAY_BE_ACROSS and is_matrix(content.table):
            lacks += " " + said("It looks like a training matrix; import it as a matrix.")
        raise ExchangeError(lacks)
    if content.parsed.ambiguous_dates:
        raise ExchangeError(
            said(
                "The dates in {name} can be read as day/month or as month/day; say which.",
                name=content.table.name,
            )
        )


def decide(
    db: Session, content: FileContent, options: ImportOptions, progress: Progress | None = None
) -> Draft:
    """Decide what each row would do, without doing it. Reads only.

    *progress* hears how many rows are decided, of how many; what it raises passes through. Raises
    ExchangeError when a needed column is missing or dates are ambiguous, and PlanError when picks have no
    plan to go to.
    """
    refuse_unusable(content)
    draft = Draft(
        content.layout,
        main=_MAIN.get(content.layout),
        take_stray=options.take_stray,
        course_days=options.course_days,
        notes=[*content.table.notes, *content.parsed.notes],
        columns=frozenset(content.match.columns),
    )
    foreign = why_left_out(content.table, content.match.profile)
    rows = [row for row in content.parsed.rows if row.number not in foreign and not row.left_out]
    good = [row for row in rows if not row.errors]
    bad = [row for row in rows if row.errors]
    if content.layout in ("paths", "session-days"):
        # A path is taken whole: what cannot be read of it has to be known.
        good, bad = rows, []
    if progress is not None:
        draft.heard = lambda count: progress(count, len(good))
    if content.layout == "people" and content.table.header != LAYOUTS["people"].columns:
        # In our own export every spelling is meant as it stands.
        good = spelt_alike(good)
    calendar = Calendar(content.table.marks, options.owner, options.take_out_gone)
    _DECIDE[content.layout](db, good, draft, replace(options, calendar=calendar))
    draft.outcomes = [_placed(outcome, content) for outcome in draft.outcomes]
    draft.outcomes += [
        _left_out(row, *foreign[row.number]) for row in content.parsed.rows if row.number in foreign
    ]
    draft.outcomes += [
        Outcome(row, "skipped", "", row.left_out) for row in content.parsed.rows if row.left_out
    ]
    unread = unread_cell if content.layout == "matrix" else _unread
    draft.outcomes += map(unread, bad)
    # Rows that could not be read come back to where they stand in the file.
    places = {id(row.row): place for place, row in enumerate(content.parsed.rows)}
    draft.outcomes.sort(key=lambda outcome: places[id(outcome.row.row)])
    if content.layout == "people" and not options.take_stray:
        draft.outcomes = [_doubted(outcome) for outcome in draft.outcomes]
    return draft


def _left_out(row: ParsedRow, heading: str, reason: str) -> Outcome:
    """Say why a row of another system is none of ours."""
    told = said("row {number}, {heading}: {reason}", number=row.number, heading=heading, reason=reason)
    return Outcome(row, "skipped", "", told)


def _unread(row: ParsedRow) -> Outcome:
    """Return the outcome of a row that cannot be read."""
    return Outcome(row, "rejected", "", "; ".join(row.errors), row.faults)


def _doubted(outcome: Outcome) -> Outcome:
    """Doubt what is hardly a row, also where something in it cannot be read."""
    stray = outcome.action == "rejected" and is_stray(outcome.row)
    return replace(outcome, action="doubted") if stray else outcome


def _placed(outcome: Outcome, content: FileContent) -> Outcome:
    """Name row and column before the reason of a row that is rejected."""
    if outcome.action not in ("rejected", "doubted", "skipped") or outcome.row.errors:
        return outcome
    columns = content.match.columns
    read = [field for field in outcome.fields if field in columns]
    # A field that the row leaves empty is at fault only when there is no other.
    read.sort(key=lambda field: field not in outcome.row.values)
    number = outcome.row.number
    place = (
        said("row {number}, {heading}", number=number, heading=content.table.header[columns[read[0]]])
        if read
        else said("row {number}", number=number)
    )
    return replace(outcome, details=f"{place}: {outcome.details}")


def apply_draft(db: Session, draft: Draft) -> None:
    """Do what was decided, as part of an edit.

    Who joins a team takes the seats that are kept for it; managers are linked who are known by now.
    """
    draft.write(db)
    if draft.layout == "people":
        link_managers(
            db, {*draft.rows_changed(Person, "manager_email"), *draft.rows_changed(Person, "manager_name")}
        )
    # An import changes rows in bulk, past the service that would see to it otherwise.
    joined = draft.rows_changed(Person, "team")
    if joined:
        move_up_people(db, joined)


def find_spent(db: Session, draft: Draft) -> list[SpentPick]:
    """Return the picks that are not needed any more once a draft of completions is written."""
    # A course that the file made is picked by nobody.
    known = [
        Success(person_id, course, day, expires_on)
        for person_id, course, day, expires_on in draft.successes
        if isinstance(course, int)
    ]
    return spent_picks(db, known) if known else []


def _people(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_people(db, rows, draft, create_missing=options.create_missing, same_email=options.same_email)


def _employment(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_employment(db, rows, draft)


def _courses(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_courses(db, rows, draft)


def _own_facts(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_own_facts(db, rows, draft)


def _tracks(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_tracks(db, rows, draft)


def _paths(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_paths(db, rows, draft)


def _picks(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    if options.plan_id is None:
        raise PlanError(said("Picks belong to a plan. Create one first, or say which."))
    decide_picks(
        db,
        rows,
        draft,
        plan_id=options.plan_id,
        create_missing=options.create_missing,
        today=options.today or clock.today(),
    )


def _matrix(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_matrix(
        db,
        rows,
        draft,
        plan_id=options.plan_id,
        create_missing=options.create_missing,
        today=options.today or clock.today(),
    )


def _sessions(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    if options.plan_id is None:
        raise PlanError(said("Sessions belong to a plan. Create one first, or say which."))
    if options.calendar.marks is not None:
        decide_calendar_sessions(db, rows, draft, plan_id=options.plan_id, calendar=options.calendar)
    else:
        decide_sessions(db, rows, draft, plan_id=options.plan_id)


def _completions(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_completions(db, rows, draft, create_missing=options.create_missing)


def _certificates(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_certificates(db, rows, draft)


def _exemptions(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_exemptions(db, rows, draft)


def _absences(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_absences(db, rows, draft, part_days=options.part_days, calendar=options.calendar)


def _rooms(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_rooms(db, rows, draft)


def _trainers(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_trainers(db, rows, draft)


def _closures(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_closures(db, rows, draft, options.calendar)


def _rates(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_rates(db, rows, draft)


def _travel(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_travel(db, rows, draft)


def _cost_items(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    if options.plan_id is None:
        raise PlanError(said("Cost items belong to a plan. Create one first, or say which."))
    decide_cost_items(db, rows, draft, options.plan_id)


def _budgets(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    if options.plan_id is None:
        raise PlanError(said("Budgets belong to a plan. Create one first, or say which."))
    decide_budgets(db, rows, draft, options.plan_id)


def _cover_rules(db: Session, rows: list[ParsedRow], draft: Draft, _options: ImportOptions) -> None:
    decide_cover_rules(db, rows, draft)


def _plan_policies(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    if options.plan_id is None:
        raise PlanError(said("These policies belong to a plan. Create one first, or say which."))
    decide_policies(db, rows, draft, options.plan_id)


def _seats(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_seats(
        db,
        rows,
        draft,
        plan_id=_named_plan(options),
        create_missing=options.create_missing,
        today=options.today or clock.today(),
    )


def _session_days(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    today = options.today or clock.today()
    decide_session_days(db, rows, draft, plan_id=_named_plan(options), today=today)


def _session_equipment(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_session_equipment(db, rows, draft, plan_id=_named_plan(options))


def _reservations(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_reservations(db, rows, draft, plan_id=_named_plan(options))


def _targets(db: Session, rows: list[ParsedRow], draft: Draft, options: ImportOptions) -> None:
    decide_targets(db, rows, draft, plan_id=_named_plan(options))


def _named_plan(options: ImportOptions) -> int:
    if options.plan_id is None:
        raise PlanError(said("These rows belong to a plan. Create one first, or say which."))
    return options.plan_id


_MAIN: dict[str, type[Row]] = {
    "people": Person,
    "courses": Course,
    "completions": Completion,
    "absences": Absence,
    "closures": Closure,
    "rooms": Room,
    "trainers": Trainer,
}
"""What the rows of a layout are, where the values that are kept can differ from those of the file."""

_Decide: TypeAlias = Callable[[Session, list[ParsedRow], Draft, ImportOptions], None]


def _always(decide: Callable[[Session, list[ParsedRow], Draft], None]) -> _Decide:
    """Decide alike, however the file is to be taken."""
    return lambda db, rows, draft, _options: decide(db, rows, draft)


_DECIDE: dict[str, _Decide] = {
    "people": _people,
    "employment": _employment,
    "courses": _courses,
    "own-facts": _own_facts,
    "tracks": _tracks,
    "paths": _paths,
    "picks": _picks,
    "matrix": _matrix,
    "sessions": _sessions,
    "completions": _completions,
    "certificates": _certificates,
    "exemptions": _exemptions,
    "absences": _absences,
    "rooms": _rooms,
    "trainers": _trainers,
    "closures": _closures,
    "rates": _rates,
    "travel": _travel,
    "cost-items": _cost_items,
    "budgets": _budgets,
    "cover-rules": _cover_rules,
    "sites": _always(decide_sites),
    "blackouts": _always(decide_blackouts),
    "equipment": _always(decide_equipment),
    "course-equipment": _always(decide_course_equipment),
    "policies": _always(decide_policies),
    "plan-policies": _plan_policies,
    "seats": _seats,
    "session-days": _session_days,
    "session-equipment": _session_equipment,
    "reservations": _reservations,
    "targets": _targets,
    "settings": _always(decide_settings),
    "skills": _always(decide_skills),
    "course-skills": _always(decide_course_skills),
    "track-skills": _always(decide_track_skills),
    "certificate-kinds": _always(decide_certificate_kinds),
    "course-certificates": _always(decide_course_certificates),
    "public-dates": _always(decide_public_dates),
    "import-profiles": _always(decide_import_profiles),
}
