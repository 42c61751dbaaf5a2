"""Cost items: what is paid for each session of a course, for one session, or for a plan, beside prices."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import CostItem, CostPer, Course, Plan, TrainingSession
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.quantities import check_amount
from pmplanner.storage import journal

FIELDS = ("name", "per", "amount", "currency")
"""What can be set on a cost item."""


@dataclass(frozen=True, slots=True)
class Owner:
    """To what a cost item belongs: exactly one of the three is not None."""

    course_id: int | None = None
    session_id: int | None = None
    plan_id: int | None = None

    @property
    def column(self) -> str:
        """The column of the one that is set; raise PlanError unless it is exactly one."""
        names = [name for name in ("course_id", "session_id", "plan_id") if getattr(self, name) is not None]
        if len(names) != 1:
            raise PlanError(said("A cost item belongs to one course, one session or one plan."))
        return names[0]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A cost item; *amount* is None while it is unknown."""

    id: int
    owner: Owner
    name: str
    per: str
    amount: Decimal | None
    currency: str


def list_items(db: Session, owner: Owner) -> list[ItemRow]:
    """Return the cost items of a course, session or plan by name."""
    column = owner.column
    query = select(CostItem).where(getattr(CostItem, column) == getattr(owner, column))
    rows = [ItemRow(row.id, owner, row.name, row.per, row.amount, row.currency) for row in db.scalars(query)]
    return sorted(rows, key=lambda row: (fold(row.name), row.id))


def add_item(
    db: Session,
    owner: Owner,
    name: str,
    per: str = CostPer.WHOLE,
    amount: Decimal | None = None,
    currency: str = "",
) -> int:
    """Add a cost item and return its id; without an amount it is unknown what it costs.

    Raises PlanError when its values will not do, or when its owner is gone or has one of that name.
    """
    kind = {"course_id": Course, "session_id": TrainingSession, "plan_id": Plan}[owner.column]
    get(db, kind, getattr(owner, owner.column))
    row = CostItem(course_id=owner.course_id, session_id=owner.session_id, plan_id=owner.plan_id)
    _write(db, row, {"name": name, "per": per, "amount": amount, "currency": currency})
    db.add(row)
    db.flush()
    return row.id


def change_item(db: Session, item_id: int, /, **values: object) -> None:
    """Change the named FIELDS of a cost item; raise PlanError when they will not do."""
    row = get(db, CostItem, item_id)
    with db.no_autoflush:
        _write(db, row, values)
    db.flush()


def remove_item(db: Session, item_id: int) -> None:
    """Remove a cost item; raise PlanError when it is gone."""
    db.delete(get(db, CostItem, item_id))
    db.flush()


def find_item(db: Session, owner: Owner, name: str) -> ItemRow:
    """Return the cost item of that name; raise PlanError when there is none."""
    for row in list_items(db, owner):
        if fold(row.name) == fold(name):
            return row
    raise PlanError(said("There is no cost item “{name}” there.", name=name))


def copy_items(db: Session, session_id: int, copy_id: int) -> None:
    """Give a session the cost items of another one."""
    rows = [
        {"session_id": copy_id, "name": row.name, "per": row.per}
        | {"amount": row.amount, "currency": row.currency}
        for row in list_items(db, Owner(session_id=session_id))
    ]
    journal.bulk_insert(db, CostItem, [{"course_id": None, "plan_id": None, **row} for row in rows])


def _write(db: Session, row: CostItem, values: dict[str, object]) -> None:
    write_fields(row, FIELDS, values)
    if not row.name:
        raise PlanError(said("A cost item needs a name."))
    if row.per not in tuple(CostPer):
        raise PlanError(
            said("A cost item goes by {ways}; not “{per}”.", ways=", ".join(CostPer), per=row.per)
        )
    if row.per == CostPer.SEAT_PRICE and row.session_id is None:
        raise PlanError(said("Only a session has a price of a seat instead of the price of its course."))
    check_amount(
        row.amount,
        marked("What an item costs is 0 or more, with at most two decimals; not {amount}."),
        row.currency,
    )
    owner = Owner(row.course_id, row.session_id, row.plan_id)
    column = owner.column
    taken = marked("There is already a cost item “{text}”.")
    refuse_taken(db, row, "name", taken, getattr(CostItem, column) == getattr(owner, column))
    if row.per == CostPer.SEAT_PRICE:
        _refuse_second_price(db, row, owner)


def _refuse_second_price(db: Session, row: CostItem, owner: Owner) -> None:
    for other in list_items(db, owner):
        if other.per == CostPer.SEAT_PRICE and other.id != row.id:
            raise PlanError(said("The session has a price of a seat already: “{name}”.", name=other.name))
