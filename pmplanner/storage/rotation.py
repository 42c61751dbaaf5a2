"""Which backups are kept: a plan of its own, that knows no files."""

import datetime as dt
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from pmplanner.sentences import marked, resaid, said

MEGABYTE = 1_000_000
"""Bytes."""

BOUNDS: Mapping[str, tuple[int, int]] = {
    "latest": (1, 200),
    "days": (0, 366),
    "weeks": (0, 260),
    "months": (0, 240),
    "limit_mb": (10, 1_000_000),
}
"""The least and the most of each field of Keeping."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many backups are kept: the latest, then the newest of each of so many days, weeks and months."""

    latest: int = 10
    days: int = 7
    weeks: int = 5
    months: int = 12
    limit_mb: int = 1000
    """Megabytes that all of them may take; the oldest go first, the newest never."""

    def __post_init__(self) -> None:
        """Raise ValueError with a sentence for a number that is out of bounds."""
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(
                    said(
                        "{field}: a number from {least} to {most:,} is needed.",
                        field=resaid(WORDS[name]),
                        least=least,
                        most=most,
                    )
                )

    def as_text(self) -> str:
        """Return it as the workspace keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "Keeping":
        """Read what as_text() gave; what cannot be read, or is out of bounds, is as in a new workspace."""
        try:
            given = json.loads(text)
        except ValueError:
            return cls()
        kept = {}
        for item in fields(cls) if isinstance(given, dict) else ():
            value, (least, most) = given.get(item.name), BOUNDS[item.name]
            # The exact type: JSON's true is an int to isinstance().
            if type(value) is int and least <= value <= most:
                kept[item.name] = value
        return cls(**kept)


WORDS: Mapping[str, str] = {
    "latest": marked("Latest backups"),
    "days": marked("Days"),
    "weeks": marked("Weeks"),
    "months": marked("Months"),
    "limit_mb": marked("Megabytes"),
}
"""What the fields of Keeping are called."""


@dataclass(frozen=True, slots=True)
class Aged:
    """A backup as the plan sees it: its file name, when it was made (local time), and its bytes."""

    name: str
    when: dt.datetime
    size: int


def reasons_to_keep(backups: Iterable[Aged], keeping: Keeping) -> dict[str, tuple[str, ...]]:
    """Return why each backup is kept: of "latest", "day", "week", "month"; nothing for those that go.

    Of several with the same time the one that is given first is the newest.
    The newest is always kept. Days, weeks and months are those in which backups were made, so that a
    long absence does not cost old ones. Weeks begin on Monday.
    """
    newest_first = sorted(backups, key=lambda backup: backup.when, reverse=True)
    found: dict[str, list[str]] = {backup.name: [] for backup in newest_first}
    for backup in newest_first[: keeping.latest]:
        found[backup.name].append("latest")
    for word, count, period in (
        ("day", keeping.days, lambda when: when.date()),
        ("week", keeping.weeks, lambda when: when.isocalendar()[:2]),
        ("month", keeping.months, lambda when: (when.year, when.month)),
    ):
        # Counted are periods with a backup, not those of the calendar: a holiday must not cost old ones.
        for backup in _newest_of_each(newest_first, period)[:count]:
            found[backup.name].append(word)
    room = keeping.limit_mb * MEGABYTE
    for place, backup in enumerate(newest_first):
        if not found[backup.name]:
            continue
        room -= backup.size
        # The newest stays, however large it is: one backup is always there.
        if room < 0 and place > 0:
            for older in newest_first[place:]:
                found[older.name].clear()
            break
    return {name: tuple(words) for name, words in found.items()}


def _newest_of_each(newest_first: Iterable[Aged], period: Callable[[dt.datetime], Hashable]) -> list[Aged]:
    seen: dict[Hashable, Aged] = {}
    for backup in newest_first:
        seen.setdefault(period(backup.when), backup)
    return list(seen.values())
