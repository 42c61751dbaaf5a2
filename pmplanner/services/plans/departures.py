"""Who leaves: the seats and picks to come that are of no use any more, and giving them up as one edit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Plan, PlanState, Seat, SeatStatus, SessionDay, TrainingSession
from pmplanner.models.statuses import CLOSED_SESSIONS, SessionStatus
from pmplanner.sentences import counted, listed
from pmplanner.services.lookup import among, person_name
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.decision_rows import delete_picks
from pmplanner.services.sessions.seating import ATTENDANCE, give_up
from pmplanner.storage import journal


@dataclass(slots=True)
class Departure:
    """What somebody who leaves has after the last day, in all plans that are active."""

    person_id: int
    name: str
    last_day: dt.date
    seats: dict[int, int] = field(default_factory=dict)
    """Seats and places on waiting lists of sessions that end after the last day, with their sessions."""
    of_seats: set[int] = field(default_factory=set)
    """The picks of these seats."""
    open_picks: set[int] = field(default_factory=set)
    """Picks without a seat, in plans that go on after the last day."""
    void_seats: set[int] = field(default_factory=set)
    """Seats of these picks in sessions that were cancelled, which go with them."""
    locked: list[str] = field(default_factory=list)
    """Codes of locked sessions in which the person has a seat: nothing about those is changed."""

    @property
    def anything(self) -> bool:
        """Say whether there is something to give up."""
        return bool(self.seats or self.open_picks)


def foresee_departures(
    db: Session, person_ids: Collection[int] | None = None, days: Mapping[int, dt.date] | None = None
) -> list[Departure]:
    """Return what those who have a last day have after it, by name; who has nothing is left out.

    *days* gives the last days that people would have, in place of those that they have.
    """
    days = days or {}
    query = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
        Person.end_date,
    ).where(*among(Person.id, person_ids))
    found = {
        row.id: Departure(row.id, person_name(*row[:5]), last_day)
        for row in db.execute(query)
        if (last_day := days.get(row.id, row.end_date)) is not None
        and (person_ids is None or row.id in person_ids)
    }
    _add_seats(db, found)
    _add_open(db, found)
    return sorted(
        (each for each in found.values() if each.anything or each.locked),
        key=lambda each: (each.name.casefold(), each.person_id),
    )


def _add_seats(db: Session, found: dict[int, Departure]) -> None:
    ends = (
        select(SessionDay.session_id, func.max(SessionDay.day).label("last_day"))
        .group_by(SessionDay.session_id)
        .subquery()
    )
    query = (
        select(
            Seat.id, Seat.session_id, Seat.pick_id, Pick.person_id, ends.c.last_day,
            TrainingSession.code, TrainingSession.locked,
        )
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Plan, Plan.id == Pick.plan_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(ends, ends.c.session_id == Seat.session_id)
        .where(
            Plan.state == PlanState.ACTIVE,
            Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING)),
            TrainingSession.status.not_in(CLOSED_SESSIONS),
            *among(Pick.person_id, found.keys()),
        )
        .order_by(Seat.id)
    )  # fmt: skip
    for seat_id, session_id, pick_id, person_id, last_day, code, locked in db.execute(query):
        departure = found.get(person_id)
        if departure is None or last_day <= departure.last_day:
            continue
        if locked:
            departure.locked.append(code)
        else:
            departure.seats[seat_id] = session_id
            departure.of_seats.add(pick_id)


def _add_open(db: Session, found: dict[int, Departure]) -> None:
    """Find the open picks, and leave those out of which attendance tells or that have another seat."""
    seats: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
    query = (
        select(Seat.id, Seat.pick_id, Seat.status, TrainingSession.status)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(*among(Pick.person_id, found.keys()))
    )
    for seat_id, pick_id, status, of_session in db.execute(query):
        seats[pick_id].append((seat_id, status, of_session))
    going = {seat_id for each in found.values() for seat_id in each.seats}
    plans = select(Plan.id, Plan.last_day).where(Plan.state == PlanState.ACTIVE).order_by(Plan.id)
    for plan_id, last_day in db.execute(plans) if found else ():
        for pick in list_pick_statuses(db, plan_id, found.keys()):
            departure = found[pick.person_id]
            others = [seat for seat in seats[pick.pick_id] if seat[0] not in going]
            told = any(status in ATTENDANCE for _, status, _ in seats[pick.pick_id])
            sits = any(of_session != SessionStatus.CANCELLED for *_, of_session in others)
            if pick.status == DONE or told or sits:
                departure.of_seats.discard(pick.pick_id)
            elif pick.pick_id in departure.of_seats or departure.last_day < last_day:
                departure.void_seats |= {seat_id for seat_id, *_ in others}
                if pick.pick_id not in departure.of_seats:
                    departure.open_picks.add(pick.pick_id)


def release(db: Session, person_ids: Collection[int]) -> list[Departure]:
    """Give up the seats and picks to come of those who leave; those who wait move up.

    Returns what was foreseen. Seats in locked sessions stay, and so does what was attended.
    """
    departures = foresee_departures(db, person_ids)
    give_up(db, {seat: session for each in departures for seat, session in each.seats.items()})
    journal.bulk_delete(db, Seat, {seat for each in departures for seat in each.void_seats})
    gone = {pick for each in departures for pick in (*each.of_seats, *each.open_picks)}
    delete_picks(db, gone)
    return departures


def in_words(departures: Collection[Departure]) -> str:
    """Return how much there is to give up: "3 seats and 2 picks"."""
    seats = sum(len(each.seats) for each in departures)
    picks = sum(len(each.open_picks) for each in departures)
    parts = [
        counted("{n:,} seat", "{n:,} seats", seats) if seats else "",
        counted("{n:,} pick", "{n:,} picks", picks) if picks else "",
    ]
    return listed(filter(None, parts)) if any(parts) else ""


def locked_words(departures: Collection[Departure]) -> str:
    """Say in which locked sessions seats stay; "" for none."""
    codes = sorted({code for each in departures for code in each.locked})
    if not codes:
        return ""
    return counted(
        "{codes} is locked, so a seat there stays until it is unlocked.",
        "{codes} are locked, so seats there stay until they are unlocked.",
        len(codes),
        codes=listed(codes),
    )
