"""What is wrong with cover: training leaves fewer at work than a rule asks for.

At work is who is employed, works on that weekday, whose site is open, who is not on leave and has no seat in
a session of that day, in this plan or another. A part of a day in training is a day away, as it is for the
ceiling of a team. Who teaches is not asked for.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pmplanner.day_words import full_day, number, short_day
from pmplanner.models.statuses import PolicyAction
from pmplanner.sentences import said
from pmplanner.services.calendar.open_days import is_training_day, works_on
from pmplanner.services.needs.cover import Cover, Spell
from pmplanner.services.problems.checks.teams import in_training
from pmplanner.services.problems.checks.texts import few, named
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, Problem, SessionFacts

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CoverDay:
    """How many who have what a rule asks for are at work on a day, and what keeps the others."""

    day: dt.date
    usual: int
    """Who would work if nobody were on leave or in training."""
    left: int
    """Who would work if nobody were in training."""
    trained: Mapping[int, Sequence[SessionFacts]]
    """By person of these the sessions in which each sits."""

    @property
    def at_work(self) -> int:
        """Who is at work."""
        return self.left - len(self.trained)

    def is_broken_by_training(self, rule: Cover) -> bool:
        """Say whether it is training that leaves too few."""
        return self.at_work < rule.minimum <= self.left

    def is_broken_by_leave(self, rule: Cover) -> bool:
        """Say whether leave leaves too few, whatever is trained: no training could mend that."""
        return self.left < rule.minimum <= self.usual

    def is_out_of_reach(self, rule: Cover) -> bool:
        """Say whether too few work on that day at all."""
        return 0 < self.usual < rule.minimum


def cover_rule(facts: Facts, rule_id: int) -> Cover | None:
    """Return a rule; None for one that is gone."""
    return next((rule for rule in facts.cover if rule.id == rule_id), None)


def may_count(facts: Facts, rule: Cover, person_id: int) -> bool:
    """Say whether a person counts for a rule on some day."""
    person = facts.people.get(person_id)
    is_theirs = person is not None and (not rule.team_key or person.team_key == rule.team_key)
    return is_theirs and bool(rule.spells(person_id, facts.satisfied.get(person_id, ())))


def too_few_at_work(facts: Facts, rule_id: int, days: Collection[dt.date] | None = None) -> Iterator[Problem]:
    """Find the days on which training leaves fewer at work than a rule asks for, or those of *days*.

    A day on which leave alone does is no problem of the plan: training on another day would not mend it.
    """
    rule = cover_rule(facts, rule_id)
    if rule is None:
        return
    action = facts.policies.rule("cover", rule.team_key).action
    if action == PolicyAction.IGNORE:
        return
    counting = counting_people(facts, rule)
    trained = in_training(facts, counting, days)
    for found in _days(facts, rule, counting, sorted(trained), trained):
        if found.is_broken_by_training(rule):
            yield from _tell(facts, rule, found, action)


def cover_days(facts: Facts, rule: Cover, first: dt.date, last: dt.date) -> list[CoverDay]:
    """Return how a rule stands on each of its days from *first* to *last*."""
    begins = first if rule.first_day is None else max(first, rule.first_day)
    ends = last if rule.last_day is None else min(last, rule.last_day)
    days = [begins + _DAY * number for number in range((ends - begins).days + 1)]
    counting = counting_people(facts, rule)
    return list(_days(facts, rule, counting, days, in_training(facts, counting, None)))


def runs_of_days(facts: Facts, days: Iterable[dt.date]) -> list[list[dt.date]]:
    """Put days together that follow one another; weekends and closed days between them are left aside."""
    runs: list[list[dt.date]] = []
    for day in sorted(days):
        if runs and not any(_is_open(facts, each) for each in _between(runs[-1][-1], day)):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + _DAY * step for step in range(1, (last - first).days))


def _is_open(facts: Facts, day: dt.date) -> bool:
    return is_training_day(facts.closed, facts.week, "", day)


def counting_people(facts: Facts, rule: Cover) -> list[PersonFacts]:
    """Return who counts for a rule on some day."""
    if rule.team_key:
        people: Iterable[PersonFacts] = facts.teams.get(rule.team_key, ())
    elif rule.courses is None:
        people = (facts.people[each] for each in sorted(rule.people) if each in facts.people)
    else:
        people = facts.people.values()
    return [person for person in people if rule.spells(person.id, facts.satisfied.get(person.id, ()))]


class WorkingDays(NamedTuple):
    """On which of some days a person counts for a rule: whole numbers with a bit for each place."""

    person_id: int
    has: int
    """The rule holds, and the person has what it asks for."""
    works: int
    """Of these, days of work."""
    stays: int
    """Of these, without leave."""


def working_days_of(
    facts: Facts, rule: Cover, people: Iterable[PersonFacts], days: Sequence[dt.date]
) -> Iterator[WorkingDays]:
    """Yield when people count for a rule, of days in order."""
    holds = sum(1 << place for place, day in enumerate(days) if rule.holds_on(day))
    usual: dict[tuple[str, int | None], int] = {}
    for person in people:
        key = person.location, person.working_days
        if key not in usual:
            closed = facts.closed.of(person.location)
            usual[key] = sum(
                1 << place
                for place, day in enumerate(days)
                if works_on(person.working_days, facts.week, day) and day not in closed
            )
        has = holds & _among(days, rule.spells(person.id, facts.satisfied.get(person.id, ())))
        works = usual[key] & has & _among(days, ((person.start, person.end), *person.earlier))
        away = _among(days, ((first, last) for first, last, _ in facts.absences.get(person.id, ())))
        yield WorkingDays(person.id, has, works, works & ~away)


def _among(days: Sequence[dt.date], spells: Iterable[Spell]) -> int:
    """Return the places of the days that are in some spells, as bits."""
    found = 0
    for first, last in spells:
        begins = 0 if first is None else bisect_left(days, first)
        ends = len(days) if last is None else bisect_right(days, last)
        if begins < ends:
            found |= (1 << ends) - (1 << begins)
    return found


def _days(
    facts: Facts,
    rule: Cover,
    counting: Sequence[PersonFacts],
    days: Sequence[dt.date],
    trained: Mapping[dt.date, Mapping[int, Sequence[SessionFacts]]],
) -> Iterator[CoverDay]:
    usual: dict[int, int] = defaultdict(int)
    left: dict[int, int] = defaultdict(int)
    without_leave: dict[int, int] = {}
    # Most have the same days: these are counted together.
    for each in working_days_of(facts, rule, counting, days):
        usual[each.works] += 1
        left[each.stays] += 1
        without_leave[each.person_id] = each.stays
    for place, day in enumerate(days):
        if rule.holds_on(day):
            # Who would not work then is not missed.
            taken = {
                person_id: sessions
                for person_id, sessions in trained.get(day, {}).items()
                if without_leave[person_id] >> place & 1
            }
            yield CoverDay(day, _count(usual, place), _count(left, place), taken)


def _count(people: Mapping[int, int], place: int) -> int:
    return sum(count for days, count in people.items() if days >> place & 1)


def _tell(facts: Facts, rule: Cover, found: CoverDay, action: str) -> Iterator[Problem]:
    there = {session.id: session for sessions in found.trained.values() for session in sessions}
    sessions = [there[session_id] for session_id in sorted(there)]
    title = said(
        "{rule}: {at_work} of {least} at work on {day}",
        rule=rule.name,
        at_work=number(found.at_work),
        least=number(rule.minimum),
        day=short_day(found.day),
    )
    text = said(
        "{people} in {sessions}, {leave} on leave; of those with {what} at least {least} must be at work.",
        people=len(found.trained),
        sessions=few(sessions, partial(named, facts)),
        leave=found.usual - found.left,
        what=rule.what,
        least=number(rule.minimum),
    )
    hint = said(
        "{at_work} at work on {day}, {trained} in training; at least {least} with {what} must be there.",
        at_work=number(found.at_work),
        day=full_day(found.day),
        trained=len(found.trained),
        least=number(rule.minimum),
        what=rule.what,
    )
    for place, session in enumerate(each for each in sessions if not each.plan):
        others = [other.id for other in sessions if other is not session]
        yield Problem(
            "cover",
            f"cover|{rule.key}|{found.day}",
            session.id,
            session.course_id,
            title,
            text,
            hint,
            other_session_id=others[0] if others else None,
            day=found.day,
            team=rule.team,
            place=rule.name,
            action=action,
            mirrored=place > 0,
        )
