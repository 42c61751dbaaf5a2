"""The history: sifted, told in words, and gone back in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import Person, Pick
from pmplanner.services.people.history import list_edits
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.views.row_words import COLUMNS, TABLES, UNSAID
from pmplanner.storage.journal import journaled_tables
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell import history_window
from pmplanner.ui.shell.history_window import HistoryWindow
from tests.support import known, snapshot


def test_every_table_and_column_has_words() -> None:
    tables = journaled_tables()
    assert TABLES.keys() == tables.keys()
    columns = {column.name for table in tables.values() for column in table.columns}
    assert columns - UNSAID - COLUMNS.keys() == set()
    assert COLUMNS.keys() - columns == set()
    assert {name for words in TABLES.values() for name in words.names} <= columns


def _texts(item: QTreeWidgetItem) -> list[str]:
    return [item.text(place) for place in range(item.columnCount())]


def _shown(history: HistoryWindow) -> list[str]:
    return [line.label for line in history._table.source.rows()]


def _choose(history: HistoryWindow, place: int) -> None:
    """Select one line, whatever keys a test before held down."""
    assert history._table.select_key(history._table.source.rows()[place].id)


def test_history_is_sifted_told_and_gone_back_in(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    said: list[tuple[str, bool]] = []
    actions.said.connect(lambda sentence, undo: said.append((sentence, undo)))
    with sampled.read() as db:
        amara, other = db.scalars(select(Person.id).order_by(Person.id).limit(2))
        plan = known(db.scalar(select(Pick.plan_id)))
    before = snapshot(sampled.path)

    def rename() -> None:
        label = Label.of("person.change-several", person=People((amara,)))
        actions.do(label, lambda db: setattr(db.get_one(Person, amara), "team", "Lending"))

    rename()
    picking = Label.of("pick.add", courses=Counted("courses", 1, "Course"), people=People((other,)))
    actions.do(picking, pick_courses, plan, [other], [60])

    history = HistoryWindow(actions)
    qtbot.addWidget(history)
    history.show()
    everything = _shown(history)
    assert len(everything) == 3

    # What it changed, in words
    _choose(history, 1)
    group = known(history.detail.topLevelItem(0))
    assert group.text(0) == "1 person changed"
    row = known(group.child(0))
    assert row.text(0) == "Amara Lindqvist"
    assert _texts(known(row.child(0))) == ["team", "Payments", "Lending"]

    # Large edits are summed up, and read when they are opened
    _choose(history, 2)
    group = known(history.detail.topLevelItem(0))
    assert (group.text(0), group.childCount(), group.isExpanded()) == ("84 picks added", 0, False)
    group.setExpanded(True)
    assert group.childCount() == 84

    # Sifted by words, by whom it is about, and by who did it
    history._search.setText("change amara")
    assert _shown(history) == everything[1:2]
    assert history._count.text() == "1 of 3 edits"
    history._search.clear()
    history._about.show_value(("person", other))
    history._sift()
    assert _shown(history) == [everything[0], everything[2]]
    history._about.show_value(("", 0))
    history._who.show_value(known(history._who.itemData(1)))
    history._sift()
    assert _shown(history) == everything

    # Back: one edit, undone as one
    _choose(history, 0)
    assert not history._back.isEnabled()
    _choose(history, 2)
    qtbot.mouseClick(history._back, Qt.MouseButton.LeftButton)
    assert snapshot(sampled.path) == before
    assert said[-1] == ("Take back 2 edits done after “Open the sample workspace”", True)
    assert _shown(history) == [said[-1][0], *everything]
    assert history._table.selected_rows()[0].label == said[-1][0]
    actions.undo()
    assert snapshot(sampled.path) != before

    # A reason where nothing can be done, in this window
    _choose(history, 1)
    assert not history._back.isEnabled()
    history._go_back()  # such as when another program has undone something meanwhile
    assert history._message.text() == "Nothing was done after that."
    _choose(history, 2)
    assert history._message.text() == ""
    actions.redo()
    _choose(history, 0)
    qtbot.mouseClick(history._day, Qt.MouseButton.LeftButton)
    assert _shown(history)[0].startswith("Take back 4 edits of ")
    with sampled.read() as db:
        assert db.scalars(select(Person.id)).all() == []
    actions.undo()
    assert snapshot(sampled.path) == before


def test_older_edits_are_read_beside_the_window(
    sampled: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_window, "AT_ONCE", 2)
    actions = Actions(sampled)
    with sampled.read() as db:
        person = known(db.scalar(select(Person.id)))

    def rename(team: str) -> None:
        label = Label.of("person.change-several", person=People((person,)))
        actions.do(label, lambda db: setattr(db.get_one(Person, person), "team", team))

    for number in range(3):
        rename(f"Team {number}")
    history = HistoryWindow(actions)
    qtbot.addWidget(history)
    assert len(_shown(history)) == 2
    assert history._count.text() == "Reading older edits…"
    rename("Lending")  # meanwhile
    qtbot.waitUntil(lambda: history._count.text() == "5 edits")
    assert history._lines == actions.read(list_edits)
