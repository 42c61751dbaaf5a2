"""What is said of the picks that go."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pmplanner.services.decisions.cut import Cut
from pmplanner.services.decisions.cut_model import DAYS, PUT_OUT, WAITED, Level
from pmplanner.services.decisions.losing import Loss
from pmplanner.services.decisions.saving import HUNDREDTHS
from pmplanner.services.views.cut_page import CutChange, CutSheet, ScopeChoice
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_date, format_days, format_money, format_number
from pmplanner.ui.widgets.tables.two_line_list import Line


def loss_words() -> dict[Loss, str]:
    """Return the classes of what is lost by their names."""
    return {
        "due": tr("Required by a date"),
        "renewal": tr("Renewal"),
        "certificate": tr("Certificate"),
        "required": tr("Required course"),
        "skill": tr("Skill nobody else has"),
        "elective": tr("Elective"),
    }


def loss_hints() -> dict[Loss, str]:
    """Return what each class holds."""
    return {
        "due": tr("A required course of which what satisfied it expires within the plan"),
        "renewal": tr("A course that the person has until a day within the plan"),
        "certificate": tr("It leads to a certificate, or renews one that the person holds"),
        "required": tr("A required course is satisfied by this pick"),
        "skill": tr("It gives a skill at a level that nobody of the person’s team has"),
        "elective": tr("None of the others; those that have waited longest stay"),
    }


def target_words(currency: str) -> dict[str, str]:
    """Return what can be asked for, by the kinds of targets."""
    money = tr("Cost at most, in %1", currency) if currency else tr("Cost at most")
    return {
        "cost": money,
        "percent": tr("Percent less cost"),
        "days": tr("Days at most"),
        "fewer days": tr("Fewer days"),
    }


def scope_name(choice: ScopeChoice) -> str:
    """Return whose picks can go: "Team Ops"."""
    if choice.scope.kind == "track":
        return tr("Track %1", choice.name)
    return tr("Team %1", choice.name) if choice.scope.kind == "team" else tr("The whole plan")


def today(choice: ScopeChoice, currency: str) -> str:
    """Return what is used today: "Today 1,900 EUR and 120 days, with a budget of 1,500 EUR"."""
    cost, days = format_money(choice.cost, currency), plural(choice.days, "1 day", "%1 days")
    if choice.lacking:
        unknown = plural(choice.lacking, "1 without a price", "%1 without a price")
        cost = tr("%1 (%2)", cost, unknown) if choice.cost else tr("an unknown cost (%1)", unknown)
    if choice.budget is None:
        return tr("Today %1 and %2", cost, days)
    return tr("Today %1 and %2, with a budget of %3", cost, days, format_money(choice.budget, currency))


def headline(sheet: CutSheet) -> str:
    """Return what goes and what it saves."""
    cut = sheet.cut
    asked = _amount(cut, cut.most)
    if not cut.is_reached:
        return tr("%1 is out of reach: the least possible is %2.", asked, _amount(cut, cut.least))
    if not cut.picks:
        return tr("Nothing has to go: it is no more than %1 today.", asked)
    return tr(
        "%1 of %2 can go: %3 instead of %4",
        plural(len(cut.picks), "1 pick", "%1 picks"),
        plural(len({row.person_id for row in sheet.rows}), "1 person", "%1 people"),
        _after(cut),
        _before(cut),
    )


def _amount(cut: Cut, amount: Decimal | None) -> str:
    if amount is None:
        return ""
    if cut.ask.target.counts_days:
        return plural(amount, "1 day", "%1 days")
    return format_money(amount, cut.currency)


def _after(cut: Cut) -> str:
    return tr("%1 and %2 days", format_money(cut.after.cost, cut.currency), format_days(cut.after.days))


def _before(cut: Cut) -> str:
    return tr("%1 and %2", format_money(cut.before.cost, cut.currency), format_days(cut.before.days))


def proof(sheet: CutSheet) -> str:
    """Return whether that is proved, what is lost, and whether a copy says the same."""
    cut, parts = sheet.cut, []
    if not cut.is_reached:
        parts.append(
            tr("Proved: nothing that can be taken back saves more.")
            if cut.is_least_proved
            else tr("Not proved: with more time somewhat more may be possible.")
        )
        return " ".join([*parts, *_why_not(cut), *_unpriced(sheet)])
    if not cut.picks:
        return " ".join(_unpriced(sheet))
    unproved = next((level for level in cut.levels if not level.is_proved), None)
    if unproved is None:
        parts.append(tr("Proved: nothing that saves as much loses less."))
    else:
        parts.append(_bound(unproved))
    if sheet.real is None or sheet.is_as_reckoned:
        parts.append(tr("Taken back in a copy, it costs just that."))
    else:
        parts.append(tr("Taken back in a copy, it costs %1.", format_money(sheet.real.cost, cut.currency)))
    return " ".join([*parts, *_unpriced(sheet)])


def _bound(level: Level) -> str:
    least, found = format_number(level.least), format_number(level.value)
    if level.goal == DAYS:
        fewest, these = format_days(_exact(level.least)), format_days(_exact(level.value))
        return tr("Not proved: at least %1 days have to go, these are %2.", fewest, these)
    if level.goal == WAITED:
        return tr("Not proved: others may have waited for a shorter time.")
    if level.goal == PUT_OUT:
        return tr("Not proved: at least %1 have to lose a seat, here %2 do.", least, found)
    word = next((word for loss, word in loss_words().items() if loss == level.goal.name), "")
    return tr("Not proved: of “%1” at least %2 have to go, these are %3.", word, least, found)


def _exact(hundredths: int) -> Decimal:
    return Decimal(hundredths) / HUNDREDTHS


def _unpriced(sheet: CutSheet) -> Iterator[str]:
    """Yield what is unknown: of what goes, and of what there is then, calling sessions off included."""
    going = sum(not row.has_price for row in sheet.rows)
    if going:
        yield plural(
            going,
            "1 of them has no known price; what it saves is not in it.",
            "%1 of them have no known price; what they save is not in it.",
        )
    lacking = (sheet.real or sheet.today).lacking
    if lacking:
        yield plural(
            lacking,
            "1 price of what is left is unknown and not in it.",
            "%1 prices of what is left are unknown and not in it.",
        )


def _why_not(cut: Cut) -> Iterator[str]:
    """Yield what stays, and why."""
    for why, (count, cost, days) in cut.staying.items():
        amount = format_days(days) if cut.ask.target.counts_days else format_money(cost, cut.currency)
        words = {
            "done": plural(count, "1 pick is done (%2).", "%1 picks are done (%2).", amount),
            "held": plural(count, "1 has begun (%2).", "%1 have begun (%2).", amount),
            "locked": plural(count, "1 has a locked seat (%2).", "%1 have locked seats (%2).", amount),
            "again": plural(count, "1 is taken again (%2).", "%1 are taken again (%2).", amount),
        }
        yield words[why]
    if cut.nobodys and not cut.ask.target.counts_days:
        yield tr("No pick bears %1 of it.", format_money(cut.nobodys, cut.currency))


def counts(cut: Cut) -> str:
    """Return how many of each class go: "3 × Required course, 12 × Elective"."""
    words = loss_words()
    return ", ".join(tr("%1 × %2", format_number(count), words[loss]) for loss, count in cut.counts.items())


def change_lines(sheet: CutSheet) -> Iterator[Line]:
    """Yield what becomes of sessions: called off first, with whom that leaves without a seat."""
    for change in sorted(sheet.changes, key=lambda change: not change.is_ended):
        yield Line(
            change.id,
            tr("%1 · %2", change.code, change.title),
            format_date(change.first_day) if change.first_day else "",
            _change(change),
            detail_role="problem_text" if change.is_ended else "done_text",
        )


def _change(change: CutChange) -> str:
    if change.is_ended and change.put_out:
        return tr("Called off. Open again: %1", ", ".join(change.put_out))
    if change.is_ended:
        return tr("Called off: nobody is left in it")
    return tr("Moves up: %1", ", ".join(change.moved_up))
