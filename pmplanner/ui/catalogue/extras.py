"""What the workspace adds to a course, bundled or not: own facts, dates, equipment, certificates."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.models.statuses import CertificateLink
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.money.cost_items import Owner
from pmplanner.services.settings import read_setting
from pmplanner.ui.catalogue.certificate_list import CertificateList
from pmplanner.ui.catalogue.copies import CopyOffers
from pmplanner.ui.catalogue.needs import NeedsList
from pmplanner.ui.catalogue.own_facts import OwnFacts
from pmplanner.ui.catalogue.public_dates import PublicDates
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.item_list import CostItems
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.layouts import as_column


class CourseExtras(QWidget):
    """Sections that stand below the facts of a course or below its form."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.copies = CopyOffers(actions, self)
        self.own = OwnFacts(actions, self)
        self.items = CostItems(actions, self.tr("Nothing is paid for beside the price of a seat."), self)
        self.dates = PublicDates(actions, self)
        self.needs = NeedsList(actions, self)
        self.leads_to = CertificateList(
            actions,
            CertificateLink.LEADS_TO,
            (tr("Leads to certificates"), tr("It leads to no certificate.")),
            self,
        )
        self.renews = CertificateList(
            actions,
            CertificateLink.RENEWS,
            (tr("Renews certificates"), tr("It is not known to renew any.")),
            self,
        )
        as_column(
            self,
            self.copies,
            self.own,
            self.items,
            self.dates,
            self.needs,
            self.leads_to,
            self.renews,
            margins=(0, 0, 12, 8),
            spacing=4,
        )

    def show_course(self, course: CourseRow) -> None:
        """Show the sections of a course."""
        self._show_all(True)
        self.copies.show_course(course)
        self.own.show_courses([course])
        self.items.show_owner(Owner(course_id=course.id), self._actions.read(read_setting, "currency"))
        self.dates.show_course(course)
        self.needs.show_course(course)
        self.leads_to.show_course(course)
        self.renews.show_course(course)
        # Those of a course of the catalogue stand among its facts, and cannot be changed.
        self.leads_to.setVisible(not course.bundled)

    def show_several(self, courses: Sequence[CourseRow]) -> None:
        """Show what can be entered for several courses at once."""
        self._show_all(False)
        self.copies.hide()
        self.own.show_courses(courses)

    def _show_all(self, shown: bool) -> None:
        for part in (self.items, self.dates, self.needs, self.leads_to, self.renews):
            part.setVisible(shown)
