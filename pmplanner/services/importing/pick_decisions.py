"""What rows of picks say was decided: by whom, when and why."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.words import DECISION, NONE
from pmplanner.models import PUT_ASIDE, Decision, Pick, PickDecision
from pmplanner.sentences import said
from pmplanner.services.decisions.decide import who_decides
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import Draft, Ref, RejectedError, Target
from pmplanner.services.pick_status.pick_status import DONE, PickStatus

Key = tuple[int, Target, int]


class PickDecisions:
    """Decides what becomes of the decisions of a plan's picks."""

    def __init__(self, db: Session, draft: Draft, plan_id: int) -> None:
        self._db, self._draft = db, draft
        query = select(PickDecision.__table__).join(Pick, Pick.id == PickDecision.pick_id)
        rows = db.execute(query.where(Pick.plan_id == plan_id)).mappings()
        self._there: dict[int, dict[str, Any]] = {row["pick_id"]: dict(row) for row in rows}
        self._who: dict[str, tuple[int | None, str]] = {}

    def check(self, row: ParsedRow, present: PickStatus | None, *, seated: bool) -> None:
        """Raise RejectedError, before anything is drafted, for what cannot be decided.

        *seated* says that the row gives a seat or a place on a waiting list.
        """
        word = self._word(row)
        before = present.decision if present is not None else ""
        decision = before if word is None else "" if word == NONE else word
        if decision in PUT_ASIDE and seated:
            raise RejectedError(
                said("what is {decision} has no seat", decision=decision), "decision", "session_code"
            )
        is_done = present is not None and present.status == DONE
        if decision in PUT_ASIDE and is_done and decision != before:
            raise RejectedError(
                said("it is done already, and so can be neither declined nor put off"), "decision"
            )
        if word in (None, NONE) and any(row.values.get(name) for name in ("decided_by", "decided_on")):
            raise RejectedError(said("it is not said what was decided"), "decision")
        self._by(row)

    def decide(self, row: ParsedRow, key: Key, pick: Target, leave: Callable[[], None]) -> list[str]:
        """Draft what the row says and return it in words; *leave* gives up the seats of the pick."""
        word = self._word(row)
        if word is None:
            return []
        before = self._there.get(pick) if not isinstance(pick, Ref) else None
        if word == NONE:
            if before is None:
                return []
            self._draft.delete(PickDecision, before["id"])
            return [said("decision: {before} → none", before=before["decision"])]
        values = self._values(row, word, before)
        if word in PUT_ASIDE and (before is None or before["decision"] not in PUT_ASIDE):
            leave()
        if before is None:
            self._draft.insert(PickDecision, key, {"pick_id": pick, **values})
            return [said("decision: {decision}", decision=word)]
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return []
        self._draft.update(PickDecision, before["id"], changed)
        if before["decision"] == word:
            return [said("decision: {decision}, by whom or why is another", decision=word)]
        return [said("decision: {before} → {after}", before=before["decision"], after=word)]

    def _values(self, row: ParsedRow, word: str, before: dict[str, Any] | None) -> dict[str, Any]:
        """Return what a row says; what it says nothing of stays, unless something else was decided."""
        same = before if before is not None and before["decision"] == word else {}
        by_id, by_name = self._by(row) or (same.get("decided_by_id"), same.get("decided_by_name", ""))
        note = row.get("decision_note", str)
        return {
            "decision": word,
            "decided_by_id": by_id,
            "decided_by_name": by_name,
            "decided_on": row.get("decided_on", dt.date) or same.get("decided_on"),
            "note": same.get("note", "") if note is None else note,
        }

    def _word(self, row: ParsedRow) -> str | None:
        word = row.get("decision", str)
        if word is None:
            return None
        found = DECISION.find(word)
        if found is None:
            raise RejectedError(said("the decision {word} is not known", word=word), "decision")
        return found if found == NONE else Decision(found)

    def _by(self, row: ParsedRow) -> tuple[int | None, str] | None:
        name = row.get("decided_by", str)
        if name is None:
            return None
        if name not in self._who:
            try:
                self._who[name] = who_decides(self._db, name)
            except PlanError as error:
                raise RejectedError(str(error), "decided_by") from None
        return self._who[name]
