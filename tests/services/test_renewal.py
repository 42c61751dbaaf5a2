"""What expires is renewed before it does, where the dates allow it and the policies ask for it."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Certificate, CourseCertificate, Trainer, TrainerCourse
from pmplanner.scheduling.model.problem import Limits
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.search.due import late_picks
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.autoschedule.options import find_options
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.catalog import courses
from pmplanner.services.people import history, people
from pmplanner.services.people.certificates import add_held_certificate
from pmplanner.services.plans import picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions.attendance import record_attendance
from pmplanner.services.sessions.seating import open_picks
from pmplanner.services.sessions.session_rows import list_sessions
from pmplanner.services.sessions.sessions import add_session
from pmplanner.storage.workspace import Workspace

D = dt.date
LIMITS = Limits(1, workers=1, repeatable=True)


class Renewal:
    """Ana's first aid expires on 10 March; Ben never had it; one seat a session, one trainer."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with workspace.edit("Set up") as db:
            self.plan = plans.create_plan(db, "March", D(2027, 3, 1), D(2027, 3, 31))
            self.course = courses.add_course(
                db, title="First aid", days=Decimal(1), max_seats=1, valid_months=12
            )
            self.ana, self.ben = (people.add_person(db, first_name=name) for name in ("Ana", "Ben"))
            history.record_completion(db, self.ana, self.course, D(2026, 3, 10))
            picks.pick_courses(db, self.plan, [self.ben, self.ana], [self.course])
            self.trainer = Trainer(name="Ines", code="", email="", note="")
            db.add(self.trainer)
            db.flush()
            db.add(TrainerCourse(trainer_id=self.trainer.id, course_id=self.course))

    def free_from(self, day: dt.date) -> None:
        """Let the trainer come from this day on."""
        with self.workspace.edit("Trainer") as db:
            db.get_one(Trainer, 1).first_day = day

    def read(self) -> Brief:
        with self.workspace.read() as db:
            return read_brief(db, ScheduleRequest(self.plan, D(2026, 11, 24)))

    def due(self) -> dt.date | None:
        problem = self.read().problem
        (pick,) = (row for row in problem.picks if row.person == self.ana)
        return None if pick.due is None else problem.days[pick.due]

    def schedule(self) -> list[dt.date]:
        """Accept what is found; return the days of the sessions, Ana's first."""
        brief = self.read()
        with self.workspace.edit("Schedule") as db:
            accept_proposal(db, brief, solve(brief.problem, LIMITS))
            return [row.first_day for row in list_sessions(db, self.plan) if row.first_day]

    def kinds(self) -> list[str]:
        with self.workspace.read() as db:
            return [problem.kind for problem in find_problems(db, self.plan)]


@pytest.fixture
def renewal(blank: Workspace) -> Renewal:
    return Renewal(blank)


def test_a_certificate_is_renewed_before_it_expires(renewal: Renewal) -> None:
    assert renewal.due() == D(2027, 3, 10)
    renewal.free_from(D(2027, 3, 10))
    assert sorted(renewal.schedule()) == [D(2027, 3, 10), D(2027, 3, 11)]
    assert renewal.kinds() == []


def test_it_is_renewed_late_rather_than_not_at_all(renewal: Renewal) -> None:
    renewal.free_from(D(2027, 3, 11))
    brief = renewal.read()
    assert len(late_picks(brief.problem, solve(brief.problem, LIMITS))) == 1
    assert len(renewal.schedule()) == 2
    assert renewal.kinds() == ["certificate"]


def test_where_the_person_cannot_come_in_time_no_day_is_asked_for(renewal: Renewal) -> None:
    with renewal.workspace.edit("Leave") as db:
        history.add_absence(db, renewal.ana, D(2027, 3, 1), D(2027, 3, 10), "Leave")
    assert renewal.due() is None


@pytest.mark.slow
def test_the_policy_says_whether_it_must_or_need_not_be_in_time(renewal: Renewal) -> None:
    with renewal.workspace.edit("Policy") as db:
        set_policy(db, "certificate", "ignore")
    assert renewal.due() is None
    with renewal.workspace.edit("Policy") as db:
        set_policy(db, "certificate", "block")
    (pick,) = (row for row in renewal.read().problem.picks if row.person == renewal.ana)
    assert (pick.latest, pick.due) == (7, None)
    renewal.free_from(D(2027, 3, 11))
    brief = renewal.read()
    with renewal.workspace.read() as db:
        names = read_names(db, brief)
    proposal = solve(brief.problem, LIMITS)
    (why,) = say_why(names, brief.problem, proposal).values()
    assert "hat First aid renews expires on 10 March" in why.sentence
    options = {option.label: option for option in find_options(names, brief.problem, proposal, why)}
    assert options["Let Ana take First aid after what it renews has expired"].advice.startswith(
        "Change the rule for certificates"
    )
    assert len(renewal.schedule()) == 1


def test_what_has_expired_or_lasts_is_no_hurry(renewal: Renewal) -> None:
    with renewal.workspace.edit("Again") as db:
        history.record_completion(db, renewal.ana, renewal.course, D(2026, 9, 1))
    assert renewal.due() is None
    with renewal.workspace.edit("Ben's is over") as db:
        history.record_completion(db, renewal.ben, renewal.course, D(2025, 9, 1))
    assert all(row.due is None for row in renewal.read().problem.picks)


def test_a_course_that_counts_as_it_renews_it_too(renewal: Renewal) -> None:
    with renewal.workspace.edit("Equivalent") as db:
        other = courses.add_course(db, title="First aid plus", days=Decimal(2))
        courses.change_course(db, other, counts_as=[renewal.course])
        picks.remove_picks(db, renewal.plan, [(renewal.ana, renewal.course)])
        picks.pick_courses(db, renewal.plan, [renewal.ana], [other])
    assert renewal.due() == D(2027, 3, 10)


def test_what_was_attended_is_not_counted_twice_towards_a_certificate(renewal: Renewal) -> None:
    with renewal.workspace.edit("Certificate") as db:
        set_policy(db, "certificate", "block")
        paper = Certificate(code="PDX", name="Paper", units=12, unit="hour", renewal_months=36)
        db.add(paper)
        talk = courses.add_course(db, title="Talk", days=Decimal(1))
        db.flush()
        db.add(CourseCertificate(course_id=talk, certificate_id=paper.id, kind="renews"))
        db.add(CourseCertificate(course_id=renewal.course, certificate_id=paper.id, kind="renews"))
        add_held_certificate(db, renewal.ben, paper.id, valid_until=D(2027, 3, 20))
        picks.pick_courses(db, renewal.plan, [renewal.ben], [talk])
        (attended,) = (
            pick.pick_id for pick in open_picks(db, renewal.plan, talk) if pick.person_id == renewal.ben
        )
        held = add_session(db, renewal.plan, talk, D(2027, 3, 2), pick_ids=[attended])
        record_attendance(db, held, D(2027, 3, 3))
    (pick,) = (row for row in renewal.read().problem.picks if row.person == renewal.ben and row.latest)
    assert renewal.read().problem.days[pick.latest or 0] == D(2027, 3, 19)
