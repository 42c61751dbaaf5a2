"""Rows of rates, travel, cost items and budgets."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.values import NONE_GIVEN
from pmplanner.models import Budget, CostItem, CostPer, Plan, Rate, TrainingSession, Travel
from pmplanner.sentences import said
from pmplanner.services.importing.differences import change, once, outcome_of, told
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, Target
from pmplanner.services.importing.keyed import decide_each
from pmplanner.services.importing.names import Courses, Tracks
from pmplanner.services.lookup import fold, get
from pmplanner.services.money.rates import MILLION
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.quantities import in_currency, is_in_steps
from pmplanner.services.settings import read_setting


def decide_rates(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the rates; currency and day tell one from another."""
    decide_each(rows, draft, _Rates(db, draft).decide, "currency")


def decide_travel(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to what travelling costs; the two sites tell one way from another."""
    decide_each(rows, draft, _Ways(db, draft).decide, "from_site")


def decide_cost_items(db: Session, rows: Iterable[ParsedRow], draft: Draft, plan_id: int) -> None:
    """Decide what each row does to the cost items of courses, of the plan's sessions and of the plan."""
    decide_each(rows, draft, _Items(db, draft, plan_id).decide, "name")


def decide_budgets(db: Session, rows: Iterable[ParsedRow], draft: Draft, plan_id: int) -> None:
    """Decide what each row does to the budgets of the plan, its tracks and teams."""
    decide_each(rows, draft, _Budgets(db, draft, plan_id).decide, "name")


def _given(row: ParsedRow, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - of that kind
    """Return what a row has to say; raise RejectedError where it does not."""
    value = row.get(name, kind)
    if value is None or value == "":
        raise RejectedError(said("it has no {field}", field=name), name)
    return value


class _Rates:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft, self._base = draft, read_setting(db, "currency")
        self._present: dict[object, Any] = {
            (row.currency, row.valid_from): row for row in db.execute(select(Rate.__table__))
        }
        self._seen: dict[object, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        code, day = _given(row, "currency", str), _given(row, "valid_from", dt.date)
        value = _given(row, "rate", Decimal)
        if not self._base:
            raise RejectedError(
                said("rates are in the currency of the workspace, which has none yet"), "currency"
            )
        if code == self._base:
            raise RejectedError(said("{base} is the currency of the workspace", base=code), "currency")
        if value <= 0 or not is_in_steps(value, MILLION):
            raise RejectedError(said("a rate is more than 0, with at most six decimals"), "rate")
        once(self._seen, (code, day), row, "currency", "valid_from")
        subject = said("{currency} from {day} on", currency=code, day=day)
        present = self._present.get((code, day))
        if present is None:
            self._draft.insert(Rate, (code, day), {"currency": code, "valid_from": day, "value": value})
            return Outcome(row, "created", subject)
        return outcome_of(row, subject, change(self._draft, Rate, present, {"value": value}))


class _Ways:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        self._present: dict[object, Any] = {
            (fold(row.from_site), fold(row.to_site)): row for row in db.execute(select(Travel.__table__))
        }
        self._seen: dict[object, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        start, end = _given(row, "from_site", str), _given(row, "to_site", str)
        key = fold(start), fold(end)
        if key[0] == key[1]:
            raise RejectedError(said("travel goes from one site to another"), "to_site", "from_site")
        values = {"amount": _given(row, "amount", Decimal)}
        if "currency" in row.values:
            values["currency"] = row.values["currency"]
        once(self._seen, key, row, "from_site", "to_site")
        subject = said("{start} to {end}", start=start, end=end)
        present = self._present.get(key)
        if present is None:
            self._draft.insert(Travel, key, {"from_site": start, "to_site": end, **values})
            return Outcome(row, "created", subject)
        return outcome_of(row, subject, change(self._draft, Travel, present, values))


class _Items:
    def __init__(self, db: Session, draft: Draft, plan_id: int) -> None:
        self._draft, self._plan_id, self._courses = draft, plan_id, Courses(db)
        of_plan = select(TrainingSession.code, TrainingSession.id).where(TrainingSession.plan_id == plan_id)
        self._sessions = {fold(code): session_id for code, session_id in db.execute(of_plan)}
        self._present: dict[object, Any] = {}
        self._prices: dict[int, str] = {}
        """By session the folded name of its price of a seat."""
        ours = or_(
            CostItem.course_id.is_not(None),
            CostItem.plan_id == plan_id,
            CostItem.session_id.in_(self._sessions.values()),
        )
        for row in db.execute(select(CostItem.__table__).where(ours)):
            self._present[row.course_id, row.session_id, row.plan_id, fold(row.name)] = row
            if row.per == CostPer.SEAT_PRICE:
                self._prices[row.session_id] = fold(row.name)
        self._seen: dict[object, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        name, owner = _given(row, "name", str), self._owner(row)
        key = (*owner.values(), fold(name))
        present = self._present.get(key)
        values: dict[str, Any] = self._per(row, present, owner["session_id"], fold(name))
        once(self._seen, key, row, "name")
        if "currency" in row.values:
            values["currency"] = row.values["currency"]
        amount = row.values.get("amount")
        if amount is not None:
            values["amount"] = None if amount is NONE_GIVEN else amount
        if present is None:
            self._draft.insert(CostItem, key, {**owner, "name": name, **values})
            return Outcome(row, "created", name)
        return outcome_of(row, name, change(self._draft, CostItem, present, values))

    def _owner(self, row: ParsedRow) -> dict[str, Target | None]:
        """Return whose the item is: a course's, a session's, else the plan's."""
        code, session = row.get("course_code", str), row.get("session_code", str)
        if code and session:
            raise RejectedError(
                said("a cost item belongs to a course or to a session, not to both"),
                "session_code",
                "course_code",
            )
        if session:
            session_id = self._sessions.get(fold(session))
            if session_id is None:
                raise RejectedError(
                    said("there is no session {code} in the plan", code=session), "session_code"
                )
            return {"course_id": None, "session_id": session_id, "plan_id": None}
        if code:
            course_id = self._courses.find(code, None)
            if course_id is None:
                raise RejectedError(
                    said("there is no course {code} in the catalogue", code=code), "course_code"
                )
            return {"course_id": course_id, "session_id": None, "plan_id": None}
        return {"course_id": None, "session_id": None, "plan_id": self._plan_id}

    def _per(self, row: ParsedRow, present: Any, session_id: Any, name: str) -> dict[str, Any]:  # noqa: ANN401
        word = row.get("per", str)
        if word is None:
            return {} if present is not None else {"per": str(CostPer.WHOLE)}
        per = next((each for each in CostPer if each == fold(word)), None)
        if per is None:
            raise RejectedError(said("“{word}” is not {known}", word=word, known=", ".join(CostPer)), "per")
        if per == CostPer.SEAT_PRICE:
            if session_id is None:
                raise RejectedError(said("only a session has a price of a seat of its own"), "per")
            if self._prices.setdefault(session_id, name) != name:
                raise RejectedError(said("the session has a price of a seat already"), "per")
        return {"per": str(per)}


class _Budgets:
    def __init__(self, db: Session, draft: Draft, plan_id: int) -> None:
        self._draft, self._plan, self._tracks = draft, get(db, Plan, plan_id), Tracks(db)
        self._currency = plan_currency(db, plan_id)
        of_plan = select(Budget.__table__).where(Budget.plan_id == plan_id)
        self._present: dict[object, Any] = {
            (row.kind, row.ref_id, fold(row.text)): row for row in db.execute(of_plan)
        }
        self._seen: dict[object, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        scope, name = fold(_given(row, "scope", str)), row.get("name", str) or ""
        # It is required, so that one that is no number says that there is none.
        amount, currency = row.get("amount", Decimal), row.get("currency", str) or ""
        if not in_currency(currency, self._currency):
            raise RejectedError(
                said("budgets are in the currency of the plan, {currency}", currency=self._currency or "–"),
                "currency",
            )
        if scope == "plan":
            once(self._seen, scope, row, "scope")
            changes = change(self._draft, Plan, self._plan, {"budget": amount})
            return outcome_of(row, self._plan.name, changes)
        if scope not in ("track", "team"):
            raise RejectedError(
                said("“{word}” is not {known}", word=scope, known="plan, track, team"), "scope"
            )
        if not name:
            raise RejectedError(said("it does not say of which track or team"), "name")
        ref_id = self._track(name) if scope == "track" else 0
        text = "" if scope == "track" else name
        key = (scope, ref_id, fold(text))
        once(self._seen, key, row, "name")
        present = self._present.get(key)
        if amount is None:
            return self._cleared(row, present, name)
        if present is None:
            values = {"kind": scope, "ref_id": ref_id, "text": text, "amount": amount}
            self._draft.insert(Budget, key, {"plan_id": self._plan.id, **values})
            return Outcome(row, "created", name)
        return outcome_of(row, name, change(self._draft, Budget, present, {"amount": amount}))

    def _cleared(self, row: ParsedRow, present: Any, name: str) -> Outcome:  # noqa: ANN401
        if present is None:
            return outcome_of(row, name, [])
        self._draft.delete(Budget, present.id)
        return outcome_of(row, name, [told("amount", present.amount, None)])

    def _track(self, name: str) -> int:
        track_id = self._tracks.find(name)
        if track_id is None:
            raise RejectedError(said("there is no track {name}", name=name), "name")
        return track_id
