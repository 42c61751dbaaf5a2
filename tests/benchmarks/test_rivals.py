"""The converters to and from other programs, without the programs."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import (
    Course,
    Person,
    Pick,
    PlannedSession,
    Problem,
    Proposal,
    Room,
    Trainer,
)
from tests.benchmarks.rivals import fet
from tests.benchmarks.rivals.common import Crowd, Group, crowds_of, groups_of, honest_proposal
from tests.benchmarks.rivals.job_shop import kinds_of_rooms, spans
from tests.benchmarks.rivals.timefold_side import away_before, is_for_everybody, name_rooms
from tests.benchmarks.training_problems import working_days

PROBLEM = Problem(
    working_days(10),
    (Course(0, 2, 3, trainers=(7, 8), rooms=(1, 2)), Course(1, 1, trainers=(7,), starts=(4, 5, 6))),
    (Person(0, (0, 1)), Person(1), Person(2)),
    (
        Pick(0, 0, 0),
        Pick(1, 1, 0, latest=6),
        Pick(2, 2, 0, earliest=1),
        Pick(3, 0, 1, after=(0,)),
        Pick(4, 1, 1, after=(1,)),
    ),
    (Trainer(7, (9,)), Trainer(8)),
    (Room(1, 2, (3,)), Room(2, 4)),
)
OURS = Proposal(
    (
        PlannedSession(None, 0, (2, 3), 8, 2, (0, 1, 2)),
        PlannedSession(None, 1, (4,), 7, None, (3, 4)),
    )
)


def groups() -> tuple[Group, ...]:
    return groups_of(PROBLEM, OURS)


def test_the_example_is_a_valid_proposal() -> None:
    assert check(PROBLEM, OURS) == []


def test_a_group_has_what_its_place_depends_on() -> None:
    first, second = groups()
    assert first.people == (0, 1, 2)
    assert first.rooms == (2,)
    assert first.starts == (1, 2, 3, 4, 5)
    assert first.after == ()
    assert (second.rooms, second.starts, second.after) == (None, (4, 5, 6), (0,))


def test_who_is_bound_by_less_than_somebody_else_is_left_out() -> None:
    seated = (
        PlannedSession(None, 0, (2, 3), 8, 2, (0, 2)),
        PlannedSession(None, 1, (4,), 7, None, (3, 4, 5)),
    )
    people = (*PROBLEM.people, Person(3, (1,)), Person(4, (9,)))
    picks = (*PROBLEM.picks, Pick(5, 3, 1), Pick(6, 4, 0))
    problem = replace(PROBLEM, people=people, picks=picks)
    assert crowds_of(problem, groups_of(problem, Proposal(seated))) == (Crowd((0, 1), (0, 1)),)
    more = (replace(seated[0], seated=(0, 2, 6)), seated[1])
    assert crowds_of(problem, groups_of(problem, Proposal(more))) == (
        Crowd((0, 1), (0, 1)),
        Crowd((0,), (9,)),
    )


def test_what_is_valid_is_kept() -> None:
    assert honest_proposal(PROBLEM, OURS.sessions) == OURS


def test_who_is_away_is_left_out_with_what_comes_after() -> None:
    moved = (PlannedSession(None, 0, (1, 2), 8, 2, (0, 1, 2)), OURS.sessions[1])
    found = honest_proposal(PROBLEM, moved)
    assert found.unseated == (0, 3)
    assert check(PROBLEM, found) == []


def test_a_session_without_its_trainer_is_left_out() -> None:
    found = honest_proposal(PROBLEM, (PlannedSession(None, 0, (2, 3), None, 2, (0, 1, 2)),))
    assert found == Proposal((), (0, 1, 2, 3, 4))


def test_a_full_session_keeps_as_many_as_fit() -> None:
    found = honest_proposal(PROBLEM, (PlannedSession(None, 0, (4, 5), 8, 1, (0, 1, 2)),))
    assert found.sessions[0].seated == (0, 1)


@pytest.mark.parametrize(("count", "days", "hours"), [(60, 1, 60), (72, 1, 72), (73, 2, 37), (240, 4, 60)])
def test_grid_of_fet_has_room_for_every_day(count: int, days: int, hours: int) -> None:
    grid = fet.Grid.of(count)
    assert (grid.days, grid.hours) == (days, hours)
    assert [grid.day(*grid.names(day)) for day in range(count)] == list(range(count))


@pytest.fixture
def written(tmp_path: Path) -> ElementTree.Element:
    """The example as FET's input, with nothing from the ninth day on."""
    path = tmp_path / "input.fet"
    fet.write(path, PROBLEM, groups(), crowds_of(PROBLEM, groups()), 8)
    return ElementTree.parse(path).getroot()


def test_fet_gets_an_activity_a_group(written: ElementTree.Element) -> None:
    first, second = written.iter("Activity")
    assert (first.findtext("Duration"), second.findtext("Duration")) == ("2", "1")
    assert (first.findtext("Teacher"), second.findtext("Teacher")) == ("T8", "T7")
    assert [len(row.findall("Students")) for row in (first, second)] == [1, 1]
    assert [row.findtext("Number_Of_Students") for row in (first, second)] == ["3", "2"]
    assert [row.findtext("Capacity") for row in written.iter("Room") if row.find("Capacity") is not None] == [
        "2",
        "4",
    ]


def test_fet_gets_every_rule(written: ElementTree.Element) -> None:
    def only(name: str) -> ElementTree.Element:
        (row,) = written.iter(f"Constraint{name}")
        return row

    assert [row.text for row in only("BreakTimes").iter("Hour")] == ["H8", "H9"]
    assert [row.text for row in only("TeacherNotAvailableTimes").iter("Hour")] == ["H9"]
    assert [row.text for row in only("StudentsSetNotAvailableTimes").iter("Hour")] == ["H0", "H1"]
    assert [row.text for row in only("RoomNotAvailableTimes").iter("Hour")] == ["H3"]
    assert [row.text for row in only("ActivityPreferredRooms").iter("Preferred_Room")] == ["R2"]
    ordered = only("TwoActivitiesOrdered")
    assert (ordered.findtext("First_Activity_Id"), ordered.findtext("Second_Activity_Id")) == ("1", "2")
    starts = {
        row.findtext("Activity_Id"): [hour.text for hour in row.iter("Preferred_Starting_Hour")]
        for row in written.iter("ConstraintActivityPreferredStartingTimes")
    }
    assert starts == {"1": ["H1", "H2", "H3", "H4", "H5"], "2": ["H4", "H5", "H6"]}


@pytest.mark.parametrize(("latest", "rules"), [(9, 0), (8, 1)])
def test_fet_gets_starts_only_where_some_are_not_allowed(tmp_path: Path, latest: int, rules: int) -> None:
    problem = replace(PROBLEM, picks=(Pick(0, 1, 0, latest=latest),))
    mine = groups_of(problem, Proposal((PlannedSession(None, 0, (2, 3), 8, 2, (0,)),)))
    fet.write(tmp_path / "input.fet", problem, mine, crowds_of(problem, mine), 10)
    root = ElementTree.parse(tmp_path / "input.fet").getroot()
    assert len(list(root.iter("ConstraintActivityPreferredStartingTimes"))) == rules


def test_timetable_of_fet_is_read_without_what_it_did_not_place(tmp_path: Path) -> None:
    path = tmp_path / "activities.xml"
    path.write_text(
        "<Activities_Timetable>"
        "<Activity><Id>1</Id><Day>D0</Day><Hour>H4</Hour><Room>R2</Room></Activity>"
        "<Activity><Id>2</Id><Day></Day><Hour></Hour><Room></Room></Activity>"
        "</Activities_Timetable>",
        encoding="utf-8",
    )
    found = fet.read(path, groups(), fet.Grid.of(10))
    assert found == [PlannedSession(None, 0, (4, 5), 8, 2, (0, 1, 2))]


def test_days_next_to_each_other_are_one_span() -> None:
    assert spans((7, 1, 2, 3, 5)) == [(1, 4), (5, 6), (7, 8)]
    assert spans(()) == []


def test_rooms_are_of_a_kind_when_no_group_tells_them_apart() -> None:
    rooms = (Room(1, 2), Room(2, 4), Room(3, 4), Room(4, 4, (5,)))
    course = Course(0, 1, 4, rooms=(1, 2, 3, 4))
    picks = tuple(Pick(at, at, 0) for at in range(5))
    problem = Problem(working_days(5), (course,), tuple(Person(at) for at in range(5)), picks, (), rooms)
    sessions = (
        PlannedSession(None, 0, (0,), None, 2, (0, 1, 2)),
        PlannedSession(None, 0, (0,), None, 1, (3, 4)),
    )
    kinds = kinds_of_rooms(problem, groups_of(problem, Proposal(sessions)))
    assert kinds == {1: (1,), 2: (2, 3), 4: (4,)}


def test_days_away_are_counted_up() -> None:
    assert away_before((1, 2), 4) == [0, 0, 1, 2, 2]


def test_rooms_are_named_small_ones_first() -> None:
    sessions = [
        PlannedSession(None, 0, (4, 5), 8, None, (0, 1)),
        PlannedSession(None, 0, (5, 6), 7, None, (2,)),
        PlannedSession(None, 0, (6, 7), 8, None, (2,)),
        PlannedSession(None, 0, (7, 8), 8, None, (0, 1, 2)),
        PlannedSession(None, 1, (4,), 7, None, (3,)),
    ]
    rooms = {session.days: session.room for session in name_rooms(PROBLEM, sessions)}
    assert rooms == {(4,): None, (4, 5): 1, (5, 6): 2, (6, 7): 1, (7, 8): 2}


def test_one_session_for_everybody_only_without_limits_and_rules() -> None:
    free = Problem(working_days(5), (Course(0, 1),), (Person(0),), (Pick(0, 0, 0),))
    assert is_for_everybody(free)
    assert not is_for_everybody(PROBLEM)
    late = Problem(free.days, free.courses, free.people, (Pick(0, 0, 0, latest=3),))
    assert not is_for_everybody(late)
