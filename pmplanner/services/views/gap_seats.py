"""Where what is missing could be seated: free seats in sessions that are there, without a new problem.

For each course as many people as can be are seated (a greatest matching, found by paths that let others
change their session: Kuhn 1955, The Hungarian method for the assignment problem). Then the checks look at it
all, and whoever would have a new problem is left out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from pmplanner.services.plans.closing_gaps import SeatFor
from pmplanner.services.plans.picks import Pair
from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.checks.units import units_of_session
from pmplanner.services.problems.fixes.foreseeing import new_problems
from pmplanner.services.problems.reading.rows import Booking, Facts, SessionFacts
from pmplanner.services.views.backlog import busy_by_person, can_come


@dataclass(frozen=True, slots=True)
class GapSeats:
    """The seats found for what is missing, and for how much of it there is none."""

    seats: tuple[SeatFor, ...]
    sessions: tuple[tuple[int, str, dt.date, dt.date, int], ...]
    """Id, code, first and last day of the sessions, with how many would be seated in each; by day."""
    left: int
    """Missing courses, of each person for itself, for which there is no seat."""


def find_gap_seats(
    facts: Facts, pairs: Collection[Pair], today: dt.date, look: Callable[[], None] = lambda: None
) -> GapSeats:
    """Return seats for as many of the missing (person, course) pairs as can be, from *today* on.

    In sessions with seats that are kept for nobody. *facts* are those of the whole plan; they stay the same.
    *look* is called often, and may raise to end the search.
    """
    search = _Search(facts, today, look)
    wanted = search.possible(pairs)
    while search.seat_more(wanted):
        pass  # once more: who has a seat in a prerequisite now may come to what follows it
    search.leave_out_problems()
    return search.found(len(pairs))


class _Search:
    """What is free, and who has been seated so far."""

    def __init__(self, facts: Facts, today: dt.date, look: Callable[[], None]) -> None:
        self._facts, self._look = facts, look
        self._busy: dict[int, list[SessionFacts]] = busy_by_person(facts)
        self._free: dict[int, int | None] = {}
        self._sessions: dict[int, list[SessionFacts]] = defaultdict(list)
        """By course, those with a free seat, the first day first."""
        for session in sorted(facts.sessions.values(), key=lambda each: (each.first_day, each.id)):
            if session.held or session.locked or session.first_day < today:
                continue
            most = most_people(facts, session)
            taken = len(facts.seats.get(session.id, ())) + session.kept_seats
            free = None if most is None else most - taken
            if free is None or free > 0:
                self._free[session.id] = free
                self._sessions[session.course_id].append(session)
        self._seated: dict[int, list[int]] = defaultdict(list)
        """By session the people."""
        self._with: Facts | None = None

    def possible(self, pairs: Iterable[Pair]) -> dict[int, list[int]]:
        """Return by course who misses it and was not refused it, of the courses that have a free seat."""
        wanted: dict[int, list[int]] = defaultdict(list)
        for person_id, course_id in pairs:
            refused = self._facts.put_aside.get(person_id, ())
            if course_id in self._sessions and course_id not in refused:
                wanted[course_id].append(person_id)
        return wanted

    def seat_more(self, wanted: Mapping[int, list[int]]) -> int:
        """Seat who has no seat yet; return how many were seated."""
        count = 0
        for course_id, people in wanted.items():
            taken = {p for session in self._sessions[course_id] for p in self._seated[session.id]}
            seats = {session.id: list(self._seated[session.id]) for session in self._sessions[course_id]}
            comes: dict[int, list[SessionFacts]] = {}
            for person_id in people:
                self._look()
                if person_id in taken:
                    continue
                comes[person_id] = [
                    session
                    for session in self._sessions[course_id]
                    if can_come(self._facts, session, person_id, self._busy)
                ]
                count += self._place(person_id, comes, seats, set())
            for session in self._sessions[course_id]:
                for person_id in seats[session.id]:
                    if person_id in comes:
                        self._busy.setdefault(person_id, []).append(session)
                self._seated[session.id] = seats[session.id]
        return count

    def _place(
        self,
        person_id: int,
        comes: Mapping[int, list[SessionFacts]],
        seats: dict[int, list[int]],
        tried: set[int],
    ) -> bool:
        """Seat a person, if others can make room by taking another session of the course."""
        for session in comes.get(person_id, ()):
            if session.id in tried:
                continue
            tried.add(session.id)
            free, there = self._free[session.id], seats[session.id]
            if free is None or len(there) < free:
                there.append(person_id)
                return True
            for other in there:
                if self._place(other, comes, seats, tried):
                    there.remove(other)
                    there.append(person_id)
                    return True
        return False

    def leave_out_problems(self) -> None:
        """Leave out, until there is no new problem, whom one is about; else who was seated last."""
        unsure = {session_id for session_id, people in self._seated.items() if people}
        while unsure:
            worst = self._worst(unsure)
            gone = set[int]().union(*worst.values())
            for session_id, people in worst.items():
                self._seated[session_id] = [p for p in self._seated[session_id] if p not in people]
            # What is new in another session may be that somebody is not seated in what comes before it.
            unsure = {key for key, people in self._seated.items() if key in worst or gone & set(people)}

    def _worst(self, session_ids: Iterable[int]) -> dict[int, set[int]]:
        """Return by session, of those with new problems, whom to leave out."""
        after = self._after()
        found: dict[int, set[int]] = defaultdict(set)
        for session_id in session_ids:
            self._look()
            people = self._seated[session_id]
            units = units_of_session(after, after.sessions[session_id])
            for problem in new_problems(self._facts, after, units, session_id) if people else ():
                about = [person for person in people if person == problem.person_id]
                found[session_id].add((about or people)[-1])
        return found

    def _after(self) -> Facts:
        """Return the facts with everybody seated."""
        after = self._facts.twin(
            seats=dict(self._facts.seats),
            waiting=dict(self._facts.waiting),
            sits={person_id: dict(sessions) for person_id, sessions in self._facts.sits.items()},
        )
        for session_id, people in self._seated.items():
            new = [Booking(person_id, session_id, "booked", 0) for person_id in people]
            present, queue = after.seats.get(session_id, ()), after.waiting.get(session_id, ())
            after.set_seats(session_id, [*present, *new], queue)
        return after

    def found(self, asked: int) -> GapSeats:
        """Return what was found."""
        sessions = [self._facts.sessions[session_id] for session_id, people in self._seated.items() if people]
        sessions.sort(key=lambda each: (each.first_day, each.id))
        seats = tuple(
            SeatFor(person_id, session.course_id, session.id)
            for session in sessions
            for person_id in self._seated[session.id]
        )
        listed = tuple(
            (each.id, each.code, each.first_day, each.last_day, len(self._seated[each.id]))
            for each in sessions
        )
        return GapSeats(seats, listed, asked - len(seats))
