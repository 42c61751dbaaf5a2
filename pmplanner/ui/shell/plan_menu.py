"""The menu under the plan's name: switch, create, change, copy, archive, remove."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from pmplanner.services.calendar import clock
from pmplanner.services.plans.archive import archive_plan, reason_to_keep, reopen_plan
from pmplanner.services.plans.plans import PlanRow, copy_plan, list_plans, remove_plan
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_number, format_period
from pmplanner.ui.widgets.text import as_typed, message_box

if TYPE_CHECKING:
    from pmplanner.services.publishing.publication_log import Remaining

_CANCEL_THEM, _LEAVE = QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.DestructiveRole
"""Remove the plan and cancel its events in calendars, or leave them there."""


class PlanEntry(NamedTuple):
    """What can be done with plans: its text, and other words by which it is found."""

    text: str
    run: Callable[[], None]
    also: str = ""
    of: tuple[bool, ...] = (False,)
    """Of which plans it can be done: of open ones (False), of archived ones (True); empty for without any."""

    of_variants: bool = False
    """Of variants alone."""

    def fits(self, plan: PlanRow | None) -> bool:
        """Say whether it can be done while this plan is shown."""
        if self.of_variants and (plan is None or plan.variant_of_id is None):
            return False
        return not self.of or (plan is not None and plan.is_archived in self.of)


class PlanMenu(QObject):
    """Fills the menu each time it opens."""

    cancellations_requested = Signal(int, str)
    """What a plan that is removed has told is to be cancelled; payload: its id and its name."""
    compare_requested = Signal(int, int)
    """Two plans are to be compared; payload: their ids."""

    def __init__(self, actions: Actions, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._menu = menu
        self._window = parent
        menu.aboutToShow.connect(self._fill)
        menu.triggered.connect(self._on_triggered)

    def _fill(self) -> None:
        self._menu.clear()
        plans = self._actions.read(list_plans)
        group = QActionGroup(self._menu)
        for plan in plans:
            if not plan.is_archived:
                self._add_plan(plan, group)
        if any(plan.is_archived for plan in plans):
            self._menu.addSection(self.tr("Archived"))
            for plan in plans:
                if plan.is_archived:
                    self._add_plan(plan, group)
        self._menu.addSeparator()
        shown = next((plan for plan in plans if plan.id == self._actions.plan_id), None)
        for entry in self.entries():
            if entry.fits(shown):
                self._menu.addAction(entry.text).triggered.connect(entry.run)
        from pmplanner.services.publishing.publication_log import (
            removed_plans,  # not needed to open the window
        )

        for plan_id, name in self._actions.read(removed_plans, clock.today()).items():
            text = tr("Cancel what “%1” left in calendars…", as_typed(name))
            self._menu.addAction(text).triggered.connect(self._canceller(plan_id, name))

    def _add_plan(self, plan: PlanRow, group: QActionGroup) -> None:
        period = format_period(plan.first_day, plan.last_day)
        # Styles paint no text beside a line between entries, so that each has to say it.
        state = f" · {tr('archived')}" if plan.is_archived else ""
        action = self._menu.addAction(as_typed(f"{plan.name}   {period}{state}"))
        action.setCheckable(True)
        action.setChecked(plan.id == self._actions.plan_id)
        action.setData(plan.id)
        group.addAction(action)

    def entries(self) -> tuple[PlanEntry, ...]:
        """Return all that can be done with plans: an archived one can be looked at, copied and reopened."""
        return (
            PlanEntry(self.tr("New plan…"), self.new_plan, self.tr("create add period"), of=()),
            PlanEntry(self.tr("Reopen this plan"), self.reopen_plan, of=(True,)),
            PlanEntry(
                self.tr("Change this plan…"), self.change_plan, self.tr("budget period target name rename")
            ),
            PlanEntry(self.tr("People of this plan…"), self.choose_people, self.tr("scope who counts rules")),
            PlanEntry(
                self.tr("Budget…"),
                self.set_budgets,
                self.tr("money spent committed forecast track team limit over"),
            ),
            PlanEntry(
                self.tr("Cost items of this plan…"),
                self.show_cost_items,
                self.tr("money fee licence costs expenses"),
            ),
            PlanEntry(self.tr("Targets…"), self.set_targets, self.tr("days per person goal")),
            PlanEntry(
                self.tr("Copy as a variant…"),
                self.copy_plan,
                self.tr("duplicate what if scenario"),
                of=(False, True),
            ),
            PlanEntry(
                self.tr("Compare with…"),
                self.compare_plan,
                self.tr("differences variant original side by side"),
                of=(False, True),
            ),
            PlanEntry(
                self.tr("Promote this variant…"),
                self.promote_plan,
                self.tr("in force accept take over"),
                of_variants=True,
            ),
            PlanEntry(
                self.tr("Next year…"),
                self.roll_plan,
                self.tr("roll over following period copy"),
                of=(False, True),
            ),
            PlanEntry(self.tr("Archive this plan"), self.archive_plan, self.tr("close keep history")),
            PlanEntry(self.tr("Remove this plan"), self.remove_plan, self.tr("delete")),
        )

    def why_not(self, entry: PlanEntry, plan: PlanRow | None) -> str:
        """Say why an entry cannot be chosen while this plan is shown; nothing when it can."""
        if entry.fits(plan):
            return ""
        if plan is None:
            return self.tr("There is no plan yet. Create one first.")
        if plan.is_archived and False in entry.of:
            return tr("“%1” is archived. Reopen it to change it.", plan.name)
        if entry.of_variants:
            return tr("“%1” is no variant: it is in force as it is.", plan.name)
        return self.tr("The plan is not archived.")

    def _canceller(self, plan_id: int, name: str) -> Callable[[], None]:
        return lambda: self.cancellations_requested.emit(plan_id, name)

    def _on_triggered(self, action: QAction) -> None:
        if isinstance(action.data(), int):
            self._actions.choose_plan(action.data())

    def plan(self) -> PlanRow:
        """Return the plan that is shown; there must be one."""
        return next(p for p in self._actions.read(list_plans) if p.id == self._actions.plan_id)

    def new_plan(self) -> None:
        """Make a plan and show it."""
        from pmplanner.ui.shell.plan_form import PlanForm  # not needed to open the window

        form = PlanForm(self._actions, parent=self._window)
        if form.exec():
            self._actions.choose_plan(form.plan_id)

    def change_plan(self) -> None:
        """Change name, period, budget or target of the plan."""
        from pmplanner.ui.shell.plan_form import PlanForm  # not needed to open the window

        PlanForm(self._actions, self.plan(), self._window).exec()

    def choose_people(self) -> None:
        """Say whom the plan covers."""
        from pmplanner.ui.shell.plan_people_form import PlanPeopleForm  # not needed to open the window

        if self._can_change():
            PlanPeopleForm(self._actions, self.plan(), self._window).exec()

    def set_targets(self) -> None:
        """Set the days per person for tracks and teams."""
        from pmplanner.ui.shell.targets_form import TargetsForm  # not needed to open the window

        if self._can_change():
            TargetsForm(self._actions, self.plan(), self._window).exec()

    def set_budgets(self) -> None:
        """Set what the plan, its tracks and its teams may cost."""
        from pmplanner.ui.money.budgets_form import BudgetsForm  # not needed to open the window

        if self._can_change():
            BudgetsForm(self._actions, self.plan(), self._window).exec()

    def show_cost_items(self) -> None:
        """Show what the plan pays for beside its sessions, to be changed."""
        from pmplanner.ui.money.items_window import PlanItemsWindow  # not needed to open the window

        if self._can_change():
            PlanItemsWindow(self._actions, self.plan(), self._window).exec()

    def _can_change(self) -> bool:
        """Say whether there is a plan that can be changed, and say why not."""
        if self._actions.plan_id is None:
            self._actions.refused.emit(self.tr("There is no plan yet. Create one first."))
            return False
        if self.plan().is_archived:
            text = tr("“%1” is archived. Reopen it to change it.", self.plan().name)
            self._actions.refused.emit(text)
            return False
        return True

    def archive_plan(self) -> None:
        """Keep the plan as history; Undo and reopening make it one to work in again."""
        plan = self.plan()
        self._actions.do(Label.of("plan.archive", plan=plan.name), archive_plan, plan.id)

    def reopen_plan(self) -> None:
        """Work in an archived plan again."""
        plan = self.plan()
        self._actions.do(Label.of("plan.reopen", plan=plan.name), reopen_plan, plan.id)

    def copy_plan(self) -> None:
        """Copy the plan with all that is in it, and show the copy."""
        from pmplanner.ui.widgets.dialogs.ask_name import ask_name  # not needed to open the window

        plan = self.plan()
        suggested = tr("%1 – variant", plan.name)
        name, accepted = ask_name(
            self._window, self.tr("Copy as a variant"), self.tr("Name of the variant"), suggested
        )
        if accepted:
            label = Label.of("plan.copy", plan=plan.name, name=name)
            self._actions.choose_plan(self._actions.do(label, copy_plan, plan.id, name) or plan.id)

    def compare_plan(self) -> None:
        """Compare the plan: a variant with its plan, another one with its newest variant or the next plan."""
        plan, plans = self.plan(), self._actions.read(list_plans)
        if plan.variant_of_id is not None:
            self.compare_requested.emit(plan.variant_of_id, plan.id)
            return
        variants = [each.id for each in plans if each.variant_of_id == plan.id]
        others = [each.id for each in plans if each.id != plan.id]
        if others:
            self.compare_requested.emit(plan.id, max(variants, default=others[0]))
        else:
            self._actions.refused.emit(
                self.tr("There is no other plan to compare it with. Copy it as a variant first.")
            )

    def promote_plan(self) -> None:
        """Make the variant that is shown the plan in force, and show that."""
        if self._can_change():
            self.promote(self.plan())

    def promote(self, variant: PlanRow) -> None:
        """Make a variant the plan in force, once it is clear what that changes."""
        from pmplanner.services.plans.promoting import reason_against  # not needed to open the window
        from pmplanner.ui.shell.promote_form import PromoteForm

        if reason := self._actions.read(reason_against, variant.id):
            self._actions.refused.emit(reason)
            return
        form = PromoteForm(self._actions, variant, self._window)
        form.compare_requested.connect(self.compare_requested)
        if form.exec() and form.promoted is not None:
            self._actions.choose_plan(form.promoted.plan_id)
        form.deleteLater()

    def roll_plan(self) -> None:
        """Make the plan of the next year, and show it."""
        from pmplanner.ui.shell.roll_form import RollForm  # not needed to open the window

        form = RollForm(self._actions, self.plan(), self._window)
        if form.exec() and form.plan_id is not None:
            self._actions.choose_plan(form.plan_id)
        form.deleteLater()

    def remove_plan(self) -> None:
        """Remove the plan, and cancel what people were told of it if that is wanted; Undo brings it back."""
        from pmplanner.services.publishing.publication_log import remaining  # not needed to open the window

        plan = self.plan()
        if reason := self._actions.read(reason_to_keep, plan.id):
            if self._ask_to_archive(reason):
                self.archive_plan()
            return
        left = self._actions.read(remaining, plan.id, clock.today())
        wanted = self._ask_what_stays(plan, left) if left.events else _LEAVE
        if wanted not in (_CANCEL_THEM, _LEAVE):
            return
        self._actions.do(Label.of("plan.remove", plan=plan.name), remove_plan, plan.id)
        gone = all(each.id != plan.id for each in self._actions.read(list_plans))
        if gone and wanted == _CANCEL_THEM:
            self.cancellations_requested.emit(plan.id, plan.name)

    def _ask_to_archive(self, reason: str) -> bool:
        """Say why the plan stays, and ask whether it is to be archived instead."""
        box = message_box(
            self._window, self.tr("Remove this plan"), reason, "", kind=QMessageBox.Icon.Question
        )
        instead = box.addButton(self.tr("Archive it"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(instead)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is instead

    def _ask_what_stays(self, plan: PlanRow, left: "Remaining") -> QMessageBox.ButtonRole:
        """Ask what is to become of the events that people have in their calendars."""
        box = message_box(
            self._window,
            self.tr("Remove this plan"),
            plural(
                left.events,
                "One event of “%3” stands in a calendar.",
                "%1 events of “%3” stand in the calendars of %2 people, trainers and rooms.",
                format_number(left.calendars),
                plan.name,
            ),
            self.tr(
                "They stay there until they are cancelled by the mails and files that can be written now."
            ),
            kind=QMessageBox.Icon.Question,
        )
        box.setDefaultButton(box.addButton(self.tr("Remove and cancel them…"), _CANCEL_THEM))
        box.addButton(self.tr("Remove all the same"), _LEAVE)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.buttonRole(box.clickedButton())
