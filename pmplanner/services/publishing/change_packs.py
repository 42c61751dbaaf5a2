"""Change packs: mails that tell everybody what has changed since the mail before.

A pack tells people of the sessions in which they have a seat, and trainers of those that they
teach. Rooms have no address to write to; their calendars are exported. What is over by the day of
the pack is left out: nobody wants to hear that last week has changed.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.exchange.folders import FileNames, new_folder
from pmplanner.exchange.ics_writing import calendar_text
from pmplanner.exchange.mail import mail_text, parse_address
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.models import Plan
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import PlanCalendar, PlanEvent, Recipient
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import fold
from pmplanner.services.publishing.calendars import ReportProgress, list_recipients, read_told_calendar
from pmplanner.services.publishing.letters import LetterWords, SessionNews, letter_subject, letter_text
from pmplanner.services.publishing.publication_log import Entry, Published, keep_calendar_id, told_recipients
from pmplanner.services.publishing.written import note_mails
from pmplanner.services.settings import read_settings

INDEX = "index.csv"
INDEX_COLUMNS = ("file", "kind", "name", "email", "new", "changed", "cancelled", "subject")

_KINDS = ("person", "trainer")


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told: the news by session, and the events that bring the calendar up to date."""

    to: Recipient
    news: tuple[SessionNews, ...]
    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """What lists know it by: the key of the recipient."""
        return self.to.key

    def count(self, kind: str) -> int:
        """Return of how many sessions it tells that they are new, changed or cancelled."""
        return sum(item.kind == kind for item in self.news)

    def of_sessions(self, session_ids: Collection[int]) -> "Letter | None":
        """Return what it would tell of these sessions alone; None for nothing."""
        news = tuple(item for item in self.news if item.session_id in session_ids)
        entries = tuple(entry for entry in self.entries if entry.event.session_id in session_ids)
        return Letter(self.to, news, entries) if news else None

    @property
    def reachable(self) -> bool:
        """Whether an address is known to which it can be sent."""
        return parse_address(self.to.name, self.to.email) is not None


def foresee_pack(
    db: Session, scope: ExportScope, today: dt.date, only: Collection[str] | None = None
) -> list[Letter]:
    """Return what a pack made now would tell, and to whom; nothing is kept of it.

    A scope's people are those who are told, and its sessions those of which is told. With *only* just
    these are told, people and trainers, by the keys of the recipients; the others are in the next pack.
    """
    return _letters(db, scope, today, only)[1]


def write_pack(
    db: Session,
    folder: Path,
    scope: ExportScope,
    stamp: dt.datetime,
    progress: ReportProgress = lambda done, total: None,
    *,
    only: Collection[str] | None = None,
) -> list[Letter]:
    """Write a mail a recipient and an index into a new folder; return the mails, none when nothing is new.

    *scope* and *only* are as in :func:`foresee_pack`; what they leave out is told by the next pack.

    *session* is one of :meth:`Workspace.keep`: the mails count as sent from then on. *stamp* is
    when the pack is made (UTC, aware). Raises PlanError without a plan, ExchangeError when the
    folder is there already or cannot be written.
    """
    keep_calendar_id(db)
    published, letters = _letters(db, scope, stamp.astimezone().date(), only)
    if not letters:
        return []
    plan = read_told_calendar(db, scope).plan.name
    with new_folder(folder) as place:
        _write_letters(place, letters, plan, stamp, letter_words(db), progress)
        for letter in letters:
            published.mail(letter.to, letter.entries)
        published.save()
        note_mails(db, folder.name, scope.plan_id, map(_noted, letters))
    return letters


def _noted(letter: Letter) -> tuple[str, str, int | None]:
    kind, _, key = letter.to.key.partition(":")
    return said("changes"), letter.to.name, int(key) if kind == "person" and key.isdigit() else None


@dataclass(frozen=True, slots=True)
class Cancellations:
    """What was written to cancel what a removed plan has told: mails, and calendars as files."""

    letters: list[Letter]
    calendars: int


def write_cancellations(
    db: Session,
    folder: Path,
    plan_id: int,
    stamp: dt.datetime,
    progress: ReportProgress = lambda done, total: None,
) -> Cancellations:
    """Write into a new folder what takes a plan that is removed out of all calendars again.

    Those are the mails of a pack, and the calendars of the plan and its rooms, to whom nobody writes.
    Otherwise as :func:`write_pack`; there is no folder when nothing stands. Raises PlanError while
    the plan is there.
    """
    if db.get(Plan, plan_id) is not None:
        raise PlanError(said("Only of a plan that is removed everything is cancelled."))
    scope, today = ExportScope(plan_id), stamp.astimezone().date()
    published, letters = _letters(db, scope, today)
    calendar = read_told_calendar(db, scope)
    files = _cancelled_files(db, calendar, published, today)
    if not letters and not files:
        return Cancellations([], 0)
    keep_calendar_id(db)
    with new_folder(folder) as place:
        _write_letters(place, letters, calendar.plan.name, stamp, letter_words(db), progress)
        names = FileNames()
        for to, entries in files:
            text = calendar_text([entry.as_event() for entry in entries], to.name, stamp)
            (place / names.give(to.name, ".ics")).write_bytes(text)
        for letter in letters:
            published.mail(letter.to, letter.entries)
        published.save()
        note_mails(db, folder.name, None, map(_noted, letters))
    return Cancellations(letters, len(files))


def _cancelled_files(
    db: Session, calendar: PlanCalendar, published: Published, today: dt.date
) -> list[tuple[Recipient, list[Entry]]]:
    """Bring the calendars without an address up to date; return those in which something stood."""
    found = []
    for kind in ("plan", "room"):
        for to in told_recipients(db, calendar.plan_id, kind):
            stood = {uid for uid, (by_file, _) in published.told(to).items() if _stands(by_file, today)}
            entries = [e for e in published.update(to, (), lambda event: True) if e.uid in stood]
            if entries:
                found.append((to, entries))
    return found


def _stands(entry: Entry | None, today: dt.date) -> bool:
    return entry is not None and not entry.cancelled and entry.event.end.date() >= today


def _letters(
    db: Session, scope: ExportScope, today: dt.date, only: Collection[str] | None = None
) -> tuple[Published, list[Letter]]:
    calendar = read_told_calendar(db, scope)
    published = Published(db, calendar)
    letters = [
        letter
        for kind in _KINDS
        for to in _recipients(db, calendar, kind, scope)
        if only is None or to.key in only
        if (letter := _letter(calendar, published, to, scope, today)) is not None
    ]
    return published, letters


def _recipients(db: Session, calendar: PlanCalendar, kind: str, scope: ExportScope) -> list[Recipient]:
    """Return everybody of a kind who has events now or was told of some, by name."""
    if kind != "person" and scope.person_ids is not None:
        return []
    everyone = list_recipients(db, calendar, scope, kind)
    return sorted(everyone, key=lambda to: fold(to.name))


def _letter(
    calendar: PlanCalendar, published: Published, to: Recipient, scope: ExportScope, today: dt.date
) -> Letter | None:
    covers = calendar.covers(replace(scope, person_ids=None))
    before = published.told(to)
    now = published.update(to, calendar.events.get(to.key, ()), covers)
    last = {entry.uid: _last_told(entry, *before.get(entry.uid, (None, None))) for entry in now}
    told = {uid: entry for uid, entry in last.items() if entry is not None}
    changed = [entry for entry in now if _is_news(entry, told.get(entry.uid))]
    if not changed:
        return None
    items = _by_session(changed, now, told, today)
    if not items:
        return None
    sessions = {item.session_id for item in items}
    entries = sorted(
        (e for e in changed if e.event.session_id in sessions), key=lambda e: (e.event.start, e.uid)
    )
    return Letter(to, tuple(items), tuple(entries))


def _last_told(entry: Entry, by_file: Entry | None, by_mail: Entry | None) -> Entry | None:
    """Return what a mail must be compared with.

    A mail makes good for whatever a calendar may show: what the mails have told, and, where they
    told what is so, what a file has told since. Who was never written to is told all that stands as
    new, and of the rest what a file has put into the calendar.
    """
    if by_mail is None:
        return by_file if entry.cancelled else None
    return by_mail if _is_news(entry, by_mail) else by_file or by_mail


def _is_news(entry: Entry, told: Entry | None) -> bool:
    """Whether a recipient does not know an event as it is; what was never told need not be cancelled."""
    if told is None:
        return not entry.cancelled
    if entry.cancelled or told.cancelled:
        return entry.cancelled != told.cancelled
    return entry.event != told.event


def _by_session(
    changed: Iterable[Entry], now: Iterable[Entry], told: dict[str, Entry], today: dt.date
) -> list[SessionNews]:
    """Return what is new by session, but for sessions that are over both as told and as they are."""
    before, after = _standing(told.values()), _standing(now)
    items = []
    for session_id in {entry.event.session_id for entry in changed}:
        item = SessionNews(session_id, tuple(before[session_id]), tuple(after[session_id]))
        if item.last_day >= today:
            items.append(item)
    return sorted(items, key=lambda item: (item.first_start, item.session_id))


def _standing(entries: Iterable[Entry]) -> dict[int, list[PlanEvent]]:
    events: dict[int, list[PlanEvent]] = defaultdict(list)
    for entry in entries:
        if not entry.cancelled:
            events[entry.event.session_id].append(entry.event)
    for each in events.values():
        each.sort(key=lambda event: event.start)
    return events


def letter_words(db: Session) -> LetterWords:
    """Return how the workplace begins and ends its mails."""
    settings = read_settings(db)
    return LetterWords(settings["mail-opening"], settings["mail-closing"])


def _write_letters(
    folder: Path,
    letters: Sequence[Letter],
    plan: str,
    stamp: dt.datetime,
    words: LetterWords,
    progress: ReportProgress,
) -> None:
    names = FileNames()
    names.give("index", ".csv")
    rows: list[Sequence[Value]] = []
    for done, letter in enumerate(letters):
        progress(done, len(letters))
        name = names.give(letter.to.name, ".eml")
        events = [entry.as_event() for entry in letter.entries]
        subject = letter_subject(letter.news, plan)
        text = letter_text(letter.to, letter.news, plan, words)
        calendar = calendar_text(events, plan, stamp)
        mail = mail_text(letter.to.name, letter.to.email, subject, text, calendar, stamp)
        (folder / name).write_bytes(mail)
        counts = [letter.count(kind) for kind in ("new", "changed", "cancelled")]
        rows.append((name, letter.to.kind, letter.to.name, letter.to.email, *counts, subject))
    write_csv(folder / INDEX, INDEX_COLUMNS, rows)
