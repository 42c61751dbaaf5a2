"""Keeps the problems of a plan up to date with every change; held by the window."""

from functools import cached_property

from pmplanner.services.problems.fixes.fixes import Fix, find_fixes
from pmplanner.services.problems.fixes.joint import find_joint_fixes
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.causes import Cause, find_causes
from pmplanner.services.problems.tracking.evaluation import Evaluation
from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace


class Watch:
    """The problems of a plan, kept: call :meth:`update` with each change of the workspace."""

    def __init__(self, workspace: Workspace, plan_id: int) -> None:
        self._workspace = workspace
        with workspace.read() as db:
            self._evaluation = Evaluation(db, plan_id)

    @property
    def plan_id(self) -> int:
        """The plan that is looked at."""
        return self._evaluation.plan_id

    @property
    def facts(self) -> Facts:
        """What the checks look at; not to be changed."""
        return self._evaluation.facts

    @cached_property
    def problems(self) -> list[Problem]:
        """All problems in order of session and person; those that were accepted have the reason."""
        return self._evaluation.problems()

    def list_fixes(self, problem: Problem) -> list[Fix]:
        """As :func:`pmplanner.services.problems.fixes.fixes.list_fixes`, without reading anything."""
        return find_fixes(self._evaluation.facts, problem)

    @cached_property
    def causes(self) -> list[Cause]:
        """The problems that nobody has accepted, grouped by what they come from."""
        return find_causes(self.facts, (problem for problem in self.problems if problem.accepted is None))

    def list_joint_fixes(self, cause: Cause) -> list[Fix]:
        """Return what would solve all problems of a cause, or its only one, without reading anything."""
        if len(cause.problems) == 1:
            return self.list_fixes(cause.problems[0])
        return find_joint_fixes(self.facts, cause.problems)

    def update(self, change: Change) -> None:
        """Look again at what an edit, undo or redo touched, and at nothing else."""
        with self._workspace.read() as db:
            self._evaluation.follow(db, change.keys)
        for name in ("problems", "causes"):
            self.__dict__.pop(name, None)
