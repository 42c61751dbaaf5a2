"""A small plan inside one open edit."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.small_plan import SmallPlan, make


class _OverError(Exception):
    """Takes back what a test wrote; an edit that was refused half-way is never kept either."""


@pytest.fixture(scope="session")
def _kept_blank(tmp_path_factory: pytest.TempPathFactory, _templates: dict[str, Path]) -> Iterator[Workspace]:
    """A workspace that stays open and is always empty between tests."""
    folder = tmp_path_factory.mktemp("kept")
    workspace = open_workspace(Path(shutil.copy(_templates["blank"], folder / "kept.sqlite")))
    yield workspace
    workspace.close()


@pytest.fixture
def small(request: pytest.FixtureRequest, _kept_blank: Workspace) -> Iterator[SmallPlan]:
    """A plan to fill; what is filled in goes with the test."""
    own = "blank" in request.fixturenames  # a test that also looks at the workspace has one of its own
    workspace: Workspace = request.getfixturevalue("blank") if own else _kept_blank
    with suppress(_OverError), workspace.edit("A test") as db:
        yield make(db)
        raise _OverError
