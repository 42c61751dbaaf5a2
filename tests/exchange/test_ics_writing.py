"""Calendar files, read back by another library than the one that writes them."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo, available_timezones

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange.ics_writing import CalendarEvent, calendar_text
from pmplanner.exchange.zones import find_zone, list_clocks

STAMP = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def at(day: int, hour: int, month: int = 3) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, 0)  # noqa: DTZ001 - local times of a zone


EVENT = CalendarEvent("1-1-p1@x", "Big Data", at(26, 9), at(26, 17), "Europe/Oslo", "Oslo 1", "Two\nlines")


def read(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def events_of(content: bytes) -> list[vobject.base.Component]:
    return list(getattr(read(content), "vevent_list", []))


def test_an_event_comes_back_as_it_was() -> None:
    content = calendar_text([replace(EVENT, sequence=3, status="TENTATIVE")], "Ada; Berg", STAMP)
    calendar = read(content)
    (event,) = calendar.vevent_list
    assert not hasattr(calendar, "method"), "a method asks for an organizer, who is not known"
    assert calendar.version.value == "2.0"
    assert event.uid.value == "1-1-p1@x"
    assert event.summary.value == "Big Data"
    assert event.location.value == "Oslo 1"
    assert event.description.value == "Two\nlines"
    assert (event.sequence.value, event.status.value) == ("3", "TENTATIVE")
    assert event.dtstamp.value == STAMP
    assert b"DTSTART;TZID=Europe/Oslo:20270326T090000\r\n" in content
    assert b"X-WR-CALNAME:Ada\\; Berg\r\n" in content
    assert event.dtstart.value.utcoffset() == dt.timedelta(hours=1)
    assert event.dtend.value - event.dtstart.value == dt.timedelta(hours=8)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Oslo", at(27, 9), at(29, 9)),
        ("America/New_York", at(13, 9), at(15, 9)),
        ("America/New_York", at(6, 9, 11), at(8, 9, 11)),
        ("Australia/Lord_Howe", at(2, 9, 4), at(5, 9, 4)),
    ],
)
def test_both_sides_of_a_change_of_the_clocks(zone: str, before: dt.datetime, after: dt.datetime) -> None:
    events = [
        replace(EVENT, uid=str(n), start=start, end=start + dt.timedelta(hours=8), zone=zone)
        for n, start in enumerate((before, after))
    ]
    read_back = events_of(calendar_text(events, "x", STAMP))
    offsets = [event.dtstart.value.utcoffset() for event in read_back]
    assert offsets[0] != offsets[1]
    for event, written in zip(read_back, events, strict=True):
        there = written.start.replace(tzinfo=ZoneInfo(zone))
        assert event.dtstart.value.astimezone(dt.UTC) == there.astimezone(dt.UTC)
        assert event.dtend.value - event.dtstart.value == dt.timedelta(hours=8)


def test_the_zone_is_described_as_its_clocks_change() -> None:
    text = calendar_text([EVENT], "x", STAMP).decode()
    summer = text[text.index("BEGIN:DAYLIGHT") : text.index("END:DAYLIGHT")].split("\r\n")
    # The clocks showed 2 when they were put to 3: RFC 5545 asks for what they showed before.
    assert "DTSTART:20270328T020000" in summer
    assert {"TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST"} <= set(summer)
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "DTSTART:20271031T030000" in text


@pytest.mark.slow
@given(
    name=st.sampled_from(sorted(available_timezones())),
    moment=st.datetimes(dt.datetime(2020, 1, 2), dt.datetime(2030, 12, 30)),  # noqa: DTZ001
)
def test_clocks_are_right_at_any_moment(name: str, moment: dt.datetime) -> None:
    zone = ZoneInfo(name)
    utc = moment.replace(tzinfo=dt.UTC)
    clock = [clock for clock in list_clocks(zone, 2020, 2030) if clock.since <= utc][-1]
    assert clock.offset == utc.astimezone(zone).utcoffset()


def test_without_a_zone_times_float() -> None:
    for zone in ("", "Mars/Base", "../etc/passwd"):
        content = calendar_text([replace(EVENT, zone=zone)], "x", STAMP)
        (event,) = events_of(content)
        assert event.dtstart.value == at(26, 9)
        assert b"VTIMEZONE" not in content
    assert find_zone("") is None


def test_whole_days_have_an_exclusive_end_and_no_times() -> None:
    event = replace(EVENT, start=at(1, 0), end=at(3, 0).replace(hour=23, minute=59))
    content = calendar_text([event], "x", STAMP)
    assert b"DTSTART;VALUE=DATE:20270301\r\n" in content
    assert b"DTEND;VALUE=DATE:20270304\r\n" in content


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.slow
@given(summary=TEXT, location=TEXT)
def test_any_text_survives_and_lines_are_folded(summary: str, location: str) -> None:
    summary, location = f"x{summary}", f"é{location}x"
    content = calendar_text([replace(EVENT, summary=summary, location=location)], summary, STAMP)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    assert b"\r" not in content.replace(b"\r\n", b"")
    (event,) = events_of(content)
    for read_back, written in ((event.summary.value, summary), (event.location.value, location)):
        lines = written.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        clean = "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)
        assert read_back == clean


def test_no_line_of_a_fold_breaks_a_letter() -> None:
    content = calendar_text([replace(EVENT, summary="å" * 300)], "x", STAMP)
    for line in content.split(b"\r\n"):
        line.decode("utf-8")
