"""The problems that a plan would have with a proposal in it, found without writing anything."""

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from pmplanner.scheduling.model.problem import Freedom, PlannedSession, Proposal
from pmplanner.services.autoschedule.halves import MIDDAY, by_date
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.services.calendar.session_days import DAY_END, DAY_START
from pmplanner.services.problems.reading.rows import Booking, Facts, Part, SessionFacts


def foresee(brief: Brief, proposal: Proposal) -> Facts:
    """Return the facts of a plan as they would be; new sessions have negative ids."""
    facts = brief.facts.copy()
    person_of = {row.key: row.person for row in brief.problem.picks}
    known = {seat.pick_id: seat for seats in facts.seats.values() for seat in seats}
    planned = {row.key: row for row in proposal.sessions if row.key is not None}
    for session in brief.sessions.values():
        row = planned.get(session.id)
        if row is None and session.freedom is Freedom.FREE:
            facts.remove_run(session.id)
    was = {row.key: row for row in brief.problem.sessions}
    for at, row in enumerate(proposal.sessions):
        session_id = -1 - at if row.key is None else row.key
        if row.key is None:
            facts.set_session(_new_session(brief, session_id, row))
        elif brief.sessions[row.key].freedom is Freedom.FREE:
            facts.set_session(_changed(brief, facts.sessions[session_id], row, was[session_id].days))
        others = [seat for seat in facts.seats.get(session_id, ()) if seat.pick_id not in person_of]
        seats = [
            known[pick]._replace(session_id=session_id)
            if pick in known
            else Booking(person_of[pick], session_id, "booked", pick)
            for pick in row.seated
        ]
        facts.set_seats(session_id, [*others, *seats])
    return facts


def _new_session(brief: Brief, session_id: int, row: PlannedSession) -> SessionFacts:
    return SessionFacts(
        session_id,
        "",
        row.course,
        None,
        _parts(brief, row.days),
        room=brief.rooms.get(row.room or 0, ""),
        trainer=brief.trainers.get(row.trainer or 0, ""),
    )


def _changed(
    brief: Brief, session: SessionFacts, row: PlannedSession, before: tuple[int, ...]
) -> SessionFacts:
    parts = session.parts if row.days == before else _parts(brief, row.days)
    trainer = session.trainer if row.trainer is None else brief.trainers[row.trainer]
    room = session.room if row.room is None else brief.rooms[row.room]
    return replace(session, parts=parts, trainer=trainer, room=room)


def _parts(brief: Brief, places: tuple[int, ...]) -> tuple[Part, ...]:
    dates: dict[dt.date, set[int]] = defaultdict(set)
    dates.update(by_date(brief.halves(places)))
    return tuple(
        Part(
            day,
            MIDDAY if halves == {1} else DAY_START,
            MIDDAY if halves == {0} else DAY_END,
            quarters=2 * len(halves),
        )
        for day, halves in dates.items()
    )
