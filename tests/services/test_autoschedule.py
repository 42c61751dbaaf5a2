"""From a plan to the problem of its schedule, and from a proposal back to one edit."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Pick, Room, Seat, Trainer, TrainerAbsence, TrainerCourse, TrainingSession
from pmplanner.models.statuses import PathKind
from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Freedom, PlannedSession, Proposal
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.choices import read_choices
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.calendar import closures
from pmplanner.services.catalog import courses
from pmplanner.services.decisions.decide import Verdict, decide_picks
from pmplanner.services.errors import PlanError
from pmplanner.services.people import employment, history, people, tracks
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.changes import set_locked, set_pinned
from pmplanner.services.sessions.session_rows import list_sessions
from pmplanner.services.views.backlog import _not_employed
from pmplanner.services.views.schedule_page import view_outlook
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

D = dt.date
TODAY = D(2026, 11, 24)


class Small:
    """Three people, two courses of which the second comes after the first, one month."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with workspace.edit("Set up") as db:
            self.plan = plans.create_plan(db, "March", D(2027, 3, 1), D(2027, 3, 31))
            self.basics = courses.add_course(db, title="Basics", days=Decimal(2), max_seats=2)
            self.more = courses.add_course(db, title="More", days=Decimal("1.5"), requires=[self.basics])
            names = (("Ana", "Sales"), ("Ben", "Sales"), ("Cleo", "Tech"))
            self.people = [
                people.add_person(db, first_name=name, team=team, employee_id=name) for name, team in names
            ]
            picks.pick_courses(db, self.plan, self.people, [self.basics, self.more])

    def brief(self, **asked: object) -> Brief:
        with self.workspace.read() as db:
            return read_brief(db, ScheduleRequest(self.plan, TODAY, **asked))  # type: ignore[arg-type]

    def pick(self, person: int, course: int) -> int:
        with self.workspace.read() as db:
            query = select(Pick.id).where(Pick.person_id == self.people[person], Pick.course_id == course)
            return int(db.scalars(query).one())


@pytest.fixture
def small(blank: Workspace) -> Small:
    return Small(blank)


def _unavailable(brief: Brief, person_id: int) -> list[D]:
    person = next(each for each in brief.problem.people if each.key == person_id)
    return [brief.problem.days[place] for place in person.unavailable]


def test_the_days_are_the_open_ones_of_the_period(small: Small) -> None:
    with small.workspace.edit("Close") as db:
        closures.add_closure(db, D(2027, 3, 26), D(2027, 3, 29), name="Easter")
    days = small.brief().problem.days
    assert (days[0], days[-1], len(days)) == (D(2027, 3, 1), D(2027, 3, 31), 21)
    assert not {D(2027, 3, 6), D(2027, 3, 26), D(2027, 3, 29)} & set(days)


def test_a_plan_that_has_begun_is_scheduled_from_tomorrow(small: Small) -> None:
    with small.workspace.read() as db:
        request = ScheduleRequest(small.plan, D(2027, 3, 9))
        assert read_brief(db, request).problem.days[0] == D(2027, 3, 10)


def test_courses_take_whole_days_and_come_in_order(small: Small) -> None:
    problem = small.brief().problem
    assert {course.key: (course.days, course.seats_max) for course in problem.courses} == {
        small.basics: (2, 2),
        small.more: (2, None),
    }
    after = {pick.key: pick.after for pick in problem.picks}
    assert after[small.pick(0, small.more)] == (small.pick(0, small.basics),)
    assert after[small.pick(0, small.basics)] == ()


def test_what_was_done_before_needs_no_order_and_expires(small: Small) -> None:
    with small.workspace.edit("Before") as db:
        picks.remove_picks(db, small.plan, [(person, small.basics) for person in small.people])
        history.record_completion(db, small.people[0], small.basics, D(2026, 5, 1))
        history.add_exemption(db, small.people[1], small.basics, "knows it")
        set_policy(db, "prerequisite", "block")
    brief = small.brief()
    assert {pick.person: pick.after for pick in brief.problem.picks} == {
        small.people[0]: (),
        small.people[1]: (),
    }
    assert brief.impossible == {
        small.pick(2, small.more): "Needs Basics first, which is neither done nor picked."
    }


def test_people_are_away_between_times_of_employment(small: Small) -> None:
    ana, *_ = small.people
    with small.workspace.edit("Leave and come back") as db:
        employment.leave(db, ana, D(2027, 3, 5))
        employment.rejoin(db, ana, D(2027, 3, 10))
    assert _unavailable(small.brief(), ana) == [D(2027, 3, 8), D(2027, 3, 9)]
    with small.workspace.read() as db:
        facts = gather_facts(db, small.plan)
    assert list(_not_employed(facts, ana, (D(2027, 3, 4), D(2027, 3, 11)))) == [
        D(2027, 3, day).toordinal() for day in (6, 7, 8, 9)
    ]


def test_people_are_away_as_the_workspace_says(small: Small) -> None:
    ana, ben, cleo = small.people
    with small.workspace.edit("Away") as db:
        history.add_absence(db, ana, D(2027, 3, 2), D(2027, 3, 3), "Leave")
        people_changes.change_person(db, ben, end_date=D(2027, 3, 29))
        closures.add_blackout(db, D(2027, 3, 31), D(2027, 4, 2), "sales", "Quarter end")
        closures.add_site(db, "Oslo", "NO")
        people_changes.change_person(db, cleo, location="Oslo")
    brief = small.brief()
    assert _unavailable(brief, ana) == [D(2027, 3, 2), D(2027, 3, 3), D(2027, 3, 31)]
    assert _unavailable(brief, ben) == [D(2027, 3, 30), D(2027, 3, 31)]
    assert _unavailable(brief, cleo) == [D(2027, 3, 25), D(2027, 3, 26), D(2027, 3, 29)]


def test_trainers_and_rooms_are_those_of_the_workspace(small: Small) -> None:
    with small.workspace.edit("Resources") as db:
        room, trainer = Room(name="Oslo", seats=8), Trainer(name="Tia", working_days=0b01111)
        db.add_all([room, trainer])
        db.flush()
        db.add(TrainerCourse(trainer_id=trainer.id, course_id=small.basics))
        db.add(
            TrainerAbsence(trainer_id=trainer.id, first_day=D(2027, 3, 1), last_day=D(2027, 3, 1), kind="")
        )
    problem = small.brief().problem
    basics, more = problem.courses
    assert (len(basics.trainers), len(more.trainers)) == (1, 0)
    assert basics.rooms == more.rooms == (problem.rooms[0].key,)
    assert problem.rooms[0].seats == 8
    off = [problem.days[place].day for place in problem.trainers[0].unavailable]
    assert off == [1, 5, 12, 19, 26]


def test_sessions_that_stay_as_they_are_take_people_away(small: Small) -> None:
    with small.workspace.edit("By hand") as db:
        session_id = sessions.add_session(
            db, small.plan, small.basics, D(2027, 3, 8), pick_ids=[small.pick(0, small.basics)]
        )
        set_locked(db, session_id, True)
    brief = small.brief()
    assert brief.problem.sessions == ()
    assert _unavailable(brief, small.people[0]) == [D(2027, 3, 8), D(2027, 3, 9)]
    more = next(pick for pick in brief.problem.picks if pick.key == small.pick(0, small.more))
    assert (more.after, more.earliest) == ((), None)
    assert brief.problem.days[more.not_before or 0] == D(2027, 3, 10)
    assert small.pick(0, small.basics) not in brief.pick_ids


def test_pinned_and_confirmed_sessions_keep_their_days(small: Small) -> None:
    with small.workspace.edit("By hand") as db:
        runs = [
            sessions.add_session(db, small.plan, small.basics, D(2027, 3, day)) for day in (8, 15, 22, 29)
        ]
        set_pinned(db, runs[0], True)
        sessions.change_session(db, runs[1], status="confirmed")
    brief = small.brief(pinned=frozenset({runs[2]}))
    freedom = {session.key: session.freedom for session in brief.problem.sessions}
    assert [freedom[session] for session in runs] == [Freedom.PINNED] * 3 + [Freedom.FREE]


def _proposal(
    small: Small, brief: Brief, *sessions_: tuple[int | None, int, int, tuple[int, ...]]
) -> Proposal:
    """Sessions as (key, course, day of March on which they begin, people)."""
    place = {day.day: place for place, day in enumerate(brief.problem.days)}
    planned = tuple(
        PlannedSession(
            key,
            course,
            (place[day], place[day] + 1),
            None,
            None,
            tuple(small.pick(person, course) for person in who),
        )
        for key, course, day, who in sessions_
    )
    seated = {pick for each in planned for pick in each.seated}
    return Proposal(planned, tuple(p.key for p in brief.problem.picks if p.key not in seated))


def _schedule(small: Small) -> list[tuple[str, int, int, int]]:
    with small.workspace.read() as db:
        rows = list_sessions(db, small.plan)
    return [(r.code, r.first_day.day, r.last_day.day, r.booked) for r in rows if r.first_day and r.last_day]


def test_an_accepted_proposal_is_one_edit(small: Small) -> None:
    brief = small.brief()
    basics, more = small.basics, small.more
    proposal = _proposal(
        small, brief, (None, basics, 4, (0, 1)), (None, basics, 1, (2,)), (None, more, 9, (0, 1, 2))
    )
    assert check(brief.problem, proposal) == []
    before = snapshot(small.workspace.path)
    with small.workspace.edit("Schedule automatically") as db:
        accepted = accept_proposal(db, brief, proposal)
    assert (accepted.new, accepted.moved, accepted.dropped, accepted.seated) == (3, 0, 0, 6)
    assert _schedule(small) == [
        ("B-1", 1, 2, 1),
        ("B-2", 4, 5, 2),
        ("M-1", 9, 10, 3),
    ]
    with small.workspace.read() as db:
        rows = list_sessions(db, small.plan)
    assert [row.days for row in rows] == [2, 2, Decimal("1.5")]
    small.workspace.undo()
    assert snapshot(small.workspace.path) == before


@pytest.fixture
def by_hand(small: Small) -> tuple[Small, list[int]]:
    with small.workspace.edit("By hand") as db:
        runs = [
            sessions.add_session(
                db, small.plan, small.basics, D(2027, 3, 8), pick_ids=[small.pick(0, small.basics)]
            ),
            sessions.add_session(
                db, small.plan, small.basics, D(2027, 3, 15), pick_ids=[small.pick(1, small.basics)]
            ),
        ]
    return small, runs


def test_sessions_move_and_go_and_people_change_theirs(by_hand: tuple[Small, list[int]]) -> None:
    small, (first, _second) = by_hand
    brief = small.brief()
    proposal = _proposal(small, brief, (first, small.basics, 3, (0, 1)))
    with small.workspace.edit("Schedule automatically") as db:
        accepted = accept_proposal(db, brief, proposal)
    assert (accepted.new, accepted.moved, accepted.dropped, accepted.seated) == (0, 1, 1, 0)
    assert _schedule(small) == [("B-1", 3, 4, 2)]


def test_only_the_courses_accepted_change(by_hand: tuple[Small, list[int]]) -> None:
    small, (first, second) = by_hand
    brief = small.brief()
    proposal = _proposal(small, brief, (first, small.basics, 3, (0, 1)), (None, small.more, 10, (0,)))
    with small.workspace.edit("Schedule automatically") as db:
        accept_proposal(db, brief, proposal, [small.more])
    assert _schedule(small) == [("B-1", 8, 9, 1), ("M-1", 10, 11, 1), ("B-2", 15, 16, 1)]
    assert second


def test_somebody_who_waits_gets_the_seat_and_waits_no_more(by_hand: tuple[Small, list[int]]) -> None:
    small, (first, second) = by_hand
    with small.workspace.edit("Wait") as db:
        sessions.change_session(db, first, seats_max=1)
        pick = small.pick(2, small.basics)
        db.add(Seat(session_id=first, pick_id=pick, status="waiting", position=2))
    brief = small.brief()
    proposal = _proposal(small, brief, (first, small.basics, 8, (0,)), (second, small.basics, 15, (1, 2)))
    with small.workspace.edit("Schedule automatically") as db:
        accepted = accept_proposal(db, brief, proposal)
    assert accepted.seated == 1
    with small.workspace.read() as db:
        seats = db.execute(select(Seat.session_id, Seat.status).where(Seat.pick_id == pick)).all()
    assert seats == [(second, "booked")]


def test_the_room_and_the_trainer_are_named(small: Small) -> None:
    with small.workspace.edit("Resources") as db:
        room, trainer = Room(name="Oslo"), Trainer(name="Tia")
        db.add_all([room, trainer])
        db.flush()
        db.add(TrainerCourse(trainer_id=trainer.id, course_id=small.basics))
        keys = (trainer.id, room.id)
    brief = small.brief(course_ids=frozenset({small.basics}))
    picks_ = tuple(small.pick(person, small.basics) for person in (0, 1))
    planned = PlannedSession(None, small.basics, (0, 1), *keys, picks_)
    with small.workspace.edit("Schedule automatically") as db:
        accept_proposal(db, brief, Proposal((planned,)))
        session = db.scalars(select(TrainingSession)).one()
        assert (session.trainer, session.room, session.seats_max, session.status) == (
            "Tia",
            "Oslo",
            2,
            "draft",
        )


def test_required_courses_come_before_others(small: Small) -> None:
    with small.workspace.edit("Track") as db:
        track = tracks.add_track(db, "Sales")
        tracks.set_path(db, track, [(small.basics, PathKind.REQUIRED)])
        tracks.assign_track(db, track, small.people[:1])
    importance = {pick.key: pick.importance for pick in small.brief().problem.picks}
    assert importance[small.pick(0, small.basics)] > importance[small.pick(0, small.more)]


def test_a_period_without_days_is_refused(small: Small) -> None:
    with pytest.raises(PlanError, match="there is no day"):
        small.brief(first_day=D(2027, 3, 6), last_day=D(2027, 3, 7))
    with pytest.raises(PlanError, match="before it begins"):
        small.brief(first_day=D(2027, 3, 8), last_day=D(2027, 3, 7))


def test_policies_are_rules_of_the_schedule(small: Small) -> None:
    ana, ben, cleo = small.people
    with small.workspace.edit("Policies") as db:
        people.add_person(db, first_name="Dan", team="sales", employee_id="Dan")
        set_policy(db, "absence ceiling", "warn", plan_id=small.plan, team="Sales", percent=67)
        set_policy(db, "days a week", "warn", limit=Decimal("2.5"))
        set_policy(db, "below minimum", "block")
        history.add_absence(db, ana, D(2027, 3, 2), D(2027, 3, 3), "Leave")
    problem = small.brief().problem
    (ceiling,) = problem.ceilings
    assert set(ceiling.people) == {ana, ben}
    assert [ceiling.limits[place] for place in range(4)] == [2, 1, 1, 2]
    quarters = {person.key: {limit.quarters for limit in person.limits} for person in problem.people}
    assert quarters == {ana: {10}, ben: {10}, cleo: {10}}
    assert all(limit.is_wish for person in problem.people for limit in person.limits)
    assert problem.hold_minimum
    assert ceiling.is_wish
    with small.workspace.edit("Ignore") as db:
        for kind in ("absence ceiling", "days a week", "below minimum"):
            set_policy(db, kind, "ignore")
        set_policy(db, "absence ceiling", "ignore", plan_id=small.plan, team="Sales")
    problem = small.brief().problem
    assert (problem.ceilings, problem.people[0].limits, problem.hold_minimum) == ((), (), False)


def test_what_is_not_approved_and_what_was_refused_is_left_out(small: Small) -> None:
    ana_first, ben_first, cleo_first = (small.pick(n, small.basics) for n in range(3))
    ana_more, ben_more = small.pick(0, small.more), small.pick(1, small.more)
    with small.workspace.edit("Decide") as db:
        set_policy(db, "prerequisite", "block")
        decide_picks(db, small.plan, [cleo_first], Verdict("declined"))
    brief = small.brief()
    assert brief.pick_ids == {ana_first, ben_first, ana_more, ben_more, small.pick(2, small.more)}
    assert brief.impossible == {
        small.pick(2, small.more): "Needs Basics first, which was put off or declined."
    }
    with small.workspace.edit("Only what is approved") as db:
        plans.change_plan(db, small.plan, approval_rule="approved")
        decide_picks(db, small.plan, [ana_first, ana_more, ben_more], Verdict("approved"))
    brief = small.brief()
    assert brief.pick_ids == {ana_first, ana_more, ben_more}
    assert brief.impossible == {ben_more: "Needs Basics first, which nobody has approved."}
    with small.workspace.read() as db:
        assert read_choices(db, small.plan, TODAY).unapproved == 2
        outlook = view_outlook(db, small.plan, TODAY)
    assert (outlook.picks, outlook.unapproved, outlook.scheduled) == (5, 2, 0)
    assert {row.title: row.pick_ids for row in outlook.to_schedule} == {
        "Basics": (ana_first,),
        "More": (ana_more, ben_more),
    }


def test_who_sits_without_approval_keeps_the_seat(small: Small) -> None:
    pick = small.pick(0, small.basics)
    with small.workspace.edit("Seat") as db:
        plans.change_plan(db, small.plan, approval_rule="approved")
        sessions.add_session(db, small.plan, small.basics, D(2027, 3, 3), pick_ids=[pick])
    assert small.brief().pick_ids == {pick}
