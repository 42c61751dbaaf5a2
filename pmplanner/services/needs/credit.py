"""What satisfies a required course outside a plan: done, attended, exempt, or a seat booked elsewhere."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    NO_FIRST_DAY,
    NO_LAST_DAY,
    PASSED,
    Completion,
    Exemption,
    Pick,
    Plan,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.families import plans_outside
from pmplanner.services.lookup import PICKS_PUT_ASIDE, among, get, plain_rows
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.pick_status.course_facts import CourseFacts, read_course_facts

Source = Literal["completion", "attendance", "exemption", "expected"]
"""By what a course is credited; *expected* is a seat booked in another plan."""

_RANK: dict[Source, int] = {"exemption": 0, "completion": 1, "attendance": 2, "expected": 3}
_DAY = dt.timedelta(days=1)


class Credit(NamedTuple):
    """What a person took or will have taken, *valid_until* is None when it never expires."""

    course_id: int
    source: Source
    day: dt.date
    """On which it was or will be done; the first day of an exemption."""
    valid_until: dt.date | None
    session_id: int | None = None

    @property
    def preference(self) -> tuple[int, int]:
        """What is certain before what is expected; of the same, what is valid the longest."""
        return _RANK[self.source], -(self.valid_until or dt.date.max).toordinal()


class Credits(NamedTuple):
    """What a person has outside a plan, by course and as of the plan's last day."""

    taken: dict[int, Credit]
    """Valid on that day; they satisfy all that the courses count as."""
    exempt: dict[int, Credit]
    """Exemptions that hold on that day, which are from nothing but the course."""
    ending: dict[int, dt.date]
    """The last days of what expires within the period."""
    exempt_ending: dict[int, dt.date]


NOTHING = Credits({}, {}, {}, {})


def read_credits(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    facts: Mapping[int, CourseFacts] | None = None,
) -> dict[int, Credits]:
    """Return by person what satisfies courses outside the plan, of everybody or of those named.

    Raises PlanError when the plan is gone.
    """
    plan = get(db, Plan, plan_id)
    wanted = None if person_ids is None else set(person_ids)
    found: dict[int, Credits] = {}
    facts = read_course_facts(db) if facts is None else facts
    for person_id, credit in _outside(db, plan, wanted, facts):
        until = credit.valid_until or dt.date.max
        if until < plan.first_day or (wanted is not None and person_id not in wanted):
            continue
        theirs = found.get(person_id) or found.setdefault(person_id, Credits({}, {}, {}, {}))
        is_exempt = credit.source == "exemption"
        if until < plan.last_day:
            ending = theirs.exempt_ending if is_exempt else theirs.ending
            ending[credit.course_id] = max(until, ending.get(credit.course_id, until))
            continue
        valid = theirs.exempt if is_exempt else theirs.taken
        other = valid.get(credit.course_id)
        if other is None or credit.preference < other.preference:
            valid[credit.course_id] = credit
    return found


def _outside(
    db: Session, plan: Plan, person_ids: Collection[int] | None, facts: Mapping[int, CourseFacts]
) -> Iterator[tuple[int, Credit]]:
    # A completion within the period is a done pick of the plan, and would count twice.
    for done in _completed(db, person_ids, _valid_months(facts), before=plan.first_day):
        yield done.person_id, Credit(done.course_id, "completion", done.day, done.valid_until)
    for person_id, course_id, first, last in _exemptions(db, person_ids, until=plan.last_day):
        yield person_id, Credit(course_id, "exemption", first, None if last == NO_LAST_DAY else last)
    others = plans_outside(db, plan.id)
    for seat in _seats_elsewhere(db, others.all, person_ids, until=plan.last_day):
        if seat.status == SeatStatus.BOOKED and seat.plan_id not in others.active:
            continue
        source: Source = "expected" if seat.status == SeatStatus.BOOKED else "attendance"
        valid_until = expiry_of(seat.day, facts[seat.course_id].valid_months)
        yield seat.person_id, Credit(seat.course_id, source, seat.day, valid_until, seat.session_id)


class Satisfied(NamedTuple):
    """A course that a person took with success or is exempt from.

    *day* is the one before the first on which that holds, for an exemption; the one on which the
    course ended, else. *valid_until* is the last day on which it holds; None for always.
    """

    person_id: int
    course_id: int
    day: dt.date
    valid_until: dt.date | None
    is_exemption: bool = False


def list_satisfied(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    months: Mapping[int, int | None] | None = None,
) -> list[Satisfied]:
    """Return people's history as a plan sees it, whenever it was: what they passed, and exemptions.

    What was attended is that of the plan itself and of the plans outside its family. Of everybody, or at
    least of the people named. *months* are those for which each course is valid, if read already.
    """
    if months is None:
        months = _valid_months(read_course_facts(db))
    found = list(_completed(db, person_ids, months))
    plans = {plan_id, *plans_outside(db, plan_id).all}
    found += [
        Satisfied(seat.person_id, seat.course_id, seat.day, expiry_of(seat.day, months[seat.course_id]))
        for seat in _seats_elsewhere(db, plans, person_ids, booked=False)
    ]
    for person_id, course_id, first, last in _exemptions(db, person_ids):
        before = first if first == NO_FIRST_DAY else first - _DAY
        until = None if last == NO_LAST_DAY else last
        found.append(Satisfied(person_id, course_id, before, until, is_exemption=True))
    return found


def list_expected(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> list[Satisfied]:
    """Return what people will have taken by seats booked in other active plans, outside the plan's family."""
    facts = read_course_facts(db)
    return [
        Satisfied(
            seat.person_id, seat.course_id, seat.day, expiry_of(seat.day, facts[seat.course_id].valid_months)
        )
        for seat in _seats_elsewhere(db, plans_outside(db, plan_id).active, person_ids)
        if seat.status == SeatStatus.BOOKED
    ]


def _valid_months(facts: Mapping[int, CourseFacts]) -> dict[int, int | None]:
    return {course_id: each.valid_months for course_id, each in facts.items()}


def _completed(
    db: Session,
    person_ids: Collection[int] | None,
    months: Mapping[int, int | None],
    before: dt.date | None = None,
) -> Iterator[Satisfied]:
    """Yield the completions with success, those before a day where one is given."""
    query = select(
        Completion.person_id,
        Completion.course_id,
        Completion.completed_on,
        Completion.result,
        Completion.expires_on,
    ).where(Completion.course_id.is_not(None), *among(Completion.person_id, person_ids))
    if before is not None:
        query = query.where(Completion.completed_on < before)
    for person_id, course_id, day, result, expires_on in plain_rows(db, query):
        if result.casefold() in PASSED:
            until = expires_on or expiry_of(day, months[course_id])
            yield Satisfied(person_id, course_id, day, until)


def _exemptions(
    db: Session, person_ids: Collection[int] | None, until: dt.date = NO_LAST_DAY
) -> Iterator[tuple[int, int, dt.date, dt.date]]:
    """Yield person, course, first and last day of the exemptions that begin by a day."""
    query = select(Exemption.person_id, Exemption.course_id, Exemption.first_day, Exemption.last_day)
    for row in plain_rows(
        db, query.where(Exemption.first_day <= until, *among(Exemption.person_id, person_ids))
    ):
        yield row[0], row[1], row[2], row[3]


class _SeatElsewhere(NamedTuple):
    person_id: int
    course_id: int
    plan_id: int
    status: str
    session_id: int
    first_day: dt.date
    day: dt.date
    """The last one of the session."""


def _seats_elsewhere(
    db: Session,
    plan_ids: Collection[int],
    person_ids: Collection[int] | None,
    until: dt.date | None = None,
    *,
    booked: bool = True,
) -> list[_SeatElsewhere]:
    """Return the attended seats in the plans' sessions that run, and end by a day if given.

    With *booked* the booked ones as well.
    """
    if not plan_ids:
        return []
    attended = Seat.status == SeatStatus.ATTENDED
    query = (
        select(Pick.person_id, Pick.course_id, Seat.status, Seat.session_id)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(
            Pick.plan_id.in_(plan_ids),
            or_(attended, and_(Seat.status == SeatStatus.BOOKED, Pick.id.not_in(PICKS_PUT_ASIDE)))
            if booked
            else attended,
            *among(Pick.person_id, person_ids),
        )
    )
    rows = plain_rows(db, query)
    if not rows:
        return []
    sessions = _sessions_that_run(db, plan_ids, {row[3] for row in rows}, until)
    seats = [
        _SeatElsewhere(
            person_id, course_id, sessions[session_id][0], status, session_id, *sessions[session_id][1:]
        )
        for person_id, course_id, status, session_id in rows
        if session_id in sessions
    ]
    return _without_failed(db, seats, person_ids)


def _sessions_that_run(
    db: Session, plan_ids: Collection[int], session_ids: Collection[int], until: dt.date | None
) -> dict[int, list[Any]]:
    """Return plan, first and last day of the plans' sessions that run, and end by a day if given.

    At least of those named.
    """
    last_day = func.max(SessionDay.day)
    query = (
        select(TrainingSession.id, TrainingSession.plan_id, func.min(SessionDay.day), last_day.label("day"))
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            TrainingSession.plan_id.in_(plan_ids),
            TrainingSession.status != SessionStatus.CANCELLED,
            *among(TrainingSession.id, session_ids),
        )
        .group_by(TrainingSession.id)
    )
    if until is not None:
        query = query.having(last_day <= until)
    return {session_id: span for session_id, *span in plain_rows(db, query)}


def _without_failed(
    db: Session, seats: list[_SeatElsewhere], person_ids: Collection[int] | None
) -> list[_SeatElsewhere]:
    """Leave out what was attended and then failed in the same plan, before it was taken again."""
    attended = [seat for seat in seats if seat.status == SeatStatus.ATTENDED]
    if not attended:
        return seats
    periods = {row[0]: row[1:] for row in plain_rows(db, select(Plan.id, Plan.first_day, Plan.last_day))}
    query = select(Completion.person_id, Completion.course_id, Completion.completed_on, Completion.result)
    results: dict[tuple[int, int], list[tuple[dt.date, bool]]] = defaultdict(list)
    courses = {seat.course_id for seat in attended}
    of_seats = (*among(Completion.person_id, person_ids), *among(Completion.course_id, courses))
    for person_id, course_id, day, result in plain_rows(db, query.where(*of_seats)):
        results[person_id, course_id].append((day, result.casefold() in PASSED))
    begins: dict[tuple[int, int, int], list[dt.date]] = defaultdict(list)
    for seat in attended:
        begins[seat.person_id, seat.course_id, seat.plan_id].append(seat.first_day)

    def failed(seat: _SeatElsewhere) -> bool:
        last = periods[seat.plan_id][1]
        again = min(
            (day for day in begins[seat.person_id, seat.course_id, seat.plan_id] if day > seat.first_day),
            default=dt.date.max,
        )
        told = [
            (day, passed)
            for day, passed in results.get((seat.person_id, seat.course_id), ())
            if seat.first_day <= day <= last
        ]
        return any(not passed and day < again for day, passed in told) and not any(
            passed for _, passed in told
        )

    return [seat for seat in seats if seat.status != SeatStatus.ATTENDED or not failed(seat)]
