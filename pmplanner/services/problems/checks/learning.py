"""What is wrong with the order and the amount of a person's training."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import accumulate

from pmplanner.services.day_words import day_of_month, full_day, month, number, short_day
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.reporting import about_person, team_key
from pmplanner.services.problems.checks.texts import called, few, named, named_with_years, plural, who
from pmplanner.services.problems.reading.rows import Facts, Part, Problem, Run


def prerequisites(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions before which a person has not finished what must come first."""
    if not facts.prerequisites:
        return
    sits = facts.sessions_of(person_id)
    runs = [run for run, status in sits if status == "booked"]
    wanting = [run for run in runs if run.course_id in facts.prerequisites]
    if not wanting:
        return
    attended = [run for run, status in sits if status == "attended"]
    for run in wanting:
        for required in facts.prerequisites[run.course_id]:
            if done_before(facts, person_id, required, run.first_day):
                continue
            serving = facts.serves.get(required, frozenset((required,)))
            before = [other for other in (*runs, *attended) if other.course_id in serving]
            if not any(other.last_day < run.first_day for other in before):
                yield from _too_early(facts, person_id, run, required, before)


def _too_early(facts: Facts, person_id: int, run: Run, required: int, before: list[Run]) -> Iterator[Problem]:
    course = facts.titles[required]
    title = f"{who(facts, person_id)} comes too early to {called(run)} on {short_day(run.first_day)}"
    late = min(before, key=lambda other: (other.last_day, other.id), default=None)
    if late is None:
        serving = facts.serves.get(required, frozenset((required,)))
        partly = any(
            status == "partly attended" and other.course_id in serving
            for other, status in facts.sessions_of(person_id)
        )
        missed = "was attended only partly" if partly else "is neither done nor booked"
        hint = f"Needs {course} first, which {missed}."
        other_session_id = None
    else:
        hint = f"Needs {course} first, but {named_with_years(facts, late)} ends on {full_day(late.last_day)}."
        other_session_id = late.id
    for found in about_person(
        facts,
        "prerequisite",
        person_id,
        run,
        title,
        hint,
        more=f"c{required}",
        other_session_id=other_session_id,
    ):
        if late is not None:
            text = f"{named(facts, run)} needs {course} first, which ends later: {named(facts, late)}."
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
        for course_id, done, expiry in history
    )


def certificates(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions that would renew what a person has, but after it has expired.

    What had expired before the plan began is not looked at, because no session can change that.
    """
    history = facts.satisfied.get(person_id)
    if not history:
        return
    for course_id in sorted({course_id for course_id, _, expiry in history if expiry is not None}):
        serving = facts.serves.get(course_id, frozenset((course_id,)))
        renewing = [
            run
            for run, status in facts.sessions_of(person_id)
            if status == "booked" and run.course_id in serving
        ]
        if not renewing:
            continue
        run = min(renewing, key=lambda run: (run.last_day, run.id))
        valid = [expiry for course, done, expiry in history if course == course_id and done < run.first_day]
        expires = max((expiry for expiry in valid if expiry is not None), default=None)
        if expires is None or None in valid:
            continue
        if facts.first_day <= expires < run.last_day:
            yield from _expires_first(facts, person_id, run, course_id, expires)


def _expires_first(
    facts: Facts, person_id: int, run: Run, course_id: int, expires: dt.date
) -> Iterator[Problem]:
    title = f"{who(facts, person_id)} renews {facts.titles[course_id]} too late, in {called(run)}"
    hint = f"{facts.titles[course_id]} expires on {full_day(expires)}, before the session has ended."
    yield from about_person(facts, "certificate", person_id, run, title, hint, more=f"c{course_id}")


def days_a_week(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the weeks in which a person has too many days of training."""
    yield from _too_many(facts, person_id, "days a week", begin_of_week, "in the week of {}")


def days_a_month(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the months in which a person has too many days of training."""
    yield from _too_many(facts, person_id, "days a month", begin_of_month, "in {}")


def begin_of_week(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def begin_of_month(day: dt.date) -> dt.date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


_Load = tuple[Part, Run, int]
"""A day of training, with the quarters of a day that it counts for the person."""


def _too_many(
    facts: Facts, person_id: int, kind: ProblemKind, begin: Callable[[dt.date], dt.date], when: str
) -> Iterator[Problem]:
    if not facts.policies.limits(kind):
        return
    limit = facts.policies.rule(kind, team_key(facts, person_id)).limit
    if limit is None:
        return
    periods: dict[dt.date, list[_Load]] = defaultdict(list)
    for run, status in facts.sessions_of(person_id):
        if status != "absent":
            for part, quarters in facts.loads(run, person_id):
                periods[begin(part.day)].append((part, run, quarters))
    for first, parts in sorted(periods.items()):
        total = sum(quarters for _, _, quarters in parts)
        if total > limit * 4:
            named_period = month(first) if kind == "days a month" else day_of_month(first)
            yield from _overload(facts, person_id, kind, first, parts, limit, when.format(named_period))


def _overload(
    facts: Facts,
    person_id: int,
    kind: ProblemKind,
    first: dt.date,
    parts: list[_Load],
    limit: Decimal,
    when: str,
) -> Iterator[Problem]:
    """Report the session with which it becomes too much."""
    parts.sort(key=lambda each: (each[0].day, each[0].start, each[1].id))
    total = Decimal(sum(quarters for _, _, quarters in parts)) / 4
    runs = list({run.id: run for _, run, _ in parts}.values())
    sums = accumulate(quarters for _, _, quarters in parts)
    part, run, _ = next(each for each, so_far in zip(parts, sums, strict=True) if so_far > limit * 4)
    title = f"{who(facts, person_id)} has {plural(total, 'day')} of training {when}"
    hint = f"At most {number(limit)} can be: {few(runs, partial(named, facts))}."
    for found in about_person(facts, kind, person_id, run, title, hint, day=part.day):
        other = next((each.id for each in runs if each.id != run.id), None)
        yield replace(found, key=f"{kind}|p{person_id}|{first}", text=hint, other_session_id=other)
