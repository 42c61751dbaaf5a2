"""One-day courses without rooms: colourings agree with brute force, public sets with what is known."""

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.colouring.clique_cover import cover_by_cliques
from pmplanner.scheduling.colouring.graph import (
    Graph,
    Start,
    colour_by_saturation,
    core,
    extend,
    largest_clique,
    recognise,
)
from pmplanner.scheduling.colouring.model_search import ModelSearch, News
from pmplanner.scheduling.colouring.tabu_colouring import colour_by_tabu
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import Course, Limits, Person, Pick, Problem, Progress
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.pipeline import solve
from tests.benchmarks import toronto
from tests.conftest import SHARED, needs_shared
from tests.scheduling.instances import small, weekdays
from tests.tiers import examples, seeds


def graph_of(seed: int, size: int = 7, density: float = 0.5) -> Graph:
    chance = random.Random(seed)
    edges = [(a, b) for a in range(size) for b in range(a) if chance.random() < density]
    near = [0] * size
    for a, b in edges:
        near[a] |= 1 << b
        near[b] |= 1 << a
    groups = tuple(1 << a | 1 << b for a, b in edges)
    return Graph(tuple(range(size)), tuple(near), (0b1111111111,) * size, groups)


def is_proper(graph: Graph, colours: list[int], members: list[int] | None = None) -> bool:
    inside = range(graph.size) if members is None else members
    return all(
        colours[a] >= 0 and not (graph.neighbours[a] >> b & 1 and colours[a] == colours[b])
        for a in inside
        for b in inside
    )


def fewest(graph: Graph) -> int:
    for days in range(1, graph.size + 1):
        if any(is_proper(graph, list(tried)) for tried in product(range(days), repeat=graph.size)):
            return days
    raise AssertionError


@given(st.integers(0, 5000))
@settings(max_examples=examples(20, 400))
def test_saturation_gives_a_colouring_and_cliques_bound_it(seed: int) -> None:
    graph = graph_of(seed, 12)
    colours = colour_by_saturation(graph)
    assert is_proper(graph, colours)
    clique = largest_clique(graph, lambda: False)
    assert all(graph.neighbours[a] >> b & 1 for a in clique for b in clique if a != b)
    assert len(clique) <= max(colours) + 1


def asked(graph: Graph, start: Start, limits: Limits) -> list[News]:
    search = ModelSearch(graph, start, Clock(limits))
    search.wait()
    return search.news()


@pytest.mark.parametrize("is_repeatable", [False, True])
@pytest.mark.parametrize("seed", seeds(2, 8))
def test_the_fewest_days_are_found_and_fewer_are_impossible(seed: int, *, is_repeatable: bool) -> None:
    graph = graph_of(seed, 6)
    best = fewest(graph)
    members = list(range(graph.size))
    start = Start(members, members, largest_clique(graph, lambda: False), 1)
    news = asked(graph, start, Limits(5, workers=1, repeatable=is_repeatable))
    assert max(floor for _, floor in news) == best
    colours = [found for found, _ in news if found is not None]
    assert all(is_proper(graph, found) for found in colours)
    assert best == min([graph.size, *(max(found) + 1 for found in colours)])
    found = colour_by_tabu(graph, members, best, [0] * graph.size, 1, Clock(Limits(5)).stop)
    assert found is not None
    assert is_proper(graph, found)


def test_what_is_outside_the_core_is_placed_afterwards() -> None:
    graph = graph_of(3, 14, 0.3)
    inside = core(graph, 4)
    assert len(inside) < graph.size
    found = (
        colour_by_tabu(graph, inside, 4, [0] * graph.size, 1, Clock(Limits(5)).stop) if inside else [-1] * 14
    )
    assert found is not None
    assert is_proper(graph, extend(graph, found, 4))


@given(st.integers(0, 5000))
@settings(max_examples=examples(20, 400))
def test_cliques_cover_every_pair(seed: int) -> None:
    graph = graph_of(seed, 12)
    members = [at for at in range(12) if at != seed % 12]
    cliques = cover_by_cliques(graph, members)
    pairs = [(a, b) for a in members for b in members if a != b]
    covered = {(a, b) for clique in cliques for a, b in pairs if clique >> a & clique >> b & 1}
    assert covered == {(a, b) for a, b in pairs if graph.neighbours[a] >> b & 1}


def test_a_model_too_large_for_memory_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmplanner.scheduling.colouring.colouring_model.MOST_LITERALS", 3)
    graph = graph_of(1)
    assert asked(graph, Start(list(range(7)), list(range(7)), [], 1), Limits(5)) == []


@pytest.mark.parametrize(
    ("problem", "is_one"),
    [
        (small(), True),
        (small(courses=(Course(10, 2),)), False),
        (small(courses=(Course(10, 1, 1),)), False),
        (small(courses=(Course(10, 1, 2),)), True),
        (small(courses=(Course(10, 1, rooms=()),)), False),
        (small(people=(Person(0, (), 2), Person(1))), False),
    ],
)
def test_only_plain_problems_are_taken_for_colourings(problem: Problem, is_one: bool) -> None:
    assert (recognise(Tables(problem), frozenset()) is not None) == is_one


def test_leave_is_respected_by_colourings() -> None:
    people = (Person(0, (0, 1)), Person(1, (3,)), Person(2))
    pairs = [(0, 10), (1, 10), (1, 11), (2, 11), (2, 12), (0, 12)]
    picks = tuple(Pick(at, person, course) for at, (person, course) in enumerate(pairs))
    courses = tuple(Course(key, 1) for key in (10, 11, 12))
    problem = Problem(weekdays(5), courses, people, picks)
    reports: list[Progress] = []
    proposal = solve(problem, Limits(2, workers=1, repeatable=True), reports.append)
    assert check(problem, proposal) == []
    # Courses 10 and 12 share person 0, who is away on the first two days.
    assert reports[-1].value[:4] == (0, 3, 0, 3)
    assert reports[-1].proved >= 4


@pytest.mark.parametrize(
    ("limits", "most_literals", "tabu_seconds"),
    [
        (Limits(20), 1_000_000, 0.0),
        (Limits(20, workers=1), 1_000_000, 0.0),
        (Limits(20, repeatable=True), 1_000_000, 0.3),
        (Limits(0.5), 3, 0.3),
    ],
)
def test_fewer_days_than_the_first_schedule_are_found(
    limits: Limits, most_literals: int, tabu_seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmplanner.scheduling.colouring.colouring.TABU_SECONDS", tabu_seconds)
    monkeypatch.setattr("pmplanner.scheduling.colouring.colouring_model.MOST_LITERALS", most_literals)
    graph = graph_of(3, 30)
    people = [list(bits.each_day(group)) for group in graph.groups]
    problem = toronto.plain_problem(list(range(30)), people)
    problem = replace(problem, goals=("seats", "sessions", "change", "finish"))
    reports: list[Progress] = []
    proposal = solve(problem, limits, reports.append)
    assert check(problem, proposal) == []
    assert reports[0].last_day + 1 == 8
    assert reports[-1].last_day + 1 == 7
    assert reports[-1].proved == (3 if most_literals == 3 else 4)


@pytest.mark.slow
@needs_shared
@pytest.mark.parametrize("name", ["hec-s-92", "sta-f-83"])
def test_a_public_set_takes_its_fewest_days(name: str) -> None:
    courses, people = toronto.read_set(SHARED / "data" / "bench" / "toronto", name)
    # Without the last goal, so that the run ends with the proof and not with its time.
    problem = replace(toronto.plain_problem(courses, people), goals=("seats", "sessions", "change", "finish"))
    reports: list[Progress] = []
    proposal = solve(problem, Limits(10), reports.append)
    assert check(problem, proposal) == []
    assert reports[-1].last_day + 1 == toronto.SETS[name]
    assert reports[-1].proved >= 4
