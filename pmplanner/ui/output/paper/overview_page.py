"""A plan on one page: its courses as rows, its months as columns, and in the cells the sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QLocale

from pmplanner.services.exporting.print_out import Overview, OverviewLine
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.ui.output.paper.pages import Printout
from pmplanner.ui.output.paper.sheets import HEAD_FILL, Sheet, SheetCell
from pmplanner.ui.translation import plural, tr, user_locale
from pmplanner.ui.widgets.format import format_days, format_full_period, format_period
from pmplanner.ui.widgets.text import Rich, rich, rich_join

_MOST_MONTHS, _QUARTER = 12, 3
"""More months than that go by quarters."""
_TITLE_SHARE, _DAYS_SHARE = 30, 9
_PERIODS_SHARE = 66
"""How the title, the two columns of days, and all periods together share the width."""

_Period = tuple[dt.date, dt.date]
"""The first days of a period and of the next one."""


def overview_printout(overview: Overview) -> Printout:
    """The page of a plan."""
    periods = _periods(overview)
    sheet = Sheet(
        _title(overview),
        [_TITLE_SHARE, _DAYS_SHARE, _DAYS_SHARE, *[_PERIODS_SHARE / len(periods)] * len(periods)],
        [
            _head(tr("Course")),
            _head(tr("Days planned")),
            _head(tr("To schedule")),
            *(_head(_period_name(period, periods)) for period in periods),
        ],
        [_row(line, periods) for line in overview.lines],
        one_page=True,
    )
    return Printout([sheet], overview.plan, landscape=True)


def _title(overview: Overview) -> Rich:
    totals = overview.totals
    sessions = sum(len(line.sessions) for line in overview.lines)
    facts = (
        plural(totals.people, "1 person", "%1 people"),
        plural(len(overview.lines), "1 course", "%1 courses"),
        plural(sessions, "1 session", "%1 sessions"),
        tr("%1 days planned", format_days(totals.planned)),
        tr("%1 done", format_days(totals.done)),
        tr("%1 scheduled", format_days(totals.scheduled)),
        tr("%1 to schedule", format_days(totals.open)),
    )
    period = format_full_period(overview.first_day, overview.last_day)
    heading = rich('<h1>%1 <span class="soft">&nbsp; %2</span></h1>', overview.plan, period)
    return rich("%1<p>%2</p>", heading, rich_join(" &nbsp;·&nbsp; ", facts))


def _periods(overview: Overview) -> list[_Period]:
    """The months from the first to the last day, of the plan or of a session, or their quarters."""
    days = [row.first_day for line in overview.lines for row in line.sessions if row.first_day]
    first, last = min([overview.first_day, *days]), max([overview.last_day, *days])
    many = (last.year - first.year) * 12 + last.month - first.month + 1 > _MOST_MONTHS
    step = _QUARTER if many else 1
    begin = first.replace(month=first.month - (first.month - 1) % step, day=1)
    periods = []
    while begin <= last:
        after = begin.month - 1 + step
        end = dt.date(begin.year + after // 12, after % 12 + 1, 1)
        periods.append((begin, end))
        begin = end
    return periods


def _period_name(period: _Period, periods: Sequence[_Period]) -> str:
    first, after = period
    name = user_locale().standaloneMonthName(first.month, QLocale.FormatType.ShortFormat)
    if (after - first).days > 31:
        last = user_locale().standaloneMonthName((after.month - 2) % 12 + 1, QLocale.FormatType.ShortFormat)
        name = f"{name}–{last}"
    several = periods[0][0].year != periods[-1][0].year
    return f"{name} {first.year}" if several else name


def _head(text: str) -> SheetCell:
    return SheetCell(rich("<b>%1</b>", text), HEAD_FILL)


def _row(line: OverviewLine, periods: Sequence[_Period]) -> list[SheetCell]:
    days, waiting = format_days(line.totals.planned), format_days(line.totals.open)
    undated = [row for row in line.sessions if row.first_day is None]
    no_day = plural(len(undated), "1 session without a day", "%1 sessions without a day") if undated else ""
    title = rich('<p>%1</p><p class="muted">%2</p>', line.title, no_day) if no_day else rich("%1", line.title)
    cells = (_cell(line.sessions, period) for period in periods)
    return [SheetCell(title), _number(days), _number(waiting), *cells]


def _number(text: str) -> SheetCell:
    return SheetCell(rich('<p align="right">%1</p>', text))


def _cell(sessions: Sequence[SessionRow], period: _Period) -> SheetCell:
    first, after = period
    held = [row for row in sessions if row.first_day is not None and first <= row.first_day < after]
    lines = (
        rich(
            '<p><b>%1</b></p><p class="muted">%2</p>',
            format_period(row.first_day, row.last_day),
            plural(row.booked, "1 person", "%1 people"),
        )
        for row in held
    )
    return SheetCell(rich_join("", lines))
