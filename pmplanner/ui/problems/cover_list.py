"""The rules of cover, and how each stands in the plan: added, changed and removed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pmplanner.services.needs.cover_rules import (
    CoverRow,
    CoverValues,
    add_cover_rule,
    change_cover_rule,
    list_choices,
    list_cover_rules,
    remove_cover_rule,
)
from pmplanner.services.views.cover import CoverState, list_cover_states
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.problems.cover_form import CoverForm
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.format import format_number, format_period
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.layouts import STRETCH, as_column
from pmplanner.ui.widgets.scrolling import UpDownArea

_WIDEST = 560
"""Pixels: no field holds more than a name."""


class CoverList(QWidget):
    """Lists the rules of the workspace; what is said of each is about the plan that is shown."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._rules: dict[int, CoverRow] = {}
        self._changed: int | None = None
        inside = QWidget()
        self.list = EntryList(
            tr(
                "No rule yet. A rule says how many who have a skill, track, job title or certificate must be "
                "at work each day, in a team or in all."
            ),
            inside,
        )
        self.change_form = CoverForm("", tr("Change"), inside)
        self.add_form = CoverForm(tr("Add a rule"), tr("Add rule"), inside)
        for form in (self.change_form, self.add_form):
            form.close_fields()
            keep_sized(form.setMaximumWidth, _WIDEST)
        self._area = UpDownArea(self, inside)
        as_column(
            inside,
            self.list,
            self.change_form,
            self.add_form,
            STRETCH,
            margins=(16, 12, 16, 12),
            spacing=8,
        )
        note = muted_label(
            tr(
                "The rules hold in all plans. Who is in training on any part of a day is not at work; the "
                "automatic schedule keeps the rules."
            ),
            self,
        )
        note.setWordWrap(True)
        card = Card(self, margin=1)
        card.body.addWidget(self._area)
        as_column(self, note, (card, 1), margins=(0, 0, 0, 0), spacing=12)
        self._connect()

    def _connect(self) -> None:
        self.list.action_requested.connect(self._begin_change)
        self.list.remove_requested.connect(self._remove)
        self.add_form.opened.connect(self._begin_add)
        self.add_form.submitted.connect(self._add)
        self.change_form.submitted.connect(self._change)

    def refresh(self) -> None:
        """Show the rules as they are now."""
        self._rules = {row.id: row for row in self._actions.read(list_cover_rules)}
        plan_id = self._actions.plan_id
        facts = None if plan_id is None else self._actions.problem_monitor.facts(plan_id)
        states = {} if facts is None else {each.rule.id: each for each in list_cover_states(facts)}
        if self._changed not in self._rules:
            self._changed = None
            self.change_form.close_fields()
        self.list.set_entries([_entry(row, states.get(row.id)) for row in self._rules.values()])

    def _begin_add(self) -> None:
        self.change_form.close_fields()
        self.add_form.offer(self._actions.read(list_choices))

    def _add(self) -> None:
        values = self.add_form.values()
        if values is not None:
            label = Label.of("cover.add", rule=values.name or _called(self.add_form, values))
            self.add_form.settle(self._actions.try_to(label, add_cover_rule, values))

    def _begin_change(self, key: int) -> None:
        """Open the fields of a rule below the list."""
        self._changed = key
        self.add_form.close_fields()
        self.change_form.open()
        self.change_form.offer(self._actions.read(list_choices))
        self.change_form.show_rule(self._rules[key])
        self.change_form.add_button.setText(tr("Change %1", self._rules[key].name))

    def _change(self) -> None:
        values = self.change_form.values()
        if values is not None and self._changed is not None:
            label = Label.of("cover.change", rule=self._rules[self._changed].name)
            self.change_form.settle(self._actions.try_to(label, change_cover_rule, self._changed, values))

    def _remove(self, key: int) -> None:
        label = Label.of("cover.remove", rule=self._rules[key].name)
        self._actions.do(label, remove_cover_rule, key)


def _called(form: CoverForm, values: CoverValues) -> str:
    what = form.what.currentText().strip()
    return put(tr("%1: %2"), values.team, what) if values.team else what


def _entry(row: CoverRow, state: CoverState | None) -> Entry:
    values = row.values
    least = tr("At least %1", format_number(values.minimum))
    parts = [
        put(tr("%1 of %2"), least, values.team) if values.team else least,
        put(tr("%1, %2"), row.what, values.level) if values.level else row.what,
        _days(values),
    ]
    said = "" if state is None else state.sentence
    return Entry(
        row.id,
        row.name,
        "\n".join(filter(None, (" · ".join(filter(None, parts)), said))),
        trouble="" if state is None else state.trouble,
        remove_name=tr("Remove the rule %1", row.name),
        action=tr("Change…"),
        is_link=True,
    )


def _days(values: CoverValues) -> str:
    return format_period(values.first_day, values.last_day) if values.first_day or values.last_day else ""
