"""How many of a team are away on a day, for training and leave together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pmplanner.services.lookup import fold
from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows


@dataclass(frozen=True, slots=True)
class Away:
    """Those of a team who are away on a day."""

    team: str
    people: int
    """How many the team has."""
    training: tuple[int, ...]
    leave: tuple[int, ...]
    """Person ids; who is on leave is not counted as in training."""
    over: bool = False
    """Whether it is more than the policy allows."""

    @property
    def count(self) -> int:
        """How many are away."""
        return len(self.training) + len(self.leave)

    @property
    def share(self) -> float:
        """The part of the team that is away, 0 to 1."""
        return self.count / self.people if self.people else 0.0


class HeatBook:
    """Knows who is away on which day; a day is looked at when it is asked for first."""

    def __init__(self, rows: TimelineRows) -> None:
        self._rows = rows
        self._training: defaultdict[dt.date, set[int]] = defaultdict(set)
        self._sessions_on: defaultdict[dt.date, set[int]] = defaultdict(set)
        self._leave: defaultdict[dt.date, set[int]] = defaultdict(set)
        self._teams: dict[int, str] = {}
        self._sizes = {str(key): int(row.amount or 0) for key, row in rows.known["team"].items()}
        self._counted: dict[int, str] = {}
        """The teams of people, but for those in which nobody counts in the plan: of them no part is away."""
        self._kept: tuple[Hashable, dict[dt.date, Any]] = (None, {})
        self._days: dict[tuple[dt.date, str | None], Away | None] = {}
        for bar in rows.bars.values():
            self._enter(bar)
        self._enter_people()

    def kept_for(self, look: Hashable) -> dict[dt.date, Any]:
        """What a painter keeps of days in a look, until somebody is away on others; of the last look only."""
        if self._kept[0] != look:
            self._kept = (look, {})
        return self._kept[1]

    @property
    def people(self) -> Mapping[LaneKey, object]:
        """The people by id."""
        return self._rows.known["person"]

    def update(self, rows: TimelineRows, touched: Collection[int]) -> None:
        """Show these rows, of which only sessions named are other ones."""
        days: set[dt.date] = set()
        for session in touched:
            for source in (self._rows, rows):
                if session in source.bars:
                    days.update(source.bars[session].days)
        for session in touched:
            if session in self._rows.bars:
                for day in self._rows.bars[session].days:
                    self._sessions_on[day].discard(session)
            if session in rows.bars:
                for day in rows.bars[session].days:
                    self._sessions_on[day].add(session)
        self._rows = rows
        for day in days:
            self._training[day] = {
                p for session in self._sessions_on[day] for p in rows.bars[session].person_ids
            }
        self._kept = (None, {})
        self._days = {key: away for key, away in self._days.items() if key[0] not in days}

    def away(self, day: dt.date, team: str | None = None) -> Away | None:
        """Who of a team is away on a day, or with None of the team that misses most; None for nobody."""
        key = (day, team)
        if key not in self._days:
            self._days[key] = self._look(day, team)
        return self._days[key]

    def _enter(self, bar: Bar) -> None:
        for day in bar.days:
            self._sessions_on[day].add(bar.id)
            self._training[day].update(bar.person_ids)

    def _enter_people(self) -> None:
        for key, person in self._rows.known["person"].items():
            if isinstance(key, int):
                self._teams[key] = team = fold(person.note)
                if self._sizes.get(team):
                    self._counted[key] = team
                for span in person.away:
                    for number in range((span.last_day - span.first_day).days + 1):
                        self._leave[span.first_day + dt.timedelta(days=number)].add(key)

    def _look(self, day: dt.date, team: str | None) -> Away | None:
        leave = self._leave.get(day, set())
        training = self._training.get(day, set()) - leave
        if team is None:
            counted = self._counted
            counts = Counter([counted[person] for person in (*leave, *training) if person in counted])
            if not counts:
                return None
            sizes = self._sizes
            team = max(counts, key=lambda each: (counts[each] / sizes[each], counts[each]))
        found = Away(
            team,
            self._size(team),
            tuple(sorted(person for person in training if self._teams.get(person) == team)),
            tuple(sorted(person for person in leave if self._teams.get(person) == team)),
        )
        return replace(found, over=self._is_over(found)) if found.count else None

    def _is_over(self, away: Away) -> bool:
        """Whether more are away than the policy has it, by number or by share."""
        rule = self._rows.policies.rule("absence ceiling", away.team)
        many = rule.limit is not None and away.count > rule.limit
        return many or (rule.percent is not None and 100 * away.count > rule.percent * away.people)

    def _size(self, team: str) -> int:
        return self._sizes.get(team, 0)
