"""The picks of a course that wait for a seat, with the days on which each could begin.

Opening one session after another asks for these days each time, and they change for hardly anybody: the
days are found once, and again only for those whom a session that was opened has anything to do with.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.state import State, engaged_trainers


class Waiting:
    """Some unseated picks of one course; ``follow`` keeps them in step with sessions that are opened."""

    def __init__(self, state: State, course: int, picks: Iterable[int], first: int | None = None) -> None:
        self.course = course
        self._state = state
        self._limits = state.tables.courses[course].starts if first is None else state.pick_starts(first)
        self._picks = sorted(picks)
        self._starts = [state.pick_starts(pick) & self._limits for pick in self._picks]
        # A row a day: who can come on a day is then one row of numbers in a line.
        self._matrix = np.ascontiguousarray(bits.as_matrix(self._starts, state.tables.days).T)
        self.by_day = self._matrix.sum(axis=1, dtype=np.int32)
        """How many can begin on each day."""
        self.count = sum(starts != 0 for starts in self._starts)
        """How many can begin on any day."""
        self._place = {pick: place for place, pick in enumerate(self._picks)}
        self._full = list(state.team_full)
        self._by_team: dict[int, list[int]] | None = None
        self._sort()

    def coming(self, day: int, first: int | None = None) -> Iterator[int]:
        """Give those who can begin on a day: *first*, then who has the fewest days to choose from."""
        if first is not None and first in self._place and self._starts[self._place[first]] >> day & 1:
            yield first
        row = self._matrix[day]
        # Taken before anybody is seated: the rows change only in follow().
        for place in self._order[row[self._order] != 0].tolist():
            if self._picks[place] != first:
                yield self._picks[place]

    def follow(self, session: Session) -> None:
        """Take those off who have a seat in a session now, and look again at whom it hinders."""
        seated = [self._place[pick] for pick in session.picks if pick in self._place]
        # All at once: a product for each would be most of the work of opening a session.
        self.by_day -= self._matrix[:, seated].sum(axis=1, dtype=np.int32)
        self._matrix[:, seated] = 0
        for place in seated:
            self.count -= self._starts[place] != 0
            self._starts[place] = 0
        changed = [self._put(place) for place in self._hindered_by(session)]
        if any(changed):
            self._sort()

    def _put(self, place: int) -> bool:
        """Look again when somebody can begin; tell whether that is otherwise than before."""
        pick, before = self._picks[place], self._starts[place]
        if not before or self._state.place[pick] is not None:
            return False
        starts = self._state.pick_starts(pick) & self._limits
        if starts == before:
            return False
        self._starts[place] = starts
        self.count -= starts == 0
        column = bits.as_matrix([starts], self._state.tables.days)[0]
        self.by_day += column.astype(np.int32) - self._matrix[:, place]
        self._matrix[:, place] = column
        return True

    def _sort(self) -> None:
        choices = np.array([starts.bit_count() for starts in self._starts], dtype=np.int32)
        self._order = np.argsort(choices, kind="stable")

    def _hindered_by(self, session: Session) -> list[int]:
        """List those who are in the session or teach it, and those of teams of which no more may be away."""
        tables, full = self._state.tables, self._state.team_full
        people = {tables.picks[pick].person for pick in session.picks}
        if tables.has_staff_teaching:
            teaching = (tables.person_of_trainer[trainer] for trainer in engaged_trainers(session))
            people.update(person for person in teaching if person is not None)
        mine = (self._place.get(pick) for person in people for pick in tables.person_picks[person])
        found = {place for place in mine if place is not None and self._starts[place]}
        if full != self._full:
            for team, (before, now) in enumerate(zip(self._full, full, strict=True)):
                if before != now:
                    found.update(self._of_teams()[team])
            self._full = list(full)
        return sorted(found)

    def _of_teams(self) -> dict[int, list[int]]:
        """Give who is of each team; made when it is first asked for, which mostly is never."""
        if self._by_team is None:
            self._by_team = defaultdict(list)
            for place, pick in enumerate(self._picks):
                for team in self._state.tables.person_teams[self._state.tables.picks[pick].person]:
                    self._by_team[team].append(place)
        return self._by_team
