"""Who of a team is away is counted by days in order; here against asking everybody on every day."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator

import pytest

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.autoschedule.horizon import read_horizon
from pmplanner.services.autoschedule.rules import Seats, read_rules
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.checks import teams
from pmplanner.services.problems.checks.units import evaluate
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, Problem, SessionFacts
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.rich_workspaces import Rich
from tests.tiers import seeds


def _on_leave(facts: Facts, person: PersonFacts, day: dt.date) -> bool:
    works = works_on(person.working_days, facts.week, day)
    return works and any(first <= day <= last for first, last, _ in facts.absences.get(person.id, ()))


def _slowly(facts: Facts, team: str) -> Iterator[Problem]:
    rule = facts.policies.rule("absence ceiling", team)
    members = facts.teams[team]
    training: dict[dt.date, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for person in members:
        for session, status in facts.sessions_of(person.id):
            for day in {part.day for part in session.parts if status != SeatStatus.ABSENT}:
                training[day][person.id].append(session.id)
    for day, there in sorted(training.items()):
        employed = [person for person in members if person.employed_on(day)]
        trained = [person for person in employed if person.id in there]
        leave = [p for p in employed if p.id not in there and _on_leave(facts, p, day)]
        runs = sorted({run for person in trained for run in there[person.id]})
        sessions = [facts.sessions.get(run) or facts.others[run] for run in runs]
        counts = len(trained), len(leave), len(employed)
        if trained and teams.exceeds(rule, counts[0] + counts[1], counts[2]):
            yield from teams._tell(facts, members[0].team, team, day, sessions, rule, counts)


@pytest.mark.parametrize("seed", seeds(3, 60))
def test_counts_are_those_of_asking_everybody(blank: Workspace, seed: int) -> None:
    with blank.edit("Set up") as db:
        plan = Rich(db, seed, 24, 12).fill()
        set_policy(db, "absence ceiling", "warn", percent=10)
    with blank.read() as db:
        facts = gather_facts(db, plan)
    _employ_some_for_a_while(facts)
    found = 0
    for team in facts.teams:
        problems = evaluate(facts, ("team", team))
        assert problems == list(_slowly(facts, team)), team
        days = {problem.day for problem in problems if problem.day is not None and problem.day.day % 2}
        assert evaluate(facts, ("team", team), days) == [p for p in problems if p.day in days]
        found += len(problems)
    assert found


@pytest.mark.parametrize("seed", seeds(2, 40))
def test_ceilings_of_a_schedule_are_those_of_asking_everybody(blank: Workspace, seed: int) -> None:
    with blank.edit("Set up") as db:
        plan = Rich(db, seed, 24, 12).fill()
        set_policy(db, "absence ceiling", "block", percent=10)
    with blank.read() as db:
        facts = gather_facts(db, plan)
        horizon = read_horizon(db, facts.first_day, facts.last_day)
    _employ_some_for_a_while(facts)
    chance = random.Random(seed)
    standing: dict[int, list[SessionFacts]] = defaultdict(list)
    free: dict[int, list[SessionFacts]] = defaultdict(list)
    for person in facts.people:
        for session, _ in facts.sessions_of(person):
            chance.choice((standing, free))[person].append(session)
    rules = read_rules(facts, horizon.in_halves(), facts.people, Seats(standing, free))
    found = {each.key: each for each in rules.ceilings if each.key >= 0}
    assert found
    for key, (team, members) in enumerate(sorted(facts.teams.items())):
        rule = facts.policies.rule("absence ceiling", team)
        slow = []
        for day in horizon.days:
            employed = [one for one in members if one.employed_on(day)]
            away = {
                one.id
                for one in employed
                if any(part.day == day for each in standing[one.id] for part in each.parts)
                or _on_leave(facts, one, day)
            }
            now = sum(
                any(part.day == day for each in free[one.id] for part in each.parts) and one.id not in away
                for one in employed
            )
            size = len(employed)
            most = min(size, size if rule.limit is None else int(rule.limit))
            most = most if rule.percent is None else min(most, rule.percent * size // 100)
            slow += 2 * [max(0, most - len(away), now)]
        assert key not in found or found[key].limits == tuple(slow)


def _employ_some_for_a_while(facts: Facts) -> None:
    """Let a third begin late, a third end early and some have been there before."""
    middle = facts.first_day + (facts.last_day - facts.first_day) / 2
    before = ((facts.first_day, facts.first_day + dt.timedelta(days=20)),)
    for key, person in list(facts.people.items()):
        changed: PersonFacts = person
        if key % 3 == 0:
            changed = person._replace(start=middle, earlier=before if key % 2 else ())
        elif key % 3 == 1:
            changed = person._replace(end=middle)
        facts.people[key] = changed
    facts.forget_people()
