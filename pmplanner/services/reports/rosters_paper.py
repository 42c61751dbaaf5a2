"""Rosters as a paper: all rooms or trainers at a glance, then a page or more of each with its weeks."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from pmplanner import day_words
from pmplanner.papers.model import Block, Cell, Line, Paper, Row, Section, group_row, plain_row
from pmplanner.sentences import counted, said
from pmplanner.services.reports import words
from pmplanner.services.reports.rosters import FreeDay, Roster, RosterPart, Rosters, RosterWeek
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note

_WHOLE = 4
_ONE_DAY = dt.timedelta(days=1)


def rosters_paper(found: Rosters) -> Paper:
    """Return the paper of rooms or trainers."""
    title = said("Rooms") if found.kind == "room" else said("Trainers")
    plan = words.below(found.heading)
    sections = [Section(title, below(plan), _overview(found))]
    sections += [
        Section(roster.name, below(plan, _about(roster)), _weeks(found, roster))
        for roster in found.rosters
        if roster.parts
    ]
    return Paper(title, tuple(sections), landscape=True)


def _overview(found: Rosters) -> tuple[Block, ...]:
    if not found.rosters:
        return (note(said("There is no room.") if found.kind == "room" else said("There is no trainer.")),)
    is_room = found.kind == "room"
    heads = [Head(said("Room") if is_room else said("Trainer"), 4)]
    if is_room:
        heads += [Head(said("Site"), 2.5), figures(said("Seats"), 1)]
    heads += [figures(said("Sessions")), figures(said("Days taken"), 1.4), figures(said("Days free"), 1.4)]
    return listing("", heads, map(_overview_row, found.rosters))


def _overview_row(roster: Roster) -> Told:
    cells = [roster.name]
    if roster.kind == "room":
        cells += [roster.site, said("unknown") if roster.seats is None else words.number(roster.seats)]
    cells += [words.count(roster.sessions), words.days(roster.days), words.days(roster.free_days)]
    return Told(cells)


def _about(roster: Roster) -> str:
    told = [roster.site] if roster.site else []
    if roster.seats is not None:
        told.append(counted("{n:,} seat", "{n:,} seats", roster.seats))
    told.append(counted("{n:,} session", "{n:,} sessions", roster.sessions))
    told.append(said("{days} days taken", days=words.days(roster.days)))
    told.append(said("{days} days free", days=words.days(roster.free_days)))
    if not roster.is_known:
        told.append(said("no more than the name is known: the usual week is assumed"))
    return " · ".join(told)


def _weeks(found: Rosters, roster: Roster) -> tuple[Block, ...]:
    heads = (
        Head(said("Day"), 1.5),
        Head(said("Time"), 1.6),
        Head(said("Course"), 5),
        Head(said("Session"), 2),
        Head(said("Trainer") if roster.kind == "room" else said("Room"), 2.6),
        Head(said("People"), 1.2),
        Head(said("Link"), 2.6),
    )
    return listing("", heads, _rows(found, roster, len(heads)))


def _rows(found: Rosters, roster: Roster, width: int) -> Iterator[Told | Row]:
    for is_used, weeks in groupby(roster.weeks, key=lambda week: bool(week.parts)):
        if not is_used:
            quiet = _quiet_weeks(list(weeks), found.heading.first_day, found.heading.last_day)
            yield Row((Cell((Line(quiet, muted=True),), span=width),))
            continue
        for week in weeks:
            yield group_row(_week_title(week), width)
            yield from (_part(roster, parts) for parts in _runs(week.parts))


def _quiet_weeks(weeks: Sequence[RosterWeek], plan_begins: dt.date, plan_ends: dt.date) -> str:
    """Say of weeks without a session when they are, and how much of them is free."""
    first, last = max(weeks[0].first_day, plan_begins), min(weeks[-1].first_day + 6 * _ONE_DAY, plan_ends)
    free = Decimal(sum(each.quarters for week in weeks for each in week.free)) / _WHOLE
    told = (
        day_words.full_span(first, last),
        said("no session"),
        counted("{n} day free", "{n} days free", free, n=words.days(free)),
    )
    return " · ".join((*told, *_leave([day for week in weeks for day in week.away])))


def _week_title(week: RosterWeek) -> str:
    told = [said("Week of {day}", day=words.day(week.first_day))]
    told.append(said("free: {days}", days=", ".join(_spans(week.free))) if week.free else said("no free day"))
    return " · ".join((*told, *_leave(week.away)))


def _leave(days: Sequence[dt.date]) -> Iterator[str]:
    if days:
        spans = _spans([FreeDay(day, _WHOLE) for day in days])
        yield said("on leave: {days}", days=", ".join(spans))


def _spans(free: Sequence[FreeDay]) -> Iterator[str]:
    """Yield whole days that follow one another as one span, and each part of a day."""
    run: list[dt.date] = []
    for each in free:
        if run and (each.quarters < _WHOLE or each.day - run[-1] != _ONE_DAY):
            yield day_words.span(run[0], run[-1])
            run = []
        if each.quarters < _WHOLE:
            part = {1: said("a quarter"), 2: said("half"), 3: said("three quarters")}[each.quarters]
            yield said("{part} of {day}", part=part, day=day_words.short_day(each.day))
        else:
            run.append(each.day)
    if run:
        yield day_words.span(run[0], run[-1])


def _runs(parts: Iterable[RosterPart]) -> Iterator[list[RosterPart]]:
    """Yield the days of a session that follow one another at the same times, together."""
    run: list[RosterPart] = []
    for part in parts:
        if run and not _follows(run[-1], part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _follows(before: RosterPart, part: RosterPart) -> bool:
    same = (before.session.id, before.start, before.end) == (part.session.id, part.start, part.end)
    return same and part.day - before.day == _ONE_DAY


def _part(roster: Roster, parts: Sequence[RosterPart]) -> Row:
    part, session = parts[0], parts[0].session
    day = day_words.short_day(part.day) if len(parts) == 1 else day_words.span(part.day, parts[-1].day)
    seats = words.number(session.booked)
    if session.seats_max is not None:
        seats = said("{booked} of {seats}", booked=session.booked, seats=session.seats_max)
    code = session.code if not part.plan else said("{code} ({plan})", code=session.code, plan=part.plan)
    return plain_row(
        (
            day,
            f"{part.start:%H:%M}–{part.end:%H:%M}",
            session.course_title,
            code,
            session.trainer_names if roster.kind == "room" else session.room_names,
            seats,
            session.link,
        )
    )
