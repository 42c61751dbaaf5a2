"""The plain rows that the checks look at, and what they find."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pmplanner.models.statuses import TrainerPart
from pmplanner.scheduling.model.shares import share
from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY, ClosedDays, Span
from pmplanner.services.lookup import fold
from pmplanner.services.needs.cover import Cover
from pmplanner.services.people.certificates import Renewing
from pmplanner.services.policies.policies import Policies
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.resources.further import Teacher, replaced, with_names
from pmplanner.services.resources.staff import Staff
from pmplanner.services.totals.budget import Spending


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot work as planned, with both of its sides named."""

    kind: ProblemKind
    key: str
    """Names kind and sides; stays the same as long as the problem does, also in its mirror image."""
    session_id: int
    """0 for a problem of a pick, and of a budget."""
    course_id: int
    title: str
    """A headline: who cannot what, on which day."""
    text: str
    """A sentence that names both sides with their dates."""
    hint: str
    """A sentence for where the session, and the person if any, is seen anyway."""
    person_id: int | None = None
    other_session_id: int | None = None
    day: dt.date | None = None
    """The first day on which it shows."""
    team: str = ""
    place: str = ""
    """The room, trainer or equipment, as written; of a budget the id of its track or its folded team."""
    action: str = "warn"
    """block or warn; what is ignored is no problem."""
    mirrored: bool = False
    """True where the same problem is told for another session already: once a key it is False."""
    accepted: str | None = None
    """The reason, when somebody has accepted it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A session day: date and local times, and how many quarters of a day it counts."""

    day: dt.date
    start: dt.time
    end: dt.time
    zone: str = ""
    """IANA name of the zone of the times; empty for wherever the people are."""
    quarters: int = 4

    def overlaps(self, other: "Part") -> bool:
        """Say whether both ask for the same time; clocks are compared where a zone is not known."""
        if self.zone and other.zone and self.zone != other.zone:
            return self._moment(self.start) < other._moment(other.end) and other._moment(
                other.start
            ) < self._moment(self.end)
        return self.day == other.day and self.start < other.end and other.start < self.end

    def holds_start_of(self, other: "Part") -> bool:
        """Say whether this one is going on when the other begins."""
        if self.zone and other.zone and self.zone != other.zone:
            return self._moment(self.start) <= other._moment(other.start) < self._moment(self.end)
        return self.day == other.day and self.start <= other.start < self.end

    def _moment(self, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(self.day, time, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session that takes place or took place, with its parts in order."""

    id: int
    code: str
    course_id: int
    seats_max: int | None
    parts: tuple[Part, ...]
    seats_min: int | None = None
    held: bool = False
    online: bool = False
    room: str = ""
    trainer: str = ""
    fixed: bool = False
    """True when the dates must stay."""
    locked: bool = False
    """True when the people must stay as well."""
    kept: tuple[tuple[str, int], ...] = ()
    """Seats kept for teams, by folded name."""
    asks: tuple[tuple[int, int], ...] = ()
    """How many of which equipment, by its id."""
    plan: str = ""
    """The name of the other plan that it is in; empty for one of this plan."""
    further_rooms: tuple[str, ...] = ()
    further_trainers: tuple[Teacher, ...] = ()
    first_day: dt.date = field(init=False, repr=False, compare=False)
    last_day: dt.date = field(init=False, repr=False, compare=False)
    room_key: str = field(init=False, repr=False, compare=False)
    """Folded name of the room; empty for none and for online sessions, which need none."""
    trainer_key: str = field(init=False, repr=False, compare=False)
    room_keys: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The folded names of all rooms; none for online sessions."""
    trainer_keys: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The folded names of all who teach."""

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "first_day", self.parts[0].day)
        put(self, "last_day", self.parts[-1].day)
        put(self, "room_key", "" if self.online or not self.room else fold(self.room))
        put(self, "trainer_key", fold(self.trainer) if self.trainer else "")
        rooms = () if self.online else tuple(map(fold, self.further_rooms))
        put(self, "room_keys", (self.room_key, *rooms) if self.room_key else rooms)
        trainers = tuple(fold(each.name) for each in self.further_trainers)
        put(self, "trainer_keys", (self.trainer_key, *trainers) if self.trainer_key else trainers)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The names of all rooms, the first one first."""
        return (self.room, *self.further_rooms) if self.room else self.further_rooms

    @property
    def trainers(self) -> tuple[Teacher, ...]:
        """All who teach, the first one, who leads it, first."""
        first = (Teacher(self.trainer, TrainerPart.LEAD),) if self.trainer else ()
        return (*first, *self.further_trainers)

    def room_named(self, key: str) -> str:
        """Return how the session writes the room of a folded name."""
        return next((name for name in self.rooms if fold(name) == key), "")

    def trainer_named(self, key: str) -> str:
        """Return how the session writes the trainer of a folded name."""
        return next((each.name for each in self.trainers if fold(each.name) == key), "")

    def in_room(self, before: str, after: str) -> "SessionFacts":
        """Return the session with another room in the place of one of its rooms."""
        first, *others = replaced(self.rooms, before, after) or [""]
        return replace(self, room=first, further_rooms=tuple(others))

    def taught_by(self, before: str, after: str) -> "SessionFacts":
        """Return the session with somebody else in the place of one of its trainers."""
        names = replaced([each.name for each in self.trainers], before, after)
        first, *others = with_names(self.trainers, names) or [Teacher("")]
        return replace(self, trainer=first.name, further_trainers=tuple(others))

    @property
    def kept_seats(self) -> int:
        """How many seats are kept for teams."""
        return sum(seats for _, seats in self.kept)


class Booking(NamedTuple):
    """A seat, in order of booking."""

    person_id: int
    session_id: int
    status: str
    pick_id: int = 0
    id: int = 0
    position: int = 0


class PersonFacts(NamedTuple):
    """Who somebody is, and when the person works."""

    id: int
    name: str
    team: str = ""
    location: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    working_days: int | None = None
    email: str = ""
    employee_id: str | None = None
    team_key: str = ""
    """The team's folded name."""
    earlier: tuple[tuple[dt.date, dt.date], ...] = ()
    """Earlier spells of employment: first and last days."""
    begins: dt.time | None = None
    ends: dt.time | None = None
    """Working hours; None where nobody said."""
    zone: str = ""
    """IANA name of the zone of these; empty where it is not known."""

    def employed_on(self, day: dt.date) -> bool:
        """Say whether the person is employed then, in the latest spell or in an earlier one."""
        now = (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
        return now or any(first <= day <= last for first, last in self.earlier)


class RoomFacts(NamedTuple):
    """A room that is known: its site, its seats, and the equipment that stays in it."""

    name: str
    site: str = ""
    seats: int | None = None
    equipment: frozenset[int] = frozenset()


class TrainerFacts(NamedTuple):
    """A trainer, of whom nothing but a name may be known."""

    name: str
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    working_days: int | None = None
    courses: frozenset[int] = frozenset()
    absences: tuple[tuple[dt.date, dt.date, str], ...] = ()
    person_id: int | None = None
    """The member of staff who it is."""
    id: int | None = None
    """None for one whom only sessions name."""


@dataclass(frozen=True, slots=True)
class EquipmentFacts:
    """Equipment that can be carried into rooms, and how many of it there are."""

    name: str
    count: int


class OtherPick(NamedTuple):
    """A pick of another plan: of what plan, and the period of that."""

    plan: str
    first_day: dt.date
    last_day: dt.date


Satisfied = tuple[int, dt.date, dt.date | None, bool]
"""A course, the day it was completed, the last day on which that is valid, whether it is an exemption.

An exemption has the day before its first one, the first of days where it has none."""


_OF_SESSIONS = ("places", "by_day")
"""What facts look up of sessions: when these are, and in which places."""


_LOOKED_UP = (*_OF_SESSIONS, "closed_somewhere", "teams", "by_team", "taught_by")
"""All that facts look up of themselves."""


@dataclass
class Facts:
    """What the checks look at; change sessions and seats only through the methods."""

    first_day: dt.date = dt.date.min
    last_day: dt.date = dt.date.max
    """Of the plan."""
    plan_id: int = 0
    sessions: dict[int, SessionFacts] = field(default_factory=dict)
    """Of the plan."""
    others: dict[int, SessionFacts] = field(default_factory=dict)
    """Of other active plans that are not of the same family: what people, rooms and trainers have there
    cannot be changed here."""
    other_plans: dict[int, str] = field(default_factory=dict)
    """The names of these plans."""
    seats: dict[int, tuple[Booking, ...]] = field(default_factory=dict)
    """By session, those that take a place."""
    waiting: dict[int, tuple[Booking, ...]] = field(default_factory=dict)
    """By session, in the order of the waiting list."""
    sits: dict[int, dict[int, Booking]] = field(default_factory=dict)
    """By person and session."""
    own: dict[int, int] = field(default_factory=dict)
    """By pick the quarters of a person's own days, where these differ from the course's."""
    people: dict[int, PersonFacts] = field(default_factory=dict)
    absences: dict[int, list[tuple[dt.date, dt.date, str]]] = field(default_factory=dict)
    satisfied: dict[int, list[Satisfied]] = field(default_factory=dict)
    """By person: what was taken with success, and exemptions."""
    renewing: dict[int, tuple[Renewing, ...]] = field(default_factory=dict)
    """By person the certificates that have to be renewed."""
    taken: dict[int, frozenset[int]] = field(default_factory=dict)
    """By person the courses completed in the plan's period, without success too: nobody takes them again."""
    today: dt.date = dt.date.min
    """By the clock; the first of days in a variant, in which attendance is never missing."""
    picks: dict[int, dict[int, int]] = field(default_factory=dict)
    """By person and course the picks of the plan, without those of whoever takes the course again."""
    asks_approval: bool = False
    """Whether the plan schedules only what was approved."""
    unapproved: dict[int, frozenset[int]] = field(default_factory=dict)
    """By person the picks that nobody has approved, where the plan asks for that."""
    put_aside: dict[int, frozenset[int]] = field(default_factory=dict)
    """By person the courses that were put off or declined in the plan."""
    picked_elsewhere: dict[int, dict[int, tuple[OtherPick, ...]]] = field(default_factory=dict)
    """By person and course the picks of the same in other plans, in the order of these."""
    titles: dict[int, str] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    """Of courses, in quarters."""
    validity: dict[int, int | None] = field(default_factory=dict)
    """For how many months courses are valid."""
    prerequisites: dict[int, tuple[int, ...]] = field(default_factory=dict)
    serves: dict[int, frozenset[int]] = field(default_factory=dict)
    """For each course, itself and the courses that count as it."""
    rooms: dict[str, RoomFacts] = field(default_factory=dict)
    trainers: dict[str, TrainerFacts] = field(default_factory=dict)
    """Those of whom there is a record, by folded name; ask :meth:`trainer_of` for any."""
    staff: Staff = field(default_factory=Staff)
    """Of everybody, also where only some people are read."""
    equipment: dict[int, EquipmentFacts] = field(default_factory=dict)
    week: int = MONDAY_TO_FRIDAY
    closed: ClosedDays = field(default_factory=ClosedDays)
    closed_years: tuple[int, int] = (dt.MINYEAR, dt.MAXYEAR)
    """The years of which closed days are known."""
    blackouts: dict[str, list[Span]] = field(default_factory=dict)
    policies: Policies = field(default_factory=Policies)
    spending: Spending | None = None
    """What the plan costs, where it has a budget that is watched."""
    cover: tuple[Cover, ...] = ()
    """How many must be at work, in the order of names."""

    def set_seats(
        self, session_id: int, bookings: Iterable[Booking], waiting: Iterable[Booking] = ()
    ) -> None:
        """Make these the people of a session."""
        booked, before = tuple(bookings), self.seats.pop(session_id, ())
        now = {booking.person_id: booking for booking in booked}
        # Each time in another mapping: copies of these facts have the same ones.
        for booking in before:
            if booking.person_id not in now:
                others = self.sits[booking.person_id]
                self.sits[booking.person_id] = {
                    key: seat for key, seat in others.items() if key != session_id
                }
        self.waiting.pop(session_id, None)
        if booked:
            self.seats[session_id] = booked
        for person_id, booking in now.items():
            self.sits[person_id] = {**self.sits.get(person_id, {}), session_id: booking}
        if queue := tuple(waiting):
            self.waiting[session_id] = queue

    def set_session(self, session: SessionFacts) -> None:
        """Put a session there, or another state of it."""
        (self.others if session.plan else self.sessions)[session.id] = session
        self.forget_sessions()

    def remove_run(self, session_id: int) -> None:
        """Take a session away, with its people."""
        self.set_seats(session_id, ())
        self.sessions.pop(session_id, None)
        self.others.pop(session_id, None)
        self.forget_sessions()

    def session(self, session_id: int) -> SessionFacts | None:
        """Return a session of this plan or of another; None for one that is gone or called off."""
        return self.sessions.get(session_id) or self.others.get(session_id)

    def copy(self) -> "Facts":
        """Return a copy to try something in."""
        twin = replace(
            self,
            sessions=dict(self.sessions),
            others=dict(self.others),
            seats=dict(self.seats),
            waiting=dict(self.waiting),
            sits=dict(self.sits),
            people=dict(self.people),
            absences=dict(self.absences),
            satisfied=dict(self.satisfied),
            renewing=dict(self.renewing),
            taken=dict(self.taken),
            picks=dict(self.picks),
            unapproved=dict(self.unapproved),
            put_aside=dict(self.put_aside),
            picked_elsewhere=dict(self.picked_elsewhere),
        )
        twin.__dict__ |= {name: self.__dict__[name] for name in _LOOKED_UP if name in self.__dict__}
        return twin

    def with_session(self, session: SessionFacts) -> "Facts":
        """Return the facts with another state of a session, or one more; people stay shared."""
        return self.twin(sessions=self.sessions | {session.id: session})

    def twin(self, **changes: object) -> "Facts":
        """Return the facts with other sessions or seats; what is known of the rest is kept."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        shared = ["teams", "taught_by", "closed_somewhere"]
        if changes.keys().isdisjoint(("sessions", "others")):
            shared += _OF_SESSIONS
        other.__dict__ |= {name: self.__dict__[name] for name in shared if name in self.__dict__}
        return other

    @cached_property
    def places(self) -> "Places":
        """Which sessions are in which place."""
        return Places(chain(self.sessions.values(), self.others.values()))

    @cached_property
    def by_day(self) -> dict[dt.date, tuple[int, ...]]:
        """The ids of the sessions of each day, of all plans, those of this plan first."""
        found: dict[dt.date, dict[int, None]] = defaultdict(dict)
        for session in chain(self.sessions.values(), self.others.values()):
            for part in session.parts:
                found[part.day][session.id] = None
        return {day: tuple(ids) for day, ids in found.items()}

    @cached_property
    def closed_somewhere(self) -> frozenset[dt.date]:
        """The days on which some site is closed."""
        return frozenset(day for days in self.closed.by_site.values() for day in days)

    @cached_property
    def teams(self) -> dict[str, list[PersonFacts]]:
        """The people of each team, by its folded name."""
        found: dict[str, list[PersonFacts]] = defaultdict(list)
        for person in self.people.values():
            if person.team_key:
                found[person.team_key].append(person)
        return dict(found)

    @cached_property
    def by_team(self) -> tuple[PersonFacts, ...]:
        """Everybody by team and name; those without a team last."""
        return tuple(
            sorted(self.people.values(), key=lambda p: (not p.team_key, p.team_key, fold(p.name), p.id))
        )

    @cached_property
    def taught_by(self) -> dict[int, list[str]]:
        """The folded names of the records of members of staff who teach."""
        found: dict[int, list[str]] = defaultdict(list)
        for name, trainer in self.trainers.items():
            if trainer.person_id is not None:
                found[trainer.person_id].append(name)
        return dict(found)

    def trainer_of(self, key: str) -> TrainerFacts:
        """Return who teaches under a folded name: by record, else somebody of the staff, else a name."""
        return self.trainers.get(key) or TrainerFacts(key, person_id=self.staff.by_name.get(key))

    def teaches_as(self, person_id: int) -> list[str]:
        """Return the folded names under which a person may teach, asked for by a session or not."""
        names = self.taught_by.get(person_id, [])
        own = self.staff.names.get(person_id, "")
        return [*names, own] if own and own not in self.trainers else names

    def sessions_of(self, person_id: int) -> list[tuple[SessionFacts, str]]:
        """Return the sessions of all plans in which a person has a seat, with the seat's status."""
        found = self.sits.get(person_id)
        if not found:
            return []
        own, others = self.sessions, self.others
        return [(own.get(key) or others[key], seat.status) for key, seat in found.items()]

    def loads(self, session: SessionFacts, person_id: int) -> list[tuple[Part, int]]:
        """Return how many quarters of a day each part of a session counts for somebody in it."""
        seat = self.sits.get(person_id, {}).get(session.id)
        own = None if seat is None else self.own.get(seat.pick_id)
        quarters = [part.quarters for part in session.parts]
        return list(zip(session.parts, quarters if own is None else share(own, quarters), strict=True))

    def quarters_of(self, person_id: int, session: SessionFacts) -> int:
        """Return the quarters of a day that a session's course takes somebody in it."""
        seat = self.sits.get(person_id, {}).get(session.id)
        own = None if seat is None else self.own.get(seat.pick_id)
        return self.days.get(session.course_id, 0) if own is None else own

    def knows_closed(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the closed days of a period are known."""
        return self.closed_years[0] <= first.year and last.year <= self.closed_years[1]

    def forget_sessions(self) -> None:
        """Have places and days looked up anew after sessions have changed."""
        for name in _OF_SESSIONS:
            self.__dict__.pop(name, None)

    def keep_sessions_of(self, other: "Facts") -> None:
        """Take over what was looked up of the sessions of other facts, which are the same but for people."""
        self.__dict__ |= {name: other.__dict__[name] for name in _OF_SESSIONS if name in other.__dict__}

    def set_people(self, rows: Mapping[int, PersonFacts | None]) -> None:
        """Put people there, or other states of them, and take those away of whom there is None."""
        before = self.people
        self.people = {**before, **{key: row for key, row in rows.items() if row is not None}}
        for gone in (key for key, row in rows.items() if row is None):
            self.people.pop(gone, None)
        if not rows.keys() <= before.keys():
            # In the order in which all are read: of two who share an address the same one teaches.
            self.people = dict(sorted(self.people.items()))
        if "teams" in self.__dict__:
            self.__dict__["teams"] = self._teams_with(before, rows)
        self.__dict__.pop("by_team", None)

    def _teams_with(
        self, before: Mapping[int, PersonFacts], rows: Mapping[int, PersonFacts | None]
    ) -> dict[str, list[PersonFacts]]:
        """Return the teams with these rows for those who were there before."""
        teams = dict(self.teams)  # copies of these facts have the same
        pairs = [(before.get(key), row) for key, row in rows.items()]
        for team in {row.team_key for pair in pairs for row in pair if row is not None} - {""}:
            others = [row for row in teams.pop(team, ()) if row.id not in rows]
            new = [row for _, row in pairs if row is not None and row.team_key == team]
            if now := sorted([*others, *new], key=lambda row: row.id):
                teams[team] = now
        return teams

    def forget_people(self) -> None:
        """Have teams and trainers looked up anew after people or trainers have changed."""
        for name in ("teams", "by_team", "taught_by"):
            self.__dict__.pop(name, None)


class Places:
    """The sessions by room, trainer and equipment asked for."""

    def __init__(self, sessions: Iterable[SessionFacts]) -> None:
        self.rooms: dict[str, list[SessionFacts]] = defaultdict(list)
        self.trainers: dict[str, list[SessionFacts]] = defaultdict(list)
        self.equipment: dict[int, list[SessionFacts]] = defaultdict(list)
        for session in sessions:
            for room in session.room_keys:
                self.rooms[room].append(session)
            for trainer in session.trainer_keys:
                self.trainers[trainer].append(session)
            for equipment_id, _count in session.asks:
                self.equipment[equipment_id].append(session)
