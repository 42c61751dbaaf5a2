"""Whatever is done to a session: nobody waits for a seat that is free, and none is given out twice."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from pmplanner.models import Policy
from pmplanner.services.errors import PlanError
from pmplanner.services.plans import people_changes
from pmplanner.services.sessions import reservations, seating, sessions
from pmplanner.services.sessions.changes import merge_sessions, set_locked, split_session
from pmplanner.services.sessions.sessions import session_detail
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import make
from tests.tiers import examples

NAMES = "ABCDEFGH"
TEAMS = {name: ("Sales", "Ops", "")[place % 3] for place, name in enumerate(NAMES)}
WORDS = ("seat", "unseat", "seats", "keep", "give up", "wait", "queue", "lock", "split", "merge")

OFTEN = ("queue", "queue", "unseat", "wait", "seats")

steps = st.lists(st.tuples(st.sampled_from(WORDS + OFTEN), st.integers(0, 7)), max_size=12)


class _UndoneError(Exception):
    """Leaves the workspace as it was for the next example."""


@pytest.mark.slow
@settings(
    max_examples=examples(5, 300),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink these takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps, seats=st.integers(2, 7), extra=st.integers(0, 1))
def test_seats_are_given_out_once_and_none_is_left_while_somebody_waits(
    blank: Workspace, steps: list[tuple[str, int]], seats: int, extra: int
) -> None:
    with suppress(_UndoneError), blank.edit("Try") as db:
        small = make(db)
        small.course("BOOT")
        for name in NAMES:
            people_changes.change_person(db, small.person(name), team=TEAMS[name])
        if extra:
            db.add(Policy(kind="over capacity", limit=Decimal(extra)))
        session = small.run("BOOT", seats_max=seats)
        picks = small.pick(NAMES, "BOOT")
        seating.seat_picks(db, session, picks[:3])
        if seats > 4:
            reservations.reserve_seats(db, session, "Sales", 1)
        seating.seat_picks(db, session, picks[3:])
        for word, number in steps:
            taken, queue, kept = _taken(db, session), _queue(db, session), _kept(db, session)
            with suppress(PlanError):
                _do(db, session, word, number, picks)
            if word not in ("queue", "split", "seat"):  # these move people past others on purpose
                _check_order(db, session, queue, kept)
            for each in sessions.list_sessions(db, small.plan):
                _check(db, each.id, extra, taken if each.id == session else 0)
            listed = Counter(pick.course_id for pick in seating.list_open(db, small.plan))
            assert seating.count_open(db, small.plan) == listed
        raise _UndoneError


def _do(db: Session, session: int, word: str, number: int, picks: list[int]) -> None:
    detail = session_detail(db, session)
    seat = detail.seats[number % len(detail.seats)].id if detail.seats else 0
    others = [row.id for row in sessions.list_sessions(db, 1) if row.id != session]
    team = ("Sales", "Ops")[number % 2]
    deeds: dict[str, Callable[[], object]] = {
        "seat": lambda: seating.seat_picks(db, session, picks[number : number + 3]),
        "unseat": lambda: seating.unseat(db, [seat]),
        "seats": lambda: sessions.change_session(db, session, seats_max=1 + number),
        "keep": lambda: reservations.reserve_seats(db, session, team, 1 + number // 4),
        "give up": lambda: reservations.reserve_seats(db, session, team, 0),
        "wait": lambda: _wait(db, session, seat),
        "queue": lambda: seating.move_in_queue(db, seat, number - 4),
        "lock": lambda: set_locked(db, session, not detail.row.locked),
        "split": lambda: split_session(db, session),
        "merge": lambda: merge_sessions(db, [session, *others]),
    }
    deeds[word]()


def _wait(db: Session, session: int, seat: int) -> None:
    """Make somebody wait; where a seat is free, the next change of the session gives it back."""
    seating.set_seat_status(db, [seat], "waiting")
    seating.move_up(db, session)


def _booked(db: Session, session: int) -> list[str]:
    return [seat.name for seat in session_detail(db, session).seats if seat.status == "booked"]


def _taken(db: Session, session: int) -> int:
    """How many seats are booked or kept."""
    kept = session_detail(db, session).reserved
    return len(_booked(db, session)) + sum(row.seats for row in kept)


def _queue(db: Session, session: int) -> list[tuple[int, str]]:
    """Return who waits, by seat, with the team, in the order of the table."""
    query = text("SELECT id FROM seat WHERE session_id = :run AND status = 'waiting' ORDER BY position, id")
    teams = {seat.id: seat.team for seat in session_detail(db, session).seats}
    return [(seat_id, teams[seat_id]) for seat_id in db.scalars(query, {"run": session})]


def _kept(db: Session, session: int) -> set[str]:
    return {row.team for row in session_detail(db, session).reserved}


def _check_order(db: Session, session: int, queue: list[tuple[int, str]], kept: set[str]) -> None:
    """Nobody is passed over but by people of a team for which seats were or are kept."""
    kept = kept | _kept(db, session)
    status = {seat.id: seat.status for seat in session_detail(db, session).seats}
    still = [seat_id for seat_id, _ in queue if status.get(seat_id) == "waiting"]
    for place, (seat_id, team) in enumerate(queue):
        if status.get(seat_id) == "booked" and team not in kept:
            assert not {before for before, _ in queue[:place]} & set(still)
    assert [seat_id for seat_id, _ in _queue(db, session) if seat_id in still] == still


def _check(db: Session, session: int, extra: int, before: int) -> None:
    detail = session_detail(db, session)
    most = (detail.row.seats_max or 0) + extra
    booked = _booked(db, session)
    kept = {row.team: row.seats for row in detail.reserved}
    assert all(seats > 0 for seats in kept.values())
    assert _taken(db, session) <= max(most, before)
    waiting = [seat for seat in detail.seats if seat.status == "waiting"]
    assert len({seat.position for seat in waiting}) == len(waiting)
    if detail.row.locked:
        return
    for seat in waiting:
        assert len(booked) + sum(kept.values()) >= most
        assert seat.team not in kept or len(booked) >= most
