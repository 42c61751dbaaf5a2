"""Names that would be HTML, keys of buttons or places of values, in every text of a workspace."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QGroupBox,
    QLabel,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from pmplanner.ui.widgets.text import RichLabel

COLUMNS = {
    "blackout": ("team", "name"),
    "certificate": ("name", "issuer", "rule", "source"),
    "closure": ("site", "name"),
    "completion": ("trainer", "evidence"),
    "course": ("title", "provider", "format", "description", "source", "note"),
    "edit": ("label",),
    "equipment": ("name", "note"),
    "exemption": ("reason",),
    "import_profile": ("name",),
    "person": ("first_name", "last_name", "job_title", "team", "manager_name", "location"),
    "pick": ("note",),
    "plan": ("name",),
    "policy": ("team",),
    "public_date": ("place", "source"),
    "reservation": ("team",),
    "room": ("name", "site", "note"),
    "session": ("code", "room", "trainer", "note"),
    "site": ("name",),
    "skill": ("name",),
    "track": ("name", "description"),
    "trainer": ("name", "note"),
}
"""The columns in which a name stands that somebody wrote."""


_KEY = r"(?<!&)(&&)*&x"
"""What Qt takes for a key in the text of a button, or of a label beside a field."""


def spoil(path: Path, picture: Path) -> str:
    """Give every name in a workspace file an end that nothing may take for more than text; return the end."""
    end = f"<b>Bold</b><img src='{picture.as_uri()}'>%2&x[*]"
    with closing(sqlite3.connect(path)) as connection:
        for table, columns in COLUMNS.items():
            for column in columns:
                connection.execute(f"UPDATE {table} SET {column} = {column} || ? WHERE {column} <> ''", [end])
        connection.commit()
    return end


def read_as_more() -> list[str]:
    """What is shown at the moment, in any window, that Qt takes for more than text."""
    return [
        f"{type(widget).__name__} in {_path(widget)} {fault}"
        for widget in QApplication.allWidgets()
        for fault in _faults(widget)
    ]


def tips(widget: QWidget) -> Iterator[str]:
    """All tips that can come up in a window: those of widgets, of cells and of headings."""
    role = Qt.ItemDataRole.ToolTipRole
    for each in widget.findChildren(QWidget):
        yield each.toolTip()
        model = each.model() if isinstance(each, QAbstractItemView) else None
        if model is None:
            continue
        columns = range(each.horizontalHeader().count() if isinstance(each, QTableView) else 1)
        for row in range(min(30, model.rowCount(QModelIndex()))):
            yield from (str(model.index(row, column).data(role) or "") for column in columns)
        yield from (str(model.headerData(n, Qt.Orientation.Horizontal, role) or "") for n in columns)


def show_all_cells(view: QAbstractItemView, most: int = 4) -> Iterator[QModelIndex]:
    """Make the first cells of a view current, one after the other."""
    for row in range(min(most, view.model().rowCount(QModelIndex()))):
        index = view.model().index(row, 0)
        view.setCurrentIndex(index)
        yield index


def _faults(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _label_faults(widget)
    if isinstance(widget, QTextEdit) and "<" in widget.toPlainText():
        yield "may hold HTML"
    texts = [widget.text()] if isinstance(widget, QAbstractButton) else []
    texts += [widget.title()] if isinstance(widget, QGroupBox) else []
    texts += [widget.tabText(n) for n in range(widget.count())] if isinstance(widget, QTabBar) else []
    texts += [action.text() for action in widget.actions() if isinstance(action, QAction)]
    yield from (f"takes a key out of {text!r}" for text in texts if re.search(_KEY, text))
    title = widget.windowTitle()
    if "[*]" in title.replace("[*][*]", ""):
        yield "takes [*] in its title for a sign"


def _label_faults(label: QLabel) -> Iterator[str]:
    rich, text = label.textFormat(), label.text()
    if isinstance(label, RichLabel):
        if "<img" in text or "<b>Bold" in text:
            yield f"holds HTML that is not ours: {text[:200]!r}"
    elif label.buddy() is not None and re.search(_KEY, text):
        yield f"takes a key out of {text!r}"
    elif rich is not Qt.TextFormat.PlainText and QtGui.Qt.mightBeRichText(text):
        yield f"reads as HTML: {text[:200]!r}"


def _path(widget: QWidget) -> str:
    names: list[str] = []
    above: object = widget.parent()
    while above is not None and len(names) < 4:
        names.append(type(above).__name__)
        above = above.parent()  # type: ignore[attr-defined]
    return " < ".join(names)
