"""Problems of one cause are one: somebody leaves, a trainer is away, a holiday, two sessions at once."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import is_
from typing import get_args

from pmplanner.day_words import full_day, span
from pmplanner.sentences import counted
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.cover import runs_of_days
from pmplanner.services.problems.checks.sessions import why_closed
from pmplanner.services.problems.checks.texts import who
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.keys import sides_of

Sides = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Problems of one kind that come from one thing."""

    key: str
    """Names the cause, whatever problems it makes at the moment; no problem has such a key."""
    kind: ProblemKind
    title: str
    """What it is, with how many sessions or people it is about."""
    problems: tuple[Problem, ...]
    """In order; at least one, each once."""


def find_causes(facts: Facts, problems: Iterable[Problem]) -> list[Cause]:
    """Group problems by cause, in the order in which the first of each comes; mirror images are left out."""
    return CauseBook().find(facts, problems)


class CauseBook:
    """Finds causes again and again: of problems that are the same objects as before nothing is asked anew.

    Facts that tell something else of a problem have it looked at again, which makes another object of it.
    """

    def __init__(self) -> None:
        self._sides: dict[int, tuple[Problem, Sides]] = {}
        """By the identity of a problem, which is held so that no other gets it."""
        self._causes: dict[Sides, Cause] = {}

    def find(self, facts: Facts, problems: Iterable[Problem]) -> list[Cause]:
        """Do as :func:`find_causes` does."""
        told = [problem for problem in problems if not problem.mirrored]
        begun = first_days_of_runs(facts, told) if facts.cover else {}
        groups: dict[Sides, list[Problem]] = {}
        known, now = self._sides, {}
        for problem in told:
            found = known.get(id(problem))
            if found is None:
                found = problem, (problem.kind, *_SIDES[problem.kind](facts, problem))
            now[id(problem)] = found
            sides = found[1] if problem.kind != "cover" else (*found[1], *begun.get(problem.key, ()))
            if (group := groups.get(sides)) is None:
                groups[sides] = [problem]
            else:
                group.append(problem)
        self._sides = now
        before, self._causes = self._causes, {}
        for key, group in groups.items():
            cause = before.get(key)
            same = cause is not None and len(cause.problems) == len(group)
            if cause is None or not (same and all(map(is_, cause.problems, group))):
                cause = _cause(facts, key, group)
            self._causes[key] = cause
        return list(self._causes.values())


def first_days_of_runs(facts: Facts, problems: Iterable[Problem]) -> dict[str, tuple[dt.date]]:
    """Return by key of the problems of cover with which day their run begins, weekends left aside."""
    keys: dict[str, dict[dt.date, str]] = {}
    for problem in problems:
        if problem.kind == "cover" and problem.day is not None:
            keys.setdefault(problem.place, {})[problem.day] = problem.key
    return {
        of_rule[day]: (run[0],)
        for of_rule in keys.values()
        for run in runs_of_days(facts, of_rule)
        for day in run
    }


def _cause(facts: Facts, key: Sides, group: list[Problem]) -> Cause:
    first, *others = group
    title = _TITLES[first.kind](facts, first, len(group)) if others else first.title
    return Cause("cause|" + "|".join(map(str, key)), first.kind, title, tuple(group))


def _closed_for(facts: Facts, problem: Problem) -> str:
    """Why a day is closed there: two sites may have a holiday each."""
    person = facts.people.get(problem.person_id or 0)
    site = person.location if person is not None else problem.place
    return why_closed(facts, site, problem.day or dt.date.min)


def _team(facts: Facts, problem: Problem) -> str:
    person = facts.people.get(problem.person_id or 0)
    return person.team if person is not None else ""


def _code(facts: Facts, session_id: int | None) -> str:
    session = facts.session(session_id or 0)
    return session.code if session is not None else ""


def _period(problem: Problem) -> str:
    sides = sides_of(problem.key)
    return span(sides["day"], sides["last_day"])


def _person(_facts: Facts, problem: Problem) -> Sides:
    return (problem.person_id,)


def _person_then(_facts: Facts, problem: Problem) -> Sides:
    return (problem.person_id, problem.key.rsplit("|", 1)[1])


def _team_then(facts: Facts, problem: Problem) -> Sides:
    return (_team(facts, problem).casefold(), problem.key.rsplit("|", 1)[1])


def _pair(_facts: Facts, problem: Problem) -> Sides:
    return tuple(sorted((problem.session_id, problem.other_session_id or 0)))


def _session_after(_facts: Facts, problem: Problem) -> Sides:
    return (problem.session_id, sides_of(problem.key)["course_id"])


def _session(_facts: Facts, problem: Problem) -> Sides:
    return (problem.session_id,)


def _place(_facts: Facts, problem: Problem) -> Sides:
    return (problem.place.casefold(),)


def _place_for(_facts: Facts, problem: Problem) -> Sides:
    return (problem.place.casefold(), problem.course_id)


def _closed_day(facts: Facts, problem: Problem) -> Sides:
    return (problem.day, problem.person_id is not None, _closed_for(facts, problem))


def _course(_facts: Facts, problem: Problem) -> Sides:
    return (problem.course_id,)


def _whole_team(_facts: Facts, problem: Problem) -> Sides:
    return (sides_of(problem.key)["place"],)


def _rule(_facts: Facts, problem: Problem) -> Sides:
    return (sides_of(problem.key)["place"],)


def _itself(_facts: Facts, problem: Problem) -> Sides:
    return (problem.key,)


def _plan(_facts: Facts, _problem: Problem) -> Sides:
    return ()


_SIDES: dict[ProblemKind, Callable[[Facts, Problem], Sides]] = {
    "double-booking": _pair,
    "absence": _person_then,
    "not employed": _person,
    "day off": _person,
    "outside working hours": _session,
    "prerequisite": _session_after,
    "certificate": _itself,
    "already has the course": _course,
    "picked in two plans": _course,
    "not approved": _course,
    "blackout": _team_then,
    "days a week": _person,
    "days a month": _person,
    "room taken": _place,
    "room too small": _place,
    "trainer taken": _place,
    "trainer away": _place,
    "trainer not qualified": _place_for,
    "equipment": _place,
    "over capacity": _session,
    "below minimum": _course,
    "closed day": _closed_day,
    "outside the plan": _plan,
    "days disagree": _course,
    "attendance missing": _plan,
    "absence ceiling": _whole_team,
    "over budget": _itself,
    "cover": _rule,
}
"""Who or what stands in the way of all problems of one cause, by their kind."""


def _not_employed(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{person} is not employed during {n:,} session",
        "{person} is not employed during {n:,} sessions",
        n,
        person=who(facts, problem.person_id or 0),
    )


def _day_off(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{person} does not work on a day of {n:,} session",
        "{person} does not work on days of {n:,} sessions",
        n,
        person=who(facts, problem.person_id or 0),
    )


def _days_a_week(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{person} has too many days of training in {n:,} week",
        "{person} has too many days of training in {n:,} weeks",
        n,
        person=who(facts, problem.person_id or 0),
    )


def _days_a_month(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{person} has too many days of training in {n:,} month",
        "{person} has too many days of training in {n:,} months",
        n,
        person=who(facts, problem.person_id or 0),
    )


def _absence(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{person} is away during {n:,} session, {days}",
        "{person} is away during {n:,} sessions, {days}",
        n,
        person=who(facts, problem.person_id or 0),
        days=_period(problem),
    )


def _blackout(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{team} is not trained {days}: {n:,} seat",
        "{team} is not trained {days}: {n:,} seats",
        n,
        team=_team(facts, problem),
        days=_period(problem),
    )


def _double(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} person is in {one} and {other} at once",
        "{n:,} people are in {one} and {other} at once",
        n,
        one=_code(facts, problem.session_id),
        other=_code(facts, problem.other_session_id),
    )


def _prerequisite(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} person needs {course} before {session}",
        "{n:,} people need {course} before {session}",
        n,
        course=facts.titles.get(sides_of(problem.key)["course_id"], ""),
        session=_code(facts, problem.session_id),
    )


def _hours(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{session} is outside the working hours of {n:,} person",
        "{session} is outside the working hours of {n:,} people",
        n,
        session=_code(facts, problem.session_id),
    )


def _capacity(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} person is beyond the seats of {session}",
        "{n:,} people are beyond the seats of {session}",
        n,
        session=_code(facts, problem.session_id),
    )


def _room_taken(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "Room {room} is taken twice {n:,} time",
        "Room {room} is taken twice {n:,} times",
        n,
        room=problem.place,
    )


def _room_small(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "Room {room} is too small for {n:,} session",
        "Room {room} is too small for {n:,} sessions",
        n,
        room=problem.place,
    )


def _trainer_taken(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{trainer} has two sessions at once {n:,} time",
        "{trainer} has two sessions at once {n:,} times",
        n,
        trainer=problem.place,
    )


def _trainer_away(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{trainer} cannot teach {n:,} session",
        "{trainer} cannot teach {n:,} sessions",
        n,
        trainer=problem.place,
    )


def _not_qualified(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{trainer} does not teach {course}, but has {n:,} session of it",
        "{trainer} does not teach {course}, but has {n:,} sessions of it",
        n,
        trainer=problem.place,
        course=facts.titles.get(problem.course_id, ""),
    )


def _equipment(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "There is too little {equipment} {n:,} time",
        "There is too little {equipment} {n:,} times",
        n,
        equipment=problem.place,
    )


def _closed(facts: Facts, problem: Problem, n: int) -> str:
    day, reason = full_day(problem.day or dt.date.min), _closed_for(facts, problem)
    if problem.person_id is not None:
        return counted(
            "{n:,} seat is on a day off of its person, {day}: {reason}",
            "{n:,} seats are on a day off of their people, {day}: {reason}",
            n,
            day=day,
            reason=reason,
        )
    return counted(
        "{n:,} session is on {day}: {reason}",
        "{n:,} sessions are on {day}: {reason}",
        n,
        day=day,
        reason=reason,
    )


def _minimum(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} session of {course} has too few people",
        "{n:,} sessions of {course} have too few people",
        n,
        course=facts.titles.get(problem.course_id, ""),
    )


def _disagree(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} session has not the days of {course}",
        "{n:,} sessions have not the days of {course}",
        n,
        course=facts.titles.get(problem.course_id, ""),
    )


def _has(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} person already has {course}",
        "{n:,} people already have {course}",
        n,
        course=facts.titles.get(problem.course_id, ""),
    )


def _two_plans(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} person has picked {course} in two plans",
        "{n:,} people have picked {course} in two plans",
        n,
        course=facts.titles.get(problem.course_id, ""),
    )


def _not_approved(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "{n:,} person sits in {course} without approval",
        "{n:,} people sit in {course} without approval",
        n,
        course=facts.titles.get(problem.course_id, ""),
    )


def _ceiling(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "Too many of {team} are away on {n:,} day",
        "Too many of {team} are away on {n:,} days",
        n,
        team=problem.team,
    )


def _cover(facts: Facts, problem: Problem, n: int) -> str:
    first = full_day(problem.day or dt.date.min)
    return counted(
        "{rule}: too few at work on {n:,} day, {day}",
        "{rule}: too few at work on {n:,} days from {day} on",
        n,
        rule=problem.place,
        day=first,
    )


def _outside(facts: Facts, problem: Problem, n: int) -> str:
    return counted("{n:,} session is outside the plan", "{n:,} sessions are outside the plan", n)


def _attendance(facts: Facts, problem: Problem, n: int) -> str:
    return counted(
        "Attendance of {n:,} session is missing",
        "Attendance of {n:,} sessions is missing",
        n,
    )


def _alone(facts: Facts, problem: Problem, n: int) -> str:
    return problem.title


_TITLES: dict[ProblemKind, Callable[[Facts, Problem, int], str]] = {
    "double-booking": _double,
    "absence": _absence,
    "not employed": _not_employed,
    "day off": _day_off,
    "outside working hours": _hours,
    "prerequisite": _prerequisite,
    "certificate": _alone,
    "already has the course": _has,
    "picked in two plans": _two_plans,
    "not approved": _not_approved,
    "blackout": _blackout,
    "days a week": _days_a_week,
    "days a month": _days_a_month,
    "room taken": _room_taken,
    "room too small": _room_small,
    "trainer taken": _trainer_taken,
    "trainer away": _trainer_away,
    "trainer not qualified": _not_qualified,
    "equipment": _equipment,
    "over capacity": _capacity,
    "below minimum": _minimum,
    "closed day": _closed,
    "outside the plan": _outside,
    "days disagree": _disagree,
    "attendance missing": _attendance,
    "absence ceiling": _ceiling,
    "over budget": _alone,
    "cover": _cover,
}

assert _SIDES.keys() == _TITLES.keys() == set(get_args(ProblemKind))
