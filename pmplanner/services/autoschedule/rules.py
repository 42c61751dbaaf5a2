"""The policies of a plan as rules of its schedule: how many of a team, days a week and a month.

:data:`RULES` says of every kind of problem how it enters the schedule.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pmplanner.models.statuses import PolicyAction
from pmplanner.scheduling.model.problem import Ceiling, Limit
from pmplanner.services.autoschedule.horizon import Horizon
from pmplanner.services.needs.cover import Cover
from pmplanner.services.policies.policies import Rule
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.cover import WorkingDays, counting_people, working_days_of
from pmplanner.services.problems.checks.learning import begin_of_month, begins_of_weeks
from pmplanner.services.problems.checks.teams import leave_days, sizes_by_day
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, SessionFacts

RULES: Mapping[ProblemKind, str] = {
    "double-booking": "Person.unavailable and trained: whoever sits in what stands; the engine for the rest",
    "absence": "Person.unavailable",
    "not employed": "Person.unavailable",
    "day off": "Person.unavailable",
    "outside working hours": "none: the engine knows days and half days; where it warns, a session may be so",
    "prerequisite": "Pick.after, earliest, latest, else impossible; instead, not_before, due",
    "certificate": "Pick.due where it warns, Pick.latest where it blocks",
    "already has the course": "none: a pick is seated until somebody takes it back",
    "picked in two plans": "none: a pick is seated until somebody takes it back",
    "not approved": "Brief: what nobody has approved is left out; who has a seat keeps it",
    "blackout": "Person.unavailable",
    "days a week": "Person.limits",
    "days a month": "Person.limits",
    "room taken": "Room.unavailable for what stands; the engine for the rest",
    "room too small": "Room.seats",
    "trainer taken": "Trainer.unavailable for what stands, Trainer.person for who sits; the engine",
    "trainer away": "Trainer.unavailable",
    "trainer not qualified": "Course.trainers",
    "equipment": "Equipment.left for what stands, Course.equipment, Room.equipment",
    "over capacity": "Course.seats_max, ExistingSession.seats_max and kept",
    "below minimum": "Course.seats_min, with Problem.hold_minimum or wish_minimum",
    "closed day": "Problem.days, Room.unavailable and Person.unavailable",
    "outside the plan": "Problem.days",
    "days disagree": "Course.quarters: what is laid has the days of its course",
    "attendance missing": "none: a schedule lays nothing before tomorrow",
    "absence ceiling": "Problem.ceilings",
    "over budget": "none: who is seated has picked, and costs already; what sessions add shows after it",
    "cover": "Problem.ceilings, of those who have what a rule asks for; a rule also where it only warns",
}
"""Where each kind of problem is in the schedule problem: what must not come of a schedule."""

_HALF = Rule("warn", None, 50)
"""The ceiling of a team where none is set and half of it had better be there."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the policies ask of a schedule; a kind that is ignored asks nothing."""

    ceilings: tuple[Ceiling, ...]
    limits: Mapping[int, tuple[Limit, ...]]
    """By person, of weeks and months."""
    hold_minimum: bool
    wish_minimum: bool
    renewal: Mapping[int, str]
    """By person what to do about certificates that expire first: block, warn or ignore."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits where: in what stands, and in what may change."""

    standing: Mapping[int, list[SessionFacts]]
    free: Mapping[int, list[SessionFacts]]


def read_rules(
    facts: Facts, horizon: Horizon, people: Collection[int], seats: Seats, *, half_of_a_team: bool = False
) -> Rules:
    """Return the rules for the schedule of *people*.

    Who is on leave or in a session that stands counts towards the ceiling of the team, be it of
    *people* or not. What is beyond a rule already is no reason to change anything.
    """
    policies = facts.policies
    minimum = policies.rule("below minimum").action
    return Rules(
        (
            *_ceilings(facts, horizon, people, seats, half_of_a_team=half_of_a_team),
            *_covers(facts, horizon, people, seats),
        ),
        _limits(facts, horizon, people, seats),
        minimum == PolicyAction.BLOCK,
        minimum not in (PolicyAction.BLOCK, PolicyAction.IGNORE),
        {
            person_id: policies.rule("certificate", facts.people[person_id].team_key).action
            for person_id in people
            if person_id in facts.people
        },
    )


def _ceilings(
    facts: Facts, horizon: Horizon, people: Collection[int], seats: Seats, *, half_of_a_team: bool
) -> Iterator[Ceiling]:
    for number, (team, members) in enumerate(sorted(facts.teams.items())):
        rule = facts.policies.rule("absence ceiling", team)
        is_wish = rule.action != PolicyAction.BLOCK
        if not rule.limited and half_of_a_team and rule.action != PolicyAction.IGNORE and len(members) > 1:
            rule = _HALF
        chosen = tuple(member.id for member in members if member.id in people)
        if chosen and rule.limited and rule.action != PolicyAction.IGNORE:
            limits = _by_date(facts, horizon, members, rule, seats)
            yield Ceiling(number, chosen, tuple(limits), is_wish)


def _by_date(
    facts: Facts, horizon: Horizon, members: Collection[PersonFacts], rule: Rule, seats: Seats
) -> Iterator[int]:
    """Give for each place how many more of a team can be trained on its date."""
    dates = list(dict.fromkeys(horizon.days))
    place = {day: at for at, day in enumerate(dates)}
    away, moving = [0] * len(dates), [0] * len(dates)
    # Person by person, and only the days on which something is: a team has a hundred times as many.
    for member in members:
        gone = _dates(seats.standing.get(member.id, ())) | leave_days(facts, member, dates)
        for day in gone:
            if day in place and member.employed_on(day):
                away[place[day]] += 1
        for day in _dates(seats.free.get(member.id, ())) - gone:
            if day in place and member.employed_on(day):
                moving[place[day]] += 1
    for size, gone_then, now in zip(sizes_by_day(members, dates), away, moving, strict=True):
        left = max(0, _most(rule, size) - gone_then, now)
        for _ in range(horizon.parts):
            yield left


def cover_key(rule_id: int) -> int:
    """Return the key of the ceilings of a rule of cover; those of teams are 0 and more."""
    return -rule_id


def _covers(facts: Facts, horizon: Horizon, people: Collection[int], seats: Seats) -> Iterator[Ceiling]:
    """Give how many who have what a rule of cover asks for can be trained on each date.

    A rule holds also where its policy only warns. Where leave alone leaves too few it cannot be kept: to
    train nobody more of them then is a wish.
    """
    dates = list(dict.fromkeys(horizon.days))
    facts = facts.twin(closed=horizon.closed)
    for rule in facts.cover:
        if facts.policies.rule("cover", rule.team_key).action == PolicyAction.IGNORE:
            continue
        counting = list(working_days_of(facts, rule, counting_people(facts, rule), dates))
        if not any(each.person_id in people for each in counting):
            continue
        for (chosen, is_wish), limits in _of_cover(rule, counting, dates, people, seats).items():
            by_place = (limits.get(day, len(chosen)) for day in horizon.days)
            yield Ceiling(cover_key(rule.id), tuple(sorted(chosen)), tuple(by_place), is_wish)


def _of_cover(
    rule: Cover,
    counting: Collection[WorkingDays],
    dates: Sequence[dt.date],
    people: Collection[int],
    seats: Seats,
) -> dict[tuple[frozenset[int], bool], dict[dt.date, int]]:
    """Give by the people who have what a rule asks for, and whether it is a wish, the dates that limit them.

    Who has it changes when something expires, so that one rule may be several ceilings.
    """
    trained = {each.person_id: _dates(seats.standing.get(each.person_id, ())) for each in counting}
    moving = {each.person_id: _dates(seats.free.get(each.person_id, ())) for each in counting}
    found: dict[tuple[frozenset[int], bool], dict[dt.date, int]] = defaultdict(dict)
    for place, day in enumerate(dates):
        left = [each.person_id for each in counting if each.stays >> place & 1]
        there = [person_id for person_id in left if day not in trained[person_id]]
        now = sum(day in moving[person_id] for person_id in there)
        is_wish = len(left) < rule.minimum
        most = now if is_wish else max(len(there) - rule.minimum, now)
        if len(there) > most:
            chosen = frozenset(
                each.person_id for each in counting if each.has >> place & 1 and each.person_id in people
            )
            if len(chosen) > most:
                found[chosen, is_wish][day] = most
    return found


def _most(rule: Rule, size: int) -> int:
    most = size
    if rule.limit is not None:
        most = min(most, int(rule.limit))
    if rule.percent is not None:
        most = min(most, rule.percent * size // 100)
    return max(1, most) if rule is _HALF else most


def _dates(sessions: Iterable[SessionFacts]) -> set[dt.date]:
    return {part.day for session in sessions for part in session.parts}


def _limits(
    facts: Facts, horizon: Horizon, people: Collection[int], seats: Seats
) -> dict[int, tuple[Limit, ...]]:
    found: dict[int, tuple[Limit, ...]] = defaultdict(tuple)
    periods: tuple[tuple[ProblemKind, Callable[[dt.date], dt.date]], ...] = (
        ("days a week", begins_of_weeks(facts)),
        ("days a month", begin_of_month),
    )
    for kind, begin in periods:
        if not facts.policies.limits(kind):
            continue
        places: dict[dt.date, list[int]] = defaultdict(list)
        for place, day in enumerate(horizon.days):
            places[begin(day)].append(place)
        usual: dict[Rule, tuple[Limit, ...]] = {}
        for person_id in people:
            person = facts.people.get(person_id)
            rule = facts.policies.rule(kind, "" if person is None else person.team_key)
            if rule.limit is None or rule.action == PolicyAction.IGNORE:
                continue
            if rule not in usual:
                usual[rule] = _each_period(rule, places, Counter(), Counter())
            taken, now = (
                _quarters(facts, person_id, each.get(person_id, ()), begin)
                for each in (seats.standing, seats.free)
            )
            own = _each_period(rule, places, taken, now) if taken or now else usual[rule]
            found[person_id] = (*found[person_id], *own)
    return dict(found)


def _quarters(
    facts: Facts, person_id: int, sessions: Iterable[SessionFacts], begin: Callable[[dt.date], dt.date]
) -> Counter[dt.date]:
    found: Counter[dt.date] = Counter()
    for session in sessions:
        for part, quarters in facts.loads(session, person_id):
            found[begin(part.day)] += quarters
    return found


def _each_period(
    rule: Rule,
    places: Mapping[dt.date, list[int]],
    taken: Mapping[dt.date, int],
    now: Mapping[dt.date, int],
) -> tuple[Limit, ...]:
    most = int((rule.limit or 0) * 4)
    return tuple(
        Limit(
            tuple(days),
            max(0, most - taken.get(first, 0), now.get(first, 0)),
            is_wish=rule.action != PolicyAction.BLOCK,
        )
        for first, days in places.items()
    )
