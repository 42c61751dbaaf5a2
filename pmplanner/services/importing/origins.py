"""What calendars brought before, and what becomes of it when they are read again.

An event is known by its UID, and an occurrence of a series by when it would have begun. What an earlier
version brought is moved to the days of a newer one, and taken out once the event is called off, is shown
as free time, has no such occurrence any more, or is not that person's any more. What is not in a whole
calendar at all is told, and only taken out on wish.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.calendar_marks import CalendarMarks, EventMark
from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import CalendarOrigin, Row
from pmplanner.sentences import counted, listed, said
from pmplanner.services.importing.draft import Draft, Target

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of a calendar that is read, beside its rows."""

    marks: CalendarMarks | None = None
    """None for a table that is no calendar."""
    owner: Owner | None = None
    """Whose it is, where somebody has said it."""
    take_out_gone: bool = False
    """Whether to take out what events brought that are not in it any more."""


@dataclass(slots=True)
class _Prior:
    """What an event brought when it was read before."""

    id: int
    kind: type[Row]
    row: Any
    """The absence, closure or session; never one that is gone."""
    owner: int
    mark: EventMark
    days: tuple[dt.date, dt.date]
    calendar: str
    settled: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A row that earlier versions of an event brought."""

    row: Any
    moved: bool
    """True when the calendar has other days for it now; False when somebody has moved it here."""


class Origins:
    """Keeps the rows that a calendar brings and the events that they come from together."""

    def __init__(
        self,
        db: Session,
        draft: Draft,
        marks: CalendarMarks | None,
        owners: Mapping[type[Row], str | None],
        rows: Iterable[ParsedRow] = (),
    ) -> None:
        """*owners* has the column that says whose a row is, by the classes that the layout is read into."""
        self._draft = draft
        self._marks = marks or CalendarMarks("")
        self._active = marks is not None
        self._in_file = {(row.get("first_day", dt.date), row.get("last_day", dt.date)) for row in rows}
        self._priors: dict[tuple[str, str], list[_Prior]] = defaultdict(list)
        self._of_row: dict[tuple[type[Row], int], list[_Prior]] = defaultdict(list)
        self._occurrences: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._placed: set[tuple[type[Row], int, tuple[str, str]]] = set()
        self._taken: set[tuple[str, str]] = set()
        self._attached: set[tuple[type[Row], Target]] = set()
        self._used: set[tuple[type[Row], int]] = set()
        self._why: dict[tuple[type[Row], int], str] = {}
        if self._active:
            self._read(db, owners)

    def _read(self, db: Session, owners: Mapping[type[Row], str | None]) -> None:
        kinds = {kind.__tablename__: kind for kind in owners}
        there = {kind: {row.id: row for row in db.execute(select(kind.__table__))} for kind in owners}
        query = select(CalendarOrigin.__table__).where(CalendarOrigin.kind.in_(kinds))
        for each in db.execute(query.order_by(CalendarOrigin.id)):
            kind = kinds[each.kind]
            row = there[kind].get(each.row_id)
            if row is None:
                continue
            column = owners[kind]
            prior = _Prior(
                each.id,
                kind,
                row,
                getattr(row, column) if column else 0,
                EventMark(each.event, each.occurrence, each.sequence, each.stamp),
                (each.first_day, each.last_day),
                each.calendar,
            )
            self._priors[prior.mark.key].append(prior)
            self._occurrences[prior.mark.uid].add(prior.mark.key)
            self._of_row[kind, row.id].append(prior)

    def marks_of(self, row: ParsedRow) -> tuple[EventMark, ...]:
        """Return the events that a row of the file stands for."""
        return self._marks.rows.get(row.number, ())

    def outdated(self, kind: type[Row], owner: int, row: ParsedRow) -> bool:
        """Say whether newer versions of all events of a row were read before."""
        marks = self.marks_of(row)
        return bool(marks) and all(
            any(prior.mark.version > mark.version for prior in self._of(kind, owner, mark)) for mark in marks
        )

    def before(
        self, kind: type[Row], owner: int, row: ParsedRow, days: tuple[dt.date, dt.date]
    ) -> Found | None:
        """Return the row that the events of a row brought before, when it lies on other days."""
        marks = self.marks_of(row)
        keys = {mark.key for mark in marks}
        for mark in marks:
            for prior in self._of(kind, owner, mark):
                place = kind, prior.row.id
                if prior.mark.version == mark.version and prior.days == days:
                    return Found(prior.row, moved=False)
                alone = all(other.mark.key in keys for other in self._of_row[place])
                free = (prior.row.first_day, prior.row.last_day) not in self._in_file
                if alone and free and place not in self._used:
                    self._used.add(place)
                    return Found(prior.row, moved=True)
        return None

    def settle(
        self, kind: type[Row], owner: int, row: ParsedRow, target: Target, days: tuple[dt.date, dt.date]
    ) -> None:
        """Keep in mind that the events of a row of the file have brought *target*."""
        for mark in dict.fromkeys(self.marks_of(row)):
            self._placed.add((kind, owner, mark.key))
            self._taken.add(mark.key)
            self._attached.add((kind, target))
            values = {
                "calendar": self._marks.name,
                "sequence": mark.sequence,
                "stamp": mark.stamp,
                "first_day": days[0],
                "last_day": days[1],
            }
            same = [prior for prior in self._of(kind, owner, mark) if prior.row.id == target]
            if not same:
                name = {"kind": kind.__tablename__, "row_id": target, "event": mark.uid}
                values |= {**name, "occurrence": mark.occurrence}
                self._draft.insert(CalendarOrigin, (kind, target, mark.key), values)
                continue
            same[0].settled = True
            before = (same[0].calendar, same[0].mark.version, same[0].days)
            if before != (self._marks.name, mark.version, days):
                self._draft.update(CalendarOrigin, same[0].id, values)

    def cancel(self, kind: type[Row], owner: int, row: ParsedRow, why: str) -> list[Any]:
        """Let go of what the events of a row brought somebody; return the rows that they had brought."""
        gone = []
        for mark in self.marks_of(row):
            several = [p for key in self._keys(mark) for p in self._priors[key]]
            for prior in several:
                if prior.kind is kind and prior.owner == owner and prior.mark.version <= mark.version:
                    gone.append(prior.row)
                    self._drop(prior, why)
        return gone

    def brought_by(self, kind: type[Row], owner: int, row: ParsedRow) -> list[Any]:
        """Return the rows that the events of a row of the file brought, and not in newer versions."""
        found: dict[int, Any] = {}
        for mark in self.marks_of(row):
            for key in self._keys(mark):
                for prior in self._priors.get(key, ()):
                    if prior.kind is kind and prior.owner == owner and prior.mark.version <= mark.version:
                        found[prior.row.id] = prior.row
        return list(found.values())

    def stays_without(self, kind: type[Row], row_id: int, row: ParsedRow) -> bool:
        """Say whether events that are on brought a row beside those of a row of the file."""
        off = {key for mark in self._marks.cancelled for key in self._keys(mark)}
        off |= {key for mark in self.marks_of(row) for key in self._keys(mark)}
        return any(prior.mark.key not in off for prior in self._of_row[kind, row_id])

    def brought(self, kind: type[Row], row_id: int) -> bool:
        """Say whether a calendar brought a row."""
        return bool(self._of_row.get((kind, row_id)))

    def finish(
        self,
        owner: Iterable[tuple[type[Row], int]] | None,
        subject: Callable[[type[Row], Any], str],
        *,
        take_out: bool = False,
    ) -> None:
        """Take out what has no event any more, and tell it.

        *owner* is whose the calendar is; None where nobody has said it. Of events that are not in a whole
        calendar any more, what they brought stays unless *take_out*.
        """
        if not self._active:
            return
        whose = None if owner is None else set(owner)
        for prior, why in list(self._without_event(whose)):
            self._drop(prior, why)
        gone = list(self._gone(whose))
        if take_out:
            for prior in gone:
                self._drop(prior, said("the event is not in the calendar any more"))
        elif gone:
            self._tell_gone(gone, subject)
        for (kind, row_id), why in self._why.items():
            staying = [prior for prior in self._of_row[kind, row_id] if not prior.dropped]
            if staying or (kind, row_id) in self._attached:
                continue
            row = self._of_row[kind, row_id][0].row
            self._draft.delete(kind, row_id)
            if why:
                self._draft.notes.append(
                    said("Taken out: {what}, because {why}.", what=subject(kind, row), why=why)
                )

    def _without_event(self, whose: set[tuple[type[Row], int]] | None) -> Iterator[tuple[_Prior, str]]:
        """Give what has no event any more, and why."""
        newest: dict[str, tuple[int, str]] = {}
        every = [mark for marks in self._marks.rows.values() for mark in marks]
        every += [*self._marks.cancelled, *self._marks.left_out]
        for mark in every:
            newest[mark.uid] = max(mark.version, newest.get(mark.uid, mark.version))
        there = {mark.key for mark in every}
        cancelled = {key for mark in self._marks.cancelled for key in self._keys(mark)}
        left_out = {mark.key for mark in self._marks.left_out}
        for key, several in list(self._priors.items()):
            for prior in several:
                if prior.settled or prior.dropped or prior.mark.version > newest.get(key[0], (-1, "")):
                    continue
                if (prior.kind, prior.owner, key) in self._placed:
                    yield prior, ""
                elif key in cancelled and self._may(prior, whose, called_off=True):
                    yield prior, said("the event is cancelled")
                elif key in left_out and self._may(prior, whose):
                    yield prior, said("the event is free time or only a part of a day now")
                elif key not in there and self._vanished(prior) and self._may(prior, whose):
                    yield prior, said("the event does not come on that day any more")
                elif key in there and key[0] in self._marks.named and self._is_placed(key):
                    yield prior, said("the event is not theirs any more")

    def _vanished(self, prior: _Prior) -> bool:
        return prior.mark.uid in self._marks.whole and (
            not prior.mark.occurrence or prior.days[1] >= self._marks.since
        )

    def _is_placed(self, key: tuple[str, str]) -> bool:
        """Say whether somebody still has the event: else it may be that nobody of it could be found."""
        return not self._marks.message and key in self._taken

    def _may(
        self, prior: _Prior, whose: set[tuple[type[Row], int]] | None, *, called_off: bool = False
    ) -> bool:
        """Say whether the file speaks of the one who has it."""
        if whose is None or not prior.owner or (prior.kind, prior.owner) in whose:
            # A message that calls an event off may do so for some who were asked.
            return not (called_off and self._marks.message and prior.mark.uid in self._marks.named)
        return prior.mark.uid in self._marks.named and not self._marks.message

    def _gone(self, whose: set[tuple[type[Row], int]] | None) -> Iterator[_Prior]:
        """Give what this calendar brought before and does not have any more."""
        if self._marks.message:
            return
        uids = {mark.uid for marks in self._marks.rows.values() for mark in marks}
        uids |= {mark.uid for mark in (*self._marks.cancelled, *self._marks.left_out)} | self._marks.unread
        for (uid, _), several in self._priors.items():
            for prior in several:
                known = uid in uids or uid in self._marks.whole or prior.calendar != self._marks.name
                if not known and prior.days[1] >= self._marks.since and self._may(prior, whose):
                    yield prior

    def _tell_gone(self, gone: list[_Prior], subject: Callable[[type[Row], Any], str]) -> None:
        self._draft.would_help.add("gone")
        rows = {(prior.kind, prior.row.id): prior for prior in gone}
        named = [subject(prior.kind, prior.row) for prior in rows.values()]
        told = listed([*named[:_NAMED], *(["…"] if len(named) > _NAMED else [])])
        self._draft.notes.append(
            counted(
                "What an event brought that is not in the calendar any more stays: {told}.",
                "What {n:,} events brought that are not in the calendar any more stays: {told}.",
                len(rows),
                told=told,
            )
        )

    def _of(self, kind: type[Row], owner: int, mark: EventMark) -> list[_Prior]:
        return [p for p in self._priors.get(mark.key, ()) if p.kind is kind and p.owner == owner]

    def _keys(self, mark: EventMark) -> list[tuple[str, str]]:
        """Return what a mark stands for: an event that is called off as a whole is all its occurrences."""
        if mark.occurrence:
            return [mark.key]
        return [mark.key, *(key for key in self._occurrences.get(mark.uid, ()) if key[1])]

    def _drop(self, prior: _Prior, why: str) -> None:
        if not prior.dropped:
            prior.dropped = True
            self._draft.delete(CalendarOrigin, prior.id)
            self._why.setdefault((prior.kind, prior.row.id), why)
