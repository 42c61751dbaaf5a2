"""What the totals are called: groups, their lines, figures, months and values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pmplanner.services.totals.breakdown import Figure
from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, LedgerRow
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import decimals, format_days, format_money, format_number, month_name


def group_word(by: Group) -> str:
    """Return what one line of a group is."""
    return {
        "track": tr("Track"),
        "team": tr("Team"),
        "manager": tr("Manager"),
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
        "manager": tr("All managers"),
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
        "manager": tr("No manager"),
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
    if isinstance(row.key, frozenset):
        return plural(len(row.key), "1 other", "%1 others")
    if not row.is_of_people:
        return tr("Nobody") if row.is_nobodys else tr("Seats kept")
    return month_name(str(row.key)) if by == "month" else row.name


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
        "gap": tr("required, missing"),
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
        "expected": tr("expected"),
        "gap": tr("not picked"),
    }
    return words.get(status, "")


def per_word(by: Group, measure: Measure) -> str:
    """Return the heading of what is counted by a group."""
    days = {
        "track": tr("Days per role track"),
        "team": tr("Days per team"),
        "manager": tr("Days per manager"),
        "title": tr("Days per job title"),
        "course": tr("Days per course"),
        "person": tr("Days per person"),
        "month": tr("Days per month"),
    }
    course_days = {
        "track": tr("Course days per role track"),
        "team": tr("Course days per team"),
        "manager": tr("Course days per manager"),
        "title": tr("Course days per job title"),
        "course": tr("Course days per course"),
        "person": tr("Course days per person"),
        "month": tr("Course days per month"),
    }
    cost = {
        "track": tr("Cost per role track"),
        "team": tr("Cost per team"),
        "manager": tr("Cost per manager"),
        "title": tr("Cost per job title"),
        "course": tr("Cost per course"),
        "person": tr("Cost per person"),
        "month": tr("Cost per month"),
    }
    return {"person-days": days, "course days": course_days, "cost": cost}[measure][by]


def monthly_word(by: Group, measure: Measure) -> str:
    """Return the heading of the months, and by what their columns are stacked."""
    titles = {
        "person-days": tr("Days away per month"),
        "course days": tr("Course days per month"),
        "cost": tr("Cost per month"),
    }
    return tr("%1, by %2", titles[measure], stacked_word(by))


def stacked_word(by: Group) -> str:
    """Return what stands after "by" in a heading."""
    return {
        "track": tr("role track"),
        "team": tr("team"),
        "manager": tr("manager"),
        "title": tr("job title"),
        "course": tr("course"),
        "person": tr("person"),
        "month": tr("month"),
    }[by]


def unpriced_word(lacking: int) -> str:
    """Return how many prices are lacking, to stand beside an amount; empty for none."""
    return plural(lacking, "1 without a price", "%1 without a price") if lacking else ""


def format_value(value: Decimal | None, measure: Measure, currency: str, least: int = 0) -> str:
    """Return a number of the totals as people read it, with the decimals of its column; empty for None."""
    if measure == "cost":
        return format_money(value, currency, least)
    return format_days(value, least=least)


def column_decimals(values: Iterable[Decimal | None], measure: Measure) -> int:
    """Return how many decimals all numbers of a column are written with; amounts with cents or without."""
    needed = decimals(values)
    return 2 if needed and measure == "cost" else needed


def short_lacking(text: str, value: Decimal | None, lacking: int) -> str:
    """Return an amount for a narrow cell: "€1,200 + 3 unknown" where 3 prices are, "unknown" for all."""
    if not lacking:
        return text
    return tr("%1 + %2 unknown", text, format_number(lacking)) if value else tr("unknown")


def with_lacking(text: str, value: Decimal, lacking: int) -> str:
    """Return an amount with how many prices are unknown and not in it; no 0 where that is all there is."""
    if not lacking:
        return text
    if not value:
        return plural(lacking, "1 price unknown", "%1 prices unknown")
    return tr("%1 · %2", text, unpriced_word(lacking))


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
