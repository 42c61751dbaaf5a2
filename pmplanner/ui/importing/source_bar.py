"""Which file is imported: the file itself, its sheet, and what its rows are."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QMenu, QWidget

from pmplanner.services.importing.job import IMPORTS
from pmplanner.ui.core.recent_files import last_folder, recent_files
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import link_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel, as_typed

_FILES = "*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.xlsb *.ods *.ics"


class SourceBar(QWidget):
    """A button for the file, recent files, the kind of its rows, and the sheet where there are several."""

    path_chosen = Signal(object)
    """Another file is wanted; payload: its Path."""
    layout_chosen = Signal(str)
    """The rows are of another kind; payload: the layout."""
    skipped = Signal()
    """This file is not wanted, but those after it; no payload."""
    sheet_chosen = Signal(str)
    """Another sheet is wanted; payload: its name."""

    def __init__(self, settings: QSettings, layout: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.choose_button = plain_button(self.tr("Another file…"), self, "file")
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self.ask)
        self.recent_menu = QMenu(self)
        self.recent_menu.aboutToShow.connect(self._fill_menu)
        self._name = ElidedLabel(parent=self)
        self._name.setProperty("heading", True)
        self._waiting = muted_label(parent=self)
        self.skip_button = link_button(self.tr("Skip this file"), self)
        self.skip_button.setAutoDefault(False)
        self.skip_button.clicked.connect(self.skipped)
        # A list: side by side, the kinds are wider than a small screen.
        self.kinds = NoWheelComboBox(self.tr("What the rows are"), self)
        for name in IMPORTS:
            self.kinds.addItem(layout_title(name), name)
        self.show_kind(layout)
        self.kinds.activated.connect(self._choose_kind)
        self._sheet_label = muted_label(self.tr("Sheet"), self)
        self.sheets = QComboBox(self)
        self.sheets.setAccessibleName(self.tr("Sheet of the workbook"))
        self.sheets.textActivated.connect(self.sheet_chosen)
        self._sheet_label.setBuddy(self.sheets)
        self._lay_out()
        self.show_sheets((), None)

    def _lay_out(self) -> None:
        self._file = QWidget(self)
        as_row(
            self._file,
            self.choose_button,
            (self._name, 1),
            self._waiting,
            self.skip_button,
            margins=(0, 0, 0, 0),
            spacing=12,
        )
        self.show_waiting(0)
        self._file.hide()
        second = as_row(
            None,
            TextLabel(self.tr("Each row is about"), self),
            self.kinds,
            16,
            self._sheet_label,
            self.sheets,
            STRETCH,
            spacing=8,
        )
        as_column(self, self._file, second, margins=(0, 0, 0, 0), spacing=12)

    def kind(self) -> str:
        """The layout of the rows."""
        return str(self.kinds.currentData())

    def show_kind(self, layout: str) -> None:
        """Show another kind of rows without a signal."""
        self.kinds.setCurrentIndex(self.kinds.findData(layout))

    def _choose_kind(self) -> None:
        self.layout_chosen.emit(self.kind())

    def ask(self) -> None:
        """Let the user choose a file."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Choose a file to import"),
            last_folder(self._settings, "import/folder"),
            tr("Tables and calendars (%1);;All files (*)", _FILES),
        )
        if name:
            self.path_chosen.emit(Path(name))

    def show_path(self, path: Path) -> None:
        """Name the file."""
        self._name.show_text(path.name)
        self._name.setToolTip(str(path))
        self._file.show()

    def show_waiting(self, number: int) -> None:
        """Say how many files come after this one."""
        self._waiting.setText(plural(number, "%1 more file after it", "%1 more files after it"))
        for widget in (self._waiting, self.skip_button):
            widget.setVisible(number > 0)

    def show_sheets(self, sheets: Sequence[str], chosen: str | None) -> None:
        """Offer the sheets of a workbook; nothing to choose from is not shown."""
        self.sheets.clear()
        self.sheets.addItems(list(sheets))
        if chosen is not None:
            self.sheets.setCurrentText(chosen)
        for widget in (self.sheets, self._sheet_label):
            widget.setVisible(len(sheets) > 1)

    def _fill_menu(self) -> None:
        self.recent_menu.clear()
        for path in recent_files(self._settings):
            action = self.recent_menu.addAction(as_typed(path.name))
            action.setToolTip(str(path))
            action.setData(path)
            action.triggered.connect(self._open_recent)

    def _open_recent(self) -> None:
        action = self.sender()
        if action is not None:
            self.path_chosen.emit(action.data())  # type: ignore[attr-defined]
