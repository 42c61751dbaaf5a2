"""The matrix as a table."""

from decimal import Decimal

from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pmplanner.services.plans import picks
from pmplanner.services.totals import totals
from pmplanner.storage.labels import Label
from pmplanner.ui.plan.matrix_model import NAME
from pmplanner.ui.plan.rows import GroupRow
from tests.support import known
from tests.ui.plan.conftest import Grid


def test_model_keeps_the_rules_of_models_while_it_changes(grid: Grid, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(grid.page.model, force_py=True)
    plan = grid.actions.plan_id
    assert plan is not None
    grid.actions.do(
        Label("Pick"), picks.pick_courses, plan, [grid.people["S-001"]], [grid.courses["SCA-CSM"]]
    )
    grid.page.filter.setText("amara")
    qtmodeltester.check(grid.page.model, force_py=True)


def test_people_stand_under_their_track_with_its_days(grid: Grid) -> None:
    model = grid.page.model
    groups = [row for row in model.rows if isinstance(row, GroupRow)]
    assert [group.title for group in groups] == [
        "Product manager",
        "Project manager",
        "Program manager",
        "No track",
    ]
    plan = grid.actions.plan_id
    assert plan is not None
    for row in grid.actions.read(totals.ledger, plan, "track")[:-1]:
        assert model.sums.by_group[row.key] == row.totals.planned
    first = model.index(0, NAME)
    assert first.data() == f"Product manager · {model.sums.by_group[groups[0].key].normalize():f} days"
    assert not first.flags()


def test_days_by_course_are_those_of_the_totals(grid: Grid) -> None:
    plan = grid.actions.plan_id
    assert plan is not None
    *rows, total = grid.actions.read(totals.ledger, plan, "course")
    sums = grid.page.model.sums
    assert {row.key: row.totals.planned for row in rows} == {
        course: sums.by_course.get(course, Decimal(0)) for course in grid.page.model.courses
    }
    assert sums.planned == total.totals.planned


def test_columns_follow_the_paths_and_say_their_course_in_full(grid: Grid) -> None:
    model = grid.page.model
    codes = {course: code for code, course in grid.courses.items()}
    shown = [codes[course] for course in model.courses]
    # Those of a group stand where the path has the group.
    assert shown[:5] == ["TNX-PMB", "SCR-PPDV", "SCR-PSPO", "SCA-CSPO", "AMA-2203"]
    assert shown.index("TNX-BDP") < shown.index("SCR-PSPOA")
    from PySide6.QtCore import Qt

    tip = str(model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole))
    assert tip == "Product Management Bootcamp Training\nTonex · TNX-PMB · 4 days"


def test_a_new_column_takes_its_place_by_insertion(grid: Grid, qtbot: QtBot) -> None:
    model = grid.page.model
    course = grid.courses["SCA-CSM"]
    assert model.column_of(course) == -1
    with (
        qtbot.waitSignals([model.columnsInserted, model.dataChanged]),
        qtbot.assertNotEmitted(model.modelReset),
    ):
        grid.actions.do(
            Label("Pick"), picks.pick_courses, known(grid.actions.plan_id), [grid.people["S-001"]], [course]
        )
    assert model.courses == known(model.snapshot).in_order(model.courses)
    assert grid.shown("S-001", "SCA-CSM") == "picked"
    assert not grid.page.cells.isColumnHidden(model.column_of(course))
    assert grid.page.matrix.names.isColumnHidden(model.column_of(course))
    assert grid.page.matrix.totals.isColumnHidden(model.column_of(course))
    assert not grid.page.matrix.totals.isColumnHidden(model.target_column)


def test_each_cell_says_its_state_in_words(grid: Grid) -> None:
    from PySide6.QtCore import Qt

    model = grid.page.model
    plan_snapshot = model.snapshot
    assert plan_snapshot is not None
    seen = {}
    for person, line in plan_snapshot.lines.items():
        for course, cell in line.cells.items():
            index = model.index(model.row_of(person), model.column_of(course))
            seen[cell.state] = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            assert index.data() == {"later": "put off"}.get(cell.state, cell.state)
    assert set(seen) == {
        *("required", "credited", "picked", "waiting", "scheduled", "done", "problem"),
        *("later", "declined"),
    }
    for state, text in seen.items():
        assert f": {state}" in text or state in ("credited", "later", "declined")
    assert seen["later"].endswith(": picked, but put off")
    assert seen["declined"].endswith(": required and missing, but declined")
    assert "not scheduled yet" in seen["picked"]
    assert "credited before the plan" in seen["credited"]
