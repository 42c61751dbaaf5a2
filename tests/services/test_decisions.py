"""Deciding of picks: what is refused counts nowhere, and what is not approved is not scheduled."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Decision, PickDecision, SeatStatus
from pmplanner.services.decisions.decide import (
    Verdict,
    decide,
    decide_picks,
    read_decisions,
    take_back_decisions,
    who_decides,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.people.history import record_completion
from pmplanner.services.people.people import write_values
from pmplanner.services.people.tracks import PathKind, add_track, set_path
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.closing_gaps import pick_gaps
from pmplanner.services.plans.picks import pick_again, pick_courses, pick_required, remove_picks
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.fixes.fixes import apply_fix, find_fixes
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.sessions import seating
from pmplanner.services.sessions.sessions import change_session
from pmplanner.services.totals.totals import ledger
from pmplanner.services.views.matrix import read_lines
from pmplanner.services.views.search import count_all
from tests.services.small_plan import LATER as LONG_AFTER
from tests.services.small_plan import SmallPlan

D = Decimal
DECLINED, LATER, APPROVED = (Verdict(each) for each in (Decision.DECLINED, Decision.LATER, Decision.APPROVED))


def _planned(small: SmallPlan) -> Decimal:
    return ledger(small.db, small.plan, "track")[-1].totals.planned


def _decisions(small: SmallPlan) -> dict[int, str]:
    return {pick_id: row.decision for pick_id, row in read_decisions(small.db, small.plan).items()}


def test_who_decided_when_and_why_is_kept(small: SmallPlan) -> None:
    small.course("A")
    ann, bob = small.pick("AB", "A")
    head = small.person("Mia")
    write_values(small.db, head, {"email": "mia@x.example"})
    by_id, by_name = who_decides(small.db, " MIA@x.example ")
    assert (by_id, by_name) == (head, "")
    assert who_decides(small.db, "  The  board ") == (None, "The board")
    day = dt.date(2027, 2, 1)
    verdict = Verdict("approved", by_id, on=day, note=" Go\r\n ")
    assert (
        decide_picks(small.db, small.plan, [ann, bob], Verdict("approved", by_id, on=day, note=" Go\r\n "))
        == 2
    )
    assert decide_picks(small.db, small.plan, [bob], Verdict("later", by_name="The board")) == 1
    rows = read_decisions(small.db, small.plan)
    assert (rows[ann].by, rows[ann].on, rows[ann].note) == ("Mia", day, "Go")
    assert (rows[bob].decision, rows[bob].by, rows[bob].note) == ("later", "The board", "")
    assert decide_picks(small.db, small.plan, [ann], Verdict("approved", by_id, on=day, note="Go")) == 0
    assert take_back_decisions(small.db, [ann]) == 1
    assert _decisions(small) == {bob: "later"}
    for refused, verdict in (
        ("A decision is proposed, approved, later, declined; not “perhaps”", Verdict("perhaps")),
        ("instead of itself", Verdict("declined", swap_course_id=small.courses["A"])),
        ("put off or declined only", Verdict("approved", swap_course_id=small.courses["A"])),
    ):
        with pytest.raises(PlanError, match=refused):
            decide_picks(small.db, small.plan, [ann], verdict)
    with pytest.raises(PlanError, match="Mia has not picked A, so there is nothing to decide"):
        decide(small.db, small.plan, [(head, small.courses["A"])], APPROVED)


def test_a_seat_is_given_up_and_who_waits_moves_up(small: SmallPlan) -> None:
    small.course("A")
    session = small.run("A", names="AB", seats_max=1)
    assert small.seats(session) == {"A": SeatStatus.BOOKED, "B": SeatStatus.WAITING}
    ann, bob = small.pick("AB", "A")
    decide_picks(small.db, small.plan, [ann], DECLINED)
    assert small.seats(session) == {"B": SeatStatus.BOOKED}
    with pytest.raises(PlanError, match="A was declined for A, who so cannot be seated"):
        seating.seat_picks(small.db, session, [ann])
    decide_picks(small.db, small.plan, [ann], APPROVED)
    seating.seat_picks(small.db, session, [ann])
    assert small.seats(session)["A"] == SeatStatus.WAITING
    change_session(small.db, session, locked=True)
    with pytest.raises(PlanError, match="locked"):
        decide_picks(small.db, small.plan, [bob], LATER)


def test_what_is_done_can_be_neither_declined_nor_put_off(small: SmallPlan) -> None:
    small.course("A")
    session = small.run("A", names="AB")
    ann, bob = small.pick("AB", "A")
    change_session(small.db, session, LONG_AFTER, status="held")
    with pytest.raises(PlanError, match=r"was held\. Say whether B attended"):
        decide_picks(small.db, small.plan, [bob], LATER)
    small.mark(session, "A", "attended")
    for verdict in (DECLINED, LATER):
        with pytest.raises(PlanError, match="A has already done A, which so can be neither"):
            decide_picks(small.db, small.plan, [ann], verdict)
    decide_picks(small.db, small.plan, [ann], APPROVED)


def test_what_is_put_aside_counts_nowhere_until_it_is_done_all_the_same(small: SmallPlan) -> None:
    small.course("A", "2")
    small.course("B", "1")
    (ann,) = small.pick("A", "A")
    small.pick("A", "B")
    person = small.people["A"]
    assert _planned(small) == 3
    decide_picks(small.db, small.plan, [ann], LATER)
    assert _planned(small) == 1
    assert [each.pick_id for each in list_pick_statuses(small.db, small.plan)] != [ann]
    everything = list_pick_statuses(small.db, small.plan, put_aside=True)
    (whole,) = (each for each in everything if each.pick_id == ann)
    assert (whole.is_put_aside, whole.satisfies, whole.days, whole.cost) == (True, False, D(0), D(0))
    cell = read_lines(small.db, small.plan)[person].cells[small.courses["A"]]
    assert (cell.state, cell.days, cell.decision) == ("later", D(0), "later")
    record_completion(small.db, person, small.courses["A"], dt.date(2027, 3, 3))
    assert _planned(small) == 3
    cell = read_lines(small.db, small.plan)[person].cells[small.courses["A"]]
    assert (cell.state, cell.days) == ("done", D(2))
    assert {each.status for each in list_pick_statuses(small.db, small.plan) if each.pick_id == ann} == {DONE}


def test_who_has_nothing_but_refused_picks_does_not_count_for_them(small: SmallPlan) -> None:
    small.course("A")
    (ann,) = small.pick("A", "A")
    write_values(small.db, small.people["A"], {"end_date": dt.date(2026, 1, 1)})
    assert people_who_count(small.db, small.plan) == {small.people["A"]}
    decide_picks(small.db, small.plan, [ann], DECLINED)
    assert people_who_count(small.db, small.plan) == set()


def test_another_course_instead_is_picked_and_approved(small: SmallPlan) -> None:
    small.course("A")
    small.course("B")
    (ann,) = small.pick("A", "A")
    verdict = Verdict("declined", by_name="Mia", note="Too early", swap_course_id=small.courses["B"])
    decide_picks(small.db, small.plan, [ann], verdict)
    (instead,) = small.pick("A", "B")
    rows = read_decisions(small.db, small.plan)
    assert (rows[ann].decision, rows[ann].swap_title) == ("declined", "B")
    assert (rows[instead].decision, rows[instead].by, rows[instead].note) == ("approved", "Mia", "")


def test_what_was_refused_is_not_picked_anew_by_itself(small: SmallPlan) -> None:
    small.course("A")
    (ann,) = small.pick("A", "A")
    person, course = small.people["A"], small.courses["A"]
    decide_picks(small.db, small.plan, [ann], DECLINED)
    assert pick_courses(small.db, small.plan, [person], [course]) == 0
    assert pick_required(small.db, small.plan, [person]) == 0
    with pytest.raises(PlanError, match="has not done A yet"):
        pick_again(small.db, small.plan, [(person, course)])
    assert remove_picks(small.db, small.plan, [(person, course)]) == 1
    assert small.db.scalars(select(PickDecision.id)).all() == []


def test_only_what_was_approved_is_scheduled_where_the_plan_says_so(small: SmallPlan) -> None:
    small.course("A")
    ann, bob, cid, _ = small.pick("ABCD", "A")
    decide_picks(small.db, small.plan, [ann], APPROVED)
    decide_picks(small.db, small.plan, [bob], Verdict("proposed"))
    decide_picks(small.db, small.plan, [cid], DECLINED)
    course = small.courses["A"]
    assert len(seating.list_open(small.db, small.plan)) == 3
    assert seating.count_open(small.db, small.plan) == {course: 3}
    assert seating.count_unapproved(small.db, small.plan) == {}
    change_plan(small.db, small.plan, approval_rule="approved")
    assert [pick.pick_id for pick in seating.list_open(small.db, small.plan)] == [ann]
    assert seating.count_open(small.db, small.plan) == {course: 1}
    assert seating.count_unapproved(small.db, small.plan) == {course: 2}
    assert [(p.name, p.is_approved) for p in seating.open_picks(small.db, small.plan, course)] == [
        ("A", True),
        ("B", False),
        ("D", False),
    ]
    assert _planned(small) == 3


def test_a_seat_without_approval_is_a_problem_with_two_fixes(small: SmallPlan) -> None:
    small.course("A")
    session = small.run("A", names="AB")
    ann, _ = small.pick("AB", "A")
    change_plan(small.db, small.plan, approval_rule="approved")
    decide_picks(small.db, small.plan, [ann], APPROVED)
    facts = gather_facts(small.db, small.plan)
    (problem,) = check(facts)
    sides = (problem.kind, problem.person_id, problem.session_id)
    assert sides == ("not approved", small.people["B"], session)
    assert problem.title == "Nobody has approved A-1 for B"
    fixes = find_fixes(facts, problem)
    assert [fix.edit for fix in fixes] == ["approve", "take out"]
    apply_fix(small.db, fixes[0])
    assert check(gather_facts(small.db, small.plan)) == []


def test_a_gap_that_was_refused_stays_and_is_not_picked_anew(small: SmallPlan) -> None:
    small.course("A", "2")
    track = add_track(small.db, "Sales")
    set_path(small.db, track, [(small.courses["A"], PathKind.REQUIRED)])
    ann, _ = small.pick("AB", "A")
    for person_id in small.people.values():
        write_values(small.db, person_id, {"primary_track_id": track})
    pairs = [(person_id, small.courses["A"]) for person_id in small.people.values()]
    assert ledger(small.db, small.plan, "track")[-1].totals.gap == 0
    decide_picks(small.db, small.plan, [ann], DECLINED)
    assert ledger(small.db, small.plan, "track")[-1].totals.gap == 2
    cell = read_lines(small.db, small.plan)[small.people["A"]].cells[small.courses["A"]]
    assert (cell.state, cell.is_missing) == ("declined", True)
    with pytest.raises(PlanError, match=r"was put off or declined\. Take that decision back"):
        pick_gaps(small.db, small.plan, pairs)
    remove_picks(small.db, small.plan, [pairs[1]])
    assert pick_gaps(small.db, small.plan, pairs) == 1


def test_what_was_refused_is_no_pick_where_picks_are_counted(small: SmallPlan) -> None:
    small.course("A")
    ann, bob, _ = small.pick("ABC", "A")
    decide_picks(small.db, small.plan, [ann, bob], DECLINED)
    assert count_all(small.db, small.plan).picks == 1
    record_completion(small.db, small.people["B"], small.courses["A"], dt.date(2027, 3, 3))
    assert count_all(small.db, small.plan).picks == 2
