"""What happens when a session is called off: who sits where instead, who is left out, what is wrong then."""

from collections.abc import Iterable, Mapping

from pmplanner.day_words import full_day
from pmplanner.sentences import said
from pmplanner.services.board.rows import CallOff, LeftOut, Moved, Needing, Reading
from pmplanner.services.board.taking import Look, Taking, free_seats, has_seat, is_open, required_words
from pmplanner.services.problems.checks.units import evaluate, in_order
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.fixes import touched
from pmplanner.services.problems.fixes.foreseeing import days_touched, tell
from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.services.problems.reading.rows import Booking, Facts, Problem, SessionFacts


def foresee_calling_off(reading: Reading, session: SessionFacts, look: Look = lambda: None) -> CallOff | None:
    """Return what happens when a session is called off; None where it is locked or somebody attended.

    As many as can be sit in other sessions of the course, those who were booked first before the others
    and those who waited last, each in the first that will do and tried after those before. Where somebody
    is left out, a greatest matching by the seats that are free (Kuhn 1955, The Hungarian method for the
    assignment problem) is tried as well. Nobody is moved to where that would make a problem.
    """
    cancelled = simulation.cancel(reading.facts, session)
    if cancelled is None:
        return None
    there = [*reading.facts.seats.get(session.id, ()), *reading.facts.waiting.get(session.id, ())]
    seating = _Seating(reading, cancelled.facts, session, there, look)
    seating.seat_in_turn()
    if seating.can_be_better():
        matched = _Seating(reading, cancelled.facts, session, there, look)
        matched.seat_matched()
        seating = max(seating, matched, key=lambda each: len(each.sits))
    moves, left = [], []
    for seat in there:
        person = reading.facts.people[seat.person_id]
        target = seating.sits.get(seat.person_id)
        if target is not None:
            days = seating.facts.sessions[target]
            moves.append(Moved(person.id, person.name, seat.pick_id, target, days.first_day, days.last_day))
        else:
            left.append(
                LeftOut(person.id, person.name, seat.pick_id, _why_it_matters(reading, person.id, session))
            )
    whole = Trial(
        seating.facts,
        frozenset({session.id, *seating.touched}),
        frozenset(seat.person_id for seat in there),
    )
    return CallOff(tuple(moves), tuple(left), tuple(_new(reading, whole)))


class _Seating:
    """Finds seats for the people of a session, in facts without it."""

    def __init__(
        self, reading: Reading, facts: Facts, session: SessionFacts, there: Iterable[Booking], look: Look
    ) -> None:
        self.facts = facts
        self.sits: dict[int, int] = {}
        """By person the session in which there is a seat."""
        self.touched: set[int] = set()
        self._reading, self._look = reading, look
        self._people = [
            Needing(seat.person_id, session.course_id, seat.pick_id, seat.pick_id in reading.again)
            for seat in there
        ]
        self._others = sorted(
            (
                each
                for each in facts.sessions.values()
                if each.course_id == session.course_id and is_open(each, reading.today)
            ),
            key=lambda each: (each.first_day, each.id),
        )

    def seat_in_turn(self) -> None:
        """Seat each in the first session in which there is a seat."""
        for who in self._people:
            self._seat_one(who, [each.id for each in self._others])

    def can_be_better(self) -> bool:
        """Say whether others may find more seats: somebody has none, and not all that are free are taken."""
        left = len(self._people) - len(self.sits)
        return left > 0 and any(has_seat(self.facts, self.facts.sessions[each.id]) for each in self._others)

    def seat_matched(self) -> None:
        """Let some take another session, where somebody else can come to theirs alone."""
        taking = Taking(self.facts, self._reading.accepted, self._look)
        comes = {
            who.person_id: [each.id for each in self._others if taking.seat(each, who) is not None]
            for who in self._people
        }
        wanted = _match(comes, {each.id: free_seats(self.facts, each) for each in self._others})
        for who in self._people:
            first = wanted.get(who.person_id)
            rest = [each for each in comes[who.person_id] if each != first]
            self._seat_one(who, rest if first is None else [first, *rest])

    def _seat_one(self, who: Needing, session_ids: Iterable[int]) -> None:
        taking = Taking(self.facts, self._reading.accepted, self._look)
        for session_id in session_ids:
            made = taking.seat(self.facts.sessions[session_id], who)
            if made is not None:
                self.facts = made.facts
                self.touched |= made.session_ids
                self.sits[who.person_id] = session_id
                return


def _match(comes: Mapping[int, list[int]], free: Mapping[int, int | None]) -> dict[int, int]:
    """Return a seat for as many as can be, those who come first in *comes* before the others."""
    seated: dict[int, list[int]] = {session_id: [] for session_id in free}

    def place(person_id: int, tried: set[int]) -> bool:
        for session_id in comes[person_id]:
            if session_id in tried:
                continue
            tried.add(session_id)
            there, most = seated[session_id], free[session_id]
            if most is None or len(there) < most:
                there.append(person_id)
                return True
            for other in there:
                if place(other, tried):
                    there.remove(other)
                    there.append(person_id)
                    return True
        return False

    for person_id in comes:
        place(person_id, set())
    return {person_id: session_id for session_id, people in seated.items() for person_id in people}


def _new(reading: Reading, trial: Trial) -> list[Problem]:
    """Return the problems that nobody had before, each once."""
    before, after = reading.facts, trial.facts
    units = touched(before, trial)
    days = days_touched((before, after), trial.session_ids)
    known = {tell(each) for unit in units for each in evaluate(before, unit, days)}
    found = {
        tell(each): each
        for unit in units
        for each in evaluate(after, unit, days)
        if each.key not in reading.accepted
    }
    return in_order(after, (each for key, each in found.items() if key not in known))


def _why_it_matters(reading: Reading, person_id: int, session: SessionFacts) -> str:
    """Say what it means for somebody to be left out; "" for no more than that it is picked."""
    held = [
        each
        for each in reading.facts.renewing.get(person_id, ())
        if session.course_id in each.courses and each.valid_until >= reading.today
    ]
    if held:
        first = min(held, key=lambda each: each.valid_until)
        return said(
            "the certificate {certificate} runs out on {day}",
            certificate=first.code,
            day=full_day(first.valid_until),
        )
    need = reading.wants.needs.get((person_id, session.course_id))
    return "" if need is None else required_words(need.due, reading.today)
