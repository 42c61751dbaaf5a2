"""What a drop would lead to, in a few words: the new clashes, or that there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmplanner.services.errors import PlanError
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.views.drop_preview import (
    foresee_copy,
    foresee_placing,
    foresee_resizing,
    foresee_seating,
    foresee_session,
    foresee_waiting,
)
from pmplanner.services.views.timeline import Bar
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.dragging.drag import Drag, Grip
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.texts import counted, people
from pmplanner.ui.schedule.timeline.lanes import LaneBook
from pmplanner.ui.schedule.timeline.texts import tr
from pmplanner.ui.widgets.text import put


def foresee_drag(actions: Actions, book: LaneBook, drag: Drag, starts: Sequence[tuple[Bar, dt.date]]) -> str:
    """What would happen if a bar were let go; *starts* are all bars that go along, with their days."""
    bar = drag.bar
    where = lane_value(book, drag)
    room = where.get("room", bar.session.room)
    facts = _facts(actions)
    try:
        if drag.grip is not Grip.WHOLE:
            found = actions.read(foresee_resizing, bar.id, drag.first, drag.last, facts=facts)
        elif drag.copying:
            found = actions.read(foresee_copy, bar.id, drag.first, **where, facts=facts)
        else:
            found = [
                problem
                for each, start in starts
                for problem in actions.read(foresee_placing, each.id, start, **where, facts=facts)
            ]
    except PlanError as error:
        return str(error)
    return say(found, room)


def foresee_start(actions: Actions, bar: Bar, start: dt.date, *, copying: bool) -> str:
    """What would happen if a session, or a copy of it, began on a day."""
    foresee = foresee_copy if copying else foresee_placing
    try:
        found = actions.read(foresee, bar.id, start, facts=_facts(actions))
    except PlanError as error:
        return str(error)
    return say(found, bar.session.room)


def lane_value(book: LaneBook, drag: Drag) -> dict[str, str]:
    """The room or trainer of the lane into which a bar would fall, when it is another one."""
    if drag.target == drag.lane:
        return {}
    return {book.grouping: book.lanes[book.place_of(drag.target)].row.title}


def foresee_new(actions: Actions, picks: DraggedPicks, start: dt.date, where: dict[str, str]) -> str:
    """What would happen if picks were dropped on a day."""
    if actions.plan_id is None:
        return ""
    try:
        found = actions.read(
            foresee_session,
            actions.plan_id,
            picks.course_id,
            start,
            picks.pick_ids,
            **where,
            facts=_facts(actions),
        )
    except PlanError as error:
        return str(error)
    return say(found, where.get("room", ""))


def foresee_seats(actions: Actions, picks: DraggedPicks, bar: Bar) -> str:
    """What would happen if picks were dropped on a session."""
    said = say(actions.read(foresee_seating, bar.id, picks.pick_ids, facts=_facts(actions)), "")
    waiting = actions.read(foresee_waiting, bar.id, len(picks.pick_ids))
    return f"{said} · {counted(waiting, tr('1 waits'), tr('%1 wait'))}" if waiting else said


def _facts(actions: Actions) -> Facts | None:
    """What is known of the plan shown, so that nothing is read for each day that a drag passes."""
    return None if actions.plan_id is None else actions.problem_monitor.facts(actions.plan_id)


def seating(picks: DraggedPicks, bar: Bar) -> str:
    """Who would get a seat where."""
    who = picks.name or people(len(picks.pick_ids))
    return put(tr("Seat %1 in %2"), who, bar.session.code)


def other_course(bar: Bar) -> str:
    """Why picks cannot be dropped on a session."""
    return put(tr("%1 is a session of another course"), bar.session.code)


def say(problems: Sequence[Problem], room: str) -> str:
    """New problems in a few words: the first of them, and how many more."""
    if not problems:
        free = put(tr("no clash, room %1 free"), room)
        return free if room else tr("no clash")
    first = problems[0].title
    more = len({problem.key for problem in problems}) - 1
    return f"{first} {counted(more, tr('and 1 more'), tr('and %1 more'))}" if more > 0 else first
