"""Rooms: where they are, how many they hold, and what they have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Equipment, Room, RoomEquipment
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.quantities import check_amount
from pmplanner.services.resources.renaming import count_texts, rename_text
from pmplanner.storage import journal

FIELDS = ("name", "site", "seats", "note", "day_cost", "currency")
"""What can be set on a room beside its equipment."""


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room with the ids of its own equipment, and how many sessions name it."""

    id: int
    name: str
    site: str
    seats: int | None
    note: str
    day_cost: Decimal | None
    currency: str
    equipment: tuple[int, ...]
    sessions: int


def list_rooms(db: Session) -> list[RoomRow]:
    """Return all rooms by site and name."""
    equipment: dict[int, list[int]] = defaultdict(list)
    links = select(RoomEquipment.room_id, RoomEquipment.equipment_id).order_by(RoomEquipment.equipment_id)
    for room_id, equipment_id in db.execute(links):
        equipment[room_id].append(equipment_id)
    used: Counter[str] = count_texts(db, "room")
    query = select(Room.id, Room.name, Room.site, Room.seats, Room.note, Room.day_cost, Room.currency)
    rows = [RoomRow(*row, tuple(equipment[row[0]]), used[fold(row[1])]) for row in db.execute(query)]
    return sorted(rows, key=lambda row: (fold(row.site), fold(row.name)))


def add_room(
    db: Session,
    name: str,
    *,
    site: str = "",
    seats: int | None = None,
    note: str = "",
    day_cost: Decimal | None = None,
    currency: str = "",
    equipment: Iterable[int] = (),
) -> int:
    """Add a room and return its id; raise PlanError when its values will not do."""
    row = Room()
    values = {"name": name, "site": site, "seats": seats, "note": note}
    _write(row, {**values, "day_cost": day_cost, "currency": currency})
    _check(db, row)
    db.add(row)
    db.flush()
    set_room_equipment(db, row.id, equipment)
    return row.id


def change_room(db: Session, room_id: int, /, **values: object) -> None:
    """Change the named FIELDS of a room; sessions that name it take its new name.

    Raises PlanError when the values will not do.
    """
    row = get(db, Room, room_id)
    before = row.name
    with db.no_autoflush:
        _write(row, values)
        _check(db, row)
    db.flush()
    rename_text(db, "room", before, row.name)


def set_room_equipment(db: Session, room_id: int, equipment: Iterable[int]) -> None:
    """Make these the things that a room has of its own; raise PlanError for one that is gone."""
    get(db, Room, room_id)
    wanted = set(equipment)
    present = {
        row.equipment_id: row
        for row in db.scalars(select(RoomEquipment).where(RoomEquipment.room_id == room_id))
    }
    for equipment_id in sorted(wanted - present.keys()):
        get(db, Equipment, equipment_id)
        db.add(RoomEquipment(room_id=room_id, equipment_id=equipment_id))
    for equipment_id in present.keys() - wanted:
        db.delete(present[equipment_id])
    db.flush()


def remove_room(db: Session, room_id: int) -> None:
    """Remove a room; sessions go on naming it, and nothing is known of it then."""
    row = get(db, Room, room_id)
    ids = db.scalars(select(RoomEquipment.id).where(RoomEquipment.room_id == room_id))
    journal.bulk_delete(db, RoomEquipment, ids)
    db.delete(row)


def _write(row: Room, values: Mapping[str, object]) -> None:
    write_fields(row, FIELDS, values, long=("note",))


def _check(db: Session, row: Room) -> None:
    if not row.name:
        raise PlanError(said("A room needs a name."))
    if row.seats is not None and row.seats < 1:
        raise PlanError(said("A room has at least one seat."))
    check_amount(
        row.day_cost,
        marked("What a day costs is 0 or more, with at most two decimals; not {amount}."),
        row.currency,
    )
    refuse_taken(db, row, "name", marked("There is already a room “{text}”."))
