"""The checks find exactly what trying everything finds, over random plans; every kind comes up."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pmplanner.services.policies.policies import PolicyRow
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.keys import key_of, sides_of
from tests.services.random_facts import PEOPLE, all_facts
from tests.services.slow_checker import Found, SlowChecker
from tests.support import known
from tests.tiers import examples

Random = tuple[Facts, list[PolicyRow]]

seen, elsewhere = Counter[str](), Counter[str]()

TWO_SIDED = {
    *("double-booking", "room taken", "trainer taken", "equipment", "absence ceiling"),
    *("days a week", "days a month", "cover"),
}
"""The kinds of problems that sessions of other plans take part in."""

# Such rows take minutes to shrink, and what differs can be read without.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def found(problems: list[Problem]) -> set[Found]:
    return {(p.kind, p.person_id, p.session_id, p.other_session_id, p.day) for p in problems}


def named(problems: list[Problem]) -> set[tuple[str, frozenset[int], dt.date | None, str]]:
    """What is wrong with rooms and trainers, with the name of each."""
    return {
        (p.kind, frozenset({p.session_id, p.other_session_id or p.session_id}), p.day, p.place.lower())
        for p in problems
        if p.kind.startswith(("room", "trainer"))
    }


def told_budgets(problems: list[Problem]) -> list[tuple[str, str, str]]:
    """Whose budget is exceeded, and whether it is now or will be."""
    over = [problem for problem in problems if problem.kind == "over budget"]
    found = []
    for problem in over:
        sides = sides_of(problem.key)
        name = {"": "", "track": "Sales", "team": problem.team}[sides["role"]]
        found.append((sides["role"] or "plan", name, "is" if " is " in problem.title else "will be"))
    return sorted(found)


@settings(max_examples=examples(200, 2500), derandomize=True, phases=WITHOUT_SHRINKING)
@given(all_facts())
def _compare(random: Random) -> None:
    facts, rows = random
    problems = check(facts)
    slow = SlowChecker(facts, rows)
    assert found(problems) == slow.found()
    assert named(problems) == slow.named()
    assert told_budgets(problems) == sorted(slow.budgets())
    for problem in problems:
        assert key_of(sides_of(problem.key)) == problem.key
        if problem.session_id:
            assert problem.course_id == facts.sessions[problem.session_id].course_id
        if problem.other_session_id is not None and problem.kind != "prerequisite":
            other = known(facts.session(problem.other_session_id))
            assert other.code in problem.text
            assert not other.plan or f"in the plan {other.plan}" in problem.text
            elsewhere.update([problem.kind] if other.plan else [])
    seen.update(problem.kind for problem in problems)


@pytest.mark.slow
def test_the_checks_find_what_trying_everything_finds_and_every_kind_comes_up() -> None:
    seen.clear()
    elsewhere.clear()
    _compare()
    assert set(seen) == set(KINDS)
    assert {"double-booking", "trainer taken", "equipment"} <= set(elsewhere) <= TWO_SIDED


@pytest.mark.slow
@settings(max_examples=examples(15, 500), phases=WITHOUT_SHRINKING)
@given(all_facts(), st.sets(st.sampled_from(PEOPLE)))
def test_asking_for_some_people_gives_just_their_problems(random: Random, some: set[int]) -> None:
    facts, _ = random
    assert check(facts, some) == [problem for problem in check(facts) if problem.person_id in some]


@pytest.mark.slow
@settings(max_examples=examples(15, 500), phases=WITHOUT_SHRINKING)
@given(all_facts(), st.sets(st.integers(1, 5)))
def test_asking_for_some_sessions_gives_just_their_problems(random: Random, some: set[int]) -> None:
    facts, _ = random
    sessions = some & facts.sessions.keys()
    assert check(facts, session_ids=sessions) == [
        problem for problem in check(facts) if problem.session_id in sessions
    ]


@pytest.mark.slow
@settings(max_examples=examples(15, 500), phases=WITHOUT_SHRINKING)
@given(all_facts())
def test_a_problem_of_several_sessions_is_told_once_unmirrored(random: Random) -> None:
    facts, _ = random
    problems = check(facts)
    keys = Counter(problem.key for problem in problems if not problem.mirrored)
    assert set(keys.values()) <= {1}
    assert keys.keys() == {problem.key for problem in problems}
    assert len({(p.key, p.session_id) for p in problems}) == len(problems)
