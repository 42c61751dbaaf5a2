"""A language that nobody speaks: every text in brackets, accented and two fifths longer.

What stands on a page without brackets went to no catalogue, and what is cut will be cut in German.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, QTranslator

from pmplanner.ui import languages
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.languages import Catalogue

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
"""By how much of its length a text grows, as German does at the lengths of a window's texts."""
_ACCENTED = str.maketrans("aeiouycnsAEIOUYCNS", "áéíóúýçñšÁÉÍÓÚÝÇÑŠ")
_KEPT = re.compile(r"(\{[^}]*\}|%\d|%n|&(?=\w)|<[^>]*>|\{\{|\}\})")
"""Places of values, mnemonics and tags, which a translator leaves as they are."""
_BRACKETED = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


def pseudo(text: str) -> str:
    """Return the text in the language; what is no text stays."""
    if not re.search(r"[^\W\d_]", _KEPT.sub("", text)):
        return text
    pieces = _KEPT.split(text)
    written = "".join(
        piece if place % 2 else piece.translate(_ACCENTED) for place, piece in enumerate(pieces)
    )
    return f"{OPEN}{written}{'~' * round(len(text) * LONGER)}{CLOSE}"


def outside(text: str) -> str:
    """Return what of a text shown stands in no brackets: values, or what was never translated."""
    while (inner := _BRACKETED.sub(" ", text)) != text:
        text = inner
    return text.replace(CLOSE, " ").replace(OPEN, " ")


class PseudoCatalogue(Catalogue):
    """All texts of window and sentences below it."""

    def __init__(self) -> None:
        super().__init__({}, {}, "n != 1")

    def find(self, text: str, count: int = -1) -> str:
        """Return the text in the language."""
        return pseudo(text)

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        """Return the form for *n* in the language."""
        return pseudo(msgid1 if n == 1 else msgid2)


class PseudoTranslator(QTranslator):
    """The texts of the window, not Qt's own."""

    def translate(self, context: str, text: str, _note: str | None = None, _count: int = -1) -> str | None:
        """Translate; None, unlike an empty text, leaves a text of Qt's own to Qt."""
        return None if hasattr(QtWidgets, context) or context == "QShortcut" else pseudo(text)


@contextmanager
def pseudo_language() -> Iterator[None]:
    """Let the window and all below it speak the language, for as long as this lasts."""
    translator = PseudoTranslator()
    QCoreApplication.installTranslator(translator)
    languages._speaking = PseudoCatalogue()
    write_as_the_window()
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)
        languages._speaking = None
        write_as_the_window()
