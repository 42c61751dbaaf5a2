"""When the window cannot be opened: never in silence, whatever the reason."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from pmplanner.ui.shell.crash import ask_where_to_save
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.text import message_box

log = logging.getLogger(__name__)


def tell_failure(error: Exception, log_file: Path) -> None:
    """Say in the terminal, the log and a box why the window does not open; the box holds the report."""
    text = "".join(traceback.format_exception(error))
    log.error("the window cannot be opened:\n%s", text)
    sentence = tr("The window cannot be opened: %1", reason(error))
    say_in_terminal(sentence)
    _ = QApplication.instance() or QApplication(sys.argv[:1])
    where = tr("The report below is also in the log: %1", log_file) if log_file.exists() else ""
    title = tr("pmplanner cannot open its window")
    window = QApplication.activeWindow()
    box = message_box(window, title, sentence, where, text, QMessageBox.Icon.Critical)
    copy = box.addButton(tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
    save = box.addButton(tr("Save report…"), QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))
    box.exec()
    while box.clickedButton() in (copy, save):  # what is copied is gone with us, so the box stays
        if box.clickedButton() is copy:
            QGuiApplication.clipboard().setText(text)
        else:
            ask_where_to_save(text)
        box.exec()
    box.deleteLater()


def reason(error: Exception) -> str:
    """What an exception says in one line; that of the database itself, where it comes from there."""
    said = str(getattr(error, "orig", None) or error).strip()
    return " ".join(said.split()) or type(error).__name__


def say_in_terminal(sentence: str) -> None:
    """Write a sentence for who has started the window from a terminal; there may be none."""
    if sys.stderr is not None:
        sys.stderr.write(f"pmplanner: {sentence}\n")
        sys.stderr.flush()
