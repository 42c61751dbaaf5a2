"""What a plan has in all, by primary track, kept exact as rows change. Knows no widgets."""

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal

from pmplanner.services.needs.standing_in_plan import Standing
from pmplanner.services.people.people import PersonRow
from pmplanner.services.plans.targets import PersonTarget
from pmplanner.services.totals.totals import Totals
from pmplanner.services.views.matrix import Line


class Figures:
    """Who does not count, who lacks something, and the sums of who counts: a pick changes one row of them."""

    def __init__(
        self,
        people: Mapping[int, PersonRow],
        lines: Mapping[int, Line],
        targets: Mapping[int, PersonTarget],
        standing: Callable[[int, Line], Standing],
        lacks: Callable[[Line], bool],
    ) -> None:
        """*standing* says where a person with such a row stands, *lacks* whether the row lacks something."""
        self._people, self._targets = people, targets
        self._standing, self._lacks = standing, lacks
        self.away: dict[int, Standing] = {}
        """Who does not count in the plan, and why."""
        self.lacking: set[int] = set()
        """Who counts and lacks something that is required."""
        self.track_totals: dict[int | None, Totals] = {}
        """The totals of who counts by primary track; None for the people without one."""
        self.track_targets: dict[int | None, Decimal] = {}
        """The days aimed at by primary track, of the tracks in which somebody who counts has a target."""
        self._counting: Counter[int | None] = Counter()
        self._aiming: Counter[int | None] = Counter()
        for person_id in people:
            self._put(person_id, lines[person_id])

    def replace(self, person_id: int, before: Line, after: Line) -> None:
        """Count a row as it is now."""
        self._take_off(person_id, before)
        self._put(person_id, after)

    def _put(self, person_id: int, line: Line) -> None:
        standing = self._standing(person_id, line)
        if standing != Standing.COUNTS:
            self.away[person_id] = standing
            return
        track_id = self._people[person_id].track_id
        self._counting[track_id] += 1
        self.track_totals.setdefault(track_id, Totals()).add(line.totals)
        if self._lacks(line):
            self.lacking.add(person_id)
        target = self._targets.get(person_id)
        if target is not None:
            self._aiming[track_id] += 1
            self.track_targets[track_id] = self.track_targets.get(track_id, Decimal(0)) + target.days

    def _take_off(self, person_id: int, line: Line) -> None:
        if self.away.pop(person_id, None) is not None:
            return
        track_id = self._people[person_id].track_id
        self._counting[track_id] -= 1
        self.track_totals[track_id].take_off(line.totals)
        if not self._counting[track_id]:
            del self.track_totals[track_id]
        self.lacking.discard(person_id)
        target = self._targets.get(person_id)
        if target is not None:
            self._aiming[track_id] -= 1
            self.track_targets[track_id] -= target.days
            if not self._aiming[track_id]:
                del self.track_targets[track_id]
