"""What a page shows after an edit is what it shows when all of it is read again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import assign_track, list_tracks, remove_track
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.text_size import row_height
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.charts.card_strip import CardStrip
from pmplanner.ui.widgets.charts.track_card import TrackCard
from tests.support import known
from tests.ui.conftest import OpenWindow

SIZES = ((960, 600), (1024, 700), (1200, 700), (1280, 720), (1440, 900))


def _labels(card: TrackCard) -> list[QLabel]:
    """What a card says now, folded or not."""
    return [label for label in (card.title, card.number, card.unit, card.sentence) if not label.isHidden()]


def _cards(page: QWidget) -> tuple[list[str], list[int], int]:
    """The words of the cards, how wide each is, and how high the strip is."""
    strip = known(page.findChild(CardStrip))
    return (
        [label.text() for card in strip.cards.values() for label in _labels(card)],
        [card.width() for card in strip.cards.values()],
        strip.height(),
    )


def _whole(page: QWidget) -> list[bool]:
    """Whether each card has room for all of its words."""
    cards = known(page.findChild(CardStrip)).cards.values()
    return [label.sizeHint().width() <= label.width() for card in cards for label in _labels(card)]


def _settle() -> None:
    """Let everything find its place: a layout that moves one thing may ask for the next."""
    for _ in range(8):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def _open(open_window: OpenWindow, sampled: Workspace, key: str, size: tuple[int, int]) -> MainWindow:
    window = open_window(sampled)
    window.resize(*size)
    window.open_page(key)
    _settle()
    return window


@pytest.mark.slow
@pytest.mark.parametrize(
    "size", [SIZES[0], *(pytest.param(size, marks=pytest.mark.long) for size in SIZES[1:])]
)
def test_cards_say_the_same_after_an_edit_as_after_a_new_reading(
    open_window: OpenWindow, sampled: Workspace, size: tuple[int, int]
) -> None:
    window = _open(open_window, sampled, "plan", size)
    page, actions = window._pages["plan"], window.actions_
    track, people = actions.read(list_tracks)[1].id, [row.id for row in actions.read(list_people)]
    steps: tuple[Callable[[], object], ...] = (
        lambda: actions.do(Label("Remove a track"), remove_track, track),
        actions.undo,
        lambda: actions.do(Label("Nobody has a track"), assign_track, None, people),
        actions.undo,
        actions.redo,
    )
    for do in steps:
        do()
        _settle()
        shown = _cards(page)
        page.refresh(None)
        _settle()
        assert shown == _cards(page)
        assert all(_whole(page))


@pytest.mark.slow
def test_cards_of_a_page_that_was_hidden_fit_when_it_is_seen(
    open_window: OpenWindow, sampled: Workspace
) -> None:
    window = _open(open_window, sampled, "plan", (1024, 700))
    page, actions = window._pages["plan"], window.actions_
    window.open_page("people")
    actions.do(Label("Remove a track"), remove_track, actions.read(list_tracks)[1].id)
    window.open_page("plan")
    _settle()
    shown = _cards(page)
    page.refresh(None)
    _settle()
    assert shown == _cards(page)
    assert all(_whole(page))


def test_the_sum_floats_above_hidden_lines_after_an_undo(open_window: OpenWindow, sampled: Workspace) -> None:
    window = _open(open_window, sampled, "totals", (1024, 790))
    page, actions = window._pages["totals"], window.actions_
    assert isinstance(page, TotalsPage)
    page.group.select("month")
    page.refresh(None)
    lines = row_height() * page.table.proxy.rowCount()
    for height in range(600, 900, 4):  # just too low for all lines, which 14 px more would hold
        window.resize(1024, height)
        _settle()
        if lines - 14 < page.table.viewport().height() < lines:
            break
    assert page.table.strip.isVisible()
    actions.do(Label("Remove a track"), remove_track, actions.read(list_tracks)[1].id)
    _settle()
    actions.undo()
    _settle()
    assert page.table.strip.isVisible()
    assert page.table.strip.geometry().bottom() == page.table.viewport().geometry().bottom()
