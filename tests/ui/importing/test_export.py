"""Exports from the window: what is asked, what is written, what is said."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.folders import safe_name
from pmplanner.models import Equipment
from pmplanner.services.calendar.closures import add_blackout, add_site
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import EXPORTS
from pmplanner.services.importing.profiles import save_profile
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import set_rate
from pmplanner.services.money.travel import set_travel
from pmplanner.services.needs.cover_rules import CoverValues, add_cover_rule
from pmplanner.services.people.certificates import add_held_certificate
from pmplanner.services.people.employment import add_earlier
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.plans import change_plan, list_plans
from pmplanner.services.plans.targets import set_target
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.resources.equipment import add_equipment, set_course_needs
from pmplanner.services.sessions.public_dates import add_date
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.settings import change_setting
from pmplanner.services.totals.totals import GROUPS, Group
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.tables import Exporter, ExportJob, write
from pmplanner.ui.output.tables_form import ExportForm, FormOfFile, TableOptions
from pmplanner.ui.widgets.dialogs.busy import Cancelled
from tests.ui.output.dialogs import Answers


class Window(QWidget):
    """Stands for the window whose page may be filtered."""

    scope: ExportScope | None = None

    def shown_scope(self) -> ExportScope | None:
        return self.scope


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    with sampled.edit("Lay own facts") as db:
        lay_facts(db, [course.id for course in list_courses(db)], note="Known here")
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def exporter(actions: Actions, settings: QSettings, window: Window) -> Exporter:
    return Exporter(actions, settings, window, window.shown_scope)


def rows_of(path: Path, separator: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=separator))


def _fill_tables(db: Session) -> None:
    plan, day = list_plans(db)[0].id, dt.date(2027, 1, 4)
    course = list_courses(db)[0].id
    for number in (1, 2):
        add_site(db, f"Site {number}")
        add_blackout(db, day, day, f"Team {number}")
        set_course_needs(db, course + number, {add_equipment(db, f"Thing {number}"): 1})
        add_date(db, course, day, place=f"Place {number}")
        save_profile(db, "people", f"Profile {number}", [f"Head {number}"], {})
    session = add_session(db, plan, course, day, seats_max=9)
    set_equipment(db, session, dict.fromkeys(db.scalars(select(Equipment.id)), 1))
    for team in ("A", "B"):
        reserve_seats(db, session, team, 2)
        set_target(db, plan, Decimal(2), team=team)
    for kind in ("absence", "day off"):
        set_policy(db, kind, "block")
        set_policy(db, kind, "block", plan_id=plan)


def _fill_money(db: Session) -> None:
    change_setting(db, "currency", "EUR")
    for number in range(2):
        set_rate(db, "USD", dt.date(2027, 1 + number, 1), Decimal(1))
        set_travel(db, "Oslo", f"Bergen {number}", Decimal(1))
        set_budget(db, 1, Decimal(1), team=f"Team {number}")
        add_item(db, Owner(plan_id=1), f"Hall {number}")


def test_every_layout_is_offered(exporter: Exporter) -> None:
    assert [key for key, _ in exporter.layouts()] == list(EXPORTS)
    assert ("schedule", "Schedule") in exporter.layouts()


@pytest.mark.parametrize("layout", EXPORTS)
def test_what_is_written_is_said(
    exporter: Exporter, actions: Actions, tmp_path: Path, layout: str, qtbot: QtBot
) -> None:
    path = tmp_path / f"{layout}.csv"
    for row in actions.read(list_people)[:2]:
        actions.do(Label("Earlier"), add_earlier, row.id, dt.date(2001, 1, 1), dt.date(2001, 2, 1))
        actions.do(Label("Certificate"), add_held_certificate, row.id, 1)
        actions.do(Label("Rule"), add_cover_rule, CoverValues(1, "title", text=row.name))
    actions.do(Label("Money"), _fill_money)
    actions.do(Label("Tables"), _fill_tables)
    with qtbot.waitSignal(actions.said) as said:
        exporter.export(ExportJob(layout, path, ExportScope()))
    count = len(rows_of(path)) - 1
    assert count > 1
    assert said.args == [f"Exported {count} rows to {path}", False]


def test_separator_mark_and_scope_are_as_asked(
    exporter: Exporter, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    people = {p.id: p.employee_id for p in actions.read(list_people)}
    chosen = list(people)[:3]
    job = ExportJob("people", tmp_path / "p.csv", ExportScope(person_ids=chosen), ";", bom=False)
    with qtbot.waitSignal(actions.said):
        exporter.export(job)
    assert not job.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert {row[0] for row in rows_of(job.path, ";")[1:]} == {people[i] for i in chosen}


def test_a_file_that_cannot_be_written_is_refused(
    exporter: Exporter, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(actions.refused) as refused:
        exporter.export(ExportJob("people", tmp_path / "no" / "p.csv", ExportScope()))
    assert "There is no folder" in refused.args[0]


def test_stopping_leaves_the_old_file(actions: Actions, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("old", encoding="utf-8")

    def stop(done: int, total: int) -> None:
        if total:
            raise Cancelled

    with pytest.raises(Cancelled):
        write(actions.workspace, ExportJob("people", path, ExportScope()), stop)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.glob("*.csv")] == ["people.csv"]


def test_without_a_plan_only_people_and_courses_are_asked_about(
    workspace: Workspace, settings: QSettings, window: Window, qtbot: QtBot
) -> None:
    actions = Actions(workspace)
    exporter = Exporter(actions, settings, window, window.shown_scope)
    with qtbot.waitSignal(actions.refused) as refused:
        exporter.ask("schedule")
    assert "no plan" in refused.args[0]


def test_names_are_proposed_that_any_file_system_takes(exporter: Exporter, actions: Actions) -> None:
    plan = actions.read(list_plans)[0]
    actions.do(Label("rename"), change_plan, plan.id, name="Q1/Q2: all?")
    assert exporter.suggested_name("schedule") == "Q1-Q2- all- – schedule.csv"
    assert exporter.suggested_name("people") == "people.csv"
    assert safe_name(" ../. ") == "-"
    assert safe_name("...") == "unnamed"


def test_form_asks_what_applies_and_options_are_kept(settings: QSettings, qtbot: QtBot) -> None:
    form = ExportForm("schedule", settings)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    assert not form.rows.isVisible()
    assert not form.groups.isVisible()
    again = ExportForm("totals", settings, "person", ExportScope(person_ids=[4]))
    qtbot.addWidget(again)
    assert again.scope() == ExportScope(person_ids=[4], by="person")
    again.rows.select("all")
    assert again.scope() == ExportScope(by="person")
    assert FormOfFile.kept(settings) == FormOfFile("csv", ",", bom=True)
    options = TableOptions(settings)
    qtbot.addWidget(options)
    options.show()
    qtbot.keyClick(options.spreadsheet, Qt.Key.Key_Space)
    for control, place in ((options.separators, 1), (options.suffixes, 1)):
        qtbot.mouseClick(control.findChildren(QPushButton)[place], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(options.go_button, Qt.MouseButton.LeftButton)
    assert FormOfFile.kept(settings) == FormOfFile("xlsx", ";", bom=False)


def test_an_export_of_all_asks_only_where_to_and_the_kind_of_file_is_kept(
    exporter: Exporter, actions: Actions, tmp_path: Path, settings: QSettings, qtbot: QtBot
) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    settings.setValue("export/folder", str(tmp_path))
    answers = Answers(qtbot)

    def choose_excel(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectNameFilter("Excel workbooks (*.xlsx)")
        dialog.accept()

    answers.then(QFileDialog, choose_excel)
    with qtbot.waitSignal(actions.said) as said:
        exporter.ask("people")
    path = tmp_path / "people.xlsx"
    assert said.args[0] == f"Exported {len(actions.read(list_people))} rows to {path}"
    assert load_workbook(path).active is not None
    assert exporter.suggested_name("schedule").endswith("schedule.xlsx")


def test_asking_goes_from_the_form_to_the_file(
    exporter: Exporter, actions: Actions, window: Window, tmp_path: Path, settings: QSettings, qtbot: QtBot
) -> None:
    """The real dialogs: Enter in the form, then the name typed into the file dialog."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    person = actions.read(list_people)[0]
    window.scope = ExportScope(person_ids=[person.id])
    settings.setValue("export/folder", str(tmp_path))
    proposed: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ExportForm):
            qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
        elif isinstance(dialog, QFileDialog):
            proposed.extend(Path(name).name for name in dialog.selectedFiles())
            timer.stop()
            dialog.accept()

    timer = QTimer()
    timer.timeout.connect(answer)
    timer.start(20)
    with qtbot.waitSignal(actions.said) as said:
        exporter.ask("people")
    assert proposed == ["people.csv"]
    assert said.args == [f"Exported 1 row to {tmp_path / 'people.csv'}", False]
    assert rows_of(tmp_path / "people.csv")[1][0] == person.employee_id


@pytest.mark.parametrize("by", GROUPS)
def test_totals_are_grouped_as_the_page_groups_them(by: Group, settings: QSettings, qtbot: QtBot) -> None:
    form = ExportForm("totals", settings, by)
    qtbot.addWidget(form)
    assert form.scope().by == by
    assert form.groups.currentText()
