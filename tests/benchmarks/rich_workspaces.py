"""Workspaces by chance with all that there is in real ones: sessions of every status, other plans, zones."""

import datetime as dt
import random
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner import models as m

_Row = TypeVar("_Row", bound=m.Row)

FIRST = dt.date(2027, 1, 4)
NINE, ONE, FIVE = dt.time(9), dt.time(13), dt.time(17)
ZONES = {"Berlin": "Europe/Berlin", "New York": "America/New_York"}


class Rich:
    """Fills one workspace; *size* people, *weeks* long."""

    def __init__(self, db: Session, seed: int, size: int, weeks: int) -> None:
        self.db = db
        self.chance = random.Random(seed)
        self.size = size
        self.last = FIRST + dt.timedelta(days=7 * weeks - 3)
        self.days = [
            day
            for number in range((self.last - FIRST).days + 1)
            if (day := FIRST + dt.timedelta(days=number)).weekday() < 5
        ]

    def fill(self) -> int:
        """Make everything; return the id of the plan to be scheduled."""
        self._sites()
        self._courses()
        self._people()
        self._resources()
        self.plan = self._add(m.Plan(name="P", first_day=FIRST, last_day=self.last))
        self.other = self._add(m.Plan(name="Other", first_day=FIRST, last_day=self.last))
        self._policies()
        self._picks()
        self._sessions()
        self._cover()  # last, so that all else is as it was before there were rules
        self.db.flush()
        return self.plan.id

    def decide(self, chance: random.Random) -> None:
        """Decide of picks, after :meth:`fill`; some plans schedule only what was approved."""
        if chance.random() < 0.25:
            self.plan.approval_rule = m.ApprovalRule.APPROVED
        seated = set(self.db.scalars(select(m.Seat.pick_id)))
        for picks in self.picks.values():
            for pick in picks:
                words = ("proposed", "approved", "approved")
                aside = () if pick.id in seated else ("later", "declined")
                if chance.random() < 0.3:
                    decision = chance.choice((*words, *aside))
                    self.db.add(m.PickDecision(pick_id=pick.id, decision=decision))
        self.db.flush()

    def _add(self, row: _Row) -> _Row:
        self.db.add(row)
        self.db.flush()
        return row

    def _some(self, share: float) -> bool:
        return self.chance.random() < share

    def _span(self, longest: int = 4) -> tuple[dt.date, dt.date]:
        day = self.chance.choice(self.days)
        return day, day + dt.timedelta(days=self.chance.randrange(longest))

    def _sites(self) -> None:
        self.sites = ["", "Berlin", "New York"] if self._some(0.5) else [""]
        for name in self.sites:
            if name:
                zone = ZONES[name] if self._some(0.7) else ""
                self._add(m.Site(name=name, country="", subdivision="", timezone=zone))
        for _ in range(self.chance.randrange(3)):
            day = self.chance.choice(self.days)
            self._add(
                m.Closure(first_day=day, last_day=day, site=self.chance.choice(self.sites), name="Closed")
            )

    def _courses(self) -> None:
        self.courses = []
        for number in range(self.chance.randint(3, 7)):
            course = m.Course(
                code=f"C{number}",
                title=f"Course {number}",
                days=Decimal(self.chance.choice(("0.5", "0.5", "1", "1", "1.5", "2", "2", "3"))),
                min_seats=self.chance.choice((None, None, 2, 3)),
                max_seats=self.chance.choice((None, 2, 4, 6, 8)),
                format=self.chance.choice(("", "", "live online")),
                valid_months=self.chance.choice((None, None, 12)),
            )
            course.min_seats = _not_above(course.min_seats, course.max_seats)
            self.courses.append(self._add(course))
        for later in self.courses[2:]:
            if self._some(0.4):
                first = self.chance.choice(self.courses[: self.courses.index(later)])
                self._add(m.Prerequisite(course_id=later.id, required_course_id=first.id))
        # Two that count as the first over two steps.
        chain = [
            self._add(m.Course(code=f"E{number}", title=f"Equal {number}", days=Decimal(1)))
            for number in "12"
        ]
        self._add(m.Equivalent(course_id=chain[0].id, counts_as_id=self.courses[0].id))
        self._add(m.Equivalent(course_id=chain[1].id, counts_as_id=chain[0].id))
        self.equal = chain[1]
        self.public = None
        if self._some(0.4):
            self.public = self._add(
                m.Course(code="X", title="External", days=Decimal(2), max_seats=9, format="")
            )
            for day in self.chance.sample([day for day in self.days[:-1] if day.weekday() < 4], 2):
                self._add(
                    m.PublicDate(
                        course_id=self.public.id,
                        first_day=day,
                        last_day=day + dt.timedelta(days=1),
                        start_time=NINE,
                        end_time=FIVE,
                        place=f"Hotel {day}",
                        seats=self.chance.choice((3, 6, None)),
                        source="provider",
                    )
                )

    def _people(self) -> None:
        self.people = []
        for number in range(self.size):
            left = self.chance.choice(
                (None,) * 8 + (FIRST - dt.timedelta(days=60), self.chance.choice(self.days))
            )
            begun = (
                self.chance.choice((None,) * 8 + (self.chance.choice(self.days),)) if left is None else None
            )
            person = m.Person(
                employee_id=f"p{number}",
                first_name=f"F{number}",
                last_name=f"L{number}",
                email=f"p{number}@e.org",
                team=self.chance.choice(("Red", "Blue", "")),
                location=self.chance.choice(self.sites),
                working_days=self.chance.choice((None, None, None, 0b01111, 0b11011, 0b11110)),
                start_date=begun,
                end_date=left,
            )
            self.people.append(self._add(person))
            spans = {self._span() for _ in range(self.chance.choice((0, 0, 1, 2)))}
            for first, last in sorted(spans):
                self._add(m.Absence(person_id=person.id, first_day=first, last_day=last, kind="leave"))
            if self._some(0.3):
                course = self.chance.choice([*self.courses[:2], self.equal])
                self._add(
                    m.Completion(
                        person_id=person.id,
                        course_id=course.id,
                        completed_on=dt.date(2026, self.chance.randint(1, 11), 5),
                        result=self.chance.choice(("passed", "passed", "failed")),
                        expires_on=self.chance.choice((None, None, self.chance.choice(self.days))),
                    )
                )
        if self._some(0.3):
            first, last = self._span(6)
            self._add(m.Blackout(first_day=first, last_day=last, team="Red", name="Year end"))

    def _resources(self) -> None:
        self.rooms, self.trainers = [], []
        self.kit = self._add(m.Equipment(name="Kit", count=self.chance.choice((0, 1, 2))))
        for number in range(self.chance.choice((0, 1, 2, 3))):
            seats = self.chance.choice((None, 3, 6, 12))
            room = self._add(m.Room(name=f"R{number}", site=self.chance.choice(self.sites), seats=seats))
            self.rooms.append(room)
            if self._some(0.3):
                self._add(m.RoomEquipment(room_id=room.id, equipment_id=self.kit.id))
        for course in self.courses:
            if self._some(0.25):
                self._add(m.CourseEquipment(course_id=course.id, equipment_id=self.kit.id, count=1))
        for number in range(self.chance.choice((0, 1, 2, 3))):
            staff = self.chance.choice(self.people) if self._some(0.4) else None
            trainer = self._add(
                m.Trainer(
                    name=f"T{number}",
                    email="" if staff is None else staff.email,
                    last_day=self.chance.choice((None, None, self.chance.choice(self.days))),
                    working_days=self.chance.choice((None, None, 0b01111)),
                )
            )
            self.trainers.append(trainer)
            for course in self.courses:
                if self._some(0.6):
                    self._add(m.TrainerCourse(trainer_id=trainer.id, course_id=course.id))
            for _ in range(self.chance.choice((0, 1))):
                first, last = self._span()
                self._add(
                    m.TrainerAbsence(trainer_id=trainer.id, first_day=first, last_day=last, kind="away")
                )

    def _policies(self) -> None:
        def action() -> str:
            return self.chance.choice(("warn", "block", "ignore"))

        for kind, limits in (
            ("days a week", (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(3))),
            ("days a month", (Decimal(2), Decimal(4))),
            ("absence ceiling", (Decimal(1), Decimal(2), Decimal(3))),
        ):
            if self._some(0.4):
                limit = self.chance.choice(limits)
                team = self.chance.choice(("", "Red")) if kind == "absence ceiling" else ""
                self._add(m.Policy(plan_id=None, kind=kind, team=team, action=action(), limit=limit))
        for kind in (
            "below minimum",
            "certificate",
            "double-booking",
            "absence",
            "prerequisite",
            "trainer away",
        ):
            if self._some(0.3):
                self._add(
                    m.Policy(plan_id=None, kind=kind, team="", action=self.chance.choice(("warn", "block")))
                )
        if self._some(0.2):
            self._add(m.Policy(plan_id=None, kind="over capacity", team="", action="warn", limit=Decimal(1)))

    def _cover(self) -> None:
        certificate = self._add(m.Certificate(code="PMX", name="Master"))
        for person in self.people:
            person.job_title = self.chance.choice(("Clerk", "Clerk", "Boss", ""))
            if self._some(0.5):
                until = self.chance.choice((None, None, self.chance.choice(self.days)))
                self._add(
                    m.PersonCertificate(person_id=person.id, certificate_id=certificate.id, valid_until=until)
                )
        for name in ("title", "certificate"):
            if self._some(0.4):
                self._add(
                    m.CoverRule(
                        name=name,
                        team=self.chance.choice(("", "", "Red")),
                        minimum=self.chance.choice((1, 2, max(1, self.size // 4))),
                        kind=name,
                        text="Clerk" if name == "title" else "",
                        certificate_id=certificate.id if name == "certificate" else None,
                        first_day=self.chance.choice((None, None, self.chance.choice(self.days))),
                    )
                )
        if self._some(0.3):
            action = self.chance.choice(("warn", "block", "ignore"))
            self._add(m.Policy(plan_id=None, kind="cover", team="", action=action))

    def _picks(self) -> None:
        self.picks: dict[int, list[m.Pick]] = {}
        self.other_picks: dict[int, list[m.Pick]] = {}
        wanted = [*self.courses, *([self.public] if self.public is not None else [])]
        for person in self.people:
            for course in wanted:
                if self._some(0.45):
                    pick = m.Pick(plan_id=self.plan.id, person_id=person.id, course_id=course.id)
                    self.picks.setdefault(course.id, []).append(self._add(pick))
                elif self._some(0.1):
                    pick = m.Pick(plan_id=self.other.id, person_id=person.id, course_id=course.id)
                    self.other_picks.setdefault(course.id, []).append(self._add(pick))

    def _sessions(self) -> None:
        number = 0
        for plan, picks, share in ((self.plan, self.picks, 0.5), (self.other, self.other_picks, 0.8)):
            for course_id, mine in picks.items():
                left = list(mine)
                self.chance.shuffle(left)
                while left and self._some(share):
                    number += 1
                    count = min(len(left), self.chance.randint(0, 5))
                    self._session(plan, course_id, f"S{number}", [left.pop() for _ in range(count)])
                    share *= 0.7

    def _session(self, plan: m.Plan, course_id: int, code: str, people: list[m.Pick]) -> None:
        course = self.db.get_one(m.Course, course_id)
        status = self.chance.choice(("draft", "draft", "draft", "confirmed", "confirmed", "cancelled"))
        seats = self.chance.choice((course.max_seats, course.max_seats, None, max(1, len(people) - 1)))
        online = self._some(0.2)
        session = self._add(
            m.TrainingSession(
                plan_id=plan.id,
                course_id=course_id,
                code=code,
                timezone=self.chance.choice(("", "", "", "America/New_York")),
                mode="online" if online else "on site",
                room=""
                if online
                else self.chance.choice(["", "Hotel Adlon", *(room.name for room in self.rooms)]),
                trainer=self.chance.choice(["", "Prof. Extern", *(each.name for each in self.trainers)]),
                seats_min=_not_above(self.chance.choice((None, course.min_seats)), seats),
                seats_max=seats,
                status=status,
                pinned=self._some(0.15),
                locked=self._some(0.1),
            )
        )
        self._days(session, course)
        for place, pick in enumerate(people, 1):
            status = self.chance.choice(("booked",) * 9 + ("waiting",))
            self._add(m.Seat(session_id=session.id, pick_id=pick.id, status=status, position=place))
        if self._some(0.1):
            self._add(m.Reservation(session_id=session.id, team="Red", seats=1))
        if self._some(0.15):
            self._add(m.SessionEquipment(session_id=session.id, equipment_id=self.kit.id, count=1))

    def _days(self, session: m.TrainingSession, course: m.Course) -> None:
        left, at = course.days, self.chance.randrange(max(1, len(self.days) - 4))
        while left > 0:
            portion = min(left, Decimal(1))
            start = ONE if portion < 1 and self._some(0.5) else NINE
            end = FIVE if portion == 1 or start == ONE else ONE
            self._add(
                m.SessionDay(
                    session_id=session.id, day=self.days[at], portion=portion, start_time=start, end_time=end
                )
            )
            left -= portion
            at += 1 if not self._some(0.15) else 2
            at = min(at, len(self.days) - 1) if left <= 0 else at
            if at >= len(self.days):
                return


def _not_above(fewest: int | None, most: int | None) -> int | None:
    return fewest if fewest is None or most is None else min(fewest, most)
