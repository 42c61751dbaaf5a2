"""What is said about the day or the lane under the mouse."""

from __future__ import annotations

import datetime as dt

from pmplanner.services.views.timeline import LaneRow, TimelineRows
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.texts import away_text, tr
from pmplanner.ui.widgets.format import format_period, format_weekday

_MOST_NAMES = 12


def day_tooltip(rows: TimelineRows, day: dt.date, lane: LaneRow | None) -> str:
    """Why nobody works on a day, or is not there in a lane; "" for a usual day."""
    reason = rows.closed.of(lane.site if lane else "").get(day)
    if reason:
        return f"{format_weekday(day)}: {reason}"
    for span in lane.away if lane else ():
        if span.holds(day):
            return f"{format_period(span.first_day, span.last_day)}: {span.name or tr('absent')}"
    return ""


def away_tooltip(rows: TimelineRows, heat: HeatBook, day: dt.date, team: str | None) -> str:
    """Who of a team, or with None of the team that misses most, is away on a day; "" for nobody."""
    away = heat.away(day, team)
    if away is None:
        return ""
    people, shown = rows.known["person"], rows.known["team"].get(away.team)
    names = [people[person].title for person in away.training]
    names += [f"{people[person].title} ({tr('leave')})" for person in away.leave]
    if len(names) > _MOST_NAMES:
        names = [*names[:_MOST_NAMES], "…"]
    return away_text(day, away, shown.title if shown else "", names)
