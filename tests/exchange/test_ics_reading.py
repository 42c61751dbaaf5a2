"""Calendar files as tables: which days events touch, whose they are, and what cannot be read."""

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmplanner.exchange import ics_events
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_reading import Owner, read_calendar
from pmplanner.exchange.ics_writing import CalendarEvent, calendar_text
from pmplanner.exchange.layouts import ABSENCES, CLOSURES, PEOPLE, Layout
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.table import Table
from tests.tiers import examples

TODAY = dt.date(2026, 11, 24)
ANA = "ATTENDEE:mailto:ana@x.no"


def calendar(*events: str, head: str = "VERSION:2.0") -> bytes:
    """Return a calendar file of events whose lines are separated by blanks."""
    lines = ["BEGIN:VCALENDAR", head]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split(" "), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(data: bytes, layout: Layout = ABSENCES, owner: Owner | None = None) -> Table:
    return read_calendar(data, "away.ics", layout, owner=owner, today=TODAY)


def days(*events: str, head: str = "VERSION:2.0") -> list[str]:
    """Return the days that each row touches as ISO dates, in the order of the file."""
    data = calendar(*events, head=head)
    table = read_calendar(data, "away.ics", CLOSURES, today=TODAY, part_days="whole")
    return [f"{row.cells[0]}/{row.cells[1]}" for row in table.rows]


LEAVE = f"DTSTART;VALUE=DATE:20270301 {ANA} SUMMARY:Leave"


@pytest.mark.parametrize("method", ["METHOD:CANCEL", "METHOD:cancel ", "METHOD;X-A=b:Cancel"])
@pytest.mark.parametrize("status", ["", " STATUS:CONFIRMED"])
def test_what_was_sent_to_cancel_is_cancelled_whatever_the_event_says(method: str, status: str) -> None:
    data = calendar(LEAVE + status, head=method)
    assert [row.cells[-1] for row in read(data).rows] == ["cancelled"]
    closures = read(data, CLOSURES)
    assert not closures.rows
    assert closures.notes == ("Left out because it is cancelled: 1 event (Leave).",)


def test_a_cancelling_calendar_takes_back_what_another_in_the_file_tells() -> None:
    event = f"UID:a SEQUENCE:1 {LEAVE}"
    asked = calendar(event, head="METHOD:REQUEST")
    called_off = calendar(event.replace("SEQUENCE:1", "SEQUENCE:2"), head="METHOD:CANCEL")
    assert [row.cells[-1] for row in read(asked).rows] == ["approved"]
    assert [row.cells[-1] for row in read(asked + called_off).rows] == ["cancelled"]


@pytest.mark.parametrize("method", ["", "PUBLISH", "REQUEST", "ADD"])
def test_events_that_are_told_or_asked_for_are_taken(method: str) -> None:
    assert [row.cells[-1] for row in read(calendar(LEAVE, head=f"METHOD:{method}")).rows] == ["approved"]


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH", "X-OTHER"])
def test_what_tells_of_no_event_is_refused_by_event(method: str) -> None:
    answer = calendar(LEAVE, head=f"METHOD:{method}")
    why = f"its calendar has METHOD {method}, which tells of no event; export the calendar itself"
    said = f"event 1 “Leave” on line 3: {why}"
    with pytest.raises(ExchangeError, match=f"away.ics, {said}."):
        read(answer)
    mixed = read(answer + calendar(LEAVE.replace("0301", "0302")))
    assert [(row.cells[2], row.fault) for row in mixed.rows] == [
        (None, said),
        (dt.date(2027, 3, 2), ""),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART;VALUE=DATE:20270301 DTEND;VALUE=DATE:20270306", "2027-03-01/2027-03-05"),
        ("DTSTART;VALUE=DATE:20270301", "2027-03-01/2027-03-01"),
        ("DTSTART;VALUE=DATE:20270301 DTEND;VALUE=DATE:20270301", "2027-03-01/2027-03-01"),
        ("DTSTART;VALUE=DATE:20270301 DURATION:P2D", "2027-03-01/2027-03-02"),
        ("DTSTART:20270301T090000 DTEND:20270301T100000", "2027-03-01/2027-03-01"),
        ("DTSTART:20270301T220000 DTEND:20270302T010000", "2027-03-01/2027-03-02"),
        ("DTSTART:20270301T120000 DTEND:20270303T000000", "2027-03-01/2027-03-02"),
        ("DTSTART:20270301T000000", "2027-03-01/2027-03-01"),
        ("DTSTART:20270301T230000 DURATION:PT1H", "2027-03-01/2027-03-01"),
        (
            "DTSTART;TZID=Europe/Oslo:20270301T233000 DTEND;TZID=America/New_York:20270301T190000",
            "2027-03-01/2027-03-02",
        ),
        ("DTSTART:20270301T233000Z DTEND:20270301T235900Z", "2027-03-01/2027-03-01"),
    ],
)
def test_the_days_that_an_event_touches(lines: str, expected: str) -> None:
    assert days(lines) == [expected]


def test_times_in_utc_are_those_of_the_calendars_own_zone() -> None:
    evening = "DTSTART:20270301T233000Z DTEND:20270301T235900Z"
    assert days(evening, head="X-WR-TIMEZONE:Europe/Oslo") == ["2027-03-02/2027-03-02"]
    for head, zone, first in (
        ("VERSION:2.0", "Europe/Oslo", dt.date(2027, 3, 2)),
        ("VERSION:2.0", "", dt.date(2027, 3, 1)),
        ("X-WR-TIMEZONE:America/New_York", "Europe/Oslo", dt.date(2027, 3, 1)),
    ):
        data = calendar(evening, head=head)
        table = read_calendar(data, "a.ics", CLOSURES, today=TODAY, part_days="whole", zone=zone)
        assert table.rows[0].cells[0] == first


def test_what_repeats_is_read_occurrence_by_occurrence() -> None:
    weekly = "DTSTART:20270105T090000 DTEND:20270105T100000 RRULE:FREQ=WEEKLY;COUNT=4"
    assert days(f"{weekly} EXDATE:20270112T090000 RDATE:20270106T090000") == [
        "2027-01-05/2027-01-05",
        "2027-01-06/2027-01-06",
        "2027-01-19/2027-01-19",
        "2027-01-26/2027-01-26",
    ]


@pytest.mark.parametrize("until", ["20270107", "20270107T080000Z", "20270107T090000"])
def test_the_last_day_of_a_series_counts(until: str) -> None:
    zone = "DTSTART;TZID=Europe/Oslo:20270105T090000"
    assert len(days(f"{zone} DURATION:PT1H RRULE:FREQ=DAILY;UNTIL={until}")) == 3


def test_an_excluded_day_excludes_timed_and_whole_day_events() -> None:
    for start in ("DTSTART;VALUE=DATE:20270105", "DTSTART:20270105T090000"):
        assert days(f"{start} RRULE:FREQ=DAILY;COUNT=2 EXDATE;VALUE=DATE:20270105") == [
            "2027-01-06/2027-01-06"
        ]


def test_a_changed_occurrence_takes_the_place_of_its_own_and_a_cancelled_one_goes() -> None:
    series = "UID:a DTSTART;TZID=Europe/Oslo:20270104T090000 DURATION:PT1H RRULE:FREQ=DAILY;COUNT=3"
    moved = "UID:a RECURRENCE-ID:20270105T080000Z DTSTART;TZID=Europe/Oslo:20270108T090000"
    gone = "UID:a RECURRENCE-ID;TZID=Europe/Oslo:20270106T090000 DTSTART:20270106T090000 STATUS:CANCELLED"
    assert days(series, moved, gone) == ["2027-01-04/2027-01-04", "2027-01-08/2027-01-08"]


def test_what_never_ends_is_read_for_about_the_time_of_plans() -> None:
    (first, *_, last) = days("DTSTART;VALUE=DATE:20100106 RRULE:FREQ=YEARLY")
    assert (first, last) == ("2010-01-06/2010-01-06", "2028-01-06/2028-01-06")
    assert len(days("DTSTART;VALUE=DATE:20100106 RRULE:FREQ=YEARLY")) == 4
    assert len(days("DTSTART;VALUE=DATE:20350106 RRULE:FREQ=YEARLY")) == 3


def test_absences_are_those_of_who_attends_or_organizes_or_of_the_owner() -> None:
    day = "DTSTART;VALUE=DATE:20270301"
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@x.no"
    room = "ATTENDEE;CUTYPE=ROOM:mailto:room@x.no"
    data = calendar(
        f"SUMMARY:Leave {day} {ANA} {declined} {room} ATTENDEE:MAILTO:cy@x.no ORGANIZER:mailto:boss@x.no",
        f"{day} {declined} ORGANIZER:mailto:bo@x.no",
        f"{day} SUMMARY:Mine",
    )
    table = read(data, owner=Owner("E7", "me@x.no"))
    assert table.header[:5] == ABSENCES.columns
    first = dt.date(2027, 3, 1)
    assert [row.cells[:5] for row in table.rows] == [
        ("", "ana@x.no", first, first, "Leave"),
        ("", "cy@x.no", first, first, "Leave"),
        ("", "bo@x.no", first, first, ""),
        ("E7", "me@x.no", first, first, "Mine"),
    ]


def test_events_on_the_same_days_are_one_absence_unless_they_are_nobodys() -> None:
    day = "DTSTART;VALUE=DATE:20270301"
    data = calendar(f"{day} {ANA}", f"{day} {ANA.upper()}", f"{day} SUMMARY:A", f"{day} SUMMARY:B")
    assert [row.cells[1] for row in read(data).rows] == ["ana@x.no", "", ""]
    assert [row.cells[1] for row in read(data, owner=Owner(email="me@x.no")).rows] == ["ana@x.no", "me@x.no"]


def test_what_is_cancelled_or_free_time_is_left_out_and_said() -> None:
    day = "DTSTART;VALUE=DATE:20270301"
    data = calendar(
        f"{day} {ANA} STATUS:CANCELLED",
        f"{day} {ANA} TRANSP:TRANSPARENT",
        f"DTSTART;VALUE=DATE:20270302 {ANA} TRANSP:TRANSPARENT",
    )
    table = read(data)
    assert [row.cells[-1] for row in table.rows] == ["cancelled"]
    assert table.notes == ("Left out because they are shown as free time: 2 events.",)
    assert table.left_out == {"free": 2, "part": 0}
    taken = read_calendar(data, "away.ics", ABSENCES, today=TODAY, take_free=True)
    assert [row.cells[-1] for row in taken.rows] == ["cancelled", "approved", "approved"]
    closed = read(data, CLOSURES)
    assert len(closed.rows) == 2, "calendars of holidays show them as free time"
    assert closed.notes == ("Left out because it is cancelled: 1 event.",)


def test_a_closure_is_named_by_its_event_and_is_of_no_site() -> None:
    data = calendar(
        "DTSTART;VALUE=DATE:20270517 SUMMARY:17.mai LOCATION:Norway", "DTSTART;VALUE=DATE:20270517"
    )
    table = read(data, CLOSURES)
    day = dt.date(2027, 5, 17)
    assert [row.cells for row in table.rows] == [(day, day, "17.mai", "Norway")]
    assert "site" not in table.header


def test_our_own_calendars_can_be_read() -> None:
    start = dt.datetime.combine(dt.date(2027, 3, 2), dt.time(9))
    event = CalendarEvent("u", "Leave – ski", start, start.replace(hour=17), "Europe/Oslo")
    data = calendar_text([event], "Away", dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    (row,) = read(data).rows
    assert row.cells[:5] == ("", "", start.date(), start.date(), "Leave – ski")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("SUMMARY:Trip", "event 2 “Trip” on line 6: it has no start"),
        ("DTSTART:2027x", "event 2 on line 6: DTSTART cannot be read"),
        ("DTSTART:20270301 DTEND;VALUE=DATE:2027", "event 2 on line 6: DTEND cannot be read"),
        ("DTSTART;VALUE=DATE:20270301 DTEND=20270305", "event 2 on line 6: a line of it cannot be read"),
        (
            "DTSTART:20270301T090000 DTSTART:20270302T090000",
            "event 2 on line 6: it has DTSTART more than once",
        ),
        ("DTSTART:20270301T090000 DTEND:20270301T080000", "event 2 on line 6: it ends before it starts"),
        ("DTSTART:20270301T090000 RRULE:FREQ=NEVER", "event 2 on line 6: RRULE cannot be read"),
        ("DTSTART:20270301T090000 RRULE:COUNT=2", "event 2 on line 6: it repeats within a day"),
        ("DTSTART:20270301T090000 RRULE:FREQ=SECONDLY", "event 2 on line 6: it repeats within a day"),
        ("DTSTART:20270301T090000 RRULE:FREQ=DAILY;INTERVAL=0", "event 2 on line 6: how it repeats"),
        ("DTSTART:20270301T090000\r\nBEGIN:VALARM\r\nTRIGGER:PT1M", "event 2 on line 6: "),
        ("DTSTART:19000101T090000 RRULE:FREQ=DAILY", ""),
        ("SEQUENCE: DTSTAMP:x DTSTART;VALUE=DATE:20270303 STATUS:CANCELLED", ""),
        (
            "RECURRENCE-ID:20270301T090000 RECURRENCE-ID:20270302T090000 DTSTART;VALUE=DATE:20270303",
            "event 2 on line 6: it has RECURRENCE-ID more than once",
        ),
        ("DTSTART;VALUE=DATE:20270303 RRULE: STATUS:CANCELLED", ""),
        ("DTSTART:18991231T090000 RRULE:FREQ=DAILY", "event 2 on line 6: it repeats since before 1900"),
        (
            "DTSTART:20270301T090000 RRULE:FREQ=YEARLY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5",
            "event 2 on line 6: it comes more than 24 times a day",
        ),
    ],
)
def test_an_event_that_cannot_be_read_is_named_and_the_others_are_read(lines: str, reason: str) -> None:
    table = read(calendar("DTSTART;VALUE=DATE:20270301", lines, "DTSTART;VALUE=DATE:20270302"))
    good = [row.cells[2] for row in table.rows if not row.fault]
    bad = [row.fault for row in table.rows if row.fault]
    assert good == [dt.date(2027, 3, 1), dt.date(2027, 3, 2)]
    assert len(bad) == bool(reason)
    assert all(fault.startswith(reason) and not fault.endswith(".") for fault in bad)


def test_a_series_is_left_out_whole_where_a_change_of_it_cannot_be_read() -> None:
    series = "UID:s SUMMARY:Club DTSTART;VALUE=DATE:20270105 RRULE:FREQ=WEEKLY;COUNT=3"
    change = "UID:s SUMMARY:Club RECURRENCE-ID;VALUE=DATE:20270112 DTSTART;VALUE=DATE:soon"
    table = read(calendar(series, change, "UID:t DTSTART;VALUE=DATE:20270301"))
    first, second, third = (row.fault for row in table.rows)
    assert first == "event 1 “Club” on line 3: what was changed of it on line 9 cannot be read"
    assert second.startswith("event 2 “Club” on line 9: DTSTART cannot be read")
    assert third == ""
    assert table.marks is not None
    assert table.marks.unread == {"s"}


def test_a_change_from_one_day_on_changes_the_days_after_it() -> None:
    series = "UID:a DTSTART;VALUE=DATE:20270301 DURATION:P1D RRULE:FREQ=WEEKLY;COUNT=4"
    later = "UID:a RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20270315 DTSTART;VALUE=DATE:20270316"
    assert days(series, later) == [f"2027-03-{day:02}/2027-03-{day:02}" for day in (1, 8, 16, 23)]


def test_of_several_versions_of_an_event_the_newest_is_taken_wherever_it_stands() -> None:
    old = "UID:a SUMMARY:Ski SEQUENCE:0 DTSTART;VALUE=DATE:20270301"
    new = "UID:a SUMMARY:Ski SEQUENCE:1 DTSTART;VALUE=DATE:20270308"
    written = "UID:a SUMMARY:Ski SEQUENCE:1 DTSTAMP:20260101T000000Z DTSTART;VALUE=DATE:20270309"
    gone = "UID:a SUMMARY:Ski SEQUENCE:2 STATUS:CANCELLED DTSTART;VALUE=DATE:20270308"
    for events in ((old, new), (new, old)):
        assert days(*events) == ["2027-03-08/2027-03-08"]
    assert days(new, written, old) == ["2027-03-09/2027-03-09"]
    assert days(new, gone, old) == []
    assert read(calendar(old, new)).notes == (
        "Of 1 event a newer version stands in the file, which is taken: Ski.",
    )


def test_events_of_one_badly_made_uid_are_all_taken() -> None:
    first, second = "UID:1 DTSTART;VALUE=DATE:20270101", "UID:1 DTSTART;VALUE=DATE:20271225"
    assert days(first, second) == ["2027-01-01/2027-01-01", "2027-12-25/2027-12-25"]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("DTSTART:20270301T080000 DTEND:20270301T083000", None),
        ("DTSTART:20270301T090000 DTEND:20270301T130000", None),
        ("DTSTART:20270301T090000 DTEND:20270301T170000", "2027-03-01/2027-03-01"),
        ("DTSTART:20270301T130000 DTEND:20270303T170000", "2027-03-02/2027-03-03"),
        ("DTSTART:20270301T000000 DTEND:20270303T000000", "2027-03-01/2027-03-02"),
        ("DTSTART:20270301T220000 DTEND:20270302T060000", None),
        ("DTSTART:20270301T090000", None),
    ],
)
def test_a_part_of_a_day_is_no_whole_day_unless_it_is_wanted(lines: str, whole: str | None) -> None:
    data = calendar(f"SUMMARY:Dentist {lines} {ANA}")
    for layout in (ABSENCES, CLOSURES):
        table = read(data, layout)
        first = layout is ABSENCES and 2
        assert [f"{row.cells[first]}/{row.cells[first + 1]}" for row in table.rows] == [whole] * bool(whole)
        said = ("Left out because it takes only a part of a day: 1 event (Dentist).",)
        assert table.notes == (() if whole else said)
        assert table.left_out["part"] == (not whole)
        assert len(read_calendar(data, "a.ics", layout, today=TODAY, part_days="whole").rows) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 366))),
        "FREQ=YEARLY;BYDAY=MO,TU,WE;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4,5,6",
    ],
)
def test_what_comes_very_often_is_read_soon(rule: str) -> None:
    began = time.process_time()
    table = read(calendar(f"DTSTART;VALUE=DATE:19010105 RRULE:{rule} {ANA}", "DTSTART;VALUE=DATE:20270101"))
    assert time.process_time() - began < 5
    assert len(table.rows) < 1200
    for day in (row.cells[2] for row in table.rows if not row.fault):
        assert isinstance(day, dt.date)
        assert day.year in (1901, 2025, 2026, 2027, 2028)


def test_a_calendar_of_too_many_events_or_occurrences_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics_events, "MAX_EVENTS", 2)
    monkeypatch.setattr(ics_events, "MAX_OCCURRENCES", 20)
    day = "DTSTART;VALUE=DATE:20270301"
    with pytest.raises(ExchangeError, match=r"^away\.ics has 3 events, more than 2; "):
        read(calendar(day, day, day))
    with pytest.raises(ExchangeError, match=r"^away\.ics has events that come more than 20 times; "):
        read(calendar(f"{day} RRULE:FREQ=DAILY", day))


def test_reading_a_calendar_can_be_stopped() -> None:
    def stop(_done: int, _total: int | None) -> None:
        raise KeyError

    events = ["DTSTART;VALUE=DATE:20270301"] * 60
    with pytest.raises(KeyError):
        read_calendar(calendar(*events), "a.ics", ABSENCES, today=TODAY, progress=stop)


def test_a_file_of_which_no_event_can_be_read_is_refused() -> None:
    with pytest.raises(
        ExchangeError, match=r"^away\.ics, event 1 “Trip” on line 3: it has no start \(and 1 more that"
    ):
        read(calendar("SUMMARY:Trip", "SUMMARY:Tour"))


@pytest.mark.parametrize("start", ["DTSTART;VALUE=DA,TE:20270301", "DTSTART;VALUE=TEXT:20270301"])
def test_what_versions_of_the_library_take_differently_is_read_or_named(start: str) -> None:
    day = dt.date(2027, 3, 2)
    table = read(calendar("DTSTART;VALUE=DATE:20270302", start))
    if table.rows:
        first, second = table.rows
        assert first.cells[2] == day
        assert second.cells[2] == dt.date(2027, 3, 1) or second.fault.startswith("event 2 on line 6: ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270301T090000\r\n", "breaks off in the middle"),
        (calendar() + b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "breaks off in the middle"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nEND:VCALENDAR\r\n", "is damaged"),
    ],
)
def test_a_file_that_is_no_whole_calendar_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ExchangeError, match=f"away.ics {reason}"):
        read(data)


def test_other_layouts_are_not_read_from_calendars(tmp_path: Path) -> None:
    path = tmp_path / "away.ics"
    path.write_bytes(b"\xef\xbb\xbf" + calendar("DTSTART;VALUE=DATE:20270301"))
    assert len(read_table(path, layout=ABSENCES).rows) == 1
    for layout in (PEOPLE, None):
        with pytest.raises(ExchangeError, match="only absences, closures and sessions can be read from one"):
            read_table(path, layout=layout)
    table = tmp_path / "away.csv"
    table.write_text("email,first_day\na@x.no,2027-03-01\n")
    with pytest.raises(ExchangeError, match="is not a calendar, so that its rows must say whose"):
        read_table(table, layout=ABSENCES, owner=Owner("1"))


WHOLE = calendar(
    "UID:a SUMMARY:Leave DTSTART;TZID=Europe/Oslo:20270301T090000 DTEND;TZID=Europe/Oslo:20270301T100000 "
    f"RRULE:FREQ=WEEKLY;UNTIL=20270601T000000Z EXDATE;VALUE=DATE:20270308 RDATE:20270303T080000Z {ANA}",
    "UID:a RECURRENCE-ID:20270315T080000Z DTSTART;VALUE=DATE:20270316 DURATION:P1D STATUS:CANCELLED",
)


@settings(max_examples=examples(40, 1000), deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3)), max_size=5))
def test_a_damaged_file_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(WHOLE)
    for place, new in changes:
        data[place : place + 1] = new
    try:
        table = read(bytes(data))
    except ExchangeError as error:
        assert str(error).startswith("away.ics")  # noqa: PT017 - either may be
    else:
        assert all(len(row.cells) == len(table.header) for row in table.rows)


def test_what_says_nothing_about_days_and_people_is_passed_over() -> None:
    note = "DESCRIPTION:" + "\r\n\tBEGIN:VEVENT".join("x" * 50 for _ in range(20_000))
    alarm = "BEGIN:VALARM\r\nTRIGGER:damaged\r\nSUMMARY:Ring\r\nEND:VALARM"
    attach = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "A" * 5_000_000
    began = time.process_time()
    day = f"DTSTART;VALUE=DATE:20270301\r\n{alarm}\r\nSUMMARY:Ski\r\n\tslope"
    table = read(calendar(f"{note} {attach} {day}"), CLOSURES)
    assert [row.cells[:3] for row in table.rows] == [(dt.date(2027, 3, 1), dt.date(2027, 3, 1), "Skislope")]
    assert time.process_time() - began < 2
    long = read(calendar("DTSTART;VALUE=DATE:20270301", f"SUMMARY:{'x' * 300_000}"), CLOSURES)
    assert long.rows[1].fault.endswith(": it is too long to be read")


def test_an_event_that_is_not_closed_spoils_no_other() -> None:
    data = calendar("DTSTART;VALUE=DATE:20270301", "DTSTART;VALUE=DATE:20270302").decode()
    table = read(data.replace("END:VEVENT\r\n", "", 1).encode(), CLOSURES)
    assert dt.date(2027, 3, 2) in [row.cells[0] for row in table.rows]
    deep = "BEGIN:VCALENDAR\r\n" + "BEGIN:VTODO\r\n" * 50 + "END:VTODO\r\n" * 50 + "END:VCALENDAR\r\n"
    with pytest.raises(ExchangeError, match=r"away\.ics is damaged"):
        read(deep.encode())


def test_an_empty_rule_is_none() -> None:
    assert days("DTSTART;VALUE=DATE:20200101 RRULE:") == ["2020-01-01/2020-01-01"]
