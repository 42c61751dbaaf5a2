"""What is read beside the window is handed over, unless something else was asked for meanwhile."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.dialogs.busy import Progress, end_within
from pmplanner.ui.widgets.dialogs.errand import Errand


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_only_what_was_asked_for_last_is_handed_over(widget: QWidget, qtbot: QtBot) -> None:
    found: list[str] = []
    errand = Errand[str](widget, found.append)
    go_on = threading.Event()

    def slow(_progress: Progress) -> str:
        go_on.wait()
        return "first"

    errand.begin(slow)
    errand.begin(lambda _progress: "second")
    go_on.set()
    qtbot.waitUntil(lambda: bool(found))
    assert not errand.running
    errand.begin(lambda _progress: "third")
    errand.end()
    qtbot.wait(0)
    assert found == ["second"]


def test_what_goes_wrong_is_told_only_while_it_is_wanted(widget: QWidget, qtbot: QtBot) -> None:
    errand = Errand[None](widget, lambda _found: None)

    def fail(_progress: Progress) -> None:
        raise LookupError

    errand.begin(fail)
    errand.end()
    qtbot.wait(0)
    with qtbot.captureExceptions() as raised:
        errand.begin(fail)
        qtbot.waitUntil(lambda: bool(raised))
    assert [kind for kind, _, _ in raised] == [LookupError]


def test_nothing_goes_on_after_the_end_though_it_was_stopped_before_or_is_of_something_within(
    widget: QWidget, qtbot: QtBot
) -> None:
    inner = QWidget(widget)
    other = QWidget()
    qtbot.addWidget(other)
    ended: list[str] = []
    go_on, leave_alone = threading.Event(), threading.Event()

    def slow(name: str, until: threading.Event) -> Callable[[Progress], None]:
        def work(_progress: Progress) -> None:
            until.wait(10)
            ended.append(name)

        return work

    errand, within = (Errand[None](owner, lambda _found: None) for owner in (widget, inner))
    apart = Errand[None](other, lambda _found: None)
    errand.begin(slow("stopped", go_on))
    errand.stop()
    within.begin(slow("within", go_on))
    apart.begin(slow("apart", leave_alone))
    threading.Timer(0.02, go_on.set).start()
    end_within(widget)
    assert sorted(ended) == ["stopped", "within"]
    leave_alone.set()
    qtbot.waitUntil(lambda: not apart.running)
