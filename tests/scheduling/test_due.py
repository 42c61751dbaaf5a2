"""Days by which picks had better be over."""

import itertools
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import (
    Course,
    Limits,
    Person,
    Pick,
    Problem,
    Progress,
    Proposal,
    Trainer,
)
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.search.due import hold_wishes, late_picks, seat_late
from tests.benchmarks.training_problems import training_problem, working_days
from tests.tiers import seeds

LIMITS = Limits(1, workers=1, repeatable=True)


def two_people(due: int | None, **course: object) -> Problem:
    """One course of a day for one at a time, one trainer who can from the third day on, one week."""
    return Problem(
        working_days(5),
        (Course(1, 1, trainers=(1,), **{"seats_max": 1, **course}),),  # type: ignore[arg-type]
        (Person(1), Person(2)),
        (Pick(1, 1, 1), Pick(2, 2, 1, due=due)),
        (Trainer(1, (0, 1)),),
    )


def day_of(proposal: Proposal, pick: int) -> int:
    return next(session.days[-1] for session in proposal.sessions if pick in session.seated)


def test_who_is_due_goes_first() -> None:
    problem = two_people(2)
    proposal = solve(problem, LIMITS)
    assert (day_of(proposal, 2), day_of(proposal, 1)) == (2, 3)
    assert late_picks(problem, proposal) == set()
    assert check(problem, proposal) == []


def test_nobody_is_left_out_for_a_due_day() -> None:
    problem = two_people(1)
    last: list[Progress] = []
    proposal = solve(problem, LIMITS, last.append)
    assert proposal.unseated == ()
    assert late_picks(problem, proposal) == {2}
    assert check(problem, proposal) == []
    assert last[-1].seated == 2
    assert last[-1].proposal == proposal
    assert last[-1].value[0] == 0
    assert last[-1].proved >= 1


def test_what_is_proved_is_true_without_the_due_day() -> None:
    """Nobody can teach in time: that is no reason to call one seat the most there can be."""
    problem = replace(two_people(1), trainers=(Trainer(1, (0, 1, 2, 3, 4)),))
    last: list[Progress] = []
    proposal = solve(problem, LIMITS, last.append)
    assert sorted(proposal.unseated) == [1, 2]
    assert last[-1].floors.unseated == 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2, 6))
def test_due_days_hold_but_for_those_without_a_seat(seed: int) -> None:
    problem = training_problem(30, seed)
    picks = tuple(replace(row, due=4 + row.key % 40) for row in problem.picks)
    problem = replace(problem, picks=picks)
    held = hold_wishes(problem)
    assert all(row.latest == row.due for row in held.picks)
    strict = solve(held, LIMITS)
    out = set(strict.unseated)
    loose, found = seat_late(problem, strict, LIMITS)
    assert check(loose, found) == []
    assert set(found.unseated) < out
    assert late_picks(problem, found) <= out


@pytest.mark.slow
def test_a_repeatable_run_seats_them_however_slow_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = itertools.count(step=3600.0)
    monkeypatch.setattr("pmplanner.scheduling.clock.time.monotonic", lambda: next(hours))
    problem = training_problem(30, 2)
    problem = replace(problem, picks=tuple(replace(row, due=4 + row.key % 40) for row in problem.picks))
    strict = solve(hold_wishes(problem), LIMITS)
    assert strict.unseated
    _, found = seat_late(problem, strict, LIMITS)
    assert set(found.unseated) < set(strict.unseated)


def test_without_due_days_the_problem_is_the_same() -> None:
    problem = two_people(None)
    assert hold_wishes(problem) is problem
    assert solve(problem, LIMITS).unseated == ()
