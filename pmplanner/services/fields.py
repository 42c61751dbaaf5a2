"""Named values on a row: written tidily, and refused where another row has them.

Whatever can be named by people and files is kept on one line with single blanks, so that it is found
again by how it reads.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pmplanner.models import Row
from pmplanner.sentences import resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold
from pmplanner.services.quantities import currency_code

_PAGE, _FILE = re.compile(r"https?://\S+", re.IGNORECASE), re.compile(r"file://[^/]*/.+", re.IGNORECASE)
_CURRENCIES = ("currency", "cancel_currency")
LONGEST_LINK = 2000
"""Letters; programs that follow links cut what is longer."""


def is_link(text: str) -> bool:
    """Say whether a text is the address of a page."""
    return _PAGE.fullmatch(text) is not None and text.isprintable() and len(text) <= LONGEST_LINK


def is_link_to_file(text: str) -> bool:
    """Say whether a text is the address of a file."""
    return _FILE.fullmatch(text) is not None and text.isprintable() and len(text) <= LONGEST_LINK


def tidy(text: str) -> str:
    """Return *text* on one line with single blanks."""
    return " ".join(text.split())


def write_fields(
    row: Row,
    fields: Collection[str],
    values: Mapping[str, object],
    *,
    long: Collection[str] = (),
    or_none: Collection[str] = (),
) -> None:
    """Write *values* on a row by name, texts tidied.

    The texts named *long* keep their lines; those named *or_none* are none where they are empty. A
    currency is kept in capitals. Raises TypeError, with nothing written, for a name that is not among
    *fields*, and PlanError for a currency that is no code of three letters.
    """
    unknown = [name for name in values if name not in fields]
    if unknown:
        raise TypeError(f"a {row.__tablename__.replace('_', ' ')} has no {', '.join(unknown)}")
    for name, value in values.items():
        if isinstance(value, str):
            value = value.strip() if name in long else tidy(value)
            value = currency_code(value) if name in _CURRENCIES else value
        setattr(row, name, None if name in or_none and not value else value)


def taken_by(db: Session, row: Row, column: str, *where: ColumnElement[bool]) -> tuple[int, str] | None:
    """Return id and text of another row that has the text of *row* in a column, blanks and case aside.

    Of all rows of the kind, or of those that *where* leaves. None where nobody has it, and where *row*
    has no text.
    """
    text, kind = getattr(row, column), type(row)
    if text is None:
        return None
    key = fold(text)
    for other_id, other in db.execute(select(kind.id, getattr(kind, column)).where(*where)):
        if other_id != row.id and other is not None and fold(other) == key:
            return other_id, other
    return None


def refuse_taken(db: Session, row: Row, column: str, sentence: str, *where: ColumnElement[bool]) -> None:
    """Raise PlanError where another row has the text of *row* in a column.

    *sentence* is marked: what is said of the ``{text}`` that the other has.
    """
    other = taken_by(db, row, column, *where)
    if other is not None:
        raise PlanError(resaid(sentence, text=other[1]))


def check_order(first_day: dt.date | None, last_day: dt.date | None) -> None:
    """Raise PlanError when the last day is before the first; one that is None is open."""
    if first_day and last_day and first_day > last_day:
        raise PlanError(
            said("The last day ({last}) is before the first ({first}).", last=last_day, first=first_day)
        )
