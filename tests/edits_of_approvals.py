"""Edits of approval by spreadsheet: managers are asked, and their answers merged."""

import datetime as dt
from collections.abc import Callable
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.approval_reading import AnswerRow
from pmplanner.models import Plan
from pmplanner.services.decisions.answers import match_answers
from pmplanner.services.decisions.asking import Asking, foresee_asking, mark_asked
from pmplanner.services.decisions.merging import merge_answers

_TODAY = dt.date(2027, 1, 4)


def _askings(db: Session, n: int) -> tuple[int, list[Asking]]:
    ids = list(db.scalars(select(Plan.id).order_by(Plan.id)))
    if not ids:
        raise LookupError("plan")
    plan_id = ids[n % len(ids)]
    return plan_id, foresee_asking(db, plan_id, _TODAY, put_off=bool(n % 2))


def _ask(db: Session, n: int) -> None:
    _, askings = _askings(db, n)
    mark_asked(db, askings, _TODAY + dt.timedelta(n % 9))


def _merge(db: Session, n: int) -> None:
    plan_id, askings = _askings(db, n)
    chance = Random(n)
    rows = [
        AnswerRow(
            "a.xlsx",
            "",
            place,
            pick.row_id.text,
            pick.person,
            pick.course,
            "",
            chance.choice(["agree", "later", "no"]),
            "",
            chance.choice(["", f"Remark {n}"]),
        )
        for place, pick in enumerate(pick for each in askings for pick in each.picks)
    ]
    found = match_answers(db, plan_id, rows, _TODAY)
    merge_answers(db, plan_id, [each for each in found if each.state == "new"], _TODAY)


APPROVAL_EDITS: dict[str, Callable[[Session, int], object]] = {"ask managers": _ask, "merge answers": _merge}
