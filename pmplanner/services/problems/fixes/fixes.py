"""What would solve a problem: edits that were tried on plain rows and make no other problem."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Decision, Pick
from pmplanner.services.decisions.decide import Verdict, decide_picks
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.plans import picks
from pmplanner.services.problems.checks.units import (
    Unit,
    evaluate,
    units_of,
    units_of_person,
    units_of_session,
)
from pmplanner.services.problems.fixes.fix_candidate import Remedy, Value
from pmplanner.services.problems.fixes.fix_candidates import remedies
from pmplanner.services.problems.fixes.foreseeing import days_touched, plan_of, tell
from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.sessions import attendance, seating, sessions
from pmplanner.services.sessions.changes import cancel_session, merge_sessions
from pmplanner.storage.labels import Label

# As many as can be looked over at a glance; they come best first.
MOST_FIXES = 4

Look = Callable[[], None]
"""Called before each try of a long search; what it raises ends the search."""


def _go_on() -> None:
    """Search to the end."""


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that solves a problem; *label* says what it does."""

    label: Label
    edit: str
    """The name of the edit in apply_fix, with what it needs in *values*."""
    values: tuple[Value, ...]
    steps: tuple["Fix", ...] = ()
    """Of one that does several edits, these in order; its own has no values."""


def list_fixes(db: Session, problem: Problem, plan_id: int | None = None) -> list[Fix]:
    """Return what would solve a problem and make no other, best first, at most four.

    *plan_id* is to be given for a problem of a pick, which is in no session.
    """
    plan_id = plan_of(db, problem.session_id) if plan_id is None else plan_id
    return find_fixes(gather_facts(db, plan_id, money=True), problem)


def find_fixes(facts: Facts, problem: Problem, look: Look = _go_on) -> list[Fix]:
    """As :func:`list_fixes`, in facts of the whole plan that have been read; *look* can end it."""
    if problem.session_id and problem.session_id not in facts.sessions:
        return []
    found: list[Fix] = []
    trying = Trying(facts, problem, look)
    for alternatives in remedies(facts, problem):
        # Lazily: alternatives are tried one by one, and the first that works ends its group.
        good = next((remedy for remedy in alternatives if trying.solution(remedy) is not None), None)
        if good is not None:
            fix = Fix(good.label, good.edit, good.values)
            if fix not in found:
                found.append(fix)
        if len(found) == MOST_FIXES:
            break
    return found


class Trying:
    """Tries remedies of a problem; what there was before is looked at once."""

    def __init__(self, facts: Facts, problem: Problem, look: Look = _go_on) -> None:
        self._facts, self._problem, self._look = facts, tell(problem), look
        self._before: dict[Unit, set[tuple[str, int | None]]] = {}

    def solution(self, remedy: Remedy) -> Trial | None:
        """Return what is so after a remedy; None when the problem is still there or another has come."""
        self._look()
        trial = remedy.attempt()
        if trial is None:
            return None
        units = touched(self._facts, trial)
        days = days_touched((self._facts, trial.facts), trial.session_ids)
        for unit in units:
            known = self._known(unit)
            for found in evaluate(trial.facts, unit, days):
                # Other problems that there were before may stay: a fix is asked to solve one, not all.
                if tell(found) not in known or tell(found) == self._problem:
                    return None
        return trial

    def _known(self, unit: Unit) -> set[tuple[str, int | None]]:
        if unit not in self._before:
            self._before[unit] = {tell(found) for found in evaluate(self._facts, unit)}
        return self._before[unit]


def touched(before: Facts, trial: Trial) -> set[Unit]:
    """Return the units in which something may be otherwise after a trial.

    Of a session that is as it was, only those who came or went: for the others nothing has changed.
    """
    units: set[Unit] = {("person", person_id) for person_id in trial.person_ids}
    for session_id in trial.session_ids:
        was, now = before.session(session_id), trial.facts.session(session_id)
        if was is None or was != now:
            units |= units_of(before, {session_id}) | units_of(trial.facts, {session_id})
            continue
        units |= units_of_session(before, was, people=False)
        seats = {*before.seats.get(session_id, ())} ^ {*trial.facts.seats.get(session_id, ())}
        for person_id in {seat.person_id for seat in seats}:
            units |= units_of_person(before, person_id)
    return units


def apply_fix(db: Session, fix: Fix) -> None:
    """Do what a fix says; raise PlanError when it can no longer be done."""
    for step in fix.steps or (fix,):
        _EDITS[step.edit](db, *step.values)


def _seat(db: Session, session_id: int, pick_id: int) -> None:
    seating.seat_picks(db, session_id, [pick_id])


def _pick_and_seat(db: Session, session_id: int, person_id: int, course_id: int) -> None:
    plan_id = plan_of(db, session_id)
    picks.pick_courses(db, plan_id, [person_id], [course_id])
    query = select(Pick.id).where(
        Pick.plan_id == plan_id, Pick.person_id == person_id, Pick.course_id == course_id
    )
    seating.seat_picks(db, session_id, db.scalars(query.order_by(Pick.attempt.desc()).limit(1)).all())


def _approve(db: Session, plan_id: int, pick_id: int) -> None:
    decide_picks(db, plan_id, [pick_id], Verdict(Decision.APPROVED))


_EDITS: dict[str, Callable[..., object]] = {
    "budget": lambda db, plan_id, track_id, team, amount: set_budget(
        db, plan_id, Decimal(amount), track_id=track_id, team=team
    ),
    "move": sessions.move_session,
    "seat": _seat,
    "pick and seat": _pick_and_seat,
    "approve": _approve,
    "wait": lambda db, seat_id: seating.set_seat_status(db, [seat_id], "waiting"),
    "take out": lambda db, *seat_ids: seating.unseat(db, list(seat_ids)),
    "seats": lambda db, session_id, seats: sessions.change_session(db, session_id, seats_max=seats),
    "room": sessions.replace_room,
    "trainer": sessions.replace_trainer,
    "lay anew": sessions.lay_anew,
    "all attended": lambda db, session_id: attendance.record_booked(db, session_id),
    "take back": lambda db, plan_id, person, course: picks.remove_picks(db, plan_id, [(person, course)]),
    "merge": lambda db, target, source: merge_sessions(db, [target, source]),
    "cancel": cancel_session,
}
