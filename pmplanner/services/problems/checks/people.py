"""What is wrong with a person in a session: elsewhere, away, not employed, not at work, blacked out."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from pmplanner.day_words import full_day, short_day
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.open_days import Span, works_on
from pmplanner.services.problems.checks.reporting import about_person
from pmplanner.services.problems.checks.texts import called, named, named_with_years, off_on, who
from pmplanner.services.problems.reading.rows import Facts, Part, PersonFacts, Problem, SessionFacts

_DAY = dt.timedelta(days=1)


def double_bookings(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions that a person cannot both attend, each pair from both sides.

    Where one is in another plan, it is told of the one in this plan.
    """
    sessions = [session for session, status in facts.sessions_of(person_id) if status != SeatStatus.ABSENT]
    if len(sessions) < 2:
        return
    for one, other, day in clashing(sessions):
        title = said("{person} is in two sessions on {day}", person=who(facts, person_id), day=short_day(day))
        text = said("{one} and {other}.", one=named(facts, one), other=named(facts, other))
        key = f"double-booking|p{person_id}|r{one.id}|r{other.id}"
        sides = [pair for pair in ((one, other), (other, one)) if not pair[0].plan]
        for place, (session, rival) in enumerate(sides):
            hint = said("Also in {rival} on {day}.", rival=named_with_years(facts, rival), day=full_day(day))
            for found in about_person(
                facts, "double-booking", person_id, session, title, hint, other_session_id=rival.id, day=day
            ):
                yield replace(found, key=key, text=text, mirrored=place > 0)


def clashing(sessions: Iterable[SessionFacts]) -> Iterator[tuple[SessionFacts, SessionFacts, dt.date]]:
    """Yield the pairs of sessions that ask for the same time, in order of ids, with the first day of it."""
    by_day = sorted(sessions, key=lambda session: (session.first_day, session.id))
    for place, session in enumerate(by_day, 1):
        for other in islice(by_day, place, None):
            if other.first_day > session.last_day + _DAY:
                break
            if session.plan and other.plan:
                continue  # a problem of those plans
            one, two = (session, other) if session.id < other.id else (other, session)
            day = common_day(one, two)
            if day is not None:
                yield one, two, day


def common_day(one: SessionFacts, other: SessionFacts) -> dt.date | None:
    """Return the first day of *one* on which both sessions ask for the same time."""
    # A day more on either side: in another zone the same moment may have another date.
    if one.first_day > other.last_day + _DAY or other.first_day > one.last_day + _DAY:
        return None
    return min((a.day for a in one.parts for b in other.parts if a.overlaps(b)), default=None)


def absences(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions during which a person is away."""
    away = facts.absences.get(person_id)
    if not away:
        return
    for session in _booked(facts, person_id):
        for first, last, kind in away:
            day = first_within(session, first, last)
            if day is not None:
                title = said(
                    "{person} is away during {session} on {day}",
                    person=who(facts, person_id),
                    session=called(session),
                    day=short_day(day),
                )
                hint = said(
                    "{kind} from {first} to {last}.",
                    kind=kind or said("Away"),
                    first=full_day(first),
                    last=full_day(last),
                )
                more = f"{first}–{last}"
                yield from about_person(facts, "absence", person_id, session, title, hint, more=more, day=day)


def first_within(session: SessionFacts, first: dt.date, last: dt.date) -> dt.date | None:
    """Return the first day of a session from *first* to *last*."""
    if session.last_day < first or last < session.first_day:
        return None
    return next((part.day for part in session.parts if first <= part.day <= last), None)


def not_employed(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions before a person has started or after the person has left."""
    person = facts.people.get(person_id)
    if person is None or (person.start is None and person.end is None):
        return
    for session in _booked(facts, person_id):
        if all(person.employed_on(part.day) for part in session.parts):
            continue
        if person.end is not None and session.last_day > person.end:
            day = next(part.day for part in session.parts if part.day > person.end)
            title = said(
                "{person} has left before {session} on {day}",
                person=who(facts, person_id),
                session=called(session),
                day=short_day(day),
            )
            hint = said("Has left by then: the last day was {end}.", end=full_day(person.end))
        elif person.start is not None and session.first_day < person.start:
            day = session.first_day
            title = said(
                "{person} is not here yet for {session} on {day}",
                person=who(facts, person_id),
                session=called(session),
                day=short_day(day),
            )
            hint = said("Is not here yet: the first day is {start}.", start=full_day(person.start))
        else:
            continue
        yield from about_person(facts, "not employed", person_id, session, title, hint, day=day)


def days_off(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions on weekdays on which others work and a person does not."""
    person = facts.people.get(person_id)
    if person is None or person.working_days is None:
        return
    for session in _booked(facts, person_id):
        off = [
            part.day
            for part in session.parts
            if works_on(None, facts.week, part.day)
            and not works_on(person.working_days, facts.week, part.day)
        ]
        if off:
            title = said(
                "{person} does not work on {day}, a day of {session}",
                person=who(facts, person_id),
                day=short_day(off[0]),
                session=called(session),
            )
            hint = f"{off_on(off[0])}."
            yield from about_person(facts, "day off", person_id, session, title, hint, day=off[0])


def not_approved(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the seats of a person whose picks nobody has approved, where the plan asks for that."""
    if not facts.asks_approval:
        return
    unapproved = facts.unapproved.get(person_id, ())
    for session in _booked(facts, person_id):
        pick_id = facts.sits[person_id][session.id].pick_id
        # Nobody can have approved what is yet to be picked.
        if not pick_id or pick_id in unapproved:
            title = said(
                "Nobody has approved {session} for {person}",
                session=called(session),
                person=who(facts, person_id),
            )
            hint = said("This plan schedules only picks that were approved.")
            yield from about_person(facts, "not approved", person_id, session, title, hint)


def outside_hours(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions that begin before a person works, or end after that, by the person's own clock."""
    person = facts.people.get(person_id)
    if person is None or (person.begins is None and person.ends is None):
        return
    for session in _booked(facts, person_id):
        if session.held:
            continue
        for part in session.parts:
            starts, ends = local_times(part, person.zone)
            if is_within(person, starts, ends):
                continue
            title = said(
                "{session} is outside the working hours of {person} on {day}",
                session=called(session, first=True),
                person=who(facts, person_id),
                day=short_day(part.day),
            )
            hint = said(
                "There it is from {starts:%H:%M} to {ends:%H:%M}; {hours}.",
                starts=starts,
                ends=ends,
                hours=_works(person),
            )
            yield from about_person(
                facts, "outside working hours", person_id, session, title, hint, day=part.day
            )
            break


def local_times(part: Part, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return from when to when a part is by the clocks of a zone; by its own where one is not known."""
    starts, ends = (dt.datetime.combine(part.day, time) for time in (part.start, part.end))
    if part.zone and zone and part.zone != zone:
        there, here = ZoneInfo(part.zone), ZoneInfo(zone)
        starts, ends = (
            time.replace(tzinfo=there).astimezone(here).replace(tzinfo=None) for time in (starts, ends)
        )
    return starts, ends


def is_within(person: PersonFacts, starts: dt.datetime, ends: dt.datetime) -> bool:
    """Say whether somebody works from one time to another."""
    begins, last = person.begins or dt.time.min, ends - dt.timedelta.resolution
    is_in_time = person.ends is None or last.time() < person.ends
    return starts.date() == last.date() and begins <= starts.time() and is_in_time


def _works(person: PersonFacts) -> str:
    if person.begins is None:
        return said("work ends at {ends:%H:%M}", ends=person.ends)
    if person.ends is None:
        return said("work begins at {begins:%H:%M}", begins=person.begins)
    return said("work is from {begins:%H:%M} to {ends:%H:%M}", begins=person.begins, ends=person.ends)


def _not_trained(team: str, period: Span) -> str:
    first_day, last_day = full_day(period.first_day), full_day(period.last_day)
    if not period.name:
        return said(
            "{team} is not trained from {first_day} to {last_day}.",
            team=team,
            first_day=first_day,
            last_day=last_day,
        )
    return said(
        "{team} is not trained from {first_day} to {last_day} ({reason}).",
        team=team,
        first_day=first_day,
        last_day=last_day,
        reason=period.name,
    )


def blackouts(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the sessions in a period in which a person's team is not trained."""
    person = facts.people.get(person_id)
    periods = facts.blackouts.get(person.team_key) if person is not None and person.team_key else None
    if person is None or not periods:
        return
    for session in _booked(facts, person_id):
        for period in periods:
            day = first_within(session, period.first_day, period.last_day)
            if day is not None:
                title = said(
                    "{person} cannot be trained on {day}, a day of {session}",
                    person=who(facts, person_id),
                    day=short_day(day),
                    session=called(session),
                )
                hint = _not_trained(person.team, period)
                more = f"{period.first_day}–{period.last_day}"
                yield from about_person(
                    facts, "blackout", person_id, session, title, hint, more=more, day=day
                )


def _booked(facts: Facts, person_id: int) -> list[SessionFacts]:
    """Return the sessions of this plan for which a person is booked."""
    return [
        session
        for session, status in facts.sessions_of(person_id)
        if status == SeatStatus.BOOKED and not session.plan
    ]
