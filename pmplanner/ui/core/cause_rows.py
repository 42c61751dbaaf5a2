"""Causes of problems as lines of a list, each of which opens to its single problems."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.causes import Cause

CLOSED, OPEN = "▸ ", "▾ "
"""Signs before causes of several problems."""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A line: a cause as a whole, or one problem of it."""

    cause: Cause
    problem: Problem | None
    """None for a cause as a whole that has several."""
    inner: bool = False
    """Below its cause, which is open."""
    is_open: bool = False

    @property
    def id(self) -> str:
        """What tells the line from the others."""
        return self.cause.key if self.problem is None else self.problem.key

    @property
    def title(self) -> str:
        """What it is."""
        return self.cause.title if self.problem is None else self.problem.title

    @property
    def about(self) -> Cause | Problem:
        """What is shown and solved when the line is selected."""
        return self.cause if self.problem is None else self.problem

    @property
    def signed_title(self) -> str:
        """The title behind the sign of a cause that can be opened or closed."""
        if self.problem is not None:
            return self.title
        return (OPEN if self.is_open else CLOSED) + self.title


class OpenCauses:
    """Which causes are open in a list."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def has(self, cause: Cause) -> bool:
        """Say whether a cause is open."""
        return cause.key in self._keys

    def turn(self, cause: Cause) -> None:
        """Open a cause, or close it."""
        self._keys ^= {cause.key}

    def keep(self, keys: Collection[str]) -> None:
        """Forget all but the causes of these keys."""
        self._keys &= set(keys)

    def rows(self, cause: Cause) -> list[CauseRow]:
        """Return the lines of a cause: itself, and where it is open its problems; one alone is the line."""
        if len(cause.problems) == 1:
            return [CauseRow(cause, cause.problems[0])]
        is_open = self.has(cause)
        inner = [CauseRow(cause, problem, inner=True) for problem in cause.problems] if is_open else []
        return [CauseRow(cause, None, is_open=is_open), *inner]
