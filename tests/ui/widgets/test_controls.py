"""Tests of the controls: keyboard, signals, names for screen readers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pmplanner.ui.theme import apply_theme, current_theme, put_on, track_role
from pmplanner.ui.widgets.charts.stacked_bar import Segment, StackedBar
from pmplanner.ui.widgets.charts.track_card import TrackCard, TrackFigures
from pmplanner.ui.widgets.dialogs.ask_name import ask_name
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.calendar import Calendar
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import mark_invalid
from pmplanner.ui.widgets.inputs.numbers import days_field
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.navigation import NavigationList
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.status_line import StatusLine
from pmplanner.ui.widgets.tables.wrapped_lines import INDENT, wrap_lines
from pmplanner.ui.widgets.text import TextLabel
from tests.support import known

D = Decimal
Key = Qt.Key


class Heard:
    """Collects what a signal said."""

    def __init__(self, signal: object) -> None:
        self.said: list[object] = []
        signal.connect(self.hear)  # type: ignore[attr-defined]

    def hear(self, *payload: object) -> None:
        self.said.append(payload[0] if payload else None)


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    return widget


@pytest.fixture
def segments(qtbot: QtBot) -> SegmentedControl:
    control = SegmentedControl(name="Group by")
    for key in ("track", "team", "person"):
        control.add(key, f"By {key}")
    shown(qtbot, control)
    return control


def part(control: QWidget, text: str) -> QPushButton:
    return next(button for button in control.findChildren(QPushButton) if button.text() == text)


def test_first_segment_is_chosen_at_first(segments: SegmentedControl) -> None:
    assert segments.current() == "track"
    assert segments.keys() == ("track", "team", "person")


def test_arrows_move_along_the_segments_and_stop_at_the_ends(segments: SegmentedControl) -> None:
    heard = Heard(segments.chosen)
    first = part(segments, "By track")
    QTest.keyClick(first, Key.Key_Left)
    QTest.keyClick(first, Key.Key_Right)
    QTest.keyClick(part(segments, "By team"), Key.Key_Down)
    QTest.keyClick(part(segments, "By person"), Key.Key_Right)
    assert heard.said == ["team", "person"]
    assert segments.current() == "person"


def test_a_click_chooses_and_a_second_one_says_nothing(segments: SegmentedControl) -> None:
    heard = Heard(segments.chosen)
    for _ in range(2):
        QTest.mouseClick(part(segments, "By team"), Qt.MouseButton.LeftButton)
    assert heard.said == ["team"]
    assert segments.current() == "team"


def test_selecting_a_segment_is_silent_and_unknown_keys_are_refused(segments: SegmentedControl) -> None:
    heard = Heard(segments.chosen)
    segments.select("person")
    assert (segments.current(), heard.said) == ("person", [])
    with pytest.raises(KeyError):
        segments.select("room")


def test_tab_reaches_only_the_chosen_segment(segments: SegmentedControl) -> None:
    segments.select("team")
    reached = [
        button.text()
        for button in segments.findChildren(QPushButton)
        if button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert reached == ["By team"]


def test_segments_have_room_for_bold_text(segments: SegmentedControl) -> None:
    for button in segments.findChildren(QPushButton):
        font = button.font()
        font.setBold(True)
        width = QFontMetrics(font).horizontalAdvance(button.text())
        assert button.width() >= width + 20


@pytest.fixture
def pages(qtbot: QtBot) -> NavigationList:
    pages = NavigationList()
    for key in ("plan", "schedule", "totals"):
        pages.add(key, key.title(), key)
    shown(qtbot, pages)
    return pages


def test_up_and_down_open_pages_and_enter_says_the_page_again(pages: NavigationList) -> None:
    pages.select("plan")
    heard = Heard(pages.chosen)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Return):
        QTest.keyClick(pages, key)
    assert heard.said == ["schedule", "totals", "schedule", "schedule"]


def test_a_click_opens_a_page(pages: NavigationList) -> None:
    pages.select("plan")
    heard = Heard(pages.chosen)
    place = pages.visualRect(pages.model().index(2, 0)).center()
    QTest.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.said == ["totals"]


def test_selecting_a_page_is_silent(pages: NavigationList) -> None:
    heard = Heard(pages.chosen)
    pages.select("totals")
    assert (pages.current(), heard.said) == ("totals", [])


def test_counts_are_read_out_and_problems_are_painted_in_a_pill(pages: NavigationList) -> None:
    pages.set_count("schedule", "14")
    pages.set_count("totals", "2", problem=True)
    index = pages.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Schedule, 14"
    image = pages.viewport().grab().toImage()
    pill = current_theme().color("problem_text").rgb()
    colours = {image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())}
    assert pill in colours


def test_down_and_enter_lead_from_the_search_box_to_the_results(qtbot: QtBot) -> None:
    box = SearchBox("Search courses")
    shown(qtbot, box)
    heard = Heard(box.to_results)
    QTest.keyClicks(box, "lead")
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Return)
    assert len(heard.said) == 2
    QTest.keyClick(box, Key.Key_Escape)
    assert box.text() == ""
    assert box.accessibleName() == "Search courses"


def test_the_shortcut_leads_into_the_search_box(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    box, button = SearchBox("Search", shortcut="Ctrl+K"), QPushButton("Other")
    column.addWidget(box)
    column.addWidget(button)
    shown(qtbot, window)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(box.hasFocus)


def test_the_keys_are_shown_only_while_the_search_box_is_empty(qtbot: QtBot) -> None:
    box = SearchBox("Search", shortcut="Ctrl+K")
    shown(qtbot, box)
    hint = known(box.findChild(TextLabel))
    assert hint.isVisible()
    assert hint.text().endswith("K")
    assert box.textMargins().right() >= hint.width()
    box.setText("x")
    assert not hint.isVisible()


def test_chips_say_which_keys_are_on(qtbot: QtBot) -> None:
    row = ChipRow()
    for key in ("a", "b", "c"):
        row.add(key, key.upper())
    shown(qtbot, row)
    heard = Heard(row.changed)
    QTest.mouseClick(row.chip("c"), Qt.MouseButton.LeftButton)
    QTest.keyClick(row.chip("a"), Key.Key_Space)
    QTest.keyClick(row.chip("c"), Key.Key_Space)
    assert heard.said == [("c",), ("a", "c"), ("a",)]
    row.choose("b", "unknown")
    assert row.chosen() == ("b",)
    assert len(heard.said) == 3


def test_exclusive_chips_have_one_on_at_most(qtbot: QtBot) -> None:
    row = ChipRow(exclusive=True)
    for key in ("a", "b"):
        row.add(key, key)
    shown(qtbot, row)
    for key in ("a", "b", "b"):
        QTest.mouseClick(row.chip(key), Qt.MouseButton.LeftButton)
    assert row.chosen() == ()
    QTest.mouseClick(row.chip("a"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(row.chip("b"), Qt.MouseButton.LeftButton)
    assert row.chosen() == ("b",)


def test_chips_wrap_and_the_row_grows(qtbot: QtBot) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    row = ChipRow()
    for number in range(8):
        row.add(str(number), f"Filter {number}")
    column.addWidget(row)
    column.addStretch(1)
    holder.resize(220, 400)
    shown(qtbot, holder)
    tops = {row.chip(str(number)).y() for number in range(8)}
    assert len(tops) > 1
    last = row.chip("7").geometry()
    assert row.rect().contains(last.bottomRight())


def test_clearing_a_chip_row_leaves_none(qtbot: QtBot) -> None:
    row = ChipRow()
    row.add("a", "A", on=True)
    qtbot.addWidget(row)
    row.clear()
    assert row.chosen() == ()
    row.add("b", "B")
    assert row.chip("b").text() == "B"


def test_status_line_offers_undo_after_an_action_only(qtbot: QtBot) -> None:
    line = StatusLine()
    shown(qtbot, line)
    heard = Heard(line.undo_requested)
    line.say("Bo Chen: 9 days")
    assert not line.offers_undo()
    line.say("Picked Big Data for Bo Chen", undo=True)
    undo = part(line, "Undo")
    assert (line.text(), line.offers_undo()) == ("Picked Big Data for Bo Chen", True)
    assert undo.accessibleName() == "Undo: Picked Big Data for Bo Chen"
    QTest.keyClick(undo, Key.Key_Space)
    assert len(heard.said) == 1
    assert not line.offers_undo()


def test_a_long_sentence_leaves_room_for_undo(qtbot: QtBot) -> None:
    line = StatusLine()
    line.resize(400, 28)
    shown(qtbot, line)
    line.say("Picked Big Data for Project and Program Managers for " + "many people " * 20, undo=True)
    qtbot.waitUntil(lambda: part(line, "Undo").geometry().right() < 400)
    assert line.width() == 400


FIGURES = TrackFigures("Product manager", 9, D(78), D(14), D(36), D(28), 0)


def test_track_card_says_its_figures(qtbot: QtBot) -> None:
    card = TrackCard()
    qtbot.addWidget(card)
    card.show_figures(FIGURES)
    assert card.title.text() == "Product manager · 9 people"
    assert (card.number.text(), card.unit.text()) == ("78", "days planned")
    assert card.sentence.text() == "14 done · 36 scheduled · 28 to schedule"
    assert card.bar.toolTip() == "14 done · 36 scheduled · 28 to schedule"
    assert card.accessibleName() == "Product manager · 9 people 78 days planned"


def test_track_card_speaks_of_one_person_and_takes_other_words(qtbot: QtBot) -> None:
    card = TrackCard()
    qtbot.addWidget(card)
    card.show_figures(
        TrackFigures("All tracks", 1, D("1.50"), D(0), D(0), D("1.5"), unit="days", sentence="Budget")
    )
    assert card.title.text() == "All tracks · 1 person"
    assert (card.number.text(), card.unit.text(), card.sentence.text()) == ("1.5", "days", "Budget")


def test_track_card_is_activated_by_click_and_key_only_when_clickable(qtbot: QtBot) -> None:
    card = TrackCard()
    card.show_figures(FIGURES)
    shown(qtbot, card)
    heard = Heard(card.activated)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert heard.said == []
    card.set_clickable(True)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.keyClick(card, Key.Key_Return)
    QTest.keyClick(card, Key.Key_Space)
    assert len(heard.said) == 3


def test_stacked_bar_paints_its_parts_in_proportion(qtbot: QtBot) -> None:
    bar = StackedBar(thickness=10)
    bar.resize(100, 10)
    bar.set_segments([Segment(D(1), "done", "done"), Segment(D(2), track_role(1), "scheduled")], maximum=D(4))
    shown(qtbot, bar)
    image = bar.grab().toImage()
    theme = current_theme()
    found = [image.pixelColor(QPoint(x, 5)) for x in (12, 37, 62, 88)]
    assert found == [theme.color("done"), theme.track(1), theme.track(1), theme.color("groove")]
    assert bar.accessibleName() == "1 done · 2 scheduled"


def test_stacked_bar_without_values_is_a_groove(qtbot: QtBot) -> None:
    bar = StackedBar(thickness=10)
    bar.resize(100, 10)
    bar.set_segments([Segment(D(0), "done", "done")])
    shown(qtbot, bar)
    assert bar.grab().toImage().pixelColor(50, 5) == current_theme().color("groove")


def test_empty_hint_has_its_actions_as_buttons(qtbot: QtBot) -> None:
    hint = EmptyHint("people", "No people yet", "Import them, or add the first one.")
    button = hint.add_action("Import people", primary=True, icon_name="import")
    hint.add_action("Add a person")
    shown(qtbot, hint)
    heard = Heard(button.clicked)
    QTest.keyClick(button, Key.Key_Space)
    assert len(heard.said) == 1
    assert button.property("primary") is True


def test_a_narrow_empty_hint_wraps_its_title(qtbot: QtBot) -> None:
    hint = EmptyHint("check", "There are no problems of this kind at all")
    hint.resize(230, 400)
    shown(qtbot, hint)
    (title,) = (label for label in hint.findChildren(QLabel) if label.property("title"))
    assert title.width() <= hint.width()
    assert title.height() >= 2 * title.fontMetrics().height()


def test_a_window_opens_no_larger_than_the_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setMinimumSize(200, 100)
    room = window.screen().availableSize()
    resize_to_fit(window, room.width() + 500, 300)
    assert (window.width(), window.height()) == (room.width() - 32, 300)
    resize_to_fit(window, 100, room.height() + 500)
    assert (window.width(), window.height()) == (200, room.height() - 64)


def test_page_header_keeps_left_and_right(qtbot: QtBot) -> None:
    header = PageHeader("Totals")
    near, far = QPushButton("Near"), QPushButton("Far")
    header.add_left(near)
    header.add_right(far)
    header.resize(800, 40)
    shown(qtbot, header)
    assert near.x() < 200
    assert far.geometry().right() == 799
    header.set_title("")
    assert not known(header.findChild(TextLabel)).isVisible()


def test_form_fields_take_their_label_as_name_and_show_what_is_wrong(qtbot: QtBot) -> None:
    holder = QWidget()
    form = FormColumn(holder)
    days = days_field()
    form.add("&Days", days)
    shown(qtbot, holder)
    assert days.accessibleName() == "Days"
    mark_invalid(days, "Days come in quarters.")
    assert (days.property("invalid"), days.accessibleDescription()) == (True, "Days come in quarters.")
    mark_invalid(days, "")
    assert days.property("invalid") is False


def test_elided_label_keeps_the_whole_text_in_its_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("Big Data for Project and Program Managers")
    qtbot.addWidget(label)
    assert label.toolTip() == "Big Data for Project and Program Managers"
    assert label.minimumSizeHint().width() == 0


def test_the_calendar_under_a_date_is_ours(qtbot: QtBot) -> None:
    line = DateLine("Day")
    shown(qtbot, line)
    assert isinstance(line.calendar(), Calendar)
    line.open_calendar()
    line.calendar().grab()
    line._menu.hide()


def test_the_keys_in_a_search_field_are_whole_when_it_was_laid_out_without_a_style(
    qapp: QApplication, qtbot: QtBot
) -> None:
    apply_theme(qapp, "light")
    box = SearchBox("Search", shortcut="Ctrl+K")
    qtbot.addWidget(box)
    box.show()
    sheet = qapp.styleSheet()
    put_on(qapp, "")  # as for a moment when other colours are chosen
    box.resize(box.width() + 20, box.height())
    put_on(qapp, sheet)
    assert box._hint.isVisible()
    assert box._hint.width() == box._hint.sizeHint().width()


def test_entries_of_a_list_go_on_below_where_it_ends(qtbot: QtBot) -> None:
    lines = QListWidget()
    qtbot.addWidget(lines)
    wrap_lines(lines)
    for text in ("Short", "Word " * 12, INDENT + "Word " * 12):
        QListWidgetItem(text, lines)
    lines.resize(240, 300)
    lines.show()
    short, long, inner = (lines.visualItemRect(lines.item(place)).height() for place in range(3))
    assert short < long <= inner
    lines.resize(140, 300)
    qtbot.waitUntil(lambda: lines.visualItemRect(lines.item(1)).height() > long)
    assert lines.horizontalScrollBar().maximum() == 0


def test_a_name_that_is_suggested_is_whole_in_sight(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    suggested = "2027 H1 development plan of the whole portfolio office – variant"

    def accept(dialog: QInputDialog) -> int:
        dialog.adjustSize()
        field = dialog.findChildren(QLineEdit)[0]
        assert field.width() > field.fontMetrics().horizontalAdvance(suggested)
        return int(QInputDialog.DialogCode.Accepted)

    monkeypatch.setattr(QInputDialog, "exec", accept)
    assert ask_name(parent, "Copy as a variant", "Name of the variant", suggested) == (suggested, True)
