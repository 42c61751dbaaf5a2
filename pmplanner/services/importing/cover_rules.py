"""Rows of rules of cover."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import CoverKind, CoverRule
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.differences import change, once, outcome_of
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, rejected
from pmplanner.services.lookup import fold
from pmplanner.services.needs.cover_rules import CoverValues, columns_of, find_what, list_cover_rules

_LIMITS = ("team", "level", "first_day", "last_day")


def decide_cover_rules(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row adds or changes; the name tells one rule from another.

    A rule without a name is called by its team and what it asks for. An empty cell leaves what is known.
    """
    deciding = _Deciding(db, draft)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, row.get("name", str) or row.get("what", str) or "", error))


class _Deciding:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._db, self._draft = db, draft
        self._known = {fold(row.name): row.values for row in list_cover_rules(db)}
        self._present: dict[str, Any] = {
            fold(row.name): row for row in db.execute(select(CoverRule.__table__))
        }
        self._seen: dict[Any, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        try:
            columns = columns_of(self._db, self._values(row))
        except PlanError as error:
            reason = str(error).removesuffix(".")
            raise RejectedError(reason[0].lower() + reason[1:], "what", "kind", "minimum") from None
        name = str(columns["name"])
        once(self._seen, fold(name), row, "name")
        present = self._present.get(fold(name))
        if present is not None:
            columns["name"] = present.name  # as it is written here
            return outcome_of(row, present.name, change(self._draft, CoverRule, present, columns))
        self._draft.insert(CoverRule, name, columns)
        return Outcome(row, "created", name)

    def _values(self, row: ParsedRow) -> CoverValues:
        """Return what a row says of a rule; where it says nothing, what is known."""
        name, what = row.get("name", str) or "", row.get("what", str) or ""
        kind = fold(row.get("kind", str) or "")
        is_title = kind == CoverKind.TITLE
        found = CoverValues(
            row.get("minimum", int) or 0,
            kind,
            None if is_title or not what or kind not in tuple(CoverKind) else find_what(self._db, kind, what),
            what if is_title else "",
            name=name,
        )
        present = self._known.get(fold(name)) if name else None
        given: dict[str, Any] = {each: row.values[each] for each in _LIMITS if each in row.values}
        if present is not None:
            given = {each: getattr(present, each) for each in _LIMITS} | given
            if kind != CoverKind.SKILL and "level" not in row.values:
                given["level"] = ""
        return replace(found, **given)
