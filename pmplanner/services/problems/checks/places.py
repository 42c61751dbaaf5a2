"""What is wrong with the room, the trainer and the equipment of sessions."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from pmplanner.day_words import full_day, number, short_day
from pmplanner.models.statuses import PolicyAction, SeatStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.people import clashing, common_day
from pmplanner.services.problems.checks.reporting import about_session
from pmplanner.services.problems.checks.texts import called, few, named, named_with_years, off_on
from pmplanner.services.problems.reading.rows import Facts, Problem, RoomFacts, SessionFacts, TrainerFacts


class Clash(NamedTuple):
    """Sessions that cannot take place together, and what they all need."""

    kind: ProblemKind
    key: str
    sessions: Sequence[SessionFacts]
    """In order; the first is told of, the others are its mirror images."""
    day: dt.date
    place: str
    title: str
    text: str


def rooms_taken(facts: Facts, room_key: str) -> Iterator[Problem]:
    """Find the sessions that are in a room at once."""
    for one, other, day in clashing(facts.places.rooms.get(room_key, ())):
        if not (one.held and other.held):
            room = one.room_named(room_key)
            title = said("Room {room} is taken twice on {day}", room=room, day=short_day(day))
            more = _told_apart(room_key, one.room_key, other.room_key)
            yield from _pair(facts, "room taken", one, other, day, room, title, more)


def trainers_taken(facts: Facts, trainer_key: str) -> Iterator[Problem]:
    """Find the sessions that have a trainer at once, and those in which the trainer sits meanwhile."""
    sessions = _ordered(facts.places.trainers.get(trainer_key, ()))
    for one, other, day in clashing(sessions):
        if not (one.held and other.held):
            trainer = one.trainer_named(trainer_key)
            title = said("{trainer} teaches two sessions on {day}", trainer=trainer, day=short_day(day))
            more = _told_apart(trainer_key, one.trainer_key, other.trainer_key)
            yield from _pair(facts, "trainer taken", one, other, day, trainer, title, more)
    for session in sessions:
        for other in _attended_by(facts, trainer_key):
            both = None if session.held and other.held else common_day(session, other)
            if trainer_key not in other.trainer_keys and both and not (session.plan and other.plan):
                trainer = session.trainer_named(trainer_key)
                title = said(
                    "{trainer} teaches one session and sits in another on {day}",
                    trainer=trainer,
                    day=short_day(both),
                )
                one, two = _ordered((session, other))
                # Somebody who goes by two names may teach either and sit in the other.
                more = f"|sits|r{session.id}{_told_apart(trainer_key, session.trainer_key)}"
                yield from _pair(facts, "trainer taken", one, two, both, trainer, title, more)


def _told_apart(name: str, *firsts: str) -> str:
    """Return what tells problems of one kind and the same sessions apart, for each of several names.

    Nothing where it is the first one of each: of sessions with one room and one trainer it always is.
    """
    return "" if all(first == name for first in firsts) else f"|@{name}"


def _attended_by(facts: Facts, trainer_key: str) -> list[SessionFacts]:
    person_id = facts.trainer_of(trainer_key).person_id
    if person_id is None:
        return []
    return _ordered(
        session for session, status in facts.sessions_of(person_id) if status != SeatStatus.ABSENT
    )


def _ordered(sessions: Iterator[SessionFacts] | Sequence[SessionFacts]) -> list[SessionFacts]:
    return sorted(sessions, key=lambda session: session.id)


def _pair(
    facts: Facts,
    kind: ProblemKind,
    one: SessionFacts,
    other: SessionFacts,
    day: dt.date,
    place: str,
    title: str,
    more: str = "",
) -> Iterator[Problem]:
    text = said("{one} and {other}.", one=named(facts, one), other=named(facts, other))
    key = f"{kind}|r{one.id}|r{other.id}{more}"
    yield from tell(facts, Clash(kind, key, (one, other), day, place, title, text))


def tell(facts: Facts, clash: Clash) -> Iterator[Problem]:
    """Yield the problem of a clash for each of its sessions that are of this plan."""
    action = facts.policies.rule(clash.kind).action
    if action == PolicyAction.IGNORE:
        return
    for place, session in enumerate(each for each in clash.sessions if not each.plan):
        others = [other for other in clash.sessions if other is not session]
        hint = clash.text
        if others:
            also = few(others, partial(named_with_years, facts))
            hint = said(
                "{place} is asked for by {also} on {day}.",
                place=clash.place,
                also=also,
                day=full_day(clash.day),
            )
        yield Problem(
            clash.kind,
            clash.key,
            session.id,
            session.course_id,
            clash.title,
            clash.text,
            hint,
            other_session_id=others[0].id if others else None,
            day=clash.day,
            place=clash.place,
            action=action,
            mirrored=place > 0,
        )


def room_too_small(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out whether a session has more people, named and not, than its largest room has seats.

    Where it has several rooms the people come together in the largest. Of a room whose seats are not known
    nobody can say that it is too small.
    """
    rooms = [facts.rooms.get(key) for key in session.room_keys]
    largest = largest_room(rooms)
    if largest is None or largest.seats is None or session.held:
        return
    people = len(facts.seats.get(session.id, ())) + session.kept_seats
    if people > largest.seats:
        title = said("Room {room} is too small for {session}", room=largest.name, session=called(session))
        hint = said(
            "{room} has {seats} for {people}.",
            room=largest.name,
            seats=counted("{n} seat", "{n} seats", largest.seats, n=number(largest.seats)),
            people=counted("{n} person", "{n} people", people, n=number(people)),
        )
        yield from about_session(facts, "room too small", session, title, hint, place=largest.name)


def largest_room(rooms: Iterable[RoomFacts | None]) -> RoomFacts | None:
    """Return the room with the most seats; None where there is none, or one whose seats are not known."""
    found = list(rooms)
    known = [room for room in found if room is not None and room.seats is not None]
    return max(known, key=lambda room: room.seats or 0) if known and len(known) == len(found) else None


def trainer_not_qualified(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out who leads a session and teaches courses, but not this one; of some trainers none is known.

    A co-trainer helps, and need not be able to teach the course.
    """
    if session.held:
        return
    for key, teacher in zip(session.trainer_keys, session.trainers, strict=True):
        courses = facts.trainer_of(key).courses
        if not teacher.leads or not courses or session.course_id in courses:
            continue
        title = said(
            "{trainer} does not teach {course}",
            trainer=teacher.name,
            course=facts.titles[session.course_id],
        )
        hint = said(
            "{trainer} teaches {courses}.",
            trainer=teacher.name,
            courses=few(sorted(facts.titles[course] for course in courses), str),
        )
        more = _told_apart(key, session.trainer_key)
        yield from about_session(
            facts, "trainer not qualified", session, title, hint, place=teacher.name, more=more
        )


def trainer_away(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find of each trainer of a session the first day on which the trainer is not there."""
    if session.held:
        return
    for key, teacher in zip(session.trainer_keys, session.trainers, strict=True):
        yield from _one_away(facts, session, key, teacher.name)


def _one_away(facts: Facts, session: SessionFacts, key: str, name: str) -> Iterator[Problem]:
    trainer = facts.trainer_of(key)
    for part in session.parts:
        reason = why_away(facts, trainer, part.day)
        if reason:
            title = said(
                "{trainer} cannot teach {session} on {day}",
                trainer=name,
                session=called(session),
                day=short_day(part.day),
            )
            more = _told_apart(key, session.trainer_key)
            yield from about_session(
                facts, "trainer away", session, title, f"{reason}.", day=part.day, place=name, more=more
            )
            return


def why_away(facts: Facts, trainer: TrainerFacts, day: dt.date) -> str:
    """Return why a trainer cannot teach on a day; nothing when that is possible."""
    staff = facts.absences.get(trainer.person_id, ()) if trainer.person_id is not None else ()
    for first, last, kind in (*trainer.absences, *staff):
        if first <= day <= last:
            return said(
                "{kind} from {first} to {last}",
                kind=kind or said("Away"),
                first=full_day(first),
                last=full_day(last),
            )
    if trainer.first_day is not None and day < trainer.first_day:
        return said("Can be asked for from {first_day} on", first_day=full_day(trainer.first_day))
    if trainer.last_day is not None and day > trainer.last_day:
        return said("Can be asked for until {last_day}", last_day=full_day(trainer.last_day))
    if works_on(None, facts.week, day) and not works_on(trainer.working_days, facts.week, day):
        return off_on(day)
    return ""
