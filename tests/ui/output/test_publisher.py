"""What goes out from the window: whose calendars, for which programs, and what is said."""

from pathlib import Path

import pytest
import vobject
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import PublishedEvent
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.publishing.calendars import list_calendars
from pmplanner.services.publishing.change_packs import foresee_pack
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.calendar_form import CalendarExportForm
from pmplanner.ui.output.pack_form import PackForm
from pmplanner.ui.output.publisher import CalendarJob, Publisher, write_calendars
from pmplanner.ui.widgets.dialogs.busy import Cancelled
from pmplanner.ui.widgets.inputs.check_list import CheckList
from tests.conftest import SAMPLE_DAY
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
    window.show()
    return window


@pytest.fixture
def publisher(actions: Actions, settings: QSettings, window: Window, tmp_path: Path) -> Publisher:
    settings.setValue("export/folder", str(tmp_path))
    return Publisher(actions, settings, window, window.shown_scope)


@pytest.fixture
def answers(qtbot: QtBot) -> Answers:
    return Answers(qtbot)


def events(path: Path) -> list[vobject.base.Component]:
    return list(vobject.readOne(path.read_bytes().decode()).vevent_list)


def scope(actions: Actions) -> ExportScope:
    return ExportScope(actions.plan_id)


@pytest.mark.parametrize("kind", ["person", "trainer", "room"])
def test_a_file_each_goes_into_a_folder(
    publisher: Publisher, actions: Actions, answers: Answers, tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    people = actions.read(list_calendars, scope(actions), kind)
    answers.expect(CalendarExportForm, QFileDialog)
    with qtbot.waitSignal(actions.said) as said:
        publisher.ask_calendar(kind)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir() and "calendars of" in path.name)
    files = list(folder.glob("*.ics"))
    assert len(files) == len(people) > 1
    count = sum(len(events(path)) for path in files)
    assert said.args == [f"Exported {len(files)} calendars with {count} events to {folder}", False]


def test_the_calendar_of_one_person_is_a_file(
    publisher: Publisher, actions: Actions, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    def choose(form: QDialog) -> None:
        assert isinstance(form, CalendarExportForm)
        qtbot.keyClick(form.whose, Qt.Key.Key_Down)
        assert form.recipient() is not None

    person = actions.read(list_calendars, scope(actions), "person")[0]
    answers.expect(CalendarExportForm, QFileDialog, first=choose)
    with qtbot.waitSignal(actions.said) as said:
        publisher.ask_calendar("person")
    assert [path.name for path in tmp_path.glob("*.ics")] == [f"{person.name}.ics"]
    assert said.args[0].startswith("Exported 1 calendar with ")


def test_only_what_the_page_shows(
    publisher: Publisher, actions: Actions, window: Window, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    run = actions.read(list_sessions, known(actions.plan_id))[0]
    window.scope = ExportScope(session_ids=[run.id])
    answers.expect(CalendarExportForm, QFileDialog)
    with qtbot.waitSignal(actions.said):
        publisher.ask_calendar("plan")
    (path,) = tmp_path.glob("*.ics")
    assert {event.summary.value for event in events(path)} == {run.course_title}

    def everything(form: QDialog) -> None:
        assert isinstance(form, CalendarExportForm)
        form.rows.select("all")

    path.unlink()
    answers.expect(CalendarExportForm, QFileDialog, first=everything)
    with qtbot.waitSignal(actions.said):
        publisher.ask_calendar("plan")
    assert len({event.summary.value for event in events(path)}) > 1


def test_nothing_is_written_when_the_form_is_left(
    publisher: Publisher, answers: Answers, tmp_path: Path
) -> None:
    def leave(form: QDialog) -> None:
        form.reject()

    before = set(tmp_path.iterdir())
    answers.then(CalendarExportForm, leave)
    publisher.ask_calendar("plan")
    answers.then(CalendarExportForm, leave)
    publisher.ask_program("google")
    assert set(tmp_path.iterdir()) == before


def test_stopping_tells_nobody(actions: Actions, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise Cancelled

    job = CalendarJob("person", tmp_path / "each", scope(actions))
    with pytest.raises(Cancelled):
        write_calendars(actions.workspace, job, stop)
    assert not (tmp_path / "each").exists()
    with actions.workspace.read() as db:
        assert db.scalars(select(PublishedEvent)).all() == []


def test_a_window_that_only_reads_says_why_it_cannot(
    sampled: Workspace, settings: QSettings, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    reader = open_workspace(sampled.path, read_only=True)
    actions = Actions(reader)
    actions.choose_plan(None)
    publisher = Publisher(actions, settings, window, window.shown_scope)
    with qtbot.waitSignal(actions.refused) as refused:
        publisher.write_calendars(CalendarJob("plan", tmp_path / "x.ics", ExportScope()))
    assert "open in another pmplanner" in refused.args[0]
    with qtbot.waitSignal(actions.said):
        publisher.write_program("google", tmp_path / "x.csv", ExportScope())
    reader.close()


def test_what_cannot_be_written_is_said(
    publisher: Publisher, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(actions.refused) as refused:
        publisher.write_program("outlook", tmp_path / "no" / "x.csv", ExportScope())
    assert "There is no folder" in refused.args[0]
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "mine").touch()
    with qtbot.waitSignal(actions.refused) as refused:
        publisher.write_pack(tmp_path / "pack")
    assert "already" in refused.args[0]


def test_without_a_plan_nothing_is_asked(
    workspace: Workspace, settings: QSettings, window: Window, qtbot: QtBot
) -> None:
    actions = Actions(workspace)
    publisher = Publisher(actions, settings, window, window.shown_scope)
    for ask in (
        lambda: publisher.ask_calendar("plan"),
        lambda: publisher.ask_program("gantt"),
        publisher.ask_pack,
    ):
        with qtbot.waitSignal(actions.refused) as refused:
            ask()
        assert "no plan" in refused.args[0]


def test_the_pack_is_shown_before_it_is_written(actions: Actions, qtbot: QtBot) -> None:
    letters = actions.read(foresee_pack, scope(actions), SAMPLE_DAY)
    form = PackForm(letters)
    qtbot.addWidget(form)
    model = form.table.model()
    shown = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
    assert len(shown) == len(letters)
    first = letters[0]
    assert shown[0][:4] == [first.to.name, "Person", first.to.email, str(first.count("new"))]
    unknown = sum(not letter.reachable for letter in letters)
    assert form.warning.isVisibleTo(form) is (unknown > 0)
    assert str(unknown) in form.warning.text() or unknown < 2


def test_mails_are_for_chosen_people_and_sessions(
    publisher: Publisher, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    letters = actions.read(foresee_pack, scope(actions), SAMPLE_DAY)
    form = PackForm(letters)
    qtbot.addWidget(form)
    assert form.shown() == letters
    assert (form.recipients(), form.session_ids()) == (None, None)
    assert form.go_button.text() == f"Write {len(letters)} mails…"

    def tick(which: CheckList, place: int) -> None:
        which.list.item(place).setCheckState(Qt.CheckState.Checked)

    tick(form.sessions, 0)
    (session,) = known(form.session_ids())
    told = [letter for letter in letters if session in {item.session_id for item in letter.news}]
    assert [letter.to for letter in form.shown()] == [letter.to for letter in told]
    assert 0 < len(told) < len(letters)
    tick(form.people, next(place for place, letter in enumerate(letters) if letter not in told))
    assert form.shown() == []
    assert not form.go_button.isEnabled()
    tick(form.people, letters.index(told[0]))
    (shown,) = form.shown()
    assert (shown.to, {item.session_id for item in shown.news}) == (told[0].to, {session})
    with qtbot.waitSignal(actions.said, timeout=10_000):
        chosen = ExportScope(session_ids=form.session_ids())
        publisher.write_pack(tmp_path / "some", chosen, (told[0].to.key,))
    assert len(list((tmp_path / "some").glob("*.eml"))) == 1
    rest = {letter.to.key: letter for letter in actions.read(foresee_pack, scope(actions), SAMPLE_DAY)}
    assert session not in {item.session_id for item in rest[told[0].to.key].news}, "the others come next"
    assert rest[told[1].to.key].news == told[1].news


def test_drafts_are_confirmed_as_one_edit_before_people_are_told(
    publisher: Publisher, actions: Actions, answers: Answers, qtbot: QtBot
) -> None:
    found: list[tuple[int, ...]] = []

    def confirm(form: QDialog) -> None:
        assert isinstance(form, PackForm)
        found.append(form.drafts)
        qtbot.mouseClick(form.confirm_button, Qt.MouseButton.LeftButton)

    def leave(form: QDialog) -> None:
        assert isinstance(form, PackForm)
        found.append(form.drafts)
        form.reject()

    answers.then(PackForm, confirm)
    answers.then(PackForm, leave)
    publisher.ask_pack()
    qtbot.waitUntil(lambda: len(found) == 2, timeout=10_000)
    drafts, none_left = found
    assert (len(drafts) > 1, none_left) == (True, ())
    assert actions.workspace.undo_label() == f"Confirm {len(drafts)} sessions"
    actions.undo()
    statuses = {row.id: row.status for row in actions.read(list_sessions, known(actions.plan_id))}
    assert {statuses[session_id] for session_id in drafts} == {"draft"}


def test_the_pack_may_be_looked_at_only(
    publisher: Publisher, actions: Actions, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    before = set(tmp_path.iterdir())

    def leave(form: QDialog) -> None:
        form.reject()

    answers.then(PackForm, leave)
    run = publisher.ask_pack()
    assert run is not None
    with qtbot.waitSignal(run.ended):
        pass
    assert set(tmp_path.iterdir()) == before
    with actions.workspace.read() as db:
        assert db.scalars(select(PublishedEvent)).all() == []
