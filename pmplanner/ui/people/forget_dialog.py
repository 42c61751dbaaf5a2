"""Forgetting people for good: says who, what goes, what stays and which copies hold them, then does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.people.forgetting import Foreseen, Forgotten, foresee, forget_people, left_before
from pmplanner.storage.copies import delete_copies
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label, problem_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.text import TextLabel

_NAMED = 8


class ForgetDialog(QDialog):
    """Forgets the people given, or all whose last day was before a day that is chosen here."""

    def __init__(
        self, actions: Actions, person_ids: Sequence[int] | None = None, parent: QWidget | None = None
    ) -> None:
        """Ask about these people, or with None about those who left before a day."""
        super().__init__(parent)
        self._actions = actions
        self._ids = list(person_ids or ())
        self._foreseen: Foreseen | None = None
        self.setWindowTitle(self.tr("Forget for good"))
        self.day = DateField(self.tr("Day"), self)
        self.day.setAccessibleName(self.tr("Last day before"))
        self.day.setDate(QDate.currentDate())
        self._by_day = person_ids is None
        self.who = heading_label("", self)
        self.goes, self.stays, self.undo = (muted_label("", self) for _ in range(3))
        self.held = TextLabel(parent=self)
        self.also = QCheckBox(self.tr("Delete these files, too"), self)
        self.reason = problem_label("", self)
        self.cancel = PrimaryButton(self.tr("Cancel"), self)  # what Enter does
        self.apply = plain_button("", self, "delete")
        self.apply.setProperty("danger", True)
        self.cancel.clicked.connect(self.reject)
        self.apply.clicked.connect(self.accept)
        self.day.dateChanged.connect(self.foresee)
        self._lay_out()
        self.foresee()

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        before = TextLabel(self.tr("Everybody whose last day was &before"), self)
        before.setBuddy(self.day)
        top.addWidget(before)
        top.addWidget(self.day)
        top.addStretch(1)
        for widget in (before, self.day):
            widget.setVisible(self._by_day)
        bottom.addStretch(1)
        bottom.addWidget(self.cancel)
        bottom.addWidget(self.apply)
        column = as_column(self, margins=(20, 20, 20, 20), spacing=12)
        if self._by_day:
            column.addLayout(top)
        for label in (self.who, self.goes, self.stays, self.undo, self.held):
            label.setWordWrap(True)
            column.addWidget(label)
        self.held.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.also)
        column.addWidget(self.reason)
        column.addStretch(1)
        column.addLayout(bottom)
        self.cancel.setDefault(True)
        self.setMinimumWidth(560)

    def foresee(self) -> None:
        """Say what would be done for the people given or chosen."""
        path = self._actions.workspace.path
        self._foreseen, reason = None, ""
        if self._by_day:
            self._ids = [whom.id for whom in self._actions.read(left_before, self._before())]
        if self._ids:
            try:
                self._foreseen = self._actions.read(foresee, self._ids, path)
            except PlanError as error:  # gone meanwhile
                reason = str(error)
        self._say(reason)
        if self._foreseen is None:
            self.who.setText(self.tr("There is nobody to forget."))
            for widget in (self.goes, self.stays, self.undo, self.held, self.also):
                widget.hide()
        else:
            self._show(self._foreseen)
        self.apply.setEnabled(self._foreseen is not None)
        self.apply.setText(self._title())

    def _before(self) -> dt.date:
        day = self.day.date()
        return dt.date(day.year(), day.month(), day.day())

    def _title(self) -> str:
        count = len(self._foreseen.people) if self._foreseen else 0
        if not count:
            return self.tr("Forget for good")
        if count == 1:
            return self.tr("Forget 1 person for good")
        return tr("Forget %1 people for good", format_number(count))

    def _show(self, foreseen: Foreseen) -> None:
        self.who.setText(self._names(foreseen))
        self.goes.setText(self._goes(foreseen))
        self.stays.setText(
            self.tr(
                "What stays, without a name: team, job title, track, location, dates, picks, seats, "
                "completions, exemptions and absences, so that all totals stay as they are."
            )
        )
        sealed = self.tr("This cannot be undone. Edits that cannot be undone any more either: %1.")
        self.undo.setText(put(sealed, format_number(foreseen.rewritten.sealed)))
        files = "\n".join(str(path) for path in foreseen.copies[:_NAMED])
        if len(foreseen.copies) > _NAMED:
            more = format_number(len(foreseen.copies) - _NAMED)
            files += "\n" + tr("and %1 more in the same folders", more)
        self.held.setText(
            self.tr("Copies of the workspace that still hold them:") + f"\n{files}"
            if files
            else self.tr("No copy beside the workspace holds them.")
        )
        for widget in (self.goes, self.stays, self.undo, self.held):
            widget.show()
        self.also.setVisible(bool(files))

    def _names(self, foreseen: Foreseen) -> str:
        removed = self.tr("%1 (removed)")
        names = [put(removed, w.name) if w.removed else w.name for w in foreseen.people[:_NAMED]]
        text, more = ", ".join(names), len(foreseen.people) - _NAMED
        if more > 0:
            text = tr("%1 and %2 more", text, format_number(more))
        return text

    def _goes(self, foreseen: Foreseen) -> str:
        text = self.tr(
            "What goes: name, e-mail address and employee id, wherever they stand (rows: %1, older states of "
            "rows: %2, names of edits: %3). Notes, reasons and evidence about them go as a whole. "
            "A first or last name alone, a nickname or another spelling in a note is not found."
        )
        what = foreseen.rewritten
        text = put(text, *map(format_number, (what.row_count, what.images, what.labels)))
        if foreseen.shared:
            also = self.tr("Somebody who stays goes by %1, too, so other texts keep it.")
            text += " " + put(also, ", ".join(f"“{name}”" for name in foreseen.shared))
        return text

    def _say(self, reason: str) -> None:
        self.reason.say(reason)

    def accept(self) -> None:
        """Forget them; stay open and say why when it is refused."""
        if self._foreseen is None:
            return
        try:
            done = self._actions.for_good(self._title(), partial(forget_people, ids=self._ids))
        except (PlanError, WorkspaceError) as error:
            self._say(str(error))
            return
        left = delete_copies(done.foreseen.copies) if self.also.isChecked() else []
        self._actions.said.emit(self._done(done, len(left)), False)
        super().accept()

    def _done(self, done: Forgotten, left: int) -> str:
        parts = [tr("Forgotten for good: %1", format_number(len(done.foreseen.people)))]
        if left:
            parts.append(tr("Copies that could not be deleted: %1", format_number(left)))
        if not done.finished:
            parts.append(
                self.tr("The file is in use or the disk is full, so it is cleaned up at its next opening")
            )
        return ". ".join(parts) + "."
