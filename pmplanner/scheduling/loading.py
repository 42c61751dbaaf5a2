"""From rows back to a schedule that can be worked on: existing sessions, or a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass

from pmplanner.scheduling import bits
from pmplanner.scheduling.problem import ExistingSession, Freedom, Problem, Proposal
from pmplanner.scheduling.session import Session
from pmplanner.scheduling.state import State


@dataclass(frozen=True, slots=True)
class Loaded:
    """What of some sessions could not be kept."""

    broken: tuple[tuple[ExistingSession, tuple[int, ...]], ...]
    """Sessions that cannot be held on their days, with the picks that sat there, by position."""
    unseated: tuple[int, ...]
    """Picks that lost their seats in sessions that are still there, by position."""


def load(state: State, rows: Iterable[ExistingSession]) -> Loaded:
    """Put sessions on the schedule with all of their people that still can come.

    Where the trainer or room is not to be had, another one will do.
    """
    broken: list[tuple[ExistingSession, tuple[int, ...]]] = []
    held: list[tuple[ExistingSession, Session]] = []
    # Pinned ones have nowhere else to go.
    for row in sorted(rows, key=lambda row: (row.freedom is not Freedom.PINNED, row.days)):
        session = _hold(state, row)
        if session is None:
            broken.append((row, _positions(state, row)))
        else:
            held.append((row, session))
    lost: list[int] = []
    # In order of the days, so that prerequisites are seated before what needs them.
    for row, session in sorted(held, key=lambda pair: pair[1].first):
        for pick in _positions(state, row):
            if len(session.picks) < state.seats_in(session) and state.fits(pick, session):
                state.seat(pick, session)
            else:
                lost.append(pick)
    for _, session in held:
        if not session.picks and not session.is_pinned:
            state.close_session(session)
    return Loaded(tuple(broken), tuple(lost))


def as_existing(
    problem: Problem, proposal: Proposal, freedom: Freedom = Freedom.FREE
) -> tuple[ExistingSession, ...]:
    """Give the sessions of a proposal as existing ones; locked and pinned ones stay what they are.

    New ones get negative keys: -1 for the first row of the proposal, and so on.
    """
    old = {row.key: row for row in problem.sessions}
    rows = []
    for at, session in enumerate(proposal.sessions):
        was = old.get(session.key) if session.key is not None else None
        rows.append(
            ExistingSession(
                -1 - at if session.key is None else session.key,
                session.course,
                session.days,
                session.trainer,
                session.room,
                session.seated,
                freedom if was is None or was.freedom is Freedom.FREE else was.freedom,
                None if was is None else was.seats_max,
            )
        )
    return tuple(rows)


def _positions(state: State, row: ExistingSession) -> tuple[int, ...]:
    return tuple(state.tables.pick_at[key] for key in row.seated if key in state.tables.pick_at)


def _hold(state: State, row: ExistingSession) -> Session | None:
    tables = state.tables
    course = tables.course_at[row.course]
    days = bits.day_set(row.days)
    facts = tables.courses[course]
    is_pinned = row.freedom is Freedom.PINNED
    if not is_pinned and (days != bits.run(row.days[0], facts.length) or not facts.starts >> row.days[0] & 1):
        return None
    found = _resources(state, course, days, row)
    if found is None:
        return None
    return state.open_session(
        course, days, *found, capacity=_seats(state, course, row), key=row.key, is_pinned=is_pinned
    )


def _seats(state: State, course: int, row: ExistingSession) -> int:
    return state.tables.courses[course].capacity if row.seats_max is None else row.seats_max


def _resources(
    state: State, course: int, days: int, row: ExistingSession
) -> tuple[int | None, int | None] | None:
    """Choose the trainer and room that the session had if they can, and others if not."""
    tables, facts = state.tables, state.tables.courses[course]
    people = min(len(row.seated), _seats(state, course, row))
    others = state.choose(course, days, people) or state.choose(course, days, 1)
    trainer = tables.trainer_at.get(row.trainer) if row.trainer is not None else None
    room = tables.room_at.get(row.room) if row.room is not None else None
    if others is None:
        return None
    return (
        _kept(trainer, facts.trainers or None, state.trainer_busy, days, others[0]),
        _kept(room, facts.rooms, state.room_busy, days, others[1]),
    )


def _kept(
    one: int | None, suitable: tuple[int, ...] | None, busy: list[int], days: int, other: int | None
) -> int | None:
    """Keep a trainer or room that is free and suits, or that nobody asked for; take the other if not."""
    if one is None or busy[one] & days or (suitable is not None and one not in suitable):
        return other
    return one
