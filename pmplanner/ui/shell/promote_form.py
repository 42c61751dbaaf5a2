"""The form that makes a variant the plan in force, with what that changes."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.families import family_of
from pmplanner.services.plans.comparing import (
    Compared,
    PickDifference,
    SessionDifference,
    compare_plans,
)
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.services.plans.promoting import Promoted, archive_name, promote_plan
from pmplanner.services.plans.taking_over import count_history
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import Errand
from pmplanner.ui.widgets.inputs.lines import TextLine


class PromoteForm(AskDialog):
    """Asks what the plan is called that is archived, and promotes; stays open where that is refused."""

    compare_requested = Signal(int, int)
    """The differences are to be looked at first; payload: the ids of plan and variant."""

    def __init__(self, actions: Actions, variant: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(tr("Promote a variant"), tr("Promote"), parent, width=500)
        self._actions = actions
        self._variant = variant
        self._plan_id = actions.read(family_of, variant.id)
        self._plan = next(p.name for p in actions.read(list_plans) if p.id == self._plan_id)
        self.promoted: Promoted | None = None
        self.add_note(
            tr(
                "“%1” becomes as “%2” is, and keeps its name. What it is now is archived. People hear of "
                "the differences with the next mails.",
                self._plan,
                variant.name,
            ),
            small=False,
        )
        self.counts = muted_label(tr("Looking for differences…"), self)
        self.counts.setWordWrap(True)
        self.body.addWidget(self.counts)
        self.archived = TextLine(tr("Name of the plan that is archived"))
        self.archived.show_value(actions.read(archive_name, variant.id))
        self.form.add(tr("&Archived as"), self.archived)
        look = plain_button(tr("Compare…"), self)
        look.setAutoDefault(False)
        look.clicked.connect(self._compare)
        self.add_left(look)
        self._errand: Errand[tuple[Compared, int]] = Errand(self, self._show_counts)
        self._look()

    def _look(self) -> None:
        workspace, plan_id, variant_id = self._actions.workspace, self._plan_id, self._variant.id

        def work(_progress: Progress) -> tuple[Compared, int]:
            with workspace.read() as db:
                return compare_plans(db, plan_id, variant_id), count_history(db, variant_id, plan_id)

        self._errand.begin(work)

    def _show_counts(self, found: tuple[Compared, int]) -> None:
        compared, happened = found
        counts = Counter(type(each) for each in compared.differences)
        sessions, picks = counts.pop(SessionDifference, 0), counts.pop(PickDifference, 0)
        parts = [
            plural(sessions, "1 change of sessions", "%1 changes of sessions") if sessions else "",
            plural(picks, "1 of picks and seats", "%1 of picks and seats") if picks else "",
            plural(counts.total(), "1 of the plan itself", "%1 of the plan itself") if counts else "",
        ]
        text = ", ".join(filter(None, parts))
        said = [tr("%1.", text) if text else tr("The two do not differ.")]
        if happened:
            said.append(
                plural(
                    happened,
                    "1 session or pick of which something happened meanwhile comes along.",
                    "%1 sessions and picks of which something happened meanwhile come along.",
                )
            )
        self.counts.setText(" ".join(said))

    def _compare(self) -> None:
        self.reject()
        self.compare_requested.emit(self._plan_id, self._variant.id)

    def accept(self) -> None:
        """Promote; stay open and say why when it is refused."""
        done: list[Promoted] = []
        label = Label.of("plan.promote", variant=self._variant.name, plan=self._plan)
        name = self.archived.typed()
        reason = self._actions.try_to(label, lambda db: done.append(promote_plan(db, self._variant.id, name)))
        if reason:
            self.refuse(reason)
            return
        self.promoted = done[0]
        super().accept()

    def done(self, result: int) -> None:
        """Want no counts any more."""
        self._errand.stop()
        super().done(result)
