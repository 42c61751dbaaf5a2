"""The few questions before an export: which rows, which separator, for what."""

from dataclasses import replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QWidget

from pmplanner.services.exporting.tables import WITHOUT_PLAN, ExportScope
from pmplanner.services.totals.totals import Group
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.output.scope_dialog import ScopeDialog
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl

_SEPARATOR = "export/separator"
_BOM = "export/bom"


class ExportForm(ScopeDialog):
    """Asks how a layout is to be written; the answers about the file are kept for the next time."""

    def __init__(
        self,
        layout: str,
        settings: QSettings,
        by: str = "track",
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title, go = tr("Export %1", layout_title(layout).lower()), tr("Choose where to…")
        everything = tr("All") if layout in WITHOUT_PLAN else ""
        super().__init__(title, go, shown, parent, rows=tr("Rows"), everything=everything)
        self._settings = settings
        self.groups = NoWheelComboBox(tr("A row for each"), self)
        self._fill_groups(by)
        self.groups.setVisible(layout == "totals")
        if layout == "totals":
            self.form.add(tr("A row for each"), self.groups)
        self.separators = SegmentedControl(self)
        self.separators.add(",", self.tr("Comma  ,"))
        self.separators.add(";", self.tr("Semicolon  ;"))
        self.separators.select(";" if settings.value(_SEPARATOR) == ";" else ",")
        self.spreadsheet = QCheckBox(self.tr("For a spreadsheet"), self)
        self.spreadsheet.setChecked(settings.value(_BOM, "yes") != "no")
        self.form.add(self.tr("Separator"), self.separators)
        self.form.addRow("", self.spreadsheet)
        note = self.tr("A mark at the start of the file tells the spreadsheet that it is UTF-8 (BOM).")
        hint = muted_label(note, self, small=True)
        hint.setWordWrap(True)
        self.form.addRow("", hint)
        self.body.addStretch(1)

    def _fill_groups(self, by: str) -> None:
        for group, text in (
            ("track", self.tr("Track")),
            ("team", self.tr("Team")),
            ("manager", self.tr("Manager")),
            ("title", self.tr("Job title")),
            ("course", self.tr("Course")),
            ("person", self.tr("Person")),
            ("month", self.tr("Month")),
        ):
            self.groups.addItem(text, group)
        self.groups.setCurrentIndex(max(self.groups.findData(by), 0))

    def accept(self) -> None:
        """Keep the answers and go on."""
        self._settings.setValue(_SEPARATOR, self.separator())
        self._settings.setValue(_BOM, "yes" if self.bom() else "no")
        super().accept()

    def scope(self) -> ExportScope:
        """Which rows are written, of whatever plan is shown."""
        by: Group = self.groups.currentData()
        return replace(super().scope(), by=by)

    def separator(self) -> str:
        """What stands between the cells."""
        return self.separators.current()

    def bom(self) -> bool:
        """Whether the file is marked as UTF-8."""
        return self.spreadsheet.isChecked()
