"""What is wrong with the room, the trainer and the equipment of sessions."""

import datetime as dt
from collections.abc import Iterator, Sequence
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
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts, TrainerFacts


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
            title = said("Room {room} is taken twice on {day}", room=one.room, day=short_day(day))
            yield from _pair(facts, "room taken", one, other, day, one.room, title)


def trainers_taken(facts: Facts, trainer_key: str) -> Iterator[Problem]:
    """Find the sessions that have a trainer at once, and those in which the trainer sits meanwhile."""
    sessions = _ordered(facts.places.trainers.get(trainer_key, ()))
    for one, other, day in clashing(sessions):
        if not (one.held and other.held):
            title = said("{trainer} teaches two sessions on {day}", trainer=one.trainer, day=short_day(day))
            yield from _pair(facts, "trainer taken", one, other, day, one.trainer, title)
    for session in sessions:
        for other in _attended_by(facts, trainer_key):
            both = None if session.held and other.held else common_day(session, other)
            if other.trainer_key != trainer_key and both is not None and not (session.plan and other.plan):
                title = said(
                    "{trainer} teaches one session and sits in another on {day}",
                    trainer=session.trainer,
                    day=short_day(both),
                )
                one, two = _ordered((session, other))
                # Somebody who goes by two names may teach either and sit in the other.
                more = f"|sits|r{session.id}"
                yield from _pair(facts, "trainer taken", one, two, both, session.trainer, title, more)


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
    """Find out whether a session has more people, named and not, than its room has seats."""
    room = facts.rooms.get(session.room_key) if session.room_key else None
    if room is None or room.seats is None or session.held:
        return
    people = len(facts.seats.get(session.id, ())) + session.kept_seats
    if people > room.seats:
        title = said("Room {room} is too small for {session}", room=room.name, session=called(session))
        hint = said(
            "{room} has {seats} for {people}.",
            room=room.name,
            seats=counted("{n} seat", "{n} seats", room.seats, n=number(room.seats)),
            people=counted("{n} person", "{n} people", people, n=number(people)),
        )
        yield from about_session(facts, "room too small", session, title, hint, place=room.name)


def trainer_not_qualified(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find out whether the trainer teaches courses, but not this one; of some trainers none is known."""
    courses = facts.trainer_of(session.trainer_key).courses
    if courses and session.course_id not in courses and not session.held:
        title = said(
            "{trainer} does not teach {course}",
            trainer=session.trainer,
            course=facts.titles[session.course_id],
        )
        hint = said(
            "{trainer} teaches {courses}.",
            trainer=session.trainer,
            courses=few(sorted(facts.titles[course] for course in courses), str),
        )
        yield from about_session(facts, "trainer not qualified", session, title, hint, place=session.trainer)


def trainer_away(facts: Facts, session: SessionFacts) -> Iterator[Problem]:
    """Find the first day of a session on which its trainer is not there."""
    if not session.trainer_key or session.held:
        return
    trainer = facts.trainer_of(session.trainer_key)
    for part in session.parts:
        reason = why_away(facts, trainer, part.day)
        if reason:
            title = said(
                "{trainer} cannot teach {session} on {day}",
                trainer=session.trainer,
                session=called(session),
                day=short_day(part.day),
            )
            yield from about_session(
                facts, "trainer away", session, title, f"{reason}.", day=part.day, place=session.trainer
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
