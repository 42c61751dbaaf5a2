"""Who can take a seat in a session: tried person by person, in a copy of the plain rows."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pmplanner.day_words import full_day
from pmplanner.sentences import said
from pmplanner.services.board.needing import by_urgency
from pmplanner.services.board.rows import Guest, Needing
from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.foreseeing import NEW_RUN
from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.services.problems.reading.rows import Facts, SessionFacts
from pmplanner.services.why.trying import Before, Known, Sitting, with_pick

Look = Callable[[], None]
"""Called before each try; what it raises ends the search."""


def is_open(session: SessionFacts, today: dt.date) -> bool:
    """Say whether people can still come to a session."""
    return not (session.held or session.locked or session.first_day < today)


def free_seats(facts: Facts, session: SessionFacts) -> int | None:
    """Return how many seats are free that are kept for nobody, none less than 0; None for no limit."""
    most = most_people(facts, session)
    if most is None:
        return None
    return max(0, most - len(facts.seats.get(session.id, ())) - session.kept_seats)


def has_seat(facts: Facts, session: SessionFacts) -> bool:
    """Say whether a session has a seat that nobody sits in, be it kept for a team."""
    most = most_people(facts, session)
    return most is None or len(facts.seats.get(session.id, ())) < most


class Taking:
    """Tries people in sessions; what is wrong before anything is tried is found once."""

    def __init__(self, facts: Facts, accepted: Mapping[str, str], look: Look = lambda: None) -> None:
        """*accepted* are the reasons of accepted problems, by their keys."""
        self.facts = facts
        self._accepted, self._look = accepted, look
        self._before = Before(facts)
        self._known: Known = {}
        # Known before anything is copied, so that all copies have it.
        _ = facts.teams, facts.taught_by, facts.closed_somewhere, facts.places, facts.by_day

    def seat(self, session: SessionFacts, who: Needing) -> Trial | None:
        """Return what is so once somebody sits in a session.

        None where there is no seat, where something would be in the way of that person, or where anybody
        would have a problem that is not there before.
        """
        self._look()
        if not has_seat(self.facts, session):
            return None
        person, course = who.person_id, who.course_id
        sitting = Sitting(self.facts, person, course, who.pick_id, self._accepted, self._known)
        found, is_free = sitting.problems(session)
        if not is_free or any(each.accepted is None for each in found):
            return None
        facts = self.facts if who.pick_id else with_pick(self.facts, person, course)
        made = simulation.seat(facts, session, person, who.pick_id, again=who.is_again)
        if made is None:
            return None
        made = replace(made, person_ids=made.person_ids | {person})
        if sitting.is_new:
            return made  # nobody else's seat is another one than before
        now = Sitting(made.facts, person, course, who.pick_id or NEW_RUN, self._accepted)
        if any(each.accepted is None for each in now.problems(made.facts.sessions[session.id])[0]):
            return None
        return made if self._before.is_kept_by(made) else None

    def who_could(self, session: SessionFacts, needing: Iterable[Needing]) -> Iterator[Guest]:
        """Yield those who can take a seat, the most urgent first; each is tried as the only one to come."""
        for who in by_urgency(needing, self.facts.people):
            if self.seat(session, who) is not None:
                person = self.facts.people[who.person_id]
                yield Guest(person.id, person.name, person.team, person.email, who, why(who, self.facts))


def why(who: Needing, facts: Facts) -> str:
    """Say in a few words why somebody needs a course."""
    if who.is_required:
        return required_words(who.due, facts.today)
    return said("picked, waits for a seat") if who.is_waiting else said("picked")


def required_words(due: dt.date | None, today: dt.date) -> str:
    """Say that something is required; *due* is the last day of what satisfied it before, if anything did."""
    if due is None:
        return said("required")
    if due < today:
        return said("required, overdue since {day}", day=full_day(due))
    return said("required, to be renewed by {day}", day=full_day(due))
