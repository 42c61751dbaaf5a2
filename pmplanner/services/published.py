"""What calendars and mails have told, and under which UID and sequence number they tell it next."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from pmplanner.exchange.ics_writing import CalendarEvent
from pmplanner.models import PublishedEvent, WorkspaceSetting
from pmplanner.services.calendar_events import PlanEvent, Recipient
from pmplanner.storage import journal

_SETTING = "calendar id"
_MAIL = "mail/"
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
    row_id: int | None = None
    dirty: bool = False

    def values(self) -> dict[str, Any]:
        content = {**self.entry.event.values(), "name": self.name, "email": self.email}
        return {
            "session_id": content.pop("run_id"),
            "day_number": content.pop("number"),
            "uid": self.entry.uid,
            "sequence": self.entry.sequence,
            "cancelled": self.entry.cancelled,
            "content": content,
        }


Place = tuple[int, int]
"""Session and number of the day: what an event is known by within a calendar."""


class Published:
    """All that was told of a plan, brought up to date calendar by calendar, then saved at once."""

    def __init__(self, session: Session, plan_id: int, only: Recipient | None = None) -> None:
        """Read it, of all or of *only* one; a read-only *session* will do as long as nothing is saved."""
        self._session = session
        self._plan_id = plan_id
        self._domain = f"{_calendar_id(session)}.pmplanner"
        self._told: dict[str, dict[Place, _Told]] = defaultdict(dict)
        row = PublishedEvent  # its columns, not its objects: there are tens of thousands
        query = select(
            row.channel, row.recipient_kind, row.recipient_id, row.recipient_name,
            row.id, row.session_id, row.day_number, row.uid, row.sequence, row.cancelled, row.content,
        )  # fmt: skip
        query = query.where(row.plan_id == plan_id).order_by(row.id)
        if only is not None:
            query = query.where(_is_for(only.key, only.other_key))
        for found in session.execute(query):
            content, place = found.content, (found.session_id, found.day_number)
            event = PlanEvent.from_values({**content, "run_id": place[0], "number": place[1]})
            entry = Entry(found.uid, found.sequence, found.cancelled, event)
            told = _Told(entry, content["name"], content["email"], found.id)
            self._told[_key(*found[:4])][place] = told

    def update(
        self, to: Recipient, events: Iterable[PlanEvent], covers: Callable[[PlanEvent], bool]
    ) -> list[Entry]:
        """Bring a calendar up to date and return its events, those that were cancelled among them.

        An event that *covers* refuses is neither written nor taken for cancelled.
        """
        self._adopt(to)
        told = self._told[to.key]
        now = {(event.run_id, event.number): event for event in events}
        for place, event in now.items():
            if covers(event):
                self._tell(to, place, event)
        for place, known in told.items():
            if place not in now and covers(known.entry.event) and not known.entry.cancelled:
                self._put(to, place, _next(known.entry, cancelled=True))
        return [known.entry for known in told.values() if covers(known.entry.event)]

    def _tell(self, to: Recipient, place: Place, event: PlanEvent) -> None:
        known = self._told[to.key].get(place)
        if known is None:
            self._put(to, place, Entry(self._uid(to, place), 0, False, event))
        elif known.entry.cancelled or known.entry.event != event:
            self._put(to, place, _next(known.entry, event))

    def mailed(self, to: Recipient) -> dict[Place, Entry]:
        """Return what the mails to somebody have told, by place."""
        self._adopt(to)
        return {place: told.entry for place, told in self._told[_MAIL + to.key].items()}

    def mail(self, to: Recipient, entries: Iterable[Entry]) -> None:
        """Keep that a mail tells of these."""
        for entry in entries:
            self._put(to, (entry.event.run_id, entry.event.number), entry, _MAIL + to.key)

    def _put(self, to: Recipient, place: Place, entry: Entry, key: str = "") -> None:
        known = self._told[key or to.key].get(place)
        row_id = known.row_id if known else None
        self._told[key or to.key][place] = _Told(entry, to.name, to.email, row_id, dirty=True)

    def _uid(self, to: Recipient, place: Place) -> str:
        """Return a UID that is the same whenever it is made; what was told under one keeps it."""
        kind, _, key = to.key.partition(":")
        mark = hashlib.sha256(key.encode()).hexdigest()[:12] if key.startswith("~") else key
        return f"{place[0]}-{place[1]}-{_MARKS[kind]}{mark}@{self._domain}"

    def _adopt(self, to: Recipient) -> None:
        """Let a trainer or room who was known by name only keep the calendar, now that more is known."""
        if not to.other_key or self._told.get(to.key) or self._told.get(_MAIL + to.key):
            return
        for before, now in ((to.other_key, to.key), (_MAIL + to.other_key, _MAIL + to.key)):
            self._told[now] = self._told.pop(before, {})
            for told in self._told[now].values():
                told.dirty = True

    def save(self) -> None:
        """Keep what was told, past all undo: needs a session of :meth:`Workspace.keep`."""
        new, changed = [], {}
        for key, places in self._told.items():
            for told in (each for each in places.values() if each.dirty):
                values = {**_columns(key), **told.values()}
                if told.row_id is None:
                    new.append({"plan_id": self._plan_id, **values})
                else:
                    changed[told.row_id] = values
        journal.bulk_insert(self._session, PublishedEvent, new)
        if changed:
            journal.bulk_update(self._session, PublishedEvent, changed)


def _next(entry: Entry, event: PlanEvent | None = None, *, cancelled: bool = False) -> Entry:
    return Entry(entry.uid, entry.sequence + 1, cancelled, event or entry.event)


def told_recipients(session: Session, plan_id: int, kind: str) -> list[Recipient]:
    """Return whose calendars of a kind were told of before, by the name that they had then."""
    content = PublishedEvent.content
    query = (
        select(*_RECIPIENT, content["name"].as_string(), content["email"].as_string())
        .where(
            PublishedEvent.plan_id == plan_id,
            PublishedEvent.channel == "calendar",
            PublishedEvent.recipient_kind == kind,
        )
        .order_by(PublishedEvent.id)
    )
    found = [(_key(*row[:4]), *row[4:]) for row in session.execute(query)]
    return list({key: Recipient(kind, key, name, email) for key, name, email in found}.values())


_RECIPIENT = (
    PublishedEvent.channel,
    PublishedEvent.recipient_kind,
    PublishedEvent.recipient_id,
    PublishedEvent.recipient_name,
)


def _columns(key: str) -> dict[str, Any]:
    """Return the columns of a recipient's key, with ``mail/`` before it for what mails have told."""
    kind, _, who = key.removeprefix(_MAIL).partition(":")
    named = who.startswith("~")
    return {
        "channel": "mail" if key.startswith(_MAIL) else "calendar",
        "recipient_kind": kind,
        "recipient_id": 0 if named or not who else int(who),
        "recipient_name": who[1:] if named else "",
    }


def _key(channel: str, kind: str, row_id: int, name: str) -> str:
    """Return the key that :func:`_columns` takes apart."""
    who = f":{row_id}" if row_id else f":~{name}" if name else ""
    return f"{_MAIL if channel == 'mail' else ''}{kind}{who}"


def _is_for(*keys: str) -> ColumnElement[bool]:
    """Return the condition that an event was told to one of these recipients."""
    wanted = [tuple(_columns(key).values()) for key in keys if key]
    return tuple_(*_RECIPIENT).in_(wanted)


def keep_calendar_id(session: Session) -> None:
    """Give the workspace the random id that its UIDs end with, unless it has one."""
    if _stored_id(session) is None:
        session.add(WorkspaceSetting(name=_SETTING, value=uuid4().hex))
        session.flush()


def _calendar_id(session: Session) -> str:
    return _stored_id(session) or "unsaved"


def _stored_id(session: Session) -> str | None:
    return session.scalar(select(WorkspaceSetting.value).where(WorkspaceSetting.name == _SETTING))
