"""What calendars and mails have told, and under which UID and sequence number they tell it next."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from pmplanner.exchange.ics_writing import CalendarEvent
from pmplanner.models import Plan, PublishedEvent, WorkspaceSetting
from pmplanner.services.exporting.calendar_events import PlanCalendar, PlanEvent, Recipient
from pmplanner.storage import journal
from pmplanner.storage.merged import merged_people

_SETTING = "calendar id"
_MAIL = "mail/"
_CHANNELS = ("", _MAIL)
"""Files and mails."""
_TELLING, _PLAN = "telling", "plan"
"""What is kept with an event beside its own values: when it was told, and the plan's name."""
_NOW = -1
"""Stands for the telling that is under way."""
_MARKS = {"person": "p", "trainer": "t", "room": "r", "plan": "a"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of a calendar with the UID and the number under which it is told."""

    uid: str
    sequence: int
    cancelled: bool
    event: PlanEvent

    def as_event(self) -> CalendarEvent:
        """Return it as calendar files have it."""
        return self.event.as_event(self.uid, self.sequence, cancelled=self.cancelled)


@dataclass(slots=True)
class _Told:
    """A row of what was told, as read or as it is to be written."""

    entry: Entry
    name: str
    email: str
    telling: int
    """When it was told: which telling of the plan's it was, counted from 1; 0 where it is not known."""
    row_id: int | None = None
    dirty: bool = False

    @property
    def order(self) -> tuple[int, int, int]:
        """What makes it the later one of two."""
        return self.entry.sequence, self.telling, self.row_id or 0


Place = tuple[int, int]
"""Session and number of the day: what an event is known by within a calendar."""

LastTold = tuple[Entry | None, Entry | None]
"""An event as files and as mails have told it last; None where they never have."""


class Published:
    """All that was told of a plan, brought up to date calendar by calendar, then saved at once.

    What was told is filed under whom it concerns now: a trainer or room who was known by name only,
    and of whom there is a record by now, keeps the calendar, and so does one whose record is gone
    but whom the plan still names. Files and mails tell of an event under one UID.
    """

    def __init__(self, db: Session, calendar: PlanCalendar, only: Recipient | None = None) -> None:
        """Read it, of all or of *only* one; a read-only *session* will do as long as nothing is saved."""
        self._db = db
        self._plan_id, self._plan_name = calendar.plan_id, calendar.plan.name
        self._domain = f"{_calendar_id(db)}.pmplanner"
        self._told: dict[str, dict[str, _Told]] = defaultdict(dict)
        """By channel and key, and by UID."""
        self._given_up: list[int] = []
        """Rows of which there is a later one under the same UID."""
        row = PublishedEvent  # its columns, not its objects: there are tens of thousands
        query = select(
            row.channel, row.recipient_kind, row.recipient_id, row.recipient_name,
            row.id, row.session_id, row.day_number, row.uid, row.sequence, row.cancelled, row.content,
        )  # fmt: skip
        query = query.where(row.plan_id == self._plan_id, row.channel.in_(_PREFIX)).order_by(row.id)
        if only is not None:
            query = query.where(_may_be_of(db, only))
        for found in db.execute(query):
            content = found.content
            before = Recipient(found.recipient_kind, _key(*found[1:4]), content["name"], content["email"])
            place = {"session_id": found.session_id, "number": found.day_number}
            event = PlanEvent.from_values({**content, **place})
            entry = Entry(found.uid, found.sequence, found.cancelled, event)
            told = _Told(entry, before.name, before.email, content.get(_TELLING, 0), found.id)
            self._file(_PREFIX[found.channel], before, calendar.renewed(before), told)

    def _file(self, channel: str, before: Recipient, now: Recipient, told: _Told) -> None:
        """Keep what was told to somebody under whom it concerns now."""
        kept = self._told[channel + now.key]
        told.dirty = before.key != now.key
        # The same UID twice: a trainer was first known by name alone, and got a record later.
        other = kept.get(told.entry.uid)
        if other is not None:  # of two under one UID the later is what the calendar shows
            told, earlier = (told, other) if told.order > other.order else (other, told)
            assert earlier.row_id is not None  # it was read
            self._given_up.append(earlier.row_id)
        kept[told.entry.uid] = told

    def update(
        self, to: Recipient, events: Iterable[PlanEvent], covers: Callable[[PlanEvent], bool]
    ) -> list[Entry]:
        """Bring a calendar up to date and return its events, those that were cancelled among them.

        An event that *covers* refuses is neither written nor taken for cancelled.
        """
        for uid, mailed in self._told[_MAIL + to.key].items():
            self._told[to.key].setdefault(uid, replace(mailed, row_id=None, dirty=True))
        told = self._told[to.key]
        current = _current(told.values())
        standing = set()
        for event in events:
            if covers(event):
                standing.add(self._tell(to, event, current.get((event.session_id, event.number))))
        for uid, known in list(told.items()):
            # Cancelled and not merely left out: what a calendar is not told of stays in it.
            if uid not in standing and covers(known.entry.event) and not known.entry.cancelled:
                self._put(to, self._next(to, known.entry, cancelled=True))
        return [known.entry for known in told.values() if covers(known.entry.event)]

    def _tell(self, to: Recipient, event: PlanEvent, known: _Told | None) -> str:
        """Have a calendar show an event and return its UID."""
        if known is None:
            uid = self._uid(to, (event.session_id, event.number))
            self._put(to, Entry(uid, 0, False, event))
            return uid
        entry = known.entry
        if entry.cancelled or entry.event != event or entry.sequence < self._sequence(to, entry.uid):
            self._put(to, self._next(to, entry, event))
        elif (known.name, known.email) != (to.name, to.email or known.email):
            self._put(to, entry)  # nothing is new but how to call and reach them
        return entry.uid

    def told(self, to: Recipient) -> dict[str, LastTold]:
        """Return by UID what files and mails to somebody have told last."""
        files, mails = self._told[to.key], self._told[_MAIL + to.key]
        return {uid: (_entry(files.get(uid)), _entry(mails.get(uid))) for uid in files.keys() | mails.keys()}

    def mail(self, to: Recipient, entries: Iterable[Entry]) -> None:
        """Keep that a mail tells of these."""
        for entry in entries:
            self._put(to, entry, _MAIL)

    def _put(self, to: Recipient, entry: Entry, channel: str = "") -> None:
        told = self._told[channel + to.key]
        known = told.get(entry.uid)
        row_id, email = (known.row_id, known.email) if known else (None, "")
        told[entry.uid] = _Told(entry, to.name, to.email or email, _NOW, row_id, dirty=True)

    def _next(
        self, to: Recipient, entry: Entry, event: PlanEvent | None = None, *, cancelled: bool = False
    ) -> Entry:
        return Entry(entry.uid, self._sequence(to, entry.uid) + 1, cancelled, event or entry.event)

    def _sequence(self, to: Recipient, uid: str) -> int:
        """Return the highest number that was told under a UID, by whatever channel."""
        told = (self._told[channel + to.key].get(uid) for channel in _CHANNELS)
        # RFC 5545: a calendar passes over whatever has no higher number than it has seen.
        return max(each.entry.sequence for each in told if each is not None)

    def _uid(self, to: Recipient, place: Place) -> str:
        """Return a UID for what was never told; the same whenever it is made, unless somebody has it."""
        kind, _, key = to.key.partition(":")
        mark = hashlib.sha256(key.encode()).hexdigest()[:12] if key.startswith("~") else key
        name = f"{place[0]}-{place[1]}-{_MARKS[kind]}{mark}"
        number, uid = 1, f"{name}@{self._domain}"
        while uid in self._uids:
            number += 1
            uid = f"{name}-{number}@{self._domain}"
        self._uids.add(uid)
        return uid

    @cached_property
    def _uids(self) -> set[str]:
        """All UIDs of the plan, whoever was told under them."""
        return set(
            self._db.scalars(select(PublishedEvent.uid).where(PublishedEvent.plan_id == self._plan_id))
        )

    def save(self) -> None:
        """Keep what was told, past all undo: needs a session of :meth:`Workspace.keep`."""
        journal.bulk_delete(self._db, PublishedEvent, self._given_up)
        telling = _last_telling(self._db, self._plan_id) + 1
        new, changed = [], {}
        for key, by_uid in self._told.items():
            for told in (each for each in by_uid.values() if each.dirty):
                values = self._values(key, told, telling)
                if told.row_id is None:
                    new.append({"plan_id": self._plan_id, **values})
                else:
                    changed[told.row_id] = values
        journal.bulk_insert(self._db, PublishedEvent, new)
        if changed:
            journal.bulk_update(self._db, PublishedEvent, changed)

    def _values(self, recipient: str, told: _Told, telling: int) -> dict[str, Any]:
        content = {
            **told.entry.event.values(),
            "name": told.name,
            "email": told.email,
            _PLAN: self._plan_name,
            _TELLING: telling if told.telling == _NOW else told.telling,
        }
        return {
            **_columns(recipient),
            "session_id": content.pop("session_id"),
            "day_number": content.pop("number"),
            "uid": told.entry.uid,
            "sequence": told.entry.sequence,
            "cancelled": told.entry.cancelled,
            "content": content,
        }


def _entry(told: _Told | None) -> Entry | None:
    return None if told is None else told.entry


def _current(told: Iterable[_Told]) -> dict[Place, _Told]:
    """Return by place under which UID an event is told on: what stands before what was cancelled."""
    found: dict[Place, _Told] = {}
    for each in told:
        place = (each.entry.event.session_id, each.entry.event.number)
        other = found.get(place)
        if other is None or _rank(each) > _rank(other):
            found[place] = each
    return found


def _rank(told: _Told) -> tuple[bool, int, int]:
    return not told.entry.cancelled, told.telling, told.row_id or 0


_PREFIX = {"calendar": "", "mail": _MAIL}


def _columns(recipient: str) -> dict[str, Any]:
    """Return the columns of a recipient's key, with ``mail/`` before it for what mails have told."""
    kind, _, who = recipient.removeprefix(_MAIL).partition(":")
    named = who.startswith("~")
    return {
        "channel": "mail" if recipient.startswith(_MAIL) else "calendar",
        "recipient_kind": kind,
        "recipient_id": 0 if named or not who else int(who),
        "recipient_name": who[1:] if named else "",
    }


def _key(kind: str, row_id: int, name: str) -> str:
    """Return the key of a recipient that the columns say."""
    return f"{kind}:{row_id}" if row_id else f"{kind}:~{name}" if name else kind


def _may_be_of(db: Session, to: Recipient) -> ColumnElement[bool]:
    """Return the condition that something may have been told to somebody, be it under another key."""
    row = PublishedEvent
    of_kind = row.recipient_kind == to.kind
    if to.kind in ("trainer", "room"):
        return of_kind
    person_id = _columns(to.key)["recipient_id"]
    merged = [other for other, stays in merged_people(db.connection()).items() if stays == person_id]
    return and_(of_kind, row.recipient_id.in_((person_id, *merged)))


def _last_telling(db: Session, plan_id: int) -> int:
    telling = func.max(PublishedEvent.content[_TELLING].as_integer())
    return db.scalar(select(telling).where(PublishedEvent.plan_id == plan_id)) or 0


def told_recipients(db: Session, plan_id: int, kind: str) -> list[Recipient]:
    """Return who of a kind was told before, by name and address of the latest telling, the latest last."""
    row = PublishedEvent
    told: dict[str, Recipient] = {}
    telling = func.coalesce(row.content[_TELLING].as_integer(), 0)
    query = select(
        row.recipient_id,
        row.recipient_name,
        row.content["name"].as_string(),
        row.content["email"].as_string(),
    )
    of_kind = (row.plan_id == plan_id, row.recipient_kind == kind, row.channel.in_(_PREFIX))
    query = query.where(*of_kind).order_by(telling, row.id)
    for row_id, known_by, name, email in db.execute(query):
        to = Recipient(kind, _key(kind, row_id, known_by), name, email)
        told.pop(to.key, None)
        told[to.key] = to
    return list(told.values())


class Remaining(NamedTuple):
    """What a plan has told and what still stands in calendars: events, and in how many calendars."""

    events: int
    calendars: int


def remaining(db: Session, plan_id: int, today: dt.date) -> Remaining:
    """Return what calendars still show of a plan from *today* on, as files and mails have told it."""
    row = PublishedEvent
    query = select(row.recipient_kind, row.recipient_id, row.recipient_name, row.uid).where(
        row.plan_id == plan_id,
        ~row.cancelled,
        row.content["end"].as_string() >= today.isoformat(),
    )
    found = {(_key(kind, row_id, name), uid) for kind, row_id, name, uid in db.execute(query)}
    return Remaining(len(found), len({key for key, _ in found}))


def told_plan_name(db: Session, plan_id: int) -> str | None:
    """Return what a plan was called when it was last told of; None when it never was."""
    row = PublishedEvent
    query = select(func.coalesce(row.content[_PLAN].as_string(), "")).where(row.plan_id == plan_id)
    return db.scalar(query.order_by(row.id.desc()).limit(1))


def removed_plans(db: Session, today: dt.date) -> dict[int, str]:
    """Return the plans that are removed and of which calendars still show something, with their names."""
    gone = select(PublishedEvent.plan_id).where(PublishedEvent.plan_id.not_in(select(Plan.id))).distinct()
    plan_ids = [
        plan_id
        for plan_id in db.scalars(gone.order_by(PublishedEvent.plan_id))
        if remaining(db, plan_id, today).events
    ]
    return {plan_id: told_plan_name(db, plan_id) or "" for plan_id in plan_ids}


def keep_calendar_id(db: Session) -> None:
    """Give the workspace the random id that its UIDs end with, unless it has one."""
    if _stored_id(db) is None:
        db.add(WorkspaceSetting(name=_SETTING, value=uuid4().hex))
        db.flush()


def _calendar_id(db: Session) -> str:
    return _stored_id(db) or "unsaved"


def _stored_id(db: Session) -> str | None:
    return db.scalar(select(WorkspaceSetting.value).where(WorkspaceSetting.name == _SETTING))
