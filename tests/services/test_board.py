"""What stands on the board: which lines there are, when, and in which words."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Edit, Person, PickDecision, Plan, TrainingSession
from pmplanner.services.board import lately
from pmplanner.services.board.board import cannot_come_along, guests_of, read_board, read_what_is_there
from pmplanner.services.board.calling_off import foresee_calling_off
from pmplanner.services.board.costs import reckon_calling_off
from pmplanner.services.board.doing import Guested, call_off, seat_guests
from pmplanner.services.board.rows import Board, Decision, FreeSeat, GoNoGo
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import record_completion
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.sessions.seating import unseat
from pmplanner.services.sessions.sessions import change_session
from pmplanner.storage.labels import Label
from pmplanner.storage.scratch import Scratch
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make

TODAY = MONDAY - dt.timedelta(days=20)


@pytest.fixture
def filled(blank: Workspace) -> tuple[Workspace, SmallPlan]:
    """A course with two sessions, three weeks and six weeks from today; A to D sit in the first."""
    with blank.edit("Set up") as db:
        small = make(db)
        small.course("C", "2", cost=Decimal(100), currency="EUR")
        small.run("C", MONDAY, "ABCD", seats_min=6, seats_max=8, cost=Decimal(900), currency="EUR")
        small.run("C", MONDAY + dt.timedelta(days=21), "E", seats_max=4)
        small.pick("F", "C")
    return blank, small


def board_of(workspace: Workspace, small: SmallPlan, today: dt.date = TODAY) -> Board:
    with workspace.read() as db:
        return read_board(db, small.plan, today)


def line(board: Board, kind: str) -> Decision:
    return next(each for each in board.all if each.kind == kind)


def session_of(workspace: Workspace, code: str) -> int:
    with workspace.read() as db:
        return next(row.id for row in db.query(TrainingSession) if row.code == code)


def test_a_draft_is_asked_about_with_what_would_follow(filled: tuple[Workspace, SmallPlan]) -> None:
    workspace, small = filled
    first = session_of(workspace, "C-1")
    assert not [each for each in board_of(workspace, small).all if each.kind == "go or no-go"]
    with workspace.edit("Decide by") as db:
        change_session(db, first, decide_by=TODAY + dt.timedelta(days=7), cancel_cost=Decimal(50))
        change_session(db, first, cancel_currency="EUR")
    found = line(board_of(workspace, small), "go or no-go")
    assert found.is_this_week
    assert found.question == "C, 1–2 Mar: run it?"
    assert found.due_words == "by Tue 16 Feb"
    assert found.facts == "4 of at least 6 people. It must be known by Tue 16 Feb 2027."
    # Three of four seats are free in the other session; 900 are saved, 50 to be paid; D's price stays open.
    assert found.consequence == (
        "Called off: 3 of 4 sit in 22–23 Mar instead (tried, no clash). D is left out. "
        "Saves 950 EUR now, costs 100 EUR later."
    )
    assert found.strong == ("3 of 4", "950 EUR", "100 EUR")
    about = found.about
    assert isinstance(about, GoNoGo)
    assert about.lacking == 2
    assert [guest.name for guest in about.guests] == ["F"]
    later = line(board_of(workspace, small, TODAY - dt.timedelta(days=1)), "go or no-go")
    assert not later.is_this_week
    over = line(board_of(workspace, small, TODAY + dt.timedelta(days=9)), "go or no-go")
    assert (over.is_this_week, over.due_words) == (True, "due since Tue 16 Feb")
    for values in ({"status": "confirmed"}, {"status": "draft", "locked": True}):
        with workspace.edit("Change") as db:
            change_session(db, first, **values)
        lines = [each for each in board_of(workspace, small).all if each.kind == "go or no-go"]
        assert [each.consequence for each in lines] == (
            ["It is locked, and cannot be called off as it is."] if "locked" in values else []
        )


def test_without_a_cost_of_calling_off_it_is_said(filled: tuple[Workspace, SmallPlan]) -> None:
    workspace, small = filled
    first = session_of(workspace, "C-1")
    with workspace.edit("Decide by") as db:
        change_session(db, first, decide_by=TODAY)
    found = line(board_of(workspace, small), "go or no-go")
    assert found.consequence.endswith("What calling it off costs is unknown.")
    assert found.due_words == "today"
    # In another currency than before nothing can be subtracted.
    with workspace.edit("Clear") as db:
        small_course = db.get_one(TrainingSession, first)
        small_course.cost = None
        db.get_one(Plan, small.plan).currency = ""
    with workspace.read() as db:
        reading = read_what_is_there(db, small.plan, TODAY)
        what = foresee_calling_off(reading, reading.facts.sessions[first])
        assert what is not None
        scratch = Scratch(db)
        assert reckon_calling_off(db, scratch, small.plan, first, what) is not None
        scratch.close()


def test_a_seat_that_somebody_left_says_who_and_who_comes(
    filled: tuple[Workspace, SmallPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "LATELY_DAYS", 36_500)  # the history has the days of the machine
    workspace, small = filled
    with workspace.edit("Out") as db:
        small.db = db
        unseat(db, [small.seat(session_of(workspace, "C-1"), "A")])
    found = next(
        each
        for each in board_of(workspace, small).all
        if isinstance(each.about, FreeSeat) and each.about.code == "C-1"
    )
    assert found.facts.startswith("A left it on ")
    assert isinstance(found.about, FreeSeat)
    # A gave up a seat and keeps the pick, F has had it since later.
    assert [guest.name for guest in found.about.guests] == ["A", "F"]
    assert found.consequence == "A needs it most (picked) and can come: tried, no clash. Then F."
    assert (found.is_this_week, found.due_words) == (True, "2 weeks left")

    with workspace.read() as db:
        reading = read_what_is_there(db, small.plan, TODAY)
    first, course = found.about.session_id, found.about.course_id
    people = [guest.person_id for guest in guests_of(reading, first)]
    assert cannot_come_along(reading, first, people) == ""
    second = session_of(workspace, "C-2")
    with workspace.edit("Smaller") as db:
        change_session(db, second, seats_max=2)
    with workspace.read() as db:
        reading = read_what_is_there(db, small.plan, TODAY)
    assert cannot_come_along(reading, second, people) == "F"
    with pytest.raises(PlanError, match="C-2 has fewer free seats by now"), workspace.edit("Both") as db:
        seat_guests(db, second, [Guested(person, course) for person in people])
    with workspace.edit("Both") as db:
        assert seat_guests(db, first, [Guested(person, course) for person in people]) == 2


def test_a_seat_that_went_meanwhile_refuses_all_of_it(filled: tuple[Workspace, SmallPlan]) -> None:
    workspace, small = filled
    with workspace.read() as db:
        reading = read_what_is_there(db, small.plan, TODAY)
    first, second = session_of(workspace, "C-1"), session_of(workspace, "C-2")
    what = foresee_calling_off(reading, reading.facts.sessions[first])
    assert what is not None
    with workspace.edit("Smaller") as db:
        change_session(db, second, seats_max=1)
    with pytest.raises(PlanError, match="fewer free seats"), workspace.edit("Call off") as db:
        call_off(db, first, what.moves)
    with workspace.read() as db:
        assert db.get_one(TrainingSession, first).status == "draft"


def test_what_else_has_to_be_decided(filled: tuple[Workspace, SmallPlan]) -> None:
    workspace, small = filled
    with workspace.edit("More") as db:
        small.db = db
        small.course("X")
        small.pick("AB", "X")
        change_plan(db, small.plan, budget=Decimal(500), currency="EUR")
        (pick,) = small.pick("F", "C")
        day = TODAY - dt.timedelta(days=8)
        db.add(PickDecision(pick_id=pick, decision="proposed", asked_on=day))
        db.get_one(Person, small.people["F"]).manager_name = "Ines Fairweather"
    after = MONDAY + dt.timedelta(days=3)
    board = board_of(workspace, small)
    assert [each.kind for each in board.all if each.kind != "free seat"] == [
        "over budget",
        "requests",
        "without a price",
        "without a track",
    ]
    over = line(board, "over budget")
    assert over.question == "The plan will be 1,000 EUR over its budget of 500 EUR"
    assert over.facts.endswith("2 picks without a price.")
    # Without one of its people the session is called off, which needs more than it has.
    assert over.consequence == (
        "Least loss (proved): 1 pick of 1 person goes: C 1. What is lost: electives (1). "
        "3 more lose their seats, because sessions are called off."
    )
    requests = line(board, "requests")
    assert requests.question == "1 pick waits for approval by 1 manager"
    assert requests.facts == "Ines Fairweather 1. Asked on 1 February."
    assert requests.due_words == "since 8 days"
    assert requests.consequence == "None of them has a seat yet."
    with workspace.edit("Done meanwhile") as db:
        record_completion(db, small.people["F"], small.courses["C"], MONDAY - dt.timedelta(days=25))
    assert "requests" not in {each.kind for each in board_of(workspace, small).all}
    workspace.undo()
    assert line(board, "without a price").facts == "X 2."
    assert line(board, "without a track").question == "6 people have no track"
    board = board_of(workspace, small, after)
    attendance = line(board, "attendance")
    assert (attendance.question, attendance.due_words) == ("Who came to C, 1–2 Mar?", "since 2 days")
    assert attendance.is_this_week


def test_what_was_decided_is_listed_until_it_is_undone(
    filled: tuple[Workspace, SmallPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "DONE_DAYS", 36_500)
    workspace, small = filled
    first = session_of(workspace, "C-1")
    with workspace.edit(Label.of("session.call-off", session="C-1")) as db:
        call_off(db, first, ())
    assert [each.what for each in board_of(workspace, small).done] == ["Cancel session C-1"]
    with workspace.read() as db:
        assert db.query(Edit).count() == 2
    workspace.undo()
    assert board_of(workspace, small).done == ()
