"""What a session costs, made of what, and what each seat bears, in words."""

from __future__ import annotations

from decimal import Decimal

from pmplanner.services.money.session_costs import OF_COURSE, OF_PLAN, OWN, ROOM, TRAINER, Charge
from pmplanner.services.pick_status.session_bill import Charged, SessionBill
from pmplanner.ui.money.bill_view import BillLine
from pmplanner.ui.money.texts import missing_rates_sentence
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_money, format_number, format_price


def session_lines(bill: SessionBill) -> list[BillLine]:
    """Return the lines of a session's bill: its charges, their sum, and what a seat bears."""
    lines = [BillLine(_charge_text(each.charge), _amount(each, bill.currency)) for each in bill.charged]
    total = bill.total
    whole = _known(total.known, bill.currency, total.is_known)
    lines.append(BillLine(tr("The session costs"), whole, is_sum=True))
    if not bill.shares:
        return lines
    shares = sorted(set(bill.shares.values()))
    if bill.charged:
        between = " – ".join(
            format_money(each, bill.currency) for each in (shares[0], shares[-1])[: len(shares)]
        )
        each_seat = plural(len(bill.shares), "The one seat bears", "Each of %1 seats bears")
        lines.append(BillLine(each_seat, between if total.is_known else tr("%1 known", between)))
    price = tr("The session’s price of a seat") if bill.has_own_price else tr("The course’s price of a seat")
    lines.append(BillLine(price, format_price(bill.price, bill.currency)))
    if bill.ways:
        known = sum((way for way in bill.ways.values() if way is not None), Decimal(0))
        all_known = None not in bill.ways.values()
        text = plural(len(bill.ways), "The way of 1 who travels", "The ways of %1 who travel")
        lines.append(BillLine(text, _known(known, bill.currency, all_known)))
    return lines


def session_notes(bill: SessionBill) -> list[str]:
    """Return what is to be said of a session's bill: what adds nothing, and that nobody bears it."""
    notes = []
    if bill.unknown:
        notes.append(tr("Nobody has entered what this costs: %1.", ", ".join(bill.unknown)))
    if not bill.shares and bill.charged:
        notes.append(tr("Nobody has a seat, so that nobody bears it: it is in the plan’s sum only."))
    if bill.adding_nothing:
        notes.append(tr("No cost of a day is entered, and none added: %1.", ", ".join(bill.adding_nothing)))
    return notes


def session_lacking(bill: SessionBill) -> str:
    """Say which rates are missing for a session's bill; nothing for none."""
    return missing_rates_sentence(bill.without_rate)


def _amount(each: Charged, currency: str) -> str:
    if each.amount is None and each.charge.amount is not None:
        return tr("%1, no rate", format_money(each.charge.amount, each.charge.currency))
    return format_price(each.amount, currency)


def _known(known: Decimal, currency: str, is_known: bool) -> str:
    if is_known:
        return format_money(known, currency)
    return tr("%1 known", format_money(known, currency)) if known else tr("unknown")


def _charge_text(charge: Charge) -> str:
    name = {OWN: tr("Own price of the session")}.get(charge.kind, charge.name)
    if charge.kind == OF_COURSE:
        name = tr("%1 (of the course)", name)
    elif charge.kind == OF_PLAN:
        name = tr("%1 (of the plan)", name)
    if charge.times == 1:
        return name
    each = format_price(charge.each, charge.currency)
    if charge.kind in (TRAINER, ROOM):
        return tr("%1 · %2", name, tr("%1 days at %2", format_number(charge.times), each))
    return tr("%1 · %2 × %3", name, format_number(charge.times), each)
