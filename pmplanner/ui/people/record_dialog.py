"""Recording the same completion for many people at once, such as what all of them read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.people.evidence import attach_evidence, read_evidence_file
from pmplanner.services.people.history import Recorded, record_for_many
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.people.completion_fields import CompletionFields, Entered
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.text import TextLabel


class RecordDialog(AskDialog):
    """Asks what was completed; accepted, it is recorded for all of them as one edit."""

    def __init__(
        self,
        actions: Actions,
        person_ids: Sequence[int],
        courses: CourseChoices | tuple[()],
        parent: QWidget | None = None,
    ) -> None:
        count = len(person_ids)
        title = plural(count, "Record a completion for 1 person", "Record a completion for %1 people")
        super().__init__(title, tr("Record"), parent, width=460)
        self._actions, self._person_ids = actions, tuple(person_ids)
        self._evidence: Path | None = None
        self.fields = CompletionFields(self)
        self.fields.offer_courses(courses)
        self.fields.begin()
        for text, field in self.fields.all():
            self.form.add(text, field)
        self.file_button = plain_button(tr("Choose a file…"), self)
        self.file_button.setAccessibleName(tr("Choose a file of evidence"))
        self.file_button.setAutoDefault(False)
        self.file_name = muted_label("", self)
        self.form.addRow(
            TextLabel(tr("Evidence"), self), as_row(None, self.file_button, (self.file_name, 1), spacing=8)
        )
        self.add_note(tr("Who has the same of that day already keeps it. The file is kept once for all."))
        self.file_button.clicked.connect(self._ask_file)

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a file of evidence"))
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Keep this file as evidence of what is recorded."""
        self._evidence = path
        self.file_name.setText(path.name)

    def accept(self) -> None:
        """Record it, or say why not."""
        self.refuse("")
        entered = self.fields.read(self.refuse)
        if entered is None:
            return
        made: list[Recorded] = []
        label = Label.of("completion.add", course=entered.name, person=People.of(self._person_ids))
        reason = self._actions.try_to(label, lambda db: made.append(self._record(db, entered)))
        self.refuse(reason)
        if reason:
            return
        if made[0].had:
            had = plural(len(made[0].had), "1 person had it already", "%1 people had it already")
            self._actions.said.emit(tr("Recorded; %1.", had), True)
        super().accept()

    def _record(self, db: Session, entered: Entered) -> Recorded:
        content = None if self._evidence is None else read_evidence_file(self._evidence)
        recorded = record_for_many(
            db, self._person_ids, entered.course_id, entered.completed_on, **entered.values
        )
        if not recorded.completion_ids:
            raise PlanError(tr("All of them have this of that day already."))
        if self._evidence is not None and content is not None:
            attach_evidence(db, self._evidence.name, content, completion_ids=recorded.completion_ids)
        new = [person for person in self._person_ids if person not in recorded.had]
        relabel(db, Label.of("completion.add", course=entered.name, person=People.of(new)))
        return recorded
