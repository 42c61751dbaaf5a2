"""What is said about the thing under the mouse, and in an empty timeline."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from pmplanner.services.views.timeline import LaneRow
from pmplanner.ui.schedule.texts import session_sentence
from pmplanner.ui.schedule.timeline.frame import Frame
from pmplanner.ui.schedule.timeline.texts import away_text, lane_title, tr
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.format import format_period, format_weekday
from pmplanner.ui.widgets.painting import Sketch

if TYPE_CHECKING:
    from pmplanner.ui.schedule.timeline.view import TimelineView

_MOST_NAMES = 12


def hint_at(view: TimelineView, position: QPointF) -> str:
    """What is at a position of the viewport; "" for nothing to be said."""
    book, canvas = view.book, view.canvas
    if book is None:
        return ""
    place = canvas.content(position)
    point = position.toPoint()
    if canvas.headers.contains(point):
        lane = book.lane_at(place.y())
        return lane_title(book.lanes[lane].row, book.grouping) if lane >= 0 else ""
    if position.x() < canvas.body.left():
        return ""
    day = book.scale.day_at(place.x())
    if canvas.strip.contains(point):
        return _away_hint(view, day)
    hit = view.bar_at(position, beside=True)
    if hit is not None:
        row = view.edits.row(hit[0])
        texts = view.problem_texts.get(hit[0], ())
        return "\n".join(["" if row is None else session_sentence(row, 0), *texts[:8]])
    lane = book.lane_at(place.y())
    return _day_hint(view, day, book.lanes[lane].row if lane >= 0 else None)


def _day_hint(view: TimelineView, day: dt.date, lane: LaneRow | None) -> str:
    """Why nobody works on a day, or is not there in a lane."""
    book = view.book
    assert book is not None
    rows = book.rows
    reason = rows.closed.of(lane.site if lane else "").get(day)
    if reason:
        return f"{format_weekday(day)}: {reason}"
    for span in lane.away if lane else ():
        if span.holds(day):
            return f"{format_period(span.first_day, span.last_day)}: {span.name or tr('absent')}"
    return ""


def _away_hint(view: TimelineView, day: dt.date) -> str:
    heat, book = view.heat, view.book
    away = heat.away(day, view.heat_picker.team) if heat else None
    if away is None or book is None:
        return ""
    people, team = book.rows.known["person"], book.rows.known["team"].get(away.team)
    names = [people[person].title for person in away.training]
    names += [f"{people[person].title} ({tr('leave')})" for person in away.leave]
    if len(names) > _MOST_NAMES:
        names = [*names[:_MOST_NAMES], "…"]
    return away_text(day, away, team.title if team else "", names)


def paint_empty_hint(painter: Sketch, frame: Frame) -> None:
    """Say what to do in a timeline without sessions."""
    body = frame.canvas.body
    painter.save()
    painter.setPen(current_theme().color("muted"))
    text = tr("No sessions yet. Drag a course from “To schedule” onto a day, or press Ctrl+N.")
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(body.adjusted(24, 0, -24, 0), int(flags), text)
    painter.restore()
