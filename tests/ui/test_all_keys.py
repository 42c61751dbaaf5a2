"""No key is missing in the list of keys: those that widgets know, and those that the source acts on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.shell.all_keys import _SEARCH, keys_of, list_keys
from pmplanner.ui.shell.keys_window import KeysWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.widgets.key_lines import KeyLine
from pmplanner.ui.widgets.key_list import KEYS
from tests.conftest import ROOT
from tests.source import nodes
from tests.ui.conftest import OpenWindow

UI = ROOT / "pmplanner" / "ui"
SAME = {Qt.Key.Key_Enter: Qt.Key.Key_Return}
"""Keys that are called otherwise on another part of the keyboard."""


def sequences(lines: tuple[KeyLine, ...]) -> set[str]:
    return {QKeySequence(keys).toString() for line in lines for keys in line.keys}


def first_key(sequence: QKeySequence) -> Qt.Key:
    """Return the key without what is held beside it."""
    # Shiboken gives sequences no type that can be indexed.
    combination: QKeyCombination = sequence.__getitem__(0)  # type: ignore[index]
    return combination.key()


def single_keys(lines: tuple[KeyLine, ...]) -> set[Qt.Key]:
    """The keys of lines without what is held beside them."""
    found = set()
    for text in sequences(lines):
        key = first_key(QKeySequence(text))
        found.add(SAME.get(key, key))
    return found


def keys_in(path: Path) -> Iterator[Qt.Key]:
    """Yield the keys that a file of the program names, as such or as what they stand for everywhere."""
    for node in nodes(path):
        match node:
            case ast.Attribute(attr=name) if name.startswith("Key_"):
                key = Qt.Key[name]
                yield SAME.get(key, key)
            case ast.Attribute(value=ast.Attribute(attr="StandardKey"), attr=name):
                # The first alone: others are keys of their own on keyboards of long ago.
                yield first_key(QKeySequence(QKeySequence.StandardKey[name]))


@pytest.mark.parametrize("room", [*PAGES, "widgets", "core", "importing", "output", "shell"])
def test_every_key_that_the_source_acts_on_is_listed(room: str) -> None:
    own = keys_of(room) if room in PAGES else ()
    listed = single_keys((*own, *KEYS, *_SEARCH))
    # Undo, redo and other keys of commands are listed with these; the next test looks at them.
    by_command = {Qt.Key.Key_Z, Qt.Key.Key_Y} if room == "shell" else set()
    for path in sorted((UI / room).rglob("*.py")):
        missing = set(keys_in(path)) - listed - by_command
        assert not missing, f"{path.name}: {sorted(key.name for key in missing)}"


@pytest.mark.slow
def test_every_shortcut_of_the_window_is_listed(open_window: OpenWindow, sampled: Workspace) -> None:
    window: MainWindow = open_window(sampled)
    for key in PAGES:
        window.open_page(key)
    rows = list_keys(window.commands.all(), "plan")
    listed = {QKeySequence(keys).toString() for row in rows for keys in row.keys}
    known = {each.toString() for action in window.findChildren(QAction) for each in action.shortcuts()}
    known |= {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    assert known - listed == set()
    assert {"Ctrl+K", "Ctrl+?", "Ctrl+I", "Ctrl+Z"} <= listed


def test_the_window_of_keys_shows_the_page_first_and_is_searched(qtbot: QtBot) -> None:
    window = KeysWindow([], "schedule")
    qtbot.addWidget(window)
    window.show()
    proxy = window.table.proxy
    assert proxy.index(0, 2).data() == "Schedule"
    qtbot.keyClicks(window.search, "zoom timeline")
    assert {proxy.index(row, 0).data() for row in range(proxy.rowCount())} == {"Zoom", "The usual zoom"}
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert window.table.selected_rows()[0].what == "Zoom"


def test_no_key_is_listed_twice_for_the_same_place() -> None:
    for page in PAGES:
        said = [(line.where, keys) for line in keys_of(page) for keys in line.keys]
        assert len(said) == len(set(said)), page
        assert all(re.fullmatch(r"\S.*\S|\S", line.what) for line in keys_of(page))
