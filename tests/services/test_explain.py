"""Why picks are left out, and what would help, in sentences of a real plan."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from pmplanner.models import Room, Trainer, TrainerAbsence, TrainerCourse
from pmplanner.scheduling.model.problem import Limits, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.naming import between, enumerated, period_name, periods, read_names
from pmplanner.services.autoschedule.options import Option, asked_with, find_options
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.catalog import courses
from pmplanner.services.people import history, people
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.policies import policies
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.changes import set_locked, set_pinned
from pmplanner.services.sessions.session_rows import list_sessions
from pmplanner.storage.workspace import Workspace

D = dt.date
TODAY = D(2026, 11, 24)


class March:
    """Hana Ito has picked a course of three days, in a plan of the first four weeks of March."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.plan = plans.create_plan(db, "March", D(2027, 3, 1), D(2027, 3, 26))
        self.course = courses.add_course(db, title="Big Data", days=Decimal(3), max_seats=2)
        self.hana = self.person("Hana", "Ito")
        self.pick(self.hana)

    def person(self, first: str, last: str = "", team: str = "Sales") -> int:
        return people.add_person(self.db, first_name=first, last_name=last, team=team)

    def pick(self, person: int, course: int | None = None) -> None:
        picks.pick_courses(self.db, self.plan, [person], [course or self.course])

    def teach(self, *away: tuple[D, D]) -> None:
        trainer = Trainer(name="Tia")
        self.db.add(trainer)
        self.db.flush()
        self.db.add(TrainerCourse(trainer_id=trainer.id, course_id=self.course))
        for first, last in away:
            self.db.add(TrainerAbsence(trainer_id=trainer.id, first_day=first, last_day=last, kind=""))
        self.db.flush()

    def brief(self, **asked: object) -> Brief:
        return read_brief(self.db, ScheduleRequest(self.plan, TODAY, **asked))  # type: ignore[arg-type]


@pytest.fixture
def march(blank: Workspace) -> Iterator[March]:
    """The plan, in an edit that is still open."""
    with blank.edit("Set up") as db:
        yield March(db)


def empty(brief: Brief) -> Proposal:
    """The proposal in which nobody has a seat."""
    return Proposal((), tuple(row.key for row in brief.problem.picks))


def why(march: March, proposal: Proposal | None = None, **asked: object) -> list[str]:
    brief = march.brief(**asked)
    found = say_why(read_names(march.db, brief), brief.problem, proposal or empty(brief))
    return [each.sentence for each in found.values()]


def options(march: March, proposal: Proposal | None = None, **asked: object) -> list[Option]:
    """What would help the first pick left out."""
    brief = march.brief(**asked)
    proposal = proposal or empty(brief)
    names = read_names(march.db, brief)
    first = next(iter(say_why(names, brief.problem, proposal).values()))
    return find_options(names, brief.problem, proposal, first)


def solved(brief: Brief) -> Proposal:
    return solve(brief.problem, Limits(seconds=0.5, workers=1, repeatable=True))


@pytest.mark.slow
def test_nobody_can_teach_and_the_person_is_away(march: March) -> None:
    march.teach((D(2027, 3, 1), D(2027, 3, 26)))
    history.add_absence(march.db, march.hana, D(2027, 3, 8), D(2027, 3, 19), "Leave")
    assert why(march) == ["Nobody can teach Big Data between 1 and 26 March."]
    labels = [option.label for option in options(march)]
    assert "One more trainer for Big Data" in labels


def test_days_are_named_that_together_rule_out_all(march: March) -> None:
    march.teach((D(2027, 3, 1), D(2027, 3, 5)), (D(2027, 3, 22), D(2027, 3, 26)))
    history.add_absence(march.db, march.hana, D(2027, 3, 8), D(2027, 3, 19), "Leave")
    (sentence,) = why(march)
    assert sentence == (
        "Hana Ito is away 8–19 March; nobody can teach Big Data from a start on 1–5 March and 18–24 March."
    )


@pytest.mark.slow
def test_days_that_are_no_leave_are_not_called_leave(march: March) -> None:
    people_changes.change_person(march.db, march.hana, end_date=D(2027, 3, 2))
    assert why(march) == ["Hana Ito cannot come 3–26 March."]
    assert not [o for o in options(march) if "on leave" in o.label]


@pytest.mark.parametrize(
    ("employed", "sentence"),
    [
        ({"end_date": D(2026, 5, 3)}, "Hana Ito has left: the last day was 3 May 2026."),
        ({"start_date": D(2027, 6, 1)}, "Hana Ito is not here yet: the first day is 1 June 2027."),
        ({"working_days": 0b1000000}, "Hana Ito cannot come on any day."),
    ],
)
def test_who_can_come_on_no_day_is_told_by_the_reason(
    march: March, employed: dict[str, object], sentence: str
) -> None:
    people_changes.change_person(march.db, march.hana, **employed)
    assert why(march) == [sentence]


@pytest.mark.slow
def test_leave_that_stands_in_the_way_is_to_be_changed_elsewhere(march: March) -> None:
    history.add_absence(march.db, march.hana, D(2027, 3, 2), D(2027, 3, 2), "Leave")
    end = D(2027, 3, 3)
    assert why(march, last_day=end) == ["Hana Ito is away 2 March."]
    leave = next(option for option in options(march, last_day=end) if option.relaxation.kind == "leave")
    assert leave.label == "Let Hana Ito come on 2 March although on leave"
    assert leave.advice == "Change the leave on the People page, then schedule again."


@pytest.mark.slow
def test_a_longer_period_is_asked_for_again(march: March) -> None:
    history.add_absence(march.db, march.hana, D(2027, 3, 1), D(2027, 3, 24), "Leave")
    longer = next(option for option in options(march) if option.relaxation.kind == "period")
    assert (longer.label, longer.advice) == ("Extend the period by 1 day, to 29 March", "")
    brief = march.brief()
    again = read_brief(march.db, asked_with(brief.request, longer))
    assert again.problem.days[-1] == D(2027, 3, 29)
    assert solved(again).unseated == ()


def test_the_period_is_too_short(march: March) -> None:
    assert why(march, last_day=D(2027, 3, 2)) == ["Big Data takes 3 days in a row, and the period has fewer."]


@pytest.mark.slow
def test_one_more_seat_is_given_to_a_session_that_is_there(march: March) -> None:
    first, second = march.person("Ana"), march.person("Ben")
    for person in (first, second):
        march.pick(person)
    session = sessions.add_session(
        march.db, march.plan, march.course, D(2027, 3, 8), seat_open=True, seats_max=2, trainer="Tia"
    )
    set_pinned(march.db, session, True)
    march.db.add(Room(name="Oslo", seats=20))
    march.db.flush()
    march.teach((D(2027, 3, 1), D(2027, 3, 7)), (D(2027, 3, 11), D(2027, 3, 26)))
    brief = march.brief()
    proposal = solved(brief)
    assert len(proposal.unseated) == 1
    (sentence,) = why(march, proposal)
    assert sentence == (
        "The sessions of Big Data that begin on 8 March are full; "
        "nobody can teach another session of Big Data between 1 and 26 March."
    )
    seat = next(option for option in options(march, proposal) if option.relaxation.kind == "seat")
    assert (seat.label, seat.advice) == ("One more seat in Big Data", "")
    again = read_brief(march.db, asked_with(brief.request, seat))
    wider = solved(again)
    assert wider.unseated == ()
    accept_proposal(march.db, again, wider)
    (row,) = list_sessions(march.db, march.plan)
    assert (row.booked, row.seats_max) == (3, 3)


def test_a_course_that_comes_first_and_has_no_seat(march: March) -> None:
    policies.set_policy(march.db, "prerequisite", "block")
    more = courses.add_course(march.db, title="More", days=Decimal(1), requires=[march.course])
    march.pick(march.hana, more)
    assert "Big Data, which comes first, has no seat either." in why(march)


@pytest.mark.slow
def test_a_full_room_and_own_courses(march: March) -> None:
    other = courses.add_course(march.db, title="Basics", days=Decimal(3))
    march.pick(march.hana, other)
    march.db.add(Room(name="Oslo", seats=8))
    march.db.flush()
    brief = march.brief(last_day=D(2027, 3, 4))
    proposal = solved(brief)
    (sentence,) = why(march, proposal, last_day=D(2027, 3, 4))
    assert "No room is free for" in sentence or "Hana Ito is in" in sentence


def test_a_team_of_which_enough_are_away(march: March) -> None:
    policies.set_policy(march.db, "absence ceiling", "block", limit=Decimal(0), team="Sales")
    assert why(march) == ["No more of Sales can be away between 1 and 26 March."]


@pytest.mark.slow
def test_weeks_that_are_full(march: March) -> None:
    policies.set_policy(march.db, "days a week", "block", limit=Decimal(1))
    assert why(march) == [
        "Hana Ito has as many training days as a week or month may have between 1 and 26 March."
    ]
    assert "Let Hana Ito have more training days in a week or month" in [o.label for o in options(march)]


@pytest.mark.slow
def test_what_came_before_ends_late(march: March) -> None:
    policies.set_policy(march.db, "prerequisite", "block")
    basics = courses.add_course(march.db, title="Basics", days=Decimal(2))
    more = courses.add_course(march.db, title="More", days=Decimal(1), requires=[basics])
    march.pick(march.hana, basics)
    march.pick(march.hana, more)
    session = sessions.add_session(march.db, march.plan, basics, D(2027, 3, 25), seat_open=True)
    set_locked(march.db, session, True)
    assert "What comes before More ends after the period." in why(march)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (D(2027, 3, 1), D(2027, 3, 1), "on 1 March"),
        (D(2027, 3, 1), D(2027, 3, 26), "between 1 and 26 March"),
        (D(2027, 3, 1), D(2027, 4, 2), "between 1 March and 2 April"),
    ],
)
def test_ends_of_a_period_in_words(first: D, last: D, text: str) -> None:
    assert between(first, last) == text


def test_many_periods_are_counted() -> None:
    days = tuple(D(2027, 3, 29) + dt.timedelta(days=n) for n in range(12))
    assert period_name(days[0], days[4]) == "29 March – 2 April"
    assert periods(days, [0, 1, 2, 3, 4, 8]) == "29 March – 2 April and 6 April"
    assert periods(days, [0, 2, 4, 6, 8]) == "29 March, 31 March, 2 April and 2 more"
    assert enumerated(["a", "b", "c", "d"]) == "a, b, c and d"
