"""Help in the window: chapters of the pages, words explained, hints of the first start."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QWhatsThis
from pytestqt.qtbot import QtBot

from pmplanner.services.totals.measures import MEASURES
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import _CLASSES, PAGES
from pmplanner.ui.totals.totals_columns import totals_columns
from pmplanner.ui.widgets.charts.track_card import TrackCard
from pmplanner.ui.widgets.help_text import (
    CHAPTERS,
    anchor_of,
    chapter_text,
    explanation,
    sections,
)
from tests.conftest import ROOT
from tests.source import nodes
from tests.support import known
from tests.ui.conftest import OpenWindow

_LINK = re.compile(r"\]\(([^)]*)\)")
_KEY = re.compile(r"`((?:Ctrl\+|Alt\+|Shift\+)*(?:[A-Z0-9]|F\d|[A-Z][a-z]+))`")
_FOLDERS = {"import": "importing", "shortcuts": "shell", "history": "shell", "automatic": "schedule"}
"""Where what a chapter is about is made, where that is not a page of its name."""


def test_every_chapter_is_there_and_every_page_has_one() -> None:
    files = {path.stem for path in (ROOT / "resources" / "help").glob("*.md")}
    assert files == set(CHAPTERS)
    for key in PAGES:
        page = getattr(import_module(f"pmplanner.ui.{key}.page"), _CLASSES[key])
        assert page.help in CHAPTERS


def test_links_between_chapters_lead_somewhere() -> None:
    anchors = {chapter: {anchor_of(section.title) for section in sections(chapter)} for chapter in CHAPTERS}
    for chapter in CHAPTERS:
        for link in _LINK.findall(chapter_text(chapter)):
            name, _, anchor = link.partition("#")
            target = name.removesuffix(".md")
            assert name.endswith(".md"), (chapter, link)
            assert target in anchors, (chapter, link)
            assert not anchor or anchor in anchors[target], (chapter, link)


def _keys_of_code(folder: str) -> set[str]:
    """The names of the keys that the code of a folder, and of the widgets, knows."""
    found = set()
    for part in (folder, "widgets", "core"):
        for path in (ROOT / "pmplanner" / "ui" / part).rglob("*.py"):
            for node in nodes(path):
                if isinstance(node, ast.Attribute) and node.attr.startswith("Key_"):
                    found.add(node.attr.removeprefix("Key_"))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
                elif isinstance(node, ast.Attribute):
                    found.add(f"StandardKey.{node.attr}")
    return found


_STANDARD = {
    "Ctrl+C": "Copy",
    "Ctrl+V": "Paste",
    "Ctrl+Z": "Undo",
    "Ctrl+N": "New",
    "Ctrl+F": "Find",
    "F2": "",
}
_NAMES = {"Del": "Delete", "Esc": "Escape", "Enter": "Return", "Ins": "Insert"}


def _exists(key: str, chapter: str, known_keys: set[str]) -> bool:
    """Say whether a key that a chapter names is one that the program answers to."""
    last = key.rpartition("+")[2]
    if QKeySequence(key).toString() == "":
        return False
    if key in known_keys or f"StandardKey.{_STANDARD.get(key, '-')}" in known_keys:
        return True
    return not key.startswith("Ctrl+Shift") and _NAMES.get(last, last) in known_keys


def test_keys_that_the_help_names_exist() -> None:
    for chapter in CHAPTERS:
        known_keys = _keys_of_code(_FOLDERS.get(chapter, chapter))
        if chapter == "import":
            known_keys |= _keys_of_code("shell")  # which opens its window
        if chapter == "shortcuts":
            known_keys |= {f"Ctrl+{number + 1}" for number in range(len(PAGES))} | {"Del", "F2"}
        if chapter in ("people", "resources", "problems"):
            known_keys |= {"Delete", "Down", "Tab"}
        for key in _KEY.findall(chapter_text(chapter)):
            assert _exists(key, chapter, known_keys), f"{chapter}: {key}"


def _titles() -> Iterator[tuple[str, str]]:
    """Yield the labels of all fields of forms, as they are written, with the file."""
    places = {"FieldSpec": 1, "_labelled": 0, "add_field": 0}
    for path in (ROOT / "pmplanner" / "ui").rglob("*.py"):
        for node in nodes(path):
            if isinstance(node, ast.For) and _adds_fields(node):
                for pair in ast.walk(node.iter):
                    if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Call):
                        yield from ((text, path.name) for text in _texts(pair.elts[0]))
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            owner = getattr(getattr(node.func, "value", None), "attr", "")
            place = 0 if name == "add" and owner in ("form", "fields") else places.get(name)
            if place is None or len(node.args) <= place:
                continue
            yield from ((text, path.name) for text in _texts(node.args[place]))


def _adds_fields(loop: ast.For) -> bool:
    calls = [node for node in ast.walk(loop) if isinstance(node, ast.Call)]
    return any(
        ast.unparse(call.func) in ("self.form.add", "self.completion_form.add_field") for call in calls
    )


def _texts(node: ast.expr) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value:
            yield inner.value


def test_every_field_of_a_form_is_explained() -> None:
    titles = dict(_titles())
    assert len(titles) > 50
    assert {title: file for title, file in titles.items() if not explanation(title)} == {}


def test_every_figure_of_the_totals_is_explained() -> None:
    for measure in MEASURES:
        for column in totals_columns("track", measure, "EUR")[1:]:
            assert explanation(column.spec.title), column.spec.title


@pytest.fixture
def window(sampled: Workspace, open_window: OpenWindow) -> MainWindow:
    return open_window(sampled)


def test_help_follows_the_page_searches_and_gives_the_keys_back(window: MainWindow, qtbot: QtBot) -> None:
    window.enter_page("plan")
    before = QApplication.focusWidget()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    panel = window.helping.panel
    assert panel.chapter == "plan"
    assert panel.text.hasFocus()
    assert "Who takes what." in panel.text.toPlainText()

    # It follows the page, and links lead from chapter to chapter, to the very heading
    window.open_page("totals")
    assert panel.chapter == "totals"
    panel.text.anchorClicked.emit(QUrl("terms.md#gap"))
    assert (panel.chapter, panel.text.textCursor().block().text()) == ("terms", "Gap")
    assert panel.text.verticalScrollBar().value() > 0

    # The search finds in all chapters, the heading that is meant first
    qtbot.keyClicks(panel.search, "gap")
    lines = panel.text.toPlainText().splitlines()
    assert lines[1] == "Words and figures · Gap"
    assert any(line.startswith("Totals · ") for line in lines)
    panel.search.setText("zebra")
    assert panel.text.toPlainText() == "Nothing found."

    # The text follows the size of the system
    panel.show_chapter("plan")
    font = panel.font()
    font.setPointSize(font.pointSize() * 2 if font.pointSize() > 0 else 20)
    panel.setFont(font)
    assert panel.chapter == "plan"

    # Over the page where the window is narrow, beside it where it is wide
    for width, over in ((1000, True), (1440, False), (1000, True)):
        window.resize(width, 700)
        assert panel.property("over") is over
        assert panel.isVisible()

    window.open_page("plan")
    qtbot.keyClick(panel.text, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert QApplication.focusWidget() is before


def test_what_is_this_says_how_figures_are_counted(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        "pmplanner.ui.shell.helping.show_explanation", lambda _widget, text: shown.append(text)
    )
    window.enter_page("totals")
    table = window._pages["totals"].table  # type: ignore[attr-defined]
    titles = [column.title for column in table.source.columns]
    table.setCurrentIndex(table.proxy.index(0, titles.index("Gap")))
    table.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert shown == [explanation("Gap")]
    window.enter_page("plan")
    card = window._pages["plan"].findChildren(TrackCard)[0]
    card.actions()[0].trigger()
    QWhatsThis.hideText()
    assert card.actions()[0].text() == "How is this counted?"
    assert card.whatsThis() == explanation("Planned")
    heading = (
        table.horizontalHeader()
        .model()
        .headerData(titles.index("Credited"), Qt.Orientation.Horizontal, Qt.ItemDataRole.WhatsThisRole)
    )
    assert heading == explanation("Credited")


def test_hints_come_once_one_after_another(window: MainWindow, settings: QSettings, qtbot: QtBot) -> None:
    assert known(window.helping.hints).callout is None
    window.helping.give_hints()
    callout = known(known(window.helping.hints).callout)
    assert callout.isVisible()
    assert QApplication.focusWidget() is not callout  # the window goes on below it
    window.open_page("people")
    assert not callout.isVisible()  # it is about another page, and would cover this one
    window.open_page("plan")
    assert callout.isVisible()
    window._show_welcome()  # as when everything is undone
    assert not callout.isVisible()
    window.open_page("plan")
    assert callout.isVisible()
    plan = window._pages["plan"]
    assert isinstance(plan, PlanPage)
    _, cell = known(plan.hint_place())
    assert plan.model.person_at(plan.cells.indexAt(cell.center()).row())
    said = []
    for place in range(4):
        for size in ((1280, 720), (960, 600)):
            window.resize(*size)
            qtbot.wait(1)  # it is placed a turn after the window
            for about in known(window.helping.hints).hints[place].about():
                assert not callout.geometry().intersects(about), (place, size)
            cards = QRect(plan.board.cards.mapTo(window, QPoint(0, 0)), plan.board.cards.size())
            assert place or not callout.geometry().intersects(cards)
        assert window.rect().contains(callout.geometry())
        said.append(callout.accessibleName())
        callout.next_button.click()
    assert [text.partition(".")[0] for text in said] == [f"Hint {n} of 4" for n in (1, 2, 3, 4)]
    assert not callout.isVisible()
    window.open_page("totals")
    assert not callout.isVisible()
    assert settings.value("hints/closed", type=bool)

    # Again when they are asked for, by keys alone; Escape closes them for good
    window.helping.start_hints()
    assert callout.next_button.hasFocus()
    qtbot.keyClick(callout.next_button, Qt.Key.Key_Escape)
    assert not callout.isVisible()
    window.helping.give_hints()
    assert not callout.isVisible()
