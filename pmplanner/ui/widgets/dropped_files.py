"""Files that are dragged from another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the local files that are dragged or copied; none for folders, links and text."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return [path for path in paths if path.is_file()]


def dropped_file(data: QMimeData) -> Path | None:
    """Return the first local file that is dragged; None for folders, links and text."""
    return next(iter(dropped_files(data)), None)
