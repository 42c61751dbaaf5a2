"""The load of teams, rooms and trainers agrees with asking day by day, and with the checks."""

import datetime as dt
from typing import get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pmplanner.services.policies.policies import PolicyRow
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.views.load import LoadBook, LoadDays, LoadKind, load_of, load_weeks
from pmplanner.services.views.load_details import list_load
from tests.services.random_facts import all_facts
from tests.services.slow_load import SlowLoad
from tests.tiers import examples

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def book_of(facts: Facts, kind: LoadKind, first_weekday: int = 0) -> LoadBook:
    first, weeks = load_weeks(facts, first_weekday)
    return load_of(facts, LoadDays(first, weeks, facts.closed, facts.week), kind)


def with_own_days(draw: st.DrawFn, facts: Facts) -> None:
    """Give some seats a pick whose days are the person's own."""
    for session_id, seats in list(facts.seats.items()):
        changed = []
        for seat in seats:
            pick_id = 1000 * session_id + seat.person_id
            if draw(st.booleans()):
                facts.own[pick_id] = draw(st.integers(1, 6) | st.sampled_from([128, 400]))
            changed.append(seat._replace(pick_id=pick_id))
        facts.set_seats(session_id, changed)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Facts, list[PolicyRow], int]:
    facts, rows = draw(all_facts())
    with_own_days(draw, facts)
    for person_id, person in list(facts.people.items()):
        if draw(st.booleans()):
            first = facts.first_day + dt.timedelta(days=draw(st.integers(-3, 9)))
            spell = first, first + dt.timedelta(days=draw(st.integers(0, 4)))
            facts.people[person_id] = person._replace(earlier=(spell,))
    facts.forget_people()
    return facts, rows, draw(st.integers(0, 6))


@settings(max_examples=examples(25, 1500), derandomize=True, phases=WITHOUT_SHRINKING)
@given(cases())
def _compare(case: tuple[Facts, list[PolicyRow], int]) -> None:
    facts, rows, first_weekday = case
    slow = SlowLoad(facts, rows)
    for kind in get_args(LoadKind):
        book = book_of(facts, kind, first_weekday)
        assert book.weeks[0].weekday() == first_weekday
        assert book.weeks[0] <= facts.first_day
        for row, line in enumerate(book.rows):
            for week, first in enumerate(book.weeks):
                if kind == "room":
                    expected = slow.room(line.key, first)
                elif kind == "trainer":
                    expected = slow.trainer(line.key, first)
                elif line.person_id is not None:
                    expected = slow.person(facts.people[line.person_id], first)
                else:
                    ids = [each.person_id for each in book.rows[row + 1 : row + 1 + line.people]]
                    team = [person for person in facts.people.values() if person.id in ids]
                    expected = slow.team(team, first)
                assert tuple(book.cell(row, week)) == expected, (kind, line, first)
                _same_behind(facts, book, row, week)
    _everybody_is_there(facts, book_of(facts, "team"))
    _as_checked(facts, book_of(facts, "team", first_weekday))


def _same_behind(facts: Facts, book: LoadBook, row: int, week: int) -> None:
    """What is listed explains the numbers; only what is doubly booked is more than a day."""
    cell, parts = book.cell(row, week), list_load(facts, book, row, week)
    training = [part for part in parts if not part.is_leave]
    assert sum(part.quarters for part in parts if part.is_leave) == cell.leave
    assert bool(cell.used) == any(part.quarters for part in training)
    assert sum(part.quarters for part in training) >= cell.used
    assert sum(part.off for part in training) >= cell.off
    if len({(part.person_id, day) for part in training for day in part.days}) == sum(
        len(part.days) for part in training
    ):
        assert sum(part.quarters for part in training) == cell.used


def _everybody_is_there(facts: Facts, book: LoadBook) -> None:
    listed = [line.person_id for line in book.rows if line.person_id is not None]
    assert len(listed) == len(set(listed)) == sum(line.people for line in book.rows)
    assert [line.key == "" for line in book.rows] == sorted(line.key == "" for line in book.rows)


def _as_checked(facts: Facts, book: LoadBook) -> None:
    """A cell is over the ceiling in just the weeks in which the check finds the team."""
    found = {
        (problem.team.lower(), problem.day)
        for problem in check(facts)
        if problem.kind == "absence ceiling" and problem.day is not None
    }
    weeks = {
        (team, week)
        for team, day in found
        for week, first in enumerate(book.weeks)
        if first <= day < first + dt.timedelta(days=7)
    }
    shown = {
        (line.key, week)
        for row, line in enumerate(book.rows)
        for week in range(len(book.weeks))
        if book.cell(row, week).over
    }
    assert shown == weeks


@pytest.mark.slow
def test_the_load_is_what_asking_day_by_day_gives() -> None:
    _compare()
