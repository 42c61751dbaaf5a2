"""Which people were merged into others, as the journal has it.

A merge takes a row of people away and is told by its edit alone: so an undo of it brings everything
back, and whoever still names the old row by its id (labels of edits, what was published) finds the
person whose it is now.
"""

from typing import Any

from sqlalchemy import Connection, Select, select

from pmplanner.models import Edit, EditRow, Person
from pmplanner.storage.images import chunked

MERGE = "person.merge"
"""The key of the label of such an edit; its values are the *person* who stays and the *other*."""

_TAKING_BACK = "history."
"""How the keys of edits begin that take back others: of these one may have taken a merge back again."""

_MERGES: Select[Any] = select(Edit.label_args).where(Edit.label_key == MERGE, Edit.state == "done")
_REMOVALS = (
    select(EditRow.row_id, Edit.label_key)
    .join(Edit, Edit.id == EditRow.edit_id)
    .where(EditRow.table == "person", EditRow.after.is_(None), Edit.state == "done")
    .order_by(Edit.id)
)


def merged_people(connection: Connection) -> dict[int, int]:
    """Return by the id of each person who was merged into another one the id of who stays now."""
    into: dict[int, int] = {}
    for (args,) in connection.execute(_MERGES.order_by(Edit.id)):
        keep, other = ((args or {}).get(name) for name in ("person", "other"))
        if isinstance(keep, dict) and isinstance(other, dict) and {"person"} <= keep.keys() & other.keys():
            into[other["person"]] = keep["person"]
    # An edit that took back others as a whole brought them back, too, and their own are done still.
    for chunk in chunked(list(into)):
        for person_id in connection.scalars(select(Person.id).where(Person.id.in_(chunk))):
            del into[person_id]
    # Who was brought back and is removed since has gone as any other, and is nobody else now.
    for chunk in chunked(list(into)):
        gone_by: dict[int, str] = dict(connection.execute(_REMOVALS.where(EditRow.row_id.in_(chunk))).all())
        for person_id, key in gone_by.items():
            if key != MERGE and not key.startswith(_TAKING_BACK):
                del into[person_id]
    return {other: _last(into, other) for other in into}


def _last(into: dict[int, int], person_id: int) -> int:
    """Return who stays at the end: a person can be merged into one who is merged later."""
    seen = set()
    while person_id in into and person_id not in seen:
        seen.add(person_id)
        person_id = into[person_id]
    return person_id
