"""The problems of a plan as they are, and as they are after an edit: only what it touched is looked at."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.services.calendar import clock
from pmplanner.services.plans.archive import is_archived
from pmplanner.services.problems.checks.units import Unit, all_units, evaluate
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.finding import read_accepted, with_acceptance
from pmplanner.services.problems.tracking.following import Follower
from pmplanner.services.problems.tracking.ordered import Ordered
from pmplanner.services.problems.tracking.owners import Owners


class AllAgainError(Exception):
    """All of a plan would have to be looked at again, which whoever asks wants done elsewhere."""


MANY_ROWS = 1500
"""An edit of more rows has everything read again, which is faster."""


class Evaluation:
    """The facts of a plan with what the checks found in them, by unit."""

    def __init__(self, db: Session, plan_id: int) -> None:
        self.plan_id = plan_id
        self._read(db)

    def _read(self, db: Session) -> None:
        self.facts = Facts()
        self.found: dict[Unit, list[Problem]] = {}
        self._ordered = Ordered()
        self._owners = Owners()
        self.reasons: dict[str, str] = {}
        self._seen: set[Unit] | None = None
        """The units that were looked at by the last edit that was followed; None for all."""
        self.there = db.get(Plan, self.plan_id) is not None and not is_archived(db, self.plan_id)
        """False for a plan that is gone, and for an archived one, in which no problems are sought."""
        if not self.there:
            return
        self.facts = gather_facts(db, self.plan_id, money=True)
        self._owners = Owners.read(db, self.plan_id, self.facts)
        self.reasons = read_accepted(db, self.plan_id)
        self._look(all_units(self.facts))

    def copy(self) -> "Evaluation":
        """Return a copy to follow an edit in that is not made yet."""
        twin = object.__new__(Evaluation)
        twin.__dict__ |= self.__dict__
        twin._seen = set()
        # Problems are frozen, so that a copy of the mapping is enough.
        twin.facts, twin.found, twin._owners = self.facts.copy(), dict(self.found), self._owners.copy()
        twin._ordered = self._ordered.copy()
        return twin

    def problems(self) -> list[Problem]:
        """Return all problems in order, with the reasons of those that were accepted."""
        return with_acceptance(self._ordered.all(), self.reasons)

    def keys(self, units: Collection[Unit] | None = None, *, blocking: bool = False) -> dict[str, Problem]:
        """Return the problems by key, each once; with *blocking* those that an edit must not make.

        All of them, or those of some units.
        """
        each = self.found.values() if units is None else (self.found.get(unit, ()) for unit in units)
        return {
            problem.key + f"|{problem.person_id}": problem
            for problems in each
            for problem in problems
            if not problem.mirrored and (not blocking or problem.action == "block")
            if not blocking or problem.key not in self.reasons
        }

    def _look(self, units: Iterable[Unit]) -> None:
        for unit in units:
            self._keep(unit, evaluate(self.facts, unit))

    def _look_on(self, unit: Unit, days: Collection[dt.date]) -> None:
        """Look at some days of a unit that has its problems by day."""
        others = [problem for problem in self.found.get(unit, ()) if problem.day not in days]
        now = [*others, *evaluate(self.facts, unit, days)]
        self._keep(unit, sorted(now, key=lambda problem: problem.day or dt.date.min))

    def _keep(self, unit: Unit, problems: list[Problem]) -> None:
        if self._seen is not None:
            self._seen.add(unit)
        self._ordered.put(self.facts, unit, problems)
        if problems:
            self.found[unit] = problems
        else:
            self.found.pop(unit, None)

    def follow(
        self, db: Session, keys: Mapping[str, frozenset[int]], *, whole: bool = True
    ) -> set[Unit] | None:
        """Read again what an edit touched, given by the ids of rows by table, and look at that.

        Return the units that were looked at; None for all. No other has other problems than before.
        Without *whole* it raises AllAgainError instead of looking at all, and is of no use any more.
        """
        self._seen = set()
        if self.needs_all(keys):
            self._allow(whole)
            self._read(db)
        elif self.there:
            self._follow(db, keys, whole)
        return self._seen

    def _allow(self, whole: bool) -> None:
        if not whole:
            raise AllAgainError

    def _follow(self, db: Session, keys: Mapping[str, frozenset[int]], whole: bool) -> None:
        follower = Follower(db, self.plan_id, self.facts, self._owners, keys)
        follower.read()
        if "accepted_problem" in keys:
            self.reasons = read_accepted(db, self.plan_id)
        if follower.all_again or follower.all_dirty:
            self._allow(whole)
        if follower.all_again:
            self._read(db)
        elif follower.all_dirty:
            self.found.clear()
            self._ordered = Ordered()
            self._seen = None
            self._look(all_units(self.facts))
        else:
            self._look(follower.dirty)
            for unit in follower.days.keys() - follower.dirty:
                self._look_on(unit, follower.days[unit])

    def needs_all(self, keys: Mapping[str, frozenset[int]]) -> bool:
        """Say whether an edit touched so much that all is read again."""
        # A table without ids: another window has changed it, and nobody here knows what.
        everything = any(not ids for ids in keys.values())
        # Since midnight attendance may be missing of more sessions.
        everything |= self.facts.today not in (dt.date.min, clock.today())
        # Any plan may be or become one whose bookings count here, or a variant of this one.
        return everything or "plan" in keys or sum(map(len, keys.values())) > MANY_ROWS
