"""Which sessions are selected: one thing that timeline, month and list share."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Ids of sessions in the order of selecting; the last is the current one."""

    changed = Signal()
    """Other sessions are selected; no payload: read `ids`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the selected sessions."""
        return self._ids

    @property
    def current(self) -> int | None:
        """The session selected last; None for none."""
        return self._ids[-1] if self._ids else None

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._ids

    def choose(self, session_ids: Iterable[int]) -> None:
        """Select exactly these."""
        ids = tuple(dict.fromkeys(session_ids))
        if ids != self._ids:
            self._ids = ids
            self.changed.emit()

    def toggle(self, *session_ids: int) -> None:
        """Select these as well, or let go of them when all of them are selected."""
        others = [each for each in self._ids if each not in session_ids]
        self.choose(others if all(each in self for each in session_ids) else [*others, *session_ids])

    def add(self, *session_ids: int) -> None:
        """Select these as well, and make the last one the current one."""
        self.choose([*(each for each in self._ids if each not in session_ids), *session_ids])

    def keep(self, known: Collection[int]) -> None:
        """Let go of those that are gone."""
        self.choose(each for each in self._ids if each in known)
