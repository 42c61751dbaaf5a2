"""The few questions about tables: before each, which rows; for all, what kind of file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import WITHOUT_PLAN
from pmplanner.services.totals.gaps import NEED_GROUPS
from pmplanner.services.totals.totals import GROUPS, Group
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.output.scope_dialog import ScopeDialog
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl

_SUFFIX = "export/suffix"
_SEPARATOR = "export/separator"
_BOM = "export/bom"


@dataclass(frozen=True, slots=True)
class FormOfFile:
    """How tables are written, kept from one time to the next."""

    suffix: str = "csv"
    """What files are called at their end: csv, xlsx."""
    separator: str = ","
    bom: bool = True
    """Whether a text file begins with the mark by which spreadsheets know UTF-8."""

    @classmethod
    def kept(cls, settings: QSettings) -> FormOfFile:
        """Return what was answered last."""
        return cls(
            "xlsx" if settings.value(_SUFFIX) == "xlsx" else "csv",
            ";" if settings.value(_SEPARATOR) == ";" else ",",
            settings.value(_BOM, "yes") != "no",
        )

    @staticmethod
    def keep_suffix(settings: QSettings, suffix: str) -> None:
        """Propose files of this kind from now on."""
        settings.setValue(_SUFFIX, suffix)

    def keep(self, settings: QSettings) -> None:
        """Write tables so from now on."""
        self.keep_suffix(settings, self.suffix)
        settings.setValue(_SEPARATOR, self.separator)
        settings.setValue(_BOM, "yes" if self.bom else "no")


GROUPED: Mapping[str, Collection[str]] = {"totals": GROUPS, "gaps": NEED_GROUPS}
"""The layouts with a row for each group, and what they can be grouped by."""


def as_group(by: str) -> Group:
    """Return what totals are grouped by; by track where it is unknown."""
    return next((group for group in GROUPS if group == by), "track")


class ExportForm(ScopeDialog):
    """Asks which rows of a layout are written, and what the totals are grouped by."""

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
        self.groups = NoWheelComboBox(tr("A row for each"), self)
        self._fill_groups(by, GROUPED.get(layout, ()))
        self.groups.setVisible(layout in GROUPED)
        if layout in GROUPED:
            self.form.add(tr("A row for each"), self.groups)
        self.body.addStretch(1)

    def _fill_groups(self, by: str, groups: Collection[str]) -> None:
        for group, text in (
            ("track", self.tr("Track")),
            ("team", self.tr("Team")),
            ("manager", self.tr("Manager")),
            ("title", self.tr("Job title")),
            ("course", self.tr("Course")),
            ("person", self.tr("Person")),
            ("month", self.tr("Month")),
        ):
            if group in groups:
                self.groups.addItem(text, group)
        self.groups.setCurrentIndex(max(self.groups.findData(by), 0))

    def scope(self) -> ExportScope:
        """Which rows are written, of whatever plan is shown."""
        by = as_group(str(self.groups.currentData()))
        return replace(super().scope(), by=by)


class TableOptions(AskDialog):
    """Asks how all tables are to be written."""

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(tr("Options for tables"), tr("Keep"), parent)
        self._settings = settings
        kept = FormOfFile.kept(settings)
        self.suffixes = SegmentedControl(self)
        self.suffixes.add("csv", self.tr("CSV"))
        self.suffixes.add("xlsx", self.tr("Excel"))
        self.suffixes.select(kept.suffix)
        self.separators = SegmentedControl(self)
        self.separators.add(",", self.tr("Comma  ,"))
        self.separators.add(";", self.tr("Semicolon  ;"))
        self.separators.select(kept.separator)
        self.spreadsheet = QCheckBox(self.tr("For a spreadsheet"), self)
        self.spreadsheet.setChecked(kept.bom)
        self.form.add(self.tr("Kind of file"), self.suffixes)
        self.form.add(self.tr("Separator of CSV"), self.separators)
        self.form.addRow("", self.spreadsheet)
        note = self.tr("A mark at the start of a CSV file tells the spreadsheet that it is UTF-8 (BOM).")
        hint = muted_label(note, self, small=True)
        hint.setWordWrap(True)
        self.form.addRow("", hint)
        self.body.addStretch(1)

    def accept(self) -> None:
        """Keep the answers."""
        self.chosen().keep(self._settings)
        super().accept()

    def chosen(self) -> FormOfFile:
        """Return what is answered."""
        return FormOfFile(self.suffixes.current(), self.separators.current(), self.spreadsheet.isChecked())
