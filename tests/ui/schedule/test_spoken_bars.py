"""Timeline and month as screen readers have them."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from pmplanner.services.sessions.sessions import remove_sessions
from pmplanner.storage.labels import Counted, Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.spoken_bars import BarLine
from tests.services.small_plan import MONDAY
from tests.ui.schedule.conftest import open_page


def _bars(view: QAccessibleInterface) -> list[QAccessibleInterface]:
    children = [view.child(place) for place in range(view.childCount())]
    return [child for child in children if isinstance(child, BarLine)]


@pytest.mark.slow
def test_bars_are_told_as_lines_that_follow_what_is_done(actions: Actions, qtbot: QtBot) -> None:
    page = open_page(actions, qtbot, "timeline")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    opened: list[object] = []
    for name, view in (("timeline", page.views.timeline), ("month", page.views.month)):
        page.views.show_view(name)
        page.views.month.go_to(MONDAY)
        page.selection.choose(())
        view.opened.connect(opened.append)
        told = QAccessible.queryAccessibleInterface(view)
        bars = _bars(told)
        assert told.role() is QAccessible.Role.List
        names = [bar.text(QAccessible.Text.Name) for bar in bars]
        assert [each.partition(" (")[0] for each in names] == ["Boot", "Time"]
        for place, bar in enumerate(bars):
            assert (told.indexOfChild(bar), bar.parent().role()) == (place, QAccessible.Role.List)
            assert QRect(view.mapToGlobal(view.rect().topLeft()), view.size()).contains(bar.rect())
            assert (
                told.childAt(bar.rect().center().x(), bar.rect().center().y()).text(QAccessible.Text.Name)
                == names[place]
            )
            assert (bar.state().selected, bar.state().focused) == (0, 0)
        bars[1].actionInterface().doAction("Press")
        assert opened == [page.selection.current]
        opened.clear()
        view.setFocus()
        assert [bar.state().selected for bar in bars] == [0, 1]
        assert known_focus(told) == names[1]
        page.selection.choose(())
    # By person each bar is named with its lane, and who is in both has two
    page.views.show_view("timeline")
    page.views.timeline.group_by("person")
    told = QAccessible.queryAccessibleInterface(page.views.timeline)
    assert [bar.text(QAccessible.Text.Name).partition(":")[0] for bar in _bars(told)][:2] == ["Ana", "Ana"]
    # What is gone is no longer valid
    lines = _bars(told)
    page.views.timeline.group_by("course")
    lines = _bars(told)
    actions.do(
        Label.of("session.remove", sessions=Counted("sessions", 1, "X")),
        remove_sessions,
        [lines[0].key.session_id],  # type: ignore[attr-defined]
    )
    assert [line.isValid() for line in lines] == [False, True]
    assert len(_bars(told)) == 1


def known_focus(told: QAccessibleInterface) -> str:
    """The name of what has the keys, as the list tells it."""
    return told.focusChild().text(QAccessible.Text.Name)
