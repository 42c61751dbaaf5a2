"""Asking managers about picks and merging what they answer, by the real dialogs and files."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from pmplanner.exchange.approval_layout import ANSWER
from pmplanner.exchange.approval_reading import AnswerRow
from pmplanner.models import PickDecision
from pmplanner.models.statuses import Decision
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.answers import Answer, State
from pmplanner.services.decisions.asking import foresee_asking
from pmplanner.services.decisions.decide import Verdict, decide_picks
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.answers_form import AnswersForm
from pmplanner.ui.output.approval_form import ApprovalForm
from pmplanner.ui.output.approvals import Approvals
from tests.conftest import SAMPLE_DAY
from tests.services.answered_files import answer_file
from tests.support import known, snapshot
from tests.ui.output.dialogs import Answers


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Actions:
    monkeypatch.setattr(clock, "today", lambda: SAMPLE_DAY)
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def approvals(actions: Actions, settings: QSettings, qtbot: QtBot, tmp_path: Path) -> Approvals:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    for key in ("export/folder", "approvals/folder"):
        settings.setValue(key, str(tmp_path))
    return Approvals(actions, settings, window, lambda: None)


@pytest.fixture
def answers(qtbot: QtBot) -> Answers:
    return Answers(qtbot)


def count(workspace: Workspace, decision: str) -> int:
    with workspace.read() as db:
        query = select(func.count(PickDecision.id)).where(PickDecision.decision == decision)
        return known(db.scalar(query))


def test_managers_are_asked_and_their_answers_merged(
    approvals: Approvals,
    actions: Actions,
    sampled: Workspace,
    answers: Answers,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    askings = actions.read(foresee_asking, known(actions.plan_id), SAMPLE_DAY)
    picks = sum(len(each.picks) for each in askings)
    before = snapshot(sampled.path)

    answers.expect(ApprovalForm, QFileDialog)
    with qtbot.waitSignal(actions.wrote):
        approvals.ask_managers()
    (folder,) = (path for path in tmp_path.iterdir() if "approvals" in path.name)
    files = sorted(folder.glob("*.xlsx"))
    assert len(files) == len(list(folder.glob("*.eml"))) == len(askings) > 1
    assert count(sampled, Decision.PROPOSED) == picks
    assert sampled.undo_label() == f"Ask managers about {picks} picks"

    back = tmp_path / "back"
    back.mkdir()
    free = {pick.pick_id: set[str]() for each in askings for pick in each.picks}
    for path in files:
        answer_file(path, back / path.name, Random(1), free)
    names = " ".join(f'"{back / path.name}"' for path in files)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        known(dialog.findChild(QLineEdit)).setText(names)
        dialog.accept()

    answers.then(QFileDialog, choose)
    answers.expect(AnswersForm)
    with qtbot.waitSignal(actions.said) as said:
        approvals.ask_answers()
        qtbot.waitUntil(lambda: not answers.waiting)
    merged = picks - count(sampled, Decision.PROPOSED)
    assert merged > picks / 2
    assert said.args == [f"Take over what managers answered about {merged} picks", True]
    for _ in range(2):
        actions.undo()
    # That files were sent stays known.
    after = snapshot(sampled.path)
    told = ("published_event", "paper")
    assert [len(after.pop(table)) for table in told] == [len(askings)] * 2
    assert after == {table: rows for table, rows in before.items() if table not in told}


def test_what_was_taken_back_meanwhile_is_not_asked_and_said(
    approvals: Approvals, actions: Actions, sampled: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    askings = actions.read(foresee_asking, known(actions.plan_id), SAMPLE_DAY)
    before = count(sampled, Decision.PROPOSED)
    with sampled.edit("Meanwhile") as db:
        decide_picks(db, known(actions.plan_id), [askings[0].picks[0].pick_id], Verdict(Decision.DECLINED))
    with qtbot.waitSignal(actions.refused) as refused:
        approvals.write_files(tmp_path / "out", askings, SAMPLE_DAY + dt.timedelta(9))
    assert refused.args[0].startswith(f"The files are in {tmp_path / 'out'}, but the plan is as it was: ")
    assert count(sampled, Decision.PROPOSED) == before


def test_stopped_nothing_is_written_and_nobody_asked(
    approvals: Approvals, actions: Actions, sampled: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    askings = actions.read(foresee_asking, known(actions.plan_id), SAMPLE_DAY)
    before = snapshot(sampled.path)
    with qtbot.waitSignal(actions.said) as said:
        approvals.write_files(tmp_path / "out", askings, SAMPLE_DAY + dt.timedelta(9)).cancel()
    assert said.args == ["Stopped. Nothing was written.", False]
    assert not (tmp_path / "out").exists()
    assert snapshot(sampled.path) == before


def test_what_is_asked_is_chosen(actions: Actions, qtbot: QtBot) -> None:
    askings = actions.read(foresee_asking, known(actions.plan_id), SAMPLE_DAY)
    form = ApprovalForm(askings, "EUR", SAMPLE_DAY)
    qtbot.addWidget(form)
    assert form.shown() == askings
    form.managers.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert [each.id for each in form.shown()] == [askings[0].id]
    assert form.go_button.text() == "Write 1 file…"
    form.answer_by.show_value(SAMPLE_DAY)
    form.accept()
    assert (form.result(), form.reason.isVisibleTo(form)) == (0, True)
    form.answer_by.show_value(SAMPLE_DAY + dt.timedelta(3))
    form.accept()
    assert form.result() == 1


def listed(*states: State) -> Sequence[Answer]:
    found = []
    for place, state in enumerate(states):
        row = AnswerRow(
            "a.xlsx", "s", place + 9, f"P{place}", "Ann", "Scrum", "2", "agree", "", "", ((ANSWER, "C"),)
        )
        found.append(
            Answer(
                place, row, state, state, ANSWER, "agree", "", 1 if place < 2 else place, 1, 1, "Ann", "Scrum"
            )
        )
    return found


def test_some_are_taken_and_some_left_out_by_keys(qtbot: QtBot) -> None:
    form = AnswersForm(listed("contradicts", "contradicts", "new", "wrong", "open"), ["b.pdf is a page."])
    qtbot.addWidget(form)
    form.show()
    assert [each.id for each in form.taken()] == [2]
    assert form.files.text() == "b.pdf is a page."
    form.table.setFocus()
    form.table.select_key(0)
    assert form.detail.text() == "a.xlsx, row 9, column C · Agree · contradicts"
    qtbot.keyClick(form.table, Qt.Key.Key_Space)
    assert [row.id for row in form.table.selected_rows()] == [0]
    assert form.table.proxy.index(0, 0).data() == "✓"
    form.table.select_key(1)
    form.turn_button.click()
    assert [each.id for each in form.taken()] == [0, 1, 2]
    form.accept()
    assert form.reason.text() == "Two answers are taken for Ann, Scrum; take only one of them."
    assert form.result() == 0
    form.table.select_key(1)
    assert form.turn_button.text() == "Leave out what is selected"
    form.turn_button.click()
    form.table.select_key(3)
    assert not form.turn_button.isEnabled()
    form.chips.chip("wrong").click()
    assert form.table.proxy.rowCount() == 1
    form.accept()
    assert (form.result(), [each.id for each in form.taken()]) == (1, [0, 2])


def test_enter_takes_a_row_and_ctrl_enter_merges(qtbot: QtBot) -> None:
    form = AnswersForm(listed("contradicts", "new", "new"), [])
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
    form.table.setFocus()
    form.table.select_key(0)
    qtbot.keyClick(form.table, Qt.Key.Key_Return)
    assert (form.result(), len(form.taken())) == (0, 3)
    qtbot.keyClick(form.table, Qt.Key.Key_Return)
    qtbot.keyClick(form.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (form.result(), len(form.taken())) == (1, 2)


def test_enter_on_the_list_of_managers_writes_their_files(actions: Actions, qtbot: QtBot) -> None:
    form = ApprovalForm(actions.read(foresee_asking, known(actions.plan_id), SAMPLE_DAY), "EUR", SAMPLE_DAY)
    qtbot.addWidget(form)
    form.show()
    form.table.setFocus()
    form.table.selectRow(0)
    qtbot.keyClick(form.table, Qt.Key.Key_Return)
    assert form.result() == ApprovalForm.DialogCode.Accepted
