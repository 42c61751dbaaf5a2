"""What was planned at an earlier time, by the history: the picks that were there then."""

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PUT_ASIDE, Edit, EditRow
from pmplanner.services.lookup import plain_rows


def planned_before(
    db: Session,
    plan_id: int,
    moment: dt.datetime,
    days: Mapping[int, Decimal],
    person_ids: Collection[int] | None = None,
) -> Decimal | None:
    """Return the days of the picks that a plan had before a moment (UTC, without a zone).

    *days* are those of courses, which a pick has that had none of its own. None where the history does not
    tell, since the plan was not there yet. What was undone since counts as never done.
    """
    picks: dict[int, Mapping[str, object]] = {}
    aside: set[int] = set()
    is_there = False
    query = (
        select(EditRow.table, EditRow.row_id, EditRow.before, EditRow.after)
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(
            EditRow.table.in_(("plan", "pick", "pick_decision")),
            Edit.state == "done",
            Edit.made_at < moment,
        )
        .order_by(EditRow.edit_id, EditRow.id)
    )
    for table, row_id, before, after in plain_rows(db, query):
        if table == "plan":
            is_there |= row_id == plan_id and before is None
        elif table == "pick" and (after or before)["plan_id"] == plan_id:
            picks.pop(row_id, None)
            if after is not None:
                picks[row_id] = after
        elif table == "pick_decision":
            aside.discard((after or before)["pick_id"])
            if after is not None and after["decision"] in PUT_ASIDE:
                aside.add(after["pick_id"])
    if not is_there:
        return None
    return sum(
        (
            _days(pick, days)
            for pick_id, pick in picks.items()
            if pick_id not in aside and (person_ids is None or pick["person_id"] in person_ids)
        ),
        Decimal(0),
    )


def _days(pick: Mapping[str, object], days: Mapping[int, Decimal]) -> Decimal:
    own, course = pick["days"], pick["course_id"]
    if own is not None:
        return Decimal(str(own))
    # A course that is gone has no days any more, nor any pick.
    return days.get(course, Decimal(0)) if isinstance(course, int) else Decimal(0)
