"""Who passes the filters of the matrix. Knows no widgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmplanner.services.people.managers import Managers, all_below
from pmplanner.services.people.people import PersonRow
from pmplanner.ui.widgets.tables.natural_sort import natural_key

if TYPE_CHECKING:
    from pmplanner.ui.plan.snapshot import PlanSnapshot

ANY = "any"
"""The key of the choice that lets everybody pass."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Whose manager, which team, and who has something open; whoever passes all is shown."""

    manager: str = ANY
    with_below: bool = True
    team: str = ANY
    to_schedule: bool = False
    lacking: bool = False

    @property
    def count(self) -> int:
        """How many filters are on."""
        return sum((self.manager != ANY, self.team != ANY, self.to_schedule, self.lacking))

    def passes(self, snapshot: PlanSnapshot) -> Callable[[PersonRow], bool]:
        """Return what says of a person of this plan whether it passes."""
        team = self._managed(snapshot.managers)

        def accepts(person: PersonRow) -> bool:
            totals = snapshot.lines[person.id].totals
            return (
                (team is None or person.id in team)
                and (self.team in (ANY, person.team))
                and (not self.to_schedule or bool(totals.open))
                and (not self.lacking or bool(totals.gap))
            )

        return accepts

    def _managed(self, managers: Managers) -> frozenset[int] | None:
        """Return who works for the manager chosen; None where none is."""
        if self.manager == ANY:
            return None
        reports: dict[int | str, list[int]] = defaultdict(list)
        for person_id, key in managers.of.items():
            reports[key].append(person_id)
        chosen = next((key for key in reports if manager_key(key) == self.manager), None)
        if chosen is None:
            return frozenset()
        return all_below(reports, chosen, directly=not self.with_below)


def manager_key(key: Hashable) -> str:
    """Return the key of a manager as a text that tells people from mere names: "id 5", "text jo doe"."""
    return f"id {key}" if isinstance(key, int) else f"text {key}"


def offered_managers(managers: Managers) -> dict[str, str]:
    """Return who has reports, by key, in the order of their names."""
    names = sorted(managers.names.items(), key=lambda entry: natural_key(entry[1]))
    return {manager_key(key): name for key, name in names}
