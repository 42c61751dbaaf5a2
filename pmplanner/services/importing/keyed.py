"""Rows that add or change rows of one table, told from one another by a key."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.values import NONE_GIVEN
from pmplanner.models import Row
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.differences import change, in_a_row, once, outcome_of
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, rejected


class KeyedTable:
    """What is there of a table, and what the rows of a file add to it or change of it."""

    def __init__(self, db: Session, draft: Draft, kind: type[Row], key_of: Callable[[Any], object]) -> None:
        """Take what tells a row from others; to *key_of* each row is given that is there."""
        self._draft, self._kind = draft, kind
        self._present: dict[object, Any] = {key_of(row): row for row in db.execute(select(kind.__table__))}
        self._seen: dict[object, int] = {}

    def find(self, key: object) -> Any:  # noqa: ANN401 - a row
        """Return the row of a key that is there; None for none."""
        return self._present.get(key)

    def others(self, key: object) -> list[Any]:
        """Return the rows that are there under other keys."""
        return [row for other, row in self._present.items() if other != key]

    def take(
        self,
        row: ParsedRow,
        key: object,
        subject: str,
        *fields: str,
        own: Mapping[str, object],
        values: Mapping[str, object],
    ) -> Outcome:
        """Add or change the row of a key; *own* is what only a new one gets, *fields* hold the key.

        Raises RejectedError when an earlier row of the file had the key.
        """
        once(self._seen, key, row, *fields)
        present = self._present.get(key)
        if present is None:
            self._draft.insert(self._kind, key, {**own, **values})
            return Outcome(row, "created", subject)
        return outcome_of(row, subject, change(self._draft, self._kind, present, values))


def decide_each(
    rows: Iterable[ParsedRow], draft: Draft, decide: Callable[[ParsedRow], Outcome], *subject: str
) -> None:
    """Decide each row; one that cannot be taken is called by the first of the fields *subject* it has."""
    for row in rows:
        try:
            draft.take(decide(row))
        except RejectedError as error:
            called = next((text for name in subject if (text := row.get(name, str))), "")
            draft.take(rejected(row, called, error))


def checked(check: Callable[..., object], *values: object, fields: tuple[str, ...]) -> None:
    """Let a service check values; raise RejectedError for its PlanError, with *fields* at fault."""
    try:
        check(*values)
    except PlanError as error:
        raise RejectedError(in_a_row(error), *fields) from None


def given(row: ParsedRow, *names: str, **empty: object) -> dict[str, Any]:
    """Return what a row says of the fields *names*; the word for none as what *empty* has for it, or None."""
    return {
        name: empty.get(name) if row.values[name] is NONE_GIVEN else row.values[name]
        for name in names
        if name in row.values
    }
