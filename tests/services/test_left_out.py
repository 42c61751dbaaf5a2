"""Picks that a schedule leaves out are put together by reason, and the number of sessions is explained."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from pmplanner.models import Trainer, TrainerAbsence, TrainerCourse
from pmplanner.scheduling.model.problem import PlannedSession, Progress, Proposal
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.left_out import LeftOutGroup, group_left_out
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.autoschedule.report import read_outcome
from pmplanner.services.autoschedule.sizes import why_so_many
from pmplanner.services.catalog import courses
from pmplanner.services.plans import people_changes, picks
from pmplanner.storage.workspace import Workspace
from tests.services.test_autoschedule import Small

D = dt.date


@pytest.fixture
def small(blank: Workspace) -> Small:
    return Small(blank)


def groups(small: Small, proposal: Proposal) -> list[LeftOutGroup]:
    """The picks that a proposal leaves out, by reason."""
    brief = small.brief()
    with small.workspace.read() as db:
        names = read_names(db, brief)
        explanations = say_why(names, brief.problem, proposal)
        reasons = {pick: each.sentence for pick, each in explanations.items()}
        outcome = read_outcome(db, brief, Progress("", 1.0, proposal, (), 0, 0, 0), proposal, reasons)
    found = group_left_out(outcome.left_out, explanations, names, brief.problem)
    assert sorted(row.pick_id for group in found for row in group.rows) == sorted(
        row.pick_id for row in outcome.left_out
    )
    return found


def test_who_has_left_is_one_group_whose_picks_can_be_taken_back(small: Small) -> None:
    with small.workspace.edit("Leave") as db:
        for person in small.people[:2]:
            people_changes.change_person(db, person, end_date=D(2027, 2, 1))
    cleo = [small.pick(2, course) for course in (small.basics, small.more)]
    seated = (
        PlannedSession(None, small.basics, (0, 1), None, None, (cleo[0],)),
        PlannedSession(None, small.more, (2, 3), None, None, (cleo[1],)),
    )
    unseated = tuple(small.pick(person, course) for person in (0, 1) for course in (small.basics, small.more))
    (group,) = groups(small, Proposal(seated, unseated))
    assert group.title == "4 picks of people who have left before the period"
    assert group.action == "take back"
    assert {row.name for row in group.rows} == {"Ana", "Ben"}
    # The largest group comes first, whatever the groups are called.
    assert [len(each.rows) for each in groups(small, Proposal(seated[:1], (*unseated, cleo[1])))] == [4, 1]


def test_a_course_that_nobody_is_free_to_teach_is_a_group(
    small: Small,
) -> None:
    with small.workspace.edit("A trainer who is away") as db:
        trainer = Trainer(name="Ben Otto")
        db.add(trainer)
        db.flush()
        db.add(TrainerCourse(trainer_id=trainer.id, course_id=small.basics))
        db.add(
            TrainerAbsence(trainer_id=trainer.id, first_day=D(2027, 3, 1), last_day=D(2027, 3, 31), kind="")
        )
    unseated = tuple(
        small.pick(person, course) for person in range(3) for course in (small.basics, small.more)
    )
    found = groups(small, Proposal((), unseated))
    assert [(group.title, group.action, group.target) for group in found] == [
        ("3 picks for which the time was too short: others would have to move", "seconds", 0),
        ("3 picks: nobody is free to teach Basics", "trainer", 0),
    ]


def test_the_number_of_sessions_is_said_by_seats_and_dates(small: Small) -> None:
    with small.workspace.edit("More") as db:
        extra = courses.add_course(db, title="Extra", days=Decimal(1))
        picks.pick_courses(db, small.plan, small.people, [extra])
    problem = small.brief().problem
    basics, more, own = (
        [small.pick(person, course) for person in range(3)] for course in (small.basics, small.more, extra)
    )

    def session(course: int, day: int, *seated: int) -> PlannedSession:
        return PlannedSession(None, course, (day, day + 1), None, None, seated)

    once = (session(extra, 9, *own),)
    assert why_so_many(problem, Proposal(once)) == ""
    both = (session(small.basics, 0, *basics[:2]), session(small.basics, 2, basics[2]))
    dates = (session(small.more, 4, *more[:2]), session(small.more, 6, more[2]))
    assert why_so_many(problem, Proposal((*once, *both, *dates))) == (
        "9 picks are of 3 courses: 1 is held once, 1 more than once because a session is full"
        " and 1 more than once because no date was found for all of its people."
    )
    wider = replace(problem, courses=tuple(replace(row, seats_max=None) for row in problem.courses))
    assert why_so_many(wider, Proposal(both)).count("no date was found") == 1
