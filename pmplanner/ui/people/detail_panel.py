"""The panel beside the list: one person, several people, a new one, or a hint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.needs.standing_in_plan import read_standings
from pmplanner.services.people.people import PersonRow, person_detail
from pmplanner.services.people.tracks import TrackRow, assign_track
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.plans.targets import person_targets
from pmplanner.services.reports.choices import Whom
from pmplanner.services.views.person_plan import person_plan
from pmplanner.services.views.person_year import view_person_year
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.people.certificates_part import read_held
from pmplanner.ui.people.duplicates_dialog import DuplicatesDialog
from pmplanner.ui.people.forget_dialog import ForgetDialog
from pmplanner.ui.people.many_panel import ManyPanel
from pmplanner.ui.people.new_person import NewPerson
from pmplanner.ui.people.people_menu import PeopleMenu
from pmplanner.ui.people.person_panel import PersonPanel
from pmplanner.ui.people.record_dialog import RecordDialog
from pmplanner.ui.people.texts import assign_label
from pmplanner.ui.translation import plural
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.scrolling import UpDownArea


class DetailPanel(Card):
    """Shows whoever is selected and what can be done with them."""

    person_added = Signal(object)
    """A new person was added; payload: the id."""
    new_cancelled = Signal()
    """The form of the new person was left; no payload."""
    role_change_requested = Signal(object)
    """Somebody is to change role; payload: the id of the person."""
    paper_requested = Signal(str, object)
    """A paper of those selected is wanted; payload: its kind, and the Whom."""
    shortest_requested = Signal(object)
    """The fewest days for some people are wanted; payload: their ids."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self._actions = actions
        self._people: tuple[PersonRow, ...] = ()
        self._tracks: tuple[TrackRow, ...] = ()
        self._courses: CourseChoices | tuple[()] = ()
        self.stack = QStackedWidget(self)
        self.body.addWidget(self.stack)
        self.hint = self._make_hint()
        self.one = PersonPanel(actions, self.stack)
        self._many_area = UpDownArea(self.stack)
        self.many = ManyPanel(actions, self._many_area.viewport())
        self.many.setProperty("plain", True)
        self._many_area.setWidget(self.many)
        self._new_area = UpDownArea(self.stack)
        self.new = NewPerson(actions, self._new_area.viewport())
        self.new.setProperty("plain", True)
        self._new_area.setWidget(self.new)
        for widget in (self.hint, self.one, self._many_area, self._new_area):
            self.stack.addWidget(widget)
        self.one.remove_requested.connect(self.remove_selected)
        self.many.record_requested.connect(self.record_for_selected)
        self.many.remove_requested.connect(self.remove_selected)
        self.one.forget_requested.connect(self.forget_selected)
        self.one.role_change_requested.connect(self.change_role)
        self.one.shortest_requested.connect(self.ask_shortest)
        self.many.forget_requested.connect(self.forget_selected)
        self.new.added.connect(self._added)
        self.new.cancelled.connect(self._cancelled)

    def _make_hint(self) -> QLabel:
        hint = muted_label(self.tr("Select a person to see tracks, history and plan."), self)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        hint.setMargin(24)
        return hint

    def know(self, tracks: Sequence[TrackRow], words: Mapping[str, Iterable[str]]) -> None:
        """Offer these tracks, and in the forms these words used before."""
        self._tracks = tuple(tracks)
        for form in (self.one.details.form, self.new.form):
            form.offer_all(words)

    def know_courses(self) -> None:
        """Offer the courses that there are now."""
        self._courses = CourseChoices(self._actions)

    def completions_shown(self) -> frozenset[int]:
        """The ids of the completions of the one person shown."""
        if self.stack.currentWidget() is not self.one:
            return frozenset()
        return frozenset(entry.key for entry in self.one.history.completions.entries())

    def show_people(self, people: Sequence[PersonRow]) -> None:
        """Show who is selected; a new person being typed stays in view until someone is selected."""
        self._people = tuple(people)
        if len(people) == 1:
            self._show_one(people[0].id)
        elif people:
            self.many.show_people(people, self._tracks)
            self.stack.setCurrentWidget(self._many_area)
        elif not self.is_new():
            self.stack.setCurrentWidget(self.hint)

    def _show_one(self, person_id: int) -> None:
        plan_id = self._actions.plan_id
        try:
            detail = self._actions.read(person_detail, person_id)
        except PlanError:  # gone meanwhile; the list says so with the next change
            self.stack.setCurrentWidget(self.hint)
            return
        lines = None if plan_id is None else self._actions.read(person_plan, plan_id, person_id)
        year = None if plan_id is None else self._actions.read(view_person_year, plan_id, detail)
        held = self._actions.read(read_held, person_id)
        self.one.show_detail(detail, lines, self._tracks, self._courses, _today(), year, held)
        if plan_id is not None:
            standing = self._actions.read(read_standings, plan_id, [person_id])[person_id]
            target = self._actions.read(person_targets, plan_id, [person_id]).get(person_id)
            self.one.plan.show_standing(standing, target)
        self.stack.setCurrentWidget(self.one)

    def begin_new(self) -> None:
        """Show the form of a new person, empty."""
        self.stack.setCurrentWidget(self._new_area)
        self.new.begin(self._tracks)

    def is_new(self) -> bool:
        """Say whether a new person is being typed."""
        return self.stack.currentWidget() is self._new_area

    def remove_selected(self) -> None:
        """Remove whoever is selected, as one edit."""
        if not self._people:
            return
        ids = [person.id for person in self._people]
        self._actions.do(Label.of("person.remove", people=People.of(ids)), remove_people, ids)

    def record_for_selected(self) -> None:
        """Ask what whoever is selected has completed, and record it for all of them."""
        if self._people:
            ids = [person.id for person in self._people]
            dialog = RecordDialog(self._actions, ids, self._courses, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def forget_selected(self) -> None:
        """Ask whether to forget whoever is selected for good, and do it."""
        if self._people:
            dialog = ForgetDialog(self._actions, [person.id for person in self._people], self)
            dialog.exec()
            dialog.deleteLater()

    def merge_selected(self) -> None:
        """Compare the two who are selected, and merge them."""
        if len(self._people) == 2:
            one, other = self._people
            dialog = DuplicatesDialog(self._actions, (one.id, other.id), self)
            dialog.exec()
            dialog.deleteLater()

    def change_role(self) -> None:
        """Ask what it would mean that the one who is selected changes role."""
        if len(self._people) == 1:
            self.role_change_requested.emit(self._people[0].id)

    def ask_shortest(self) -> None:
        """Ask for the fewest days of whoever is selected."""
        if self._people:
            self.shortest_requested.emit([person.id for person in self._people])

    def assign_selected(self, track_id: int | None) -> None:
        """Make a track (or none) the primary one of whoever is selected, as one edit."""
        ids = [person.id for person in self._people]
        name = next((track.name for track in self._tracks if track.id == track_id), "")
        self._actions.do(assign_label(name, ids), assign_track, track_id, ids)

    def ask_paper(self) -> None:
        """Ask for the plans and records of those selected, on paper."""
        if self._people:
            keys = " ".join(str(person.id) for person in self._people)
            several = plural(len(self._people), "1 person", "%1 people")
            words = self._people[0].name if len(self._people) == 1 else several
            self.paper_requested.emit("people", Whom("person", keys, words))

    def make_menu(self) -> PeopleMenu:
        """The menu of whoever is selected."""
        menu = PeopleMenu(self._people, self._tracks, self)
        menu.track_requested.connect(self.assign_selected)
        menu.plan_requested.connect(self.one.plan.plan_requested)
        menu.role_change_requested.connect(self.change_role)
        menu.record_requested.connect(self.record_for_selected)
        menu.shortest_requested.connect(self.ask_shortest)
        menu.paper_requested.connect(self.ask_paper)
        menu.merge_requested.connect(self.merge_selected)
        menu.remove_requested.connect(self.remove_selected)
        menu.forget_requested.connect(self.forget_selected)
        return menu

    def _added(self, person_id: object) -> None:
        self.stack.setCurrentWidget(self.hint)
        self.person_added.emit(person_id)

    def _cancelled(self) -> None:
        self.stack.setCurrentWidget(self.hint)
        self.show_people(self._people)
        self.new_cancelled.emit()


def _today() -> dt.date:
    day = QDate.currentDate()
    return dt.date(day.year(), day.month(), day.day())
