"""Which course counts as which, over any number of steps; circles do no harm."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Equivalent
from pmplanner.services.lookup import plain_rows
from pmplanner.storage.kept import kept


class Equivalents:
    """Answers for the whole catalogue; *pairs* are courses with what each counts as directly."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        direct: dict[int, set[int]] = defaultdict(set)
        for course_id, counts_as in pairs:
            direct[counts_as].add(course_id)
        self._serving = {course_id: frozenset(_reached(course_id, direct)) for course_id in direct}

    def serving(self, course_id: int) -> frozenset[int]:
        """Return the courses by which a required course is satisfied: itself and all that count as it."""
        found = self._serving.get(course_id)
        if found is None:
            found = self._serving[course_id] = frozenset((course_id,))
        return found


def _reached(course_id: int, direct: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = {course_id}, [course_id]
    while waiting:
        new = direct.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


_PAIRS = select(Equivalent.course_id, Equivalent.counts_as_id)


@kept("equivalent")
def read_equivalents(db: Session) -> Equivalents:
    """Return what counts as what in the catalogue."""
    pairs = plain_rows(db, _PAIRS)
    return Equivalents((course_id, counts_as) for course_id, counts_as in pairs)
