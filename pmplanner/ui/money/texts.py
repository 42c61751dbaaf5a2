"""Words for what is paid for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmplanner.models.statuses import CostPer
from pmplanner.services.money.cost_items import ItemRow, Owner
from pmplanner.services.money.currency_uses import (
    BUDGETS,
    CALLED_OFF,
    COURSES,
    ITEMS,
    ROOMS,
    SESSIONS,
    TRAINERS,
    WAYS,
    CurrencyUse,
)
from pmplanner.ui.translation import mark_plural, plural, tr
from pmplanner.ui.widgets.format import format_price


def ways_to_pay(owner: Owner) -> dict[str, str]:
    """Return for what an item of a course, a session or a plan can be paid, by the words of CostPer."""
    once = tr("once for the plan") if owner.plan_id is not None else tr("once for each session")
    ways: dict[str, str] = {
        CostPer.WHOLE: tr("once") if owner.session_id is not None else once,
        CostPer.DAY: tr("for each day of a session") if owner.session_id is None else tr("for each day"),
        CostPer.SEAT: tr("for each seat"),
        CostPer.SEAT_AND_DAY: tr("for each seat and day"),
    }
    if owner.session_id is not None:
        ways[CostPer.SEAT_PRICE] = tr("as the price of a seat")
    return ways


def item_sentence(row: ItemRow, usual: str) -> str:
    """Return what an item costs and for what: "€12.50 for each seat"; unknown while nobody entered it."""
    price = format_price(row.amount, row.currency or usual)
    return tr("%1 %2", price, ways_to_pay(row.owner)[row.per])


_COUNTED = {
    COURSES: mark_plural("%1 course", "%1 courses"),
    SESSIONS: mark_plural("%1 session", "%1 sessions"),
    CALLED_OFF: mark_plural("1 cost of calling off", "%1 costs of calling off"),
    ITEMS: mark_plural("%1 cost item", "%1 cost items"),
    TRAINERS: mark_plural("%1 trainer", "%1 trainers"),
    ROOMS: mark_plural("%1 room", "%1 rooms"),
    WAYS: mark_plural("%1 way", "%1 ways"),
    BUDGETS: mark_plural("%1 plan", "%1 plans"),
}


def uses_text(counts: Mapping[str, int]) -> str:
    """Return by how much something is used: "3 courses, 1 room"."""
    return ", ".join(plural(counts[what], *_COUNTED[what]) for what in _COUNTED if counts.get(what))


def unrated_sentence(uses: Sequence[CurrencyUse]) -> str:
    """Say which currencies are used and have no rate, a line each; nothing where there are none."""
    return "\n".join(
        tr("%1 is used by %2 and has no rate.", use.currency, uses_text(use.counts))
        for use in uses
        if not use.has_rate
    )


def missing_rates_sentence(codes: Sequence[str]) -> str:
    """Say that costs are unknown because these currencies have no rate; nothing for none."""
    if not codes:
        return ""
    return tr(
        "There is no rate of %1 for the day on which it is needed. Enter one on the page Resources.",
        ", ".join(codes),
    )
