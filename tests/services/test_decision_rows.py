"""What was decided of picks goes along with copies, merges and removals, and keeps what it names."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import CoverRule, Pick, PickDecision, TrainingSession
from pmplanner.services.catalog.courses import add_course, remove_course
from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import add_person
from pmplanner.services.people.tracks import add_track, remove_track
from pmplanner.services.plans.course_copies import replace_course
from pmplanner.services.plans.merging_people import merge_people
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.plans.picks import remove_picks
from pmplanner.services.plans.plans import change_plan, copy_plan, list_plans, remove_plan
from pmplanner.services.sessions.sessions import change_session, copy_session
from tests.services.small_plan import SmallPlan

D = Decimal
DAY = dt.date(2027, 3, 1)


def _decided(small: SmallPlan) -> list[tuple[str, str, str]]:
    small.db.flush()
    query = select(PickDecision.decision, PickDecision.decided_by_name, PickDecision.note)
    return [(row[0], row[1], row[2]) for row in small.db.execute(query.order_by(PickDecision.id))]


def _decide(small: SmallPlan, pick_id: int, decision: str = "approved", **values: object) -> None:
    small.db.add(PickDecision(pick_id=pick_id, decision=decision, **values))
    small.db.flush()


def test_a_copy_of_a_plan_has_its_decisions_and_its_rule(small: SmallPlan) -> None:
    small.course("A")
    ann, _ = small.pick("AB", "A")
    _decide(small, ann, note="Fits")
    change_plan(small.db, small.plan, approval_rule="approved")
    copy = copy_plan(small.db, small.plan, "Copy")
    query = select(PickDecision.note).join(Pick, Pick.id == PickDecision.pick_id)
    assert small.db.scalars(query.where(Pick.plan_id == copy)).all() == ["Fits"]
    assert {plan.approval_rule for plan in list_plans(small.db)} == {"approved"}
    remove_plan(small.db, copy)
    assert _decided(small) == [("approved", "", "Fits")]
    with pytest.raises(PlanError, match="one of all, approved; not “some”"):
        change_plan(small.db, small.plan, approval_rule="some")


def test_decisions_go_with_their_picks(small: SmallPlan) -> None:
    small.course("A")
    ann, bob = small.pick("AB", "A")
    _decide(small, ann)
    _decide(small, bob, "later")
    remove_picks(small.db, small.plan, [(small.people["A"], small.courses["A"])])
    assert _decided(small) == [("later", "", "")]
    remove_people(small.db, [small.people["B"]])
    assert _decided(small) == []


def test_who_decided_stays_known_by_name_once_removed(small: SmallPlan) -> None:
    small.course("A")
    (ann,) = small.pick("A", "A")
    head = add_person(small.db, first_name="Mia", last_name="Head")
    _decide(small, ann, decided_by_id=head, asked_of_id=head)
    remove_people(small.db, [head])
    small.db.expire_all()
    assert _decided(small) == [("approved", "Mia Head", "")]
    assert small.db.scalar(select(PickDecision.asked_of_name)) == "Mia Head"


def test_merging_people_keeps_decisions_of_and_by_them(small: SmallPlan) -> None:
    small.course("A")
    small.course("B")
    ann, bob, eve = small.pick("ABE", "A")
    (only,) = small.pick("B", "B")
    _decide(small, bob, "declined", note="Of the other")
    _decide(small, only, "later", note="Of the other alone")
    _decide(small, eve, note="By the other", decided_by_id=small.people["B"], asked_of_id=small.people["B"])
    merge_people(small.db, small.people["A"], small.people["B"])
    small.db.expire_all()
    rows = small.db.scalars(select(PickDecision).order_by(PickDecision.id)).all()
    assert [(row.pick_id, row.note) for row in rows] == [
        (ann, "Of the other"),
        (only, "Of the other alone"),
        (eve, "By the other"),
    ]
    assert rows[2].decided_by_id == rows[2].asked_of_id == small.people["A"]


def test_of_two_decisions_of_one_pick_that_of_who_is_kept_stays(small: SmallPlan) -> None:
    small.course("A")
    ann, bob = small.pick("AB", "A")
    _decide(small, ann, note="Own")
    _decide(small, bob, "declined", note="Other")
    merge_people(small.db, small.people["A"], small.people["B"])
    assert _decided(small) == [("approved", "", "Own")]


def test_a_course_that_is_to_be_taken_instead_stays_and_can_be_replaced(small: SmallPlan) -> None:
    db = small.db
    small.course("A")
    (ann,) = small.pick("A", "A")
    other = add_course(db, title="Other", days=D(1))
    third = add_course(db, title="Third", days=D(1))
    _decide(small, ann, "declined", swap_course_id=other)
    with pytest.raises(PlanError, match="“Other” is to be taken instead of a pick"):
        remove_course(db, other)
    small.courses["other"] = other
    small.pick("B", "other")
    replace_course(db, other, third)
    db.expire_all()
    assert db.scalar(select(PickDecision.swap_course_id)) == third
    remove_course(db, other)


def test_a_track_that_a_rule_of_cover_asks_for_stays(small: SmallPlan) -> None:
    track = add_track(small.db, "Sales")
    rule = CoverRule(name="Somebody sells", team="Ops", minimum=1, kind="track", track_id=track)
    small.db.add(rule)
    small.db.flush()
    with pytest.raises(PlanError, match="“Somebody sells” asks for people of the track Sales"):
        remove_track(small.db, track)
    small.db.delete(rule)
    remove_track(small.db, track)


def test_by_when_a_session_is_decided_and_what_calling_off_costs(small: SmallPlan) -> None:
    small.course("A")
    session = small.run("A")
    change_session(
        small.db, session, decide_by=dt.date(2027, 2, 1), cancel_cost=D("99.50"), cancel_currency="eur"
    )
    again = small.db.get_one(TrainingSession, copy_session(small.db, session))
    assert (again.decide_by, again.cancel_cost, again.cancel_currency) == (None, D("99.50"), "EUR")
    for refused, values in (
        ("calling a session off costs", {"cancel_cost": D(-1)}),
        ("code of three letters", {"cancel_currency": "Euro"}),
    ):
        with pytest.raises(PlanError, match=refused):
            change_session(small.db, session, **values)
