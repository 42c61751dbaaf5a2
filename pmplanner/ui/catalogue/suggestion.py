"""What the catalogue suggests for a track beside its own path: one line, and a window with the difference."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QDialog, QWidget

from pmplanner.services.people.suggestions import Suggestion, take_suggestions
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.layouts import STRETCH, as_row
from pmplanner.ui.widgets.text import TextLabel


class SuggestionBar(QWidget):
    """Says that there is another path, and lets it be looked at and taken; hidden without one."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._suggestion: Suggestion | None = None
        self.text = muted_label("", self)
        self.look = plain_button(self.tr("Look…"), self)
        self.look.clicked.connect(self.ask)
        as_row(self, self.text, self.look, STRETCH, margins=(0, 0, 0, 0), spacing=8)
        self.hide()

    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Show a suggestion; None hides the line."""
        self._suggestion = suggestion
        self.setVisible(suggestion is not None)
        if suggestion is not None:
            self.text.setText(_sentence(suggestion))

    def ask(self) -> None:
        """Show what would change, and take the path when the user says so."""
        suggestion = self._suggestion
        if suggestion is None:
            return
        dialog = SuggestionDialog(suggestion, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            label = Label.of("track.take-suggestions", count=1, track=suggestion.track)
            self._actions.do(label, take_suggestions, [suggestion.track_id])


class SuggestionDialog(AskDialog):
    """The courses that come in, go out or stand otherwise, and the days before and after."""

    def __init__(self, suggestion: Suggestion, parent: QWidget | None = None) -> None:
        title = tr("Suggested path of %1", suggestion.track)
        super().__init__(title, tr("Take this path"), parent, width=520)
        for heading, titles in (
            (tr("Comes in"), suggestion.added),
            (tr("Goes out"), suggestion.removed),
            (tr("Stands otherwise: required, elective or in a group"), suggestion.moved),
        ):
            if titles:
                self._add_text("\n".join((heading, *(f"– {each}" for each in titles))))
        now, then = format_days(suggestion.days_now), format_days(suggestion.days_then)
        self._add_text(tr("Path days: %1 now, %2 then.", now, then))
        if suggestion.replaces_own:
            self.add_note(tr("This takes the place of your own path. Undo brings it back."))
        else:
            self.add_note(tr("Plans reckon with the new path from then on. Undo brings the old one back."))

    def _add_text(self, text: str) -> None:
        label = TextLabel(text, self)
        label.setWordWrap(True)
        self.body.addWidget(label)


def _sentence(suggestion: Suggestion) -> str:
    parts = []
    if suggestion.added:
        parts.append(plural(len(suggestion.added), "+%1 course", "+%1 courses"))
    if suggestion.removed:
        parts.append(plural(len(suggestion.removed), "−%1 course", "−%1 courses"))
    if suggestion.difference:
        parts.append(tr("%1 days", _signed(suggestion.difference)))
    what = ", ".join(parts) or tr("another order")
    if suggestion.replaces_own:
        return tr("The catalogue suggests another path: %1", what)
    return tr("A newer suggestion: %1", what)


def _signed(days: Decimal) -> str:
    return f"+{format_days(days)}" if days > 0 else f"−{format_days(-days)}"
