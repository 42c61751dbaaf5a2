"""Closing gaps for many people at once: picked, seated in what exists, exempt with a reason."""

import datetime as dt
from itertools import product
from random import Random

import pytest
from sqlalchemy import select

from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Exemption, PathItem, Person, Seat
from pmplanner.models.statuses import PathKind
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.people.history import add_absence, add_exemption, record_completion
from pmplanner.services.people.tracks import add_track, assign_track
from pmplanner.services.plans.closing_gaps import SeatFor, exempt_gaps, pick_gaps, seat_gaps
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.totals.gaps import group_gaps, read_gaps
from pmplanner.services.views.gap_seats import GapSeats, find_gap_seats
from tests.services.small_plan import MONDAY, SmallPlan
from tests.tiers import seeds

BEFORE = dt.date(2026, 12, 1)
DAY = dt.timedelta(days=1)
Pairs = list[tuple[int, int]]


def _require(small: SmallPlan, names: str, *codes: str) -> Pairs:
    """Let a new track of these people require courses; return what they need."""
    track = add_track(small.db, f"T{names}", f"T{names}")
    for place, code in enumerate(codes):
        course = small.courses.get(code) or small.course(code)
        small.db.add(PathItem(track_id=track, course_id=course, kind=PathKind.REQUIRED, position=place))
    people = [small.person(name) for name in names]
    small.db.flush()
    assign_track(small.db, track, people)
    return [(person, small.courses[code]) for person in people for code in codes]


def _states(small: SmallPlan) -> dict[str, dict[str, str]]:
    """The state of each need, by the names of person and course."""
    people = {key: name for name, key in small.people.items()}
    courses = {key: code for code, key in small.courses.items()}
    needs = read_needs(small.db, small.plan)
    return {people[key]: {courses[n.course_id]: n.state for n in theirs} for key, theirs in needs.items()}


def _seats(small: SmallPlan, pairs: Pairs) -> GapSeats:
    return find_gap_seats(gather_facts(small.db, small.plan), pairs, BEFORE)


def test_only_what_is_missing_is_picked(small: SmallPlan) -> None:
    pairs = _require(small, "AB", "BOOT", "TIME")
    small.pick("A", "BOOT")
    record_completion(
        small.db, small.people["B"], small.courses["TIME"], dt.date(2027, 2, 1), result="failed"
    )
    chosen = [pair for pair in pairs if pair != (small.people["A"], small.courses["TIME"])]
    # The failure makes a pick that was in vain, and the next attempt is picked.
    assert pick_gaps(small.db, small.plan, chosen) == 2
    assert _states(small) == {
        "A": {"BOOT": "satisfied", "TIME": "missing"},
        "B": {"BOOT": "satisfied", "TIME": "satisfied"},
    }
    with pytest.raises(PlanError, match="Nothing of this is missing"):
        pick_gaps(small.db, small.plan, chosen)


def test_what_is_missing_is_seated_where_seats_are_free(small: SmallPlan) -> None:
    pairs = _require(small, "ABC", "BOOT")
    session = small.run("BOOT", names="Z", seats_max=3)
    seats = _seats(small, pairs)
    assert [(s.person_id, s.session_id) for s in seats.seats] == [(pair[0], session) for pair in pairs[:2]]
    assert (seats.left, [row[1:] for row in seats.sessions]) == (1, [("BOOT-1", MONDAY, MONDAY, 2)])
    assert seat_gaps(small.db, small.plan, seats.seats) == 2
    assert small.seats(session) == dict.fromkeys("ZAB", "booked")
    assert _states(small)["C"] == {"BOOT": "missing"}

    # What was found is gone by now
    late = SeatFor(*pairs[2], session)
    with pytest.raises(PlanError, match="BOOT-1 has fewer free seats by now"):
        seat_gaps(small.db, small.plan, [late])


def test_nobody_is_seated_where_that_cannot_work(small: SmallPlan) -> None:
    pairs = _require(small, "ABCD", "BOOT")
    small.course("TIME")
    small.needs("BOOT", "TIME")
    for name in "ABC":
        record_completion(small.db, small.people[name], small.courses["TIME"], dt.date(2026, 5, 1))
    small.run("BOOT")
    small.run("BOOT", locked=True)
    small.course("OTHER")
    small.run("OTHER", names="A")
    add_absence(small.db, small.people["B"], MONDAY, MONDAY)
    seats = _seats(small, pairs)
    assert ([s.person_id for s in seats.seats], seats.left) == ([small.people["C"]], 3)
    assert find_gap_seats(gather_facts(small.db, small.plan), pairs, MONDAY + DAY).seats == ()


def test_a_course_and_what_follows_it_are_seated_together(small: SmallPlan) -> None:
    pairs = _require(small, "A", "BOOT", "TIME")
    small.needs("BOOT", "TIME")
    small.run("TIME", MONDAY)
    small.run("BOOT", MONDAY + 7 * DAY)
    assert [s.course_id for s in _seats(small, pairs).seats] == [small.courses[c] for c in ("TIME", "BOOT")]


def test_who_would_make_a_problem_is_left_out(small: SmallPlan) -> None:
    pairs = _require(small, "ABC", "BOOT")
    for name in "ABC":
        small.db.get_one(Person, small.people[name]).team = "X"
    small.db.flush()
    set_policy(small.db, "absence ceiling", "block", limit=2)
    small.run("BOOT")
    seats = _seats(small, pairs)
    assert ([s.person_id for s in seats.seats], seats.left) == ([pair[0] for pair in pairs[:2]], 1)


def test_people_are_exempt_with_a_reason(small: SmallPlan) -> None:
    pairs = _require(small, "ABC", "BOOT")
    boot = small.courses["BOOT"]
    add_exemption(small.db, small.people["B"], boot, "leave", None, dt.date(2026, 12, 31))
    add_exemption(small.db, small.people["B"], boot, "again", dt.date(2027, 7, 10), None)
    book = read_gaps(small.db, small.plan, MONDAY)
    (total,) = [row for row in group_gaps(book, "track") if row.is_total]
    assert (total.overdue, total.since) == (1, dt.date(2026, 12, 31))

    with pytest.raises(PlanError, match="Say why"):
        exempt_gaps(small.db, small.plan, pairs, "  ")
    assert exempt_gaps(small.db, small.plan, pairs[:2], " knows it ") == 2
    assert _states(small) == {
        "A": {"BOOT": "credited"},
        "B": {"BOOT": "credited"},
        "C": {"BOOT": "missing"},
    }
    new = select(Exemption.person_id, Exemption.first_day, Exemption.last_day)
    assert list(
        small.db.execute(new.where(Exemption.reason == "knows it").order_by(Exemption.person_id))
    ) == [
        (small.people["A"], NO_FIRST_DAY, NO_LAST_DAY),
        (small.people["B"], dt.date(2027, 1, 1), dt.date(2027, 7, 9)),
    ]
    with pytest.raises(PlanError, match="Nothing of this is missing"):
        exempt_gaps(small.db, small.plan, pairs[:2], "twice")


def _most(can: dict[int, list[int]], free: dict[int, int]) -> int:
    """The most people that can be seated, by trying everything."""
    best = 0
    for choice in product(*([None, *sessions] for sessions in can.values())):
        if all(choice.count(session) <= seats for session, seats in free.items()):
            best = max(best, sum(session is not None for session in choice))
    return best


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(6, 400))
def test_as_many_as_can_be_are_seated_and_nothing_clashes(small: SmallPlan, seed: int) -> None:
    chance = Random(seed)
    pairs = _require(small, "ABCDEF", "BOOT")
    days = [MONDAY + 7 * n * DAY for n in range(3)]
    free: dict[int, int] = {}
    for day in days:
        most = chance.randint(1, 2)
        free[small.run("BOOT", day, seats_max=most)] = most
    sessions = dict(zip(free, days, strict=True))
    can: dict[int, list[int]] = {}
    for person, _ in pairs:
        away = [day for day in days if chance.random() < 0.5]
        for day in away:
            add_absence(small.db, person, day, day)
        can[person] = [session for session, day in sessions.items() if day not in away]
    before = {problem.key for problem in check(gather_facts(small.db, small.plan))}
    seats = _seats(small, pairs)
    assert all(seat.session_id in can[seat.person_id] for seat in seats.seats)
    assert len(seats.seats) == _most(can, free) == len(pairs) - seats.left
    if seats.seats:
        assert seat_gaps(small.db, small.plan, seats.seats) == len(seats.seats)
    booked = list(small.db.scalars(select(Seat.status)))
    assert booked == ["booked"] * len(seats.seats)
    after = {problem.key for problem in check(gather_facts(small.db, small.plan))}
    assert after <= before
