"""The menu under Export, driven by keys down to the files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.output.calendar_form import CalendarExportForm
from pmplanner.ui.output.pack_form import PackForm
from pmplanner.ui.output.paper.paper_form import PaperForm
from pmplanner.ui.shell.main_window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.finding import menu_of
from tests.ui.output.dialogs import Answers

GROUPS = {
    "The plan as a table": ["Schedule…", "Sessions…", "Picks…", "Matrix…", "Totals…", "GanttProject…"],
    "For people": [
        "Tell people what changed…",
        "Send picks to managers…",
        "Calendars of people…",
        "Calendars of trainers…",
        "Calendars of rooms…",
    ],
    "Calendars (.ics)": ["The whole plan…", "Google Calendar…", "Outlook…"],
    "Moodle": ["Users…", "Booking sessions…", "Face-to-face seats…"],
    "Paper": [
        "The plan on one page…",
        "Calendar…",
        "Attendance sheets…",
        "Plans of teams…",
        "What is needed…",
    ],
    "Courses, tracks and skills": [
        "Courses…",
        "Own facts of courses…",
        "Public dates…",
        "Tracks…",
        "Skills…",
    ],
    "Resources": ["Rooms…", "Trainers…", "Equipment…", "Sites…", "Closures…"],
    "Rules and settings": ["Rules of cover…", "Policies…", "Policies of the plan…", "Settings…"],
    "Budgets and costs": ["Budgets…", "Cost items…", "Rates of currencies…", "Costs of travel…"],
    "Everything else": ["People…", "Completions…", "Save a copy of the workspace…"],
}


@pytest.fixture
def window(
    open_bare_window: OpenWindow, sampled: Workspace, settings: QSettings, tmp_path: Path
) -> MainWindow:
    for key in ("export/folder", "print/folder"):
        settings.setValue(key, str(tmp_path))
    return open_bare_window(sampled)


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
        if menu.activeAction() is not None and menu.activeAction().text().replace("&", "") == text:
            return
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction().text().replace("&", "") == text


def test_groups_and_what_is_in_them_each_with_what_it_is_for(window: MainWindow) -> None:
    menu = window.bar.export_menu
    shown = {a.text(): [each.text() for each in menu_of(a).actions()] for a in menu.actions() if a.menu()}
    assert list(shown) == list(GROUPS)
    for group, texts in GROUPS.items():
        assert [text for text in shown[group] if text in texts] == texts
    assert menu.actions()[-1].text() == "Options for tables…"
    entries = [*menu.actions(), *(each for a in menu.actions() if a.menu() for each in menu_of(a).actions())]
    assert [entry.text() for entry in entries if not entry.isSeparator() and not entry.statusTip()] == []
    tables = {text.rstrip("…") for group in shown.values() for text in group}
    assert {title for _, title in window.exporter.layouts()} <= tables


def test_the_search_finds_every_entry(window: MainWindow) -> None:
    names = [command.name for command in window.commands.all()]
    for name in (
        "Export Schedule",
        "Export calendars: Calendars of trainers",
        "Export for GanttProject",
        "The plan on one page",
        "Paper: Calendar",
        "Paper: Attendance sheets",
        "Tell people what changed",
    ):
        assert name in names


def test_letters_are_marked_while_a_menu_is_shown_each_once(window: MainWindow, qtbot: QtBot) -> None:
    for menu in (window.bar.import_menu, window.bar.export_menu, window.bar.more_menu, window.bar.plan_menu):
        menu.popup(window.mapToGlobal(window.rect().center()))
        texts = [action.text() for action in menu.actions() if action.text() and not action.isSeparator()]
        marked = [text[text.index("&") + 1].casefold() for text in texts if "&" in text]
        assert len(marked) == len(set(marked)) == len(texts)
        menu.hide()
        assert not any("&" in action.text().replace("&&", "") for action in menu.actions())


def test_a_calendar_by_keys(window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    answers.expect(CalendarExportForm, QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "Calendars (.ics)", "The whole plan…", qtbot)
    (path,) = tmp_path.glob("*.ics")
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert said.args[0].startswith("Exported 1 calendar with ")
    assert said.args[0].endswith(str(path))
    assert window.status.text() == said.args[0]
    assert window.status._open.isVisible()


@pytest.mark.parametrize("program", ["Google Calendar…", "Outlook…", "GanttProject…"])
def test_other_programs_by_keys(
    window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot, program: str
) -> None:
    answers.expect(CalendarExportForm, QFileDialog)
    group = "The plan as a table" if program == "GanttProject…" else "Calendars (.ics)"
    with qtbot.waitSignal(window.actions_.said):
        choose(window, group, program, qtbot)
    (path,) = tmp_path.glob("*.csv")
    assert path.stem.endswith(program.rstrip("…"))
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) > 2


def test_files_for_moodle_by_keys(window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    for entry, end in (("Users…", "Users.csv"), ("Face-to-face seats…", "Face-to-face seats.csv")):
        answers.expect(QFileDialog)
        with qtbot.waitSignal(window.actions_.said) as said:
            choose(window, "Moodle", entry, qtbot)
        (path,) = tmp_path.glob(f"*{end}")
        assert len(path.read_text(encoding="utf-8").splitlines()) > 2
        assert said.args[0].startswith("Exported ")
        assert " rows to " in said.args[0]


@pytest.mark.parametrize(
    ("entry", "name"),
    [("Calendar…", "Calendar"), ("Attendance sheets…", "Attendance sheets")],
)
def test_paper_by_keys(
    window: MainWindow,
    answers: Answers,
    tmp_path: Path,
    qtbot: QtBot,
    entry: str,
    name: str,
) -> None:
    answers.expect(PaperForm, QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "Paper", entry, qtbot)
    (path,) = tmp_path.glob("*.pdf")
    assert path.stem.endswith(f"– {name}")
    assert path.read_bytes().startswith(b"%PDF")
    assert said.args[0].startswith("Printed ")


def test_the_plan_on_one_page_by_keys(
    window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.expect(QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "The plan on one page…", "", qtbot)
    (path,) = tmp_path.glob("*.pdf")
    assert path.stem.endswith("– The plan on one page")
    assert said.args[0].startswith("Printed 1 page to ")


def test_a_change_pack_by_keys(window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    answers.expect(PackForm, QFileDialog)
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "For people", "Tell people what changed…", qtbot)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir() and "changes" in path.name)
    mails = list(folder.glob("*.eml"))
    assert said.args[0].startswith(f"Wrote {len(mails)} mails to {folder}")
    assert len(mails) > 10
    with qtbot.waitSignal(window.actions_.said) as said:
        choose(window, "For people", "Tell people what changed…", qtbot)
    assert "Nothing has changed since people were told last" in said.args[0]
    assert QApplication.activeModalWidget() is None


def test_calendars_of_people_go_into_a_folder_of_their_own(
    window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    for _ in range(2):
        answers.expect(CalendarExportForm, QFileDialog)
        with qtbot.waitSignal(window.actions_.said):
            choose(window, "For people", "Calendars of people…", qtbot)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir() and "calendars" in path.name)
    assert folder.name.endswith("– calendars of people")
    assert len(list(folder.glob("*.ics"))) > 10
    assert not list(tmp_path.glob("*.ics"))
    assert not window.status._open.isVisible()
    assert window.status._folder.isVisible()
