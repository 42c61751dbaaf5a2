"""What is wrong with the order and the amount of a person's training."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import accumulate

from pmplanner.day_words import day_of_month, full_day, month, number, short_day
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.open_days import begin_of_week, week_begins_on
from pmplanner.services.lookup import fold
from pmplanner.services.people.certificates import Renewing
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.reporting import about_person, team_key
from pmplanner.services.problems.checks.texts import called, few, named, named_with_years, who
from pmplanner.services.problems.reading.rows import Facts, Part, Problem, SessionFacts


def prerequisites(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions before which a person has not finished what must come first."""
    if not facts.prerequisites:
        return
    sits = facts.sessions_of(person_id)
    sessions = [session for session, status in sits if status == SeatStatus.BOOKED]
    wanting = [
        session for session in sessions if session.course_id in facts.prerequisites and not session.plan
    ]
    if not wanting:
        return
    attended = [session for session, status in sits if status == SeatStatus.ATTENDED]
    for session in wanting:
        for required in facts.prerequisites[session.course_id]:
            if done_before(facts, person_id, required, session.first_day):
                continue
            serving = facts.serves.get(required, frozenset((required,)))
            before = [other for other in (*sessions, *attended) if other.course_id in serving]
            if not any(other.last_day < session.first_day for other in before):
                yield from _too_early(facts, person_id, session, required, before)


def _too_early(
    facts: Facts, person_id: int, session: SessionFacts, required: int, before: list[SessionFacts]
) -> Iterator[Problem]:
    course = facts.titles[required]
    title = said(
        "{person} comes too early to {session} on {day}",
        person=who(facts, person_id),
        session=called(session),
        day=short_day(session.first_day),
    )
    late = min(before, key=lambda other: (other.last_day, other.id), default=None)
    if late is None:
        serving = facts.serves.get(required, frozenset((required,)))
        partly = any(
            status == SeatStatus.PARTLY_ATTENDED and other.course_id in serving
            for other, status in facts.sessions_of(person_id)
        )
        hint = (
            said("Needs {course} first, which was attended only partly.", course=course)
            if partly
            else said("Needs {course} first, which is neither done nor booked.", course=course)
        )
        other_session_id = None
    else:
        hint = said(
            "Needs {course} first, but {late} ends on {last_day}.",
            course=course,
            late=named_with_years(facts, late),
            last_day=full_day(late.last_day),
        )
        other_session_id = late.id
    for found in about_person(
        facts,
        "prerequisite",
        person_id,
        session,
        title,
        hint,
        more=f"c{required}",
        other_session_id=other_session_id,
    ):
        if late is not None:
            text = said(
                "{session} needs {course} first, which ends later: {late}.",
                session=named(facts, session),
                course=course,
                late=named(facts, late),
            )
            found = replace(found, text=text)
        yield found


def done_before(facts: Facts, person_id: int, required: int, day: dt.date) -> bool:
    """Say whether a person has done a course, or one that counts as it, before a day on which it is valid."""
    history = facts.satisfied.get(person_id)
    if not history:
        return False
    serving = facts.serves.get(required, frozenset((required,)))
    return any(
        course_id in serving and done < day and (expiry is None or expiry >= day)
        for course_id, done, expiry, _ in history
    )


def certificates(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions that would renew what a person has, but after it has expired.

    What had expired before the plan began is not looked at, because no session can change that.
    """
    yield from _certificates_held(facts, person_id)
    history = facts.satisfied.get(person_id)
    if not history:
        return
    for course_id in sorted({course_id for course_id, _, expiry, _ in history if expiry is not None}):
        serving = facts.serves.get(course_id, frozenset((course_id,)))
        renewing = [
            session
            for session, status in facts.sessions_of(person_id)
            if status == SeatStatus.BOOKED and session.course_id in serving
        ]
        if not renewing:
            continue
        session = min(renewing, key=lambda session: (session.last_day, session.id))
        if session.plan:
            continue  # it is told there, if it is late
        valid = [
            expiry for course, done, expiry, _ in history if course == course_id and done < session.first_day
        ]
        expires = max((expiry for expiry in valid if expiry is not None), default=None)
        if expires is None or None in valid:
            continue
        if facts.first_day <= expires < session.last_day:
            yield from _expires_first(facts, person_id, session, course_id, expires)


def _expires_first(
    facts: Facts, person_id: int, session: SessionFacts, course_id: int, expires: dt.date
) -> Iterator[Problem]:
    title = said(
        "{person} renews {course} too late, in {session}",
        person=who(facts, person_id),
        course=facts.titles[course_id],
        session=called(session),
    )
    hint = said(
        "{course} expires on {expires}, before the session has ended.",
        course=facts.titles[course_id],
        expires=full_day(expires),
    )
    yield from about_person(facts, "certificate", person_id, session, title, hint, more=f"c{course_id}")


def _certificates_held(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions that come too late for a certificate to which those in time do not give enough."""
    for held in facts.renewing.get(person_id, ()):
        if held.valid_until < facts.first_day:
            continue
        counting = sorted(
            (
                session
                for session, status in facts.sessions_of(person_id)
                if status == SeatStatus.BOOKED and session.course_id in held.courses
            ),
            key=lambda session: (session.last_day, session.id),
        )
        late = [session for session in counting if session.last_day > held.valid_until]
        if not late or late[0].plan:
            continue
        in_time = sum(facts.quarters_of(person_id, session) for session in counting if session not in late)
        if in_time < held.quarters:
            yield from _certificate_ends(facts, person_id, late[0], held)


def _certificate_ends(
    facts: Facts, person_id: int, session: SessionFacts, held: Renewing
) -> Iterator[Problem]:
    title = said(
        "{person} renews {course} too late, in {session}",
        person=who(facts, person_id),
        course=held.code,
        session=called(session),
    )
    hint = said(
        "The certificate {code} expires on {expires}, before the session has ended.",
        code=held.code,
        expires=full_day(held.valid_until),
    )
    more = f"@{fold(held.code)}"
    yield from about_person(facts, "certificate", person_id, session, title, hint, more=more)


def days_a_week(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the weeks, from the first day of work on, in which a person has too many days of training."""
    yield from _too_many(facts, person_id, "days a week", begins_of_weeks(facts))


def days_a_month(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the months in which a person has too many days of training."""
    yield from _too_many(facts, person_id, "days a month", begin_of_month)


def begins_of_weeks(facts: Facts) -> Callable[[dt.date], dt.date]:
    """Return what gives the first day of a day's week, as the workspace works."""
    return partial(begin_of_week, weekday=week_begins_on(facts.week))


def begin_of_month(day: dt.date) -> dt.date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


_Load = tuple[Part, SessionFacts, int]
"""A day of training, with the quarters of a day that it counts for the person."""


def _too_many(
    facts: Facts, person_id: int, kind: ProblemKind, begin: Callable[[dt.date], dt.date]
) -> Iterator[Problem]:
    if not facts.policies.limits(kind):
        return
    limit = facts.policies.rule(kind, team_key(facts, person_id)).limit
    if limit is None:
        return
    periods: dict[dt.date, list[_Load]] = defaultdict(list)
    for session, status in facts.sessions_of(person_id):
        if status != SeatStatus.ABSENT:
            for part, quarters in facts.loads(session, person_id):
                periods[begin(part.day)].append((part, session, quarters))
    for first, parts in sorted(periods.items()):
        total = sum(quarters for _, _, quarters in parts)
        # Where no session of this plan is among them, it is told in the other plan.
        if total > limit * 4 and any(not session.plan for _, session, _ in parts):
            yield from _overload(facts, person_id, kind, first, parts, limit)


def _overload(
    facts: Facts,
    person_id: int,
    kind: ProblemKind,
    first: dt.date,
    parts: list[_Load],
    limit: Decimal,
) -> Iterator[Problem]:
    """Report the session with which it becomes too much, or that of this plan which is next to it."""
    parts.sort(key=lambda each: (each[0].day, each[0].start, each[1].plan, each[1].code, each[1].id))
    total = Decimal(sum(quarters for _, _, quarters in parts)) / 4
    sessions = list({session.id: session for _, session, _ in parts}.values())
    sums = accumulate(quarters for _, _, quarters in parts)
    beyond = [each for each, so_far in zip(parts, sums, strict=True) if so_far > limit * 4]
    own = [each for each in parts if not each[1].plan]
    part, session, _ = next((each for each in beyond if not each[1].plan), own[-1])
    person = who(facts, person_id)
    title = (
        counted(
            "{person} has {n} day of training in {month}",
            "{person} has {n} days of training in {month}",
            total,
            n=number(total),
            person=person,
            month=month(first),
        )
        if kind == "days a month"
        else counted(
            "{person} has {n} day of training in the week of {begins}",
            "{person} has {n} days of training in the week of {begins}",
            total,
            n=number(total),
            person=person,
            begins=day_of_month(first),
        )
    )
    hint = said(
        "At most {limit} can be: {sessions}.",
        limit=number(limit),
        sessions=few(sessions, partial(named, facts)),
    )
    for found in about_person(facts, kind, person_id, session, title, hint, day=part.day):
        other = next((each.id for each in sessions if each.id != session.id), None)
        yield replace(found, key=f"{kind}|p{person_id}|{first}", text=hint, other_session_id=other)
