"""A run of the automatic schedule that is watched from the window."""

import time

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits
from pmplanner.ui.schedule.auto.runner import Watch
from tests.scheduling.test_spreading import one_day_courses


@pytest.mark.slow
def test_a_stop_that_comes_before_the_process_is_kept() -> None:
    problem = one_day_courses(1)  # spreading goes on as long as the time lasts
    watch = Watch(problem, Limits(600))
    watch.stop()
    began = time.monotonic()
    watch.listen(lambda done, total: None)
    assert time.monotonic() - began < 300
    assert watch.trouble == ""
    assert check(problem, watch.proposal()) == []
