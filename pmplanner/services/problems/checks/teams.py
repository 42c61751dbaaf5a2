"""What is wrong with a team: too many of it away on one day, training and leave together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from pmplanner.day_words import full_day, number, short_day
from pmplanner.models.statuses import PolicyAction, SeatStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.policies.policies import Rule
from pmplanner.services.problems.checks.texts import few, named
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, Problem, SessionFacts


def absence_ceiling(facts: Facts, team: str) -> Iterator[Problem]:
    """Find the days of training on which more of a team are away than its ceiling allows.

    Who has a seat in a session is away, whoever is on leave on a day of work as well; people are
    counted once. The team is counted by those who are employed on the day.
    """
    rule = facts.policies.rule("absence ceiling", team)
    members = facts.teams.get(team, ())
    if not rule.limited or rule.action == PolicyAction.IGNORE or not members:
        return
    for day, training in sorted(_training(facts, members).items()):
        employed = [person for person in members if person.employed_on(day)]
        trained = [person for person in employed if person.id in training]
        leave = [person for person in employed if person.id not in training and on_leave(facts, person, day)]
        away = len(trained) + len(leave)
        # Leave alone is no problem of the plan's: nobody could be trained on another day for it.
        if trained and exceeds(rule, away, len(employed)):
            sessions = {session.id: session for person in trained for session in training[person.id]}
            if all(session.plan for session in sessions.values()):
                continue  # nobody is trained in this plan then
            ordered = [sessions[session_id] for session_id in sorted(sessions)]
            counts = len(trained), len(leave), len(employed)
            yield from _tell(facts, members[0].team, team, day, ordered, rule, counts)


def _training(
    facts: Facts, members: Collection[PersonFacts]
) -> dict[dt.date, Mapping[int, list[SessionFacts]]]:
    """Return by day and person the sessions in which people of a team have a seat."""
    found: dict[dt.date, dict[int, list[SessionFacts]]] = defaultdict(lambda: defaultdict(list))
    for person in members:
        for session, status in facts.sessions_of(person.id):
            if status != SeatStatus.ABSENT:
                for day in {part.day for part in session.parts}:
                    found[day][person.id].append(session)
    return dict(found)


def on_leave(facts: Facts, person: PersonFacts, day: dt.date) -> bool:
    """Say whether a person is away on a day on which the person works."""
    away = facts.absences.get(person.id)
    if not away or not works_on(person.working_days, facts.week, day):
        return False
    return any(first <= day <= last for first, last, _ in away)


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
