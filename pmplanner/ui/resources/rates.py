"""What currencies are worth, on the page of resources."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from pmplanner.services.money import rates
from pmplanner.services.money.currency_uses import CurrencyUse, list_currency_uses
from pmplanner.services.money.rates import RateRow
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.texts import uses_text
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.amounts import write_number
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import CurrencyLine, RateLine
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


def rate_kind() -> Kind:
    """Return what rates are to the page."""
    words = Words(
        title=tr("Rates of currencies"),
        new=tr("New rate"),
        create=tr("Add rate"),
        remove_tip=tr("Remove this rate (Del)"),
        one=tr("1 rate"),
        many=tr("%1 rates"),
        some=tr("%2 of %1 rates"),
        search=tr("Search rates by currency"),
        nothing_title=tr("There are no rates yet"),
        nothing=tr("What costs in another currency than the plan’s is unknown until there is a rate."),
        select=tr("Select a rate to change it."),
        nobody=tr("No rate matches"),
    )
    labels = Labels(
        add=lambda _name, _id: Label.of("rate.add"),
        change=lambda _field, row: Label.of("rate.set", currency=row.currency),
        remove=lambda row: Label.of("rate.remove", currency=row.currency),
        remove_several=lambda count: Label.of("rate.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        rates.add_rate,
        rates.change_rate,
        rates.remove_rate,
        name=lambda row: row.currency,
        about=lambda row: tr("from %1 on", format_date(row.valid_from)),
        sought=lambda row: f"{row.currency}\n{format_date(row.valid_from)}",
        icon="resources",
        complete=_complete,
        layout="rates",
    )


def _complete(values: dict[str, object]) -> dict[str, object]:
    if not isinstance(values["valid_from"], dt.date):
        raise ValueError(tr("Say from which day on the rate holds."))
    if values["value"] is None:
        raise ValueError(tr("Say what one %1 is worth.", values["currency"]))
    return values


def rate_columns() -> list[ColumnSpec[RateRow]]:
    """Return the columns of the list of rates."""
    return [
        ColumnSpec(tr("Currency"), lambda row: row.currency, width=120, strong=lambda _row: True),
        ColumnSpec(tr("From"), lambda row: row.valid_from, lambda r: format_date(r.valid_from), width=130),
        ColumnSpec(tr("Rate"), lambda row: row.value, lambda row: write_number(row.value), RIGHT),
    ]


class RatePanel(ResourcePanel):
    """One rate, and what is in its currency."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("currency", tr("Currency"), CurrencyLine, hint=tr("USD")),
            FieldSpec("valid_from", tr("From"), DateLine),
            FieldSpec("value", tr("Rate"), RateLine, hint="0.92"),
        )
        super().__init__(actions, rate_kind(), specs, parent)
        self.used = muted_label("", self)
        self.used.setWordWrap(True)
        self.add_section(self.tr("Used by"), self.used)

    def begin_new(self) -> None:
        """Show empty fields with the currencies that are used."""
        self._offer_currencies()
        super().begin_new()

    def show_more(self, row: RateRow) -> None:
        """Show what is in the currency."""
        uses = {use.currency: use for use in self._offer_currencies()}
        use = uses.get(row.currency)
        nothing = self.tr("Nothing is in this currency.")
        self.used.setText(nothing if use is None else uses_text(use.counts))

    def _offer_currencies(self) -> list[CurrencyUse]:
        uses = self.actions_.read(list_currency_uses)
        self.form.offer("currency", [use.currency for use in uses])
        return uses
