"""The run in a process of its own: progress, stop, cancel, and what happens when it dies."""

import os
import signal
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits
from pmplanner.scheduling.process import ScheduleRun, SchedulingError
from tests.benchmarks.training_problems import training_problem

LONG = Limits(600, workers=1)


@pytest.mark.slow
def test_a_run_reports_and_ends_with_a_valid_proposal() -> None:
    problem = training_problem(20)
    run = ScheduleRun(problem, Limits(0.2, workers=1, repeatable=True))
    reports = list(run)
    assert reports[-1].done
    assert run.is_over
    assert run.proposal is not None
    assert check(problem, run.proposal) == []
    assert run.proposal.unseated == ()


@pytest.mark.slow
def test_stop_keeps_the_best_so_far() -> None:
    problem = training_problem(100)
    run = ScheduleRun(problem, LONG)
    for _ in run:
        run.stop()
    assert run.progress is not None
    assert run.progress.done
    assert run.proposal is not None
    assert check(problem, run.proposal) == []


@pytest.mark.slow
def test_cancel_ends_the_process_and_keeps_nothing() -> None:
    run = ScheduleRun(training_problem(100), LONG)
    next(iter(run))
    run.cancel()
    assert run.is_over
    assert run.proposal is None
    assert not run._process.is_alive()
    assert run.poll() == []


def test_cancel_before_anything_was_reported() -> None:
    run = ScheduleRun(training_problem(300), LONG)
    run.cancel()
    assert not run._process.is_alive()


@pytest.mark.slow
def test_a_process_that_dies_is_an_error_and_no_wait_for_ever() -> None:
    run = ScheduleRun(training_problem(100), LONG)
    next(iter(run))
    pid = run._process.pid
    assert pid is not None
    os.kill(pid, signal.SIGTERM)
    with pytest.raises(SchedulingError, match="ended unexpectedly"):
        list(run)
    assert run.proposal is not None


@pytest.mark.slow
def test_what_goes_wrong_inside_is_told_outside() -> None:
    run = ScheduleRun(replace(training_problem(30), goals=("beauty",)), LONG)
    with pytest.raises(SchedulingError, match="no goal named beauty") as raised:
        list(run)
    assert "Traceback" in raised.value.details
