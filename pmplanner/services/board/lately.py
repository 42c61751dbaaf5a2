"""Who left which session lately, and what was decided lately: both as the history has it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Edit, EditRow, Person, Pick
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.board.rows import Decided, Gone
from pmplanner.services.lookup import person_name
from pmplanner.storage.labels import Label, words

LATELY_DAYS = 14
"""Who left a session so many days ago, or later, has left it lately."""
DONE_DAYS = 30
"""So far back goes what was decided."""
MOST_DONE = 100

DECIDING = (
    "session.confirm",
    "session.call-off",
    "session.cancel",
    "session.call-off-and-move",
    "session.revive",
    "session.attend",
    "session.attend-several",
    "session.all-attended",
    "seat.put",
    "seat.fill",
    "problem.accept",
    "pick.decide",
)
"""The edits by which something is decided, as their labels are called."""


def read_gone(db: Session, session_ids: Collection[int], today: dt.date) -> dict[int, tuple[Gone, ...]]:
    """Return by session who had a seat there and gave it up lately, the last one first.

    Who came back is not among them, nor who had no more than a place on the waiting list.
    """
    since = _since(today, LATELY_DAYS)
    query = (
        select(EditRow.before, EditRow.after, Edit.made_at)
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(EditRow.table == "seat", EditRow.before.is_not(None), Edit.made_at >= since)
        .where(Edit.state == "done")
        .order_by(EditRow.id.desc())
    )
    left: dict[tuple[int, int], dt.date] = {}
    for before, after, at in db.execute(query):
        if before is None or before.get("status") != SeatStatus.BOOKED:
            continue
        session_id, pick_id = before.get("session_id"), before.get("pick_id")
        stays = after is not None and after.get("status") == SeatStatus.BOOKED
        if session_id in session_ids and not stays:
            left.setdefault((int(str(session_id)), int(str(pick_id))), at.date())
    people = _people_of(db, {pick_id for _, pick_id in left})
    found: dict[int, list[Gone]] = defaultdict(list)
    for (session_id, pick_id), day in left.items():
        if pick_id in people:
            found[session_id].append(Gone(*people[pick_id], day))
    return {session_id: tuple(each) for session_id, each in found.items()}


def _people_of(db: Session, pick_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return ids and names by picks; of picks that were taken back, as the history had them."""
    owners = dict(db.execute(select(Pick.id, Pick.person_id).where(Pick.id.in_(pick_ids))).all())
    lost = set(pick_ids) - owners.keys()
    if lost:
        query = select(EditRow.row_id, EditRow.before).where(
            EditRow.table == "pick", EditRow.row_id.in_(lost), EditRow.after.is_(None)
        )
        owners |= {pick_id: int(before["person_id"]) for pick_id, before in db.execute(query) if before}
    names = {
        row[0]: person_name(*row)
        for row in db.execute(
            select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id).where(
                Person.id.in_(set(owners.values()))
            )
        )
    }
    return {pick_id: (person, names[person]) for pick_id, person in owners.items() if person in names}


def read_done(db: Session, today: dt.date) -> list[Decided]:
    """Return what was decided in the last weeks and not undone, the last first.

    It is that of the whole workspace: the history does not know of plans.
    """
    query = (
        select(Edit.id, Edit.made_by, Edit.made_at, Edit.label_key, Edit.label_args)
        .where(Edit.label_key.in_(DECIDING), Edit.state == "done", Edit.made_at >= _since(today, DONE_DAYS))
        .order_by(Edit.id.desc())
        .limit(MOST_DONE)
    )
    rows = db.execute(query).all()
    told = words(db, {row[0]: Label.read(row[3], row[4]) for row in rows})
    return [Decided(row[0], told[row[0]], row[1], row[2]) for row in rows]


def _since(today: dt.date, days: int) -> dt.datetime:
    return dt.datetime.combine(today - dt.timedelta(days=days), dt.time.min)
