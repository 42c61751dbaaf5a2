"""What all kinds of output of the plan share: the plan that is shown, what the page shows of it, a writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.writing import EXPORT_FOLDER, Writer
from pmplanner.ui.translation import tr


class PlanOutput(QObject):
    """Asks what of the plan goes out and where to, writes it, and says what came of it."""

    folder = EXPORT_FOLDER
    """Under which key it is remembered where things went."""

    def __init__(
        self,
        actions: Actions,
        settings: QSettings,
        window: QWidget,
        shown_scope: Callable[[], ExportScope | None],
    ) -> None:
        """Ask *shown_scope* what the page's filter leaves; None when everything is shown."""
        super().__init__(window)
        self._actions = actions
        self._settings = settings
        self._window = window
        self._shown_scope = shown_scope
        self.writer = Writer(settings, window, self.folder)
        self.writer.report_to(actions)

    def _plan(self) -> PlanRow | None:
        """The plan that is shown; None, which is said, without any."""
        plans = self._actions.read(list_plans)
        plan = next((plan for plan in plans if plan.id == self._actions.plan_id), None)
        if plan is None:
            self._actions.refused.emit(tr("There is no plan to write out yet. Create one first."))
        return plan

    def _plan_name(self) -> str:
        plans = self._actions.read(list_plans)
        return next((plan.name for plan in plans if plan.id == self._actions.plan_id), "")

    def _of_plan(self, scope: ExportScope) -> ExportScope:
        return replace(scope, plan_id=self._actions.plan_id)
