"""Where people whom a proposal leaves out could wait: in full sessions that they could attend."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pmplanner.scheduling.model.problem import Freedom, Pick, PlannedSession, Problem, Proposal


def find_waiting(problem: Problem, proposal: Proposal) -> dict[int, int]:
    """Return by pick that is left out the place, in the proposal, of the session in which to wait.

    A session will do when all its seats are taken and the person is free on its days, has by then
    what must come before, and moves nothing that comes after. Where that order only warns, a session
    that keeps it is taken first, and one that does not if there is no other. Of several the shortest
    queue is taken, then the earliest days. Picks for which there is none are not in the answer.
    """
    finder = _Finder(problem, proposal)
    return dict(finder.find())


class _Finder:
    def __init__(self, problem: Problem, proposal: Proposal) -> None:
        self._proposal, self._parts = proposal, problem.day_parts
        self._picks = {row.key: row for row in problem.picks}
        self._off = {row.key: set(row.unavailable) for row in problem.people}
        self._place = {key: row for row in proposal.sessions for key in row.seated}
        self._busy: dict[int, set[int]] = defaultdict(set)
        for key, session in self._place.items():
            self._busy[self._picks[key].person].update(session.days)
        self._followers: dict[int, list[int]] = defaultdict(list)
        for pick in problem.picks:
            for first in pick.after:
                self._followers[first].append(pick.key)
        most = {course.key: course.seats_max for course in problem.courses}
        own = {row.key: row for row in problem.sessions}
        self._full: dict[int, list[int]] = defaultdict(list)
        for at, row in enumerate(proposal.sessions):
            was = None if row.key is None else own[row.key]
            seats = most[row.course] if was is None or was.seats_max is None else was.seats_max
            open_to_all = was is None or was.freedom is not Freedom.LOCKED
            if open_to_all and seats is not None and len(row.seated) >= seats:
                self._full[row.course].append(at)

    def find(self) -> Iterator[tuple[int, int]]:
        queue: Counter[int] = Counter()
        for key in self._proposal.unseated:
            pick = self._picks[key]
            fitting = [
                at for at in self._full[pick.course] if self._could_come(pick, self._proposal.sessions[at])
            ]
            if fitting:
                rows = {at: self._proposal.sessions[at] for at in fitting}
                best = min(
                    rows, key=lambda at: (not self._in_order(pick, rows[at]), queue[at], rows[at].days, at)
                )
                queue[best] += 1
                yield key, best

    def _could_come(self, pick: Pick, session: PlannedSession) -> bool:
        days = session.days
        if not (self._off[pick.person] | self._busy[pick.person]).isdisjoint(days):
            return False
        if days[0] < (pick.earliest or 0) or (pick.latest is not None and days[-1] > pick.latest):
            return False
        return self._in_order(pick, session) or self._may_break_order(pick, session)

    def _in_order(self, pick: Pick, session: PlannedSession) -> bool:
        """Tell whether what comes before has ended by a session, and what comes after begins later."""
        return self._has_what_comes_before(pick, session) and all(
            self._begins_later(key, session) for key in self._followers[pick.key]
        )

    def _may_break_order(self, pick: Pick, session: PlannedSession) -> bool:
        """Tell whether the order that a session would break only warns."""
        followers = [key for key in self._followers[pick.key] if not self._begins_later(key, session)]
        return (self._has_what_comes_before(pick, session) or _is_in_time_without(pick, session)) and all(
            _is_in_time_without(self._picks[key], self._place[key]) for key in followers
        )

    def _has_what_comes_before(self, pick: Pick, session: PlannedSession) -> bool:
        rows = [self._place.get(first) for first in pick.after]
        return all(row is not None and self._date(row.days[-1]) < self._date(session.days[0]) for row in rows)

    def _begins_later(self, follower: int, session: PlannedSession) -> bool:
        row = self._place.get(follower)
        return row is None or self._date(row.days[0]) > self._date(session.days[-1])

    def _date(self, day: int) -> int:
        return day // self._parts


def _is_in_time_without(pick: Pick, session: PlannedSession) -> bool:
    """Tell whether a pick may be in a session without what comes before it, which only warns."""
    return pick.instead is not None and session.days[-1] <= pick.instead
