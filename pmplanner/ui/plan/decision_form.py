"""Asks who put picks off or declined them, when and why, and what is taken instead."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from pmplanner.models.statuses import Decision
from pmplanner.services.calendar.clock import today
from pmplanner.services.decisions.decide import Verdict
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.plan.decision_texts import says_who
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.choices import SearchField
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.inputs.lines import TextLine


class DecisionForm(AskDialog):
    """Who, when and why; *courses* can be taken instead, where one course is decided of."""

    def __init__(
        self,
        actions: Actions,
        decision: Decision,
        what: str,
        whom: str,
        courses: CourseChoices | None = None,
        but: Collection[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        is_later = decision == Decision.LATER
        title = tr("Put off") if is_later else tr("Decline")
        super().__init__(title, title, parent)
        self._actions, self._decision = actions, decision
        self.by = TextLine(tr("Decided by"), placeholder=tr("name, e-mail or employee id"))
        self.on = DateField(tr("Decided on"))
        self.on.show_value(today())
        self.why = TextLine(tr("Reason"))
        self.instead = SearchField(tr("Another course instead"), placeholder=tr("none"))
        if courses is not None:
            self.instead.offer_found(courses.find, but, courses.text)
        said = tr("%1 for %2 is put off", what, whom) if is_later else tr("%1 for %2 is declined", what, whom)
        self.add_note(
            tr("%1: it has neither days nor cost then, satisfies nothing, and its seat is free.", said)
        )
        self.form.add(tr("&Reason"), self.why)
        self.form.add(tr("Decided &by"), self.by)
        self.form.add(tr("Decided &on"), self.on)
        if courses is not None:
            self.form.add(tr("&Instead"), self.instead)
        self._verdict: Verdict | None = None

    def verdict(self) -> Verdict:
        """What was entered, once it was accepted."""
        assert self._verdict is not None
        return self._verdict

    def accept(self) -> None:
        """Go on once it is known who is meant."""
        by = says_who(self._actions, self.by.typed())
        if isinstance(by, str):
            self.refuse(by)
            self.by.setFocus()
            return
        chosen = self.instead.entered()
        instead = None if chosen is None else int(str(chosen))
        on = self.on.entered()
        self._verdict = Verdict(self._decision, *by, on, self.why.typed(), instead)
        super().accept()
