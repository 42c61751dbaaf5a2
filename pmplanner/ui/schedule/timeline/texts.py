"""How the timeline words its lanes and who is away."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication

from pmplanner.services.views.timeline import Grouping, LaneRow
from pmplanner.ui.schedule.texts import counted
from pmplanner.ui.schedule.timeline.heat import Away
from pmplanner.ui.schedule.timeline.lanes import Lane
from pmplanner.ui.widgets.format import format_days, format_number, format_weekday
from pmplanner.ui.widgets.text import put


def tr(text: str) -> str:
    """A text in the user's language."""
    return QCoreApplication.translate("Timeline", text)


def lane_title(row: LaneRow, grouping: Grouping) -> str:
    """The name of a lane."""
    nameless = {"team": tr("No team"), "room": tr("No room"), "trainer": tr("No trainer")}
    return row.title or nameless.get(grouping, "")


def lane_detail(lane: Lane, grouping: Grouping) -> str:
    """What stands below the name: "4 days · 2 sessions"."""
    row = lane.row
    parts = [counted(len(lane.bars), tr("1 session"), tr("%1 sessions"))]
    if grouping == "course" and row.amount is not None:
        days = tr("1 day") if row.amount == 1 else put(tr("%1 days"), format_days(row.amount))
        parts.insert(0, days)
    elif grouping == "team" and isinstance(row.amount, int):
        parts.insert(0, counted(row.amount, tr("1 person"), tr("%1 people")))
    elif grouping == "room":
        parts.insert(0, row.site)
        if isinstance(row.amount, int):
            parts.insert(1, counted(row.amount, tr("1 seat"), tr("%1 seats")))
    elif grouping == "person":
        parts.insert(0, row.note)
    return " · ".join(part for part in parts if part)


def away_text(day: dt.date, away: Away, team: str, names: list[str]) -> str:
    """Who of a team is away on a day, for a tip."""
    numbers = format_number(away.count), format_number(away.people)
    head = put(tr("%1: %2 of %3 of %4 away"), format_weekday(day), *numbers, team or tr("No team"))
    return "\n".join([head, *names])
