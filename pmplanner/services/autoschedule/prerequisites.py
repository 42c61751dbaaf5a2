"""What a person's history asks of a course: what must come before it, and by when it renews something."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Equivalent, Exemption, Prerequisite
from pmplanner.models import Pick as PickRow
from pmplanner.services.autoschedule.horizon import Horizon
from pmplanner.services.autoschedule.sessions import Run
from pmplanner.services.credit import list_satisfied


class Earlier(NamedTuple):
    """What a pick has to wait for; *missing* is the title of a course that nothing provides for."""

    after: tuple[int, ...] = ()
    """Picks of the same person that come before."""
    earliest: int | None = None
    latest: int | None = None
    missing: str = ""


class _Done(NamedTuple):
    day: dt.date
    valid_until: dt.date


class Prerequisites:
    """Answers for one plan; *locked* are the sessions that stay as they are."""

    def __init__(self, session: Session, horizon: Horizon, locked: Iterable[Run]) -> None:
        self._horizon = horizon
        self._titles = dict(session.execute(select(Course.id, Course.title)).all())
        self._needs: dict[int, list[int]] = defaultdict(list)
        for course_id, required in session.execute(
            select(Prerequisite.course_id, Prerequisite.required_course_id).order_by(Prerequisite.id)
        ):
            self._needs[course_id].append(required)
        self._serving: dict[int, set[int]] = {course_id: {course_id} for course_id in self._titles}
        for course_id, counts_as in session.execute(select(Equivalent.course_id, Equivalent.counts_as_id)):
            self._serving[counts_as].add(course_id)
        self._done: dict[int, dict[int, list[_Done]]] = defaultdict(lambda: defaultdict(list))
        self._read_history(session)
        self._read_locked(session, locked)

    def _read_history(self, session: Session) -> None:
        for person_id, course_id, day, valid_until in list_satisfied(session):
            self._done[person_id][course_id].append(_Done(day, valid_until or dt.date.max))
        for person_id, course_id in session.execute(select(Exemption.person_id, Exemption.course_id)):
            self._done[person_id][course_id].append(_Done(dt.date.min, dt.date.max))

    def _read_locked(self, session: Session, locked: Iterable[Run]) -> None:
        last_day = {pick_id: run.days[-1] for run in locked for pick_id in run.seated}
        query = select(PickRow.id, PickRow.person_id, PickRow.course_id)
        for pick_id, person_id, course_id in session.execute(query) if last_day else ():
            if pick_id in last_day:
                self._done[person_id][course_id].append(_Done(last_day[pick_id], dt.date.max))

    def of(self, person_id: int, course_id: int, own: Mapping[int, int]) -> Earlier:
        """Return what the course waits for; *own* are the person's picks to be seated, by course."""
        after: list[int] = []
        earliest, latest = 0, len(self._horizon.days) - 1
        for required in self._needs.get(course_id, ()):
            done = self._best(person_id, required)
            pick_id = next((own[course] for course in sorted(self._serving[required]) if course in own), None)
            if done is not None and done.valid_until >= self._horizon.last:
                earliest = max(earliest, self._horizon.after(done.day))
            elif pick_id is not None:
                after.append(pick_id)
            elif done is not None:
                earliest = max(earliest, self._horizon.after(done.day))
                latest = min(latest, self._horizon.until(done.valid_until))
            else:
                return Earlier(missing=self._titles[required])
        return Earlier(
            tuple(after), earliest or None, latest if latest < len(self._horizon.days) - 1 else None
        )

    def expires(self, person_id: int, course_id: int) -> dt.date | None:
        """Return the day on which the first of what the course would renew expires; None for nothing.

        What had expired before the period, and what something else renews already, is left alone.
        """
        theirs = self._done.get(person_id)
        if theirs is None:
            return None
        ends = [
            max(done.valid_until for done in found)
            for renewed, found in theirs.items()
            if course_id in self._serving[renewed]
        ]
        return min((day for day in ends if self._horizon.first <= day < dt.date.max), default=None)

    def _best(self, person_id: int, required: int) -> _Done | None:
        """Return what satisfies a course the longest, and of that the earliest."""
        theirs = self._done.get(person_id)
        if theirs is None:
            return None
        found = [
            done
            for course_id in self._serving[required]
            for done in theirs.get(course_id, ())
            if done.valid_until >= self._horizon.first
        ]
        return max(found, key=lambda done: (done.valid_until, -done.day.toordinal()), default=None)
