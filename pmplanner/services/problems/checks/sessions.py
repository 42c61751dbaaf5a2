"""What is wrong with a session by itself: its seats and its days."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.day_words import full_day, listed, number, plural, short_day
from pmplanner.services.lookup import fold
from pmplanner.services.problems.checks.reporting import about_person, about_session
from pmplanner.services.problems.checks.texts import called, who
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts


def most_people(facts: Facts, session: SessionFacts) -> int | None:
    """Return how many people a session can have: its seats, and those beyond that the policy allows."""
    if session.seats_max is None:
        return None
    return session.seats_max + int(facts.policies.rule("over capacity").limit or 0)


def over_capacity(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find those who were booked last and have no seat, and seats kept that are not there."""
    most, bookings = most_people(facts, session), facts.seats.get(session.id, ())
    if most is None or session.held or len(bookings) + session.kept_seats <= most:
        return
    seats = session.seats_max or 0
    hint = f"{called(session, first=True)} has {plural(seats, 'seat')}"
    if most != seats:
        hint += f", {number(most - seats)} more {'is' if most - seats == 1 else 'are'} allowed"
    people = plural(len(bookings), "person", "people")
    if session.kept_seats:
        hint += f", {people} and {plural(session.kept_seats, 'seat')} kept for teams."
    else:
        hint += f" and {people}."
    for booking in bookings[max(0, most - session.kept_seats) :]:
        title = f"{who(facts, booking.person_id)} is beyond the seats of {called(session)}"
        yield from about_person(facts, "over capacity", booking.person_id, session, title, hint)
    if not bookings:
        title = f"More seats of {called(session)} are kept for teams than it has"
        yield from about_session(facts, "over capacity", session, title, hint)


def below_minimum(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out whether a session has fewer people, named and not, than it needs."""
    people = len(facts.seats.get(session.id, ())) + session.kept_seats
    if session.seats_min is None or session.held or people >= session.seats_min:
        return
    there = plural(people, "person", "people")
    title = f"{called(session, first=True)} has {there} and needs {session.seats_min}"
    lacking = session.seats_min - people
    hint = f"{plural(lacking, 'person', 'people')} more {'is' if lacking == 1 else 'are'} needed."
    yield from about_session(facts, "below minimum", session, title, hint)


def closed_days(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find the days of a session on which nobody works where it takes place."""
    if session.held or not any(may_be_closed(facts, part.day) for part in session.parts):
        return
    site = site_of(facts, session)
    reasons = {part.day: why_closed(facts, site, part.day) for part in session.parts}
    shut = {day: reason for day, reason in reasons.items() if reason}
    if shut:
        first = min(shut)
        title = f"{called(session, first=True)} is on {short_day(first)}: {shut[first]}"
        hint = f"{listed(f'{full_day(day)} is no working day ({reason})' for day, reason in shut.items())}."
        yield from about_session(facts, "closed day", session, title, hint, day=first, place=site)


def may_be_closed(facts: Facts, day: dt.date) -> bool:
    """Say whether nobody works on a day at some site; asked first, because sites take long to find."""
    return day in facts.closed_somewhere or not works_on(None, facts.week, day)


def why_closed(facts: Facts, site: str, day: dt.date) -> str:
    """Return why nobody works at a site on a day; nothing when people do."""
    if not works_on(None, facts.week, day):
        return "outside the working week"
    return facts.closed.of(site).get(day, "")


def site_of(facts: Facts, session: SessionFacts) -> str:
    """Return the site of a session's room, or where most of its people are; nothing when neither is known."""
    room = facts.rooms.get(session.room_key) if session.room_key else None
    if room is not None and room.site:
        return room.site
    people = (facts.people.get(booking.person_id) for booking in facts.seats.get(session.id, ()))
    counts = Counter(fold(person.location) for person in people if person is not None and person.location)
    return min(counts, key=lambda site: (-counts[site], site), default="")


def outside_the_plan(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find the first day of a session before or after the plan's period."""
    if session.held or (facts.first_day <= session.first_day and session.last_day <= facts.last_day):
        return
    day = next(part.day for part in session.parts if not facts.first_day <= part.day <= facts.last_day)
    title = f"{called(session, first=True)} is outside the plan on {short_day(day)}"
    hint = f"The plan goes from {full_day(facts.first_day)} to {full_day(facts.last_day)}."
    yield from about_session(facts, "outside the plan", session, title, hint, day=day)
