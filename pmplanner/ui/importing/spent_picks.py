"""Offers to take back the picks that imported completions make unneeded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.services.plans.superfluous import SpentPick, take_back
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog

_SHOWN = 6
"""So many courses are named; the page of problems lists all."""


class SpentDialog(AskDialog):
    """Names the courses that are still picked although people have them."""

    def __init__(self, spent: Sequence[SpentPick], parent: QWidget | None = None) -> None:
        count = len(spent)
        go = plural(count, "Take 1 pick back", "Take %1 picks back")
        super().__init__(tr("Picks that are not needed any more"), go, parent)
        self.cancel_button.setText(tr("Leave them"))
        self.add_note(
            plural(
                count,
                "1 pick is of a course that the person has now, and that is valid until the plan ends:",
                "%1 picks are of courses that the people have now, and that are valid until the plan ends:",
            ),
            small=False,
        )
        courses = sorted({(pick.title, pick.plan) for pick in spent})
        lines = [tr("%1 (%2)", *course) for course in courses[:_SHOWN]]
        if len(courses) > _SHOWN:
            lines.append(plural(len(courses) - _SHOWN, "and 1 more course", "and %1 more courses"))
        self.add_note("\n".join(lines), small=False)


def offer_spent(actions: Actions, spent: Sequence[SpentPick], parent: QWidget | None) -> None:
    """Ask whether picks are to be taken back, and do that as one edit; nothing is asked without any."""
    if not spent:
        return
    dialog = SpentDialog(spent, parent)
    if dialog.exec():
        courses = {pick.course_id: pick.title for pick in spent}
        what = Counted("courses", len(courses), next(iter(courses.values())))
        people = People.of({pick.person_id for pick in spent})
        actions.do(Label.of("pick.remove", courses=what, people=people), take_back, spent)
    dialog.deleteLater()
