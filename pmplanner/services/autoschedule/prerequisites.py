"""What a person's history asks of a course: what must come before it, and by when it renews something."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Prerequisite
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.autoschedule.horizon import Horizon
from pmplanner.services.autoschedule.sessions import Stands
from pmplanner.services.catalog.own_facts import read_prices
from pmplanner.services.families import plans_outside
from pmplanner.services.needs.credit import list_satisfied
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.people.certificates import list_renewing
from pmplanner.services.problems.reading.facts import read_own_days

_DAY = dt.timedelta(days=1)


class Earlier(NamedTuple):
    """What a pick has to wait for; *missing* is the title of a course that nothing provides for.

    With it, nothing else is said.
    """

    after: tuple[int, ...] = ()
    """Picks of the same person that come before."""
    earliest: int | None = None
    latest: int | None = None
    missing: str = ""
    is_unprepared: bool = False
    """Whether something is missing that is a wish."""
    not_before: int | None = None
    """As *earliest*, where that is a wish."""
    due: int | None = None
    """As *latest*, where that is a wish."""
    instead: int | None = None
    """Last place at which what was done before is still valid, so that *after* need not be waited for."""


NOTHING = Earlier()


class _Done(NamedTuple):
    day: dt.date
    valid_until: dt.date


class Prerequisites:
    """Answers for one plan; *standing* are the sessions that stay as they are, of other plans too."""

    def __init__(self, db: Session, plan_id: int, horizon: Horizon, standing: Iterable[Stands]) -> None:
        self._horizon = horizon
        self._titles = dict(db.execute(select(Course.id, Course.title)).all())
        self._needs: dict[int, list[int]] = defaultdict(list)
        for course_id, required in db.execute(
            select(Prerequisite.course_id, Prerequisite.required_course_id).order_by(Prerequisite.id)
        ):
            self._needs[course_id].append(required)
        equivalents = read_equivalents(db)
        self._serving = {course_id: equivalents.serving(course_id) for course_id in self._titles}
        self._later: dict[int, list[tuple[int, dt.date]]] = defaultdict(list)
        """By person the courses of what stands, with their first days."""
        self._done: dict[int, dict[int, list[_Done]]] = defaultdict(lambda: defaultdict(list))
        self._read_history(db, plan_id)
        self._renewing = list_renewing(db)
        self._days = {course_id: ceil(each.days * 4) for course_id, each in read_prices(db).items()}
        self._read_standing(standing, read_own_days(db, (plan_id, *plans_outside(db, plan_id).active)))

    def _read_history(self, db: Session, plan_id: int) -> None:
        for person_id, course_id, day, valid_until, _ in list_satisfied(db, plan_id):
            self._done[person_id][course_id].append(_Done(day, valid_until or dt.date.max))

    def _read_standing(self, standing: Iterable[Stands], own: Mapping[int, int]) -> None:
        for each in standing:
            session = each.facts
            for seat in each.people:
                self._done[seat.person_id][session.course_id].append(_Done(session.last_day, dt.date.max))
                if seat.status == SeatStatus.BOOKED:  # what was attended is among the units that are there
                    days = own.get(seat.pick_id, self._days[session.course_id])
                    self._renew(seat.person_id, session.course_id, session.last_day, days)
                if session.course_id in self._needs:
                    self._later[seat.person_id].append((session.course_id, session.first_day))

    def _renew(self, person_id: int, course_id: int, day: dt.date, quarters: int) -> None:
        """Leave of the certificates of somebody what a seat that stays does not give in time."""
        self._renewing[person_id] = tuple(
            held._replace(quarters=held.quarters - quarters)
            if course_id in held.courses and day <= held.valid_until
            else held
            for held in self._renewing.get(person_id, ())
        )

    def due(self, person_id: int, course_id: int) -> int | None:
        """Return the last place before what stands and needs the course; None where nothing waits for it."""
        waiting = self._later.get(person_id)
        if not waiting:
            return None
        days = [
            first
            for later, first in waiting
            if any(course_id in self._serving[required] for required in self._needs[later])
            and not self._has_before(person_id, later, first, course_id)
        ]
        return max(-1, self._horizon.after(min(days) - _DAY) - 1) if days else None

    def _has_before(self, person_id: int, later: int, first: dt.date, course_id: int) -> bool:
        """Say whether somebody has in time all that *later* needs and *course_id* would serve."""
        theirs = self._done[person_id]
        return all(
            any(
                done.day < first <= done.valid_until
                for other in self._serving[required]
                for done in theirs.get(other, ())
            )
            for required in self._needs[later]
            if course_id in self._serving[required]
        )

    def wished(self, person_id: int, course_id: int, own: Mapping[int, int]) -> Earlier:
        """Return the same where what comes before is a wish: nobody is to be left out for it."""
        if course_id not in self._needs:
            return NOTHING
        asked = self.of(person_id, course_id, own, is_wish=True)
        return Earlier(
            asked.after,
            is_unprepared=asked.is_unprepared,
            not_before=asked.earliest,
            due=asked.latest,
            instead=len(self._horizon.days) - 1 if asked.after else None,
        )

    def of(self, person_id: int, course_id: int, own: Mapping[int, int], *, is_wish: bool = False) -> Earlier:
        """Return what the course waits for; *own* are the person's picks to be seated, by course.

        As a wish also beside what is missing; else nothing but that is said.
        """
        if course_id not in self._needs:
            return NOTHING
        is_unprepared = False
        after: list[int] = []
        earliest, latest = 0, len(self._horizon.days) - 1
        instead: int | None = len(self._horizon.days) - 1
        for required in self._needs[course_id]:
            done = self._best(person_id, required)
            pick_id = next((own[course] for course in sorted(self._serving[required]) if course in own), None)
            if done is not None and done.valid_until >= self._horizon.last:
                earliest = max(earliest, self._horizon.after(done.day))
            elif pick_id is not None:
                after.append(pick_id)
                until = -1 if done is None else self._horizon.until(done.valid_until)
                instead = None if instead is None or until < 0 else min(instead, until)
            elif done is not None:
                earliest = max(earliest, self._horizon.after(done.day))
                latest = min(latest, self._horizon.until(done.valid_until))
            elif is_wish:
                is_unprepared = True
            else:
                return Earlier(missing=self._titles[required])
        return Earlier(
            tuple(after),
            earliest or None,
            latest if latest < len(self._horizon.days) - 1 else None,
            is_unprepared=is_unprepared,
            instead=instead if after else None,
        )

    def expires(self, person_id: int, course_id: int) -> dt.date | None:
        """Return the day on which the first of what the course would renew expires; None for nothing.

        What had expired before the period, and what something else renews already, is left alone.
        """
        ends = [
            max(done.valid_until for done in found)
            for renewed, found in self._done.get(person_id, {}).items()
            if course_id in self._serving[renewed]
        ]
        ends += [
            held.valid_until
            for held in self._renewing.get(person_id, ())
            if course_id in held.courses and held.quarters > 0
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
