"""The lines of the list, read anew only for the people that a change concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from pmplanner.services.people.people import list_people
from pmplanner.services.views.person_plan import people_touched, planned_days
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.people_table import PersonLine, make_lines
from pmplanner.ui.widgets.tables.natural_sort import natural_key

PERSON_ONLY = frozenset(
    {
        *("person", "person_track", "exemption", "absence", "employment"),
        *("person_certificate", "attachment"),
    }
)
"""Tables whose change concerns the people named in it, and nobody's planned days."""

_WITH_OWNER = PERSON_ONLY | {"pick", "pick_decision", "completion"}
"""Tables of which it can be said whom a row concerns."""

_FEW = 200
"""With more rows than that everybody is read anew."""


class LineStore:
    """Holds the line of each person."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._lines: dict[int, PersonLine] = {}

    def lines(self) -> list[PersonLine]:
        """Return the lines as they were read last, by last name."""
        return list(self._lines.values())

    def __len__(self) -> int:
        return len(self._lines)

    def read_all(self) -> Iterator[None]:
        """Read everybody, in steps."""
        plan_id, planned = self._actions.plan_id, None
        people = self._actions.read(list_people, None)
        yield
        if plan_id is not None:
            planned = self._actions.read(planned_days, plan_id, None)
            yield
        self._keep(make_lines(people, planned))

    def update(self, change: Change, chosen: Collection[int], completions: Collection[int]) -> None:
        """Read what *change* concerns.

        *completions* are ids known to belong to the person *chosen*, so that it is known whom their
        removal concerns.
        """
        concerned = self._concerned(change, chosen, completions)
        if concerned is None:
            for _ in self.read_all():
                pass
        else:
            self._patch(concerned, change.tables <= PERSON_ONLY)

    def _keep(self, lines: Iterable[PersonLine]) -> None:
        self._lines = {line.id: line for line in sorted(lines, key=_order)}

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
        if not change.touches("pick", "pick_decision") and gone <= set(completions):
            return people | frozenset(chosen)
        return None

    def _patch(self, person_ids: frozenset[int], same_days: bool) -> None:
        """Read some people anew; with *same_days* what is planned for them is known."""
        known = {id_: self._lines[id_].planned or Decimal(0) for id_ in person_ids if id_ in self._lines}
        found = {line.id: line for line in self._read(person_ids, known if same_days else None)}
        others = (line for line in self._lines.values() if line.id not in person_ids)
        self._keep((*others, *found.values()))

    def _read(self, person_ids: frozenset[int], planned: Mapping[int, Decimal] | None) -> list[PersonLine]:
        plan_id = self._actions.plan_id
        people = self._actions.read(list_people, person_ids)
        if plan_id is None:
            return make_lines(people, None)
        if planned is None:
            planned = self._actions.read(planned_days, plan_id, person_ids)
        return make_lines(people, planned)


def _order(line: PersonLine) -> tuple[object, ...]:
    return natural_key(line.person.written_last_name), natural_key(line.person.first_name), line.id
