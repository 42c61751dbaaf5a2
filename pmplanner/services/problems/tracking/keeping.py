"""The problems of plans, kept once for all who ask: for the guard over edits, and for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace

if TYPE_CHECKING:
    from pmplanner.services.problems.tracking.evaluation import Evaluation


class Kept:
    """Evaluations by plan, brought up to date when they are asked for; ask :func:`kept_of` for it."""

    def __init__(self, workspace: Workspace) -> None:
        self._known: dict[int, Evaluation] = {}
        self._unseen: dict[int, dict[str, set[int]]] = {}
        """By plan what has been touched since its problems were last looked at."""
        self._foreseen: dict[int, Evaluation] = {}
        """What was found while an edit could still be refused: right once it is kept."""
        self._foreseen_of: Change | None = None
        self._last: Change | None = None
        self._guarded: set[int] = set()
        workspace.listen(self.note)

    def find(self, workspace: Workspace, plan_id: int, *, whole: bool = True) -> Evaluation:
        """Return the problems of a plan as they are now, without those of an edit that is under way.

        Without *whole* it raises AllAgainError where all would have to be looked at again.
        """
        from pmplanner.services.problems.tracking.evaluation import (
            Evaluation,  # only where something is blocked, or the window asks
        )

        unseen = self._unseen.get(plan_id)
        if plan_id not in self._known or unseen:
            with workspace.read() as db:
                if plan_id not in self._known:
                    self._known[plan_id] = Evaluation(db, plan_id)
                elif unseen:
                    keys = {table: frozenset(ids) for table, ids in unseen.items()}
                    # Half followed it is of no use: gone until it has all been looked at.
                    evaluation = self._known.pop(plan_id)
                    evaluation.follow(db, keys, whole=whole)
                    self._known[plan_id] = evaluation
        self._unseen[plan_id] = {}
        return self._known[plan_id]

    def put(self, evaluation: Evaluation) -> Evaluation:
        """Keep what was found elsewhere, in a thread, of a plan that has not changed since; return it."""
        self._known[evaluation.plan_id] = evaluation
        self._unseen[evaluation.plan_id] = {}
        return evaluation

    def guard(self, workspace: Workspace, plan_id: int) -> Evaluation:
        """Do as :meth:`find`, and keep the plan from now on: each edit asks for it."""
        self._guarded.add(plan_id)
        return self.find(workspace, plan_id)

    def drop(self, plan_id: int) -> None:
        """Keep a plan no more that only the window asked for."""
        if plan_id not in self._guarded:
            self._known.pop(plan_id, None)
            self._unseen.pop(plan_id, None)

    def foresee(self, change: Change, evaluation: Evaluation) -> None:
        """Take in what a plan is like once an edit is kept, of which listeners will hear."""
        if change is not self._foreseen_of:
            self._foreseen, self._foreseen_of = {}, change
        self._foreseen[evaluation.plan_id] = evaluation

    def note(self, change: Change) -> None:
        """Remember what an edit touched; once a change, whoever hears of it first."""
        if change is self._last:
            return
        self._last = change
        foreseen = self._foreseen if change is self._foreseen_of else {}
        self._foreseen, self._foreseen_of = {}, None
        for plan_id, unseen in self._unseen.items():
            if plan_id in foreseen and not unseen:
                self._known[plan_id] = foreseen[plan_id]
                continue
            for table, ids in change.keys.items():
                # Without ids nobody knows what was touched there: no later ids may hide that.
                known = unseen.setdefault(table, set(ids))
                known |= ids if known and ids else set()
                if not ids:
                    known.clear()


_KEPT: WeakKeyDictionary[Workspace, Kept] = WeakKeyDictionary()


def kept_of(workspace: Workspace) -> Kept:
    """Return what is kept of a workspace's problems."""
    if workspace not in _KEPT:
        _KEPT[workspace] = Kept(workspace)
    return _KEPT[workspace]
