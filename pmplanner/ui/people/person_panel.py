"""One person: name, tabs for fields, history, plan and absences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QMenu,
    QTabWidget,
    QToolButton,
    QWidget,
)

from pmplanner.services.people.people import PersonDetail, PersonRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.services.views.person_plan import CourseLine
from pmplanner.services.views.person_year import PersonYear
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.people.away_tab import AwayTab
from pmplanner.ui.people.certificates_part import NOTHING_HELD, Held
from pmplanner.ui.people.details_tab import DetailsTab
from pmplanner.ui.people.history_tab import HistoryTab
from pmplanner.ui.people.plan_tab import PlanTab
from pmplanner.ui.people.year_strip import YearStrip
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea


class PersonPanel(QWidget):
    """All that is known of one person, in tabs."""

    remove_requested = Signal()
    """Remove this person; no payload."""
    forget_requested = Signal()
    """Forget this person for good; no payload."""
    role_change_requested = Signal()
    """This person changes role; no payload."""
    shortest_requested = Signal()
    """The fewest days for this person are wanted; no payload."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", self)
        self.title.setProperty("title", True)
        self.about = muted_label("", self)
        self.year = YearStrip(self)
        self.picture = PictureMenu(self.year, self.year.accessibleName, self.year)
        self.picture_button = self.picture.button(self)
        self.remove = icon_button("delete", self.tr("Remove this person"), self)
        self.remove.clicked.connect(self.remove_requested)
        self.more = icon_button("more", self.tr("More about this person"), self)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.addAction(self.tr("Change role…")).triggered.connect(self.role_change_requested)
        menu.addAction(self.tr("Shortest set…")).triggered.connect(self.shortest_requested)
        menu.addSeparator()
        menu.addAction(self.tr("Forget for good…")).triggered.connect(self.forget_requested)
        self.more.setMenu(menu)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(self.tr("About this person"))
        areas = [UpDownArea(self.tabs) for _ in range(4)]
        for area in areas:
            self.tabs.addTab(area, "")
        self.details = DetailsTab(actions, areas[0].viewport())
        self.history = HistoryTab(actions, areas[1].viewport())
        self.plan = PlanTab(areas[2].viewport())
        self.away = AwayTab(actions, areas[3].viewport())
        for area, tab in zip(areas, (self.details, self.history, self.plan, self.away), strict=True):
            tab.setProperty("plain", True)
            area.setWidget(tab)
        self._lay_out()

    def _lay_out(self) -> None:
        top = as_row(None, (self.title, 1), self.remove, self.more)
        year = as_row(None, (self.year, 1), self.picture_button, spacing=4)
        as_column(self, top, self.about, 6, year, 4, (self.tabs, 1), margins=(16, 12, 4, 4), spacing=2)

    def show_detail(
        self,
        detail: PersonDetail,
        lines: Sequence[CourseLine] | None,
        tracks: Sequence[TrackRow],
        courses: CourseChoices | tuple[()],
        today: dt.date,
        year: PersonYear | None = None,
        held: Held = NOTHING_HELD,
    ) -> None:
        """Show a person with what the plan holds for them; None for *lines* while there is no plan."""
        self.title.show_text(detail.person.name)
        self.about.setText(self._about(detail.person))
        self.details.show_detail(detail, tracks)
        self.history.show_detail(detail, courses, today)
        self.history.certificates.show_held(detail.person, held.certificates, held.files, today)
        self.plan.show_lines(lines)
        self.away.show_detail(detail)
        self.year.show_year(year, detail.person.name)
        self.picture_button.setVisible(year is not None)
        known = len(detail.history) + len(detail.attended) + len(detail.exemptions) + len(held.certificates)
        picks = sum(line.cell.is_pick for line in lines or ())
        for place, (text, number) in enumerate(
            (
                (self.tr("Person"), 0),
                (self.tr("History"), known),
                (self.tr("Plan"), picks),
                (self.tr("Away"), len(detail.absences)),
            )
        ):
            self.tabs.setTabText(place, f"{text} {number}" if number else text)

    def _about(self, person: PersonRow) -> str:
        parts = [person.employee_id, person.job_title, self.tr("sample") if person.sample else ""]
        return " · ".join(filter(None, parts))
