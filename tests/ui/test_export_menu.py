"""The menu under Export, driven by keys down to the files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.output.calendar_form import CalendarExportForm
from pmplanner.ui.output.pack_form import PackForm
from pmplanner.ui.output.paper.print_form import AttendanceForm, CalendarForm
from pmplanner.ui.shell.main_window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.finding import menu_of
from tests.ui.output.dialogs import Answers

GROUPS = {
    "Tables (CSV)": ["Schedule", "Sessions", "Picks", "Matrix", "People", "Totals", "Courses"],
    "Calendars (.ics)": ["The whole plan…", "People…", "Trainers…", "Rooms…"],
    "Other programs": ["Google Calendar…", "Outlook…", "GanttProject…"],
    "Print": ["Calendar…", "Attendance sheets…"],
}


@pytest.fixture
def window(open_window: OpenWindow, sampled: Workspace, settings: QSettings, tmp_path: Path) -> MainWindow:
    for key in ("export/folder", "print/folder"):
        settings.setValue(key, str(tmp_path))
    return open_window(sampled)


@pytest.fixture
def answers(qtbot: QtBot) -> Answers:
    return Answers(qtbot)


def choose(window: MainWindow, group: str, text: str, qtbot: QtBot) -> None:
    """Choose an entry as one does by keys: the letters open nothing here, the arrows walk."""
    menu = window.bar.export_menu
    menu.popup(window.mapToGlobal(window.rect().center()))
    walk_to(menu, group, qtbot)
    if text:
        qtbot.keyClick(menu, Qt.Key.Key_Right)
        below = menu_of(menu.activeAction())
        qtbot.waitUntil(below.isVisible)
        walk_to(below, text, qtbot)
        qtbot.keyClick(below, Qt.Key.Key_Return)
    else:
        qtbot.keyClick(menu, Qt.Key.Key_Return)


def walk_to(menu: QMenu, text: str, qtbot: QtBot) -> None:
    for _ in menu.actions():
        if menu.activeAction() is not None and menu.activeAction().text() == text:
            return
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction().text() == text


def test_groups_and_what_is_in_them(window: MainWindow) -> None:
    menu = window.bar.export_menu
    shown = {a.text(): [each.text() for each in menu_of(a).actions()] for a in menu.actions() if a.menu()}
    assert list(shown)[: len(GROUPS)] == list(GROUPS)
    for group, texts in GROUPS.items():
        assert set(texts) <= set(shown[group])
    assert menu.actions()[-1].text() == "Change pack…"


def test_the_search_finds_every_entry(window: MainWindow) -> None:
    names = [command.name for command in window._commands]
    for name in (
        "Export Schedule",
        "Export calendars: Trainers",
        "Export for GanttProject",
        "Print calendar",
        "Print attendance sheets",
        "Change pack",
    ):
        assert name in names


def test_a_calendar_by_keys(window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    answers.expect(CalendarExportForm, QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "Calendars (.ics)", "The whole plan…", qtbot)
    (path,) = tmp_path.glob("*.ics")
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert said.args[0].startswith("Exported 1 calendar with ")
    assert said.args[0].endswith(str(path))
    assert window.status.text() == said.args[0]


@pytest.mark.parametrize("program", ["Google Calendar…", "Outlook…", "GanttProject…"])
def test_other_programs_by_keys(
    window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot, program: str
) -> None:
    answers.expect(CalendarExportForm, QFileDialog)
    with qtbot.waitSignal(window.actions_.said):
        choose(window, "Other programs", program, qtbot)
    (path,) = tmp_path.glob("*.csv")
    assert path.stem.endswith(program.rstrip("…"))
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) > 2


@pytest.mark.parametrize(
    ("entry", "form", "name"),
    [("Calendar…", CalendarForm, "calendar"), ("Attendance sheets…", AttendanceForm, "attendance")],
)
def test_paper_by_keys(
    window: MainWindow,
    answers: Answers,
    tmp_path: Path,
    qtbot: QtBot,
    entry: str,
    form: type,
    name: str,
) -> None:
    answers.expect(form, QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "Print", entry, qtbot)
    (path,) = tmp_path.glob("*.pdf")
    assert path.stem.endswith(f"– {name}")
    assert path.read_bytes().startswith(b"%PDF")
    assert said.args[0].startswith("Printed ")


def test_a_change_pack_by_keys(window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    answers.expect(PackForm, QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "Change pack…", "", qtbot)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir() and "changes" in path.name)
    mails = list(folder.glob("*.eml"))
    assert said.args[0].startswith(f"Wrote {len(mails)} mails to {folder}")
    assert len(mails) > 10
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "Change pack…", "", qtbot)
    assert "Nothing has changed since the last pack" in said.args[0]
    assert QApplication.activeModalWidget() is None
