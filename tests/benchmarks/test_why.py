"""How soon it is said why somebody is not on a course, with 3,000 people and 500 sessions.

Beside it, in the same run, what anything must cost that begins by reading the plan: reading it, and looking
for all of its problems once. Run with `pytest tests/benchmarks/test_why.py --benchmark-only`.
"""

import random
from collections.abc import Iterator
from itertools import cycle

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.services.calendar import clock
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.startup.opening import seed_catalog
from pmplanner.services.why.ahead import look_ahead
from pmplanner.services.why.asking import ask_why
from pmplanner.services.why.rows import Outlook
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.big_plan import FIRST_DAY, fill_big_plan
from tests.benchmarks.test_problems import SESSIONS, _crowd

pytestmark = pytest.mark.benchmark(group="why", disable_gc=False)

PLAN, PAIRS = 1, 200


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A big plan with rooms, trainers, leave, a limit of days a week and one of who is away."""
    workspace = open_workspace(tmp_path_factory.mktemp("why") / "why.sqlite", seed=seed_catalog)
    fill_big_plan(workspace, SESSIONS)
    with workspace.edit("Crowd") as db:
        _crowd(db)
        set_policy(db, "absence ceiling", percent=10)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def facts(crowded: Workspace) -> Facts:
    """What the window has at hand anyway."""
    with crowded.read() as db:
        return gather_facts(db, PLAN)


@pytest.fixture(autouse=True)
def _before_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: FIRST_DAY)


def pairs(facts: Facts) -> Iterator[tuple[int, int]]:
    chance = random.Random(1)
    courses = sorted({session.course_id for session in facts.sessions.values()})
    people = sorted(facts.people)
    return cycle([(chance.choice(people), chance.choice(courses)) for _ in range(PAIRS)])


def test_baseline_read_the_plan_and_look_at_everything(
    benchmark: BenchmarkFixture, crowded: Workspace
) -> None:
    def look() -> int:
        with crowded.read() as db:
            return len(check(gather_facts(db, PLAN)))

    assert benchmark.pedantic(look, rounds=5, warmup_rounds=1)


def test_say_why(benchmark: BenchmarkFixture, crowded: Workspace, facts: Facts) -> None:
    asked = pairs(facts)

    def say() -> Outlook:
        with crowded.read() as db:
            question = ask_why(db, PLAN, *next(asked), facts=facts)
        return look_ahead(question)

    assert benchmark.pedantic(say, rounds=PAIRS, warmup_rounds=3).sentence


def test_say_what_is_known_without_looking_ahead(
    benchmark: BenchmarkFixture, crowded: Workspace, facts: Facts
) -> None:
    asked = pairs(facts)

    def say() -> str:
        with crowded.read() as db:
            return ask_why(db, PLAN, *next(asked), facts=facts).answer.headline

    assert benchmark.pedantic(say, rounds=PAIRS, warmup_rounds=3)


def test_say_why_from_the_file_alone(benchmark: BenchmarkFixture, crowded: Workspace, facts: Facts) -> None:
    """As the terminal does, without the start of the process."""
    asked = pairs(facts)

    def say() -> Outlook:
        with crowded.read() as db:
            return look_ahead(ask_why(db, PLAN, *next(asked)))

    assert benchmark.pedantic(say, rounds=10, warmup_rounds=1).sentence
