"""Who passes the filters of the matrix. Knows no widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmplanner.services.people.people import PersonRow
from pmplanner.ui.plan.decision_texts import NOT_APPROVED, NOT_ASKED
from pmplanner.ui.widgets.inputs.people_filters import TeamChoice

if TYPE_CHECKING:
    from pmplanner.services.views.matrix import Cell
    from pmplanner.ui.plan.snapshot import PlanSnapshot


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Whose people, and who has something open; whoever passes all is shown."""

    choice: TeamChoice
    to_schedule: bool = False
    lacking: bool = False
    nothing: bool = False
    """Nothing done and nothing picked."""
    decision: str = ""
    """What was decided of a pick, a Decision, "not asked" or "not approved"; "" for anything."""

    @property
    def count(self) -> int:
        """How many filters are on."""
        return self.choice.count + self.to_schedule + self.lacking + self.nothing + bool(self.decision)

    def _is_decided(self, cells: Iterable[Cell]) -> bool:
        """Say whether there is a pick, not done, of which it was decided as is asked for."""
        decisions = {cell.decision for cell in cells if cell.is_pick and cell.state != "done"}
        if self.decision == NOT_ASKED:
            return "" in decisions
        if self.decision == NOT_APPROVED:
            return bool(decisions & {"", "proposed"})
        return self.decision in decisions

    def passes(self, snapshot: PlanSnapshot) -> Callable[[PersonRow], bool]:
        """Return what says of a person of this plan whether it passes."""
        teams = {person.id: person.team for person in snapshot.people.values()}
        chosen = self.choice.people(snapshot.managers, teams)

        def accepts(person: PersonRow) -> bool:
            totals = snapshot.lines[person.id].totals
            return (
                (chosen is None or person.id in chosen)
                and (not self.to_schedule or bool(totals.open))
                and (not self.lacking or bool(totals.gap))
                and not (self.nothing and totals.planned)
                and (not self.decision or self._is_decided(snapshot.lines[person.id].cells.values()))
            )

        return accepts
