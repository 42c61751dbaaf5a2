"""The matrix: rows of people, their totals, and picking what is required."""

from pmplanner.services.plans import picks
from pmplanner.services.totals import totals
from pmplanner.services.views import matrix
from pmplanner.storage.workspace import Workspace
from tests.services.test_worked_example import plan  # noqa: F401 - a fixture


def _ids(workspace: Workspace, plan_id: int) -> tuple[dict[str, int], dict[str, int]]:
    with workspace.read() as db:
        people = {row.name: row.person_id for row in totals.person_ledgers(db, plan_id).values()}
        return people, {column.code: column.course_id for column in matrix.list_columns(db)}


def test_totals_of_rows_are_those_of_the_ledger(blank: Workspace, plan: int) -> None:  # noqa: F811
    with blank.read() as db:
        lines = matrix.read_marked_lines(db, plan)
        ledgers = totals.person_ledgers(db, plan)
    assert {person: line.totals for person, line in lines.items()} == {
        person: row.totals for person, row in ledgers.items()
    }
    assert len(lines) == 4


def test_each_cell_says_where_the_course_stands(blank: Workspace, plan: int) -> None:  # noqa: F811
    people, courses = _ids(blank, plan)
    with blank.read() as db:
        cells = matrix.list_cells(db, plan)
    by_name = {
        (name, code): cells[person, course].state
        for name, person in people.items()
        for code, course in courses.items()
        if (person, course) in cells
    }
    assert by_name == {
        ("P1", "BOOTCAMP"): "scheduled",
        ("P1", "LEADERSHIP"): "credited",
        ("P1", "TIME"): "picked",
        ("P2", "BOOTCAMP"): "done",
        ("P2", "LEADERSHIP"): "required",
        ("P3", "BIG DATA"): "waiting",
        ("P3", "LEADERSHIP"): "credited",
        ("P4", "TIME"): "scheduled",
    }


def test_rows_of_some_are_those_of_all(blank: Workspace, plan: int) -> None:  # noqa: F811
    people, _ = _ids(blank, plan)
    with blank.read() as db:
        everybody = matrix.read_marked_lines(db, plan)
        some = matrix.read_marked_lines(db, plan, [people["P3"]])
    assert some == {people["P3"]: everybody[people["P3"]]}


def test_people_of_picks_and_seats(blank: Workspace, plan: int) -> None:  # noqa: F811
    people, courses = _ids(blank, plan)
    with blank.read() as db:
        cells = matrix.list_cells(db, plan)
        open_pick = cells[people["P1"], courses["TIME"]].pick_id
        seat = cells[people["P4"], courses["TIME"]].seat_id
        assert open_pick is not None
        assert seat is not None
        found = matrix.people_of(db, plan, {open_pick, 999}, {seat, 999})
    assert found == ({people["P1"], people["P4"]}, {seat})


def test_required_courses_are_picked_unless_credited(blank: Workspace, plan: int) -> None:  # noqa: F811
    people, courses = _ids(blank, plan)
    with blank.edit("Pick required") as db:
        assert picks.pick_required(db, plan, list(people.values())) == 1
        assert picks.pick_required(db, plan, list(people.values())) == 0
    with blank.read() as db:
        cells = matrix.list_cells(db, plan)
    assert cells[people["P2"], courses["LEADERSHIP"]].state == "picked"
    assert cells[people["P1"], courses["LEADERSHIP"]].state == "credited"
    blank.undo()
    with blank.read() as db:
        assert matrix.list_cells(db, plan)[people["P2"], courses["LEADERSHIP"]].state == "required"


def test_only_the_people_named_get_what_is_required(blank: Workspace, plan: int) -> None:  # noqa: F811
    people, _ = _ids(blank, plan)
    with blank.edit("Pick required") as db:
        assert picks.pick_required(db, plan, [people["P1"], people["P3"]]) == 0
