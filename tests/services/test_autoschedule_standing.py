"""What stands, stands, and nothing is written but what is shown: the automatic schedule with sessions."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from pmplanner import models as m
from pmplanner.scheduling.model.problem import PlannedSession, Proposal
from pmplanner.services.autoschedule.changes import list_changes
from pmplanner.services.autoschedule.refusals import Standing, refuse_other_than_shown
from pmplanner.services.autoschedule.usual import SPREAD_GOALS, STEADY_GOALS, usual_first_day, usual_goals
from pmplanner.services.errors import PlanError
from pmplanner.services.problems.tracking.keys import sides_of
from pmplanner.storage.workspace import Workspace
from tests.services.office import MONDAY, TUESDAY, D, Office

ILL = {"first_day": D(2027, 1, 12), "last_day": D(2027, 1, 12), "kind": "ill"}


@pytest.mark.slow
def test_people_without_their_prerequisite_are_seen_and_stay(blank: Workspace) -> None:
    """Two are booked in a draft of two seats without what comes first; two others need another session."""
    office = Office(blank, "abcd")
    office.course("Q")
    office.course("A", takers="abcd", max_seats=2)
    office.add(m.Prerequisite(course_id=office.courses["A"], required_course_id=office.courses["Q"]))
    office.session("A", 20, "ab", seats_max=2)
    office.leave("a", 4)
    for name in "cd":
        office.add(m.Exemption(person_id=office.people[name], course_id=office.courses["Q"], reason="x"))
    outcome = office.schedule()
    assert office.state() == {"S1": "20 / ab", "A-1": "4 / cd"}
    assert (outcome.seated, len(outcome.left_out)) == (4, 0)
    assert len(outcome.stays) == 2


def test_a_session_with_only_such_people_is_not_dropped(blank: Workspace) -> None:
    office = Office(blank)
    office.course("Q")
    office.course("A", takers="a")
    office.add(m.Prerequisite(course_id=office.courses["A"], required_course_id=office.courses["Q"]))
    office.session("A", 20, "a")
    office.schedule()
    assert office.state() == {"S1": "20 / a"}


def test_a_seat_on_a_day_of_leave_is_kept_where_there_is_no_other(blank: Workspace) -> None:
    office = Office(blank, last=D(2027, 1, 15))
    office.course("A", takers="a")
    office.course("B", takers="b")
    office.session("B", 12, "b")
    office.leave("b", 4, 15)
    outcome = office.schedule()
    assert office.state() == {"S1": "12 / b", "A-1": "4 / a"}
    assert outcome.stays == ("S1 stays as it is: b is away during S1 on Tue 12 Jan.",)
    assert (outcome.dropped, outcome.lost_seats) == (0, 0)


def test_a_course_whose_sessions_vanish_is_written_too(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="a")
    office.session("A", 12, "a")
    office.session("A", 13)
    brief = office.read(goals=("seats", "sessions"))
    proposal = office.solve(brief)
    assert office.accept(brief, proposal).dropped == 1
    assert list(office.state()) == ["S1"]


@pytest.mark.slow
@pytest.mark.parametrize("values", [{"status": "confirmed"}, {"pinned": True}])
def test_confirmed_and_pinned_stay_when_the_trainer_is_ill(blank: Workspace, values: dict[str, Any]) -> None:
    office = Office(blank, "abc")
    office.course("A", takers="abc")
    tina = office.trainer("Tina", "A")
    office.add(m.TrainerAbsence(trainer_id=tina, **ILL))
    session = office.session("A", 12, "ab", trainer="Tina", **values)
    outcome = office.schedule()
    assert office.state() == {"S1": "12 /Tina ab", "A-1": "4 /Tina c"}
    assert outcome.stays == ("S1 stays as it is: Tina cannot teach S1 on Tue 12 Jan.",)
    assert [(row.session_id, row.code) for row in outcome.could_change] == [(session, "S1")]


def _ill_on_the_only_day(blank: Workspace, action: str) -> Office:
    """Tina, who alone teaches, is ill on the one day of the plan; c has no seat yet."""
    office = Office(blank, "abc", last=MONDAY)
    office.policy("trainer away", action)
    office.course("A", takers="abc")
    tina = office.trainer("Tina", "A")
    office.add(m.TrainerAbsence(trainer_id=tina, first_day=MONDAY, last_day=MONDAY, kind="ill"))
    office.session("A", 4, "ab", trainer="Tina", status="confirmed")
    return office


@pytest.mark.parametrize(("action", "people"), [("warn", "abc"), ("block", "ab"), ("ignore", "abc")])
def test_others_join_what_cannot_be_held_only_where_that_warns(
    blank: Workspace, action: str, people: str
) -> None:
    office = _ill_on_the_only_day(blank, action)
    outcome = office.schedule()
    assert office.state() == {"S1": f"4 /Tina {people}"}
    assert [row.reason for row in outcome.left_out] == (
        ["Nobody can teach Course A on 4 January."] if action == "block" else []
    )


def test_others_join_where_it_is_accepted_that_the_trainer_is_away(blank: Workspace) -> None:
    office = _ill_on_the_only_day(blank, "block")
    key = f"trainer away|r{office.sessions['S1']}"
    office.add(m.AcceptedProblem(plan_id=office.plan, **sides_of(key), reason="A colleague comes"))
    office.schedule()
    assert office.state() == {"S1": "4 /Tina abc"}


@pytest.mark.parametrize("closed", [5, 4])
def test_others_rather_not_join_what_is_on_a_closed_day_of_its_site(blank: Workspace, closed: int) -> None:
    office = Office(blank, "abc", last=TUESDAY)
    office.course("A", takers="abc")
    for name in ("Here", "There"):
        office.add(m.Site(name=name, country="", subdivision="", timezone=""))
    office.change(m.Person, office.people["c"], location="There")
    office.add(m.Room(name="R", site="Here", seats=8))
    office.add(m.Closure(first_day=D(2027, 1, closed), last_day=D(2027, 1, closed), site="Here", name="Move"))
    office.session("A", 5, "ab", room="R", status="confirmed")
    office.schedule()
    assert office.state()["S1"] == ("5 R/ ab" if closed == 5 else "5 R/ abc")


@pytest.mark.slow
def test_a_session_changes_when_it_is_named(blank: Workspace) -> None:
    office = Office(blank, "ab")
    office.course("A", takers="ab")
    tina = office.trainer("Tina", "A")
    office.add(m.TrainerAbsence(trainer_id=tina, **ILL))
    session = office.session("A", 12, "ab", trainer="Tina", status="confirmed", pinned=True)
    office.schedule(released=frozenset({session}))
    assert office.kinds() == []
    assert office.state()["S1"] != "12 /Tina ab"
    with blank.read() as db:
        assert db.get_one(m.TrainingSession, session).pinned


@pytest.mark.slow
def test_each_session_that_cannot_be_held_is_let_change_by_itself(blank: Workspace) -> None:
    """A room that closes and a trainer who is ill: one of the two moves, the other stays and says why."""
    office = Office(blank, "abc")
    office.course("A", takers="abc")
    tina = office.trainer("Tina", "A")
    office.add(m.TrainerAbsence(trainer_id=tina, **ILL))
    office.add(m.Room(name="R1", seats=1))
    office.add(m.Room(name="R2", seats=8))
    ill = office.session("A", 12, "a", trainer="Tina", room="R2", status="confirmed", seats_max=1)
    small = office.session("A", 13, "bc", trainer="Tina", room="R1", pinned=True)
    brief = office.read()
    said = office.outcome(brief, office.solve(brief))
    assert [row.session_id for row in said.could_change] == [ill, small]
    assert [sentence.split(":")[0] for sentence in said.stays] == [
        "S1 stays as it is",
        "S2 stays as it is",
    ]
    before = office.state()
    one = office.schedule(released=frozenset({small}))
    assert [row.session_id for row in one.could_change] == [ill]
    assert office.state()["S1"] == before["S1"]
    assert office.state()["S2"] == "13 R2/Tina bc"
    office.workspace.undo()
    assert office.state() == before
    office.schedule()
    assert office.state() == before


def test_what_would_not_change_when_it_is_named_is_not_offered(blank: Workspace) -> None:
    """One was attended in part already, and one is of a course that is not asked for."""
    office = Office(blank, "ab")
    office.course("A", takers="a")
    office.course("B", takers="b")
    tina = office.trainer("Tina", "A", "B")
    office.add(m.TrainerAbsence(trainer_id=tina, **ILL))
    office.session("A", 12, "a", trainer="Tina", status="confirmed", seat="attended")
    office.session("B", 12, "b", trainer="Tina", status="confirmed")
    brief = office.read(course_ids=frozenset({office.courses["A"]}))
    outcome = office.outcome(brief, office.solve(brief))
    assert len(outcome.stays) > 1
    assert outcome.could_change == ()


def test_a_session_stands_for_this_run_when_it_is_named(blank: Workspace) -> None:
    office = Office(blank, "ab")
    office.course("A", takers="ab")
    tina = office.trainer("Tina", "A")
    office.add(m.TrainerAbsence(trainer_id=tina, **ILL))
    session = office.session("A", 12, "ab", trainer="Tina")
    office.schedule(pinned=frozenset({session}))
    assert office.state() == {"S1": "12 /Tina ab"}


@pytest.mark.slow
def test_nobody_loses_a_seat_for_a_rule_that_warns(blank: Workspace) -> None:
    office = Office(blank, "abcd", last=D(2027, 1, 8))
    for person in office.people.values():
        office.change(m.Person, person, team="T")
    office.policy("absence ceiling", limit="2")
    office.course("A", takers="abcd", max_seats=2)
    office.session("A", 5, "abcd", seats_max=None, status="confirmed")
    office.schedule()
    assert office.state() == {"S1": "5 / abcd"}


def test_an_accepted_problem_is_no_reason_to_move_anybody(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    office.change(m.Person, office.people["a"], working_days=0b11110)
    session = office.session("A", 11, "ab")
    key = f"day off|p{office.people['a']}|r{session}"
    office.add(m.AcceptedProblem(plan_id=office.plan, **sides_of(key), reason="Agreed"))
    office.schedule()
    assert office.state() == {"S1": "11 / ab"}


def test_a_trainer_who_is_set_is_counted_and_shown(blank: Workspace) -> None:
    office = Office(blank, "ab")
    office.course("A", takers="ab")
    office.trainer("Tina", "A")
    session = office.session("A", 12, "ab")
    brief = office.read()
    with blank.read() as db:
        rows = list_changes(db, brief, office.solve(brief))
    assert [(row.session_id, row.kind, row.trainer) for row in rows] == [(session, "changed", "Tina")]
    outcome = office.schedule()
    assert office.state() == {"S1": "12 /Tina ab"}
    assert (outcome.moved, outcome.changed, outcome.changed_people) == (0, 1, 0)
    assert (office.accepted.moved, office.accepted.changed) == (0, 1)


def test_people_who_change_their_session_are_counted(blank: Workspace) -> None:
    """b falls ill and goes to the other session; a third session is let go."""
    office = Office(blank, "abc")
    office.course("A", takers="abc", max_seats=4)
    office.session("A", 12, "ab")
    office.session("A", 14, "c")
    office.leave("b", 12)
    outcome = office.schedule()
    assert outcome.changed_people > 0
    assert outcome.changed_people == office.accepted.changed_people


@pytest.mark.slow
@pytest.mark.parametrize("status", ["draft", "confirmed"])
def test_room_and_trainer_that_are_only_names_stay(blank: Workspace, status: str) -> None:
    office = Office(blank, "abc")
    office.course("A", takers="abc")
    office.add(m.Room(name="R1", seats=10))
    office.trainer("Tina", "A")
    office.session("A", 12, "ab", room="Hotel Adlon", trainer="Prof. Extern", status=status)
    office.schedule()
    assert office.state() == {"S1": "12 Hotel Adlon/Prof. Extern abc"}


def test_a_session_online_gets_no_room(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    office.add(m.Room(name="R1", seats=10))
    office.session("A", 12, "a", mode="online")
    office.schedule()
    assert office.state() == {"S1": "12 / ab"}


def _short_of_kit(blank: Workspace) -> tuple[Office, int]:
    """Two sessions at once ask for what there is none of; one of them is a draft."""
    office = Office(blank, "ab")
    kit = office.add(m.Equipment(name="Kit", count=0))
    for code, status in (("A", "confirmed"), ("B", "draft")):
        office.course(code, takers="a" if code == "A" else "b")
        session = office.session(code, 12, "a" if code == "A" else "b", status=status)
        office.add(m.SessionEquipment(session_id=session, equipment_id=kit, count=1))
    return office, kit


def test_one_less_that_asks_for_what_there_is_not_is_no_new_problem(blank: Workspace) -> None:
    office, _ = _short_of_kit(blank)
    office.schedule()
    assert office.state() == {"S1": "12 / a", "B-1": "12 / b"}
    assert office.kinds() == ["equipment"]


def test_all_sessions_of_an_accepted_problem_stand(blank: Workspace) -> None:
    office, kit = _short_of_kit(blank)
    sessions = ",".join(f"r{session}" for session in sorted(office.sessions.values()))
    sides = sides_of(f"equipment|e{kit}|{sessions}")
    office.add(m.AcceptedProblem(plan_id=office.plan, **sides, reason="borrowed"))
    office.schedule()
    assert office.state() == {"S1": "12 / a", "S2": "12 / b"}


@pytest.mark.slow
def test_a_part_that_would_double_book_is_refused_and_writes_nothing(blank: Workspace) -> None:
    """A moves onto the day from which B is to move: A alone would put somebody into both."""
    office = Office(blank, "abc", last=TUESDAY)
    a, b = office.course("A", takers="ac"), office.course("B", takers="ab")
    office.session("A", 5, "a")
    office.session("B", 4, "a")
    office.leave("c", 5)
    office.leave("b", 4)
    brief = office.read()
    picks = {(row.person, row.course): row.key for row in brief.problem.picks}
    person = office.people
    proposal = Proposal(
        (
            PlannedSession(
                office.sessions["S1"], a, (0,), None, None, (picks[person["a"], a], picks[person["c"], a])
            ),
            PlannedSession(
                office.sessions["S2"], b, (1,), None, None, (picks[person["a"], b], picks[person["b"], b])
            ),
        )
    )
    before = office.state()
    with pytest.raises(PlanError, match="Nothing was written: person in two sessions"):
        office.accept(brief, proposal, [a])
    assert office.state() == before
    assert office.accept(brief, proposal).moved == 2


def test_a_proposal_whose_pick_is_gone_is_refused_in_words(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    brief = office.read()
    proposal = office.solve(brief)
    with blank.edit("Gone") as db:
        db.delete(db.get_one(m.Pick, brief.problem.picks[0].key))
    with pytest.raises(PlanError, match="The plan has changed since"):
        office.accept(brief, proposal)


def test_leave_that_came_meanwhile_stops_the_edit(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    brief = office.read()
    proposal = office.solve(brief)
    office.leave("a", 4)
    with pytest.raises(PlanError, match="Nothing was written: person away"):
        office.accept(brief, proposal)
    assert office.state() == {}


@pytest.mark.slow
def test_drafts_on_days_of_their_own_stay_and_a_second_run_changes_nothing(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", "2", takers="a")
    office.course("B", takers="b")
    office.session("A", [25, 27], "a")
    office.session("B", 20, "b")
    before = office.state()
    office.schedule()
    assert office.state() == before
    office.course("C", takers="ab", max_seats=1)
    office.schedule(keep_unless_gain=True)
    after = office.state()
    again = office.schedule(keep_unless_gain=True)
    assert office.state() == after
    assert (again.new, again.moved, again.dropped, again.new_seats) == (0, 0, 0, 0)


@pytest.mark.slow
def test_half_empty_drafts_are_not_joined_where_nothing_is_gained(blank: Workspace) -> None:
    office = Office(blank, "abcd")
    office.course("A", takers="abcd")
    office.session("A", 25, "ab")
    office.session("A", 20, "cd")
    before = office.state()
    office.schedule(keep_unless_gain=True)
    assert office.state() == before


def test_an_attended_seat_is_no_open_pick(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", "2", takers="ab")
    office.session("A", [12, 13], "a", seat="attended", status="confirmed")
    office.leave("a", 13)
    outcome = office.schedule()
    assert office.state() == {"S1": "12,13 / ab"}
    assert outcome.new_seats == 1


@pytest.mark.slow
def test_a_draft_on_a_closed_day_moves_and_a_confirmed_one_is_said(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="a")
    office.course("B", takers="b")
    office.session("A", 12, "a")
    office.session("B", 12, "b", status="confirmed")
    office.add(m.Closure(first_day=D(2027, 1, 12), last_day=D(2027, 1, 12), site="", name="Strike"))
    outcome = office.schedule()
    assert office.state() == {"S1": "4 / a", "S2": "12 / b"}
    assert outcome.stays == ("S2 stays as it is: S2 is on Tue 12 Jan: Strike.",)


def test_seats_of_cancelled_sessions_are_new_seats(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    office.session("A", 12, "ab", status="cancelled")
    assert office.schedule().new_seats == 2


@pytest.mark.slow
def test_a_draft_with_kept_seats_and_nobody_named_stays(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="a")
    session = office.session("A", 20)
    office.add(m.Reservation(session_id=session, team="Red", seats=2))
    office.leave("a", 20)
    office.schedule()
    assert office.state()["S1"] == "20 / "


@pytest.mark.slow
def test_a_kept_seat_is_for_the_people_of_that_team(blank: Workspace) -> None:
    office = Office(blank, "abcd", last=D(2027, 1, 12))
    office.course("A", takers="abcd", max_seats=4)
    office.change(m.Person, office.people["d"], team="Red")
    session = office.session("A", 12, "abc", seats_max=4, status="confirmed")
    office.add(m.Reservation(session_id=session, team="red", seats=1))
    office.schedule()
    assert office.state() == {"S1": "12 / abcd"}
    with blank.read() as db:
        assert db.query(m.Reservation).count() == 0


def test_a_plan_in_the_past_is_refused(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    office.change(m.Plan, office.plan, first_day=D(2026, 1, 5), last_day=D(2026, 11, 30))
    with pytest.raises(PlanError, match="The plan ended on 2026-11-30"):
        office.read()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (D(2026, 12, 20), None, "outside the plan"),
        (None, D(2027, 2, 20), "outside the plan"),
        (D(2026, 11, 30), None, "not in the future"),
    ],
)
def test_days_outside_the_plan_are_refused(
    blank: Workspace, first: dt.date | None, last: dt.date | None, said: str
) -> None:
    office = Office(blank)
    with pytest.raises(PlanError, match=said):
        office.read(first_day=first, last_day=last)


@pytest.mark.slow
def test_a_schedule_never_ends_in_not_allowed(blank: Workspace) -> None:
    """Below minimum blocks, and one person of a confirmed session is ill."""
    office = Office(blank, "abc")
    office.policy("below minimum", "block")
    office.course("A", takers="abc", min_seats=3)
    office.session("A", 12, "abc", seats_min=3, status="confirmed")
    office.leave("a", 12)
    outcome = office.schedule()
    assert office.state() == {"S1": "12 / abc"}
    assert outcome.stays == ("S1 stays as it is: a is away during S1 on Tue 12 Jan.",)


def test_no_session_is_written_without_anybody(blank: Workspace) -> None:
    office = Office(blank)
    course = office.course("A", takers="a")
    brief = office.read()
    (pick,) = brief.problem.picks
    planned = PlannedSession(None, course, (0,), None, None, (pick.key,))
    empty = PlannedSession(None, course, (1,), None, None, ())
    assert office.accept(brief, Proposal((planned, empty))).new == 1


def test_what_is_proved_is_cut_in_the_order_looked_at(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    brief = office.read(goals=("finish", "sessions", "cost", "cost"))
    proposal = office.solve(brief)
    for proved, expected in ((1, ("seats",)), (2, ("seats", "finish"))):
        office.reports[-1] = replace(office.reports[-1], proved=proved)
        assert office.outcome(brief, proposal).proved == expected


def test_the_period_is_extended_with_what_is_accepted(blank: Workspace) -> None:
    office = Office(blank, "a", last=MONDAY)
    office.course("A", takers="a")
    office.course("B", takers="a")
    brief = office.read()
    proposal = office.solve(brief)
    (options,) = office.options(brief, proposal).values()
    option = next(each for each in options if each.last_day is not None)
    assert option.label == "Extend the period by 1 day, to 5 January"
    from pmplanner.services.autoschedule.options import asked_with
    from pmplanner.services.autoschedule.problem_builder import read_brief

    with blank.read() as db:
        longer = read_brief(db, asked_with(brief.request, option))
    office.accept(longer, office.solve(longer))
    with blank.read() as db:
        assert db.get_one(m.Plan, office.plan).last_day == TUESDAY
    assert office.kinds() == []


def test_the_window_spreads_until_somebody_has_set_sessions(blank: Workspace) -> None:
    """The drafts of the last automatic schedule are nobody's own; one that is confirmed is."""
    office = Office(blank)
    office.course("A", takers="ab", max_seats=1)

    def goals() -> tuple[str, ...]:
        with blank.read() as db:
            return usual_goals(db, office.plan)

    assert goals() == SPREAD_GOALS
    office.schedule()
    assert goals() == SPREAD_GOALS
    with blank.read() as db:
        session = db.scalars(select(m.TrainingSession.id)).first()
    assert session is not None
    office.change(m.TrainingSession, session, status="confirmed")
    assert goals() == STEADY_GOALS


def test_the_window_begins_in_two_weeks_and_never_in_the_past(blank: Workspace) -> None:
    office = Office(blank)
    with blank.read() as db:
        plan = db.get_one(m.Plan, office.plan)
        days = [usual_first_day(plan, today) for today in (D(2026, 11, 30), D(2027, 1, 5), D(2027, 1, 20))]
        over = usual_first_day(plan, D(2027, 5, 1))
    assert days == [MONDAY, D(2027, 1, 19), D(2027, 1, 21)]
    assert over == D(2027, 1, 29)


def test_a_session_of_a_provider_stands_beside_its_public_dates(blank: Workspace) -> None:
    """Only the provider sets its days: also where it is named, and where nobody has pinned it."""
    office = Office(blank)
    office.course("A", "2", takers="ab")
    draft = office.session("A", [11, 12], "a")
    office.leave("b", 11)
    office.add(
        m.PublicDate(
            course_id=office.courses["A"],
            first_day=D(2027, 1, 18),
            last_day=D(2027, 1, 19),
            start_time=dt.time(10),
            end_time=dt.time(18),
            place="Hotel",
            seats=9,
            source="provider",
        )
    )
    wanted = {"S1": "11,12 / a", "A-1": "18,19 Hotel/ b"}
    office.schedule()
    assert office.state() == wanted
    assert not office.read().standing[draft].could_change
    office.schedule(released=frozenset({draft}))
    assert office.state() == wanted


def test_who_waits_does_not_move_up_when_the_schedule_changes_a_session(blank: Workspace) -> None:
    """Tom has left, Tina teaches instead: b waits on, who cannot come on any day."""
    office = Office(blank)
    office.course("A", takers="a")
    pick = office.pick("b", "A")
    office.leave("b", 4, 29)
    session = office.session("A", 6, "a", trainer="Tom", seats_max=None)
    office.add(m.Seat(session_id=session, pick_id=pick, status="waiting", position=2))
    office.trainer("Tom", "A", last_day=MONDAY)
    office.trainer("Tina", "A", first_day=TUESDAY)
    office.schedule()
    assert office.state() == {"S1": "6 /Tina a"}
    with blank.read() as db:
        assert db.scalars(select(m.Seat.status).order_by(m.Seat.position)).all() == ["booked", "waiting"]


def test_a_closed_day_that_is_told_of_people_instead_of_the_session_is_no_new_problem(
    blank: Workspace,
) -> None:
    """S1 is where most of its people are: in Oslo, which is closed, until two of Bern join."""
    office = Office(blank, "abc", last=TUESDAY)
    office.course("A", takers="abc")
    for name, site in zip("abc", ("Oslo", "Bern", "Bern"), strict=True):
        office.change(m.Person, office.people[name], location=site)
    office.add(m.Closure(first_day=TUESDAY, last_day=TUESDAY, site="Oslo", name="Holiday"))
    for name in "bc":
        office.leave(name, 4)
    office.trainer("Tina", "A")
    office.session("A", 5, "a", trainer="Tina", pinned=True)
    assert office.kinds() == ["closed day"]
    outcome = office.schedule()
    assert outcome.new_seats == 2
    assert outcome.stays == ("S1 stays as it is: a has a day off on Tue 5 Jan, a day of S1.",)
    assert office.state() == {"S1": "5 /Tina abc"}
    assert office.kinds() == ["closed day"]


def test_who_cannot_come_when_a_draft_leaves_a_closed_day_loses_the_seat_and_that_is_said(
    blank: Workspace,
) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    office.session("A", 6, "ab")
    office.add(m.Closure(first_day=D(2027, 1, 6), last_day=D(2027, 1, 6), site="", name="Holiday"))
    office.leave("b", 4, 29)
    outcome = office.schedule()
    assert office.state() == {"S1": "4 / a"}
    assert (outcome.lost_seats, office.accepted.lost) == (1, 1)
    (row,) = outcome.left_out
    assert (row.name, row.reason) == ("b", "B is away on all days.")


def test_a_seat_that_nobody_was_shown_is_refused() -> None:
    none = Standing({}, {}, {}, {})
    some = Standing({1: ()}, {}, {1: frozenset({1, 2})}, {})
    planned = {1: PlannedSession(None, 1, (0,), None, None, (1,))}
    with pytest.raises(PlanError, match="somebody would have got a seat unsaid"):
        refuse_other_than_shown(none, some, planned, ())


def test_who_has_a_seat_that_nobody_has_approved_may_get_another(blank: Workspace) -> None:
    office = Office(blank)
    office.course("A", takers="ab")
    office.change(m.Plan, office.plan, approval_rule="approved")
    office.session("A", 5, "a", pinned=True)
    office.session("A", 12, "b")
    office.schedule()
    assert office.state() == {"S1": "5 / ab"}
    assert office.kinds() == ["not approved"]
