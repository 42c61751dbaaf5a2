"""Reads many rows at a time: past the mapping of objects, which plain columns do not need."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session


def plain_rows(db: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a query for columns; what is not written yet is written before."""
    if db.autoflush:
        db.flush()
    return db.connection().execute(query).all()
