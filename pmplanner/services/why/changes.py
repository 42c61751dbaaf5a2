"""What one change would let a person sit in a session of a course; each is tried before it is offered."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.policies.policies import PolicyRow, Rule
from pmplanner.services.policies.problem_kinds import KINDS, ProblemKind
from pmplanner.services.problems.fixes import candidates_for_people as of_people
from pmplanner.services.problems.fixes import candidates_for_sessions as of_sessions
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.fixes.foreseeing import NEW_RUN
from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts
from pmplanner.services.why.first_day import Look, new_session
from pmplanner.services.why.rows import ChangeKind, FirstDay, OfferedChange, Question, SessionAnswer
from pmplanner.services.why.trying import CUMULATIVE, Before, Sitting, is_booked, together, with_pick
from pmplanner.storage.labels import Days, Label, People, Term

_MOST_SESSIONS = 3
"""So many sessions in which the person can sit are offered, and so many are tried with a change."""
_MOST_MOVES = 6
"""So many other days are tried for a session."""

_Tried = Iterator[tuple[ChangeKind, Remedy]]


class Changes:
    """Tries changes for a question, the least first."""

    def __init__(self, question: Question, look: Look) -> None:
        self._question, self._look = question, look
        answer = question.answer
        self._person_id, self._course_id = answer.person_id, answer.course_id
        self._facts = question.facts
        self._before = Before(self._facts)
        self._sitting = Sitting(self._facts, self._person_id, self._course_id, question.pick_id)
        self._booked = [each for each in answer.sessions if each.seat == SeatStatus.BOOKED]

    def find(self, first: FirstDay | None) -> Iterator[OfferedChange]:
        """Yield what helps; nothing where the person sits well, or where it is too late."""
        if self._question.is_over or any(self._is_settled(each) for each in self._booked):
            return
        yield from islice(self._seats(), _MOST_SESSIONS)
        kinds: set[ChangeKind] = set()
        for answer in islice(self._shut(), _MOST_SESSIONS * 2):
            session = self._facts.sessions[answer.session_id]
            for kind, remedy in self._remedies(answer, session):
                if kind in kinds:
                    continue
                change = self._tried(kind, session, remedy)
                if change is not None:
                    kinds.add(kind)
                    yield change
        if first is not None and not first.session_id and first.is_taught:
            yield from self._new_session(first)

    def _is_settled(self, seat: SessionAnswer) -> bool:
        """Say whether nothing is to be changed about a seat: all is well, or the session has begun."""
        return seat.is_possible or (seat.first_day is not None and seat.first_day < self._question.today)

    # What is tried

    def _seats(self) -> Iterator[OfferedChange]:
        """Yield the sessions in which the person can sit as they are."""
        for answer in self._question.answer.sessions:
            if answer.is_possible and answer.seat in (None, SeatStatus.WAITING):
                session = self._facts.sessions[answer.session_id]
                change = self._tried("session", session, None)
                if change is not None:
                    yield change

    def _shut(self) -> Iterator[SessionAnswer]:
        """Yield the sessions in which something stands in the way that a change might take away."""
        for answer in self._question.answer.sessions:
            kinds = {each.kind for each in answer.hindrances if not each.is_accepted}
            is_open = kinds and kinds.isdisjoint(("held", "past", "locked", "cancelled", "without days"))
            if is_open and answer.seat in (None, SeatStatus.WAITING, SeatStatus.BOOKED):
                yield answer

    def _remedies(self, answer: SessionAnswer, session: SessionFacts) -> _Tried:
        """Yield what might help for a session by what stands in the way."""
        kinds = {each.kind for each in answer.hindrances if not each.is_accepted}
        inside = self._inside(session)
        if kinds & {"full", "over capacity"}:
            yield from _each("seats", self._more_seats(session))
        if "room too small" in kinds:
            yield from _each("room", self._other_rooms(inside, session))
        if limited := kinds & CUMULATIVE:
            for kind in (each for each in KINDS.values() if each.name in limited):
                yield from _each("limit", self._raised(kind.name))
        for other in self._rivals(answer):
            yield from _each("elsewhere", of_people.elsewhere(self._facts, other, self._person_id))
            yield from _each("out", of_people.out(self._facts, other, self._person_id))
        for other in self._taught(answer, session):
            yield from _each("trainer", of_sessions.other_trainer(self._facts, other))
        for problem in (each.problem for each in answer.hindrances if each.kind == "prerequisite"):
            if problem is not None:
                yield from _each("before", self._prerequisites(problem, session))
        if kinds - {"full", "over capacity"}:
            moves = of_sessions.other_days(inside, inside.sessions[session.id])
            yield from _each("day", self._moved(session, islice(moves, _MOST_MOVES)))

    def _prerequisites(self, problem: Problem, session: SessionFacts) -> Iterator[Remedy]:
        """Yield the sessions of what must come first, which is picked with it."""

        def attempt(remedy: Remedy, course_id: int) -> Trial | None:
            made = remedy.attempt()
            if made is None:
                return None
            people = made.person_ids | {self._person_id}
            return replace(made, facts=with_pick(made.facts, self._person_id, course_id), person_ids=people)

        for remedy in of_people.in_prerequisite(self._facts, problem, session):
            course_id = int(str(remedy.values[2]))
            yield replace(remedy, attempt=partial(attempt, remedy, course_id))

    def _inside(self, session: SessionFacts) -> Facts:
        """Return the facts with the person in a session, so that candidates take care of the person, too."""
        if is_booked(self._facts, session.id, self._person_id):
            return self._facts
        return simulation.sit(self._sitting.base, session, self._person_id, self._question.pick_id)[0]

    def _more_seats(self, session: SessionFacts) -> Iterator[Remedy]:
        """Give a session so many seats that the person has one, too: mostly one more."""
        for remedy in of_sessions.more_seats(self._inside(session), session):
            _, seats = remedy.values
            changed = replace(session, seats_max=int(str(seats)))
            yield replace(remedy, attempt=partial(simulation.change, self._facts, changed))

    def _other_rooms(self, inside: Facts, session: SessionFacts) -> Iterator[Remedy]:
        """Yield the rooms in which the person has a place, too; the person comes after."""
        for remedy in of_sessions.other_room(inside, inside.sessions[session.id]):
            _, present, name = remedy.values
            there = session.in_room(str(present), str(name))
            yield replace(remedy, attempt=partial(simulation.change, self._facts, there))

    def _moved(self, session: SessionFacts, moves: Iterable[Remedy]) -> Iterator[Remedy]:
        """Yield the moves as they are without the person, who comes after."""
        for remedy in moves:
            day = remedy.values[1]
            assert isinstance(day, dt.date)
            yield replace(remedy, attempt=partial(simulation.move, self._facts, session, day))

    def _raised(self, kind: ProblemKind) -> Iterator[Remedy]:
        """Raise a limit by one, and one in percent by one person, for the person's team."""
        person = self._facts.people[self._person_id]
        rule = self._facts.policies.rule(kind, person.team_key)
        policy: Label | Term = Term(f"kind.{kind}")
        if person.team:
            policy = Label.of("policy.of-team", kind=policy, team=person.team)
        if rule.limit is not None:
            label = Label.of("policy.raise", policy=policy, limit=rule.limit + 1)
            yield self._limit(kind, label, "limit", rule._replace(limit=rule.limit + 1))
        if rule.percent is not None and rule.percent < 100:
            size = len(self._facts.teams.get(person.team_key, ())) or 1
            percent = min(100, rule.percent - (-100 // size))
            label = Label.of("policy.raise-percent", policy=policy, limit=percent)
            yield self._limit(kind, label, "percent", rule._replace(percent=percent))

    def _limit(self, kind: ProblemKind, label: Label, name: str, rule: Rule) -> Remedy:
        """Return the remedy that has this rule hold for the person's team in the plan."""
        team, plan_id = self._facts.people[self._person_id].team, self._facts.plan_id
        row = PolicyRow(plan_id, kind, team, rule.action, rule.limit, rule.percent)
        after = self._facts.twin(policies=self._facts.policies.with_row(row))
        limit = str(rule.limit if name == "limit" else rule.percent)
        return Remedy(label, "limit", (kind, plan_id, team, name, limit), lambda: Trial(after, frozenset()))

    def _rivals(self, answer: SessionAnswer) -> list[SessionFacts]:
        """Return the other sessions of the person that a hindrance names, or that make too many days."""
        named = {
            session_id
            for each in answer.hindrances
            if (problem := each.problem) is not None
            for session_id in (problem.session_id, problem.other_session_id)
        }
        near = {each.kind for each in answer.hindrances} & CUMULATIVE
        assert answer.first_day is not None
        month = answer.first_day.replace(day=1)
        found = []
        for session_id in self._facts.sits.get(self._person_id, {}):
            other = self._facts.sessions.get(session_id)
            if other is None or other.course_id == self._course_id:
                continue
            is_near = bool(near) and other.last_day >= month and other.first_day <= answer.first_day + _MONTH
            if session_id in named or is_near:
                found.append(other)
        return found

    def _taught(self, answer: SessionAnswer, session: SessionFacts) -> list[SessionFacts]:
        """Return the sessions that need another trainer: those that the person teaches meanwhile."""
        names = self._facts.teaches_as(self._person_id)
        taught = {each.id for name in names for each in self._facts.places.trainers.get(name, ())}
        named = {
            session_id
            for each in answer.hindrances
            if (problem := each.problem) is not None and problem.kind == "trainer taken"
            for session_id in (problem.session_id, problem.other_session_id)
            if session_id is not None
        }
        there = (self._facts.sessions.get(session_id) for session_id in sorted(named))
        return [other for other in there if other is not None and other.id in taught]

    def _new_session(self, first: FirstDay) -> Iterator[OfferedChange]:
        """Yield a session for the person on the first day, with the seats that the course has."""
        self._look()
        facts, usual = self._facts, self._question.usual
        session = replace(
            new_session(facts, self._question, first.first_day),
            seats_min=usual.seats_min,
            seats_max=usual.seats_max,
            trainer=first.trainer,
        )
        before = self._picked(facts)
        trial = simulation.seat(
            before.with_session(session),
            session,
            self._person_id,
            self._question.pick_id,
            again=self._question.is_again,
        )
        if trial is None or not self._is_good(trial, session.id):
            return
        answer = self._question.answer
        days = Days(first.first_day, first.last_day)
        label = Label.of("session.add-for", course=answer.course, days=days, person=self._whom())
        values = (facts.plan_id, answer.course_id, answer.person_id, first.first_day, first.trainer)
        step = Fix(label, "hold", values)
        yield OfferedChange("new session", label, (step,), first.first_day, first.last_day)

    # How it is tried

    def _tried(self, kind: ChangeKind, session: SessionFacts, remedy: Remedy | None) -> OfferedChange | None:
        """Return a change after which the person sits in a session, and nothing new is wrong."""
        self._look()
        trials: list[Trial] = []
        facts = self._facts
        if remedy is not None:
            made = remedy.attempt()
            if made is None:
                return None
            trials.append(made)
            facts = made.facts
        sits = is_booked(facts, session.id, self._person_id)
        if not sits:
            now = facts.sessions.get(session.id)
            seated = None if now is None else self._seat(facts, now)
            if seated is None:
                return None
            trials.append(seated)
        trial = together(trials)
        if not self._is_good(trial, session.id):
            return None
        after = trial.facts.sessions[session.id]
        return OfferedChange(kind, *self._edits(after, remedy, sits=sits), after.first_day, after.last_day)

    def _seat(self, facts: Facts, session: SessionFacts) -> Trial | None:
        made = simulation.seat(
            self._picked(facts),
            session,
            self._person_id,
            self._question.pick_id,
            again=self._question.is_again,
        )
        if made is None:
            return None
        return replace(made, person_ids=made.person_ids | {self._person_id})

    def _picked(self, facts: Facts) -> Facts:
        return facts if self._question.pick_id else with_pick(facts, self._person_id, self._course_id)

    def _is_good(self, trial: Trial, session_id: int) -> bool:
        """Say whether the person sits, well and without anything new that is wrong for anybody."""
        sitting = Sitting(
            trial.facts,
            self._person_id,
            self._course_id,
            self._question.pick_id or NEW_RUN,
            self._question.accepted,
        )
        session = trial.facts.sessions[session_id]
        if any(each.accepted is None for each in sitting.problems(session)[0]):
            return False
        return self._before.is_kept_by(trial)

    def _edits(
        self, session: SessionFacts, remedy: Remedy | None, *, sits: bool
    ) -> tuple[Label, tuple[Fix, ...]]:
        days = Days(session.first_day, session.last_day)
        put = Label.of("seat.put", person=self._whom(), session=session.code, days=days)
        values = (session.id, self._person_id, self._course_id)
        seat = Fix(put, "pick and seat", values)
        if remedy is None:
            return put, (seat,)
        first = Fix(remedy.label, remedy.edit, remedy.values)
        if sits:
            return remedy.label, (first,)
        label = Label.of(
            "seat.put-after", change=remedy.label, person=self._whom(), session=session.code, days=days
        )
        return label, (first, seat)

    def _whom(self) -> People:
        return People.of([self._person_id])


_MONTH = dt.timedelta(days=31)


def _each(kind: ChangeKind, remedies: Iterable[Remedy]) -> _Tried:
    return ((kind, remedy) for remedy in remedies)
