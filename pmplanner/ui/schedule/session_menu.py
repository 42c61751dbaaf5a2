"""The menu of selected sessions in timeline, month and list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.models.statuses import OPEN_SESSIONS, SessionStatus
from pmplanner.services.problems.fixes.merging import foresee_merge
from pmplanner.services.sessions.changes import lay_series
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.services.sessions.swapping import list_places
from pmplanner.ui.schedule.form.series_popup import SeriesPopup
from pmplanner.ui.schedule.form.swap_popup import SwapPopup
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.texts import dates, merge_text, seats
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.text import as_typed

_LONGEST = 200
"""Characters of a line that names two sessions and what would follow."""


class SessionMenu(QMenu):
    """Offers what can be done with the sessions; what cannot is greyed."""

    open_requested = Signal()
    """The form of the session is wanted; no payload."""

    def __init__(self, edits: SessionEdits, session_ids: tuple[int, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._edits = edits
        self._ids = session_ids
        self._rows = [row for session_id in session_ids if (row := edits.row(session_id)) is not None]
        self._fill()

    def _fill(self) -> None:
        edits, ids = self._edits, self._ids
        one = len(self._rows) == 1
        live = all(row.status in OPEN_SESSIONS for row in self._rows)
        self._add(tr("Open"), self.open_requested.emit, "Return").setEnabled(one)
        self.addSeparator()
        self._add(tr("Copy"), lambda: edits.copy(ids), "Ctrl+D", "copy")
        self._add_split(one and live)
        self._add_merge(self._can_merge() and live)
        self._add(tr("Swap people…"), self._ask_for_swap).setEnabled(one and self._can_swap())
        self._add(tr("Series…"), self._ask_for_series).setEnabled(one)
        self.addSeparator()
        pinned, locked = all(r.pinned for r in self._rows), all(r.locked for r in self._rows)
        self._add(tr("Unpin") if pinned else tr("Pin"), lambda: edits.pin(ids), "P", "pin")
        self._add(tr("Unlock") if locked else tr("Lock"), lambda: edits.lock(ids), "L", "lock")
        drafts = [row.id for row in self._rows if row.status == SessionStatus.DRAFT]
        self._add(tr("Confirm"), lambda: edits.confirm(drafts), icon_name="check").setEnabled(bool(drafts))
        every = edits.drafts()
        if len(every) > len(drafts):
            text = plural(len(every), "Confirm the 1 draft of the plan", "Confirm all %1 drafts of the plan")
            self._add(text, lambda: edits.confirm(every))
        self.addSeparator()
        for text, kind in (
            (tr("Attendance sheet…"), "attendance"),
            (tr("Certificates of attendance…"), "certificates"),
        ):
            self._add(text, partial(self._ask_paper, kind)).setEnabled(one and not self._is_cancelled())
        self.addSeparator()
        self._add(tr("Cancel session"), lambda: edits.cancel(ids)).setEnabled(live)
        self._add(tr("Remove"), lambda: edits.remove(ids), "Delete", "delete")

    def _add(self, text: str, session: Callable[[], object], keys: str = "", icon_name: str = "") -> QAction:
        action = self.addAction(icon(icon_name), text) if icon_name else self.addAction(text)
        action.triggered.connect(lambda: session())
        if keys:
            action.setShortcut(keys)
        return action

    def _is_cancelled(self) -> bool:
        return any(row.status == SessionStatus.CANCELLED for row in self._rows)

    def _ask_paper(self, kind: str) -> None:
        self._edits.paper_requested.emit(kind, None, self._rows[0].code)

    def _add_split(self, can: bool) -> None:
        menu = self.addMenu(tr("Split"))
        menu.setEnabled(can and self._rows[0].booked + self._rows[0].waiting > 1)
        later, same_days = tr("The second on the next working days"), tr("On the same days")
        for text, same in ((later, False), (same_days, True)):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, same=same: self._split(same))

    def _add_merge(self, can: bool) -> None:
        menu = self.addMenu(tr("Merge"))
        menu.setEnabled(can)
        for row in self._rows if can else ():
            action = menu.addAction(as_typed(self._merge_text(row), _LONGEST))
            action.triggered.connect(partial(self._merge, row.id))

    def _merge_text(self, into: SessionRow) -> str:
        """Which session gets the people; of two with what would follow from it."""
        others = [row for row in self._rows if row.id != into.id]
        actions = self._edits.actions
        facts = None if actions.plan_id is None else actions.problem_monitor.facts(actions.plan_id)
        if len(others) == 1 and facts is not None:
            return merge_text(others[0], into, foresee_merge(facts, into.id, others[0].id))
        return put(tr("Into %1"), f"{into.code} · {dates(into)} · {seats(into)}")

    def _merge(self, into: int) -> None:
        self._edits.merge(self._ids, into)

    def _split(self, same_days: bool) -> None:
        self._edits.split(self._ids[0], same_days=same_days)

    def _can_merge(self) -> bool:
        return len(self._rows) > 1 and len({row.course_id for row in self._rows}) == 1

    def _can_swap(self) -> bool:
        here, _there = self._edits.actions.read(list_places, self._ids[0])
        return bool(here)

    def _ask_for_swap(self) -> None:
        parent = self.parentWidget()
        here, there = self._edits.actions.read(list_places, self._ids[0])
        if here and parent is not None:
            popup = SwapPopup(here, there, parent)
            popup.asked.connect(self._edits.swap)
            popup.show_at(self.pos() + QPoint(0, 4))

    def _ask_for_series(self) -> None:
        row: SessionRow = self._rows[0]
        parent = self.parentWidget()
        if row.first_day is not None and parent is not None:
            popup = SeriesPopup(
                lambda every, times: self._edits.actions.read(lay_series, row.id, every, times), parent
            )
            popup.asked.connect(lambda every, times: self._edits.repeat(row.id, every, times))
            popup.show_below(parent)
            popup.move(self.pos() + QPoint(0, 4))
