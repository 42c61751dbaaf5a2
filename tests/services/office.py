"""A small plan for the tests of the automatic schedule, built by rows."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from pmplanner import models as m
from pmplanner.models.base import Row
from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits, Progress, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.accept import Accepted, accept_proposal
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.autoschedule.options import Option, find_options
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.report import Outcome, read_outcome
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace

D = dt.date
TODAY = D(2026, 11, 30)
MONDAY, TUESDAY, FRIDAY = D(2027, 1, 4), D(2027, 1, 5), D(2027, 1, 29)
QUICK = Limits(0.5, workers=1, repeatable=True)


class Office:
    """People a, b, …, courses A, B, …, and a plan P from 4 January 2027 on."""

    def __init__(self, workspace: Workspace, people: str = "ab", last: dt.date = FRIDAY) -> None:
        self.workspace = workspace
        self.plan = self.add(m.Plan(name="P", first_day=MONDAY, last_day=last))
        self.people = {name: self.add(m.Person(employee_id=name, first_name=name)) for name in people}
        self.courses: dict[str, int] = {}
        self.sessions: dict[str, int] = {}

    def add(self, row: Row) -> int:
        with self.workspace.edit("Add") as db:
            db.add(row)
            db.flush()
            return int(row.id)

    def change(self, model: type[Row], row_id: int, **values: Any) -> None:
        with self.workspace.edit("Change") as db:
            row = db.get_one(model, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def course(self, code: str, days: str = "1", takers: str = "", **values: Any) -> int:
        """A course that these people have picked."""
        self.courses[code] = self.add(
            m.Course(code=code, title=f"Course {code}", days=Decimal(days), **values)
        )
        for name in takers:
            self.pick(name, code)
        return self.courses[code]

    def pick(self, name: str, code: str, plan: int | None = None, days: str | None = None) -> int:
        return self.add(
            m.Pick(
                plan_id=plan or self.plan,
                person_id=self.people[name],
                course_id=self.courses[code],
                days=None if days is None else Decimal(days),
            )
        )

    def session(
        self, code: str, day: int | list[int], people: str = "", *, plan: int | None = None, **values: Any
    ) -> int:
        """A session S1, S2, … of a course on days of January, with these people in it."""
        name = f"S{len(self.sessions) + 1}"
        seat_status = str(values.pop("seat", "booked"))
        times: Any = values.pop("times", (dt.time(9), dt.time(17)))
        portion = Decimal(str(values.pop("portion", "1")))
        values = {"seats_min": None, "seats_max": 8, "cost": None, **values}
        session = self.add(
            m.TrainingSession(plan_id=plan or self.plan, course_id=self.courses[code], code=name, **values)
        )
        self.sessions[name] = session
        for number in [day] if isinstance(day, int) else day:
            start, end = times
            self.add(
                m.SessionDay(
                    session_id=session,
                    day=D(2027, 1, number),
                    portion=portion,
                    start_time=start,
                    end_time=end,
                )
            )
        with self.workspace.read() as db:
            picks = dict(
                db.execute(
                    select(m.Pick.person_id, m.Pick.id).where(
                        m.Pick.plan_id == (plan or self.plan), m.Pick.course_id == self.courses[code]
                    )
                ).all()
            )
        for place, name in enumerate(people, 1):
            pick = picks[self.people[name]]
            self.add(m.Seat(session_id=session, pick_id=pick, status=seat_status, position=place))
        return session

    def leave(self, name: str, first: int, last: int | None = None) -> None:
        self.add(
            m.Absence(
                person_id=self.people[name],
                first_day=D(2027, 1, first),
                last_day=D(2027, 1, last or first),
                kind="leave",
            )
        )

    def policy(self, kind: str, action: str = "warn", limit: str | None = None, team: str = "") -> None:
        self.add(
            m.Policy(
                plan_id=None,
                kind=kind,
                team=team,
                action=action,
                limit=None if limit is None else Decimal(limit),
            )
        )

    def trainer(self, name: str, *codes: str, **values: Any) -> int:
        trainer = self.add(m.Trainer(name=name, code=name, **values))
        for code in codes:
            self.add(m.TrainerCourse(trainer_id=trainer, course_id=self.courses[code]))
        return trainer

    # What comes of it

    def read(self, **asked: object) -> Brief:
        with self.workspace.read() as db:
            return read_brief(db, ScheduleRequest(self.plan, TODAY, **asked))  # type: ignore[arg-type]

    def solve(self, brief: Brief) -> Proposal:
        self.reports: list[Progress] = []
        proposal = solve(brief.problem, QUICK, self.reports.append)
        assert check(brief.problem, proposal) == []
        return proposal

    def outcome(self, brief: Brief, proposal: Proposal) -> Outcome:
        with self.workspace.read() as db:
            names = read_names(db, brief)
            said = say_why(names, brief.problem, proposal)
            reasons = {pick: each.sentence for pick, each in said.items()}
            return read_outcome(db, brief, self.reports[-1], proposal, reasons)

    def options(self, brief: Brief, proposal: Proposal) -> dict[int, list[Option]]:
        """What would help, by person."""
        with self.workspace.read() as db:
            names = read_names(db, brief)
        people = {row.key: row.person for row in brief.problem.picks}
        said = say_why(names, brief.problem, proposal)
        return {
            people[pick]: find_options(names, brief.problem, proposal, each) for pick, each in said.items()
        }

    def accept(self, brief: Brief, proposal: Proposal, courses: list[int] | None = None) -> Accepted:
        with self.workspace.edit(Label.of("schedule.accept")) as db:
            return accept_proposal(db, brief, proposal, courses)

    def schedule(self, **asked: object) -> Outcome:
        """Read, solve, accept; say what came of it."""
        brief = self.read(**asked)
        proposal = self.solve(brief)
        outcome = self.outcome(brief, proposal)
        self.accepted = self.accept(brief, proposal)
        assert (self.accepted.new, self.accepted.moved, self.accepted.dropped) == (
            outcome.new,
            outcome.moved,
            outcome.dropped,
        )
        assert (self.accepted.seated, self.accepted.lost) == (outcome.new_seats, outcome.lost_seats)
        assert (self.accepted.changed, self.accepted.changed_people) == (
            outcome.changed,
            outcome.changed_people,
        )
        return outcome

    def state(self) -> dict[str, str]:
        """By code "days room/trainer people" of each session of the plan."""
        found = {}
        with self.workspace.read() as db:
            sessions = db.scalars(
                select(m.TrainingSession).where(
                    m.TrainingSession.plan_id == self.plan, m.TrainingSession.status != "cancelled"
                )
            ).all()
            for session in sessions:
                days = db.scalars(
                    select(m.SessionDay.day)
                    .where(m.SessionDay.session_id == session.id)
                    .order_by(m.SessionDay.day)
                )
                names = db.scalars(
                    select(m.Person.employee_id)
                    .join(m.Pick, m.Pick.person_id == m.Person.id)
                    .join(m.Seat, m.Seat.pick_id == m.Pick.id)
                    .where(m.Seat.session_id == session.id, m.Seat.status != "waiting")
                    .order_by(m.Person.id)
                )
                when = ",".join(str(day.day) for day in days)
                found[session.code] = f"{when} {session.room}/{session.trainer} {''.join(map(str, names))}"
        return found

    def kinds(self) -> list[str]:
        with self.workspace.read() as db:
            return sorted({row.kind for row in find_problems(db, self.plan)})
