"""Own facts from files: their own layout, and courses of the catalogue that come with a price."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Course, OwnFact
from pmplanner.services.catalog import courses
from pmplanner.services.catalog.own_facts import facts_of, lay_facts
from pmplanner.services.lookup import find_course
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, counts, take_out
from tests.support import snapshot

D = Decimal
HEADER = "course_code,cost,currency,min_seats,max_seats,valid_months,short_title,note"


def _lay(workspace: Workspace) -> None:
    with workspace.edit("Lay") as db:
        ids = {code: find_course(db, code).id for code in ("TNX-BDP", "TNX-PMB", "TNX-SEP")}
        lay_facts(db, [ids["TNX-BDP"]], cost=D("900.50"), currency="EUR", short_title="=BDP", valid_months=12)
        lay_facts(db, [ids["TNX-PMB"]], cost=None, min_seats=None, max_seats=12, short_title="", note="")
        lay_facts(db, [ids["TNX-SEP"]], cost=D(0), note='two\nlines, "quoted"')
        own = courses.add_course(db, title="Mine", days=D(1), short_title="M", note="kept", cost=D(3))
        lay_facts(db, [own], max_seats=3)


def test_export_import_export_is_the_same(workspace: Workspace) -> None:
    _lay(workspace)
    first = take_out(workspace, "own-facts")
    lines = first.decode("utf-8-sig").splitlines()
    assert lines[:2] == [HEADER, "M,,,,3,,M,kept"]
    assert "TNX-BDP,900.5,EUR,,,12,'=BDP," in lines
    assert "TNX-PMB,none,,none,12,,none,none" in lines
    assert any(line.startswith("TNX-SEP,0,none,,,,,") for line in lines)
    before = snapshot(workspace.path)
    draft = bring_in_text(workspace, first.decode("utf-8-sig"), "own-facts")
    # What a custom course has itself stays its own.
    assert counts(draft) == (0, 0, 4, 0)
    assert snapshot(workspace.path) == before
    assert counts(bring_in_text(workspace, "course_code,note\nM,new\n", "own-facts")) == (0, 1, 0, 0)


def test_where_nothing_was_laid_all_of_them_arrive(workspace: Workspace) -> None:
    """Courses and own facts carry everything, byte for byte."""
    _lay(workspace)
    both = {layout: take_out(workspace, layout) for layout in ("courses", "own-facts")}
    workspace.undo()
    for layout, content in both.items():
        assert not bring_in_text(workspace, content.decode("utf-8-sig"), layout).rejected
    assert {layout: take_out(workspace, layout) for layout in both} == both


def test_none_is_there_and_an_empty_cell_is_not(workspace: Workspace) -> None:
    with workspace.edit("Lay") as db:
        one = find_course(db, "TNX-BDP").id
        lay_facts(db, [one], cost=D(900), currency="EUR", max_seats=12, note="kept")
    draft = bring_in_text(workspace, "course_code,cost,max_seats,note\ntnx-bdp,,None,\n", "own-facts")
    assert [outcome.details for outcome in draft.outcomes] == ["max_seats: 12 → none"]
    with workspace.read() as db:
        facts = facts_of(db, one)
    assert (facts.cost, facts.max_seats, facts.note) == (D(900), None, "kept")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("NOPE,1,EUR,,,,,", "row 2, course_code: there is no course NOPE in the catalogue"),
        (",1,EUR,,,,,", "row 2: Course code is empty"),
        ("TNX-BDP,x,EUR,,,,,", "row 2, cost: 'x' is not a number"),
        ("TNX-BDP,1,euro,,,,,", "row 2, currency: 'euro' is no currency"),
        ("TNX-BDP,,EUR,,,,,", "row 2, currency: “Big Data for Project"),
        ("TNX-BDP,,,9,3,,,", "row 2, min_seats: the fewest seats (9) of"),
        ("TNX-BDP,1,,,,,,\ntnx-bdp,2,,,,,,", "row 3, course_code: the same course as in row 2"),
    ],
)
def test_rows_that_cannot_be_taken(workspace: Workspace, rows: str, said: str) -> None:
    draft = bring_in_text(workspace, f"{HEADER}\n{rows}\n", "own-facts")
    assert said in draft.rejected[-1].details


# Courses with a price


def test_a_price_of_a_course_of_the_catalogue_is_an_own_fact(workspace: Workspace) -> None:
    """S1: eleven of eleven such rows were rejected."""
    before = snapshot(workspace.path)["course"]
    draft = bring_in_text(
        workspace,
        "Code,Title,Days,Price,Currency,Places\n"
        "TNX-BDP,Big Data for Project and Program Managers,3,900,EUR,12\nTNX-PMB,,,1200,eur,\n",
        "courses",
    )
    assert [(outcome.action, outcome.details) for outcome in draft.outcomes] == [
        ("updated", "own fact: cost: – → 900 EUR; own fact: max_seats: – → 12"),
        ("updated", "own fact: cost: – → 1,200 EUR"),
    ]
    after = snapshot(workspace.path)
    assert after["course"] == before
    assert len(after["own_fact"]) == 3
    again = bring_in_text(workspace, "code,price,currency\nTNX-BDP,900,EUR\nTNX-PMB,1300,\n", "courses")
    assert [(outcome.action, outcome.details) for outcome in again.outcomes] == [
        ("unchanged", ""),
        ("updated", "own fact: cost: 1,200 EUR → 1,300 EUR"),
    ]
    workspace.undo()
    workspace.undo()
    assert snapshot(workspace.path)["own_fact"] == []


def test_what_is_no_fact_stays_the_catalogues(workspace: Workspace) -> None:
    draft = bring_in_text(workspace, "code,days,price,skills\nTNX-BDP,9,900,\nTNX-PMB,,1,new\n", "courses")
    assert [outcome.action for outcome in draft.outcomes] == ["rejected", "rejected"]
    assert "cannot be changed (days)" in draft.rejected[0].details
    with workspace.read() as db:
        assert db.scalars(select(OwnFact)).all() == []


def test_a_currency_without_a_price_says_nothing(workspace: Workspace) -> None:
    draft = bring_in_text(workspace, "code,price,currency\nTNX-BDP,,EUR\n", "courses")
    assert counts(draft) == (0, 0, 1, 0)


def test_a_custom_course_changes_itself_unless_an_own_fact_lies_over_it(blank: Workspace) -> None:
    bring_in_text(blank, "code,title,days,price,currency,max_seats\nA,Alpha,1,10,EUR,9\n", "courses")
    with blank.edit("Lay") as db:
        lay_facts(db, [find_course(db, "A").id], cost=D(20))
    draft = bring_in_text(blank, "code,price,max_seats\nA,30,8\n", "courses")
    assert draft.outcomes[0].details == "max_seats: 9 → 8; own fact: cost: 20 EUR → 30 EUR"
    with blank.read() as db:
        course = find_course(db, "A")
        assert (course.cost, course.max_seats) == (D(10), 8)
        assert facts_of(db, course.id).cost == D(30)


def test_a_row_that_is_taken_back_lays_nothing(blank: Workspace) -> None:
    bring_in_text(blank, "code,title,days,prerequisites\nA,Alpha,1,\nB,Beta,1,A\n", "courses")
    with blank.edit("Lay") as db:
        lay_facts(db, [find_course(db, "A").id], cost=D(20))
    draft = bring_in_text(blank, "code,price,prerequisites\nA,30,B\n", "courses")
    assert counts(draft) == (0, 0, 0, 1)
    with blank.read() as db:
        assert facts_of(db, find_course(db, "A").id).cost == D(20)


def test_the_catalogue_as_a_file_says_what_holds(workspace: Workspace) -> None:
    _lay(workspace)
    lines = take_out(workspace, "courses").decode("utf-8-sig").splitlines()
    (line,) = (line for line in lines if line.startswith("TNX-BDP,"))
    assert ",900.5,EUR,12," in line
    (unknown,) = (line for line in lines if line.startswith("TNX-PMB,"))
    assert ",12,,,," in unknown
    with workspace.read() as db:
        assert db.scalar(select(Course.cost).where(Course.code == "TNX-BDP")) is None
    draft = bring_in_text(workspace, "\n".join(lines), "courses")
    assert {outcome.action for outcome in draft.outcomes} == {"unchanged"}
