"""The menu under the plan's name: switch, create, change, copy, remove."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from pmplanner.services.plans import PlanRow, copy_plan, list_plans, remove_plan
from pmplanner.storage.labels import Label
from pmplanner.ui.actions import Actions
from pmplanner.ui.plan_form import PlanForm
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.text import as_typed, put


class PlanMenu(QObject):
    """Fills the menu each time it opens."""

    def __init__(self, actions: Actions, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._menu = menu
        self._window = parent
        menu.aboutToShow.connect(self._fill)
        menu.triggered.connect(self._on_triggered)

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for plan in self._actions.read(list_plans):
            period = format_period(plan.first_day, plan.last_day)
            action = self._menu.addAction(as_typed(f"{plan.name}   {period}"))
            action.setCheckable(True)
            action.setChecked(plan.id == self._actions.plan_id)
            action.setData(plan.id)
            group.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("New plan…")).triggered.connect(self.new_plan)
        if self._actions.plan_id is not None:
            for text, slot in (
                (self.tr("Change this plan…"), self.change_plan),
                (self.tr("Copy as a variant…"), self.copy_plan),
                (self.tr("Remove this plan"), self.remove_plan),
            ):
                self._menu.addAction(text).triggered.connect(slot)

    def _on_triggered(self, action: QAction) -> None:
        if isinstance(action.data(), int):
            self._actions.choose_plan(action.data())

    def plan(self) -> PlanRow:
        """Return the plan that is shown; there must be one."""
        return next(p for p in self._actions.read(list_plans) if p.id == self._actions.plan_id)

    def new_plan(self) -> None:
        """Make a plan and show it."""
        form = PlanForm(self._actions, parent=self._window)
        if form.exec():
            self._actions.choose_plan(form.plan_id)

    def change_plan(self) -> None:
        """Change name, period, budget or target of the plan."""
        PlanForm(self._actions, self.plan(), self._window).exec()

    def copy_plan(self) -> None:
        """Copy the plan with all that is in it, and show the copy."""
        plan = self.plan()
        suggested = put(self.tr("%1 – variant"), plan.name)
        name, accepted = QInputDialog.getText(
            self._window, self.tr("Copy as a variant"), self.tr("Name of the variant"), text=suggested
        )
        if accepted:
            label = Label.of("plan.copy", plan=plan.name, name=name)
            self._actions.choose_plan(self._actions.do(label, copy_plan, plan.id, name) or plan.id)

    def remove_plan(self) -> None:
        """Remove the plan; Undo brings it back."""
        plan = self.plan()
        self._actions.do(Label.of("plan.remove", plan=plan.name), remove_plan, plan.id)
