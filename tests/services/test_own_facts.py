"""Own facts lie over those of a course: laid, read by everybody, cleared, removed, undone."""

import ast
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, OwnFact, TrainingSession
from pmplanner.services.autoschedule.courses import read_teaching
from pmplanner.services.catalog import courses
from pmplanner.services.catalog.own_facts import (
    FACTS,
    clear_facts,
    course_facts,
    facts_of,
    lay_facts,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course
from pmplanner.services.people import history
from pmplanner.services.people.people import person_detail
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.sessions import sessions
from pmplanner.services.totals.measures import weigh
from pmplanner.services.views.matrix import list_columns
from pmplanner.storage.workspace import Workspace
from tests.conftest import ROOT
from tests.services.small_plan import SmallPlan
from tests.source import nodes
from tests.support import check_file, snapshot

D = Decimal


def _id(db: Session, code: str) -> int:
    return find_course(db, code).id


def _row(db: Session, code: str) -> courses.CourseRow:
    (row,) = courses.list_courses(db, [_id(db, code)])
    return row


def test_a_fact_lies_over_the_source_and_is_cleared_again(workspace: Workspace) -> None:
    with workspace.read() as db:
        before = _row(db, "TNX-BDP")
        assert (before.cost, before.own) == (None, frozenset())
    with workspace.edit("Lay") as db:
        assert (
            lay_facts(db, [before.id], cost=D("900.50"), currency="eur", max_seats=12, short_title=" B  D ")
            == 1
        )
    with workspace.read() as db:
        row = _row(db, "TNX-BDP")
        assert (row.cost, row.currency, row.max_seats, row.short_title) == (D("900.5"), "EUR", 12, "B D")
        assert row.own == {"cost", "max_seats", "short_title"}
        assert row.source_facts == before.source_facts
        assert db.get_one(Course, row.id).cost is None
        assert course_facts(db)[row.id].own == row.own
    with workspace.edit("Clear") as db:
        assert clear_facts(db, [row.id], ["cost"]) == 1
        assert facts_of(db, row.id).cost is None
        assert clear_facts(db, [row.id]) == 2
        assert clear_facts(db, [row.id]) == 0
    with workspace.read() as db:
        assert _row(db, "TNX-BDP") == before


def test_none_is_laid_as_none(small: SmallPlan) -> None:
    one = small.course(
        "A", cost=D(100), currency="USD", min_seats=3, max_seats=9, valid_months=12, short_title="a", note="n"
    )
    lay_facts(small.db, [one], **dict.fromkeys(FACTS))
    facts = facts_of(small.db, one)
    assert facts.own == set(FACTS)
    assert (facts.cost, facts.currency, facts.min_seats, facts.max_seats, facts.valid_months) == (
        None, "", None, None, None,
    )  # fmt: skip
    assert (facts.short_title, facts.note) == ("", "")
    lay_facts(small.db, [one], note="None", short_title="NONE")
    assert (facts_of(small.db, one).short_title, facts_of(small.db, one).note) == ("", "")
    clear_facts(small.db, [one])
    assert facts_of(small.db, one).max_seats == 9


def test_a_price_of_nothing_is_no_unknown_price(small: SmallPlan) -> None:
    one = small.course("A")
    lay_facts(small.db, [one], cost=D(0))
    assert facts_of(small.db, one).cost == D(0)
    assert small.db.scalars(select(OwnFact.value)).all() == ["0"]


def test_a_price_keeps_its_currency(small: SmallPlan) -> None:
    one, other = small.course("A", cost=D(100), currency="USD"), small.course("B")
    lay_facts(small.db, [one], cost=D(90))
    assert (facts_of(small.db, one).cost, facts_of(small.db, one).currency) == (D(90), "USD")
    lay_facts(small.db, [one], currency="chf")
    assert (facts_of(small.db, one).cost, facts_of(small.db, one).currency) == (D(90), "CHF")
    with pytest.raises(PlanError, match="“B” has no price that could be in EUR"):
        lay_facts(small.db, [other], currency="EUR")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"cost": D(-1)}, "is an amount such as"),
        ({"cost": D("1.005")}, "is an amount such as"),
        ({"min_seats": 0}, "at least one seat"),
        ({"min_seats": 13}, r"fewest seats \(13\) of “A” are more than the most \(9\)"),
        ({"max_seats": 2}, r"fewest seats \(3\) of “A” are more than the most \(2\)"),
        ({"valid_months": 0}, "valid for 1 to"),
        ({"cost": D(1), "currency": "euro"}, "three letters, such as EUR; not “euro”"),
        ({"cost": D(1), "currency": "€"}, "three letters"),
    ],
)
def test_what_will_not_do_is_refused(small: SmallPlan, values: dict[str, object], said: str) -> None:
    fine = small.course("B", "2")
    one = small.course("A", min_seats=3, max_seats=9)
    with pytest.raises(PlanError, match=said):
        lay_facts(small.db, [fine, one], **values)
    assert small.db.scalars(select(OwnFact)).all() == []


def test_no_fact_of_another_name_is_laid(small: SmallPlan) -> None:
    with pytest.raises(TypeError, match="there is no own fact days"):
        lay_facts(small.db, [small.course("A")], days=D(1))


def test_facts_that_stay_must_go_with_the_source(small: SmallPlan) -> None:
    one = small.course("A", min_seats=3, max_seats=9)
    lay_facts(small.db, [one], min_seats=15, max_seats=20)
    with pytest.raises(PlanError, match="fewest seats"):
        clear_facts(small.db, [one], ["max_seats"])


def test_a_custom_course_is_edited_below_its_own_facts(small: SmallPlan) -> None:
    one = courses.add_course(small.db, title="Mine", days=D(1), cost=D(10), max_seats=9)
    lay_facts(small.db, [one], min_seats=8)
    courses.change_course(small.db, one, cost=D(20))
    (row,) = courses.list_courses(small.db, [one])
    assert (row.cost, row.min_seats, row.said_itself("min_seats")) == (D(20), 8, None)
    with pytest.raises(PlanError, match="fewest seats"):
        courses.change_course(small.db, one, max_seats=5)


def test_a_copy_has_the_own_facts_and_a_course_takes_them_with_it(small: SmallPlan) -> None:
    one = courses.add_course(small.db, title="Mine", days=D(1), note="itself")
    lay_facts(small.db, [one], cost=D(5), currency="EUR", max_seats=None, note="")
    copy = courses.copy_course(small.db, one)
    (row,) = courses.list_courses(small.db, [copy])
    assert row.own == {"cost", "max_seats", "note"}
    assert (row.cost, row.currency, row.note, row.said_itself("note")) == (D(5), "EUR", "", "itself")
    other = courses.copy_course(small.db, one, cost=D(7))
    assert facts_of(small.db, other).cost == D(7)
    for gone in (other, copy, one):
        courses.remove_course(small.db, gone)
    assert small.db.scalars(select(OwnFact)).all() == []


def test_what_is_typed_into_a_course_takes_the_place_of_its_own_fact(small: SmallPlan) -> None:
    db = small.db
    one = courses.add_course(db, title="Mine", days=D(1), max_seats=12)
    lay_facts(db, [one], cost=D(5), currency="EUR", min_seats=8, note="own")
    courses.change_what_holds(db, one, title="Ours")
    assert facts_of(db, one).own == {"cost", "min_seats", "note"}
    courses.change_what_holds(db, one, currency="CHF")  # of no price: the own one stays as it is
    assert (facts_of(db, one).cost, facts_of(db, one).currency) == (D(5), "EUR")
    with pytest.raises(PlanError):
        courses.change_what_holds(db, one, max_seats=7)
    courses.change_course(db, one, max_seats=12)
    courses.change_what_holds(db, one, min_seats=None)
    courses.change_what_holds(db, one, note="typed")
    courses.change_what_holds(db, one, cost=D(7))
    facts = facts_of(db, one)
    assert (facts.min_seats, facts.note, facts.cost, facts.currency) == (None, "typed", D(7), "CHF")
    assert facts.own == frozenset()
    lay_facts(db, [one], cost=D(9), currency="EUR")
    courses.change_what_holds(db, one, currency="USD")
    assert (facts_of(db, one).cost, facts_of(db, one).currency) == (D(7), "USD")


def test_a_price_typed_over_an_own_one_stays_in_its_currency(small: SmallPlan) -> None:
    one = courses.add_course(small.db, title="Mine", days=D(1))
    lay_facts(small.db, [one], cost=D(0), currency="EUR")
    courses.change_what_holds(small.db, one, cost=D(7))
    assert (facts_of(small.db, one).cost, facts_of(small.db, one).currency) == (D(7), "EUR")
    lay_facts(small.db, [one], cost=D(0), currency="EUR")
    courses.change_what_holds(small.db, one, cost=None)
    assert facts_of(small.db, one).cost is None


def test_each_edit_is_undone_and_redone(workspace: Workspace) -> None:
    states = [snapshot(workspace.path)]

    def after(label: str) -> None:
        assert workspace.undo_label() == label
        states.append(snapshot(workspace.path))

    with workspace.edit("Add") as db:
        own = courses.add_course(db, title="Mine", days=D(1))
    after("Add")
    with workspace.edit("Lay") as db:
        lay_facts(db, [own, _id(db, "TNX-BDP")], cost=D(9), currency="EUR", note="x")
    after("Lay")
    with workspace.edit("Lay again") as db:
        lay_facts(db, [own], cost=None)
    after("Lay again")
    with workspace.edit("Clear") as db:
        clear_facts(db, [_id(db, "TNX-BDP")])
    after("Clear")
    with workspace.edit("Remove") as db:
        courses.remove_course(db, own)
    after("Remove")
    for state in states[-2::-1]:
        workspace.undo()
        assert _content(snapshot(workspace.path)) == _content(state)
    for state in states[1:]:
        workspace.redo()
        assert _content(snapshot(workspace.path)) == _content(state)
    check_file(workspace.path)


def _content(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows without their versions, which only ever rise."""
    return {name: [(row[0], *row[2:]) for row in found] for name, found in rows.items()}


def test_they_are_read_in_one_query_more(workspace: Workspace) -> None:
    with workspace.edit("Lay") as db:
        every = db.scalars(select(Course.id)).all()
        lay_facts(db, every, cost=D(1), currency="EUR")
    said: list[str] = []
    with workspace.read() as db:
        db.scalar(select(Course.id).limit(1))
        event.listen(db.get_bind(), "before_cursor_execute", lambda *call: said.append(call[2]))
        found = course_facts(db)
    assert len(said) == 2, said
    assert {facts.cost for facts in found.values()} == {D(1)}


# Everybody who asks what holds


def test_new_sessions_have_the_seats_that_hold(small: SmallPlan) -> None:
    one, other = small.course("A", min_seats=2, max_seats=9), small.course("B")
    lay_facts(small.db, [one], min_seats=None, max_seats=6)
    lay_facts(small.db, [other], max_seats=4)
    run = small.db.get_one(TrainingSession, small.run("A"))
    assert (run.seats_min, run.seats_max) == (None, 6)
    sessions.change_course(small.db, run.id, other)
    assert (run.seats_min, run.seats_max) == (None, 4)


def test_the_automatic_schedule_knows_seats_and_prices_that_hold(small: SmallPlan) -> None:
    one = small.course("A", cost=D(7), currency="EUR", min_seats=1, max_seats=30)
    lay_facts(small.db, [one], cost=D(100), min_seats=4, max_seats=10)
    (needs,) = read_teaching(small.db, [one]).courses
    assert (needs.cost, needs.min_seats, needs.max_seats) == (D(100), 4, 10)


def test_completions_and_attendance_expire_by_what_holds(small: SmallPlan) -> None:
    one = small.course("A")
    small.person("A")
    history.record_completion(small.db, small.people["A"], one, dt.date(2026, 1, 31))
    run = small.run("A", names="B")
    small.mark(run, "B", "attended")
    lay_facts(small.db, [one], valid_months=13)
    (line,) = person_detail(small.db, small.people["A"]).history
    assert line.expires_on == dt.date(2027, 2, 28)
    (attended,) = history.list_attended(small.db, small.people["B"])
    assert attended.expires_on == dt.date(2028, 4, 1)


def test_problems_are_looked_for_by_the_validity_that_holds(small: SmallPlan) -> None:
    one = small.course("A", valid_months=6)
    lay_facts(small.db, [one], valid_months=12)
    assert gather_facts(small.db, small.plan).validity[one] == 12


def test_totals_weigh_a_course_by_the_price_that_holds(small: SmallPlan) -> None:
    one = small.course("A", cost=D(7))
    lay_facts(small.db, [one], cost=D(100))
    assert weigh(small.db, small.plan, "cost").courses[one] == D(100)


def test_columns_are_headed_by_the_short_title(small: SmallPlan) -> None:
    one, _ = small.course("A"), small.course("B")
    lay_facts(small.db, [one], short_title="Short")
    assert [column.short for column in list_columns(small.db)] == ["Short", "B"]
    assert [column.title for column in list_columns(small.db)] == ["A", "B"]


@pytest.mark.slow
def test_nobody_else_asks_the_rows_of_courses_for_their_facts() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pmplanner").rglob("*.py")
        for node in nodes(path)
        if _reads_a_fact(node)
    }
    assert found <= {"pmplanner/services/catalog/own_facts.py"}


def _reads_a_fact(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Course"
        and node.attr in {*FACTS, "currency"}
    )


def test_the_search_for_such_readers_finds_one() -> None:
    assert any(_reads_a_fact(node) for node in ast.walk(ast.parse("select(Course.id, Course.max_seats)")))
    assert Path(ROOT / "pmplanner" / "services").is_dir()
