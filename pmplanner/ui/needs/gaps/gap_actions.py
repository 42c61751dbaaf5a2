"""What can be done about what is missing, for many people at once; each is one edit that undo takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmplanner.services.plans.closing_gaps import exempt_gaps, pick_gaps, seat_gaps
from pmplanner.services.totals.gaps import GapCourse, GapLine
from pmplanner.services.views.gap_seats import GapSeats
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions


class GapActions:
    """Picks, seats and exempts; what is not missing any more is left out."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def pick(self, lines: Sequence[GapLine], courses: Mapping[int, GapCourse]) -> None:
        """Pick what is missing."""
        if lines and self._actions.plan_id is not None:
            label = Label.of("pick.add", courses=_courses(lines, courses), people=_people(lines))
            self._actions.do(label, pick_gaps, self._actions.plan_id, _pairs(lines))

    def seat(self, seats: GapSeats) -> None:
        """Pick what is missing and seat it where seats were found."""
        if seats.seats and self._actions.plan_id is not None:
            sessions = Counted("sessions", len(seats.sessions), seats.sessions[0][1])
            people = People.of(seat.person_id for seat in seats.seats)
            label = Label.of("seat.book", people=people, session=sessions)
            self._actions.do(label, seat_gaps, self._actions.plan_id, seats.seats)

    def exempt(self, lines: Sequence[GapLine], courses: Mapping[int, GapCourse], reason: str) -> str:
        """Exempt the people from what they miss; return why that was refused, or nothing."""
        if not lines or self._actions.plan_id is None:
            return ""
        label = Label.of("exemption.add", people=_people(lines), course=_courses(lines, courses))
        return self._actions.try_to(label, exempt_gaps, self._actions.plan_id, _pairs(lines), reason)


def _pairs(lines: Sequence[GapLine]) -> list[tuple[int, int]]:
    return [(line.person_id, line.course_id) for line in lines]


def _people(lines: Sequence[GapLine]) -> People:
    return People.of(line.person_id for line in lines)


def _courses(lines: Sequence[GapLine], courses: Mapping[int, GapCourse]) -> Counted:
    found = {line.course_id for line in lines}
    return Counted("courses", len(found), courses[lines[0].course_id].title)
