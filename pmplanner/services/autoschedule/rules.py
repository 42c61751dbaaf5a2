"""The policies of a plan as rules of its schedule: how many of a team, days a week, fewest people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Person
from pmplanner.scheduling.problem import Ceiling
from pmplanner.services.autoschedule.horizon import Horizon, Span
from pmplanner.services.calendars import works_on
from pmplanner.services.lookup import fold
from pmplanner.services.policies import BLOCK, IGNORE, Policies, Rule, read_policies


@dataclass(frozen=True, slots=True)
class Rules:
    """What the policies ask of a schedule; a kind that is ignored asks nothing."""

    ceilings: tuple[Ceiling, ...]
    week_limits: Mapping[int, int]
    """By person the whole days that can be in one week."""
    hold_minimum: bool
    renewal: Mapping[int, str]
    """By person what to do about certificates that expire first: block, warn or ignore."""


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    away: frozenset[int]
    """The days of leave, as indices, on which the person would work."""
    employed: frozenset[int]


def read_rules(
    session: Session,
    plan_id: int,
    horizon: Horizon,
    people: Collection[int],
    busy: Mapping[int, set[int]],
) -> Rules:
    """Return the rules for the schedule of *people*; *busy* are days in sessions that stay as they are.

    Who is on leave or in such a session counts towards the ceiling of the team, be it of *people* or not.
    """
    policies = read_policies(session, plan_id)
    teams = _teams(session, horizon)
    return Rules(
        tuple(_ceilings(policies, horizon, teams, people, busy)),
        _week_limits(policies, teams, people),
        policies.rule("below minimum").action == BLOCK,
        {
            member.id: policies.rule("certificate", team).action
            for team, members in teams.items()
            for member in members
            if member.id in people
        },
    )


def _teams(session: Session, horizon: Horizon) -> dict[str, list[_Member]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for person_id, first, last in session.execute(
        select(Absence.person_id, Absence.first_day, Absence.last_day)
    ):
        spans[person_id].append((first, last))
    teams: dict[str, list[_Member]] = defaultdict(list)
    query = select(Person.id, Person.team, Person.working_days, Person.start_date, Person.end_date)
    every = frozenset(range(len(horizon.days)))
    for person_id, team, bits, start, end in session.execute(query.order_by(Person.id)):
        leave = horizon.indices(spans[person_id]) if person_id in spans else ()
        away = frozenset(day for day in leave if works_on(bits, horizon.week, horizon.days[day]))
        employed = every
        if start is not None or end is not None:
            employed = frozenset(
                place
                for place, day in enumerate(horizon.days)
                if (start is None or start <= day) and (end is None or day <= end)
            )
        teams[fold(team)].append(_Member(person_id, away & employed, employed))
    return teams


def _ceilings(
    policies: Policies,
    horizon: Horizon,
    teams: Mapping[str, list[_Member]],
    people: Collection[int],
    busy: Mapping[int, set[int]],
) -> Iterable[Ceiling]:
    for number, (team, members) in enumerate(sorted(teams.items())):
        rule = policies.rule("absence ceiling", team)
        chosen = tuple(member.id for member in members if member.id in people)
        if team and chosen and rule.limited and rule.action != IGNORE:
            limits = (_limit(rule, members, place, busy) for place in range(len(horizon.days)))
            yield Ceiling(number, chosen, tuple(limits))


def _limit(rule: Rule, members: Iterable[_Member], place: int, busy: Mapping[int, set[int]]) -> int:
    """Return how many more of a team can be trained on a day."""
    employed = [member for member in members if place in member.employed]
    most = len(employed)
    if rule.limit is not None:
        most = min(most, int(rule.limit))
    if rule.percent is not None:
        most = min(most, rule.percent * len(employed) // 100)
    away = sum(place in member.away or place in busy.get(member.id, ()) for member in employed)
    return max(0, most - away)


def _week_limits(
    policies: Policies, teams: Mapping[str, list[_Member]], people: Collection[int]
) -> dict[int, int]:
    limits: dict[int, int] = {}
    for team, members in teams.items():
        rule = policies.rule("days a week", team)
        if rule.limit is not None and rule.action != IGNORE:
            limits |= {member.id: int(rule.limit) for member in members if member.id in people}
    return limits
