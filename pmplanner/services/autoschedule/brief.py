"""From a plan to the problem that the schedule engine solves, and the names to speak of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan, Prerequisite
from pmplanner.models import Pick as PickRow
from pmplanner.models import Room as RoomRow
from pmplanner.models import Trainer as TrainerRow
from pmplanner.scheduling import problem as engine
from pmplanner.scheduling.problem import FAIR_WEEK_DAYS, Freedom, Problem
from pmplanner.scheduling.relax import apply_relaxation
from pmplanner.services.autoschedule.courses import CourseNeeds, Teaching, read_teaching
from pmplanner.services.autoschedule.halves import HALF, HalfDay, need_halves
from pmplanner.services.autoschedule.horizon import (
    Finder,
    Horizon,
    by_name,
    people_off,
    read_horizon,
    rooms_off,
    trainers_off,
)
from pmplanner.services.autoschedule.prerequisites import Earlier, Prerequisites
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.rules import Rules, read_rules
from pmplanner.services.autoschedule.sessions import Run, read_runs
from pmplanner.services.errors import PlanError
from pmplanner.services.ledger import required_courses
from pmplanner.services.lookup import get
from pmplanner.services.policies import BLOCK, IGNORE, WARN
from pmplanner.services.seating import list_open

ORDINARY, REQUIRED = 1000, 1001
"""Importance of picks: as few as possible are left out, among as many the required ones last."""


@dataclass(slots=True)
class Brief:
    """A problem with what is needed to speak of it and to write an accepted proposal."""

    request: ScheduleRequest
    problem: Problem
    runs: dict[int, Run]
    """The sessions that the schedule may change, by id."""
    impossible: dict[int, str] = field(default_factory=dict)
    """Picks that were left out from the start, with the reason in a sentence."""
    pick_ids: frozenset[int] = frozenset()
    """All picks to be seated, those left out from the start among them."""
    renewals: dict[int, dt.date] = field(default_factory=dict)
    """By pick that must end before what it renews expires when that is."""

    def now(self) -> dict[int, tuple[int, ...]]:
        """Return by session the places in the problem's days that it takes now."""
        return {row.key: row.days for row in self.problem.sessions}

    def halves(self, places: Iterable[int]) -> list[HalfDay]:
        """Return the half days behind places in the problem's days."""
        days, parts = self.problem.days, self.problem.day_parts
        return [
            (days[place], half) for place in places for half in ((0, 1) if parts == 1 else (place % parts,))
        ]

    def dates(self, places: Iterable[int]) -> tuple[dt.date, ...]:
        """Return the dates behind places in the problem's days, each once, in order."""
        return tuple(dict.fromkeys(self.problem.days[place] for place in places))


def read_brief(session: Session, request: ScheduleRequest) -> Brief:
    """Return the problem of a plan; raise PlanError when its period leaves no day to train on."""
    return _Reader(session, request).read()


def period(plan: Plan, request: ScheduleRequest) -> tuple[dt.date, dt.date]:
    """Return the first and last day asked for; in a plan that has begun, from tomorrow on."""
    first = request.first_day
    if first is None:
        begun = plan.first_day <= request.today < plan.last_day
        first = request.today + dt.timedelta(days=1) if begun else plan.first_day
    return first, request.last_day or plan.last_day


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A pick to be seated."""

    id: int
    person_id: int
    course_id: int


class _Reader:
    """Gathers the rows of one problem."""

    def __init__(self, session: Session, request: ScheduleRequest) -> None:
        self._session = session
        self._request = request
        self._plan = get(session, Plan, request.plan_id)
        self._horizon = self._read_horizon()
        self._expiring: dict[int, dt.date] = {}
        """By pick when what it renews expires."""
        self._renewals: dict[int, dt.date] = {}
        """The same of those that must end before."""
        runs = read_runs(session, request, self._horizon.days)
        self._locked = [run for run in runs if run.freedom is Freedom.LOCKED]
        self._free = {run.id: run for run in runs if run.freedom is not Freedom.LOCKED}
        self._trainer = by_name(session.execute(select(TrainerRow.id, TrainerRow.name)).all())
        self._room = by_name(session.execute(select(RoomRow.id, RoomRow.name)).all())

    def _read_horizon(self) -> Horizon:
        first, last = period(self._plan, self._request)
        if first > last:
            raise PlanError(f"The schedule would end ({last}) before it begins ({first}).")
        horizon = read_horizon(self._session, first, last)
        if not horizon.days:
            raise PlanError(f"Between {first} and {last} there is no day on which anybody works.")
        return horizon

    def read(self) -> Brief:
        wanted = self._wanted()
        teaching = read_teaching(
            self._session,
            {pick.course_id for pick in wanted} | {run.course_id for run in self._free.values()},
        )
        if need_halves(course.days for course in teaching.courses):
            self._horizon = self._horizon.in_halves()
        picks, impossible = self._picks(wanted)
        kept = {pick.key for pick in picks}
        people, busy = {pick.person_id for pick in wanted}, self._busy()
        rules = read_rules(self._session, self._request.plan_id, self._horizon, people, busy)
        courses, persons = self._courses(teaching), self._people(people, busy, rules)
        problem = Problem(
            days=self._horizon.days,
            courses=courses,
            people=persons,
            picks=tuple(self._renewing(picks, courses, persons, rules)),
            trainers=self._trainers(teaching),
            rooms=self._rooms(teaching),
            equipment=tuple(engine.Equipment(key, count) for key, count in teaching.equipment.items()),
            sessions=tuple(self._existing(run, teaching, kept) for run in self._free.values()),
            ceilings=rules.ceilings,
            goals=self._request.goals,
            hold_minimum=rules.hold_minimum,
            fair_week_days=FAIR_WEEK_DAYS * self._horizon.parts,
            day_parts=self._horizon.parts,
        )
        known = {course.key for course in problem.courses}
        for relaxation in self._request.loosened:
            if relaxation.target in known:
                problem = apply_relaxation(problem, relaxation)
        pick_ids = frozenset(pick.id for pick in wanted)
        return Brief(self._request, problem, self._free, impossible, pick_ids, self._renewals)

    def _wanted(self) -> list[_Wanted]:
        """Return the picks without a seat that are asked for, and those in sessions that may change."""
        request = self._request
        found = {
            pick.pick_id: _Wanted(pick.pick_id, pick.person_id, pick.course_id)
            for pick in list_open(self._session, request.plan_id)
            if (request.course_ids is None or pick.course_id in request.course_ids)
            and (request.person_ids is None or pick.person_id in request.person_ids)
        }
        seated = {pick for run in self._free.values() for pick in run.seated}
        query = select(PickRow.id, PickRow.person_id, PickRow.course_id).where(
            PickRow.plan_id == request.plan_id
        )
        for row in self._session.execute(query):
            if row[0] in seated:
                found[row[0]] = _Wanted(*row)
        return sorted(found.values(), key=lambda pick: pick.id)

    def _picks(self, wanted: Iterable[_Wanted]) -> tuple[list[engine.Pick], dict[int, str]]:
        """Return the picks that can be seated, and why others cannot."""
        paths = {track: {*courses} for track, courses in required_courses(self._session).items()}
        tracks = dict(self._session.execute(select(Person.id, Person.primary_track_id)).all())
        rules = Prerequisites(self._session, self._horizon, self._locked)
        own: dict[int, dict[int, int]] = defaultdict(dict)
        for pick in wanted:
            own[pick.person_id][pick.course_id] = pick.id
        picks, impossible = [], {}
        for pick in wanted:
            earlier = rules.of(pick.person_id, pick.course_id, own[pick.person_id])
            if earlier.missing:
                impossible[pick.id] = f"Needs {earlier.missing} first, which is neither done nor picked."
            else:
                required = pick.course_id in paths.get(tracks[pick.person_id], ())
                importance = REQUIRED if required else ORDINARY
                picks.append(_pick(pick, importance, earlier))
                if (day := rules.expires(pick.person_id, pick.course_id)) is not None:
                    self._expiring[pick.id] = day
        return _without_followers(picks, impossible)

    def _renewing(
        self,
        picks: Iterable[engine.Pick],
        courses: Iterable[engine.Course],
        people: Iterable[engine.Person],
        rules: Rules,
    ) -> Iterator[engine.Pick]:
        """Let picks that renew something end before it expires, where the dates of the person allow it."""
        length = {course.key: course.days for course in courses}
        off = {person.key: set(person.unavailable) for person in people}
        for pick in picks:
            rule = rules.renewal.get(pick.person, WARN)
            expires = self._expiring.get(pick.key, dt.date.max)
            if expires >= self._horizon.last or rule == IGNORE:
                yield pick
                continue
            end = self._horizon.until(expires)
            if rule == BLOCK and (pick.latest is None or end < pick.latest):
                self._renewals[pick.key] = expires
                yield replace(pick, latest=end)
            elif rule == BLOCK:
                yield pick
            else:
                starts = range(pick.earliest or 0, end - length[pick.course] + 2)
                free = (off[pick.person].isdisjoint(range(at, at + length[pick.course])) for at in starts)
                yield replace(pick, due=end) if any(free) else pick

    def _courses(self, teaching: Teaching) -> tuple[engine.Course, ...]:
        later = set(self._session.scalars(select(Prerequisite.course_id)))
        return tuple(self._course(needs, needs.id in later) for needs in teaching.courses)

    def _course(self, needs: CourseNeeds, later: bool) -> engine.Course:
        """Return what a course needs; one that comes *later* than others begins on a day after theirs."""
        parts = self._horizon.parts
        length = int((needs.days * parts).to_integral_value(ROUND_CEILING))
        starts: Sequence[int] | None = None
        if parts > 1 and (later or needs.days > HALF):
            starts = range(0, len(self._horizon.days) - length + 1, parts)
        together = self._horizon.starts_together(length) if self._request.days_together else None
        if together is not None:
            starts = [at for at in together if starts is None or at in starts]
        limits = [number for number in (needs.max_seats, self._request.max_seats) if number is not None]
        return engine.Course(
            key=needs.id,
            days=length,
            seats_max=min(limits, default=None),
            seats_min=needs.min_seats or 1,
            starts=None if starts is None else tuple(starts),
            trainers=needs.trainers,
            rooms=needs.rooms,
            equipment=needs.equipment,
            seat_cost=int(needs.cost * 100),
        )

    def _people(self, ids: set[int], busy: Mapping[int, set[int]], rules: Rules) -> tuple[engine.Person, ...]:
        off = people_off(self._session, self._horizon)
        return tuple(
            engine.Person(
                person_id,
                tuple(sorted(off[person_id] | busy.get(person_id, set()))),
                _times(rules.week_limits.get(person_id), self._horizon.parts),
            )
            for person_id in sorted(ids)
        )

    def _busy(self) -> dict[int, set[int]]:
        """Return by person the days in sessions that the schedule leaves as they are."""
        person_of = dict(
            self._session.execute(
                select(PickRow.id, PickRow.person_id).where(PickRow.plan_id == self._request.plan_id)
            ).all()
        )
        busy: dict[int, set[int]] = defaultdict(set)
        for run in self._locked:
            places = self._horizon.places(run.halves)
            for pick_id in run.seated:
                busy[person_of[pick_id]].update(places)
        return busy

    def _trainers(self, teaching: Teaching) -> tuple[engine.Trainer, ...]:
        wanted = {trainer for course in teaching.courses for trainer in course.trainers}
        off, taken = trainers_off(self._session, self._horizon), self._taken(self._trainer, "trainer")
        costs = dict(self._session.execute(select(TrainerRow.id, TrainerRow.day_cost)).all())
        return tuple(
            engine.Trainer(key, tuple(sorted(off[key] | taken[key])), self._day_cost(costs[key]))
            for key in sorted(wanted)
        )

    def _day_cost(self, cost: Decimal | None) -> int:
        """Return what a trainer costs in one of the parts that a day has, in hundredths."""
        return int((cost or 0) * 100) // self._horizon.parts

    def _rooms(self, teaching: Teaching) -> tuple[engine.Room, ...]:
        wanted = {room for course in teaching.courses for room in course.rooms or ()}
        off, taken = rooms_off(self._session, self._horizon), self._taken(self._room, "room")
        seats = dict(self._session.execute(select(RoomRow.id, RoomRow.seats)).all())
        return tuple(
            engine.Room(key, seats[key], tuple(sorted(off[key] | taken[key]))) for key in sorted(wanted)
        )

    def _taken(self, find: Finder, what: str) -> dict[int, set[int]]:
        """Return the days that locked sessions take, by the trainer or room that they name."""
        taken: dict[int, set[int]] = defaultdict(set)
        for run in self._locked:
            key = find(getattr(run, what))
            if key is not None:
                taken[key].update(self._horizon.places(run.halves))
        return taken

    def _existing(self, run: Run, teaching: Teaching, kept: set[int]) -> engine.ExistingSession:
        needs = next(course for course in teaching.courses if course.id == run.course_id)
        trainer, room = self._trainer(run.trainer), self._room(run.room)
        return engine.ExistingSession(
            key=run.id,
            course=run.course_id,
            days=self._horizon.places(run.halves),
            trainer=trainer if trainer in needs.trainers else None,
            room=room if room in (needs.rooms or ()) else None,
            seated=tuple(pick for pick in run.seated if pick in kept),
            freedom=run.freedom,
            seats_max=run.seats_max,
        )


def _times(limit: int | None, parts: int) -> int | None:
    return None if limit is None else limit * parts


def _pick(pick: _Wanted, importance: int, earlier: Earlier) -> engine.Pick:
    return engine.Pick(
        key=pick.id,
        person=pick.person_id,
        course=pick.course_id,
        importance=importance,
        earliest=earlier.earliest,
        latest=earlier.latest,
        after=earlier.after,
    )


def _without_followers(
    picks: list[engine.Pick], impossible: dict[int, str]
) -> tuple[list[engine.Pick], dict[int, str]]:
    """Leave out the picks that come after one that cannot be seated, too."""
    while True:
        blocked = [pick for pick in picks if any(other in impossible for other in pick.after)]
        if not blocked:
            return picks, impossible
        for pick in blocked:
            impossible[pick.key] = "Comes after a course that cannot be scheduled."
        picks = [pick for pick in picks if pick.key not in impossible]
