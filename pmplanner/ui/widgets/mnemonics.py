"""Letters that choose the entries of a menu, in whatever language they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

_SIGN = "&"


class Mnemonics(QObject):
    """Marks a letter of each entry while a menu and those below it are shown, no letter twice."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._before: dict[QAction, str] = {}
        menu.installEventFilter(self)
        for action in menu.actions():
            below = action.menu()
            if isinstance(below, QMenu):
                Mnemonics(below)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Mark the letters when the menu is shown, and take the marks away with it."""
        if event.type() is QEvent.Type.Show:
            self._mark()
        elif event.type() is QEvent.Type.Hide:
            self._unmark()
        return super().eventFilter(watched, event)

    def _mark(self) -> None:
        self._unmark()
        entries = [action for action in self._menu.actions() if action.text() and not action.isSeparator()]
        for action, place in zip(entries, places_of([action.text() for action in entries]), strict=True):
            text = action.text()
            if place is not None:
                self._before[action] = text
                action.setText(text[:place] + _SIGN + text[place:])

    def _unmark(self) -> None:
        for action, text in self._before.items():
            if action.text().replace(_SIGN, "") == text.replace(_SIGN, ""):
                action.setText(text)
        self._before.clear()


def places_of(texts: Sequence[str]) -> list[int | None]:
    """Return for each text the place of its letter, no letter twice; None where there is none left.

    Who comes first keeps the best letter, unless another one would have none then.
    """
    owner: dict[str, int] = {}
    found: list[int | None] = [None] * len(texts)

    def give(number: int, tried: set[str]) -> bool:
        """Give a text a letter: a free one, else one whose owner can take another."""
        choice = [(n, letter) for n, letter in _letters(texts[number]) if letter not in tried]
        free = [(n, letter) for n, letter in choice if letter not in owner]
        for n, letter in free or choice:
            if letter in tried:
                continue
            tried.add(letter)
            if letter not in owner or give(owner[letter], tried):
                owner[letter], found[number] = number, n
                return True
        return False

    for number in range(len(texts)):
        give(number, set())
    return found


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Yield where letters are that could be marked: first those that begin words, then the others."""
    name = text.partition("\t")[0]
    places = [n for n, letter in enumerate(name) if letter.isalnum()]
    begin = [n for n in places if n == 0 or not name[n - 1].isalnum()]
    for n in (*begin, *(n for n in places if n not in begin)):
        if n == 0 or name[n - 1] != _SIGN:
            yield n, name[n].casefold()
