"""What is wrong with a team: too many of it away on one day, training and leave together."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate

from pmplanner.day_words import full_day, number, short_day
from pmplanner.models.statuses import PolicyAction, SeatStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.policies.policies import Rule
from pmplanner.services.problems.checks.texts import few, named
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, Problem, SessionFacts


def absence_ceiling(facts: Facts, team: str, days: Collection[dt.date] | None = None) -> Iterator[Problem]:
    """Find the days of training on which more of a team are away than its ceiling allows, or those of *days*.

    Who has a seat in a session is away, whoever is on leave on a day of work as well; people are
    counted once. The team is counted by those who are employed on the day.
    """
    rule = facts.policies.rule("absence ceiling", team)
    members = facts.teams.get(team, ())
    if not rule.limited or rule.action == PolicyAction.IGNORE or not members:
        return
    trained = in_training(facts, members, days)
    order = sorted(trained)
    on_leave_then = _on_leave(facts, members, order)
    for day, size in zip(order, sizes_by_day(members, order), strict=True):
        training = trained[day]
        leave = len(on_leave_then[day] - training.keys())
        # Leave alone is no problem of the plan's: nobody could be trained on another day for it.
        if training and exceeds(rule, len(training) + leave, size):
            sessions = {session.id: session for there in training.values() for session in there}
            if all(session.plan for session in sessions.values()):
                continue  # nobody is trained in this plan then
            ordered = [sessions[session_id] for session_id in sorted(sessions)]
            counts = len(training), leave, size
            yield from _tell(facts, members[0].team, team, day, ordered, rule, counts)


def in_training(
    facts: Facts, members: Collection[PersonFacts], days: Collection[dt.date] | None
) -> dict[dt.date, dict[int, list[SessionFacts]]]:
    """Return by day and person the sessions in which employed people have a seat, or those on *days*."""
    found: dict[dt.date, dict[int, list[SessionFacts]]] = defaultdict(lambda: defaultdict(list))
    days_of: dict[int, set[dt.date]] = {}
    for person, session in _seats(facts, members) if days is None else _seats_on(facts, members, days):
        if (its_days := days_of.get(session.id)) is None:
            its_days = {part.day for part in session.parts}
            its_days = days_of[session.id] = its_days if days is None else its_days.intersection(days)
        for day in its_days:
            if person.employed_on(day):
                found[day][person.id].append(session)
    return found


def _seats(facts: Facts, members: Iterable[PersonFacts]) -> Iterator[tuple[PersonFacts, SessionFacts]]:
    """Yield the people of a team with each session in which they have a seat."""
    for person in members:
        if person.id in facts.sits:
            for session, status in facts.sessions_of(person.id):
                if status != SeatStatus.ABSENT:
                    yield person, session


def _seats_on(
    facts: Facts, members: Iterable[PersonFacts], days: Collection[dt.date]
) -> Iterator[tuple[PersonFacts, SessionFacts]]:
    """Do as :func:`_seats` for the sessions of some days, which are few beside all that a large team has."""
    there = dict.fromkeys(session_id for day in days for session_id in facts.by_day.get(day, ()))
    people = {person.id: person for person in members} if there else {}
    for session_id in there:
        session = facts.session(session_id)
        assert session is not None
        for seat in facts.seats.get(session_id, ()):
            if seat.person_id in people and seat.status != SeatStatus.ABSENT:
                yield people[seat.person_id], session


def _on_leave(
    facts: Facts, members: Collection[PersonFacts], days: Sequence[dt.date]
) -> dict[dt.date, set[int]]:
    """Return by day, of days in order, the employed people of a team who are on leave on a day of work."""
    found: dict[dt.date, set[int]] = {day: set() for day in days}
    for person in members:
        for day in leave_days(facts, person, days):
            if person.employed_on(day):
                found[day].add(person.id)
    return found


def sizes_by_day(members: Collection[PersonFacts], days: Sequence[dt.date]) -> list[int]:
    """Return how many of a team are employed on each of some days, which are in order."""
    steps = [0] * (len(days) + 1)
    for person in members:
        if person.earlier:
            for place, day in enumerate(days):
                if person.employed_on(day):
                    steps[place] += 1
                    steps[place + 1] -= 1
            continue
        first = 0 if person.start is None else bisect_left(days, person.start)
        last = len(days) if person.end is None else bisect_right(days, person.end)
        if first < last:
            steps[first] += 1
            steps[last] -= 1
    return list(accumulate(steps[:-1]))


def leave_days(facts: Facts, person: PersonFacts, days: Sequence[dt.date]) -> set[dt.date]:
    """Return the days, out of *days* in order, on which a person is away although the person works."""
    return {
        day
        for first, last, _ in facts.absences.get(person.id, ())
        for day in days[bisect_left(days, first) : bisect_right(days, last)]
        if works_on(person.working_days, facts.week, day)
    }


def exceeds(rule: Rule, away: int, size: int) -> bool:
    """Say whether more are away than the limit, or the percentage of the team, allows."""
    if rule.limit is not None and away > rule.limit:
        return True
    return rule.percent is not None and away * 100 > rule.percent * size


def _tell(
    facts: Facts,
    name: str,
    team: str,
    day: dt.date,
    sessions: Sequence[SessionFacts],
    rule: Rule,
    counts: tuple[int, int, int],
) -> Iterator[Problem]:
    trained, leave, size = counts
    away = trained + leave
    title = counted(
        "{n} of {people} of {team} is away on {day}",
        "{n} of {people} of {team} are away on {day}",
        away,
        people=counted("{n} person", "{n} people", size, n=number(size)),
        team=name,
        day=short_day(day),
    )
    where = few(sessions, partial(named, facts))
    text = (
        said(
            "{people} in {sessions}, {leave} on leave; at most {most} can be away.",
            people=trained,
            sessions=where,
            leave=leave,
            most=_most(rule),
        )
        if leave
        else said(
            "{people} in {sessions}; at most {most} can be away.",
            people=trained,
            sessions=where,
            most=_most(rule),
        )
    )
    hint = counted(
        "{n} of {size} of {team} is away on {day}, {leave} of them on leave.",
        "{n} of {size} of {team} are away on {day}, {leave} of them on leave.",
        away,
        size=size,
        team=name,
        day=full_day(day),
        leave=leave,
    )
    for place, session in enumerate(each for each in sessions if not each.plan):
        others = [other.id for other in sessions if other is not session]
        yield Problem(
            "absence ceiling",
            f"absence ceiling|{team}|{day}",
            session.id,
            session.course_id,
            title,
            text,
            hint,
            other_session_id=others[0] if others else None,
            day=day,
            team=name,
            action=rule.action,
            mirrored=place > 0,
        )


def _most(rule: Rule) -> str:
    if rule.percent is None:
        return "" if rule.limit is None else number(rule.limit)
    if rule.limit is None:
        return said("{percent} %", percent=rule.percent)
    return said("{people} or {percent} %", people=number(rule.limit), percent=rule.percent)
