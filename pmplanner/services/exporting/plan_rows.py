"""Seats, days, equipment and kept seats of the sessions of a plan, and its targets, as the rows of files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value
from pmplanner.models import Plan
from pmplanner.services.exporting.carried import CARRIED
from pmplanner.services.exporting.carried_rows import read_carried
from pmplanner.services.lookup import get

PLAN_TABLES = ("seats", "session-days", "session-equipment", "reservations", "targets")
"""Tables of a plan that stand alone as they stand in the folder of a whole workspace."""


def plan_rows(db: Session, layout: str, plan_id: int) -> list[Sequence[Value]]:
    """Return the rows of one of them, in an order that does not depend on ids."""
    table = next(each for each in CARRIED if each.name == layout)
    plan = get(db, Plan, plan_id).name
    return [row.cells for row in read_carried(db, only=[layout])[table] if row.plan == plan]
