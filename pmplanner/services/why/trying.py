"""Seats tried on plain rows: what would be wrong that is not wrong now."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import said
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.units import Unit, evaluate, in_order, units_of_person
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.fixes import touched
from pmplanner.services.problems.fixes.foreseeing import days_touched, tell
from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts
from pmplanner.services.problems.tracking.finding import with_acceptance

CUMULATIVE: frozenset[ProblemKind] = frozenset({"absence ceiling", "days a week", "days a month", "cover"})
"""Where one more makes worse what was too much before: the problem is the same, and so is its key."""


def is_booked(facts: Facts, session_id: int, person_id: int) -> bool:
    """Say whether a person has a seat in a session that is to come."""
    seat = facts.sits.get(person_id, {}).get(session_id)
    return seat is not None and seat.status == SeatStatus.BOOKED


def with_pick(facts: Facts, person_id: int, course_id: int) -> Facts:
    """Return the facts with the course picked, where it is not."""
    mine = facts.picks.get(person_id, {})
    if course_id in mine:
        return facts
    return facts.twin(picks=facts.picks | {person_id: {**mine, course_id: 0}})


Known = dict[tuple[Unit, frozenset[dt.date] | None], dict[tuple[str, int | None], str]]
"""What is wrong before anybody has come: by unit, and by the days that were looked at."""


class Sitting:
    """A person in sessions of a course, each compared with no seat in any of them."""

    def __init__(
        self,
        facts: Facts,
        person_id: int,
        course_id: int,
        pick_id: int,
        accepted: Mapping[str, str] = MappingProxyType({}),
        known: Known | None = None,
    ) -> None:
        """*pick_id* is 0 while the course is not picked; *accepted* are reasons by the keys of problems.

        *known* keeps what is wrong in the facts, for several people who are in no session of the course.
        """
        self._accepted = accepted
        self._facts = facts
        self._person_id, self._course_id, self._pick_id = person_id, course_id, pick_id
        waits = {
            session_id
            for session_id, queue in facts.waiting.items()
            if any(each.person_id == person_id for each in queue)
        }
        present = {*facts.sits.get(person_id, {}), *waits}
        self._mine = [
            session_id
            for session_id in sorted(present)
            if (session := facts.sessions.get(session_id)) is not None
            and session.course_id == course_id
            and (session_id in waits or is_booked(facts, session_id, person_id))
        ]
        self.base = simulation.without(facts, person_id, self._mine)
        """The facts without the person in any session of the course that is not over."""
        units = (unit for unit in units_of_person(self.base, person_id) if self._is_looked_at(unit))
        self._units: tuple[Unit, ...] = tuple(sorted(units, key=str))
        self._own: tuple[Unit, ...] = (("person", person_id),)
        self._shared = tuple(unit for unit in self._units if unit not in self._own)
        self._known: Known = {} if known is None or self._mine else known

    @property
    def is_new(self) -> bool:
        """Whether the person neither sits nor waits in any session of the course."""
        return not self._mine

    def _is_looked_at(self, unit: Unit) -> bool:
        # Nobody can be missed as a trainer who teaches nothing.
        return unit[0] != "trainer" or str(unit[1]) in self._facts.places.trainers

    def problems(self, session: SessionFacts) -> tuple[list[Problem], bool]:
        """Return what would be wrong if the person sat in a session, and whether a seat is free there."""
        if is_booked(self._facts, session.id, self._person_id):
            others = [each for each in self._mine if each != session.id]
            after, is_free = simulation.without(self._facts, self._person_id, others), True
        else:
            after, is_free = simulation.sit(self.base, session, self._person_id, self._pick_id)
        if not self._pick_id:
            after = with_pick(after, self._person_id, self._course_id)
        found = in_order(after, self._new(after, session, self._units).values())
        return with_acceptance(found, self._accepted), is_free

    def problems_of_new(self, session: SessionFacts) -> list[Problem]:
        """Return what would be wrong if the person sat in a session that is not in the plan yet.

        What the person has alone is looked at first: where that is wrong the rest is not asked for.
        """
        after, _ = simulation.sit(self.base.with_session(session), session, self._person_id, self._pick_id)
        if not self._pick_id:
            after = with_pick(after, self._person_id, self._course_id)
        found = self._new(after, session, self._own)
        if not found:
            asked: tuple[Unit, ...] = tuple(("equipment", each) for each, _ in session.asks)
            found = self._new(after, session, (*self._shared, *asked))
        return list(found.values())

    def _new(
        self, after: Facts, session: SessionFacts, units: Iterable[Unit]
    ) -> dict[tuple[str, int | None], Problem]:
        """Return what is found after the person has come and not before, each once."""
        days = frozenset(part.day for part in session.parts)
        found: dict[tuple[str, int | None], Problem] = {}
        for unit in (("run", session.id), *units):
            known = self._before(unit, days)
            for problem in evaluate(after, unit, days):
                key = tell(problem)
                if (key not in known or _is_worse(problem, known[key])) and (
                    key not in found or problem.session_id == session.id
                ):
                    found[key] = problem
        return found

    def _before(self, unit: Unit, days: frozenset[dt.date]) -> dict[tuple[str, int | None], str]:
        # Those of a team or an equipment are looked for on some days alone, all others whenever they are.
        place = unit, days if unit[0] in _OF_DAYS else None
        if place not in self._known:
            self._known[place] = {tell(each): each.title for each in evaluate(self.base, unit, days)}
        return self._known[place]


def _is_worse(problem: Problem, title: str) -> bool:
    return problem.kind in CUMULATIVE and problem.title != title


class Before:
    """What is wrong before anything is tried, found once a unit."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[tuple[Unit, frozenset[dt.date]], set[tuple[str, int | None]]] = {}

    def is_kept_by(self, trial: Trial) -> bool:
        """Say whether no problem is there after a trial that was not there before."""
        days = frozenset(days_touched((self._facts, trial.facts), trial.session_ids))
        # What is soon looked at first: mostly it is the person, or the session, that will not do.
        for unit in sorted(touched(self._facts, trial), key=lambda unit: (_COST[unit[0]], str(unit[1]))):
            found = evaluate(trial.facts, unit, days)
            if found and not {tell(each) for each in found} <= self._of(unit, days):
                return False
        return True

    def _of(self, unit: Unit, days: frozenset[dt.date]) -> set[tuple[str, int | None]]:
        place = unit, days if unit[0] in _OF_DAYS else frozenset()
        if place not in self._known:
            self._known[place] = {tell(each) for each in evaluate(self._facts, unit, days)}
        return self._known[place]


_OF_DAYS = ("team", "equipment", "cover")
"""The units of which only what is wrong on some days is looked for."""
_COST = {"run": 0, "person": 1, "room": 2, "trainer": 3, "equipment": 4, "team": 5, "cover": 6}


def together(trials: Iterable[Trial]) -> Trial:
    """Return several edits, each made after the one before, as one."""
    made = list(trials)
    return replace(
        made[-1],
        session_ids=frozenset().union(*(each.session_ids for each in made)),
        person_ids=frozenset().union(*(each.person_ids for each in made)),
    )


def in_words(problem: Problem) -> str:
    """Return what is wrong in a sentence that stands by itself beside the session."""
    if problem.kind in CUMULATIVE:
        return said("{title}: {text}", title=problem.title, text=problem.text)
    if not problem.session_id:
        return said("{title}: {text}", title=problem.title, text=problem.hint)
    return problem.hint if problem.person_id is not None else said("{title}.", title=problem.title)
