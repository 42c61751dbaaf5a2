"""In which language the window speaks: English, or one of which there is a file in resources/languages.

A file is a catalogue of gettext with the texts of the window and the sentences of all below it. It
is found by its name, a code and .po: a language more is a file more. Where it lacks a text, that is English.
"""

from __future__ import annotations

import gettext
import logging
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

log = logging.getLogger(__name__)

ENGLISH = "en"
_END = ".po"
_TRIED = 200
"""Numbers of which a rule of plurals is asked when it is read."""


class Catalogue:
    """The texts of a language; answers as the translations of gettext do."""

    def __init__(self, texts: Mapping[str, str], plurals: Mapping[str, tuple[str, ...]], rule: str) -> None:
        self._texts, self._plurals = texts, plurals
        self._form = gettext.c2py(rule)
        for count in range(_TRIED):  # a rule may divide by nothing, and is told so before anybody counts
            self._form(count)

    def find(self, text: str, count: int = -1) -> str:
        """Return a text in the language, of a pair the form for a count; "" for what it lacks."""
        forms = self._plurals.get(text)
        if forms is not None and count >= 0:
            return forms[max(0, min(self._form(count), len(forms) - 1))]
        return self._texts.get(text, "")

    def gettext(self, message: str, /) -> str:
        """Return a sentence in the language, or as it is."""
        return self.find(message) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        """Return the form for *n* in the language, or the English one."""
        return self.find(msgid1, n) or (msgid1 if n == 1 else msgid2)


class _WindowTexts(QTranslator):
    """Answers Qt from a catalogue; what is not in it is asked of Qt's own translation."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue

    def isEmpty(self) -> bool:
        """There are texts: Qt would not ask otherwise."""
        return False

    def translate(self, _context: str, text: str, _note: str | None = None, count: int = -1) -> str:
        """Return the text in the language, None for what it lacks: "" would be shown."""
        return self._catalogue.find(text, count) or None  # type: ignore[return-value]


_speaking: Catalogue | None = None
_installed: list[QTranslator] = []


def speaking() -> Catalogue | None:
    """The catalogue in use; None for English."""
    return _speaking


def languages() -> dict[str, str]:
    """Return the languages there are, by code, each as it calls itself."""
    found = sorted(entry.name.removesuffix(_END) for entry in _files() if entry.name != _END)
    names = {code: QLocale(code).nativeLanguageName().capitalize() or code for code in found}
    return {ENGLISH: "English"} | names


def choose_language(code: str) -> None:
    """Let window and services speak a language from now on; "" for that of the system, as far as it is there.

    Texts that are shown stay as they are until they are made anew.
    """
    global _speaking
    wanted = code or QLocale.system().name()
    name = next((each for each in (wanted, wanted.partition("_")[0]) if each in languages()), ENGLISH)
    app = QCoreApplication.instance()
    assert app is not None
    while _installed:
        app.removeTranslator(_installed.pop())
    _speaking = None if name == ENGLISH else _read(name)
    own = QTranslator(app)
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(QLocale(name if code else wanted), "qtbase", "_", path):
        _install(own)
    if _speaking is not None:
        _install(_WindowTexts(_speaking))


def _install(translator: QTranslator) -> None:
    QCoreApplication.installTranslator(translator)
    _installed.append(translator)  # Qt does not keep it


def _files() -> list[Traversable]:
    folder = _folder()
    return [entry for entry in folder.iterdir() if entry.name.endswith(_END)] if folder.is_dir() else []


def _folder() -> Traversable:
    return files("pmplanner_resources") / "languages"


def _read(name: str) -> Catalogue | None:
    """Read a language; one that cannot be read is logged, and the window speaks English."""
    from babel.messages.pofile import PoFileError, read_po  # slow to load, and English needs none

    try:
        with (_folder() / f"{name}{_END}").open("rb") as file:
            catalog = read_po(file, locale=name, abort_invalid=True)
        return _catalogue(catalog)
    # Somebody else has written the file: its encoding, its head and its rule may be anything.
    except (OSError, PoFileError, ValueError, LookupError, ArithmeticError):
        log.warning("cannot read the language %s", name, exc_info=True)
        return None


def _catalogue(catalog: Catalog) -> Catalogue:
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        if not message.id or not message.string or message.fuzzy:
            continue
        if isinstance(message.string, str):
            texts[str(message.id)] = message.string
        elif all(message.string):
            plurals |= dict.fromkeys(message.id, tuple(message.string))
    return Catalogue(texts, plurals, catalog.plural_expr)
