"""From rows back to a schedule that can be worked on: existing sessions, or a proposal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import ExistingSession, Freedom, Problem, Proposal
from pmplanner.scheduling.model.session import Own, Session
from pmplanner.scheduling.state.state import State


@dataclass(frozen=True, slots=True)
class Loaded:
    """What of some sessions could not be kept."""

    broken: tuple[tuple[ExistingSession, tuple[int, ...]], ...]
    """Sessions that cannot be held on their days, with the picks that sat there, by position."""
    unseated: tuple[int, ...]
    """Picks that lost their seats in sessions that are still there, by position."""


def load(state: State, rows: Iterable[ExistingSession], *, keep_empty: bool = False) -> Loaded:
    """Put sessions on the schedule with all of their people that still can come.

    Where the trainer or room is not to be had, another one will do. Sessions without people are left
    out unless they are to be kept.
    """
    rows = list(rows)
    held, broken = _hold_all(state, [row for row in rows if row.freedom is Freedom.FREE])
    lost: list[int] = []
    standing: dict[int | None, list[Session]] = defaultdict(list)
    for session in state.sessions.values():
        if session.is_pinned:
            standing[session.key].append(session)
    places = [(row, [session]) for row, session in held]
    places += [(row, standing[row.key]) for row in rows if row.key in standing]
    # In order of the days, so that prerequisites are seated before what needs them.
    for row, sessions in sorted(places, key=lambda pair: pair[1][0].first):
        for pick in _positions(state, row):
            if not any(_seat(state, pick, session) for session in sessions):
                lost.append(pick)
    for _, session in held:
        if not session.picks and not keep_empty:
            state.close_session(session)
    return Loaded(tuple(broken), tuple(lost))


def _hold_all(
    state: State, rows: list[ExistingSession]
) -> tuple[list[tuple[ExistingSession, Session]], list[tuple[ExistingSession, tuple[int, ...]]]]:
    """Open the sessions that can be held on their days; give these and the others with their picks."""
    broken: list[tuple[ExistingSession, tuple[int, ...]]] = []
    held: list[tuple[ExistingSession, Session]] = []
    for row in sorted(rows, key=lambda row: row.days):
        session = _hold(state, row)
        if session is None:
            broken.append((row, _positions(state, row)))
        else:
            held.append((row, session))
    return held, broken


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
        if was is not None:
            rows[-1] = _as_it_was(was, rows[-1])
    return tuple(rows)


def _as_it_was(was: ExistingSession, now: ExistingSession) -> ExistingSession:
    """Give a session that is there already with all that it has of its own."""
    if was.freedom is not Freedom.FREE:
        joined = tuple(key for key in now.seated if key not in was.seated)
        return replace(was, joined=joined)
    return replace(was, days=now.days, trainer=now.trainer, room=now.room, seated=now.seated)


def _positions(state: State, row: ExistingSession) -> tuple[int, ...]:
    found = (*row.seated, *row.joined)
    return tuple(state.tables.pick_at[key] for key in found if key in state.tables.pick_at)


def _seat(state: State, pick: int, session: Session) -> bool:
    if len(session.picks) < state.seats_in(session) and state.fits(pick, session):
        state.seat(pick, session)
        return True
    return False


def _hold(state: State, row: ExistingSession) -> Session | None:
    """Open a session on the days that it has now, in a row or not, if they are as many as its course's."""
    tables = state.tables
    # The course has changed its length since: the session has to be laid out anew.
    if not row.days or len(row.days) != tables.courses[tables.course_at[row.course]].length:
        return None
    course, days, own = tables.course_at[row.course], bits.day_set(row.days), tables.own_of(row)
    seats = tables.seats_of(row)
    found = _resources(state, course, days, row, own)
    if found is None:
        return None
    return state.open_session(course, days, *found, capacity=seats, key=row.key, own=own)


def _resources(
    state: State, course: int, days: int, row: ExistingSession, own: Own
) -> tuple[int | None, int | None] | None:
    """Choose the trainer and room that the session had if they can, and others if not."""
    tables = state.tables
    if days & ~state.further_days(own):
        return None
    trainers, rooms = tables.trainers_for(course, own), tables.rooms_for(course, own)
    trainer = tables.trainer_at.get(row.trainer) if row.trainer is not None else None
    if trainer is None or trainer not in trainers or state.trainer_busy[trainer] & days:
        trainer = state.choose_trainer(course, days, own)
        if trainer is None and trainers:
            return None
    room = tables.room_at.get(row.room) if row.room is not None else None
    people = len(row.seated)
    suits = room is not None and room in (rooms or ()) and _has_room(state, course, days, own, room)
    if not suits or (room is not None and tables.seats_with(room, own) < people):
        # People come before the room that a session had.
        larger = state.choose_room(course, days, people, own)
        if larger is not None or not suits:
            room = state.choose_room(course, days, 1, own) if larger is None else larger
        if room is None and rooms is not None:
            return None
    if room is None and tables.needs(course, own, None) and days & ~state.equipped_days(course, own, None):
        return None
    return trainer, room


def _has_room(state: State, course: int, days: int, own: Own, room: int) -> bool:
    if state.room_busy[room] & days:
        return False
    return not (state.tables.needs(course, own, room) and days & ~state.equipped_days(course, own, room))
