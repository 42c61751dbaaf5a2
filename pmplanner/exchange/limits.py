"""How much is read of a file, so that none can fill the memory or never end; each limit has its sentence."""

import time
from dataclasses import dataclass, field

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.table import Progress
from pmplanner.sentences import said

MAX_BYTES = 64 * 2**20
"""Of a file."""

MAX_UNPACKED = 256 * 2**20
"""Bytes of all the parts of a workbook that are read, unpacked."""

MAX_PART = 96 * 2**20
"""Bytes of one part of a workbook, unpacked."""

MAX_TAGS = 8_000_000
"""Signs that begin a tag in one part of a workbook: about two for an element."""

MAX_LINES = 2_000_000
"""Lines of a text file, blank ones too."""

MAX_ROWS = 100_000
"""Rows that hold something."""

MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000
"""As many as there are rows times the columns of the widest."""

MAX_CELL = 131_072
"""Characters of a cell: what Python's own reader of CSV takes."""

MAX_EVENTS = 15_000
"""Events of a calendar."""

MAX_OCCURRENCES = 50_000
"""Of all events of a calendar in the years that are read."""

MAX_STEPS = 60_000
"""Of an event that comes again and again, from its first time on: each day since 1900 has fewer."""

MAX_SECONDS = 60.0
"""That reading a file may take: a backstop for slow computers behind the limits above."""


_LOOK_SECONDS = 0.3


@dataclass(slots=True)
class Watch:
    """Counts what is read of the file *name* and stops the reading when it is too much or too long."""

    name: str
    progress: Progress | None = None
    """What it raises stops the reading and passes through."""
    rows: int = 0
    cells: int = 0
    stopped: BaseException | None = None
    """What this raised, to be raised again where a library has caught it."""
    _told: int = 0
    _looked: float = 0.0
    _end: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)

    def tick(self, done: int = 0, total: int | None = None) -> None:
        """Look whether to go on; raises ExchangeError or what the progress raises."""
        self._told = done
        try:
            if self.progress is not None:
                self.progress(done, total)
            if time.monotonic() > self._end:
                self.refuse(
                    said(
                        "{name} takes longer than {seconds:.0f} seconds to read.",
                        name=self.name,
                        seconds=MAX_SECONDS,
                    )
                )
        except BaseException as error:
            self.stopped = error
            raise

    def look(self) -> None:
        """Look whether to go on where there is nothing to tell of."""
        now = time.monotonic()
        self._looked = self._looked or now
        # Telling of progress costs more than reading a row.
        if now - self._looked > _LOOK_SECONDS:
            self._looked = now
            self.tick(self._told)

    def count_row(self, cells: int, longest: int, number: int) -> None:
        """Count a row that holds something; raises ExchangeError, with its *number*, when it is too much."""
        self.rows += 1
        self.cells += cells
        if cells > MAX_COLUMNS:
            self.refuse(
                said(
                    "{name} has more than {most:,} columns (row {row:,}).",
                    name=self.name,
                    most=MAX_COLUMNS,
                    row=number,
                )
            )
        if longest > MAX_CELL:
            self.refuse(
                said(
                    "{name} has a cell of more than {most:,} characters (row {row:,}).",
                    name=self.name,
                    most=MAX_CELL,
                    row=number,
                )
            )
        if self.rows > MAX_ROWS:
            self.refuse(
                said(
                    "{name} has more than {most:,} rows; divide it into several files.",
                    name=self.name,
                    most=MAX_ROWS,
                )
            )
        if self.cells > MAX_CELLS:
            self.refuse(
                said(
                    "{name} has more than {most:,} cells; divide it, or leave columns out.",
                    name=self.name,
                    most=MAX_CELLS,
                )
            )

    def refuse(self, sentence: str) -> None:
        """Raise ExchangeError for the file."""
        self.stopped = ExchangeError(sentence)
        raise self.stopped


def refuse_large(name: str, size: int) -> None:
    """Raise ExchangeError for a file of so many bytes when that is too many."""
    if size > MAX_BYTES:
        raise ExchangeError(
            said(
                "{name} is larger than {size} MB; divide it, or save only what is needed.",
                name=name,
                size=MAX_BYTES // 2**20,
            )
        )


def refuse_wide(name: str, rows: int, columns: int) -> None:
    """Raise ExchangeError for a table of so many rows and columns when it has too many cells."""
    if rows * columns > 2 * MAX_CELLS:
        raise ExchangeError(
            said(
                "{name} has {rows:,} rows of {columns:,} columns, more than can be read; divide it, or "
                "leave columns out.",
                name=name,
                rows=rows,
                columns=columns,
            )
        )
