"""The page of decisions: this week, later, and what was decided lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from pmplanner.services.board.rows import Board, Decided, Decision
from pmplanner.storage.journal import Change, journaled_tables
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.decisions.board_reader import BoardReader
from pmplanner.ui.decisions.card import DecisionCard
from pmplanner.ui.decisions.offers import Offers
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_moment
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec

WEEK, LATER, DONE = "week", "later", "done"
SETTINGS = "decisions/"
_STEP = 10
"""So many cards are made at once; more are made when they are asked for."""


class DecisionsPage(Page):
    """Shows decisions as cards; each button does it as one edit, or opens where it is done."""

    help = "decisions"
    watches: ClassVar[frozenset[str]] = frozenset(journaled_tables()) - {
        *("attachment", "import_profile", "public_date", "course_skill", "track_skill", "skill")
    }
    """All from which needs, seats, problems or costs follow."""

    reads_long = True

    new_plan_requested = Signal()
    """The user wants a first plan; no payload."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: such as "session", and its id."""
    view_requested = Signal(str, str)
    """Show a page and one of its views; payload: their keys."""
    assign_tracks_requested = Signal()
    """Tracks are to be assigned; no payload."""
    cut_requested = Signal(object)
    """The user asks which picks go so that it costs less; payload: the Scope."""
    ask_managers_requested = Signal(object)
    """Managers are to be asked about picks; payload: the people whose picks they are, None for all."""
    merge_answers_requested = Signal()
    """Answers of managers are to be merged; no payload."""
    tell_requested = Signal(object, object)
    """Mails are wanted; payload: ids of sessions, and of the people to be told."""
    invitations_requested = Signal(int, object, object)
    """Mails are wanted that ask who would come; payload: the session, the people, the day to answer by."""
    week_counted = Signal(object)
    """So much is to be decided this week; payload: the number, None while it is not known."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.reader = BoardReader(actions, self)
        self.offers = Offers(actions, self.reader, self)
        self._gone: set[str] = set()
        """Keys of what was decided since the board was read."""
        self._shown = _STEP
        self._allowed = True
        self._primary = QAction(tr("Go through them"), self)
        self._primary.setToolTip(tr("Go to the next decision; Enter presses its first button"))
        self.header = PageHeader(tr("Decisions"), self)
        self.switch = SegmentedControl(self.header, tr("What to show"))
        for key, text in ((WEEK, tr("This week")), (LATER, tr("Later")), (DONE, tr("Done"))):
            self.switch.add(key, text)
        self.header.add_left(self.switch)
        self.note = muted_label("", self)
        self.header.add_left(self.note)
        self.send_button = plain_button(tr("Send to managers…"), self.header)
        self.send_button.setToolTip(tr("Ask managers which picks of their people they agree to"))
        self.header.add_right(self.send_button)
        self._stack = QStackedWidget(self)
        self.no_plan = EmptyHint(
            "plan",
            tr("There is no plan yet"),
            tr("Decisions are those of a plan: make one, and see what has to be decided."),
            self._stack,
        )
        self.waiting = EmptyHint("decisions", tr("Looking at what has to be decided…"), "", self._stack)
        self.nothing = EmptyHint("decisions", "", "", self._stack)
        self.area = UpDownArea(self._stack)
        self._inside = self.area.make_inside()
        self._column = as_column(self._inside, margins=(0, 0, 0, 0), spacing=12)
        self.cards: list[DecisionCard] = []
        self.more_button = plain_button("", self._inside)
        self.decided = DataTable(_columns(), self._stack, tr("What was decided lately"))
        for each in (self.no_plan, self.waiting, self.nothing, self.area, self.decided):
            self._stack.addWidget(each)
        as_column(self, self.header, (self._stack, 1), margins=(20, 16, 20, 16), spacing=12)
        self._connect()

    def _connect(self) -> None:
        self.switch.chosen.connect(self._choose)
        self.reader.changed.connect(self._take)
        self.more_button.clicked.connect(self._show_more)
        self.send_button.clicked.connect(lambda: self.ask_managers_requested.emit(None))
        self._primary.triggered.connect(self.go_on)
        self.no_plan.add_action(tr("New plan"), primary=True).clicked.connect(self.new_plan_requested)
        self.offers.done.connect(self._forget)
        for name in (
            *("open_requested", "view_requested", "assign_tracks_requested"),
            *("tell_requested", "invitations_requested", "ask_managers_requested", "merge_answers_requested"),
            "cut_requested",
        ):
            getattr(self.offers, name).connect(getattr(self, name))

    # What the frame asks

    def primary_action(self) -> QAction | None:
        """Go from one decision to the next."""
        return self._primary

    def refresh(self, change: Change | None) -> None:
        """Read the board anew; what was read before stays in sight until then."""
        self.reader.read(self.actions_.plan_id)
        if self.reader.board is None:
            self.week_counted.emit(None)
        self._show()

    def catch_up(self) -> None:
        """Look further than this week, too, now that somebody sees it."""
        super().catch_up()
        self.reader.look_further()

    def _on_changed(self, change: Change) -> None:
        super()._on_changed(change)
        if self._stale:
            self.reader.stop()  # what it would find is of before the edit

    def _on_plan_chosen(self, plan_id: object) -> None:
        super()._on_plan_chosen(plan_id)
        if self._stale:
            self.reader.stop()
            self.week_counted.emit(None)

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The cards."""
        return (self._inside,)

    def allow_changes(self, allowed: bool) -> None:
        """Keep the primary button: it only goes from one to the next."""
        self._allowed = allowed
        self._show_primary()

    def focus_home(self) -> QWidget | None:
        """The first card; the hint where there is none."""
        if self._stack.currentWidget() is self.area and self.cards:
            return self.cards[0]
        return first_focusable(self._stack.currentWidget()) or first_focusable(self.header)

    def end_work(self) -> None:
        """Read no more."""
        self.reader.stop()

    def show_part(self, key: str) -> None:
        """Show this week, later, or what was decided."""
        self.switch.select(key)
        self._choose()

    def save_state(self, settings: QSettings) -> None:
        """Keep which part is shown."""
        settings.setValue(SETTINGS + "view", self.switch.current())
        self.decided.save_columns(settings, SETTINGS + "decided")

    def restore_state(self, settings: QSettings) -> None:
        """Show the part that was shown."""
        key = str(settings.value(SETTINGS + "view", ""))
        if key in self.switch.keys():  # noqa: SIM118 - a method of the control
            self.switch.select(key)
        self.decided.restore_columns(settings, SETTINGS + "decided")

    # Going through them

    def go_on(self) -> None:
        """Go to the card after the one that has the keys, at the end to the first again."""
        if not self.cards:
            return
        place = self._place_of_focus()
        self.cards[(place + 1) % len(self.cards)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _place_of_focus(self) -> int:
        """The place of the card that has the keys, or in which something has; -1 for none."""
        focused = self.focusWidget()
        for place, card in enumerate(self.cards):
            if focused is not None and (card is focused or card.isAncestorOf(focused)):
                return place
        return -1

    def _step(self, step: int) -> None:
        place = self._place_of_focus() + step
        if 0 <= place < len(self.cards):
            self.cards[place].setFocus(Qt.FocusReason.TabFocusReason)

    # Showing

    def _choose(self) -> None:
        self._shown = _STEP
        self.selection_said.emit("")
        self._show()

    def _show_more(self) -> None:
        before = len(self.cards)
        self._shown += _STEP
        self._show()
        if before < len(self.cards):
            self.cards[before].setFocus(Qt.FocusReason.TabFocusReason)

    def _forget(self, key: str) -> None:
        """Take away at once what was decided: it takes a while until all is read anew."""
        if self.reader.is_stale:
            self._gone.add(key)
            self._show()

    def _take(self) -> None:
        self._gone.clear()
        board = self.reader.board
        self.week_counted.emit(None if board is None else len(board.week))
        self._show()

    def _decisions(self, board: Board) -> Sequence[Decision]:
        part = board.week if self.switch.current() == WEEK else board.later
        return [each for each in part if each.key not in self._gone]

    def _show(self) -> None:
        board = self.reader.board
        self._count(board)
        if self.actions_.plan_id is None:
            shown: QWidget = self.no_plan
        elif board is None:
            shown = self.waiting
        elif self.switch.current() == DONE:
            self.decided.source.set_rows(board.done)
            shown = self.decided if board.done else self._say_nothing(board)
        else:
            decisions = self._decisions(board)
            self._show_cards(decisions)
            shown = self.area if decisions else self._say_nothing(board)
        self._stack.setCurrentWidget(shown)
        self.send_button.setVisible(shown is not self.no_plan)
        self._show_primary()
        self._say(board)

    def _count(self, board: Board | None) -> None:
        names = {WEEK: tr("This week"), LATER: tr("Later"), DONE: tr("Done")}
        if board is not None:
            names[WEEK] = tr("This week %1", len(board.week)) if board.week else names[WEEK]
            if not board.is_whole:
                names[LATER] = tr("Later …")
            elif board.later:
                names[LATER] = tr("Later %1", len(board.later))
        for key, text in names.items():
            self.switch.set_text(key, text)

    def _say_nothing(self, board: Board) -> QWidget:
        if self.switch.current() == DONE:
            self.nothing.set_texts(
                tr("Nothing was decided in the last 30 days"),
                tr("What is confirmed, called off, seated or accepted stands here, as the history has it."),
            )
        elif self.switch.current() == LATER and not board.is_whole:
            self.nothing.set_texts(tr("Looking at what comes later…"), "")
        elif self.switch.current() == LATER:
            self.nothing.set_texts(
                tr("Nothing has to be decided later"),
                tr("Sessions with a day by which it is to be decided, free seats and renewals stand here."),
            )
        else:
            self.nothing.set_texts(
                tr("Nothing has to be decided this week"),
                tr(
                    "Give sessions a day by which it must be known whether they take place: then it is asked "
                    "here, with what would follow."
                ),
            )
        return self.nothing

    def _show_cards(self, decisions: Sequence[Decision]) -> None:
        """Make the cards anew, unless they are the same; the keys stay on the same decision, or its place."""
        wanted = list(decisions[: self._shown])
        if [card.decision for card in self.cards] != wanted:
            place = self._place_of_focus()
            key = self.cards[place].decision.key if place >= 0 else ""
            had_keys = place >= 0 and self.cards[place].isAncestorOf(self.window().focusWidget() or self)
            had_keys = had_keys or (place >= 0 and self.cards[place].hasFocus())
            self._make_cards(wanted)
            if had_keys and self.cards:
                there = [at for at, each in enumerate(wanted) if each.key == key]
                at = there[0] if there else min(place, len(self.cards) - 1)
                self.cards[at].setFocus(Qt.FocusReason.OtherFocusReason)
        left = len(decisions) - len(wanted)
        self.more_button.setText(plural(left, "Show 1 more", "Show %1 more"))
        self.more_button.setVisible(left > 0)
        for card in self.cards:
            card.allow(not self.reader.is_stale)

    def _make_cards(self, decisions: Sequence[Decision]) -> None:
        """Make those that are not there yet: to make and to dress one takes some milliseconds."""
        _empty(self._column)
        there = {card.decision.key: card for card in self.cards}
        self.cards = []
        for decision in decisions:
            card = there.get(decision.key)
            if card is None or card.decision != decision:
                card = DecisionCard(decision, self.offers.of(decision), self._inside)
                card.stepped.connect(self._step)
                card.entered.connect(self._say_card)
            else:
                del there[decision.key]
            self.cards.append(card)
        for card in there.values():
            card.hide()
            card.deleteLater()
        before: QWidget | None = None
        for card in self.cards:
            self._column.addWidget(card)
            card.show()  # now, so that it can have the keys
            if before is not None:
                QWidget.setTabOrder(before, card)
            before = card.buttons[-1] if card.buttons else card
        self._column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        if before is not None:
            QWidget.setTabOrder(before, self.more_button)
        self._column.addStretch(1)

    def _show_primary(self) -> None:
        self._primary.setEnabled(self._stack.currentWidget() is self.area and bool(self.cards))

    def _say(self, board: Board | None) -> None:
        """Say what is shown, and that it was tried."""
        if board is None:
            self.note.setText("")
        elif self.switch.current() == DONE:
            self.note.setText(tr("As the history has it, of the last 30 days"))
        else:
            self.note.setText(tr("Looking again…") if self.reader.is_stale else "")
        self.note.setVisible(bool(self.note.text()))
        if board is not None and board.week and self.switch.current() != DONE:
            self.selection_said.emit(
                plural(
                    len(board.week),
                    "1 decision this week · each consequence was tried in a copy of the plan",
                    "%1 decisions this week · each consequence was tried in a copy of the plan",
                )
            )

    def _say_card(self, decision: object) -> None:
        if isinstance(decision, Decision):
            self.selection_said.emit(tr("%1 · %2", decision.question, decision.due_words))


def _empty(layout: QLayout) -> None:
    while layout.count():
        layout.takeAt(0)


def _columns() -> tuple[ColumnSpec[Decided], ...]:
    return (
        ColumnSpec(tr("What"), lambda row: row.what),
        ColumnSpec(tr("By"), lambda row: row.made_by, width=140),
        ColumnSpec(tr("When"), lambda row: row.made_at, lambda row: format_moment(row.made_at), width=160),
    )
