"""What each pick costs: the price of its course, or what its seats cost with their shares of sessions."""

import datetime as dt
from collections.abc import Mapping, Set
from decimal import Decimal
from typing import NamedTuple

from pmplanner.services.money.converting import Converter
from pmplanner.services.money.session_costs import SeatCost
from pmplanner.services.pick_status.course_facts import CourseFacts

_NOTHING = Decimal(0)


class Bill(NamedTuple):
    """What a pick costs, None where a part is unknown, and what of it is known."""

    cost: Decimal | None
    known: Decimal


class Bills:
    """Makes the bills of picks of *courses* in a plan that begins on *first_day*.

    *seats* are what seats bear.

    Most picks cost the price of their course, whether they have a seat or not. Others are charged.
    """

    def __init__(
        self,
        facts: Mapping[int, CourseFacts],
        convert: Converter,
        first_day: dt.date,
        seats: Mapping[int, SeatCost],
        courses: Set[int],
    ) -> None:
        self._facts, self._convert, self._first_day, self._seats = facts, convert, first_day, seats
        self._plain: dict[int, Bill] = {}
        """By course what a pick costs with no more than its price, where that is the same on any day."""
        for course_id in courses:
            self._bill(course_id, first_day)
        self.is_plain = self._plain.keys() >= courses
        """Whether only seats that bear something, and several of one pick, have to be charged."""
        self._charges: dict[int, list[tuple[int, dt.date | None]]] = {}

    def charge(self, pick_id: int, seat_id: int, first_day: dt.date | None) -> None:
        """Let a pick pay for a seat that is not waiting, in a session that begins on *first_day*."""
        self._charges.setdefault(pick_id, []).append((seat_id, first_day))

    def of(self, pick_id: int, course_id: int, paid: Decimal | None = None) -> Bill:
        """Return the bill of a pick; *paid* is what a completion says instead of the price."""
        charges = self._charges.get(pick_id)
        if charges is None:
            if paid is not None:
                return Bill(paid, paid)
            return self._plain.get(course_id) or self._bill(course_id, self._first_day)
        known, is_known = paid or _NOTHING, True
        for seat_id, day in charges:
            seat = self._seats.get(seat_id, _USUAL)
            known, is_known = known + seat.known, is_known and seat.is_known
            if paid is None:
                price = seat.price if seat.has_price else self._bill(course_id, day or self._first_day).cost
                known, is_known = known + (price or _NOTHING), is_known and price is not None
        return Bill(known if is_known else None, known)

    def _bill(self, course_id: int, day: dt.date) -> Bill:
        bill = self._plain.get(course_id)
        if bill is not None:
            return bill
        facts = self._facts[course_id]
        price = self._convert(facts.price, facts.currency, day)
        bill = Bill(price, price or _NOTHING)
        if price is facts.price:  # the same on any day
            self._plain[course_id] = bill
        return bill


_USUAL = SeatCost()
