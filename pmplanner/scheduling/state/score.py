"""What a schedule that is being changed reaches in each goal, without a proposal being made of it.

The same numbers as ``objectives.measure`` gives for the proposal; people whose seats have not changed since
the last time are not looked at again.
"""

from collections import defaultdict
from collections.abc import Callable

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.state.state import State


class Score:
    """Measures one state again and again."""

    def __init__(self, state: State) -> None:
        self._state = state
        problem, tables = state.tables.problem, state.tables
        self._homeless = sum(not row.days for row in tables.movable for _ in row.seated)
        # Whoever has a seat in what moves, but is not to be scheduled, has lost it whatever is done.
        self._unknown = sum(
            key not in tables.pick_at for row in tables.movable if row.days for key in row.seated
        )
        self._last_locked = max((row.days[-1] for row in tables.locked), default=-1)
        self._week_of = [0] * tables.days
        for at, week in enumerate(tables.weeks):
            for day in bits.each_day(week):
                self._week_of[day] = at
        self._standing = self._days_of_standing()
        self._crowded = [0] * len(problem.people)
        self._crowd = 0
        self._measures: dict[str, Callable[[], int]] = {
            "seats": self._left_out,
            "sessions": self._sessions,
            "change": self._changed,
            "finish": self._last_day,
            "fairness": self._crowded_weeks,
        }

    def value(self) -> tuple[int, ...]:
        """Give one number per goal of the problem, in the order of its goals."""
        goals = self._state.tables.problem.goals
        if not all(goal in self._measures for goal in goals):
            return measure(self._state.tables.problem, self._state.proposal())
        return tuple(self._measures[goal]() for goal in goals)

    def seated(self) -> int:
        """Count all who have a seat, in sessions that stand, too."""
        state = self._state
        standing = sum(len(row.seated) for row in state.tables.locked)
        return standing + len(state.place) - len(state.unseated)

    def sessions(self) -> int:
        """Count the sessions, those that stand among them."""
        return self._sessions()

    def last_day(self) -> int:
        """Give the last day with training; -1 without sessions."""
        return self._last_day()

    def _left_out(self) -> int:
        importance = self._state.tables.importance
        return sum(importance[pick] for pick in self._state.unseated)

    def _sessions(self) -> int:
        state = self._state
        return len(state.sessions) - sum(map(len, state.tables.joins)) + len(state.tables.locked)

    def _changed(self) -> int:
        place = self._state.place
        moved = 0
        for pick, days in self._state.tables.former.items():
            session = place[pick]
            moved += session is None or session.days != days
        return moved + self._homeless + self._unknown

    def _last_day(self) -> int:
        moving = (session.last for session in self._state.sessions.values() if not session.is_pinned)
        return max(self._last_locked, max(moving, default=-1))

    def _crowded_weeks(self) -> int:
        for person in self._state.touched:
            now = self._crowd_of(person)
            self._crowd += now - self._crowded[person]
            self._crowded[person] = now
        self._state.touched.clear()
        return self._crowd

    def _crowd_of(self, person: int) -> int:
        """Sum the days of training of a person in a week beyond the fair number."""
        tables, place = self._state.tables, self._state.place
        weeks: dict[int, int] = {}
        for week in self._standing.get(person, ()):
            weeks[week] = weeks.get(week, 0) + 1
        for pick in tables.person_picks[person]:
            session = place[pick]
            if session is not None:
                for day in bits.each_day(session.days):
                    week = self._week_of[day]
                    weeks[week] = weeks.get(week, 0) + 1
        fair = tables.problem.fair_week_days
        return sum(count - fair for count in weeks.values() if count > fair)

    def _days_of_standing(self) -> dict[int, list[int]]:
        """Give the week of each day of training in sessions that stand, by person."""
        tables = self._state.tables
        found: dict[int, list[int]] = defaultdict(list)
        owner = {row.key: row.person for row in tables.problem.picks} if tables.locked else {}
        for row in tables.locked:
            for key in row.seated:
                if owner.get(key) in tables.person_at:
                    found[tables.person_at[owner[key]]] += [self._week_of[day] for day in row.days]
        return found
