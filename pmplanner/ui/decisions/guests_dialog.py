"""All who can take a seat in a session, the most urgent first; each was tried in a copy of the plan."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from pmplanner.services.board.board import cannot_come_along, guests_of, read_what_is_there
from pmplanner.services.board.rows import Guest, Reading
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader, Look
from pmplanner.ui.decisions.board_reader import BoardReader
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec


class GuestsDialog(AskDialog):
    """Lists people; accepted, those who are selected are to be asked, or seated."""

    def __init__(
        self, actions: Actions, reader: BoardReader, session_id: int, title: str, parent: QWidget
    ) -> None:
        super().__init__(title, tr("Write mails…"), parent, width=720)
        self.wanted = 0
        """So many are selected when the list is there; at least one."""
        self._session_id = session_id
        self._seats: int | None = None
        self._is_seating = False
        self._actions, self._board = actions, reader.board
        self._reading: Reading | None = None
        """What was looked at, once the list is there."""
        self.looking = muted_label(tr("Trying everybody who needs the course…"), self)
        self.table = DataTable(_columns(), self, tr("Who could come"))
        self.body.addWidget(self.looking)
        self.body.addWidget(self.table, 1)
        self.table.chosen.connect(lambda _rows: self._follow())
        self._search = AsideReader[tuple[Reading, list[Guest]]](actions, self, self._show)
        self.resize(760, 520)
        self._follow()

    def seat_in(self, free: int | None) -> None:
        """Let people be seated instead of asked: as many as there are seats, None for no limit."""
        self._is_seating, self._seats = True, free
        self._follow()

    def chosen(self) -> tuple[int, ...]:
        """The ids of the people who are selected, the most urgent first."""
        selected = {guest.person_id for guest in self.table.selected_rows()}
        return tuple(guest.person_id for guest in self.table.source.rows() if guest.person_id in selected)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look when it is seen."""
        super().showEvent(event)
        board, session_id, workspace = self._board, self._session_id, self._actions.workspace
        if board is None:
            self.looking.setText(tr("The plan is being looked at. Try again in a moment."))
            return

        def work(look: Look) -> tuple[Reading, list[Guest]]:
            reading = board.reading
            if reading is None:  # the board that is whole holds it no more
                with workspace.read() as db:
                    reading = read_what_is_there(db, board.plan_id, board.today, look)
            return reading, guests_of(reading, session_id, look)

        self._search.work_out(work)

    def done(self, result: int) -> None:
        """Look no more."""
        self._search.stop()
        super().done(result)

    def accept(self) -> None:
        """Go on unless those who are selected cannot all sit there together."""
        if self._is_seating and self._reading is not None:
            name = cannot_come_along(self._reading, self._session_id, self.chosen())
            if name:
                self.refuse(tr("%1 cannot sit there together with the others: choose fewer.", name))
                return
        super().accept()

    def _show(self, found: tuple[Reading, list[Guest]]) -> None:
        self._reading, guests = found
        self.table.source.set_rows(guests)
        self.looking.setText(
            plural(len(guests), "1 person could come.", "%1 people could come.")
            if guests
            else tr("Nobody who needs the course could come.")
        )
        self.table.select_keys(guest.person_id for guest in guests[: max(1, self.wanted)])
        self.table.setFocus()
        self._follow()

    def _follow(self) -> None:
        count = len(self.table.selected_rows())
        too_many = self._is_seating and self._seats is not None and count > max(1, self._seats)
        self.go_button.setEnabled(bool(count) and not too_many)
        if self._is_seating:
            text = plural(count, "Seat 1 and tell them", "Seat %1 and tell them")
            self.refuse(tr("That is more than there are seats.") if too_many else "")
        else:
            text = plural(count, "Write 1 mail…", "Write %1 mails…")
        self.go_button.setText(text)


def _columns() -> tuple[ColumnSpec[Guest], ...]:
    return (
        ColumnSpec(tr("Person"), lambda guest: guest.name, width=160),
        ColumnSpec(tr("Team"), lambda guest: guest.team, width=120),
        ColumnSpec(tr("Why"), lambda guest: guest.why, width=190),
        ColumnSpec(tr("E-mail"), lambda guest: guest.email),
    )
