"""Who is asked about which picks, and what becomes of each answer in the plan as it is by then."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.exchange.approval_reading import AnswerRow
from pmplanner.models import Person, Pick, PickDecision, Plan, TrainingSession
from pmplanner.models.statuses import Decision
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.decisions.answers import Answer, match_answers
from pmplanner.services.decisions.asking import AskedOf, Asking, foresee_asking, mark_asked
from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import write_values
from pmplanner.services.plans.picks import remove_picks
from pmplanner.services.plans.plans import create_plan
from tests.services.small_plan import MONDAY, SmallPlan

TODAY = dt.date(2027, 1, 11)


@pytest.fixture
def team(small: SmallPlan) -> SmallPlan:
    """M manages A and B, N (whom nobody knows) C; nobody D. All have picked X, and A also Y."""
    small.course("X", "2")
    small.course("Y", "1")
    small.course("Z", "3")
    small.pick("ABCD", "X")
    small.pick("A", "Y")
    write_values(small.db, small.person("M"), {"email": "m@x.example"})
    for name in "AB":
        write_values(small.db, small.people[name], {"manager_email": "m@x.example"})
    write_values(small.db, small.people["C"], {"manager_name": "N. Unknown", "manager_email": "n@y.example"})
    return small


def asked(small: SmallPlan) -> list[Asking]:
    return foresee_asking(small.db, small.plan, TODAY, put_off=True)


def row_of(small: SmallPlan, name: str, code: str, answer: str = "", **values: str) -> AnswerRow:
    """A row of a file as it comes back, filled in."""
    picks: list[AskedOf] = [pick for each in asked(small) for pick in each.picks]
    (pick,) = [pick for pick in picks if (pick.person, pick.course) == (name, f"{code.title()} ({code})")]
    texts = {"swap_for": "", "remark": "", "days": str(pick.days), "row_id": pick.row_id.text} | values
    columns = (("row_id", "K"), ("answer", "C"), ("swap_for", "D"))
    return AnswerRow(
        "M.xlsx", "Picks", 12, person=name, course=pick.course, answer=answer, columns=columns, **texts
    )


def match(small: SmallPlan, *rows: AnswerRow) -> list[Answer]:
    numbered = [replace(row, number=row.number + place) for place, row in enumerate(rows)]
    return match_answers(small.db, small.plan, numbered, TODAY)


def states(small: SmallPlan, *rows: AnswerRow) -> list[str]:
    return [each.state for each in match(small, *rows)]


def decide(small: SmallPlan, name: str, code: str, decision: str, **values: object) -> None:
    pick_id = small.db.scalars(
        select(Pick.id).where(Pick.person_id == small.people[name], Pick.course_id == small.courses[code])
    ).one()
    found = small.db.scalars(select(PickDecision).where(PickDecision.pick_id == pick_id)).one_or_none()
    row = found or PickDecision(pick_id=pick_id)
    for column, value in ({"decision": decision} | values).items():
        setattr(row, column, value)
    small.db.add(row)
    small.db.flush()


def test_each_manager_is_asked_about_direct_reports_and_nobody_is_left_out(team: SmallPlan) -> None:
    lay_facts(team.db, [team.courses["X"]], cost=Decimal(500), currency="EUR")
    found = asked(team)
    assert [(each.name, each.email, [pick.person for pick in each.picks]) for each in found] == [
        ("M", "m@x.example", ["A", "A", "B"]),
        ("N. Unknown", "n@y.example", ["C"]),
        ("", "", ["D"]),
    ]
    assert [each.manager_id for each in found] == [team.people["M"], None, None]
    first = found[0]
    assert (first.people, first.days, first.cost, first.without_price) == (2, Decimal(5), Decimal(1000), 1)
    assert [each.reachable for each in found] == [True, True, False]
    assert [each.name for each in foresee_asking(team.db, team.plan, TODAY, [team.people["D"]])] == [""]


def test_what_is_done_over_or_decided_is_not_asked(team: SmallPlan) -> None:
    team.run("X", MONDAY, "A")
    held = team.run("Y", dt.date(2027, 1, 4), "A")
    decide(team, "B", "X", Decision.APPROVED)
    decide(team, "C", "X", Decision.LATER)
    assert held
    found = foresee_asking(team.db, team.plan, TODAY)
    assert [(pick.person, pick.course, pick.dates) for each in found for pick in each.picks] == [
        ("A", "X (X)", "1–2 Mar 2027"),
        ("D", "X (X)", "no date yet"),
    ]
    again = asked(team)
    assert [each.name for each in again] == ["M", "N. Unknown", ""]
    assert again[1].undecided() is None
    lay_facts(team.db, [team.courses["X"]], cost=Decimal(500), currency="EUR")
    # What was put off costs nothing in the plan, and would cost what it is asked about with.
    assert [(pick.days, pick.cost) for pick in asked(team)[1].picks] == [(Decimal(2), Decimal(500))]


def test_what_was_asked_is_proposed_with_whom_and_when(team: SmallPlan) -> None:
    found = asked(team)
    assert mark_asked(team.db, found, TODAY) == 5
    team.db.expire_all()
    rows = list(team.db.scalars(select(PickDecision)))
    assert {(row.decision, row.asked_on) for row in rows} == {(Decision.PROPOSED, TODAY)}
    assert sorted((row.asked_of_id or 0, row.asked_of_name) for row in rows) == sorted(
        [(team.people["M"], "")] * 3 + [(0, "N. Unknown"), (0, "")]
    )
    assert sum(each.asked_before for each in asked(team)) == 5
    decide(team, "B", "X", Decision.APPROVED)
    with pytest.raises(PlanError, match="decided meanwhile"):
        mark_asked(team.db, found, TODAY)
    remove_picks(team.db, team.plan, [(team.people["B"], team.courses["X"])])
    with pytest.raises(PlanError, match="taken back meanwhile"):
        mark_asked(team.db, found, TODAY)


def test_variants_and_archived_plans_ask_nobody(team: SmallPlan) -> None:
    plan = team.db.get(Plan, team.plan)
    assert plan is not None
    other = create_plan(team.db, "Variant", plan.first_day, plan.last_day)
    variant = team.db.get(Plan, other)
    assert variant is not None
    variant.variant_of_id = team.plan
    with pytest.raises(PlanError, match="is a variant"):
        foresee_asking(team.db, other, TODAY)


def test_answers_are_new_known_or_missing(team: SmallPlan) -> None:
    mark_asked(team.db, asked(team), TODAY)
    rows = [
        row_of(team, "A", "X", "Agree"),
        row_of(team, "B", "X", "later", remark="after March"),
        row_of(team, "C", "X", "swap for …", swap_for="Z (Z)"),
        row_of(team, "D", "X"),
        row_of(team, "A", "Y", "no"),
    ]
    found = match(team, *rows)
    assert [(each.state, each.answer, each.remark) for each in found] == [
        ("new", "agree", ""),
        ("new", "later", "after March"),
        ("new", "swap", ""),
        ("open", "", ""),
        ("new", "no", ""),
    ]
    assert found[2].swap_id == team.courses["Z"]
    decide(team, "A", "X", Decision.APPROVED)
    assert states(team, rows[0]) == ["same"]


def test_what_has_changed_since_is_said_and_not_overwritten(team: SmallPlan) -> None:
    mark_asked(team.db, asked(team), TODAY)
    rows = [row_of(team, *of, "agree") for of in (("A", "X"), ("B", "X"), ("C", "X"), ("D", "X"), ("A", "Y"))]
    session = team.run("Y", MONDAY, "A")
    team.mark(session, "A", "attended")
    decide(team, "A", "X", Decision.DECLINED, decided_on=dt.date(2027, 1, 8))
    remove_picks(team.db, team.plan, [(team.people["B"], team.courses["X"])])
    remove_picks(team.db, team.plan, [(team.people["C"], team.courses["X"])])
    team.pick("C", "X")
    (pick,) = team.db.scalars(select(Pick).where(Pick.person_id == team.people["D"]))
    pick.days = Decimal("1.5")
    team.db.flush()
    found = match(team, *rows)
    assert [(each.state, each.reason) for each in found] == [
        ("contradicts", "It was declined on 2027-01-08."),
        ("wrong", "The pick was taken back since it was asked."),
        ("contradicts", "It was taken back and picked again since it was asked."),
        ("contradicts", "It takes 1.5 days now; asked was about 2."),
        ("wrong", "The course is done by now."),
    ]
    assert states(team, replace(rows[1], answer="")) == ["open"]
    assert (found[0].column, found[1].column) == ("C", "K")


def test_seats_that_are_held_or_locked_are_not_given_up(team: SmallPlan) -> None:
    rows = {answer: row_of(team, "A", "Y", answer) for answer in ("no", "agree")}
    session = team.run("Y", dt.date(2027, 1, 4), "A")
    (no, agree) = (match(team, rows[answer])[0] for answer in ("no", "agree"))
    assert (no.state, no.reason, agree.state) == ("wrong", "Its session Y-1 has been held by now.", "new")
    row = team.db.get(TrainingSession, team.run("X", MONDAY, "B"))
    assert row is not None
    assert session
    locked = row_of(team, "B", "X", "later")
    row.locked = True
    team.db.flush()
    assert match(team, locked)[0].reason == f"Its session {row.code} is locked."


def test_rows_that_say_nothing_or_too_much_are_said(team: SmallPlan) -> None:
    row = row_of(team, "A", "X", "agree")
    other = replace(row, row_id=row.row_id[:-10] + "0" * 8 + row.row_id[-2:])
    cases = {
        "“maybe” is no answer that is known.": replace(row, answer="maybe"),
        "The row has no row id, so nobody knows what it is about.": replace(row, row_id=""),
        "“12” is no row id of ours.": replace(row, row_id="12"),
        "It has a remark, but no answer.": replace(row, answer="", remark="ask me"),
        "It names a course to swap for, but has no answer.": replace(row, answer="", swap_for="Z"),
        "It names a course to swap for, but the answer is another one.": replace(row, swap_for="Z"),
        "It does not say which course to swap for.": replace(row, answer="swap"),
        "There is no course “Kanban” in the catalogue.": replace(row, answer="swap", swap_for="Kanban"),
        "It is to be swapped for the same course.": replace(row, answer="swap", swap_for="X"),
        "Y (Y) is picked already.": replace(row, answer="swap for Y"),
        "It names two courses to swap for.": replace(row, answer="swap for Y", swap_for="Z"),
    }
    for reason, case in cases.items():
        (found,) = match(team, case)
        assert (found.state, found.reason) == ("wrong", reason)
    assert states(team, other)[0] in ("wrong", "contradicts")


def test_rows_of_other_plans_and_workspaces_are_refused(team: SmallPlan) -> None:
    row = row_of(team, "A", "X", "agree")
    pick, plan, what = row.row_id.split("-")
    (foreign,) = match(team, replace(row, row_id=f"{pick}-{'0' * 8}-{what}"))
    assert (foreign.state, foreign.reason) == ("wrong", "It comes from another workspace.")
    (unknown,) = match(team, replace(row, row_id=f"P999999-{plan}-{'0' * 8}"))
    assert (unknown.state, unknown.reason) == ("wrong", "It was not asked in this plan.")
    other = create_plan(team.db, "Other", dt.date(2028, 1, 1), dt.date(2028, 6, 30))
    (found,) = match_answers(team.db, other, [row], TODAY)
    assert (found.state, found.reason[:25]) == ("wrong", "It was asked in the plan ")


def test_a_pick_that_is_anothers_by_now_is_merged_by_choice_only(team: SmallPlan) -> None:
    row = row_of(team, "A", "Y", "agree")
    (pick,) = team.db.scalars(select(Pick).where(Pick.course_id == team.courses["Y"]))
    pick.person_id = team.people["B"]
    team.db.flush()
    (found,) = match(team, row)
    assert (found.state, found.takeable, found.person) == ("contradicts", True, "B")
    assert found.reason == "It is about another person or course than when it was asked."


def test_two_answers_for_a_pick_are_both_listed_and_equal_ones_are_one(team: SmallPlan) -> None:
    one = row_of(team, "A", "X", "agree", remark="yes")
    two = replace(one, file="other.xlsx", answer="no", remark="")
    found = match(team, one, two, row_of(team, "A", "Y", "agree"))
    assert [each.state for each in found] == ["contradicts", "contradicts", "new"]
    assert found[0].reason == "other.xlsx, row 13, answers otherwise: no."
    unclear = replace(two, answer="perhaps")
    assert states(team, one, unclear) == ["contradicts", "wrong"]
    again = replace(two, answer="AGREE", remark="but soon")
    blank = replace(two, answer="")
    found = match(team, one, again, blank)
    assert [each.state for each in found] == ["new", "same", "same"]
    assert found[0].remark == "yes\nbut soon"


def test_nobody_is_given_the_same_course_for_two_picks(team: SmallPlan) -> None:
    rows = [row_of(team, "A", code, "swap", swap_for="Z") for code in "XY"]
    assert states(team, *rows, row_of(team, "B", "X", "swap", swap_for="Z")) == [
        "contradicts",
        "contradicts",
        "new",
    ]
    assert {each.reason for each in match(team, *rows)} == {
        "Another pick of A is swapped for the same course."
    }


def test_namesakes_are_told_apart(team: SmallPlan) -> None:
    for name in "AB":
        write_values(team.db, team.people[name], {"first_name": "Jo", "employee_id": f"E{name}"})
    assert team.db.scalars(select(Person.id).where(Person.first_name == "Jo")).all()
    assert [pick.person for pick in asked(team)[0].picks] == ["Jo (EA)", "Jo (EA)", "Jo (EB)"]
