"""The load of teams, people, rooms and trainers, asked day by day in the plainest way."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from pmplanner.models.statuses import SeatStatus
from pmplanner.scheduling.model.shares import share
from pmplanner.services.policies.policies import PolicyRow
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, SessionFacts
from tests.services.slow_checker import SlowChecker, rooms_of, trainers_of

Figures = tuple[int, int, int, int, int, bool]
"""Working, used, leave, off, away in quarters; over the ceiling."""
DAY = dt.timedelta(days=1)


class SlowLoad:
    """Looks at each day of each week of everybody."""

    def __init__(self, facts: Facts, rows: list[PolicyRow]) -> None:
        self.facts = facts
        self.sessions = [*facts.sessions.values(), *facts.others.values()]
        self.checker = SlowChecker(facts, rows)

    def closed(self, site: str, day: dt.date) -> bool:
        sites = self.facts.closed.by_site
        return day in sites.get(site.lower(), sites.get("", {}))

    def works(self, bits: int | None, day: dt.date) -> bool:
        return bool((self.facts.week if bits is None else bits) & 2 ** day.weekday())

    def employed(self, person: PersonFacts, day: dt.date) -> bool:
        spells = [(person.start or dt.date.min, person.end or dt.date.max), *person.earlier]
        return any(first <= day <= last for first, last in spells)

    def sits(self, person: PersonFacts, day: dt.date) -> Iterator[tuple[SessionFacts, int]]:
        for session in self.sessions:
            for seat in self.facts.seats.get(session.id, ()):
                if seat.person_id != person.id or seat.status == SeatStatus.ABSENT:
                    continue
                quarters = [part.quarters for part in session.parts]
                if seat.pick_id in self.facts.own:
                    quarters = share(self.facts.own[seat.pick_id], quarters)
                for part, count in zip(session.parts, quarters, strict=True):
                    if part.day == day:
                        yield session, count

    def on_leave(self, person: PersonFacts, day: dt.date) -> bool:
        return any(first <= day <= last for first, last, _ in self.facts.absences.get(person.id, ()))

    def person(self, person: PersonFacts, first: dt.date) -> Figures:
        working = used = leave = off = 0
        for day in (first + n * DAY for n in range(7)):
            taken = min(4, sum(count for _, count in self.sits(person, day)))
            if (
                self.employed(person, day)
                and self.works(person.working_days, day)
                and not self.closed(person.location, day)
            ):
                working += 4
                used += taken
                if self.on_leave(person, day):
                    leave += 4 - taken
            else:
                off += taken
        return working, used, leave, off, used + leave, False

    def team(self, people: list[PersonFacts], first: dt.date) -> Figures:
        each = [self.person(person, first) for person in people]
        sums = [sum(figures[place] for figures in each) for place in range(5)]
        over = any(self.crowded(people, first + n * DAY) for n in range(7))
        return sums[0], sums[1], sums[2], sums[3], sums[4], over

    def crowded(self, people: list[PersonFacts], day: dt.date) -> bool:
        team = people[0].team.lower()
        action, limit, percent = self.checker.rule("absence ceiling", team)
        if not team or action == "ignore":
            return False
        there = [person for person in people if self.employed(person, day)]
        sitting = {person.id: [session for session, _ in self.sits(person, day)] for person in there}
        away = [
            person
            for person in there
            if sitting[person.id] or (self.works(person.working_days, day) and self.on_leave(person, day))
        ]
        ours = any(not session.plan for sessions in sitting.values() for session in sessions)
        if not ours:
            return False
        return (limit is not None and len(away) > limit) or (
            percent is not None and Fraction(len(away), len(there)) > Fraction(percent, 100)
        )

    def room(self, key: str, first: dt.date) -> Figures:
        room = self.facts.rooms.get(key)
        working = used = off = 0
        for day in (first + n * DAY for n in range(7)):
            taken = self._taken([s for s in self.sessions if key in rooms_of(s)], day)
            if self.works(None, day) and not self.closed(room.site if room else "", day):
                working, used = working + 4, used + taken
            else:
                off += taken
        return working, used, 0, off, used, False

    def trainer(self, key: str, first: dt.date) -> Figures:
        trainer = self.facts.trainer_of(key)
        person = self.facts.people.get(trainer.person_id or 0)
        spans = [*trainer.absences, *(self.facts.absences.get(person.id, []) if person else [])]
        working = used = leave = off = 0
        for day in (first + n * DAY for n in range(7)):
            taken = self._taken([s for s in self.sessions if key in dict(trainers_of(s))], day)
            there = (
                self.works(trainer.working_days, day)
                and (trainer.first_day or dt.date.min) <= day <= (trainer.last_day or dt.date.max)
                and not self.closed(person.location if person else "", day)
            )
            if there and any(begins <= day <= ends for begins, ends, _ in spans):
                leave, off = leave + 4, off + taken
            elif there:
                working, used = working + 4, used + taken
            else:
                off += taken
        return working, used, leave, off, used, False

    def _taken(self, sessions: list[SessionFacts], day: dt.date) -> int:
        return min(4, sum(part.quarters for s in sessions for part in s.parts if part.day == day))
