"""The few questions before an export: which rows, which separator, for what."""

from dataclasses import replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.exporting.tables import WITHOUT_PLAN, ExportScope
from pmplanner.services.totals.totals import Group
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.fields import FormColumn
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.text import put

_SEPARATOR = "export/separator"
_BOM = "export/bom"


class ExportForm(QDialog):
    """Asks how a layout is to be written; the answers about the file are kept for the next time."""

    def __init__(
        self,
        layout: str,
        settings: QSettings,
        by: str = "track",
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._shown = shown
        self.setWindowTitle(put(self.tr("Export %1"), layout_title(layout).lower()))
        self.rows = SegmentedControl(self)
        everything = self.tr("All") if layout in WITHOUT_PLAN else self.tr("The whole plan")
        self.rows.add("all", everything)
        self.rows.add("shown", self.tr("Only what the page shows"))
        self.groups = QComboBox(self)
        self._fill_groups(by)
        self.separators = SegmentedControl(self)
        self.separators.add(",", self.tr("Comma  ,"))
        self.separators.add(";", self.tr("Semicolon  ;"))
        self.separators.select(";" if settings.value(_SEPARATOR) == ";" else ",")
        self.spreadsheet = QCheckBox(self.tr("For a spreadsheet"), self)
        self.spreadsheet.setChecked(settings.value(_BOM, "yes") != "no")
        self._lay_out(layout)

    def _fill_groups(self, by: str) -> None:
        for group, text in (
            ("track", self.tr("Track")),
            ("team", self.tr("Team")),
            ("title", self.tr("Job title")),
            ("course", self.tr("Course")),
            ("person", self.tr("Person")),
            ("month", self.tr("Month")),
        ):
            self.groups.addItem(text, group)
        self.groups.setCurrentIndex(max(self.groups.findData(by), 0))

    def _lay_out(self, layout: str) -> None:
        form = FormColumn()
        self.rows.setVisible(self._shown is not None)
        if self._shown is not None:
            self.rows.select("shown")
            form.add(self.tr("Rows"), self.rows)
        self.groups.setVisible(layout == "totals")
        if layout == "totals":
            form.add(self.tr("A row for each"), self.groups)
        form.add(self.tr("Separator"), self.separators)
        form.addRow("", self.spreadsheet)
        note = self.tr("A mark at the start of the file tells the spreadsheet that it is UTF-8 (BOM).")
        hint = muted_label(note, self, small=True)
        hint.setWordWrap(True)
        form.addRow("", hint)
        self.go_button = PrimaryButton(self.tr("Choose where to…"), self)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self.accept)
        cancel = plain_button(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.go_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(440)

    def accept(self) -> None:
        """Keep the answers and go on."""
        self._settings.setValue(_SEPARATOR, self.separator())
        self._settings.setValue(_BOM, "yes" if self.bom() else "no")
        super().accept()

    def scope(self) -> ExportScope:
        """Which rows are written, of whatever plan is shown."""
        shown = self._shown if self._shown is not None and self.rows.current() == "shown" else ExportScope()
        by: Group = self.groups.currentData()
        return replace(shown, by=by)

    def separator(self) -> str:
        """What stands between the cells."""
        return self.separators.current()

    def bom(self) -> bool:
        """Whether the file is marked as UTF-8."""
        return self.spreadsheet.isChecked()
