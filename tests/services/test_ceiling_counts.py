"""Who of a team is away is counted by days in order; here against asking everybody on every day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import pytest

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.checks import teams
from pmplanner.services.problems.checks.units import evaluate
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, Problem
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.rich_workspaces import Rich
from tests.tiers import seeds


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
        leave = [p for p in employed if p.id not in there and teams.on_leave(facts, p, day)]
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
