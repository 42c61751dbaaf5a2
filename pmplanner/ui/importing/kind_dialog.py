"""Asks what the rows of a file are about, where its headings fit several kinds, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from pmplanner.services.importing.job import IMPORTS
from pmplanner.ui.importing.texts import import_sentence, layout_title
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox


class KindDialog(AskDialog):
    """Offers the kinds that fit first, then all others."""

    def __init__(self, fitting: Sequence[str], path: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(tr("What is in the file?"), tr("Go on"), parent)
        name = path.name if path is not None else ""
        question = muted_label(tr("The headings of “%1” do not say what its rows are about.", name), self)
        question.setWordWrap(True)
        self.body.insertWidget(0, question)
        self.kinds = NoWheelComboBox(tr("Each row is about"), self)
        for layout in (*fitting, *(each for each in IMPORTS if each not in fitting)):
            self.kinds.addItem(layout_title(layout), layout)
        self.form.add(tr("Each row is about"), self.kinds)
        self.about = muted_label("", self, small=True)
        self.about.setWordWrap(True)
        self.form.addRow("", self.about)
        self.kinds.currentIndexChanged.connect(self._explain)
        self.body.addStretch(1)
        self._explain()

    def kind(self) -> str:
        """Return the layout chosen."""
        return str(self.kinds.currentData())

    def _explain(self) -> None:
        self.about.setText(import_sentence(self.kind()))
