"""What a person has in the plan that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.needs.standing_in_plan import Standing, standing_word
from pmplanner.services.plans.targets import PersonTarget
from pmplanner.services.views.matrix import Cell
from pmplanner.services.views.person_plan import CourseLine
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.layouts import STRETCH, as_column
from pmplanner.ui.widgets.target_text import target_reason

_ROLES = {"done": "done", "problem": "problem", "scheduled": "accent", "picked": "dot", "waiting": "dot"}
_ASKED_WHY = ("required", "picked", "waiting", "problem", "later", "declined")
"""Where the person is without a seat, or with one that is not well."""


class PlanTab(QWidget):
    """The person's picks with status and session, then what the track still requires."""

    plan_requested = Signal()
    """The user wants to pick courses: open the plan; no payload."""

    why_requested = Signal(object)
    """Why the person has no seat in a course; payload: the course's id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading_label("", self)
        self.target = muted_label("", self)
        self.target.setWordWrap(True)
        self.picks = EntryList(self.tr("Nothing is picked yet."), self)
        self.needs_title = heading_label(self.tr("Required by the track"), self)
        self.needs = EntryList("", self)
        self.open_button = plain_button(self.tr("Pick courses in the plan"), self, "plan")
        self.open_button.clicked.connect(self.plan_requested)
        for entries in (self.picks, self.needs):
            entries.action_requested.connect(self.why_requested)
        as_column(
            self,
            self.title,
            self.target,
            self.picks,
            self.needs_title,
            self.needs,
            self.open_button,
            STRETCH,
            margins=(0, 8, 12, 8),
            spacing=6,
        )

    def show_standing(self, standing: Standing, target: PersonTarget | None) -> None:
        """Say how many days are aimed at for the person and why, or why they do not count in the plan."""
        reason = standing_word(standing)
        said = tr("Does not count in this plan: %1", reason) if reason else ""
        if not said and target is not None:
            said = target_reason(target)
        self.target.setText(said)
        self.target.setVisible(bool(said))

    def show_lines(self, lines: Sequence[CourseLine] | None) -> None:
        """Show what the person has in the plan; None while there is no plan."""
        picks = [line for line in lines or () if line.cell.is_pick]
        needs = [line for line in lines or () if not line.cell.is_pick]
        days = sum((line.cell.all_days for line in picks), Decimal(0))
        self.title.setText(self._title(lines is not None, days))
        self.picks.setVisible(lines is not None)
        self.picks.set_entries([self._entry(line) for line in picks])
        self.needs.set_entries([self._entry(line) for line in needs])
        self.needs_title.setVisible(bool(needs))
        self.needs.setVisible(bool(needs))
        self.open_button.setVisible(lines is not None)

    def _title(self, there_is_a_plan: bool, days: Decimal) -> str:
        if not there_is_a_plan:
            return self.tr("There is no plan yet")
        return tr("%1 planned", self._days(days))

    def _entry(self, line: CourseLine) -> Entry:
        role = _ROLES.get(line.cell.state, track_role(None))
        sentence = f"{self._state(line.cell)} · {self._days_of(line.cell)}"
        why = self.tr("Why?") if line.cell.state in _ASKED_WHY else ""
        trouble = " ".join(line.cell.problems)
        return Entry(line.course_id, line.title, sentence, role, trouble, action=why, is_link=True)

    def _state(self, cell: Cell) -> str:
        when = format_period(cell.first_day, cell.last_day)
        session = ", ".join(filter(None, (cell.session_code, when)))
        texts = {
            "required": self.tr("Required, not picked"),
            "credited": self.tr("Expected from another plan")
            if cell.is_expected
            else self.tr("Done before the plan, or exempt"),
            "met": self.tr("Met by another course, which counts as it"),
            "picked": self.tr("Picked, no seat yet"),
            "waiting": self.tr("Waiting for a seat in %1"),
            "scheduled": self.tr("Scheduled in %1"),
            "problem": self.tr("Problem in %1"),
            "later": self.tr("Put off"),
            "declined": self.tr("Declined"),
            "done": self.tr("Done in %1") if cell.session_code else self.tr("Done on %1"),
        }
        text = put(texts[cell.state], session)
        return f"{text} · {cell.result}" if cell.result else text

    def _days_of(self, cell: Cell) -> str:
        days, before = self._days(cell.days), cell.all_days - cell.days
        return tr("%1, and %2 done before", days, self._days(before)) if before else days

    def _days(self, days: Decimal) -> str:
        return plural(days, "1 day", "%1 days")
