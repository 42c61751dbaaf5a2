"""What is wrong with a session by itself: its seats and its days."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from pmplanner.day_words import full_day, number, short_day
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import counted, listed, said
from pmplanner.services.calendar.open_days import works_on
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
    hint = _seats_and_people(session, seats, most, len(bookings))
    for booking in bookings[max(0, most - session.kept_seats) :]:
        title = said(
            "{person} is beyond the seats of {session}",
            person=who(facts, booking.person_id),
            session=called(session),
        )
        yield from about_person(facts, "over capacity", booking.person_id, session, title, hint)
    if not bookings:
        title = said("More seats of {session} are kept for teams than it has", session=called(session))
        yield from about_session(facts, "over capacity", session, title, hint)


def _seats_and_people(session: SessionFacts, seats: int, most: int, people: int) -> str:
    """Say how many seats a session has, how many more are allowed, and who is to sit in them."""
    parts = [counted("{n} seat", "{n} seats", seats, n=number(seats))]
    if most != seats:
        more = most - seats
        parts.append(counted("{n} more is allowed", "{n} more are allowed", more, n=number(more)))
    parts.append(counted("{n} person", "{n} people", people, n=number(people)))
    if session.kept_seats:
        kept = session.kept_seats
        parts.append(counted("{n} seat kept for teams", "{n} seats kept for teams", kept, n=number(kept)))
    return said("{session} has {what}.", session=called(session, first=True), what=listed(parts))


def below_minimum(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out whether a session has fewer people, named and not, than it needs."""
    people = len(facts.seats.get(session.id, ())) + session.kept_seats
    if session.seats_min is None or session.held or people >= session.seats_min:
        return
    there = counted("{n} person", "{n} people", people, n=number(people))
    title = said(
        "{session} has {there} and needs {seats_min}",
        session=called(session, first=True),
        there=there,
        seats_min=session.seats_min,
    )
    lacking = session.seats_min - people
    hint = counted("{n} person more is needed.", "{n} people more are needed.", lacking, n=number(lacking))
    yield from about_session(facts, "below minimum", session, title, hint)


def closed_days(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find the days of a session on which nobody works where it takes place."""
    if session.held or not any(may_be_closed(facts, part.day) for part in session.parts):
        return
    sites = dict.fromkeys((site_of(facts, session), *_further_sites(facts, session)))
    shut: dict[dt.date, str] = {}
    closing: dict[dt.date, str] = {}
    for part in session.parts:
        for site in sites:
            if part.day not in shut and (reason := why_closed(facts, site, part.day)):
                shut[part.day], closing[part.day] = reason, site
    if shut:
        first = min(shut)
        title = said(
            "{session} is on {day}: {reason}",
            session=called(session, first=True),
            day=short_day(first),
            reason=shut[first],
        )
        days = (
            said("{day} is no working day ({reason})", day=full_day(day), reason=reason)
            for day, reason in shut.items()
        )
        hint = f"{listed(days)}."
        yield from about_session(facts, "closed day", session, title, hint, day=first, place=closing[first])


def _further_sites(facts: Facts, session: SessionFacts) -> Iterator[str]:
    """Yield the sites of the further rooms of a session, as far as they are known."""
    for key in session.room_keys[1:]:
        room = facts.rooms.get(key)
        if room is not None and room.site:
            yield room.site


def own_closed_days(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find the people of a session whose own site is closed on a day on which that of the session is open."""
    if session.held or not any(part.day in facts.closed_somewhere for part in session.parts):
        return
    there = facts.closed.of(site_of(facts, session))
    for booking in facts.seats.get(session.id, ()):
        person = facts.people.get(booking.person_id)
        if person is None or booking.status != SeatStatus.BOOKED:
            continue
        own = facts.closed.of(person.location)
        day = next((part.day for part in session.parts if part.day in own and part.day not in there), None)
        if day is not None:
            title = said(
                "{person} has a day off on {day}, a day of {session}",
                person=who(facts, person.id),
                day=short_day(day),
                session=called(session),
            )
            hint = said("{day} is {reason} there.", day=full_day(day), reason=own[day])
            if person.location:
                hint = said(
                    "{day} is no working day in {site} ({reason}).",
                    day=full_day(day),
                    site=person.location,
                    reason=own[day],
                )
            yield from about_person(facts, "closed day", person.id, session, title, hint, day=day)


def may_be_closed(facts: Facts, day: dt.date) -> bool:
    """Say whether nobody works on a day at some site; asked first, because sites take long to find."""
    return day in facts.closed_somewhere or not works_on(None, facts.week, day)


def why_closed(facts: Facts, site: str, day: dt.date) -> str:
    """Return why nobody works at a site on a day; nothing when people do."""
    if not works_on(None, facts.week, day):
        return said("outside the working week")
    return facts.closed.of(site).get(day, "")


def site_of(facts: Facts, session: SessionFacts) -> str:
    """Return the site of a session's room, or where most of its people are; nothing when neither is known."""
    room = facts.rooms.get(session.room_key) if session.room_key else None
    if room is not None and room.site:
        return room.site
    people = (facts.people.get(booking.person_id) for booking in facts.seats.get(session.id, ()))
    counts = Counter(fold(person.location) for person in people if person is not None and person.location)
    return min(counts, key=lambda site: (-counts[site], site), default="")


def days_disagree(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out whether a session has more or fewer days than its course; what was held has its own."""
    wanted, laid = facts.days.get(session.course_id), sum(part.quarters for part in session.parts)
    if wanted is None or session.held or laid == wanted:
        return
    title = counted(
        "{session} has {n} day and its course {course_days}",
        "{session} has {n} days and its course {course_days}",
        Decimal(laid) / 4,
        n=number(Decimal(laid) / 4),
        session=called(session, first=True),
        course_days=number(Decimal(wanted) / 4),
    )
    hint = counted(
        "The course has {n} day.",
        "The course has {n} days.",
        Decimal(wanted) / 4,
        n=number(Decimal(wanted) / 4),
    )
    yield from about_session(facts, "days disagree", session, title, hint)


def attendance_missing(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out whether a session is over while seats in it are still booked: nobody said who came."""
    if session.last_day >= facts.today:
        return
    missing = sum(seat.status == SeatStatus.BOOKED for seat in facts.seats.get(session.id, ()))
    if missing:
        title = said(
            "Attendance of {session} is missing since {day}",
            session=called(session),
            day=short_day(session.last_day),
        )
        hint = counted(
            "Of {n} person it is not known whether they came.",
            "Of {n} people it is not known whether they came.",
            missing,
            n=number(missing),
        )
        yield from about_session(facts, "attendance missing", session, title, hint, day=session.last_day)


def outside_the_plan(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find the first day of a session before or after the plan's period."""
    if session.held or (facts.first_day <= session.first_day and session.last_day <= facts.last_day):
        return
    day = next(part.day for part in session.parts if not facts.first_day <= part.day <= facts.last_day)
    title = said(
        "{session} is outside the plan on {day}", session=called(session, first=True), day=short_day(day)
    )
    hint = said(
        "The plan goes from {first_day} to {last_day}.",
        first_day=full_day(facts.first_day),
        last_day=full_day(facts.last_day),
    )
    yield from about_session(facts, "outside the plan", session, title, hint, day=day)
