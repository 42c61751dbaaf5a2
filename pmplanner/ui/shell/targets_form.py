"""The targets of a plan: days per person for tracks and teams that differ from those of the whole plan."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import ScopeKind
from pmplanner.services.lookup import fold
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.plans.plans import PlanRow
from pmplanner.services.plans.scope import names_in_use
from pmplanner.services.plans.targets import TargetKind, list_targets, set_target
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.lines import AmountLine

_Whose = tuple[TargetKind, int, str]
"""Kind, the track's id, and the name."""

_SHOWN = 320
"""Pixels of tracks and teams that are seen at once."""


def _read(db: Session, plan_id: int) -> list[tuple[_Whose, Decimal | None]]:
    """Return the tracks and teams there are, and those that have a target though nobody is in them."""
    present = list_targets(db, plan_id)
    days = {(row.kind, row.ref_id or fold(row.name)): row.days for row in present}
    tracks: list[_Whose] = [("track", row.id, row.name) for row in list_tracks(db)]
    names = names_in_use(db, ScopeKind.TEAM)
    names |= {
        fold(row.name): row.name for row in present if row.kind == "team" and fold(row.name) not in names
    }
    teams: list[_Whose] = [("team", 0, name) for name in names.values()]
    return [(whose, days.get((whose[0], whose[1] or fold(whose[2])))) for whose in (*tracks, *teams)]


class TargetsForm(AskDialog):
    """A line for the plan, each track and each team; kept as one edit."""

    def __init__(self, actions: Actions, plan: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(tr("Targets"), tr("Save"), parent, width=480)
        self._actions, self._plan = actions, plan
        usual = "" if plan.target_days is None else format_days(plan.target_days)
        self.whole = AmountLine(tr("Target of days per person"), placeholder=tr("none"))
        self.whole.show_value(plan.target_days)
        self.form.add(tr("&Days per person"), self.whole)
        self.lines: dict[_Whose, AmountLine] = {}
        self._before = dict(actions.read(_read, plan.id))
        inside = QWidget()
        inside.setProperty("plain", True)
        column = FormColumn(inside)
        column.setContentsMargins(0, 0, 8, 0)
        for kind, title in (("track", tr("Tracks")), ("team", tr("Teams"))):
            of_kind = {whose: days for whose, days in self._before.items() if whose[0] == kind}
            if of_kind:
                column.addRow(heading_label(title, inside))
            for whose, days in of_kind.items():
                line = AmountLine(tr("Target of %1", whose[2]), placeholder=usual or tr("none"))
                line.show_value(days)
                column.add(whose[2].replace("&", "&&"), line)
                self.lines[whose] = line
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(min(_SHOWN, inside.sizeHint().height()))
        self.body.addWidget(area, 1)
        self.add_note(
            tr(
                "A team's target wins over the track's, and that over the plan's. Part-time weeks, joiners "
                "and leavers have their share of it."
            )
        )

    def accept(self) -> None:
        """Keep what was changed; stay open and say why when it will not do."""
        try:
            whole = self.whole.entered()
            wanted = {whose: line.entered() for whose, line in self.lines.items()}
        except ValueError as error:
            self.refuse(str(error))
            return
        changed = {whose: days for whose, days in wanted.items() if days != self._before[whose]}

        def work(db: Session) -> None:
            if whole != self._plan.target_days:
                set_target(db, self._plan.id, whole)
            for (kind, track_id, name), days in changed.items():
                set_target(db, self._plan.id, days, track_id=track_id, team=name if kind == "team" else "")

        label = Label.of("plan.target", plan=self._plan.name)
        reason = self._actions.try_to(label, work)
        if reason:
            self.refuse(reason)
        else:
            super().accept()
