"""What the load says in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from math import floor
from typing import TYPE_CHECKING, NamedTuple

from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_date, format_day, format_days, format_number, format_period
from pmplanner.ui.widgets.week import week_name

if TYPE_CHECKING:  # NumPy takes its time to load; the page asks for it when the load is seen
    from pmplanner.services.policies.policies import Rule
    from pmplanner.services.views.load import LoadBook, LoadCell, LoadRow
    from pmplanner.services.views.load_details import LoadPart

_MOST = 3
"""So many courses or sessions are named in a sentence."""


def percent_text(cell: LoadCell) -> str:
    """What stands in a cell: the percentage, rounded half up; nothing for none."""
    share = cell.percent
    if not share:
        return ""
    return tr("<1") if share < 0.5 else format_number(floor(share + 0.5))


class WeekLabels(NamedTuple):
    """A week with its number, where it has one; its first day; and of that the day alone."""

    numbered: str
    long: str
    short: str


def quarters(count: int) -> str:
    """Quarters of a day as days ("2.5")."""
    return format_days(Decimal(count) / 4)


def row_title(book: LoadBook, row: LoadRow) -> str:
    """How a line is called."""
    if row.person_id is None and book.kind == "team" and not row.key:
        return tr("No team")
    return row.name


def row_note(book: LoadBook, row: LoadRow) -> str:
    """What stands behind the name, muted."""
    if book.kind == "team":
        return "" if row.person_id is not None else plural(row.people, "1 person", "%1 people")
    return tr("only the name is known") if row.bare else ""


def week_text(book: LoadBook, week: int) -> str:
    """A week by its first day, with the year where there are several, and its number."""
    first, last = book.weeks[0], book.weeks[-1]
    day = book.weeks[week]
    when = format_day(day) if first.year == last.year else format_date(day)
    name = week_name(day)
    return tr("week of %1 (%2)", when, name) if name else tr("week of %1", when)


def cell_headline(book: LoadBook, row: int, week: int) -> str:
    """How much of a week is taken: "Payments, week of 15 Mar: 52 % away"."""
    line, cell = book.rows[row], book.cell(row, week)
    name, when = row_title(book, line), week_text(book, week)
    if not cell.working:
        return tr("%1, %2: %3", name, when, _no_days(book, cell))
    days = quarters(cell.away), quarters(cell.working), percent_text(cell) or "0"
    if book.kind == "room":
        return tr("%1, %2: in use on %3 of %4 days, %5 %", name, when, *days)
    if book.kind == "trainer":
        return tr("%1, %2: teaches on %3 of %4 days, %5 %", name, when, *days)
    return tr("%1, %2: %3 % away", name, when, days[2])


def _no_days(book: LoadBook, cell: LoadCell) -> str:
    if cell.leave:
        return tr("away all week")
    return tr("not open") if book.kind == "room" else tr("no working days")


def cell_sentence(book: LoadBook, row: int, week: int, parts: Sequence[LoadPart]) -> str:
    """All that a cell says: "Payments, week of 15 Mar: 52 % away (3 in Systems Engineering, 1 on leave)"."""
    line, cell = book.rows[row], book.cell(row, week)
    reasons = _reasons(parts, counted=book.kind == "team" and line.person_id is None)
    if book.kind == "trainer" and cell.leave and cell.working:
        reasons.append(tr("%1 d of leave", quarters(cell.leave)))
    pieces = [cell_headline(book, row, week)]
    if reasons:
        pieces[0] = tr("%1 (%2)", pieces[0], ", ".join(reasons))
    if cell.over:
        pieces.append(tr("over the ceiling of %1", ceiling_text(line.rule)))
    if cell.off:
        if book.kind == "team":
            pieces.append(tr("%1 d of training on days without work", quarters(cell.off)))
        else:
            pieces.append(tr("%1 d in use on days that are none of work", quarters(cell.off)))
    if line.bare:
        pieces.append(tr("only the name is known, the usual week is assumed"))
    return " · ".join(pieces)


def _reasons(parts: Sequence[LoadPart], *, counted: bool) -> list[str]:
    people: dict[str, set[int | None]] = {}
    for part in parts:
        if not part.is_leave:
            people.setdefault(part.what, set()).add(part.person_id)
    found = [
        tr("%1 in %2", format_number(len(ids)), what) if counted else what for what, ids in people.items()
    ]
    if len(found) > _MOST:
        found = [*found[:_MOST], "…"]
    away = {part.person_id for part in parts if part.is_leave}
    if away and counted:
        found.append(tr("%1 on leave", format_number(len(away))))
    elif away and not any(part.person_id is None for part in parts if part.is_leave):
        found.append(tr("on leave"))
    return found


def ceiling_text(rule: Rule) -> str:
    """How many of a team may be away: "45 %", "3 people", or both."""
    parts = []
    if rule.limit is not None:
        parts.append(plural(rule.limit, "1 person", "%1 people"))
    if rule.percent is not None:
        parts.append(tr("%1 %", format_number(rule.percent)))
    return tr(" or ").join(parts)


def part_title(part: LoadPart, *, named: bool) -> str:
    """Who or what takes days, in a list: the person where several are listed."""
    if named:
        return part.name
    return part.what or (tr("On leave") if part.is_leave else part.code)


def part_detail(part: LoadPart, *, named: bool) -> str:
    """What for: the course and the session, or leave; and what is to be known of it."""
    pieces = []
    if part.is_leave:
        pieces.append(tr("On leave: %1", part.what) if part.what and named else tr("On leave"))
    else:
        pieces.append(tr("%1 (%2)", part.what, part.code) if named else part.code)
    if part.plan:
        pieces.append(tr("in the plan %1", part.plan))
    if part.off:
        pieces.append(tr("%1 d on days without work", quarters(part.off)))
    return " · ".join(pieces)


def part_days(part: LoadPart) -> str:
    """When, and how many days: "15–16 Mar · 2 d"."""
    first, last = part.days[0], part.days[-1]
    whole = (last - first).days + 1 == len(part.days)
    when = format_period(first, last) if whole else ", ".join(map(format_day, part.days))
    return tr("%1 · %2 d", when, quarters(part.quarters + part.off))


def explanation(book: LoadBook) -> str:
    """What the numbers are, beside the switch."""
    if book.kind == "room":
        return tr("% of open days in use · click a cell: by what")
    if book.kind == "trainer":
        return tr("% of working days teaching, without leave · click a cell: what")
    limits = {ceiling_text(row.rule) for row in book.rows if row.person_id is None and row.rule.limited}
    pieces = [tr("% of working days away, training and leave")]
    if len(limits) == 1:
        pieces.append(tr("outline: over the ceiling of %1 on a day", limits.pop()))
    elif limits:
        pieces.append(tr("outline: over the team's ceiling on a day"))
    return " · ".join([*pieces, tr("click a cell: who")])


def week_labels(weeks: Sequence[dt.date]) -> list[WeekLabels]:
    """How each week is called where there is ever less room: "4 Jan · W1", "4 Jan", "4"."""
    days = [(format_day(day), week_name(day), format_number(day.day)) for day in weeks]
    return [WeekLabels(tr("%1 · %2", day, name) if name else day, day, short) for day, name, short in days]
