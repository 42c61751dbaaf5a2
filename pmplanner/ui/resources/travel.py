"""What ways between sites cost, on the page of resources."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar.closures import known_sites
from pmplanner.services.money import travel
from pmplanner.services.money.travel import TravelRow
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_price
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


def travel_kind() -> Kind:
    """Return what ways are to the page."""
    words = Words(
        title=tr("Travel between sites"),
        new=tr("New way"),
        create=tr("Add way"),
        remove_tip=tr("Remove what this way costs (Del)"),
        one=tr("1 way"),
        many=tr("%1 ways"),
        some=tr("%2 of %1 ways"),
        search=tr("Search ways by site"),
        nothing_title=tr("No cost of travel is entered yet"),
        nothing=tr("Who goes to a session at another site bears what the way there and back costs."),
        select=tr("Select a way to change what it costs."),
        nobody=tr("No way matches"),
    )
    labels = Labels(
        add=lambda _name, _id: Label.of("travel.add"),
        change=lambda _field, row: Label.of("travel.set", start=row.from_site, end=row.to_site),
        remove=lambda row: Label.of("travel.set", start=row.from_site, end=row.to_site),
        remove_several=lambda count: Label.of("travel.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        travel.add_travel,
        travel.change_travel,
        travel.remove_travel,
        name=_name,
        about=lambda row: tr("%1 there and back", format_price(row.amount, row.currency)),
        sought=lambda row: f"{row.from_site}\n{row.to_site}",
        icon="resources",
        complete=_complete,
        layout="travel",
    )


def _name(row: TravelRow) -> str:
    return f"{row.from_site} – {row.to_site}"


def _complete(values: dict[str, object]) -> dict[str, object]:
    if not isinstance(values["amount"], Decimal):
        raise ValueError(tr("Say what the way costs, 0 where it costs nothing."))
    return values


def travel_columns() -> list[ColumnSpec[TravelRow]]:
    """Return the columns of the list of ways."""
    return [
        ColumnSpec(tr("From"), lambda row: row.from_site, width=180, strong=lambda _row: True),
        ColumnSpec(tr("To"), lambda row: row.to_site, width=180),
        ColumnSpec(
            tr("There and back"),
            lambda row: row.amount,
            lambda row: format_price(row.amount, row.currency),
            RIGHT,
            hint=tr("What one person pays; the same in the other direction, where that is not entered"),
        ),
    ]


class TravelPanel(ResourcePanel):
    """One way."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("from_site", tr("From site")),
            FieldSpec("to_site", tr("To site")),
            FieldSpec("amount", tr("The way costs"), AmountLine),
            FieldSpec("currency", tr("Currency"), CurrencyLine, hint=tr("EUR")),
        )
        super().__init__(actions, travel_kind(), specs, parent)

    def begin_new(self) -> None:
        """Show empty fields with sites to complete them from."""
        self._offer_sites()
        super().begin_new()

    def show_more(self, row: TravelRow) -> None:
        """Offer the sites there are."""
        self._offer_sites()

    def _offer_sites(self) -> None:
        sites = self.actions_.read(known_sites)
        for name in ("from_site", "to_site"):
            self.form.offer(name, sites)
