"""The problems of the plan that is shown, kept up to date with every change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pmplanner.services.people.people import number_of_people
from pmplanner.services.views.matrix import Marks, marks_of
from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.widgets.dialogs.errand import MANY_PEOPLE, Errand

if TYPE_CHECKING:
    from pmplanner.services.problems.fixes.fixes import Fix, Look
    from pmplanner.services.problems.reading.rows import Facts, Problem
    from pmplanner.services.problems.tracking.causes import Cause
    from pmplanner.services.problems.tracking.watching import Watch

_AFTER_MS = 800
"""How long the first look waits, so that a page is painted before; later ones follow at once."""


class ProblemMonitor(QObject):
    """Looks at a plan when it is chosen and at what is touched when something changes.

    It only reads. :class:`~pmplanner.ui.core.actions.Actions` tells it of plans and changes, and does
    what solves a problem.
    """

    changed = Signal()
    """There are other problems than before; no payload."""
    followed = Signal()
    """A change was taken in: what would solve a problem may be something else now; no payload."""

    def __init__(self, workspace: Workspace, plan_id: int | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._plan_id = plan_id
        self._watch: Watch | None = None
        self._fixes: dict[Hashable, list[Fix]] = {}
        """What would solve what was asked about, since the last change."""
        self._first = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._first.timeout.connect(self._look_first)
        self._looking = Errand(self, self._take)
        self.begin(plan_id)

    def is_looking(self) -> bool:
        """Say whether it looks at many people beside the window, so that whoever asks now would wait.

        When it is done it tells by :attr:`changed`.
        """
        if self._first.isActive():
            self._first.stop()
            self._look_first()
        return self._looking.running

    def open(self) -> list[Problem]:
        """Return the problems that nobody has accepted, each once."""
        self.all()  # looks first if it has not yet
        return [] if self._watch is None else self._watch.open

    def all(self) -> list[Problem]:
        """Return all problems, each once; looks first if it has not yet."""
        if self._waits():
            self._first.stop()
            self._looking.stop()
            self._take(self._look())
        return [] if self._watch is None else self._watch.told

    def causes(self, *, accepted: bool = False) -> list[Cause]:
        """Return what the open problems come from, or those that somebody has accepted; each once."""
        self.all()  # looks first if it has not yet
        if self._watch is None:
            return []
        return self._watch.accepted_causes if accepted else self._watch.causes

    def marks(self, plan_id: int, *, wait: bool = False) -> Marks:
        """What nobody has accepted, by person and course; nothing while another plan is watched.

        With *wait* also nothing before the first look, which tells by :attr:`changed` that it was done.
        """
        if wait and self._waits():
            return {}
        found = self.known(plan_id)
        return {} if found is None else marks_of(p for p in found[1] if p.accepted is None)

    def known(self, plan_id: int) -> tuple[Facts, list[Problem]] | None:
        """What the checks look at and what they find in a plan; None while another one is watched."""
        self.all()  # looks first if it has not yet
        watch = self._watch
        return None if watch is None or watch.plan_id != plan_id else (watch.facts, watch.problems)

    def facts(self, plan_id: int) -> Facts | None:
        """What the checks look at in a plan, not to be changed; None while another one is watched."""
        found = self.known(plan_id)
        return None if found is None else found[0]

    def list_fixes(self, about: Cause | Problem) -> list[Fix]:
        """Return what would solve a problem, or all of a cause, and make no other, best first."""
        fixes = self.known_fixes(about)
        return self.keep_fixes(about, self.search(about)(lambda: None)) if fixes is None else fixes

    def known_fixes(self, about: Cause | Problem) -> list[Fix] | None:
        """Return what :meth:`list_fixes` has found since the last change; None where nobody has looked."""
        self.all()  # looks first if it has not yet
        return self._fixes.get(_place_of(about))

    def keep_fixes(self, about: Cause | Problem, fixes: list[Fix]) -> list[Fix]:
        """Keep what was found until the next change, and return it."""
        self._fixes[_place_of(about)] = fixes
        return fixes

    def search(self, about: Cause | Problem, *, aside: bool = False) -> Callable[[Look], list[Fix]]:
        """Return the search of :meth:`list_fixes`, to be called, *aside* also in a thread of its own.

        See :meth:`~pmplanner.services.problems.tracking.watching.Watch.search`.
        """
        self.all()  # looks first if it has not yet
        return (lambda _look: []) if self._watch is None else self._watch.search(about, aside=aside)

    def still_solves(self, about: Cause | Problem, fix: Fix) -> bool:
        """Whether what was found some time ago still solves a problem, or a cause, and makes no other.

        If not, what would solve it now is something else, which is told by :attr:`followed`.
        """
        known: list[Cause | Problem] = [*self.all(), *self.causes()]
        now = next((each for each in known if each.key == about.key), None)
        if now is not None and fix in self.list_fixes(now):
            return True
        self.followed.emit()
        return False

    def begin(self, plan_id: int | None) -> None:
        """Watch another plan from now on, None for none; it is looked at soon."""
        if self._watch is not None and self._watch.plan_id != plan_id:
            self._watch.end()
        self._plan_id = plan_id
        self._watch = None
        self._fixes.clear()
        self._looking.stop()
        self._first.start()

    def follow(self, change: Change) -> None:
        """Take a change in."""
        if self._watch is None:
            self.begin(self._plan_id)
            return
        self._fixes.clear()
        from pmplanner.services.problems.tracking.evaluation import (
            AllAgainError,  # not needed before the first page is there
        )

        before = self._watch.problems
        try:
            self._watch.update(change, whole=len(self._watch.facts.people) <= MANY_PEOPLE)
        except AllAgainError:
            self._look_beside()
            self.followed.emit()
            return
        if self._watch.problems != before:
            self.changed.emit()
        self.followed.emit()

    def end_work(self) -> None:
        """End what is looked at beside the window: the workspace is closed next."""
        self._first.stop()
        self._looking.end()

    def _waits(self) -> bool:
        """Say whether nobody has looked yet."""
        return self._first.isActive() or self._looking.running

    def _look_first(self) -> None:
        """Look by itself: at many people beside the window, where nobody has asked for it."""
        with self._workspace.read() as db:
            people = number_of_people(db)
        if people > MANY_PEOPLE:
            self._look_beside()
        else:
            self._take(self._look())

    def _look_beside(self) -> None:
        self._watch = None
        self._looking.begin(lambda _progress: self._look_whole())

    def _look_whole(self) -> Watch | None:
        """Look, and put in order and together what all pages ask for: the window has nothing left to do."""
        watch = self._look()
        if watch is not None:
            _ = watch.open, watch.causes
        return watch

    def _look(self) -> Watch | None:
        from pmplanner.services.problems.tracking.watching import (
            Watch,  # not needed before the first page is there
        )

        return None if self._plan_id is None else Watch(self._workspace, self._plan_id)

    def _take(self, watch: Watch | None) -> None:
        if watch is not None:
            watch.share()
        self._watch = watch
        self.changed.emit()


def _place_of(about: Cause | Problem) -> Hashable:
    """What tells what is asked about from all else; a problem of two people has a key for both."""
    return type(about), about.key, getattr(about, "person_id", None), getattr(about, "session_id", None)
