"""Printing from the window: what is asked, where it goes, what is said."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from pmplanner.papers.model import Paper
from pmplanner.papers.pages import pdf_pages
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans.plans import PlanRow, create_plan, list_plans
from pmplanner.services.publishing.written import MAIL, Note, list_written, note_written
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.reports.attendance_sheets import AttendanceSheets, read_attendance
from pmplanner.services.reports.choices import EVERYBODY, Whom, people_of, read_paper_choices
from pmplanner.services.reports.files import write_each, write_pages
from pmplanner.services.reports.kinds import KINDS
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.paper.paper_form import PaperForm
from pmplanner.ui.output.paper.printing import Printing
from pmplanner.ui.output.paper.written_window import WrittenWindow
from pmplanner.ui.widgets.dialogs.busy import Cancelled
from tests.support import known
from tests.ui.output.dialogs import Answers, choose_file

DAY = dt.date(2027, 1, 20)


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


def text_in(path: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


def _plan(actions: Actions) -> PlanRow:
    return actions.read(list_plans)[0]


@pytest.fixture
def make_form(actions: Actions, settings: QSettings, qtbot: QtBot) -> Callable[..., PaperForm]:
    choices = actions.read(read_paper_choices, known(actions.plan_id))

    def make(shown: ExportScope | None = None, **begin: Any) -> PaperForm:
        form = PaperForm(settings, _plan(actions), choices, shown, **begin)
        qtbot.addWidget(form)
        return form

    return make


MakeForm = Callable[..., PaperForm]


def _month(form: QDialog) -> None:
    assert isinstance(form, PaperForm)
    form.last.setCurrentIndex(1)
    form.papers.select("Letter")


def test_months_and_paper_are_as_chosen(
    printing: Printing, actions: Actions, answers: Answers, tmp_path: Path, make_form: MakeForm, qtbot: QtBot
) -> None:
    answers.expect(PaperForm, QFileDialog, first=_month)
    with qtbot.waitSignal(actions.said) as said:
        printing.ask_paper("calendar")
    (path,) = tmp_path.glob("*.pdf")
    assert pages_in(path) == 2
    assert b"/MediaBox [0 0 792" in path.read_bytes()
    assert said.args == [f"Printed 2 pages to {path}", False]
    form = make_form()
    assert (form.paper(), form.kind().name) == ("Letter", "calendar")
    (written,) = actions.read(list_written)
    assert (written.kind, written.file_name, written.pages) == ("calendar", path.name, 2)


def test_months_stay_in_order(make_form: MakeForm) -> None:
    form = make_form(kind="calendar")
    assert form.asked(DAY).between == (dt.date(2027, 1, 1), dt.date(2027, 6, 1))
    form.first.setCurrentIndex(3)
    form.last.setCurrentIndex(1)
    assert form.asked(DAY).between == (dt.date(2027, 2, 1), dt.date(2027, 2, 1))
    form.first.setCurrentIndex(4)
    assert form.asked(DAY).between == (dt.date(2027, 5, 1), dt.date(2027, 5, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_asks_for_what_it_needs_and_becomes_pages(
    printing: Printing, make_form: MakeForm, kind: str
) -> None:
    form = make_form(kind=kind)
    form.show()
    asks = KINDS[kind].asks
    assert form.whom.isVisibleTo(form) is KINDS[kind].of_people
    assert form.names.isVisibleTo(form) is ("names" in asks)
    assert form.first.isVisibleTo(form) is ("between" in asks)
    assert form.months.isVisibleTo(form) is ("months" in asks)
    assert form.years.isVisibleTo(form) is ("years" in asks)
    assert form.about.text()
    paper = printing.make_paper(form.kind(), form.asked(DAY), form.chosen_whom())
    assert paper.sections


def test_one_session_some_people_or_what_the_page_shows(
    actions: Actions, printing: Printing, make_form: MakeForm
) -> None:
    runs = actions.read(list_sessions, known(actions.plan_id))
    form = make_form(ExportScope(session_ids=[runs[1].id]), kind="attendance")
    assert form.asked(DAY).session_ids == frozenset({runs[1].id})
    assert form.asked(DAY).whom == "1 session chosen"
    form.whom.show_value(EVERYBODY)
    assert form.asked(DAY).session_ids is None
    form.names.show_key(runs[2].code)
    assert form.asked(DAY).names == (runs[2].code,)
    team = next(whom for whom in actions.read(read_paper_choices, 1).whom if whom.kind == "team")
    form = make_form(kind="teams", whom=team)
    assert (form.chosen_whom(), form.asked(DAY).whom) == (team, team.key)
    people = actions.read(people_of, team)
    assert people
    assert len(people) < 24
    form = make_form(ExportScope(person_ids=people), kind="calendar")
    assert form.asked(DAY).whom == f"{len(people)} people chosen"
    paper = printing.make_paper(form.kind(), form.asked(DAY), form.chosen_whom())
    below = [line.text for section in paper.sections for line in section.subtitle]
    assert all(text.endswith(form.asked(DAY).whom) for text in below)


def test_people_or_a_session_that_somebody_has_chosen(actions: Actions, make_form: MakeForm) -> None:
    some = Whom("person", "3 5", "2 people")
    form = make_form(kind="people", whom=some)
    assert (form.whom.currentText(), form.chosen_whom()) == ("2 people", some)
    assert actions.read(people_of, some) == frozenset({3, 5})
    code = actions.read(list_sessions, known(actions.plan_id))[3].code
    form = make_form(kind="attendance")
    form.begin_with(code)
    assert form.asked(DAY).names == (code,)


def test_each_person_as_a_file_of_its_own(
    printing: Printing, actions: Actions, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    team = next(whom for whom in actions.read(read_paper_choices, 1).whom if whom.kind == "team")

    def each(form: QDialog) -> None:
        assert isinstance(form, PaperForm)
        form.each.setChecked(True)

    answers.expect(PaperForm, first=each)
    answers.then(QFileDialog, lambda dialog: dialog.accept())
    with qtbot.waitSignal(actions.said) as said:
        printing.ask_paper("people", team)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    files = sorted(path.name for path in folder.iterdir())
    assert said.args[0] == f"Wrote {len(files)} files to {folder}"
    assert sorted(row.file_name for row in actions.read(list_written)) == files
    assert all(path.stem.replace(" ", "") in text_in(path) for path in folder.iterdir())


def test_figures_go_into_a_table(
    printing: Printing, actions: Actions, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    def to_table(form: QDialog) -> None:
        assert isinstance(form, PaperForm)
        form.pdf_button.setDefault(False)
        form.table_button.setDefault(True)

    answers.expect(PaperForm, first=to_table)
    answers.then(QFileDialog, lambda dialog: choose_file(dialog, tmp_path / "figures.csv"))
    with qtbot.waitSignal(actions.said) as said:
        printing.ask_paper("needs")
    lines = (tmp_path / "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert said.args[0] == f"Wrote {len(lines) - 1} rows to {tmp_path / 'figures.csv'}"


def test_the_preview_shows_the_pages(
    printing: Printing, window: Window, answers: Answers, qtbot: QtBot, actions: Actions
) -> None:
    run = actions.read(list_sessions, known(actions.plan_id))[0]
    window.scope = ExportScope(session_ids=[run.id])
    shown = []

    def preview(form: QDialog) -> None:
        assert isinstance(form, PaperForm)
        form.pdf_button.setDefault(False)
        form.preview_button.setDefault(True)

    def look(dialog: QDialog) -> None:
        pages = known(dialog.findChild(QPrintPreviewWidget))
        shown.append((pages.pageCount(), pages.zoomFactor() > 0))
        dialog.reject()

    answers.expect(PaperForm, first=preview)
    answers.then(QPrintPreviewDialog, look)
    printing.ask_paper("attendance")
    assert shown == [(1, True)]
    assert actions.read(list_written) == []


def test_the_systems_dialog_prints(
    printing: Printing, answers: Answers, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    def to_printer(form: QDialog) -> None:
        assert isinstance(form, PaperForm)
        form.last.setCurrentIndex(0)
        form.pdf_button.setDefault(False)
        form.print_button.setDefault(True)

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, QPrintDialog)
        dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
        dialog.done(QDialog.DialogCode.Accepted)

    answers.expect(PaperForm, first=to_printer)
    answers.then(QPrintDialog, accept)
    with qtbot.waitSignal(actions.said) as said:
        printing.ask_paper("calendar")
    assert said.args[0] == f"Printed 1 page to {tmp_path / 'printed.pdf'}"
    assert pages_in(tmp_path / "printed.pdf") == 1


def _sheets(actions: Actions) -> Paper:
    sheets = actions.read(read_attendance, ExportScope(actions.plan_id))
    return attendance_paper(AttendanceSheets("x", sheets))


def test_printing_can_be_stopped(
    printing: Printing, actions: Actions, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    paper = _sheets(actions)
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
    actions: Actions, tmp_path: Path, qapp: QApplication
) -> None:
    path = tmp_path / "old.pdf"
    path.write_text("old")

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_pages(path, _sheets(actions), lambda paper: pdf_pages(paper, "A4", stop))
    assert path.read_text() == "old"
    with pytest.raises(Cancelled):
        write_each(
            *(tmp_path / "folder", "attendance", _sheets(actions), 1),
            lambda paper: pdf_pages(paper, "A4"),
            stop,
        )
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".tmp" or each.is_dir()] == []


def test_what_is_not_there_is_said(
    printing: Printing, actions: Actions, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    plan = _plan(actions)
    other = actions.do(Label("plan"), create_plan, "Empty", plan.first_day, plan.last_day)
    actions.choose_plan(other)
    answers.expect(PaperForm, QFileDialog)
    with qtbot.waitSignal(actions.said):
        printing.ask_paper("attendance")
    (path,) = tmp_path.glob("*.pdf")
    assert "hasnosessionyet" in text_in(path)


def test_without_a_plan_nothing_is_asked(
    workspace: Workspace, settings: QSettings, window: Window, qtbot: QtBot
) -> None:
    actions = Actions(workspace)
    printing = Printing(actions, settings, window, window.shown_scope)
    with qtbot.waitSignal(actions.refused) as refused:
        printing.ask_paper("calendar")
    assert "no plan" in refused.args[0]


def test_everything_in_the_form_is_reached_by_tab(make_form: MakeForm, qtbot: QtBot) -> None:
    form = make_form(kind="calendar")
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    reached = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    wanted = {form.kinds, form.whom, form.first, form.last, form.pdf_button, form.print_button}
    assert wanted | {form.preview_button, form.table_button} <= set(reached)
    order = [w for w in reached if w in (form.whom, form.first, form.last)]
    assert order[:3] == [form.whom, form.first, form.last]


def test_it_is_noted_of_which_person_a_paper_is(
    printing: Printing, actions: Actions, make_form: MakeForm, tmp_path: Path, qtbot: QtBot
) -> None:
    for keys in ("3", "3 5"):
        form = make_form(kind="readiness", whom=Whom("person", keys, f"People {keys}"))
        with qtbot.waitSignal(actions.said):
            printing.write_pdf(
                tmp_path / f"{keys}.pdf", form.kind(), form.asked(DAY), form.chosen_whom(), "A4"
            )
    with actions.workspace.read() as db:
        noted = db.execute(text("SELECT about, person_id FROM paper ORDER BY id")).all()
    assert [tuple(each) for each in noted] == [("People 3", 3), ("People 3 5", None)]


def test_what_was_written_is_listed_and_found(actions: Actions, qtbot: QtBot) -> None:
    with actions.workspace.keep() as db:
        note_written(db, [Note("needs", "Payments", 1, "needs.pdf", 3), Note(MAIL, "Ada", 1, "mails")])
    window = WrittenWindow(actions.read(list_written))
    qtbot.addWidget(window)
    assert window.table.model().rowCount() == 2
    window.search.setText("payments NEEDED")
    assert window.table.model().rowCount() == 1
    assert window.count.text() == "1 of 2"
    empty = WrittenWindow([])
    qtbot.addWidget(empty)
    assert not empty.hint.isHidden()
