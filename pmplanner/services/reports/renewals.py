"""What expires in the months to come, and where it is renewed: the runway with the sessions of its seats."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.families import plans_outside
from pmplanner.services.lookup import PICKS_PUT_ASIDE, among, plain_rows
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.people.certificates import CertificateCourses, courses_of_certificates
from pmplanner.services.people.people import list_people
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.views.runway import MONTHS, NOTICE_DAYS, Expiry, Runway, RunwaySession, read_runway


class RenewalSeat(NamedTuple):
    """A session in which somebody has a seat that renews something."""

    code: str
    first_day: dt.date
    last_day: dt.date
    plan: str
    """The name of the other plan that it is in; empty for the plan itself."""


class RenewalLine(NamedTuple):
    """Something that expires, with the words of it and where it is renewed."""

    line: Expiry
    person: str
    employee_id: str
    team: str
    kind: str
    code: str
    title: str
    seat: RenewalSeat | None
    """The first session with a seat for it; None without a seat."""
    renewed_by: tuple[str, ...]
    """The codes of the courses to take for it."""
    days_left: int


class RenewalMonth(NamedTuple):
    """What expires in a month, written 2027-03, by how it stands."""

    month: str
    expire: int
    seated: int
    late: int
    picked: int
    missing: int


@dataclass(frozen=True, slots=True)
class RenewalsReport:
    """What expires of everybody or of some, within some months."""

    heading: Heading
    until: dt.date
    lines: Sequence[RenewalLine]
    """By the day on which they expire, then by name."""
    months: Sequence[RenewalMonth]
    soon: Mapping[int, int]
    """By a number of days from today how much expires within them that has no seat in time."""
    sessions: Sequence[tuple[RunwaySession, str, str, str]]
    """What would renew what is missing, with code and title of its course, and the session's code if any."""
    too_late: int
    """Renewals for which no open day is left in the plan's period."""


def read_renewals_report(db: Session, asked: Asked) -> RenewalsReport:
    """Return what expires within the months asked for from today; raise PlanError when the plan is gone."""
    heading, months = heading_of(db, asked), MONTHS if asked.months is None else asked.months
    runway = read_runway(db, asked.plan_id, asked.today, months=months, person_ids=asked.person_ids)
    seats = _Seats(db, asked.plan_id, {line.person_id for line in runway.lines})
    ids = {each.id: each.employee_id for each in list_people(db, set(runway.people))}
    lines = [_line(runway, line, seats, ids) for line in runway.lines]
    return RenewalsReport(
        heading,
        runway.until,
        lines,
        _months(runway),
        {days: len(runway.in_days(days)) for days in sorted(NOTICE_DAYS) if days >= _SOON},
        [
            (each, *runway.courses[each.course_id], runway.session_codes.get(each.session_id or 0, ""))
            for each in runway.sessions
        ],
        len(runway.too_late),
    )


_SOON = 30


def _line(runway: Runway, line: Expiry, seats: "_Seats", ids: Mapping[int, str]) -> RenewalLine:
    person, (code, title) = runway.people[line.person_id], runway.named(line)
    return RenewalLine(
        line,
        person.name,
        ids[line.person_id],
        person.team,
        runway.kind(line),
        code,
        title,
        seats.of(line) if line.state in ("seated", "seated too late") else None,
        tuple(runway.courses[course][0] for course in line.renewed_by),
        (line.valid_until - runway.today).days,
    )


def _months(runway: Runway) -> list[RenewalMonth]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in runway.lines:
        counts[f"{line.valid_until:%Y-%m}"][line.state] += 1
    return [
        RenewalMonth(
            month,
            counts[month].total(),
            *(counts[month][state] for state in ("seated", "seated too late", "picked", "missing")),
        )
        for month in runway.months()
    ]


_NO_COURSES = CertificateCourses(frozenset(), frozenset())


class _Seats:
    """The seats that people have booked, in the plan and in others that it sees."""

    def __init__(self, db: Session, plan_id: int, person_ids: Collection[int]) -> None:
        self._serving = read_equivalents(db).serving
        self._certified = courses_of_certificates(db)
        self._of: dict[tuple[int, int], list[RenewalSeat]] = defaultdict(list)
        for person, course, seat in _booked(db, plan_id, person_ids):
            self._of[person, course].append(seat)

    def of(self, line: Expiry) -> RenewalSeat | None:
        """Return the first seat that renews something; where it is seated too late the first one after."""
        if line.course_id is not None:
            courses: Iterable[int] = self._serving(line.course_id)
        else:
            of = self._certified.get(line.certificate_id or 0, _NO_COURSES)
            courses = of.renewing if line.units_missing is None else of.counting
        found = [seat for course in courses for seat in self._of.get((line.person_id, course), ())]
        return min(found, key=lambda seat: (seat.last_day, seat.code), default=None)


def _booked(db: Session, plan_id: int, person_ids: Collection[int]) -> Iterable[tuple[int, int, RenewalSeat]]:
    """Yield person, course and session of the seats that are booked and stand."""
    plans = {plan_id, *plans_outside(db, plan_id).active}
    first, last = func.min(SessionDay.day), func.max(SessionDay.day)
    query = (
        select(Pick.person_id, Pick.course_id, TrainingSession.code, Plan.id, Plan.name, first, last)
        .select_from(Seat)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .join(Plan, Plan.id == TrainingSession.plan_id)
        .where(
            Seat.status == SeatStatus.BOOKED,
            TrainingSession.status != SessionStatus.CANCELLED,
            TrainingSession.plan_id.in_(plans),
            Pick.id.not_in(PICKS_PUT_ASIDE),
            *among(Pick.person_id, person_ids),
        )
        .group_by(Seat.id)
    )
    for person, course, code, plan, name, begins, ends in plain_rows(db, query):
        if person in person_ids:
            yield person, course, RenewalSeat(code, begins, ends, "" if plan == plan_id else name)


HEADER = (
    "person_id", "name", "team", "what", "code", "title", "valid_until", "days_left", "state", "required",
    "session_code", "session_first_day", "session_last_day", "session_plan", "renewed_by", "units_missing",
)  # fmt: skip


def renewal_report_rows(found: RenewalsReport) -> list[Row]:
    """Return a row for each that expires, the earliest first."""
    return [
        (
            each.employee_id, each.person, each.team, each.kind, each.code, each.title,
            each.line.valid_until, each.days_left, each.line.state, each.line.is_required,
            *((each.seat.code, each.seat.first_day, each.seat.last_day, each.seat.plan or found.heading.plan)
              if each.seat else (None, None, None, None)),
            ";".join(each.renewed_by), each.line.units_missing,
        )
        for each in found.lines
    ]  # fmt: skip
