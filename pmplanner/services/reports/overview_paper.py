"""The courses of a plan on one page: courses as rows, months as columns, and in the cells the sessions."""

import datetime as dt
from collections.abc import Sequence

from pmplanner import day_words
from pmplanner.papers.model import (
    Align,
    Cell,
    Column,
    Line,
    Paper,
    Row,
    Section,
    Size,
    Table,
    Tone,
    text_cell,
)
from pmplanner.sentences import counted, said
from pmplanner.services.reports import words
from pmplanner.services.reports.overview import Overview, OverviewLine
from pmplanner.services.reports.tables import below
from pmplanner.services.sessions.session_rows import SessionRow

_MOST_MONTHS, _QUARTER = 12, 3
"""More months than that go by quarters."""
_TITLE_SHARE, _DAYS_SHARE = 30, 9
_PERIODS_SHARE = 66
"""How the title, the two columns of days, and all periods together share the width."""

_Period = tuple[dt.date, dt.date]
"""The first days of a period and of the next one."""


def overview_paper(overview: Overview) -> Paper:
    """Return the page of the courses of a plan."""
    periods = _periods(overview)
    shares = (_TITLE_SHARE, _DAYS_SHARE, _DAYS_SHARE, *[_PERIODS_SHARE / len(periods)] * len(periods))
    titles = (
        said("Course"),
        said("Days planned"),
        said("To schedule"),
        *(_name(p, periods) for p in periods),
    )
    columns = tuple(
        Column(share, Align.RIGHT if place in (1, 2) else Align.LEFT) for place, share in enumerate(shares)
    )
    head = Row(tuple(text_cell(title, bold=True, tone=Tone.HEAD) for title in titles))
    table = Table(columns, (head,), tuple(_row(line, periods) for line in overview.lines))
    section = Section(overview.plan, below(*_facts(overview)), (table,), one_page=True)
    return Paper(said("{plan} – on one page", plan=overview.plan), (section,), landscape=True)


def _facts(overview: Overview) -> Sequence[str]:
    totals = overview.totals
    sessions = sum(len(line.sessions) for line in overview.lines)
    facts = (
        words.people(totals.people),
        counted("{n:,} course", "{n:,} courses", sum(line.is_course for line in overview.lines)),
        counted("{n:,} session", "{n:,} sessions", sessions),
        said("{days} days planned", days=words.number(totals.planned)),
        said("{days} done", days=words.number(totals.done)),
        said("{days} scheduled", days=words.number(totals.scheduled)),
        said("{days} to schedule", days=words.number(totals.open)),
    )
    return words.period(overview.first_day, overview.last_day), " · ".join(facts)


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


def _name(period: _Period, periods: Sequence[_Period]) -> str:
    first, after = period
    if (after - first).days > 31:
        last = after - dt.timedelta(days=1)
        return f"{words.short_month(f'{first:%Y-%m}')} – {words.short_month(f'{last:%Y-%m}')}"
    return words.short_month(f"{first:%Y-%m}") if _in_two_years(periods) else day_words.month(first)


def _in_two_years(periods: Sequence[_Period]) -> bool:
    return periods[0][0].year != periods[-1][0].year


def _row(line: OverviewLine, periods: Sequence[_Period]) -> Row:
    undated = sum(row.first_day is None for row in line.sessions)
    title = [Line(line.title)]
    if undated:
        no_day = counted("{n:,} session without a day", "{n:,} sessions without a day", undated)
        title.append(Line(no_day, muted=True, size=Size.SMALL))
    days = (words.number(line.totals.planned), words.number(line.totals.open))
    cells = (_cell(line.sessions, period) for period in periods)
    return Row((Cell(tuple(title)), *map(text_cell, days), *cells))


def _cell(sessions: Sequence[SessionRow], period: _Period) -> Cell:
    first, after = period
    lines: list[Line] = []
    for row in sessions:
        if row.first_day is not None and row.last_day is not None and first <= row.first_day < after:
            lines.append(Line(day_words.span(row.first_day, row.last_day), bold=True))
            lines.append(Line(words.people(row.booked), muted=True, size=Size.SMALL))
    return Cell(tuple(lines))
