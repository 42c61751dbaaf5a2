"""Tests of the table of frozen rows: signals, roles, sorting, filtering, copying."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.format import format_date, format_days
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.natural_sort import NaturalSortProxy
from pmplanner.ui.widgets.tables.row_changes import spans
from pmplanner.ui.widgets.tables.table_model import RIGHT, ROW_ROLE, SORT_ROLE, ColumnSpec, TableModel
from tests.tiers import examples

D = Decimal


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str = ""
    days: Decimal | None = None
    start: date | None = None
    total: bool = False


def columns() -> list[ColumnSpec[Row]]:
    return [
        ColumnSpec[Row]("Name", lambda row: row.name, tooltip=lambda row: row.name * 2),
        ColumnSpec[Row](
            "Days",
            lambda row: row.days,
            lambda row: format_days(row.days),
            RIGHT,
            tone=lambda row: "problem_text" if row.days is None else None,
            strong=lambda row: row.total,
            hint="Person-days",
        ),
        ColumnSpec[Row]("Start", lambda row: row.start, lambda row: format_date(row.start)),
    ]


class Watch:
    """Writes down which signals a model sends."""

    def __init__(self, model: TableModel[Row]) -> None:
        self.said: list[tuple[Any, ...]] = []
        model.dataChanged.connect(self.changed)
        model.rowsInserted.connect(self.inserted)
        model.rowsRemoved.connect(self.removed)
        model.modelReset.connect(self.reset)
        model.layoutChanged.connect(self.moved)

    def changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.said.append(("changed", first.row(), last.row()))

    def inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self.said.append(("inserted", first, last))

    def removed(self, parent: QModelIndex, first: int, last: int) -> None:
        self.said.append(("removed", first, last))

    def reset(self) -> None:
        self.said.append(("reset",))

    def moved(self) -> None:
        self.said.append(("moved",))


@pytest.fixture
def model(qapp: QApplication) -> TableModel[Row]:
    model = TableModel(columns())
    model.set_rows([Row(number, f"Row {number}", D(number)) for number in range(1, 6)])
    return model


def test_model_keeps_the_rules_of_qt(model: TableModel[Row], qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)
    proxy = NaturalSortProxy()
    proxy.setSourceModel(model)
    qtmodeltester.check(proxy)
    cell = model.index(0, 0)
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)


def test_spans_join_neighbours() -> None:
    assert spans([1, 2, 5, 7, 8, 9]) == [(1, 2), (5, 5), (7, 9)]
    assert spans([]) == []


def test_equal_rows_say_nothing(model: TableModel[Row]) -> None:
    watch = Watch(model)
    model.set_rows(list(model.rows()))
    assert watch.said == []


def test_changed_rows_are_named_and_only_they(model: TableModel[Row]) -> None:
    watch = Watch(model)
    rows = [replace(row, days=D(9)) if row.id in (2, 3, 5) else row for row in model.rows()]
    model.set_rows(rows)
    assert watch.said == [("changed", 1, 2), ("changed", 4, 4)]
    assert model.rows() == tuple(rows)


def test_gone_and_new_rows_are_removed_and_inserted(model: TableModel[Row]) -> None:
    watch = Watch(model)
    kept = [row for row in model.rows() if row.id not in (2, 3)]
    model.set_rows([Row(10), *kept, Row(11)])
    assert watch.said == [("removed", 1, 2), ("inserted", 0, 0), ("inserted", 4, 4)]
    assert [row.id for row in model.rows()] == [10, 1, 4, 5, 11]


def test_moved_rows_take_the_selection_along(model: TableModel[Row]) -> None:
    watch = Watch(model)
    held = QPersistentModelIndex(model.index(0, 1))
    model.set_rows(list(reversed(model.rows())))
    assert watch.said == [("moved",)]
    assert (held.row(), held.column(), model.row_at(held).id) == (4, 1, 1)


def test_wholly_other_rows_reset(model: TableModel[Row]) -> None:
    watch = Watch(model)
    model.set_rows([Row(20), Row(21)])
    model.set_rows([Row(20), Row(20)])
    assert watch.said == [("reset",), ("reset",)]


@pytest.mark.slow
@settings(
    max_examples=examples(20, 400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2)), unique_by=lambda pair: pair[0]))
)
def test_any_rows_arrive_as_given_and_held_indexes_stay_with_their_row(
    qapp: QApplication, steps: list[list[tuple[int, int]]]
) -> None:
    model = TableModel(columns())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for step in steps:
        held = {
            row.id: QPersistentModelIndex(model.index(place, 0)) for place, row in enumerate(model.rows())
        }
        rows = [Row(key, "x", D(days)) for key, days in step]
        model.set_rows(rows)
        assert model.rows() == tuple(rows)
        for key, index in held.items():
            assert not index.isValid() or model.row_at(index).id == key
    del tester


def test_cells_answer_each_role(model: TableModel[Row]) -> None:
    model.set_rows([Row(1, "Ana", None), Row(2, "Bo", D("1.50"), total=True)])
    name, days = model.index(0, 0), model.index(1, 1)
    assert name.data() == "Ana"
    assert name.data(Qt.ItemDataRole.ToolTipRole) == "AnaAna"
    assert name.data(ROW_ROLE) == Row(1, "Ana", None)
    assert (days.data(), days.data(SORT_ROLE)) == ("1.5", D("1.50"))
    assert days.data(Qt.ItemDataRole.AccessibleTextRole) == "Days: 1.5"
    assert days.data(Qt.ItemDataRole.FontRole).weight() == 600
    assert days.data(Qt.ItemDataRole.TextAlignmentRole) == RIGHT
    assert model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) == current_theme().color("problem_text")
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Days"
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "Person-days"


def test_edits_go_to_the_column_and_other_columns_refuse(qapp: QApplication) -> None:
    taken: list[tuple[Row, object]] = []

    def take(row: Row, value: object) -> bool:
        taken.append((row, value))
        return True

    model = TableModel(
        [
            ColumnSpec[Row]("Name", lambda row: row.name),
            ColumnSpec[Row]("Days", lambda row: row.days, edit=take),
        ]
    )
    model.set_rows([Row(1, "Ana", D(1))])
    assert model.setData(model.index(0, 1), D(2))
    assert not model.setData(model.index(0, 0), "Bo")
    assert taken == [(Row(1, "Ana", D(1)), D(2))]
    assert model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    table = DataTable(columns(), name="Rows")
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.source.set_rows(
        [
            Row(1, "Room 10", D(10), date(2027, 3, 1)),
            Row(2, "room 9", D("9.5"), date(2026, 12, 31)),
            Row(3, "Élan", None, None),
            Row(4, "Zoo", D(2), date(2027, 1, 4)),
            Row(5, "elan 2", D(100), date(2027, 1, 4)),
            Row(6, "All", D("121.5"), None, True),
        ]
    )
    return table


def order(table: DataTable) -> list[int]:
    return [table.proxy.index(place, 0).data(ROW_ROLE).id for place in range(table.proxy.rowCount())]


ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.mark.parametrize(
    ("column", "direction", "expected"),
    [
        (0, ASCENDING, [3, 5, 2, 1, 4, 6]),
        (0, DESCENDING, [4, 1, 2, 5, 3, 6]),
        (1, ASCENDING, [4, 2, 1, 5, 3, 6]),
        (1, DESCENDING, [5, 1, 2, 4, 3, 6]),
        (2, ASCENDING, [2, 4, 5, 1, 3, 6]),
        (2, DESCENDING, [1, 4, 5, 2, 3, 6]),
    ],
)
def test_sorting_is_natural_with_empty_cells_and_totals_last(
    table: DataTable, column: int, direction: Qt.SortOrder, expected: list[int]
) -> None:
    table.proxy.keep_last(lambda row: row.total)
    table.sortByColumn(column, direction)
    assert order(table) == expected


def test_new_rows_keep_the_order_and_the_selection(table: DataTable) -> None:
    table.sortByColumn(1, ASCENDING)
    table.select_key(4)
    given = table.source.rows()
    table.source.set_rows([replace(row, days=D(200)) if row.id == 4 else row for row in given])
    assert order(table) == [2, 1, 5, 6, 4, 3]
    assert [row.id for row in table.selected_rows()] == [4]
    table.source.set_rows([*table.source.rows(), Row(7, "New", D(50))])
    assert order(table) == [2, 1, 7, 5, 6, 4, 3]


@pytest.mark.parametrize("direction", [ASCENDING, DESCENDING])
def test_empty_cells_come_after_negative_numbers_too(table: DataTable, direction: Qt.SortOrder) -> None:
    table.source.set_rows([Row(1, "None"), Row(2, "Less", D(-1)), Row(3, "Nil", D(0))])
    table.sortByColumn(1, direction)
    assert order(table)[-1] == 1


def test_without_a_sort_column_rows_are_as_they_were_set(table: DataTable) -> None:
    table.sortByColumn(1, DESCENDING)
    assert order(table) != [1, 2, 3, 4, 5, 6]
    table.sortByColumn(-1, ASCENDING)
    assert order(table) == [1, 2, 3, 4, 5, 6]


def test_models_of_other_kinds_are_sorted_and_filtered_too(qapp: QApplication) -> None:
    model = QStandardItemModel()
    for value in (D(10), None, D(9)):
        item = QStandardItem(str(value))
        item.setData(value, SORT_ROLE)
        model.appendRow(item)
    proxy = NaturalSortProxy()
    proxy.setSourceModel(model)
    proxy.sort(0, DESCENDING)
    assert [proxy.index(place, 0).data() for place in range(3)] == ["10", "9", "None"]
    proxy.sort(0, ASCENDING)
    assert [proxy.index(place, 0).data() for place in range(3)] == ["9", "10", "None"]
    proxy.set_text("1")
    assert proxy.rowCount() == 1


def test_the_filter_reads_changed_rows_anew(table: DataTable) -> None:
    table.proxy.set_text("zoo")
    rows = [replace(row, name="Zoo 2") if row.id == 1 else row for row in table.source.rows()]
    table.source.set_rows(rows)
    assert order(table) == [1, 4]


def test_values_of_all_kinds_can_be_compared() -> None:
    from pmplanner.ui.widgets.tables.natural_sort import sort_key

    noon = datetime(2027, 1, 1, 12, tzinfo=UTC)
    values = ["b", D("1.5"), noon, date(2027, 1, 1), 3, "a10", "a9", date(2026, 1, 1)]
    ordered = sorted(values, key=sort_key)
    assert ordered == [D("1.5"), 3, date(2026, 1, 1), date(2027, 1, 1), noon, "a9", "a10", "b"]


def test_filter_wants_every_word_in_some_column(table: DataTable) -> None:
    table.proxy.set_text("ROOM 9.5")
    assert order(table) == [2]
    table.proxy.set_text("9.5", columns=[0])
    assert order(table) == []
    table.proxy.set_text("")
    assert len(order(table)) == 6


def test_filter_by_row_keeps_the_total(table: DataTable) -> None:
    table.proxy.keep_last(lambda row: row.total)
    table.proxy.set_accepts(lambda row: row.days is not None and row.days > 50)
    assert order(table) == [5, 6]


def test_enter_opens_a_row_and_ctrl_c_copies_what_is_selected(table: DataTable, qtbot: QtBot) -> None:
    table.show()
    table.sortByColumn(1, ASCENDING)
    assert table.select_key(4)
    assert [row.id for row in table.selected_rows()] == [4]
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].id == 4
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Zoo\t2\t4 Jan 2027\nroom 9\t9.5\t31 Dec 2026"


def test_selecting_says_the_rows(table: DataTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.chosen) as chosen:
        table.select_key(2)
    assert chosen.args is not None
    assert [row.id for row in chosen.args[0]] == [2]
    assert not table.select_key(99)


def test_the_row_under_the_mouse_and_the_one_with_the_keys_are_marked_over_their_whole_width(
    table: DataTable, qtbot: QtBot
) -> None:
    table.resize(400, 300)
    table.show()
    qtbot.waitExposed(table)
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    last = table.model().columnCount() - 1
    table.setCurrentIndex(table.model().index(1, 0))
    table.clearSelection()
    table.entered.emit(table.model().index(0, 0))
    picture = table.viewport().grab().toImage()
    theme = current_theme()
    for row, role in ((0, "hover"), (1, "accent")):
        for column in (0, last):
            rect = table.visualRect(table.model().index(row, column))
            if role == "hover":
                at = rect.center()
                at.setY(rect.bottom() - 3)
            else:
                at = rect.topLeft() if column == 0 else rect.topRight()
            at.setX(min(at.x(), table.viewport().width() - 1))
            assert picture.pixelColor(at) == theme.color(role), (role, column)
    table.viewportEntered.emit()
    at = table.visualRect(table.model().index(0, 0)).bottomLeft()
    at.setY(at.y() - 3)
    assert table.viewport().grab().toImage().pixelColor(at) != theme.color("hover")


def test_columns_are_as_wide_as_their_texts_until_a_user_sets_them(qtbot: QtBot, tmp_path: Path) -> None:
    def make() -> DataTable:
        specs = [replace(column, width=150) for column in columns()]
        table = DataTable(specs, name="Rows")
        qtbot.addWidget(table)
        table.fit_to_texts()
        table.source.set_rows([Row(1, "A name longer than its column")])
        table.resize(470, 200)
        table.show()
        return table

    table = make()
    qtbot.waitUntil(lambda: table.columnWidth(0) > 150)
    assert table.columnWidth(0) >= table.sizeHintForColumn(0)
    assert table.columnWidth(2) < 150  # nothing stands in it
    assert table.horizontalScrollBar().maximum() == 0
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    table.save_columns(settings, "rows")
    fitted = make()
    fitted.restore_columns(settings, "rows")
    qtbot.waitUntil(lambda: fitted.columnWidth(0) == table.columnWidth(0))
    table.setColumnWidth(0, 90)
    table.resize(900, 200)
    assert table.columnWidth(0) == 90
    table.save_columns(settings, "rows")
    by_hand = make()
    by_hand.restore_columns(settings, "rows")
    by_hand.resize(800, 200)
    qtbot.wait(1)
    assert by_hand.columnWidth(0) == 90
