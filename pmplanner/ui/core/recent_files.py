"""Files imported lately, and the folders where files were looked for last."""

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

_RECENT = "import/recent"
_MOST = 6


def recent_files(settings: QSettings) -> list[Path]:
    """The files imported lately that are still there, the last one first."""
    value = settings.value(_RECENT)
    names = [value] if isinstance(value, str) else value or []
    return [path for path in map(Path, map(str, names)) if path.is_file()]


def remember_file(settings: QSettings, path: Path) -> None:
    """Put a file first among the recent ones."""
    path = path.resolve()
    others = [other for other in recent_files(settings) if other != path]
    settings.setValue(_RECENT, [str(each) for each in [path, *others][:_MOST]])


def last_folder(settings: QSettings, key: str) -> str:
    """The folder of the last file under a key ("import/folder"); at first the documents or home."""
    kept = settings.value(key)
    if isinstance(kept, str) and Path(kept).is_dir():
        return kept
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # Not everybody has that folder; a file dialog would take its name for that of a file.
    return documents if Path(documents).is_dir() else str(Path.home())
