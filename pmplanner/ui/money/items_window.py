"""What a plan pays for beside its sessions, in a window of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.money.cost_items import Owner
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.plans.plans import PlanRow
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.item_list import CostItems
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea


class PlanItemsWindow(QDialog):
    """The cost items of a plan; each change is an edit of its own, and nothing has to be saved."""

    def __init__(self, actions: Actions, plan: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._plan = actions, plan
        self.setWindowTitle(tr("Cost items of “%1”", plan.name))
        about = muted_label(
            tr(
                "What is paid once for the plan is borne by nobody in particular. The others are added to "
                "each of its sessions, and shared by the seats."
            ),
            self,
        )
        about.setWordWrap(True)
        inside = QWidget(self)
        inside.setProperty("plain", True)
        self.items = CostItems(actions, tr("Nothing is paid for beside courses and sessions."), inside)
        as_column(inside, self.items, STRETCH, margins=(0, 0, 12, 0))
        area = UpDownArea(self, inside)
        self.close_button = plain_button(tr("Close"), self)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        for button in (self.items.form.add_button, self.items.form.cancel_button, self.items.form.opener):
            button.setAutoDefault(False)
        as_column(
            self,
            about,
            (area, 1),
            as_row(None, STRETCH, self.close_button),
            margins=(20, 20, 20, 16),
            spacing=12,
        )
        keep_sized(self.setMinimumWidth, 460)
        keep_sized(self.setMinimumHeight, 380)
        actions.changed.connect(self._follow)
        self._show()

    def done(self, result: int) -> None:
        """Follow the workspace no more."""
        self._actions.changed.disconnect(self._follow)
        super().done(result)

    def _follow(self, change: Change) -> None:
        if not change.touches("cost_item", "plan", "workspace_setting"):
            return
        try:
            self._show()
        except PlanError:
            self.reject()  # the plan is gone

    def _show(self) -> None:
        usual = self._actions.read(plan_currency, self._plan.id)
        self.items.show_owner(Owner(plan_id=self._plan.id), usual)
