"""What a run came to: figures, sessions by course, who is left out, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from pmplanner.services.autoschedule.report import CouldChange
from pmplanner.ui.schedule.auto import texts
from pmplanner.ui.schedule.auto.changes_tree import ChangesTree
from pmplanner.ui.schedule.auto.left_out import LeftOutView
from pmplanner.ui.schedule.auto.result import Result
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import TextLabel, as_typed

_MOST_RELEASES = 6
"""For so many sessions that stand there is a button each."""


_LEAST_TREE = 110
"""Pixels: a course with a session."""


class OutcomeView(QWidget):
    """Shows a result until it is accepted, kept or discarded."""

    accept_requested = Signal(object)
    """The proposal is accepted; payload: the ids of the courses, None for all."""
    variant_requested = Signal()
    """The proposal is to be kept as a variant; no payload."""
    discard_requested = Signal()
    """The proposal is not wanted; no payload."""
    option_requested = Signal(object)
    """The schedule is wanted again with an option; payload: the Option."""
    release_requested = Signal(object)
    """The schedule is wanted again with sessions that may change; payload: their ids."""
    back_requested = Signal()
    """The proposal is wanted that was there before sessions were let change; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Result | None = None
        self._stale = False
        self.seated = TextLabel()
        self.sessions = TextLabel()
        self.last_day = TextLabel()
        self.changed = TextLabel()
        self.sizes = muted_label(small=True)
        self.sizes.setWordWrap(True)
        self.note = muted_label()
        self.note.setProperty("problem", True)
        self.note.setWordWrap(True)
        self.too_early = muted_label(small=True)
        self.too_early.setWordWrap(True)
        self.stays = muted_label(small=True)
        self.stays.setWordWrap(True)
        self.release = flat_button(self.tr("Let them change"))
        self.release.setToolTip(self.tr("Schedule again; these sessions may move and change"))
        self.back = flat_button(self.tr("Back to the proposal without this"))
        self.back.setToolTip(self.tr("The sessions that were let change stay as they are again"))
        self.back.hide()
        self.release_one: list[QPushButton] = []
        """Lets one of the sessions that stand change, each."""
        self._releases = QWidget()
        self._flow = FlowLayout(self._releases, spacing=6)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.tree = ChangesTree()
        self.left_out = LeftOutView()
        self.accept_all = PrimaryButton(self.tr("Accept all"))
        self.accept_some = plain_button(self.tr("Accept these courses"))
        self.variant = plain_button(self.tr("Keep as a variant"))
        self.discard = flat_button(self.tr("Discard"))
        self._lay_out()
        self.accept_all.clicked.connect(lambda: self.accept_requested.emit(None))
        self.accept_some.clicked.connect(lambda: self.accept_requested.emit(self.tree.chosen()))
        self.variant.clicked.connect(self.variant_requested)
        self.discard.clicked.connect(self.discard_requested)
        self.release.clicked.connect(self._release)
        self.back.clicked.connect(self.back_requested)
        self.tree.ticked.connect(self._enable)
        self.left_out.option_requested.connect(self.option_requested)

    @property
    def result(self) -> Result | None:
        """What is shown."""
        return self._result

    def show_result(self, result: Result | None) -> None:
        """Show what a run came to; None for nothing."""
        self._result, self._stale = result, False
        self.say("")
        self.too_early.setVisible(result is not None and bool(result.outcome.too_early))
        self.stays.setVisible(result is not None and bool(result.outcome.stays))
        self._offer_to_release(() if result is None else result.outcome.could_change)
        self.tree.show_changes(() if result is None else result.changes)
        self.left_out.show_result(result)
        if result is None:
            return
        outcome = result.outcome
        self.say(texts.late_renewals(outcome.late_renewals))
        self.too_early.setText(texts.first_few(outcome.too_early))
        self.too_early.setToolTip("\n".join(outcome.too_early))
        self.stays.setText(texts.first_few(outcome.stays))
        self.stays.setToolTip("\n".join(outcome.stays))
        self.seated.setText(texts.seated(outcome.seated, outcome.picks))
        proved = "sessions" in outcome.proved
        self.sessions.setText(texts.sessions(outcome.sessions, outcome.sessions_floor, proved=proved))
        proved = "finish" in outcome.proved
        self.last_day.setText(texts.last_day(outcome.last_day, outcome.last_day_floor, proved=proved))
        self.changed.setText(texts.changed(outcome))
        self.sizes.setText(result.sizes)
        self.sizes.setVisible(bool(result.sizes))
        self._enable()

    def say(self, sentence: str) -> None:
        """Say what stands in the way; "" for nothing."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def make_stale(self) -> None:
        """The plan is another one now than when it was read: what was found can only be discarded."""
        self._stale = True
        self.say(self.tr("The plan has changed since. Schedule again."))
        self._enable()

    def take_focus(self) -> None:
        """Put the focus where one goes on."""
        home = self.discard if self.accept_all.isHidden() else self.accept_all
        home.setFocus(Qt.FocusReason.OtherFocusReason)

    def _release(self) -> None:
        if self._result is not None:
            self.release_requested.emit(tuple(row.session_id for row in self._result.outcome.could_change))

    def _offer_to_release(self, rows: Sequence[CouldChange]) -> None:
        """Offer to let sessions that stand change: each of the first few, and all of them."""
        for button in self.release_one:
            self._flow.removeWidget(button)
            button.deleteLater()
        self.release_one = []
        for row in rows[:_MOST_RELEASES]:
            button = flat_button(as_typed(put(self.tr("Let %1 change"), row.code)))
            button.setToolTip(self.tr("Schedule again; this session may move and change"))
            button.clicked.connect(partial(self.release_requested.emit, (row.session_id,)))
            self._flow.addWidget(button)
            self.release_one.append(button)
        self._releases.setVisible(bool(rows))
        self.release.setVisible(len(rows) > 1)

    def _enable(self) -> None:
        changes = self._result is not None and bool(self._result.changes)
        usable = changes and not self._stale
        for button in (self.accept_all, self.accept_some, self.variant, self.tree):
            button.setVisible(changes)  # nothing is offered that would do nothing
        for button in (self.accept_all, self.variant):
            button.setEnabled(usable)
        chosen = len(self.tree.chosen())
        self.accept_some.setEnabled(usable and chosen > 0)

    def _lay_out(self) -> None:
        figures = FormColumn()
        figures.setVerticalSpacing(0)
        for text, label in (
            (self.tr("Seated"), self.seated),
            (self.tr("Sessions"), self.sessions),
            (self.tr("Last day"), self.last_day),
            (self.tr("Changes"), self.changed),
        ):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            keep_sized(figures.add(text, label).setMinimumHeight, 26)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(8)
        column.addLayout(figures)
        column.addWidget(self.sizes)
        column.addWidget(self.note)
        column.addWidget(self.too_early)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        split = QSplitter(Qt.Orientation.Vertical, inner)
        split.setChildrenCollapsible(False)
        split.addWidget(self.tree)
        split.addWidget(self.left_out)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([_LEAST_TREE, 230])
        self.tree.setMinimumHeight(_LEAST_TREE)
        column.addWidget(split, 1)
        column.addWidget(self.stays)
        column.addWidget(self._releases)
        column.addWidget(self.release, 0, Qt.AlignmentFlag.AlignLeft)
        whole = as_column(self, (UpDownArea(self, inner), 1), margins=(0, 0, 0, 8), spacing=8)
        for row in ((self.accept_all, self.accept_some), (self.variant, self.discard)):
            buttons = QHBoxLayout()
            buttons.setSpacing(8)
            buttons.setContentsMargins(16, 0, 16, 0)
            for button in row:
                buttons.addWidget(button, 1)
            whole.addLayout(buttons)
