"""From a plan to the problem that the schedule engine solves, and the names to speak of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from math import ceil
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Plan, Prerequisite, PublicDate, TrainerCourse
from pmplanner.models import Pick as PickRow
from pmplanner.models import Room as RoomRow
from pmplanner.models import Trainer as TrainerRow
from pmplanner.models.statuses import PolicyAction
from pmplanner.scheduling.explain.relaxations import apply_relaxation
from pmplanner.scheduling.model import problem as engine
from pmplanner.scheduling.model.problem import FAIR_WEEK_DAYS, Freedom, Problem
from pmplanner.sentences import said
from pmplanner.services.autoschedule.clocks import places_of
from pmplanner.services.autoschedule.courses import CourseNeeds, Teaching, read_teaching
from pmplanner.services.autoschedule.halves import HALF, HalfDay, need_halves
from pmplanner.services.autoschedule.horizon import (
    Horizon,
    by_name,
    people_off,
    read_horizon,
    rooms_off,
    trainers_off,
)
from pmplanner.services.autoschedule.prerequisites import NOTHING, Earlier, Prerequisites
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.rules import Rules, Seats, read_rules
from pmplanner.services.autoschedule.sessions import (
    PlanSession,
    Stands,
    attending,
    by_person,
    read_elsewhere,
    read_sessions,
)
from pmplanner.services.calendar.time_zones import SessionZones
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.problems.checks.equipment import own_equipment
from pmplanner.services.problems.checks.places import largest_room, why_away
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, Part, SessionFacts, TrainerFacts
from pmplanner.services.sessions.seating import list_open

UNPREPARED, ORDINARY, REQUIRED = 999, 1000, 1001
"""Importance of picks: as few as possible are left out, among as many the required ones last, and those
first who lack what should come before."""

_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Brief:
    """A problem with what is needed to speak of it and to write an accepted proposal."""

    request: ScheduleRequest
    problem: Problem
    sessions: dict[int, PlanSession]
    """The sessions that the schedule may change or let others join, by id."""
    impossible: dict[int, str] = field(default_factory=dict)
    """Picks that were left out from the start, with the reason in a sentence."""
    pick_ids: frozenset[int] = frozenset()
    """All picks to be seated, those left out from the start among them."""
    renewals: dict[int, dt.date] = field(default_factory=dict)
    """By pick that must end before what it renews expires when that is."""
    rooms: dict[int, str] = field(default_factory=dict)
    """The names of rooms by key, of those too of which nothing but the name is known."""
    trainers: dict[int, str] = field(default_factory=dict)
    public: dict[tuple[int, int], int] = field(default_factory=dict)
    """By course and first place the public date that a session there is."""
    standing: dict[int, PlanSession] = field(default_factory=dict)
    """The sessions of the plan that stay as they are, by id, those that others may join among them."""
    sits: dict[int, list[SessionFacts]] = field(default_factory=dict)
    """By person the sessions that stand, also of other plans, in which the person sits."""
    titles: dict[int, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    """The plan as the problems see it."""
    is_rounded: bool = False
    """Whether courses take more of a day here than they last, so that others might be held earlier."""

    renew_by: dict[int, int] = field(default_factory=dict)
    """By pick that renews something, and could in time, the last place at which that is in time."""

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


def read_brief(db: Session, request: ScheduleRequest, *, beyond: int = 0) -> Brief:
    """Return the problem of a plan; with *beyond*, of a period that is so many days longer.

    Raises PlanError when the period leaves no day to train on, or is not that of the plan.
    """
    return _Reader(db, request, beyond).read()


def period(plan: Plan, request: ScheduleRequest) -> tuple[dt.date, dt.date]:
    """Return the first and last day asked for; in a plan that has begun, from tomorrow on.

    Raises PlanError for days that are over, or outside the plan.
    """
    tomorrow = request.today + _DAY
    if plan.last_day < tomorrow and not request.extends:
        raise PlanError(
            said(
                "The plan ended on {last_day}: nothing can be scheduled in it any more. Give the plan a "
                "later last day first.",
                last_day=plan.last_day,
            )
        )
    first = max(plan.first_day, tomorrow) if request.first_day is None else request.first_day
    last = plan.last_day if request.last_day is None else request.last_day
    if first > last:
        raise PlanError(
            said("The schedule would end ({last}) before it begins ({first}).", last=last, first=first)
        )
    if first < tomorrow:
        raise PlanError(
            said(
                "{first} is not in the future: a schedule begins tomorrow ({tomorrow}) or later.",
                first=first,
                tomorrow=tomorrow,
            )
        )
    if first < plan.first_day or (last > plan.last_day and not request.extends):
        raise PlanError(
            said(
                "From {first} to {last} is outside the plan, which goes from {first_day} to {last_day}. "
                "Change the plan's period first, or ask for days within it.",
                first=first,
                last=last,
                first_day=plan.first_day,
                last_day=plan.last_day,
            )
        )
    return first, last


class _Wanted(NamedTuple):
    """A pick to be seated."""

    id: int
    person_id: int
    course_id: int
    own: int | None
    """Quarters of the person's own days."""


class _Reader:
    """Gathers the rows of one problem, from the same facts that the problems are found in."""

    def __init__(self, db: Session, request: ScheduleRequest, beyond: int = 0) -> None:
        self._db = db
        self._request = request
        self._plan = get(db, Plan, request.plan_id)
        self._first, self._last = period(self._plan, request)
        self._horizon = self._read_horizon(beyond)
        self._facts = gather_facts(db, request.plan_id)
        usable = [day for day in self._horizon.days if day <= self._last]
        self._dates = self._read_dates()
        sessions = read_sessions(db, request, self._facts, usable, self._last, self._dates)
        self._stays = [session for session in sessions if session.freedom is not Freedom.FREE]
        self._free = {session.id: session for session in sessions if session.freedom is Freedom.FREE}
        self._elsewhere = read_elsewhere(db, request.plan_id, {session.id for session in sessions})
        self._standing = [
            Stands(session.facts, attending(self._facts.seats.get(session.id, ()))) for session in self._stays
        ] + self._elsewhere
        self._sits = by_person(self._standing)
        free_stands = [
            Stands(session.facts, attending(self._facts.seats.get(session.id, ())))
            for session in self._free.values()
        ]
        # Ceilings and limits count what the problems count: sessions that these see.
        seen = [each for each in self._standing if self._facts.session(each.facts.id) is not None]
        self._counted = by_person(seen)
        self._seats = Seats(self._counted, by_person(free_stands))
        self._expiring: dict[int, dt.date] = {}
        """By pick when what it renews expires."""
        self._renewals: dict[int, dt.date] = {}
        """The same of those that must end before."""
        self._order: dict[str, str] = {}
        """By team what to do about courses that come before what they need."""
        self._renew_by: dict[int, int] = {}
        """By pick that had better end before the last place at which what it renews is valid."""
        self._trainers = dict(db.execute(select(TrainerRow.id, TrainerRow.name)).all())
        self._rooms = dict(db.execute(select(RoomRow.id, RoomRow.name)).all())
        self._trainer = by_name(self._trainers.items())
        self._room = by_name(self._rooms.items())
        self._public: dict[tuple[int, int], int] = {}
        self._zones: tuple[str, ...] = ()

    def _read_horizon(self, beyond: int) -> Horizon:
        horizon = read_horizon(self._db, self._first, self._last + beyond * _DAY)
        if not horizon.days:
            raise PlanError(
                said(
                    "Between {first} and {last} there is no day on which anybody works.",
                    first=self._first,
                    last=self._last,
                )
            )
        return horizon

    def read(self) -> Brief:
        pinned = [session for session in self._stays if session.freedom is Freedom.PINNED]
        wanted = self._wanted(pinned)
        courses = {pick.course_id for pick in wanted} | {session.course_id for session in self._free.values()}
        teaching = read_teaching(self._db, courses | {session.course_id for session in pinned})
        self._zones = self._possible_zones(teaching)
        if need_halves(course.days for course in teaching.courses) and self._one_clock():
            self._horizon = self._horizon.in_halves()
        public = self._read_public(teaching)
        fixed = {pick for session in pinned for pick in session.seated}
        picks, impossible = self._picks(wanted, fixed)
        people = {pick.person_id for pick in wanted}
        self._staff = self._read_staff()
        rules = read_rules(
            self._facts,
            self._horizon,
            people,
            self._seats,
            half_of_a_team=self._request.half_of_a_team,
        )
        self._name_what_is_only_named()
        rows = self._courses(teaching, public)
        persons = self._people(people, rules)
        problem = Problem(
            days=self._horizon.days,
            courses=rows,
            people=persons,
            picks=tuple(self._renewing(picks, rows, persons, rules)),
            trainers=self._trainer_rows(teaching, public),
            rooms=self._room_rows(teaching),
            equipment=self._equipment(teaching),
            sessions=(
                *(self._existing(session, teaching) for session in self._free.values()),
                *(self._pinned(session, teaching) for session in pinned),
            ),
            ceilings=rules.ceilings,
            goals=self._request.goals,
            hold_minimum=rules.hold_minimum,
            wish_minimum=rules.wish_minimum and any(course.seats_min > 1 for course in rows),
            keep_unless_gain=self._request.keep_unless_gain,
            start=self._request.start,
            fair_week_days=FAIR_WEEK_DAYS * self._horizon.parts,
            day_parts=self._horizon.parts,
        )
        known = {course.key for course in problem.courses}
        for relaxation in self._request.loosened:
            if relaxation.kind == "period" or relaxation.target in known:
                problem = apply_relaxation(problem, relaxation)
        part = Decimal(1) / self._horizon.parts
        return Brief(
            self._request,
            problem,
            self._free | {session.id: session for session in pinned},
            impossible,
            frozenset(pick.id for pick in wanted),
            self._renewals,
            self._rooms,
            self._trainers,
            self._public,
            {session.id: session for session in self._stays},
            self._sits,
            self._facts.titles,
            self._facts,
            any(course.days % part for course in teaching.courses),
            self._renew_by,
        )

    # Picks

    def _wanted(self, pinned: Iterable[PlanSession]) -> list[_Wanted]:
        """Return the picks without a seat that are asked for, and those in sessions of the problem."""
        request = self._request
        own = self._facts.own
        found = {
            pick.pick_id: _Wanted(pick.pick_id, pick.person_id, pick.course_id, own.get(pick.pick_id))
            for pick in list_open(self._db, request.plan_id)
            if (request.course_ids is None or pick.course_id in request.course_ids)
            and (request.person_ids is None or pick.person_id in request.person_ids)
        }
        seated = {pick for session in (*self._free.values(), *pinned) for pick in session.seated}
        query = select(PickRow.id, PickRow.person_id, PickRow.course_id).where(
            PickRow.plan_id == request.plan_id
        )
        for row in plain_rows(self._db, query) if seated else ():
            if row[0] in seated:
                found[row[0]] = _Wanted(row[0], row[1], row[2], own.get(row[0]))
        return sorted(found.values())

    def _required(self) -> dict[int, set[int]]:
        """Return by person the courses that are required, and those that are picked instead of them."""
        return {
            person_id: {need.course_id for need in needs}
            | {
                need.by_course_id
                for need in needs
                if need.by_course_id is not None and need.pick_id is not None
            }
            for person_id, needs in read_needs(self._db, self._request.plan_id).items()
        }

    def _picks(
        self, wanted: Sequence[_Wanted], fixed: Collection[int]
    ) -> tuple[list[engine.Pick], dict[int, str]]:
        """Return the picks that can be seated, and why others cannot.

        Whoever has a seat keeps it, also where something should have come before.
        """
        required_of = self._required()
        # What is booked in another plan comes before something here as far as the problems see it.
        seen = [each for each in self._standing if self._facts.session(each.facts.id) is not None]
        rules = Prerequisites(self._db, self._request.plan_id, self._horizon, seen)
        own: dict[int, dict[int, int]] = defaultdict(dict)
        for pick in wanted:
            own[pick.person_id][pick.course_id] = pick.id
        seated = {pick for session in self._free.values() for pick in session.seated}
        picks, impossible = [], {}
        for pick in wanted:
            if pick.id in fixed:
                picks.append(_pick(pick, ORDINARY, NOTHING))
                continue
            earlier = self._earlier(rules, pick, own[pick.person_id])
            if earlier.missing and pick.id not in seated:
                impossible[pick.id] = self._lacking(pick.person_id, earlier.missing)
                continue
            required = pick.course_id in required_of.get(pick.person_id, ())
            importance = UNPREPARED if earlier.is_unprepared else REQUIRED if required else ORDINARY
            picks.append(_pick(pick, importance, earlier))
            if (day := rules.expires(pick.person_id, pick.course_id)) is not None:
                self._expiring[pick.id] = day
        return self._without_followers(picks, impossible, seated)

    def _lacking(self, person_id: int, missing: str) -> str:
        """Say that somebody lacks what must come before, and whether that is for want of a decision."""
        facts = self._facts
        unapproved = facts.unapproved.get(person_id, ())
        picks = facts.picks.get(person_id, {}).items()
        waiting = {course_id for course_id, pick_id in picks if pick_id in unapproved}
        if missing in {facts.titles[each] for each in facts.put_aside.get(person_id, ())}:
            return said("Needs {missing} first, which was put off or declined.", missing=missing)
        if missing in {facts.titles[each] for each in waiting}:
            return said("Needs {missing} first, which nobody has approved.", missing=missing)
        return said("Needs {missing} first, which is neither done nor picked.", missing=missing)

    def _earlier(self, rules: Prerequisites, pick: _Wanted, own: Mapping[int, int]) -> Earlier:
        """Return what a pick waits for: as a rule, or as a wish where that only warns."""
        person = self._facts.people.get(pick.person_id)
        team = "" if person is None else person.team_key
        if team not in self._order:
            self._order[team] = self._facts.policies.rule("prerequisite", team).action
        action = self._order[team]
        if action == PolicyAction.IGNORE:
            return NOTHING
        find = rules.of if action == PolicyAction.BLOCK else rules.wished
        earlier = find(pick.person_id, pick.course_id, own)
        due = rules.due(pick.person_id, pick.course_id)
        return earlier if due is None else earlier._replace(due=_first(due, earlier.due))

    def _without_followers(
        self, picks: list[engine.Pick], impossible: dict[int, str], seated: Collection[int]
    ) -> tuple[list[engine.Pick], dict[int, str]]:
        """Leave out the picks that come after one that cannot be seated, too; who has a seat keeps it."""
        while True:
            blocked = [pick for pick in picks if any(other in impossible for other in pick.after)]
            if not blocked:
                return picks, impossible
            courses = dict(self._db.execute(select(PickRow.id, PickRow.course_id)).all())
            freed = {}
            for pick in blocked:
                first = next(other for other in pick.after if other in impossible)
                if pick.key in seated:
                    freed[pick.key] = replace(
                        pick, after=tuple(other for other in pick.after if other not in impossible)
                    )
                elif pick.instead is not None:
                    freed[pick.key] = replace(pick, after=(), latest=pick.instead, instead=None)
                else:
                    title = self._facts.titles[courses[first]]
                    impossible[pick.key] = said(
                        "Comes after {title}, which cannot be scheduled.", title=title
                    )
            picks = [freed.get(pick.key, pick) for pick in picks if pick.key not in impossible]

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
            rule = rules.renewal.get(pick.person, PolicyAction.WARN)
            expires = self._expiring.get(pick.key, dt.date.max)
            if expires >= self._horizon.last or rule == PolicyAction.IGNORE:
                yield pick
                continue
            end = self._horizon.until(expires)
            if rule == PolicyAction.BLOCK and (pick.latest is None or end < pick.latest):
                self._renewals[pick.key] = expires
                yield replace(pick, latest=end)
            elif rule == PolicyAction.BLOCK:
                yield pick
            else:
                starts = range(pick.earliest or 0, end - length[pick.course] + 2)
                free = (off[pick.person].isdisjoint(range(at, at + length[pick.course])) for at in starts)
                if any(free):
                    self._renew_by[pick.key] = end
                    pick = replace(pick, due=_first(end, pick.due))
                yield pick

    # Courses

    def _courses(
        self, teaching: Teaching, public: Mapping[int, Mapping[int, PublicDate]]
    ) -> tuple[engine.Course, ...]:
        later = set(self._db.scalars(select(Prerequisite.course_id)))
        return tuple(
            self._on_public_dates(self._course(needs, needs.id in later), public[needs.id])
            if needs.id in public
            else self._course(needs, needs.id in later)
            for needs in teaching.courses
        )

    def _course(self, needs: CourseNeeds, later: bool) -> engine.Course:
        """Return what a course needs; one that comes *later* than others begins on a day after theirs."""
        parts = self._horizon.parts
        length = _length(needs, parts)
        starts: Sequence[int] | None = None
        if parts > 1 and (later or needs.days > HALF):
            starts = range(0, len(self._horizon.days) - length + 1, parts)
        wishes: Sequence[int] | None = None
        if self._request.days_together or self._request.prefers_together:
            together = self._horizon.starts_together(length)
            if together is not None:
                wishes = [at for at in together if starts is None or at in starts]
        if self._request.days_together and wishes is not None:
            starts, wishes = wishes, None
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
            quarters=_quarters(needs.days, length, parts),
            wished_starts=None if wishes is None else tuple(wishes),
        )

    def _read_dates(self) -> dict[int, list[PublicDate]]:
        """Return by course that only a provider runs the public dates to choose from, in order.

        These are courses with public dates in the period that nobody of the workspace teaches.
        """
        query = (
            select(PublicDate, Course.days)
            .join(Course, Course.id == PublicDate.course_id)
            .where(
                PublicDate.course_id.not_in(select(TrainerCourse.course_id)),
                PublicDate.first_day >= self._first,
                PublicDate.last_day <= self._horizon.last,
            )
            .order_by(PublicDate.first_day, PublicDate.id)
        )
        found: dict[int, list[PublicDate]] = defaultdict(list)
        index = self._horizon.index
        for row, days in self._db.execute(query):
            first, last = index.get(row.first_day), index.get(row.last_day)
            if first is not None and last is not None and last - first + 1 == ceil(days):
                found[row.course_id].append(row)
        return dict(found)

    def _read_public(self, teaching: Teaching) -> dict[int, dict[int, PublicDate]]:
        """Return by course that only a provider runs, by first place, the public dates to choose from."""
        found: dict[int, dict[int, PublicDate]] = defaultdict(dict)
        for needs in teaching.courses:
            for row in self._dates.get(needs.id, ()):
                first = self._horizon.index[row.first_day]
                found[needs.id].setdefault(first, row)
                self._public.setdefault((needs.id, first), row.id)
        return dict(found)

    def _on_public_dates(self, course: engine.Course, dates: Mapping[int, PublicDate]) -> engine.Course:
        """Let a course be held on its provider's dates only: there, with the seats that these have."""
        seats = [row.seats for row in dates.values() if row.seats is not None]
        limits = [*seats, *([] if course.seats_max is None else [course.seats_max])]
        return replace(
            course,
            starts=tuple(sorted(dates)),
            wished_starts=None,
            trainers=(_provider(course.key),),
            rooms=None,
            equipment=(),
            seats_max=min(limits, default=None),
        )

    # People

    def _people(self, ids: set[int], rules: Rules) -> tuple[engine.Person, ...]:
        off = people_off(self._db, self._horizon)
        teaches = self._teaching_places()
        rows = []
        for person_id in sorted(ids):
            trained = self._places(
                part for session in self._counted.get(person_id, ()) for part in session.parts
            )
            sits = self._places(part for session in self._sits.get(person_id, ()) for part in session.parts)
            booked = sits | teaches.get(person_id, set())
            away = off[person_id] | booked
            rows.append(
                engine.Person(
                    person_id,
                    tuple(sorted(away)),
                    trained=tuple(sorted(trained)),
                    booked=tuple(sorted(booked)),
                    limits=rules.limits.get(person_id, ()),
                )
            )
        return tuple(rows)

    def _teaching_places(self) -> dict[int, set[int]]:
        """Return by member of staff the places at which they teach in sessions that stand."""
        found: dict[int, set[int]] = defaultdict(set)
        for each in self._standing:
            for trainer in each.facts.trainer_keys:
                person_id = self._staff.get(trainer)
                if person_id is not None:
                    found[person_id] |= self._places(each.facts.parts)
        return found

    def _read_staff(self) -> dict[str, int]:
        """Return by folded name of a trainer the member of staff who it is."""
        staff = self._facts.staff
        query = select(TrainerRow.name, TrainerRow.code, TrainerRow.email)
        found = {fold(name): staff.find(name, code, email) for name, code, email in self._db.execute(query)}
        there = [*(each.facts for each in self._standing), *(each.facts for each in self._free.values())]
        named = {key for session in there for key in session.trainer_keys}
        for key in named - found.keys():
            if key:
                found[key] = staff.find(key, None, "")
        return {key: person_id for key, person_id in found.items() if person_id is not None}

    def _places(self, parts: Iterable[Part]) -> set[int]:
        return places_of(self._horizon, parts, self._zones)

    def _possible_zones(self, teaching: Teaching) -> tuple[str, ...]:
        """Return the zones in which sessions of the schedule can be."""
        zones = SessionZones(self._db)
        rooms = {room for course in teaching.courses for room in course.rooms or ()}
        found = {zones.of("", self._rooms[room]) for room in rooms}
        found |= {zones.of("", session.room) for session in self._free.values()}
        if any(course.rooms is None for course in teaching.courses):
            found.add(zones.of("", ""))
        return tuple(sorted(found))

    def _one_clock(self) -> bool:
        """Say whether mornings are mornings everywhere: half days are not told apart otherwise."""
        return sum(bool(zone) for zone in self._zones) <= 1

    # Trainers, rooms and equipment

    def _name_what_is_only_named(self) -> None:
        """Give keys to rooms and trainers of which sessions know nothing but the name."""
        for names, texts in (
            (self._trainers, [one.name for each in self._free.values() for one in each.facts.trainers]),
            (
                self._rooms,
                [name for each in self._free.values() if not each.facts.online for name in each.facts.rooms],
            ),
        ):
            known = {fold(name) for name in names.values()}
            for text in texts:
                if text and fold(text) not in known:
                    known.add(fold(text))
                    names[-1 - len(names)] = text
        self._trainer = by_name(self._trainers.items())
        self._room = by_name(self._rooms.items())

    def _trainer_rows(
        self, teaching: Teaching, public: Mapping[int, Mapping[int, PublicDate]]
    ) -> tuple[engine.Trainer, ...]:
        wanted = {trainer for course in teaching.courses for trainer in course.trainers}
        wanted |= {
            key
            for session in self._free.values()
            for teacher in session.facts.trainers
            if (key := self._trainer(teacher.name)) is not None
        }
        off = trainers_off(self._db, self._horizon)
        costs = dict(self._db.execute(select(TrainerRow.id, TrainerRow.day_cost)).all())
        taken: dict[str, set[int]] = defaultdict(set)
        for each in self._standing:
            for trainer in each.facts.trainer_keys:
                taken[trainer] |= self._places(each.facts.parts)
        rows = []
        for key in sorted(wanted):
            name = fold(self._trainers[key])
            person_id = self._staff.get(name)
            sits = self._places(
                part for session in self._sits.get(person_id or 0, ()) for part in session.parts
            )
            names = [other for other, who in self._staff.items() if who == person_id] or [name]
            busy = set().union(*(taken.get(other, set()) for other in {*names, name}))
            away = off.get(key, set()) | self._away(name, person_id) | busy | sits
            rows.append(
                engine.Trainer(key, tuple(sorted(away)), self._day_cost(costs.get(key)), person=person_id)
            )
        rows += [
            engine.Trainer(_provider(course_id), self._provider_off(dates, teaching, course_id))
            for course_id, dates in public.items()
        ]
        return tuple(rows)

    def _provider_off(
        self, dates: Mapping[int, PublicDate], teaching: Teaching, course_id: int
    ) -> tuple[int, ...]:
        """Give the places at which a provider does not run a course, or sessions take its dates already."""
        needs = next(course for course in teaching.courses if course.id == course_id)
        length = _length(needs, self._horizon.parts)
        there = {place for first in dates for place in range(first, first + length)}
        for session in self._stays:
            if session.course_id == course_id:
                there -= set(self._horizon.places(session.halves))
        return tuple(sorted(set(range(len(self._horizon.days))) - there))

    def _away(self, trainer_key: str, person_id: int | None) -> set[int]:
        """Give the places at which a trainer is away, as the problems find it."""
        trainer = self._facts.trainers.get(trainer_key, TrainerFacts(trainer_key))
        if not trainer.absences and person_id is None and trainer == TrainerFacts(trainer_key):
            return set()
        trainer = trainer._replace(person_id=person_id)
        days = {day for day in dict.fromkeys(self._horizon.days) if why_away(self._facts, trainer, day)}
        return {place for place, day in enumerate(self._horizon.days) if day in days}

    def _day_cost(self, cost: Decimal | None) -> int:
        """Return what a trainer costs in one of the parts that a day has, in hundredths."""
        return int((cost or 0) * 100) // self._horizon.parts

    def _room_rows(self, teaching: Teaching) -> tuple[engine.Room, ...]:
        wanted = {room for course in teaching.courses for room in course.rooms or ()}
        wanted |= {
            key
            for session in self._free.values()
            for name in (() if session.facts.online else session.facts.rooms)
            if (key := self._room(name)) is not None
        }
        off = rooms_off(self._db, self._horizon)
        seats = dict(self._db.execute(select(RoomRow.id, RoomRow.seats)).all())
        zones = SessionZones(self._db)
        taken: dict[str, list[SessionFacts]] = defaultdict(list)
        for each in self._standing:
            for room in each.facts.room_keys:
                taken[room].append(each.facts)
        rows = []
        for key in sorted(wanted):
            name = self._rooms[key]
            parts = [part for session in taken.get(fold(name), ()) for part in session.parts]
            busy = places_of(self._horizon, parts, (zones.of("", name),))
            away = tuple(sorted(off.get(key, set()) | busy))
            own = tuple(sorted(teaching.fitted.get(key, ())))
            rows.append(engine.Room(key, seats.get(key), away, own))
        return tuple(rows)

    def _equipment(self, teaching: Teaching) -> tuple[engine.Equipment, ...]:
        """Give what can be carried, without what sessions that stand have carried to them."""
        left = {key: [count] * len(self._horizon.days) for key, count in teaching.equipment.items()}
        for each in self._standing:
            own = own_equipment(self._facts, each.facts)
            for key, count in each.facts.asks:
                for place in self._places(each.facts.parts) if key in left and key not in own else ():
                    left[key][place] -= count
        return tuple(
            engine.Equipment(key, count, tuple(left[key])) for key, count in teaching.equipment.items()
        )

    # Sessions

    def _existing(self, session: PlanSession, teaching: Teaching) -> engine.ExistingSession:
        needs = next(course for course in teaching.courses if course.id == session.course_id)
        trainer = self._trainer(session.trainer)
        room = self._room(session.facts.room) if session.facts.room_key else None
        asks = tuple(session.facts.asks)
        return engine.ExistingSession(
            key=session.id,
            course=session.course_id,
            days=self._horizon.places(session.halves) if session.is_open else (),
            trainer=trainer,
            room=room,
            seated=session.seated,
            freedom=session.freedom,
            seats_max=session.seats_max,
            keeps_trainer=trainer is not None and trainer not in needs.trainers,
            keeps_room=session.facts.online or (room is not None and room not in (needs.rooms or ())),
            equipment=None if asks == needs.equipment else asks,
            seats_min=max(1, (session.facts.seats_min or 1) - session.facts.kept_seats),
            further_trainers=self._further_trainers(session.facts),
            further_rooms=self._further_rooms(session.facts),
        )

    def _further_trainers(self, session: SessionFacts) -> tuple[int, ...]:
        """Give who else teaches a session; somebody by another name of the first one is no other."""
        first, *others = session.trainer_keys or ("",)
        person = self._staff.get(first)
        found = (self._trainer(key) for key in others if person is None or self._staff.get(key) != person)
        return tuple(key for key in found if key is not None)

    def _further_rooms(self, session: SessionFacts) -> tuple[int, ...]:
        found = (self._room(key) for key in session.room_keys[1:])
        return tuple(key for key in found if key is not None)

    def _pinned(self, session: PlanSession, teaching: Teaching) -> engine.ExistingSession:
        """Give a session that stands: the rooms and trainers that it takes are off theirs already."""
        needs = next(course for course in teaching.courses if course.id == session.course_id)
        room = largest_room(self._facts.rooms.get(key) for key in session.facts.room_keys)
        holds = None if room is None or room.seats is None else max(0, room.seats - session.facts.kept_seats)
        return engine.ExistingSession(
            key=session.id,
            course=session.course_id,
            days=tuple(sorted(self._places(session.facts.parts))),
            seated=session.seated,
            freedom=Freedom.PINNED,
            seats_max=needs.max_seats if session.seats_max is None else session.seats_max,
            most=holds,
            is_doubtful=session.is_doubtful,
            kept=tuple(
                (
                    tuple(
                        sorted(person.id for person in self._facts.people.values() if person.team_key == team)
                    ),
                    count,
                )
                for team, count in session.facts.kept
            ),
        )


def _provider(course_id: int) -> int:
    """Give the key of whoever runs a course on public dates: one session at a time."""
    return -1_000_000_000 - course_id


def _length(needs: CourseNeeds, parts: int) -> int:
    return int((needs.days * parts).to_integral_value(ROUND_CEILING))


def _quarters(days: Decimal, length: int, parts: int) -> tuple[int, ...]:
    """Lay the quarters of a course over its places."""
    left, most = int(days * 4), 4 // parts
    found = []
    for _ in range(length):
        found.append(min(most, left))
        left -= found[-1]
    return tuple(found)


def _first(*places: int | None) -> int | None:
    return min((place for place in places if place is not None), default=None)


def _pick(pick: _Wanted, importance: int, earlier: Earlier) -> engine.Pick:
    return engine.Pick(
        key=pick.id,
        person=pick.person_id,
        course=pick.course_id,
        importance=importance,
        earliest=earlier.earliest,
        latest=earlier.latest,
        after=earlier.after,
        due=earlier.due,
        not_before=earlier.not_before,
        instead=earlier.instead,
        quarters=pick.own,
    )
