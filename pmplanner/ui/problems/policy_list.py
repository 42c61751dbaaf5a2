"""The policies of the plan or of the workspace, kind by kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pmplanner.services.people.people import list_people
from pmplanner.services.policies.policies import PolicyLine, list_policies, list_set, reset_policy, set_policy
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.storage.labels import Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.problems.policy_row import PolicyRow
from pmplanner.ui.problems.texts import kind_title
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader

PLAN, WORKSPACE = "plan", "workspace"
_TEAM = 140
"""Pixels in which the name of most teams is whole."""


class PolicyList(QWidget):
    """Shows what is done about each kind of problem; each change is one edit."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.scope = SegmentedControl(self, tr("Whose policies"))
        self.scope.add(PLAN, tr("This plan"))
        self.scope.add(WORKSPACE, tr("All plans"))
        self.team_kind = NoWheelComboBox(tr("Kind of problem"), self)
        for kind in KINDS.values():
            if kind.of_teams:
                self.team_kind.addItem(kind_title(kind.name), kind.name)
        self.team_kind.setMinimumContentsLength(18)
        self.team_kind.show_key("absence ceiling")
        self.team = TextLine(tr("Team"), self)
        self.team.setPlaceholderText(tr("Team"))
        keep_sized(self.team.setMinimumWidth, _TEAM)
        self.add_button = plain_button(tr("Add a policy of a team"), self, "plus")
        self.rows: list[PolicyRow] = []
        self._area = QScrollArea(self)
        self._lay_out()
        self.scope.chosen.connect(self.refresh)
        self.add_button.clicked.connect(self._add_team)
        self.team.returnPressed.connect(self._add_team)

    def _lay_out(self) -> None:
        head = PageHeader("", self)
        head.add_left(self.scope)
        head.add_left(muted_label(tr("Block refuses it, warn shows it."), self))
        for widget in (self.team_kind, self.team, self.add_button):
            head.add_right(widget)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        card = Card(self, margin=1)
        card.body.addWidget(self._area)
        as_column(self, head, (card, 1), margins=(0, 0, 0, 0), spacing=12)

    def refresh(self) -> None:
        """Show what holds now; the place in the list and the focus stay."""
        plan_id = self._plan_id()
        lines = self._actions.read(list_policies, plan_id)
        own = {
            (row.kind, row.team.casefold())
            for row in self._actions.read(list_set, plan_id)
            if row.plan_id == plan_id
        }
        place, focused = self._area.verticalScrollBar().value(), self._focused()
        inside = QWidget()
        inside.setProperty("plain", True)
        column = as_column(inside, margins=(0, 4, 0, 4), spacing=0)
        self.rows = [PolicyRow(line, (line.kind.name, line.team.casefold()) in own, inside) for line in lines]
        for row in self.rows:
            row.action_chosen.connect(self._set_action)
            row.limit_typed.connect(self._set_limit)
            row.reset_requested.connect(self._reset)
            column.addWidget(row)
        column.addStretch(1)
        old = self._area.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()  # later: one of its boxes may be what is being answered
        self._area.setWidget(inside)
        self._area.verticalScrollBar().setValue(place)
        if focused is not None and focused < len(self.rows):
            self.rows[focused].action.setFocus(Qt.FocusReason.OtherFocusReason)
        teams = sorted({person.team for person in self._actions.read(list_people) if person.team})
        self.team.offer(teams)

    def row(self, kind: str, team: str = "") -> PolicyRow:
        """Return the row of a kind; StopIteration when there is none."""
        return next(row for row in self.rows if (row.line.kind.name, row.line.team) == (kind, team))

    def _plan_id(self) -> int | None:
        return self._actions.plan_id if self.scope.current() == PLAN else None

    def _focused(self) -> int | None:
        places = (
            place
            for place, row in enumerate(self.rows)
            if any(widget.hasFocus() for widget in (row.action, row.reset, *row.limits.values()))
        )
        return next(places, None)

    def _set_action(self, line: PolicyLine, action: str) -> None:
        label = Label.of("policy.set", policy=_named(line), action=Term(f"policy.{action}"))
        self._actions.do(label, set_policy, line.kind.name, action, plan_id=self._plan_id(), team=line.team)

    def _set_limit(self, line: PolicyLine, name: str, value: Decimal | int | None) -> None:
        label = Label.of("policy.limit", policy=_named(line))
        limits: dict[str, Any] = {name: value}
        self._actions.do(
            label,
            set_policy,
            line.kind.name,
            plan_id=self._plan_id(),
            team=line.team,
            **limits,
        )

    def _reset(self, line: PolicyLine) -> None:
        label = Label.of("policy.reset", policy=_named(line))
        self._actions.do(label, reset_policy, line.kind.name, plan_id=self._plan_id(), team=line.team)

    def _add_team(self) -> None:
        team, kind = self.team.text().strip(), str(self.team_kind.currentData())
        if not team:
            self.team.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        label = Label.of("policy.add", team=team, kind=Term(f"kind.{kind}"))
        self._actions.do(label, set_policy, kind, plan_id=self._plan_id(), team=team)
        self.team.clear()


def _named(line: PolicyLine) -> Label | Term:
    kind = Term(f"kind.{line.kind.name}")
    return Label.of("policy.of-team", kind=kind, team=line.team) if line.team else kind
