"""The time that a run may take: seconds, or counted steps where runs must be repeatable."""

import time
from collections.abc import Callable
from typing import Protocol

from pmplanner.scheduling.model.problem import Limits

STEP_SECONDS = 0.0005
"""What one step counts in a repeatable run."""


class Solver(Protocol):
    """What of a solver the clock needs."""

    def stop_search(self) -> None:
        """Make it give what it has."""


class Clock:
    """Tells how much of the limit is left; can be told to stop from another thread."""

    def __init__(self, limits: Limits, asked: Callable[[], bool] = lambda: False) -> None:
        self.limits = limits
        self._asked = asked
        self._began = time.monotonic()
        self._counted = 0.0
        self._stopped = False
        self._solver: Solver | None = None

    def elapsed(self) -> float:
        """Give the seconds since the start, as counted where the run is repeatable."""
        return self._counted if self.limits.repeatable else time.monotonic() - self._began

    def left(self) -> float:
        """Give the seconds left, never below zero."""
        return 0.0 if self._is_stopped() else max(0.0, self.limits.seconds - self.elapsed())

    def stop(self) -> bool:
        """Tell whether to stop now; each question is a step of a repeatable run."""
        self._counted += STEP_SECONDS
        return self._is_stopped() or self.elapsed() >= self.limits.seconds

    def until(self, seconds: float) -> Callable[[], bool]:
        """Give a question that says stop after some more seconds, or when the clock does."""
        end = self.elapsed() + seconds
        return lambda: self.stop() or self.elapsed() >= end

    def spend(self, seconds: float) -> None:
        """Count what a solver took by its own deterministic measure."""
        self._counted += seconds

    def halt(self) -> None:
        """Stop the run as soon as can be; may be called from another thread."""
        self._stopped = True
        self.interrupt()

    def interrupt(self) -> None:
        """Let the solver at work give what it has; the run goes on."""
        if self._solver is not None:
            self._solver.stop_search()

    def attend(self, solver: Solver | None) -> None:
        """Name the solver that ``halt`` is to stop; None when it is done."""
        self._solver = solver
        # Told to stop just before the solver began: it would not have heard of it.
        if self._stopped and solver is not None:
            solver.stop_search()

    def _is_stopped(self) -> bool:
        return self._stopped or self._asked()
