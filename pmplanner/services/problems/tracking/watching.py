"""Keeps the problems of a plan up to date with every change; held by the window."""

from collections.abc import Callable
from functools import cached_property, partial

from pmplanner.services.problems.fixes.fixes import Fix, Look, find_fixes
from pmplanner.services.problems.fixes.joint import find_joint_fixes
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.causes import Cause, CauseBook, find_causes
from pmplanner.services.problems.tracking.evaluation import Evaluation
from pmplanner.services.problems.tracking.keeping import Kept, kept_of
from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace


class Watch:
    """The problems of a plan, kept: call :meth:`update` with each change of the workspace."""

    def __init__(self, workspace: Workspace, plan_id: int) -> None:
        self._workspace = workspace
        self._kept: Kept | None = None
        self._causes = CauseBook()
        with workspace.read() as db:
            self._evaluation = Evaluation(db, plan_id)

    def share(self) -> None:
        """Let the guard over edits use what is kept here; nothing may have changed since it was read."""
        self._kept = kept_of(self._workspace)
        self._kept.put(self._evaluation)

    def end(self) -> None:
        """Watch no more; what was shared is kept on only where edits are guarded by it."""
        if self._kept is not None:
            self._kept.drop(self.plan_id)

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

    @cached_property
    def told(self) -> list[Problem]:
        """All problems, each once."""
        return [problem for problem in self.problems if not problem.mirrored]

    @cached_property
    def open(self) -> list[Problem]:
        """Those that nobody has accepted, each once."""
        return [problem for problem in self.told if problem.accepted is None]

    def list_fixes(self, about: Cause | Problem) -> list[Fix]:
        """Return what would solve a problem, or all of a cause, without reading anything.

        See :func:`~pmplanner.services.problems.fixes.fixes.list_fixes` and
        :func:`~pmplanner.services.problems.fixes.joint.find_joint_fixes`.
        """
        return self.search(about)(lambda: None)

    def search(self, about: Cause | Problem, *, aside: bool = False) -> Callable[[Look], list[Fix]]:
        """Return what does as :meth:`list_fixes` when called, and calls what it is given before each try.

        What is called can end the search by raising. One that goes on *aside*, in a thread of its own,
        has facts of its own; what it finds is worth nothing once :meth:`update` has been called.
        """
        facts = self.facts.copy() if aside else self.facts
        if isinstance(about, Problem):
            return partial(find_fixes, facts, about)
        if len(about.problems) == 1:
            return partial(find_fixes, facts, about.problems[0])
        return partial(find_joint_fixes, facts, about.problems)

    @cached_property
    def causes(self) -> list[Cause]:
        """What the problems that nobody has accepted come from."""
        return self._causes.find(self.facts, self.open)

    @cached_property
    def accepted_causes(self) -> list[Cause]:
        """What those come from that somebody has accepted."""
        return find_causes(self.facts, (problem for problem in self.problems if problem.accepted is not None))

    def update(self, change: Change, *, whole: bool = True) -> None:
        """Look again at what an edit, undo or redo touched, and at nothing else.

        Without *whole* it raises AllAgainError where that is all of the plan; watch it anew then.
        """
        if self._kept is not None:
            self._kept.note(change)
            self._evaluation = self._kept.find(self._workspace, self.plan_id, whole=whole)
        else:
            with self._workspace.read() as db:
                self._evaluation.follow(db, change.keys, whole=whole)
        for name in ("problems", "told", "open", "causes", "accepted_causes"):
            self.__dict__.pop(name, None)
