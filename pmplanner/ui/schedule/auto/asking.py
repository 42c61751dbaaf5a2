"""What is asked of the automatic schedule: period, goals, courses, people, limits."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.scheduling.model.problem import DEFAULT_GOALS
from pmplanner.services.autoschedule.choices import Choices, Usual
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.settings import MOST_SECONDS, USUAL_SECONDS
from pmplanner.ui.schedule.auto.course_checks import CourseChecks
from pmplanner.ui.schedule.auto.goals_list import GoalsOrder
from pmplanner.ui.translation import plural, put
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.inputs.lines import mark_invalid
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.scrolling import UpDownArea


class AskForm(QWidget):
    """Fields for one request; `start_requested` when the user is done with them."""

    start_requested = Signal(object)
    """A schedule is wanted; payload: the ScheduleRequest. The limit is in `seconds`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan_id: int | None = None
        self._today = dt.date.min
        self._usual: tuple[str, ...] = ()
        self._extended: dt.date | None = None
        """The last day of a longer period that was offered."""
        self._groups: list[frozenset[int] | None] = [None]
        self.first = DateField(self.tr("First day"))
        self.last = DateField(self.tr("Last day"))
        self.goals_order = GoalsOrder(DEFAULT_GOALS)
        self.goals = self.goals_order.list
        self.courses = CourseChecks()
        self.people = NoWheelComboBox(self.tr("People"))
        self.seconds = CountField(self.tr("Seconds to try"), "")
        self.seconds.setRange(1, MOST_SECONDS)
        self.seconds.show_value(USUAL_SECONDS)
        self.most_seats = CountField(self.tr("Most seats in a new session"), self.tr("as the course says"))
        self.unlimited = muted_label(small=True)
        self.unlimited.setWordWrap(True)
        self.unapproved = muted_label(small=True)
        self.unapproved.setWordWrap(True)
        self.together = QCheckBox(self.tr("No weekend or closed day between"))
        self.together.setAccessibleName(self.tr("No weekend or closed day between the days of a session"))
        self.together.setToolTip(
            self.tr(
                "For courses that fit into a working week. Without it days stay together "
                "as long as nobody is left out for it."
            )
        )
        self.message = muted_label()
        self.message.setProperty("problem", True)
        self.message.setWordWrap(True)
        self.message.hide()
        self.start = PrimaryButton(self.tr("Start"))
        self._lay_out()
        self.start.clicked.connect(self._start)
        self.courses.ticked.connect(self._say_seats)
        self.most_seats.textChanged.connect(self._say_seats)

    def show_choices(self, plan_id: int, today: dt.date, choices: Choices) -> None:
        """Offer what the plan has; what was chosen for the same plan stays."""
        if plan_id != self._plan_id:
            self.first.show_value(choices.first_day)
            self.last.show_value(choices.last_day)
            self.goals.show_goals(choices.goals)
            self._show_usual(choices.usual)
        elif self.goals.chosen() == self._usual:
            self.goals.show_goals(choices.goals)
        self._usual = choices.goals
        self.unapproved.setText(
            plural(
                choices.unapproved,
                "1 open pick is left out: this plan schedules only what was approved.",
                "%1 open picks are left out: this plan schedules only what was approved.",
            )
        )
        self.unapproved.setVisible(choices.unapproved > 0)
        self._plan_id, self._today = plan_id, today
        self.courses.show_courses(choices.courses)
        self._offer_people(choices)
        self.say("")

    def _show_usual(self, usual: Usual) -> None:
        """Begin with what the workspace is set to."""
        self.seconds.show_value(usual.seconds)
        self.most_seats.show_value(usual.most_seats)
        self.together.setChecked(usual.together)

    def say(self, sentence: str) -> None:
        """Say why there can be no schedule like this; "" for nothing."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _say_seats(self) -> None:
        """Say for how many courses nothing limits how many people come into one session, but its room."""
        count = 0 if self.most_seats.value() else self.courses.without_limit()
        self.unlimited.setText(
            plural(
                count,
                "1 course does not say how many people a session takes: all may come into one, "
                "as far as its room holds them.",
                "%1 courses do not say how many people a session takes: all may come into one, "
                "as far as its room holds them.",
            )
        )
        self.unlimited.setVisible(count > 0)

    def take_focus(self) -> None:
        """Put the cursor where one begins."""
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def request(self) -> ScheduleRequest:
        """What is asked for; ValueError with a sentence when it cannot be."""
        assert self._plan_id is not None
        first, last = self.first.day(), self.last.day()
        if first > last:
            raise ValueError(self.tr("The last day is before the first."))
        courses = self.courses.chosen()
        if courses is not None and not courses:
            raise ValueError(self.tr("Tick at least one course."))
        return ScheduleRequest(
            self._plan_id,
            self._today,
            first_day=first,
            last_day=last,
            course_ids=courses,
            person_ids=self._groups[max(0, self.people.currentIndex())],
            max_seats=self.most_seats.entered(),
            extends=last == self._extended,
            days_together=self.together.isChecked(),
            prefers_together=not self.together.isChecked(),
            half_of_a_team=True,
            keep_unless_gain=self.goals.chosen() == self._usual,
            goals=self.goals.chosen(),
        )

    def show_last_day(self, day: dt.date) -> None:
        """Show a longer period that was asked for elsewhere."""
        self._extended = day
        self.last.show_value(day)

    def _offer_people(self, choices: Choices) -> None:
        shown = self.people.currentText()
        self.people.clear()
        self.people.addItem(self.tr("Everybody"))
        self._groups = [None]
        for pattern, groups in ((self.tr("Team %1"), choices.teams), (self.tr("Track %1"), choices.tracks)):
            for group in groups:
                self.people.addItem(put(pattern, group.name))
                self._groups.append(group.person_ids)
        self.people.setCurrentIndex(max(0, self.people.findText(shown)))

    def _lay_out(self) -> None:
        period = QHBoxLayout()
        period.setSpacing(8)
        period.addWidget(self.first, 1)
        period.addWidget(muted_label("–"))
        period.addWidget(self.last, 1)
        holder = QWidget()
        holder.setLayout(period)
        period.setContentsMargins(0, 0, 0, 0)
        holder.setAccessibleName(self.tr("Period"))
        fields = FormColumn()
        fields.add(self.tr("Period"), holder).setBuddy(self.first)
        for name, whole in ((self.tr("Goals"), self.goals_order), (self.tr("Courses"), self.courses)):
            explain(whole, name)
            fields.addRow(whole)  # their lines need the width of the panel
        fields.add(self.tr("People"), self.people)
        fields.add(self.tr("Most seats"), self.most_seats)
        fields.addRow(self.unlimited)
        fields.addRow(self.unapproved)
        fields.add(self.tr("Days"), self.together)
        fields.add(self.tr("Seconds"), self.seconds)
        area = UpDownArea(self)
        area.make_inside().setLayout(fields)
        fields.setContentsMargins(16, 4, 16, 8)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 4, 16, 6)
        foot.addWidget(self.message, 1)
        foot.addStretch(0)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addLayout(foot)

    def _start(self) -> None:
        for field in (self.first, self.last):
            mark_invalid(field, "")
        try:
            request = self.request()
        except ValueError as error:
            self.say(str(error))
            return
        self.say("")
        self.start_requested.emit(request)
