"""What cannot work as planned, compared with a checker that tries everything."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmplanner.services import sessions
from pmplanner.services.history import add_absence, exempt_person, record_completion
from pmplanner.services.problems import Booking, Facts, Part, Problem, Run, check, find_problems
from pmplanner.services.session_days import Day
from tests.services.small_plan import MONDAY, SmallPlan

DAY = dt.timedelta(days=1)
Found = tuple[str, int, int, int | None]
"""Kind, person, session, other session."""


def slow_check(facts: Facts) -> set[Found]:
    """Find the problems by trying every person, session, hour and day."""
    people = {booking.person_id for booking in facts.bookings}
    return {
        (kind, person, run, other)
        for person in people
        for run in facts.runs
        for kind, other in slow_problems(facts, person, run)
    }


def slow_problems(facts: Facts, person: int, run: int) -> Iterator[tuple[str, int | None]]:
    status = {b.run_id: b.status for b in facts.bookings if b.person_id == person}
    if run not in status:
        return
    seats = facts.runs[run].seats_max
    order = [b.person_id for b in facts.bookings if b.run_id == run]
    if seats is not None and person in order[seats:]:
        yield "over capacity", None
    for other in status:
        if (
            other != run
            and "absent" not in (status[run], status[other])
            and hours(facts, run) & hours(facts, other)
        ):
            yield "double-booking", other
    if status[run] != "booked":
        return
    days = {part.day for part in facts.runs[run].parts}
    for first, last, _kind in facts.absences.get(person, []):
        if any(first <= day <= last for day in days):
            yield "absence", None
    for course in facts.prerequisites.get(facts.runs[run].course_id, ()):
        yield from slow_prerequisite(facts, person, run, course, status)


def slow_prerequisite(
    facts: Facts, person: int, run: int, course: int, status: dict[int, str]
) -> Iterator[tuple[str, int | None]]:
    begin = min(part.day for part in facts.runs[run].parts)
    good = facts.serves[course]
    for done_course, done, expiry in facts.satisfied.get(person, []):
        if done_course in good and done < begin and not (expiry is not None and expiry < begin):
            return
    ends = {
        other: max(part.day for part in facts.runs[other].parts)
        for other in status
        if status[other] != "absent" and facts.runs[other].course_id in good
    }
    if not any(end < begin for end in ends.values()):
        yield "prerequisite", min(ends, key=lambda other: (ends[other], other), default=None)


def hours(facts: Facts, run: int) -> set[tuple[dt.date, int]]:
    return {
        (part.day, hour) for part in facts.runs[run].parts for hour in range(part.start.hour, part.end.hour)
    }


days = st.integers(0, 9).map(lambda offset: MONDAY + offset * DAY)
COURSES = (1, 2, 3, 4)
PEOPLE = (11, 12, 13)


@st.composite
def parts(draw: st.DrawFn) -> tuple[Part, ...]:
    found = []
    for day in sorted(draw(st.sets(days, min_size=1, max_size=3))):
        start = draw(st.integers(8, 15))
        found.append(Part(day, dt.time(start), dt.time(draw(st.integers(start + 1, 17)))))
    return tuple(found)


@st.composite
def periods(draw: st.DrawFn) -> tuple[dt.date, dt.date, str]:
    first = draw(days)
    return first, first + draw(st.integers(0, 2)) * DAY, draw(st.sampled_from(["", "Leave"]))


@st.composite
def completions(draw: st.DrawFn) -> tuple[int, dt.date, dt.date | None]:
    done = draw(days)
    expiry = draw(st.one_of(st.none(), st.integers(0, 6).map(lambda offset: done + offset * DAY)))
    return draw(st.sampled_from(COURSES)), done, expiry


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    runs = {
        number: Run(
            number,
            f"R-{number}",
            draw(st.sampled_from(COURSES)),
            draw(st.sampled_from([None, 0, 1, 2])),
            draw(parts()),
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    }
    statuses = st.sampled_from(["booked", "booked", "booked", "attended", "partly attended", "absent"])
    pairs = draw(st.lists(st.sampled_from([(p, r) for p in PEOPLE for r in runs]), unique=True))
    serves = {
        course: frozenset({course, *draw(st.sets(st.sampled_from(COURSES), max_size=1))})
        for course in COURSES
    }
    return Facts(
        runs=runs,
        bookings=[Booking(person, run, draw(statuses)) for person, run in pairs],
        absences=draw(st.dictionaries(st.sampled_from(PEOPLE), st.lists(periods(), max_size=2))),
        titles={course: f"Course {course}" for course in COURSES},
        # The courses before a course have smaller ids, so that none needs itself.
        prerequisites={course: tuple(range(1, course)) for course in COURSES if draw(st.booleans())},
        serves=serves,
        satisfied=draw(st.dictionaries(st.sampled_from(PEOPLE), st.lists(completions(), max_size=3))),
    )


def found(problems: list[Problem]) -> set[Found]:
    return {(p.kind, p.person_id, p.run_id, p.other_run_id) for p in problems}


@settings(max_examples=100, deadline=None)
@given(all_facts())
def test_the_check_finds_what_trying_everything_finds(facts: Facts) -> None:
    problems = check(facts)
    assert found(problems) == slow_check(facts)
    for problem in problems:
        assert problem.course_id == facts.runs[problem.run_id].course_id
        assert problem.day in {part.day for part in facts.runs[problem.run_id].parts}
        if problem.other_run_id is not None:
            assert facts.runs[problem.other_run_id].code in problem.text


@settings(max_examples=40, deadline=None)
@given(all_facts(), st.sets(st.sampled_from(PEOPLE)))
def test_asking_for_some_people_gives_just_their_problems(facts: Facts, some: set[int]) -> None:
    assert check(facts, some) == [problem for problem in check(facts) if problem.person_id in some]


@settings(max_examples=40, deadline=None)
@given(all_facts())
def test_each_double_booking_is_told_once_unmirrored(facts: Facts) -> None:
    doubles = [problem for problem in check(facts) if problem.kind == "double-booking"]
    once = [problem for problem in doubles if not problem.mirrored]
    assert len(doubles) == 2 * len(once)


def _texts(small: SmallPlan) -> list[tuple[str, str]]:
    names = {person_id: name for name, person_id in small.people.items()}
    return [(names[p.person_id], p.text) for p in find_problems(small.session, small.plan)]


def test_a_plan_without_clashes_has_no_problems(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB")
    small.run("TIME", dt.date(2027, 3, 3), names="A")
    assert _texts(small) == []


def test_a_double_booking_names_the_other_session(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB")
    small.run("TIME", dt.date(2027, 3, 2), names="A")
    assert _texts(small) == [
        ("A", "Also in Time (TIME-1, Tue 2 Mar 2027) on Tue 2 Mar 2027."),
        ("A", "Also in Boot (BOOT-1, Mon 1 Mar 2027 to Tue 2 Mar 2027) on Tue 2 Mar 2027."),
    ]


def test_morning_and_afternoon_do_not_clash(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    morning, afternoon = small.run("BOOT", names="A"), small.run("TIME", names="A")
    sessions.set_session_days(small.session, morning, [Day(MONDAY, dt.time(9), dt.time(13))])
    sessions.set_session_days(small.session, afternoon, [Day(MONDAY, dt.time(13), dt.time(17))])
    assert _texts(small) == []


def test_those_beyond_the_seats_are_the_last_to_come(small: SmallPlan) -> None:
    small.course("BOOT")
    run = small.run("BOOT", names="BAC", seats_max=3)
    sessions.change_session(small.session, run, seats_max=2)
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
    sessions.move_session(small.session, lead, dt.date(2027, 3, 4))
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
        record_completion(small.session, person, small.courses["LEAD"], before)
    elif how == "exempt":
        exempt_person(small.session, person, small.courses["LEAD"], "Ten years of it.")
    else:
        record_completion(small.session, person, small.courses["OLD"], before)
    small.session.flush()
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
    record_completion(small.session, small.people["A"], small.courses["LEAD"], done)
    small.session.flush()
    assert (_texts(small) == []) is met


def test_who_is_away_is_told_with_the_period(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="AB")
    add_absence(small.session, small.people["A"], dt.date(2027, 3, 2), dt.date(2027, 3, 12), "On leave")
    small.session.flush()
    assert _texts(small) == [("A", "On leave from Tue 2 Mar 2027 to Fri 12 Mar 2027.")]
    (problem,) = find_problems(small.session, small.plan)
    assert problem.day == dt.date(2027, 3, 2)


def test_a_cancelled_session_has_no_problems(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    run = small.run("BOOT", names="A")
    small.run("TIME", names="A")
    assert _texts(small) != []
    sessions.change_session(small.session, run, status="cancelled")
    assert _texts(small) == []
