"""The window over a real workspace, its settings in a file of the test."""

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, select

from pmplanner.models import Person
from pmplanner.storage import journal
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui import collector, theme
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.formats import forget_formats
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.text_size import USUAL
from pmplanner.ui.theme import apply_theme, put_on
from pmplanner.ui.widgets.dialogs import busy, write_progress
from tests.support import known
from tests.take_screenshots import give_usual_font

OpenWindow = Callable[[Workspace], MainWindow]


@pytest.fixture(autouse=True)
def _written_as_in_the_window() -> None:
    """Write days, numbers and labels as the running window does that has opened no workspace yet."""
    forget_formats()


@pytest.fixture(autouse=True, scope="session")
def _font_and_colours(qapp: QApplication) -> None:
    """Give every test the font, the style and the light colours of the window, whatever ran before."""
    give_usual_font(qapp)
    apply_theme(qapp, "light", "usual")
    _undress(qapp)


def _undress(app: QApplication) -> None:
    """Take the style sheet off, so that the next `apply_theme` puts it on again."""
    if theme._keeper()._dressed is not None:
        apply_theme(app, "light", "usual", USUAL)
        put_on(app, "")
        theme._keeper()._dressed = None


@pytest.fixture(autouse=True)
def _widgets_are_gone_afterwards(qapp: QApplication) -> Iterator[None]:
    """Delete what a test closed, as only a running event loop would, and take the style sheet off.

    A page alone is tested without the style sheet, which takes as long as making the page; a test that
    looks at looks, or at the whole window, puts it on by `apply_theme`.
    """
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _undress(qapp)


@pytest.fixture(autouse=True)
def _collector_is_each_tests_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nothing that outlives an earlier test, such as a check on a slow machine, hold up the collector."""
    monkeypatch.setattr(collector, "_reasons", set())
    before = gc.isenabled()
    yield
    for run in tuple(busy._running):
        run.cancel()
        run._thread.wait()
        QCoreApplication.sendPostedEvents(run)
    (gc.enable if before else gc.disable)()


@pytest.fixture(autouse=True)
def _no_label_holds_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where an edit of the window would write the name of a person into its label."""
    write = journal.write_entry

    def look(connection: Connection, label: Label | str, *, rows: int, kind: str = "edit") -> int:
        if isinstance(label, Label):
            values = json.dumps(label.args, ensure_ascii=False)
            for first, last in connection.execute(select(Person.first_name, Person.last_name)):
                assert not (first and last and f"{first} {last}" in values), f"{label} names somebody"
        return write(connection, label, rows=rows, kind=kind)

    monkeypatch.setattr(journal, "write_entry", look)


PATIENCE_MS = 60_000


@pytest.fixture(autouse=True, scope="session")
def _waits_are_patient() -> Iterator[None]:
    """Wait for what comes as long as a busy machine needs; what comes soon is not waited for longer."""
    for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitActive):
        known(wait.__kwdefaults__)["timeout"] = PATIENCE_MS
    look_again = QtBot.waitUntil

    def wait_until(_bot: QtBot, callback: Callable[[], bool | None], **options: int) -> None:
        look_again(cast(QtBot, _Prompt()), callback, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QtBot, "waitUntil", wait_until)
        yield


class _Prompt:
    """Looks again ten times as often as pytest-qt does: most of what is waited for comes at once."""

    def wait(self, _ms: int) -> None:
        QTest.qWait(1)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings that no other test and no person has."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qapp: QApplication, settings: QSettings, qtbot: QtBot) -> OpenWindow:
    """Open the window on a workspace, as it was left before."""
    apply_theme(qapp, "light", "usual", USUAL)
    kept = []

    def make(workspace: Workspace) -> MainWindow:
        window = MainWindow(Actions(workspace), settings)
        kept.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.fill_menus()  # which comes right after the first look
        return window

    return make


@pytest.fixture
def open_bare_window(open_window: OpenWindow, qapp: QApplication) -> OpenWindow:
    """Open the window without the style sheet, where nothing depends on how wide or high things are."""
    put_on(qapp, "")
    return open_window


@pytest.fixture(autouse=True)
def no_dialog_of_a_slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the progress of long writes from showing, and taking the focus, where a machine is slow."""
    monkeypatch.setattr(write_progress, "SHOW_AFTER_MS", 3_600_000)
