"""Finds all problems by trying every person, session, hour and day; knows nothing of the checks."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

from pmplanner.services.needs.cover import Cover
from pmplanner.services.policies.policies import PolicyRow
from pmplanner.services.problems.reading.rows import (
    Booking,
    Facts,
    OtherPick,
    Part,
    PersonFacts,
    SessionFacts,
    TrainerFacts,
)
from tests.support import known

Found = tuple[str, int | None, int, int | None, dt.date | None]
"""Kind, person, session, other session, day."""


class SlowChecker:
    """Asks of each kind separately, in the plainest way."""

    def __init__(self, facts: Facts, rows: list[PolicyRow]) -> None:
        self.facts, self.rows = facts, rows
        self.all = {**facts.sessions, **facts.others}
        self.sessions = list(self.all.values())

    def found(self) -> set[Found]:
        """Return everything that is wrong with the sessions of the plan and not ignored."""
        told: set[Found] = set()
        for person in self.facts.people:
            told |= set(self.of_person(person))
        for session in self.sessions:
            if not session.held:
                told |= set(self.of_run(session))
        told |= set(self.pairs())
        told |= set(self.equipment())
        told |= set(self.attendance())
        told |= set(self.ceilings())
        told |= set(self.cover())
        told |= {("over budget", None, 0, None, self.facts.first_day) for _ in self.budgets()}
        return {each for each in told if each[2] in (*self.facts.sessions, 0)}

    def budgets(self) -> Iterator[tuple[str, str, str]]:
        """Give the budgets that are exceeded, each with whose it is, and whether now or later."""
        spending = self.facts.spending
        if spending is None:
            return
        asked: list[tuple[str, str, str, Decimal | None]] = [("plan", "", "", spending.amount)]
        for row in spending.budgets:
            of = row.name.lower() if row.kind == "team" else ""
            asked.append((row.kind, row.name, of, row.amount))
        for kind, name, team, amount in asked:
            theirs = [
                share
                for track_id, of_team, share in spending.people.values()
                if kind == "plan" or (track_id == 1 if kind == "track" else of_team == team)
            ]
            now = sum(share.spent + share.committed for share in theirs)
            if amount is None or now + sum(share.forecast for share in theirs) <= amount:
                continue
            if self.rule("over budget", team)[0] != "ignore":
                yield kind, name, "is" if now > amount else "will be"

    # Policies

    def rule(self, kind: str, team: str = "") -> tuple[str, Decimal | None, int | None]:
        ranked = [
            row
            for name in ([team, ""] if team else [""])
            for of_plan in (1, None)
            for row in self.rows
            if row.kind == kind and row.team.lower() == name and row.plan_id == of_plan
        ]
        action = ranked[0].action if ranked else "warn"
        limits = [(row.limit, row.percent) for row in ranked if (row.limit, row.percent) != (None, None)]
        return (action, *(limits[0] if limits else (None, None)))

    def ignored(self, kind: str, person: int | None = None) -> bool:
        team = "" if person is None else self.facts.people[person].team.lower()
        return self.rule(kind, team)[0] == "ignore"

    def works(self, bits: int | None, day: dt.date) -> bool:
        return bool((self.facts.week if bits is None else bits) & 2 ** day.weekday())

    # People

    def of_person(self, person: int) -> Iterator[Found]:
        mine = {
            session.id: seat
            for session in self.sessions
            for seat in self.seats(session)
            if seat.person_id == person
        }
        booked = [self.all[session] for session, seat in mine.items() if seat.status == "booked"]
        there = [self.all[session] for session, seat in mine.items() if seat.status != "absent"]
        done = [session for session in there if mine[session.id].status != "partly attended"]
        for kind, session_id, other, day in [
            *self.doubles(there),
            *(found for session in booked for found in self.away(person, session)),
            *(found for session in booked for found in self.too_early(person, session, done)),
            *self.expired(person, booked),
            *self.ended(person, booked),
            *self.amounts(person, there),
            *self.picked(person, booked, mine),
            *(
                ("not approved", session.id, None, min(part.day for part in session.parts))
                for session in booked
                if self.facts.asks_approval
                if mine[session.id].pick_id in (0, *self.facts.unapproved.get(person, ()))
            ),
        ]:
            if not self.ignored(kind, person):
                yield kind, person, session_id, other, day

    def seats(self, session: SessionFacts) -> tuple[Booking, ...]:
        return self.facts.seats.get(session.id, ())

    def doubles(self, there: list[SessionFacts]) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        for one in there:
            for other in there:
                if one.id < other.id and (days := shared(one, other)):
                    yield "double-booking", one.id, other.id, min(days)
                    yield "double-booking", other.id, one.id, min(days)

    def away(
        self, person: int, session: SessionFacts
    ) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        who, days = self.facts.people[person], sorted({part.day for part in session.parts})
        for first, last, _ in self.facts.absences.get(person, []):
            if hit := [day for day in days if first <= day <= last]:
                yield "absence", session.id, None, hit[0]
        after = [day for day in days if who.end is not None and day > who.end]
        before = [day for day in days if who.start is not None and day < who.start]
        if after or before:
            yield "not employed", session.id, None, (after or days)[0]
        off = [day for day in days if self.works(None, day) and not self.works(who.working_days, day)]
        if off:
            yield "day off", session.id, None, off[0]
        late = [part.day for part in session.parts if not self.at_work(who, part)]
        if late and not session.held:
            yield "outside working hours", session.id, None, late[0]
        there = self.facts.closed.by_site.get(self.site(session), {})
        own = self.facts.closed.by_site.get(who.location.lower(), {})
        if (hit := [day for day in days if day in own and day not in there]) and not session.held:
            yield "closed day", session.id, None, hit[0]
        for span in self.facts.blackouts.get(who.team.lower(), []) if who.team else []:
            if hit := [day for day in days if span.first_day <= day <= span.last_day]:
                yield "blackout", session.id, None, hit[0]

    def picked(
        self, person: int, booked: list[SessionFacts], mine: dict[int, Booking]
    ) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        """Find picks of what somebody has or gets elsewhere; nobody lacks what is done in the plan."""
        facts = self.facts
        for course in facts.picks.get(person, {}):
            taken = course in facts.taken.get(person, ()) or any(
                mine[number].status in ("attended", "partly attended")
                for number in mine
                if number in facts.sessions and facts.sessions[number].course_id == course
            )
            good = facts.serves[course]
            has = [
                None
                for other, day, expiry, is_exemption in facts.satisfied.get(person, [])
                if other in good and day < facts.first_day and not is_exemption
                if not (expiry is not None and expiry < facts.last_day)
            ] + [
                None
                for session in booked
                if session.id in facts.others and session.course_id in good
                if ending(session) <= facts.last_day
                if self.valid_until(ending(session), session.course_id) >= facts.last_day
            ]
            plans = facts.picked_elsewhere.get(person, {}).get(course, ())
            if not taken and has:
                yield "already has the course", 0, None, facts.first_day
            elif not taken and any(self.does_for_both(course, plan) for plan in plans):
                yield "picked in two plans", 0, None, facts.first_day

    def does_for_both(self, course: int, other: OtherPick) -> bool:
        first, last = sorted([self.facts.last_day, other.last_day])
        return self.valid_until(first, course) >= last

    def valid_until(self, done: dt.date, course: int) -> dt.date:
        months = self.facts.validity.get(course)
        if months is None:
            return dt.date.max
        due = done.year * 12 + done.month - 1 + months
        same_day = [day for day in range(1, done.day + 1) if is_day(due // 12, due % 12 + 1, day)]
        return dt.date(due // 12, due % 12 + 1, same_day[-1])

    def too_early(
        self, person: int, session: SessionFacts, there: list[SessionFacts]
    ) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        begin = min(part.day for part in session.parts)
        for required in self.facts.prerequisites.get(session.course_id, ()):
            good = self.facts.serves[required]
            done = [
                day
                for course, day, expiry, _ in self.facts.satisfied.get(person, [])
                if course in good and day < begin and not (expiry is not None and expiry < begin)
            ]
            ends = {other.id: ending(other) for other in there if other.course_id in good}
            if not done and not any(end < begin for end in ends.values()):
                late = min(ends, key=lambda other: (ends[other], other), default=None)
                yield "prerequisite", session.id, late, begin

    def expired(
        self, person: int, booked: list[SessionFacts]
    ) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        for course in self.facts.titles:
            renewing = [session for session in booked if session.course_id in self.facts.serves[course]]
            if not renewing:
                continue
            session = min(renewing, key=lambda each: (ending(each), each.id))
            begin = min(part.day for part in session.parts)
            held = [
                expiry
                for done_course, day, expiry, _ in self.facts.satisfied.get(person, [])
                if done_course == course and day < begin
            ]
            if held and None not in held:
                last = max(day for day in held if day is not None)
                if self.facts.first_day <= last < ending(session):
                    yield "certificate", session.id, None, begin

    def ended(
        self, person: int, booked: list[SessionFacts]
    ) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        """Certificates that expire before enough of what renews them has ended."""
        for held in self.facts.renewing.get(person, ()):
            if held.valid_until < self.facts.first_day:
                continue
            taken = 0
            for session in sorted(booked, key=lambda each: (ending(each), each.id)):
                if session.course_id not in held.courses:
                    continue
                if ending(session) > held.valid_until:
                    if taken < held.quarters and not session.plan:
                        yield "certificate", session.id, None, min(part.day for part in session.parts)
                    break
                seat = next(each for each in self.seats(session) if each.person_id == person)
                taken += self.facts.own.get(seat.pick_id, self.facts.days[session.course_id])

    def week_of(self, day: dt.date) -> str:
        """The first day of the week, which comes after the longest row of days without work."""
        works = "".join("1" if self.facts.week & 2**n else "0" for n in range(7)) * 3
        longest = max(re.findall("0*", works), key=len)
        begins = next(n for n in range(7) if works[: n + 8].endswith(f"{longest}1"))
        return str(day - dt.timedelta(days=(day.weekday() - begins) % 7))

    def amounts(
        self, person: int, there: list[SessionFacts]
    ) -> Iterator[tuple[str, int, int | None, dt.date | None]]:
        team = self.facts.people[person].team.lower()
        for kind, period in (("days a week", self.week_of), ("days a month", "{:%Y-%m}".format)):
            limit = self.rule(kind, team)[1]
            if limit is None:
                continue
            all_parts = sorted(
                (part.day, part.start, session.id, part.quarters)
                for session in there
                for part in session.parts
            )
            for name in {period(day) for day, *_ in all_parts}:
                within = [each for each in all_parts if period(each[0]) == name]
                total = 0
                own, beyond = [], []
                for day, _, session_id, quarters in within:
                    total += quarters
                    if session_id in self.facts.sessions:
                        own.append((day, session_id))
                        if total > limit * 4:
                            beyond.append((day, session_id))
                if total > limit * 4 and own:
                    day, told = (beyond or own[-1:])[0]
                    others = [each[2] for each in within if each[2] != told]
                    yield kind, told, others[0] if others else None, day

    # Sessions

    def of_run(self, session: SessionFacts) -> Iterator[Found]:
        facts, people = self.facts, [seat.person_id for seat in self.seats(session)]
        kept, days = sum(seats for _, seats in session.kept), sorted({part.day for part in session.parts})
        if session.seats_max is not None:
            most = session.seats_max + int(self.rule("over capacity")[1] or 0)
            over = len(people) + kept - most
            beyond = people[-over:] if over > 0 else []
            for person in beyond if over < len(people) else people if over > 0 else []:
                if not self.ignored("over capacity", person):
                    yield "over capacity", person, session.id, None, days[0]
            if over > 0 and not people and not self.ignored("over capacity"):
                yield "over capacity", None, session.id, None, days[0]
        shut = [day for day in days if not self.open_on(session, day)]
        outside = [day for day in days if day < facts.first_day or day > facts.last_day]
        laid, wanted = sum(part.quarters for part in session.parts), facts.days.get(session.course_id)
        for kind, day in (
            ("days disagree", days[0] if wanted is not None and laid != wanted else None),
            ("below minimum", days[0] if len(people) + kept < (session.seats_min or 0) else None),
            ("closed day", shut[0] if shut else None),
            ("outside the plan", outside[0] if outside else None),
        ):
            if day is not None and not self.ignored(kind):
                yield kind, None, session.id, None, day
        for kind, day, _ in self.of_places(session):
            if not self.ignored(kind):
                yield kind, None, session.id, None, day

    def of_places(self, session: SessionFacts) -> Iterator[tuple[str, dt.date, str]]:
        """What is wrong with each of a session's rooms and trainers by itself, with its name."""
        people = len(self.seats(session)) + sum(seats for _, seats in session.kept)
        days = sorted({part.day for part in session.parts})
        there = rooms_of(session)
        sizes = [self.facts.rooms[name].seats for name in there if name in self.facts.rooms]
        known_sizes = [size for size in sizes if size is not None]
        if there and len(known_sizes) == len(there) and all(people > size for size in known_sizes):
            largest = next(name for name in there if self.facts.rooms[name].seats == max(known_sizes))
            yield "room too small", days[0], largest
        for name, leads in trainers_of(session):
            trainer = self.trainer(name)
            away = [day for day in days if trainer is not None and not self.teaches_on(name, day)]
            if away:
                yield "trainer away", away[0], name
            if trainer is not None and leads and trainer.courses and session.course_id not in trainer.courses:
                yield "trainer not qualified", days[0], name

    def attendance(self) -> Iterator[Found]:
        for session in self.sessions if not self.ignored("attendance missing") else ():
            booked = [seat for seat in self.seats(session) if seat.status == "booked"]
            if booked and ending(session) < self.facts.today:
                yield "attendance missing", None, session.id, None, ending(session)

    def site(self, session: SessionFacts) -> str:
        room = None if session.online else self.facts.rooms.get(session.room.lower())
        if room is not None and room.site:
            return room.site.lower()
        where = [self.facts.people[seat.person_id].location.lower() for seat in self.seats(session)]
        ranked = sorted((-where.count(name), name) for name in set(where) if name)
        return ranked[0][1] if ranked else ""

    def open_on(self, session: SessionFacts, day: dt.date) -> bool:
        rooms = [self.facts.rooms[name] for name in rooms_of(session)[1:] if name in self.facts.rooms]
        sites = [self.site(session), *(room.site.lower() for room in rooms if room.site)]
        return self.works(None, day) and all(
            day not in self.facts.closed.by_site.get(site, {}) for site in sites
        )

    def at_work(self, who: PersonFacts, part: Part) -> bool:
        """Ask of each quarter of an hour of a part whether the person works then."""
        times = quarters_of_hours(part)
        if part.zone and who.zone:
            zone = ZoneInfo(who.zone)
            times = [time.replace(tzinfo=ZoneInfo(part.zone)).astimezone(zone) for time in times]
        clocks = [time.time() for time in times]
        if who.begins is None and who.ends is None:
            return True
        whole = len({time.date() for time in times}) == 1
        return whole and all((who.begins or time) <= time < (who.ends or dt.time.max) for time in clocks)

    def trainer(self, name: str) -> TrainerFacts | None:
        if not name or name.lower() in self.facts.trainers:
            return self.facts.trainers.get(name.lower())
        called = [key for key, known in self.facts.staff.names.items() if known == name.lower()]
        return TrainerFacts(name, person_id=called[0]) if called else None

    def teaches_on(self, name: str, day: dt.date) -> bool:
        trainer = known(self.trainer(name))
        leave = list(trainer.absences)
        if trainer.person_id is not None:
            leave += self.facts.absences.get(trainer.person_id, [])
        asked = (trainer.first_day or day) <= day <= (trainer.last_day or day)
        off = self.works(None, day) and not self.works(trainer.working_days, day)
        return asked and not off and not any(first <= day <= last for first, last, _ in leave)

    # Places

    def pairs(self) -> Iterator[Found]:
        for one, other in combinations(self.sessions, 2):
            days = shared(one, other)
            if not days or (one.held and other.held):
                continue
            for kind, day, _ in self.of_both(one, other):
                if not self.ignored(kind):
                    yield kind, None, one.id, other.id, day
                    yield kind, None, other.id, one.id, day

    def of_both(self, one: SessionFacts, other: SessionFacts) -> Iterator[tuple[str, dt.date, str]]:
        """What two sessions at once both need of rooms and trainers, with the name of each."""
        days = shared(one, other)
        for name in set(rooms_of(one)) & set(rooms_of(other)):
            yield "room taken", min(days), name
        teach, also = ({name for name, _ in trainers_of(each)} for each in (one, other))
        for name in teach & also:
            yield "trainer taken", min(days), name
        for teaches, sits, names in ((one, other, teach - also), (other, one, also - teach)):
            for name in names:
                if self.sits_in(name, sits):
                    yield "trainer taken", min(shared(teaches, sits)), name

    def named(self) -> set[tuple[str, frozenset[int], dt.date, str]]:
        """All that is wrong with rooms and trainers: kind, sessions, day and name."""
        found = set()
        for one, other in combinations(self.sessions, 2):
            if shared(one, other) and not (one.held and other.held) and not (one.plan and other.plan):
                found |= {
                    (kind, frozenset({one.id, other.id}), day, name)
                    for kind, day, name in self.of_both(one, other)
                }
        for session in self.sessions:
            if not session.held and not session.plan:
                found |= {
                    (kind, frozenset({session.id}), day, name) for kind, day, name in self.of_places(session)
                }
        return {each for each in found if not self.ignored(each[0])}

    def sits_in(self, name: str, session: SessionFacts) -> bool:
        trainer = self.trainer(name)
        return trainer is not None and any(
            seat.person_id == trainer.person_id and seat.status != "absent" for seat in self.seats(session)
        )

    def equipment(self) -> Iterator[Found]:
        for number, thing in self.facts.equipment.items():
            draws = {}
            for session in self.sessions:
                rooms = [self.facts.rooms[name] for name in rooms_of(session) if name in self.facts.rooms]
                if number in dict(session.asks) and not any(number in room.equipment for room in rooms):
                    draws[session.id] = dict(session.asks)[number]
            first: dict[tuple[int, ...], dt.date] = {}
            for session_id in draws:
                for part in self.all[session_id].parts:
                    group = tuple(other for other in sorted(draws) if goes_on(self.all[other], part))
                    held = all(self.all[other].held for other in group)
                    if sum(draws[other] for other in group) > thing.count and not held:
                        first[group] = min(part.day, first.get(group, part.day))
            for group, day in first.items() if not self.ignored("equipment") else ():
                for session_id in group:
                    others = [other for other in group if other != session_id]
                    yield "equipment", None, session_id, others[0] if others else None, day

    # Teams

    def ceilings(self) -> Iterator[Found]:
        for team in {person.team.lower() for person in self.facts.people.values()} - {""}:
            action, limit, percent = self.rule("absence ceiling", team)
            for day in {part.day for session in self.sessions for part in session.parts}:
                size, away, sessions = 0, 0, set()
                for person in self.facts.people.values():
                    employed = (person.start or day) <= day <= (person.end or day)
                    if person.team.lower() != team or not employed:
                        continue
                    size += 1
                    trained = self.trained_in(person.id, day)
                    leave = any(first <= day <= last for first, last, _ in self.facts.absences[person.id])
                    away += bool(trained) or (leave and self.works(person.working_days, day))
                    sessions |= trained
                over = (limit is not None and away > limit) or (
                    percent is not None and away > percent * size / 100
                )
                for session_id in sorted(sessions) if over and action != "ignore" else ():
                    others = sorted(sessions - {session_id})
                    yield "absence ceiling", None, session_id, others[0] if others else None, day

    def cover(self) -> Iterator[Found]:
        for rule in self.facts.cover:
            for day in {part.day for session in self.sessions for part in session.parts}:
                if not (rule.first_day or day) <= day <= (rule.last_day or day):
                    continue
                would = [
                    person.id
                    for person in self.facts.people.values()
                    if rule.team.lower() in ("", person.team.lower())
                    and self.has(rule, person.id, day)
                    and self.would_work(person, day)
                ]
                there = [person for person in would if not self.trained_in(person, day)]
                sessions = {session for person in would for session in self.trained_in(person, day)}
                is_broken = len(there) < rule.minimum <= len(would)
                told = is_broken and self.rule("cover", rule.team.lower())[0] != "ignore"
                for session_id in sorted(sessions) if told else ():
                    others = sorted(sessions - {session_id})
                    yield "cover", None, session_id, others[0] if others else None, day

    def has(self, rule: Cover, person: int, day: dt.date) -> bool:
        if rule.courses is None:
            spells = rule.people.get(person, ())
            return any((first or day) <= day <= (last or day) for first, last in spells)
        return any(
            course in rule.courses and done <= day <= (until or day) and not is_exemption
            for course, done, until, is_exemption in self.facts.satisfied.get(person, [])
        )

    def would_work(self, who: PersonFacts, day: dt.date) -> bool:
        shut = self.facts.closed.by_site.get(who.location.lower(), {})
        leave = any(first <= day <= last for first, last, _ in self.facts.absences[who.id])
        employed = (who.start or day) <= day <= (who.end or day)
        return employed and self.works(who.working_days, day) and day not in shut and not leave

    def trained_in(self, person: int, day: dt.date) -> set[int]:
        return {
            session.id
            for session in self.sessions
            for seat in self.seats(session)
            if seat.person_id == person
            and seat.status != "absent"
            and any(part.day == day for part in session.parts)
        }


def rooms_of(session: SessionFacts) -> list[str]:
    """Return the names of all rooms in small letters; none for an online session."""
    names = [session.room, *session.further_rooms] if session.room else []
    return [] if session.online else [name.lower() for name in names]


def trainers_of(session: SessionFacts) -> list[tuple[str, bool]]:
    """Return the names of all trainers in small letters, each with whether they lead."""
    if not session.trainer:
        return []
    further = [(each.name.lower(), each.part == "lead") for each in session.further_trainers]
    return [(session.trainer.lower(), True), *further]


def ending(session: SessionFacts) -> dt.date:
    """Return the last day of a session."""
    return max(part.day for part in session.parts)


def is_day(year: int, month: int, day: int) -> bool:
    """Say whether there is such a day."""
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def quarters_of_hours(part: Part) -> list[dt.datetime]:
    """Return the beginnings of all quarters of an hour of a part by its own clock."""
    time, found = dt.datetime.combine(part.day, part.start), []
    while time < dt.datetime.combine(part.day, part.end):
        found.append(time)
        time += dt.timedelta(minutes=15)
    return found


def hours(part: Part, zone: bool) -> set[dt.datetime]:
    """Return the hours of a part, as the clock shows them or, with *zone*, as they are."""
    clock = [dt.datetime.combine(part.day, dt.time(hour)) for hour in range(part.start.hour, part.end.hour)]
    if not zone:
        return set(clock)
    return {time.replace(tzinfo=ZoneInfo(part.zone)).astimezone(dt.UTC) for time in clock}


def clash(one: Part, other: Part) -> bool:
    """Say whether two parts have an hour in common."""
    zones = bool(one.zone and other.zone and one.zone != other.zone)
    return bool(hours(one, zones) & hours(other, zones))


def shared(one: SessionFacts, other: SessionFacts) -> set[dt.date]:
    """Return the days of the first on which both have an hour in common."""
    return {a.day for a in one.parts for b in other.parts if clash(a, b)}


def goes_on(session: SessionFacts, part: Part) -> bool:
    """Say whether a session is going on in the first hour of a part."""
    first = Part(part.day, part.start, dt.time(part.start.hour + 1), part.zone)
    return any(clash(each, first) for each in session.parts)
