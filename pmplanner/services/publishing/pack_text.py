"""What a change pack says in its mails, in sentences."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pmplanner.exchange.mail import ATTACHMENT
from pmplanner.sentences import said
from pmplanner.services.day_names import MONTHS, SHORT_WEEKDAYS
from pmplanner.services.exporting.calendar_events import PlanEvent, Recipient


@dataclass(frozen=True, slots=True)
class SessionNews:
    """A session by its days as they were told and as they are now, in order; none for no seat."""

    session_id: int
    before: tuple[PlanEvent, ...]
    after: tuple[PlanEvent, ...]

    @property
    def kind(self) -> str:
        """One of new, changed, cancelled."""
        if not self.before:
            return "new"
        return "changed" if self.after else "cancelled"

    @property
    def first_start(self) -> dt.datetime:
        """When it begins, or would have begun."""
        return (self.after or self.before)[0].start

    @property
    def last_day(self) -> dt.date:
        """When it is over, by what was told and by what is."""
        return max(event.end.date() for event in (*self.before, *self.after))


def letter_subject(news: Sequence[SessionNews], plan: str) -> str:
    """Return the subject of a mail: how much is new, changed and cancelled in which plan."""
    counts = {kind: sum(item.kind == kind for item in news) for kind in ("new", "changed", "cancelled")}
    words = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    return said("Your training dates: {words} ({plan})", words=words, plan=plan)


def letter_text(to: Recipient, news: Sequence[SessionNews], plan: str) -> str:
    """Return the text of a mail."""
    what = said("The sessions that you teach") if to.kind == "trainer" else said("Your training dates")
    lines = [
        said("Hello {to},", to=to.name),
        "",
        said("{what} in the plan “{plan}” have changed.", what=what, plan=plan),
    ]
    for kind, heading in (("new", "New"), ("changed", "Changed"), ("cancelled", "Cancelled")):
        sentences = [_sentence(item) for item in news if item.kind == kind]
        if sentences:
            lines += ["", f"{heading}:", *(f"- {sentence}" for sentence in sentences)]
    lines += [
        "",
        said(
            "Open the attached file {attachment} to take this over into your calendar.", attachment=ATTACHMENT
        ),
        "",
    ]
    return "\n".join(lines)


def _sentence(item: SessionNews) -> str:
    if item.kind == "cancelled":
        return said(
            "{before} on {before2} is cancelled for you.",
            before=_called(item.before),
            before2=_when(item.before),
        )
    if item.kind == "new":
        return said(
            "{after} is on {after2}{where}.",
            after=_called(item.after),
            after2=_when(item.after),
            where=_where(item.after[0]),
        )
    return " ".join(_changes(item.before, item.after))


def _called(events: Sequence[PlanEvent]) -> str:
    return f"{events[0].title} ({events[0].code})"


def _where(event: PlanEvent) -> str:
    """Return room, trainer and state of a new session as the end of its sentence."""
    parts = [
        said(", in {room}", room=event.room) if event.room else "",
        said(", with {trainer}", trainer=event.trainer) if event.trainer else "",
        said("; it is not confirmed yet") if event.draft else "",
    ]
    return "".join(parts)


def _changes(before: Sequence[PlanEvent], after: Sequence[PlanEvent]) -> Iterator[str]:
    """Give a sentence for each thing that has changed, the dates first."""
    old, new = before[0], after[0]
    if _times(before) != _times(after):
        yield said(
            "{after} has moved from {before} to {after2}.",
            after=_called(after),
            before=_when(before),
            after2=_when(after),
        )
    else:
        yield said("{after} stays on {after2}.", after=_called(after), after2=_when(after))
    if (old.title, old.code) != (new.title, new.code):
        yield said("It was called {before}.", before=_called(before))
    for what, was, now in (
        ("code of the course", old.course_code, new.course_code),
        ("room", old.room, new.room),
        ("trainer", old.trainer, new.trainer),
        ("mode", old.mode, new.mode),
    ):
        yield from _replaced(what, was, now)
    if old.draft != new.draft:
        yield said("It is no longer confirmed.") if new.draft else said("It is confirmed now.")


def _replaced(what: str, was: str, now: str) -> Iterator[str]:
    if was == now:
        return
    if not was:
        yield said("The {what} is {now}.", what=what, now=now)
    elif not now:
        yield said("The {what} is no longer {was}.", what=what, was=was)
    else:
        yield said("The {what} is now {now} instead of {was}.", what=what, now=now, was=was)


def _times(events: Iterable[PlanEvent]) -> list[tuple[dt.datetime, dt.datetime, str]]:
    return [(event.start, event.end, event.zone) for event in events]


def _when(events: Sequence[PlanEvent]) -> str:
    """Return days and times: each day by itself where the times differ."""
    hours = {(event.start.time(), event.end.time()) for event in events}
    zone = f" ({events[0].zone})" if events[0].zone else ""
    if len(hours) > 1:
        return ", ".join(f"{_day(e.start)} {_hours(e)}" for e in events) + zone
    return f"{_join(_day(event.start) for event in events)}, {_hours(events[0])}{zone}"


def _join(words: Iterable[str]) -> str:
    *others, last = words
    return said("{others} and {last}", others=", ".join(others), last=last) if others else last


def _hours(event: PlanEvent) -> str:
    return f"{event.start:%H:%M}–{event.end:%H:%M}"


def _day(moment: dt.datetime) -> str:
    return english(moment.date(), "EEE d MMMM y")
