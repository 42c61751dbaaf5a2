"""What a change pack says in its mails, in sentences."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pmplanner.day_words import english
from pmplanner.exchange.mail import ATTACHMENT
from pmplanner.sentences import listed, marked, resaid, said
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


_COUNTS = {
    "new": marked("{count} new"),
    "changed": marked("{count} changed"),
    "cancelled": marked("{count} cancelled"),
}
_HEADINGS = {
    "new": marked("New:"),
    "changed": marked("Changed:"),
    "cancelled": marked("Cancelled:"),
}
_NEW = {
    (False, False, False): marked("{session} is on {when}."),
    (False, False, True): marked("{session} is on {when}; it is not confirmed yet."),
    (False, True, False): marked("{session} is on {when}, with {trainer}."),
    (False, True, True): marked("{session} is on {when}, with {trainer}; it is not confirmed yet."),
    (True, False, False): marked("{session} is on {when}, in {room}."),
    (True, False, True): marked("{session} is on {when}, in {room}; it is not confirmed yet."),
    (True, True, False): marked("{session} is on {when}, in {room}, with {trainer}."),
    (True, True, True): marked("{session} is on {when}, in {room}, with {trainer}; it is not confirmed yet."),
}
"""What is said of a new session: by whether it has a room, has a trainer, and is a draft."""

_CODE = (
    marked("The code of the course is {now}."),
    marked("The code of the course is no longer {was}."),
    marked("The code of the course is now {now} instead of {was}."),
)
_ROOM = (
    marked("The room is {now}."),
    marked("The room is no longer {was}."),
    marked("The room is now {now} instead of {was}."),
)
_TRAINER = (
    marked("The trainer is {now}."),
    marked("The trainer is no longer {was}."),
    marked("The trainer is now {now} instead of {was}."),
)
_MODE = (
    marked("The mode is {now}."),
    marked("The mode is no longer {was}."),
    marked("The mode is now {now} instead of {was}."),
)
_LINK = (
    marked("Join it here: {now}"),
    marked("The link to join it, {was}, does not hold any more."),
    marked("Join it here now: {now}"),
)
"""What is said where something is there at last, is there no more, is replaced."""


def letter_subject(news: Sequence[SessionNews], plan: str) -> str:
    """Return the subject of a mail: how much is new, changed and cancelled in which plan."""
    counts = {kind: sum(item.kind == kind for item in news) for kind in ("new", "changed", "cancelled")}
    words = ", ".join(resaid(_COUNTS[kind], count=count) for kind, count in counts.items() if count)
    return said("Your training dates: {counts} ({plan})", counts=words, plan=plan)


@dataclass(frozen=True, slots=True)
class LetterWords:
    """How the workplace begins and ends its mails; "" for the usual words."""

    opening: str = ""
    """``{name}`` stands for whom it is to."""
    closing: str = ""


def letter_text(
    to: Recipient, news: Sequence[SessionNews], plan: str, words: LetterWords = LetterWords()
) -> str:
    """Return the text of a mail."""
    opening = words.opening.replace("{name}", to.name)
    lines = [
        opening or said("Hello {name},", name=to.name),
        "",
        said("The sessions that you teach in the plan “{plan}” have changed.", plan=plan)
        if to.kind == "trainer"
        else said("Your training dates in the plan “{plan}” have changed.", plan=plan),
    ]
    for kind, heading in _HEADINGS.items():
        sentences = [_sentence(item) for item in news if item.kind == kind]
        if sentences:
            lines += ["", resaid(heading), *(f"- {sentence}" for sentence in sentences)]
    lines += [
        "",
        said("Open the attached file {file} to take this over into your calendar.", file=ATTACHMENT),
        "",
    ]
    if words.closing:
        lines += [words.closing.replace("{name}", to.name), ""]
    return "\n".join(lines)


def _sentence(item: SessionNews) -> str:
    if item.kind == "cancelled":
        return said(
            "{session} on {when} is cancelled for you.",
            session=_called(item.before),
            when=_when(item.before),
        )
    if item.kind == "new":
        event = item.after[0]
        told = resaid(
            _NEW[bool(event.room), bool(event.trainer), event.draft],
            session=_called(item.after),
            when=_when(item.after),
            room=event.room,
            trainer=event.trainer,
        )
        return " ".join((told, *_replaced(_LINK, "", event.join_link)))
    return " ".join(_changes(item.before, item.after))


def _called(events: Sequence[PlanEvent]) -> str:
    return f"{events[0].title} ({events[0].code})"


def _changes(before: Sequence[PlanEvent], after: Sequence[PlanEvent]) -> Iterator[str]:
    """Give a sentence for each thing that has changed, the dates first."""
    old, new = before[0], after[0]
    if _times(before) != _times(after):
        yield said(
            "{session} has moved from {before} to {after}.",
            session=_called(after),
            before=_when(before),
            after=_when(after),
        )
    else:
        yield said("{session} stays on {when}.", session=_called(after), when=_when(after))
    if (old.title, old.code) != (new.title, new.code):
        yield said("It was called {session}.", session=_called(before))
    for sentences, was, now in (
        (_CODE, old.course_code, new.course_code),
        (_ROOM, old.room, new.room),
        (_TRAINER, old.trainer, new.trainer),
        (_MODE, old.mode, new.mode),
        (_LINK, old.join_link, new.join_link),
    ):
        yield from _replaced(sentences, was, now)
    if old.draft != new.draft:
        yield said("It is no longer confirmed.") if new.draft else said("It is confirmed now.")


def _replaced(sentences: tuple[str, str, str], was: str, now: str) -> Iterator[str]:
    there, gone, replaced = sentences
    if was != now:
        yield resaid(replaced if was and now else there if now else gone, now=now, was=was)


def _times(events: Iterable[PlanEvent]) -> list[tuple[dt.datetime, dt.datetime, str]]:
    return [(event.start, event.end, event.zone) for event in events]


def _when(events: Sequence[PlanEvent]) -> str:
    """Return days and times: each day by itself where the times differ."""
    hours = {(event.start.time(), event.end.time()) for event in events}
    zone = f" ({events[0].zone})" if events[0].zone else ""
    if len(hours) > 1:
        return ", ".join(f"{_day(e.start)} {_hours(e)}" for e in events) + zone
    return f"{listed(_day(event.start) for event in events)}, {_hours(events[0])}{zone}"


def _hours(event: PlanEvent) -> str:
    return f"{event.start:%H:%M}–{event.end:%H:%M}"


def _day(moment: dt.datetime) -> str:
    return english(moment.date(), "EEE d MMMM y")
