"""The lines of the list, read anew only for the people that a change concerns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from pmplanner.services.people.people import list_people
from pmplanner.services.views.person_plan import people_touched, planned_days
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.people_table import PersonLine, make_lines
from pmplanner.ui.widgets.tables.natural_sort import natural_key

PERSON_ONLY = frozenset({"person", "person_track", "exemption", "absence", "employment"})
"""Tables whose change concerns the people named in it, and nobody's planned days."""

_WITH_OWNER = PERSON_ONLY | {"pick", "completion"}
"""Tables of which it can be said whom a row concerns."""

_FEW = 200
"""With more rows than that everybody is read anew."""


class LineStore:
    """Holds the line of each person."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._lines: dict[int, PersonLine] = {}

    def lines(self) -> list[PersonLine]:
        """Return the lines as they were read last."""
        return list(self._lines.values())

    def __len__(self) -> int:
        return len(self._lines)

    def update(
        self, change: Change | None, chosen: Collection[int], completions: Collection[int]
    ) -> list[PersonLine]:
        """Read what *change* concerns (None: all) and return all lines by last name.

        *completions* are ids known to belong to the person *chosen*, so that it is known whom their
        removal concerns.
        """
        concerned = None if change is None else self._concerned(change, chosen, completions)
        if change is None or concerned is None:
            self._lines = {line.id: line for line in self._read(None)}
        else:
            self._patch(concerned, change.tables <= PERSON_ONLY)
        return sorted(self._lines.values(), key=_order)

    def _concerned(
        self, change: Change, chosen: Collection[int], completions: Collection[int]
    ) -> frozenset[int] | None:
        """Return whom a change may concern; None for everybody."""
        people = change.keys.get("person", frozenset())
        # Whoever reports to them shows their names.
        people |= {line.id for line in self._lines.values() if line.person.manager_id in people}
        if change.tables <= PERSON_ONLY:
            return people
        if not change.tables <= _WITH_OWNER or any(len(keys) > _FEW for keys in change.keys.values()):
            return None
        owners = self._actions.read(people_touched, change.keys)
        if owners is not None:
            return people | owners
        gone = change.keys.get("completion", frozenset())
        if not change.touches("pick") and gone <= set(completions):
            return people | frozenset(chosen)
        return None

    def _patch(self, person_ids: frozenset[int], same_days: bool) -> None:
        """Read some people anew; with *same_days* what is planned for them is known."""
        known = {id_: self._lines[id_].planned or Decimal(0) for id_ in person_ids if id_ in self._lines}
        found = {line.id: line for line in self._read(person_ids, known if same_days else None)}
        for person_id in person_ids:
            if person_id in found:
                self._lines[person_id] = found[person_id]
            else:
                self._lines.pop(person_id, None)

    def _read(
        self, person_ids: frozenset[int] | None, planned: Mapping[int, Decimal] | None = None
    ) -> list[PersonLine]:
        plan_id = self._actions.plan_id
        people = self._actions.read(list_people, person_ids)
        if plan_id is None:
            return make_lines(people, None)
        if planned is None:
            planned = self._actions.read(planned_days, plan_id, person_ids)
        return make_lines(people, planned)


def _order(line: PersonLine) -> tuple[object, ...]:
    return natural_key(line.person.written_last_name), natural_key(line.person.first_name), line.id
