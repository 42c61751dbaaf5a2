"""Tables and files from the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QGuiApplication

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dropped_files import dropped_files


class Pasted:
    """What is pasted, as files; a table is kept in one as long as this is there."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._table: Path | None = None

    def take(self) -> Sequence[Path]:
        """Return the files on the clipboard, or a file with the text there; nothing for neither."""
        data = QGuiApplication.clipboard().mimeData()
        files = dropped_files(data)
        if files:
            return files
        text = data.text() if data.hasText() else ""
        if not text.strip():
            return ()
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="pmplanner-")
        self._table = Path(self._folder.name) / tr("clipboard")
        self._table.write_text(text, encoding="utf-8", newline="")
        return (self._table,)

    def is_table(self, path: Path | None) -> bool:
        """Say whether a file holds a table that was pasted, and goes again."""
        return path is not None and path == self._table

    def forget(self) -> None:
        """Let the table go."""
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = self._table = None
