"""The automatic schedule names one trainer and one room, keeps the others and says what clashes."""

import datetime as dt

import pytest

from pmplanner import models as m
from pmplanner.services.errors import PlanError
from pmplanner.services.sessions.sessions import change_session, session_detail
from pmplanner.storage.workspace import Workspace
from tests.services.office import D, Office
from tests.support import snapshot

ONE_DAY, FRIDAY = D(2027, 1, 4), D(2027, 1, 8)


def _office(workspace: Workspace, last: dt.date = FRIDAY, *, pinned: bool = False) -> Office:
    """A has two rooms and two trainers on the 4th; B has the second room then, C the second trainer."""
    office = Office(workspace, "abc", last=last)
    for code, name in (("A", "a"), ("B", "b"), ("C", "c")):
        office.course(code, takers=name)
    for room in ("Oslo", "Bergen"):
        office.add(m.Room(name=room, seats=9))
    office.trainer("Ada", "A")
    office.trainer("Ben", "C")
    session = office.session("A", 4, "a", room="Oslo", trainer="Ada", pinned=pinned)
    office.add(m.SessionRoom(session_id=session, name="Bergen", position=1))
    office.add(m.SessionTrainer(session_id=session, name="Ben", position=1))
    office.session("B", 4, "b", room="Bergen")
    office.session("C", 4, "c", trainer="Ben")
    return office


def test_what_has_its_second_room_or_trainer_makes_way(blank: Workspace) -> None:
    office = _office(blank, pinned=True)
    assert office.kinds() == ["room taken", "trainer taken"]
    before = snapshot(blank.path)
    outcome = office.schedule()
    assert (outcome.seated, len(outcome.left_out), outcome.moved, outcome.dropped) == (3, 0, 2, 0)
    assert office.kinds() == []
    state = office.state()
    assert state["S1"] == "4 Oslo/Ada a"
    assert all(not state[code].startswith("4 ") for code in ("S2", "S3"))
    with blank.read() as db:
        row = session_detail(db, office.sessions["S1"]).row
    assert (row.rooms, row.trainers) == (("Oslo", "Bergen"), ("Ada", "Ben"))
    blank.undo()
    assert snapshot(blank.path) == before


def test_it_moves_with_all_that_it_has(blank: Workspace) -> None:
    office = _office(blank)
    for code in ("S2", "S3"):
        office.change(m.TrainingSession, office.sessions[code], pinned=True)
    office.leave("a", 5)
    outcome = office.schedule()
    assert (outcome.moved, outcome.dropped, office.kinds()) == (1, 0, [])
    assert office.state()["S1"] == "6 Oslo/Ada a"
    with blank.read() as db:
        row = session_detail(db, office.sessions["S1"]).row
    assert (row.rooms, row.trainers) == (("Oslo", "Bergen"), ("Ada", "Ben"))


def test_both_clashes_are_named_where_nothing_can_give(blank: Workspace) -> None:
    office = _office(blank, last=ONE_DAY, pinned=True)
    for code in ("S2", "S3"):
        office.change(m.TrainingSession, office.sessions[code], pinned=True)
    outcome = office.schedule()
    assert {sentence for sentence in outcome.stays if sentence.startswith("S1 ")} == {
        "S1 stays as it is: Room Bergen is taken twice on Mon 4 Jan.",
        "S1 stays as it is: Ben teaches two sessions on Mon 4 Jan.",
    }


def test_a_plan_that_has_another_room_since_is_another_one(blank: Workspace) -> None:
    office = _office(blank)
    brief = office.read()
    proposal = office.solve(brief)
    with blank.edit("Another room") as db:
        change_session(db, office.sessions["S1"], rooms=("Oslo", "A hotel"))
    with pytest.raises(PlanError, match="has changed since"):
        office.accept(brief, proposal)
