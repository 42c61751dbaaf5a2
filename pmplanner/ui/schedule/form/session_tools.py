"""What can be done with the session shown: copy, split, merge, swap people, make a series, cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import OPEN_SESSIONS, SessionStatus
from pmplanner.services.problems.fixes.merging import foresee_merge
from pmplanner.services.problems.fixes.splitting import split_where_free
from pmplanner.services.sessions.changes import cancel_session, lay_series, merge_sessions, repeat_session
from pmplanner.services.sessions.seating import swap_seats
from pmplanner.services.sessions.sessions import SessionRow, copy_session
from pmplanner.services.sessions.swapping import Place, can_swap, list_places, swap_label
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.form.series_popup import SeriesPopup
from pmplanner.ui.schedule.form.swap_popup import SwapPopup
from pmplanner.ui.schedule.texts import merge_text
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.buttons import flat_button, icon_button
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.text import as_typed

_LONGEST = 200
"""Characters of a line that names two sessions and what would follow."""


class SessionTools(QWidget):
    """Buttons, each of which is one edit; `copy` stands in the head of the form, `cancel` in its foot."""

    said = Signal(str, bool)
    """Payload: a sentence for the form, and whether it is a refusal."""
    made = Signal(object)
    """Another session was made and is to be shown; payload: its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._row: SessionRow | None = None
        self._fellows: Sequence[SessionRow] = ()
        """The sessions with which the one shown can be merged."""
        self.selected_person: int | None = None
        """Who is selected in the form, and so the first to be offered for a swap."""
        self.copy = icon_button("copy", self.tr("Copy session"))
        self.split = flat_button(self.tr("Split"))
        self.merge = flat_button(self.tr("Merge"))
        self.swap = flat_button(self.tr("Swap people…"))
        self.series = flat_button(self.tr("Series…"))
        self.cancel = flat_button(self.tr("Cancel session"))
        self.split_menu, self.merge_menu = QMenu(self), QMenu(self)
        self._lay_out()

    def show_session(self, row: SessionRow, others: Sequence[SessionRow]) -> None:
        """Act on this session; *others* are the plan's of its course, which can be merged."""
        self._row = row
        open_ = row.status in OPEN_SESSIONS
        self.cancel.setVisible(row.status != SessionStatus.CANCELLED)
        people = row.booked + row.waiting
        self._enable(self.split, open_ and people > 1, self.tr("There are not two people to share out."))
        fellows = [other for other in others if other.id != row.id and other.status in OPEN_SESSIONS]
        self._enable(self.merge, open_ and bool(fellows), self.tr("There is no other session of the course."))
        self._enable(
            self.swap, self._actions.read(can_swap, row.id), self.tr("There is nobody to change places with.")
        )
        self._fellows = fellows

    def _fill_merge_menu(self) -> None:
        """Offer both directions with each other session; what would follow is looked for only now."""
        self.merge_menu.clear()
        row = self._shown
        for others in ([(row, other) for other in self._fellows], [(other, row) for other in self._fellows]):
            for into, session in others:
                action = self.merge_menu.addAction(as_typed(self._merge_text(session, into), _LONGEST))
                action.triggered.connect(partial(self._merge, into, session))
            self.merge_menu.addSeparator()

    def _merge_text(self, session: SessionRow, into: SessionRow) -> str:
        monitor, plan_id = self._actions.problem_monitor, self._actions.plan_id
        facts = None if plan_id is None else monitor.facts(plan_id)
        forecast = None if facts is None else foresee_merge(facts, into.id, session.id)
        return put(self.tr("Merge %1"), merge_text(session, into, forecast))

    def _lay_out(self) -> None:
        self.cancel.setToolTip(self.tr("The session does not take place; the picks are open again"))
        later = self.split_menu.addAction(self.tr("The second on the next working days"))
        later.triggered.connect(lambda: self._split(same_days=False))
        beside = self.split_menu.addAction(self.tr("The second on the same days"))
        beside.triggered.connect(lambda: self._split(same_days=True))
        self.split.setMenu(self.split_menu)
        self.merge.setMenu(self.merge_menu)
        self.merge_menu.aboutToShow.connect(self._fill_merge_menu)
        for button in (self.split, self.merge):
            button.setProperty("menued", True)
        self.copy.clicked.connect(self._copy)
        self.swap.clicked.connect(self._open_swap)
        self.series.clicked.connect(self._open_series)
        self.cancel.clicked.connect(self._cancel)
        flow = FlowLayout(self, spacing=2)
        for button in (self.split, self.merge, self.swap, self.series):
            flow.addWidget(button)

    def _enable(self, button: QPushButton, can: bool, why: str) -> None:
        button.setEnabled(can)
        button.setToolTip("" if can else why)
        button.setAccessibleDescription("" if can else why)

    @property
    def _shown(self) -> SessionRow:
        assert self._row is not None
        return self._row

    def _do(self, label: Label, action: Callable[[Session], int | None]) -> int | None:
        """Do something as one edit, say why not, and return the id of the session to show then."""
        made: list[int | None] = [None]

        def act(db: Session) -> None:
            made[0] = action(db)

        self.said.emit(self._actions.try_to(label, act), True)
        return made[0]

    def _show(self, session_id: int | None) -> None:
        if session_id is not None:
            self.made.emit(session_id)

    def _copy(self) -> None:
        session = self._shown
        label = Label.of("session.copy", session=session.code)
        self._show(self._do(label, lambda s: copy_session(s, session.id)))

    def _split(self, *, same_days: bool) -> None:
        session = self._shown
        label = Label.of("session.split", session=session.code)
        second = self._do(label, lambda s: split_where_free(s, session.id, same_days=same_days))
        if second is not None:
            self.said.emit(self.tr("The second half of the people is in a session of their own."), False)
            self._show(second)

    def _merge(self, into: SessionRow, other: SessionRow) -> None:
        """Put the people of one session into another, whose days stay, and show that one."""
        label = Label.of("session.merge", others=other.code, session=into.code)
        kept = self._do(label, lambda s: merge_sessions(s, [into.id, other.id]))
        if kept is not None and kept != self._shown.id:
            self._show(kept)

    def _open_swap(self) -> None:
        here, there = self._actions.read(list_places, self._shown.id)
        if here:
            popup = SwapPopup(here, there, self)
            popup.choose(self.selected_person)
            popup.asked.connect(self._swap)
            popup.show_at(self.swap.mapToGlobal(QPoint(0, self.swap.height() + 4)))

    def _swap(self, one: Place, other: Place) -> None:
        label = swap_label(one, other)
        self.said.emit(self._actions.try_to(label, swap_seats, one.seat_id, other.seat_id), True)

    def _open_series(self) -> None:
        if self._shown.first_day is not None:
            session_id = self._shown.id
            popup = SeriesPopup(
                lambda every, times: self._actions.read(lay_series, session_id, every, times), self
            )
            popup.asked.connect(self._repeat)
            popup.show_below(self.series)

    def _repeat(self, every_days: int, times: int) -> None:
        session = self._shown

        def repeat(db: Session) -> None:
            made = repeat_session(db, session.id, every_days, times)
            relabel(db, Label.of("session.repeat", count=len(made), session=session.code))

        self._do(Label.of("session.repeat", count=times - 1, session=session.code), repeat)

    def _cancel(self) -> None:
        session = self._shown
        self._do(Label.of("session.call-off", session=session.code), lambda s: cancel_session(s, session.id))
