"""What a pick costs, made of what, in words."""

from __future__ import annotations

from pmplanner.services.pick_status.session_bill import (
    OWN_PRICE,
    PAID,
    PRICE,
    WAY,
    PickBill,
    PickPart,
)
from pmplanner.services.quantities import decimals_of
from pmplanner.ui.money.bill_view import BillLine
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import decimals, format_money


def pick_lines(bill: PickBill) -> list[BillLine]:
    """Return the parts of what a pick costs with their sum; the sum alone where nothing is left to say."""
    amounts = [bill.known_cost, *(part.amount for part in bill.parts)]
    least = decimals_of(bill.currency) if decimals(amounts) else 0
    lines = [
        BillLine(
            _part_text(part),
            tr("unknown") if part.amount is None else format_money(part.amount, bill.currency, least),
        )
        for part in bill.parts
    ]
    known = format_money(bill.known_cost, bill.currency, least)
    whole = known if bill.cost is not None else tr("%1 known", known) if bill.known_cost else tr("unknown")
    return [*lines, BillLine(tr("In all"), whole, is_sum=True)]


def _part_text(part: PickPart) -> str:
    if part.kind == PRICE:
        return tr("Price of the course")
    if part.kind == OWN_PRICE:
        return tr("Price of a seat in %1", part.session_code)
    if part.kind == PAID:
        return tr("As its completion says")
    if part.kind == WAY:
        return tr("Own way to %1", part.session_code)
    if part.amount is None:
        return tr("More of %1", part.session_code)
    return plural(part.seats, "All of %2", "Share of %2, of %1 seats", part.session_code)
