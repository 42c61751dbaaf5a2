"""The files that are the evidence of a completion or a certificate: attached, opened, saved, removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from PySide6.QtCore import QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from sqlalchemy.orm import Session

from pmplanner.exchange.folders import safe_name
from pmplanner.services.errors import PlanError
from pmplanner.services.people.evidence import (
    Evidence,
    attach_evidence,
    list_evidence,
    read_evidence,
    read_evidence_file,
    remove_evidence,
)
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.writing import open_file
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import link_button, plain_button
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

EvidenceOf = Literal["completion", "certificate"]


class Whose(NamedTuple):
    """What the evidence is of."""

    title: str
    person_id: int
    link: str = ""
    """Where more of it is."""


_OPENED = frozenset(
    {
        *("pdf", "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic"),
        *("txt", "csv", "docx", "xlsx", "pptx", "odt", "ods", "odp"),
    }
)
"""What is opened from here; other files, which a system might run, are only saved."""
_KILOBYTE = 1000


class EvidenceDialog(QDialog):
    """Lists the files; each change is one edit."""

    def __init__(
        self,
        actions: Actions,
        of: EvidenceOf,
        owner: int,
        about: Whose,
        parent: QWidget | None = None,
    ) -> None:
        """Show what belongs to *owner*."""
        super().__init__(parent)
        self._actions, self._of, self._owner, self._about = actions, of, owner, about
        self._scratch: QTemporaryDir | None = None
        self.setWindowTitle(tr("Evidence of %1", about.title))
        columns = (
            ColumnSpec[Evidence](tr("File"), lambda each: each.name),
            ColumnSpec[Evidence](
                tr("Size"),
                lambda each: each.size,
                lambda each: tr("%1 kB", format_number(-(-each.size // _KILOBYTE))),
                align=RIGHT,
                width=90,
            ),
        )
        self.table = DataTable(columns, self, tr("Files of evidence"))
        self.empty = muted_label(tr("There is no file of evidence."), self)
        self.attach_button = plain_button(tr("Attach a file…"), self)
        self.open_button = plain_button(tr("Open"), self)
        self.save_button = plain_button(tr("Save a copy…"), self)
        self.remove_button = plain_button(tr("Remove"), self)
        self.close_button = plain_button(tr("Close"), self)
        self.link_button = link_button(about.link, self)
        self.link_button.setAccessibleName(tr("Open the link"))
        self.link_button.setVisible(bool(about.link))
        self.link_button.setEnabled(_leads(about.link))
        self.refusal = problem_label("", self)
        self.refusal.hide()
        buttons = as_row(
            None,
            self.attach_button,
            self.open_button,
            self.save_button,
            self.remove_button,
            STRETCH,
            spacing=8,
        )
        as_column(
            self,
            (self.table, 1),
            self.empty,
            as_row(None, self.link_button, STRETCH),
            self.refusal,
            buttons,
            as_row(None, STRETCH, self.close_button),
            margins=(20, 20, 20, 16),
            spacing=12,
        )
        self.resize(560, 320)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_buttons)
        self.table.opened.connect(self._open_one)
        self.attach_button.clicked.connect(self._ask_file)
        self.open_button.clicked.connect(lambda: self._open_one(self._chosen()[0]))
        self.save_button.clicked.connect(self._ask_place)
        self.remove_button.clicked.connect(self._remove)
        self.close_button.clicked.connect(self.accept)
        self.link_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._about.link)))
        for button in (self.attach_button, self.open_button, self.save_button, self.remove_button):
            button.setAutoDefault(False)

    def _show(self) -> None:
        ids = {self._owner}
        of = {"completion_ids": ids} if self._of == "completion" else {"certificate_ids": ids}
        files = self._actions.read(list_evidence, **of).get(self._owner, [])
        self.table.source.set_rows(files, key=lambda each: each.attachment_id)
        self.empty.setVisible(not files)
        if files and not self._chosen():
            self.table.selectRow(0)
        self._show_buttons()

    def _chosen(self) -> Sequence[Evidence]:
        rows: Sequence[Evidence] = self.table.selected_rows()
        return rows

    def _show_buttons(self, _rows: object = None) -> None:
        chosen = self._chosen()
        one = len(chosen) == 1
        self.open_button.setEnabled(one and _is_opened(chosen[0]))
        self.open_button.setToolTip(
            tr("Only documents and pictures are opened from here; save a copy of others.")
            if one and not _is_opened(chosen[0])
            else ""
        )
        self.save_button.setEnabled(one)
        self.remove_button.setEnabled(bool(chosen))

    def _whose(self) -> People:
        return People.of([self._about.person_id])

    # Attaching and removing

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a file of evidence"))
        if name:
            self.attach(Path(name))

    def attach(self, path: Path) -> None:
        """Keep a file as evidence, or say why not."""
        try:
            content = read_evidence_file(path)
        except PlanError as error:
            self.refusal.say(str(error))
            return

        def attach(db: Session) -> None:
            if self._of == "completion":
                attach_evidence(db, path.name, content, completion_ids=[self._owner])
            else:
                attach_evidence(db, path.name, content, certificate_ids=[self._owner])

        self.refusal.say(self._actions.try_to(Label.of("evidence.add", person=self._whose()), attach))
        self._show()

    def _remove(self) -> None:
        ids = [each.attachment_id for each in self._chosen()]

        def remove(db: Session) -> None:
            for attachment_id in ids:
                remove_evidence(db, attachment_id)

        self.refusal.say(self._actions.try_to(Label.of("evidence.remove", person=self._whose()), remove))
        self._show()

    # Opening and saving

    def _open_one(self, evidence: Evidence) -> None:
        """Open a copy of a document, which goes when the window closes."""
        if not _is_opened(evidence):
            self.refusal.say(tr("Only documents and pictures are opened from here; save a copy of others."))
            return
        if self._scratch is None:
            self._scratch = QTemporaryDir()
        place = Path(self._scratch.path()) / f"{evidence.attachment_id} {safe_name(evidence.name)}"
        if self.save(evidence, place):
            open_file(place)

    def _ask_place(self) -> None:
        evidence = self._chosen()[0]
        name, _ = QFileDialog.getSaveFileName(self, tr("Save a copy of the evidence"), evidence.name)
        if name and self.save(evidence, Path(name)):
            self._actions.wrote.emit(Path(name))

    def save(self, evidence: Evidence, path: Path) -> bool:
        """Write what is in a file of evidence to a place; say why not where it fails."""
        try:
            path.write_bytes(self._actions.read(read_evidence, evidence.attachment_id))
        except PlanError as error:
            self.refusal.say(str(error))
            return False
        except OSError as error:
            self.refusal.say(tr("%1 cannot be written: %2", path.name, error.strerror or str(error)))
            return False
        self.refusal.say("")
        return True


def _leads(link: str) -> bool:
    """Say whether a link is followed from here: to the web, or to a document."""
    url = QUrl(link)
    return url.scheme() in ("http", "https") or Path(url.path()).suffix[1:].casefold() in _OPENED


def _is_opened(evidence: Evidence) -> bool:
    return Path(evidence.name).suffix[1:].casefold() in _OPENED
