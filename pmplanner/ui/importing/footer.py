"""The bottom of the import window: why it cannot go on, and the buttons."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from pmplanner.services.importing.draft import Draft
from pmplanner.ui.core.writing import show_in_folder
from pmplanner.ui.importing.texts import layout_count, layout_title
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import PrimaryButton, link_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.layouts import as_row


class Footer(QWidget):
    """A sentence, Save rejected rows, Cancel, and the one button that imports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = muted_label(parent=self)
        self.sentence.setWordWrap(True)
        self.folder_button = link_button(self.tr("Show in folder"), self)
        self.folder_button.clicked.connect(self._show_folder)
        self.folder_button.hide()
        self._written: Path | None = None
        self.rejects_button = plain_button(self.tr("Save rejected rows…"), self)
        self.cancel_button = plain_button(self.tr("Cancel"), self)
        self.import_button = PrimaryButton(self.tr("Import"), self)
        self.rejects_saved = False
        row = as_row(self, (self.sentence, 1), self.folder_button, margins=(0, 0, 0, 0), spacing=8)
        for button in (self.rejects_button, self.cancel_button, self.import_button):
            # Enter in a field must not import.
            button.setAutoDefault(False)
            row.addWidget(button)
        self.refuse("")

    def wait(self) -> None:
        """Nothing can be done before the preview is there."""
        self.refuse(self.tr("Looking at the file…"))

    def refuse(self, reason: str) -> None:
        """Say why nothing can be imported."""
        self.rejects_saved = False
        self.folder_button.hide()
        self.sentence.setText(reason)
        self.rejects_button.hide()
        self.import_button.setText(self.tr("&Import"))
        self._enable(False, reason)

    def show_draft(self, draft: Draft) -> None:
        """Say how much would be imported, or why nothing."""
        number = draft.count("created") + draft.count("updated")
        self.rejects_saved = False
        self.folder_button.hide()
        self.rejects_button.setVisible(bool(draft.rejected))
        what = layout_count(draft.layout, number) if number else layout_title(draft.layout).lower()
        self.import_button.setText(tr("&Import %1", what))
        reason = self._nothing(draft)
        self.sentence.setText(reason or self.tr("One Undo takes all of it back."))
        self._enable(not reason, reason)

    def say_saved(self, sentence: str) -> None:
        """Say what came of saving the rejected rows."""
        self.sentence.setText(sentence)

    def offer_folder(self, path: Path) -> None:
        """Offer to show where the rejected rows went."""
        self._written = path
        self.rejects_saved = True
        self.folder_button.show()

    def _show_folder(self) -> None:
        if self._written is not None:
            show_in_folder(self._written)

    def offer_rejects(self, sentence: str) -> None:
        """After the import there is only saving the rejected rows, and closing."""
        self.sentence.setText(sentence)
        self.import_button.hide()
        self.cancel_button.setText(self.tr("Close"))
        self.rejects_button.setFocus()

    def offer_close(self, sentence: str) -> None:
        """After the import there is nothing left here but closing."""
        self.sentence.setText(sentence)
        self.rejects_button.hide()
        self.import_button.hide()
        self.cancel_button.setText(self.tr("Close"))

    def begin_anew(self) -> None:
        """After an import another file can be imported."""
        self.import_button.show()
        self.cancel_button.setText(self.tr("Cancel"))

    def offer_next(self) -> None:
        """Let the last button lead to the next file, after an import."""
        self.cancel_button.setText(self.tr("Next file"))

    def _nothing(self, draft: Draft) -> str:
        if not draft.outcomes:
            return self.tr("Nothing to import: there are no rows below the header.")
        if not draft.writes_nothing:
            return ""
        if draft.count("unchanged"):
            return self.tr("Nothing to import: all of it is there already.")
        if draft.count("skipped"):
            return self.tr("Nothing to import: every row is rejected or left out.")
        return self.tr("Nothing to import: every row is rejected.")

    def _enable(self, on: bool, reason: str) -> None:
        self.import_button.setEnabled(on)
        self.import_button.setToolTip(reason)
        self.import_button.setAccessibleDescription(reason)
