"""Somebody changes role: what the person brings, what the new track asks for, and the change as one edit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.needs.standing_in_plan import standing_word
from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.plans.role_change import AskedCourse, RoleChange, change_role, foresee_role_change
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_date, format_days
from pmplanner.ui.widgets.inputs.choices import SearchField, TrackBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList
from pmplanner.ui.widgets.text import as_typed

_SHOWN = 6
"""So many skills or picks are named; the tip has all of them."""


class RoleChangeDialog(AskDialog):
    """Choose a person and a track; what would happen is said before anything does."""

    def __init__(self, actions: Actions, person_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(tr("Somebody changes role"), tr("Change"), parent, width=640)
        self._actions = actions
        self._foreseen: RoleChange | None = None
        self.person = SearchField(tr("Person"), self)
        self.track = TrackBox(tr("Track"), self)
        self.how = SegmentedControl(self, tr("What becomes of the primary track"))
        self.how.add("change", tr("Becomes the primary track"))
        self.how.add("add", tr("Comes beside it"))
        self.brought_title, self.needed_title = heading_label("", self), heading_label("", self)
        self.brought = LineList(tr("What is there"), self, several=False)
        self.needed = LineList(tr("What would be picked"), self, several=False)
        self.skills = muted_label("", self, small=True)
        self.take_back = QCheckBox(self)
        self.note = muted_label("", self, small=True)
        self._offer(person_id)
        self._lay_out()
        self.person.finished.connect(self._meet)
        self.track.activated.connect(self.look)
        self.how.chosen.connect(self.look)
        self.take_back.clicked.connect(self._say_what)
        self.look()

    def _offer(self, person_id: int | None) -> None:
        people = self._actions.read(list_people)
        self._tracks = self._actions.read(list_tracks)
        self._primary = {person.id: person.track_id for person in people}
        self.person.set_choices((p.id, tr("%1 · %2", p.name, p.track or tr("No track"))) for p in people)
        for track in self._tracks:
            self.track.add_choice(track.name, track.id, track.position)
        if person_id is not None:
            self.person.show_value(person_id)
            self._choose_another(person_id)

    def _choose_another(self, person_id: int) -> None:
        """Choose the first track that is not the person's primary one."""
        primary = self._primary.get(person_id)
        self.track.show_key(next((t.id for t in self._tracks if t.id != primary), None))

    def _meet(self) -> None:
        """Say what would happen to another person; a track that they have is not the one that is meant."""
        person = self.person_id()
        if person is not None and self.track.track_id() == self._primary.get(person):
            self._choose_another(person)
        self.look()

    def _lay_out(self) -> None:
        self.form.add(tr("Person"), self.person)
        self.form.add(tr("Track"), self.track)
        self.form.addRow("", self.how)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        pairs = ((self.brought_title, self.brought), (self.needed_title, self.needed))
        for column, (title, lines) in enumerate(pairs):
            lines.setProperty("framed", True)
            lines.setMinimumHeight(120)
            grid.addWidget(title, 0, column)
            grid.addWidget(lines, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
        self.body.addLayout(grid, 1)
        for label in (self.skills, self.note):
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.body.addWidget(self.take_back)
        resize_to_fit(self, 760, 620)

    def adding(self) -> bool:
        """Whether the new track comes beside the primary one."""
        return self.how.current() == "add"

    def person_id(self) -> int | None:
        """The person chosen; None for nobody."""
        found = self.person.entered()
        return found if isinstance(found, int) else None

    def look(self) -> None:
        """Say what would happen."""
        self._foreseen, reason = None, ""
        person, track, plan_id = self.person_id(), self.track.track_id(), self._actions.plan_id
        if plan_id is None:
            reason = tr("There is no plan yet. Create one first.")
        elif person is not None and track is not None:
            try:
                self._foreseen = self._actions.read(
                    foresee_role_change, plan_id, person, track, adding=self.adding()
                )
            except PlanError as error:
                reason = str(error)
        self._show()
        self.refuse(reason)

    def _show(self) -> None:
        found = self._foreseen
        brought, needed = ((), ()) if found is None else (found.brought, found.needed)
        self.brought.set_lines([_line(each) for each in brought])
        self.needed.set_lines([_line(each) for each in needed])
        self.brought_title.setText(tr("Brings"))
        self.needed_title.setText(tr("Needs"))
        if found is not None:
            self.brought_title.setText(plural(found.brought_days, "Brings 1 day", "Brings %1 days"))
            self.needed_title.setText(plural(found.needed_days, "Needs 1 day", "Needs %1 days"))
        self.skills.setText("" if found is None else _skills(found))
        self.skills.setToolTip("" if found is None else ", ".join(found.skills.lacking))
        self.note.setText("" if found is None else self._note(found))
        self.note.setVisible(bool(self.note.text()))
        spare = () if found is None else found.spare
        if found is not None and spare:
            text = plural(
                len(spare),
                "Take back 1 pick (%2) that nothing asks for any more",
                "Take back %1 picks (%2) that nothing asks for any more",
                plural(found.spare_days, "1 day", "%1 days"),
            )
            self.take_back.setText(as_typed(text))
            self.take_back.setToolTip("\n".join(pick.title for pick in spare))
        self.take_back.setVisible(bool(spare))
        self._say_what()

    def _note(self, found: RoleChange) -> str:
        """Say what is not to be seen in the lists."""
        why = standing_word(found.standing)
        if why:
            return tr(
                "Does not count in this plan (%1): nothing is required, and nothing would be picked.", why
            )
        if not found.spare:
            return ""
        said = tr("Nothing asks any more for %1.", _some([pick.title for pick in found.spare]))
        seats = [pick.title for pick in found.spare if pick.is_seated]
        return tr("%1 With a seat: %2.", said, _some(seats)) if seats else said

    def _say_what(self) -> None:
        """Say on the button what it does."""
        found = self._foreseen
        self.go_button.setEnabled(found is not None)
        if found is None:
            self.go_button.setText(tr("Change"))
            return
        text = tr("Add %1", found.track) if found.adding else tr("Change to %1", found.track)
        if found.needed:
            picks = plural(len(found.needed), "pick 1 course", "pick %1 courses")
            text = tr("%1 and %2", text, picks)
        self.go_button.setText(as_typed(text))

    def accept(self) -> None:
        """Change the track and pick what it asks for, as one edit; stay open when it is refused."""
        found, plan_id = self._foreseen, self._actions.plan_id
        if found is None or plan_id is None:
            return
        verb = "person.add-role" if found.adding else "person.change-role"
        label = Label.of(verb, person=People.of([found.person_id]), track=found.track)
        reason = self._actions.try_to(
            label,
            change_role,
            plan_id,
            found.person_id,
            found.track_id,
            adding=found.adding,
            take_back=bool(found.spare) and self.take_back.isChecked(),
        )
        self.refuse(reason)
        if not reason:
            super().accept()

    def focus_first(self) -> None:
        """Put the keys where something is still to be chosen."""
        first = self.person if self.person_id() is None else self.track
        first.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(asked: AskedCourse) -> Line:
    return Line(asked.need.course_id, asked.title, tr("%1 d", format_days(asked.need.days)), _how(asked))


def _how(asked: AskedCourse) -> str:
    """Return where a required course stands."""
    need = asked.need
    if need.state == "missing":
        return tr("Done before; runs out on %1", format_date(need.due)) if need.due else ""
    if need.state == "satisfied":
        how = tr("Picked in the plan")
    else:
        words = {
            "completion": tr("Done before the plan"),
            "attendance": tr("Attended before the plan"),
            "exemption": tr("Exempt"),
            "expected": tr("Expected from another plan"),
        }
        how = words[need.source or "completion"]
    return tr("%1, through %2", how, asked.by_title) if asked.by_title else how


def _skills(found: RoleChange) -> str:
    skills = found.skills
    return " · ".join(
        (
            tr("Skills that are there: %1", _some(skills.having)),
            tr("planned: %1", _some(skills.planning)),
            tr("lacking: %1", _some(skills.lacking)),
        )
    )


def _some(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    if not names:
        return tr("none")
    shown = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    return plural(more, "%2 and 1 more", "%2 and %1 more", shown) if more > 0 else shown
