"""The parts of a calendar file (RFC 5545) that matter, each by itself, so that a bad one spoils no other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.limits import MAX_LINES
from pmplanner.sentences import said

_BOUND = re.compile(rb"(BEGIN|END):([A-Z0-9-]+)[ \t]*", re.IGNORECASE)
_UNUSED = re.compile(
    rb"(?:X-[A-Z0-9-]+|DESCRIPTION|ATTACH|COMMENT|URL|CLASS|PRIORITY|GEO|CONTACT|RELATED-TO|IMAGE"
    rb"|CONFERENCE|CREATED|RESOURCES|REQUEST-STATUS|STYLED-DESCRIPTION|STRUCTURED-DATA|COLOR)[:;]",
    re.IGNORECASE,
)
"""Properties of which nothing is read: they can be megabytes long, and damaged."""

_DEEPEST = 20
_LINE = re.compile(rb"[^\r\n]+")


@dataclass(slots=True)
class CalendarBlock:
    """A calendar as it stands in a file: its own lines, its zones, its events."""

    lines: list[bytes] = field(default_factory=list)
    zones: list[bytes] = field(default_factory=list)
    events: list[bytes] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """The lines of the file on which the events begin."""

    def note_starts(self, number: int) -> None:
        """Note that the event which was added last, if there is a new one, begins on a line."""
        self.starts += [number] * (len(self.events) - len(self.starts))


def split_calendars(data: bytes, name: str) -> list[CalendarBlock]:
    """Divide the bytes of the file *name* into calendars, zones and events.

    An event that is not closed, or closed wrongly, is given as it stands. Raises ExchangeError when the
    calendars themselves are not whole.
    """
    if data.count(b"\n") + data.count(b"\r") > 2 * MAX_LINES:
        raise ExchangeError(said("{name} has more than {most:,} lines.", name=name, most=MAX_LINES))
    found: list[CalendarBlock] = []
    open_parts: list[bytes] = []
    kept: list[bytes] = []
    start = 0
    for number, line in _lines(data):
        bound = _BOUND.fullmatch(line)
        part = bound[2].upper() if bound else b""
        begins = bound is not None and bound[1].upper() == b"BEGIN"
        if part == b"VCALENDAR":
            _turn(found, open_parts, kept, begins, name)
            found[-1].note_starts(start)
            continue
        if not found:
            raise _damaged(name)
        if begins:
            _open(found[-1], open_parts, kept, part, name)
        if len(open_parts) > 1 or begins:
            kept.append(line)
        else:
            found[-1].lines.append(line)
        if bound is not None and not begins:
            _close(found[-1], open_parts, kept, part, name)
        found[-1].note_starts(start)
        if begins and part == b"VEVENT" and len(open_parts) == 2:
            start = number
    if open_parts:
        raise ExchangeError(said("{name} breaks off in the middle; export it again.", name=name))
    return found


def needed_lines(event: bytes) -> bytes:
    """Give the lines of an event that say something about its days, its people and what it is called."""
    kept: list[bytes] = []
    inner, drop = 0, False
    for line in event.split(b"\r\n"):
        if line[:1] in (b" ", b"\t"):
            if not drop:
                kept.append(line)
            continue
        bound = _BOUND.fullmatch(line)
        begins = bound is not None and bound[1].upper() == b"BEGIN"
        inner += begins and bool(kept)
        drop = inner > 0 or _UNUSED.match(line) is not None
        if not drop:
            kept.append(line)
        if bound is not None and not begins and inner:
            inner -= 1
    return b"\r\n".join(kept)


def _turn(
    found: list[CalendarBlock], open_parts: list[bytes], kept: list[bytes], begins: bool, name: str
) -> None:
    """Begin or end a calendar; what is still open in it is given as it stands."""
    if begins == bool(open_parts):
        raise (
            _damaged(name)
            if not begins
            else ExchangeError(said("{name} breaks off in the middle; export it again.", name=name))
        )
    if begins:
        found.append(CalendarBlock())
        open_parts.append(b"VCALENDAR")
        return
    if len(open_parts) > 1 and open_parts[1] == b"VEVENT":
        found[-1].events.append(b"\r\n".join(kept))
    open_parts.clear()


def _open(block: CalendarBlock, open_parts: list[bytes], kept: list[bytes], part: bytes, name: str) -> None:
    """Begin a part of a calendar."""
    if part == b"VEVENT" and open_parts[1:2] == [b"VEVENT"]:
        # The one before was not closed: it is told as it stands, and spoils no other.
        block.events.append(b"\r\n".join(kept))
        del open_parts[1:]
    if len(open_parts) == 1:
        kept.clear()
    if len(open_parts) > _DEEPEST:
        raise _damaged(name)
    open_parts.append(part)


def _close(block: CalendarBlock, open_parts: list[bytes], kept: list[bytes], part: bytes, name: str) -> None:
    """End a part of a calendar; one that does not end as it began is taken to end where it ends."""
    if part not in open_parts[1:]:
        if len(open_parts) < 2:
            raise _damaged(name)
        return
    while open_parts.pop() != part:
        pass
    if len(open_parts) == 1:
        text = b"\r\n".join([*kept, b""])
        if part == b"VEVENT":
            block.events.append(text)
        elif part == b"VTIMEZONE":
            block.zones.append(text)


def _damaged(name: str) -> ExchangeError:
    return ExchangeError(said("{name} is damaged and cannot be read; export it again.", name=name))


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the lines that hold something with their numbers, without the mark at the file's beginning."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    turn = b"\n" if b"\n" in data else b"\r"
    number, seen = 1, 0
    for match in _LINE.finditer(data):
        number += data.count(turn, seen, match.start())
        seen = match.start()
        if match[0].strip():
            yield number, match[0]
