"""Whose rows are: finds the people and sessions that an edit touched from the ids of its rows.

A row that is deleted can no longer be asked, so its owner is kept from when it was last seen.
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pmplanner.models import (
    Absence,
    Completion,
    Employment,
    Exemption,
    PersonCertificate,
    Pick,
    PickDecision,
    Reservation,
    Seat,
    SessionDay,
    SessionEquipment,
    SessionRoom,
    SessionTrainer,
)
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.lookup import among, plain_rows
from pmplanner.services.problems.reading.rows import Facts

_T = TypeVar("_T")

_Columns = tuple[InstrumentedAttribute[int], InstrumentedAttribute[int]]

_OF_RUNS: dict[str, _Columns] = {
    "session_day": (SessionDay.id, SessionDay.session_id),
    "session_equipment": (SessionEquipment.id, SessionEquipment.session_id),
    "session_room": (SessionRoom.id, SessionRoom.session_id),
    "session_trainer": (SessionTrainer.id, SessionTrainer.session_id),
    "reservation": (Reservation.id, Reservation.session_id),
}
_OF_PEOPLE: dict[str, _Columns] = {
    "absence": (Absence.id, Absence.person_id),
    "employment": (Employment.id, Employment.person_id),
    "completion": (Completion.id, Completion.person_id),
    "exemption": (Exemption.id, Exemption.person_id),
    "person_certificate": (PersonCertificate.id, PersonCertificate.person_id),
    "pick": (Pick.id, Pick.person_id),
    "pick_decision": (PickDecision.id, Pick.person_id),
}


class Owners:
    """The owners of the rows that hang on sessions and people."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, int]] = {}
        self._seats: dict[int, tuple[int, int]] = {}
        """Session and person by seat: of the plan, and of other plans where somebody attended."""
        self.attended_elsewhere: set[int] = set()
        """The people who attended a session of another plan."""

    @classmethod
    def read(cls, db: Session, plan_id: int, facts: Facts) -> "Owners":
        """Return the owners of all rows that there are."""
        owners = cls()
        for table, (row_id, owner) in (_OF_RUNS | _OF_PEOPLE).items():
            owners._rows[table] = {row[0]: row[1] for row in plain_rows(db, _asked(row_id, owner))}
        for bookings in (*facts.seats.values(), *facts.waiting.values()):
            owners._seats |= {booking.id: (booking.session_id, booking.person_id) for booking in bookings}
        query = (
            select(Seat.id, Seat.session_id, Pick.person_id)
            .join(Pick, Pick.id == Seat.pick_id)
            .where(Pick.plan_id != plan_id, Seat.status == SeatStatus.ATTENDED)
        )
        for seat_id, session_id, person_id in db.execute(query):
            owners._seats[seat_id] = (session_id, person_id)
            owners.attended_elsewhere.add(person_id)
        return owners

    def copy(self) -> "Owners":
        """Return a copy to try something in."""
        twin = Owners()
        twin._rows = {table: dict(rows) for table, rows in self._rows.items()}
        twin._seats = dict(self._seats)
        twin.attended_elsewhere = set(self.attended_elsewhere)
        return twin

    def sessions_of(self, db: Session, keys: dict[str, frozenset[int]]) -> set[int]:
        """Return the sessions whose days, equipment or kept seats were touched, in any plan."""
        return self._find(db, keys, _OF_RUNS)

    def people_of(self, db: Session, keys: dict[str, frozenset[int]], *tables: str) -> set[int]:
        """Return the people whose rows of these tables were touched."""
        return self._find(db, keys, {table: _OF_PEOPLE[table] for table in tables})

    def _find(self, db: Session, keys: dict[str, frozenset[int]], tables: dict[str, _Columns]) -> set[int]:
        found: set[int] = set()
        for table in tables.keys() & keys.keys():
            known, (row_id, owner) = self._rows[table], tables[table]
            query = _asked(row_id, owner).where(row_id.in_(keys[table]))
            now = {row[0]: row[1] for row in plain_rows(db, query)}
            found |= {known[key] for key in keys[table] if key in known} | set(now.values())
            _renew(known, keys[table], now)
        return found

    def seats_of_picks(self, db: Session, pick_ids: Iterable[int]) -> set[int]:
        """Return the seats of picks as they are now."""
        touched = set(pick_ids)
        rows = db.execute(select(Seat.id, Seat.pick_id).where(*among(Seat.pick_id, touched)))
        return {seat_id for seat_id, pick_id in rows if pick_id in touched}

    def of_seats(
        self, db: Session, plan_id: int, others: Collection[int], seat_ids: Iterable[int]
    ) -> tuple[set[int], set[int]]:
        """Return the sessions and the people of seats, as they were and as they are.

        All seats of the plan and of those *others* are known; of further ones where somebody attended.
        """
        touched = set(seat_ids)
        was = [self._seats[seat_id] for seat_id in touched if seat_id in self._seats]
        query = (
            select(Seat.id, Seat.session_id, Pick.person_id, Pick.plan_id, Seat.status)
            .join(Pick, Pick.id == Seat.pick_id)
            .where(Seat.id.in_(touched))
        )
        now: dict[int, tuple[int, int]] = {}
        for seat_id, session_id, person_id, of_plan, status in db.execute(query):
            if of_plan == plan_id or of_plan in others or status == SeatStatus.ATTENDED:
                now[seat_id] = (session_id, person_id)
            if of_plan != plan_id and status == SeatStatus.ATTENDED:
                self.attended_elsewhere.add(person_id)
        _renew(self._seats, touched, now)
        both = [*was, *now.values()]
        return {session_id for session_id, _ in both}, {person_id for _, person_id in both}


def _asked(row_id: InstrumentedAttribute[int], owner: InstrumentedAttribute[int]) -> Select[int, int]:
    query = select(row_id, owner)
    # A decision is its pick's, and the pick the person's.
    of_pick = row_id.class_ is PickDecision
    return query.join(Pick, Pick.id == PickDecision.pick_id) if of_pick else query


def _renew(known: dict[int, _T], ids: Collection[int], now: dict[int, _T]) -> None:
    for row_id in ids:
        known.pop(row_id, None)
    known |= now
