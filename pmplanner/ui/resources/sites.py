"""Sites with their public holidays on the page of resources."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.calendar import closures
from pmplanner.services.calendar.closures import SiteRow
from pmplanner.services.calendar.open_days import known_regions, public_holidays
from pmplanner.services.calendar.regions import subdivision_names
from pmplanner.services.errors import PlanError
from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.labels import Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_weekday
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.choices import SearchField
from pmplanner.ui.widgets.inputs.dates import TimeLine
from pmplanner.ui.widgets.inputs.time_zones import known_time_zones
from pmplanner.ui.widgets.layouts import STRETCH, as_row
from pmplanner.ui.widgets.tables.table_model import ColumnSpec
from pmplanner.ui.widgets.text import TextLabel

_HOURS = ("day_begins", "day_ends")


def site_kind() -> Kind:
    """Return what sites are to the page."""
    words = Words(
        title=tr("Sites"),
        new=tr("New site"),
        create=tr("Add site"),
        remove_tip=tr("Remove this site (Del)"),
        one=tr("1 site"),
        many=tr("%1 sites"),
        some=tr("%2 of %1 sites"),
        search=tr("Search sites by name or country"),
        nothing_title=tr("There are no sites yet"),
        nothing=tr("Say in which country a site is, and its public holidays are kept free of training."),
        select=tr("Select a site to see its public holidays."),
        nobody=tr("No site matches"),
    )
    labels = Labels(
        add=_add_label,
        change=lambda field, row: Label.of(
            "site.change", field=Term(f"site.{field}"), site=row.name or Term("site.others")
        ),
        remove=lambda row: Label.of("site.remove", site=row.name or Term("site.others")),
        remove_several=lambda count: Label.of("site.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        closures.add_site,
        _change,
        closures.remove_site,
        name=lambda row: row.name or tr("All other sites"),
        about=_about,
        sought=lambda row: f"{row.name}\n{country_name(row.country)}\n{row.country}",
        icon="resources",
        complete=_complete,
    )


def _change(db: Session, site_id: int, /, **values: object) -> None:
    """Change a site; with the country goes the subdivision, which another country does not have."""
    if "country" in values:
        values["subdivision"] = ""
    closures.change_site(db, site_id, **values)


def _complete(values: dict[str, object]) -> dict[str, object]:
    """Let empty fields be empty texts, but for the hours, which nobody said then."""
    return {name: value if name in _HOURS else value or "" for name, value in values.items()}


def _add_label(name: str, _id: int | None) -> Label:
    return Label.of("site.add", site=name) if name else Label.of("site.add-nameless")


def _about(row: SiteRow) -> str:
    return " · ".join(filter(None, (country_name(row.country), row.subdivision, row.timezone)))


def country_name(code: str) -> str:
    """Return the name of a country by its ISO code, or the code where it has none."""
    territory = QLocale.codeToTerritory(code) if code else QLocale.Country.AnyTerritory
    if territory == QLocale.Country.AnyTerritory:
        return code
    return QLocale.territoryToString(territory)


def site_columns() -> list[ColumnSpec[SiteRow]]:
    """Return the columns of the list of sites."""
    return [
        ColumnSpec(
            tr("Site"), lambda row: row.name or tr("All other sites"), width=130, strong=lambda _row: True
        ),
        ColumnSpec(tr("Country"), lambda row: country_name(row.country) or None, width=120),
        ColumnSpec(tr("Subdivision"), lambda row: row.subdivision or None, width=92),
        ColumnSpec(tr("Time zone"), lambda row: row.timezone or None),
    ]


class SitePanel(ResourcePanel):
    """One site: where it is, and the public holidays of a year."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("name", tr("Site"), hint=tr("empty for all other sites")),
            FieldSpec("country", tr("Country"), SearchField),
            FieldSpec("subdivision", tr("Subdivision"), SearchField),
            FieldSpec("timezone", tr("Time zone"), SearchField),
            FieldSpec("day_begins", tr("Work begins"), TimeLine, tr("not known")),
            FieldSpec("day_ends", tr("Work ends"), TimeLine, tr("not known")),
        )
        self._year = 0
        super().__init__(actions, site_kind(), specs, parent)
        self.year = TextLabel(parent=self)
        self.year.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.earlier = icon_button("chevron-left", self.tr("The year before"), self)
        self.later = icon_button("chevron-right", self.tr("The year after"), self)
        self.earlier.clicked.connect(self._go_back)
        self.later.clicked.connect(self._go_on)
        self.holidays = muted_label("", self)
        self.holidays.setWordWrap(True)
        years = QWidget(self)
        as_row(years, self.earlier, self.year, self.later, STRETCH, margins=(0, 0, 0, 0))
        self.add_section(self.tr("Public holidays"), years, self.holidays)
        self.form.fields["country"].finished.connect(self._follow_country)

    def begin_new(self) -> None:
        """Show empty fields."""
        self._offer("")
        super().begin_new()

    def show_row(self, row: SiteRow | None) -> None:
        """Show a site, or that none is selected."""
        if row is not None and not self.is_new():
            self._offer(row.country)
        super().show_row(row)

    def show_more(self, row: SiteRow) -> None:
        """Show the public holidays of the year, at first that of the plan."""
        if not self._year:
            plans = self.actions_.read(list_plans)
            shown = [plan.first_day for plan in plans if plan.id == self.actions_.plan_id]
            self._year = (shown or [dt.date.today()])[0].year  # noqa: DTZ011 - what the user calls today
        self._show_year()

    def _offer(self, country: str) -> None:
        """Offer the countries, the subdivisions of one, and the time zones."""
        self.form.offer("name", self.actions_.read(closures.known_sites))
        field = self.form.fields["country"]
        if isinstance(field, SearchField) and not field.count():
            named = sorted((f"{country_name(code)} ({code})", code) for code in known_regions())
            field.set_choices([("", self.tr("No public holidays")), *((code, text) for text, code in named)])
        self._offer_subdivisions(country)
        zones = self.form.fields["timezone"]
        if isinstance(zones, SearchField) and not zones.count():
            zones.set_choices([("", self.tr("Not known")), *((zone, zone) for zone in known_time_zones())])

    def _offer_subdivisions(self, country: str) -> None:
        field = self.form.fields["subdivision"]
        if isinstance(field, SearchField):
            names = subdivision_names(country) if country else {}
            texts = ((code, text if text == code else f"{text} ({code})") for code, text in names.items())
            field.set_choices([("", self.tr("Whole country")), *texts])
            field.setEnabled(bool(names))

    def _follow_country(self) -> None:
        """While a new site is typed, offer what its country has."""
        if self.is_new():
            self._offer_subdivisions(str(self.form.fields["country"].entered() or ""))
            self.form.fields["subdivision"].show_value("")

    def _go_back(self) -> None:
        self._year -= 1
        self._show_year()

    def _go_on(self) -> None:
        self._year += 1
        self._show_year()

    def _show_year(self) -> None:
        self.year.setText(str(self._year))
        self.holidays.setText(self._holidays())

    def _holidays(self) -> str:
        row = self.row
        if row is None or not row.country:
            return self.tr("Choose a country to see its public holidays.")
        try:
            found = public_holidays(row.country, row.subdivision, self._year)
        except PlanError as error:
            return str(error)
        return "\n".join(f"{format_weekday(day)}  ·  {name}" for day, name in found.items())
