"""The seats that somebody could take in another course, when a pick of theirs is swapped for it."""

import datetime as dt
from dataclasses import dataclass

from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.views.backlog import busy_by_person, can_come


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """A session with a free seat on days on which the person can come; *free* of None for no limit."""

    session_id: int
    code: str
    first_day: dt.date
    last_day: dt.date
    free: int | None


def list_seats(
    facts: Facts, person_id: int, course_id: int, other_id: int, today: dt.date
) -> list[SeatOffer]:
    """Return the sessions of another course to which a person can come in place of a course, by day.

    Seats in the course that is given up do not count as taken time, and those kept for teams not as free.
    """
    busy = busy_by_person(facts)
    busy[person_id] = [each for each in busy.get(person_id, []) if each.course_id != course_id]
    found = []
    for session in facts.sessions.values():
        if session.course_id != other_id or session.held or session.locked or session.first_day < today:
            continue
        most = most_people(facts, session)
        free = None if most is None else most - len(facts.seats.get(session.id, ())) - session.kept_seats
        if (free is None or free > 0) and can_come(facts, session, person_id, busy):
            found.append(SeatOffer(session.id, session.code, session.first_day, session.last_day, free))
    return sorted(found, key=lambda offer: (offer.first_day, offer.session_id))
