"""A small plan inside one open edit."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import SmallPlan, make


class _OverError(Exception):
    """Takes back what a test wrote; an edit that was refused half-way is never kept either."""


@pytest.fixture
def small(blank: Workspace) -> Iterator[SmallPlan]:
    """A plan to fill; what is filled in goes with the test."""
    with suppress(_OverError), blank.edit("A test") as db:
        yield make(db)
        raise _OverError
