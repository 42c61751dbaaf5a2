"""All shared widgets in one window, to look at: python -m tests.ui.gallery [light|dark] [PICTURE.png]."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pmplanner.ui.theme import apply_theme, track_role
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button, icon_button, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, problem_label
from pmplanner.ui.widgets.charts.track_card import TrackCard, TrackFigures
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_days, format_money
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.inputs.lines import mark_invalid
from pmplanner.ui.widgets.inputs.numbers import days_field, number_field
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.navigation import NavigationList
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.status_line import StatusLine
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

D = Decimal


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    track: str
    position: int | None
    people: int
    planned: Decimal
    open: Decimal
    cost: Decimal | None
    total: bool = False


ROWS = [
    Line(1, "Product manager", 0, 9, D(78), D(28), D(38200)),
    Line(2, "Project manager", 1, 10, D(64), D("20.5"), D("30100.50")),
    Line(3, "Program manager", 2, 3, D(21), D(6), D(10900)),
    Line(4, "Systems engineer", 3, 2, D(12), D(3), None),
    Line(5, "No track", None, 1, D("1.5"), D(0), None),
    Line(6, "All tracks", None, 25, D("176.5"), D("57.5"), D("79200.50"), True),
]


def is_total(row: Line) -> bool:
    return row.total


COLUMNS = [
    ColumnSpec[Line](
        "Track",
        lambda row: row.track,
        mark=lambda row: None if row.total else track_role(row.position),
        strong=is_total,
    ),
    ColumnSpec[Line]("People", lambda row: row.people, align=RIGHT, width=90, strong=is_total),
    ColumnSpec[Line](
        "Planned",
        lambda row: row.planned,
        lambda row: format_days(row.planned),
        RIGHT,
        width=100,
        strong=lambda row: True,
    ),
    ColumnSpec[Line](
        "To schedule",
        lambda row: row.open,
        lambda row: format_days(row.open),
        RIGHT,
        width=110,
        tone=lambda row: "problem_text" if row.open > 20 else "muted",
    ),
    ColumnSpec[Line](
        "Cost",
        lambda row: row.cost,
        lambda row: format_money(row.cost, "EUR"),
        RIGHT,
        width=120,
        strong=is_total,
    ),
]


def top_bar() -> QWidget:
    bar = QFrame()
    bar.setProperty("bar", "top")
    row = QHBoxLayout(bar)
    row.setContentsMargins(16, 9, 16, 9)
    row.setSpacing(12)
    row.addWidget(heading_label("PM Planner"))
    row.addSpacing(60)
    plan = QPushButton("2027 H1 development plan")
    plan.setProperty("menued", True)
    plan.setMenu(QMenu(plan))
    row.addWidget(plan)
    search = SearchBox("Search people, courses, commands", shortcut="Ctrl+K")
    search.setFixedWidth(290)
    row.addWidget(search)
    row.addStretch(1)
    row.addWidget(plain_button("Undo", icon_name="undo"))
    redo = icon_button("redo", "Redo", framed=True)
    redo.setEnabled(False)
    row.addWidget(redo)
    row.addWidget(plain_button("Export", icon_name="export"))
    row.addWidget(PrimaryButton("Schedule automatically"))
    return bar


def navigation() -> QWidget:
    side = QFrame()
    side.setProperty("bar", "side")
    side.setFixedWidth(188)
    pages = NavigationList()
    for key, text, count in (
        ("plan", "Plan", "46"),
        ("schedule", "Schedule", "14"),
        ("totals", "Totals", ""),
        ("catalogue", "Catalogue", "61"),
        ("people", "People", "24"),
        ("resources", "Resources", "7"),
    ):
        pages.add(key, text, key)
        pages.set_count(key, count)
    pages.add("problems", "Problems", "warning")
    pages.set_count("problems", "2", problem=True)
    pages.select("plan")
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(pages)
    return side


def cards() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for figures in (
        TrackFigures("Product manager", 9, D(78), D(14), D(36), D(28), 0),
        TrackFigures("Project manager", 10, D(64), D(6), D(38), D(20), 1),
        TrackFigures("Program manager", 1, D("21.5"), D(0), D(15), D("6.5"), 2),
        TrackFigures(
            "All tracks", 24, D(175), D(20), D(98), D(57), None, None,
            "days · 7.3 per person", "€ 84,600 of € 100,000 budget",
        ),
    ):  # fmt: skip
        card = TrackCard()
        card.show_figures(figures)
        card.set_clickable(figures.position == 1)
        row.addWidget(card)
    return row


def switches() -> PageHeader:
    header = PageHeader("Totals")
    by = SegmentedControl(name="Group")
    for key in ("track", "team", "person"):
        by.add(key, f"By {key}")
    header.add_left(by)
    header.add_right(plain_button("Copy table", icon_name="copy"))
    header.add_right(flat_button("More", icon_name="more"))
    return header


def table_card() -> Card:
    card = Card(margin=1)
    table = DataTable(COLUMNS, name="Totals")
    table.proxy.keep_last(is_total)
    table.source.set_rows(ROWS)
    table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    table.select_key(2)
    card.body.addWidget(table)
    return card


def form_card() -> Card:
    card = Card(title="Form")
    form = FormColumn()
    line = QLineEdit("Product Management Bootcamp")
    invalid = QLineEdit("3.33")
    mark_invalid(invalid, "Days come in quarters.")
    off = QLineEdit("Bundled, read-only")
    off.setEnabled(False)
    combo = QComboBox()
    combo.addItems(["Foundation", "Intermediate", "Advanced"])
    day = DateField("", None, QDate(2027, 3, 15))
    days, seats = days_field(), number_field()
    days.setValue(1.5)
    for text, widget in (
        ("Title", line),
        ("Days", invalid),
        ("Source", off),
        ("Level", combo),
        ("Start", day),
        ("Days", days),
        ("Seats", seats),
    ):
        form.add(text, widget)
    card.body.addLayout(form)
    checks = QHBoxLayout()
    for kind, text, on in ((QCheckBox, "Online", True), (QCheckBox, "Pinned", False)):
        check = kind(text)
        check.setChecked(on)
        checks.addWidget(check)
    first = QRadioButton("Required")
    first.setChecked(True)
    checks.addWidget(first)
    checks.addWidget(QRadioButton("Elective"))
    card.body.addLayout(checks)
    progress = QProgressBar()
    progress.setValue(40)
    card.body.addWidget(progress)
    card.body.addWidget(problem_label("Hana Ito is in two sessions on Tue 16 Mar"))
    card.body.addStretch(1)
    return card


def catalogue_card() -> Card:
    card = Card(title="Catalogue")
    card.body.addWidget(SearchBox("Search courses"))
    chips = ChipRow()
    for place, text in enumerate(("Product", "Project", "≤ 2 days", "Foundation", "Online", "Tonex")):
        chips.add(text, text, on=place < 3, position=place if place < 2 else None)
    card.body.addWidget(chips)
    tabs = QTabWidget()
    tree = QTreeWidget()
    tree.setHeaderLabels(["Course", "Days"])
    for name in ("Product manager", "Project manager"):
        top = QTreeWidgetItem(tree, [name, ""])
        QTreeWidgetItem(top, ["Bootcamp", "4"])
        top.setExpanded(name.startswith("Product"))
    tabs.addTab(tree, "Paths")
    tabs.addTab(
        EmptyHint("people", "No people yet", "Import them from a spreadsheet, or add the first one."),
        "Empty",
    )
    hint = tabs.widget(1)
    assert isinstance(hint, EmptyHint)
    hint.add_action("Import people", primary=True, icon_name="import")
    hint.add_action("Add a person", icon_name="plus")
    hint.add_action("Open the sample")
    tabs.setCurrentIndex(0)
    card.body.addWidget(tabs, 1)
    return card


def gallery() -> QWidget:
    window = QWidget()
    window.resize(1440, 900)
    outer = QVBoxLayout(window)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    outer.addWidget(top_bar())
    middle = QHBoxLayout()
    middle.setSpacing(0)
    middle.addWidget(navigation())
    page = QVBoxLayout()
    page.setContentsMargins(20, 16, 20, 16)
    page.setSpacing(14)
    page.addLayout(cards())
    page.addWidget(switches())
    page.addWidget(table_card(), 1)
    below = QHBoxLayout()
    below.setSpacing(14)
    below.addWidget(form_card(), 1)
    below.addWidget(catalogue_card(), 1)
    page.addLayout(below, 2)
    middle.addLayout(page, 1)
    outer.addLayout(middle, 1)
    status = StatusLine()
    status.say("Picked Big Data for Bo Chen", undo=True)
    outer.addWidget(status)
    return window


def main(mode: str = "light", picture: str = "") -> int:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, "dark" if mode == "dark" else "light")
    window = gallery()
    window.show()
    if picture:
        QTimer.singleShot(400, lambda: (window.grab().save(picture), app.quit()))
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
