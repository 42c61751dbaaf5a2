"""The sessions of a course, each with what keeps a person from sitting in it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.day_words import full_day, full_span
from pmplanner.models import SessionDay, TrainingSession
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts
from pmplanner.services.why.rows import Hindrance, HindranceKind, SessionAnswer
from pmplanner.services.why.trying import Sitting, in_words

_UNSAID = ("attendance missing",)
"""What says nothing beside that the session is past."""
_BEEN = {
    SeatStatus.ATTENDED: marked("{person} attended {session}."),
    SeatStatus.PARTLY_ATTENDED: marked("{person} attended {session} in part only."),
    SeatStatus.ABSENT: marked("{person} was booked for {session} and did not come."),
}


def list_sessions(
    db: Session,
    facts: Facts,
    sitting: Sitting,
    whom: tuple[int, str],
    course_id: int,
    today: dt.date,
    *,
    is_done: bool,
    is_refused: bool,
) -> tuple[SessionAnswer, ...]:
    """Return the sessions of a course in a plan by their days, with what each means for a person.

    *whom* is the person's id and name. Who has the course behind them in this plan, as
    *is_done* says, sits in it no more, nor who was refused it. Those that are called off come last.
    """
    seats = dict(
        db.execute(
            select(TrainingSession.id, TrainingSession.status)
            .where(TrainingSession.plan_id == facts.plan_id, TrainingSession.course_id == course_id)
            .order_by(TrainingSession.id)
        ).all()
    )
    there = [facts.sessions[session_id] for session_id in seats if session_id in facts.sessions]
    there.sort(key=lambda session: (session.first_day, session.id))
    answers = [
        answer_session(facts, sitting, session, whom, today, is_done=is_done, is_refused=is_refused)
        for session in there
    ]
    gone = {session_id: status for session_id, status in seats.items() if session_id not in facts.sessions}
    return (*answers, *_called_off(db, facts, gone, whom))


def answer_session(
    facts: Facts,
    sitting: Sitting,
    session: SessionFacts,
    whom: tuple[int, str],
    today: dt.date,
    *,
    is_done: bool = False,
    is_refused: bool = False,
) -> SessionAnswer:
    """Say whether a person can sit in a session, and if not, why."""
    person_id, name = whom
    booked = facts.sits.get(person_id, {}).get(session.id)
    queue = [each.person_id for each in facts.waiting.get(session.id, ())]
    place = queue.index(person_id) + 1 if person_id in queue else 0
    seat = SeatStatus(booked.status) if booked is not None else SeatStatus.WAITING if place else None
    hindrances: tuple[Hindrance, ...] = ()
    if seat not in _BEEN:
        found = hindrances_in(facts, sitting, session, today, is_booked=booked is not None)
        hindrances = (*_done(is_done and booked is None), *_refused(is_refused), *found)
    answer = SessionAnswer(
        session.id, session.code, session.first_day, session.last_day, seat, place, hindrances, ""
    )
    return replace(answer, sentence=_sentence(answer, name))


def hindrances_in(
    facts: Facts, sitting: Sitting, session: SessionFacts, today: dt.date, *, is_booked: bool
) -> Iterable[Hindrance]:
    """Yield what keeps the person out of a session; of who sits in it what is wrong with that."""
    found, is_free = sitting.problems(session)
    if not is_booked:
        yield from _shut(session, today)
        if not is_free:
            yield _full(facts, session, found)
    for problem in found:
        if problem.kind != "over capacity" or is_booked:
            yield Hindrance(problem.kind, in_words(problem), problem)


def _refused(is_refused: bool) -> tuple[Hindrance, ...]:
    return (Hindrance("refused", said("It was declined or put off.")),) if is_refused else ()


def _done(is_done: bool) -> tuple[Hindrance, ...]:
    return (Hindrance("done", said("The course is done.")),) if is_done else ()


def _shut(session: SessionFacts, today: dt.date) -> Iterable[Hindrance]:
    """Yield why nobody comes to a session any more."""
    if session.held:
        yield Hindrance("held", said("It was held."))
    elif session.first_day < today:
        yield Hindrance("past", said("It began on {day}.", day=full_day(session.first_day)))
    if session.locked:
        yield Hindrance("locked", said("It is locked: nobody comes or goes."))


def _full(facts: Facts, session: SessionFacts, found: Iterable[Problem]) -> Hindrance:
    """Say that there is no seat, as the problem does where the kind is not ignored."""
    problem = next((each for each in found if each.kind == "over capacity"), None)
    people, seats = len(facts.seats.get(session.id, ())), session.seats_max or 0
    if session.kept_seats:
        text = said(
            "It is full: {people} of {seats} seats are taken, and {kept} kept for teams.",
            people=people,
            seats=seats,
            kept=session.kept_seats,
        )
    else:
        text = said("It is full: {people} of {seats} seats are taken.", people=people, seats=seats)
    return Hindrance("full", text, problem)


def _called_off(
    db: Session, facts: Facts, statuses: Mapping[int, str], whom: tuple[int, str]
) -> Iterable[SessionAnswer]:
    query = (
        select(TrainingSession.id, TrainingSession.code, func.min(SessionDay.day), func.max(SessionDay.day))
        .outerjoin(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(TrainingSession.id.in_(statuses))
        .group_by(TrainingSession.id)
    )
    for session_id, code, first, last in sorted(
        db.execute(query), key=lambda row: (row[2] or dt.date.max, row[0])
    ):
        kind: HindranceKind = (
            "cancelled" if statuses[session_id] == SessionStatus.CANCELLED else "without days"
        )
        text = said("It was cancelled.") if kind == "cancelled" else said("It has no days yet.")
        answer = SessionAnswer(session_id, code, first, last, None, 0, (Hindrance(kind, text),), "")
        yield replace(answer, sentence=_sentence(answer, whom[1]))


def _sentence(answer: SessionAnswer, person: str) -> str:
    session = _named(answer)
    if answer.seat in _BEEN:
        return resaid(_BEEN[answer.seat], person=person, session=session)
    told = (each for each in answer.hindrances if not each.is_accepted and each.kind not in _UNSAID)
    why = " ".join(each.text for each in told)
    if answer.seat == SeatStatus.BOOKED:
        if not why:
            return said("{person} sits in {session}.", person=person, session=session)
        return said("{person} sits in {session}, but: {why}", person=person, session=session, why=why)
    if answer.seat == SeatStatus.WAITING:
        return said(
            "{person} waits for a seat in {session}, in place {place}. {why}",
            person=person,
            session=session,
            place=answer.place,
            why=why,
        ).rstrip()
    if not why:
        return said("{person} can sit in {session}.", person=person, session=session)
    return said("{person} cannot sit in {session}: {why}", person=person, session=session, why=why)


def _named(answer: SessionAnswer) -> str:
    """A session by its code and days."""
    if answer.first_day is None or answer.last_day is None:
        return answer.code
    return said("{session} of {days}", session=answer.code, days=full_span(answer.first_day, answer.last_day))
