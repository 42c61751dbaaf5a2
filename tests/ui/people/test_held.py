"""Certificates of people, evidence, bare titles, and what is recorded for many."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.people import evidence
from pmplanner.services.people.certificates import (
    HeldCertificate,
    add_held_certificate,
    find_certificate,
    list_held_certificates,
)
from pmplanner.services.people.people import HistoryRow, list_histories
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.evidence_dialog import EvidenceDialog, Whose
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.people.record_dialog import RecordDialog
from tests.ui.people.conftest import Show


def held_by(actions: Actions, person: int) -> list[HeldCertificate]:
    return actions.read(list_held_certificates, {person})


def done_by(actions: Actions, person: int) -> list[HistoryRow]:
    return [row for _, rows in actions.read(list_histories, {person}) for row in rows]


def test_a_certificate_is_added_changed_renewed_and_removed(
    page: PeoplePage, actions: Actions, show: Show, ids: dict[str, int], qtbot: QtBot
) -> None:
    show("S-001")
    page.detail.one.tabs.setCurrentIndex(1)
    part, person = page.detail.one.history.certificates, ids["S-001"]
    part.add_form.open()
    part.add_form.submitted.emit()
    assert part.add_form.reason.text() == "Choose one of the certificates."
    box = part.add_form.certificate
    assert box is not None
    box.setEditText("(SSM)")
    part.add_form.number.setText("No 7")
    part.add_form.until.setText("2027-04-30")
    part.add_form.units.setText("-4")
    part.add_form.submitted.emit()
    assert "“-4” is not units" in part.add_form.reason.text()
    part.add_form.units.setText("4")
    part.add_form.submitted.emit()
    (held,) = held_by(actions, person)
    assert (held.code, held.number, held.valid_until) == ("SSM", "No 7", dt.date(2027, 4, 30))
    (entry,) = part.list.entries()
    assert entry.title.startswith("SSM · ")
    assert "no. No 7 · " in entry.sentence
    assert "4 of 10 units earned, 6 missing" in entry.sentence

    part.list.action_requested.emit(held.id)
    assert part.change_form.area.isVisible()
    assert not part.change_form.opener.isVisible()
    part.change_form.number.setText("No 8")
    part.change_form.submitted.emit()
    assert held_by(actions, person)[0].number == "No 8"
    assert "Change the certificate SSM of" in str(actions.workspace.undo_label())

    part.list.action_requested.emit(held.id)
    qtbot.mouseClick(part.renew_button, Qt.MouseButton.LeftButton)
    assert held_by(actions, person)[0].valid_until == dt.date(2028, 4, 30)
    actions.undo()
    part.list.remove_requested.emit(held.id)
    assert held_by(actions, person) == []
    assert part.list.entries() == ()


def test_a_bare_title_has_what_is_known_of_it(
    page: PeoplePage, actions: Actions, show: Show, ids: dict[str, int]
) -> None:
    show("S-001")
    tab = page.detail.one.history
    tab.completion_form.open()
    tab.fields.title.setText("Sailing")
    tab.fields.course.setEditText("no such course")
    tab.completion_form.submitted.emit()
    assert tab.completion_form.reason.text().startswith("Choose a course of the catalogue, or")
    tab.fields.course.reset()
    tab.fields.provider.setText("Club")
    tab.fields.day.setText("2026-05-04")
    tab.fields.number.setText("S 1")
    tab.fields.units.setText("2.5")
    tab.fields.link.setText("nowhere")
    tab.completion_form.submitted.emit()
    assert "is no link" in tab.completion_form.reason.text()
    tab.fields.link.setText("https://club.example/1")
    tab.completion_form.submitted.emit()
    (row,) = done_by(actions, ids["S-001"])
    assert (row.course_id, row.title, row.provider, row.certificate_number) == (
        None,
        "Sailing",
        "Club",
        "S 1",
    )
    assert (row.units, row.link) == (Decimal("2.5"), "https://club.example/1")
    (entry,) = tab.completions.entries()
    assert entry.sentence == "4 May 2026 · completed · Club · no. S 1 · 2.5 units · link"


def test_files_of_evidence_are_kept_opened_saved_and_removed(
    page: PeoplePage,
    actions: Actions,
    show: Show,
    ids: dict[str, int],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show("S-018")
    (row,) = done_by(actions, ids["S-018"])
    opened: list[Path] = []
    monkeypatch.setattr("pmplanner.ui.people.evidence_dialog.open_file", opened.append)
    dialog = EvidenceDialog(actions, "completion", row.id, Whose(row.title, ids["S-018"]))
    qtbot.addWidget(dialog)
    paper, tool = tmp_path / "paper.pdf", tmp_path / "tool.exe"
    for path in (paper, tool):
        path.write_bytes(path.name.encode())
        dialog.attach(path)
    files = list(dialog.table.source.rows())
    assert [each.name for each in files] == ["paper.pdf", "tool.exe"]
    assert [each.name for each in done_by(actions, ids["S-018"])[0].evidence] == ["paper.pdf", "tool.exe"]
    for each in files:
        dialog.table.opened.emit(each)
    assert [path.read_bytes() for path in opened] == [b"paper.pdf"]
    assert dialog.refusal.text().startswith("Only documents and pictures")
    assert dialog.save(files[1], tmp_path / "copy.exe")
    assert (tmp_path / "copy.exe").read_bytes() == b"tool.exe"
    monkeypatch.setattr(evidence, "MOST_OF_A_FILE", 3)
    dialog.attach(paper)
    assert "Keep it elsewhere, and give the link." in dialog.refusal.text()
    dialog.table.selectAll()
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert done_by(actions, ids["S-018"])[0].evidence == ()
    actions.undo()
    assert len(done_by(actions, ids["S-018"])[0].evidence) == 2


def test_the_same_is_recorded_for_many_at_once(
    page: PeoplePage, actions: Actions, ids: dict[str, int], tmp_path: Path, qtbot: QtBot
) -> None:
    people = [ids[key] for key in ("S-001", "S-005", "S-010")]
    before = {person: len(done_by(actions, person)) for person in people}
    paper = tmp_path / "list.pdf"
    paper.write_bytes(b"signed")

    def record(whom: list[int]) -> RecordDialog:
        dialog = RecordDialog(actions, whom, ())
        qtbot.addWidget(dialog)
        dialog.fields.title.setText("Safety")
        dialog.fields.day.setText("2026-05-04")
        dialog.take_file(paper)
        dialog.accept()
        return dialog

    assert record(people[:2]).result() == 1
    assert {person: len(done_by(actions, person)) - before[person] for person in people[:2]} == dict.fromkeys(
        people[:2], 1
    )
    assert actions.workspace.undo_label() == "Record Safety for 2 people"
    said: list[str] = []
    actions.said.connect(lambda sentence, _undo: said.append(sentence))
    record(people)
    assert said[-1] == "Recorded; 2 people had it already."
    assert "people" not in str(actions.workspace.undo_label())
    (row,) = (row for row in done_by(actions, people[2]) if row.title == "Safety")
    assert [each.name for each in row.evidence] == ["list.pdf"]
    again = record(people)
    assert again.reason.text() == "All of them have this of that day already."
    assert again.result() == 0


def test_tab_goes_through_a_history_as_the_eye_does(
    page: PeoplePage, actions: Actions, show: Show, ids: dict[str, int]
) -> None:
    with actions.workspace.edit("Certificate") as db:
        add_held_certificate(db, ids["S-018"], find_certificate(db, "SSM").id)
    show("S-018")
    page.detail.one.tabs.setCurrentIndex(1)
    tab = page.detail.one.history
    tab.completion_form.open()
    tab.certificates.list.action_requested.emit(tab.certificates.list.entries()[0].key)
    at: QWidget | None = tab.completions.rows()[0].action
    met: list[str] = []
    while at is not None and at is not tab.exemption_form.opener and len(met) < 60:
        inside = isinstance(at.parentWidget(), QComboBox)
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus and not inside:
            met.append(at.accessibleName() or str(at.property("text")))
        at = at.nextInFocusChain()
    wanted = (
        *("Evidence…", "Remove", "Course", "Or its own title", "Provider", "Completed on", "Result", "Days"),
        *("Valid until", "Certificate number", "Units", "Link to evidence", "Add to history", "Cancel"),
        *("Change…", "Take the certificate SSM off", "Number", "First awarded", "Valid until", "Units"),
        *("Evidence…", "Change SSM", "Cancel", "Add a certificate"),
    )
    assert [name for name, begin in zip(met, wanted, strict=True) if not name.startswith(begin)] == []
