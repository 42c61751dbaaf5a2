"""Edits tried on plain rows: what sessions and seats would be after them, those who wait included.

Each does what the service of the edit does; None where that would refuse or help nobody.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pmplanner.models.statuses import WAS_THERE, SeatStatus
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.calendar.session_days import Day, IsOpen, lay_again, move_days
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold
from pmplanner.services.problems.checks.reporting import team_key
from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.fixes.foreseeing import parts_of
from pmplanner.services.problems.reading.rows import Booking, Facts, Part, SessionFacts


@dataclass(frozen=True, slots=True)
class Trial:
    """The facts after an edit, and the sessions that it touched."""

    facts: Facts
    session_ids: frozenset[int]
    person_ids: frozenset[int] = frozenset()
    """People who were touched beside those in the sessions."""


def move(facts: Facts, session: SessionFacts, start: dt.date) -> Trial | None:
    """Move a session to *start* or the next open day."""
    try:
        days = move_days(days_of(session.parts), start, open_at(facts, session.room))
    except PlanError:
        return None
    return Trial(
        facts.with_session(replace(session, parts=parts_of(days, session.parts[0].zone))),
        frozenset({session.id}),
    )


def days_of(parts: Iterable[Part]) -> list[Day]:
    """Return parts as session days."""
    return [Day(part.day, part.start, part.end, Decimal(part.quarters) / 4) for part in parts]


def open_at(facts: Facts, room: str) -> IsOpen:
    """Return what says whether a day is open where a room is, else in the company."""
    known = facts.rooms.get(fold(room)) if room else None
    closed = facts.closed.of(known.site if known is not None else "")
    return lambda day: works_on(None, facts.week, day) and day not in closed


def change(facts: Facts, changed: SessionFacts) -> Trial:
    """Put another state of a session there; more seats let those who wait move up."""
    after = _copy(facts).with_session(changed)
    _move_up(after, changed.id)
    return Trial(after, frozenset({changed.id}))


def take_out(facts: Facts, session: SessionFacts, person_id: int) -> Trial | None:
    """Take a person out of a session; those who wait move up."""
    if session.locked:
        return None
    after = _copy(facts)
    _leave(after, session.id, person_id)
    return Trial(after, frozenset({session.id}))


def take_several_out(facts: Facts, session: SessionFacts, person_ids: Iterable[int]) -> Trial | None:
    """Take people out of a session, and let those who wait move up then."""
    if session.locked:
        return None
    after, gone = _copy(facts), set(person_ids)
    bookings = [b for b in after.seats.get(session.id, ()) if b.person_id not in gone]
    after.set_seats(session.id, bookings, after.waiting.get(session.id, ()))
    _move_up(after, session.id)
    return Trial(after, frozenset({session.id}))


def lay_anew(facts: Facts, session: SessionFacts) -> Trial | None:
    """Lay the days of a session by its course's days, from its first day on; its people stay."""
    quarters = facts.days.get(session.course_id)
    if quarters is None or session.fixed or session.held:
        return None
    try:
        first = min(days_of(session.parts))
        days = lay_again(first, Decimal(quarters) / 4, open_at(facts, session.room))
    except PlanError:
        return None
    changed = replace(session, parts=parts_of(days, session.parts[0].zone))
    return Trial(facts.with_session(changed), frozenset({session.id}))


def all_attended(facts: Facts, session: SessionFacts) -> Trial:
    """Let everybody booked in a session have attended it; it was held."""
    after = _copy(facts)
    seats = [
        seat._replace(status=SeatStatus.ATTENDED) if seat.status == SeatStatus.BOOKED else seat
        for seat in after.seats[session.id]
    ]
    after.set_seats(session.id, seats, after.waiting.get(session.id, ()))
    return Trial(after.with_session(replace(session, held=True)), frozenset({session.id}))


def approve(facts: Facts, person_id: int, pick_id: int) -> Trial | None:
    """Approve a pick."""
    after = _copy(facts)
    left = facts.unapproved.get(person_id, frozenset()) - {pick_id}
    after.unapproved = facts.unapproved | {person_id: left}
    return Trial(after, frozenset(), frozenset({person_id}))


def take_back(facts: Facts, person_id: int, course_id: int) -> Trial | None:
    """Take a pick back, with its seats; None while one of them is in a locked session or was attended."""
    mine = [
        session
        for session in facts.sessions.values()
        if session.course_id == course_id and person_id in _people_of(facts, session.id)
    ]
    was_there = any(
        facts.sits.get(person_id, {})[session.id].status != SeatStatus.BOOKED
        for session in mine
        if session.id in facts.sits.get(person_id, {})
    )
    if was_there or any(session.locked for session in mine):
        return None
    after = _copy(facts)
    for session in mine:
        _leave(after, session.id, person_id)
    picks = {course: pick for course, pick in facts.picks[person_id].items() if course != course_id}
    after.picks = facts.picks | {person_id: picks}
    return Trial(after, frozenset(session.id for session in mine), frozenset({person_id}))


def _people_of(facts: Facts, session_id: int) -> set[int]:
    return {seat.person_id for seat in (*facts.seats.get(session_id, ()), *facts.waiting.get(session_id, ()))}


def wait(facts: Facts, session: SessionFacts, person_id: int) -> Trial | None:
    """Put a person last on the waiting list of a session; None when the person would move up at once."""
    seat = facts.sits.get(person_id, {}).get(session.id)
    if session.locked or session.held or seat is None:
        return None
    after = _copy(facts)
    bookings = [other for other in after.seats[session.id] if other != seat]
    queue = [*after.waiting.get(session.id, ()), seat._replace(status=SeatStatus.WAITING)]
    after.set_seats(session.id, bookings, queue)
    _move_up(after, session.id)
    if session.id in after.sits.get(person_id, {}):
        return None
    return Trial(after, frozenset({session.id}))


def seat(
    facts: Facts, session: SessionFacts, person_id: int, pick_id: int, *, again: bool = False
) -> Trial | None:
    """Seat a person in a session, out of the others of the pick; None without a free seat, or when done.

    With *again* the pick is one of a course that the person takes once more.
    """
    if not again and _is_done(facts, person_id, session.course_id):
        return None
    if (
        session.locked
        or session.held
        or any(b.person_id == person_id for b in facts.seats.get(session.id, ()))
    ):
        return None
    left = [
        other
        for other in facts.sessions.values()
        if other.course_id == session.course_id and other.id != session.id and _is_in(facts, other, person_id)
    ]
    if any(other.locked for other in left):
        return None
    after = _copy(facts)
    for other in left:
        _leave(after, other.id, person_id)
    if not _Free(after, session.id).take(person_id):
        return None
    queue = [other for other in after.waiting.get(session.id, ()) if other.person_id != person_id]
    booked = Booking(person_id, session.id, "booked", pick_id)
    after.set_seats(session.id, [*after.seats.get(session.id, ()), booked], queue)
    return Trial(after, frozenset({session.id, *(other.id for other in left)}))


def without(facts: Facts, person_id: int, session_ids: Iterable[int]) -> Facts:
    """Return the facts as if a person had never come to sessions: nobody moves up for it."""
    mine = list(session_ids)
    after = _copy(facts)
    for session_id in mine:
        booked = [each for each in after.seats.get(session_id, ()) if each.person_id != person_id]
        queue = [each for each in after.waiting.get(session_id, ()) if each.person_id != person_id]
        after.set_seats(session_id, booked, queue)
    return after


def sit(facts: Facts, session: SessionFacts, person_id: int, pick_id: int) -> tuple[Facts, bool]:
    """Put a person into a session as the last one, seat or no seat; say, too, whether one was free."""
    after = _copy(facts)
    is_free = _Free(after, session.id).take(person_id)
    booked = Booking(person_id, session.id, SeatStatus.BOOKED, pick_id)
    after.set_seats(session.id, [*after.seats.get(session.id, ()), booked], after.waiting.get(session.id, ()))
    return after, is_free


def _is_done(facts: Facts, person_id: int, course_id: int) -> bool:
    """Say whether a person has the course behind them in this plan, and so is not seated in it again."""
    attended = (
        facts.sessions[session_id].course_id
        for session_id, booking in facts.sits.get(person_id, {}).items()
        if booking.status in WAS_THERE and session_id in facts.sessions
    )
    return course_id in facts.taken.get(person_id, ()) or course_id in attended


def _is_in(facts: Facts, session: SessionFacts, person_id: int) -> bool:
    booked = facts.sits.get(person_id, {}).get(session.id)
    waits = any(other.person_id == person_id for other in facts.waiting.get(session.id, ()))
    return waits or (booked is not None and booked.status == SeatStatus.BOOKED)


def cancel(facts: Facts, session: SessionFacts) -> Trial | None:
    """Cancel a session; its picks are open again. None when it is locked or somebody attended."""
    seats = facts.seats.get(session.id, ())
    if session.locked or any(other.status in WAS_THERE for other in seats):
        return None
    after = _copy(facts)
    after.sessions = dict(after.sessions)
    after.remove_run(session.id)
    return Trial(after, frozenset({session.id}))


def merge(
    facts: Facts, target: SessionFacts, session: SessionFacts, *, let_wait: bool = False
) -> Trial | None:
    """Put the people of a session into another of the course; None when not all have a seat there.

    With *let_wait* those without one wait, as they do when sessions are merged by hand.
    """
    if session.fixed or target.locked or session.held or target.held or session.kept:
        return None
    if any(b.status != SeatStatus.BOOKED for b in facts.seats.get(session.id, ())):
        return None
    people = facts.seats.get(session.id, ())
    after = _copy(facts)
    after.sessions = dict(after.sessions)
    after.remove_run(session.id)
    asks = dict(target.asks)
    for equipment_id, count in session.asks:
        asks[equipment_id] = max(count, asks.get(equipment_id, 0))
    after.sessions[target.id] = replace(target, asks=tuple(sorted(asks.items())))
    booked, queue = list(after.seats.get(target.id, ())), list(after.waiting.get(target.id, ()))
    for person in people:
        if _Free(after, target.id).take(person.person_id):
            booked.append(person._replace(session_id=target.id))
        elif let_wait:
            queue.append(person._replace(session_id=target.id, status=SeatStatus.WAITING))
        else:
            return None
        after.set_seats(target.id, booked, queue)
    after.forget_sessions()
    return Trial(after, frozenset({session.id, target.id}))


def _copy(facts: Facts) -> Facts:
    """Return facts in which sessions and people can be changed without changing the first."""
    after = facts.twin(
        sessions=dict(facts.sessions),
        seats=dict(facts.seats),
        waiting=dict(facts.waiting),
        sits=dict(facts.sits),
    )
    after.keep_sessions_of(facts)  # which take long to look up
    return after


def _leave(facts: Facts, session_id: int, person_id: int) -> None:
    bookings = [b for b in facts.seats.get(session_id, ()) if b.person_id != person_id]
    queue = [b for b in facts.waiting.get(session_id, ()) if b.person_id != person_id]
    facts.set_seats(session_id, bookings, queue)
    _move_up(facts, session_id)


def _move_up(facts: Facts, session_id: int) -> None:
    """Book those who wait while there are seats, as services.sessions.seating does."""
    session = facts.sessions[session_id]
    queue = facts.waiting.get(session_id, ())
    if session.held or session.locked or not queue:
        return
    free, moved = _Free(facts, session_id), []
    moved = [waiting for waiting in queue if free.take(waiting.person_id)]
    booked = [
        *facts.seats.get(session_id, ()),
        *(waiting._replace(status=SeatStatus.BOOKED) for waiting in moved),
    ]
    booked.sort(key=lambda seat: (seat.position, seat.id) if seat.id else (10**9, 0))
    facts.set_seats(session_id, booked, [waiting for waiting in queue if waiting not in moved])


class _Free:
    """Gives out the seats of a session, those kept for a team to its people first."""

    def __init__(self, facts: Facts, session_id: int) -> None:
        self._facts, self._run = facts, facts.sessions[session_id]
        self._most = most_people(facts, self._run)
        self._taken = len(facts.seats.get(session_id, ()))
        self._kept = dict(self._run.kept)

    def take(self, person_id: int) -> bool:
        """Take a seat and say whether there was one."""
        team = team_key(self._facts, person_id)
        if self._kept.get(team) and (self._most is None or self._taken < self._most):
            self._kept[team] -= 1
            kept = tuple((name, seats) for name, seats in self._kept.items() if seats)
            self._facts.sessions[self._run.id] = replace(self._facts.sessions[self._run.id], kept=kept)
        elif self._most is not None and self._most - self._taken - sum(self._kept.values()) <= 0:
            return False
        self._taken += 1
        return True
