"""Text is text: names stay as they were written, whatever they look like, and open no file."""

import ast
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QPushButton, QStackedWidget, QToolTip
from pytestqt.qtbot import QtBot

from pmplanner.exchange.approval_reading import AnswerRow
from pmplanner.exchange.mail import mail_text
from pmplanner.papers.pages import pdf_pages
from pmplanner.services.decisions.answers import match_answers
from pmplanner.services.decisions.asking import foresee_asking
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.publishing.change_packs import foresee_pack
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.reports.attendance_sheets import AttendanceSheets, read_attendance
from pmplanner.services.reports.calendar_paper import calendar_paper
from pmplanner.services.reports.choices import read_paper_choices
from pmplanner.services.reports.printed_calendar import AskedCalendar, read_printed_calendar
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.backups import make_backup
from pmplanner.storage.restoring import look_at
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.importing.window import ImportWindow
from pmplanner.ui.output.answers_form import AnswersForm
from pmplanner.ui.output.approval_form import ApprovalForm
from pmplanner.ui.output.pack_form import PackForm
from pmplanner.ui.output.paper.paper_form import PaperForm
from pmplanner.ui.people.assign_dialog import AssignDialog
from pmplanner.ui.people.forget_dialog import ForgetDialog
from pmplanner.ui.people.people_menu import PeopleMenu
from pmplanner.ui.plan.clipboard import Pasted
from pmplanner.ui.plan.menus import MatrixMenu
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.plan.paste_preview import PastePreview
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.session_menu import SessionMenu
from pmplanner.ui.shell.backup_window import BackupWindow
from pmplanner.ui.shell.history_window import HistoryWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.shell.plan_form import PlanForm
from pmplanner.ui.shell.restoring import LookDialog
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.dialogs.busy import run_busy
from pmplanner.ui.widgets.dialogs.progress_dialog import ProgressDialog
from pmplanner.ui.widgets.text import RichLabel, TextLabel, as_typed, for_title, message_box, rich, rich_join
from tests.conftest import ROOT
from tests.source import nodes
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of
from tests.ui.hostile import read_as_more, show_all_cells, spoil, tips

UI = ROOT / "pmplanner" / "ui"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture that names point to; it was read long ago."""
    path = tmp_path / "beacon.png"
    pixmap = QPixmap(8, 8)
    pixmap.fill(Qt.GlobalColor.red)
    assert pixmap.save(str(path))
    _forget_reading(path)
    return path


def _forget_reading(path: Path) -> None:
    now = time.time()
    os.utime(path, (now - 1000, now))


def _was_read(path: Path) -> bool:
    return path.stat().st_atime > path.stat().st_mtime - 500


@pytest.fixture
def end(picture: Path, sampled: Workspace) -> str:
    """What every name in the sample ends with."""
    sampled.close()
    return spoil(sampled.path, picture)


@pytest.fixture
def spoiled(sampled: Workspace, end: str) -> Iterator[Workspace]:
    """The sample, in which every name is HTML."""
    workspace = open_workspace(sampled.path)
    yield workspace
    workspace.close()


def _look(window: MainWindow, end: str) -> None:
    QApplication.processEvents()
    faults = read_as_more()
    assert not faults, "\n".join(faults)
    assert any(end in tip for tip in tips(window)) or window.stack.currentWidget() is None


def test_the_picture_shows_when_it_is_read(picture: Path, qtbot: QtBot) -> None:
    """Without this, the other tests would see nothing where reading is not noted."""
    if not _notes_reading(picture):
        pytest.skip("this file system does not note when a file is read")
    label = QLabel(f"<img src='{picture.as_uri()}'>")
    qtbot.addWidget(label)
    label.show()
    label.grab()
    assert _was_read(picture)


def _notes_reading(path: Path) -> bool:
    path.read_bytes()
    noted = _was_read(path)
    _forget_reading(path)
    return noted


@pytest.mark.slow
def test_no_page_takes_a_name_for_more_than_text(
    spoiled: Workspace, end: str, picture: Path, open_bare_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_bare_window(spoiled)
    seen = 0
    for key in PAGES:
        window.open_page(key)
        page = window._pages[key]
        _look(window, end)
        for choice in [button for button in page.findChildren(QPushButton) if button.property("segment")]:
            if choice.isVisible():
                choice.click()
                _look(window, end)
        for view in page.findChildren(QAbstractItemView):
            if view.isVisible() and view.model() is not None:
                for index in show_all_cells(view):
                    view.activated.emit(index)
                    _look(window, end)
                    seen += 1
    assert seen > 40
    for kind, rows in (
        ("person", window.actions_.read(list_people)),
        ("session", window.actions_.read(list_sessions, known(window.actions_.plan_id))),
    ):
        window.open_thing(kind, rows[0].id)
        _look(window, end)
    for stack in window.findChildren(QStackedWidget):
        stack.grab()
    assert not _was_read(picture)


@pytest.mark.slow
def test_no_dialog_or_menu_takes_a_name_for_more_than_text(
    spoiled: Workspace,
    end: str,
    picture: Path,
    open_bare_window: OpenWindow,
    settings: QSettings,
    qtbot: QtBot,
) -> None:
    window = open_bare_window(spoiled)
    actions = window.actions_
    plan = window.plan()
    assert plan is not None
    people, tracks = actions.read(list_people), actions.read(list_tracks)
    sessions = actions.read(list_sessions, plan.id)
    window.open_page("schedule")
    window.open_page("plan")
    matrix = page_of(window, PlanPage).matrix
    matrix.go_to(people[0].id)
    schedule = page_of(window, SchedulePage)
    letters = actions.read(foresee_pack, ExportScope(plan.id), plan.first_day)
    assert letters
    askings = actions.read(foresee_asking, plan.id, plan.first_day)
    asked = [pick for each in askings for pick in each.picks]
    rows = [
        AnswerRow(f"a{end}", "", 9, pick.row_id.text, pick.person, pick.course, "", f"agree {end}", "", end)
        for pick in asked[:3]
    ]
    answers = actions.read(match_answers, plan.id, rows, plan.first_day)
    file = picture.parent / f"a&x{end.replace('/', '_')[:40]}.csv"
    file.write_text(f"Name,Team,{end.replace(',', '')}\nAna{end},T{end},x\n", encoding="utf-8")
    importing = ImportWindow(actions, settings, window)
    importing.open_path(file)
    qtbot.waitSignal(importing.answered).wait()
    backup = make_backup(actions.workspace.path)
    sheet, pairs = known(matrix.matrix.snapshot), [(people[0].id, matrix.matrix.courses[0])]
    window.message.show_message("", f"“{end}” is damaged", [("Show all…", window.file.show_check)])
    shown = [
        ForgetDialog(actions, [people[0].id, people[1].id], window),
        BackupWindow(actions.workspace, window),
        LookDialog(look_at(actions.workspace.path, backup.path), window),
        PastePreview(sheet, Pasted(pairs=tuple(pairs), strangers=(f"Ana {end}",)), pairs, window),
        PlanForm(actions, plan, window),
        HistoryWindow(actions, window),
        AssignDialog(actions, window),
        PaperForm(settings, plan, actions.read(read_paper_choices, plan.id), None, window),
        PackForm(letters, window),
        ApprovalForm(askings, "EUR", plan.first_day, window),
        AnswersForm(answers, [f"{end} is a page."], window),
        importing,
        PeopleMenu(people[:1], tracks, window),
        MatrixMenu(matrix, page_of(window, PlanPage).commands, matrix.matrix.row_of(people[0].id), window),
        SessionMenu(schedule.edits, (sessions[0].id,), window),
        schedule.views.month.make_day_menu(known(sessions[0].first_day)),
    ]
    window.bar.plan_menu.aboutToShow.emit()
    for widget in shown:
        widget.show()
        QApplication.processEvents()
        faults = read_as_more()
        assert not faults, "\n".join(faults)
        widget.grab()
        widget.close()
    assert not _was_read(picture)


@pytest.mark.slow
def test_a_tip_shows_a_name_as_it_was_typed(
    spoiled: Workspace, end: str, picture: Path, open_window: OpenWindow
) -> None:
    window = open_window(spoiled)
    said = [tip for tip in tips(window) if end in tip]
    assert said
    QToolTip.showText(window.mapToGlobal(QPoint(40, 40)), said[0], window)
    QApplication.processEvents()
    (label,) = (w for w in QApplication.topLevelWidgets() if w.metaObject().className() == "QTipLabel")
    assert isinstance(label, QLabel)
    assert label.text() == said[0]
    assert label.textFormat() is Qt.TextFormat.PlainText
    label.grab()
    QToolTip.hideText()
    assert not _was_read(picture)


def test_printed_pages_show_names_as_they_were_typed(
    spoiled: Workspace, end: str, picture: Path, qapp: QApplication
) -> None:
    with spoiled.read() as db:
        plan = list_plans(db)[0]
        scope = ExportScope(plan.id)
        calendar = read_printed_calendar(db, scope, plan.first_day.replace(day=1), plan.last_day)
        sheets = read_attendance(db, scope)
    for paper in (
        calendar_paper(AskedCalendar(calendar, 0, "")),
        attendance_paper(AttendanceSheets(plan.name, sheets)),
    ):
        content, _ = pdf_pages(paper, "A4")
        # Pages wrap as they like.
        told = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
        assert "<b>Bold" in told
    assert not _was_read(picture)


def test_a_mail_is_plain_text() -> None:
    end = "<b>x</b><img src='x.png'>"
    stamp = datetime(2027, 1, 4, tzinfo=UTC)
    mail = message_from_bytes(mail_text(f"Ana {end}", "a@b.example", "S", f"Hello {end}", b"BEGIN", stamp))
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/calendar"]


def test_message_boxes_and_progress_show_text_as_it_is(picture: Path, qtbot: QtBot) -> None:
    text = f"<b>Bold</b><img src='{picture.as_uri()}'>"
    box = message_box(None, "Title [*]", text, text, text)
    dialog = ProgressDialog(text, "Cancel", 10)
    for window in (box, dialog):
        qtbot.addWidget(window)
        window.show()
        labels = [label for label in window.findChildren(QLabel) if label.text() == text]
        assert labels
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
        window.grab()
    assert box.windowTitle() == "Title [*][*]"
    assert not _was_read(picture)


def test_progress_of_long_work_shows_text_as_it_is(qtbot: QtBot) -> None:
    window = TextLabel("window")
    qtbot.addWidget(window)
    run = run_busy(window, "Writing <b>x</b>…", lambda progress: None, print, print)
    label = known(run._dialog).findChild(TextLabel)
    assert label is not None
    assert label.text() == "Writing <b>x</b>…"
    qtbot.waitSignal(run.ended).wait()


def test_values_are_put_in_all_at_once() -> None:
    assert put("Pick %1 for %2", "Reduce waste by 50%2", "Anna %1") == "Pick Reduce waste by 50%2 for Anna %1"
    assert put("%2 of %1", 3, 2) == "2 of 3"
    assert put("100 % of %1, %3", "a", "b") == "100 % of a, %3"
    assert put("%1", r"\1\g<0>") == r"\1\g<0>"


def test_rich_text_escapes_what_is_put_in() -> None:
    assert rich("<b>%1</b>", "<i>&") == "<b>&lt;i&gt;&amp;</b>"
    assert rich("<p>%1</p>", rich("<b>%1</b>", "'")) == "<p><b>&#x27;</b></p>"
    assert rich_join("<br>", ["<", rich("<b>%1</b>", "x")]) == "&lt;<br><b>x</b>"
    assert rich("%1%2", "%2", "x") == "%2x"


def test_keys_and_signs_are_shown_as_they_are() -> None:
    assert as_typed("R&D\tX\nY") == "R&&D X Y"
    assert as_typed("ab&" * 50, most=4) == "ab&&…"
    assert for_title("a[*]b") == "a[*][*]b"


def test_labels_say_what_they_hold(qtbot: QtBot) -> None:
    for label, kind in (
        (TextLabel("<b>x</b>"), Qt.TextFormat.PlainText),
        (RichLabel(), Qt.TextFormat.RichText),
    ):
        qtbot.addWidget(label)
        assert label.textFormat() is kind


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(UI.rglob("*.py")):
        for node in nodes(path):
            if isinstance(node, ast.Call):
                yield path.relative_to(UI).as_posix(), node


MADE_ONLY_IN = {
    "QLabel": set(),
    "QProgressDialog": set(),
    "QMessageBox": {"widgets/text.py"},
    "QTextDocument": set(),
    "QTextEdit": set(),
    "QTextBrowser": {"shell/help_panel.py"},  # of our own chapters alone
}
"""Kinds of Qt's that take text for HTML, and where alone they are made."""
ASKED_ONLY_IN = {
    "setTextFormat": {"widgets/text.py"},
    "setHtml": set(),
    "insertHtml": set(),
    "warning": set(),
    "information": set(),
    "critical": set(),
    "about": set(),
}


@pytest.mark.slow
def test_what_could_read_html_is_made_in_one_place() -> None:
    made: dict[str, set[str]] = {name: set() for name in (*MADE_ONLY_IN, *ASKED_ONLY_IN)}
    for file, call in _calls():
        if isinstance(call.func, ast.Name) and call.func.id in MADE_ONLY_IN:
            made[call.func.id].add(file)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ASKED_ONLY_IN:
            owner = call.func.value
            if call.func.attr[0] != "s" and not (isinstance(owner, ast.Name) and owner.id == "QMessageBox"):
                continue
            made[call.func.attr].add(file)
    assert made == {**MADE_ONLY_IN, **ASKED_ONLY_IN}


def test_no_value_is_searched_for_the_places_of_others() -> None:
    for path in sorted(UI.rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [line.strip() for line in lines if re.search(r"""\.replace\(f?["']%""", line)]
        assert not found, "\n".join([str(path), *found])
