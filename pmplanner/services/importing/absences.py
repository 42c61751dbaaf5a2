"""Rows of absences: when people and trainers are away."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.numbers import parse_decimal
from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.part_days import PartDays, touched_days
from pmplanner.exchange.table import Row as FileRow
from pmplanner.exchange.words import APPROVAL
from pmplanner.models import Absence, Row, Trainer, TrainerAbsence
from pmplanner.sentences import counted, said
from pmplanner.services.exporting.resource_rows import trainers_among_people
from pmplanner.services.importing.draft import Action, Draft, Outcome, RejectedError, SkippedError, rejected
from pmplanner.services.importing.names import People
from pmplanner.services.importing.origins import Calendar, Origins
from pmplanner.services.lookup import fold, full_name

_OWNERS: dict[type[Row], str | None] = {Absence: "person_id", TrainerAbsence: "trainer_id"}
_WHOLE_DAY = dt.timedelta(days=1)
_ORDER: tuple[Action, ...] = ("created", "updated", "unchanged")


def decide_absences(
    db: Session,
    rows: Iterable[ParsedRow],
    draft: Draft,
    *,
    part_days: PartDays = "skip",
    calendar: Calendar | None = None,
) -> None:
    """Decide what each row adds to when people and trainers are away.

    A person and a trainer of the same e-mail are the same human being, and both away. Only approved leave
    is an absence; of days that are taken in part *part_days* tells what becomes. What events of a
    *calendar* brought before is moved and taken out as they are.
    """
    rows = list(rows)
    deciding = _Deciding(db, rows, draft, part_days, calendar or Calendar())
    # What was cancelled takes out what is there only when no other row of the file keeps it.
    for row in sorted(rows, key=lambda row: not _is_approved(row)):
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, "", error))
    deciding.finish()


@dataclass(frozen=True, slots=True)
class _Whose:
    """A person or a trainer."""

    kind: type[Absence] | type[TrainerAbsence]
    column: str
    id: int
    name: str


class _Deciding:
    def __init__(
        self, db: Session, rows: list[ParsedRow], draft: Draft, part_days: PartDays, calendar: Calendar
    ) -> None:
        self._draft = draft
        self._calendar = calendar
        self._origins = Origins(db, draft, calendar.marks, _OWNERS, rows)
        self._part_days = part_days
        self._people = People(db)
        self._trainers = _Trainers(db)
        self._same = trainers_among_people(db)
        self._same_trainer = {person_id: trainer_id for trainer_id, person_id in self._same.items()}
        self._present: dict[tuple[object, ...], Any] = {}
        for kind, column in ((Absence, "person_id"), (TrainerAbsence, "trainer_id")):
            for row in db.execute(select(kind.__table__)):
                self._present[kind, getattr(row, column), row.first_day, row.last_day] = row
        self._of: defaultdict[tuple[object, object], list[Any]] = defaultdict(list)
        for (which, owner, *_), present in self._present.items():
            self._of[which, owner].append(present)
        self._in_file = {(row.get("first_day", dt.date), row.get("last_day", dt.date)) for row in rows}
        self._seen: set[tuple[object, ...]] = set()

    def decide(self, row: ParsedRow) -> Outcome:
        try:
            first, last, remark = _days(row, self._part_days)
        except SkippedError:
            self._draft.would_help.add("part-days")
            raise
        if not _is_approved(row):
            return self._take_out(row, first, last)
        whose = self._whose(row)
        keys = [(each.kind, each.id, first, last) for each in whose]
        if not self._seen.isdisjoint(keys):
            raise RejectedError(said("the same absence is in the file twice"), "first_day")
        self._seen.update(keys)
        if whose and all(self._origins.outdated(each.kind, each.id, row) for each in whose):
            raise SkippedError(said("a newer version of the event was read before"), "event_version")
        changes = [self._change(each, row, first, last) for each in whose]
        # One outcome for both: what is new for either of them comes first.
        action, told = min(changes, key=lambda change: _ORDER.index(change[0]))
        moved = self._moved(row, whose) if action == "created" else ""
        details = "; ".join(filter(None, (told, remark, moved)))
        for each in filter(None, (remark, moved)):
            self._say(row, whose, each)
        return Outcome(row, action, f"{whose[0].name}: {first} – {last}", details)

    def _take_out(self, row: ParsedRow, first: dt.date, last: dt.date) -> Outcome:
        """Take out the absence that a row says was cancelled or refused; raises SkippedError without one."""
        word = row.get("approval", str) or ""
        approval = APPROVAL.find(word)
        left = SkippedError(said("“{word}” is no approved absence", word=word), "approval")
        try:
            whose = self._whose(row)
        except RejectedError:
            raise left from None
        called_off = [r for each in whose for r in self._origins.cancel(each.kind, each.id, row, "")]
        if called_off:
            days = called_off[0].first_day, called_off[0].last_day
            return self._taken_out(row, whose, *days, word)
        keys = [(each.kind, each.id, first, last) for each in whose]
        there = [
            key
            for key in keys
            if key in self._present and not self._origins.brought(key[0], self._present[key].id)
        ]
        if not there or not self._seen.isdisjoint(keys):
            raise left
        kind = row.get("kind", str)
        alike = [key for key in there if kind is None or fold(self._present[key].kind) == fold(kind)]
        if approval == "open" or not alike:
            reason = said("“{word}” is no approved absence; one that is there on these days stays", word=word)
            raise SkippedError(reason, "approval")
        self._seen.update(keys)
        for key in alike:
            self._draft.delete(key[0], self._present[key].id)
        return self._taken_out(row, whose, first, last, word)

    def _taken_out(
        self, row: ParsedRow, whose: list[_Whose], first: dt.date, last: dt.date, word: str
    ) -> Outcome:
        told = said("“{word}”: the absence that is there on these days is taken out", word=word)
        self._say(
            row,
            whose,
            said("{first} – {last} is taken out, because it is “{word}”", first=first, last=last, word=word),
        )
        return Outcome(row, "updated", f"{whose[0].name}: {first} – {last}", told)

    def _say(self, row: ParsedRow, whose: list[_Whose], what: str) -> None:
        self._draft.notes.append(
            said("Row {number}, {name}: {what}.", number=row.number, name=whose[0].name, what=what)
        )

    def _moved(self, row: ParsedRow, whose: list[_Whose]) -> str:
        """Say which absence an event may have been before it was changed, of those that no event has."""
        kind = row.get("kind", str)
        if not row.get("event_version", int) or not kind:
            return ""
        others = {
            (other.first_day, other.last_day)
            for each in whose
            for other in self._of[each.kind, each.id]
            if fold(other.kind) == fold(kind) and not self._origins.brought(each.kind, other.id)
        } - self._in_file
        if not others:
            return ""
        days = ", ".join(f"{first} – {last}" for first, last in sorted(others))
        return said(
            "the event was changed since it was made; take {days} out if it was moved from there", days=days
        )

    def _change(self, whose: _Whose, row: ParsedRow, first: dt.date, last: dt.date) -> tuple[Action, str]:
        """Decide what becomes of one absence, and tell what changes."""
        key, kind = (whose.kind, whose.id, first, last), row.get("kind", str)
        present = self._present.get(key)
        if present is None:
            return self._place(whose, row, first, last)
        self._origins.settle(whose.kind, whose.id, row, present.id, (first, last))
        if kind is None or present.kind == kind:
            return "unchanged", ""
        self._draft.update(whose.kind, present.id, {"kind": kind})
        return "updated", said("kind: {before} → {after}", before=present.kind or "–", after=kind)

    def _place(self, whose: _Whose, row: ParsedRow, first: dt.date, last: dt.date) -> tuple[Action, str]:
        """Let somebody be away on days on which they were not: what the event brought before is moved."""
        kind, days = row.get("kind", str), (first, last)
        before = self._origins.before(whose.kind, whose.id, row, days)
        if before is None:
            values = {whose.column: whose.id, "first_day": first, "last_day": last, "kind": kind or ""}
            new = self._draft.insert(whose.kind, (whose.kind, whose.id, *days), values)
            self._origins.settle(whose.kind, whose.id, row, new, days)
            return "created", ""
        there = before.row
        self._origins.settle(whose.kind, whose.id, row, there.id, days)
        if not before.moved:
            return "unchanged", said("it was moved here since the calendar was read, and stays")
        values = {"first_day": first, "last_day": last, "kind": kind if kind is not None else there.kind}
        self._draft.update(whose.kind, there.id, values)
        return "updated", said("moved from {first} – {last}", first=there.first_day, last=there.last_day)

    def finish(self) -> None:
        """Take out what events brought that are gone."""
        self._origins.finish(self._calendar_of(), self._subject, take_out=self._calendar.take_out_gone)

    def _calendar_of(self) -> list[tuple[type[Row], int]] | None:
        """Return whose the calendar is; None where nobody has said it."""
        owner = self._calendar.owner
        if owner is None:
            return None
        given = {"person_id": owner.person_id, "email": owner.email}
        values: dict[str, object] = {name: word for name, word in given.items() if word}
        try:
            whose = self._whose(ParsedRow(FileRow(0, ()), values, ()))
        except RejectedError:
            return []
        return [(each.kind, each.id) for each in whose]

    def _subject(self, kind: type[Row], row: Any) -> str:  # noqa: ANN401 - a row
        if kind is Absence:
            name = self._people.name(row.person_id)
        else:
            name = self._trainers.rows[row.trainer_id].name
        return f"{name}: {row.first_day} – {row.last_day}"

    def _whose(self, row: ParsedRow) -> list[_Whose]:
        """Return the person, the trainer or both that a row names; raise RejectedError when it is neither."""
        person_id: int | None
        try:
            person_id = self._people.find(row)
            trainer = self._trainers.rows.get(self._same_trainer.get(person_id, 0))
        except RejectedError:
            trainer = self._trainers.find(row)
            if trainer is None:
                raise
            person_id = self._same.get(trainer.id)
        found: list[_Whose] = []
        if person_id is not None:
            found.append(_Whose(Absence, "person_id", person_id, self._people.name(person_id)))
        if trainer is not None:
            found.append(_Whose(TrainerAbsence, "trainer_id", trainer.id, trainer.name))
        return found


def _is_approved(row: ParsedRow) -> bool:
    word = row.get("approval", str)
    return word is None or APPROVAL.find(word) == "approved"


def _days(row: ParsedRow, part_days: PartDays) -> tuple[dt.date, dt.date, str]:
    """Return the first and last day of a row's absence and what is to be said about them.

    Raises RejectedError when they are none, SkippedError when no day is taken whole.
    """
    first = row.get("first_day", dt.date)
    if first is None:
        raise RejectedError(said("it has no first day"), "first_day")
    last = row.get("last_day", dt.date) or first
    start, end = row.get("start_time", dt.time), row.get("end_time", dt.time)
    begins = dt.datetime.combine(first, start or dt.time())
    ends = dt.datetime.combine(last, end) if end else dt.datetime.combine(last, dt.time()) + _WHOLE_DAY
    if last < first or ends < begins:
        reason = said("the last day {last} is before the first day {first}", last=last, first=first)
        if last == first:
            reason = said("it ends at {end} before it starts at {start}", end=end, start=start)
        raise RejectedError(reason, "last_day", "first_day")
    touched = touched_days(begins, ends)
    half = row.get("half_day", bool) or _less_than_a_day(row)
    if half and first == last:
        touched = touched._replace(whole=None)
    days = touched.days(part_days)
    if days is None:
        raise SkippedError(said("it takes only a part of a day"), "half_day", "start_time", "first_day")
    if half and first != last:
        return *days, said("a day of which only half is taken counts as a whole one")
    if touched.partly:
        return *days, said("a part of a day counts as a whole one") if part_days == "whole" else (
            said("days of which only a part is taken are left out")
        )
    return *days, ""


def _less_than_a_day(row: ParsedRow) -> bool:
    try:
        return 0 < parse_decimal(row.get("leave_days", str) or "1", ".") < 1
    except ValueError:
        return False


class _Trainers:
    """The trainers by id, e-mail and name."""

    def __init__(self, db: Session) -> None:
        rows = db.execute(select(Trainer.id, Trainer.name, Trainer.email, Trainer.code)).all()
        self.rows = {row.id: row for row in rows}
        self._by_email: defaultdict[str, list[Any]] = defaultdict(list)
        for row in rows:
            if row.email:
                self._by_email[fold(row.email)].append(row)
        # A trainer without id and e-mail is exported by name in place of the id.
        self._by_word: dict[str, Any] = {fold(row.name): row for row in rows}
        self._by_word |= {fold(row.code): row for row in rows if row.code}

    def find(self, row: ParsedRow) -> Any:  # noqa: ANN401 - a row
        """Return the trainer of a row's id, e-mail or name, or None.

        Raises RejectedError when the e-mail is that of several.
        """
        code, email = row.get("person_id", str), row.get("email", str)
        if code and (found := self._by_word.get(fold(code))) is not None:
            return found
        if email and (several := self._by_email[fold(email)]):
            if len(several) > 1:
                raise RejectedError(
                    counted(
                        "{n} trainer has the e-mail {email}; give the id",
                        "{n} trainers have the e-mail {email}; give the id",
                        len(several),
                        email=email,
                    ),
                    "email",
                )
            return several[0]
        return self._by_word.get(fold(full_name(row.get("first_name", str), row.get("last_name", str))))
