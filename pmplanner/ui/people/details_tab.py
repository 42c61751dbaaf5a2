"""A person's fields and tracks; each finished field is one edit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.calendar.open_days import read_working_week
from pmplanner.services.people.people import PersonDetail, PersonRow
from pmplanner.services.people.tracks import TrackRow, assign_track, set_further_tracks
from pmplanner.services.plans.people_changes import change_person
from pmplanner.storage.labels import Label, People, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.employment_list import EmploymentList
from pmplanner.ui.people.person_form import PersonForm
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import heading_label, muted_label, problem_label
from pmplanner.ui.widgets.inputs.choices import Ticks, TrackBox
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from pmplanner.ui.widgets.layouts import STRETCH, as_column
from pmplanner.ui.widgets.tab_order import tab_in_order


class DetailsTab(QWidget):
    """The form, the primary track and the further tracks of one person."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        self._tracks: tuple[TrackRow, ...] = ()
        self.form = PersonForm(self)
        self.primary = TrackBox(self.tr("Primary track"), self)
        self.further = Ticks(tr("Further tracks"), self)
        self.further.finished.connect(self._change_further)
        self.week = WeekdayRow(self.tr("Working days"), self)
        self.reason = problem_label("", self)
        self.week_reason = problem_label("", self)
        self.form.finished.connect(self._change_field)
        self.primary.activated.connect(self._change_primary)
        self.week.finished.connect(self._change_week)
        self.employment = EmploymentList(actions, self)
        self._lay_out()

    def _lay_out(self) -> None:
        as_column(
            self,
            heading_label(self.tr("Primary track"), self),
            self.primary,
            muted_label(self.tr("Further tracks, beside the primary one"), self, small=True),
            self.further,
            self.reason,
            4,
            heading_label(self.tr("Person"), self),
            self.form,
            4,
            heading_label(self.tr("Employment"), self),
            self.employment,
            4,
            heading_label(self.tr("Working days"), self),
            self.week,
            self.week_reason,
            STRETCH,
            margins=(0, 8, 12, 8),
            spacing=8,
        )
        self.reason.hide()
        self.week_reason.hide()

    def show_detail(self, detail: PersonDetail, tracks: Sequence[TrackRow]) -> None:
        """Show a person; what is being typed for the same person stays."""
        person = detail.person
        fresh = self._person is None or self._person.id != person.id
        self._person = person
        if tuple(tracks) != self._tracks:
            self._offer_tracks(tracks)
        self.reason.say("")
        self.form.show_person(person, fresh)
        self.employment.show_detail(detail)
        self._show_week(person)
        self.primary.show_key(person.track_id)
        self.further.show_value(detail.further_track_ids)
        for track_id, box in self.further.boxes.items():
            box.setVisible(track_id != person.track_id)

    def _offer_tracks(self, tracks: Sequence[TrackRow]) -> None:
        self._tracks = tuple(tracks)
        self.primary.set_tracks(tracks)
        self.further.show_choices([(track.id, track.name) for track in tracks])
        tab_in_order(self.further, self.further.boxes.values())

    def _change_field(self, name: str, value: object) -> None:
        person = self._person
        if person is None:
            return
        if (value or None) == (getattr(person, name) or None):
            self.form.accept(name)
            return
        label = Label.of("person.change", field=Term(f"person.{name}"), person=People.of([person.id]))

        def change(db: Session) -> None:
            change_person(db, person.id, **{name: value})

        self.form.settle(name, self._actions.try_to(label, change), getattr(person, name))

    def _change_primary(self) -> None:
        person, track_id = self._person, self.primary.track_id()
        if person is None or track_id == person.track_id:
            return
        this = People.of([person.id])
        if track_id is None:
            label = Label.of("track.leave", person=this, track=person.track)
        else:
            label = Label.of("track.assign", track=self.primary.currentText(), people=this)
        self.reason.say(self._actions.try_to(label, assign_track, track_id, [person.id]))

    def _change_further(self) -> None:
        if self._person is None:
            return
        chosen = [key for key in self.further.entered() if key != self._person.track_id]
        label = Label.of("person.set-tracks", person=People.of([self._person.id]))
        self.reason.say(self._actions.try_to(label, set_further_tracks, self._person.id, chosen))

    def _show_week(self, person: PersonRow) -> None:
        self.week.know_week(self._actions.read(read_working_week))
        self.week.show_value(person.working_days)
        self.week_reason.hide()

    def _change_week(self) -> None:
        person, days = self._person, self.week.entered()
        if person is None:
            return
        label = Label.of("person.set-days", person=People.of([person.id]))

        def change(db: Session) -> None:
            change_person(db, person.id, working_days=days)

        reason = self._actions.try_to(label, change)
        if reason:
            self._show_week(person)
        self.week_reason.say(reason)
