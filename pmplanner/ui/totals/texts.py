"""What the totals are called: groups, their lines, figures, months and values."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QLocale

from pmplanner.services.totals.breakdown import Figure
from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, LedgerRow
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_days, format_money


def group_word(by: Group) -> str:
    """Return what one line of a group is."""
    return {
        "track": tr("Track"),
        "team": tr("Team"),
        "title": tr("Job title"),
        "course": tr("Course"),
        "person": tr("Person"),
        "month": tr("Month"),
    }[by]


def whole_word(by: Group) -> str:
    """Return what all lines of a group are together."""
    return {
        "track": tr("All tracks"),
        "team": tr("All teams"),
        "title": tr("All job titles"),
        "course": tr("All courses"),
        "person": tr("All people"),
        "month": tr("All months"),
    }[by]


def without_word(by: Group) -> str:
    """Return what the line of those is called that have no track, no team and so on."""
    words = {
        "track": tr("No track"),
        "team": tr("No team"),
        "title": tr("No job title"),
        "month": tr("Not scheduled"),
    }
    return words.get(by, "")


def row_name(row: LedgerRow, by: Group) -> str:
    """Return what a line is called."""
    if row.is_total:
        return whole_word(by)
    if row.key in (None, ""):
        return without_word(by)
    return month_name(str(row.key)) if by == "month" else row.name


def month_name(month: str) -> str:
    """Return a month written 2027-03 as "Mar 2027"."""
    return f"{short_month(month)} {month[:4]}"


def short_month(month: str) -> str:
    """Return a month written 2027-03 as "Mar"."""
    return QLocale().standaloneMonthName(int(month[5:]), QLocale.FormatType.ShortFormat)


def figure_word(figure: Figure) -> str:
    """Return what a number says, after the name of its line."""
    return {
        "people": tr("people"),
        "courses": tr("courses picked"),
        "path days": tr("in the path"),
        "required": tr("required"),
        "credited": tr("credited"),
        "planned": tr("planned"),
        "done": tr("done"),
        "scheduled": tr("scheduled"),
        "open": tr("to schedule"),
        "gap": tr("required, not picked"),
        "cost": tr("cost"),
    }[figure]


def status_word(status: str) -> str:
    """Return where a pick or a need stands, for people to read."""
    words = {
        "done": tr("done"),
        "scheduled": tr("scheduled"),
        "waiting": tr("waiting"),
        "open": tr("to schedule"),
        "credited": tr("credited"),
        "gap": tr("not picked"),
    }
    return words.get(status, "")


def format_value(value: Decimal | None, measure: Measure, currency: str) -> str:
    """Return a number of the totals as people read it; empty for None."""
    return format_money(value, currency) if measure == "cost" else format_days(value)


def with_unit(value: Decimal, measure: Measure, currency: str) -> str:
    """Return a number with what it counts: "4.5 days"."""
    if measure == "cost":
        return format_value(value, measure, currency)
    return plural(value, "%1 day", "%1 days")


def plain_text(value: object) -> str:
    """Return a value for a spreadsheet: numbers without the locale's signs and needless zeros."""
    if not isinstance(value, Decimal):
        return "" if value is None else " ".join(str(value).split())
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
