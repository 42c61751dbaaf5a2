"""The cost items of a course, a session or a plan: listed, added, changed and removed, one edit each."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pmplanner.models.statuses import CostPer
from pmplanner.services.lookup import fold
from pmplanner.services.money.cost_items import (
    ItemRow,
    Owner,
    add_item,
    change_item,
    list_items,
    remove_item,
)
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.texts import item_sentence, ways_to_pay
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.inputs.choices import ChoiceField
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine, TextLine, mark_invalid
from pmplanner.ui.widgets.layouts import as_column


class CostItems(QWidget):
    """A heading, the items, and a form to add one or to change one."""

    def __init__(self, actions: Actions, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._owner: Owner | None = None
        self._items: dict[int, ItemRow] = {}
        self._asked: int | None = None
        self._changing: int | None = None
        """The item that is about to be changed, and the one in the open form; None where one is added."""
        self._usual = ""
        self.heading = heading_label(tr("Cost items"), self)
        explain(self.heading, "Cost items")
        self.list = EntryList(empty, self)
        self.form = AddForm(tr("Add a cost item"), tr("Add cost item"), self)
        self.name = TextLine(parent=self)
        self.per = ChoiceField(tr("Paid"), {}, self)
        self.amount = AmountLine(parent=self, placeholder=tr("unknown"))
        self.currency = CurrencyLine(parent=self)
        self.currency.setMaxLength(3)
        self.amount.go_with(self.currency.code)
        for title, field in (
            (tr("What is paid for"), self.name),
            (tr("Paid"), self.per),
            (tr("Amount"), self.amount),
            (tr("Currency"), self.currency),
        ):
            self.form.add_field(title, field)
        self.list.remove_requested.connect(self._remove)
        self.list.action_requested.connect(self._begin_change)
        self.form.opened.connect(self._fill)
        self.form.submitted.connect(self._submit)
        as_column(self, self.heading, self.list, self.form, margins=(0, 8, 0, 0), spacing=4)

    def show_owner(self, owner: Owner, usual: str) -> None:
        """Show what belongs to an owner; *usual* is the currency of amounts that name none.

        What is being typed stays while it is the same owner.
        """
        if owner != self._owner:
            self.form.close_fields()
            self.per.clear()
            for key, text in ways_to_pay(owner).items():
                self.per.addItem(text, key)
        self._owner, self._usual = owner, usual
        self.currency.setPlaceholderText(usual or tr("EUR"))
        rows = self._actions.read(list_items, owner)
        self._items = {row.id: row for row in rows}
        if self._changing is not None and self._changing not in self._items:
            self._changing = None
            self.form.close_fields()
        self.list.set_entries([self._entry(row) for row in rows])

    def _entry(self, row: ItemRow) -> Entry:
        return Entry(
            row.id,
            row.name,
            item_sentence(row, self._usual),
            remove_name=tr("Remove %1", row.name),
            action=tr("Change"),
            is_link=True,
        )

    def _begin_change(self, item_id: int) -> None:
        self._asked = item_id
        self.form.open()

    def _fill(self) -> None:
        """Show in the open form what is to be changed, or that something is added."""
        self._changing, self._asked = self._asked, None
        row = None if self._changing is None else self._items[self._changing]
        self.form.add_button.setText(tr("Add cost item") if row is None else tr("Save the change"))
        self._mark("")
        if row is not None:
            self.name.show_value(row.name)
            self.per.show_value(row.per)
            self.amount.show_value(row.amount)
            self.currency.show_value(row.currency)

    def _submit(self) -> None:
        self._mark("")
        entered = self.form.entered(self.name, self.amount, self.currency)
        if entered is None or self._owner is None:
            return
        name, amount, currency = entered
        values = {"name": name, "per": self.per.entered(), "amount": amount, "currency": currency}
        if self._changing is None:
            label = Label.of("cost.add", item=name)
            reason = self._actions.try_to(label, add_item, self._owner, **values)
        else:
            label = Label.of("cost.change", item=self._items[self._changing].name)
            reason = self._actions.try_to(label, change_item, self._changing, **values)
        self._mark(reason)
        self.form.settle(reason)

    def _mark(self, reason: str) -> None:
        """Mark the field for which something was refused."""
        wrong = self._wrong_field() if reason else None
        for field in (self.name, self.per, self.amount, self.currency):
            mark_invalid(field, reason if field is wrong else "")
        if wrong is not None:
            wrong.setFocus()

    def _wrong_field(self) -> QWidget:
        name = fold(self.name.typed())
        others = {fold(row.name) for row in self._items.values() if row.id != self._changing}
        if not name or name in others:
            return self.name
        if len(self.currency.typed()) not in (0, 3):
            return self.currency
        taken = {row.per for row in self._items.values() if row.id != self._changing}
        if self.per.entered() == CostPer.SEAT_PRICE and CostPer.SEAT_PRICE in taken:
            return self.per
        return self.amount

    def _remove(self, item_id: int) -> None:
        label = Label.of("cost.remove", item=self._items[item_id].name)
        self._actions.do(label, remove_item, item_id)
