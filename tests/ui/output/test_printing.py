"""Printing from the window: what is asked, where it goes, what is said."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.exporting.print_out import read_attendance
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.plans.plans import PlanRow, create_plan, list_plans
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.paper.print_form import AttendanceForm, CalendarForm
from pmplanner.ui.output.paper.printing import Printing, write_pdf
from pmplanner.ui.widgets.dialogs.busy import Cancelled
from tests.support import known
from tests.ui.output.dialogs import Answers


class Window(QWidget):
    """Stands for the window whose page may be filtered."""

    scope: ExportScope | None = None

    def shown_scope(self) -> ExportScope | None:
        return self.scope


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    return window


@pytest.fixture
def printing(actions: Actions, settings: QSettings, window: Window, tmp_path: Path) -> Printing:
    settings.setValue("print/folder", str(tmp_path))
    return Printing(actions, settings, window, window.shown_scope)


@pytest.fixture
def answers(qtbot: QtBot) -> Answers:
    return Answers(qtbot)


def pages_in(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def _month(form: QDialog) -> None:
    assert isinstance(form, CalendarForm)
    form.last.setCurrentIndex(1)
    form.papers.select("Letter")


def test_months_and_paper_are_as_chosen(
    printing: Printing, actions: Actions, answers: Answers, tmp_path: Path, settings: QSettings, qtbot: QtBot
) -> None:
    answers.expect(CalendarForm, QFileDialog, first=_month)
    with qtbot.waitSignal(actions.said) as said:
        printing.ask_calendar()
    (path,) = tmp_path.glob("*.pdf")
    assert pages_in(path) == 2
    assert b"/MediaBox [0 0 792" in path.read_bytes()
    assert said.args == [f"Printed 2 pages to {path}", False]
    assert CalendarForm(settings, (_plan(actions).first_day, _plan(actions).last_day)).paper() == "Letter"


def _plan(actions: Actions) -> PlanRow:
    return actions.read(list_plans)[0]


def test_months_stay_in_order(actions: Actions, settings: QSettings, qtbot: QtBot) -> None:
    form = CalendarForm(settings, (_plan(actions).first_day, _plan(actions).last_day))
    qtbot.addWidget(form)
    assert [day.month for day in form.months()] == [1, 6]
    form.first.setCurrentIndex(3)
    form.last.setCurrentIndex(1)
    assert [day.month for day in form.months()] == [2, 2]
    form.first.setCurrentIndex(4)
    assert [day.month for day in form.months()] == [5, 5]


def test_one_session_or_what_the_page_shows(
    actions: Actions, settings: QSettings, window: Window, qtbot: QtBot
) -> None:
    runs = actions.read(list_sessions, known(actions.plan_id))
    form = AttendanceForm(settings, runs, ExportScope(session_ids=[runs[1].id]))
    qtbot.addWidget(form)
    assert form.scope() == ExportScope(session_ids=[runs[1].id])
    form.rows.select("all")
    assert form.scope() == ExportScope()
    form.sheets.setCurrentIndex(3)
    assert form.scope() == ExportScope(session_ids=[runs[2].id])
    assert form.sheets.currentText().startswith(runs[2].code)


def test_the_preview_shows_the_pages(
    printing: Printing, window: Window, answers: Answers, qtbot: QtBot, actions: Actions
) -> None:
    run = actions.read(list_sessions, known(actions.plan_id))[0]
    window.scope = ExportScope(session_ids=[run.id])
    shown = []

    def preview(form: QDialog) -> None:
        assert isinstance(form, AttendanceForm)
        form.pdf_button.setDefault(False)
        form.preview_button.setDefault(True)

    def look(dialog: QDialog) -> None:
        pages = known(dialog.findChild(QPrintPreviewWidget))
        shown.append((pages.pageCount(), pages.zoomFactor() > 0))
        dialog.reject()

    answers.expect(AttendanceForm, first=preview)
    answers.then(QPrintPreviewDialog, look)
    printing.ask_attendance()
    assert shown == [(1, True)]


def test_the_systems_dialog_prints(
    printing: Printing, answers: Answers, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    def to_printer(form: QDialog) -> None:
        assert isinstance(form, CalendarForm)
        form.last.setCurrentIndex(0)
        form.pdf_button.setDefault(False)
        form.print_button.setDefault(True)

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, QPrintDialog)
        dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
        dialog.done(QDialog.DialogCode.Accepted)

    answers.expect(CalendarForm, first=to_printer)
    answers.then(QPrintDialog, accept)
    with qtbot.waitSignal(actions.said) as said:
        printing.ask_calendar()
    assert said.args[0] == f"Printed 1 page to {tmp_path / 'printed.pdf'}"
    assert pages_in(tmp_path / "printed.pdf") == 1


def test_printing_can_be_stopped(
    printing: Printing, actions: Actions, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    sheets = actions.read(read_attendance, ExportScope(actions.plan_id))
    paper = attendance_paper(sheets, "x")
    printer = printing.printer(paper, "A4")
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    original = QProgressDialog.setValue

    def cancel_at_once(dialog: QProgressDialog, done: int) -> None:
        original(dialog, done)
        dialog.cancel()

    with pytest.MonkeyPatch.context() as patch, qtbot.waitSignal(actions.said) as said:
        # The click of somebody who is quicker than the pages.
        patch.setattr(QProgressDialog, "setValue", cancel_at_once)
        printing.print_to(paper, printer)
    assert said.args == ["The printing was stopped.", False]


def test_a_pdf_that_is_stopped_or_cannot_be_written_leaves_the_old_one(
    printing: Printing, actions: Actions, tmp_path: Path, answers: Answers, qtbot: QtBot
) -> None:
    sheets = actions.read(read_attendance, ExportScope(actions.plan_id))
    path = tmp_path / "old.pdf"
    path.write_text("old")

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_pdf(path, attendance_paper(sheets, "x"), "A4", stop)
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".tmp"] == []


def test_what_cannot_be_printed_is_said(
    printing: Printing, actions: Actions, window: Window, answers: Answers, qtbot: QtBot
) -> None:
    window.scope = ExportScope(session_ids=[])
    answers.expect(AttendanceForm)
    with qtbot.waitSignal(actions.refused) as refused:
        printing.ask_attendance()
    assert "shows nothing" in refused.args[0]
    plan = _plan(actions)
    other = actions.do(Label("plan"), create_plan, "Empty", plan.first_day, plan.last_day)
    actions.choose_plan(other)
    with qtbot.waitSignal(actions.refused) as refused:
        printing.ask_attendance()
    assert "no session" in refused.args[0]


def test_without_a_plan_nothing_is_asked(
    workspace: Workspace, settings: QSettings, window: Window, qtbot: QtBot
) -> None:
    actions = Actions(workspace)
    printing = Printing(actions, settings, window, window.shown_scope)
    for ask in (printing.ask_calendar, printing.ask_attendance):
        with qtbot.waitSignal(actions.refused) as refused:
            ask()
        assert "no plan" in refused.args[0]


def test_everything_in_the_form_is_reached_by_tab(
    settings: QSettings, actions: Actions, qtbot: QtBot
) -> None:
    plan = _plan(actions)
    form = CalendarForm(settings, (plan.first_day, plan.last_day), replace(ExportScope(), session_ids=[1]))
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    reached = []
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    wanted = {form.first, form.last, form.pdf_button, form.print_button, form.preview_button}
    assert wanted <= set(reached)
    assert [w for w in reached if w in (form.first, form.last)] == [form.first, form.last]
