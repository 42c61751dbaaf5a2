"""Random workspaces in which everything that needs ask for is found; one seed always makes the same."""

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    NO_FIRST_DAY,
    NO_LAST_DAY,
    ApprovalRule,
    Budget,
    Completion,
    CostItem,
    Course,
    Decision,
    Employment,
    Equivalent,
    Exemption,
    OwnFact,
    PathGroup,
    PathItem,
    Person,
    PersonTrack,
    Pick,
    PickDecision,
    Plan,
    PlanScope,
    Rate,
    Reservation,
    Room,
    Row,
    Seat,
    SessionDay,
    SessionRoom,
    SessionTrainer,
    Track,
    Trainer,
    TrainingSession,
    Travel,
)
from pmplanner.services.settings import change_setting

FIRST, LAST = dt.date(2027, 1, 4), dt.date(2027, 6, 30)
DAYS = [
    dt.date(2025, 11, 3), dt.date(2026, 2, 2), dt.date(2026, 6, 1), dt.date(2026, 9, 14),
    FIRST - dt.timedelta(days=1), FIRST, dt.date(2027, 2, 15), dt.date(2027, 4, 30), LAST,
    LAST + dt.timedelta(days=1), dt.date(2027, 9, 6),
]  # fmt: skip
RESULTS = ["completed", "completed", "passed", "failed", "attended"]
SEATS = ["booked", "booked", "attended", "attended", "partly attended", "waiting", "absent"]
TEAMS = ["", "North", "South"]


class Maker:
    """Puts random rows into a workspace."""

    def __init__(self, db: Session, seed: int) -> None:
        self.db, self.random = db, Random(seed)

    def add(self, made: type[Row], /, **values: Any) -> int:
        row = made(**values)
        self.db.add(row)
        self.db.flush()
        return row.id

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, found: list[Any], share: float) -> list[Any]:
        return [each for each in found if self.chance(share)]

    def quarters(self) -> Decimal:
        return Decimal(self.random.randint(1, 16)) / 4

    def make(self) -> int:
        """Fill the workspace and return the plan to look at."""
        self.courses = [self._course(n) for n in range(self.random.randint(3, 6))]
        for one in self.courses:
            for other in self.some(self.courses, 0.12):
                if one != other:
                    self.add(Equivalent, course_id=one, counts_as_id=other)
        self.tracks = [self._track(n) for n in range(3)]
        self.people: list[int] = []
        for n in range(self.random.randint(2, 6)):
            self.people.append(self._person(n))
        plan = self._plans()
        if self.chance(0.3):
            self._rule(plan)
        self._money(plan)
        self._decisions(plan)
        return plan

    def _decisions(self, plan: int) -> None:
        """Decide of some picks of all plans; drawn last, as what things cost."""
        self.db.get_one(Plan, plan).approval_rule = self.random.choice(list(ApprovalRule))
        for pick in self.db.scalars(select(Pick.id).order_by(Pick.id)).all():
            if self.chance(0.4):
                self.add(PickDecision, pick_id=pick, decision=self.random.choice(list(Decision)))

    def _money(self, plan: int) -> None:
        """Let things cost; drawn last, so that all else stays what the seed made before."""
        change_setting(self.db, "currency", "EUR")
        for day in self.some(DAYS, 0.3):
            self.add(
                Rate, currency="USD", valid_from=day, value=Decimal(self.random.randint(1, 3_000_000)) / 10**6
            )
        for n in range(2):
            self.add(Room, name=f"R{n}", site=self.random.choice(["Bonn", "Oslo"]), **self._day_cost())
            self.add(Trainer, name=f"Ada {n}", **self._day_cost())
        if self.chance(0.6):
            self.add(Travel, from_site="Bonn", to_site="Oslo", amount=Decimal("80.05"), currency="USD")
        for session in self.db.scalars(select(TrainingSession).where(TrainingSession.plan_id == plan)):
            session.mode = self.random.choice(["on site", "on site", "online"])
            session.room, session.trainer = (
                self.random.choice(["", "R0", "R1"]),
                self.random.choice(["", "Ada 0"]),
            )
            if session.room == "R0" and self.chance(0.5):
                self.add(SessionRoom, session_id=session.id, name="R1", position=1)
            if self.chance(0.3):
                self.add(SessionTrainer, session_id=session.id, name="Ada 1", part="lead", position=1)
            for per in self.some(["whole", "day", "seat", "seat and day", "seat price"], 0.2):
                self._item(per, session_id=session.id)
        for per in self.some(["whole", "day", "seat", "seat and day"], 0.2):
            self._item(per, plan_id=plan)
            self._item(per, course_id=self.random.choice(self.courses))
        self._kept(plan)
        self._called_off()

    def _called_off(self) -> None:
        for session in self.db.scalars(select(TrainingSession).order_by(TrainingSession.id)):
            if session.status == "cancelled":
                session.cancel_cost = self.random.choice([None, Decimal("40.04"), Decimal(600)])
                session.cancel_currency = self.random.choice(["EUR", "USD", ""])

    def _kept(self, plan: int) -> None:
        """Keep seats for teams, and set budgets."""
        for session in self.db.scalars(select(TrainingSession).order_by(TrainingSession.id)):
            for team in self.some(TEAMS[1:], 0.2):
                self.add(Reservation, session_id=session.id, team=team, seats=self.random.randint(1, 3))
        self.add(Budget, plan_id=plan, kind="team", text="south", amount=Decimal(900))
        self.add(Budget, plan_id=plan, kind="track", ref_id=self.tracks[0], amount=Decimal(700))

    def _day_cost(self) -> dict[str, Any]:
        return {
            "day_cost": self.random.choice([None, Decimal("150.10"), Decimal(333)]),
            "currency": self.random.choice(["", "EUR", "USD"]),
        }

    def _item(self, per: str, **owner: int) -> None:
        amount = self.random.choice([None, Decimal("19.99"), Decimal("100.01"), Decimal(0)])
        currency = self.random.choice(["", "EUR", "USD"])
        self.add(CostItem, name=per, per=per, amount=amount, currency=currency, **owner)

    def _course(self, n: int) -> int:
        course = self.add(
            Course,
            code=f"C{n}",
            title=f"Course {n}",
            days=self.quarters(),
            cost=self.random.choice([None, None, Decimal("120.50"), Decimal(0)]),
            currency=self.random.choice(["EUR", "EUR", "", "USD"]),
            valid_months=self.random.choice([None, None, 3, 12, 18]),
        )
        if self.chance(0.2):
            value = self.random.choice(["", "6", "24"])
            self.add(OwnFact, course_id=course, field="valid_months", value=value)
        if self.chance(0.2):
            value = self.random.choice(["", "99.90", "1000"])
            self.add(OwnFact, course_id=course, field="cost", value=value, currency="EUR" if value else "")
        return course

    def _track(self, n: int) -> int:
        track = self.add(Track, code=f"T{n}", name=f"Track {n}", position=self.random.randint(0, 9) * 10 + n)
        groups = [
            self.add(
                PathGroup,
                track_id=track,
                name=f"Group {g}",
                choose=self.random.choice([1, 1, 2]),
                position=self.random.randint(0, 9),
            )
            for g in range(self.random.randint(0, 2))
        ]
        for position, course in enumerate(self.random.sample(self.courses, len(self.courses))):
            kind = self.random.choice(["required", "elective", *(["group"] * 2 if groups else []), ""])
            if kind:
                group = self.random.choice(groups) if kind == "group" else None
                self.add(
                    PathItem, track_id=track, course_id=course, kind=kind, position=position, group_id=group
                )
        return track

    def _person(self, n: int) -> int:
        tracks = self.random.sample(self.tracks, self.random.choice([0, 1, 1, 2, 3]))
        start = self.random.choice([*[None] * 12, *DAYS])
        end = self.random.choice(
            [None, None, None, *([None] * 6), *(day for day in DAYS if day >= (start or day))]
        )
        boss = self.random.choice(self.people) if self.people and self.chance(0.5) else None
        person = self.add(
            Person,
            first_name=f"P{n}",
            team=self.random.choice(TEAMS),
            job_title=self.random.choice(["Lead", ""]),
            location=self.random.choice(["Bonn", "Oslo"]),
            manager_id=boss,
            manager_name="" if boss else self.random.choice(["", "Ida Roe"]),
            primary_track_id=tracks[0] if tracks else None,
            start_date=start,
            end_date=end,
        )
        for track in tracks[1:]:
            self.add(PersonTrack, person_id=person, track_id=track)
        if self.chance(0.3):
            first, last = sorted(self.random.sample(DAYS, 2))
            self.add(Employment, person_id=person, first_day=first, last_day=last)
        for course in self.courses:
            for day in self.some(DAYS, 0.04):
                self._completion(person, course, day)
            if self.chance(0.08):
                first, last = sorted(self.random.sample([NO_FIRST_DAY, *DAYS, NO_LAST_DAY], 2))
                self.add(Exemption, person_id=person, course_id=course, first_day=first, last_day=last)
        return person

    def _completion(self, person: int, course: int, day: dt.date) -> None:
        expires = self.random.choice([None, None, *(later for later in DAYS if later > day)])
        self.add(
            Completion,
            person_id=person,
            course_id=course,
            completed_on=day,
            result=self.random.choice(RESULTS),
            days=self.random.choice([None, self.quarters()]),
            cost=self.random.choice([None, Decimal(50)]),
            expires_on=expires,
        )

    def _plans(self) -> int:
        """Make the plan, other plans before, beside and after it, and variants of some."""
        state = "archived" if self.chance(0.1) else "active"
        plan = self._plan("Plan", FIRST, LAST, state=state)
        others = [
            self._plan(
                "Before",
                dt.date(2026, 1, 1),
                dt.date(2026, 12, 31),
                state=self.random.choice(["active", "archived"]),
            ),
            self._plan("Beside", dt.date(2026, 12, 1), dt.date(2027, 12, 31)),
        ]
        variant = self._plan("Variant", FIRST, LAST, variant_of_id=plan)
        deeper = self._plan("Variant of a variant", FIRST, LAST, variant_of_id=variant)
        self._plan("What if", dt.date(2026, 1, 1), dt.date(2026, 12, 31), variant_of_id=others[0])
        return self.random.choice([plan, plan, variant, deeper])

    def _plan(self, name: str, first: dt.date, last: dt.date, **values: Any) -> int:
        plan = self.add(Plan, name=name, first_day=first, last_day=last, currency="EUR", **values)
        picks: dict[int, list[int]] = {course: [] for course in self.courses}
        for person in self.people:
            for course in self.some(self.courses, 0.4):
                for attempt in range(1, self.random.choice([2, 2, 2, 3])):
                    picks[course].append(self._pick(plan, person, course, attempt))
        for n in range(self.random.randint(2, 7)):
            self._session(plan, n, picks)
        return plan

    def _pick(self, plan: int, person: int, course: int, attempt: int) -> int:
        return self.add(
            Pick,
            plan_id=plan,
            person_id=person,
            course_id=course,
            attempt=attempt,
            days=self.random.choice([None, None, self.quarters()]),
            kept_days=self.random.choice([None, self.quarters()]),
            kept_cost=self.random.choice([None, Decimal("10.10")]),
        )

    def _session(self, plan: int, n: int, picks: dict[int, list[int]]) -> None:
        course = self.random.choice(self.courses)
        session = self.add(
            TrainingSession,
            plan_id=plan,
            course_id=course,
            code=f"S{n}",
            status=self.random.choice(["draft", "confirmed", "held", "cancelled"]),
            cost=self.random.choice([None, Decimal("100.01"), Decimal(7)]),
            currency=self.random.choice(["", "EUR", "USD"]),
        )
        for day in self.random.sample(DAYS, self.random.randint(0, 2)):
            self.add(
                SessionDay,
                session_id=session,
                day=day,
                portion=Decimal(self.random.randint(1, 4)) / 4,
                start_time=dt.time(9),
                end_time=dt.time(17),
            )
        for pick in self.some(picks[course], 0.8):
            self.add(
                Seat,
                session_id=session,
                pick_id=pick,
                status=self.random.choice(SEATS),
                attended_days=self.random.choice([None, None, self.quarters()]),
            )

    def _rule(self, plan: int) -> None:
        kind = self.random.choice(["any track", "track", "team", "site", "manager", "person"])
        ref = {"track": self.random.choice(self.tracks), "person": self.random.choice(self.people)}.get(
            kind, 0
        )
        text = {"team": self.random.choice(TEAMS), "site": "bonn"}.get(kind, "")
        if kind == "manager":
            ref, text = self.random.choice([(self.random.choice(self.people), ""), (0, "ida roe")])
        self.add(PlanScope, plan_id=plan, kind=kind, ref_id=ref, text=text, include=self.chance(0.7))
