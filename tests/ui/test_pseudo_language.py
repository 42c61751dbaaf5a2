"""Each page in a language two fifths longer: nothing stays English, and nothing is cut."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractListModel, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import String, select

from pmplanner.models import Base, Track
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.plan.course_list import short_name
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.translation import user_locale
from tests.pseudo import outside, pseudo, pseudo_language
from tests.ui.conftest import OpenWindow
from tests.ui.layout_faults import cut_off, overlapping

ROWS_READ = 40
"""How many rows of each table are read."""
NOT_WORDS = {
    "PM",
    "Planner",
    "Ctrl",
    "Shift",
    "Alt",
    "Del",
    "Esc",
    "Return",
    "Enter",
    "CSV",
    "Space",
    "Backspace",
}
"""The name of the program and of keys, which are the same in every language."""


def test_a_text_keeps_its_places_and_what_is_no_text() -> None:
    assert pseudo("{n} seats of %1") == "⟦{n} šéátš óf %1~~~~~~⟧"
    assert pseudo("%1 – %2") == "%1 – %2"
    assert outside("⟦íñ Ana ⟦dóñé~~⟧⟧ Big Data").split() == ["Big", "Data"]


def _texts(widget: QWidget) -> Iterator[str]:
    """What a widget says, to eyes and ears."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.statusTip())
    yield from (action.text() for action in widget.actions())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
            if widget.isReadOnly():
                yield widget.text()
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case QGroupBox() | QMenu():
            yield widget.title()
        case QTabBar():
            yield from (widget.tabText(place) for place in range(widget.count()))
        case QAbstractItemView() if not isinstance(widget, QHeaderView):
            yield from _cells(widget)
        case _:
            pass


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model, roles = view.model(), (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    # A list has one column, and Qt keeps that from who asks for the number.
    columns = range(1 if isinstance(model, QAbstractListModel) else min(ROWS_READ, model.columnCount()))
    for row in range(min(ROWS_READ, model.rowCount())):
        for column in columns:
            index = model.index(row, column)
            yield from (str(index.data(role) or "") for role in (*roles, Qt.ItemDataRole.ToolTipRole))
    if isinstance(view, QTableView):
        for column in columns:
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def _data(workspace: Workspace) -> re.Pattern[str]:
    """What finds whatever users and catalogue have written."""
    with workspace.read() as db:
        found = {
            str(value)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, String)
            for value in db.scalars(select(column).distinct())
            if value
        }
        found |= {short_name(name) for name in db.scalars(select(Track.name))}
    found |= {value.capitalize() for value in found}
    words = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def _names_of_days() -> set[str]:
    locale, forms = user_locale(), tuple(QLocale.FormatType)
    return {locale.monthName(month, each).strip(".") for month in range(1, 13) for each in forms} | {
        locale.dayName(day, each).strip(".") for day in range(1, 8) for each in forms
    }


def _left_english(text: str, data: re.Pattern[str], known: set[str]) -> list[str]:
    rest = data.sub(" ", outside(text))
    return [word for word in re.findall(r"[A-Za-z]{3,}", rest) if word not in known]


@pytest.mark.slow
def test_nothing_on_the_pages_stays_english_or_is_cut(
    qtbot: QtBot, sampled: Workspace, open_window: OpenWindow
) -> None:
    with pseudo_language():
        window = open_window(sampled)
        window.resize(1280, 720)
        data, known = _data(sampled), NOT_WORDS | _names_of_days()
        left: set[str] = set()
        for page in PAGES:
            _open(window, page)
            assert cut_off(window) == [], page
            assert overlapping(window) == [], page
            for widget in [window, *filter(_is_ours, window.findChildren(QWidget))]:
                for text in _texts(widget):
                    if words := _left_english(text, data, known):
                        left.add(f"{page} {type(widget).__name__}: {words} in {text!r}")
        assert not left, "\n".join(sorted(left))


def _is_ours(widget: QWidget) -> bool:
    """Say whether the texts of a widget are not Qt's own, as those of the arrows beside tabs are."""
    return not isinstance(widget.parent(), QTabBar)


def _open(window: MainWindow, page: str) -> None:
    window.open_page(page)
    for _ in range(5):  # what pages read one turn later
        QApplication.processEvents()
