"""Tables for Google Calendar, Outlook and GanttProject: the exact headers, and what stands below."""

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pmplanner.exchange.calendar_csv import write_google, write_outlook
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.gantt_csv import GanttResource, GanttTask, write_gantt
from pmplanner.exchange.ics_writing import CalendarEvent

GOOGLE = "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private"
OUTLOOK = (
    "Subject,Start Date,Start Time,End Date,End Time,All day event,Reminder on/off,Reminder Date,"
    "Reminder Time,Meeting Organizer,Required Attendees,Optional Attendees,Meeting Resources,"
    "Billing Information,Categories,Description,Location,Mileage,Priority,Private,Sensitivity,Show time as"
)
TASKS = (
    "ID,Name,Begin date,End date,Duration,Completion,Coordinator,Predecessors,Outline number,Web Link,"
    "Resources,Notes"
)
RESOURCES = "ID,Name,Default role,e-mail,Phone,Assignment role,Rate"

EVENTS = (
    CalendarEvent(
        "1",
        "=Big Data",
        dt.datetime(2027, 3, 1, 9, 0),  # noqa: DTZ001
        dt.datetime(2027, 3, 1, 17, 30),  # noqa: DTZ001
        location="Oslo 1",
        description="first\nsecond",
    ),
    CalendarEvent(
        "2",
        "Away, all day",
        dt.datetime(2027, 3, 2, 0, 0),  # noqa: DTZ001
        dt.datetime(2027, 3, 2, 23, 59),  # noqa: DTZ001
        status="TENTATIVE",
    ),
)


def rows_of(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream))


def test_google(tmp_path: Path) -> None:
    path = tmp_path / "google.csv"
    assert write_google(path, EVENTS) == 2
    assert path.read_bytes().startswith(f"{GOOGLE}\r\n".encode())
    assert rows_of(path)[1:] == [
        [
            "'=Big Data",
            "03/01/2027",
            "09:00 AM",
            "03/01/2027",
            "05:30 PM",
            "False",
            "first\nsecond",
            "Oslo 1",
            "False",
        ],
        ["Away, all day", "03/02/2027", "", "03/02/2027", "", "True", "", "", "False"],
    ]


def test_outlook(tmp_path: Path) -> None:
    path = tmp_path / "outlook.csv"
    assert write_outlook(path, EVENTS) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + f"{OUTLOOK}\r\n".encode())
    first, second = (
        dict(zip(OUTLOOK.split(","), row, strict=True)) for row in rows_of(path, "utf-8-sig")[1:]
    )
    assert first["Start Time"] == "09:00:00 AM"
    assert first["End Time"] == "05:30:00 PM"
    assert (first["Meeting Resources"], first["Location"]) == ("Oslo 1", "Oslo 1")
    assert (first["Show time as"], second["Show time as"]) == ("2", "1")
    assert second["All day event"] == "True"


def test_ganttproject_has_two_blocks(tmp_path: Path) -> None:
    path = tmp_path / "gantt.csv"
    first, last = dt.date(2027, 3, 1), dt.date(2027, 3, 3)
    tasks = [
        GanttTask(0, "=BIGD", first, last, 3, "1"),
        GanttTask(1, "BIGD-1", first, last, 3, "1.1", 100, "Bo", (0, 7), "", ("Ada", "B; C"), "Room: O"),
    ]
    people = [GanttResource(1, "Ada", "ada@x.org"), GanttResource(2, "B; C")]
    assert write_gantt(path, tasks, people) == 2
    lines = path.read_bytes().decode().split("\r\n")
    assert lines == [
        TASKS,
        "0,'=BIGD,2027-03-01,2027-03-03,3,0,,,1,,,",
        '1,BIGD-1,2027-03-01,2027-03-03,3,100,Bo,0;7,1.1,,"Ada;B, C",Room: O',
        "",
        RESOURCES,
        "1,Ada,Default:0,ada@x.org,,Default:0,",
        '2,"B, C",Default:0,,,Default:0,',
        "",
    ]


@pytest.mark.parametrize("write", [write_google, write_outlook])
def test_what_cannot_be_written_leaves_the_old_file(
    tmp_path: Path, write: Callable[[Path, Sequence[CalendarEvent]], object]
) -> None:
    path = tmp_path / "old.csv"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(ExchangeError, match="read-only"):
        write(path, EVENTS)
    assert path.read_text() == "old"
