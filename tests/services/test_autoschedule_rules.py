"""Every rule that the problems have is a rule of the automatic schedule, and reasons are true."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner import models as m
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.autoschedule.options import alike, asked_with, find_for_all
from pmplanner.services.autoschedule.problem_builder import read_brief
from pmplanner.services.autoschedule.rules import RULES
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.storage.workspace import Workspace
from tests.services.office import MONDAY, TUESDAY, D, Office


def test_every_kind_of_problem_is_a_rule_of_the_schedule() -> None:
    """A kind that comes needs a rule here too, and a word on where it is."""
    assert KINDS.keys() <= RULES.keys()
    assert all(RULES.values())


@pytest.mark.slow
def test_days_a_month_are_kept_to(blank: Workspace) -> None:
    office = Office(blank, "a", last=D(2027, 2, 26))
    office.policy("days a month", "block", "2")
    for code in "ABC":
        office.course(code, takers="a")
    office.schedule()
    months = [text.split()[0] for text in office.state().values()]
    assert len(months) == 3
    assert office.kinds() == []


@pytest.mark.slow
def test_halves_and_quarters_count_as_such(blank: Workspace) -> None:
    office = Office(blank, "a")
    office.policy("days a week", "block", "0.5")
    office.course("A", "0.5", takers="a")
    assert office.schedule().seated == 1
    office.change(m.Policy, 1, limit=1)
    for code in "BCDE":
        office.course(code, "0.25", takers="a")
    outcome = office.schedule()
    assert office.kinds() == []
    assert outcome.last_day is not None
    assert outcome.last_day <= D(2027, 1, 15)
    assert "finish" not in outcome.proved


@pytest.mark.slow
@pytest.mark.parametrize("half", ["1", "0.5"])
def test_own_days_count_in_weeks_and_months(blank: Workspace, half: str) -> None:
    """Whoever takes half a day of a course of two has half a day in that week, and who stays longer, more."""
    office = Office(blank, "abc", last=D(2027, 1, 8))
    office.policy("days a week", "block", "1")
    office.course("A", "2")
    office.course("B", half)
    office.pick("a", "A", days="0.5")
    office.pick("a", "B", days="0.5")
    office.pick("b", "A")
    office.pick("c", "B", days="1.25")
    outcome = office.schedule()
    assert [row.name for row in outcome.left_out] == ["b", "c"]
    assert "as many training days as a week or month may have" in outcome.left_out[0].reason
    assert office.kinds() == []


@pytest.mark.slow
def test_own_days_of_what_stands_count(blank: Workspace) -> None:
    office = Office(blank, "ab", last=D(2027, 1, 8))
    office.policy("days a week", "block", "1")
    office.course("A", "2")
    office.course("B", "0.5", takers="ab")
    office.pick("a", "A", days="0.5")
    office.pick("b", "A", days="0.75")
    office.session("A", [4, 5], "ab", locked=True)
    outcome = office.schedule()
    assert [row.name for row in outcome.left_out] == ["b"]
    assert office.kinds() == []


def test_own_days_are_counted_on_the_dates_of_a_session(blank: Workspace) -> None:
    """A day and a quarter over Friday and Monday: 0.75 in the first week, half a day in the second."""
    office = Office(blank, "a")
    office.policy("days a week", "warn", "0.5")
    office.course("A", "2")
    pick = office.pick("a", "A", days="1.25")
    office.session("A", [8, 11], "a", locked=True)
    watch = Watch(blank, office.plan)
    blank.listen(watch.update)
    (found,) = watch.problems
    assert found.title == "a has 0.75 days of training in the week of 4 Jan"
    office.change(m.Pick, pick, days=Decimal(1))
    assert watch.problems == []
    office.change(m.Pick, pick, days=None)
    with blank.read() as db:
        assert watch.problems == find_problems(db, office.plan)
    assert len(watch.problems) == 2


def test_locked_sessions_count_in_their_week(blank: Workspace) -> None:
    office = Office(blank, "a", last=D(2027, 1, 15))
    office.policy("days a week", "block", "2")
    office.course("A", "2", takers="a")
    office.course("B", takers="a")
    office.session("A", [4, 5], "a", locked=True)
    office.schedule()
    assert office.state()["B-1"] == "11 / a"


@pytest.mark.parametrize("kind", ["days a week", "days a month"])
@pytest.mark.parametrize(
    ("seat", "status"),
    [("attended", "held"), ("partly attended", "held"), ("attended", "draft"), ("attended", "confirmed")],
)
def test_days_attended_count(blank: Workspace, kind: str, seat: str, status: str) -> None:
    """Also those before the days that are scheduled, in the same week and month."""
    office = Office(blank, "a", last=D(2027, 1, 8))
    office.policy(kind, "block", "1")
    for code in "AB":
        office.course(code, takers="a")
    office.session("A", 4, "a", status=status, seat=seat)
    assert [row.course_code for row in office.schedule(first_day=TUESDAY).left_out] == ["B"]
    assert office.state() == {"S1": "4 / a"}


@pytest.mark.slow
def test_a_rule_that_warns_leaves_nobody_out(blank: Workspace) -> None:
    office = Office(blank, "abcd", last=MONDAY)
    for person in office.people.values():
        office.change(m.Person, person, team="T")
    office.policy("absence ceiling", limit="1")
    office.policy("days a week", limit="0.5")
    office.course("A", takers="abcd", min_seats=6)
    outcome = office.schedule()
    assert (outcome.seated, outcome.left_out) == (4, ())


def _prepared(blank: Workspace, action: str) -> Office:
    """B needs A: a has it, b has picked it too and can come on one day alone, c has not."""
    office = Office(blank, "abc", last=TUESDAY)
    office.policy("prerequisite", action)
    office.course("A", takers="b")
    office.course("B", takers="abc")
    office.add(m.Prerequisite(course_id=office.courses["B"], required_course_id=office.courses["A"]))
    office.add(m.Exemption(person_id=office.people["a"], course_id=office.courses["A"], reason="x"))
    return office


@pytest.mark.slow
def test_who_lacks_what_comes_first_is_seated_where_that_only_warns(blank: Workspace) -> None:
    office = _prepared(blank, "warn")
    outcome = office.schedule()
    assert (outcome.seated, outcome.left_out) == (4, ())
    assert outcome.too_early == (
        "c comes too early to Course B: needs Course A first, which is neither done nor booked.",
    )
    assert office.kinds() == ["prerequisite"]
    assert office.schedule().too_early == ()


@pytest.mark.slow
def test_who_lacks_what_comes_first_is_left_out_where_that_blocks(blank: Workspace) -> None:
    office = _prepared(blank, "block")
    outcome = office.schedule()
    assert [(row.name, row.reason) for row in outcome.left_out] == [
        ("c", "Needs Course A first, which is neither done nor picked.")
    ]
    assert (outcome.too_early, office.kinds()) == ((), [])


@pytest.mark.slow
def test_who_lacks_what_comes_first_takes_no_seat_from_others(blank: Workspace) -> None:
    office = _prepared(blank, "warn")
    office.change(m.Course, office.courses["B"], max_seats=2)
    office.add(m.Room(name="R", seats=2))
    outcome = office.schedule(first_day=MONDAY, last_day=TUESDAY)
    assert [row.name for row in outcome.left_out] == ["c"]


@pytest.mark.slow
@pytest.mark.parametrize(("action", "seated"), [("warn", 2), ("block", 1), ("ignore", 2)])
def test_the_order_is_given_up_only_where_it_does_not_block(
    blank: Workspace, action: str, seated: int
) -> None:
    """b has one day for both and what comes first ends later, or expires before."""
    office = Office(blank, "b", last=TUESDAY)
    office.policy("prerequisite", action)
    office.course("A", takers="b")
    office.course("B", takers="b")
    office.add(m.Prerequisite(course_id=office.courses["B"], required_course_id=office.courses["A"]))
    office.session("A", 5, "b", locked=True)
    outcome = office.schedule()
    assert len(office.state()) == seated
    assert len(outcome.too_early) == (action == "warn")


@pytest.mark.slow
def test_the_order_is_kept_where_nobody_is_left_out_for_it(blank: Workspace) -> None:
    office = Office(blank, "ab", last=D(2027, 1, 8))
    office.course("A", takers="b")
    office.course("B", takers="ab")
    office.add(m.Prerequisite(course_id=office.courses["B"], required_course_id=office.courses["A"]))
    office.session("A", 6, "b", locked=True)
    office.add(
        m.Completion(
            person_id=office.people["a"],
            course_id=office.courses["A"],
            completed_on=D(2025, 1, 1),
            expires_on=D(2027, 1, 5),
        )
    )
    outcome = office.schedule()
    assert (outcome.seated, outcome.too_early) == (2, ())
    assert office.kinds() == []


@pytest.mark.slow
def test_a_rule_that_warns_is_kept_where_nobody_is_left_out(blank: Workspace) -> None:
    office = Office(blank, "abcd")
    for person in office.people.values():
        office.change(m.Person, person, team="T")
    office.policy("absence ceiling", limit="2")
    office.course("A", takers="abcd")
    office.schedule()
    assert office.kinds() == []


@pytest.mark.slow
def test_the_fewest_people_are_kept_to_where_it_costs_nothing(blank: Workspace) -> None:
    office = Office(blank, "abcdefghijklm")
    office.course("A", takers="abcdefghijklm", min_seats=6, max_seats=12)
    office.schedule()
    assert sorted(len(text.split()[-1]) for text in office.state().values()) == [6, 7]


@pytest.mark.slow
def test_ceilings_count_whole_dates(blank: Workspace) -> None:
    """One of a team in the morning and another in the afternoon are two who are away."""
    office = Office(blank, "abc", last=MONDAY)
    for person in office.people.values():
        office.change(m.Person, person, team="T")
    office.policy("absence ceiling", "block", "1")
    office.course("A", "0.5", takers="ab", max_seats=1)
    assert office.schedule().seated == 1
    assert office.kinds() == []


def test_equipment_of_what_stands_is_taken(blank: Workspace) -> None:
    office = Office(blank, last=TUESDAY)
    kit = office.add(m.Equipment(name="Kit", count=1))
    for code, name in (("A", "a"), ("B", "b")):
        office.course(code, takers=name)
        office.add(m.CourseEquipment(course_id=office.courses[code], equipment_id=kit, count=1))
    session = office.session("A", 4, "a", locked=True)
    office.add(m.SessionEquipment(session_id=session, equipment_id=kit, count=1))
    office.schedule()
    assert office.state()["B-1"] == "5 / b"


@pytest.mark.slow
def test_equipment_is_carried_into_rooms_that_have_none(blank: Workspace) -> None:
    """Three sessions at once: one room has a projector of its own, two can be carried."""
    office = Office(blank, "abc", last=MONDAY)
    kit = office.add(m.Equipment(name="Projector", count=2))
    rooms = [office.add(m.Room(name=f"R{number}", seats=9)) for number in range(3)]
    office.add(m.RoomEquipment(room_id=rooms[0], equipment_id=kit))
    for code, name in zip("ABC", "abc", strict=True):
        office.course(code, takers=name)
        office.add(m.CourseEquipment(course_id=office.courses[code], equipment_id=kit, count=1))
    assert office.schedule().seated == 3
    assert office.kinds() == []


@pytest.mark.slow
def test_staff_who_teach_are_on_leave_and_sit_in_courses(blank: Workspace) -> None:
    office = Office(blank, "at", last=TUESDAY)
    office.change(m.Person, office.people["t"], email="t@e.org")
    office.course("A", takers="a")
    office.course("B", takers="t")
    office.trainer("Tom", "A", email="t@e.org")
    office.leave("t", 4)
    outcome = office.schedule()
    assert office.kinds() == []
    assert outcome.seated == 1


@pytest.mark.slow
def test_other_plans_take_people_rooms_and_trainers(blank: Workspace) -> None:
    office = Office(blank, "a", last=TUESDAY)
    other = office.add(m.Plan(name="Other", first_day=MONDAY, last_day=D(2027, 1, 29)))
    office.course("A")
    office.course("B", takers="a")
    office.add(m.Room(name="R1", seats=9))
    office.trainer("Tina", "A", "B")
    office.pick("a", "A", other)
    office.session("A", 4, "a", plan=other, room="R1", trainer="Tina", status="confirmed")
    office.schedule()
    assert office.state() == {"B-1": "5 R1/Tina a"}


def test_a_variant_takes_nothing(blank: Workspace) -> None:
    office = Office(blank, "a", last=TUESDAY)
    variant = office.add(m.Plan(name="V", first_day=MONDAY, last_day=TUESDAY, variant_of_id=office.plan))
    office.course("A")
    office.course("B", takers="a")
    office.pick("a", "A", variant)
    office.session("A", 4, "a", plan=variant)
    office.schedule()
    assert office.state() == {"B-1": "4 / a"}


def test_an_archived_plan_takes_nothing(blank: Workspace) -> None:
    office = Office(blank, "a", last=TUESDAY)
    old = office.add(m.Plan(name="Old", first_day=MONDAY, last_day=TUESDAY, state="archived"))
    office.course("A")
    office.course("B", takers="a")
    office.pick("a", "A", old)
    office.session("A", 4, "a", plan=old)
    office.schedule()
    assert office.state() == {"B-1": "4 / a"}


@pytest.mark.slow
def test_the_own_holiday_of_a_person_is_a_day_off_in_a_session_elsewhere(blank: Workspace) -> None:
    office = Office(blank, "a", last=TUESDAY)
    office.add(m.Site(name="Here"))
    office.add(m.Closure(first_day=MONDAY, last_day=MONDAY, site="Home", name="Founders' day"))
    office.change(m.Person, office.people["a"], location="Home")
    office.add(m.Room(name="R1", site="Here", seats=9))
    office.course("A", takers="a")
    office.schedule()
    assert office.state() == {"A-1": "5 R1/ a"}


@pytest.mark.slow
def test_times_are_real_ones_across_zones(blank: Workspace) -> None:
    """From 9 to 13 in New York is the afternoon in Berlin: the morning there is free."""
    office = Office(blank, "a", last=MONDAY)
    for name, zone in (("Berlin", "Europe/Berlin"), ("New York", "America/New_York")):
        office.add(m.Site(name=name, timezone=zone))
    office.add(m.Room(name="Rb", site="Berlin", seats=9))
    office.course("A", "0.5", takers="a")
    office.course("B", "0.5", takers="a")
    times = (dt.time(9), dt.time(13))
    office.session(
        "A",
        4,
        "a",
        portion="0.5",
        times=times,
        timezone="America/New_York",
        mode="online",
        status="confirmed",
    )
    assert office.schedule().seated == 2
    assert office.kinds() == []
    with blank.read() as db:
        (start,) = [
            row.start_time for row in db.query(m.SessionDay) if row.session_id != office.sessions["S1"]
        ]
    assert start == dt.time(9)


@pytest.mark.slow
@pytest.mark.parametrize("asked", [{}, {"only": "A"}])
def test_what_comes_first_is_put_before_what_stands(blank: Workspace, asked: dict[str, str]) -> None:
    office = Office(blank, "ab")
    office.course("A", takers="ab")
    office.course("B", takers="a")
    office.add(m.Prerequisite(course_id=office.courses["B"], required_course_id=office.courses["A"]))
    office.session("B", 12, "a", status="confirmed", locked=not asked)
    office.leave("b", 4, 15)
    courses = frozenset({office.courses["A"]}) if asked else None
    outcome = office.schedule(course_ids=courses)
    assert office.kinds() == []
    assert outcome.stays == ()


def test_counts_as_goes_over_any_number_of_steps(blank: Workspace) -> None:
    office = Office(blank, "a")
    for code in "ACE":
        office.course(code)
    office.course("B", takers="a")
    ids = office.courses
    office.add(m.Prerequisite(course_id=ids["B"], required_course_id=ids["A"]))
    office.add(m.Equivalent(course_id=ids["C"], counts_as_id=ids["A"]))
    office.add(m.Equivalent(course_id=ids["E"], counts_as_id=ids["C"]))
    office.add(
        m.Completion(
            person_id=office.people["a"], course_id=ids["E"], completed_on=D(2026, 5, 5), result="passed"
        )
    )
    assert office.schedule().seated == 1
    assert office.kinds() == []


@pytest.mark.slow
def test_what_is_still_valid_comes_before_though_its_renewal_is_picked(blank: Workspace) -> None:
    office = Office(blank, "a")
    office.course("A", takers="a")
    office.course("B", takers="a")
    ids = office.courses
    office.add(m.Prerequisite(course_id=ids["B"], required_course_id=ids["A"]))
    office.add(
        m.Completion(
            person_id=office.people["a"],
            course_id=ids["A"],
            completed_on=D(2026, 1, 5),
            result="passed",
            expires_on=D(2027, 1, 20),
        )
    )
    office.trainer("Tina", "A", first_day=D(2027, 6, 1))
    outcome = office.schedule()
    assert list(office.state()) == ["B-1"]
    assert [row.course_code for row in outcome.left_out] == ["A"]
    assert office.kinds() == []


@pytest.mark.slow
def test_a_course_of_a_provider_is_on_its_public_dates(blank: Workspace) -> None:
    office = Office(blank, "ab", last=D(2027, 2, 26))
    office.course("A", "2", takers="ab")
    office.add(m.Room(name="R1", seats=9))
    office.add(
        m.PublicDate(
            course_id=office.courses["A"],
            first_day=D(2027, 2, 8),
            last_day=D(2027, 2, 9),
            start_time=dt.time(10),
            end_time=dt.time(18),
            place="Hotel Berlin",
            seats=1,
            source="provider",
        )
    )
    outcome = office.schedule()
    assert office.state() == {"A-1": "8,9 Hotel Berlin/ a"}
    assert outcome.seated == 1
    with blank.read() as db:
        session = db.query(m.TrainingSession).one()
        assert (session.pinned, session.seats_max) == (True, 1)


# Reasons and options


def test_a_longer_period_knows_contracts_leave_and_holidays(blank: Workspace) -> None:
    office = Office(blank, "ab", last=D(2027, 1, 8))
    office.course("A", takers="a")
    office.course("B", takers="b")
    office.trainer("Tina", "A", last_day=D(2027, 1, 1))
    office.change(m.Person, office.people["b"], end_date=D(2026, 10, 31))
    brief = office.read()
    found = office.options(brief, office.solve(brief))
    labels = {option.label for options in found.values() for option in options}
    assert labels == {"One more trainer for Course A"}


def test_a_holiday_is_not_the_day_by_which_a_period_is_extended(blank: Workspace) -> None:
    office = Office(blank, "a", last=MONDAY)
    office.add(m.Closure(first_day=TUESDAY, last_day=TUESDAY, site="", name="Holiday"))
    office.course("A", takers="a")
    office.course("B", takers="a")
    brief = office.read()
    (options,) = office.options(brief, office.solve(brief)).values()
    assert "Extend the period by 1 day, to 6 January" in [option.label for option in options]


def _why(office: Office, **asked: object) -> list[str]:
    brief = office.read(**asked)
    return [row.reason for row in office.outcome(brief, office.solve(brief)).left_out]


@pytest.mark.slow
def test_too_few_people_are_not_said_where_a_ceiling_is_the_rule(blank: Workspace) -> None:
    office = Office(blank, "abcde", last=D(2027, 1, 15))
    for person in office.people.values():
        office.change(m.Person, person, team="T")
    office.policy("below minimum", "block")
    office.policy("absence ceiling", "block", "1")
    office.course("A", takers="abcde", min_seats=3)
    assert set(_why(office)) == {"Too few of T can be away at once for a session of Course A, which needs 3."}


def test_a_course_that_begins_in_the_morning_is_not_said_to_begin_never(blank: Workspace) -> None:
    office = Office(blank, "ab", last=D(2027, 1, 8))
    office.course("H", "0.5", takers="b")
    office.course("A", takers="a")
    office.trainer("Tina", "A", first_day=D(2027, 3, 1))
    (reason,) = _why(office)
    assert reason == "Nobody can teach Course A between 4 and 8 January."


def test_who_sits_in_what_stands_is_not_said_to_be_on_leave(blank: Workspace) -> None:
    office = Office(blank, "a", last=MONDAY)
    office.course("A", takers="a")
    office.course("B", takers="a")
    office.session("A", 4, "a", locked=True, status="confirmed")
    brief = office.read()
    proposal = office.solve(brief)
    (row,) = office.outcome(brief, proposal).left_out
    assert row.reason == "A is in Course A (4 January), which stays as it is."
    (options,) = office.options(brief, proposal).values()
    assert {option.relaxation.kind for option in options} == {"period"}


@pytest.mark.slow
def test_floors_are_said_only_of_as_many_seated(blank: Workspace) -> None:
    office = Office(blank, "abc", last=MONDAY)
    office.course("A", takers="abc", max_seats=2)
    office.trainer("Tina", "A")
    outcome = office.schedule()
    assert (outcome.seated, outcome.sessions, outcome.sessions_floor) == (2, 1, None)


@pytest.mark.slow
def test_what_helps_a_whole_group_is_offered(blank: Workspace) -> None:
    """Six want a course of two seats in one day: three days more seat the four who are left out."""
    office = Office(blank, "abcdef", last=MONDAY)
    office.course("A", takers="abcdef", max_seats=2)
    office.trainer("Tina", "A")
    brief = office.read()
    proposal = office.solve(brief)
    with blank.read() as db:
        names = read_names(db, brief)
    explanations = [*say_why(names, brief.problem, proposal).values()]
    group = alike(explanations, brief.problem, explanations[0].pick)
    assert len(group) == 4
    option = find_for_all(names, brief.problem, proposal, group)
    assert option is not None
    assert option.label == "Extend the period by 2 days, to 6 January: seats all 4 with this reason"
    with blank.read() as db:
        longer = read_brief(db, asked_with(brief.request, option))
    assert office.solve(longer).unseated == ()


@pytest.mark.slow
def test_a_schedule_seats_only_what_was_approved_where_the_plan_says_so(blank: Workspace) -> None:
    office = Office(blank, "abc", last=D(2027, 1, 8))
    office.course("A", takers="abc")
    office.change(m.Plan, office.plan, approval_rule="approved")
    with blank.read() as db:
        first, *_ = db.scalars(select(m.Pick.id).order_by(m.Pick.id)).all()
    office.add(m.PickDecision(pick_id=first, decision="approved"))
    assert (office.schedule().seated, office.kinds()) == (1, [])
    office.change(m.Plan, office.plan, approval_rule="all")
    assert (office.schedule().seated, office.kinds()) == (3, [])
    office.change(m.Plan, office.plan, approval_rule="approved")
    assert office.kinds() == ["not approved"]
