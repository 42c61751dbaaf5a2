"""Each kind of problem by example: found, worded with both of its sides, and gone when it is solved."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.day_words import full_day, short_day, span
from pmplanner.models import (
    Blackout,
    Person,
    TrainingSession,
)
from pmplanner.services.calendar.open_days import EVERY_DAY, set_working_week
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import add_absence, add_exemption, record_completion
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.services.problems.checks.places import why_away
from pmplanner.services.problems.reading.rows import Facts, Problem, TrainerFacts
from pmplanner.services.problems.tracking.accepting import accept_problem, withdraw_acceptance
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import sessions
from pmplanner.services.views import matrix
from pmplanner.services.views.schedule_page import view_outlook
from tests.services.finding_problems import all_found, only, put, said
from tests.services.small_plan import MONDAY, SmallPlan
from tests.support import known

DAY = dt.timedelta(days=1)


def _texts(small: SmallPlan) -> list[tuple[str, str]]:
    names = {person_id: name for name, person_id in small.people.items()}
    return [(names[known(p.person_id)], p.hint) for p in find_problems(small.db, small.plan)]


def test_a_plan_without_clashes_has_no_problems(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB")
    small.run("TIME", dt.date(2027, 3, 3), names="A")
    assert _texts(small) == []


class ElsewhereDate(dt.date):
    """A day on a computer that does not speak English."""

    def __format__(self, pattern: str) -> str:
        return "?" if pattern else str(self)


def test_days_are_named_in_english_whatever_the_computer_speaks() -> None:
    day = ElsewhereDate(1993, 5, 4)  # of no other test: texts of days are kept
    other = ElsewhereDate(1993, 6, 7)
    assert full_day(day) == "Tue 4 May 1993"
    assert short_day(day) == "Tue 4 May"
    assert span(day, other) == "4 May – 7 Jun"
    facts = Facts()
    assert why_away(facts, TrainerFacts("Kim", working_days=0b1), day) == "Does not work on Tuesdays"


def test_a_double_booking_names_the_other_session(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB")
    small.run("TIME", dt.date(2027, 3, 2), names="A")
    assert _texts(small) == [
        ("A", "Also in Time (TIME-1, Tue 2 Mar 2027) on Tue 2 Mar 2027."),
        ("A", "Also in Boot (BOOT-1, Mon 1 Mar 2027 to Tue 2 Mar 2027) on Tue 2 Mar 2027."),
    ]


def test_of_sessions_at_the_same_time_the_code_says_which_one_is_too_much(small: SmallPlan) -> None:
    """It would be another one where they were made in another order, as by an import."""
    set_policy(small.db, "days a week", "warn", limit=Decimal(1))
    for code in ("Z", "A"):
        small.course(code)
    runs = {code: small.run(code, names="E") for code in ("Z", "A")}
    (found,) = [each for each in find_problems(small.db, small.plan) if each.kind == "days a week"]
    assert (found.session_id, found.other_session_id) == (runs["Z"], runs["A"])


def test_morning_and_afternoon_do_not_clash(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    morning, afternoon = small.run("BOOT", names="A"), small.run("TIME", names="A")
    sessions.set_session_days(small.db, morning, [Day(MONDAY, dt.time(9), dt.time(13))])
    sessions.set_session_days(small.db, afternoon, [Day(MONDAY, dt.time(13), dt.time(17))])
    assert _texts(small) == []


def test_those_beyond_the_seats_are_the_last_to_come(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="BAC", seats_max=3)
    sessions.change_session(small.db, session, seats_max=2)
    assert _texts(small) == [("C", "BOOT-1 has 2 seats and 3 people.")]


def test_those_on_the_waiting_list_have_no_problem(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    small.run("BOOT", names="AB", seats_max=1)
    small.run("TIME", names="B")
    assert _texts(small) == []


def test_a_prerequisite_must_end_before(small: SmallPlan) -> None:
    small.course("LEAD", "2")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    lead = small.run("LEAD", names="A")
    small.run("CROSS", dt.date(2027, 3, 3), names="AB")
    assert _texts(small) == [("B", "Needs Lead first, which is neither done nor booked.")]
    sessions.move_session(small.db, lead, dt.date(2027, 3, 4))
    assert _texts(small)[0] == (
        "A",
        "Needs Lead first, but Lead (LEAD-1, Thu 4 Mar 2027 to Fri 5 Mar 2027) ends on Fri 5 Mar 2027.",
    )


@pytest.mark.parametrize("how", ["done", "exempt", "equivalent"])
def test_a_prerequisite_can_be_met_before(small: SmallPlan, how: str) -> None:
    small.course("LEAD")
    small.course("OLD")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.counts_as("OLD", "LEAD")
    small.run("CROSS", names="A")
    person, before = small.people["A"], dt.date(2026, 5, 4)
    if how == "done":
        record_completion(small.db, person, small.courses["LEAD"], before)
    elif how == "exempt":
        add_exemption(small.db, person, small.courses["LEAD"], "Ten years of it.")
    else:
        record_completion(small.db, person, small.courses["OLD"], before)
    small.db.flush()
    assert _texts(small) == []


@pytest.mark.parametrize(
    ("done", "met"),
    [(dt.date(2026, 4, 1), True), (dt.date(2026, 3, 1), True), (dt.date(2026, 2, 28), False)],
)
def test_a_prerequisite_that_has_expired_is_not_met(small: SmallPlan, done: dt.date, met: bool) -> None:
    small.course("LEAD", valid_months=12)
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    small.run("CROSS", names="A")
    record_completion(small.db, small.people["A"], small.courses["LEAD"], done)
    small.db.flush()
    assert (_texts(small) == []) is met


def test_who_is_away_is_told_with_the_period(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="AB")
    add_absence(small.db, small.people["A"], dt.date(2027, 3, 2), dt.date(2027, 3, 12), "On leave")
    small.db.flush()
    assert _texts(small) == [("A", "On leave from Tue 2 Mar 2027 to Fri 12 Mar 2027.")]
    (problem,) = find_problems(small.db, small.plan)
    assert problem.day == dt.date(2027, 3, 2)


def test_a_cancelled_session_has_no_problems(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    session = small.run("BOOT", names="A")
    small.run("TIME", names="A")
    assert _texts(small) != []
    sessions.change_session(small.db, session, status="cancelled")
    assert _texts(small) == []


def test_a_double_booking_is_said_once_with_both_sessions(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    boot = small.run("BOOT", names="AB")
    time = small.run("TIME", dt.date(2027, 3, 2), names="A")
    assert said(small) == (
        "double-booking",
        "A is in two sessions on Tue 2 Mar",
        "Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 2 Mar).",
    )
    found = find_problems(small.db, small.plan)
    assert [(p.session_id, p.other_session_id, p.mirrored) for p in found] == [
        (boot, time, False),
        (time, boot, True),
    ]
    assert len({p.key for p in found}) == 1


def test_an_absence_names_the_session_and_the_period(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    add_absence(small.db, small.people["A"], dt.date(2027, 3, 2), dt.date(2027, 3, 12), "On leave")
    assert said(small) == (
        "absence",
        "A is away during BOOT-1 on Tue 2 Mar",
        "Boot (BOOT-1, 1–2 Mar): On leave from Tue 2 Mar 2027 to Fri 12 Mar 2027.",
    )


@pytest.mark.parametrize(
    ("values", "title", "day"),
    [
        ({"end_date": MONDAY}, "A has left before BOOT-1 on Tue 2 Mar", MONDAY + DAY),
        ({"start_date": MONDAY + DAY}, "A is not here yet for BOOT-1 on Mon 1 Mar", MONDAY),
    ],
)
def test_who_is_not_employed_on_all_days(
    small: SmallPlan, values: dict[str, object], title: str, day: dt.date
) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    assert all_found(small) == []
    change_person(small.db, small.people["A"], **values)
    problem = only(small)
    assert (problem.kind, problem.title, problem.day) == ("not employed", title, day)


def test_who_works_part_time_has_days_off(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    small.db.get_one(Person, small.people["A"]).working_days = 0b11101
    assert said(small) == (
        "day off",
        "A does not work on Tue 2 Mar, a day of BOOT-1",
        "Boot (BOOT-1, 1–2 Mar): Does not work on Tuesdays.",
    )


def test_a_prerequisite_that_ends_later_is_named(small: SmallPlan) -> None:
    small.course("LEAD", "2")
    small.course("CROSS")
    small.needs("CROSS", "LEAD")
    lead = small.run("LEAD", dt.date(2027, 3, 4), names="A")
    small.run("CROSS", names="A")
    assert said(small) == (
        "prerequisite",
        "A comes too early to CROSS-1 on Mon 1 Mar",
        "Cross (CROSS-1, 1 Mar) needs Lead first, which ends later: Lead (LEAD-1, 4–5 Mar).",
    )
    assert only(small).other_session_id == lead


@pytest.mark.parametrize(
    ("done", "late"),
    [(dt.date(2026, 3, 2), False), (dt.date(2026, 3, 1), True), (dt.date(2025, 12, 1), False)],
)
def test_a_certificate_must_not_expire_before_it_is_renewed(
    small: SmallPlan, done: dt.date, late: bool
) -> None:
    small.course("LEAD", "2", valid_months=12)
    small.run("LEAD", names="A")
    record_completion(small.db, small.people["A"], small.courses["LEAD"], done)
    if not late:
        assert all_found(small) == []
        return
    assert said(small) == (
        "certificate",
        "A renews Lead too late, in LEAD-1",
        "Lead (LEAD-1, 1–2 Mar): Lead expires on Mon 1 Mar 2027, before the session has ended.",
    )


def test_a_team_is_not_trained_in_its_blackout(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="AB")
    change_person(small.db, small.people["A"], team="Sales")
    span = {"first_day": dt.date(2027, 3, 2), "last_day": dt.date(2027, 3, 31)}
    put(small.db, Blackout, team="sales", name="Quarter’s end", **span)
    assert said(small) == (
        "blackout",
        "A cannot be trained on Tue 2 Mar, a day of BOOT-1",
        (
            "Boot (BOOT-1, 1–2 Mar): Sales is not trained from Tue 2 Mar 2027 to Wed 31 Mar 2027 "
            "(Quarter’s end)."
        ),
    )


def test_days_a_week_are_those_of_the_working_week(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME", "1.5")
    set_working_week(small.db, 0b1001111)  # Sunday to Thursday
    small.run("BOOT", dt.date(2027, 3, 7), names="A")
    small.run("TIME", dt.date(2027, 3, 9), names="A")
    set_policy(small.db, "days a week", limit=Decimal("3.25"))
    problem = only(small)
    assert (problem.kind, "in the week of 7 Mar" in problem.title) == ("days a week", True)
    set_working_week(small.db, EVERY_DAY)  # Sunday is the last day of the week before
    assert all_found(small) == []


@pytest.mark.parametrize(
    ("kind", "second", "when"),
    [
        ("days a week", dt.date(2027, 3, 4), "in the week of 1 Mar"),
        ("days a month", dt.date(2027, 3, 24), "in March"),
    ],
)
def test_too_many_days_in_a_period(small: SmallPlan, kind: str, second: dt.date, when: str) -> None:
    small.course("BOOT", "2")
    small.course("TIME", "1.5")
    small.run("BOOT", names="A")
    small.run("TIME", second, names="A")
    assert all_found(small) == [], "without a limit the kind is silent"
    set_policy(small.db, kind, limit=Decimal("3.5"))
    assert all_found(small) == []
    set_policy(small.db, kind, limit=Decimal("3.25"))
    problem = only(small)
    assert problem.title == f"A has 3.5 days of training {when}"
    assert problem.text.startswith("At most 3.25 can be: Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, ")
    assert problem.day == second + DAY
    set_policy(small.db, kind, team="Sales", limit=Decimal(5))
    assert only(small).kind == kind
    change_person(small.db, small.people["A"], team="SALES")
    assert all_found(small) == [], "the team's own limit goes before"


# What is done about a kind


def _clash(small: SmallPlan) -> Problem:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="A")
    small.run("TIME", names="A")
    return only(small)


def test_what_is_ignored_is_not_found(small: SmallPlan) -> None:
    assert _clash(small).action == "warn"
    set_policy(small.db, "double-booking", "block")
    assert only(small).action == "block"
    set_policy(small.db, "double-booking", "ignore", plan_id=small.plan)
    assert all_found(small) == []
    assert matrix.list_cells(small.db, small.plan)[small.people["A"], small.courses["BOOT"]].problems == ()


def test_what_is_accepted_is_left_out_of_counts_and_marks(small: SmallPlan) -> None:
    problem = _clash(small)
    with pytest.raises(PlanError, match="why"):
        accept_problem(small.db, small.plan, problem.key, "  ")
    accept_problem(small.db, small.plan, problem.key, " Takes turns. ")
    assert all_found(small) == []
    assert view_outlook(small.db, small.plan, MONDAY).problems == ()
    cell = matrix.list_cells(small.db, small.plan)[small.people["A"], small.courses["TIME"]]
    assert (cell.state, cell.problems) == ("scheduled", ())
    found = find_problems(small.db, small.plan, accepted=True)
    assert [p.accepted for p in found] == ["Takes turns."] * 2, "both sides, by one key"
    withdraw_acceptance(small.db, small.plan, problem.key)
    assert only(small) == problem
    with pytest.raises(PlanError, match="not been accepted"):
        withdraw_acceptance(small.db, small.plan, problem.key)


def test_the_problems_of_sessions_are_those_of_all_that_are_theirs(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.course("LEAD")
    for code in ("BOOT", "TIME", "LEAD"):
        small.run(code, names="A", room="Oslo", trainer="A", seats_min=2)
    whole = find_problems(small.db, small.plan)
    assert len(whole) > 9
    for session in {p.session_id for p in whole}:
        assert find_problems(small.db, small.plan, session_ids=[session]) == [
            p for p in whole if p.session_id == session
        ]
    assert small.db.get_one(TrainingSession, whole[0].session_id).code == "BOOT-1"


def test_every_kind_is_described() -> None:
    assert all(kind.about.endswith(".") and name == kind.name for name, kind in KINDS.items())
