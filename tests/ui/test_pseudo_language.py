"""Each page in a language two fifths longer: nothing stays English, and nothing is cut."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

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
from sqlalchemy import String, select

from pmplanner.models import Base, Track
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.plan.course_list import short_name
from pmplanner.ui.problems.page import ProblemsPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.translation import user_locale
from pmplanner.ui.widgets.tables.data_table import DataTable
from tests.pseudo import outside, pseudo, pseudo_language
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of
from tests.ui.layout_faults import cut_off, overlapping

ROWS_READ = 40
"""How many rows of each table are read."""
NOT_WORDS = {
    "Alt",
    "Backspace",
    "CSV",
    "Ctrl",
    "Del",
    "End",
    "Enter",
    "Esc",
    "Home",
    "Menu",
    "PM",
    "PgDown",
    "PgUp",
    "Planner",
    "Redo",
    "Return",
    "Shift",
    "Space",
    "Tab",
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


def _names_of_languages() -> set[str]:
    """The words by which languages and countries call themselves."""
    every = QLocale.matchingLocales(
        QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
    )
    names = (name for each in every for name in (each.nativeLanguageName(), each.nativeTerritoryName()))
    return {word for name in names for word in re.findall(r"[A-Za-z]{3,}", name)}


def _left_english(text: str, data: re.Pattern[str], known: set[str]) -> list[str]:
    rest = data.sub(" ", outside(re.sub(r"<[^>]*>", " ", text)))
    rest = re.sub(r"\S*/\S*", " ", rest)  # what is left of addresses
    return [word for word in re.findall(r"[A-Za-z]{3,}", rest) if word not in known]


@pytest.mark.slow
def test_nothing_on_the_pages_stays_english_or_is_cut(sampled: Workspace, open_window: OpenWindow) -> None:
    with pseudo_language():
        window = open_window(sampled)
        window.resize(1280, 720)
        known = NOT_WORDS | _names_of_days() | _names_of_languages()
        # Kept, because most texts are seen again whatever else is shown.
        left_in = cache(partial(_left_english, data=_data(sampled), known=known))
        left: set[str] = set()
        for page in PAGES:
            window.open_page(page)
            for show in (_settle, *_SHOWN.get(page, ())):
                show(window)
                _settle(window)
                left |= {f"{page} {show.__name__}: {fault} is cut" for fault in cut_off(window)}
                left |= {f"{page} {show.__name__}: {fault} overlap" for fault in overlapping(window)}
                left |= _english_of(window, page, left_in)
        for opened in _WINDOWS:
            opened(window)
            _settle(window)
            for other in QApplication.topLevelWidgets():
                if other is not window and other.isVisible():
                    left |= _english_of(other, type(other).__name__, left_in)
                    other.close()
        assert not left, "\n".join(sorted(left))


def _english_of(top: QWidget, place: str, left_in: Callable[[str], list[str]]) -> set[str]:
    widgets = [top, *filter(_is_ours, top.findChildren(QWidget))]
    said = {(type(widget).__name__, text) for widget in widgets for text in _texts(widget)}
    return {f"{place} {kind}: {words} in {text!r}" for kind, text in said if (words := left_in(text))}


def _is_ours(widget: QWidget) -> bool:
    """Say whether the texts of a widget are not Qt's own, as those of the arrows beside tabs are."""
    return not isinstance(widget.parent(), QTabBar)


def _settle(_window: MainWindow) -> None:
    for _ in range(5):  # what pages read one turn later
        QApplication.processEvents()


def _select_first(window: MainWindow) -> None:
    """Select the first row of the list of a page, so that its panel is filled."""
    for table in known(window.stack.currentWidget()).findChildren(DataTable):
        if table.isVisible():
            table.selectRow(0)
            return


def _open_session(window: MainWindow) -> None:
    page = page_of(window, SchedulePage)
    page.views.opened.emit(next(iter(page._rows)))


def _open_auto(window: MainWindow) -> None:
    page_of(window, SchedulePage).primary_action().trigger()


def _show_policies(window: MainWindow) -> None:
    page = page_of(window, ProblemsPage)
    page.views.select("policies")
    page.refresh(None)


def _show_skills(window: MainWindow) -> None:
    page_of(window, NeedsPage).show_view("skills")


def _show_runway(window: MainWindow) -> None:
    page_of(window, NeedsPage).show_view("runway")


_SHOWN: dict[str, tuple[Callable[[MainWindow], None], ...]] = {
    "schedule": (_open_session, _open_auto),
    "catalogue": (_select_first,),
    "needs": (_select_first, _show_skills, _show_runway),
    "people": (_select_first,),
    "resources": (_select_first,),
    "problems": (_select_first, _show_policies),
}
"""What else can be seen on a page."""

_WINDOWS: tuple[Callable[[MainWindow], object], ...] = (
    MainWindow.show_settings,
    MainWindow.show_history,
    MainWindow.show_backups,
    MainWindow.show_keys,
)
