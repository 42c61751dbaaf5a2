"""Whom a plan covers: everybody, those with a track, or chosen tracks, teams, sites, managers and people."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import ScopeKind
from pmplanner.services.needs.scope_reading import ScopeRule, read_rules
from pmplanner.services.needs.standing_in_plan import count_people
from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.plans.plans import PlanRow
from pmplanner.services.plans.scope import list_managers, name_of, names_in_use, set_rules
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.choices import ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.tables.natural_sort import natural_key

_ALL, _TRACK, _CHOSEN = "all", "with a track", "chosen"
_COVER, _LEAVE = "cover", "leave out"
_RULE = int(Qt.ItemDataRole.UserRole)

Choice = tuple[ScopeRule, str]
"""A rule that can be added, and the name to find it by."""


def _choices(db: Session) -> dict[ScopeKind, list[Choice]]:
    """Return what rules can be about, by kind."""
    found: dict[ScopeKind, list[Choice]] = {
        ScopeKind.TRACK: [(ScopeRule(ScopeKind.TRACK, row.id), row.name) for row in list_tracks(db)],
        ScopeKind.PERSON: [(ScopeRule(ScopeKind.PERSON, row.id), row.name) for row in list_people(db)],
        ScopeKind.MANAGER: [(rule, name_of(db, rule)) for rule in list_managers(db)],
    }
    for kind in (ScopeKind.TEAM, ScopeKind.SITE):
        found[kind] = [(ScopeRule(kind, text=text), text) for text in names_in_use(db, kind).values()]
    return {
        kind: sorted(choices, key=lambda choice: natural_key(choice[1])) for kind, choices in found.items()
    }


class _RuleList(QListWidget):
    """The rules, each a line; Delete takes the current one away."""

    delete_requested = Signal()
    """Delete was pressed; no payload."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hear of Delete and Backspace."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)


class PlanPeopleForm(AskDialog):
    """Keeps the rules when it is left by its button, as one edit; counts meanwhile who would count."""

    def __init__(self, actions: Actions, plan: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(tr("People of this plan"), tr("Save"), parent, width=560)
        self._actions, self._plan = actions, plan
        self._known = actions.read(_choices)
        self.mode = SegmentedControl(self, tr("The plan covers"))
        for key, text in (
            (_ALL, tr("Everybody")),
            (_TRACK, tr("Those with a track")),
            (_CHOSEN, tr("Chosen people")),
        ):
            self.mode.add(key, text)
        self.does = ChoiceField(
            tr("Cover or leave out"), {_COVER: tr("Cover"), _LEAVE: tr("Leave out")}, self
        )
        self.kind = ChoiceField(
            tr("By what"),
            {
                ScopeKind.TEAM: tr("Team"),
                ScopeKind.SITE: tr("Site"),
                ScopeKind.MANAGER: tr("All below"),
                ScopeKind.TRACK: tr("Track"),
                ScopeKind.PERSON: tr("Person"),
            },
            self,
        )
        self.which = SearchField(tr("Which"), self)
        self.add_rule = plain_button(tr("Add"), self)
        self.list = _RuleList(self)
        self.list.setAccessibleName(tr("Covered and left out"))
        self.remove_button = plain_button(tr("Remove"), self)
        self.count = muted_label(parent=self)
        self._lay_out()
        self._connect()
        self._show(actions.read(read_rules, plan.id))
        self.which.setFocus(Qt.FocusReason.OtherFocusReason)

    def rules(self) -> list[ScopeRule]:
        """Return the rules as they stand in the form."""
        chosen = [item.data(_RULE) for item in self._items()]
        if self.mode.current() == _TRACK:
            chosen.insert(0, ScopeRule(ScopeKind.ANY_TRACK))
        return chosen

    def accept(self) -> None:
        """Keep the rules; stay open and say why when they will not do."""
        rules = self.rules()
        if self.mode.current() == _CHOSEN and not any(rule.include for rule in rules):
            self.refuse(tr("Add whom the plan covers, or choose Everybody."))
            return
        label = Label.of("plan.cover", plan=self._plan.name)
        reason = self._actions.try_to(label, set_rules, self._plan.id, rules)
        if reason:
            self.refuse(reason)
        else:
            super().accept()

    def _lay_out(self) -> None:
        self.body.addWidget(self.mode)
        add = QWidget(self)
        as_row(add, self.does, self.kind, (self.which, 1), self.add_rule, margins=(0, 0, 0, 0), spacing=8)
        self.body.addWidget(add)
        self.list.setMinimumHeight(132)
        frame = Card(self, margin=1)
        frame.body.addWidget(self.list)
        self.body.addWidget(frame, 1)
        below = QWidget(self)
        as_row(below, (self.count, 1), self.remove_button, margins=(0, 0, 0, 0), spacing=8)
        self.body.addWidget(below)
        self.add_note(
            tr(
                "The rules hold for whoever joins later, too. Whoever has a pick in the plan counts in it "
                "whatever they say."
            )
        )
        for button in (self.add_rule, self.remove_button):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.mode.chosen.connect(self._follow_mode)
        self.kind.finished.connect(self._offer)
        self.which.finished.connect(self._follow_which)
        self.add_rule.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(self._follow_current)
        self.list.delete_requested.connect(self._remove)

    def _show(self, rules: Iterable[ScopeRule]) -> None:
        rules = list(rules)
        named = [rule for rule in rules if rule.kind != ScopeKind.ANY_TRACK]
        any_track = len(named) < len(rules)
        mode = _CHOSEN if any(rule.include for rule in named) else _TRACK if any_track else _ALL
        self.mode.select(mode)
        for rule in named:
            self._put(rule, self._actions.read(name_of, rule))
        self.does.show_value(_COVER if mode == _CHOSEN else _LEAVE)
        self._offer()
        self._say()

    def _put(self, rule: ScopeRule, name: str) -> None:
        text = tr("Covers: %1", self._words(rule, name)) if rule.include else ""
        item = QListWidgetItem(text or tr("Leaves out: %1", self._words(rule, name)), self.list)
        item.setData(_RULE, rule)

    def _words(self, rule: ScopeRule, name: str) -> str:
        return {
            ScopeKind.TRACK: tr("track %1", name),
            ScopeKind.TEAM: tr("team %1", name),
            ScopeKind.SITE: tr("site %1", name),
            ScopeKind.MANAGER: tr("all below %1", name),
        }.get(rule.kind, name)

    def _offer(self) -> None:
        """Offer what rules of the kind chosen can be about."""
        choices = self._known[ScopeKind(self.kind.entered())]
        self.which.show_value(None)
        self.which.set_choices((place, name) for place, (_, name) in enumerate(choices))
        self._follow_which()

    def _follow_which(self) -> None:
        self.add_rule.setEnabled(isinstance(self.which.entered(), int))

    def _follow_current(self) -> None:
        self.remove_button.setEnabled(self.list.currentRow() >= 0)

    def _follow_mode(self) -> None:
        """Take away what the plan would cover by name where it covers everybody or those with a track."""
        if self.mode.current() != _CHOSEN:
            for item in self._items():
                if item.data(_RULE).include:
                    self.list.takeItem(self.list.row(item))
        self.does.show_value(_COVER if self.mode.current() == _CHOSEN else _LEAVE)
        self._say()

    def _add(self) -> None:
        place = self.which.entered()
        if not isinstance(place, int):
            return
        rule, name = self._known[ScopeKind(self.kind.entered())][place]
        rule = rule._replace(include=self.does.entered() == _COVER)
        for item in self._items():
            # Covered before and left out now, or the other way round: what was said last holds.
            if item.data(_RULE)._replace(include=rule.include) == rule:
                self.list.takeItem(self.list.row(item))
        self._put(rule, name)
        self.list.setCurrentRow(self.list.count() - 1)
        if rule.include:
            self.mode.select(_CHOSEN)
        self.which.show_value(None)
        self._follow_which()
        self.which.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def _remove(self) -> None:
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self._say()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _say(self) -> None:
        """Say how many people would count in the plan."""
        self.refuse("")
        self._follow_current()
        number = self._actions.read(count_people, self._plan.id, self.rules())
        self.count.setText(plural(number, "1 person counts in the plan.", "%1 people count in the plan."))
