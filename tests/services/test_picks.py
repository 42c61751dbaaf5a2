"""Picks: adding, taking back, toggling, own days and notes."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

import pytest
from sqlalchemy import select

from pmplanner.models import Course, Pick, Seat
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history, people
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace

D = Decimal


class Ids(NamedTuple):
    plan: int
    ana: int
    bo: int
    talk: int
    walk: int


@pytest.fixture
def ids(blank: Workspace) -> Ids:
    with blank.edit("Fill") as db:
        courses = [Course(code=code, title=code.title(), days=D(2)) for code in ("TALK", "WALK")]
        db.add_all(courses)
        db.flush()
        ana, bo = (people.add_person(db, first_name=name) for name in ("Ana", "Bo"))
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 6, 30))
        return Ids(plan, ana, bo, *(course.id for course in courses))


def _pairs(workspace: Workspace) -> set[tuple[int, int]]:
    with workspace.read() as db:
        return {(person, course) for person, course in db.execute(select(Pick.person_id, Pick.course_id))}


def test_each_course_for_each_person_once(blank: Workspace, ids: Ids) -> None:
    with blank.edit("Pick") as db:
        assert picks.pick_courses(db, ids.plan, [ids.ana], [ids.talk]) == 1
        assert picks.pick_courses(db, ids.plan, [ids.ana, ids.bo], [ids.talk, ids.walk]) == 3
        assert picks.add_picks(db, ids.plan, [(ids.ana, ids.talk)] * 2) == 0
    assert _pairs(blank) == {(person, course) for person in ids[1:3] for course in ids[3:]}


@pytest.mark.parametrize("pair", [(99, None), (None, 99)])
def test_picks_of_what_is_gone_are_refused(
    blank: Workspace, ids: Ids, pair: tuple[int | None, int | None]
) -> None:
    wanted = [(ids.ana, ids.talk), (pair[0] or ids.ana, pair[1] or ids.walk)]
    with pytest.raises(PlanError, match="no longer exists"), blank.edit("Pick") as db:
        picks.add_picks(db, ids.plan, wanted)
    assert _pairs(blank) == set()


def test_taking_a_pick_back_frees_the_seat_for_who_waits(blank: Workspace, ids: Ids) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, ids.plan, [ids.ana, ids.bo], [ids.talk])
        session = sessions.add_session(
            db, ids.plan, ids.talk, dt.date(2027, 2, 1), seats_max=1, seat_open=True
        )
    with blank.edit("Take back") as db:
        pairs = [(ids.ana, ids.talk), (ids.ana, ids.walk)]
        assert picks.remove_picks(db, ids.plan, pairs) == 1
    with blank.read() as db:
        assert [(s.name, s.status) for s in sessions.session_detail(db, session).seats] == [("Bo", "booked")]
    blank.undo()
    with blank.read() as db:
        assert db.scalars(select(Seat.status).order_by(Seat.id)).all() == ["booked", "waiting"]


def test_what_is_done_is_not_taken_back(blank: Workspace, ids: Ids) -> None:
    with blank.edit("Record") as db:
        picks.pick_courses(db, ids.plan, [ids.ana], [ids.talk, ids.walk])
        history.record_completion(db, ids.ana, ids.talk, dt.date(2027, 2, 1))
    with pytest.raises(PlanError, match="Ana has already done Talk"), blank.edit("Take back") as db:
        picks.remove_picks(db, ids.plan, [(ids.ana, ids.walk), (ids.ana, ids.talk)])
    assert len(_pairs(blank)) == 2
    with blank.edit("Toggle") as db:
        toggled = picks.toggle_picks(db, ids.plan, [(ids.ana, ids.walk), (ids.ana, ids.talk)])
    assert toggled == -1
    assert _pairs(blank) == {(ids.ana, ids.talk)}
    with pytest.raises(PlanError, match="already done"), blank.edit("Toggle") as db:
        picks.toggle_picks(db, ids.plan, [(ids.ana, ids.talk)])


def test_toggling_picks_all_before_it_takes_all_back(blank: Workspace, ids: Ids) -> None:
    block = [(ids.ana, ids.talk), (ids.bo, ids.talk)]
    with blank.edit("Pick one") as db:
        picks.add_picks(db, ids.plan, block[:1])
    for expected, left in ((1, set(block)), (-2, set())):
        with blank.edit("Toggle") as db:
            assert picks.toggle_picks(db, ids.plan, block) == expected
        assert _pairs(blank) == left


@pytest.mark.parametrize("days", [D("0"), D("-1"), D("0.3")])
def test_own_days_go_in_quarters(blank: Workspace, ids: Ids, days: Decimal) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, ids.plan, [ids.ana], [ids.talk])
        pick = db.scalars(select(Pick.id)).one()
        picks.set_pick_days(db, pick, D("1.25"))
        picks.set_pick_note(db, pick, "  half only ")
    with pytest.raises(PlanError, match=r"steps of 0\.25"), blank.edit("Days") as db:
        picks.set_pick_days(db, pick, days)
    with blank.read() as db:
        (pick_status,) = list_pick_statuses(db, ids.plan)
    assert (pick_status.days, pick_status.own_days, pick_status.note) == (D("1.25"), D("1.25"), "half only")
    with blank.edit("Days of the course") as db:
        picks.set_pick_days(db, pick, None)
    with blank.read() as db:
        assert list_pick_statuses(db, ids.plan)[0].days == D(2)


def test_notes_end_their_lines_alike(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        person = people.add_person(db, first_name="Ana")
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, [person], [1])
        pick = db.scalars(select(Pick.id)).one()
        picks.set_pick_note(db, pick, " one\rtwo\r\nthree ")
    with workspace.read() as db:
        assert db.scalars(select(Pick.note)).one() == "one\ntwo\nthree"
