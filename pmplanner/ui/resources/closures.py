"""Closures and blackout periods on the page of resources."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar import closures
from pmplanner.services.calendar.closures import BlackoutRow, ClosureRow
from pmplanner.services.people.people import list_people
from pmplanner.storage.labels import Days, Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


def closure_kind() -> Kind:
    """Return what closures are to the page."""
    words = Words(
        title=tr("Closures"),
        new=tr("New closure"),
        create=tr("Add closure"),
        remove_tip=tr("Remove this closure (Del)"),
        one=tr("1 closure"),
        many=tr("%1 closures"),
        some=tr("%2 of %1 closures"),
        search=tr("Search closures by name or site"),
        nothing_title=tr("There are no closures yet"),
        nothing=tr("On days on which a site or the whole company is closed there is no training."),
        select=tr("Select a closure to change it."),
        nobody=tr("No closure matches"),
    )
    labels = Labels(
        add=_add_closure,
        change=lambda field, row: Label.of(
            "closure.change", field=Term(f"closure.{field}"), closure=_named(row)
        ),
        remove=lambda row: Label.of("closure.remove", closure=_named(row)),
        remove_several=lambda count: Label.of("closure.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        closures.add_closure,
        closures.change_closure,
        closures.remove_closure,
        name=lambda row: row.name or _period(row),
        about=lambda row: f"{_period(row)} · {row.site or _everybody()}",
        sought=lambda row: f"{row.name}\n{row.site or _everybody()}\n{_period(row)}",
        layout="closures",
        icon="schedule",
        complete=_complete,
    )


def blackout_kind() -> Kind:
    """Return what blackout periods are to the page."""
    words = Words(
        title=tr("Blackout periods"),
        new=tr("New blackout period"),
        create=tr("Add blackout period"),
        remove_tip=tr("Remove this blackout period (Del)"),
        one=tr("1 blackout period"),
        many=tr("%1 blackout periods"),
        some=tr("%2 of %1 blackout periods"),
        search=tr("Search blackout periods by team or name"),
        nothing_title=tr("There are no blackout periods yet"),
        nothing=tr("A team that cannot be spared, such as at the year’s end, is not trained then."),
        select=tr("Select a blackout period to change it."),
        nobody=tr("No blackout period matches"),
    )
    labels = Labels(
        add=_add_blackout,
        change=lambda field, row: Label.of(
            "blackout.change", field=Term(f"blackout.{field}"), blackout=_named(row)
        ),
        remove=lambda row: Label.of("blackout.remove", blackout=_named(row)),
        remove_several=lambda count: Label.of("blackout.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        closures.add_blackout,
        closures.change_blackout,
        closures.remove_blackout,
        name=lambda row: row.name or _period(row),
        about=lambda row: f"{_period(row)} · {row.team}",
        sought=lambda row: f"{row.name}\n{row.team}\n{_period(row)}",
        icon="schedule",
        complete=_complete,
    )


def _add_closure(name: str, _id: int | None) -> Label:
    return Label.of("closure.add", closure=name) if name else Label.of("closure.add-nameless")


def _add_blackout(name: str, _id: int | None) -> Label:
    return Label.of("blackout.add", blackout=name) if name else Label.of("blackout.add-nameless")


def _named(row: ClosureRow | BlackoutRow) -> str | Days:
    return row.name or Days(row.first_day, row.last_day, with_year=True)


def _everybody() -> str:
    return tr("Whole company")


def _period(row: ClosureRow | BlackoutRow) -> str:
    first, last = format_date(row.first_day), format_date(row.last_day)
    return first if first == last else f"{first} – {last}"


def _complete(values: dict[str, object]) -> dict[str, object]:
    """Take one day when no last one is given."""
    if values["first_day"] is None:
        raise ValueError(tr("Say on which day it begins."))
    return {**values, "last_day": values["last_day"] or values["first_day"]}


def _length(row: ClosureRow | BlackoutRow) -> int:
    return (row.last_day - row.first_day).days + 1


def closure_columns() -> list[ColumnSpec[ClosureRow]]:
    """Return the columns of the list of closures."""
    return [
        ColumnSpec(tr("Name"), lambda row: row.name or None, width=170, strong=lambda _row: True),
        ColumnSpec(tr("First day"), lambda row: row.first_day, lambda r: format_date(r.first_day), width=116),
        ColumnSpec(tr("Last day"), lambda row: row.last_day, lambda r: format_date(r.last_day), width=116),
        ColumnSpec(tr("Days"), _length, align=RIGHT, width=52, hint=tr("Calendar days")),
        ColumnSpec(tr("Closed"), lambda row: row.site or _everybody()),
    ]


def blackout_columns() -> list[ColumnSpec[BlackoutRow]]:
    """Return the columns of the list of blackout periods."""
    return [
        ColumnSpec(tr("Team"), lambda row: row.team, width=150, strong=lambda _row: True),
        ColumnSpec(tr("First day"), lambda row: row.first_day, lambda r: format_date(r.first_day), width=116),
        ColumnSpec(tr("Last day"), lambda row: row.last_day, lambda r: format_date(r.last_day), width=116),
        ColumnSpec(tr("Days"), _length, align=RIGHT, width=52, hint=tr("Calendar days")),
        ColumnSpec(tr("Name"), lambda row: row.name or None),
    ]


class _PeriodPanel(ResourcePanel):
    """A period with words to complete its site or team from."""

    def begin_new(self) -> None:
        """Show empty fields with words to complete them from."""
        self.offer_words()
        super().begin_new()

    def show_more(self, row: ClosureRow | BlackoutRow) -> None:
        """Offer words."""
        self.offer_words()

    def offer_words(self) -> None:
        """Complete the fields from the words there are."""
        raise TypeError(f"{type(self).__name__} does not say what it offers")

    def _apply(self, name: str, value: object) -> None:
        """Refuse an empty day here: the services want two."""
        if name in ("first_day", "last_day") and not isinstance(value, dt.date):
            self.form.refuse(name, self.tr("A date is needed here."))
            return
        super()._apply(name, value)


class ClosurePanel(_PeriodPanel):
    """One closure."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("name", tr("Name"), hint=tr("Summer closure")),
            FieldSpec("first_day", tr("First day"), DateLine),
            FieldSpec("last_day", tr("Last day"), DateLine, hint=tr("the same day")),
            FieldSpec("site", tr("Site"), hint=_everybody().lower()),
        )
        super().__init__(actions, closure_kind(), specs, parent)

    def offer_words(self) -> None:
        """Offer the sites there are."""
        self.form.offer("site", self.actions_.read(closures.known_sites))


class BlackoutPanel(_PeriodPanel):
    """One blackout period of a team."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("team", tr("Team")),
            FieldSpec("first_day", tr("First day"), DateLine),
            FieldSpec("last_day", tr("Last day"), DateLine, hint=tr("the same day")),
            FieldSpec("name", tr("Name"), hint=tr("Year’s end")),
        )
        super().__init__(actions, blackout_kind(), specs, parent)

    def offer_words(self) -> None:
        """Offer the teams there are."""
        self.form.offer("team", sorted({row.team for row in self.actions_.read(list_people)} - {""}))
