"""What a session costs, made of what, and what each seat bears, in words."""

from __future__ import annotations

from decimal import Decimal

from pmplanner.services.money.session_costs import (
    CALLING_OFF,
    OF_COURSE,
    OF_PLAN,
    OWN,
    ROOM,
    TRAINER,
    Charge,
)
from pmplanner.services.pick_status.session_bill import Charged, SessionBill
from pmplanner.services.quantities import decimals_of
from pmplanner.ui.money.bill_view import BillLine
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import decimals, format_date, format_money, format_number, format_price


def session_lines(bill: SessionBill) -> list[BillLine]:
    """Return the lines of a session's bill: its charges, their sum, and what a seat bears."""
    money = _Writer(bill)
    lines = [BillLine(_charge_text(each.charge, bill.currency), money.charged(each)) for each in bill.charged]
    total = bill.total
    whole = money.known(total.known, total.is_known)
    lines.append(BillLine(tr("The session costs"), whole, is_sum=True))
    shares = [*bill.shares.values(), *bill.kept_shares]
    if not shares:
        return lines
    if bill.charged:
        between = " – ".join(money(each) for each in sorted(set(shares)))
        each_seat = plural(len(shares), "The one seat bears", "Each of %1 seats bears")
        lines.append(BillLine(each_seat, between if total.is_known else tr("%1 known", between)))
    price = tr("The session’s price of a seat") if bill.has_own_price else tr("The course’s price of a seat")
    lines.append(BillLine(price, money(bill.price)))
    if bill.ways:
        known = sum((way for way in bill.ways.values() if way is not None), Decimal(0))
        text = plural(len(bill.ways), "The way of 1 who travels", "The ways of %1 who travel")
        lines.append(BillLine(text, money.known(known, None not in bill.ways.values())))
    return lines


def session_notes(bill: SessionBill) -> list[str]:
    """Return what is to be said of a session's bill: what adds nothing, and that nobody bears it."""
    if bill.is_called_off:
        return [_called_off_note(bill)]
    notes = []
    if bill.unknown:
        notes.append(tr("Nobody has entered what this costs: %1.", ", ".join(bill.unknown)))
    if bill.kept_shares:
        kept = len(bill.kept_shares)
        notes.append(
            plural(kept, "1 of the seats is kept for a team.", "%1 of the seats are kept for teams.")
        )
    if not bill.shares and not bill.kept_shares and bill.charged:
        notes.append(tr("Nobody has a seat, so that nobody bears it: it is in the plan’s sum only."))
    if bill.adding_nothing:
        notes.append(tr("No cost of a day is entered, and none added: %1.", ", ".join(bill.adding_nothing)))
    return notes


def _called_off_note(bill: SessionBill) -> str:
    if bill.charged:
        return tr("It was called off, so that nobody bears it: it is in the plan’s sum only.")
    return tr("It was called off. Nobody has entered what that costs, and nothing is counted.")


def session_lacking(bill: SessionBill) -> str:
    """Say which rates are missing for a session's bill; nothing for none."""
    if not bill.without_rate:
        return ""
    codes = ", ".join(bill.without_rate)
    return tr("No rate of %1 holds on %2. Enter one on the page Resources.", codes, format_date(bill.day))


class _Writer:
    """Writes the amounts of a bill, which share their decimals."""

    def __init__(self, bill: SessionBill) -> None:
        self._currency = bill.currency
        amounts = [bill.price, *(each.amount for each in bill.charged), *bill.shares.values()]
        self._least = decimals_of(bill.currency) if decimals([*amounts, *bill.ways.values()]) else 0

    def __call__(self, amount: Decimal | None) -> str:
        return tr("unknown") if amount is None else format_money(amount, self._currency, self._least)

    def known(self, known: Decimal, is_known: bool) -> str:
        """Return a sum, of which not all may be known."""
        if is_known:
            return self(known)
        return tr("%1 known", self(known)) if known else self(None)

    def charged(self, each: Charged) -> str:
        """Return what a charge makes, or what it is in a currency without a rate."""
        if each.amount is None and each.charge.amount is not None:
            return tr("%1, no rate", format_money(each.charge.amount, each.charge.currency))
        return self(each.amount)


def _charge_text(charge: Charge, usual: str) -> str:
    name = charge.name
    if charge.kind == OWN:
        name = tr("Own price of the session")
    elif charge.kind == CALLING_OFF:
        name = tr("Calling it off")
    elif charge.kind == OF_COURSE:
        name = tr("%1 (of the course)", name)
    elif charge.kind == OF_PLAN:
        name = tr("%1 (of the plan)", name)
    if charge.times == 1:
        return name
    each = format_price(charge.each, charge.currency or usual)
    if charge.kind in (TRAINER, ROOM):
        return tr("%1 · %2 days at %3", name, format_number(charge.times), each)
    return tr("%1 · %2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}%3", name, format_number(charge.times), each)
