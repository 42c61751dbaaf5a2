"""The sessions of a training calendar: which course, which days belong together, and reading it again."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pmplanner.models import SessionDay, TrainingSession
from pmplanner.services.catalog.courses import add_course
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.importing.draft import Draft
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.publishing.calendars import write_ics
from pmplanner.services.sessions.sessions import add_session
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, counts
from tests.tiers import examples

D = Decimal
MONDAY = dt.date(2027, 3, 1)


@pytest.fixture
def school(workspace: Workspace) -> Workspace:
    with workspace.edit("Fill") as db:
        create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
        add_course(db, code="BD", title="Big Data", days=D(3))
        add_course(db, code="AG", title="Agile", days=D(1))
    return workspace


def event(uid: str, title: str, start: str, end: str, *more: str) -> str:
    lines = (f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART{start}", f"DTEND{end}", *more)
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def read(school: Workspace, path: Path, *events: str, **options: object) -> Draft:
    body = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""))
    path.write_text(body, encoding="utf-8")
    return bring_in(school, path, "sessions", plan_id=1, **options)


def sessions(school: Workspace) -> list[tuple[str, str, str, list[str]]]:
    with school.read() as db:
        found = []
        for row in db.scalars(select(TrainingSession).order_by(TrainingSession.id)):
            days = db.scalars(
                select(SessionDay).where(SessionDay.session_id == row.id).order_by(SessionDay.day)
            )
            times = [
                f"{day.day:%m-%d} {day.start_time:%H:%M}-{day.end_time:%H:%M} {day.portion}" for day in days
            ]
            found.append((row.code, row.status, row.room, times))
        return found


def test_events_become_sessions_of_the_courses_that_they_name(school: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "training.ics"
    draft = read(
        school,
        path,
        event("a", "Big Data", ":20270301T090000", ":20270301T170000", "LOCATION:Room 2"),
        event("b", "Big Data", ":20270302T090000", ":20270302T170000", "LOCATION:Room 2"),
        event("c", "Big Data", ":20270303T090000", ":20270303T170000", "LOCATION:Room 2"),
        event("d", "Big Data", ":20270304T090000", ":20270304T170000", "LOCATION:Room 2"),
        event("e", "Spring group", ";VALUE=DATE:20270310", ";VALUE=DATE:20270311", "CATEGORIES:Work,Agile"),
        event("f", "AG Agile", ";TZID=Europe/Oslo:20270315T130000", ";TZID=Europe/Oslo:20270315T170000"),
        event("g", "Juggling", ":20270301T090000", ":20270301T170000"),
        event("h", "Agile", ":20270401T090000", ":tomorrow"),
        event("i", "Agile", ":20270402T090000", ":20270402T170000", "STATUS:CANCELLED"),
    )
    assert counts(draft) == (6, 0, 0, 2)
    assert draft.count("skipped") == 1
    assert sessions(school) == [
        ("BD-1", "draft", "Room 2", [f"03-0{n} 09:00-17:00 1" for n in (1, 2, 3)]),
        ("BD-2", "draft", "Room 2", ["03-04 09:00-17:00 1"]),
        ("AG-1", "draft", "", ["03-10 09:00-17:00 1"]),
        ("AG-2", "draft", "", ["03-15 13:00-17:00 0.5"]),
    ]
    assert draft.outcomes[1].details == "a day of the session of row 1"
    assert (draft.outcomes[6].subject, draft.outcomes[6].action) == ("Juggling", "rejected")
    assert "there is no course Juggling" in draft.outcomes[6].details
    words = {"course_title": {"Juggling": "AG"}}
    again = read(school, path, event("g", "Juggling", ":20270301T090000", ":20270301T170000"), words=words)
    assert counts(again) == (1, 0, 0, 0)
    with school.read() as db:
        assert db.scalars(select(TrainingSession.timezone).where(TrainingSession.code == "AG-2")).one() == (
            "Europe/Oslo"
        )


def test_a_later_version_moves_the_session_or_calls_it_off(school: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "training.ics"
    read(school, path, event("a", "Agile", ":20270301T090000", ":20270301T170000"))
    moved = event("a", "Agile", ":20270308T100000", ":20270308T160000", "SEQUENCE:1", "LOCATION:Hall")
    assert counts(read(school, path, moved)) == (0, 1, 0, 0)
    assert sessions(school) == [("AG-1", "draft", "Hall", ["03-08 10:00-16:00 1"])]
    assert counts(read(school, path, moved)) == (0, 0, 1, 0)
    older = read(school, path, event("a", "Agile", ":20270301T090000", ":20270301T170000"))
    assert older.outcomes[0].action == "skipped"
    off = event("a", "Agile", ":20270308T100000", ":20270308T160000", "SEQUENCE:2", "STATUS:CANCELLED")
    assert read(school, path, off).outcomes[0].details == "the event is cancelled"
    assert sessions(school)[0][1] == "cancelled"
    on = event("a", "Agile", ":20270308T100000", ":20270308T160000", "SEQUENCE:3")
    draft = read(school, path, on)
    assert draft.outcomes[0].details == (
        "the event takes place, but the session is called off here and stays so"
    )
    school.undo()
    school.undo()
    assert sessions(school)[0][1] == "draft"


def test_of_a_session_of_several_days_one_that_is_called_off_is_told(
    school: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "training.ics"
    days = [event(f"d{n}", "Big Data", f":2027030{n}T090000", f":2027030{n}T170000") for n in (1, 2, 3)]
    read(school, path, *days)
    gone = event("d3", "Big Data", ":20270303T090000", ":20270303T170000", "SEQUENCE:1", "STATUS:CANCELLED")
    draft = read(school, path, gone)
    assert draft.outcomes[0].details.startswith("row 1: a day of BD-1 is cancelled")
    every = [line.replace("SUMMARY", "SEQUENCE:1\r\nSTATUS:CANCELLED\r\nSUMMARY") for line in days]
    read(school, path, *every)
    assert sessions(school)[0][1] == "cancelled"


def test_our_own_calendar_comes_back_as_its_sessions(school: Workspace, tmp_path: Path) -> None:
    with school.edit("Sessions") as db:
        add_session(db, 1, 1, MONDAY)
        add_session(db, 1, 2, MONDAY)
    path = tmp_path / "plan.ics"
    with school.keep() as db:
        write_ics(db, path, ExportScope(1), None, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    draft = bring_in(school, path, "sessions", plan_id=1)
    assert {outcome.action for outcome in draft.outcomes} == {"unchanged"}, [
        o.details for o in draft.outcomes
    ]
    with school.edit("Another plan") as db:
        other = create_plan(db, "Other", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert bring_in(school, path, "sessions", plan_id=other).count("created") == len(draft.outcomes)


_days = st.lists(st.integers(0, 20), min_size=3, max_size=3)


@given(st.lists(_days, min_size=1, max_size=4))
@settings(max_examples=examples(6, 100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sessions_are_where_the_last_version_has_them(
    school: Workspace, tmp_path: Path, versions: list[list[int]]
) -> None:
    path = tmp_path / "training.ics"
    for number, days in enumerate(versions):
        events = [
            event(
                f"e{place}",
                "Agile",
                f":{MONDAY + dt.timedelta(days=day):%Y%m%d}T{9 + place:02}0000",
                f":{MONDAY + dt.timedelta(days=day):%Y%m%d}T{15 + place:02}0000",
                f"SEQUENCE:{number}",
            )
            for place, day in enumerate(days)
        ]
        draft = read(school, path, *events)
        assert draft.rejected == []
    found = sorted(times for *_, times in sessions(school))
    assert len(found) == len(versions[-1])
    assert sorted(times[0][:11] for times in found) == sorted(
        f"{MONDAY + dt.timedelta(days=day):%m-%d} {9 + place:02}:00" for place, day in enumerate(versions[-1])
    )
    while school.undo_label() != "Fill":
        school.undo()
