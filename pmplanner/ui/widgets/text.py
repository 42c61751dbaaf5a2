"""Text is text: values put into sentences, and what Qt would otherwise read as more than text.

Names come from files that others wrote. Qt takes a label that looks like HTML for HTML, and opens the
files that it names; so every label of the window is a `TextLabel`, tips are plain by the style sheet, and
HTML is made by `rich` alone, which escapes what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from pmplanner.ui.theme import theme_notifier
from pmplanner.ui.translation import put


def as_typed(text: str, most: int = 120) -> str:
    """A text for buttons and menus, in which "&" and tab would begin a key, that shows them as they are.

    One line of at most so many characters, for a button is as wide as its text.
    """
    line = " ".join(text.splitlines()).replace("\t", " ")
    if len(line) > most:
        line = f"{line[: most - 1]}…"
    # A single one makes the letter after it a key, and is not shown.
    return line.replace("&", "&&")


def for_title(text: str) -> str:
    """A text for the title of a window that shows "[*]" instead of taking it for the sign of a change."""
    # The sign is taken out of titles, also where nothing is marked as changed.
    return text.replace("[*]", "[*][*]")


_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


def first_address(text: str) -> str:
    """Return the first address of a web page in a text; "" for none."""
    found = _ADDRESS.search(text)
    return found.group() if found else ""


class Rich(str):
    """HTML of our own, in which what came from data is escaped."""

    __slots__ = ()


def rich(pattern: str, *values: object) -> Rich:
    """Put values into HTML of ours; each is escaped, unless it is Rich itself."""
    return Rich(put(pattern, *(value if isinstance(value, Rich) else escape(str(value)) for value in values)))


def rich_join(between: str, parts: Iterable[object]) -> Rich:
    """Join parts by HTML of ours; each is escaped, unless it is Rich itself."""
    return Rich(between.join(part if isinstance(part, Rich) else escape(str(part)) for part in parts))


def rich_linked(text: str) -> Rich:
    """Return a text whose addresses of web pages can be clicked."""
    parts: list[object] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [text[end : found.start()], rich('<a href="%1">%1</a>', found.group())]
        end = found.end()
    return rich_join("", [*parts, text[end:]])


class TextLabel(QLabel):
    """A label that shows its text as it is, whatever that looks like."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt guesses otherwise, and takes for HTML what looks like it: a name with “<” would vanish, or load a
        # file.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class RichLabel(QLabel):
    """A label that shows HTML of ours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        theme_notifier().changed.connect(self._show_again)

    def show_rich(self, html: Rich) -> None:
        """Show what `rich` has made."""
        self.setText(html)

    def _show_again(self) -> None:
        """Let links have the colours of another theme: they keep that of when the text was set."""
        html = self.text()
        self.clear()
        self.setText(html)


def message_box(
    parent: QWidget | None,
    title: str,
    text: str,
    informative: str = "",
    details: str = "",
    kind: QMessageBox.Icon = QMessageBox.Icon.Warning,
) -> QMessageBox:
    """A message box that shows its texts as they are; it has no button yet and is not shown."""
    box = QMessageBox(parent)
    box.setIcon(kind)
    box.setWindowTitle(for_title(title))
    box.setText(text)
    box.setInformativeText(informative)
    if details:
        box.setDetailedText(details)
    for label in box.findChildren(QLabel):
        # For every label in it: the text below the first has one of its own.
        label.setTextFormat(Qt.TextFormat.PlainText)
    return box


def tell(
    parent: QWidget | None, title: str, text: str, kind: QMessageBox.Icon = QMessageBox.Icon.Warning
) -> None:
    """Show a text in a message box until it is closed."""
    box = message_box(parent, title, text, kind=kind)
    box.exec()
    box.deleteLater()
