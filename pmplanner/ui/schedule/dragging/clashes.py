"""What a drop would lead to, in a few words: the new clashes, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence

from pmplanner.services.errors import PlanError
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.views.foreseeing import (
    foresee_copy,
    foresee_placing,
    foresee_resizing,
    foresee_seating,
    foresee_session,
    foresee_waiting,
)
from pmplanner.services.views.timeline import Bar
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.dragging.drag_state import Grip
from pmplanner.ui.schedule.dragging.drop_preview import DropPreview, PicksPreview
from pmplanner.ui.translation import plural, put, tr


def clashes_of_drag(actions: Actions, preview: DropPreview) -> str:
    """What would happen if the sessions were let go where they are held."""
    bar, held, where = preview.drag.bar, preview.held, preview.target.where
    instead, facts = preview.target.instead, _facts(actions)
    try:
        if preview.drag.grip is not Grip.WHOLE:
            found = actions.read(foresee_resizing, bar.id, held.first, held.last, facts=facts)
        elif preview.drag.copying:
            found = actions.read(foresee_copy, bar.id, held.first, **where, instead=instead, facts=facts)
        else:
            found = [
                problem
                for each in preview.placed
                for problem in actions.read(
                    foresee_placing, each.bar.id, each.first, **where, instead=instead, facts=facts
                )
            ]
    except PlanError as error:
        return str(error)
    return _say(found, where.get("room", bar.session.room_names))


def clashes_of_picks(actions: Actions, preview: PicksPreview) -> str:
    """What would happen if picks were dropped where they are held."""
    if preview.bar is not None:
        return _clashes_of_seating(actions, preview, preview.bar)
    picks, where = preview.picks, preview.target.where
    if actions.plan_id is None:
        return ""
    try:
        found = actions.read(
            foresee_session,
            actions.plan_id,
            picks.course_id,
            preview.days[0],
            picks.pick_ids,
            **where,
            facts=_facts(actions),
        )
    except PlanError as error:
        return str(error)
    return _say(found, where.get("room", ""))


def _clashes_of_seating(actions: Actions, preview: PicksPreview, bar: Bar) -> str:
    pick_ids = preview.picks.pick_ids
    said = _say(actions.read(foresee_seating, bar.id, pick_ids, facts=_facts(actions)), "")
    waiting = actions.read(foresee_waiting, bar.id, len(pick_ids))
    wait = plural(waiting, "1 waits", "%1 wait")
    return f"{said} · {wait}" if waiting else said


def _facts(actions: Actions) -> Facts | None:
    """What is known of the plan shown, so that nothing is read for each day that a drag passes."""
    return None if actions.plan_id is None else actions.problem_monitor.facts(actions.plan_id)


def _say(problems: Sequence[Problem], room: str) -> str:
    """New problems in a few words: the first of them, and how many more."""
    if not problems:
        free = put(tr("no clash, room %1 free"), room)
        return free if room else tr("no clash")
    first = problems[0].title
    more = len({problem.key for problem in problems}) - 1
    others = plural(more, "and 1 more", "and %1 more")
    return f"{first} {others}" if more > 0 else first
