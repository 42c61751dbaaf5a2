"""Reads again what an edit touched, and says which units need another look."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pmplanner.models import Pick, Seat
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.calendar.time_zones import any_zone
from pmplanner.services.lookup import among
from pmplanner.services.needs.cover_rules import read_cover
from pmplanner.services.people.certificates import list_renewing
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.policies.policies import read_policies
from pmplanner.services.problems.checks.units import BUDGETS, Unit, units_of_person, units_of_session
from pmplanner.services.problems.reading.facts import (
    around,
    read_calendars,
    read_catalogue,
    read_own_days,
    read_seats,
    read_watched_spending,
)
from pmplanner.services.problems.reading.people import read_absences, read_people, read_satisfied, read_taken
from pmplanner.services.problems.reading.picks import read_decided, read_picks
from pmplanner.services.problems.reading.places import read_equipment, read_rooms, read_trainers, staff_of
from pmplanner.services.problems.reading.rows import (
    Booking,
    Facts,
    PersonFacts,
    RoomFacts,
    SessionFacts,
)
from pmplanner.services.problems.reading.sessions import read_others, read_sessions
from pmplanner.services.problems.tracking.owners import Owners
from pmplanner.services.totals.budget import Spending

_CALENDARS = ("closure", "blackout", "workspace_setting")
_OF_COURSES = ("titles", "validity", "days", "prerequisites", "serves")
_RUN_PARTS = ("session", "session_day", "session_equipment", "session_room", "session_trainer", "reservation")

_OF_PRICES = (
    *("budget", "policy", "course", "own_fact", "cost_item", "rate", "travel", "room", "trainer", "track"),
    "workspace_setting",
)
"""What may change the cost of any pick, or what is watched."""
_OF_BILLS = (*_RUN_PARTS, "seat", "pick", "completion", "person")

_COVER = (
    "cover_rule",
    "person",
    "person_track",
    "person_certificate",
    "skill",
    "track",
    "course_skill",
    "course",
)
"""Tables that say who has what a rule of cover asks for, beside courses that were taken."""
_AT_WORK = ("person", "employment", "absence")
_K = TypeVar("_K")
_V = TypeVar("_V")


class Follower:
    """Brings facts up to date with an edit and collects what must be looked at."""

    def __init__(
        self,
        db: Session,
        plan_id: int,
        facts: Facts,
        owners: Owners,
        keys: Mapping[str, frozenset[int]],
    ) -> None:
        self._session, self._plan_id, self._facts, self._owners = db, plan_id, facts, owners
        self._keys = dict(keys)
        self.dirty: set[Unit] = set()
        self.days: dict[Unit, set[dt.date]] = {}
        """Teams that must be looked at on some days only."""
        self.all_dirty = False
        """True when every unit must be looked at."""
        self.all_again = False
        """True when all must be read again as well."""
        self._billed: set[int] = set()
        """People whose picks may cost something else now."""
        self._costing: set[int] = set()
        """Sessions of which all people may bear something else now."""
        self._has_learned = False
        """True when what somebody has taken is another thing now."""

    def read(self) -> None:
        """Read again what was touched, the things that others refer to first."""
        self.all_again = self._touches("site")  # its zone may be that of any session
        if self._touches("course", "own_fact", "prerequisite", "equivalent"):
            self._read_catalogue()
        # Seldom: what counts for which certificate, and how much of it.
        self.all_again |= self._touches("certificate", "course_certificate")
        if self.all_again:
            return
        if self._touches("policy"):
            before, self._facts.policies = (
                self._facts.policies,
                read_policies(self._session, self._plan_id),
            )
            self.all_dirty |= before != self._facts.policies
        if self._touches(*_CALENDARS):
            self._read_calendars()
        if self._touches("person", "employment"):
            self._read_people()
        self._read_rooms()
        self._read_sessions_and_seats()
        if self._touches("trainer", "trainer_course", "trainer_absence"):
            self._read_trainers()
        if self._touches("absence"):
            self._read_absences()
        if self._touches("pick", "pick_decision"):
            self._read_picks()
        if self._touches("completion", "exemption", "person_certificate"):
            tables = ("completion", "exemption", "person_certificate")
            people = self._owners.people_of(self._session, self._keys, *tables)
            self._billed |= people
            self._read_history(people)
            self._read_picks_of(people)
        self._read_spending()
        self._follow_cover()

    def _follow_cover(self) -> None:
        """Look at the rules that have changed; at all where people come, go or learn: there are few."""
        facts = self._facts
        if self._touches(*_COVER):
            before, facts.cover = facts.cover, read_cover(self._session)
            known, now = ({rule.id: rule for rule in rules} for rules in (before, facts.cover))
            self.dirty |= {("cover", rule_id) for rule_id in _differing(known, now)}
        if self._has_learned or self._touches(*_AT_WORK):
            self.dirty |= {("cover", rule.id) for rule in facts.cover}

    def _touches(self, *tables: str) -> bool:
        return not self._keys.keys().isdisjoint(tables)

    def _read_catalogue(self) -> None:
        """Take new courses in; when a known one has changed, everything may have."""
        now = Facts()
        read_catalogue(self._session, now)
        facts = self._facts
        self.all_again = any(
            getattr(now, name).get(course_id) != getattr(facts, name).get(course_id)
            for name in _OF_COURSES
            for course_id in facts.titles
        )
        for name in _OF_COURSES:
            setattr(facts, name, getattr(now, name))

    def _read_calendars(self) -> None:
        facts = self._facts
        before = facts.week, facts.closed, facts.blackouts
        years = facts.closed_years
        read_calendars(self._session, facts)
        # Other plans were read of the years known before.
        self.all_again |= years != facts.closed_years and bool(facts.other_plans)
        self.all_dirty |= before != (facts.week, facts.closed, facts.blackouts)

    def _read_people(self) -> None:
        facts = self._facts
        hired = self._owners.people_of(self._session, self._keys, "employment")
        ids = self._keys.get("person", frozenset()) | hired
        now = {key: row for key, row in read_people(self._session, ids).items() if key in ids}
        before = {key: facts.people[key] for key in ids if key in facts.people}
        changed = _differing(before, now)
        for person_id in changed:
            self._touch_person(person_id)
        facts.set_people({key: now.get(key) for key in changed})
        for person_id in changed:
            self._touch_person(person_id)
        if any(_teacher(before.get(key)) != _teacher(now.get(key)) for key in changed):
            self._read_trainers()

    def _touch_person(
        self, person_id: int, away: Iterable[tuple[dt.date, dt.date, str]] | None = None
    ) -> None:
        """Look at a person, and at the sessions in which the person sits or teaches.

        Where only absences have changed, at the team only on the days of training in these.
        """
        facts = self._facts
        units = units_of_person(facts, person_id)
        if away is not None:
            teams = {unit for unit in units if unit[0] == "team"}
            days = {day for first, last, _ in away for day in facts.by_day if first <= day <= last}
            units -= teams
            for team in teams:
                self.days.setdefault(team, set()).update(days)
        self.dirty |= units
        self.dirty |= {("run", session_id) for session_id in facts.sits.get(person_id, ())}
        for trainer in facts.teaches_as(person_id):
            self.dirty |= {("run", session.id) for session in facts.places.trainers.get(trainer, ())}

    def _read_rooms(self) -> None:
        facts = self._facts
        if self._touches("room", "room_equipment"):
            before, facts.rooms = facts.rooms, read_rooms(self._session)
            self.all_again |= _sites(before) != _sites(facts.rooms) and any_zone(self._session)
            for room in _differing(before, facts.rooms):
                for session in facts.places.rooms.get(room, ()):
                    self.dirty |= units_of_session(facts, session, people=False)
        if self._touches("equipment"):
            stock, facts.equipment = facts.equipment, read_equipment(self._session)
            self.dirty |= {("equipment", equipment_id) for equipment_id in _differing(stock, facts.equipment)}

    def _read_trainers(self) -> None:
        facts = self._facts
        asked = facts.trainers.keys() | facts.places.trainers.keys()
        before = {key: facts.trainer_of(key) for key in asked}
        facts.staff = staff_of(facts.people.values())
        facts.trainers = read_trainers(self._session, facts.staff)
        facts.forget_people()
        for trainer in _differing(before, {key: facts.trainer_of(key) for key in asked}):
            self.dirty.add(("trainer", trainer))
            self.dirty |= {("run", session.id) for session in facts.places.trainers.get(trainer, ())}

    def _read_sessions_and_seats(self) -> None:
        sessions: set[int] = set()
        people: set[int] = set()
        if self._touches(*_RUN_PARTS):
            touched = self._owners.sessions_of(self._session, self._keys) | self._keys.get(
                "session", frozenset()
            )
            people |= self._people_elsewhere(touched)
            self._costing |= touched
            sessions = self._read_sessions(touched)
        seats = self._touched_seats()
        if seats:
            in_sessions, of_people = self._owners.of_seats(
                self._session, self._plan_id, self._facts.other_plans, seats
            )
            sessions |= in_sessions
            people |= of_people
            self._costing |= in_sessions
            self._billed |= of_people
            if self._facts.other_plans:
                self._read_picks_of(of_people)  # one attended partly elsewhere is no reason any more
        if sessions:
            there = {each for each in sessions if self._facts.session(each) is not None}
            people |= self._read_seats(there)
        if people:
            self._read_history(people)

    def _touched_seats(self) -> frozenset[int]:
        """Return the seats that were touched; where people were merged, those of their picks, too."""
        seats = self._keys.get("seat", frozenset())
        if self._touches("person") and self._touches("pick"):
            seats |= self._owners.seats_of_picks(self._session, self._keys["pick"])
        return seats

    def _people_elsewhere(self, session_ids: Iterable[int]) -> set[int]:
        """Return who may have attended another plan's session; few have, so all of them are looked at."""
        if self._owners.attended_elsewhere and not set(session_ids) <= self._facts.sessions.keys():
            return set(self._owners.attended_elsewhere)
        return set()

    def _read_sessions(self, session_ids: set[int]) -> set[int]:
        """Take sessions in as they are now; return those that have changed."""
        facts = self._facts
        before = {session_id: facts.session(session_id) for session_id in session_ids}
        now = read_sessions(self._session, self._plan_id, session_ids)
        if not session_ids <= now.keys():
            now |= read_others(self._session, facts.other_plans, *around(facts), session_ids)
        changed = _differing(before, now)
        for session_id in changed:
            old, new = before.get(session_id), now.get(session_id)
            if old is not None:
                self._touch(units_of_session(facts, old), old)
            if new is None:
                facts.remove_run(session_id)
            else:
                facts.set_session(new)
                self._touch(units_of_session(facts, new), new)
        if changed:
            self._follow_sessions([now.get(session_id) for session_id in changed])
        return changed

    def _follow_sessions(self, now: Iterable[SessionFacts | None]) -> None:
        """Read calendars of further years, when sessions need them."""
        facts = self._facts
        if any(
            not facts.knows_closed(session.first_day, session.last_day)
            for session in now
            if session is not None and not session.plan
        ):
            self._read_calendars()

    def _read_seats(self, session_ids: set[int]) -> set[int]:
        """Take the seats of sessions in; return the people who attended one of them, before or now."""
        facts = self._facts
        before = {
            session_id: (facts.seats.get(session_id, ()), facts.waiting.get(session_id, ()))
            for session_id in session_ids
        }
        for session_id in session_ids:
            facts.set_seats(session_id, ())
        read_seats(self._session, facts, Seat.session_id.in_(session_ids))
        attended: set[int] = set()
        for session_id in session_ids:
            was, now = before[session_id][0], facts.seats.get(session_id, ())
            if was != now:
                self.dirty.add(("run", session_id))
                self._touch(self._units_of(set(was) ^ set(now)), facts.session(session_id))
            attended |= {seat.person_id for seat in (*was, *now) if seat.status == SeatStatus.ATTENDED}
        return attended

    def _touch(self, units: Iterable[Unit], session: SessionFacts | None) -> None:
        """Have units looked at in which a session takes part; teams, which are large, on its days only."""
        for unit in units:
            if unit[0] == "team" and session is not None:
                self.days.setdefault(unit, set()).update(part.day for part in session.parts)
            else:
                self.dirty.add(unit)

    def _units_of(self, bookings: Iterable[Booking]) -> set[Unit]:
        return {unit for seat in bookings for unit in units_of_person(self._facts, seat.person_id)}

    def _read_absences(self) -> None:
        people = self._owners.people_of(self._session, self._keys, "absence")
        facts = self._facts
        now = read_absences(self._session, people)
        for person_id in people:
            before, after = facts.absences.get(person_id, []), now.get(person_id, [])
            if before != after:
                _put(facts.absences, person_id, now.get(person_id))
                self._touch_person(person_id, {*before} ^ {*after})

    def _read_own_days(self, pick_ids: Collection[int]) -> None:
        facts = self._facts
        plans = {self._plan_id, *facts.other_plans}
        read = read_own_days(self._session, plans, pick_ids)
        changed = {key for key in pick_ids if facts.own.get(key) != read.get(key)}
        if changed:
            kept = {key: quarters for key, quarters in facts.own.items() if key not in changed}
            facts.own = kept | {key: read[key] for key in changed & read.keys()}
            seats = (seat for found in facts.seats.values() for seat in found if seat.pick_id in changed)
            self.dirty |= self._units_of(seats)

    def _read_picks(self) -> None:
        """Take in picks of this plan and of others, of the people whose picks were touched or decided of."""
        if ids := self._keys.get("pick", frozenset()):
            self._read_own_days(ids)
        self._read_picks_of(self._owners.people_of(self._session, self._keys, "pick", "pick_decision"))

    def _read_picks_of(self, people: set[int]) -> None:
        facts = self._facts
        picks, elsewhere = read_picks(self._session, self._plan_id, facts.other_plans, people)
        _, unapproved, put_aside = read_decided(self._session, self._plan_id, people)
        for person_id in people:
            changed = (
                _put_anew(facts.picks, person_id, picks.get(person_id)),
                _put_anew(facts.picked_elsewhere, person_id, elsewhere.get(person_id)),
                _put_anew(facts.unapproved, person_id, unapproved.get(person_id)),
                _put_anew(facts.put_aside, person_id, put_aside.get(person_id)),
            )
            if any(changed):
                self.dirty.add(("person", person_id))

    def _read_spending(self) -> None:
        """Bill those again whose picks an edit touched, and who share a session with them."""
        facts, db = self._facts, self._session
        before = facts.spending
        if self._touches(*_OF_PRICES) or (before is not None and _lost_currency(before, db, self._plan_id)):
            facts.spending = read_watched_spending(db, self._plan_id, facts.policies)
        elif before is not None and self._touches(*_OF_BILLS):
            picks = self._keys.get("pick", frozenset())
            people = self._billed | self._keys.get("person", frozenset())
            people |= {before.picks[pick_id] for pick_id in picks if pick_id in before.picks}
            people |= _people_of(db, Pick.id, picks) | _people_of(db, Seat.session_id, self._costing)
            facts.spending = before.renewed(db, self._plan_id, people)
        if facts.spending != before:
            self.dirty.add(BUDGETS)

    def _read_history(self, people: set[int]) -> None:
        facts = self._facts
        now = read_satisfied(self._session, self._plan_id, people, facts.validity)
        taken = read_taken(self._session, facts.first_day, facts.last_day, people)
        renewing = list_renewing(self._session, people)
        for person_id in people:
            before = (
                facts.taken.get(person_id),
                facts.satisfied.get(person_id),
                facts.renewing.get(person_id),
            )
            _put(facts.taken, person_id, taken.get(person_id))
            _put(facts.satisfied, person_id, now.get(person_id))
            _put(facts.renewing, person_id, renewing.get(person_id))
            if before != (taken.get(person_id), now.get(person_id), renewing.get(person_id)):
                self.dirty.add(("person", person_id))
                self._has_learned = True


def _lost_currency(spending: Spending, db: Session, plan_id: int) -> bool:
    """Say whether a plan without a currency of its own is in another one now."""
    return spending.currency != plan_currency(db, plan_id)


def _people_of(db: Session, column: InstrumentedAttribute[int], ids: Collection[int]) -> set[int]:
    """Return the people of picks, or of the seats in sessions."""
    query = select(Pick.person_id, column).where(*among(column, ids))
    if column.class_ is Seat:
        query = query.join(Seat, Seat.pick_id == Pick.id)
    return {person_id for person_id, key in db.execute(query) if key in ids} if ids else set()


def _differing(before: Mapping[_K, _V], now: Mapping[_K, _V]) -> set[_K]:
    """Return the keys under which something else is found than before."""
    return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}


def _put_anew(mapping: dict[_K, _V], key: _K, value: _V | None) -> bool:
    """Put a value there, or take it away; say whether that is another one than before."""
    before = mapping.get(key)
    _put(mapping, key, value)
    return before != value


def _put(mapping: dict[_K, _V], key: _K, value: _V | None) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value


def _teacher(person: PersonFacts | None) -> tuple[object, ...]:
    """Return by what a person is found among those who teach."""
    return () if person is None else (person.name, person.email, person.employee_id)


def _sites(rooms: Mapping[str, RoomFacts]) -> dict[str, str]:
    """Return where each room is."""
    return {name: room.site for name, room in rooms.items()}
