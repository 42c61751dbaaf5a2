"""How the timeline words its lanes, what is special about a day, and who is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmplanner.services.views.timeline import Bar, Grouping, LaneRow, TimelineRows
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.lanes import Lane
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.format import format_number, format_period, format_weekday

_MOST_NAMES = 12
"""So many people are named who are away."""


def lane_title(row: LaneRow, grouping: Grouping) -> str:
    """The name of a lane."""
    nameless = {"team": tr("No team"), "room": tr("No room"), "trainer": tr("No trainer")}
    return row.title or nameless.get(grouping, "")


def lane_detail(lane: Lane, grouping: Grouping) -> str:
    """What stands below the name: "PSPO · 2 days · 3 sessions"."""
    row = lane.row
    parts = [plural(len(lane.bars), "1 session", "%1 sessions")]
    if grouping == "course" and row.amount is not None:
        days = plural(row.amount, "1 day", "%1 days")
        parts[:0] = [row.short, days] if row.short != row.title else [days]
    elif grouping == "team" and isinstance(row.amount, int):
        parts.insert(0, plural(row.amount, "1 person", "%1 people"))
    elif grouping == "room":
        parts.insert(0, row.site)
        if isinstance(row.amount, int):
            parts.insert(1, plural(row.amount, "1 seat", "%1 seats"))
    elif grouping == "person":
        parts.insert(0, row.note)
    return " · ".join(part for part in parts if part)


def lane_tooltip(lane: Lane, grouping: Grouping) -> str:
    """The whole name of a lane with what stands below it, and what a click there does."""
    texts = [lane_title(lane.row, grouping), lane_detail(lane, grouping)]
    if lane.alike:
        texts.append(
            tr("Click to show each session of the same days.")
            if lane.stacks
            else tr("Click to fold sessions of the same days.")
        )
    return "\n".join(texts)


def stack_sentence(stack: Sequence[Bar]) -> str:
    """What is to be said of sessions that are drawn as one bar; "" for one that has its own."""
    if not stack:
        return ""
    return plural(len(stack), "1 session", "%1 sessions on the same days, folded. Enter shows each of them.")


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
    numbers = format_number(away.count), format_number(away.people)
    title = (shown.title if shown else "") or tr("No team")
    head = put(tr("%1: %2 of %3 of %4 away"), format_weekday(day), *numbers, title)
    return "\n".join([head, *names])
