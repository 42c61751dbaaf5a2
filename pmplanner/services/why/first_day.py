"""The first day on which somebody could take a course: day after day, by the rules that hold for sessions."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.calendar.session_days import fill_days, working_days
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.units import evaluate, units_of_session
from pmplanner.services.problems.fixes.foreseeing import NEW_RUN, parts_of, tell
from pmplanner.services.problems.fixes.simulation import open_at
from pmplanner.services.problems.reading.rows import Facts, SessionFacts
from pmplanner.services.why.rows import FirstDay, HindranceKind, Question
from pmplanner.services.why.trying import Sitting

Look = Callable[[], None]
"""Called before each try of a long search; what it raises ends the search."""


class DaysAhead:
    """Looks at the working days of a plan for a new session of a course in which a person sits."""

    def __init__(self, question: Question, look: Look) -> None:
        self._question, self._look = question, look
        answer = question.answer
        self._person_id, self._course_id = answer.person_id, answer.course_id
        # Somebody who is to come to another session leaves the one that there is.
        self._sitting = Sitting(question.facts, self._person_id, self._course_id, question.pick_id)
        self._facts = self._sitting.base
        self.begins = max(question.today + dt.timedelta(days=1), self._facts.first_day)
        self.horizon = self._facts.last_day
        self.days = 0
        """So many days were looked at."""
        self._why: Counter[HindranceKind] = Counter()
        self._teachers = _teachers(self._facts, self._course_id)
        self.trainer = ""
        self.is_taught = True

    @property
    def reasons(self) -> tuple[tuple[HindranceKind, int], ...]:
        """What stood in the way on the days that were looked at, the most frequent first."""
        return tuple(self._why.most_common())

    def find(self) -> FirstDay | None:
        """Return the first day: in a session that there is or, where that is later, in a new one.

        Who sits in a session in which all is well needs no other.
        """
        if (seated := self._seated()) is not None:
            return seated
        existing = self._first_existing()
        end = self.horizon if existing is None else existing.first_day - dt.timedelta(days=1)
        without_teacher: SessionFacts | None = None
        for session in self._sessions(end):
            self._look()
            self.days += 1
            problems = self._problems(session)
            if problems:
                self._why.update(problems)
                continue
            teacher = self._teacher(session)
            if teacher is not None:
                return FirstDay(session.first_day, session.last_day, trainer=teacher)
            self._why["trainer taken"] += 1
            without_teacher = without_teacher or session
        if existing is not None or without_teacher is None:
            return existing
        return FirstDay(without_teacher.first_day, without_teacher.last_day, is_taught=False)

    def _seated(self) -> FirstDay | None:
        for answer in self._question.answer.sessions:
            first, last = answer.first_day, answer.last_day
            if answer.seat == SeatStatus.BOOKED and answer.is_possible and first and last:
                return FirstDay(first, last, answer.session_id, answer.code)
        return None

    def _first_existing(self) -> FirstDay | None:
        for answer in self._question.answer.sessions:
            if answer.is_possible and answer.seat in (None, SeatStatus.WAITING):
                first, last = answer.first_day, answer.last_day
                if first is not None and last is not None and self.begins <= first:
                    return FirstDay(first, last, answer.session_id, answer.code)
        return None

    def _sessions(self, end: dt.date) -> Iterator[SessionFacts]:
        """Yield a new session on each working day up to *end*, while it ends within the plan."""
        for start in working_days(self.begins, open_at(self._facts, "")):
            if start > end:
                return
            session = new_session(self._facts, self._question, start)
            if session.last_day > self.horizon:
                return
            yield session

    def _problems(self, session: SessionFacts) -> set[ProblemKind]:
        return {each.kind for each in self._sitting.problems_of_new(session)}

    def _teacher(self, session: SessionFacts) -> str | None:
        """Return who could teach the session; "" where nobody is known who does, None where nobody can."""
        if not self._teachers:
            return ""
        for name in self._teachers:
            if can_teach(self._facts, replace(session, trainer=name)):
                return name
        return None


def new_session(facts: Facts, question: Question, start: dt.date) -> SessionFacts:
    """Return a session of the course as it would be from a day on; it has seats for all."""
    usual = question.usual
    days = fill_days(start, Decimal(usual.quarters) / 4, is_open=open_at(facts, ""))
    return SessionFacts(
        NEW_RUN, "", question.answer.course_id, None, parts_of(days, usual.zone), asks=usual.asks
    )


def _teachers(facts: Facts, course_id: int) -> list[str]:
    """Return who is known to teach a course, those least busy first."""
    able = [
        (len(facts.places.trainers.get(key, ())), trainer.name)
        for key, trainer in facts.trainers.items()
        if course_id in trainer.courses
    ]
    return [name for _, name in sorted(able)]


def can_teach(facts: Facts, session: SessionFacts) -> bool:
    """Say whether the trainer of a session that is not in the plan yet could teach it."""
    after = facts.with_session(session)
    units = {unit for unit in units_of_session(after, session, people=False) if unit[0] in ("run", "trainer")}
    days = {part.day for part in session.parts}
    before = {tell(each) for unit in units for each in evaluate(facts, unit, days)}
    return all(tell(each) in before for unit in units for each in evaluate(after, unit, days))
