"""The costs of a session in its form: its cost items, and of what the whole is made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.money.cost_items import Owner
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.session_bill import session_bill
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.bill_view import BillView
from pmplanner.ui.money.item_list import CostItems
from pmplanner.ui.money.session_bill import session_lacking, session_lines, session_notes
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.layouts import as_column

_MAKES = (
    "cost_item",
    "rate",
    "travel",
    "room",
    "trainer",
    "own_fact",
    "workspace_setting",
    "person",
    "plan",
)
"""What a session costs follows from these tables; the form itself follows those of sessions."""


class CostsSection(QWidget):
    """Follows the workspace while it is seen: the page does not, for what costs is nowhere else on it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._shown: tuple[int, int] | None = None
        """The ids of the plan and the session shown."""
        self.items = CostItems(actions, self.tr("Nothing is paid for this session alone."), self)
        self.heading = heading_label(self.tr("What it costs"), self)
        explain(self.heading, "Cost of the session")
        self.bill = BillView(self)
        as_column(self, self.items, self.heading, self.bill, margins=(0, 0, 0, 0), spacing=6)
        actions.changed.connect(self._follow)

    def show_session(self, plan_id: int, session_id: int) -> None:
        """Show the costs of a session of a plan as they are now; raise PlanError when it is gone."""
        self._shown = (plan_id, session_id)
        read = self._actions.read
        self.items.show_owner(Owner(session_id=session_id), read(plan_currency, plan_id))
        bill = read(session_bill, session_id)
        self.heading.setVisible(bill is not None)
        self.bill.setVisible(bill is not None)
        if bill is not None:
            self.bill.show_bill(session_lines(bill), session_notes(bill), session_lacking(bill))

    def _follow(self, change: Change) -> None:
        if self._shown is None or not self.isVisible() or not change.touches(*_MAKES):
            return
        try:
            self.show_session(*self._shown)
        except PlanError:
            self._shown = None  # it is gone, and the form is closed next
